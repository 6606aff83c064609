"""Two small figures for the sheet of a country: its institutions by name, and where they are."""

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.figure import Figure

from coursehelpers.charts.land import Box, draw_land, towns_of
from coursehelpers.charts.picture import Picture
from coursehelpers.charts.style import GREEN, HOLLOW, INK, QUIET, RC
from coursehelpers.documents.text import shorten
from coursehelpers.ground.countries import boxes_of, lies_in
from coursehelpers.ground.locale import _, enumeration, ngettext, number
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.conversations import CONVERSATIONS, in_scope
from coursehelpers.landscape.survey import Landscape

_WIDE, _MAP_WIDE = 4.7, 2.5
_ROW, _HIGHEST_ROW, _KIND_ROW = 0.36, 0.5, 0.27
_HEAD = 0.3
"""Inches for the words above a figure's columns."""
_LOWEST, _TALLEST = 1.5, 3.4
_LABEL = 0.44
"""Share of the picture that the words for a kind may take."""
_EDGE = 0.04
_BOX_EDGE = 0.2
"""Degrees by which a country's rectangle is wider than the country, for another purpose."""
_LETTERS = 56


def chart_institutions(named: pd.DataFrame, height: float = 0) -> Picture:
    """Draw a line for each institution of a small country: what it declares, and what is linked to it.

    Parameters
    ----------
    named : pandas.DataFrame
        The institutions in the order in which they are drawn, each with a ``name`` that no other has.
    height : float, optional
        Inches that the figure takes if its lines can, as high as the map beside it.

    Returns
    -------
    Picture
        Two bars a line, and their numbers; a question mark where no size is stated, which is not 0.
    """
    rows = list(rows_of(named, "name", "declared", "declared_basis", "linked"))
    most = max([1, *(max(row.declared or 0, row.linked) for row in rows)])
    with rc_context(RC):  # type: ignore[arg-type]
        line = float(np.clip((height - 0.35) / max(1, len(rows)), _ROW, _HIGHEST_ROW))
        figure = Figure(figsize=(_WIDE, line * len(rows) + 0.35))
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_xlim(0, 1)
        axes.set_ylim(len(rows) - 0.35, -0.85)
        axes.axis("off")
        for at, words, colour in ((0.84, _("declared"), QUIET), (1.0, _("linked"), GREEN)):
            axes.text(at, -0.5, words, ha="right", fontsize=9, color=colour, weight="bold")
        for at, row in enumerate(rows):
            axes.text(
                0,
                at - 0.13,
                f"{at + 1}  {shorten(row.name, _LETTERS)}",
                fontsize=8.5,
                color=INK,
                va="center",
            )
            axes.text(
                0.84, at + 0.2, _declared(row), fontsize=9, color=INK, ha="right", va="center"
            )
            axes.text(
                1, at + 0.2, number(row.linked), fontsize=9, color=GREEN, ha="right", va="center"
            )
            axes.barh(
                at + 0.2, 0.62 * (row.declared or 0) / most, left=0.04, height=0.26, color=HOLLOW
            )
            axes.barh(at + 0.2, 0.62 * row.linked / most, left=0.04, height=0.13, color=GREEN)
            axes.plot([0.04, 0.04], [at + 0.05, at + 0.35], color=QUIET, linewidth=0.6)
    said = enumeration(
        (
            _("{name}: declared {declared}, linked {linked}").format(
                name=row.name, declared=_declared(row), linked=number(row.linked)
            )
            for row in rows
        ),
        "semicolon",
    )
    return Picture(figure, _("Institutions of the country. {said}.").format(said=said))


def chart_kinds(landscape: Landscape, height: float = 0) -> Picture:
    """Draw how many institutions need which kind of conversation, each with the mark that it has on the map.

    Parameters
    ----------
    landscape : Landscape
    height : float, optional
        Inches that the figure takes, as high as the map beside it.

    Returns
    -------
    Picture
        A line a kind, with its institutions and the records linked to them; kinds that nobody needs are left out.
    """
    table = in_scope(landscape.table)
    counts, linked = table["triage"].value_counts(), table.groupby("triage")["linked"].sum()
    kinds = [
        (kind, int(counts[name]), int(linked[name]))
        for name, kind in CONVERSATIONS.items()
        if name in counts
    ]
    most = max([1, *(count for _kind, count, _records in kinds)])
    with rc_context(RC):  # type: ignore[arg-type]
        high = max(_KIND_ROW * len(kinds) + _HEAD, height)
        figure = Figure(figsize=(_WIDE, high))
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_xlim(0, 1)
        line = (high - _HEAD) / max(1, len(kinds))
        axes.set_ylim(len(kinds) - 0.5, -0.5 - _HEAD / line)
        axes.axis("off")
        for at, side, words in (
            (0.5, "left", _("institutions")),
            (1.0, "right", _("linked records")),
        ):
            axes.text(at, -0.5 - 0.12 / line, words, ha=side, va="center", fontsize=9, color=QUIET,
                      weight="bold")  # fmt: skip
        for at, (kind, count, records) in enumerate(kinds):
            axes.plot(
                0.02,
                at,
                kind.shape,
                color=kind.colour,
                markersize=7,
                markeredgecolor=INK,
                markeredgewidth=0.4,
            )
            label = axes.text(0.05, at, kind.label, fontsize=9.5, color=INK, va="center")
            # Words of some languages would run into the number.
            wide = label.get_window_extent().width / figure.bbox.width
            label.set_fontsize(9.5 * min(1, _LABEL / wide))
            axes.text(0.57, at, number(count), fontsize=9.5, color=INK, ha="right", va="center")
            axes.barh(at, 0.22 * count / most, left=0.59, height=0.17 / line, color=kind.colour)
            axes.text(1.0, at, number(records), fontsize=9.5, color=INK, ha="right", va="center")
    said = enumeration(
        (
            _("{kind}: {n} with {records} linked records").format(
                kind=kind.label, n=number(count), records=number(records)
            )
            for kind, count, records in kinds
        ),
        "semicolon",
    )
    return Picture(figure, _("Institutions by kind of conversation: {said}.").format(said=said))


