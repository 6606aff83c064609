"""A map of a country's institutions: coast, outline, degrees, towns, and a mark for each."""

import re
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Affine2D, Transform

from coursehelpers.charts.land import Box, Town, draw_land, towns_of
from coursehelpers.charts.picture import Picture, print_source
from coursehelpers.charts.spread import Rectangle, Spot, beside, spread
from coursehelpers.charts.style import INK, QUIET, RC, WIDTH
from coursehelpers.documents.text import shorten
from coursehelpers.ground.countries import boxes_of, country_name
from coursehelpers.ground.locale import _, enumeration, ngettext
from coursehelpers.ground.names import plain
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.settings import TRAINING_COUNTRY
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.conversations import CONVERSATIONS
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.survey import Landscape

NUMBERED = 16
"""Institutions of a map that are numbered and named beneath it; more are marks by kind of conversation."""
_PADDING = 0.1
"""Share of the map's width and height that is kept free around what it shows."""
_SMALLEST = 0.35
"""Degrees that a map shows at least, so that one institution is not drawn without any coast."""
_A_PART = 0.6
"""Where the marks fill less than this share of a country's area, the map shows their part of it."""
_BOX_EDGE = 0.2
"""Degrees by which a country's rectangle is wider than the country, for another purpose."""
_APART = 9.0
"""Degrees of sea or land between two parts of a country, from which on each gets a map of its own."""
_PARTS = 4
_TALLEST, _LOWEST = 5.6, 2.6
_PER_INCH = 72
_LEFT, _BOTTOM = 0.5, 0.22
"""Inches for the labels of degrees."""
_ROW = 0.19
_LETTER = 0.56
"""Width of a letter, as a share of its size: enough for most names."""
_TOWN_TYPE = 8.0
_INKED = 0.05
"""Share of a map that its marks may cover."""
_FINEST = 2.6
_CROWD = 40
_TOWNS = 20
_ADDRESS = re.compile(r"\d[\d-]*|\bcedex\b.*", re.IGNORECASE)
"""What a town's name carries where somebody typed the line of an address."""


class _Part(NamedTuple):
    around: Box
    points: pd.DataFrame


def chart_map(landscape: Landscape) -> Picture:
    """Draw where the institutions are that give coordinates.

    Parameters
    ----------
    landscape : Landscape

    Returns
    -------
    Picture
        Coast and the country's outline of Natural Earth (public domain), towns of GeoNames (CC BY 4.0) and those
        that institutions give, and a mark for each institution by kind of conversation, moved where it would cover
        another; up to sixteen are numbered and named. The map shows where the marks are; parts of a
        country that lie far apart stand side by side; points far outside are counted, not drawn.
    """
    points, by_town = _located(landscape)
    order = {name: at for at, name in enumerate(CONVERSATIONS)}
    points = points.sort_values(
        ["triage", "name", "key"],
        key=lambda column: column.map(order) if column.name == "triage" else column.astype(str),
    )
    parts = _parts(landscape.country, points)
    drawn = pd.concat([part.points for part in parts])
    drawn = drawn.assign(name=distinct_names(drawn))
    foot = _foot(landscape, len(points), len(drawn), int(drawn["key"].isin(by_town).sum()))

    def draw(width: float, tallest: float, *, aside: bool = False) -> Figure:
        return _draw(landscape, parts, drawn, width, tallest, "" if aside else foot)

    said = f"{_say(landscape, parts, drawn)} {foot}"
    return Picture(draw(WIDTH, _TALLEST), said, again=draw)


def _located(landscape: Landscape) -> tuple[pd.DataFrame, set[str]]:
    """Return institutions with a place, and the keys of those whose place is that of their town."""
    table = landscape.table.merge(landscape.locations, on="key")
    towns = {plain(town.name): town for town in reversed(towns_of(landscape.country))}
    silent = table["latitude"].isna() | table["longitude"].isna()
    town_of = {
        row.key: towns[plain(row.city)]
        for row in rows_of(table[silent], "key", "city")
        if isinstance(row.city, str) and plain(row.city) in towns
    }
    for side in ("latitude", "longitude"):
        given = table["key"].map({key: getattr(town, side) for key, town in town_of.items()})
        table[side] = table[side].astype(float).where(~silent, given)
    return table.dropna(subset=["latitude", "longitude"]), set(town_of)


