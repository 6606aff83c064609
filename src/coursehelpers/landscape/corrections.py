"""What the learner knows better than the registry, beside what the registry says."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

import pandas as pd

from coursehelpers.documents.text import shown
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import LateMapping, _, enumeration, quoted
from coursehelpers.ground.names import likeness, plain
from coursehelpers.ground.tables import DATE, TEXT, Column, rows_of, tidy
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.reading.values import whole_number


class Noted(Protocol):
    """What a learner noted of an institution, as her workbook holds it."""

    key: str
    field: str
    value: str
    source: str
    noted: date


BESIDE = LateMapping(
    lambda: {
        "name": Column(TEXT, _("the institution")),
        "field": Column(TEXT, _("what it is about")),
        "registry": Column(TEXT, _("what GRSciColl or GBIF says today")),
        "yours": Column(TEXT, _("what you noted")),
        "source": Column(TEXT, _("how you know")),
        "noted": Column(DATE, _("when you noted it")),
    }
)
"""Columns of :func:`beside`."""

_MEANT_FROM = 75
"""Likeness of a name from which on it is taken for an institution's, if only one is so like."""


def find_institution(table: pd.DataFrame, name: str) -> Any:
    """Find an institution of the landscape by its key, code or name, also when not written quite like that.

    Parameters
    ----------
    table : pandas.DataFrame
        A landscape's table.
    name : str

    Returns
    -------
    namedtuple
        Its row.

    Raises
    ------
    BadCallError
        If no institution, or more than one, is called so.
    """
    rows = list(rows_of(table, *table.columns))
    told_apart = [plain(one) for one in distinct_names(table)]
    exact = [
        row
        for row, distinct in zip(rows, told_apart, strict=True)
        if name in (row.key, row.code) or plain(name) in (plain(row.name or ""), distinct)
    ]
    part = [row for row in rows if plain(name) and plain(name) in plain(row.name or "")]
    found = exact or part or [row for row in rows if likeness(row.name or "", name) >= _MEANT_FROM]
    if len(found) == 1:
        return found[0]
    if found:
        names = enumeration(f"{quoted(row.name)} ({row.key})" for row in found[:4])
        raise BadCallError(
            _("“{name}” may be {names}; write the key.").format(name=name, names=names)
        )
    raise BadCallError(
        _("No institution of your table is called “{name}”; copy the name from there.").format(
            name=name
        )
    )


def beside(table: pd.DataFrame, corrections: Iterable[Noted]) -> pd.DataFrame:
    """Put the learner's values beside the registry's.

    Parameters
    ----------
    table : pandas.DataFrame
        A landscape's table.
    corrections : iterable of Noted
        One about an institution that is not in the table any more stays, and says so.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`BESIDE`, ordered by name.
    """
    by_key = {row.key: row for row in rows_of(table, *table.columns)}
    corrections = list(corrections)
    added = {noted.key: noted.value for noted in corrections if noted.field == "name"}
    rows = []
    for noted in corrections:
        row = by_key.get(noted.key)
        rows.append(
            {
                "name": row.name if row else _unlisted(noted.key, added),
                "field": noted.field,
                "registry": shown(getattr(row, noted.field, None)),
                "yours": noted.value,
                "source": noted.source,
                "noted": noted.noted.isoformat(),
            }
        )
    rows.sort(key=lambda row: (str(row["name"]).casefold(), str(row["field"])))
    return tidy(rows, BESIDE)


def with_notes(table: pd.DataFrame, corrections: Iterable[Noted]) -> pd.DataFrame:
    """Write the learner's values into the cells they are about, beside the registry's.

    Parameters
    ----------
    table : pandas.DataFrame
        A landscape's table, or a part of it, with ``key``.
    corrections : iterable of Correction

    Returns
    -------
    pandas.DataFrame
        A copy to be looked at; columns without a note keep their type.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> note = SimpleNamespace(key="a", field="declared", value="7500")
    >>> with_notes(pd.DataFrame({"key": ["a", "b"], "declared": [500, 20]}), [note])["declared"].tolist()
    ['500 (you: 7,500)', '20']
    """
    seen = table.copy()
    places = {key: place for place, key in enumerate(table["key"])}
    for noted in corrections:
        if noted.key not in places or noted.field not in table or noted.field == "key":
            continue
        if not (pd.api.types.is_string_dtype(seen[noted.field])):
            seen[noted.field] = pd.Series(
                [shown(value) for value in table[noted.field]], table.index, dtype="string"
            )
        place = places[noted.key]
        before = shown(table.iloc[place][noted.field])
        seen.loc[seen.index[place], noted.field] = _("{registry} (you: {yours})").format(
            registry=before, yours=in_writing(noted)
        )
    return seen


def in_writing(noted: Noted) -> str:
    """Write what the learner noted as a reader sees it, a number as other numbers are written.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> in_writing(SimpleNamespace(key="a", field="declared", value="7500"))
    '7,500'
    """
    number = whole_number(noted.value)
    return noted.value if number is None else shown(number)


def _unlisted(key: str, added: dict[str, str]) -> str:
    if key in added:
        return _("{name} (added by you)").format(name=added[key])
    return _("not in the table any more: {key}").format(key=key)
