"""What learners hand in: checked, then one file each in one folder, or nothing.

A learner is known by a number that their computer drew. The folder keeps a hash of it in the name of the file, so that
somebody who hands in again replaces their own file and nobody else's.
"""

import hashlib
import re
from contextlib import suppress
from pathlib import Path
from threading import Lock

from coursehelpers.ground.errors import BrokenFileError, CourseError
from coursehelpers.ground.files import clear_all_leftovers, write_whole
from coursehelpers.ground.locale import _
from coursehelpers.stakeholders.group import parse_shared

LARGEST = 200_000
"""Bytes of a file that is taken; sixty stakeholders and twelve cards are six thousand."""
MOST = 500
"""Files that one folder takes."""
LEARNER = re.compile(r"[0-9a-f]{32}")
"""The number that a learner's computer drew."""
_FOLDERS = re.compile(r"handed-in(-\d+)?")


class FullError(CourseError):
    """The folder holds as many files as it takes."""


class Inbox:
    """Take learners' shared files into a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Made when the first file comes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._alone = Lock()

    def take(self, learner: str, body: bytes) -> Path:
        """Check a file as any shared file is checked, and keep it; it is on the disk when this returns.

        Parameters
        ----------
        learner : str
            Matches :data:`LEARNER`.
        body : bytes

        Returns
        -------
        pathlib.Path

        Raises
        ------
        BrokenFileError
            If the file is none, too large, empty, or holds a row that cannot be read. Nothing is written then.
        FullError
            If there are :data:`MOST` files already.
        CourseError
            If the disk is full.
        """
        if len(body) > LARGEST:
            raise BrokenFileError(
                _("The file is too large for a shared file; send the one that lesson 11 saves.")
            )
        shared, problems = parse_shared(_("The file"), body)
        if problems:
            raise BrokenFileError(problems[0])
        if not (shared.kinds or shared.cards):
            raise BrokenFileError(
                _(
                    "The file holds no answers yet; place a stakeholder or a role card in lesson 11, then hand it in "
                    "again."
                )
            )
        mark = hashlib.sha256(learner.encode()).hexdigest()[:16]
        path = self.folder / f"{shared.country.replace(',', '-')}-{mark}.json"
        with self._alone:
            earlier = list(self.folder.glob(f"*-{mark}.json"))
            if not earlier and sum(1 for _file in self.folder.glob("*.json")) >= MOST:
                raise FullError(
                    _("The room has taken all the files it can; tell your trainer, who can help.")
                )
            # Written again by us: what lands in the folder has our fields and nothing else.
            write_whole(path, (shared.model_dump_json(indent=1) + "\n").encode())
            for old in earlier:
                if old != path:
                    old.unlink(missing_ok=True)
        return path


def inbox_of(folder: Path, turn: int = 1) -> Path:
    """Return where a room's folder keeps what was handed in, in its first or a later round.

    Examples
    --------
    >>> inbox_of(Path("room")).name, inbox_of(Path("room"), 2).name
    ('handed-in', 'handed-in-2')
    """
    return folder / ("handed-in" if turn == 1 else f"handed-in-{turn}")


def forget(folder: Path) -> int:
    """Delete what was handed in: the files of every round and the page of the room.

    Parameters
    ----------
    folder : pathlib.Path
        The room's folder. Nothing else in it is touched.

    Returns
    -------
    int
        How many hand-ins were deleted.

    Raises
    ------
    CourseError
        If a file cannot be deleted.
    """
    deleted = 0
    rounds = [path for path in folder.glob("handed-in*") if _FOLDERS.fullmatch(path.name)]
    try:
        for each in rounds:
            for path in each.glob("*.json"):
                path.unlink()
                deleted += 1
            # Half a hand-in is somebody's answers, too.
            clear_all_leftovers(each)
            # Whatever somebody else put there stays, and so does its folder.
            with suppress(OSError):
                each.rmdir()
        for name in ("room.html", "room.js", "room-code.txt"):
            (folder / name).unlink(missing_ok=True)
        clear_all_leftovers(folder)
    except OSError as error:
        raise CourseError(
            _("{path} cannot be deleted ({reason}); close it, then try again.").format(
                path=error.filename, reason=error.strerror or error
            )
        ) from error
    return deleted
