"""How far raters agree who scored the same thing, and how much of that chance alone would give.

Look at the dots first, one for each rating. The numbers here are for those who want to know more.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from coursehelpers.ground.locale import LateMapping, _, ngettext
from coursehelpers.ground.tables import NUMBER, TEXT, WHOLE, Column, tidy

LEVELS = 5
"""Steps of the scale."""
FEWEST_RATERS = 3
"""Raters below which nothing is computed."""
CONSENSUS_FROM = 8
"""Raters below which nobody says “consensus”: agreement by chance is too common."""
PERMUTATIONS = 10_000

AGREEMENT = LateMapping(
    lambda: {
        "name": Column(TEXT, _("what was scored")),
        "raters": Column(WHOLE, _("how many scored it")),
        "median": Column(NUMBER, _("middle rating")),
        "iqr": Column(NUMBER, _("width of the middle half of the ratings")),
        "within_one": Column(NUMBER, _("share of ratings at most one step from the median")),
        "consensus": Column(NUMBER, _("1 where all agree, 0 where they split to both ends")),
        "r_wg": Column(
            NUMBER,
            _("agreement against ratings spread evenly; below 0 where they are further apart"),
        ),
    }
)
"""Columns of :func:`agreement`."""
CHANGED = LateMapping(
    lambda: {
        "name": Column(TEXT, _("what was scored")),
        "median_before": Column(NUMBER, _("middle rating of the first round")),
        "median_after": Column(NUMBER, _("middle rating of the second round")),
        "consensus_before": Column(NUMBER, _("consensus of the first round")),
        "consensus_after": Column(NUMBER, _("consensus of the second round")),
        "moved": Column(WHOLE, _("how many ratings are others, at least")),
    }
)
"""Columns of :func:`what_changed`."""


def consensus(ratings: Sequence[float]) -> float:
    """Return the consensus of ratings after Tastle and Wierman (2007).

    Parameters
    ----------
    ratings : sequence of float
        1 to 5.

    Returns
    -------
    float
        1 where all agree; 0 where half are at each end.

    Examples
    --------
    >>> consensus([4, 4, 4]), consensus([1, 1, 5, 5])
    (1.0, 0.0)
    """
    values = np.asarray(ratings, dtype=float)
    away = np.abs(values - values.mean()) / (LEVELS - 1)
    return float(1 + np.mean(np.log2(1 - away)))


def within_group_agreement(ratings: Sequence[float]) -> float:
    """Return r_wg after James, Demaree and Wolf (1984), against evenly spread ratings.

    Examples
    --------
    >>> within_group_agreement([5, 4, 5, 4, 2])
    0.25
    """
    even = (LEVELS**2 - 1) / 12
    return float(1 - np.var(np.asarray(ratings, dtype=float), ddof=1) / even)


def agreement(ratings: pd.DataFrame) -> pd.DataFrame:
    """Measure agreement item by item, the greatest disagreement first: the order for a discussion.

    Parameters
    ----------
    ratings : pandas.DataFrame
        One row a rater, one column a thing that was scored; missing where somebody did not.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`AGREEMENT`. What fewer than three raters scored has no numbers.
    """
    rows: list[dict[str, Any]] = []
    for name in ratings.columns:
        # Sorted, so that the order of raters does not even change the last digit.
        values = np.sort(ratings[name].dropna().to_numpy(float))
        row: dict[str, Any] = {"name": str(name), "raters": len(values)}
        if len(values) >= FEWEST_RATERS:
            middle = float(np.median(values))
            low, high = np.percentile(values, [25, 75])
            row |= {
                "median": middle,
                "iqr": float(high - low),
                "within_one": float(np.mean(np.abs(values - middle) <= 1)),
                "consensus": consensus(values.tolist()),
                "r_wg": within_group_agreement(values.tolist()),
            }
        rows.append(row)
    rows.sort(key=lambda row: (row.get("consensus", 2.0), row["name"].casefold()))
    return tidy(rows, AGREEMENT)


def concordance(ratings: pd.DataFrame) -> tuple[float, float] | str:
    """Return Kendall's W of the raters' orders, and how likely chance alone gives as much.

    Parameters
    ----------
    ratings : pandas.DataFrame
        As for :func:`agreement`; raters who left something out are not used.

    Returns
    -------
    tuple of float, or str
        W (0 to 1, corrected for ties; Kendall and Babington Smith 1939) and a permutation p-value; or a
        sentence that says why it cannot be computed.
    """
    values = ratings.dropna().to_numpy(float)
    raters, things = values.shape
    if raters < FEWEST_RATERS or things < FEWEST_RATERS:
        return _("Not computable: it takes at least three raters who scored the same three things.")
    if (values == values[:, :1]).all():
        return _("Not computable: no rater told the things apart.")
    ranks = np.apply_along_axis(_ranks, 1, values)
    observed = _kendalls_w(ranks[None])[0]
    chance = np.random.default_rng(1)
    shuffled = chance.permuted(np.repeat(ranks[None], PERMUTATIONS, axis=0), axis=2)
    as_much = np.count_nonzero(_kendalls_w(shuffled) >= observed - 1e-12)
    return float(observed), float((as_much + 1) / (PERMUTATIONS + 1))


def _ranks(values: "np.ndarray") -> "np.ndarray":
    return np.asarray(pd.Series(values).rank().to_numpy())


def _kendalls_w(ranks: "np.ndarray") -> "np.ndarray":
    """Kendall's W with correction for ties, for many tables at once (table, rater, thing)."""
    _tables, raters, things = ranks.shape
    spread = ((ranks.sum(axis=1) - raters * (things + 1) / 2) ** 2).sum(axis=1)
    ties = sum(
        float(count**3 - count)
        for row in ranks[0]
        for count in np.unique(row, return_counts=True)[1]
    )
    w: np.ndarray = 12 * spread / (raters**2 * (things**3 - things) - raters * ties)
    return w


