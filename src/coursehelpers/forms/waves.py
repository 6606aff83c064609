"""The three waves as a form: who is called now, next and later, moved with a reason."""

from typing import Any

import pandas as pd
import traitlets

from coursehelpers.documents import html
from coursehelpers.forms.form import CourseForm, script, stopped_words, style
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.locale import _
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.landscape.survey import Landscape
from coursehelpers.order.calling_order import WAVES, CallingOrder, prioritize
from coursehelpers.workbook.changes import apply_change, put_entry
from coursehelpers.workbook.desk import Desk
from coursehelpers.workbook.file import Workbook

_ROWS_WITHOUT_SCRIPT = 12


class WavesForm(CourseForm):
    """Show our calling order in three waves, and write each move with its reason into the workbook.

    Whatever can be done here can be done with ``course.order().move`` as well.

    Parameters
    ----------
    landscape : Landscape
    desk : Desk
        Where the answers lie.
    """

    alone = "waves"
    _esm = script("waves")
    _css = style("waves")
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    moved = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, landscape: Landscape, desk: Desk) -> None:
        self._landscape = landscape
        self._desk = desk
        workbook = desk.about(landscape.country)
        self._order = prioritize(landscape, workbook)
        # What the course would propose, for whoever takes a move back.
        asked_nothing = workbook.model_copy(update={"waves": []})
        proposed = prioritize(landscape, asked_nothing) if workbook.waves else self._order
        self._proposed = dict(zip(proposed.table["key"], proposed.table["wave"], strict=True))
        # The learner's own reason is shown apart; those of the tables stay in sight beside it.
        self._reasons = dict(zip(proposed.table["key"], proposed.table["reasons"], strict=True))
        super().__init__(rows=self._rows(workbook), words=_words(landscape))
        self.observe(self._write, names="moved")

    def __repr__(self) -> str:
        return _("Three waves with {n} institutions, to be moved in JupyterLab.").format(
            n=len(self.rows)
        )

    def standing_data(self) -> dict[str, Any]:
        """Return rows and words."""
        return {"rows": self.rows, "words": self.words, "problem": ""}

    def standing_table(self) -> str:
        """Return the first institutions of our calling order as a table."""
        shown = self._named()[["name", "wave", "reasons", "first_step"]]
        caption = _("The first {n} of {all} rows. {source}").format(
            n=min(_ROWS_WITHOUT_SCRIPT, len(shown)), all=len(shown), source=self.words["source"]
        )
        return html.table(shown.head(_ROWS_WITHOUT_SCRIPT), caption)

    def _named(self) -> pd.DataFrame:
        return self._order.table.assign(name=distinct_names(self._order.table))

    def _rows(self, workbook: Workbook) -> list[dict[str, Any]]:
        chosen = {choice.key: choice for choice in workbook.waves}
        return [
            {
                "key": row.key,
                "name": row.name,
                "wave": row.wave,
                "proposed": self._proposed[row.key],
                "why": chosen[row.key].why if row.key in chosen else "",
                "reasons": self._reasons[row.key],
                "step": row.first_step,
                "places": _places(self._order, row),
            }
            for row in rows_of(
                self._named(), "key", "name", "wave", "first_step", "rank_low", "rank_high"
            )
        ]  # fmt: skip

    def _write(self, change: Any) -> None:
        """Write one move; what is shown afterwards is what the workbook holds."""
        move = change["new"]
        workbook = self._desk.about(self._landscape.country)
        try:
            workbook = self._desk.writable(self._landscape.country)
            if move.get("back"):
                apply_change(workbook, "waves", {"remove": move["key"]})
            else:
                values = {name: move[name] for name in ("key", "wave", "why")}
                put_entry(workbook, "waves", values)
            self._desk.save(workbook)
            self.problem = ""
        except CourseError as error:
            self.problem = str(error)
            workbook = self._desk.about(self._landscape.country)
        self._order = prioritize(self._landscape, workbook)
        self.rows = self._rows(workbook)
        self.send_state("rows")


def _places(order: CallingOrder, row: Any) -> str:
    """Say how sure a place is; where nothing was scored, nothing is said."""
    if not order.scored or pd.isna(row.rank_low):
        return ""
    return _("between place {low} and {high} in nine of ten trials").format(
        low=row.rank_low, high=row.rank_high
    )


def _words(landscape: Landscape) -> dict[str, Any]:
    return {
        **stopped_words(),
        "title": _("Our calling order in three waves"),
        "waves": dict(WAVES),
        "wave": _("wave"),
        "why": _("why, in a few words"),
        "move": _("move"),
        "back": _("take back"),
        "yours": _("you put it there: {why}"),
        "step": _("First step: {step}"),
        "ask_why": _("Say why in a few words; the reason stands in your plan."),
        "moved": _("{name}: {wave}."),
        "more": _("show {n} more"),
        "none": _("nobody"),
        "change": _("move it"),
        "source": source_line(landscape.provenance, landscape.country),
    }
