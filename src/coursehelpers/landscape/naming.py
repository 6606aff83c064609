"""What an institution is called where others bear the same name: with its city, or its code."""

from typing import Any

import pandas as pd

from coursehelpers.documents.text import shorten
from coursehelpers.ground.locale import _
from coursehelpers.ground.names import plain
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.salutation import tidied

_WAYS = (("city",), ("code",), ("city", "code"), ("city", "code", "short_key"), ("short_key",))
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
    names = [tidied(row.name or "") or _("(no name)") for row in rows_of(table, "name")]
    rows = list(rows_of(table.assign(short_key=table["key"].str.slice(0, 8)), *_WAYS[-2]))
    short = [shorten(name, width) for name in names] if width else names[:]
    if width:
        for position in _doubled(short):
            # Names of one state or university often differ at their end alone.
            short[position] = _with_its_end(names[position], width)
    for positions in _groups(short):
        marks = _marks([rows[position] for position in positions], width)
        for position, mark in zip(positions, marks, strict=True):
            short[position] = _marked(names[position], mark, width)
    for position in _doubled(short):
        short[position] = _marked(names[position], rows[position].short_key, width)
    return pd.Series(short, index=table.index, dtype="string")


def _groups(names: list[str]) -> list[list[int]]:
    """Return the positions of those who are called alike."""
    groups: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        groups.setdefault(plain(name) or name, []).append(position)
    return [positions for positions in groups.values() if len(positions) > 1]


def _doubled(names: list[str]) -> list[int]:
    return [position for positions in _groups(names) for position in positions]


def _marked(name: str, mark: str, width: int | None) -> str:
    room = width - len(mark) - 3 if width else None
    return f"{_with_its_end(name, room) if room and room > 0 else name} ({mark})"


def _with_its_end(name: str, room: int) -> str:
    """Cut a name in its middle: its beginning says of what kind a house is, its end often which one."""
    if len(name) <= room:
        return name
    words = shorten(name, len(name)).split()
    end = words[-1:]
    while words[len(end) : -len(end)] and len(" ".join(words[-len(end) - 1 :])) <= room // 2:
        end = words[-len(end) - 1 :]
    rest = words[: -len(end)]
    while rest and len(" ".join([*rest, "…", *end])) > room:
        rest.pop()
    return " ".join([*rest, "…", *end]) if rest else shorten(name, room)


def _marks(rows: list[Any], width: int | None) -> list[str]:
    """Mark each row by as little as nobody else of the group has, and leave most of the room to its name."""
    most = width // 3 if width else None
    ways = [
        [", ".join(filter(None, (getattr(row, part) for part in way))) for row in rows]
        for way in _WAYS
    ]
    chosen = []
    for position in range(len(rows)):
        fits = [
            marks[position]
            for marks in ways
            if marks[position] and _times(marks[position], marks) == 1
        ]
        short = (mark for mark in fits if most is None or len(mark) <= most)
        chosen.append(next(short, fits[0] if fits else ways[-1][position]))
    return chosen if len({plain(mark) or mark for mark in chosen}) == len(rows) else ways[-1]


def _times(mark: str, marks: list[str]) -> int:
    return sum(mark.casefold() == other.casefold() for other in marks)


def with_tidy_names(table: pd.DataFrame) -> pd.DataFrame:
    """Write the names of a table without double blanks and stray punctuation; their letters stay as they are.

    Parameters
    ----------
    table : pandas.DataFrame
        With the column ``name``.

    Examples
    --------
    >>> with_tidy_names(pd.DataFrame({"name": ["MOSS  MUSEUM ,"]}))["name"].tolist()
    ['MOSS MUSEUM']
    """
    names = [tidied(row.name) or None if row.name else None for row in rows_of(table, "name")]
    return table.assign(name=pd.array(names, dtype="string"))


def in_alphabet(table: pd.DataFrame) -> pd.DataFrame:
    """Sort institutions as a reader looks for them: accents do not count, and names are tidy.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``name`` and ``key``; who has no name comes last.

    Examples
    --------
    >>> in_alphabet(pd.DataFrame({"key": ["a", "b"], "name": ["Zoo", "École"]}))["name"].tolist()
    ['École', 'Zoo']
    """
    tidy = with_tidy_names(table)
    letters = tidy["name"].map(plain, na_action="ignore")
    order = tidy.assign(letters=letters).sort_values(["letters", "key"], kind="stable").index
    return tidy.loc[order].reset_index(drop=True)
