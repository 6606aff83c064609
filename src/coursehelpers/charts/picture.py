"""A figure as SVG with its text alternative, the same bytes for the same data."""

import io
import textwrap
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from coursehelpers.charts.style import QUIET, RC
from coursehelpers.documents.fonts import foreign
from coursehelpers.documents.office import CREATOR
from coursehelpers.ground.characters import printable
from coursehelpers.ground.files import check_suffix, write_whole

_SUFFIXES = (".svg", ".png", ".pdf")
DOTS_PER_INCH = 200
_LINE = 84
"""Letters of a line below an axis."""
_MADE_BY: dict[str, dict[str, str | None]] = {
    "png": {"Software": CREATOR},
    "pdf": {"Creator": CREATOR, "Producer": CREATOR, "CreationDate": None},
}


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in the course's style; letters that our font lacks are drawn by the reader's own."""
    with rc_context(RC), warnings.catch_warnings():  # type: ignore[arg-type]
        warnings.filterwarnings("ignore", "Glyph .* missing from")
        yield


class Picture:
    """Hold a figure and what it says in words.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Yours to change: a title, another label, a line.
    alternative : str
        What the figure shows, for somebody who cannot see it.
    again : callable, optional
        Draws it anew for another width and height in inches: a map, whose marks must not cover each other at any size.

    Attributes
    ----------
    of : str
        Of which country it speaks; empty for what speaks of none.
    answers : bool
        Whether it comes from what a learner answered, and not from GBIF.
    """

    of: str = ""
    answers: bool = False

    def __init__(
        self, figure: Figure, alternative: str, again: Callable[..., Figure] | None = None
    ) -> None:
        self.figure = figure
        self.again = again
        self.alternative = printable(" ".join(alternative.split()))

    @property
    def svg(self) -> str:
        """The figure as it is now: whoever titles its axes sees the title when it is shown again."""
        text = io.StringIO()
        with drawing():
            FigureCanvasSVG(self.figure).print_svg(  # type: ignore[no-untyped-call]
                text, metadata={"Date": None, "Creator": None}
            )
        svg = text.getvalue()
        svg = svg[svg.index("<svg") :]
        head, _closing, body = svg.partition(">")
        described = f"<title>{escape(self.alternative)}</title>"
        return f'{head} role="img" aria-label="{escape(self.alternative, {chr(34): "&quot;"})}">{described}{body}'

    def __repr__(self) -> str:
        return self.alternative

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, str]:
        return {"image/svg+xml": self.svg, "text/plain": self.alternative}

    def save(self, path: Path) -> None:
        """Save the figure as ``.svg``, ``.png`` or ``.pdf``.

        Raises
        ------
        BadCallError
            If the suffix is another.
        CourseError
            If the file cannot be written.
        """
        suffix = check_suffix(path, *_SUFFIXES)
        if suffix == ".svg":
            write_whole(path, self.svg.encode())
            return
        write_whole(path, self._printed(suffix[1:]))

    def png(self) -> bytes:
        """Return the figure as PNG, fine enough for print."""
        return self._printed("png")

    def _printed(self, form: str) -> bytes:
        from coursehelpers.documents.pdf import drawn, writes_pdf

        if foreign(self.svg) and writes_pdf():
            # It joins and turns letters as their script asks, with the fonts of this computer.
            return drawn(self.svg, "pdf" if form == "pdf" else "png", DOTS_PER_INCH)
        body = io.BytesIO()
        with drawing():
            FigureCanvasAgg(self.figure)
            self.figure.savefig(
                body, format=form, dpi=DOTS_PER_INCH, metadata=_MADE_BY.get(form, {})
            )
        return body.getvalue()


def name_below(axes: Axes, words: str) -> None:
    """Name the axis below a figure: words end where the axis does, and may begin below the names beside it."""
    axes.set_xlabel(textwrap.fill(words, _LINE), fontsize=9, loc="right")


def explain_above(figure: Figure, handles: Sequence[Artist]) -> None:
    """Put what the marks mean on top of a figure, above the title that somebody may give it."""
    figure.legend(handles=handles, loc="outside upper center", ncols=4, frameon=False, fontsize=9,
                  handletextpad=0.6, columnspacing=1.4)  # fmt: skip


def print_source(figure: Figure, line: str) -> None:
    """Print at the foot of a figure where its numbers come from."""
    wrapped = "\n".join(textwrap.wrap(line, 105))
    figure.text(0.01, 0.004, wrapped, fontsize=8, color=QUIET, ha="left", va="bottom")