_BY_CHANCE = {3: (0.51, 0.36), 4: (0.36, 0.15), 5: (0.48, 0.17), 8: (0.11, 0.04), 10: (0.16, 0.02)}
"""Share of things on which raters who answer at random seem to agree: IQR at most 1; consensus at least 0.7.
Simulated, five steps."""


def by_chance(raters: int) -> str:
    """Say how often raters who answer at random reach a consensus of 0.7.

    Examples
    --------
    >>> by_chance(9)
    'At random, about 4 % of the things would reach a consensus of 0.7.'
    """
    nearest = max((number for number in _BY_CHANCE if number <= raters), default=FEWEST_RATERS)
    return _("At random, about {share} % of the things would reach a consensus of 0.7.").format(
        share=round(100 * _BY_CHANCE[nearest][1])
    )


def verdict(raters: int) -> str:
    """Say how to read agreement among so many raters; never “consensus” below eight.

    Examples
    --------
    >>> verdict(2)
    'Fewer than three raters: nothing is computed. Look at the dots and talk.'
    """
    if raters < FEWEST_RATERS:
        return _("Fewer than three raters: nothing is computed. Look at the dots and talk.")
    nearest = max(number for number in _BY_CHANCE if number <= raters)
    share = round(100 * _BY_CHANCE[nearest][0])
    if raters < CONSENSUS_FROM:
        return ngettext(
            "{n} rater: at random, the middle half would lie within one step for {share} % of the things. "
            "Do not speak of consensus.",
            "{n} raters: at random, the middle half would lie within one step for {share} % of the things. "
            "Do not speak of consensus.",
            raters,
        ).format(n=raters, share=share)
    return _(
        "{n} raters: at random, the middle half would lie within one step for about {share} % of the things."
    ).format(n=raters, share=share)


def what_changed(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Compare two rounds of a group.

    What a learner shares has no name on it, so nobody can be followed from one round to the next. How many
    dots moved *at least* can be told from the dots alone.

    Parameters
    ----------
    first, second : pandas.DataFrame
        As for :func:`agreement`.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``median_before``, ``median_after``, ``consensus_before``, ``consensus_after`` and
        ``moved``: how many ratings are others, at least. The greatest change first.
    """
    before, after = (agreement(ratings).set_index("name") for ratings in (first, second))
    rows: list[dict[str, Any]] = []
    for name in first.columns.intersection(second.columns):
        was, became = (ratings[name].dropna().value_counts() for ratings in (first, second))
        change = became.sub(was, fill_value=0).astype(float)
        rows.append(
            {
                "name": str(name),
                "median_before": before.loc[str(name), "median"],
                "median_after": after.loc[str(name), "median"],
                "consensus_before": before.loc[str(name), "consensus"],
                "consensus_after": after.loc[str(name), "consensus"],
                # Who came or left between the rounds has moved nothing.
                "moved": int(min(change.clip(lower=0).sum(), -change.clip(upper=0).sum())),
            }
        )
    rows.sort(key=lambda row: (-row["moved"], row["name"].casefold()))
    return tidy(rows, CHANGED)
