"""Figures of our calling order: how sure each place is, and what one weight changes."""

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from coursehelpers.charts.picture import Picture, explain_above, name_below, print_source
from coursehelpers.charts.style import INK, QUIET, RC, WIDTH
from coursehelpers.documents.text import shorten
from coursehelpers.ground.locale import _, enumeration, ngettext, percent
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.order.calling_order import WAVES, CallingOrder

ROWS = 20
_COLOURS = {"now": "#0072B2", "next": "#E69F00", "later": "#BBBBBB"}
_SHAPES = {"now": "o", "next": "s", "later": "^"}


def chart_order(order: CallingOrder, limit: int = ROWS) -> Picture:
    """Draw our calling order with how sure each place is.

    Parameters
    ----------
    order : CallingOrder
    limit : int, optional
        Most institutions to draw, from the first on; the figure says how many there are beside them.

    Returns
    -------
    Picture
        With scores, the band shows the places of nine in ten trials; without, those of all who are
        alike, of whom nobody stands before another.
    """
    named = order.table.assign(
        name=distinct_names(order.table, 44),
        # Who is alike shares a place, in the middle of all of them.
        middle=order.table.groupby("place")["rank"].transform("mean"),
    )
    rows = list(rows_of(named.head(limit), "middle", "wave", "name", "rank_low", "rank_high"))
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 1.5 + 0.28 * max(len(rows), 3)), layout="constrained")
        axes = figure.subplots()
        for height, row in enumerate(reversed(rows)):
            colour = _COLOURS[row.wave]
            axes.plot([row.rank_low, row.rank_high], [height, height], color=colour, linewidth=4, alpha=0.35,
                      solid_capstyle="round")  # fmt: skip
            # Whoever is like nobody else has a place and no band.
            if order.scored or row.rank_low == row.rank_high:
                axes.plot(row.middle, height, _SHAPES[row.wave], color=colour, markeredgecolor=INK,
                          markeredgewidth=0.6, markersize=8)  # fmt: skip
        names = [row.name for row in reversed(rows)]
        axes.set_yticks(range(len(rows)), names, fontsize=9)
        axes.set_ylim(-0.7, max(len(rows), 3) - 0.3)
        axes.set_xlim(0.3, max([row.rank_high for row in rows] + [3]) + 0.7)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        name_below(axes, _place_words(order))
        axes.grid(axis="x")
        axes.tick_params(axis="y", length=0)
        waves = [wave for wave in WAVES if any(row.wave == wave for row in rows)]
        handles = [
            Line2D([], [], color=_COLOURS[wave], marker=_SHAPES[wave] if order.scored else "",
                   linewidth=3, label=WAVES[wave])
            for wave in waves
        ]  # fmt: skip
        explain_above(figure, handles)
        line = source_line(order.provenance, order.country)
        if len(order.table) > len(rows):
            line = _("{n} more institutions are not drawn. {source}").format(
                n=len(order.table) - len(rows), source=line
            )
        foot = 0.34 / figure.get_figheight()
        figure.get_layout_engine().set(rect=(0, foot, 1, 1 - foot))  # type: ignore[union-attr, call-arg]
        print_source(figure, line)
    return Picture(figure, _say(order))


def _place_words(order: CallingOrder) -> str:
    if order.scored:
        return _("place in our calling order; the band holds nine of ten trials")
    return _("place in our calling order; inside a band all are alike")


def _say(order: CallingOrder) -> str:
    table = order.table
    counts = table["wave"].value_counts()
    said = enumeration(
        (f"{words} {counts.get(wave, 0)}" for wave, words in WAVES.items()), "semicolon"
    )
    words = [
        ngettext(
            "Our calling order of {n} institution: {said}.",
            "Our calling order of {n} institutions: {said}.",
            len(table),
        ).format(n=len(table), said=said)
    ]
    if order.scored and len(table):
        first = table.iloc[0]
        alike = int((table["place"] == first["place"]).sum())
        words.append(
            _("The first {n} are alike.").format(n=alike)
            if alike > 1
            else _("First {name}, between place {low} and {high} in nine of ten trials.").format(
                name=distinct_names(table).iloc[0], low=first["rank_low"], high=first["rank_high"]
            )
        )
    elif len(table):
        words.append(_("The kind of conversation decides; no score was computed."))
    words.append(source_line(order.provenance, order.country))
    return " ".join(words)


def chart_what_if(paths: pd.DataFrame, criterion: str, stated: float) -> Picture:
    """Draw how the places of the first ones change when one weight does.

    Parameters
    ----------
    paths : pandas.DataFrame
        One column an institution (its name), index the weight as a share of all, values its place.
    criterion : str
        What the weight belongs to.
    stated : float
        The weight today, as a share of all.

    Returns
    -------
    Picture
    """
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 3.9), layout="constrained")
        axes = figure.subplots()
        shades = [*_COLOURS.values(), "#009E73", "#CC79A7", "#56B4E9"]
        # Two institutions may bear one name.
        for number, (name, places) in enumerate(paths.items()):
            axes.step(paths.index, places, where="mid", linewidth=2, color=shades[number % len(shades)],
                      linestyle=["-", "--", "-.", ":"][number % 4])  # fmt: skip
            axes.annotate(shorten(str(name), 34), (float(paths.index[-1]), float(places.iloc[-1])), xytext=(5, 0),
                          textcoords="offset points", va="center", fontsize=8, color=INK)  # fmt: skip
        axes.axvline(stated, color=QUIET, linewidth=1)
        axes.text(stated, 0.7, _(" today"), color=QUIET, fontsize=8, va="center")
        most = int(np.nanmax(paths.to_numpy())) if paths.size else 1
        axes.set_ylim(most + 0.6, 0.4)
        axes.set_xlim(0, 1.75)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0], ["0", "25 %", "50 %", "75 %", "100 %"])
        axes.set_xlabel(
            _("weight of “{criterion}” among all weights").format(criterion=criterion),
            fontsize=9,
            loc="left",
        )
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_ylabel(_("place in our calling order"))
    changes = [str(name) for name, places in paths.items() if places.nunique() > 1]
    words = _(
        "Places of the first {n} as the weight of “{criterion}” goes from 0 to 100 %; today {stated}."
    ).format(n=paths.shape[1], criterion=criterion, stated=percent(stated))
    moved = (
        _("They move: {names}.").format(names=enumeration(changes, "semicolon"))
        if changes
        else _("Nobody moves.")
    )
    return Picture(figure, f"{words} {moved}")
