"""A map that says where: coast, towns, degrees, and marks that do not cover each other."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.charts.land import _meridian, _parallel, towns_of
from coursehelpers.charts.map import (
    NUMBERED,
    _around_the_globe,
    _extent,
    _groups,
    _parts,
    chart_map,
)
from coursehelpers.charts.projection import projected
from coursehelpers.charts.spread import beside, spread
from coursehelpers.evidence.gather import gather
from coursehelpers.ground.countries import boxes_of
from coursehelpers.landscape.survey import survey

XT = survey(gather("XT"))
NOWHERE = XT.locations.head(0)


def _at(country, *places, cities=()):
    """Return a landscape of a real country with made-up institutions at the given places."""
    keys = list(XT.table["key"][: len(places)])
    spots = pd.DataFrame(places, columns=["latitude", "longitude"]).assign(key=keys)
    table = XT.table.head(len(places)).copy()
    if cities:
        table["city"] = pd.array(cities, dtype=table["city"].dtype)
    return XT._replace(
        country=country, table=table, locations=spots, provenance=XT.provenance | {"source": "live"}
    )


@pytest.mark.parametrize(
    ("country", "widest"), [("FJ", 20), ("NZ", 30), ("RU", 205), ("US", 150), ("XT", 6)]
)
def test_a_map_never_spans_the_world_without_need(country, widest):
    for group in _groups(list(boxes_of(country))):
        west, _south, east, _north = _extent(group, NOWHERE)
        assert east - west < widest


def test_spans_are_joined_the_short_way_round():
    assert _around_the_globe([(177, 180), (-180, -178)]) == (177, 182)
    assert _around_the_globe([(-10, 5), (20, 30)]) == (-10, 30)


def test_an_institution_on_the_mainland_is_drawn_also_where_an_island_has_a_shape_of_its_own():
    words = str(chart_map(_at("AU", (-31.95, 115.86))))
    assert words.startswith("Map of Australia with 1 institution:")
    assert "outside this map" not in words


def test_a_map_shows_the_part_of_the_country_where_the_marks_are():
    (part,) = _parts("RU", _at("RU", (55.7, 37.6), (59.9, 30.3)).locations)
    west, _south, east, _north = part.around
    assert west < 30
    assert east > 38
    assert east - west < 90


def test_parts_of_a_country_that_lie_far_apart_get_maps_of_their_own():
    picture = chart_map(_at("FR,RE", (48.8, 2.3), (45.7, 4.8), (-20.9, 55.5)))
    assert len(picture.figure.axes) == 2
    assert "3 institutions" in picture.alternative


def test_fiji_is_one_map_across_the_date_line():
    (part,) = _parts("FJ", _at("FJ", (-18.1, 178.4), (-16.8, -179.9)).locations)
    assert part.around[0] < 178.4
    assert part.around[2] > 180.1


def test_towns_degrees_and_a_word_on_borders_stand_on_it():
    picture = chart_map(_at("KE", (-1.28, 36.82), (-4.05, 39.66)))
    for said in ("Nakuru", "Mombasa", "38° E", "2° S"):
        assert said in picture.svg
    assert "no statement about any border" in picture.alternative
    assert "GeoNames, CC BY 4.0" in picture.alternative


def test_the_made_up_country_names_the_towns_that_its_institutions_give_and_no_source_of_ours():
    picture = chart_map(XT)
    assert "Port Amber" in picture.svg
    assert "GeoNames" not in picture.alternative


def test_few_institutions_are_numbered_and_the_words_say_the_same_numbers():
    picture = chart_map(_at("KE", (-1.28, 36.82), (-4.05, 39.66)))
    drawn = re.findall(r">(\d+) ([^<(]+) \(", picture.svg)
    assert len(drawn) == 2
    for number, name in drawn:
        assert f"{number} {name}" in picture.alternative


def test_many_are_counted_by_kind_and_by_town():
    many = NUMBERED + 1
    picture = chart_map(_at("KE", *[(-1.28, 36.82)] * many, cities=["Nairobi"] * many))
    assert f"Most are in Nairobi ({many})." in picture.alternative
    assert not re.search(r">1 [A-Z]", picture.svg)


def test_an_institution_without_coordinates_stands_in_its_town_and_the_map_says_so():
    picture = chart_map(_at("KE", (None, None), cities=["mombasa"]))
    assert "1 institution" in picture.alternative
    assert "stands in its town" in picture.alternative
    lost = chart_map(_at("KE", (None, None), cities=["Atlantis"]))
    assert "gives no place that we know" in lost.alternative


def test_a_slide_holds_the_legend_beside_the_map():
    slide, left_out = projected(chart_map(XT))
    assert left_out == ""
    wide, high = slide.figure.get_size_inches()
    assert wide / high > 1.8
    assert slide.alternative == chart_map(XT).alternative


@pytest.mark.parametrize(
    ("degree", "said"), [(0, "0°"), (36, "36° E"), (-0.5, "0.5° W"), (182, "178° W"), (180, "180°")]
)
def test_meridians_are_written_as_on_a_map(degree, said):
    assert _meridian(degree) == said


def test_parallels_are_written_as_on_a_map():
    assert [_parallel(degree) for degree in (10, 0, -2.5)] == ["10° N", "0°", "2.5° S"]


def test_every_country_with_land_has_its_capital_first():
    assert towns_of("BR")[0].name == "Brasília"
    assert towns_of("LI")[0].name == "Vaduz"
    assert towns_of("XT") == []


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0, 60)), max_size=60), st.floats(2, 12))
def test_no_mark_covers_another_and_the_first_stays(spots, apart):
    placed = spread(spots, apart)
    assert len(placed) == len(spots)
    assert not spots or placed[0] == pytest.approx(spots[0], abs=1e-5)
    for at, one in enumerate(placed):
        for other in placed[:at]:
            assert np.hypot(one[0] - other[0], one[1] - other[1]) > 0.99 * apart


@given(st.tuples(st.floats(0, 100), st.floats(0, 100)))
def test_a_name_stays_on_the_map_or_is_not_written(spot):
    found = beside(spot, (30, 9), 4, [], (0, 0, 100, 100))
    assert found is None or (
        found[0] >= 0 and found[2] <= 100 and found[1] >= 0 and found[3] <= 100
    )
