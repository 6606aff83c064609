"""Coordinates that cannot be right for their country, and what may have happened.

Coordinates alone never say to which country an institution belongs. Nothing is said at sea, near a border, in a
territory of the same state, or where states disagree about a place.
"""

import csv
import gzip
import json
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from coursehelpers.ground.countries import boxes_of, lies_in
from coursehelpers.ground.locale import _
from coursehelpers.ground.settings import data_file

_KILOMETRES_PER_DEGREE = 111.2
"""Of a great circle; of a parallel it is that times the cosine of the latitude."""

_NEAR_BORDER = 30.0
"""Kilometres outside a country within which nothing is said: outlines are drawn coarsely, and borders move."""

_FAR_AT_SEA = 500.0
"""Kilometres from a country beyond which a point at sea is no pier, ship or island of its own."""


class _Disputed(NamedTuple):
    codes: frozenset[str]
    box: tuple[float, float, float, float]


def why_not_there(code: str, latitude: float, longitude: float) -> str | None:
    """Say what may be wrong with an institution's coordinates; nothing where they may be right.

    Parameters
    ----------
    code : str
        Two-letter code of the country under which it is listed.
    latitude, longitude : float
        In degrees.

    Returns
    -------
    str or None
        A sign may be lost, latitude and longitude swapped, or the place lies outside the country. It never names
        another country, since a wrong number leads anywhere.

    Examples
    --------
    >>> why_not_there("KE", -1.29, 36.82) is None
    True
    >>> why_not_there("BR", -47.9, -15.8)
    'coordinates -47.90, -15.80 lie outside the country; swapped, they would lie in it'
    """
    if lies_in(code, latitude, longitude) is not False:
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return _outside(_no_such_place(), latitude, longitude)
    meant = _meant(code, latitude, longitude)
    if not _rings(code):
        # The made-up country has boxes and no outline.
        return _outside(meant or _abroad(), latitude, longitude)
    away = _kilometres(code, latitude, longitude)
    if away <= _NEAR_BORDER or _is_disputed(code, latitude, longitude):
        return None
    owner = _owner(latitude, longitude)
    if owner is None:
        return _outside(meant, latitude, longitude) if meant and away > _FAR_AT_SEA else None
    if owner in _one_state(code):
        return None
    return _outside(meant or _abroad(), latitude, longitude)


def _outside(sentence: str, latitude: float, longitude: float) -> str:
    # As maps take them: a decimal comma beside the comma between the two would be misread.
    return sentence.format(latitude=f"{latitude:.2f}", longitude=f"{longitude:.2f}")


def _no_such_place() -> str:
    return _("coordinates {latitude}, {longitude} lie outside the country; no such place exists")


def _abroad() -> str:
    return _(
        "coordinates {latitude}, {longitude} lie outside the country; a number may be wrong, or the place lies "
        "abroad"
    )