def _draw(
    landscape: Landscape,
    parts: list[_Part],
    drawn: pd.DataFrame,
    width: float,
    tallest: float,
    foot: str,
) -> Figure:
    """Lay the map out; without a foot it is for a slide: its largest part, with the legend beside it."""
    if not foot:
        parts, drawn = parts[:1], parts[0].points
    first, *others = parts
    aside = 0.45 * width if not foot else 0.0
    wide = width - aside - _LEFT - 0.1
    high = float(np.clip(wide * _shape(first.around), min(_LOWEST, tallest), tallest))
    small = min(1.6, tallest / 3) if others else 0.0
    numbered = bool(foot) and len(drawn) <= NUMBERED
    names = _legend(drawn, numbered)
    columns = 1 if aside or numbered else 2
    legend = 0.12 + _ROW * -(-len(names) // columns) if not aside else 0.0
    low = 0.55 if foot else 0.05
    figure_high = high + _BOTTOM + (small + 0.3 if others else 0) + legend + low + 0.08
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(width, figure_high))
        numbers = {key: at for at, key in enumerate(drawn["key"], 1)} if numbered else {}
        top = figure_high - 0.08
        _draw_part(figure, landscape, first, (_LEFT, top - high, wide, high), numbers)
        each = wide / max(len(others), 1)
        for at, part in enumerate(others):
            left = _LEFT + at * each
            place = (
                left,
                top - high - _BOTTOM - 0.1 - small,
                each - (0.45 if at < len(others) - 1 else 0),
                small,
            )
            _draw_part(figure, landscape, part, place, numbers)
        if names:
            handles = [
                Line2D([], [], linestyle="", marker=kind.shape, markersize=7.5, markerfacecolor=kind.colour,
                       markeredgecolor=INK, markeredgewidth=0.5)
                for kind, _name in names
            ]  # fmt: skip
            spot = (
                ((width - aside + 0.05) / width, 0.97)
                if aside
                else (0.04, (low + legend) / figure_high)
            )
            room = int((aside if aside else width / columns) * _PER_INCH / (9 * _LETTER)) - (
                2 if aside else 6
            )
            figure.legend(handles, [shorten(name, room) for _kind, name in names], loc="upper left",
                          bbox_to_anchor=spot, ncols=columns, fontsize=9, frameon=False, borderpad=0,
                          borderaxespad=0, labelspacing=0.35, handletextpad=0.3)  # fmt: skip
        else:
            figure.axes[0].text(0.02, 0.97, _("no institution gives a place that we know"), va="top", color=INK,
                                transform=figure.axes[0].transAxes)  # fmt: skip
        if foot:
            print_source(figure, foot)
    return figure


def _legend(drawn: pd.DataFrame, numbered: bool) -> list[tuple]:  # type: ignore[type-arg]
    kinds = {name: kind for name, kind in CONVERSATIONS.items() if (drawn["triage"] == name).any()}
    if not numbered:
        counts = drawn["triage"].value_counts()
        return [(kind, f"{kind.label} ({counts[name]})") for name, kind in kinds.items()]
    return [
        (kinds[row.triage], f"{at}  {row.name} ({kinds[row.triage].label})")
        for at, row in enumerate(rows_of(drawn, "name", "triage"), 1)
    ]


