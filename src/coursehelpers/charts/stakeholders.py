"""Figures of stakeholders: the grid, the network, and the dots of every rating."""

from collections.abc import Iterable

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coursehelpers.charts.picture import Picture
from coursehelpers.charts.style import INK, QUIET, RC, WIDTH
from coursehelpers.documents.text import shorten
from coursehelpers.ground.locale import _, enumeration, ngettext
from coursehelpers.ground.tables import rows_of
from coursehelpers.stakeholders.agreement import agreement
from coursehelpers.stakeholders.network import SEED, brokers, cut_points
from coursehelpers.stakeholders.register import MIDPOINT, QUADRANTS, kind_name, register
from coursehelpers.workbook.entries import Stakeholder

_CORNERS = {
    "keep satisfied": (1.5, 5.36),
    "work closely": (4.0, 5.36),
    "keep in view": (1.5, 0.5),
    "support": (4.0, 0.5),
}


def chart_grid(stakeholders: Iterable[Stakeholder]) -> Picture:
    """Draw who stands where on the grid of power and interest.

    Each stakeholder has a number in its cell, and its name beside that number in a list below: so names can be
    read also when forty share a few cells.

    Parameters
    ----------
    stakeholders : iterable of Stakeholder
        Those without both scores are left out and counted.

    Returns
    -------
    Picture
    """
    table = register(stakeholders)
    placed = table.dropna(subset=["power", "interest"]).reset_index(drop=True)
    lines = max(1, -(-len(placed) // 2))
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 5.82 + 0.2 * lines))
        share = 4.9 / figure.get_figheight()
        axes = figure.add_axes((0.09, 1 - share - 0.04, 0.88, share))
        _draw_cells(axes, placed)
        _list_names(figure, placed, top=1 - share - 0.04 - 0.55 / figure.get_figheight())
    return Picture(figure, _say_grid(table, placed))


_BADGE = {"boxstyle": "circle,pad=0.22", "facecolor": "#0072B2", "edgecolor": INK, "linewidth": 0.6}


def _draw_cells(axes: Axes, placed: pd.DataFrame) -> None:
    axes.set_xlim(0.4, 5.6)
    axes.set_ylim(0.3, 5.6)
    axes.axvspan(MIDPOINT - 0.5, 5.6, color="#f4f7f4", zorder=0)
    axes.axhline(MIDPOINT - 0.5, color="#999999", linewidth=1)
    axes.axvline(MIDPOINT - 0.5, color="#999999", linewidth=1)
    for name, (x, y) in _CORNERS.items():
        axes.text(x, y, _(name), ha="center", va="center", color=QUIET, fontsize=10, style="italic")
    _draw_numbers(axes, placed, "interest")
    axes.set_xticks(range(1, 6))
    axes.set_yticks(range(1, 6))
    axes.set_xlabel(_("interest: how much it cares today"))
    axes.set_ylabel(_("power: how much it can change"))


