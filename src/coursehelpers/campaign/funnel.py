"""How far each conversation is; small numbers are counted, not computed."""

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from coursehelpers.ground.locale import LateMapping, _
from coursehelpers.ground.tables import NUMBER, TEXT, WHOLE, Column, tidy
from coursehelpers.workbook.entries import Contact

STATES = LateMapping(
    lambda: {
        "identified": _("identified"),
        "verified": _("verified"),
        "contacted": _("contacted"),
        "responded": _("responded"),
        "agreed": _("agreed"),
        "registered publisher": _("registered publisher"),
        "first dataset": _("first dataset"),
        "linked": _("linked"),
    }
)
"""The states of a conversation, in the order of gbif/collection-mobilization."""


FUNNEL = LateMapping(
    lambda: {
        "state": Column(TEXT, _("state of the conversation")),
        "here": Column(WHOLE, _("institutions that stand here today")),
        "reached": Column(WHOLE, _("institutions that came at least so far")),
        "conversion": Column(NUMBER, _("share of those before that came so far")),
        "low": Column(NUMBER, _("with numbers this small it may as well be from here …")),
        "high": Column(NUMBER, _("… to here (Wilson, 95 %)")),
    }
)
"""Columns of :func:`funnel`."""


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
