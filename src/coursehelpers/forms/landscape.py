"""The landscape to look through: searched, sorted and narrowed down to one kind of conversation."""

from collections.abc import Iterable
from typing import Any

import traitlets

from coursehelpers.documents import html
from coursehelpers.forms.form import CourseForm, script, style
from coursehelpers.ground.locale import _, language, thousands
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.conversations import CONVERSATIONS, first_step, in_words
from coursehelpers.landscape.corrections import Noted, in_writing
from coursehelpers.landscape.survey import COLUMNS, Landscape

_COLUMNS = ("name", "city", "declared", "declared_basis", "linked", "triage", "url")
_ROWS_WITHOUT_SCRIPT = 12


class LandscapeForm(CourseForm):
    """Show the institutions of a country to search, to sort and to narrow down; nothing is written.

    Parameters
    ----------
    landscape : Landscape
    notes : iterable of Noted, optional
        What the learner knows better; it stands beside GBIF's values.
    """

    alone = "landscape"
    _esm = script("landscape")
    _css = style("landscape")
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, landscape: Landscape, notes: Iterable[Noted] = ()) -> None:
        self._landscape = landscape
        self.of = landscape.country
        super().__init__(rows=_rows(landscape, notes), words=_words(landscape))

    def __repr__(self) -> str:
        return _("{n} institutions, to be searched and sorted in JupyterLab.").format(
            n=len(self.rows)
        )

    def standing_data(self) -> dict[str, Any]:
        """Return rows and words."""
        return {"rows": self.rows, "words": self.words}

    def standing_table(self) -> str:
        """Return the first institutions as a table."""
        table = in_words(self._landscape.table[["name", "city", "declared", "linked", "triage"]])
        caption = _("The first {n} of {all} rows. {source}").format(
            n=min(_ROWS_WITHOUT_SCRIPT, len(table)), all=len(table), source=self.words["source"]
        )
        return html.table(table.head(_ROWS_WITHOUT_SCRIPT), caption)


def _rows(landscape: Landscape, notes: Iterable[Noted]) -> list[dict[str, Any]]:
    yours: dict[str, dict[str, str]] = {}
    for noted in notes:
        yours.setdefault(noted.key, {})[noted.field] = in_writing(noted)
    return [
        {
            "name": row.name or row.key,
            "city": row.city or "",
            "declared": row.declared,
            "partial": row.declared_basis == "partial",
            "linked": row.linked,
            "triage": row.triage,
            "step": first_step(row),
            "url": row.url,
            "yours": yours.get(row.key, {}),
        }
        for row in rows_of(landscape.table, *COLUMNS)
    ]


def _words(landscape: Landscape) -> dict[str, Any]:
    return {
        "language": language().replace("_", "-"),
        "thousands": thousands(),
        "title": _("The institutions of your country"),
        "find": _("Find a name or a city"),
        "kind": _("Kind of conversation"),
        "all": _("all kinds"),
        "name": _("name"),
        "city": _("city"),
        "declared": _("declared"),
        "linked": _("linked"),
        "triage": _("conversation"),
        "step": _("first step"),
        "picture": _("hollow: declared; filled: linked; each line ten times as much"),
        "at_least": _("at least {n}"),
        "not_stated": _("not stated"),
        "beside": _("{registry} (you: {yours})"),
        "count": _("{n} of {all} institutions"),
        "more": _("show {n} more"),
        "open": _("page in GRSciColl"),
        "labels": {code: kind.label for code, kind in CONVERSATIONS.items()},
        "kinds": {code: kind.words for code, kind in CONVERSATIONS.items()},
        "source": source_line(landscape.provenance, landscape.country),
    }