def _draw_part(
    figure: Figure, landscape: Landscape, part: _Part, place: tuple[float, float, float, float],
    numbers: dict[str, int],
) -> None:  # fmt: skip
    """Draw a part of the country into a place given in inches: left, bottom, width, height."""
    left, bottom, wide, high = place
    figure_wide, figure_high = figure.get_size_inches()
    axes = figure.add_axes(
        (left / figure_wide, bottom / figure_high, wide / figure_wide, high / figure_high)
    )
    around = _filling(part.around, high / wide)
    draw_land(axes, landscape.country, around, degrees=int(max(min(wide, 5) / 0.9, 1)))
    west, south, east, north = around
    size = np.array([wide, high]) * _PER_INCH
    scale = size / [east - west, north - south]

    def in_points(longitude: float, latitude: float) -> Spot:
        turned = longitude if longitude >= west else longitude + 360
        x, y = (np.array([turned, latitude]) - [west, south]) * scale
        return float(x), float(y)

    rows = list(rows_of(part.points, "key", "city", "latitude", "longitude", "triage"))
    truly = [in_points(float(row.longitude), float(row.latitude)) for row in rows]
    crowded = float(np.sqrt(_INKED * size[0] * size[1] / max(len(rows), 1)))
    across = float(np.clip(crowded, _FINEST, 8.0 if len(rows) <= _CROWD else 5.5))
    marks = spread(truly, across * (2.1 if numbers else 1.15))
    moved = [
        [true, mark]
        for true, mark in zip(truly, marks, strict=True)
        if _distance(true, mark) > across
    ]
    transform = _points(axes, size)
    axes.add_collection(
        LineCollection(moved, colors=QUIET, linewidths=0.5, zorder=2.5, transform=transform), autolim=False
    )  # fmt: skip
    for name, kind in CONVERSATIONS.items():
        of_kind = [mark for row, mark in zip(rows, marks, strict=True) if row.triage == name]
        if of_kind:
            rights, ups = zip(*of_kind, strict=True)
            axes.scatter(rights, ups, s=(across * 0.88) ** 2, marker=kind.shape, color=kind.colour,
                         edgecolor=INK, linewidth=0.4, zorder=3, transform=transform)  # fmt: skip
    half = across * 0.6
    taken: list[Rectangle] = [(x - half, y - half, x + half, y + half) for x, y in marks]
    for row, (x, y) in zip(rows, marks, strict=True) if numbers else ():
        axes.text(x + half, y + half * 0.2, str(numbers[row.key]), fontsize=8, fontweight="bold", color=INK,
                  zorder=4, transform=transform)  # fmt: skip
        taken.append((x + half, y, x + half + 10, y + 9))
    frame = (0.0, 0.0, float(size[0]), float(size[1]))
    for town in _towns_shown(landscape.country, part.points, around):
        spot = in_points(town.longitude, town.latitude)
        wanted = (len(town.name) * _TOWN_TYPE * _LETTER, _TOWN_TYPE * 1.15)
        dot = (spot[0] - 1.5, spot[1] - 1.5, spot[0] + 1.5, spot[1] + 1.5)
        cluster = [
            mark for mark, true in zip(marks, truly, strict=True) if _near(true, spot, across * 2)
        ]
        reach = max([_distance(mark, spot) for mark in cluster], default=0.0)
        found = beside(spot, wanted, 3.0 + (reach + across * 0.6 if cluster else 0.0), taken, frame)
        if found is None:
            continue
        taken += (found, dot)
        if not cluster:
            axes.plot(*spot, linestyle="", marker="o", markersize=2.2, color=QUIET, zorder=2.6,
                      transform=transform)  # fmt: skip
        axes.text(found[0], found[1] + 1.5, town.name, fontsize=_TOWN_TYPE, color="#4a4a4a", zorder=2.7,
                  transform=transform)  # fmt: skip


def _points(axes: Axes, size: "np.ndarray") -> Transform:
    """Return a transform from points, counted from the lower left corner of a map."""
    return Affine2D().scale(1 / size[0], 1 / size[1]) + axes.transAxes


def _near(one: Spot, other: Spot, within: float) -> bool:
    return _distance(one, other) <= within


def _distance(one: Spot, other: Spot) -> float:
    return float(np.hypot(one[0] - other[0], one[1] - other[1]))


