"""What a campaign costs: ranges with their sources, for the records that it will capture."""

import math
import tomllib
from collections.abc import Sequence
from typing import Any, cast

import pandas as pd

from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import LateMapping, _, by_language, enumeration, number, percent
from coursehelpers.ground.locale.data_texts import in_words
from coursehelpers.ground.settings import data_file
from coursehelpers.ground.tables import NUMBER, TEXT, WHOLE, Column, tidy
from coursehelpers.workbook.entries import Cost

BUDGET = LateMapping(
    lambda: {
        "what": Column(TEXT, _("what it is for")),
        "records": Column(WHOLE, _("records that this campaign will capture")),
        "low": Column(NUMBER, _("at least, in the currency")),
        "high": Column(NUMBER, _("at most")),
        "currency": Column(TEXT, _("currency, and year of the rate")),
        "low_days": Column(NUMBER, _("days of work, at least")),
        "high_days": Column(NUMBER, _("at most")),
        "source": Column(TEXT, _("where the rate comes from")),
    }
)
"""Columns of :func:`budget`."""


@by_language
def rates() -> dict[str, Any]:
    """Return the published rates, each with its material, step, year, currency and source."""
    told = tomllib.loads(data_file("cost_rates.toml").read_text(encoding="utf-8"))
    return cast("dict[str, Any]", in_words(told, "cost_rates.toml"))


def budget(costs: Sequence[Cost]) -> pd.DataFrame:
    """Estimate what a campaign costs, as ranges.

    Records that this campaign will capture, times a published range for the same material and step; never
    the whole gap. Rates of speed become days of work. Preparation and checking come on top.

    Parameters
    ----------
    costs : sequence of Cost

    Returns
    -------
    pandas.DataFrame
        One row a line, columns :data:`BUDGET`. Currencies and years are not added up.

    Raises
    ------
    BadCallError
        If a rate is unknown, or the lower end is above the upper one.
    """
    known = rates()["rates"]
    extra = 1 + rates()["overhead"]["share"]
    rows = []
    for cost in costs:
        row: dict[str, Any] = {"what": cost.what, "records": cost.records}
        if cost.rate:
            if cost.rate not in known:
                raise BadCallError(
                    _("“{rate}” is no rate; choose among {rates}, or give days of work.").format(
                        rate=cost.rate, rates=enumeration(known)
                    )
                )
            rate = known[cost.rate]
            row["source"] = _("{source}; {extra} added for preparation and checking (ours)").format(
                source=rate["source"], extra=percent(extra - 1)
            )
            if cost.records is not None and rate["unit"] == "money per record":
                row |= {
                    "low": cost.records * rate["low"] * extra,
                    "high": cost.records * rate["high"] * extra,
                    "currency": f"{rate['currency']} {rate['year']}",
                }
            elif cost.records is not None:
                row |= {
                    "low_days": cost.records / rate["high"] * extra,
                    "high_days": cost.records / rate["low"] * extra,
                }
        if cost.low_days is not None or cost.high_days is not None:
            low = cost.low_days if cost.low_days is not None else cost.high_days
            high = cost.high_days if cost.high_days is not None else cost.low_days
            if (low or 0) > (high or 0):
                raise BadCallError(
                    _(
                        "“{what}”: at least {low} days is more than at most {high}; swap the two."
                    ).format(what=cost.what, low=low, high=high)
                )
            row |= {"low_days": (row.get("low_days") or 0) + (low or 0),
                    "high_days": (row.get("high_days") or 0) + (high or 0)}  # fmt: skip
            row.setdefault("source", _("your own estimate"))
        rows.append(row)
    return tidy(rows, BUDGET)


def budget_totals(table: pd.DataFrame) -> list[str]:
    """Say in sentences what a budget adds up to, each currency and year by itself.

    Examples
    --------
    >>> budget_totals(budget([Cost(what="sheets", records=2000, rate="sheet-capture")]))
    ['USD 2018: 1,300 to 2,600.']
    """
    said = [
        _("{currency}: {low} to {high}.").format(
            currency=currency, low=number(rows["low"].sum(), 0), high=number(rows["high"].sum(), 0)
        )
        for currency, rows in table.dropna(subset="currency").groupby("currency")
    ]
    if table["low_days"].notna().any():
        said.append(
            _("Days of work: {low} to {high}.").format(
                low=number(math.ceil(table["low_days"].sum()), 0),
                high=number(math.ceil(table["high_days"].sum()), 0),
            )
        )
    unpriced = table["low"].isna() & table["low_days"].isna()
    if unpriced.any():
        said.append(
            _("Without a figure yet: {names}.").format(
                names=enumeration(table.loc[unpriced, "what"], "semicolon")
            )
        )
    return said
