"""Agreement among raters: the oracle's numbers, and what must hold whatever they say."""

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from coursehelpers.stakeholders.agreement import (
    _BY_CHANCE,
    _kendalls_w,
    agreement,
    concordance,
    consensus,
    verdict,
    what_changed,
)

ORACLE = pd.DataFrame(
    [
        [5, 4, 2, 3, 1, 5],
        [4, 4, 3, 3, 1, 5],
        [5, 3, 2, 4, 2, 4],
        [4, 5, 1, 3, 1, 5],
        [2, 4, 2, 5, 1, 5],
    ],
    columns=list("123456"),
)


def test_oracle_item_by_item():
    table = agreement(ORACLE).set_index("name").loc[list("123456")]
    assert table["median"].tolist() == [4, 4, 2, 3, 1, 5]
    assert table["iqr"].tolist() == [1, 0, 0, 1, 0, 0]
    assert table["within_one"].tolist() == pytest.approx([0.8, 1, 1, 0.8, 1, 1])
    assert table["consensus"].round(6).tolist() == [
        0.633985,
        0.833985,
        0.833985,
        0.704623,
        0.876414,
        0.876414,
    ]
    assert table["r_wg"].tolist() == pytest.approx([0.25, 0.75, 0.75, 0.60, 0.90, 0.90])


def test_oracle_concordance():
    w, p = concordance(ORACLE)
    assert w == pytest.approx(0.763855, abs=1e-6)
    assert p < 0.01
    assert w * 5 * 5 == pytest.approx(19.096386, abs=1e-5)


def test_oracle_concordance_is_friedmans_test():
    chi_square, p = scipy.stats.friedmanchisquare(*ORACLE.to_numpy().T)
    assert (chi_square, p) == (pytest.approx(19.096386), pytest.approx(0.001844, abs=1e-6))
    assert concordance(ORACLE)[0] * 5 * 5 == pytest.approx(chi_square)


@pytest.mark.parametrize(
    ("left_out", "w"), list(enumerate([0.733, 0.7462, 0.8083, 0.7575, 0.8477]))
)
def test_oracle_concordance_without_one_rater(left_out, w):
    assert concordance(ORACLE.drop(index=left_out))[0] == pytest.approx(w, abs=5e-5)


def test_the_discussion_begins_with_the_greatest_disagreement():
    table = agreement(ORACLE)
    assert table["name"].iloc[0] == "1"
    assert table["consensus"].is_monotonic_increasing


ratings = st.lists(st.integers(1, 5), min_size=3, max_size=12)


@given(ratings)
def test_agreement_is_one_when_all_agree_and_lowest_at_both_ends(values):
    assert consensus([values[0]] * len(values)) == pytest.approx(1)
    split = [1, 5] * len(values)
    assert consensus(split) == pytest.approx(0)
    assert consensus(split) - 1e-9 <= consensus(values) <= 1 + 1e-9


@given(
    st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=3, max_size=8),
    st.randoms(),
)
def test_the_order_and_the_names_of_raters_do_not_matter(rows, chance):
    table = pd.DataFrame(rows, columns=list("abcd"))
    shuffled = rows.copy()
    chance.shuffle(shuffled)
    other = pd.DataFrame(
        shuffled, columns=list("abcd"), index=[f"rater {n}" for n in range(len(rows))]
    )
    pd.testing.assert_frame_equal(agreement(table), agreement(other))


def test_two_raters_get_dots_and_no_number():
    table = agreement(ORACLE.head(2))
    assert table[["median", "consensus", "r_wg"]].isna().all(axis=None)
    assert "three raters" in concordance(ORACLE.head(2))


def test_raters_who_tell_nothing_apart_get_a_sentence():
    assert "told the things apart" in concordance(pd.DataFrame([[3, 3, 3]] * 4))


def test_missing_ratings_count_for_nobody():
    table = ORACLE.astype(float)
    table.loc[0, "1"] = np.nan
    assert agreement(table).set_index("name").loc["1", "raters"] == 4


@pytest.mark.parametrize("raters", range(8))
def test_nobody_speaks_of_consensus_below_eight_raters(raters):
    assert "consensus reached" not in verdict(raters)
    assert raters < 3 or "Do not speak of consensus" in verdict(raters)


BY_CHANCE = {
    3: (0.51, 0.36, 0.22, 0.36),
    4: (0.36, 0.72, 0.09, 0.15),
    5: (0.48, 0.57, 0.07, 0.17),
    8: (0.11, 0.41, 0.02, 0.04),
    10: (0.16, 0.23, 0.01, 0.02),
}
"""Of raters who answer at random: IQR at most 1, 75 % within one, r_wg at least .7, consensus at least .7."""


@pytest.mark.parametrize(("raters", "expected"), BY_CHANCE.items())
def test_oracle_chance_baselines_hold_when_simulated_again(raters, expected):
    drawn = np.random.default_rng(7).integers(1, 6, (1_500, raters))
    table = agreement(pd.DataFrame(drawn.T))
    found = (
        (table["iqr"] <= 1).mean(),
        (table["within_one"] >= 0.75).mean(),
        (table["r_wg"] >= 0.7).mean(),
        (table["consensus"] >= 0.7).mean(),
    )
    assert found == pytest.approx(expected, abs=0.045)
    assert _BY_CHANCE[raters] == (expected[0], expected[3])


@pytest.mark.parametrize(
    ("raters", "mean", "high"), [(2, 0.50, 0.78), (3, 0.33, 0.55), (5, 0.20, 0.35), (8, 0.13, 0.23), (12, 0.08, 0.16)]
)  # fmt: skip
def test_oracle_concordance_of_raters_at_random(raters, mean, high):
    chance = np.random.default_rng(7)
    orders = chance.permuted(np.tile(np.arange(1.0, 11), (4_000, raters, 1)), axis=2)
    found = _kendalls_w(orders)
    assert found.mean() == pytest.approx(mean, abs=0.015)
    assert np.quantile(found, 0.95) == pytest.approx(high, abs=0.03)


@given(ratings, ratings)
@settings(max_examples=25)
def test_who_comes_or_leaves_between_two_rounds_has_moved_nothing(values, more):
    one, other = (pd.DataFrame({"a": rows}) for rows in (values, [*values, *more]))
    assert what_changed(one, other)["moved"].tolist() == [0]
    assert what_changed(other, one)["moved"].tolist() == [0]


def test_what_changed_between_two_rounds_is_said():
    second = ORACLE.copy()
    second.loc[4, "1"] = 4
    changed = what_changed(ORACLE, second)
    assert changed.loc[0, ["name", "moved"]].tolist() == ["1", 1]
    assert changed.loc[0, "consensus_after"] > changed.loc[0, "consensus_before"]
