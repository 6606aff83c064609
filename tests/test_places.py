"""Coordinates that cannot be right, and the many that may be."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.ground.countries import boxes_of, country_name
from coursehelpers.ground.settings import data_file
from coursehelpers.landscape.places import what_may_have_happened, why_not_there


def test_a_country_of_two_shapes_has_both():
    assert why_not_there("AU", -31.95, 115.86) is None, "Perth"
    assert why_not_there("AU", -42.88, 147.33) is None, "Hobart"
    assert any(west < 115 and east > 153 for west, _south, east, _north in boxes_of("AU"))


@pytest.mark.parametrize(
    ("code", "latitude", "longitude", "slip"),
    [
        ("AU", 31.95, 115.86, "other sign of the latitude"),
        ("BR", -22.9, 43.2, "other sign of the longitude"),
        ("IS", 65.7, 18.1, "other sign of the longitude"),
        ("GW", -15.6, 11.86, "swapped"),
        ("KE", 36.8, -0.5, "swapped"),
        ("GB", 40.7, -74.0, "a number may be wrong, or the place lies abroad"),
        ("FR", 148.85, 2.35, "no such place exists"),
        ("XT", 30.0, -25.0, "other sign of the latitude"),
    ],
)
def test_what_may_have_happened_is_said(code, latitude, longitude, slip):
    assert slip in (why_not_there(code, latitude, longitude) or "")


@pytest.mark.parametrize(
    ("code", "latitude", "longitude", "slip"),
    [
        ("AU", 33.9, 151.2, "the sign of its latitude may be wrong"),
        ("BR", -8.0, 34.9, "the sign of its longitude may be wrong"),
        ("BR", 8.0, 34.9, "both signs may be wrong"),
        ("CD", 15.3, -4.3, "latitude and longitude may be swapped"),
        ("IS", 33.9, 151.2, "a number may be wrong, or the place lies abroad"),
        ("IS", 151.2, 33.9, "a number may be wrong, or the place lies abroad"),
    ],
)
def test_the_slip_is_said_in_a_few_words_as_well(code, latitude, longitude, slip):
    assert what_may_have_happened(code, latitude, longitude) == slip


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        ("KE", 0.0, 0.0),
        ("GB", 60.0, -20.0),
        ("CD", -4.27, 15.28),
        ("CG", -4.32, 15.31),
        ("RU", 44.95, 34.1),
        ("UA", 44.95, 34.1),
        ("MA", 27.15, -13.2),
        ("EH", 27.15, -13.2),
        ("RS", 42.66, 21.16),
        ("XK", 42.66, 21.16),
        ("IN", 34.08, 74.8),
        ("PK", 34.08, 74.8),
        ("US", 18.47, -66.1),
        ("FR", -22.27, 166.45),
        ("CN", 22.3, 114.2),
        ("TW", 25.04, 121.56),
        ("AQ", -77.85, 166.67),
        ("NZ", -77.85, 166.67),
        ("FJ", -16.5, -179.98),
        ("RU", 66.2, -171.0),
        ("GI", 36.14, -5.35),
    ],
)
def test_at_sea_near_a_border_and_where_states_disagree_nothing_is_said(code, latitude, longitude):
    assert why_not_there(code, latitude, longitude) is None


@given(
    st.sampled_from(["AU", "KE", "BR", "CH", "RU", "UA", "FR", "FJ"]),
    st.floats(-90, 90),
    st.floats(-180, 180),
)
def test_coordinates_never_name_another_country(code, latitude, longitude):
    why = why_not_there(code, latitude, longitude) or ""
    with data_file("countries", "countries.csv").open(encoding="utf-8", newline="") as file:
        assert not any(row["name"] in why for row in csv.DictReader(file))
    assert "belong" not in why


def test_the_list_of_disputed_places_is_dated_sourced_and_has_known_codes():
    with data_file("countries", "disputed.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 20
    for row in rows:
        assert row["source"]
        assert row["as_of"] >= "2026-11"
        assert all(country_name(code) != code for code in row["codes"].split(";"))
        assert float(row["west"]) < float(row["east"])
        assert float(row["south"]) < float(row["north"])
