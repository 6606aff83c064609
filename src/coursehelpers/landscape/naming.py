"""What an institution is called where others bear the same name: with its city, or its code."""

import re
from typing import Any

import pandas as pd

from coursehelpers.documents.text import shorten
from coursehelpers.ground.locale import ENGLISH, _, language
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


_BEGINS = frozenset(
    "central federal geological international national natural royal state zoological".split()
)
_HOUSES = (
    "academy|agency|archive|association|centre|center|collections?|college|department|faculty|facility|gallery|gardens?|"
    "herbarium|institute|laboratory|library|ministry|museums?|observatory|principality|school|service|society|station|survey|trust|university|"
    r"\w*bank"
)
_OF = re.compile(rf"([\w.’'-]+ ){{0,4}}({_HOUSES}) (and [\w ]+ )?(of|for|in) ", re.IGNORECASE)
_ENDS = re.compile(
    r"[ -](agency|association|authority|centre|center|collections?|databank|department|division|facility|gallery|"
    r"gardens?|government|group|herbarium|institute|laboratory|library|museums?|office|park|reserve|service|society|station|"
    r"survey|trust|unit)$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\([^)]*\)")
_KIND_ALONE = re.compile(
    r"(collections?|department|gallery|herbarium|institute|laboratory|museums?|school|university|université|universidad|universidade|universität|universitet|musée|museo|museu|herbier|herbário|herbario)",
    re.IGNORECASE,
)


def with_article(name: str) -> str:
    """Write an English name as it stands within an English sentence: with “the” where it wants one.

    Examples
    --------
    >>> with_article("National Museums of Kenya"), with_article("Egerton University")
    ('the National Museums of Kenya', 'Egerton University')
    >>> with_article("University Zoology Collection"), with_article("Geology Department, University of Adelaide")
    ('the University Zoology Collection', 'the Geology Department, University of Adelaide')
    >>> with_article("The Field Museum"), with_article("Museu Nacional")
    ('the Field Museum', 'Museu Nacional')
    """
    if language() != ENGLISH:
        # Which article a name takes is said by no rule that holds for every language.
        return tidied(name)
    name = tidied(name)
    first, _blank, rest = name.partition(" ")
    if first.casefold() == "the" and rest:
        return f"the {rest}"
    # What stands behind a comma or in brackets says where the house is, or what it belongs to.
    house = _ASIDE.sub("", name).partition(",")[0]
    wants = first.casefold() in _BEGINS or _OF.match(name) or _ENDS.search(house)
    return f"the {name}" if wants else name


def tidied(name: str) -> str:
    """Write a name without what a typing hand left in it: blanks inside brackets, a full stop at the end.

    Examples
    --------
    >>> tidied("University of Technology, Paraná ( UTFPR ).")
    'University of Technology, Paraná (UTFPR)'
    """
    name = " ".join(name.split()).replace("( ", "(").replace(" )", ")")
    return name.rstrip(" ,;") if not name.endswith(".") else _without_full_stop(name)


def _without_full_stop(name: str) -> str:
    """Keep the full stop of an abbreviation such as “Inc.” or “S.A.”."""
    last = name.rpartition(" ")[2].rstrip(".")
    return name.rstrip(" .,;") if last.endswith(")") or len(last) > _ABBREVIATION else name


_ABBREVIATION = 3


def says_which(name: str) -> bool:
    """Tell whether a name says which house it is, and not only of what kind.

    Examples
    --------
    >>> says_which("Université"), says_which("Université de Bourgogne")
    (False, True)
    """
    return not _KIND_ALONE.fullmatch(tidied(name))


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
