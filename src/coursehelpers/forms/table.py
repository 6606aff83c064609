"""A section of the workbook as a form: a table to fill in, or a page of fields, by keyboard alone if need be."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import anywidget
import traitlets
from pydantic import BaseModel, ValidationError

from coursehelpers.errors import BadCallError, CourseError
from coursehelpers.locale import _
from coursehelpers.names import plain
from coursehelpers.settings import Settings, read_settings
from coursehelpers.workbook import (
    PAGES,
    SECTIONS,
    Workbook,
    entry_model,
    my_country,
    open_workbook,
    save_workbook,
)

_STATIC = Path(__file__).parent / "static"


class Field(NamedTuple):
    """Describe one field of a form.

    Attributes
    ----------
    name : str
        Name of the entry's attribute.
    label : str
        What a reader sees.
    kind : {"text", "long", "number", "date", "choice"}
    choices : mapping of str to str
        What is stored, and what is read.
    hint : str
    folded : bool
        Whether it stands under “more”.
    """

    name: str
    label: str
    kind: str = "text"
    choices: Mapping[str, str] = {}
    hint: str = ""
    folded: bool = False


class TableForm(anywidget.AnyWidget):
    """Show a section of the workbook, and write each change into it.

    Whatever can be done here can be done with a spreadsheet as well: :func:`coursehelpers.tables.load`.

    Parameters
    ----------
    section : str
        A list or a page of :class:`coursehelpers.workbook.Workbook`.
    title : str
    fields : sequence of Field
        The first one names the row. Entries keep the fields that are not shown.
    fixed : bool, optional
        Whether rows can neither be added nor removed.
    settings : Settings, optional
        Where the learner's folder is; read from the environment by default.
    """

    _esm = _STATIC / "table.js"
    _css = _STATIC / "table.css"
    fields = traitlets.List(traitlets.Dict()).tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    changed = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        section: str,
        title: str,
        fields: Sequence[Field],
        *,
        fixed: bool = False,
        settings: Settings | None = None,
    ) -> None:
        self._section = section
        self._title = title
        self._settings = settings or read_settings()
        super().__init__(
            fields=[field._asdict() | {"choices": dict(field.choices)} for field in fields],
            words=_words(title) | {"page": section in PAGES, "fixed": fixed or section in PAGES},
            rows=[],
        )
        self.rows = self._rows(self._opened())
        self.observe(self._write, names="changed")

    def __repr__(self) -> str:
        return _("{title}: a form, to be filled in in JupyterLab.").format(title=self._title)

    def _opened(self) -> Workbook:
        return open_workbook(my_country(self._settings), self._settings)

    def _rows(self, workbook: Workbook) -> list[dict[str, Any]]:
        held = getattr(workbook, self._section)
        entries = [held] if self._section in PAGES else held
        return [entry.model_dump(mode="json") | {"_ident": self._ident(entry)} for entry in entries]

    def _ident(self, entry: BaseModel) -> str:
        return "\x1f".join(str(getattr(entry, name)) for name in SECTIONS.get(self._section, ()))

    def _write(self, change: Any) -> None:
        """Write one change; what is shown afterwards is what the workbook holds."""
        try:
            workbook = self._opened()
            apply_change(workbook, self._section, change["new"])
            save_workbook(workbook, self._settings)
            self.problem = ""
        except CourseError as error:
            self.problem = str(error)
        self.rows = self._rows(self._opened())
        self.send_state("rows")


def apply_change(workbook: Workbook, section: str, change: Mapping[str, Any]) -> None:
    """Change, add or remove one entry of a workbook.

    Parameters
    ----------
    workbook : Workbook
    section : str
    change : mapping
        ``{"ident": …, "values": {field: text}}`` changes an entry, ``{"add": {field: text}}`` adds one,
        ``{"remove": ident}`` removes one. An empty text means “not given”.

    Raises
    ------
    BadCallError
        If a value cannot be kept: with its field, and what it should be.
    """
    model = entry_model(section)
    if section in PAGES:
        before = getattr(workbook, section).model_dump()
        setattr(workbook, section, _checked(model, before | _given(model, change["values"])))
        return
    entries = list(getattr(workbook, section))
    names = SECTIONS[section]

    def ident(entry: Any) -> str:
        return "\x1f".join(str(getattr(entry, name)) for name in names)

    if "remove" in change:
        entries = [entry for entry in entries if ident(entry) != change["remove"]]
    elif "add" in change:
        values = _given(model, change["add"])
        if "key" in model.model_fields and not values.get("key") and values.get("name"):
            values["key"] = plain(values["name"]).replace(" ", "-") or values["name"]
        added = _checked(model, values)
        if ident(added) in map(ident, entries):
            raise BadCallError(_("There is such a row already; change that one instead."))
        entries.append(added)
    else:
        entries = [
            _checked(model, entry.model_dump() | _given(model, change["values"]))
            if ident(entry) == change["ident"]
            else entry
            for entry in entries
        ]
    if len(set(map(ident, entries))) < len(entries):
        raise BadCallError(_("There is such a row already; change that one instead."))
    setattr(workbook, section, entries)


def _given(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Take texts from a form; an empty one means the field's own default."""
    given = {}
    for name, value in values.items():
        field = model.model_fields[name]
        text = value.strip() if isinstance(value, str) else value
        if text in ("", None):
            given[name] = "" if field.is_required() else field.get_default()
        elif isinstance(text, str) and field.annotation not in (str,):
            # A decimal comma is a number too.
            given[name] = text.replace(",", ".") if _is_number(text) else text
        else:
            given[name] = text
    return given


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _checked(model: type[BaseModel], values: Mapping[str, Any]) -> BaseModel:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadCallError(
            _(
                "“{value}” cannot stand in “{field}”: {reason}. Correct it; nothing was lost."
            ).format(
                value=str(first["input"])[:60],
                field=first["loc"][0],
                reason=_reason(first),
            )
        ) from error


def _reason(error: Any) -> str:
    """Say in plain words what pydantic found."""
    context = error.get("ctx", {})
    kind = error["type"]
    if kind.startswith("string_too_short") or kind == "missing":
        return _("something has to be written here")
    if kind == "less_than_equal":
        return _("it should be at most {most}").format(most=context["le"])
    if kind == "greater_than_equal":
        return _("it should be at least {least}").format(least=context["ge"])
    if kind.startswith(("int", "float", "finite")):
        return _("a number is needed")
    if kind.startswith("date"):
        return _("a date such as {today} is needed").format(today=date(2027, 6, 30).isoformat())
    if kind == "literal_error":
        return _("it should be one of {choices}").format(choices=context["expected"])
    return str(error["msg"])


def _words(title: str) -> dict[str, Any]:
    return {
        "title": title,
        "add": _("add a row"),
        "remove": _("remove"),
        "more": _("more"),
        "saved": _("Saved."),
        "new": _("new row"),
        "none": _("nothing here yet"),
    }
