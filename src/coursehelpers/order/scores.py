"""The arithmetic of an order: fixed value functions, unknowns as intervals, and how sure the order is.

Nothing here knows what an institution is: rows are alternatives, columns criteria, values lie between 0 and 1,
and a missing value stays missing.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import _

SEED = 42
_DIGITS = 12
_CHUNK = 250
"""Draws computed at once, so that memory does not grow with their number."""


class ValueFunction(NamedTuple):
    """Say what a quantity is worth, from 0 to 1, between end points that no data set moves.

    Attributes
    ----------
    kind : {"linear", "log10"}
        Whether each step is worth the same, or each tenfold.
    low, high : float
        Where the value is 0, and where it is 1.
    falling : bool
        Whether less is better.
    """

    kind: str
    low: float = 0.0
    high: float = 1.0
    falling: bool = False


def value_of(quantities: "pd.Series[Any]", function: ValueFunction) -> "pd.Series[float]":
    """Turn quantities into values from 0 to 1; a missing one stays missing.

    An additive model with such fixed functions keeps the order of all others when one alternative is added
    (Keeney and Raiffa 1976); scaling by the smallest and largest of a country does not.

    Examples
    --------
    >>> value_of(pd.Series([0, 999]), ValueFunction("log10", high=999)).tolist()
    [0.0, 1.0]
    """
    numbers = pd.to_numeric(quantities, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    above = np.clip(numbers - function.low, 0, function.high - function.low)
    if function.kind == "log10":
        share = np.log10(1 + above) / np.log10(1 + function.high - function.low)
    else:
        share = above / (function.high - function.low)
    return pd.Series(1 - share if function.falling else share, index=quantities.index)


def normalised(weights: "pd.Series[float]") -> "pd.Series[float]":
    """Scale weights so that they add up to 1.

    Raises
    ------
    BadCallError
        If one is negative or no number, or all are 0.

    Examples
    --------
    >>> normalised(pd.Series({"gap": 3, "risk": 1})).tolist()
    [0.75, 0.25]
    """
    numbers = pd.to_numeric(weights, errors="coerce").astype(float)
    for name, number in numbers.items():
        if not np.isfinite(number) or number < 0:
            raise BadCallError(
                _("The weight of “{name}” is {weight}; give a number from 0 upwards.").format(
                    name=name, weight=weights.to_dict()[name]
                )
            )
    if not len(numbers) or numbers.sum() == 0:
        raise BadCallError(_("All weights are 0; give at least one criterion a weight above 0."))
    return numbers / numbers.sum()


def rank_order_centroid(count: int) -> list[float]:
    """Turn an order of importance into weights (Barron and Barrett 1996): easiest for a workshop.

    Examples
    --------
    >>> [round(weight, 3) for weight in rank_order_centroid(3)]
    [0.611, 0.278, 0.111]
    """
    return [sum(1 / j for j in range(k, count + 1)) / count for k in range(1, count + 1)]


def score_intervals(values: pd.DataFrame, weights: "pd.Series[float]") -> pd.DataFrame:
    """Compute the additive value of each row: at worst, in the middle, at best.

    Parameters
    ----------
    values : pandas.DataFrame
        0 to 1; missing where unknown.
    weights : pandas.Series
        One for each column; need not add up to 1.

    Returns
    -------
    pandas.DataFrame
        ``low`` counts each unknown as 0, ``high`` as 1; ``middle`` lies between the two and is what rows
        are sorted by. Where nothing is unknown the three are equal.
    """
    share = normalised(weights.reindex(values.columns)).to_numpy()
    known = values.to_numpy(dtype=float)
    # Rounded, so that equal rows stay equal whatever else is in the table.
    low = (np.nan_to_num(known, nan=0.0) * share).sum(axis=1).round(_DIGITS)
    high = (np.nan_to_num(known, nan=1.0) * share).sum(axis=1).round(_DIGITS)
    return pd.DataFrame(
        {"low": low, "middle": ((low + high) / 2).round(_DIGITS), "high": high}, index=values.index
    )


def draw_weights(
    weights: "pd.Series[float]", draws: int, concentration: float, seed: int = SEED
) -> Any:
    """Draw weights around the stated ones (Dirichlet); a weight of 0 stays 0.

    Parameters
    ----------
    weights : pandas.Series
    draws : int
    concentration : float
        The larger, the nearer to the stated weights.
    seed : int, optional

    Returns
    -------
    numpy.ndarray
        One row a draw, each adding up to 1.
    """
    share = normalised(weights).to_numpy()
    drawn = np.zeros((draws, len(share)))
    positive = share > 0
    drawn[:, positive] = np.random.default_rng(seed).dirichlet(
        share[positive] * concentration, draws
    )
    return drawn


def ranks_in_draws(
    values: pd.DataFrame, drawn: Any, block: "pd.Series[int] | None" = None, seed: int = SEED
) -> Any:
    """Rank the rows once for each drawn set of weights; an unknown is anywhere between 0 and 1, drawn anew.

    After SMAA-2 (Lahdelma and Salminen 2001).

    Parameters
    ----------
    values : pandas.DataFrame
        0 to 1; missing where unknown.
    drawn : numpy.ndarray
        As :func:`draw_weights` gives them.
    block : pandas.Series, optional
        Rows of a lower number come before all rows of a higher one, whatever their value.
    seed : int, optional

    Returns
    -------
    numpy.ndarray
        Ranks from 1, one row a draw, one column a row of ``values``.
    """
    known = values.to_numpy(dtype=np.float32)
    unknown = np.isnan(known)
    filled = np.nan_to_num(known, nan=0.0)
    rows = len(known)
    order_of_blocks = np.zeros(rows, np.float32) if block is None else block.to_numpy(np.float32)
    random = np.random.default_rng(seed)
    ranks = np.empty((len(drawn), rows), dtype=np.uint16 if rows < 65_535 else np.uint32)
    position = np.arange(1, rows + 1, dtype=ranks.dtype)
    for start in range(0, len(drawn), _CHUNK):
        weights = drawn[start : start + _CHUNK].astype(np.float32)
        scores = weights @ filled.T
        for column in np.flatnonzero(unknown.any(axis=0)):
            holes = unknown[:, column]
            luck = random.random((len(weights), int(holes.sum())), dtype=np.float32)
            scores[:, holes] += weights[:, [column]] * luck
        order = np.argsort(2 * order_of_blocks - scores, axis=1)
        np.put_along_axis(ranks[start : start + _CHUNK], order, position[None, :], axis=1)
    return ranks


def robustness(ranks: Any, top: int) -> pd.DataFrame:
    """Say how sure each place is.

    Parameters
    ----------
    ranks : numpy.ndarray
        As :func:`ranks_in_draws` gives them.
    top : int
        How many places count as the first ones.

    Returns
    -------
    pandas.DataFrame
        ``rank_low`` and ``rank_high``, between which nine of ten draws put the row (5 to 95 %);
        ``top_share``, the share of draws that put it among the first.
    """
    if not ranks.shape[1]:
        return pd.DataFrame({"rank_low": [], "rank_high": [], "top_share": []}, dtype=float)
    last = len(ranks) - 1
    ends = int(np.floor(0.05 * last)), int(np.ceil(0.95 * last))
    # Side by side in memory and sorted only as far as needed: a third of the time of sorting all.
    places = np.partition(np.ascontiguousarray(ranks.T), ends, axis=1)
    return pd.DataFrame(
        {
            "rank_low": places[:, ends[0]].astype(int),
            "rank_high": places[:, ends[1]].astype(int),
            "top_share": (ranks <= top).mean(axis=0),
        }
    )


class Swap(NamedTuple):
    """The smallest change of one weight that swaps the first two.

    Attributes
    ----------
    criterion : str
    stated, needed : float
        Its weight now and then, as a share of all weights.
    """

    criterion: str
    stated: float
    needed: float


def smallest_swap(values: pd.DataFrame, weights: "pd.Series[float]") -> Swap | None:
    """Find the smallest change of one weight that swaps the first two; the others keep their proportions.

    Unknown values are taken in the middle, as in the order itself.

    Returns
    -------
    Swap or None
        None with fewer than two rows, or where no single weight can swap them.
    """
    if len(values) < 2:
        return None
    share = normalised(weights.reindex(values.columns)).to_numpy()
    middle = np.nan_to_num(values.to_numpy(dtype=float), nan=0.5)
    first, second = np.argsort(-(middle @ share), kind="stable")[:2]
    ahead = middle[first] - middle[second]
    swaps = []
    for at, stated in enumerate(share):
        if stated == 1:
            continue
        rest = (share @ ahead - stated * ahead[at]) / (1 - stated)
        if np.isclose(rest, ahead[at]):
            continue
        needed = rest / (rest - ahead[at])
        if 0 <= needed <= 1:
            swaps.append(Swap(str(values.columns[at]), float(stated), float(needed)))
    return min(swaps, key=lambda swap: abs(swap.needed - swap.stated), default=None)


def places_by_weight(
    values: pd.DataFrame, weights: "pd.Series[float]", criterion: str, steps: int = 41
) -> pd.DataFrame:
    """Follow the places of all rows while one weight goes from nothing to everything.

    Returns
    -------
    pandas.DataFrame
        Index: the weight as a share of all; one column a row of ``values``; places from 1.
    """
    share = normalised(weights.reindex(values.columns))
    others = share.drop(criterion)
    rest = others / others.sum() if others.sum() else others
    found = {}
    for weight in np.linspace(0, 1, steps).round(4):
        moved = (rest * (1 - weight)).reindex(values.columns).fillna(0.0)
        moved[criterion] = weight
        if not moved.sum():
            continue
        found[float(weight)] = score_intervals(values, moved)["middle"].rank(
            ascending=False, method="first"
        )
    return pd.DataFrame(found).T


def what_to_ask(values: pd.DataFrame, weights: "pd.Series[float]") -> pd.DataFrame:
    """Find the unknowns that would move the order most: the questions to ask first.

    Each unknown is put to 0 and to 1, with all others in the middle.

    Returns
    -------
    pandas.DataFrame
        ``row`` (index of ``values``), ``criterion``, ``best`` and ``worst`` rank, ``moves`` (places
        between them); the widest first, then by row and criterion.
    """
    share = normalised(weights.reindex(values.columns))
    middle = score_intervals(values, weights)["middle"].to_numpy()
    ordered = np.sort(middle)
    found = []
    for criterion, weight in share.items():
        holes = np.flatnonzero(values[criterion].isna().to_numpy())
        if not weight or not len(holes):
            continue
        half = weight / 2
        # Above a row stand all that score more; the row itself, lowered, would count among them.
        best = (
            len(ordered)
            - np.searchsorted(ordered, (middle[holes] + half).round(_DIGITS), side="right")
            + 1
        )
        worst = len(ordered) - np.searchsorted(
            ordered, (middle[holes] - half).round(_DIGITS), side="right"
        )
        found.append(
            pd.DataFrame(
                {
                    "row": values.index[holes],
                    "criterion": criterion,
                    "best": best,
                    "worst": np.maximum(worst, best),
                }
            )
        )
    if not found:
        return pd.DataFrame(columns=["row", "criterion", "best", "worst", "moves"])
    table = pd.concat(found, ignore_index=True)
    table["moves"] = table["worst"] - table["best"]
    return table.sort_values(
        ["moves", "row", "criterion"], ascending=[False, True, True], ignore_index=True
    )
