"""The room's own server: the site, what can be taken away, and one door for hand-ins.

Only this computer is served, unless the trainer opens the room's network. What can be read is listed here by name;
what can be written is a learner's shared file, with the code that stands on the wall.
"""

import asyncio
import hashlib
import hmac
import html
import ipaddress
import mimetypes
import os
import secrets
import socket
import threading
import time
import zipfile
from base64 import b64encode
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursehelpers.browser.page import NAME as COUNTRY_PAGE
from coursehelpers.browser.page import reads_countries
from coursehelpers.classroom.inbox import LARGEST, LEARNER, FullError, Inbox, inbox_of
from coursehelpers.classroom.room_page import Wall
from coursehelpers.classroom.watch import RoomPage, follow, missing
from coursehelpers.classroom.who_handed_in import Room
from coursehelpers.ground.errors import BadCallError, BrokenFileError, CourseError
from coursehelpers.ground.files import clear_all_leftovers, write_whole
from coursehelpers.ground.locale import _, enumeration, language, ngettext

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

PORT = 8000
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of the code: without those that a back row takes for another."""
CODE_LENGTH = 6
WRONG_A_MINUTE = 20
"""Wrong codes from one computer; guessing one of a billion would take a hundred years."""
HAND_INS_A_MINUTE = 240
"""From one computer: a class may share one address."""
SECONDS_TO_SEND = 15
_TOO_LARGE = 413
_PATIENCE = 20
"""How many times the largest file is read before we hang up."""
AT_ONCE = 200
"""Connections that are open together."""
DOWNLOADS = ("notebooks", "snapshots", "handouts")
"""Folders of which each file may be taken away."""
_KINDS = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
PLATFORMS = {"win": "Windows", "mac": "macOS", "linux": "Linux"}

_STYLE = (
    ":root{color-scheme:light dark}body{font:1.1rem/1.5 sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}"
    "input,button{font:inherit;padding:.5rem .7rem;margin:.2rem 0 1rem;max-width:100%}"
    "label{display:block;font-weight:700}"
    "#said{font-weight:700;min-height:3rem}#code{text-transform:uppercase;letter-spacing:.15em;width:10rem}"
)
_SCRIPT = """
const form=document.querySelector("form"),said=document.getElementById("said"),code=document.getElementById("code");
code.value=decodeURIComponent(location.hash.slice(1));
const drawn=()=>[...crypto.getRandomValues(new Uint8Array(16))].map(b=>b.toString(16).padStart(2,"0")).join("");
let learner;try{learner=localStorage.learner||(localStorage.learner=drawn())}catch{learner=drawn()}
form.addEventListener("submit",async event=>{event.preventDefault();said.textContent="…";
 const headers={"X-Course-Code":code.value.trim().toUpperCase(),"X-Course-Learner":learner};
 try{const answer=await fetch("/hand-in",{method:"POST",body:document.getElementById("file").files[0],headers});
  said.textContent=(await answer.json()).said}catch{said.textContent=form.dataset.unreachable}});
