"""The grid of power and interest as a form: dragged by mouse or touch, moved by arrow keys."""

from typing import Any

import traitlets

from coursehelpers.forms.form import CourseForm, script, stopped_words, style
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.locale import _
from coursehelpers.workbook.desk import Desk
from coursehelpers.workbook.entries import CardScore


class GridForm(CourseForm):
    """Show the workbook's stakeholders on the grid, and write each move into the workbook.

    Whatever can be done here can be done with ``course.register().place`` as well, or in a spreadsheet.

    Parameters
    ----------
    desk : Desk
        Where the answers lie.
    """

    alone = "grid"
    _esm = script("grid")
    _css = style("grid")
    points = traitlets.List(traitlets.Dict()).tag(sync=True)
    moved = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        super().__init__(points=self._points(), words=_words())
        self.observe(self._write, names="moved")

    def __repr__(self) -> str:
        return _(
            "The grid of power and interest, to be moved by mouse or arrow keys in JupyterLab."
        )

    def standing_data(self) -> dict[str, Any]:
        """Return points and words."""
        return {"points": self.points, "words": self.words, "problem": ""}

    def standing_table(self) -> str:
        """Return who is placed, and where."""
        # Whoever moves the grid needs no tables for it.
        import pandas as pd

        from coursehelpers.documents import html

        placed = [point for point in self.points if point["power"] and point["interest"]]
        columns = ["name", "power", "interest"]
        caption = _("{n} of {all} stakeholders are placed.").format(
            n=len(placed), all=len(self.points)
        )
        return html.table(pd.DataFrame(placed, columns=columns), caption)

    def _points(self) -> list[dict[str, Any]]:
        workbook = self._desk.open()
        return [
            {"key": s.key, "name": s.name, "power": s.power, "interest": s.interest}
            for s in workbook.stakeholders
        ]

    def _write(self, change: Any) -> None:
        """Write one move; what is shown afterwards is what the workbook holds."""
        try:
            self._keep(change["new"])
            self.problem = ""
        except CourseError as error:
            self.problem = str(error)
        self.points = self._points()
        # Two equal lists would not be sent again, and a marker dropped where it was would stay off its cell.
        self.send_state("points")

    def _keep(self, move: dict[str, Any]) -> None:
        workbook = self._desk.open()
        for stakeholder in workbook.stakeholders:
            if stakeholder.key == move.get("key"):
                stakeholder.power, stakeholder.interest = move["power"], move["interest"]
        self._desk.save(workbook)


class CardForm(GridForm):
    """Show the twelve role cards on the grid; the scores stand in the training country's workbook."""

    def _points(self) -> list[dict[str, Any]]:
        from coursehelpers.stakeholders.group import role_cards

        scored = {one.card: one for one in self._desk.open().cards}
        return [
            {
                "key": str(card["card"]),
                "name": f"{card['card']}  {card['title']}",
                "power": scored[card["card"]].power if card["card"] in scored else None,
                "interest": scored[card["card"]].interest if card["card"] in scored else None,
            }
            for card in role_cards()
        ]

    def _keep(self, move: dict[str, Any]) -> None:
        workbook = self._desk.open()
        others = [one for one in workbook.cards if str(one.card) != move["key"]]
        if move["power"] is None:
            workbook.cards = others
        else:
            score = CardScore(card=int(move["key"]), power=move["power"], interest=move["interest"])
            workbook.cards = [*others, score]
        self._desk.save(workbook)


def _words() -> dict[str, str]:
    return {
        **stopped_words(),
        "title": _("Grid of power and interest"),
        "power": _("power"),
        "interest": _("interest"),
        "unplaced": _("not placed yet"),
        "put": _("place"),
        "find": _("Find a name:"),
        "rest": _("{n} more: type a part of the name."),
        "how": _(
            "Press “place” beside a name. Then drag its number, move it with the arrow keys, or choose it and click a "
            "cell. Delete takes it off."
        ),
        "satisfied": _("keep satisfied"),
        "closely": _("work closely"),
        "view": _("keep in view"),
        "support": _("support"),
    }
