"""What an institution is called where others bear the same name: with its city, or its code."""

from typing import Any

import pandas as pd

from coursehelpers.documents.text import shorten
from coursehelpers.ground.locale import _
from coursehelpers.ground.names import plain
from coursehelpers.ground.tables import rows_of

_WAYS = (("city",), ("code",), ("city", "code"), ("city", "code", "short_key"))
"""What tells institutions of one name apart: for each the first of these that nobody else has."""


def distinct_names(table: pd.DataFrame, width: int | None = None) -> "pd.Series[Any]":
    """Name each institution so that a reader knows which one is meant.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``key``, ``name``, ``code`` and ``city``: all among whom the name has to be distinct.
    width : int, optional
        Most letters; a longer name is cut, what tells it apart is not.

    Returns
    -------
    pandas.Series
        Names, those that occur more than once with city, code or the beginning of the key.

    Examples
    --------
    >>> distinct_names(pd.DataFrame({"key": ["a", "b"], "name": ["Museum", "museum"], "code": ["M", None],
    ...                              "city": ["Bo", "Kenema"]})).tolist()
    ['Museum (Bo)', 'museum (Kenema)']
    """
    names = [" ".join((row.name or _("(no name)")).split()) for row in rows_of(table, "name")]
    short = [shorten(name, width) for name in names] if width else names
    groups: dict[str, list[int]] = {}
    for position, name in enumerate(short):
        groups.setdefault(plain(name) or name, []).append(position)
    rows = list(rows_of(table.assign(short_key=table["key"].str.slice(0, 8)), *_WAYS[-1]))
    for positions in groups.values():
        if len(positions) > 1:
            for position, mark in zip(positions, _marks([rows[p] for p in positions]), strict=True):
                room = width - len(mark) - 3 if width else None
                name = shorten(names[position], room) if room and room > 0 else names[position]
                short[position] = f"{name} ({mark})"
    return pd.Series(short, index=table.index, dtype="string")


def _marks(rows: list[Any]) -> list[str]:
    """Mark each row by as little as nobody else of the group has."""
    ways = [
        [", ".join(filter(None, (getattr(row, part) for part in way))) for row in rows]
        for way in _WAYS
    ]
    chosen = []
    for position in range(len(rows)):
        fits = (
            marks[position]
            for marks in ways
            if marks[position] and _times(marks[position], marks) == 1
        )
        chosen.append(next(fits, ways[-1][position]))
    return chosen if len({plain(mark) or mark for mark in chosen}) == len(rows) else ways[-1]


def _times(mark: str, marks: list[str]) -> int:
    return sum(mark.casefold() == other.casefold() for other in marks)