def what_may_have_happened(code: str, latitude: float, longitude: float) -> str:
    """Say in a few words which slip of a pen may have led coordinates out of their country.

    Parameters
    ----------
    code : str
        Two-letter code of the country under which the institution is listed.
    latitude, longitude : float
        In degrees.

    Examples
    --------
    >>> what_may_have_happened("BR", -47.9, -15.8), what_may_have_happened("BR", 15.8, -47.9)
    ('latitude and longitude may be swapped', 'the sign of its latitude may be wrong')
    """
    slip = _slip(code, latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else ""
    return {
        "north": _("the sign of its latitude may be wrong"),
        "east": _("the sign of its longitude may be wrong"),
        "both": _("both signs may be wrong"),
        "swapped": _("latitude and longitude may be swapped"),
    }.get(slip, _("a number may be wrong, or the place lies abroad"))


def _meant(code: str, latitude: float, longitude: float) -> str | None:
    """Say at length what would bring coordinates back into their country."""
    return {
        "north": _(
            "coordinates {latitude}, {longitude} lie outside the country; with the other sign of the latitude "
            "they would lie in it"
        ),
        "east": _(
            "coordinates {latitude}, {longitude} lie outside the country; with the other sign of the longitude "
            "they would lie in it"
        ),
        "both": _(
            "coordinates {latitude}, {longitude} lie outside the country; with the other signs they would lie "
            "in it"
        ),
        "swapped": _(
            "coordinates {latitude}, {longitude} lie outside the country; swapped, they would lie in it"
        ),
    }.get(_slip(code, latitude, longitude))


def _slip(code: str, latitude: float, longitude: float) -> str:
    """Find the slip of a pen that would bring coordinates back into their country; empty where none would."""
    slips = {
        "north": (-latitude, longitude),
        "east": (latitude, -longitude),
        "both": (-latitude, -longitude),
        "swapped": (longitude, latitude),
    }
    for slip, (north, east) in slips.items():
        there = abs(north) <= 90 and lies_in(code, north, east)
        if there and (not _rings(code) or _kilometres(code, north, east) <= _NEAR_BORDER):
            return slip
    return ""


def _kilometres(code: str, latitude: float, longitude: float) -> float:
    """Measure how far a point lies outside a country; 0 inside.

    On a plane that touches the Earth at the point, which is exact enough for what lies near.
    """
    if any(_inside(ring, latitude, longitude) for ring in _rings(code)):
        return 0.0
    return min(_to_ring(ring, latitude, longitude) for ring in _rings(code))


def _to_ring(ring: Any, latitude: float, longitude: float) -> float:
    east = (ring[:, 0] - longitude + 180) % 360 - 180
    x = east * _KILOMETRES_PER_DEGREE * np.cos(np.radians(latitude))
    y = (ring[:, 1] - latitude) * _KILOMETRES_PER_DEGREE
    if len(ring) == 1:
        return float(np.hypot(x, y)[0])
    dx, dy = np.diff(x), np.diff(y)
    length = np.maximum(dx**2 + dy**2, 1e-12)
    along = np.clip(-(x[:-1] * dx + y[:-1] * dy) / length, 0, 1)
    return float(np.hypot(x[:-1] + along * dx, y[:-1] + along * dy).min())


def _inside(ring: Any, latitude: float, longitude: float) -> bool:
    """Tell whether a point lies in a ring: count the sides that a line eastward crosses."""
    x, y = ring[:, 0], ring[:, 1]
    if np.ptp(x) > 180:
        # It crosses the date line: count longitudes from there on.
        x, longitude = x % 360, longitude % 360
    next_x, next_y = np.roll(x, -1), np.roll(y, -1)
    crossing = (y > latitude) != (next_y > latitude)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = x + (latitude - y) * (next_x - x) / (next_y - y)
    return bool(np.count_nonzero(crossing & (longitude < at)) % 2)


def _owner(latitude: float, longitude: float) -> str | None:
    """Find on whose land a point lies; nobody's at sea, and where we have no outline."""
    for code, rings in _outlines().items():
        if not any(
            west <= longitude <= east and south <= latitude <= north
            for west, south, east, north in boxes_of(code)
        ):
            continue
        if any(_inside(ring, latitude, longitude) for ring in rings):
            return code
    return None


def _rings(code: str) -> list[Any]:
    return _outlines().get(code, [])


@cache
def _outlines() -> dict[str, list[Any]]:
    packed = data_file("countries", "outlines.json.gz").read_bytes()
    return {
        code: [np.asarray(ring, float) for ring in rings]
        for code, rings in json.loads(gzip.decompress(packed)).items()
    }


def _is_disputed(code: str, latitude: float, longitude: float) -> bool:
    return any(
        code in place.codes
        and place.box[0] <= longitude <= place.box[2]
        and place.box[1] <= latitude <= place.box[3]
        for place in _disputed_places()
    )


@cache
def _disputed_places() -> tuple[_Disputed, ...]:
    with data_file("countries", "disputed.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            _Disputed(
                frozenset(row["codes"].split(";")),
                (float(row["west"]), float(row["south"]), float(row["east"]), float(row["north"])),
            )
            for row in csv.DictReader(file)
        )


@cache
def _one_state(code: str) -> frozenset[str]:
    """Name the codes of the territories and the mainland that one state lists its institutions under."""
    with data_file("countries", "territories.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            together = frozenset([row["code"], *row["territories"].split(";")])
            if code in together:
                return together
    return frozenset([code])
