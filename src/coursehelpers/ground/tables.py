"""From records to tidy tables whose every column is documented.

A list of columns is a mapping from a column's name to its :class:`Column`. It gives a table its types,
a snapshot its schema and a spreadsheet the sheet that explains it. Lists of text are joined by
:data:`SEPARATOR`, so that every table fits into a CSV file.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, cast

import pandas as pd

SEPARATOR = "|"

TEXT = "string"
WHOLE = "Int64"
NUMBER = "Float64"
YES_NO = "boolean"
DATE = "datetime64[s]"


class Column(NamedTuple):
    """Say what a column holds.

    Attributes
    ----------
    dtype : str
        One of :data:`TEXT`, :data:`WHOLE`, :data:`NUMBER`, :data:`YES_NO`, :data:`DATE`.
    meaning : str
        What stands in it, in a few words.
    of : callable, optional
        Takes the value out of a record; by default the entry of the same name.
    """

    dtype: str
    meaning: str
    of: Callable[[Mapping[str, Any]], Any] | None = None


Columns = Mapping[str, Column]


def tidy(records: Iterable[Mapping[str, Any]], columns: Columns) -> pd.DataFrame:
    """Make a table with exactly these columns, also where there is no record.

    GBIF leaves out what is not known: an absent value becomes a missing one, never 0 or "".

    Parameters
    ----------
    records : iterable of mapping
        Records of an answer.
    columns : mapping of str to Column
        The columns, in order.

    Returns
    -------
    pandas.DataFrame
        One row a record.

    Examples
    --------
    >>> tidy([{"name": "Herbarium"}], {"name": Column(TEXT, ""), "size": Column(WHOLE, "")})
            name  size
    0  Herbarium  <NA>
    """
    rows = list(records)
    return pd.DataFrame(
        {
            name: typed(
                [(column.of(row) if column.of else row.get(name)) for row in rows], column.dtype
            )
            for name, column in columns.items()
        }
    )


def rows_of(table: pd.DataFrame, *columns: str) -> Iterator[Any]:
    """Go through the rows of a table; each has these columns as attributes, None where missing.

    Examples
    --------
    >>> [row.code for row in rows_of(pd.DataFrame({"code": ["A"], "name": ["B"]}), "code")]
    ['A']
    """
    values = [_objects(table[column]) for column in columns]
    return map(_row_of(columns)._make, zip(*values, strict=True))


@cache
def _row_of(columns: tuple[str, ...]) -> Any:
    # A class a call would take longer than the rows of most countries.
    return namedtuple("Row", columns, rename=True)


def _objects(column: "pd.Series[Any]") -> list[Any]:
    values = column.astype("object").tolist()
    missing = column.isna()
    if not missing.any():
        return values
    return [None if gone else value for value, gone in zip(values, missing, strict=True)]


def typed(values: list[Any], dtype: str) -> "pd.Series[Any]":
    """Make a column of one type; an empty text is a missing value."""
    if dtype == DATE:
        # Registry dates carry a zone that changes nothing for a day.
        texts = [value[:10] if isinstance(value, str) else None for value in values]
        return cast(
            "pd.Series[Any]",
            pd.to_datetime(
                pd.Series(texts, dtype="object"), format="ISO8601", errors="coerce"
            ).dt.as_unit("s"),
        )
    if dtype == TEXT:
        values = [str(value).strip() or None if value is not None else None for value in values]
    return pd.Series(values, dtype=dtype)


def joined(name: str, part: str | None = None) -> Callable[[Mapping[str, Any]], str | None]:
    """Return a reader that joins a list, or one part of each of its entries.

    Examples
    --------
    >>> joined("alternativeCodes", "code")({"alternativeCodes": [{"code": "A"}, {"code": "B"}]})
    'A|B'
    """

    def read(record: Mapping[str, Any]) -> str | None:
        entries = record.get(name) or []
        texts = [entry.get(part) if part else entry for entry in entries]
        return SEPARATOR.join(str(text) for text in texts if text) or None

    return read


def identifiers(record: Mapping[str, Any]) -> str | None:
    """Join a record's identifiers, each with its type.

    Examples
    --------
    >>> identifiers({"identifiers": [{"type": "ROR", "identifier": "https://ror.org/00xt00001"}]})
    'ROR:https://ror.org/00xt00001'
    """
    entries = record.get("identifiers") or []
    texts = [f"{e.get('type', '')}:{e['identifier']}" for e in entries if e.get("identifier")]
    return SEPARATOR.join(texts) or None


def within(*names: str) -> Callable[[Mapping[str, Any]], Any]:
    """Return a reader of a value inside records inside a record.

    Examples
    --------
    >>> within("address", "city")({"address": {"city": "Bergen"}})
    'Bergen'
    """

    def read(record: Mapping[str, Any]) -> Any:
        value: Any = record
        for name in names:
            value = (value or {}).get(name)
        return value

    return read


def split(text: Any) -> list[str]:
    """Take a joined text apart again.

    Examples
    --------
    >>> split("A|B"), split(pd.NA)
    (['A', 'B'], [])
    """
    return text.split(SEPARATOR) if isinstance(text, str) and text else []
