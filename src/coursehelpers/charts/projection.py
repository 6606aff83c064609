"""A figure laid out again for a slide: wide, and with type that can be read at the back of a room."""

import textwrap
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from coursehelpers.charts.picture import Picture, drawing
from coursehelpers.documents.text import shorten
from coursehelpers.ground.locale import ngettext, number

WIDE, HIGH = 5.5, 2.25
"""Inches. On a slide of 1,280 by 720 this is drawn 1,200 wide, so that type of 8 points is 24 high."""
_EDGE = 0.35
"""Inches that a map needs above and below it."""
ROWS = 8
"""Named rows that a slide holds; all of them are in the learner's notebook."""
NAMES = 8
_SMALLEST_TYPE = 8
_TICKS = 8
_SOURCE_AT = 0.02
"""Height below which a figure prints where its numbers come from; a slide says that itself."""
_CORNER = 12
"""Letters of a line in a corner of a grid."""
_LINE = 0.07
"""Share of a slide's height that a line of words needs."""
_LABEL, _NAME = 44, 28
"""Letters of a line below a figure, and of a name beside one."""


def projected(picture: Picture) -> tuple[Picture, str]:
    """Lay a figure out for a slide.

    Parameters
    ----------
    picture : Picture
        It is changed: call this for a figure that nobody else needs.

    Returns
    -------
    Picture
    str
        What is not on the slide, in a sentence; empty if all of it is.
    """
    if picture.again:
        return Picture(picture.again(WIDE, HIGH - _EDGE, aside=True), picture.alternative), ""
    figure = picture.figure
    with drawing():
        left_out = sum(_keep_first_rows(axes) for axes in figure.axes)
        names = _without_source(figure)
        engine = figure.get_layout_engine()
        if engine is not None:
            engine.set(rect=(0, 0, 1, 1))  # type: ignore[call-arg]
        figure.set_size_inches(WIDE, HIGH)
        for axes in figure.axes:
            axes.set_xlabel(textwrap.fill(axes.get_xlabel(), _LABEL))
            axes.set_ylabel(textwrap.fill(axes.get_ylabel(), _LABEL // 2))
            _thin_out(axes)
            if axes.get_aspect() != "auto":
                _put_legend_beside(figure, axes)
        if names:
            left_out += _list_beside(figure, names)
        for text in figure.findobj(match=lambda one: hasattr(one, "get_fontsize")):
            text.set_fontsize(max(text.get_fontsize(), _SMALLEST_TYPE))  # type: ignore[attr-defined]
        if engine is None and len(figure.axes) > 2:
            # Titles between small pictures need the height that a page gives them.
            figure.subplots_adjust(top=0.8, bottom=0.1, hspace=0.95)
        for axes in figure.axes:
            _stagger(figure, axes)
    more = ngettext(
        "{n} more row is in your notebook.", "{n} more rows are in your notebook.", left_out
    )
    return Picture(figure, picture.alternative), more.format(n=number(left_out)) if left_out else ""


def _keep_first_rows(axes: Axes) -> int:
    """Show the first rows of a figure with one name a row; return how many are not shown."""
    names = [label.get_text() for label in axes.get_yticklabels()]
    if len(names) <= ROWS or not isinstance(axes.yaxis.get_major_locator(), FixedLocator):
        return 0
    # Rows stand one apart, from 0; the first is on top.
    low, high = axes.get_ylim()
    there = list(zip(axes.get_yticks(), names, strict=True))
    if low < high:
        axes.set_ylim(high - ROWS - 0.2, high)
        kept = there[-ROWS:]
    else:
        axes.set_ylim(high + ROWS + 0.2, high)
        kept = there[:ROWS]
    axes.set_yticks([at for at, _name in kept], [name for _at, name in kept], fontsize=9)
    return len(names) - ROWS


def _thin_out(axes: Axes) -> None:
    """Name every second tick, where a slide has no room for all; the last, which may be in words, stays."""
    labels = axes.get_xticklabels()
    if len(labels) > _TICKS and isinstance(axes.xaxis.get_major_locator(), FixedLocator):
        for label in labels[1:-1:2]:
            label.set_visible(False)


def _stagger(figure: Figure, axes: Axes) -> None:
    """Put every second word below an axis a line lower, where words of a language would run into each other.

    Of a scale, whose numbers follow from each other, every second one goes.
    """
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    labels = [label for label in axes.get_xticklabels() if label.get_visible() and label.get_text()]
    boxes = [label.get_window_extent(canvas.get_renderer()) for label in labels]  # type: ignore[no-untyped-call]
    if not any(one.x1 > other.x0 for one, other in pairwise(boxes)):
        return
    texts = [label.get_text() for label in labels]
    if texts[0].isdigit():
        for label in labels[1:-1:2]:
            label.set_visible(False)
        return
    axes.set_xticks(
        axes.get_xticks(), [f"\n{text}" if at % 2 else text for at, text in enumerate(texts)]
    )
    if figure.get_layout_engine() is None:
        left, bottom, wide, high = axes.get_position().bounds
        axes.set_position((left, bottom + _LINE, wide, high - _LINE))


def _without_source(figure: Figure) -> list[str]:
    """Take away what is written beside the axes; return it without the line about the source."""
    said = [text.get_text() for text in figure.texts if text.get_position()[1] > _SOURCE_AT]
    for text in list(figure.texts):
        text.remove()
    return said


def _list_beside(figure: Figure, names: list[str]) -> int:
    """Put a list of names, that stood below a figure, beside it."""
    (axes,) = figure.axes
    axes.set_position((0.1, 0.22, 0.44, 0.76))
    _make_corners_small(axes)
    for line, name in enumerate(names[:NAMES]):
        figure.text(0.57, 0.95 - line * 0.11, shorten(name, _NAME + 6), fontsize=9, va="top")
    return max(len(names) - NAMES, 0)


def _make_corners_small(axes: Axes) -> None:
    """Write the words of a grid's corners at its edge, in two lines where half a grid is too narrow for one."""
    middle = sum(axes.get_ylim()) / 2
    for words in axes.texts:
        if words.get_fontstyle() != "italic":
            continue
        low = words.get_position()[1] < middle
        words.set(fontsize=_SMALLEST_TYPE, va="bottom" if low else "top")
        words.set_y(axes.get_ylim()[0 if low else 1])
        if words.get_position()[0] < sum(axes.get_xlim()) / 2:
            words.set(ha="left", text=textwrap.fill(words.get_text(), _CORNER))
            words.set_x(axes.get_xlim()[0])


def _put_legend_beside(figure: Figure, axes: Axes) -> None:
    """Put the legend of a map beside it, where a slide has room."""
    legend = axes.get_legend()
    if legend is None:
        return
    handles, labels = axes.get_legend_handles_labels()
    legend.remove()
    figure.legend(handles, labels, loc="outside right center", fontsize=9, frameon=False)
