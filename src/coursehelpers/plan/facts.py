"""The facts of a plan, computed once, for the document, the spreadsheet and the texts alike."""

from datetime import UTC, date, datetime
from typing import NamedTuple

import pandas as pd

from coursehelpers.campaign.costs import budget
from coursehelpers.campaign.funnel import funnel
from coursehelpers.campaign.indicators import logframe
from coursehelpers.campaign.timeline import timeline
from coursehelpers.ground.provenance import source_line
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.report import totals_lines
from coursehelpers.landscape.survey import Landscape
from coursehelpers.order.calling_order import CallingOrder
from coursehelpers.order.letters import exercise_mark
from coursehelpers.plan.gaps import gaps
from coursehelpers.workbook.file import Workbook


class PlanFacts(NamedTuple):
    """Hold what a plan says, before it is written in any format.

    Attributes
    ----------
    landscape : Landscape
    order : CallingOrder
    workbook : Workbook
    totals : list of str
        Sentences on what is known and unknown of the country.
    called : pandas.DataFrame
        The calling order, each institution with a name that no other has.
    steps, costs, contacts : pandas.DataFrame
        Timeline, budget, and how far the conversations are.
    results : list of dict
        The rows of the logframe.
    gaps : list of str
        What is still missing, the most important first.
    exercise : str
        What every page of a made-up country says; empty for a real one.
    source : str
        Where the numbers come from.
    """

    landscape: Landscape
    order: CallingOrder
    workbook: Workbook
    totals: list[str]
    called: pd.DataFrame
    steps: pd.DataFrame
    costs: pd.DataFrame
    contacts: pd.DataFrame
    results: list[dict[str, str]]
    gaps: list[str]
    exercise: str
    source: str


def plan_facts(landscape: Landscape, order: CallingOrder, workbook: Workbook) -> PlanFacts:
    """Compute the facts of a plan.

    Parameters
    ----------
    landscape : Landscape
    order : CallingOrder
    workbook : Workbook

    Returns
    -------
    PlanFacts
    """
    return PlanFacts(
        landscape,
        order,
        workbook,
        totals=totals_lines(landscape),
        called=order.table.assign(name=distinct_names(order.table)),
        steps=timeline(workbook.steps, first_day(workbook)),
        costs=budget(workbook.costs),
        contacts=funnel(workbook.contacts),
        results=logframe(workbook.results, workbook.indicators),
        gaps=gaps(landscape, workbook),
        exercise=exercise_mark(landscape.country) or exercise_mark(workbook.country),
        source=source_line(landscape.provenance, landscape.country),
    )


def first_day(workbook: Workbook) -> date:
    """Return the day on which the work begins: of the plan, of the earliest step, or today."""
    days = [step.begins for step in workbook.steps if step.begins]
    return workbook.plan.begins or min(days, default=datetime.now(UTC).date())
