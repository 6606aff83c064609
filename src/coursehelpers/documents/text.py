"""Tables as text: for the terminal, for a spreadsheet (CSV), for another program (JSON)."""

import csv
import io
import json
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coursehelpers.ground.characters import printable
from coursehelpers.ground.files import as_text_cell
from coursehelpers.ground.locale import ENGLISH, _, dated, language, number

if TYPE_CHECKING:
    import pandas as pd

    from coursehelpers.ground.tables import Columns


def to_lines(table: "pd.DataFrame") -> str:
    """Write a table in columns of even width, for reading.

    Examples
    --------
    >>> import pandas as pd
    >>> print(to_lines(pd.DataFrame({"code": ["XH", None], "declared": [1200, 5]})))
    code  declared
    XH       1,200
    –            5
    """
    texts_of = {
        name: [shown(value) for value in table[name].astype("object")] for name in table.columns
    }
    headings = {name: column_heading(str(name)) for name in texts_of}
    widths = {
        name: max([len(headings[name]), *map(len, texts)]) for name, texts in texts_of.items()
    }
    right = numbers_in(table)

    def line(texts: Mapping[str, str]) -> str:
        cells = [
            text.rjust(widths[name]) if name in right else text.ljust(widths[name])
            for name, text in texts.items()
        ]
        return "  ".join(cells).rstrip()

    rows = [
        dict(zip(texts_of, texts, strict=True)) for texts in zip(*texts_of.values(), strict=True)
    ]
    return "\n".join([line(headings), *map(line, rows)])


def column_heading(name: str) -> str:
    """Return what stands above a column for a reader: in English its name, elsewhere words for it.

    Examples
    --------
    >>> column_heading("first_step")
    'first_step'
    """
    return name if language() == ENGLISH else _(name.replace("_", " "))


def numbers_in(table: "pd.DataFrame") -> set[str]:
    """Name the columns whose values are numbers, and are set to the right."""
    # Text that is no table, such as a letter, is written without pandas.
    import pandas as pd

    kinds = pd.api.types
    return {
        name
        for name in table.columns
        if kinds.is_numeric_dtype(table[name]) and not kinds.is_bool_dtype(table[name])
    }


def shown(value: Any) -> str:
    """Write one value for reading; a dash where it is missing.

    Examples
    --------
    >>> shown(1200), shown(None)
    ('1,200', '–')
    """
    import pandas as pd

    if value is None or pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return dated(value)
    if isinstance(value, bool):
        return _("true") if value else _("false")
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float):
        return number(value, 2)
    return printable(str(value), "line")


def shorten(text: str, width: int) -> str:
    """Cut a name that is too long for its place.

    Examples
    --------
    >>> shorten("National Museum of Natural History", 20)
    'National Museum of …'
    """
    text = printable(" ".join(text.split()))
    return text if len(text) <= width else textwrap.shorten(text, width, placeholder=" …")


def to_csv(table: "pd.DataFrame", columns: "Columns", delimiter: str = ",") -> str:
    r"""Write a table as CSV in which no cell is a formula.

    Parameters
    ----------
    table : pandas.DataFrame
    columns : Columns
        Which columns, in which order.
    delimiter : str, optional
        ``","``, or ``";"`` for spreadsheets of countries with a decimal comma.

    Examples
    --------
    >>> from coursehelpers.ground.tables import TEXT, Column
    >>> import pandas as pd
    >>> to_csv(pd.DataFrame({"name": ["=1+1"]}), {"name": Column(TEXT, "")})
    "name\r\n'=1+1\r\n"
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    cells = [[_cell(value) for value in table[name].astype("object")] for name in columns]
    writer.writerows(zip(*cells, strict=True))
    return text.getvalue()


def _cell(value: Any) -> str:
    import pandas as pd

    if value is None or pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return as_text_cell(printable(value, "cell")) if isinstance(value, str) else str(value)


def to_records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Turn a table into values that JSON has: missing becomes None, dates ISO 8601.

    Examples
    --------
    >>> import pandas as pd
    >>> to_records(pd.DataFrame({"declared": pd.array([3, None], dtype="Int64")}))
    [{'declared': 3}, {'declared': None}]
    """
    names = list(table.columns)
    columns = [[_plain(value) for value in table[name].astype("object")] for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(value: Any) -> Any:
    import pandas as pd

    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return round(value, 6) if isinstance(value, float) else value


def to_json(value: Mapping[str, Any]) -> str:
    """Write one JSON object; every letter of every alphabet as it is, unseen marks by their number.

    Examples
    --------
    >>> print(to_json({"country": "CÔTE"}))
    {
     "country": "CÔTE"
    }
    """
    return printable(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False), "json")
