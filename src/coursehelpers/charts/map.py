"""A map of a country's institutions: coastline and points, no borders."""

import gzip
import json
from functools import cache

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from coursehelpers.charts.picture import Picture, print_source
from coursehelpers.charts.style import INK, LAND, QUIET, RC, SEA, WIDTH
from coursehelpers.ground.countries import boxes_of
from coursehelpers.ground.locale import _, enumeration, ngettext
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.settings import TRAINING_COUNTRY, data_file
from coursehelpers.landscape.conversations import CONVERSATIONS
from coursehelpers.landscape.survey import Landscape

_PADDING = 0.08
"""Share of the map's width and height that is kept free around what it shows."""
_FAR = 5.0
"""Degrees beyond the map at which land is cut off: longer than any straight piece of coast."""
_SMALLEST = 2.0
"""Degrees that a map shows at least, so that one institution is not drawn without any coast."""


def chart_map(landscape: Landscape) -> Picture:
    """Draw where the institutions are that give coordinates.

    Parameters
    ----------
    landscape : Landscape

    Returns
    -------
    Picture
        Coastline of Natural Earth (public domain) and a mark for each institution, by kind of
        conversation. The extent follows the country's land and the points in it; points far outside
        the country are counted, not drawn.
    """
    points = landscape.table.merge(landscape.locations, on="key").dropna(
        subset=["latitude", "longitude"]
    )
    around = _extent(landscape.country, points)
    shown = points[_within(points, around)]
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, height_of(around)), layout="constrained")
        axes = figure.subplots()
        draw_land(axes, landscape.country, around)
        for name, kind in CONVERSATIONS.items():
            rows = shown[shown["triage"] == name]
            if len(rows):
                axes.scatter(_longitudes(rows, around), rows["latitude"], s=52, marker=kind.shape, color=kind.colour,
                             edgecolor=INK, linewidth=0.5, label=f"{kind.label} ({len(rows)})", zorder=3)  # fmt: skip
        if len(shown):
            axes.legend(
                loc="upper center", bbox_to_anchor=(0.5, -0.01), ncols=2, fontsize=9, frameon=False
            )
        else:
            axes.text(0.5, 0.5, _("no institution gives coordinates"), transform=axes.transAxes,
                      ha="center", color=QUIET)  # fmt: skip
        foot = 0.55 / figure.get_figheight()
        figure.get_layout_engine().set(rect=(0, foot, 1, 1 - foot))  # type: ignore[union-attr, call-arg]
        print_source(figure, _foot(landscape, points, shown))
    return Picture(figure, _say(landscape, points, shown))


def draw_land(axes: Axes, country: str, around: tuple[float, float, float, float]) -> None:
    """Draw the coast within west, south, east, north, and nothing else of a map: no borders, no scales."""
    axes.set_facecolor(SEA)
    for shift in (-360.0, 0.0, 360.0):
        rings = [np.add(ring, [shift, 0.0]) for ring in _land(country)]
        visible = [_cut(ring, around) for ring in rings if _touches(ring, around)]
        axes.add_collection(
            PolyCollection(visible, facecolor=LAND, edgecolor="#a9a294", linewidth=0.6)
        )
    west, south, east, north = around
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / np.cos(np.radians((south + north) / 2)))
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_visible(False)


def _extent(country: str, points: pd.DataFrame) -> tuple[float, float, float, float]:
    """Return west, south, east, north: the boxes of the country that hold points, or else all of them."""
    boxes = [box for code in country.split(",") for box in boxes_of(code)]
    holding = [box for box in boxes if _within(points, box).any()] or boxes
    if not holding:
        if not len(points):
            return -180.0, -60.0, 180.0, 84.0
        spot = points[["longitude", "latitude"]].astype(float)
        holding = [(*spot.min(), *spot.max())]
    west, east = _around_the_globe([(box[0], box[2]) for box in holding])
    south, north = min(box[1] for box in holding), max(box[3] for box in holding)
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
    plain = min(west for west, _east in spans), max(east for _west, east in spans)
    turned = [(west + 360, east + 360) if east < 0 else (west, east) for west, east in spans]
    other = min(west for west, _east in turned), max(east for _west, east in turned)
    return other if other[1] - other[0] < plain[1] - plain[0] else plain


