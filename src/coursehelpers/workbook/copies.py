"""Copies of a workbook: the last five that the course keeps, and those that a synced folder makes."""

import glob
import json
import re
from pathlib import Path

from coursehelpers.ground.files import clear_leftovers, write_whole
from coursehelpers.ground.locale import _

COPIES = 5
"""How many copies of a workbook are kept."""

_OTHER_COUNTRIES = re.compile(r"(-[A-Z]{2})+")
_SYNCED = re.compile(
    # Dropbox “ (Ana's conflicted copy 2026-11-25)”, Nextcloud “ (conflicted copy 2026-11-25 101500)”,
    # Seafile “ (SFConflict ana 2026-11-25-10-15-00)”, Google Drive “ (1)”
    r" ?\(.+\)"
    # Syncthing “.sync-conflict-20261125-101500-ABCDEFG”, ownCloud “_conflict-20261125-101500”
    r"|[ ._-](sync-)?conflict.*"
    # Google Drive “_conf(1)”, iCloud “ 2”, OneDrive “-LAPTOP-7”
    r"|_conf\(\d+\)| \d+|-.+",
    re.IGNORECASE,
)


def copies_of(path: Path) -> list[Path]:
    """Return the copies of a workbook that are kept, the oldest first.

    Their order is that of the numbers in their names, since a clock may be wrong or set back.
    """
    return sorted(_folder(path).glob(f"{glob.escape(path.stem)}.*.json"), key=_number)


def last_number(path: Path) -> int:
    """Return the number of the newest copy; 0 where there is none."""
    return max(map(_number, copies_of(path)), default=0)


def keep_copy(path: Path, number: int) -> None:
    """Keep a copy of a workbook under a number, and delete the oldest where there are too many.

    Raises
    ------
    CourseError
        If the copy cannot be written.
    """
    copy = _folder(path) / f"{path.stem}.{number:06d}.json"
    # Only whoever holds the workbook's lock makes copies of it.
    clear_leftovers(copy)
    write_whole(copy, path.read_bytes())
    for old in copies_of(path)[:-COPIES]:
        old.unlink(missing_ok=True)


def _folder(path: Path) -> Path:
    return path.parent / "copies"


def _number(copy: Path) -> int:
    counted = copy.name.split(".")[-2]
    return int(counted) if re.fullmatch(r"[0-9]{1,18}", counted) else -1


def conflicted_copies(path: Path) -> list[Path]:
    """Find the copies that a synced folder made of a workbook, because two computers saved it at once.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.

    Returns
    -------
    list of pathlib.Path
        Known by how Dropbox, Nextcloud, OneDrive, Google Drive, Syncthing and others name them; the workbook
        of several countries, such as ``workbook-DK-SE.json``, is none.
    """
    found = []
    for beside in sorted(path.parent.glob(f"{glob.escape(path.stem)}?*.json")):
        rest = beside.stem[len(path.stem) :]
        if _OTHER_COUNTRIES.fullmatch(rest):
            # A computer may be called “PC”: then what is inside tells the two apart.
            if _country_in(beside) == path.stem.removeprefix("workbook-").replace("-", ","):
                found.append(beside)
        elif _SYNCED.fullmatch(rest):
            found.append(beside)
    return found


def _country_in(path: Path) -> str | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return str(content.get("country")) if isinstance(content, dict) else None


def conflict_sentence(copy: Path) -> str:
    """Say that a synced folder made a copy, and what to do about it."""
    return _(
        "“{copy}” lies beside your workbook: a synced folder makes such a copy when two computers saved at once. "
        "Take over what is only in it, then delete it."
    ).format(copy=copy.name)
