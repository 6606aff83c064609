"""Words on figures, in each language: none is cut, and none runs into another; on a page and on a slide."""

from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from coursehelpers import course
from coursehelpers.charts.picture import drawing
from coursehelpers.charts.projection import projected
from coursehelpers.classroom.translated import spoken_languages
from coursehelpers.ground.locale import speaking

TOUCHING = 1
"""Dots that two boxes around words may share."""
FIGURES = {
    "pairs": lambda: course.training().landscape().chart(),
    "kinds": lambda: course.training().landscape().chart("kinds"),
    "order": lambda: course.training().order().chart(),
    "grid": lambda: course.training().register().chart(),
    "support": lambda: course.training().register().chart("support and influence"),
    "attitudes": lambda: course.training().register().roles.chart(),
    "funnel": lambda: course.training().campaign().funnel.chart(),
    "timeline": lambda: course.training().campaign().timeline.chart(),
}


def titled(picture, words):
    picture.figure.axes[0].set_title(words)
    return picture


def drawn(figure):
    """Draw a figure as its writers do, and return where."""
    canvas = FigureCanvasAgg(figure)
    with drawing():
        canvas.draw()
    return canvas


def lines_below(figure):
    """Return the boxes around words below each axis, line by line, once the figure is drawn."""
    canvas = drawn(figure)
    for axes in figure.axes:
        labels = [
            label
            for label in axes.get_xticklabels()
            if label.get_visible()
            and label.get_text().strip()
            and axes.viewLim.x0 <= label.get_position()[0] <= axes.viewLim.x1
        ]
        for lower in (False, True):
            yield [
                label.get_window_extent(canvas.get_renderer())
                for label in labels
                if label.get_text().startswith("\n") == lower
            ]


def overlapping(one, other):
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    up = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > TOUCHING and up > TOUCHING


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("code", spoken_languages())
def test_words_below_an_axis_are_whole_and_do_not_touch_on_a_page_or_a_slide(code, name):
    with speaking(code):
        picture = FIGURES[name]()
        canvas = drawn(picture.figure)
        for axes in picture.figure.axes:
            box = axes.xaxis.label.get_window_extent(canvas.get_renderer())
            assert box.x0 >= picture.figure.bbox.x0 - TOUCHING
            assert box.x1 <= picture.figure.bbox.x1 + TOUCHING
            assert box.y0 >= picture.figure.bbox.y0 - TOUCHING
        for shown in (picture, projected(picture)[0]):
            for boxes in lines_below(shown.figure):
                assert not any(overlapping(*pair) for pair in combinations(boxes, 2))


@pytest.mark.parametrize("name", ["pairs", "order"])
@pytest.mark.parametrize("code", spoken_languages())
def test_a_title_of_ones_own_stands_clear_of_the_legend(code, name):
    with speaking(code):
        figure = titled(FIGURES[name](), "2026").figure
        canvas = drawn(figure)
        title = figure.axes[0].title.get_window_extent(canvas.get_renderer())
        (legend,) = figure.legends
        assert not overlapping(title, legend.get_window_extent(canvas.get_renderer()))
