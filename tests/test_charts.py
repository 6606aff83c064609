"""Figures: honest about what is unknown, the same bytes each time, and readable without eyes."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursehelpers.charts.landscape import (
    chart_declared_and_linked,
    chart_triage,
    choose_rows,
    place,
)
from coursehelpers.charts.map import chart_map
from coursehelpers.charts.order import chart_what_if
from coursehelpers.evidence.gather import gather
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.settings import data_file
from coursehelpers.ground.tables import tidy
from coursehelpers.landscape.conversations import CONVERSATIONS
from coursehelpers.landscape.survey import COLUMNS, survey

EVIDENCE = gather("XT")
XT = survey(EVIDENCE)
EMPTY = survey(replace(EVIDENCE, institutions=EVIDENCE.institutions.head(0)))
CHARTS = [chart_declared_and_linked, chart_triage, chart_map]


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("landscape", [XT, EMPTY], ids=["26", "none"])
def test_a_figure_is_one_picture_with_its_words(chart, landscape):
    picture = chart(landscape)
    root = ElementTree.fromstring(picture.svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == picture.alternative
    assert "made-up country" in picture.alternative
    # A map names what its numbers stand for; the others say their message.
    assert len(picture.alternative) < (1_200 if chart is chart_map else 500)


@pytest.mark.parametrize("chart", CHARTS)
def test_the_same_table_gives_the_same_bytes(chart):
    assert chart(XT).svg == chart(XT).svg


@pytest.mark.parametrize("chart", CHARTS)
def test_a_notebook_gets_the_picture_and_its_words(chart):
    bundle = chart(XT)._repr_mimebundle_()
    assert set(bundle) == {"image/svg+xml", "text/plain"}
    assert bundle["text/plain"] == repr(chart(XT))


def test_the_words_hold_the_numbers():
    words = chart_declared_and_linked(XT).alternative
    assert "24 institutions" in words
    assert "8 state no size" in words
    assert "404,350, at National Museum of Xantoria" in words
    assert "links to mend 1" in chart_triage(XT).alternative
    assert "1 lies outside this map" in chart_map(XT).alternative


def test_the_picture_in_the_readme_is_the_one_that_the_course_draws():
    kept = Path(__file__).parents[1] / "book" / "_static" / "declared_and_linked.svg"
    assert kept.read_text(encoding="utf-8") == chart_declared_and_linked(XT).svg


def test_zero_has_a_place_of_its_own_left_of_one():
    assert place(0) < place(1) == 1 < place(2)


def test_unknown_sizes_are_marked_as_unknown_and_never_drawn_at_zero():
    silent = XT.table[XT.table["declared"].isna() & (XT.table["triage"] != "out-of-scope")]
    svg = chart_declared_and_linked(XT._replace(table=silent)).svg
    assert "not stated" in svg
    assert ">declared<" in svg


@given(
    st.lists(st.tuples(st.none() | st.integers(1, 10**8), st.integers(0, 10**8)), max_size=60),
    st.integers(1, 25),
)
@settings(max_examples=25, deadline=None)
def test_the_largest_differences_come_first_and_unknown_ones_last(pairs, limit):
    rows = [
        {
            "key": str(n),
            "name": f"M{n}",
            "declared": d,
            "linked": k,
            "gap": None if d is None else max(d - k, 0),
        }
        for n, (d, k) in enumerate(pairs)
    ]
    chosen = choose_rows(tidy(rows, COLUMNS), limit)
    assert len(chosen) == min(limit, len(rows))
    gaps = chosen["gap"].dropna().tolist()
    assert gaps == sorted(gaps, reverse=True)
    assert chosen["declared"].isna().is_monotonic_increasing


def test_what_is_not_drawn_is_counted():
    assert "14 more institutions are not drawn" in chart_declared_and_linked(XT, limit=10).svg


def test_every_kind_of_conversation_has_its_colour_and_shape():
    assert len({kind.shape for kind in CONVERSATIONS.values()}) == len(CONVERSATIONS)
    assert len({kind.colour for kind in CONVERSATIONS.values()}) == len(CONVERSATIONS)


def test_the_training_country_lies_in_open_ocean_as_drawn():
    outline = json.loads(data_file("training", "outline.geojson").read_text(encoding="utf-8"))
    rings = [
        ring for polygon in outline["features"][0]["geometry"]["coordinates"] for ring in polygon
    ]
    assert all(ring[0] == ring[-1] for ring in rings)
    assert all(-27 < x < -23 and -32 < y < -28.5 for ring in rings for x, y in ring)


@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf"])
def test_a_figure_is_saved_by_its_suffix(tmp_path, suffix):
    chart_triage(XT).save(tmp_path / f"figure{suffix}")
    assert (tmp_path / f"figure{suffix}").stat().st_size > 1_000


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(BadCallError, match=r"\.png"):
        chart_triage(XT).save(tmp_path / "figure.jpg")


def test_two_institutions_of_one_name_have_a_line_each():
    paths = pd.DataFrame(
        [[1, 2], [2, 1]], index=[0.0, 1.0], columns=["University of X", "University of X"]
    )
    picture = chart_what_if(paths, "size", 0.2)
    assert picture.svg.count(">University of X<") == 2
    assert "University of X; University of X" in picture.alternative


def test_support_is_the_attitude_of_today_and_influence_is_power():
    from coursehelpers import course

    picture = course.training().register().chart("support and influence")
    assert "resistant 1" in picture.alternative
    axes = picture.figure.axes[0]
    assert "influence" in axes.get_ylabel()
    assert axes.get_xticklabels()[0].get_text() == "unaware"


def test_a_title_that_is_set_later_is_shown():
    from coursehelpers import course

    picture = course.training().register().chart()
    before = picture.svg
    assert picture.svg == before
    picture.figure.axes[0].set_title("Ours")
    assert picture.svg != before
