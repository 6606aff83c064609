"""Tables as a spreadsheet: typed, frozen, explained, with columns to work in."""

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from coursehelpers.documents.office import CREATOR, made_by_the_course
from coursehelpers.ground.characters import printable
from coursehelpers.ground.files import is_formula, write_whole
from coursehelpers.ground.locale import _
from coursehelpers.ground.tables import DATE, NUMBER, WHOLE, Columns

_FORMATS = {WHOLE: "#,##0", NUMBER: "0.00", DATE: "yyyy-mm-dd"}
_WIDEST = 48
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_KEY_SHOWN = 10
_LONGEST = 32_000
"""Characters that a cell may have; spreadsheets stop at 32,767."""
_HEADER = PatternFill("solid", fgColor="E8EEF2")
_WORKING = PatternFill("solid", fgColor="FFF6DB")


class Sheet(NamedTuple):
    """Describe one sheet.

    Attributes
    ----------
    title : str
        What does not fit into the name of a sheet is cut.
    table : pandas.DataFrame
    columns : Columns
        Which columns, in which order, and what they mean.
    working : mapping of str to str
        Blank columns for the learner's own work, and what to write in them.
    unknown : str
        What stands in the cell of a number that is not known; nothing where the sheet is filled in and read back.
    codes : mapping of str to mapping
        For columns that hold codes, what each of them means.
    """

    title: str
    table: pd.DataFrame
    columns: Columns
    working: Mapping[str, str] = {}
    unknown: str = ""
    codes: Mapping[str, Mapping[str, str]] = {}


_NOT_IN_A_TITLE = str.maketrans("[]:*?/\\", "()-----")
_LONGEST_TITLE = 31
"""Characters of a sheet's name, in every spreadsheet program."""


def _titles(sheets: Sequence[Sheet]) -> list[str]:
    """Make the names of sheets ones that a spreadsheet may have: short, and no two alike."""
    titles: list[str] = []
    for sheet in sheets:
        title = sheet.title.translate(_NOT_IN_A_TITLE)[:_LONGEST_TITLE].strip(" '")
        if title.casefold() in (other.casefold() for other in titles):
            title = f"{title[: _LONGEST_TITLE - 3]} {len(titles) + 1}"
        titles.append(title)
    return titles


def write_xlsx(
    path: Path, sheets: Sequence[Sheet], about: Sequence[str], *, exercise: bool
) -> None:
    """Write sheets, and a last one that says what each column means and where the numbers are from.

    Parameters
    ----------
    path : pathlib.Path
        Written whole or not at all.
    sheets : sequence of Sheet
    about : sequence of str
        Sentences for the last sheet: source, dates, notes.
    exercise : bool
        Whether the country is made up: then every sheet says so.

    Raises
    ------
    CourseError
        If the file cannot be written.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    legend = Sheet(_("What the columns mean"), pd.DataFrame(), {})
    *titles, legend_title = _titles([*sheets, legend])
    sheets = [sheet._replace(title=title) for sheet, title in zip(sheets, titles, strict=True)]
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet)
    _explain(book.create_sheet(legend_title), sheets, about)
    for page in book.worksheets:
        _dress(page, exercise=exercise)
    body = io.BytesIO()
    book.properties.creator = book.properties.lastModifiedBy = CREATOR
    book.save(body)
    write_whole(path, made_by_the_course(body.getvalue()))


def _fill(page: Worksheet, sheet: Sheet) -> None:
    names = [*sheet.columns, *sheet.working]
    _write_row(page, 1, names)
    for name, cell in zip(names, page[1], strict=True):
        cell.fill = _WORKING if name in sheet.working else _HEADER
    values = [sheet.table[name].astype("object") for name in sheet.columns]
    for row, entries in enumerate(zip(*values, strict=True), start=2):
        _write_row(page, row, entries)
    for position, described in enumerate(sheet.columns.values(), start=1):
        if described.dtype in _FORMATS:
            for row in range(2, page.max_row + 1):
                page.cell(row, position).number_format = _FORMATS[described.dtype]
        if sheet.unknown and described.dtype in (WHOLE, NUMBER):
            for row in range(2, page.max_row + 1):
                if (cell := page.cell(row, position)).value is None:
                    cell.value = sheet.unknown
                    cell.alignment = Alignment(horizontal="right")
    page.auto_filter.ref = page.dimensions


def _write_row(page: Worksheet, row: int, values: Sequence[Any]) -> None:
    for position, value in enumerate(values, start=1):
        if not pd.isna(value):
            _write(page.cell(row, position), value)


def _write(cell: Cell | MergedCell, value: Any) -> None:
    """Write a value; a text stays a text, whatever it begins with."""
    if isinstance(value, str):
        value = printable(value, "cell")[:_LONGEST]
    elif isinstance(value, pd.Timestamp):
        value = value.date()
    cell.value = value
    if isinstance(value, str) and is_formula(value):
        cell.data_type = "s"
        cell.quotePrefix = True


def _explain(page: Worksheet, sheets: Sequence[Sheet], about: Sequence[str]) -> None:
    _write_row(page, 1, [_("sheet"), _("column"), _("what stands in it")])
    row = 2
    for sheet in sheets:
        meanings = {name: column.meaning for name, column in sheet.columns.items()}
        meanings |= sheet.working
        for name, meaning in meanings.items():
            codes = sheet.codes.get(name, {})
            coded = [(f"{name}: {code}", words) for code, words in codes.items()]
            for column, words in [(name, meaning), *coded]:
                _write_row(page, row, [sheet.title, column, words])
                row += 1
    for position, sentence in enumerate(about, start=row + 1):
        _write_row(page, position, [sentence])


def _width(cell: Cell | MergedCell) -> int:
    """Return the letters that a cell shows; of a number, as its format writes it."""
    if isinstance(cell.value, float):
        return len(f"{cell.value:,.2f}")
    if isinstance(cell.value, int):
        return len(f"{cell.value:,}")
    # A key is there for programs: who reads the table does not need to see it whole.
    return _KEY_SHOWN if _KEY.fullmatch(str(cell.value)) else len(str(cell.value or ""))


def _dress(page: Worksheet, *, exercise: bool) -> None:
    """Freeze and mark the header, set widths, and say on every sheet if the country is made up."""
    page.freeze_panes = "A2"
    for cell in page[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="top")
    for position in range(1, page.max_column + 1):
        cells = [page.cell(row, position) for row in range(1, page.max_row + 1)]
        longest = max(map(_width, cells), default=0)
        page.column_dimensions[get_column_letter(position)].width = (
            min(max(longest, 8), _WIDEST) + 2
        )
        for cell in cells[1:]:
            if isinstance(cell.value, str) and len(cell.value) > _WIDEST and " " in cell.value:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    if exercise:
        mark = _("exercise: made-up country")
        page.oddHeader.center.text = mark  # type: ignore[union-attr]
        page.sheet_properties.tabColor = "D55E00"
        _write(page.cell(1, page.max_column + 1), mark)
