"""Our calling order: waves with reasons, scores only where they say something, and the learner's word first."""

import re
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursehelpers.charts.order import chart_order
from coursehelpers.documents.document import Grid
from coursehelpers.evidence.gather import gather
from coursehelpers.ground.errors import BadCallError, BrokenFileError
from coursehelpers.ground.settings import data_file
from coursehelpers.ground.tables import tidy
from coursehelpers.landscape.conversations import CONVERSATIONS
from coursehelpers.landscape.survey import COLUMNS, survey
from coursehelpers.order.calling_order import (
    ORDER,
    WAVES,
    prioritize,
    read_criteria,
    what_if,
    with_weights,
)
from coursehelpers.order.report import order_written, save_order
from coursehelpers.plan.sheet import country_sheet
from coursehelpers.workbook.entries import Assessment, WaveChoice, Weight
from coursehelpers.workbook.file import Workbook

EVIDENCE = gather("XT")
XT = survey(EVIDENCE)


def landscape_of(table):
    return XT._replace(table=table.reset_index(drop=True))


def key_of(name):
    return XT.table.loc[XT.table["name"].str.contains(name), "key"].iloc[0]


def test_the_order_holds_everybody_in_scope_once_with_a_reason_and_a_first_step():
    order = prioritize(XT)
    assert list(order.table.columns) == [*COLUMNS, *ORDER]
    assert order.table["rank"].tolist() == list(range(1, 25))
    assert set(order.table["key"]) == set(XT.table.loc[XT.table["triage"] != "out-of-scope", "key"])
    assert set(order.table["wave"]) == set(WAVES)
    assert order.table["reasons"].str.len().min() > 0
    sure = order.table[
        (order.table["publisher"] != "E4")
        & order.table["duplicate_of"].isna()
        & ~order.table["over"]
        & ~((order.table["triage"] == "onboard") & (order.table["linked"] > 0))
    ]
    assert len(sure) > len(order.table) / 2
    steps = {kind.first_step for kind in CONVERSATIONS.values()}
    assert sure["first_step"].isin(steps).all()
    unsure = order.table[order.table["triage"].eq("engage") & order.table["publisher"].eq("E4")]
    assert unsure["first_step"].str.startswith("check whether it is the publisher “").all()
    assert len(unsure) > 0
    assert order.scored


def test_the_missing_links_of_the_training_country_come_first():
    first = prioritize(XT).table.iloc[0]
    assert (first["triage"], first["wave"], first["top_share"]) == ("link-fix", "now", 1.0)
    assert (first["score_low"], first["score_high"]) == (first["score"], first["score"])


def test_a_wave_holds_what_one_node_can_call():
    counts = prioritize(XT).table["wave"].value_counts()
    assert counts["now"] == 5
    assert counts["next"] == 9, "the two after them are alike in all that is known"


@pytest.mark.parametrize("count", [0, 1, 2, 10])
def test_with_ten_or_fewer_the_kind_of_conversation_decides(count):
    few = XT.table[XT.table["triage"] != "out-of-scope"].head(count)
    order = prioritize(landscape_of(few))
    assert not order.scored
    assert len(order.table) == count
    assert order.table["score"].isna().all()
    assert order.table["rank_low"].notna().all()
    assert order.swap is None


def test_in_a_small_country_somebody_is_the_first():
    one = XT.table[XT.table["triage"] == "ask-size"].head(1)
    assert prioritize(landscape_of(one)).table["wave"].tolist() == ["now"]
    unreachable = one.assign(contactable=pd.array([0], dtype="Int64"))
    assert prioritize(landscape_of(unreachable)).table["wave"].tolist() == ["later"]


def alike(count, **facts):
    """Return so many institutions of which everything is the same but the name."""
    one = {"declared": None, "gap": None, "linked": 700, "triage": "onboard", "contactable": 1, "publisher": "E0",
           "declared_basis": "unknown", "disagree": False, "over": False, **facts}  # fmt: skip
    return [
        {"key": f"{facts}{n}", "name": f"{chr(65 + n % 26)}{n} House", **one} for n in range(count)
    ]


def order_of(*groups):
    return prioritize(landscape_of(tidy([row for rows in groups for row in rows], COLUMNS)))


def waves_of(order):
    return (
        order.table.groupby("linked")["wave"]
        .agg(lambda waves: "/".join(sorted(set(waves))))
        .to_dict()
    )


def test_the_larger_known_amount_goes_before_the_alphabet():
    late = [{**alike(1, linked=9000)[0], "name": "Zoo"}]
    order = order_of(alike(11, linked=1100), late)
    assert order.table["name"].iloc[0] == "Zoo"
    assert waves_of(order) == {9000: "now", 1100: "next"}
    assert "tells 11 institutions apart, so they stay together in “next”" in " ".join(order.notes)


def test_those_whom_nothing_tells_apart_stay_together_also_where_they_are_many():
    order = order_of(alike(30, linked=0, triage="ask-size"))
    assert set(order.table["wave"]) == {"now"}
    assert order.table["rank_high"].eq(30).all()
    order = order_of(alike(3, linked=50), alike(4, linked=40), alike(20, linked=30))
    assert waves_of(order) == {50: "now", 40: "next", 30: "later"}


