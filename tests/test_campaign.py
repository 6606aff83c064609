"""The campaign: counts that are honest about small numbers, a timeline that cannot lie, costs as ranges."""

import math
from datetime import date, timedelta
from typing import get_args

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.campaign.canvas import check_campaign
from coursehelpers.campaign.costs import budget, budget_totals, rates
from coursehelpers.campaign.funnel import STATES, funnel, wilson
from coursehelpers.campaign.indicators import MEASURES, baseline, doubt, logframe, measure_again
from coursehelpers.campaign.timeline import timeline
from coursehelpers.evidence.gather import gather
from coursehelpers.ground.errors import BadCallError
from coursehelpers.landscape.survey import survey
from coursehelpers.workbook.entries import Campaign, Contact, Cost, Indicator, Result, State, Step

XT = survey(gather("XT"))
BEGIN = date(2027, 1, 15)


def test_the_states_are_those_of_the_workbook():
    assert tuple(STATES) == get_args(State)


@given(st.lists(st.sampled_from(list(STATES)), max_size=40))
def test_a_funnel_only_narrows_and_counts_everybody_once(states):
    table = funnel(Contact(key=str(n), state=state) for n, state in enumerate(states))
    assert table["here"].sum() == len(states)
    assert table["reached"].is_monotonic_decreasing
    known = table.dropna(subset="conversion")
    assert (
        (known["low"] <= known["conversion"] + 1e-9) & (known["conversion"] <= known["high"] + 1e-9)
    ).all()


def test_wilson_is_wide_for_small_numbers():
    low, high = wilson(4, 10)
    assert (round(low, 4), round(high, 4)) == (0.1682, 0.6873)
    assert wilson(0, 3)[0] == 0
    assert wilson(3, 3)[1] == 1
    assert math.isclose(wilson(400, 1000)[1] - wilson(400, 1000)[0], 0.0606, abs_tol=1e-3)


def test_a_step_waits_for_those_before_it_and_for_its_own_day():
    steps = [Step(activity="call", days=7, after="write"), Step(activity="write", days=3),
             Step(activity="visit", days=1, after="write; call", begins=date(2027, 3, 1))]  # fmt: skip
    table = timeline(steps, BEGIN).set_index("activity")
    assert table.loc["write", "begins"].date() == BEGIN
    assert table.loc["call", "begins"].date() == date(2027, 1, 18)
    assert table.loc["call", "ends"].date() == date(2027, 1, 24)
    assert table.loc["visit", "begins"].date() == date(2027, 3, 1)
    assert table["moves_the_end"].to_dict() == {"write": False, "call": False, "visit": True}


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([Step(activity="a", after="b"), Step(activity="b", after="a")], "in a circle: "),
        ([Step(activity="a", after="a")], "in a circle: a → a"),
        ([Step(activity="a", after="nothing")], "“nothing”, which is no step"),
    ],
)
def test_steps_that_cannot_be_laid_out_are_said_in_a_sentence(steps, said):
    with pytest.raises(BadCallError, match=said):
        timeline(steps, BEGIN)


def test_thirty_years_are_a_timeline_and_ten_thousand_are_said():
    long = timeline([Step(activity="dig", days=10_950)], BEGIN)
    assert long["ends"].iloc[0].date() == BEGIN + timedelta(days=10_949)
    steps = [Step(activity=str(n), days=10_950, after=str(n - 1) if n else "") for n in range(300)]
    with pytest.raises(BadCallError, match="fewer days"):
        timeline(steps, BEGIN)


def test_no_step_is_an_empty_timeline():
    assert timeline([], BEGIN).empty


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8))
def test_a_chain_of_steps_ends_when_all_days_are_spent(days):
    steps = [
        Step(activity=str(n), days=d, after=str(n - 1) if n else "") for n, d in enumerate(days)
    ]
    table = timeline(steps, BEGIN)
    assert table["ends"].max().date() == BEGIN + timedelta(days=sum(days) - 1)
    assert table["moves_the_end"].all()


def test_costs_are_ranges_with_source_year_and_currency():
    table = budget([Cost(what="typing", records=2_000, rate="sheet-capture")])
    row = table.iloc[0]
    assert (row["low"], row["high"], row["currency"]) == (1_300, 2_600, "USD 2018")
    assert "PMC6976889" in row["source"]
    assert "30%" in row["source"]


