"""The first sheet of an XLSX file, whichever program wrote it.

Office programs, converters and phones write the same format in many ways: a stated size that is wrong, styles
that others do not know, names with a prefix. What is read here is where each cell says that it stands and what
it holds, and of the styles only whether a number is a date; nothing else of the file can break it.

Source of the format: ECMA-376 (Office Open XML), part 1, chapter 18 (SpreadsheetML).
"""

import math
import posixpath
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.parsers import expat

from coursehelpers.ground.errors import BrokenFileError
from coursehelpers.ground.locale import _
from coursehelpers.reading.content import read_content
from coursehelpers.reading.packed import Packed

Cell = str | int | float | bool | date | None
"""What a cell holds."""

LARGEST_SHEET = 30_000_000
"""Bytes of XML: about twice the sheet of 8,135 institutions."""
MOST_ELEMENTS = 1_500_000
"""Elements of XML: about twice as many as well."""
LONGEST_CELL = 100_000
"""Characters; spreadsheets stop at 32,767."""
MOST_STYLES = 65_536
MOST_CELLS = 400_000
"""Cells with something in them; a sheet of 8,135 institutions has about 240,000."""
LAST_ROW, LAST_COLUMN = 100_000, 500
"""What stands further out is no row or column of a table of ours; an empty cell there is passed over."""

_LONGEST_TAG = 1_000_000
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DATE_FORMATS = frozenset((*range(14, 18), 22, *range(27, 37), *range(50, 59)))
"""Numbers of the built-in formats that show a day (ECMA-376 §18.8.30)."""
_NO_PATTERN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_LONGEST_FORMAT = 255
_DAY_OR_YEAR = re.compile(r"[dy]", re.IGNORECASE)
_MAIN, _SHARED, _STYLES = "workbook.xml", "sharedstrings.xml", "styles.xml"

Attributes = Mapping[str, str]


class _Stop(Exception):  # noqa: N818 - an early end, no error
    """Leave a member of which enough was read."""


class _BrokenError(ValueError):
    """Something that no spreadsheet has."""


def read_sheet(path: Path) -> list[list[Cell]]:
    """Read the first sheet of a spreadsheet, row by row; empty rows at the end are left out.

    Parameters
    ----------
    path : pathlib.Path

    Raises
    ------
    BrokenFileError
        If there is no such file, it is no XLSX or damaged, or it has no sheet or too large a one.
    """
    refuse_other_programs(path)
    body = read_content(path)
    damaged = BrokenFileError(
        _(
            "{file} cannot be read as a spreadsheet; it may be cut off or damaged: "
            "open it in your office program, save it as .xlsx and try again."
        ).format(file=path.name)
    )
    packed = Packed(body, damaged, LARGEST_SHEET + 10_000_000)
    try:
        return _Sheet(packed, path.name).rows()
    except (expat.ExpatError, _BrokenError, ValueError, OverflowError) as error:
        raise damaged from error


_SAVE_AS = (".ods", ".xls", ".numbers", ".xlsb", ".xlsm", ".fods", ".gsheet", ".pdf", ".docx")


def refuse_other_programs(path: Path) -> None:
    """Say what to save a file as whose format the course does not read.

    Raises
    ------
    BrokenFileError
        If its name ends in such a format's suffix.
    """
    suffix = path.suffix.casefold()
    if suffix in _SAVE_AS:
        raise BrokenFileError(
            _(
                "The course does not read {suffix} files; open {file} in the program that made it, "
                "save it as .xlsx or as CSV UTF-8 and load that."
            ).format(suffix=suffix, file=path.name)
        )


