"""What one institution's entries say: unknown stays unknown, and nothing counts twice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.evidence.gather import gather
from coursehelpers.gbif.grscicoll import COLLECTIONS, INSTITUTIONS
from coursehelpers.ground.tables import WHOLE, Column, tidy
from coursehelpers.landscape.entries import (
    completeness,
    contactable,
    described,
    holdings,
)
from coursehelpers.landscape.survey import read_rules

RULES = read_rules()
XT = gather("XT")


def of(own, *sizes, active=True):
    """Return the holdings of one institution with collections of these sizes."""
    institutions = tidy(
        [{"key": "a", "numberSpecimens": own}], INSTITUTIONS | {"linked": Column(WHOLE, "")}
    )
    rows = [
        {"key": f"c{n}", "institutionKey": "a", "numberSpecimens": s, "active": active}
        for n, s in enumerate(sizes)
    ]
    evidence = replace(XT, institutions=institutions, collections=tidy(rows, COLLECTIONS))
    row = holdings(evidence, RULES["holdings"]).iloc[0]
    return (
        (None if row.isna()["declared"] else row["declared"]),
        row["declared_basis"],
        bool(row["disagree"]),
    )


@pytest.mark.parametrize(
    ("own", "sizes", "declared", "basis"),
    [
        (None, [], None, "unknown"),
        (0, [], None, "unknown"),
        (500, [], 500, "institution"),
        (500, [300, 200], 500, "collections"),
        (None, [300, 200], 500, "collections"),
        (900, [300, None], 900, "institution"),
        (None, [300, None], 300, "partial"),
        (0, [300, 0], 300, "partial"),
        (None, [None, 0], None, "unknown"),
        (60_000, [20_000, 20_000, 20_000, 60_000], 60_000, "institution"),
        (400_000, [9_000], 400_000, "institution"),
        (100, [90, None], 100, "institution"),
        (100, [900, None], 100, "institution"),
        (700, [None], 700, "institution"),
    ],
)
def test_a1_the_declared_number_is_never_a_sum_of_both(own, sizes, declared, basis):
    assert of(own, *sizes)[:2] == (declared, basis)


def test_a1_an_inactive_collection_does_not_count():
    assert of(500, 90, active=False)[:2] == (500, "institution")
    assert of(None, 90, active=False)[:2] == (None, "unknown")


@pytest.mark.parametrize(("own", "total", "disagree"), [(1000, 800, False), (1000, 799, True), (1000, 1250, False),
                                                        (1000, 1251, True), (None, 5, False)])  # fmt: skip
def test_a1_two_numbers_far_from_each_other_are_flagged(own, total, disagree):
    assert of(own, total)[2] is disagree


@pytest.mark.parametrize(("own", "known", "disagree"), [(1000, 5, False), (1000, 1250, False), (1000, 1251, True),
                                                        (None, 5, False)])  # fmt: skip
def test_a1_the_sum_of_some_collections_may_be_small_and_not_large(own, known, disagree):
    assert of(own, known, None)[2] is disagree


sizes = st.none() | st.integers(0, 10**7)


@given(own=sizes, collections=st.lists(sizes, max_size=6))
def test_a1_what_is_declared_was_stated_by_somebody(own, collections):
    declared, basis, _disagree = of(own, *collections)
    stated = [size for size in collections if size]
    assert (declared is None) == (basis == "unknown") == (not own and not stated)
    if declared is not None:
        assert declared in {own, sum(stated)}
    if basis == "collections":
        assert len(stated) == len(collections) > 0


@pytest.mark.parametrize(
    ("record", "level"),
    [
        ({}, 0),
        ({"homepage": "https://example.org"}, 1),
        ({"address": {"hasStreet": True}}, 1),
        ({"emailCount": 1, "contactCount": 3}, 2),
        ({"phoneCount": 1}, 2),
        ({"contactsWithEmail": 1, "emailCount": 0}, 3),
    ],
)
def test_a9_how_an_institution_can_be_reached(record, level):
    institutions = tidy([{"key": "a", **record}], INSTITUTIONS)
    assert contactable(replace(XT, institutions=institutions)).tolist() == [level]


def test_a8_completeness_is_the_weighted_share_of_filled_fields():
    table = completeness(XT, RULES["completeness"]).set_index("key")["completeness"]
    named = table.rename(XT.institutions.set_index("key")["name"])
    # Three of the four fields that help linking; it gives no other code and no identifier.
    assert named["National Museum of Xantoria"] == pytest.approx(1 - 0.3 / 4)
    assert named["Lichen Bay Parish Herbarium"] == pytest.approx(0.3 * 2 / 4)
    assert table.between(0, 1).all()


def test_a8_weights_are_data_and_add_up_to_one():
    assert sum(RULES["completeness"].values()) == pytest.approx(1)
    only_location = {"linkage": 0.0, "contact": 0.0, "holdings": 0.0, "location": 1.0}
    assert set(completeness(XT, only_location)["completeness"]) == {0.0, 1.0}


def test_a8_coordinates_in_the_wrong_place_do_not_count():
    table = completeness(XT, RULES["completeness"]).set_index("key")["location"]
    far = XT.institutions.query("code == 'XFAR'")["key"].item()
    assert table[far] == 0


def test_a9_months_since_the_last_change_are_counted_to_the_day_of_the_answer():
    table = completeness(XT, RULES["completeness"]).set_index("key")
    old = XT.institutions.query("code == 'LBP'")["key"].item()
    assert table.loc[old, "months"] == 90


@pytest.mark.parametrize(
    ("record", "herbarium", "changed"),
    [
        ({"types": ["Herbarium"], "masterSource": "IH", "modified": "2026-05-01T00:00:00Z"}, True, None),
        ({"types": ["Herbarium"], "masterSource": "GRSCICOLL", "modified": "2016-05-01T00:00:00Z"}, True, 2016),
        ({"types": [], "masterSource": "IH", "modified": "2026-05-01T00:00:00Z"}, True, None),
        ({"types": ["Herbarium", "Museum"], "modified": "2019-05-01T00:00:00Z"}, False, 2019),
        ({"types": ["Museum"]}, False, None),
        ({}, False, None),
    ],
)  # fmt: skip
def test_an_entry_of_a_herbarium_alone_is_known_and_a_programs_change_is_no_ones(
    record, herbarium, changed
):
    institutions = tidy([{"key": "a", **record}], INSTITUTIONS)
    row = described(replace(XT, institutions=institutions)).astype("object").iloc[0]
    assert row["herbarium"] == herbarium
    assert (None if row.isna()["changed"] else row["changed"]) == changed
