"""One more sentence beneath Python's own, for slips that never reach the course."""

import re
import sys
from types import TracebackType
from typing import Any

from coursehelpers.ground.locale import _
from coursehelpers.ground.settings import in_a_browser

_SLIPS = (SyntaxError, NameError, KeyError, OSError)
"""Of the last, only what comes from a web request: see :func:`_of_the_web`."""
_OF_A_WORD_PROCESSOR = "“”„‘’«»"


def explain_slips() -> None:
    """Where this runs in a notebook, add a sentence to errors that a beginner cannot read; else do nothing."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc(_SLIPS, _show)
        if in_a_browser():
            leave_out_echoes(shell)


def leave_out_echoes(shell: Any) -> None:
    """Have a notebook in a browser show an error once: where it happens, not where it was dealt with.

    What a browser refuses reaches Python twice: where it was asked, and beside that, from nowhere in the code. The
    second would end a run of all cells, although the first was answered with a sentence.
    """
    whole = shell.excepthook

    def told_once(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if trace is not None:
            whole(kind, error, trace)

    shell.excepthook = told_once
    # The cell that imports the course has begun by now.
    if sys.excepthook == whole:
        sys.excepthook = told_once


def _show(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    if _of_the_web(error):
        # What a web library says over a hundred lines helps nobody who has no internet.
        print(advice(error), file=sys.stderr)
        return
    if isinstance(error, SyntaxError):
        shell.showsyntaxerror()
    else:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
    if not isinstance(error, OSError):
        print(advice(error), file=sys.stderr)


def _of_the_web(error: BaseException) -> bool:
    """Tell whether a request to a web server failed; requests' errors are a kind of OSError."""
    return isinstance(error, OSError) and type(error).__module__.startswith("requests")


def advice(error: BaseException) -> str:
    """Say in one sentence what a beginner can do about a slip.

    Examples
    --------
    >>> advice(NameError("name 'DK' is not defined", name="DK"))
    'Python knows nothing called DK; write "DK" in quotation marks, or first run the cell that makes DK.'
    """
    if isinstance(error, NameError):
        name = error.name or next(iter(re.findall(r"'(\w+)'", str(error))), "…")
        return _(
            'Python knows nothing called {name}; write "{name}" in quotation marks, or first run the cell that '
            "makes {name}."
        ).format(name=name)
    if isinstance(error, KeyError):
        return _(
            "There is no column “{name}” here; write its name as it stands above the table, or list all with "
            ".columns."
        ).format(name=error.args[0] if error.args else "")
    if _of_the_web(error):
        return _(
            "GBIF did not answer this question; go on without it, and run the cell again when you are online."
        )
    if any(mark in str(getattr(error, "text", "") or error) for mark in _OF_A_WORD_PROCESSOR):
        return _(
            "These are the quotation marks of a word processor; type them again in the notebook, straight: {example}."
        ).format(example='"DK"')
    return _(
        "Python cannot read this line; see whether each quotation mark and bracket has its partner, and each comma is "
        "there."
    )
