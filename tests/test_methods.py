"""Other methods, for the appendix: the oracle's numbers, and why the course uses none of them."""

import sys

import numpy as np
import pandas as pd
import pytest

from coursehelpers.ground.errors import BadCallError, CourseError
from coursehelpers.order.methods import compare_methods
from coursehelpers.order.scores import score_intervals
from tests.test_ranking import ALTERNATIVES, VALUES, WEIGHTS


def test_oracle_methods():
    scores = compare_methods(ALTERNATIVES, WEIGHTS, falling=["d"])
    expected = {
        "TOPSIS, vector": [0.446869, 0.177523, 0.401426, 0.709757],
        "TOPSIS, min-max": [0.533939, 0.156613, 0.520169, 0.626520],
        "weighted sum, min-max": [0.601155, 0.1, 0.629657, 0.579167],
        "PROMETHEE II": [0.3333, -0.8, 0.3333, 0.1333],
    }
    for name, values in expected.items():
        assert scores[name].tolist() == pytest.approx(values, abs=5e-5), name


def test_the_methods_disagree_on_the_winner():
    scores = compare_methods(ALTERNATIVES, WEIGHTS, falling=["d"])
    assert scores["TOPSIS, vector"].idxmax() == 3
    assert score_intervals(VALUES, WEIGHTS)["middle"].idxmax() == 2
    tied = scores["PROMETHEE II"].round(9)
    assert tied[0] == tied[2] == tied.max()


def test_a_hole_and_a_single_row_are_said_and_never_computed():
    with pytest.raises(BadCallError, match="would lose every row"):
        compare_methods(ALTERNATIVES.astype(float).mask(ALTERNATIVES == 40), WEIGHTS)
    with pytest.raises(BadCallError, match="at least two"):
        compare_methods(ALTERNATIVES.head(1), WEIGHTS)


def test_without_pymcdm_the_way_to_it_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymcdm", None)
    with pytest.raises(CourseError, match="pip install pymcdm"):
        compare_methods(ALTERNATIVES, WEIGHTS)


def test_scaling_by_the_table_reorders_others_and_fixed_end_points_do_not():
    random = np.random.default_rng(7)
    moved = dict.fromkeys(["TOPSIS, vector", "weighted sum, min-max", "fixed"], 0)
    cases = 300
    for _turn in range(cases):
        few = pd.DataFrame(random.random((8, 4)), columns=list("abcd"))
        extreme = pd.DataFrame([random.permutation([8.0, 0, 0, 0])], columns=list("abcd"))
        weights = pd.Series(random.dirichlet(np.ones(4)), index=list("abcd"))
        more = pd.concat([few, extreme], ignore_index=True)
        before, after = (compare_methods(table, weights) for table in (few, more))
        for method in ("TOPSIS, vector", "weighted sum, min-max"):
            moved[method] += order_of(before[method]) != order_of(after[method].head(8))
        fixed = (score_intervals(table.clip(0, 1), weights)["middle"] for table in (few, more))
        one, other = fixed
        moved["fixed"] += order_of(one) != order_of(other.head(8))
    # The appendix says: about three in four, and more than three in four.
    assert 0.70 < moved["TOPSIS, vector"] / cases < 0.80
    assert 0.75 < moved["weighted sum, min-max"] / cases < 0.90
    assert moved["fixed"] == 0


def order_of(scores):
    return np.argsort(-scores.to_numpy(), kind="stable").tolist()