def _declared(row: object) -> str:
    declared = row.declared  # type: ignore[attr-defined]
    if declared is None:
        return _("not stated")
    at_least = row.declared_basis == "partial"  # type: ignore[attr-defined]
    return _("at least {n}").format(n=number(declared)) if at_least else number(declared)


def chart_where(landscape: Landscape, named: pd.DataFrame, *, numbered: bool) -> Picture | None:
    """Draw a small map: the country's outline, and a mark for each institution that gives coordinates.

    Parameters
    ----------
    landscape : Landscape
    named : pandas.DataFrame
        The institutions, in the order of their numbers.
    numbered : bool
        Whether each mark bears its number; those at one place share a mark.

    Returns
    -------
    Picture or None
        None where we have no outline, as of a list of institutions.
    """
    boxes = [box for code in landscape.country.split(",") for box in boxes_of(code)]
    if not boxes:
        return None
    spots = _spots(landscape, named)
    around = _around(boxes, spots)
    west, south, east, north = around
    shape = (north - south) / ((east - west) * np.cos(np.radians((south + north) / 2)))
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(_MAP_WIDE, float(np.clip(_MAP_WIDE * shape, _LOWEST, _TALLEST))))
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        draw_land(axes, landscape.country, around)
        for town in towns_of(landscape.country)[: 0 if len(spots) else 1]:
            axes.plot(town.longitude, town.latitude, "s", color=QUIET, markersize=2.5)
            axes.annotate(town.name, (town.longitude, town.latitude), xytext=(0, -9), textcoords="offset points",
                          fontsize=7.5, color=QUIET, ha="center")  # fmt: skip
        if numbered:
            for (longitude, latitude), numbers in _together(spots, around):
                words = ", ".join(map(str, numbers))
                axes.annotate(words, (longitude, latitude), fontsize=7.5, color="white", ha="center", va="center",
                              weight="bold", bbox={"boxstyle": "round,pad=0.25", "facecolor": GREEN,
                                                   "edgecolor": "white", "linewidth": 0.6})  # fmt: skip
        else:
            for name, kind in CONVERSATIONS.items():
                rows_here = spots[spots["triage"] == name]
                axes.scatter(rows_here["longitude"], rows_here["latitude"], s=9, marker=kind.shape,
                             color=kind.colour, edgecolor=INK, linewidth=0.2, zorder=3)  # fmt: skip
    return Picture(
        figure,
        ngettext(
            "Map with {n} of {all} institution.", "Map with {n} of {all} institutions.", len(named)
        ).format(n=len(spots), all=len(named)),
    )


def places_known(landscape: Landscape, named: pd.DataFrame) -> int:
    """Count the institutions that a map of the country can show."""
    return len(_spots(landscape, named))


def _spots(landscape: Landscape, named: pd.DataFrame) -> pd.DataFrame:
    numbers = named[["key", "triage"]].assign(number=range(1, len(named) + 1))
    points = numbers.merge(landscape.locations, on="key").dropna(subset=["latitude", "longitude"])
    codes = landscape.country.split(",")
    inside = [
        any(lies_in(code, row.latitude, row.longitude) is not False for code in codes)
        for row in rows_of(points, "latitude", "longitude")
    ]
    return points[np.asarray(inside, bool)]


def _around(boxes: list[Box], spots: pd.DataFrame) -> Box:
    """Return the country's rectangles that hold marks, or the largest one."""
    holding = [
        box
        for box in boxes
        if (
            spots["longitude"].between(box[0], box[2]) & spots["latitude"].between(box[1], box[3])
        ).any()
    ] or [max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))]
    west, south = (min(box[side] for box in holding) + _BOX_EDGE for side in (0, 1))
    east, north = (max(box[side] for box in holding) - _BOX_EDGE for side in (2, 3))
    wide, high = (east - west) * _EDGE, (north - south) * _EDGE
    return west - wide, south - high, east + wide, north + high


def _together(spots: pd.DataFrame, around: Box) -> list[tuple[tuple[float, float], list[int]]]:
    """Join marks that would cover each other."""
    near = 0.09 * (around[2] - around[0])
    groups: list[tuple[tuple[float, float], list[int]]] = []
    for row in rows_of(spots, "number", "longitude", "latitude"):
        for (longitude, latitude), numbers in groups:
            if max(abs(row.longitude - longitude), abs(row.latitude - latitude)) < near:
                numbers.append(row.number)
                break
        else:
            groups.append(((row.longitude, row.latitude), [row.number]))
    return groups
