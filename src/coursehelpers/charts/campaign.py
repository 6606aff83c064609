"""Figures of a campaign: how far conversations are, what is done when, and how one result leads to the next."""

import textwrap
from collections.abc import Sequence

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import Formatter, FuncFormatter

from coursehelpers.campaign.funnel import STATES
from coursehelpers.charts.picture import Picture
from coursehelpers.charts.style import GREEN, HOLLOW, INK, QUIET, RC, WIDTH
from coursehelpers.documents.text import shorten
from coursehelpers.ground.locale import (
    ENGLISH,
    _,
    dated,
    day_of_year,
    enumeration,
    labelled,
    language,
    ngettext,
)
from coursehelpers.ground.tables import rows_of
from coursehelpers.workbook.entries import Result

_BOX_LINE = 0.17
"""Height of a line in a box of the chain, where a result has 1."""


def chart_funnel(table: pd.DataFrame) -> Picture:
    """Draw how many institutions came how far.

    Parameters
    ----------
    table : pandas.DataFrame
        As :func:`coursehelpers.campaign.funnel.funnel` gives it.

    Returns
    -------
    Picture
    """
    reached = table["reached"].astype(int).tolist()
    names = [STATES[state] for state in table["state"]]
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 0.26 * len(names) + 0.1), layout="constrained")
        axes = figure.subplots()
        heights = range(len(names))[::-1]
        axes.barh(heights, reached, color=GREEN, height=0.62)
        for height, number in zip(heights, reached, strict=True):
            axes.annotate(
                str(number),
                (number, height),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                color=INK,
                fontsize=9,
            )
        axes.set_yticks(heights, names, fontsize=9)
        axes.set_xlim(0, max([*reached, 1]) * 1.15)
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
    said = enumeration(
        (f"{name} {number}" for name, number in zip(names, reached, strict=True)), "semicolon"
    )
    return Picture(figure, _("Institutions that came at least so far: {said}.").format(said=said))


def _days(locator: mdates.AutoDateLocator) -> Formatter:
    """Return what writes the days of an axis: matplotlib in English, whose names of months it has."""
    if language() == ENGLISH:
        return mdates.ConciseDateFormatter(locator)  # type: ignore[no-untyped-call]
    return FuncFormatter(lambda at, _place: day_of_year(mdates.num2date(at)))  # type: ignore[no-untyped-call]


def chart_timeline(table: pd.DataFrame) -> Picture:
    """Draw what is done when; the steps that move the end are dark.

    Parameters
    ----------
    table : pandas.DataFrame
        As :func:`coursehelpers.campaign.timeline.timeline` gives it.

    Returns
    -------
    Picture
    """
    rows = list(rows_of(table, "activity", "begins", "ends", "moves_the_end"))
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 0.75 + 0.27 * max(len(rows), 2)), layout="constrained")
        axes = figure.subplots()
        for height, row in enumerate(reversed(rows)):
            begin, end = (float(mdates.date2num(day)) for day in (row.begins, row.ends))  # type: ignore[no-untyped-call]
            colour = GREEN if row.moves_the_end else HOLLOW
            axes.barh(
                height,
                end - begin + 1,
                left=begin,
                color=colour,
                edgecolor=INK,
                linewidth=0.5,
                height=0.55,
            )
        axes.set_yticks(
            range(len(rows)), [shorten(row.activity, 42) for row in reversed(rows)], fontsize=9
        )
        axes.set_ylim(-0.6, max(len(rows), 2) - 0.4)
        axes.xaxis_date()
        locator = mdates.AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(_days(locator))
        axes.grid(axis="x")
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(_("dark: a delay here delays the end"), fontsize=9)
    if not rows:
        return Picture(figure, _("A timeline without any step yet."))
    words = ngettext(
        "Timeline of {n} step from {begins} to {ends}.",
        "Timeline of {n} steps from {begins} to {ends}.",
        len(rows),
    ).format(
        n=len(rows),
        begins=dated(min(r.begins for r in rows).date()),
        ends=dated(max(r.ends for r in rows).date()),
    )
    late = [row.activity for row in rows if row.moves_the_end]
    return Picture(
        figure,
        f"{words} {_('A delay delays the end in: {names}.').format(names=enumeration(late, 'semicolon'))}",
    )


def chart_chain(results: Sequence[Result]) -> Picture:
    """Draw how activities lead to outputs, outcomes and impact, with the assumptions between them.

    Parameters
    ----------
    results : sequence of Result

    Returns
    -------
    Picture
    """
    levels = ["activity", "output", "outcome", "impact"]
    by_level = {level: [r for r in results if r.level == level] for level in levels}
    tallest = max([len(found) for found in by_level.values()] + [1])
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 0.35 + 0.68 * tallest), layout="constrained")
        axes = figure.subplots()
        axes.set_axis_off()
        axes.set_xlim(-0.5, 3.5)
        axes.set_ylim(-0.15, tallest + 0.3)
        for x, level in enumerate(levels):
            axes.text(
                x, tallest + 0.05, _(level), ha="center", fontsize=10, weight="bold", color=GREEN
            )
            found = by_level[level]
            heights = np.arange(len(found))[::-1] + (tallest - len(found)) / 2
            for result, height in zip(found, heights, strict=True):
                lines = textwrap.wrap(shorten(result.statement, 78), 24)
                high = (len(lines) + 0.9) * _BOX_LINE
                axes.add_patch(
                    FancyBboxPatch((x - 0.4, height + 0.42 - high / 2), 0.8, high,
                                   boxstyle="round,pad=0,rounding_size=0.05", facecolor="#f4f7f4",
                                   edgecolor=GREEN, linewidth=0.7)
                )  # fmt: skip
                for at, line in enumerate(lines):
                    # Each line by itself stays in the middle, whatever letters a document is set in.
                    middle = height + 0.42 + ((len(lines) - 1) / 2 - at) * _BOX_LINE
                    axes.text(x, middle, line, ha="center", va="center", fontsize=8, color=INK)
            if x and found and by_level[levels[x - 1]]:
                axes.annotate("", (x - 0.43, tallest / 2 - 0.08), (x - 0.57, tallest / 2 - 0.08),
                              arrowprops={"arrowstyle": "-|>", "color": QUIET, "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    said = enumeration(
        (
            labelled(_(level), enumeration(r.statement for r in found))
            for level, found in by_level.items()
            if found
        ),
        "semicolon",
    )
    return Picture(figure, _("Results chain. {said}.").format(said=said or _("nothing yet")))
