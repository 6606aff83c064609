"""A table that somebody brings, CSV or XLSX: its header and its rows."""

import csv
import io
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from coursehelpers.ground.errors import BrokenFileError
from coursehelpers.ground.files import from_text_cell
from coursehelpers.ground.locale import _
from coursehelpers.reading.content import read_content
from coursehelpers.reading.spreadsheet import (
    LAST_COLUMN,
    LAST_ROW,
    MOST_CELLS,
    Cell,
    read_sheet,
    refuse_other_programs,
)
from coursehelpers.reading.text import decoded
from coursehelpers.reading.values import as_text

LARGEST_TEXT = 10_000_000
"""Bytes of a CSV; that of the largest country has about one million."""
DELIMITERS = ",;\t|"


class Row(NamedTuple):
    """Hold one row.

    Attributes
    ----------
    number : int
        As a spreadsheet counts it, the header being the first.
    cells : dict
        What stands in it, by column; empty cells are left out.
    """

    number: int
    cells: dict[str, Cell]


class Table(NamedTuple):
    """Hold a table as it stands in a file.

    Attributes
    ----------
    header : tuple of str
    rows : tuple of Row
        Those with something in them.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def filled(self) -> set[str]:
        """Return the columns that hold anything."""
        return {name for row in self.rows for name in row.cells}


def read_table(path: Path, known: Collection[str] = ()) -> Table:
    """Read a table from a file; ``.xlsx`` is a spreadsheet, anything else text with delimiters.

    Parameters
    ----------
    path : pathlib.Path
    known : collection of str, optional
        Columns that are looked for: a header that writes one with other capitals or spaces means it.

    Raises
    ------
    BrokenFileError
        If the file cannot be read, or a known column stands in it twice.
    """
    if path.suffix.casefold() == ".xlsx":
        return _table(read_sheet(path), path.name, known)
    refuse_other_programs(path)
    body = read_content(path, LARGEST_TEXT)
    if body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BrokenFileError(
            _(
                "{file} is no text but a spreadsheet under another name; "
                "open it in your spreadsheet, save it as .xlsx or as CSV UTF-8 and load that."
            ).format(file=path.name)
        )
    return parse_table(decoded(body, path.name), path.name, known)


def parse_table(text: str, file: str, known: Collection[str] = ()) -> Table:
    r"""Read a table from text, whatever stands between its cells.

    Parameters
    ----------
    text : str
    file : str
        Its name, for what is said.
    known : collection of str, optional
        As for :func:`read_table`.

    Raises
    ------
    BrokenFileError
        If a quotation mark does not close, or the table is too large.

    Examples
    --------
    >>> parse_table("sep=;\nrisk;effect\nfire;3\n", "mine.csv").rows[0].cells
    {'risk': 'fire', 'effect': '3'}
    """
    text = text.removeprefix("\ufeff")
    first, _end, rest = text.partition("\n")
    said = first.strip().strip('"').casefold()
    if said.startswith("sep=") and len(said) <= 5:
        # A line for spreadsheets, which says what stands between the cells (a tab was stripped above).
        delimiter, text, skipped = said[4:] or "\t", rest, 1
        if delimiter not in DELIMITERS:
            delimiter = _delimiter(text, known)
    else:
        delimiter, skipped = _delimiter(text, known), 0
    lines = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for line in lines:
            cells += len(line)
            if cells > MOST_CELLS or len(rows) > LAST_ROW or len(line) > LAST_COLUMN:
                raise BrokenFileError(
                    _("{file} is larger than any table of the course; check its name.").format(
                        file=file
                    )
                )
            rows.append([from_text_cell(cell.strip()) or None for cell in line])
    except csv.Error as error:
        raise BrokenFileError(
            _(
                "{file}, line {line}: a quotation mark or a cell does not end; "
                "correct that line, or save the file again in your spreadsheet."
            ).format(file=file, line=lines.line_num + skipped)
        ) from error
    return _table(rows, file, known)


def _delimiter(text: str, known: Collection[str]) -> str:
    """Find what stands between the cells of the header: what gives most of the known columns."""
    header = text.lstrip("\r\n").partition("\n")[0][:100_000]
    wanted = {_plain(name) for name in known}

    def worth(delimiter: str) -> tuple[int, int]:
        names = {_plain(name.strip().strip('"')) for name in header.split(delimiter)}
        return len(names & wanted), header.count(delimiter)

    return max(DELIMITERS, key=worth)


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())


def _table(lines: list[list[Cell]], file: str, known: Collection[str]) -> Table:
    begin = next((n for n, line in enumerate(lines) if any(c is not None for c in line)), None)
    if begin is None:
        return Table((), ())
    meant = {_plain(name): name for name in known}
    written = ["" if cell is None else str(cell).strip() for cell in lines[begin]]
    header = [meant.get(_plain(name), name) for name in written]
    for name in header:
        if name in known and header.count(name) > 1:
            raise BrokenFileError(
                _(
                    "{file} has two columns “{column}”; keep the one that holds your answers."
                ).format(file=file, column=name)
            )
    rows = []
    for number, line in enumerate(lines[begin + 1 :], start=begin + 2):
        cells: dict[str, Cell] = {
            name: cell
            for name, cell in zip(header, line, strict=False)
            if name and cell is not None and cell != ""
        }
        if cells:
            rows.append(Row(number, cells))
    return Table(tuple(header), tuple(rows))


def read_working(
    path: Path, working: Sequence[str], known: Collection[str] = ()
) -> dict[str, dict[str, str]]:
    """Read what a learner wrote into the working columns of a table of the course.

    Parameters
    ----------
    path : pathlib.Path
    working : sequence of str
        Names of the columns; they may stand in any order, and rows may have been sorted.
    known : collection of str, optional
        The other columns of that table, so that a column with another name can be told from them.

    Returns
    -------
    dict
        For each key the cells that are not empty, as text; dates as ISO 8601.

    Raises
    ------
    BrokenFileError
        If the file cannot be read, has no column “key”, or lacks a working column: nothing that was written
        into one under another name may get lost unseen.
    """
    table = read_table(path, ["key", *working])
    if "key" not in table.header:
        raise BrokenFileError(
            _(
                "{file} has no column “key” on its first sheet; begin with the one that lesson 10 saves."
            ).format(file=path.name)
        )
    lacking = [name for name in working if name not in table.header]
    if lacking:
        foreign = table.filled() - {"key", *working, *known}
        # The working columns stand last.
        others = [name for name in table.header if name in foreign][-1:] if known else []
        raise BrokenFileError(
            _(
                "{file} has no column “{column}”{instead}; give the column its old name again, "
                "or add an empty one, and load the file again."
            ).format(
                file=path.name,
                column=lacking[0],
                instead=_(" but one named “{other}”").format(other=others[0][:80])
                if others
                else "",
            )
        )
    found: dict[str, dict[str, str]] = {}
    for row in table.rows:
        written = {name: as_text(row.cells[name]) for name in working if name in row.cells}
        if written and "key" in row.cells:
            found[as_text(row.cells["key"])] = written
    return found
