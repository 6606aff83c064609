"""Institutions of one name, told apart."""

from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.ground.tables import tidy
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.survey import COLUMNS

text = st.none() | st.text(alphabet="ab C", max_size=4)


def named(*rows, width=None):
    records = [{"key": f"{n}0000000", **row} for n, row in enumerate(rows)]
    return distinct_names(tidy(records, COLUMNS), width).tolist()


def test_a_name_that_occurs_once_stays_as_it_is():
    assert named({"name": "Moss  Museum", "city": "Bo"}, {"name": "Tin Museum"}) == [
        "Moss Museum", "Tin Museum",
    ]  # fmt: skip


def test_the_city_tells_apart_or_else_the_code_or_both():
    assert named({"name": "M", "city": "Bo"}, {"name": "m", "city": "Ho"}) == ["M (Bo)", "m (Ho)"]
    assert named({"name": "M", "city": "Bo", "code": "A"}, {"name": "M", "city": "Bo", "code": "B"}) == [
        "M (A)", "M (B)",
    ]  # fmt: skip
    assert named({"name": "M", "city": "Bo"}, {"name": "M", "city": "Bo"}) == [
        "M (Bo, 00000000)", "M (Bo, 10000000)",
    ]  # fmt: skip


def test_each_is_marked_by_as_little_as_nobody_else_has():
    rows = [
        {"name": "M", "city": city, "code": code}
        for city, code in [("Bo", "A"), ("Ho", "B"), ("Ho", "C")]
    ]
    assert named(*rows) == ["M (Bo)", "M (B)", "M (C)"]


def test_a_name_that_is_cut_keeps_what_tells_it_apart():
    long = "Federal University of the Long Coast, Department of"
    found = named(
        {"name": f"{long} Mosses", "city": "Bo"}, {"name": f"{long} Ferns", "city": "Ho"}, width=40
    )
    assert [name[-5:] for name in found] == [" (Bo)", " (Ho)"]
    assert max(map(len, found)) <= 40


@given(st.lists(st.fixed_dictionaries({"name": text, "city": text, "code": text}), max_size=6))
def test_no_two_institutions_are_called_the_same(rows):
    found = named(*rows)
    assert len(set(found)) == len(rows)
