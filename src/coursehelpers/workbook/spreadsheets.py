"""Any list or page of the workbook as a spreadsheet, and back: the way round every form."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from coursehelpers.documents.text import to_csv
from coursehelpers.documents.xlsx import Sheet, read_cells, write_xlsx
from coursehelpers.errors import BadCallError, BrokenFileError
from coursehelpers.files import from_text_cell, write_whole
from coursehelpers.locale import _
from coursehelpers.settings import TRAINING_COUNTRY
from coursehelpers.tables import DATE, NUMBER, TEXT, WHOLE, Column, Columns, tidy
from coursehelpers.workbook.file import PAGES, SECTIONS, Workbook, entry_model

Entry = TypeVar("Entry", bound=BaseModel)


class _Answer(BaseModel):
    """One field of a page, which a spreadsheet shows as a row."""

    field: str
    answer: str = ""


def columns_of(model: type[BaseModel]) -> Columns:
    """Describe the columns of a model's table.

    Examples
    --------
    >>> from coursehelpers.workbook.entries import Tie
    >>> [column.dtype for column in columns_of(Tie).values()]
    ['string', 'string', 'string', 'Int64']
    """
    return {
        name: Column(_dtype(field.annotation), name.replace("_", " "))
        for name, field in model.model_fields.items()
    }


def _dtype(annotation: Any) -> str:
    words = str(annotation)
    for part, dtype in (("date", DATE), ("int", WHOLE), ("float", NUMBER)):
        if part in words:
            return dtype
    return TEXT


def write_entries(entries: Iterable[BaseModel], columns: Columns, delimiter: str = ",") -> str:
    """Write entries as CSV in which no cell is a formula.

    Parameters
    ----------
    entries : iterable of pydantic.BaseModel
    columns : Columns
    delimiter : str, optional
        ``";"`` for spreadsheets of countries with a decimal comma.
    """
    rows = [entry.model_dump(mode="json") for entry in entries]
    return to_csv(tidy(rows, columns), columns, delimiter)


def read_entries(text: str, file: str, model: type[Entry]) -> list[Entry]:
    r"""Read entries that a spreadsheet has saved as CSV.

    Commas, semicolons and tabs between cells are understood, and numbers such as ``4``, ``4,0`` and ``4.0``.

    Parameters
    ----------
    text : str
    file : str
        Name of the file, for what is said about a bad row.
    model : type
        What a row holds.

    Raises
    ------
    BrokenFileError
        If a row cannot be read: with its number and field.

    Examples
    --------
    >>> from coursehelpers.workbook.entries import Risk
    >>> read_entries("risk;effect\nnobody answers;3,0\n", "mine.csv", Risk)[0].effect
    3
    """
    text = text.removeprefix("\ufeff")
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _read(rows, rows.fieldnames or [], file, model)


def _read(
    rows: Iterable[Mapping[str, Any]], header: Sequence[str], file: str, model: type[Entry]
) -> list[Entry]:
    needed = [
        name
        for name, field in model.model_fields.items()
        if field.is_required() and not (name == "key" and "name" in model.model_fields)
    ]
    missing = [name for name in needed if name not in header]
    if missing:
        raise BrokenFileError(
            _(
                "{file} has no column “{column}”; begin with the table that the course saves."
            ).format(file=file, column=missing[0])
        )
    return [
        _read_row(row, number, file, model)
        for number, row in enumerate(rows, start=2)
        if any(row.values())
    ]


def _read_row(row: Mapping[str, Any], number: int, file: str, model: type[Entry]) -> Entry:
    values: dict[str, Any] = {}
    for column, described in columns_of(model).items():
        cell = from_text_cell(str(row.get(column) or "").strip())
        if cell:
            values[column] = _number(cell) if described.dtype in (WHOLE, NUMBER) else cell
    if "name" in values and "key" in model.model_fields:
        values.setdefault("key", values["name"])
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise BrokenFileError(
            _(
                "{file}, row {row}, “{field}”: {value} cannot be read; correct it and load the file again."
            ).format(
                file=file,
                row=number,
                field=first["loc"][0],
                value="–" if first["type"] == "missing" else str(first["input"])[:80] or "–",
            )
        ) from error


def _number(cell: str) -> Any:
    """Read 4, 4,0 or 4.0 as 4; anything else is left for the schema to refuse."""
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        return cell
    return int(number) if number.is_integer() else number


def read_file(path: Path, model: type[Entry]) -> list[Entry]:
    """Read entries from a file, ``.csv`` or ``.xlsx``.

    Raises
    ------
    BrokenFileError
        If the file cannot be opened, or a row of it not be read.
    """
    if path.suffix.casefold() == ".xlsx":
        header, rows = read_cells(path)
        return _read(
            (dict(zip(header, row, strict=False)) for row in rows), header, path.name, model
        )
    try:
        body = path.read_bytes()
    except OSError as error:
        raise BrokenFileError(
            _("{file} cannot be opened ({reason}); check its name and folder.").format(
                file=path, reason=error.strerror or error
            )
        ) from error
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What older spreadsheets of western countries write.
        text = body.decode("cp1252", errors="replace")
    return read_entries(text, path.name, model)


def save_section(workbook: Workbook, section: str, path: Path, delimiter: str = ",") -> None:
    """Save one list or page of a workbook; the suffix of the file decides how.

    Parameters
    ----------
    workbook : Workbook
    section : str
        Such as ``"steps"``, or a page such as ``"campaign"``: one row a field.
    path : pathlib.Path
        ``.csv`` or ``.xlsx``.
    delimiter : str, optional
        Of a CSV.

    Raises
    ------
    BadCallError
        If there is no such list, or the suffix is another.
    """
    columns = columns_of(_row_model(section))
    entries = _rows_of_page(workbook, section) if section in PAGES else getattr(workbook, section)
    suffix = path.suffix.casefold()
    if suffix == ".csv":
        write_whole(path, write_entries(entries, columns, delimiter).encode("utf-8-sig"))
    elif suffix == ".xlsx":
        table = tidy([entry.model_dump(mode="json") for entry in entries], columns)
        sheets = [Sheet(section.replace("_", " "), table, columns)]
        write_xlsx(path, sheets, [], exercise=workbook.country == TRAINING_COUNTRY)
    else:
        raise BadCallError(
            _("“{name}” ends in none of .csv or .xlsx; give the file one of these endings.").format(
                name=path.name
            )
        )


def load_section(workbook: Workbook, section: str, path: Path) -> int:
    """Load one list or page of a workbook from a spreadsheet; an entry or a field that is known is replaced.

    Returns
    -------
    int
        How many rows were read.

    Raises
    ------
    BrokenFileError
        If the file or a row cannot be read: with its number and field.
    BadCallError
        If there is no such list.
    """
    if section in PAGES:
        return _load_page(workbook, section, path)
    read = read_file(path, _row_model(section))
    names = SECTIONS[section]

    def ident(entry: BaseModel) -> tuple[Any, ...]:
        return tuple(getattr(entry, name) for name in names)

    known = {ident(entry): entry for entry in getattr(workbook, section)}
    setattr(workbook, section, list((known | {ident(entry): entry for entry in read}).values()))
    return len(read)


def _rows_of_page(workbook: Workbook, section: str) -> list[_Answer]:
    values = getattr(workbook, section).model_dump(mode="json")
    return [_Answer(field=name, answer=value or "") for name, value in values.items()]


def _load_page(workbook: Workbook, section: str, path: Path) -> int:
    told = {row.field: row.answer for row in read_file(path, _Answer)}
    model = entry_model(section)
    page = getattr(workbook, section).model_dump()
    try:
        # What was emptied is empty again; a field that the file does not name keeps its answer.
        emptied = {name: model.model_fields[name].default for name in told if name in page}
        answered = {name: answer for name, answer in told.items() if answer}
        setattr(workbook, section, model.model_validate(page | emptied | answered))
    except ValidationError as error:
        first = error.errors()[0]
        raise BrokenFileError(
            _(
                "{file}, “{field}”: {value} cannot be read; correct it and load the file again."
            ).format(file=path.name, field=first["loc"][0], value=str(first["input"])[:80])
        ) from error
    return len(told)


def _row_model(section: str) -> type[BaseModel]:
    if section in PAGES:
        return _Answer
    if section not in SECTIONS:
        raise BadCallError(
            _("“{section}” is no table of the workbook; choose one of {sections}.").format(
                section=section, sections=", ".join([*SECTIONS, *PAGES])
            )
        )
    return entry_model(section)