def test_whom_nothing_tells_apart_shares_a_place_in_table_spreadsheet_and_figure(tmp_path):
    order = order_of(alike(1, linked=50), alike(3, linked=40), alike(1, linked=30))
    places = ["1", *["2 to 4, alike"] * 3, "5"]
    assert order.table["place"].tolist() == places
    assert order.table["rank"].tolist() == [1, 2, 3, 4, 5]
    landscape = landscape_of(order.table[list(COLUMNS)])
    assert order_written(order, landscape, "table").count("2 to 4, alike") == 3
    save_order(order, landscape, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    shown = [row[titles.index("place")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert shown == places
    (grid,) = [part for part in country_sheet(landscape, order).parts if isinstance(part, Grid)]
    assert [row[1] for row in grid.rows][1:4] == [f"{WAVES['now']} (places 2 to 4, alike)"] * 3
    assert grid.rows[0][1] == WAVES["now"]


def test_with_scores_equal_ones_share_a_place_too():
    sized = {"declared": 900, "declared_basis": "institution", "triage": "engage", "linked": 0}
    order = order_of(alike(8, gap=900, **sized), alike(6, gap=90, **sized))
    assert order.scored
    assert order.table["place"].tolist() == ["1 to 8, alike"] * 8 + ["9 to 14, alike"] * 6
    assert "The first 8 are alike." in chart_order(order).alternative
    (grid,) = [
        part
        for part in country_sheet(landscape_of(order.table[list(COLUMNS)]), order).parts
        if isinstance(part, Grid)
    ]
    assert "1 to 8, alike" in grid.caption


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
@settings(max_examples=25)
def test_a_shared_place_holds_exactly_those_who_are_alike(amounts):
    rows = [{**alike(1, linked=10 * n)[0], "key": f"k{at}"} for at, n in enumerate(amounts)]
    table = order_of(rows).table
    for _place, together in table.groupby("place"):
        assert together["linked"].nunique() == 1
        numbers = [int(n) for n in re.findall(r"\d+", together["place"].iloc[0])]
        assert [together["rank"].min(), together["rank"].max()] == [numbers[0], numbers[-1]]
    assert table["place"].nunique() == len(set(amounts))


@pytest.mark.parametrize("triage", [code for code, kind in CONVERSATIONS.items() if kind.wave])
@pytest.mark.parametrize("count", [1, 3, 30])
def test_nobody_without_any_way_to_reach_them_stands_in_now(triage, count):
    order = order_of(alike(count, triage=triage, contactable=0))
    assert "now" not in set(order.table["wave"])
    sized = {"declared": 90, "gap": 80, "declared_basis": "institution"}
    scored = order_of(alike(count + 10, triage=triage, contactable=0, linked=10, **sized))
    assert "now" not in set(scored.table["wave"])


def test_names_that_occur_twice_are_told_apart_in_what_is_asked():
    twice = [
        {**row, "name": "Moss House", "city": city}
        for row, city in zip(alike(2), ["Bo", "Ho"], strict=True)
    ]
    assert set(order_of(twice).questions["name"]) == {"Moss House (Bo)", "Moss House (Ho)"}


def test_where_nobody_states_a_size_sizes_are_asked_first():
    silent = XT.table.assign(
        declared=pd.array([None] * len(XT.table), dtype="Int64"),
        gap=pd.array([None] * len(XT.table), dtype="Int64"),
    )
    order = prioritize(landscape_of(silent))
    assert not order.scored
    assert "state no size" in " ".join(order.notes)
    assert set(order.questions["criterion"]) == {"size"}


def test_the_learners_wave_goes_before_the_proposed_one_and_says_why():
    key = key_of("Lichen Bay Parish")
    book = Workbook(
        country="XT", waves=[WaveChoice(key=key, wave="now", why="the parish has asked us")]
    )
    first = prioritize(XT, book).table.iloc[0]
    assert (first["key"], first["wave"]) == (key, "now")
    assert first["reasons"].startswith("the parish has asked us")


def test_a_collection_at_risk_is_called_now_also_without_scores():
    key = key_of("Xantoria Tea Herbarium")
    few = XT.table[XT.table["key"].isin([key, key_of("National Museum"), key_of("Botanic")])]
    book = Workbook(
        country="XT",
        assessments=[Assessment(key=key, criterion="risk", value=3, why="the roof leaks")],
    )
    first = prioritize(landscape_of(few), book).table.iloc[0]
    assert (first["key"], first["wave"]) == (key, "now")
    assert "about to be lost (the roof leaks)" in first["reasons"]


def test_what_the_learner_says_counts_and_what_nobody_was_asked_decides_nothing():
    assert "risk of loss" in " ".join(prioritize(XT).notes)
    book = Workbook(
        country="XT", assessments=[Assessment(key=key_of("Botanic"), criterion="risk", value=0)]
    )
    order = prioritize(XT, book)
    assert order.criteria.set_index("name").loc["risk", "answered"] == 1
    assert order.table.set_index("key").loc[key_of("Botanic"), "score"] < 0.86
    assert "counts here" in " ".join(order.notes)


def test_what_was_noted_about_somebody_who_is_gone_is_said():
    book = Workbook(country="XT", waves=[WaveChoice(key="gone", wave="now", why="-")])
    assert "not in the registry any more" in " ".join(prioritize(XT, book).notes)


@pytest.mark.parametrize(
    ("weights", "said"),
    [({"gap": -1}, "“gap” is -1"), ({"beauty": 3}, "no criterion")],
)
def test_weights_that_make_no_sense_are_refused(weights, said):
    with pytest.raises(BadCallError, match=said):
        prioritize(XT, None, with_weights(read_criteria(), weights))


def test_all_weights_nought_is_said():
    rules = with_weights(read_criteria(), {c["name"]: 0 for c in read_criteria()["criteria"]})
    with pytest.raises(BadCallError, match="All weights are 0"):
        prioritize(XT, None, rules)


def test_one_weight_of_nought_leaves_the_criterion_out():
    book = Workbook(country="XT", weights=[Weight(criterion="gap", weight=0)])
    order = prioritize(XT, book)
    assert order.criteria.set_index("name").loc["gap", "weight"] == 0
    assert "declared minus linked" not in set(order.questions["criterion"])


def test_weights_come_from_a_csv_or_a_copy_of_the_criteria(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("criterion;weight\ngap;0,5\n")
    assert {c["name"]: c["weight"] for c in read_criteria(table)["criteria"]}["gap"] == 0.5
    copy = tmp_path / "mine.toml"
    copy.write_text(data_file("criteria.toml").read_text().replace("now = 5", "now = 2"))
    assert prioritize(XT, None, read_criteria(copy)).table["wave"].value_counts()["now"] == 2
    for broken in ("criteria = [{}]", "weight ="):
        copy.write_text(broken)
        with pytest.raises(BrokenFileError, match="start again from a copy"):
            read_criteria(copy)
    table.write_text("criterion;weight\ngap;much\n")
    with pytest.raises(BrokenFileError, match="row 2, “weight”"):
        read_criteria(table)


def test_each_criterion_says_where_its_weight_comes_from():
    for one in read_criteria()["criteria"]:
        assert "ours" in one["source"] or "weight" in one["source"]
        assert one["question"].endswith("?")
        assert len(one.get("levels", [0] * 4)) == 4


in_scope = XT.table[XT.table["triage"] != "out-of-scope"]
# The order of the scores does not depend on the trials, so few of them are enough here.
quick = read_criteria() | {"waves": read_criteria()["waves"] | {"draws": 20}}


silent = in_scope.assign(
    **dict.fromkeys(["declared", "gap"], pd.array([None] * len(in_scope), dtype="Int64"))
)
# Every other one is enough: more than ten, most of known size.
without_museum = {
    scored: (table, prioritize(landscape_of(table), rules=quick).table["key"].tolist())
    for scored, table in ((True, in_scope.iloc[::2]), (False, silent.iloc[::2]))
}


@settings(max_examples=60, deadline=None)
@given(
    scored=st.booleans(),
    size=st.integers(0, 10**9),
    publisher=st.sampled_from(["E0", "E1"]),
    contactable=st.integers(0, 3),
    triage=st.sampled_from(
        ["link-fix", "onboard", "grow", "engage", "ask-size", "verify", "complete"]
    ),
)
def test_one_more_museum_reorders_nobody_else(scored, size, publisher, contactable, triage):
    table, before = without_museum[scored]
    museum = in_scope.head(1).assign(
        key="new", name="Aaa", declared=size or None, gap=size or None, publisher=publisher,
        contactable=contactable, triage=triage, linked=0,
    )  # fmt: skip
    museum = museum.astype(in_scope.dtypes)
    after = prioritize(landscape_of(pd.concat([table, museum])), rules=quick)
    assert after.scored == scored
    assert [key for key in after.table["key"] if key != "new"] == before


def test_the_questions_are_answers_that_would_move_somebody():
    order = prioritize(XT)
    assert (order.questions["moves"] > 0).any()
    assert order.questions["moves"].is_monotonic_decreasing
    assert (order.questions["best"] <= order.questions["worst"]).all()


def test_one_weight_may_be_followed_from_nothing_to_everything():
    paths, label, stated = what_if(XT, Workbook(country="XT"), "gap")
    assert paths.shape[1] == 5
    assert paths.index[0] == 0
    assert paths.index[-1] == 1
    assert label == "declared minus linked"
    assert 0 < stated < 1
    with pytest.raises(BadCallError, match="Nothing is known about “risk”"):
        what_if(XT, Workbook(country="XT"), "risk")


def test_a_country_without_institutions_has_an_empty_order():
    empty = survey(replace(EVIDENCE, institutions=EVIDENCE.institutions.head(0)))
    order = prioritize(empty)
    assert len(order.table) == len(order.questions) == 0
    assert list(order.table.columns) == [*COLUMNS, *ORDER]