def _towns_shown(country: str, points: pd.DataFrame, around: Box) -> list[Town]:
    """Return towns in this part of the map: those of several institutions, the largest, then those of one."""
    listed = towns_of(country)
    known = {plain(town.name): town for town in reversed(listed)}
    places: dict[str, list[Town]] = {}
    for row in rows_of(points, "city", "latitude", "longitude"):
        name = _ADDRESS.sub("", row.city).strip(" ,-") if isinstance(row.city, str) else ""
        if name:
            places.setdefault(plain(name), []).append(Town(name, row.latitude, row.longitude))
    given = sorted(places.items(), key=lambda one: (-len(one[1]), one[0]))
    middle = {
        name: known.get(name, Town(towns[0].name, *np.median([town[1:] for town in towns], axis=0)))
        for name, towns in given
    }
    several = [middle[name] for name, towns in given if len(towns) > 1]
    west, south, east, north = around
    inside = [
        town
        for town in dict.fromkeys([*several, *listed, *middle.values()])
        if south < town.latitude < north
        and (west < town.longitude < east or west < town.longitude + 360 < east)
    ]
    return inside[:_TOWNS]


def _parts(country: str, points: pd.DataFrame) -> list[_Part]:
    """Return the parts of a country that hold points, the one with most of them first."""
    boxes = [box for code in country.split(",") for box in boxes_of(code)]
    holding = [box for box in boxes if _within(points, box).any()] or boxes
    if not holding:
        if not len(points):
            return [_Part((-180.0, -60.0, 180.0, 84.0), points)]
        spot = points[["longitude", "latitude"]].astype(float)
        holding = [(*spot.min(), *spot.max())]
    found = []
    left = points
    for group in _groups(holding):
        there = np.logical_or.reduce([_within(left, box) for box in group])
        found.append((group, left[there]))
        left = left[~there]
    found.sort(key=lambda part: -len(part[1]))
    return [
        _Part(_extent(group, inside), inside)
        for group, inside in found[:_PARTS]
        if len(inside) or group is found[0][0]
    ]