"""
_POLICY = (
    "default-src 'none'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
    f"style-src 'unsafe-inline'; script-src 'sha256-{b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()}'"
)


class Rate:
    """Count what happened in the last minute, for each computer.

    Parameters
    ----------
    most : int
        How often within a minute.
    clock : callable, optional
        Seconds.

    Examples
    --------
    >>> rate = Rate(1)
    >>> rate.is_over("a"), rate.count("a"), rate.is_over("a"), rate.is_over("b")
    (False, None, True, False)
    """

    _REMEMBERED = 1_000

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def is_over(self, who: str) -> bool:
        """Tell whether a computer has to wait."""
        times = self._times.get(who, deque())
        while times and times[0] < self._clock() - 60:
            times.popleft()
        return len(times) >= self._most

    def count(self, who: str) -> None:
        """Count one."""
        self._times.setdefault(who, deque(maxlen=self._most)).append(self._clock())
        self._times.move_to_end(who)
        if len(self._times) > self._REMEMBERED:
            self._times.popitem(last=False)


def room_code(folder: Path) -> str:
    """Return the room's code: drawn once, and the same after the server was started again.

    Raises
    ------
    CourseError
        If it cannot be written.
    """
    kept = folder / "room-code.txt"
    try:
        code = kept.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        code = ""
    if len(code) != CODE_LENGTH or not set(code) <= set(LETTERS):
        code = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))
        write_whole(kept, f"{code}\n".encode())
    return code


def downloads(folder: Path) -> dict[str, Path]:
    """List what may be taken away from a room's folder: real files, by their name in the address.

    Examples
    --------
    >>> downloads(Path("no-folder"))
    {}
    """
    return {
        f"{name}/{path.name}": path
        for name in DOWNLOADS
        for path in sorted((folder / name).glob("*"))
        if _is_plain(path)
    }


def course_files(folder: Path, platform: str) -> list[Path]:
    """List what a laptop of one platform needs to set up the course: starters, wheels, snapshots.

    Parameters
    ----------
    folder : pathlib.Path
    platform : {"win", "mac", "linux"}
    """
    own = {"win": "win", "mac": "macosx", "linux": "linux"}
    others = tuple(mark for name, mark in own.items() if name != platform)
    wheels = [
        path
        for path in sorted((folder / "wheels").glob("*.whl"))
        if not any(mark in path.stem.rpartition("-")[2] for mark in others)
    ]
    starters = sorted(folder.glob("start*"))
    found = [*starters, *wheels, *sorted((folder / "snapshots").glob("*.zip"))] if wheels else []
    return [path for path in found if _is_plain(path)]


def _is_plain(path: Path) -> bool:
    """Tell a file that lies here from a link that leads elsewhere."""
    return path.is_file() and not path.is_symlink() and not path.name.startswith(".")


class _Parts:
    """Collect what a zip writes, and give it away piece by piece: nothing is kept on the disk."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Satisfy zipfile."""

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def packed(folder: Path, files: Sequence[Path]) -> Iterator[bytes]:
    """Pack files into a zip while it is read; wheels are packed already."""
    parts = _Parts()
    with zipfile.ZipFile(parts, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for path in files:
            archive.write(path, Path("course") / path.relative_to(folder))
            yield parts.taken()
    yield parts.taken()


def make_app(folder: Path, inbox: Inbox, code: str) -> "Starlette":
    """Make the server of a room.

    Parameters
    ----------
    folder : pathlib.Path
        As ``coursehelpers room`` wrote it.
    inbox : Inbox
    code : str
        What stands on the wall.

    Returns
    -------
    starlette.applications.Starlette

    Raises
    ------
    CourseError
        If starlette is not installed.
    """
    try:
        from starlette.applications import Starlette
        from starlette.concurrency import run_in_threadpool
        from starlette.middleware import Middleware
        from starlette.requests import ClientDisconnect
        from starlette.responses import (
            FileResponse,
            HTMLResponse,
            JSONResponse,
            PlainTextResponse,
            StreamingResponse,
        )
        from starlette.routing import Mount, Route
        from starlette.staticfiles import StaticFiles
    except ImportError as error:
        raise CourseError(missing("starlette")) from error
    wrong, sent = Rate(WRONG_A_MINUTE), Rate(HAND_INS_A_MINUTE)
    # Some computers call a script plain text, and then no browser runs it.
    for suffix, kind in _KINDS.items():
        mimetypes.add_type(kind, suffix)

    def page(title: str, body: str) -> "Response":
        head = "<meta charset=utf-8><meta name=viewport content='width=device-width'>"
        return HTMLResponse(
            f"<!doctype html><html lang={language()}><head>{head}<title>{html.escape(title)}</title>"
            f"<style>{_STYLE}</style></head>"
            f"<body><main><h1>{html.escape(title)}</h1>{body}</main></body></html>",
            headers={"Content-Security-Policy": _POLICY},
        )

    def say(status: int, words: str) -> "Response":
        # Whoever sends too much is hung up on: the rest of it would be read to its end.
        close = {"Connection": "close"} if status == _TOO_LARGE else None
        return JSONResponse({"said": words}, status, headers=close)

    def first(_request: "Request") -> "Response":
        return page(_("The course in this room"), _first_page(folder))

    def form(_request: "Request") -> "Response":
        return page(_("Hand in your answers"), _form())

    async def hand_in(request: "Request") -> "Response":
        who = request.client.host if request.client else ""
        try:
            async with asyncio.timeout(SECONDS_TO_SEND):
                body = await _read(request.stream())
        except (TimeoutError, ClientDisconnect):
            return say(408, _("The file did not arrive in time; try again."))
        if wrong.is_over(who) or sent.is_over(who):
            return say(429, _("Too many tries from your computer; wait a minute, then try again."))
        given = request.headers.get("x-course-code", "").encode()
        if not hmac.compare_digest(given, code.encode()):
            wrong.count(who)
            return say(403, _("The code is another; type the one that stands on the wall."))
        sent.count(who)
        learner = request.headers.get("x-course-learner", "")
        if not LEARNER.fullmatch(learner):
            return say(400, _("Your computer's number is missing; use the page or the notebook."))
        if len(body) > LARGEST:
            return say(
                _TOO_LARGE,
                _("The file is too large for a shared file; send the one that lesson 11 saves."),
            )
        try:
            path = await run_in_threadpool(inbox.take, learner, body)
        except BrokenFileError as error:
            return say(400, str(error))
        except FullError as error:
            return say(507, str(error))
        except CourseError:
            # Where the trainer's folder lies is nobody's business.
            return say(507, _("The room's disk does not take it; tell your trainer, who can help."))
        return say(
            201,
            _("Handed in: {country}. Hand in again when you have changed something; it takes the place of this one.")
            .format(country=enumeration(path.stem.split("-")[:-1])),
        )  # fmt: skip

    def download(request: "Request") -> "Response":
        path = downloads(folder).get(request.path_params["name"])
        return FileResponse(path, filename=path.name) if path else lost(request, None)

    def course(request: "Request") -> "Response":
        platform = request.path_params["platform"]
        files = course_files(folder, platform) if platform in PLATFORMS else []
        if not files:
            return lost(request, None)
        name = f"attachment; filename=course-{platform}.zip"
        return StreamingResponse(
            packed(folder, files),
            media_type="application/zip",
            headers={"Content-Disposition": name},
        )

    def lost(_request: "Request", _error: Exception | None) -> "Response":
        return PlainTextResponse(_("There is nothing here; go back to the first page.") + "\n", 404)

    routes: list[Any] = [
        Route("/", first),
        Route("/hand-in", form),
        Route("/hand-in", hand_in, methods=["POST"]),
        Route("/downloads/{name:path}", download),
        Route("/course-{platform}.zip", course),
    ]
    if (folder / "site").is_dir():
        routes.append(Mount("/site", StaticFiles(directory=folder / "site", html=True)))
    app = Starlette(routes=routes, middleware=[Middleware(_Guard)], exception_handlers={404: lost})
    app.router.redirect_slashes = False
    return app


async def _read(stream: AsyncIterator[bytes]) -> bytes:
    """Keep at most what may be handed in. What is more is read on for a while: who still sends hears no answer."""
    body, more = bytearray(), 0
    async for part in stream:
        if len(body) <= LARGEST:
            body += part[: LARGEST + 1 - len(body)]
        more += len(part)
        if more > LARGEST * _PATIENCE:
            break
    return bytes(body)


class _Guard:
    """Answer only to addresses in numbers or to this room's names, and let no browser guess a file's kind.

    A page from elsewhere could otherwise give its own name our number, and read what we serve.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
    ) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode(
            "latin-1"
        )
        if not _is_ours(host):
            await send({"type": "http.response.start", "status": 421, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return

        async def sealed(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        await self._app(scope, receive, sealed)


def _is_ours(host: str) -> bool:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return name == "localhost" or name.endswith(".local")
    return True


def _first_page(folder: Path) -> str:
    parts = []
    if (folder / "site").is_dir():
        parts.append(f'<p><a href="/site/">{html.escape(_("The course to read"))}</a></p>')
    if reads_countries(folder / "site"):
        words = html.escape(_("My country on one page"))
        parts.append(f'<p><a href="/site/{COUNTRY_PAGE}">{words}</a></p>')
    parts.append(f'<p><a href="/hand-in">{html.escape(_("Hand in your answers"))}</a></p>')
    ways = [
        f'<li><a href="/course-{key}.zip">{html.escape(_("The course for {platform}").format(platform=name))}</a></li>'
        for key, name in PLATFORMS.items()
        if course_files(folder, key)
    ]
    files = [
        f'<li><a href="/downloads/{html.escape(name)}">{html.escape(name)}</a></li>'
        for name in downloads(folder)
    ]
    if ways or files:
        parts.append(f"<h2>{html.escape(_('To take away'))}</h2><ul>{''.join(ways + files)}</ul>")
    return "".join(parts) + _who_sees_what()


def _who_sees_what() -> str:
    lines = (
        _("What is handed in holds your country, kinds of stakeholder, power and interest; no names and no remarks."),
        _("Your trainer sees the file. The room sees which countries have handed in, and dots without names."),
        _("It stays on your trainer's computer, and your trainer can delete it after the day with one command."),
        _("On its way it is not encrypted: whoever listens in this network could read it."),
    )  # fmt: skip
    words = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return f"<h2>{html.escape(_('Who sees what'))}</h2>{words}"


def _form() -> str:
    told = (
        (_("Your shared file (shared-….json, in the folder exports)"), "file", 'type="file" accept=".json" required'),
        (_("The code on the wall"), "code", 'required maxlength="12" autocomplete="off" autocapitalize="characters"'),
    )  # fmt: skip
    fields = "".join(
        f'<label for="{key}">{html.escape(words)}</label><input id="{key}" {more}>'
        for words, key, more in told
    )
    unreachable = html.escape(_("The room cannot be reached; ask your trainer, then try again."))
    return (
        f'<form data-unreachable="{unreachable}">{fields}<br><button>{html.escape(_("Hand in"))}</button></form>'
        f'<p id="said" role="status"></p>{_who_sees_what()}<script>{_SCRIPT}</script>'
    )


def own_address() -> str:
    """Return this computer's number in the room's network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("10.255.255.255", 9))
            return str(asked.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def wall_of(address: str, code: str) -> Wall:
    """Write address, code and picture for the wall.

    Raises
    ------
    CourseError
        If segno is not installed.

    Examples
    --------
    >>> wall_of("http://127.0.0.1:8000", "ABCDEF").picture[:4]
    '<svg'
    """
    try:
        import segno
    except ImportError as error:
        raise CourseError(missing("segno")) from error
    # What stands behind # is never sent: a phone that reads the picture fills in the code by itself.
    picture = segno.make(f"{address}/hand-in#{code}", error="m")
    return Wall(address, code, picture.svg_inline(omitsize=True, border=2))


def serve(
    folder: Path,
    *,
    lan: bool = False,
    port: int = PORT,
    expected: Sequence[str] = (),
    turn: int = 1,
) -> None:
    """Serve a room's folder until it is stopped, and keep the page for the wall up to date.

    Parameters
    ----------
    folder : pathlib.Path
    lan : bool, optional
        Whether the room's network is served, or only this computer.
    port : int, optional
    expected : sequence of str, optional
        Codes of countries.
    turn : int, optional
        Which round is handed in; from the second on, the page compares it with the one before.

    Raises
    ------
    BadCallError
        If there is no such folder, or the port is taken.
    CourseError
        If a package is missing, or the folder cannot be written to.
    """
    if not folder.is_dir():
        raise BadCallError(
            _("{path} is no folder; make it with “coursehelpers room {path}”.").format(path=folder)
        )
    try:
        import uvicorn
    except ImportError as error:
        raise CourseError(missing("uvicorn")) from error
    code = room_code(folder)
    inbox = inbox_of(folder, turn)
    inbox.mkdir(exist_ok=True)
    app = make_app(folder, Inbox(inbox), code)
    listening = _listen("0.0.0.0" if lan else "127.0.0.1", port)  # noqa: S104 - the trainer asked for it
    # A server that was killed may have left half a hand-in; its learner has sent it again, or will.
    for place in (folder, inbox):
        clear_all_leftovers(place)
    address = f"http://{own_address() if lan else '127.0.0.1'}:{listening.getsockname()[1]}"
    before = [inbox_of(folder, turn - 1)] if turn > 1 else []
    page = RoomPage(
        [inbox], folder / "room.html", expected, before=before, wall=wall_of(address, code)
    )
    page.write()
    _announce(address, code, page.out, lan=lan)
    stop = threading.Event()
    following = threading.Thread(target=follow, args=(page, _tell, stop), daemon=True)
    following.start()
    # No log of who asked for what: nobody needs it.
    config = uvicorn.Config(
        app, access_log=False, log_level="warning", server_header=False, limit_concurrency=AT_ONCE,
        timeout_keep_alive=5, timeout_graceful_shutdown=5, lifespan="off",
    )  # fmt: skip
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        stop.set()
        following.join(timeout=3)


def _tell(room: Room) -> None:
    print(_("Handed in: {n}.").format(n=len(room.handed_in)), flush=True)


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # A server that was killed leaves its port busy for a minute; the room cannot wait. On Windows it does not, and
    # the same word would let two servers share one port.
    if os.name == "posix":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(AT_ONCE)
    except (OSError, OverflowError) as error:
        listening.close()
        raise BadCallError(
            _("Port {port} is taken or not allowed; try “--port {other}”.").format(
                port=port, other=PORT + 80
            )
        ) from error
    return listening


def _announce(address: str, code: str, page: Path, *, lan: bool) -> None:
    print(_("Address: {address}   Code: {code}").format(address=address, code=code))
    print(_("For the wall: open {page} with your browser.").format(page=page))
    if not lan:
        print(_("Only this computer is served; with --lan, the room's network is."))
    print(
        _("Stop with Ctrl and C. After the day: coursehelpers serve {folder} --forget").format(
            folder=page.parent
        ),
        flush=True,
    )


def say_forgotten(deleted: int) -> str:
    """Say how many hand-ins were deleted.

    Examples
    --------
    >>> say_forgotten(1)
    '1 hand-in was deleted, and the page and the code of the room.'
    """
    return ngettext(
        "{n} hand-in was deleted, and the page and the code of the room.",
        "{n} hand-ins were deleted, and the page and the code of the room.",
        deleted,
    ).format(n=deleted)
