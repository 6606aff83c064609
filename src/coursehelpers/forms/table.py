"""A section of the workbook as a form: a table to fill in, or a page of fields, by keyboard alone if need be."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import traitlets
from pydantic import BaseModel

from coursehelpers.documents import html
from coursehelpers.forms.form import ONE_CHANGE, CourseForm, script, stopped_words, style
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.locale import _
from coursehelpers.workbook.changes import apply_change, drafted, keep_draft
from coursehelpers.workbook.desk import Desk
from coursehelpers.workbook.file import PAGES, SECTIONS, Workbook

_ROWS_WITHOUT_SCRIPT = 8


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


class TableForm(CourseForm):
    """Show a section of the workbook, and write each change into it.

    Whatever can be done here can be done with a spreadsheet as well: :mod:`coursehelpers.workbook.spreadsheets`.

    Parameters
    ----------
    section : str
        A list or a page of :class:`coursehelpers.workbook.file.Workbook`.
    title : str
    fields : sequence of Field
        The first one names the row. Entries keep the fields that are not shown.
    fixed : bool, optional
        Whether rows can neither be added nor removed.
    desk : Desk
        Where the answers lie.
    """

    _esm = script("table")
    _css = style("table")
    fields = traitlets.List(traitlets.Dict()).tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    changed = traitlets.Dict().tag(sync=True)
    draft = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        section: str,
        title: str,
        fields: Sequence[Field],
        *,
        desk: Desk,
        fixed: bool = False,
    ) -> None:
        self._section = section
        self._title = title
        self._desk = desk
        self._renamed: dict[str, str] = {}
        super().__init__(
            fields=[field._asdict() | {"choices": dict(field.choices)} for field in fields],
            words=_words(title) | {"page": section in PAGES, "fixed": fixed or section in PAGES},
            rows=[],
        )
        workbook = self._opened()
        self.rows = self._rows(workbook)
        self.draft = drafted(workbook, section)
        self.observe(self._write, names="changed")
        self.observe(self._keep_draft, names="draft")

    def __repr__(self) -> str:
        return _("{title}: a form, to be filled in in JupyterLab.").format(title=self._title)

    def standing_table(self) -> str:
        """Return the first rows, and how many there are; of a page, its fields."""
        seen = [field for field in self.fields if not field["folded"]]
        if self._section in PAGES:
            told = [(field["label"], _told(field, self.rows[0])) for field in seen]
            table = pd.DataFrame(told, columns=[_("field"), _("what it holds")])
            return html.table(table, repr(self))
        rows = [[_told(field, row) for field in seen] for row in self.rows[:_ROWS_WITHOUT_SCRIPT]]
        table = pd.DataFrame(rows, columns=[field["label"] for field in seen])
        caption = _("{form} {n} of {all} rows are shown here.").format(
            form=repr(self), n=len(rows), all=len(self.rows)
        )
        return html.table(table, caption)

    def _opened(self) -> Workbook:
        return self._desk.open()

    def _rows(self, workbook: Workbook) -> list[dict[str, Any]]:
        held = getattr(workbook, self._section)
        entries = [held] if self._section in PAGES else held
        return [entry.model_dump(mode="json") | {"_ident": self._ident(entry)} for entry in entries]

    def _idents(self, workbook: Workbook) -> list[str]:
        return [row["_ident"] for row in self._rows(workbook)]

    def _ident(self, entry: BaseModel) -> str:
        return "\x1f".join(str(getattr(entry, name)) for name in SECTIONS.get(self._section, ()))

    def _write(self, change: Any) -> None:
        """Write one change; what is shown afterwards is what the workbook holds."""
        told = change["new"]
        try:
            workbook = self._opened()
            before = self._idents(workbook)
            # Sent before the script knew that the row has another name by now.
            ident = self._renamed.get(told.get("ident", ""))
            apply_change(workbook, self._section, told | {"ident": ident} if ident else told)
            if "add" in told:
                keep_draft(workbook, self._section, {})
            self._desk.save(workbook)
            if "values" in told:
                after = self._idents(workbook)
                now = {old: new for old, new in zip(before, after, strict=True) if old != new}
                self._renamed = {
                    old: now.get(new, new) for old, new in self._renamed.items() if new in before
                } | now
            self.problem = ""
        except CourseError as error:
            self.problem = str(error)
        workbook = self._opened()
        # First, so that the empty row is drawn empty.
        self.draft = drafted(workbook, self._section)
        self.rows = self._rows(workbook)
        self.send_state("rows")

    def _keep_draft(self, change: Any) -> None:
        """Keep a row that was typed and not added yet."""
        try:
            with ONE_CHANGE:
                workbook = self._opened()
                if drafted(workbook, self._section) == change["new"]:
                    return
                keep_draft(workbook, self._section, change["new"])
                self._desk.save(workbook)
            self.problem = ""
        except CourseError as error:
            self.problem = str(error)


def _told(field: Mapping[str, Any], row: Mapping[str, Any]) -> str | None:
    """Return what a reader sees of a field; missing where nothing is given."""
    value = row.get(field["name"])
    return None if value in (None, "") else field["choices"].get(str(value), str(value))


def _words(title: str) -> dict[str, Any]:
    return {
        **stopped_words(),
        "title": title,
        "add": _("add a row"),
        "remove": _("remove"),
        "more": _("more"),
        "saved": _("Saved."),
        "new": _("new row"),
        "none": _("nothing here yet"),
        "find": _("Find a name:"),
        "rest": _("{n} more: type a part of the name."),
    }
