"""Any list or page of the workbook as a spreadsheet, and back: the way round every form."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from coursehelpers.documents.text import to_csv
from coursehelpers.documents.xlsx import Sheet, write_xlsx
from coursehelpers.ground.errors import BadCallError, BrokenFileError
from coursehelpers.ground.files import write_whole
from coursehelpers.ground.locale import _, enumeration
from coursehelpers.ground.settings import TRAINING_COUNTRY
from coursehelpers.ground.tables import DATE, NUMBER, TEXT, WHOLE, Column, Columns, tidy
from coursehelpers.reading.spreadsheet import Cell
from coursehelpers.reading.table import Row, Table, parse_table, read_table
from coursehelpers.reading.values import UnclearNumberError, as_text, day, number, whole_number
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
    described = model.model_json_schema(mode="serialization")["properties"]
    return {
        name: Column(_dtype(schema), name.replace("_", " ")) for name, schema in described.items()
    }


_TYPES = {"integer": WHOLE, "number": NUMBER}


def _dtype(schema: Mapping[str, Any]) -> str:
    """Find the type of a column in the JSON Schema of a field, which may be left empty."""
    for choice in schema.get("anyOf", [schema]):
        if choice.get("format") == "date":
            return DATE
        if choice.get("type") in _TYPES:
            return _TYPES[choice["type"]]
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
    table = tidy([entry.model_dump(mode="json") for entry in entries], columns)
    for name, column in columns.items():
        if column.dtype == NUMBER:
            table[name] = table[name].astype("object").map(_clearly, na_action="ignore")
    return to_csv(table, columns, delimiter)


def _clearly(value: float) -> str:
    """Write a number so that its decimals cannot be taken for thousands: 20.253 as 20.2530."""
    text = repr(float(value))
    return f"{text}0" if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text) else text


def read_entries(text: str, file: str, model: type[Entry]) -> list[Entry]:
    r"""Read entries that a spreadsheet has saved as CSV.

    Commas, semicolons and tabs between cells are understood, and numbers as :mod:`coursehelpers.reading.values`
    reads them.

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
    return _read(parse_table(text, file, columns_of(model)), file, model)


def read_file(path: Path, model: type[Entry]) -> list[Entry]:
    """Read entries from a file, ``.csv`` or ``.xlsx``.

    Raises
    ------
    BrokenFileError
        If the file cannot be opened, or a row of it not be read.
    """
    return _read(read_table(path, columns_of(model)), path.name, model)


def _read(table: Table, file: str, model: type[Entry]) -> list[Entry]:
    columns = columns_of(model)
    needed = [
        name
        for name, field in model.model_fields.items()
        if field.is_required() and not (name == "key" and "name" in model.model_fields)
    ]
    missing = [name for name in needed if name not in table.header]
    if missing:
        raise BrokenFileError(
            _(
                "{file} has no column “{column}”; begin with the table that the course saves."
            ).format(file=file, column=missing[0])
        )
    absent = [name for name in columns if name not in table.header]
    foreign = [name for name in table.header if name in table.filled() - set(columns)]
    if absent and foreign:
        # Where all columns are there, others are the reader's own; else one may have been renamed.
        raise BrokenFileError(
            _(
                "{file}: “{column}” is no column of this table; delete it, or name it as what it holds: {names}."
            ).format(file=file, column=foreign[0][:80], names=enumeration(absent))
        )
    return [_read_row(row, columns, file, model) for row in table.rows]


def _read_row(row: Row, columns: Columns, file: str, model: type[Entry]) -> Entry:
    values: dict[str, Any] = {}
    for column, described in columns.items():
        if column in row.cells:
            try:
                values[column] = _value(row.cells[column], described.dtype)
            except UnclearNumberError as error:
                raise BrokenFileError(
                    _(
                        "{file}, row {row}, “{field}”: {value} is not clear: {why}; "
                        "write the one you mean and load the file again."
                    ).format(
                        file=file, row=row.number, field=column, value=row.cells[column], why=error
                    )
                ) from error
            if described.dtype in (WHOLE, NUMBER) and isinstance(values[column], str):
                # The schema would still make a number of “1_000”.
                raise _unread(file, row, column)
            if described.dtype == DATE and not isinstance(values[column], date):
                raise _no_day(
                    _("{file}, row {row}").format(file=file, row=row.number),
                    column,
                    as_text(row.cells[column]),
                )
    if "name" in values and "key" in model.model_fields:
        values.setdefault("key", values["name"])
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _unread(file, row, str(error.errors()[0]["loc"][0])) from error


def _unread(file: str, row: Row, field: str) -> BrokenFileError:
    return BrokenFileError(
        _(
            "{file}, row {row}, “{field}”: {value} cannot be read; correct it and load the file again."
        ).format(
            file=file, row=row.number, field=field, value=as_text(row.cells.get(field))[:80] or "–"
        )
    )


def _no_day(where: str, field: str, value: str) -> BrokenFileError:
    return BrokenFileError(
        _(
            "{where}, “{field}”: {value} is no day that can be read for certain; "
            "write it as year-month-day, such as {example}, and load the file again."
        ).format(where=where, field=field, value=value[:80], example="2026-11-25")
    )


def _value(cell: Cell, dtype: str) -> Any:
    """Read a cell as what its column holds; anything else is left for the schema to refuse."""
    if dtype == TEXT:
        return as_text(cell)
    if dtype == DATE:
        found = day(cell)
        return cell if found is None else found
    if not isinstance(cell, str):
        # A spreadsheet knows its numbers; a day or a yes is none.
        return (
            cell if isinstance(cell, int | float) and not isinstance(cell, bool) else as_text(cell)
        )
    read = whole_number(cell) if dtype == WHOLE else number(cell)
    return cell if read is None else read


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
    columns = columns_of(model)
    page = getattr(workbook, section).model_dump()
    answered: dict[str, Any] = {}
    for name, answer in told.items():
        if name not in page:
            raise BrokenFileError(
                _("{file}: “{field}” is no field of this page; name it as one of {names}.").format(
                    file=path.name, field=name[:80], names=enumeration(page)
                )
            )
        if not answer:
            # What was emptied is empty again; a field that the file does not name keeps its answer.
            answered[name] = model.model_fields[name].default
        elif columns[name].dtype == DATE:
            answered[name] = day(answer)
            if answered[name] is None:
                raise _no_day(path.name, name, answer)
        else:
            answered[name] = answer
    try:
        setattr(workbook, section, model.model_validate(page | answered))
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
                section=section, sections=enumeration([*SECTIONS, *PAGES])
            )
        )
    return entry_model(section)
