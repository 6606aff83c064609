"""A list of institutions instead of a country: keys and addresses, as a portal gives them."""

import re
from pathlib import Path

from coursehelpers.ground.errors import (
    BadCallError,
    BrokenFileError,
)
from coursehelpers.ground.locale import _
from coursehelpers.reading.content import read_content
from coursehelpers.reading.spreadsheet import refuse_other_programs
from coursehelpers.reading.table import parse_table, read_table
from coursehelpers.reading.text import decoded
from coursehelpers.reading.values import as_text


def read_keys(path: Path) -> list[str]:
    """Read a list of institutions: GRSciColl keys or addresses, one on each line, or a table with a column “key”.

    The table may be the one that GRSciColl's own page gives (TSV), or a CSV or spreadsheet of the course.
    In a plain list what follows a ``#`` or a comma is ignored.

    Raises
    ------
    BadCallError
        If the file cannot be read, or names a collection.
    """
    try:
        return [_key_in(text) for text in _keys_in(path)]
    except BrokenFileError as error:
        raise BadCallError(str(error)) from error


_LARGEST_LIST = 3_000_000
"""Bytes of a list: GRSciColl's own page gives about two million for all institutions of the world."""


def _keys_in(path: Path) -> list[str]:
    if path.suffix.casefold() == ".xlsx":
        table = read_table(path, ["key"])
        return [as_text(row.cells["key"]) for row in table.rows if "key" in row.cells]
    refuse_other_programs(path)
    text = decoded(read_content(path, _LARGEST_LIST), path.name)
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    told = (line for line in lines if line.strip('"\ufeff')[:4].casefold() not in ("", "sep="))
    first = next(told, "")
    if "key" in (cell.strip(' "\ufeff').casefold() for cell in re.split(r"[,;\t|]", first)):
        table = parse_table(text, path.name, ["key"])
        return [as_text(row.cells["key"]) for row in table.rows if "key" in row.cells]
    firsts = (re.split(r"[,;\t|]", line)[0].strip(' "\ufeff') for line in lines)
    return [one for one in firsts if one]


_KEY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


def _key_in(text: str) -> str:
    """Take the key out of an address; what holds none is left for a later check to refuse."""
    found = _KEY.search(text)
    if found and "/collection/" in text:
        raise BadCallError(
            _(
                "{address} is the page of a collection; give the page of the institution that holds it."
            ).format(address=text[:200])
        )
    return found[0].casefold() if found else text
