"""The campaign, as a lesson looks at it: six fields, and what is folded beneath."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import pandas as pd

from coursehelpers.campaign.canvas import check_campaign
from coursehelpers.campaign.costs import budget, budget_totals
from coursehelpers.campaign.funnel import STATES, funnel
from coursehelpers.campaign.indicators import baseline, doubt, measure_again
from coursehelpers.campaign.timeline import timeline
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import _, dated, number, quantity
from coursehelpers.ground.provenance import source_line
from coursehelpers.landscape.corrections import find_institution
from coursehelpers.plan.facts import first_day
from coursehelpers.stakeholders import register as registers
from coursehelpers.views.sections import SectionView
from coursehelpers.views.shown import Shown, ShownTable, sentences
from coursehelpers.views.view import CountryView
from coursehelpers.workbook.changes import put_entry
from coursehelpers.workbook.desk import Desk
from coursehelpers.workbook.entries import Contact, State

if TYPE_CHECKING:
    from coursehelpers.charts.picture import Picture

Measure = Literal[
    "sizes", "reachable", "linked", "share", "publishers", "unlinked", "downloaded", "small"
]


class CampaignView(SectionView):
    """A campaign in six fields: goal, who must act, one ask, offer, by when, how you will know."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "campaign")

    def _shown(self) -> Shown:
        hints = check_campaign(self._desk.open().campaign)
        return self._mine(
            sentences(
                hints or [_("Six fields are filled in: one goal with a number, one ask, one day.")]
            )
        )

    @property
    def steps(self) -> "StepsView":
        """What is done, by whom, after what."""
        return StepsView(self._desk, "steps")

    @property
    def timeline(self) -> "TimelineView":
        """What is done when."""
        return TimelineView(self._desk, "steps")

    @property
    def budget(self) -> "BudgetView":
        """What the campaign costs, as ranges with their sources."""
        return BudgetView(self._desk, "costs")

    @property
    def funnel(self) -> "FunnelView":
        """How far the conversation with each institution is."""
        return FunnelView(self._desk, "contacts")

    @property
    def indicators(self) -> "IndicatorsView":
        """The numbers that you will ask for again."""
        return IndicatorsView(self._desk, "indicators")

    @property
    def results(self) -> "ResultsView":
        """How one result leads to the next."""
        return ResultsView(self._desk, "results")

    @property
    def messages(self) -> SectionView:
        """What you say to whom."""
        return SectionView(self._desk, "messages")


class StepsView(SectionView):
    """What is done, by whom, after what."""

    def check(self) -> Shown:
        """Check that each step has one who answers for it and somebody who does it, and nobody is unheard.

        Whoever stands in the corner “work closely” has to be consulted at least once.
        """
        workbook = self._desk.open()
        close = [
            s.name
            for s in workbook.stakeholders
            if s.power and s.interest and registers.quadrant(s.power, s.interest) == "work closely"
        ]
        findings = registers.check_raci(registers.raci(workbook.steps), close)
        if not workbook.steps:
            findings = [_("There is no step in your workbook yet; write the first in lesson 22.")]
        return self._mine(
            sentences(findings or [_("Each step has one who answers for it, and all are heard.")])
        )


class TimelineView(SectionView):
    """What is done when, computed from the steps."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a step, with its first and last day."""
        workbook = self._desk.open()
        return timeline(workbook.steps, first_day(workbook))

    def chart(self) -> "Picture":
        """Draw what is done when."""
        from coursehelpers.charts.campaign import chart_timeline

        return self._mine(chart_timeline(self.table))


class BudgetView(SectionView):
    """What the campaign costs, as ranges with their sources."""

    def _shown(self) -> Shown:
        columns = ["what", "records", "low", "high", "currency", "low_days", "high_days"]
        totals = " ".join(budget_totals(self.table))
        return self._mine(ShownTable(_whole(self.table[columns].round()), totals))

    @property
    def table(self) -> pd.DataFrame:
        """One row a cost, from the lowest to the highest that the sources give."""
        return budget(self._desk.open().costs)


