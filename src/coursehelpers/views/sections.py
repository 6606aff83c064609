"""A part of the workbook, as a lesson looks at it: a table or a page, as a form and as a spreadsheet."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from coursehelpers.ground.files import existing_file
from coursehelpers.ground.locale import _, ngettext
from coursehelpers.ground.tables import tidy
from coursehelpers.views.shown import Saved, Shown, ShownTable, sentences
from coursehelpers.views.view import View
from coursehelpers.workbook.desk import Desk
from coursehelpers.workbook.entries import allowed_words
from coursehelpers.workbook.file import PAGES, entry_model
from coursehelpers.workbook.spreadsheets import columns_of, load_section, save_section

if TYPE_CHECKING:
    from coursehelpers.forms.table import TableForm


class SectionView(View):
    """A table or page of the workbook.

    Parameters
    ----------
    desk : Desk
    section : str
        Its name in the workbook, such as ``"steps"`` or ``"campaign"``.
    """

    def __init__(self, desk: Desk, section: str) -> None:
        super().__init__(desk)
        self._section = section

    def _shown(self) -> Shown:
        caption = _("What your workbook holds; fill it in with .form(), or with a spreadsheet.")
        shown = ShownTable(self._in_words(), caption)
        shown.table = self.table
        return self._mine(shown)

    def _in_words(self) -> pd.DataFrame:
        """Write what is chosen from a list as people read it; the table itself keeps the codes."""
        table = self.table
        fields = entry_model(self._section).model_json_schema(mode="serialization")["properties"]
        for name, described in fields.items():
            codes = {code: _(code) for code in allowed_words(described) if code}
            if codes and name in table:
                words = [codes.get(code, code) for code in table[name].astype("object")]
                table = table.assign(**{name: pd.Series(words, table.index, dtype="object")})
        return table

    @property
    def table(self) -> pd.DataFrame:
        """One row an entry; of a page, one row."""
        held = getattr(self._desk.open(), self._section)
        entries = [held] if self._section in PAGES else held
        columns = columns_of(entry_model(self._section))
        return tidy([entry.model_dump(mode="json") for entry in entries], columns)

    def form(self) -> "TableForm":
        """Open it as a form, by mouse or keyboard."""
        from coursehelpers.forms.sections import form_of

        return self._mine(form_of(self._section, self._desk))

    def save(self, *, delimiter: Literal[",", ";"] = ",") -> Saved:
        """Save it as a spreadsheet to fill in.

        Parameters
        ----------
        delimiter : str, optional
            ``";"`` for spreadsheets of countries with a decimal comma.
        """
        path = self._export(f"{self._section}.csv")
        save_section(self._desk.open(), self._section, path, delimiter)
        return Saved(path)

    def load(self, file: str | Path) -> Shown:
        """Load it from a spreadsheet that was filled in; a row that is known is replaced.

        Raises
        ------
        BrokenFileError
            If a row cannot be read: with its number and field.
        """
        workbook = self._desk.open()
        path = existing_file(file, self._desk.settings)
        read = load_section(workbook, self._section, path)
        self._desk.save(workbook)
        said = ngettext("{n} row read.", "{n} rows read.", read).format(n=read)
        return self._mine(sentences([said]))