class _Sheet:
    def __init__(self, packed: Packed, file: str) -> None:
        self.packed, self.file = packed, file
        self.names = {name.replace("\\", "/").lstrip("/").casefold(): name for name in packed.names}
        self.texts: list[str] = []
        self.dates: list[bool] = []
        self.since_1904 = False

    def rows(self) -> list[list[Cell]]:
        sheet = self._first_sheet()
        folder = posixpath.dirname(sheet).rpartition("/")[0]
        self._read_texts(self._beside(folder, _SHARED))
        try:
            self._read_styles(self._beside(folder, _STYLES))
        except (expat.ExpatError, ValueError):
            # Without them a date is a number, which a column of dates still understands.
            self.dates = []
        return self._cells(sheet)

    def _beside(self, folder: str, name: str) -> str | None:
        wanted = posixpath.join(folder, name)
        if wanted in self.names:
            return wanted
        return next((other for other in self.names if other.endswith("/" + name)), None)

    def _parse(
        self,
        name: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True

        def no_types(*_declared: object) -> None:
            # No spreadsheet declares types; entities that unfold without end begin with one.
            raise _BrokenError

        parser.StartDoctypeDeclHandler = no_types
        seen = 0

        def count(tag: str, told: Attributes) -> None:
            nonlocal seen
            seen += 1
            if seen > MOST_ELEMENTS:
                raise _BrokenError
            start(tag.rpartition(":")[2], told)

        parser.StartElementHandler = count
        if end:
            parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
        if text:
            parser.CharacterDataHandler = text
        fed = 0
        try:
            for piece in self.packed.pieces(self.names[name], LARGEST_SHEET):
                parser.Parse(piece, False)
                fed += len(piece)
                if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                    # The parser holds a tag whole before it says anything of it.
                    raise _BrokenError
            parser.Parse(b"", True)
        except _Stop:
            return

    def _first_sheet(self) -> str:
        book = next((name for name in self.names if name.endswith(_MAIN)), None)
        if book is None:
            raise _BrokenError
        listed: list[str] = []

        def start(tag: str, told: Attributes) -> None:
            if tag == "workbookPr":
                self.since_1904 = told.get("date1904") in ("1", "true")
            elif tag == "sheet":
                links = [value for name, value in told.items() if name.rpartition(":")[2] == "id"]
                listed.extend(links[:1])

        self._parse(book, start)
        folder = posixpath.dirname(book)
        places: dict[str, str] = {}

        def link(tag: str, told: Attributes) -> None:
            # A chart may fill a sheet of its own, which has no cells.
            if tag == "Relationship" and told.get("Type", "").endswith("/worksheet"):
                place = posixpath.normpath(posixpath.join("/", folder, told.get("Target", "")))
                places[told.get("Id", "")] = place.lstrip("/").casefold()

        links = posixpath.join(folder, "_rels", posixpath.basename(book) + ".rels")
        if links in self.names:
            self._parse(links, link)
        for one in listed:
            if places.get(one) in self.names:
                return places[one]
        for name in sorted(self.names):
            if "/worksheets/" in name and name.endswith(".xml") and (listed or not links):
                return name
        raise BrokenFileError(
            _("{file} has no sheet with cells; begin with the file that the course saves.").format(
                file=self.file
            )
        )

    def _read_texts(self, name: str | None) -> None:
        if name is None:
            return
        parts: list[str] = []
        inside = {"t": False, "rPh": False}

        def start(tag: str, _told: Attributes) -> None:
            if tag == "si":
                parts.clear()
            elif tag in inside:
                inside[tag] = True

        def end(tag: str) -> None:
            if tag == "si":
                self.texts.append("".join(parts))
                if len(self.texts) > MOST_CELLS:
                    raise _BrokenError
            elif tag in inside:
                inside[tag] = False

        def text(words: str) -> None:
            # rPh: how Japanese signs are read aloud, which is no part of the text.
            if inside["t"] and not inside["rPh"]:
                parts.append(words)

        self._parse(name, start, end, text)

    def _read_styles(self, name: str | None) -> None:
        if name is None:
            return
        shows_day = {str(form): True for form in _DATE_FORMATS}
        within: list[str] = []

        def start(tag: str, told: Attributes) -> None:
            if tag == "numFmt":
                plain = _NO_PATTERN.sub("", told.get("formatCode", "")[:_LONGEST_FORMAT])
                shows_day[told.get("numFmtId", "")] = bool(_DAY_OR_YEAR.search(plain))
            elif tag == "cellXfs":
                within.append(tag)
            elif tag == "xf" and within:
                self.dates.append(shows_day.get(told.get("numFmtId", "0"), False))
            if max(len(self.dates), len(shows_day)) > MOST_STYLES:
                raise _BrokenError

        def end(tag: str) -> None:
            if tag == "cellXfs":
                raise _Stop

        self._parse(name, start, end)

    def _cells(self, sheet: str) -> list[list[Cell]]:
        rows: dict[int, list[Cell]] = {}
        found = _Cells(self, rows)
        self._parse(sheet, found.start, found.end, found.text)
        last = max((row for row, cells in rows.items() if cells), default=0)
        return [rows.get(row, []) for row in range(1, last + 1)]


class _Cells:
    """Collect cells while a sheet is read."""

    def __init__(self, book: _Sheet, rows: dict[int, list[Cell]]) -> None:
        self.book, self.rows = book, rows
        self.row = self.column = self.filled = self.length = 0
        self.kind = self.style = ""
        self.parts: list[str] = []
        self.formula: list[str] | None = None
        self.listening = self.aloud = self.calculated = False

    def start(self, tag: str, told: Attributes) -> None:
        if tag == "row":
            written = told.get("r", "")
            self.row = int(written) if written.isdecimal() and len(written) < 8 else self.row + 1
            self.column = 0
        elif tag == "c":
            place = _PLACE.fullmatch(told.get("r", ""))
            if place:
                self.column, self.row = _number_of(place[1]), int(place[2])
            else:
                self.column += 1
            self.kind, self.style = told.get("t", ""), told.get("s", "")
            self.parts, self.length, self.formula = [], 0, None
        elif tag in ("v", "t"):
            self.listening = True
        elif tag == "rPh":
            self.aloud = True
        elif tag == "f":
            self.formula, self.calculated = [], True

    def text(self, words: str) -> None:
        if self.calculated and self.formula is not None:
            self.formula.append(words)
        elif self.listening and not self.aloud:
            self.parts.append(words)
        if self.calculated or self.listening:
            self.length += len(words)
            if self.length > LONGEST_CELL:
                raise _BrokenError

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self.listening = False
        elif tag == "rPh":
            self.aloud = False
        elif tag == "f":
            self.calculated = False
        elif tag == "c":
            self._keep()

    def _keep(self) -> None:
        words = "".join(self.parts)
        if self.formula and not words:
            # Nobody has calculated it: perhaps a note that begins with "=".
            self.kind, words = "str", "=" + "".join(self.formula)
        elif self.formula is not None and not words:
            raise BrokenFileError(
                _(
                    "{file}, row {row}: a formula has no result there; open the file in your office "
                    "program, save it and load it again."
                ).format(file=self.book.file, row=self.row)
            )
        value = self._value(words)
        if value is None or value == "":
            return
        cells = self.rows.get(self.row, [])
        # A row is only as long as its last cell.
        missing = max(0, self.column - len(cells))
        self.filled += missing
        if self.row > LAST_ROW or self.column > LAST_COLUMN or self.filled > MOST_CELLS:
            raise BrokenFileError(
                _(
                    "{file} has a filled cell in row {row}, column {column}, further out than any table of "
                    "the course; delete what stands outside the table and save it again."
                ).format(file=self.book.file, row=self.row, column=self.column)
            )
        if self.row < 1:
            raise _BrokenError
        cells = self.rows.setdefault(self.row, cells)
        cells.extend([None] * missing)
        cells[self.column - 1] = value

    def _value(self, words: str) -> Cell:
        if self.kind == "s":
            if not words.strip():
                return None
            place = int(words)
            if not 0 <= place < len(self.book.texts):
                raise _BrokenError
            return self.book.texts[place].strip()
        if self.kind in ("inlineStr", "str", "e"):
            return words.strip()
        if not words.strip():
            return None
        if self.kind == "b":
            return words.strip() in ("1", "true")
        if self.kind == "d":
            return datetime.fromisoformat(words.strip()).date()
        amount = float(words)
        if not math.isfinite(amount):
            raise _BrokenError
        style = int(self.style) if self.style.isdecimal() and len(self.style) < 8 else -1
        if 0 <= style < len(self.book.dates) and self.book.dates[style]:
            first = date(1904, 1, 1) if self.book.since_1904 else date(1899, 12, 30)
            return first + timedelta(days=int(amount))
        return int(amount) if amount.is_integer() and abs(amount) < 2**53 else amount


def _number_of(letters: str) -> int:
    """Return which column letters name, from 1.

    Examples
    --------
    >>> _number_of("A"), _number_of("XFD")
    (1, 16384)
    """
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column