class FunnelView(SectionView, CountryView):
    """How far the conversation with each institution is."""

    of = SectionView.of

    @property
    def table(self) -> pd.DataFrame:
        """One row a state, with how many institutions came so far."""
        return funnel(self._desk.open().contacts)

    def note(self, name: str, state: State, *, since: str = "", next_step: str = "") -> Shown:
        """Note how far the conversation with an institution is.

        Parameters
        ----------
        name : str
            Its name, code or key.
        state : str
            One of the eight states, such as ``"contacted"``.
        since : str, optional
            Day such as ``"2027-03-01"``; today by default.
        next_step : str, optional

        Raises
        ------
        BadCallError
            If there is no such institution or state.
        """
        row = find_institution(self._landscape.table, name)
        workbook = self._writable()
        day = since or datetime.now(UTC).date().isoformat()
        values = Contact.model_construct(key=row.key, state=state, next_step=next_step).model_dump()
        put_entry(workbook, "contacts", values | {"since": day})
        self._desk.save(workbook)
        said = _("{name}: {state}.").format(name=row.name, state=STATES[state])
        return self._mine(sentences([said]))

    def chart(self) -> "Picture":
        """Draw how many institutions came how far."""
        from coursehelpers.charts.campaign import chart_funnel

        return self._mine(chart_funnel(self.table))


class IndicatorsView(SectionView, CountryView):
    """The numbers that you will ask for again, each with today's value and its date."""

    of = SectionView.of

    def set(
        self, measure: Measure, *, target: float, by: str, owner: str = "", sure: bool = False
    ) -> Shown:
        """Put an indicator into your plan, with today's value and its date.

        Parameters
        ----------
        measure : str
            ``"sizes"``, ``"reachable"``, ``"linked"``, ``"share"``, ``"publishers"``, ``"unlinked"``,
            ``"downloaded"`` or ``"small"``.
        target : float
        by : str
            Day such as ``"2027-06-30"``.
        owner : str, optional
            The role that looks it up.
        sure : bool, optional
            Whether a target above the number of institutions is meant.

        Raises
        ------
        BadCallError
            If the target is more than the country has, or no number that can be reached.
        """
        workbook = self._writable()
        indicator = baseline(measure, self._landscape)
        why_not = doubt(measure, target, self._landscape)
        if why_not and not (sure and 0 <= target < float("inf")):
            raise BadCallError(why_not)
        values = indicator.model_dump() | {"target": target, "target_date": by, "owner": owner}
        put_entry(workbook, "indicators", values)
        self._desk.save(workbook)
        known = indicator.baseline
        said = _("{name}: {baseline} on {day}, target {target} by {by}.").format(
            name=indicator.name,
            baseline=_("not known") if known is None else quantity(round(known, 1)),
            day=dated(indicator.baseline_date),
            target=number(target, 0),
            by=dated(by),
        )
        return self._mine(sentences([said]))

    def again(self) -> ShownTable:
        """Ask again what your indicators asked at the beginning, and show what has changed."""
        landscape = self._landscape
        table = measure_again(self._workbook().indicators, landscape)
        columns = ["name", "baseline", "now", "change", "target", "target_date"]
        line = source_line(landscape.provenance, landscape.country)
        return self._mine(ShownTable(_whole(table[columns]), line))


class ResultsView(SectionView):
    """How one result leads to the next: from what you do to what it changes."""

    def chart(self) -> "Picture":
        """Draw how one result leads to the next."""
        from coursehelpers.charts.campaign import chart_chain

        return self._mine(chart_chain(self._desk.open().results))


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """Show numbers without decimals where they have none."""
    shown = table.copy()
    for name in table.select_dtypes("number"):
        if (table[name].dropna() % 1 == 0).all():
            shown[name] = table[name].astype("Int64")
        else:
            whole = [int(v) if pd.notna(v) and v % 1 == 0 else v for v in table[name]]
            shown[name] = pd.Series(whole, table.index, dtype="object")
    return shown