def _within(points: pd.DataFrame, box: tuple[float, float, float, float]) -> "pd.Series[bool]":
    west, south, east, north = box
    longitude = points["longitude"].astype(float)
    inside = longitude.between(west, east) | (longitude + 360).between(west, east)
    return inside & points["latitude"].astype(float).between(south, north)


def _longitudes(points: pd.DataFrame, box: tuple[float, float, float, float]) -> "pd.Series[float]":
    longitude = points["longitude"].astype(float)
    return longitude.where(longitude >= box[0], longitude + 360)


def height_of(box: tuple[float, float, float, float]) -> float:
    """Return a height in inches that fits the map's shape, neither a ribbon nor a tower."""
    west, south, east, north = box
    shape = (north - south) / ((east - west) * np.cos(np.radians((south + north) / 2)))
    return float(np.clip(WIDTH * shape, 2.4, 6.0)) + 1.6


def _land(country: str) -> list["np.ndarray"]:
    return _training_land() if country == TRAINING_COUNTRY else _world_land()


@cache
def _world_land() -> list["np.ndarray"]:
    packed = data_file("coastline", "land.json.gz").read_bytes()
    return [np.asarray(ring, float) for ring in json.loads(gzip.decompress(packed))]


@cache
def _training_land() -> list["np.ndarray"]:
    outline = json.loads(data_file("training", "outline.geojson").read_text(encoding="utf-8"))
    polygons = outline["features"][0]["geometry"]["coordinates"]
    return [np.asarray(polygon[0], float) for polygon in polygons]


def _touches(ring: "np.ndarray", box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    (left, bottom), (right, top) = ring.min(axis=0), ring.max(axis=0)
    return bool(left <= east and right >= west and bottom <= north and top >= south)


def _cut(ring: "np.ndarray", box: tuple[float, float, float, float]) -> "np.ndarray":
    """Leave out what lies far outside, so that a map of one island does not carry a continent."""
    low = np.array([box[0], box[1]]) - _FAR
    high = np.array([box[2], box[3]]) + _FAR
    side = (ring > high).astype(int) - (ring < low).astype(int)
    inside = (side == 0).all(axis=1)
    alone = (side == np.roll(side, 1, axis=0)).all(axis=1) & (
        side == np.roll(side, -1, axis=0)
    ).all(axis=1)
    cut: np.ndarray = np.clip(ring, low, high)[inside | ~alone]
    return cut


def _foot(landscape: Landscape, points: pd.DataFrame, shown: pd.DataFrame) -> str:
    parts = []
    without = len(landscape.table) - len(points)
    if without:
        parts.append(
            ngettext(
                "{n} institution gives no coordinates.",
                "{n} institutions give no coordinates.",
                without,
            ).format(n=without)
        )
    away = len(points) - len(shown)
    if away:
        parts.append(
            ngettext("{n} lies outside this map.", "{n} lie outside this map.", away).format(n=away)
        )
    if landscape.country != TRAINING_COUNTRY:
        parts.append(_("Coastline: Natural Earth."))
    return " ".join([*parts, source_line(landscape.provenance, landscape.country)])


def _say(landscape: Landscape, points: pd.DataFrame, shown: pd.DataFrame) -> str:
    counts = shown["triage"].value_counts()
    said = enumeration(
        (f"{kind.label} {counts[name]}" for name, kind in CONVERSATIONS.items() if name in counts),
        "semicolon",
    )
    words = ngettext(
        "Map with {n} institution: {said}.", "Map with {n} institutions: {said}.", len(shown)
    )
    return f"{words.format(n=len(shown), said=said or _('none'))} {_foot(landscape, points, shown)}"