def _draw_numbers(axes: Axes, placed: pd.DataFrame, column: str) -> None:
    """Put the number of each stakeholder into its cell; those who share one stand side by side."""
    for _cell, rows in placed.groupby([column, "power"]):
        across_at, power = int(rows[column].iloc[0]), int(rows["power"].iloc[0])
        wide = int(np.ceil(np.sqrt(len(rows))))
        tall = -(-len(rows) // wide)
        for position, number in enumerate(rows.index + 1):
            across, down = position % wide, position // wide
            x = across_at + (across - (wide - 1) / 2) * 0.8 / max(wide, 2)
            y = power - (down - (tall - 1) / 2) * 0.62 / max(tall, 2)
            axes.text(
                x, y, str(number), ha="center", va="center", fontsize=9, color="white", bbox=_BADGE
            )


def _list_names(figure: Figure, placed: pd.DataFrame, top: float) -> None:
    step = 0.2 / figure.get_figheight()
    half = -(-len(placed) // 2)
    for position, name in enumerate(placed["name"]):
        column, line = divmod(position, max(half, 1))
        figure.text(0.06 + 0.47 * column, top - line * step, f"{position + 1}  {shorten(str(name), 46)}",
                    fontsize=9, va="top", color=INK)  # fmt: skip


def _say_grid(table: pd.DataFrame, placed: pd.DataFrame) -> str:
    counts = placed["quadrant"].value_counts()
    corners = enumeration((f"{_(name)} {counts.get(name, 0)}" for name in QUADRANTS), "semicolon")
    words = ngettext(
        "Grid of power and interest with {n} stakeholder: {corners}.",
        "Grid of power and interest with {n} stakeholders: {corners}.",
        len(placed),
    ).format(n=len(placed), corners=corners)
    near = int(placed["borderline"].sum())
    unplaced = len(table) - len(placed)
    return " ".join(
        [
            words,
            _("{n} near the middle.").format(n=near),
            _("{n} not placed yet.").format(n=unplaced),
        ]
    )


SUPPORT = {"unaware": 1, "resistant": 2, "neutral": 3, "supportive": 4, "leading": 5}
"""Columns of support, from the attitude of today. Who is unaware has none, and stands apart on the left."""


def chart_support(stakeholders: Iterable[Stakeholder]) -> Picture:
    """Draw who supports your plan today, and how much influence each has on it.

    GBIF's own course on engaging stakeholders sorts them by support and influence. Influence is the same judgement as
    power: how much can it change? Support is another one than interest: who cares much may be against it. So
    support is the attitude that was noted, and no score is asked for twice.

    Parameters
    ----------
    stakeholders : iterable of Stakeholder
        Those without power or without an attitude are left out and counted.

    Returns
    -------
    Picture
    """
    table = register(stakeholders)
    placed = table.assign(support=table["current"].map(SUPPORT).astype("Int64"))
    placed = placed.dropna(subset=["power", "support"]).reset_index(drop=True)
    lines = max(1, -(-len(placed) // 2))
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 5.75 + 0.2 * lines))
        share = 4.9 / figure.get_figheight()
        axes = figure.add_axes((0.09, 1 - share - 0.03, 0.88, share))
        axes.set_xlim(0.4, 5.6)
        axes.set_ylim(0.3, 5.6)
        axes.axvspan(0.4, 1.5, color="#f0f0f0", zorder=0)
        axes.axvline(1.5, color="#999999", linewidth=1)
        _draw_numbers(axes, placed, "support")
        axes.set_xticks(range(1, 6), [_(word) for word in SUPPORT])
        axes.set_yticks(range(1, 6))
        axes.set_xlabel(_("support: where it stands today"))
        axes.set_ylabel(_("influence: how much it can change"))
        _list_names(figure, placed, top=1 - share - 0.03 - 0.55 / figure.get_figheight())
    counts = placed["current"].value_counts()
    said = ngettext(
        "Grid of support and influence with {n} stakeholder: {counts}.",
        "Grid of support and influence with {n} stakeholders: {counts}.",
        len(placed),
    ).format(
        n=len(placed),
        counts=enumeration((f"{_(word)} {counts.get(word, 0)}" for word in SUPPORT), "semicolon"),
    )
    missing = _("{n} without an attitude or without power.").format(n=len(table) - len(placed))
    return Picture(figure, f"{said} {missing}")


_ATTITUDE_SHOWN = ("unaware", "resistant", "neutral", "supportive", "leading")


def chart_engagement(stakeholders: Iterable[Stakeholder]) -> Picture:
    """Draw for each stakeholder its attitude today and the one that is hoped for.

    Parameters
    ----------
    stakeholders : iterable of Stakeholder
        Those without both attitudes are left out and counted. Unaware stands apart: who has not heard
        of a plan has no attitude to it.

    Returns
    -------
    Picture
    """
    everybody = list(stakeholders)
    rows = [s for s in everybody if s.current and s.desired]
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 1.5 + 0.36 * max(len(rows), 2)), layout="constrained")
        axes = figure.subplots()
        axes.axvspan(-0.5, 0.5, color="#f3f3f3", zorder=0)
        for height, stakeholder in enumerate(reversed(rows)):
            now = _ATTITUDE_SHOWN.index(stakeholder.current or "")
            wanted = _ATTITUDE_SHOWN.index(stakeholder.desired or "")
            if now != wanted:
                axes.annotate("", (wanted, height), (now, height),
                              arrowprops={"arrowstyle": "->", "color": "#777777", "linewidth": 1.4})  # fmt: skip
            axes.plot(now, height, "o", color="#0072B2", markersize=9, zorder=3)
            axes.plot(
                wanted,
                height,
                "o",
                markersize=12,
                markerfacecolor="none",
                markeredgecolor=INK,
                zorder=2,
            )
        axes.set_yticks(range(len(rows)), [shorten(s.name, 40) for s in reversed(rows)], fontsize=9)
        axes.set_xticks(range(5), [_(name) for name in _ATTITUDE_SHOWN], fontsize=9)
        axes.set_xlim(-0.5, 4.5)
        axes.set_ylim(-0.7, max(len(rows), 2) - 0.3)
        axes.grid(axis="x")
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(_("full dot: today; ring: hoped for"), fontsize=9)
    unaware = sum(s.current == "unaware" for s in rows)
    moving = sum(s.current != s.desired for s in rows)
    words = [
        ngettext(
            "Attitude today and hoped for, of {n} stakeholder.",
            "Attitude today and hoped for, of {n} stakeholders.",
            len(rows),
        ).format(n=len(rows)),
        _("{moving} should move; {unaware} have not heard of it and have to be told first.").format(
            moving=moving, unaware=unaware
        ),
        _("{n} have no answer yet.").format(n=len(everybody) - len(rows)),
    ]
    return Picture(figure, " ".join(words))


