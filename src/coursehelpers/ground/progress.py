"""Show how far a long piece of work is, on standard error, where a person looks at it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from coursehelpers.ground.locale import _


@contextmanager
def showing_progress(*, always: bool = False) -> Iterator[Callable[[str], None]]:
    """Show a line that says what GBIF is asked for, how many requests that is, and since when.

    Parameters
    ----------
    always : bool, optional
        Also where standard error is no terminal, as in a notebook.

    Yields
    ------
    callable
        To be called with a few words before each request.
    """
    from tqdm import tqdm

    with tqdm(
        leave=False,
        disable=False if always else None,
        file=sys.stderr,
        bar_format="{desc} · {n_fmt} · {elapsed}",
    ) as bar:

        def show(words: str) -> None:
            bar.set_description_str(_("asking GBIF: {words}").format(words=words), refresh=False)
            bar.update()

        yield show
