"""Entries that may be one institution: who is written to, and what to compare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.evidence.gather import gather
from coursehelpers.ground.tables import tidy
from coursehelpers.landscape.survey import COLUMNS, survey
from coursehelpers.order.calling_order import prioritize
from coursehelpers.order.doubles import left_out, spoken_for, to_compare
from coursehelpers.order.letters import write_letters
from coursehelpers.order.noted import NOTHING


def table(*rows):
    defaults = {"duplicate_of": "a", "linked": 0}
    return tidy([{"key": "abcdefgh"[n], **defaults, **row} for n, row in enumerate(rows)], COLUMNS)


def test_the_larger_known_amount_speaks_for_the_house():
    small = {"name": "Étude du Fern", "city": "Bo, Kenema", "declared": 25_000}
    large = {"name": "Etude de Fern", "declared": 150_000}
    assert spoken_for(table(small, large)) == {"a": "b"}
    assert spoken_for(table({"name": "M", "linked": 9}, {"name": "M", "declared": 7})) == {"b": "a"}
    assert spoken_for(table({"name": "M"}, {"name": "M"})) == {"b": "a"}, "the first of equals"


@pytest.mark.parametrize(
    ("one", "other", "sure"),
    [
        (
            {"name": "Fern Museum", "code": "F", "city": "Bo"},
            {"name": "Fern Museum of Bo", "code": "f", "city": "Bo"},
            True,
        ),
        (
            {"name": "Fern Museum", "code": "F", "city": "Bo"},
            {"name": "Boat House", "code": "F", "city": "Bo"},
            False,
        ),
        ({"name": "Fern Museum", "city": "Bo"}, {"name": "Fern Museum of Bo", "city": "Bo"}, False),
        ({"name": "Fern Museum", "code": "F"}, {"name": "Fern Museum of Bo", "code": "F"}, False),
        (
            {"name": None, "code": "F", "city": "Bo"},
            {"name": None, "code": "F", "city": "Bo"},
            False,
        ),
    ],
)
def test_whoever_is_not_surely_the_same_gets_a_letter(one, other, sure):
    assert bool(spoken_for(table(one, other))) is sure


entries = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["Fern Museum", "The Fern Museum", "Fern Museum Bo", "Boats"]),
            "code": st.none() | st.sampled_from("FG"),
            "city": st.none() | st.just("Bo"),
            "declared": st.none() | st.integers(1, 9),
            "linked": st.integers(0, 9),
            "duplicate_of": st.none() | st.sampled_from("xy"),
        }
    ),
    max_size=8,
)


@given(entries)
def test_who_speaks_is_written_to_and_holds_no_less(rows):
    doubled = table(*rows)
    by_key = dict(zip(doubled["key"], rows, strict=True))
    silent = spoken_for(doubled)
    assert not set(silent) & set(silent.values())
    for key, speaker in silent.items():
        one, other = by_key[key], by_key[speaker]
        assert one["duplicate_of"] == other["duplicate_of"]
        assert max(one["declared"] or 0, one["linked"]) <= max(
            other["declared"] or 0, other["linked"]
        )


def test_it_is_said_how_many_are_left_out_and_why():
    (said,) = left_out(table({"name": "M"}, {"name": "M"}, {"name": "M"}))
    assert said.startswith("2 entries get no letter of their own")
    assert not list(left_out(table({"name": "M"}, {"name": "N"})))


def test_a_first_step_names_the_other_entry():
    steps = to_compare(table({"name": "M", "code": "A"}, {"name": "M", "code": "B"}))
    assert "M (B)" in steps["a"]
    assert "M (A)" in steps["b"]
    long = "Federal University of the Very Long and Winding Coast of the Islands"
    assert "(B)" in to_compare(table({"name": long, "code": "A"}, {"name": long, "code": "B"}))["a"]
    many = to_compare(table({"name": "M"}, {"name": "M"}, {"name": "M"}))
    assert "2 other entries" in many["c"]
    assert not to_compare(table({"name": "M", "duplicate_of": None}))


def test_the_order_says_first_what_to_compare_and_writes_one_letter():
    landscape = survey(gather("XT"))
    first = landscape.table.iloc[[0]]
    again = first.assign(key="again", linked=first["linked"] + 1, duplicate_of="a")
    doubled = landscape.table.assign(duplicate_of=None)
    doubled.loc[0, "duplicate_of"] = "a"
    both = landscape._replace(
        table=type(doubled)(doubled.to_dict("records") + again.to_dict("records")).astype(
            doubled.dtypes
        )
    )
    order = prioritize(both)
    rows = order.table.set_index("key")
    for key in ("again", first["key"].iloc[0]):
        assert rows.loc[key, "first_step"].startswith("compare it with")
        assert "may be entered twice" in rows.loc[key, "reasons"]
    assert any("no letter of its own" in note for note in order.notes)
    written = [letter.key for letter in write_letters(order, NOTHING, ("now", "next", "later"))]
    assert "again" in written
    assert first["key"].iloc[0] not in written
