"""A campaign that a small node can carry out: how far each conversation is, what is done when, what it costs.

Small numbers are counted, not computed: a conversion from five institutions is shown with how little it says.
Money is a range with its source, for the records that this campaign will capture.
"""

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

import networkx as nx
import pandas as pd

from coursehelpers.errors import BadCallError
from coursehelpers.landscape.downloads import downloads_of
from coursehelpers.landscape.kinds import in_scope, surely_publishes
from coursehelpers.landscape.survey import Landscape
from coursehelpers.locale import _
from coursehelpers.settings import data_file
from coursehelpers.tables import DATE, NUMBER, TEXT, WHOLE, YES_NO, Column, Columns, tidy
from coursehelpers.workbook.entries import Campaign, Contact, Cost, Indicator, Result, Step

STATES: dict[str, str] = {
    "identified": _("identified"),
    "verified": _("verified"),
    "contacted": _("contacted"),
    "responded": _("responded"),
    "agreed": _("agreed"),
    "registered publisher": _("registered publisher"),
    "first dataset": _("first dataset"),
    "linked": _("linked"),
}
"""The states of a conversation, in the order of gbif/collection-mobilization."""

FUNNEL: Columns = {
    "state": Column(TEXT, _("state of the conversation")),
    "here": Column(WHOLE, _("institutions that stand here today")),
    "reached": Column(WHOLE, _("institutions that came at least so far")),
    "conversion": Column(NUMBER, _("share of those before that came so far")),
    "low": Column(NUMBER, _("with numbers this small it may as well be from here …")),
    "high": Column(NUMBER, _("… to here (Wilson, 95 %)")),
}
"""Columns of :func:`funnel`."""

TIMELINE: Columns = {
    "activity": Column(TEXT, _("what is done")),
    "begins": Column(DATE, _("first day")),
    "ends": Column(DATE, _("last day")),
    "does": Column(TEXT, _("who does it")),
    "answers": Column(TEXT, _("who answers for it")),
    "deliverable": Column(TEXT, _("what is there afterwards")),
    "moves_the_end": Column(YES_NO, _("whether a delay here delays the end")),
}
"""Columns of :func:`timeline`."""

BUDGET: Columns = {
    "what": Column(TEXT, _("what it is for")),
    "records": Column(WHOLE, _("records that this campaign will capture")),
    "low": Column(NUMBER, _("at least, in the currency")),
    "high": Column(NUMBER, _("at most")),
    "currency": Column(TEXT, _("currency, and year of the rate")),
    "low_days": Column(NUMBER, _("days of work, at least")),
    "high_days": Column(NUMBER, _("at most")),
    "source": Column(TEXT, _("where the rate comes from")),
}
"""Columns of :func:`budget`."""

