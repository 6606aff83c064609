"""Entries that may be one institution: with which to compare one, and which of them is written to."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from coursehelpers.ground.locale import _, ngettext, number
from coursehelpers.ground.names import telling_words
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.survey import read_rules

_NAME = 60
"""Letters of the name of another entry in a first step."""


def spoken_for(table: pd.DataFrame) -> dict[str, str]:
    """Find the entries that get no letter of their own, because another one speaks for them.

    That is so only where two bear the same name, or the same code in the same town and one name lies inside the
    other; nobody wants to be asked the same twice. The one with the larger known amount speaks, of equal ones the
    first in our calling order.

    Parameters
    ----------
    table : pandas.DataFrame
        Our calling order: ``key``, ``name``, ``code``, ``city``, ``declared``, ``linked`` and ``duplicate_of``.

    Returns
    -------
    dict of str to str
        Keys of those that are left out, each with the key of the one that speaks for it.

    Examples
    --------
    >>> spoken_for(pd.DataFrame({"key": ["a", "b"], "name": ["Moss Museum", "The Moss Museum"], "code": [None, "M"],
    ...     "city": [None, "Bo"], "declared": [10, 2000], "linked": [0, 0], "duplicate_of": ["a", "a"]}))
    {'a': 'b'}
    """
    found: dict[str, str] = {}
    stop = frozenset(read_rules()["duplicates"]["stop_words"])
    columns = ("key", "name", "code", "city", "declared", "linked")
    for _group, entries in table[table["duplicate_of"].notna()].groupby("duplicate_of", sort=False):
        speakers: list[Any] = []
        for entry in sorted(rows_of(entries, *columns), key=_known, reverse=True):
            for speaker in speakers:
                if _surely_one(entry, speaker, stop):
                    found[entry.key] = speaker.key
                    break
            else:
                speakers.append(entry)
    return found


def _known(entry: Any) -> int:
    return max(entry.declared or 0, entry.linked or 0)


def _surely_one(entry: Any, other: Any, stop: frozenset[str]) -> bool:
    one, two = (frozenset(telling_words(e.name or "", stop)) for e in (entry, other))
    if one == two:
        return bool(one)
    here, there = (frozenset(telling_words(e.city or "", stop)) for e in (entry, other))
    one_code = bool(entry.code and other.code) and entry.code.casefold() == other.code.casefold()
    return one_code and bool(here) and here == there and (one < two or two < one)


def left_out(table: pd.DataFrame) -> Iterator[str]:
    """Say how many entries get no letter of their own, and why.

    Parameters
    ----------
    table : pandas.DataFrame
        Our calling order.
    """
    if count := len(spoken_for(table)):
        yield ngettext(
            "{n} entry gets no letter of its own: another one, of the same name or code, may be the same institution, "
            "and the one with the larger known amount is written to.",
            "{n} entries get no letter of their own: others, of the same name or code, may be the same institutions, "
            "and those with the larger known amount are written to.",
            count,
        ).format(n=number(count))


def to_compare(table: pd.DataFrame) -> dict[str, str]:
    """Say for each entry that may stand twice in our calling order with which others to compare it.

    Parameters
    ----------
    table : pandas.DataFrame
        Our calling order.

    Returns
    -------
    dict of str to str
        First steps by key.
    """
    steps: dict[str, str] = {}
    named = table.assign(name=distinct_names(table, _NAME))[table["duplicate_of"].notna()]
    for _group, entries in named.groupby("duplicate_of", sort=False):
        names = dict(zip(entries["key"], entries["name"], strict=True))
        for key in names:
            others = [name for other, name in names.items() if other != key]
            if len(others) == 1:
                steps[key] = _(
                    "compare it with {name}: perhaps one institution that is entered twice"
                ).format(name=others[0])
            elif others:
                steps[key] = _(
                    "compare it with {n} other entries of that name: perhaps one institution"
                ).format(n=number(len(others)))
    return steps
