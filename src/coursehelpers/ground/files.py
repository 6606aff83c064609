"""Files written whole or not at all, by one process at a time; and cells that stay text in a spreadsheet."""

import os
import re
import shlex
import stat
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from coursehelpers.ground.characters import printable
from coursehelpers.ground.errors import BadCallError, BrokenFileError, CourseError
from coursehelpers.ground.locale import _, enumeration, number
from coursehelpers.ground.settings import Settings, in_a_browser

if TYPE_CHECKING:
    from filelock import FileLock

PATIENCE = 30.0
"""Seconds to wait for another program that is saving the same file."""
CLOSED = 20.0
"""Seconds after which a tab that seems to be saving was closed: a save takes about one."""
STALE = 600.0
"""Seconds after which a half-written file belongs to nobody: writing one takes far less."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_LONGEST_PREFIX = 48
"""Letters of a file's name in that of its temporary file: disks stop at 255 bytes."""
_HALF = ".half"

_noted: ContextVar[list[tuple[Path, Path]] | None] = ContextVar("noted", default=None)


def write_whole(path: Path, body: bytes) -> None:
    """Write a file so that nobody ever sees half of it.

    What an earlier attempt left half-written beside it is cleared. A link stays a link, and what it leads to
    is written. A device or a pipe, which no file can replace, is written to as it is.

    Parameters
    ----------
    path : pathlib.Path
        Its folder is made if need be.
    body : bytes

    Raises
    ------
    CourseError
        If the disk is full, the file is marked as read-only, or the folder may not be written to.
    """
    try:
        place = real_place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        there = place.stat() if place.exists() else None
        if there and not stat.S_ISREG(there.st_mode) and not stat.S_ISDIR(there.st_mode):
            place.write_bytes(body)
            return
        if there and not (there.st_mode & 0o222 and os.access(place, os.W_OK)):
            raise CourseError(
                _(
                    "{path} is marked as read-only, so it was left as it is; "
                    "take the mark off, or choose another name, then try again."
                ).format(path=path)
            )
        clear_leftovers(place, older=STALE)
        _replace(place, body, stat.S_IMODE(there.st_mode) if there else 0o644)
    except (OSError, ValueError) as error:
        raise CourseError(
            _(
                "{path} cannot be written ({reason}); "
                "free some space or choose another folder, then try again."
            ).format(path=path, reason=getattr(error, "strerror", None) or error)
        ) from error


_LIST = ".written"


