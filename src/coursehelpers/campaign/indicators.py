"""Numbers to ask for again: today's value with its date, the value of then, and the results they stand for."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import LateMapping, _, dated, enumeration, number, quantity
from coursehelpers.ground.tables import DATE, NUMBER, TEXT, Column, tidy
from coursehelpers.landscape.conversations import in_scope, surely_publishes
from coursehelpers.landscape.downloads import downloads_of
from coursehelpers.landscape.survey import Landscape
from coursehelpers.workbook.entries import Indicator, Result

CHANGES = LateMapping(
    lambda: {
        "name": Column(TEXT, _("indicator")),
        "unit": Column(TEXT, _("unit")),
        "baseline": Column(NUMBER, _("value at the beginning")),
        "baseline_date": Column(DATE, _("its date")),
        "now": Column(NUMBER, _("value today; missing where it cannot be asked of GBIF")),
        "now_date": Column(DATE, _("its date")),
        "change": Column(NUMBER, _("now minus then")),
        "target": Column(NUMBER, _("what was aimed at")),
        "target_date": Column(DATE, _("by when")),
    }
)
"""Columns of :func:`measure_again`."""


SMALL = 10_000
"""Specimens below which a collection is called small here; ours."""


def logframe(results: Iterable[Result], indicators: Iterable[Indicator]) -> list[dict[str, str]]:
    """Join results with their indicators: the rows of a logframe, from impact down to activities.

    Returns
    -------
    list of dict
        ``level``, ``statement``, ``indicator``, ``baseline``, ``target``, ``verification``, ``assumption``.
    """
    by_name = {indicator.name: indicator for indicator in indicators}
    order = ["impact", "outcome", "output", "activity"]
    rows = []
    for result in sorted(results, key=lambda one: order.index(one.level)):
        indicator = by_name.get(result.indicator)
        rows.append(
            {
                "level": _(result.level),
                "statement": result.statement,
                "indicator": result.indicator,
                "baseline": _value(indicator.baseline, indicator.unit, indicator.baseline_date)
                if indicator
                else "",
                "target": _value(indicator.target, indicator.unit, indicator.target_date)
                if indicator
                else "",
                "verification": indicator.source if indicator else "",
                "assumption": result.assumption,
            }
        )
    return rows


def _value(value: float | None, unit: str, day: date | None) -> str:
    if value is None:
        return ""
    return " ".join(filter(None, [quantity(value), unit, f"({dated(day)})" if day else ""]))


class Measure(NamedTuple):
    """Describe something that can be asked of GBIF again.

    Attributes
    ----------
    name, unit : str
    of : callable
        Takes the value from a landscape; None where nobody knows it.
    """

    name: str
    unit: str
    of: Callable[[Landscape], float | None]


def _share_small_complete(landscape: Landscape) -> float:
    table = in_scope(landscape.table)
    small = table[(table["declared"] < SMALL).fillna(False)]
    return float((small["completeness"] >= 0.75).sum())


def _share_linked(landscape: Landscape) -> float | None:
    """Divide linked by declared where a size is known, in per cent; what is over counts as all."""
    known = in_scope(landscape.table).dropna(subset=["declared"])
    declared = int(known["declared"].sum())
    linked = int(known[["declared", "linked"]].min(axis=1).sum())
    return round(100 * linked / declared, 1) if declared else None


def _downloaded(landscape: Landscape) -> float | None:
    """Ask for the downloads of the country's records; None where nobody can say."""
    return downloads_of(landscape.country, landscape.provenance["source"]).records


