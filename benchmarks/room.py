"""Measure a room of sixty as the trainer's browser sees it: ``python -m benchmarks.room``.

Sixty files of sixty stakeholders arrive within a minute while Chromium has the page open; then sixty hand in at once
to a server that is also sent what it must refuse, and that is killed in the middle. It takes about two minutes.
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.engine import RESULTS
from coursehelpers.classroom.handing_in import hand_in
from coursehelpers.classroom.inbox import inbox_of
from coursehelpers.classroom.serve import room_code
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.settings import Settings
from coursehelpers.stakeholders.group import Shared
from coursehelpers.stakeholders.register import KINDS

HEADING = "## A room of sixty"
LEARNERS = 60
STAKEHOLDERS = 60
WITHIN = 60.0
"""Seconds in which the files arrive."""
HUGE = 30_000_000
_KINDS = list(KINDS)
_CODES = "AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ".split()
_SEEN = """() => {
  window.seen = [];
  const look = () => {
    const told = document.querySelector("#who h2")?.textContent.match(/\\d+/);
    if (told) window.seen.push([Date.now() / 1000, Number(told[0])]);
  };
  new MutationObserver(look).observe(document.querySelector("main"), {childList: true});
  look();
}"""


def main() -> None:
    """Measure, print, and put the section into RESULTS.md."""
    if not shutil.which("chromium"):
        sys.exit("The room is measured in Chromium; install it and run again.")
    section = "\n".join(_lines()) + "\n"
    print(section)
    # Between the country's figures and the engine's, each of which is measured apart.
    text = RESULTS.read_text(encoding="utf-8").replace(kept(), "")
    before, heading, after = text.partition("\n## What GBIF's engine answers")
    RESULTS.write_text(f"{before.rstrip(chr(10))}\n\n{section}{heading}{after}", encoding="utf-8")


def kept() -> str:
    """Return the section as it was last measured; empty where it never was."""
    _before, heading, rest = RESULTS.read_text(encoding="utf-8").partition(f"\n{HEADING}\n")
    return heading + rest.partition("\n## ")[0] if heading else ""


def shared_by(learner: int) -> bytes:
    """Write what one learner shares: sixty stakeholders and twelve cards.

    Examples
    --------
    >>> len(json.loads(shared_by(7))["kinds"])
    60
    """
    return json.dumps(
        {
            "format": "coursehelpers-shared",
            "version": 1,
            "country": _CODES[learner % len(_CODES)],
            "kinds": [
                # The first one tells whose file it is.
                {
                    "kind": _KINDS[n % len(_KINDS)] if n else f"kind {learner}",
                    "power": (learner + n) % 5 + 1,
                    "interest": (learner * n) % 5 + 1,
                }
                for n in range(STAKEHOLDERS)
            ],
            "cards": [
                {
                    "card": card,
                    "power": (learner * card) % 5 + 1,
                    "interest": 1 if learner % 2 else 5,
                }
                for card in range(1, 13)
            ],
        }
    ).encode()


def _lines() -> Iterator[str]:
    yield HEADING
    yield ""
    yield (
        f"{datetime.now(UTC).date().isoformat()}. Made by `python -m benchmarks.room` on the computer above "
        f"(others wanted it too: load {os.getloadavg()[1]:.0f}). The seconds are from a file's last byte to the page "
        "that Chromium shows."
    )
    yield ""
    yield "| what | measured | bar |"
    yield "|---|---:|---:|"
    with tempfile.TemporaryDirectory() as name:
        yield from _followed(Path(name) / "arriving")
        yield from _handed_in(Path(name) / "room")


def _followed(folder: Path) -> Iterator[str]:
    """Let files arrive one a second, and hear from Chromium when each is on the page."""
    folder.mkdir()
    out = folder.parent / "room.html"
    watching = ["group", str(folder), "--watch", "--out", str(out)]
    with _course(watching) as running, _chromium() as browser:
        _wait_for(lambda: out.exists() and out.with_suffix(".js").exists())
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(out.as_uri())
        page.evaluate(_SEEN)
        arrived: list[float] = []
        began = time.monotonic()
        for learner in range(LEARNERS):
            # Pauses by the clock, so that a slow computer does not stretch the minute.
            page.wait_for_timeout(
                max(0, (began + learner * WITHIN / LEARNERS - time.monotonic()) * 1000)
            )
            (folder / f"{learner}.json").write_bytes(shared_by(learner))
            arrived.append(time.time())
        with suppress(Exception):
            page.wait_for_function(f"window.seen.some(([, n]) => n >= {LEARNERS})", timeout=20_000)
        seen: list[list[float]] = page.evaluate("window.seen")
        peak = _peak(running.pid)
    late = sorted(
        next((at - when for at, shown in seen if shown > learner), float("inf"))
        for learner, when in enumerate(arrived)
    )
    took = arrived[-1] - arrived[0]
    yield (
        f"| {LEARNERS} files of {STAKEHOLDERS} stakeholders within {took:.0f} s: slowest on the open page "
        f"| {late[-1]:.1f} s | 2 s |"
    )
    yield f"| the same, half of them faster than | {late[len(late) // 2]:.1f} s | |"
    yield f"| peak memory of the process that watches | {peak:.0f} MB | 300 MB |"


def _handed_in(folder: Path) -> Iterator[str]:
    """Hand in at once, send what must be refused, kill the server in the middle, and count what lies there."""
    folder.mkdir()
    port = _free_port()
    url, command = f"http://127.0.0.1:{port}", ["serve", str(folder), "--port", str(port)]
    took: list[int] = []

    def one(learner: int) -> None:
        home = folder.parent / f"learner-{learner}"
        mine = Settings("http://127.0.0.1:9/v1", "live", home / "my-course", home / "cache")
        for _turn in range(8):
            # A learner whose hand-in failed presses again.
            with suppress(CourseError):
                hand_in(Shared.model_validate_json(shared_by(learner)), url, code, mine)
                took.append(learner)
                return

    with _course(command) as running:
        code = _code_of(folder, port)
        began = time.perf_counter()
        with ThreadPoolExecutor(LEARNERS) as pool:
            list(pool.map(one, range(LEARNERS)))
        seconds = time.perf_counter() - began
        landed = len(_landed(folder))
        yield f"| {LEARNERS} hand-ins at once, taken in {seconds:.1f} s | {landed} | {LEARNERS} |"
        before = _everything(folder)
        refused = [_sent(port, told, body) for told, body in _refused(code)]
        same = _everything(folder) == before
        said = ", ".join(str(status) for status in refused)
        yield f"| a wrong code, a huge, a foreign and three hostile files: answers | {said} | none taken |"
        yield f"| the same: the folder afterwards | {'as before' if same else 'CHANGED'} | as before |"
        peak = _peak(running.pid)

    for path in inbox_of(folder).glob("*.json"):
        path.unlink()
    took.clear()
    with _course(command) as running, ThreadPoolExecutor(10) as pool:
        _code_of(folder, port)
        waiting = [pool.submit(one, learner) for learner in range(LEARNERS)]
        _wait_for(lambda: len(took) >= LEARNERS // 4)
        running.send_signal(signal.SIGKILL)
        running.wait()
        acknowledged = set(took)
        lost = acknowledged - _landed(folder)
        with _course(command):
            for each in waiting:
                each.result()
    half = [path.name for path in inbox_of(folder).iterdir() if path.suffix != ".json"]
    files = len(list(inbox_of(folder).glob("*.json")))
    yield f"| killed after {len(acknowledged)} were taken: of these lost | {len(lost)} | 0 |"
    yield f"| started again: files in the folder, and others | {files} and {len(half)} | {LEARNERS} and 0 |"
    yield f"| peak memory of the server, the page with it | {peak:.0f} MB | 300 MB |"


def _refused(code: str) -> Iterator[tuple[dict[str, str], bytes]]:
    mine = {"X-Course-Code": code, "X-Course-Learner": "f" * 32}
    yield mine | {"X-Course-Code": "AAAAAA"}, shared_by(0)
    yield mine, b" " * HUGE
    yield mine, b"%PDF-1.7\n" + os.urandom(50_000)
    yield mine, shared_by(0).replace(b'"AD"', b'"../../../etc/passwd"')
    yield mine, b"[" * 150_000
    yield mine, shared_by(0).replace(b'"power"', b'"name": "Jane", "power"', 1)


def _sent(port: int, headers: dict[str, str], body: bytes) -> int | str:
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        wire.request("POST", "/hand-in", body, headers)
        return wire.getresponse().status
    except ConnectionError:
        return "hung up"
    finally:
        wire.close()


@contextmanager
def _course(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    running = subprocess.Popen(
        [sys.executable, "-m", "coursehelpers", *command], stdout=subprocess.DEVNULL
    )
    try:
        yield running
    finally:
        if running.poll() is None:
            running.terminate()
            running.wait(20)


@contextmanager
def _chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def _code_of(folder: Path, port: int) -> str:
    def answers() -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        return False

    _wait_for(answers)
    return room_code(folder)


def _landed(folder: Path) -> set[int]:
    """Say whose files lie there, whole."""
    return {
        int(json.loads(path.read_bytes())["kinds"][0]["kind"].split()[1])
        for path in inbox_of(folder).glob("*.json")
    }


def _everything(folder: Path) -> dict[str, bytes]:
    """Read all that lies around the room, but for the page, which the server itself writes."""
    return {
        path.relative_to(folder.parent).as_posix(): path.read_bytes()
        for path in folder.parent.rglob("*")
        if path.is_file() and path.name not in ("room.html", "room.js")
    }


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (peak,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(peak) / 1000


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _wait_for(seen: Callable[[], bool], seconds: float = 60) -> None:
    give_up = time.monotonic() + seconds
    while not seen():
        if time.monotonic() > give_up:
            raise TimeoutError(f"Nothing happened within {seconds:.0f} s.")
        threading.Event().wait(0.05)


if __name__ == "__main__":
    main()
