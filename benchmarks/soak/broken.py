"""The course, broken on purpose: what each promise is kept by is taken away, in this process only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from coursehelpers import cli
from coursehelpers.ground import files
from coursehelpers.workbook import copies, file


def break_course(how: str) -> None:
    """Take away what keeps a promise; an empty text leaves the course whole.

    Raises
    ------
    KeyError
        If it is none of :data:`WAYS`.
    """
    if how:
        WAYS[how]()


def _no_lock() -> None:
    @contextmanager
    def unlocked(path: Path) -> Iterator[Path]:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield files.real_place(path)

    vars(file)["locked"] = unlocked


def _torn() -> None:
    def write(path: Path, body: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)

    vars(file)["write_whole"] = vars(copies)["write_whole"] = write


def _leftovers() -> None:
    def keep(place: Path, older: float = 0.0) -> None:
        pass

    files.clear_leftovers = keep
    vars(copies)["clear_leftovers"] = keep


def _silent() -> None:
    def none(half: Path, place: Path) -> bool:
        return False

    files._moved = none


def _traceback() -> None:
    class Unmet(Exception):  # noqa: N818
        pass

    vars(cli)["CourseError"] = Unmet


WAYS: dict[str, Callable[[], None]] = {
    "no lock": _no_lock,
    "torn": _torn,
    "leftovers": _leftovers,
    "silent": _silent,
    "traceback": _traceback,
}
"""No lock around a save; files written in place; half-written ones left; no note of what was written; no sentence."""
