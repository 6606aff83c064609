"""What is done when, after what, and what would delay the end."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import networkx as nx
import pandas as pd

from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import LateMapping, _
from coursehelpers.ground.tables import DATE, TEXT, YES_NO, Column, tidy
from coursehelpers.workbook.entries import Step

TIMELINE = LateMapping(
    lambda: {
        "activity": Column(TEXT, _("what is done")),
        "begins": Column(DATE, _("first day")),
        "ends": Column(DATE, _("last day")),
        "does": Column(TEXT, _("who does it")),
        "answers": Column(TEXT, _("who answers for it")),
        "deliverable": Column(TEXT, _("what is there afterwards")),
        "moves_the_end": Column(YES_NO, _("whether a delay here delays the end")),
    }
)
"""Columns of :func:`timeline`."""


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
