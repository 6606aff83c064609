"""Tables as one file: saved, sent to a colleague, loaded without internet.

A snapshot is a zip of CSV tables that a spreadsheet opens, with their schema (``datapackage.json``,
Frictionless Data Package), ``provenance.json`` and ``SHA256SUMS``. A file that comes from somebody
else is not trusted: it is read by the names of its members, up to a size, and never unpacked. One that was
unpacked and packed again, with a folder around the tables and files of the operating system among them, is
the same snapshot.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from coursehelpers.documents.text import to_csv
from coursehelpers.ground.errors import BrokenFileError
from coursehelpers.ground.files import from_text_cell, write_whole
from coursehelpers.ground.locale import _
from coursehelpers.ground.tables import DATE, NUMBER, TEXT, WHOLE, YES_NO, Columns, typed
from coursehelpers.reading.content import LARGEST, read_content
from coursehelpers.reading.data import BadDataError, read_json
from coursehelpers.reading.packed import Packed

FORMAT = 1
"""Version of the file format; raised when an older course could not read it."""
LARGEST_MEMBER = 10_000_000
"""Bytes that one table may have when unpacked: about four times the largest country."""
LARGEST_UNPACKED = 20_000_000
MOST_ROWS = 50_000
"""Rows of one table; the largest country has about four thousand."""

_PACKAGE, _PROVENANCE, _SUMS = "datapackage.json", "provenance.json", "SHA256SUMS"
_UNREADABLE = (
    csv.Error,
    BadDataError,
    ValueError,  # also text that is no UTF-8
    OverflowError,  # a number beyond 64 bits
    TypeError,
    IndexError,
)
_FIELD_TYPE = {TEXT: "string", WHOLE: "integer", NUMBER: "number", YES_NO: "boolean", DATE: "date"}


def save(
    path: Path,
    tables: Mapping[str, pd.DataFrame],
    columns: Mapping[str, Columns],
    provenance: Mapping[str, Any],
) -> None:
    """Save tables with their schema and where they come from.

    Parameters
    ----------
    path : pathlib.Path
        The zip file; it is written whole or not at all.
    tables : mapping of str to pandas.DataFrame
    columns : mapping of str to Columns
        The columns of each table.
    provenance : mapping
        What can be written as JSON.

    Raises
    ------
    CourseError
        If the file cannot be written.
    """
    members = {
        # The mark at the beginning of utf-8-sig tells a spreadsheet how to read it.
        f"{name}.csv": to_csv(tables[name], described).encode("utf-8-sig")
        for name, described in columns.items()
    }
    members[_PACKAGE] = _json(_schema(columns))
    members[_PROVENANCE] = _json({"format": FORMAT, **provenance})
    sums = "".join(
        f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(members.items())
    )
    members[_SUMS] = sums.encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            # A fixed date: the same tables give the same file.
            archive.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED
            )
    write_whole(path, packed.getvalue())


def load(
    path: Path, columns: Mapping[str, Columns], times: int = 1
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Load what :func:`save` wrote.

    Parameters
    ----------
    path : pathlib.Path
    columns : mapping of str to Columns
        The tables and columns to expect.
    times : int, optional
        How many times larger than a country's tables they may be: those that this computer has made of a
        download may list every species.

    Returns
    -------
    tables : dict of str to pandas.DataFrame
    provenance : dict

    Raises
    ------
    BrokenFileError
        If there is no such file, or it is damaged, foreign or from a newer version.
    """
    packed = Packed(read_content(path, times * LARGEST), _damaged(path), times * LARGEST_UNPACKED)
    try:
        return _load(packed, path, columns, times)
    except _UNREADABLE as error:
        raise _damaged(path) from error


def _load(
    packed: Packed, path: Path, columns: Mapping[str, Columns], times: int
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    folder = _folder(packed, path)
    lines = packed.read(folder + _SUMS, LARGEST_MEMBER).decode().splitlines()
    sums = {name: sum_ for sum_, _space, name in (line.partition("  ") for line in lines)}

    def checked(name: str) -> bytes:
        body = packed.read(folder + name, times * LARGEST_MEMBER)
        if hashlib.sha256(body).hexdigest() != sums.get(name):
            raise _damaged(path)
        return body

    described = read_json(checked(_PROVENANCE))
    if not isinstance(described, dict):
        raise _damaged(path)
    version = described.pop("format", None)
    if not isinstance(version, int) or isinstance(version, bool):
        raise _damaged(path)
    if version > FORMAT:
        raise BrokenFileError(
            _(
                "{path} comes from a newer version of the course; update yours, then try again."
            ).format(path=path)
        )
    tables = {
        name: _from_csv(checked(f"{name}.csv"), expected, path, times * MOST_ROWS)
        for name, expected in columns.items()
    }
    return tables, described


def _folder(packed: Packed, path: Path) -> str:
    """Find the folder of the tables within a zip: none, or one that came in when it was packed again."""
    folders = [
        name.removesuffix(_SUMS)
        for name in packed.names
        if PurePosixPath(name).name == _SUMS and not name.startswith("__MACOSX/")
    ]
    found = [folder for folder in folders if folder + _PROVENANCE in packed.names]
    if len(found) > 1:
        raise BrokenFileError(
            _("{path} holds several snapshots; unpack it and give one of them.").format(path=path)
        )
    if not found:
        raise BrokenFileError(
            _(
                "{path} is no snapshot of this course; "
                "use a file that “coursehelpers evidence --save” has written."
            ).format(path=path)
        )
    return found[0]


def _damaged(path: Path) -> BrokenFileError:
    return BrokenFileError(
        _(
            "{path} is damaged or was changed since it was saved; "
            "ask for it again, or save it anew with “coursehelpers evidence”."
        ).format(path=path)
    )


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def _schema(columns: Mapping[str, Columns]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "coursehelpers-snapshot",
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {
                            "name": column,
                            "type": _FIELD_TYPE[described.dtype],
                            "description": described.meaning,
                        }
                        for column, described in table.items()
                    ]
                },
            }
            for name, table in columns.items()
        ],
    }


def _from_csv(body: bytes, columns: Columns, path: Path, most: int) -> pd.DataFrame:
    rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
    header = next(rows, [])
    if not set(columns) <= set(header):
        raise _damaged(path)
    places = {name: header.index(name) for name in columns}
    cells: dict[str, list[Any]] = {name: [] for name in columns}
    for number, row in enumerate(rows):
        if len(row) != len(header) or number >= most:
            raise _damaged(path)
        for name, column in columns.items():
            cells[name].append(_value(row[places[name]], column.dtype))
    return pd.DataFrame(
        {name: typed(cells[name], column.dtype) for name, column in columns.items()}
    )


def _value(text: str, dtype: str) -> Any:
    if not text:
        return None
    if dtype == WHOLE:
        return int(text)
    if dtype == NUMBER:
        return float(text)
    if dtype == YES_NO:
        return text == "true"
    return from_text_cell(text) if dtype == TEXT else text
