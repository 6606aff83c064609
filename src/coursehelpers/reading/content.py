"""The bytes of a file that somebody brings: there, closed, of a sane size; else one sentence."""

import stat
from pathlib import Path

from coursehelpers.ground.errors import BrokenFileError
from coursehelpers.ground.locale import _

LARGEST = 20_000_000
"""Bytes of a file; the spreadsheet of the largest country has about one million."""

_OFFICE_LOCKS = ("~$", ".~lock.")
"""How the names begin of what office programs leave while a file is open."""


def read_content(path: Path, largest: int = LARGEST) -> bytes:
    """Read a file whole, if it is one and not too large.

    Parameters
    ----------
    path : pathlib.Path
    largest : int, optional
        Bytes that it may have.

    Raises
    ------
    BrokenFileError
        If it is not there, is no file, is held by another program, or is too large.
    """
    _refuse_lock(path)
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise BrokenFileError(
                _("{path} is a folder; give the file that lies in it.").format(path=path)
            )
        if not stat.S_ISREG(found.st_mode):
            # A device or a pipe might never end.
            raise BrokenFileError(
                _("{path} is no file; check its name and folder.").format(path=path)
            )
        with path.open("rb") as file:
            body = file.read(largest + 1)
    except FileNotFoundError as error:
        raise BrokenFileError(
            _("There is no file {path}; check its name and folder.").format(path=path)
        ) from error
    except PermissionError as error:
        raise BrokenFileError(
            _(
                "{path} may not be opened; close it in other programs, or ask whoever gave it to you, "
                "then try again."
            ).format(path=path)
        ) from error
    except (OSError, ValueError) as error:
        # ValueError: a name that no file can have, such as one with a NUL in it.
        raise BrokenFileError(
            _("{path} cannot be opened ({reason}); check its name and folder.").format(
                path=path, reason=getattr(error, "strerror", None) or error
            )
        ) from error
    if len(body) > largest:
        raise BrokenFileError(
            _(
                "{file} is larger than the {most} MB that such a file of this course can have; "
                "check that it is the right one."
            ).format(file=path.name, most=max(1, largest // 1_000_000))
        )
    return body


def _refuse_lock(path: Path) -> None:
    for mark in _OFFICE_LOCKS:
        if path.name.startswith(mark):
            meant = path.name.removeprefix(mark).rstrip("#")
            raise BrokenFileError(
                _(
                    "{file} is only the mark that an office program leaves while a file is open; "
                    "close the file there and give {meant}."
                ).format(file=path.name, meant=meant)
            )