def chart_network(graph: nx.Graph) -> Picture:
    """Draw who is tied to whom; who would be missed most has a thick edge.

    Parameters
    ----------
    graph : networkx.Graph
        As :func:`coursehelpers.stakeholders.network.network` makes it.

    Returns
    -------
    Picture
        The same network is always drawn the same.
    """
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 5.4), layout="constrained")
        axes = figure.subplots()
        axes.set_axis_off()
        places = nx.spring_layout(graph, seed=SEED, weight="strength", k=1.2) if len(graph) else {}
        for one, other, tie in graph.edges(data=True):
            (x1, y1), (x2, y2) = places[one], places[other]
            axes.plot(
                [x1, x2], [y1, y2], color="#9a9a9a", linewidth=0.8 + 0.9 * tie["strength"], zorder=1
            )
        cut = set(nx.articulation_points(graph)) if len(graph) else set()
        for key, (x, y) in places.items():
            axes.plot(x, y, "o", markersize=12, color="#E69F00", markeredgecolor=INK,
                      markeredgewidth=2.6 if key in cut else 0.6, zorder=2)  # fmt: skip
            axes.annotate(shorten(str(graph.nodes[key].get("label", key)), 30), (x, y), xytext=(0, 9),
                          textcoords="offset points", ha="center", fontsize=9, color=INK, zorder=3)  # fmt: skip
        # Room for names beside the outermost points.
        axes.margins(0.3, 0.14)
    cut_names = cut_points(graph)
    bridges = brokers(graph)
    parts = [
        _("Network of {n} stakeholders with {ties} ties.").format(
            n=graph.number_of_nodes(), ties=graph.number_of_edges()
        ),
        _("Without them it falls apart: {names}.").format(names=enumeration(cut_names, "semicolon"))
        if cut_names
        else _("Nobody's leaving would break it apart."),
    ]
    if bridges:
        parts.append(_("Bridges: {names}.").format(names=enumeration(bridges[:3], "semicolon")))
    return Picture(figure, " ".join(parts))


KINDS_DRAWN = 14
"""Kinds that fit into one figure; the others are counted."""


