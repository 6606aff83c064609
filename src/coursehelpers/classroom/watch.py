"""A page for the wall that follows a folder: who hands in is on it within two seconds.

Beside the page lies a small file that the open page loads again and again. It holds what the page shows, so that a
browser that opened the page from a folder hears of news without a server.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event

from coursehelpers.classroom.room_page import Wall, room_body, room_page
from coursehelpers.classroom.who_handed_in import Room, look_into
from coursehelpers.ground.errors import BadCallError, CourseError
from coursehelpers.ground.files import write_whole
from coursehelpers.ground.locale import _

PAUSE = 200
"""Milliseconds in which files that arrive together are taken together."""
LOOK_AGAIN = 1_000
"""Milliseconds after which a folder is looked at anyway: not every stick and network drive tells of changes."""


class RoomPage:
    """Hold a page for the wall on disk, and write it again when it changes.

    Parameters
    ----------
    places : sequence of pathlib.Path
        Folders or files with what learners share.
    out : pathlib.Path
        The page, ending in ``.html``.
    expected : sequence of str, optional
        Codes of countries.
    before : sequence of pathlib.Path, optional
        Folders or files of an earlier round.
    wall : Wall, optional
        Where to hand in.
    follows : bool, optional
        Whether the open page follows; then a file with the same name that ends in ``.js`` lies beside it.

    Raises
    ------
    BadCallError
        If the page's name does not end in ``.html``.
    """

    def __init__(
        self,
        places: Sequence[Path],
        out: Path,
        expected: Sequence[str] = (),
        *,
        before: Sequence[Path] = (),
        wall: Wall | None = None,
        follows: bool = True,
    ) -> None:
        if out.suffix.casefold() != ".html":
            raise BadCallError(
                _("“{name}” does not end in .html; give the page such a name.").format(
                    name=out.name
                )
            )
        self.places, self.out, self.expected = places, out, expected
        self.before, self.wall, self.follows = before, wall, follows
        self._version = ""

    @property
    def news(self) -> Path:
        """Return the file beside the page that an open page follows."""
        return self.out.with_suffix(".js")

    def write(self) -> Room:
        """Look into the folders and write the page, if it is another than before.

        Returns
        -------
        Room

        Raises
        ------
        CourseError
            If a folder cannot be read, or the page not be written.
        """
        room = look_into(self.places, self.expected)
        before = look_into(self.before) if self.before else None
        body = room_body(room, before=before, wall=self.wall)
        version = hashlib.sha256(body.encode()).hexdigest()[:16]
        if version == self._version:
            return room
        page = room_page(body, news=self.news.name if self.follows else "", version=version)
        write_whole(self.out, page.encode())
        if self.follows:
            # JSON is a script's own way to write text, but for the end of a script.
            told = json.dumps([version, body]).replace("</", "<\\/")
            write_whole(self.news, f"window.room(...{told});\n".encode())
        self._version = version
        return room


def follow(page: RoomPage, tell: Callable[[Room], None], stop: Event | None = None) -> None:
    """Keep a page up to date until it is stopped; what goes wrong with a file or the disk is told and tried again.

    Parameters
    ----------
    page : RoomPage
        Its places have to be folders.
    tell : callable
        Called with what is on the page whenever files came, changed or went.
    stop : threading.Event, optional

    Raises
    ------
    BadCallError
        If a place is no folder.
    CourseError
        If watchfiles is not installed, or the page cannot be written at first.
    """
    for place in page.places:
        if not place.is_dir():
            raise BadCallError(
                _("{path} is no folder; make it, or name the one that receives the files.").format(
                    path=place
                )
            )
    # Looked at before it is read: what comes in between is news.
    seen = _state(page.places)
    tell(page.write())
    for _changes in _changes_in(page.places, stop or Event()):
        now = _state(page.places)
        # A stick that was pulled out comes back; until then the page stays as it was.
        if now == seen or not all(place.is_dir() for place in page.places):
            continue
        try:
            room = page.write()
        except CourseError:
            # A full disk, say: the next look tries again.
            continue
        seen = now
        tell(room)


def _changes_in(places: Sequence[Path], stop: Event) -> Iterator[object]:
    try:
        from watchfiles import watch
    except ImportError as error:
        raise CourseError(missing("watchfiles")) from error
    return watch(
        *places,
        watch_filter=None,
        debounce=PAUSE,
        step=50,
        rust_timeout=LOOK_AGAIN,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=True,
        recursive=False,
        ignore_permission_denied=True,
    )


def missing(package: str) -> str:
    """Say which part of the course is not installed, and how to get it.

    Examples
    --------
    >>> missing("segno")
    'segno is not installed, which only a trainer needs; type: pip install "coursehelpers[room]".'
    """
    return _(
        "{package} is not installed, which only a trainer needs; type: pip install {what}."
    ).format(package=package, what='"coursehelpers[room]"')


def _state(places: Sequence[Path]) -> frozenset[tuple[str, int, int]]:
    """Tell one state of the folders from another, without reading a file."""
    found = set()
    for place in places:
        try:
            for path in place.iterdir():
                # The page itself may lie in the folder, and files that are being written.
                if path.suffix.casefold() in (".html", ".js") or path.name.startswith("."):
                    continue
                told = path.stat()
                found.add((str(path), told.st_mtime_ns, told.st_size))
        except OSError:
            # It went while we looked: the next look sees it.
            continue
    return frozenset(found)
