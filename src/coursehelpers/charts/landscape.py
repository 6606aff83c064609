"""Figures of a country's landscape: declared against linked, and the kinds of conversation."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, NullLocator

from coursehelpers.charts.picture import Picture, explain_above, name_below, print_source
from coursehelpers.charts.style import INK, QUIET, RC, WIDTH
from coursehelpers.ground.locale import _, enumeration, ngettext, number
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.conversations import CONVERSATIONS, in_scope
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.survey import Landscape

ROWS = 25
_ZERO = 0.35
"""Where 0 stands on a logarithmic axis: at a place of its own, left of 1."""


def chart_declared_and_linked(landscape: Landscape, limit: int = ROWS) -> Picture:
    """Draw for each institution what it says it holds against what is linked to it.

    Who states no size has a column of their own on the right: unknown is not zero. Institutions out of
    scope are left out.

    Parameters
    ----------
    landscape : Landscape
    limit : int, optional
        Most institutions to draw: those with the largest difference first, then those that state no
        size; the figure says how many there are beside them.

    Returns
    -------
    Picture
    """
    counted = in_scope(landscape.table)
    chosen = choose_rows(counted.assign(name=distinct_names(counted, 38)), limit)
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 1.5 + 0.27 * max(len(chosen), 3)), layout="constrained")
        axes = figure.subplots()
        _draw_pairs(axes, chosen)
        explain_above(figure, _pair_legend(chosen))
        left_out = len(counted) - len(chosen)
        line = source_line(landscape.provenance, landscape.country)
        if left_out:
            line = _("{n} more institutions are not drawn. {source}").format(
                n=left_out, source=line
            )
        _leave_foot(figure)
        print_source(figure, line)
    return Picture(figure, _say_pairs(counted, landscape))


def choose_rows(table: pd.DataFrame, limit: int) -> pd.DataFrame:
    """Choose which institutions to draw, the largest difference at the top."""
    ordered = table.assign(unknown=table["declared"].isna()).sort_values(
        ["unknown", "gap", "declared", "linked", "name"],
        ascending=[True, False, False, False, True],
        na_position="last",
        kind="stable",
    )
    return ordered.head(limit).drop(columns="unknown").reset_index(drop=True)


def place(count: float) -> float:
    """Return where a count stands on the axis."""
    return max(float(count), 1.0) if count > 0 else _ZERO


def _draw_pairs(axes: Axes, rows: pd.DataFrame) -> None:
    highest = max([*rows["declared"].dropna(), *rows["linked"], 1000])
    edge = 10 ** np.ceil(np.log10(highest) + 0.15)
    unknown_at = edge * 4
    for height, row in enumerate(rows_of(rows[::-1], "declared", "declared_basis", "linked")):
        known = row.declared is not None
        declared_at = place(row.declared) if known else unknown_at
        linked_at = place(row.linked)
        axes.plot(
            [linked_at, declared_at],
            [height, height],
            color="#b8b8b8" if known else "#dddddd",
            linewidth=1.6 if known else 0.8,
            linestyle="-" if known else (0, (1, 3)),
            zorder=1,
        )
        axes.plot(linked_at, height, "o", color="#0072B2", markersize=6, zorder=3)
        if not known:
            axes.plot(declared_at, height, marker="$?$", color=QUIET, markersize=7, zorder=2)
        else:
            shape = ">" if row.declared_basis == "partial" else "o"
            axes.plot(declared_at, height, shape, markersize=8, zorder=2, **_HOLLOW)
    axes.set_xscale("log")
    ticks = [_ZERO, *(10.0**power for power in range(int(np.log10(edge))))]
    if rows["declared"].isna().any():
        ticks.append(unknown_at)
        axes.axvspan(edge * 1.6, unknown_at * 3, color="#f3f3f3", zorder=0)
        axes.set_xlim(_ZERO / 1.6, unknown_at * 3)
    else:
        axes.set_xlim(_ZERO / 1.6, edge)
    axes.set_xticks(ticks)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _position: _tick(x, unknown_at)))
    axes.xaxis.set_minor_locator(NullLocator())
    names = rows["name"][::-1].tolist()
    axes.set_yticks(range(len(rows)), names, fontsize=9)
    axes.set_ylim(-0.8, max(len(rows), 3) - 0.2)
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)
    name_below(axes, _("specimens, specimen records: each step is ten times as much"))


_HOLLOW: dict[str, Any] = {
    "markerfacecolor": "white",
    "markeredgecolor": INK,
    "markeredgewidth": 1.4,
}


def _pair_legend(rows: pd.DataFrame) -> list[Line2D]:
    entries = [
        Line2D([], [], marker="o", linestyle="", color="#0072B2", label=_("linked")),
        Line2D([], [], marker="o", linestyle="", label=_("declared"), **_HOLLOW),
    ]
    if (rows["declared_basis"] == "partial").any():
        entries.append(Line2D([], [], marker=">", linestyle="", label=_("at least"), **_HOLLOW))
    if rows["declared"].isna().any():
        entries.append(
            Line2D([], [], marker="$?$", linestyle="", color=QUIET, label=_("not stated"))
        )
    return entries


def _tick(value: float, unknown_at: float) -> str:
    if value >= unknown_at:
        return _("not\nstated")
    if value < 1:
        return "0"
    power = round(np.log10(value))
    if power < 3:
        return str(10**power)
    words = _("{thousands}k") if power < 6 else _("{millions}M")
    return words.format(
        thousands=number(10 ** max(power - 3, 0)), millions=number(10 ** max(power - 6, 0))
    )


def _say_pairs(counted: pd.DataFrame, landscape: Landscape) -> str:
    totals = landscape.totals
    words = [
        ngettext(
            "Chart of {n} institution: specimens declared against specimen records linked.",
            "Chart of {n} institutions: specimens declared against specimen records linked.",
            len(counted),
        ).format(n=len(counted)),
        _("{unknown} state no size.").format(unknown=totals.unknown),
    ]
    known = counted.assign(name=distinct_names(counted)).dropna(subset="gap")
    if len(known) and known["gap"].max() > 0:
        largest = known.nlargest(1, "gap").iloc[0]
        words.append(
            _("The largest declared minus linked is {gap}, at {name}.").format(
                gap=number(int(largest["gap"])), name=largest["name"]
            )
        )
    words.append(source_line(landscape.provenance, landscape.country))
    return " ".join(words)


def chart_triage(landscape: Landscape) -> Picture:
    """Draw how many institutions need which kind of conversation.

    Parameters
    ----------
    landscape : Landscape

    Returns
    -------
    Picture
    """
    counts = landscape.table["triage"].value_counts()
    numbers = [int(counts.get(name, 0)) for name in CONVERSATIONS]
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 3.4), layout="constrained")
        axes = figure.subplots()
        heights = range(len(CONVERSATIONS))[::-1]
        kinds = list(CONVERSATIONS.values())
        axes.barh(heights, numbers, color=[kind.colour for kind in kinds], height=0.62)
        for height, count in zip(heights, numbers, strict=True):
            axes.annotate(
                number(count),
                (count, height),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                color=INK,
            )
        axes.set_yticks(heights, [kind.label for kind in kinds], fontsize=10)
        axes.set_xlim(0, max([*numbers, 1]) * 1.12)
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        _leave_foot(figure)
        print_source(figure, source_line(landscape.provenance, landscape.country))
    said = enumeration(
        (f"{kind.label} {count}" for kind, count in zip(kinds, numbers, strict=True) if count),
        "semicolon",
    )
    total = ngettext(
        "Bar chart of {n} institution by kind of conversation: {said}.",
        "Bar chart of {n} institutions by kind of conversation: {said}.",
        len(landscape.table),
    ).format(n=len(landscape.table), said=said or _("none"))
    return Picture(figure, f"{total} {source_line(landscape.provenance, landscape.country)}")


def _leave_foot(figure: Figure) -> None:
    """Keep room below the axes for the line about the source."""
    foot = 0.34 / figure.get_figheight()
    figure.get_layout_engine().set(rect=(0, foot, 1, 1 - foot))  # type: ignore[union-attr, call-arg]