def chart_kinds(kinds: pd.DataFrame) -> Picture:
    """Draw every stakeholder of several countries as a dot, by kind: power on the left, interest on the right.

    Parameters
    ----------
    kinds : pandas.DataFrame
        :attr:`coursehelpers.stakeholders.group.Group.kinds`.

    Returns
    -------
    Picture
        Clouds to be compared by eye; nothing is computed from them.
    """
    counts = kinds.groupby("kind")["learner"].nunique()
    order = sorted(counts.index, key=lambda kind: (-counts[kind], str(kind).casefold()))
    drawn = order[:KINDS_DRAWN][::-1]
    names = {str(kind): kind_name(str(kind)) for kind in order}
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 1.1 + 0.42 * max(len(drawn), 2)), layout="constrained")
        panels = figure.subplots(1, 2, sharey=True)
        for axes, what in zip(panels, ("power", "interest"), strict=True):
            for height, kind in enumerate(drawn):
                scores = kinds.loc[kinds["kind"] == kind, what].value_counts()
                for score, count in scores.items():
                    lift = (np.arange(count) - (count - 1) / 2) * min(0.11, 0.8 / count)
                    axes.plot(np.full(count, float(score)) + lift, np.full(count, height), "o",
                              color="#0072B2", markersize=6, markeredgecolor="white", markeredgewidth=0.5)  # fmt: skip
            axes.set_xlim(0.4, 5.6)
            axes.set_xticks(range(1, 6))
            axes.grid(axis="x")
            axes.tick_params(axis="y", length=0)
            axes.set_xlabel(_(what), fontsize=9)
        panels[0].set_yticks(
            range(len(drawn)), [shorten(names[str(kind)], 38) for kind in drawn], fontsize=9
        )
        panels[0].set_ylim(-0.7, max(len(drawn), 1) - 0.3)
    words = [
        _(
            "Each dot is a stakeholder that a learner placed: {n} of {kinds} kinds, from {learners} learners."
        ).format(n=len(kinds), kinds=len(order), learners=kinds["learner"].nunique())
    ]
    if order:
        widest = max(
            order[:KINDS_DRAWN], key=lambda kind: np.ptp(kinds.loc[kinds["kind"] == kind, "power"])
        )
        scores = kinds.loc[kinds["kind"] == widest, "power"]
        words += [
            _("Named by most: {kind}.").format(kind=names[str(order[0])]),
            _("Widest cloud of power: {kind}, from {low} to {high}.").format(
                kind=names[str(widest)], low=scores.min(), high=scores.max()
            ),
        ]
    if len(order) > KINDS_DRAWN:
        words.append(_("{n} more kinds are not drawn.").format(n=len(order) - KINDS_DRAWN))
    return Picture(figure, " ".join(words))


def chart_dots(ratings: pd.DataFrame, about: str) -> Picture:
    """Draw every rating as a dot, the greatest disagreement at the top.

    Parameters
    ----------
    ratings : pandas.DataFrame
        One row a rater, one column a thing that was scored.
    about : str
        What was scored, such as “power”.

    Returns
    -------
    Picture
    """
    table = agreement(ratings)
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 1.0 + 0.5 * max(len(table), 2)), layout="constrained")
        axes = figure.subplots()
        names = table["name"].tolist()[::-1]
        for height, name in enumerate(names):
            counts = ratings[name].dropna().value_counts()
            for score, count in counts.items():
                lift = (np.arange(count) - (count - 1) / 2) * 0.075
                axes.plot(np.full(count, float(score)) + lift, np.full(count, height), "o", color="#0072B2",
                          markersize=6, markeredgecolor="white", markeredgewidth=0.5)  # fmt: skip
        axes.set_yticks(range(len(names)), [shorten(name, 44) for name in names], fontsize=9)
        axes.set_xlim(0.4, 5.6)
        axes.set_ylim(-0.7, max(len(names), 1) - 0.3)
        axes.set_xticks(range(1, 6))
        axes.set_xlabel(_("{about}: one dot a rating").format(about=about), fontsize=9)
        axes.grid(axis="x")
        axes.tick_params(axis="y", length=0)
    words = [
        _(
            "Dots of {n} raters for {things} things, {about}; the greatest disagreement first."
        ).format(n=len(ratings), things=len(table), about=about)
    ]
    for row in list(rows_of(table, "name", "consensus"))[:1]:
        if row.consensus is not None:
            spread = ratings[row.name].dropna()
            words.append(
                _("Most apart: {name}, from {low} to {high}.").format(
                    name=row.name, low=int(spread.min()), high=int(spread.max())
                )
            )
    return Picture(figure, " ".join(words))