def _groups(boxes: list[Box]) -> list[list[Box]]:
    """Group rectangles that lie near each other, the short way round the globe."""
    groups: list[list[Box]] = []
    for box in boxes:
        near = [group for group in groups if any(_gap(box, other) < _APART for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([box, *(other for group in near for other in group)])
    return groups


def _gap(one: Box, other: Box) -> float:
    """Return the degrees between two rectangles."""
    beside = min(
        max(one[0] - (other[2] + turn), other[0] + turn - one[2], 0) for turn in (-360, 0, 360)
    )
    return max(beside, one[1] - other[3], other[1] - one[3])


def _extent(boxes: list[Box], points: pd.DataFrame) -> Box:
    """Return west, south, east, north: the boxes, or the part of them that holds the points."""
    west, east = _around_the_globe([(box[0], box[2]) for box in boxes])
    south, north = min(box[1] for box in boxes), max(box[3] for box in boxes)
    if min(east - west, north - south) > 2 * _BOX_EDGE:
        west, east, south, north = (
            west + _BOX_EDGE, east - _BOX_EDGE, south + _BOX_EDGE, north - _BOX_EDGE
        )  # fmt: skip
    if len(points):
        longitudes = points["longitude"].astype(float)
        longitudes = longitudes.where(longitudes >= west, longitudes + 360)
        latitudes = points["latitude"].astype(float)
        wide, high = longitudes.max() - longitudes.min(), latitudes.max() - latitudes.min()
        if wide * high < _A_PART * (east - west) * (north - south):
            # A part of the country that is large enough to see in which corner the marks are.
            half_x = max(wide * 0.56, (east - west) / 5)
            half_y = max(high * 0.56, (north - south) / 5)
            x, y = longitudes.min() + wide / 2, latitudes.min() + high / 2
            west, east, south, north = x - half_x, x + half_x, y - half_y, y + half_y
    wide, high = max(east - west, _SMALLEST), max(north - south, _SMALLEST)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    half_x, half_y = wide * (0.5 + _PADDING), high * (0.5 + _PADDING)
    return (
        middle_x - half_x,
        max(middle_y - half_y, -90),
        middle_x + half_x,
        min(middle_y + half_y, 90),
    )


def _around_the_globe(spans: list[tuple[float, float]]) -> tuple[float, float]:
    """Join spans of longitude the short way round, so that Fiji does not fill the world."""
    plain_span = min(west for west, _east in spans), max(east for _west, east in spans)
    turned = [(west + 360, east + 360) if east < 0 else (west, east) for west, east in spans]
    other = min(west for west, _east in turned), max(east for _west, east in turned)
    return other if other[1] - other[0] < plain_span[1] - plain_span[0] else plain_span


def _within(points: pd.DataFrame, box: Box) -> "pd.Series[bool]":
    west, south, east, north = box
    longitude = points["longitude"].astype(float)
    inside = longitude.between(west, east) | (longitude + 360).between(west, east)
    return inside & points["latitude"].astype(float).between(south, north)


def _shape(box: Box) -> float:
    """Return height by width, as the map is drawn."""
    west, south, east, north = box
    return float((north - south) / ((east - west) * np.cos(np.radians((south + north) / 2))))


def _filling(box: Box, shape: float) -> Box:
    """Show more of the surroundings, so that a map has the wanted height by width."""
    west, south, east, north = box
    if _shape(box) < shape:
        more = (north - south) * (shape / _shape(box) - 1) / 2
        return west, max(south - more, -90.0), east, min(north + more, 90.0)
    more = (east - west) * (_shape(box) / shape - 1) / 2
    return west - more, south, east + more, north


def height_of(box: Box) -> float:
    """Return a height in inches that fits the map's shape, neither a ribbon nor a tower."""
    return float(np.clip(WIDTH * _shape(box), 2.4, 6.0)) + 1.6


def _foot(landscape: Landscape, given: int, shown: int, by_town: int) -> str:
    parts = []
    if by_town:
        parts.append(
            ngettext(
                "{n} gives no coordinates and stands in its town.",
                "{n} give no coordinates and stand in their town.",
                by_town,
            ).format(n=by_town)
        )
    without = len(landscape.table) - given
    if without:
        parts.append(
            ngettext(
                "{n} institution gives no place that we know.",
                "{n} institutions give no place that we know.",
                without,
            ).format(n=without)
        )
    away = given - shown
    if away:
        parts.append(
            ngettext("{n} lies outside this map.", "{n} lie outside this map.", away).format(n=away)
        )
    if landscape.country != TRAINING_COUNTRY:
        parts.append(
            _(
                "Coast and outline: Natural Earth; no statement about any border. Towns: GeoNames, CC BY 4.0."
            )
        )
    return " ".join([*parts, source_line(landscape.provenance, landscape.country)])


def _say(landscape: Landscape, parts: list[_Part], drawn: pd.DataFrame) -> str:
    counts = drawn["triage"].value_counts()
    kinds = enumeration(
        (f"{kind.label} {counts[name]}" for name, kind in CONVERSATIONS.items() if name in counts),
        "semicolon",
    )
    words = ngettext(
        "Map of {country} with {n} institution: {said}.", "Map of {country} with {n} institutions: {said}.", len(drawn)
    ).format(country=country_name(landscape.country.split(",")[0]), n=len(drawn), said=kinds or _("none"))  # fmt: skip
    if len(drawn) <= NUMBERED:
        listed = enumeration(
            (
                f"{at} {row.name}"
                + (f", {row.city}" if isinstance(row.city, str) and row.city else "")
                for at, row in enumerate(rows_of(drawn, "name", "city"), 1)
            ),
            "semicolon",
        )
        return f"{words} {listed}." if listed else words
    cities = drawn["city"].dropna().value_counts()
    most = [(str(city), int(n)) for city, n in cities.items() if n > 1 and str(city).strip()][:3]
    if most:
        words += " " + _("Most are in {towns}.").format(
            towns=enumeration(f"{city} ({n})" for city, n in most)
        )
    return words