MEASURES = LateMapping(
    lambda: {
        "sizes": Measure(
            _("institutions that state a size"), _("institutions"), lambda found: found.totals.known
        ),
        "reachable": Measure(
            _("institutions with a contact that has an e-mail"),
            _("institutions"),
            lambda found: int((in_scope(found.table)["contactable"] == 3).sum()),
        ),
        "linked": Measure(
            _("specimen records linked to institutions"),
            _("records"),
            lambda found: found.totals.all_linked,
        ),
        "share": Measure(
            _("linked records in 100 declared specimens, where a size is stated"),
            _("in 100"),
            _share_linked,
        ),
        "publishers": Measure(
            _("institutions that are a publisher for certain"),
            _("institutions"),
            lambda found: int(surely_publishes(in_scope(found.table)).sum()),
        ),
        "unlinked": Measure(
            _("records of publishers without a matched institution"),
            _("records"),
            lambda found: int(found.publishers["specimens"].sum()),
        ),
        "downloaded": Measure(
            _("records of the country's publishers in downloads of the last twelve whole months"),
            _("records, once in each download"),
            _downloaded,
        ),
        "small": Measure(
            _("small institutions (under 10,000 specimens) with a nearly complete entry"),
            _("institutions"),
            _share_small_complete,
        ),
    }
)
"""What can be asked of GBIF again, in the same way; the last one speaks for the small.

A share alone misleads: it falls when an institution states its size for the first time. Show it beside “sizes”.
“downloaded” moves with all that is asked of GBIF, and counts observations too: show it beside “linked”. It costs a
request, and only whoever chooses it asks.
"""


def baseline(
    measure: str, landscape: Landscape, target: float | None = None, by: date | None = None
) -> Indicator:
    """Make an indicator with today's value and its date.

    Parameters
    ----------
    measure : str
        Key of :data:`MEASURES`.
    landscape : Landscape
    target : float, optional
    by : datetime.date, optional

    Raises
    ------
    BadCallError
        If there is no such measure.
    """
    if measure not in MEASURES:
        raise BadCallError(
            _("“{measure}” cannot be asked of GBIF; choose among {measures}.").format(
                measure=measure, measures=enumeration(MEASURES)
            )
        )
    found = MEASURES[measure]
    return Indicator(
        name=found.name,
        unit=found.unit,
        measure=measure,
        baseline=_asked(measure, landscape),
        baseline_date=_day(landscape),
        target=target,
        target_date=by,
        source=_("GRSciColl and GBIF, asked with this course"),
    )


def doubt(measure: str, target: float, landscape: Landscape) -> str:
    """Say why a target cannot be meant, as far as the country's numbers tell.

    Parameters
    ----------
    measure : str
        Key of :data:`MEASURES`.
    target : float
    landscape : Landscape

    Returns
    -------
    str
        One sentence; empty where nothing speaks against it.
    """
    if not 0 <= target < float("inf"):
        return _("A target is a number from 0 on; write how many you aim at.")
    if measure == "share" and target > 100:
        return _("Of 100 declared specimens at most 100 can be linked; write a target up to 100.")
    there = landscape.totals.institutions - landscape.totals.out_of_scope
    if MEASURES[measure].unit == MEASURES["sizes"].unit and target > there:
        return _(
            "Your country has {n} institutions in scope, so {target} of them is more than there are; write a "
            "smaller target, or sure=True if new ones will be entered."
        ).format(n=there, target=number(target, 0))
    return ""


def _asked(measure: str, landscape: Landscape) -> float | None:
    value = MEASURES[measure].of(landscape)
    return None if value is None else float(value)


def _day(landscape: Landscape) -> date:
    return date.fromisoformat(landscape.provenance["occurrence_date"])


def measure_again(indicators: Iterable[Indicator], landscape: Landscape) -> pd.DataFrame:
    """Ask again what was asked at the beginning, and show what has changed.

    Returns
    -------
    pandas.DataFrame
        One row an indicator, columns :data:`CHANGES`. One that GBIF cannot answer keeps its place, without a
        value of today.
    """
    rows = []
    for indicator in indicators:
        row: dict[str, Any] = {
            "name": indicator.name,
            "unit": indicator.unit,
            "baseline": indicator.baseline,
            "baseline_date": indicator.baseline_date and indicator.baseline_date.isoformat(),
            "target": indicator.target,
            "target_date": indicator.target_date and indicator.target_date.isoformat(),
        }
        if indicator.measure in MEASURES:
            now = _asked(indicator.measure, landscape)
            row |= {"now": now, "now_date": _day(landscape).isoformat()}
            if indicator.baseline is not None and now is not None:
                row["change"] = now - indicator.baseline
        rows.append(row)
    return tidy(rows, CHANGES)