def write_folder(folder: Path, texts: dict[str, str]) -> None:
    """Write texts into a folder, and remove what an earlier saving left there and this one does not write.

    Only files that were written here are removed, never what somebody else put beside them.

    Parameters
    ----------
    folder : pathlib.Path
    texts : dict of str to str
        Name of each file and what stands in it.

    Raises
    ------
    CourseError
        If the folder may not be written to.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as name:
    ...     write_folder(Path(name), {"01-herbarium.txt": "a"})
    ...     write_folder(Path(name), {"01-museum.txt": "b"})
    ...     sorted(path.name for path in Path(name).glob("*.txt"))
    ['01-museum.txt']
    """
    known = folder / _LIST
    before: set[str] = set()
    with suppress(OSError, ValueError):
        before = set(known.read_text(encoding="utf-8").splitlines())
    # Listed first: whoever is stopped in between leaves nothing that the next saving does not know.
    write_whole(known, "\n".join(sorted(before | set(texts))).encode())
    for name, text in texts.items():
        write_whole(folder / name, printable(text).encode())
    for name in before - set(texts):
        if Path(name).name == name:
            with suppress(OSError):
                (folder / name).unlink()
    write_whole(known, "\n".join(sorted(texts)).encode())


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
        words = (
            _("{first} or {last}").format(first=enumeration(first), last=last) if first else last
        )
        raise BadCallError(
            _("“{name}” ends in none of {suffixes}; give the file one of these endings.").format(
                name=path.name, suffixes=words
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
        # A name that is too long for a disk, or holds a NUL, is no file's name.
        with suppress(OSError, ValueError):
            if place.is_file():
                return place
    raise BrokenFileError(
        _("{path} cannot be opened ({reason}); check its name and folder.").format(
            path=str(file)[:80], reason=_("there is no such file")
        )
    )


def _replace(place: Path, body: bytes, mode: int) -> None:
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=_prefix(place), suffix=_HALF)
    half, noted = Path(name), _noted.get()
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        half.chmod(mode)
        if noted is not None:
            # Before the move: whoever is stopped in between can still see whether it took place.
            noted.append((half, place))
        half.replace(place)
    except BaseException:
        if half.exists():
            if noted and noted[-1] == (half, place):
                noted.pop()
            half.unlink()
        raise
    _settle(place.parent)


def _settle(folder: Path) -> None:
    """Have the new name on the disk too, where the system offers that: a laptop may die now."""
    with suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def real_place(path: Path) -> Path:
    """Return where a file lies, at the end of all links.

    Raises
    ------
    OSError
        If links lead in a circle.
    """
    place = Path(os.path.realpath(path))
    if place.is_symlink():
        place.stat()
    return place


def _prefix(place: Path) -> str:
    name = place.name
    if len(name) > _LONGEST_PREFIX:
        # Cut short it would be another file's as well.
        name = f"{name[:_LONGEST_PREFIX]}{zlib.crc32(os.fsencode(name)):08x}"
    return f".{name}."


def clear_leftovers(place: Path, older: float = 0.0) -> None:
    """Remove what a stopped program left half-written beside a file.

    Parameters
    ----------
    place : pathlib.Path
        The file, at the end of all links.
    older : float, optional
        Only what was left longer ago than this many seconds; 0 where no other program can be writing it.
    """
    _clear(place.parent, re.escape(_prefix(place)), older)


def clear_all_leftovers(folder: Path) -> None:
    """Remove what a stopped program left half-written in a folder into which no other program writes now.

    Parameters
    ----------
    folder : pathlib.Path
        Its own folders are left as they are.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as name:
    ...     for file in (".KE.json.abcd1234.half", "KE.json", ".mine.half"):
    ...         Path(name, file).touch()
    ...     clear_all_leftovers(Path(name))
    ...     sorted(path.name for path in Path(name).iterdir())
    ['.mine.half', 'KE.json']
    """
    _clear(folder, r"\..+\.")


def _clear(folder: Path, prefix: str, older: float = 0.0) -> None:
    ours = re.compile(prefix + "[a-z0-9_]{8}" + re.escape(_HALF))
    with suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208 - a folder of thousands is read once
            if ours.fullmatch(name):
                left = folder / name
                with suppress(OSError):
                    if not older or time.time() - left.stat().st_mtime >= older:
                        left.unlink()


@contextmanager
def locked(path: Path) -> Iterator[Path]:
    """Keep every other program of the course from saving a file meanwhile.

    Parameters
    ----------
    path : pathlib.Path
        Its folder is made if need be. Whoever comes by another link waits as well.

    Yields
    ------
    pathlib.Path
        Where the file lies, at the end of all links; nothing half-written is beside it any more.

    Raises
    ------
    CourseError
        If another program holds it for longer than :data:`PATIENCE`, or the folder may not be written to.
    """
    try:
        place = real_place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        lock = _lock_of(place.with_name(f".{place.name}.lock"))
        lock.acquire()
    except TimeoutError as error:
        raise CourseError(
            _(
                "Another program has been saving {path} for {seconds} seconds; "
                "close what else has the course open, then try again."
            ).format(path=path, seconds=number(PATIENCE, 0))
        ) from error
    except (OSError, ValueError, NotImplementedError) as error:
        raise CourseError(
            _(
                "{path} cannot be written ({reason}); "
                "free some space or choose another folder, then try again."
            ).format(path=path, reason=getattr(error, "strerror", None) or error)
        ) from error
    try:
        clear_leftovers(place)
        yield place
    finally:
        lock.release()


def _lock_of(path: Path) -> "FileLock | TabLock":
    if in_a_browser():
        return TabLock(path)
    # Half of what it costs to start a command that saves nothing.
    from filelock import FileLock

    return FileLock(path, timeout=PATIENCE)


class TabLock:
    """Keep two tabs of a browser from saving the same file at once, by a file that is there meanwhile.

    What lies in a browser's storage has no number by which other locks know a file again.

    Parameters
    ----------
    path : pathlib.Path
        The file that says so. One older than :data:`CLOSED` belongs to a tab that was closed, and counts no more.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def acquire(self) -> None:
        """Wait until no other tab is saving.

        Raises
        ------
        TimeoutError
            If one is still after :data:`PATIENCE`.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            except FileExistsError:
                if time.monotonic() > deadline:
                    raise TimeoutError from None
                with suppress(OSError):
                    if time.time() - self._path.stat().st_mtime > CLOSED:
                        self._path.unlink()
                        continue
                time.sleep(0.05)
            else:
                return

    def release(self) -> None:
        """Let the next one save."""
        with suppress(OSError):
            self._path.unlink()


@contextmanager
def noting_files() -> Iterator[Callable[[], list[Path]]]:
    """Note which files are written meanwhile, so that whoever is stopped can say so truly.

    Yields
    ------
    callable
        Returns the files written so far; right at any moment, also while one is being written.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder, noting_files() as written:
    ...     write_whole(Path(folder, "a.txt"), b"a")
    ...     [path.name for path in written()]
    ['a.txt']
    """
    outer = _noted.get()
    pairs = [] if outer is None else outer
    token = _noted.set(pairs)
    try:
        yield lambda: list(dict.fromkeys(place for half, place in pairs if _moved(half, place)))
    finally:
        _noted.reset(token)


def _moved(half: Path, place: Path) -> bool:
    return not half.exists() and place.exists()


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
