"""Land beneath a map: coast, the outline of the country that it is about, degrees, and no other border."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection

from coursehelpers.charts.style import COAST, GRATICULE, LAND, OWN_LAND, QUIET, SEA
from coursehelpers.ground.locale import _
from coursehelpers.ground.settings import TRAINING_COUNTRY, data_file

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees; east may be beyond 180."""
_FAR = 5.0
"""Degrees beyond the map at which land is cut off: longer than any straight piece of coast."""
_PER_DEGREE = 100
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60)
_HALF_THE_WORLD = 180.0


class Town(NamedTuple):
    """Name a town and where it lies, in degrees."""

    name: str
    latitude: float
    longitude: float


class _Line(NamedTuple):
    points: "np.ndarray"
    shapes: tuple[str, ...]
    """Codes of the one or two shapes that it goes round; empty text for a shape that has none."""


class _Land(NamedTuple):
    rings: list[tuple[str, "np.ndarray"]]
    lines: list[_Line]


def draw_land(axes: Axes, country: str, around: Box, *, degrees: int = 0) -> None:
    """Draw coast and outline of a country within west, south, east, north.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    country : str
        One or several codes, joined by a comma; empty to draw no border at all.
    around : tuple of float
    degrees : int
        How many meridians and parallels there is room for, with their labels; none with 0.
    """
    axes.set_facecolor(SEA)
    land, own = _land(country), set(filter(None, country.split(",")))
    for colour, ours in ((LAND, False), (OWN_LAND, True)):
        rings = [ring for code, ring in land.rings if (code in own) == ours]
        for_view = [_cut(ring, around) for ring in _turned(rings, around)]
        # An edge of the same colour closes the hair between two neighbours.
        axes.add_collection(
            PolyCollection(for_view, facecolor=colour, edgecolor=colour, linewidth=0.4)
        )
    coast = [line.points for line in land.lines if len(line.shapes) == 1]
    border = [line.points for line in land.lines if len(line.shapes) > 1 and own & {*line.shapes}]
    for lines, width in ((coast, 0.6), (border, 1.1)):
        pieces = [piece for line in _turned(lines, around) for piece in _pieces(line, around)]
        axes.add_collection(
            LineCollection(pieces, colors=COAST, linewidths=width, capstyle="round")
        )
    west, south, east, north = around
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / np.cos(np.radians((south + north) / 2)))
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_visible(degrees > 0)
        side.set_color(GRATICULE)
    if degrees:
        _draw_degrees(axes, around, degrees)


def towns_of(country: str) -> list[Town]:
    """Return the largest towns of a country, or of several, the capital first.

    Examples
    --------
    >>> towns_of("KE")[0]
    Town(name='Nairobi', latitude=-1.28, longitude=36.82)
    """
    codes = country.split(",")
    return [town for code in codes for town in _towns().get(code, [])]


@cache
def _towns() -> dict[str, list[Town]]:
    found: dict[str, list[Town]] = {}
    with data_file("towns", "towns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            town = Town(row["name"], float(row["latitude"]), float(row["longitude"]))
            found.setdefault(row["country"], []).append(town)
    return found


def _draw_degrees(axes: Axes, around: Box, most: int) -> None:
    west, south, east, north = around
    step = next((s for s in _STEPS if max(east - west, north - south) / s <= most), _STEPS[-1])
    meridians = np.arange(np.ceil(west / step), np.floor(east / step) + 1) * step
    parallels = np.arange(np.ceil(south / step), np.floor(north / step) + 1) * step
    axes.set_xticks(meridians, [_meridian(degree) for degree in meridians])
    axes.set_yticks(parallels, [_parallel(degree) for degree in parallels])
    axes.tick_params(length=0, labelsize=8, labelcolor=QUIET, pad=3)
    axes.grid(True, color=GRATICULE, linewidth=0.5)
    axes.set_axisbelow(False)


def _meridian(degree: float) -> str:
    degree = (degree + _HALF_THE_WORLD) % (2 * _HALF_THE_WORLD) - _HALF_THE_WORLD
    said = _("{n}° E") if degree > 0 else _("{n}° W")
    if round(abs(degree), 1) in (0, _HALF_THE_WORLD):
        said = "{n}°"
    return said.format(n=f"{abs(degree):.1f}".removesuffix(".0"))


def _parallel(degree: float) -> str:
    said = _("{n}° N") if degree > 0 else _("{n}° S")
    if round(degree, 1) == 0:
        said = "{n}°"
    return said.format(n=f"{abs(degree):.1f}".removesuffix(".0"))


def _land(country: str) -> _Land:
    return _training_land() if country == TRAINING_COUNTRY else _world_land()


@cache
def _world_land() -> _Land:
    packed = json.loads(gzip.decompress(data_file("coastline", "land.json.gz").read_bytes()))
    lines = [
        np.cumsum(np.reshape(steps, (-1, 2)), axis=0) / _PER_DEGREE for steps in packed["lines"]
    ]
    rings, round_which = [], [Counter[str]() for _line in lines]
    for code, outlines in packed["shapes"]:
        for numbers in outlines:
            parts = [lines[n] if n >= 0 else lines[~n][::-1] for n in numbers]
            rings.append((code, _unwrapped(np.concatenate(parts))))
            for number in numbers:
                round_which[number if number >= 0 else ~number][code] += 1
    return _Land(
        rings,
        [
            _Line(_unwrapped(line, closed=False), tuple(sorted(codes.elements())))
            for line, codes in zip(lines, round_which, strict=True)
            if codes
        ],
    )


@cache
def _training_land() -> _Land:
    outline = json.loads(data_file("training", "outline.geojson").read_text(encoding="utf-8"))
    polygons = outline["features"][0]["geometry"]["coordinates"]
    rings = [np.asarray(polygon[0], float) for polygon in polygons]
    return _Land(
        [(TRAINING_COUNTRY, ring) for ring in rings],
        [_Line(ring, (TRAINING_COUNTRY,)) for ring in rings],
    )


def _unwrapped(points: "np.ndarray", *, closed: bool = True) -> "np.ndarray":
    """Let a line that crosses the date line go on beyond 180 degrees instead of jumping back."""
    longitudes = np.unwrap(points[:, 0], period=2 * _HALF_THE_WORLD)
    if closed and abs(longitudes[-1] - longitudes[0]) > _HALF_THE_WORLD:
        # Antarctica goes all the way round and does not close: it stays as it is.
        return points
    return np.column_stack([longitudes, points[:, 1]])


def _turned(lines: "list[np.ndarray]", around: Box) -> "Iterator[np.ndarray]":
    """Yield the lines that touch a map, turned once round the globe where that brings them there."""
    west, south, east, north = around
    for line in lines:
        (left, bottom), (right, top) = line.min(axis=0), line.max(axis=0)
        if bottom <= north and top >= south:
            for shift in (-360.0, 0.0, 360.0):
                if left + shift <= east and right + shift >= west:
                    yield np.add(line, [shift, 0.0])


def _cut(ring: "np.ndarray", box: Box) -> "np.ndarray":
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


def _pieces(line: "np.ndarray", box: Box) -> "Iterator[np.ndarray]":
    """Yield the parts of a line that lie on a map or just beside it."""
    inside = (line >= np.array(box[:2]) - _FAR) & (line <= np.array(box[2:]) + _FAR)
    near: np.ndarray = np.all(inside, axis=1)
    for piece in np.split(np.arange(len(line)), np.flatnonzero(np.diff(near)) + 1):
        if near[piece[0]] and len(piece) > 1:
            yield line[piece]
