"""Files written whole or not at all, and cells that stay text in a spreadsheet."""

import os
import shlex
import tempfile
from contextlib import suppress
from pathlib import Path

from coursehelpers.characters import printable
from coursehelpers.errors import BadCallError, BrokenFileError, CourseError
from coursehelpers.locale import _
from coursehelpers.settings import Settings

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def write_whole(path: Path, body: bytes) -> None:
    """Write a file so that nobody ever sees half of it.

    Parameters
    ----------
    path : pathlib.Path
        Its folder is made if need be.
    body : bytes

    Raises
    ------
    CourseError
        If the disk is full, or the folder may not be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CourseError(
            _(
                "{path} cannot be written ({reason}); "
                "free some space or choose another folder, then try again."
            ).format(path=path, reason=error.strerror or error)
        ) from error


def pasted(path: Path) -> str:
    """Write a path so that it can be pasted into a command: in quotation marks where it needs them.

    Examples
    --------
    >>> pasted(Path("plan.pdf")), pasted(Path("my plans/a.pdf"))
    ('plan.pdf', "'my plans/a.pdf'")
    """
    text = printable(str(path), "line")
    if os.name != "nt":
        return shlex.quote(text) if not _plain_path(text) else text
    return text if _plain_path(text) else f'"{text}"'


def _plain_path(text: str) -> bool:
    """Tell whether no shell takes a path apart; letters of any alphabet are plain."""
    plain = "/._-:+,@%" + ("\\" if os.name == "nt" else "")
    return bool(text) and all(letter.isalnum() or letter in plain for letter in text)


def check_suffix(path: Path, *allowed: str) -> str:
    """Return the suffix of a file in small letters, if it is one of those allowed.

    Raises
    ------
    BadCallError
        If it is another.

    Examples
    --------
    >>> check_suffix(Path("plan.PDF"), ".docx", ".pdf")
    '.pdf'
    """
    suffix = path.suffix.casefold()
    if suffix not in allowed:
        *first, last = allowed
        raise BadCallError(
            _("“{name}” ends in none of {suffixes}; give the file one of these endings.").format(
                name=path.name,
                suffixes=_("{first} or {last}").format(first=", ".join(first), last=last),
            )
        )
    return suffix


def existing_file(file: str | Path, settings: Settings) -> Path:
    """Find a file that the learner names: from where she is, from her folder, or among her exports.

    Raises
    ------
    BrokenFileError
        If it is in none of these places.
    """
    places = (Path(file), settings.home / file, settings.home / "exports" / file)
    for place in places:
        # A folder that may not be looked into, or a name that no file can have, is no place.
        with suppress(OSError, ValueError):
            if place.is_file():
                return place
    raise BrokenFileError(
        _("{path} cannot be opened ({reason}); check its name and folder.").format(
            path=file, reason=_("there is no such file")
        )
    )


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would take a text for a formula.

    Examples
    --------
    >>> is_formula("@SUM(A1)"), is_formula("Herbarium")
    (True, False)
    """
    return text.startswith(_FORMULA)


def as_text_cell(text: str) -> str:
    """Write a text so that no spreadsheet takes it for a formula.

    An apostrophe in front is what spreadsheets themselves use to say "this is text".

    Examples
    --------
    >>> as_text_cell("=1+1"), as_text_cell("Herbarium")
    ("'=1+1", 'Herbarium')
    """
    return f"'{text}" if is_formula(text) else text


def from_text_cell(text: str) -> str:
    """Read a text that :func:`as_text_cell` wrote.

    Examples
    --------
    >>> from_text_cell("'=1+1"), from_text_cell("Herbarium")
    ('=1+1', 'Herbarium')
    """
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text