def test_a_rate_of_speed_becomes_days_and_own_days_are_added():
    table = budget(
        [Cost(what="images", records=2_700, rate="sheet-imaging", low_days=1, high_days=2)]
    )
    assert table["low_days"].iloc[0] == pytest.approx(2_700 / 270 * 1.3 + 1)
    assert table["high_days"].iloc[0] == pytest.approx(2_700 / 190 * 1.3 + 2)


def test_currencies_are_never_added_up_and_what_has_no_figure_is_named():
    said = budget_totals(
        budget(
            [
                Cost(what="a", records=10, rate="sheet-capture"),
                Cost(what="b", records=10, rate="sample-imaging"),
                Cost(what="c"),
            ]
        )
    )
    assert said == ["EUR 2013: 13 to 26.", "USD 2018: 6 to 13.", "Without a figure yet: c."]


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (Cost(what="x", rate="gold"), "is no rate"),
        (Cost(what="x", low_days=9, high_days=2), "swap the two"),
    ],
)
def test_costs_that_make_no_sense_are_said(cost, said):
    with pytest.raises(BadCallError, match=said):
        budget([cost])


def test_every_rate_has_its_material_and_source():
    for rate in rates()["rates"].values():
        assert rate["source"]
        assert 0 < rate["low"] <= rate["high"]
        assert rate["unit"] in ("money per record", "records per person-day")
        assert ("currency" in rate) == (rate["unit"] == "money per record")


def test_hints_name_what_is_missing_and_stop_when_nothing_is():
    assert len(check_campaign(Campaign())) == 6
    good = Campaign(
        goal="six institutions state a size", who="collection managers", ask="tell us one number",
        offer="a page the same day", by_when=date(2027, 6, 30), how_we_know="16 of 24 today",
    )  # fmt: skip
    assert check_campaign(good) == []
    assert any(
        "“and”" in hint
        for hint in check_campaign(good.model_copy(update={"ask": "tell and publish"}))
    )


def test_a_logframe_goes_from_impact_to_activities_with_dated_indicators():
    indicator = Indicator(
        name="sizes", unit="institutions", baseline=16, baseline_date=BEGIN, target=22
    )
    rows = logframe(
        [
            Result(level="activity", statement="call"),
            Result(level="impact", statement="used", indicator="sizes"),
        ],
        [indicator],
    )
    assert [row["level"] for row in rows] == ["impact", "activity"]
    assert rows[0]["baseline"] == "16 institutions (2027-01-15)"
    assert rows[0]["target"] == "22 institutions"
    assert rows[1]["baseline"] == ""


@pytest.mark.parametrize("measure", MEASURES)
def test_what_was_measured_can_be_measured_again(measure):
    indicator = baseline(measure, XT, target=9_999, by=date(2028, 1, 1))
    row = measure_again([indicator], XT).iloc[0]
    assert (row["now"], row["change"]) == (indicator.baseline, 0)
    assert indicator.baseline_date.isoformat() == XT.provenance["occurrence_date"]


def test_a_share_counts_only_stated_sizes_and_is_unknown_where_there_are_none():
    known = XT.table[(XT.table["triage"] != "out-of-scope") & XT.table["declared"].notna()]
    linked = sum(min(row.declared, row.linked) for row in known.itertuples())
    share = baseline("share", XT).baseline
    assert share == pytest.approx(100 * linked / known["declared"].sum(), abs=0.05)
    silent = XT._replace(table=XT.table.assign(declared=pd.array([None] * len(XT.table), "Int64")))
    indicator = baseline("share", silent)
    assert indicator.baseline is None
    row = measure_again([baseline("share", XT)], silent).iloc[0]
    assert row[["now", "change"]].isna().all()


def test_a_change_is_seen_and_what_gbif_cannot_answer_stays_open():
    held = XT.table.copy()
    held.loc[held["declared"].isna(), "declared"] = 5
    totals = XT.totals._replace(known=24)
    later = XT._replace(table=held, totals=totals)
    table = measure_again(
        [baseline("sizes", XT), Indicator(name="letters of support", baseline=0)], later
    )
    assert table["change"].tolist()[0] == 8
    assert table["now"].isna().tolist() == [False, True]
    with pytest.raises(BadCallError, match="choose among"):
        baseline("happiness", XT)


def test_a_target_that_the_country_cannot_reach_is_doubted():
    there = XT.totals.institutions - XT.totals.out_of_scope
    assert f"has {there} institutions in scope" in doubt("sizes", there + 1, XT)
    assert not doubt("sizes", there, XT)
    assert "at most 100" in doubt("share", 101, XT)
    assert doubt("linked", -1, XT)
    assert not doubt("linked", 10**9, XT)