CHANGES: Columns = {
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
"""Columns of :func:`measure_again`."""

SMALL = 10_000
"""Specimens below which a collection is called small here; ours."""


def funnel(contacts: Iterable[Contact]) -> pd.DataFrame:
    """Count how far the conversations are.

    Parameters
    ----------
    contacts : iterable of Contact

    Returns
    -------
    pandas.DataFrame
        One row a state, columns :data:`FUNNEL`. The conversion is k/n with the interval of Wilson
        (1927), since n is small.
    """
    order = list(STATES)
    steps = [order.index(contact.state) for contact in contacts]
    rows = []
    before = len(steps)
    for number, state in enumerate(order):
        reached = sum(step >= number for step in steps)
        row: dict[str, Any] = {"state": state, "here": steps.count(number), "reached": reached}
        if number and before:
            low, high = wilson(reached, before)
            row |= {"conversion": reached / before, "low": low, "high": high}
        rows.append(row)
        before = reached
    return tidy(rows, FUNNEL)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return between which shares the true one lies, with 95 % confidence (Wilson 1927).

    Examples
    --------
    >>> [round(end, 2) for end in wilson(4, 10)]
    [0.17, 0.69]
    """
    z = 1.959964
    share = successes / trials
    middle = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def timeline(steps: Sequence[Step], begins: date) -> pd.DataFrame:
    """Lay the steps out in time: each begins when those before it are finished, and not before its own day.

    Parameters
    ----------
    steps : sequence of Step
    begins : datetime.date
        First day of the campaign.

    Returns
    -------
    pandas.DataFrame
        One row a step, columns :data:`TIMELINE`, by first day.

    Raises
    ------
    BadCallError
        If a step waits for one that does not exist, or steps wait for each other in a circle.
    """
    by_name = {step.activity: step for step in steps}
    graph = nx.DiGraph()
    graph.add_nodes_from(by_name)
    for step in steps:
        for before in _names(step.after):
            if before not in by_name:
                raise BadCallError(
                    _(
                        "“{activity}” waits for “{before}”, which is no step; add it or correct the name."
                    ).format(activity=step.activity, before=before)
                )
            graph.add_edge(before, step.activity)
    circle = next(nx.simple_cycles(graph), None)
    if circle:
        raise BadCallError(
            _(
                "These steps wait for each other in a circle: {names}. Take one “after” away."
            ).format(names=" → ".join([*circle, circle[0]]))
        )
    first: dict[str, date] = {}
    last: dict[str, date] = {}
    for name in nx.topological_sort(graph):
        step = by_name[name]
        after = [last[before] + timedelta(days=1) for before in graph.predecessors(name)]
        first[name] = max([begins, *([step.begins] if step.begins else []), *after])
        try:
            last[name] = first[name] + timedelta(days=step.days - 1)
        except OverflowError as error:
            raise BadCallError(
                _("“{activity}” would end after the year 9999; give it fewer days.").format(
                    activity=name
                )
            ) from error
    critical = _critical(graph, first, last)
    rows = [
        {
            "activity": step.activity,
            "begins": first[step.activity].isoformat(),
            "ends": last[step.activity].isoformat(),
            "does": step.does,
            "answers": step.answers,
            "deliverable": step.deliverable,
            "moves_the_end": step.activity in critical,
        }
        for step in steps
    ]
    rows.sort(key=lambda row: (row["begins"], row["ends"]))
    return tidy(rows, TIMELINE)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(";") if name.strip()]


def _critical(graph: "nx.DiGraph", first: Mapping[str, date], last: Mapping[str, date]) -> set[str]:
    """Find the steps whose delay would delay the end."""
    if not last:
        return set()
    end = max(last.values())
    found = {name for name in graph if last[name] == end}
    for name in reversed(list(nx.topological_sort(graph))):
        if any(
            after in found and first[after] == last[name] + timedelta(days=1)
            for after in graph.successors(name)
        ):
            found.add(name)
    return found


@cache
def rates() -> dict[str, Any]:
    """Return the published rates, each with its material, step, year, currency and source."""
    return tomllib.loads(data_file("cost_rates.toml").read_text(encoding="utf-8"))


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
                        rate=cost.rate, rates=", ".join(known)
                    )
                )
            rate = known[cost.rate]
            row["source"] = _(
                "{source}; {extra:.0%} added for preparation and checking (ours)"
            ).format(source=rate["source"], extra=extra - 1)
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
        _("{currency}: {low:,.0f} to {high:,.0f}.").format(
            currency=currency, low=rows["low"].sum(), high=rows["high"].sum()
        )
        for currency, rows in table.dropna(subset="currency").groupby("currency")
    ]
    if table["low_days"].notna().any():
        said.append(
            _("Days of work: {low:,.0f} to {high:,.0f}.").format(
                low=math.ceil(table["low_days"].sum()), high=math.ceil(table["high_days"].sum())
            )
        )
    unpriced = table["low"].isna() & table["low_days"].isna()
    if unpriced.any():
        said.append(
            _("Without a figure yet: {names}.").format(names="; ".join(table.loc[unpriced, "what"]))
        )
    return said


_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|half|all|each)\b", re.I
)
_AND = re.compile(r"\b(and|as well as|et|y|und)\b|;", re.I)


def check_campaign(campaign: Campaign) -> list[str]:
    """Give hints on the six fields; SMART after Doran (1981), who did not ask for all five each time.

    Parameters
    ----------
    campaign : Campaign

    Returns
    -------
    list of str
        What is missing or vague, as advice; empty if nothing is.

    Examples
    --------
    >>> check_campaign(Campaign(goal="more data", ask="engage and publish"))[0]
    'Goal: give a number that can be counted again.'
    """
    hints = []
    if not campaign.goal:
        hints.append(_("Goal: write what will be different."))
    elif not _NUMBER.search(campaign.goal):
        hints.append(_("Goal: give a number that can be counted again."))
    if not campaign.who:
        hints.append(_("Who must act: name one group and one role."))
    if not campaign.ask:
        hints.append(_("One ask: write one verb."))
    elif _AND.search(campaign.ask):
        hints.append(_("One ask: there is an “and” in it; keep one of the two."))
    if not campaign.offer:
        hints.append(_("Offer: say what they get, and when."))
    if campaign.by_when is None:
        hints.append(_("By when: give a day of their calendar."))
    if not campaign.how_we_know:
        hints.append(_("How we will know: name a number, with today's value."))
    elif not _NUMBER.search(campaign.how_we_know):
        hints.append(_("How we will know: put today's value beside it."))
    return hints


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
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    return " ".join(filter(None, [text, unit, f"({day.isoformat()})" if day else ""]))


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


MEASURES = {
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
                measure=measure, measures=", ".join(MEASURES)
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
