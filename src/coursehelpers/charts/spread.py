"""Marks that would cover each other, moved apart; names that find a free place beside them."""

from collections import defaultdict
from collections.abc import Iterable
from math import cos, pi, sin

Spot = tuple[float, float]
"""Right and up, in points of 1/72 inch."""
Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""
_RINGS = 60


def spread(spots: Iterable[Spot], apart: float) -> list[Spot]:
    """Move marks as little as is needed for none to cover another.

    The first keeps its place; whoever finds it taken goes to the nearest free place on rings around it.

    Parameters
    ----------
    spots : iterable of (float, float)
        Where the marks belong.
    apart : float
        Distance that two of them keep.

    Returns
    -------
    list of (float, float)
        In the same order.

    Examples
    --------
    >>> spread([(0.0, 0.0), (9.0, 0.0), (0.0, 0.0)], 5.0)
    [(0.0, 0.0), (9.0, 0.0), (0.0, 5.0)]
    """
    taken: dict[tuple[int, int], list[Spot]] = defaultdict(list)

    def free(spot: Spot) -> bool:
        column, row = int(spot[0] // apart), int(spot[1] // apart)
        return all(
            (x - spot[0]) ** 2 + (y - spot[1]) ** 2 >= (0.999 * apart) ** 2
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            for x, y in taken.get((column + i, row + j), ())
        )

    placed = []
    for x, y in spots:
        tries = (
            (round(x + ring * apart * sin(turn), 6), round(y + ring * apart * cos(turn), 6))
            for ring in range(_RINGS)
            for turn in (2 * pi * step / max(6 * ring, 1) for step in range(max(6 * ring, 1)))
        )
        spot = next(filter(free, tries), (x, y))
        taken[int(spot[0] // apart), int(spot[1] // apart)].append(spot)
        placed.append(spot)
    return placed


def beside(
    spot: Spot, size: Spot, away: float, taken: list[Rectangle], frame: Rectangle
) -> Rectangle | None:
    """Find a free place for a name beside what it names.

    Parameters
    ----------
    spot : (float, float)
        What is named.
    size : (float, float)
        Width and height of the name.
    away : float
        Distance between both.
    taken : list of (float, float, float, float)
        What the name must not cover.
    frame : (float, float, float, float)
        What it must stay within.

    Returns
    -------
    (float, float, float, float) or None
        None where there is no such place.

    Examples
    --------
    >>> beside((0, 0), (20, 8), 3, [(2, -5, 30, 5)], (-50, -50, 50, 50))
    (-23, -4.0, -3, 4.0)
    """
    (x, y), (wide, high) = spot, size
    corners = [
        (x + away, y - high / 2),
        (x - away - wide, y - high / 2),
        (x - wide / 2, y + away),
        (x - wide / 2, y - away - high),
        (x + away * 0.7, y + away * 0.7),
        (x - away * 0.7 - wide, y - away * 0.7 - high),
    ]
    for left, bottom in corners:
        place = (left, bottom, left + wide, bottom + high)
        within = (
            frame[0] <= left
            and place[2] <= frame[2]
            and frame[1] <= bottom
            and place[3] <= frame[3]
        )
        if within and not any(_cover(place, other) for other in taken):
            return place
    return None


def _cover(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
