"""Institutions of one name, told apart."""

from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.ground.tables import tidy
from coursehelpers.landscape.naming import distinct_names, in_alphabet, with_tidy_names
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
        {"name": f"{long} Mosses", "city": "Bo"}, {"name": f"{long} Mosses", "city": "Ho"}, width=40
    )
    assert [name[-5:] for name in found] == [" (Bo)", " (Ho)"]
    assert max(map(len, found)) <= 40


@given(st.lists(st.fixed_dictionaries({"name": text, "city": text, "code": text}), max_size=6))
def test_no_two_institutions_are_called_the_same(rows):
    found = named(*rows)
    assert len(set(found)) == len(rows)


def test_names_are_tidied_and_their_letters_kept():
    names = ["MOSS   MUSEUM,", "Tin Museum ( Bo ) ;", "Fern House , Bo", None]
    table = with_tidy_names(tidy([{"name": name} for name in names], COLUMNS))
    assert table["name"].tolist()[:3] == ["MOSS MUSEUM", "Tin Museum (Bo)", "Fern House, Bo"]
    assert table["name"].isna().tolist() == [False, False, False, True]
    assert named({"name": "Moss  Museum ,"}) == ["Moss Museum"]


def test_accents_do_not_count_in_the_alphabet():
    names = ["Zoo", "Étude", "Fern", "école", None, "Estuary"]
    table = tidy([{"key": str(n), "name": name} for n, name in enumerate(names)], COLUMNS)
    assert in_alphabet(table)["name"].tolist()[:5] == ["école", "Estuary", "Étude", "Fern", "Zoo"]


def test_a_cut_name_keeps_the_end_that_says_which_one_is_meant():
    begin = "Federal Institute of Education and Technology of the Coast, Campus"
    assert named({"name": f"{begin} Bo"}, {"name": f"{begin} Ho"}, width=40) == [
        "Federal Institute … the Coast, Campus Bo", "Federal Institute … the Coast, Campus Ho",
    ]  # fmt: skip


def test_a_long_town_leaves_its_place_to_a_short_code():
    name = "Federal University of the Long Coast"
    town = "Saint Mary of the Upper Valley"
    found = named(
        {"name": name, "city": town, "code": "A"},
        {"name": name, "city": f"{town} 2", "code": "B"},
        width=44,
    )
    assert found == [f"{name} (A)", f"{name} (B)"]


long = st.lists(
    st.sampled_from(["Federal", "University", "of", "the", "Coast", "Bo", "Ho"]),
    min_size=1,
    max_size=14,
).map(" ".join)


@given(st.lists(st.fixed_dictionaries({"name": long, "city": text, "code": text}), max_size=6))
def test_no_two_cut_names_are_the_same_and_none_is_too_long(rows):
    found = named(*rows, width=40)
    assert len(set(found)) == len(rows)
    assert all(len(name) <= 40 for name in found)
