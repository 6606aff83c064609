"""What a group has shared, side by side, as a lesson looks at it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from coursehelpers.classroom.room_page import why_not_compared
from coursehelpers.classroom.who_handed_in import Room, look_into, say_who
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import _, enumeration, quoted
from coursehelpers.ground.settings import data_file
from coursehelpers.stakeholders.agreement import verdict, what_changed
from coursehelpers.stakeholders.group import (
    Group,
    gather_group,
    save_group,
    similar_kinds,
    to_discuss,
)
from coursehelpers.views.shown import Saved, Shown, ShownTable, sentences
from coursehelpers.views.view import View
from coursehelpers.workbook.desk import Desk
from coursehelpers.workbook.home import export_path

if TYPE_CHECKING:
    from coursehelpers.charts.picture import Picture

EXAMPLES = {"example": ("group",), "example, second round": ("group", "second")}
"""The files of twelve made-up learners, by the name under which a lesson reads them."""

About = Literal["power", "interest"]


class GroupView(View):
    """Several learners' shared answers side by side: kinds, power and interest, and nothing else."""

    def __init__(
        self, desk: Desk, files: str | Path | Sequence[str | Path], same: Mapping[str, str] | None
    ) -> None:
        super().__init__(desk)
        self._files = _paths(files)
        self._group = gather_group(self._files, same)

    @cached_property
    def _room(self) -> Room:
        return look_into(self._files)

    def _shown(self) -> Shown:
        return self.who()

    @property
    def measured(self) -> Group:
        """The ratings behind this, for your own programs."""
        return self._group

    @property
    def table(self) -> pd.DataFrame:
        """One row a card and question, the greatest disagreement first."""
        return to_discuss(self._group)

    def who(self) -> Shown:
        """Say who has handed in, by country and number of cards, what could not be read, and which words are alike."""
        group = self._group
        said = [_("Files read: {n}.").format(n=group.raters), say_who(self._room), *group.problems]
        if pairs := similar_kinds(group):
            words = enumeration(
                (f"{quoted(one)} – {quoted(other)}" for one, other in pairs), "semicolon"
            )
            said.append(_("These words may mean the same: {words}.").format(words=words))
        return sentences(said)

    def discuss(self, *, rows: int = 6) -> ShownTable:
        """Show what to talk about, the greatest disagreement first."""
        columns = ["name", "about", "within_one", "consensus"]
        return ShownTable(self.table[columns].head(rows), verdict(len(self._group.power)))

    def dots(self, about: About = "power") -> "Picture":
        """Draw every rating of the role cards as a dot.

        Parameters
        ----------
        about : {"power", "interest"}, optional
        """
        from coursehelpers.charts.stakeholders import chart_dots

        return chart_dots(self._scores(about), _(about))

    def kinds(self) -> "Picture":
        """Draw every stakeholder that learners shared as a dot, by kind: countries side by side."""
        from coursehelpers.charts.stakeholders import chart_kinds

        return chart_kinds(self._group.kinds)

    def compare(self, other: "GroupView", *, about: About = "power") -> Shown:
        """Compare two rounds: what moved, the most first. Nobody is followed from one round to the next.

        Parameters
        ----------
        other : GroupView
            The second round, such as ``course.group("second-round")``.
        about : {"power", "interest"}, optional
        """
        # Your own round is never compared with an example, nor with other cards.
        if refused := why_not_compared(self._room, other._room):
            return sentences([refused])
        table = what_changed(self._scores(about), other._scores(about))
        columns = [
            "name",
            "moved",
            "median_before",
            "median_after",
            "consensus_before",
            "consensus_after",
        ]
        return ShownTable(
            table[table["moved"] > 0][columns],
            _("moved: how many dots, at least. Nobody is followed from one round to the next."),
        )

    def save(self, ending: Literal["html", "json"] = "html") -> Saved:
        """Save the answers side by side as a page for the wall, or as a file for a program.

        Parameters
        ----------
        ending : {"html", "json"}, optional
        """
        path = export_path(f"group.{ending}", self._desk.settings)
        if ending == "html":
            from coursehelpers.classroom.watch import RoomPage

            RoomPage(self._files, path, follows=False).write()
        else:
            save_group(self._group, path)
        return Saved(path)

    def _scores(self, about: str) -> pd.DataFrame:
        return self._group.power if about == "power" else self._group.interest


def _paths(files: str | Path | Sequence[str | Path]) -> list[Path]:
    """Return the files of a folder, of an example, or those that are named."""
    if isinstance(files, str) and files in EXAMPLES:
        return sorted(data_file(*EXAMPLES[files]).glob("*.json"))
    if not isinstance(files, str | Path):
        return [Path(file) for file in files]
    # A name that is too long for a disk, or holds a NUL, is no folder's name.
    with suppress(OSError, ValueError):
        place = Path(files)
        if place.is_dir():
            return sorted(place.glob("*.json"))
        if place.is_file():
            return [place]
    raise BadCallError(
        _("There is no folder “{name}”; put the shared files into one, and give its name.").format(
            name=str(files)[:80]
        )
    )
