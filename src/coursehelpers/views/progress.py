"""How far a learner has come, as a lesson looks at it."""

from typing import Literal

import pandas as pd

from coursehelpers.classroom.completion import completion_page, rubric, tasks
from coursehelpers.documents.write import write_document
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import _, labelled
from coursehelpers.views.shown import Saved, Shown, ShownTable, sentences
from coursehelpers.views.view import View
from coursehelpers.workbook.changes import put_entry

Part = Literal["map", "campaign", "plan"]


class ProgressView(View):
    """What is done and what is open, read from the workbook itself."""

    def _shown(self) -> Shown:
        table = self.table
        done = int(table["done"].sum())
        shown = table.assign(done=table["done"].map({True: _("done"), False: _("open")}))
        caption = _("{done} of {n} tasks are done.").format(done=done, n=len(table))
        return self._mine(ShownTable(shown, caption))

    @property
    def table(self) -> pd.DataFrame:
        """One row a task, with its lesson and whether it is done."""
        return tasks(self._desk.open())

    def rubric(self, part: Part) -> ShownTable:
        """Show the four levels of your map, campaign or plan.

        Parameters
        ----------
        part : {"map", "campaign", "plan"}
        """
        described = rubric()[part]
        levels = pd.DataFrame({"level": range(1, 5), "what it looks like": described["levels"]})
        return ShownTable(levels, described["title"])

    def rate(
        self, part: Part, level: int, *, why: str = "", by: Literal["self", "peer"] = "self"
    ) -> Shown:
        """Rate your map, campaign or plan by the rubric, or note how somebody else rated it.

        Parameters
        ----------
        part : {"map", "campaign", "plan"}
        level : int
            1 to 4.
        why : str, optional
        by : {"self", "peer"}, optional

        Raises
        ------
        BadCallError
            If there is no such level.
        """
        if level not in range(1, 5):
            raise BadCallError(_("A level is 1, 2, 3 or 4; give one of these."))
        described = rubric()[part]
        workbook = self._desk.open()
        put_entry(workbook, "ratings", {"what": part, "by": by, "level": level, "why": why})
        self._desk.save(workbook)
        said = f"{labelled(described['title'], level)}. {described['levels'][level - 1]}"
        return self._mine(sentences([said]))

    def save(self) -> Saved:
        """Save what is done as a page to print."""
        workbook = self._desk.open()
        path = self._export("completion.html")
        write_document(completion_page(workbook), path)
        write_document(completion_page(workbook), path.with_suffix(".pdf"))
        return Saved(path, path.with_suffix(".pdf"))
