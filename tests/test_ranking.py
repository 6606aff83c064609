"""The arithmetic of an order: the oracle's numbers, and what must hold whatever the values."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coursehelpers.ground.errors import BadCallError
from coursehelpers.order.scores import (
    ValueFunction,
    draw_weights,
    normalised,
    rank_order_centroid,
    ranks_in_draws,
    robustness,
    score_intervals,
    smallest_swap,
    value_of,
    what_to_ask,
)

ALTERNATIVES = pd.DataFrame(
    [[250000, 0.90, 3, 40], [5000, 0.20, 1, 5], [120000, 1, 4, 60], [800000, 0.50, 2, 200]],
    columns=list("abcd"),
)
WEIGHTS = pd.Series({"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.1})
FUNCTIONS = {
    "a": ValueFunction("log10", high=1e7 - 1),
    "b": ValueFunction("linear"),
    "c": ValueFunction("linear", 1, 5),
    "d": ValueFunction("log10", high=999, falling=True),
}
VALUES = pd.DataFrame({name: value_of(ALTERNATIVES[name], FUNCTIONS[name]) for name in FUNCTIONS})


def test_oracle_additive_value():
    scores = score_intervals(VALUES, WEIGHTS)
    assert scores["middle"].tolist() == pytest.approx(
        [0.724694, 0.345436, 0.780728, 0.560546], abs=1e-6
    )
    assert scores["low"].tolist() == scores["high"].tolist()


def test_oracle_rank_acceptability():
    drawn = np.random.default_rng(42).dirichlet(np.ones(4), 20_000)
    ranks = ranks_in_draws(VALUES, drawn)
    shares = [[float((ranks[:, i] == r).mean()) for r in range(1, 5)] for i in range(4)]
    expected = [
        [0.096, 0.894, 0.010, 0],
        [0.051, 0.009, 0.199, 0.741],
        [0.845, 0.091, 0.064, 0],
        [0.008, 0.007, 0.726, 0.259],
    ]
    assert np.allclose(shares, expected, atol=0.0006)


def test_oracle_rank_order_centroid():
    assert rank_order_centroid(3) == pytest.approx([11 / 18, 5 / 18, 2 / 18])
    assert rank_order_centroid(4) == pytest.approx([25 / 48, 13 / 48, 7 / 48, 3 / 48])
    assert rank_order_centroid(1) == [1]


def test_a_rank_order_becomes_weights_that_add_up_to_one():
    for count in range(1, 12):
        weights = rank_order_centroid(count)
        assert sum(weights) == pytest.approx(1)
        assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"a": 0, "b": 0}, "All weights are 0"),
        ({"a": -1, "b": 2}, "“a” is -1"),
        ({"a": "much", "b": 1}, "“a” is much"),
        ({}, "All weights"),
    ],
)
def test_weights_that_make_no_sense_are_said_in_a_sentence(weights, said):
    with pytest.raises(BadCallError, match=said):
        normalised(pd.Series(weights, dtype=object))


def test_unknown_is_an_interval_and_never_filled_in():
    values = VALUES.astype(float).copy()
    values.loc[0, "b"] = np.nan
    scores = score_intervals(values, WEIGHTS).loc[0]
    assert scores["high"] - scores["low"] == pytest.approx(0.3)
    assert score_intervals(values * np.nan, WEIGHTS)[["low", "high"]].loc[
        0
    ].tolist() == pytest.approx([0, 1])


tables = arrays(
    float,
    st.tuples(st.integers(1, 12), st.just(4)),
    elements=st.one_of(st.floats(0, 1), st.just(np.nan)),
)
extremes = st.lists(st.sampled_from([0.0, 1.0, np.nan]), min_size=4, max_size=4)


@settings(max_examples=300)
@given(tables, extremes, st.lists(st.floats(0.01, 5), min_size=4, max_size=4))
def test_adding_an_extreme_row_never_reorders_the_others(table, extreme, weights):
    before = pd.DataFrame(table, columns=list("abcd"))
    after = pd.concat([before, pd.DataFrame([extreme], columns=list("abcd"))], ignore_index=True)
    weight = pd.Series(dict(zip("abcd", weights, strict=True)))
    old = score_intervals(before, weight)["middle"]
    new = score_intervals(after, weight)["middle"].iloc[:-1]
    assert old.tolist() == new.tolist()


@given(tables)
def test_ranks_are_an_order_in_every_draw(table):
    values = pd.DataFrame(table, columns=list("abcd"))
    ranks = ranks_in_draws(values, draw_weights(WEIGHTS, 20, 20))
    assert (np.sort(ranks, axis=1) == np.arange(1, len(values) + 1)).all()
    found = robustness(ranks, 3)
    assert (found["rank_low"] <= found["rank_high"]).all()
    assert found["top_share"].sum() == pytest.approx(min(3, len(values)))


@given(tables)
def test_a_question_moves_a_row_between_its_ends(table):
    # Three places: scores that differ in the tenth only are alike or not as their sum is taken.
    values = pd.DataFrame(table, columns=list("abcd")).round(3)
    for asked in what_to_ask(values, WEIGHTS).itertuples():
        assert np.isnan(values.loc[asked.row, asked.criterion])
        ends = []
        for answer in (1.0, 0.0):
            told = values.fillna(0.5)
            told.loc[asked.row, asked.criterion] = answer
            score = (told @ (WEIGHTS / WEIGHTS.sum())).round(9)
            ends.append(int((score > score[asked.row]).sum()) + 1)
        assert [asked.best, asked.worst] == ends
        assert 1 <= asked.best <= asked.worst <= len(values)


def test_blocks_keep_their_order_whatever_the_values():
    block = pd.Series([1, 0, 1, 0])
    ranks = ranks_in_draws(VALUES, draw_weights(WEIGHTS, 200, 5), block)
    assert (ranks[:, [1, 3]] <= 2).all()


def test_the_same_seed_gives_the_same_ranks():
    holes = VALUES.mask(VALUES > 0.9)
    one, other = (ranks_in_draws(holes, draw_weights(WEIGHTS, 50, 20)) for _turn in range(2))
    assert (one == other).all()


def test_a_weight_of_nought_is_never_drawn():
    assert (draw_weights(pd.Series({"a": 1.0, "b": 0.0}), 50, 20)[:, 1] == 0).all()


def test_no_smaller_change_of_any_weight_swaps_the_first_two():
    swap = smallest_swap(VALUES, WEIGHTS)
    smallest = abs(swap.needed - swap.stated)
    for criterion in WEIGHTS.index:
        others = WEIGHTS.drop(criterion) / WEIGHTS.drop(criterion).sum()
        for change in np.linspace(-smallest, smallest, 21) * 0.999:
            weight = WEIGHTS[criterion] + change
            if 0 <= weight <= 1:
                moved = pd.concat([others * (1 - weight), pd.Series({criterion: weight})])
                assert score_intervals(VALUES, moved)["middle"].idxmax() == 2


def test_an_unknown_widens_the_places_of_its_row_and_is_asked_about():
    values = VALUES.astype(float).copy()
    values.loc[2, "b"] = np.nan
    drawn = draw_weights(WEIGHTS, 2_000, 1e6)
    told, open_ = (robustness(ranks_in_draws(table, drawn), 1).loc[2] for table in (VALUES, values))
    assert (told["rank_low"], told["rank_high"]) == (1, 1)
    assert (open_["rank_low"], open_["rank_high"]) == (1, 3)
    (asked,) = what_to_ask(values, WEIGHTS).itertuples()
    assert (asked.row, asked.criterion, asked.best, asked.worst) == (2, "b", 1, 3)


def test_all_unknown_rows_are_all_alike_and_every_place_is_possible():
    nothing = VALUES * np.nan
    ranks = ranks_in_draws(nothing, draw_weights(WEIGHTS, 2_000, 20))
    assert np.allclose([(ranks == place).mean(axis=0) for place in range(1, 5)], 0.25, atol=0.05)
    assert score_intervals(nothing, WEIGHTS)["middle"].tolist() == pytest.approx([0.5] * 4)
    assert smallest_swap(nothing, WEIGHTS) is None
    assert len(what_to_ask(nothing, WEIGHTS)) == 16


def test_the_smallest_swap_really_swaps_the_first_two():
    swap = smallest_swap(VALUES, WEIGHTS)
    others = WEIGHTS.drop(swap.criterion)
    for step, first in ((-0.001, 2), (0.001, 0)):
        moved = others * (1 - swap.needed - step) / others.sum()
        moved[swap.criterion] = swap.needed + step
        assert score_intervals(VALUES, moved)["middle"].idxmax() == first
    assert swap.stated == pytest.approx(WEIGHTS[swap.criterion])


def test_one_row_or_none_is_no_order_and_no_error():
    for count in (0, 1):
        few = VALUES.head(count)
        assert smallest_swap(few, WEIGHTS) is None
        found = robustness(ranks_in_draws(few, draw_weights(WEIGHTS, 30, 20)), 5)
        assert found["rank_high"].tolist() == [1] * count
        assert what_to_ask(few, WEIGHTS).empty


def test_identical_rows_have_nobody_to_swap_with():
    same = pd.concat([VALUES.head(1)] * 2, ignore_index=True)
    assert smallest_swap(same, WEIGHTS) is None
