"""Show how far a long piece of work is: a line that disappears, in a notebook or on a terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape

from coursehelpers.ground.locale import _

_OFTEN = 0.2
"""Seconds between two looks of a notebook's line; a browser needs no more."""


@contextmanager
def showing_progress(*, always: bool = False) -> Iterator[Callable[[str], None]]:
    """Show a line that says what GBIF is asked for, how many requests that is, and since when.

    In a notebook it is an output of its own that disappears at the end; nothing goes to standard error, which a
    notebook draws in red. Elsewhere it is a line on standard error, where a person looks at it.

    Parameters
    ----------
    always : bool, optional
        Also where there is neither a notebook nor a terminal.

    Yields
    ------
    callable
        To be called with a few words before each request.
    """
    if _in_a_notebook():
        with _in_an_output(show=always) as show:
            yield show
        return
    from tqdm import tqdm

    with tqdm(
        leave=False,
        disable=False if always else None,
        file=sys.stderr,
        bar_format="{desc} · {n_fmt} · {elapsed}",
    ) as bar:

        def show_line(words: str) -> None:
            bar.set_description_str(_said(words), refresh=False)
            bar.update()

        yield show_line


def _said(words: str) -> str:
    return _("asking GBIF: {words}").format(words=words)


def _in_a_notebook() -> bool:
    """Tell whether outputs are drawn by a notebook; a program that knows no IPython does not load it."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and hasattr(shell, "kernel")


@contextmanager
def _in_an_output(*, show: bool) -> Iterator[Callable[[str], None]]:
    if not show:
        yield lambda _words: None
        return
    from IPython.display import HTML, display

    begin = last = time.monotonic()
    asked = 0
    line = display(HTML(_bar(_("asking GBIF"), 0, 0)), display_id=True)  # type: ignore[no-untyped-call]

    def show_words(words: str) -> None:
        nonlocal asked, last
        asked += 1
        now = time.monotonic()
        if asked == 1 or now - last >= _OFTEN:
            last = now
            line.update(HTML(_bar(_said(words), asked, now - begin)))  # type: ignore[no-untyped-call]

    try:
        yield show_words
    finally:
        line.update(HTML(""))  # type: ignore[no-untyped-call]


def _bar(words: str, asked: int, seconds: float) -> str:
    """Draw a bar that moves, since nobody knows how many requests are left."""
    minutes, rest = divmod(int(seconds), 60)
    return f"<p><progress></progress> {escape(words)} · {asked} · {minutes:02d}:{rest:02d}</p>"
