"""Run lessons whole in the built site, in a real browser, and write down what they cost: before the site is published.

    python -m book.browser.measure            the site in _build/html, with the notebooks that “make lite” put there

Every cell is run but those that ask GBIF itself. The first cell that fails ends it, and nothing is written.
"""

import argparse
import functools
import http.server
import json
import re
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from book.browser.lite import HERE, HOME, RELEASE, ROOT

from coursehelpers.classroom.editions import tags_of

RESULTS = HERE / "RESULTS.md"
LESSONS = ("00", "10", "11", "20")
SECONDS_FOR_A_CELL = 180
_DONE = """at => {
  const cell = document.querySelectorAll('.jp-CodeCell')[at];
  return /\\[\\d+\\]/.test(cell?.querySelector('.jp-InputPrompt')?.innerText ?? '');
}"""


class Measured(NamedTuple):
    """What one lesson cost.

    Attributes
    ----------
    lesson : str
    ready, whole : float
        Seconds until the first cell had run, and until the last one had.
    megabytes : float
        What came, by the sizes of the site's own list.
    memory : float
        MB that the browser's processes held at the end, what they share counted once.
    """

    lesson: str
    ready: float
    whole: float
    megabytes: float
    memory: float


class LessonFailedError(Exception):
    """A cell of a lesson ended in an error, or did not end."""


def main(words: list[str] | None = None) -> int:
    """Measure, and write the table."""
    asked = argparse.ArgumentParser(
        description="Run lessons whole in the built site, and write down what they cost."
    )
    asked.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    asked.add_argument("--out", type=Path, default=RESULTS)
    told = asked.parse_args(words)
    try:
        measured = [*measure(told.site)]
    except LessonFailedError as error:
        print(error, file=sys.stderr)
        return 1
    told.out.write_text(table(measured), encoding="utf-8")
    print(told.out.read_text(encoding="utf-8"))
    return 0


def measure(site: Path) -> Iterator[Measured]:
    """Run each lesson in a browser of its own, as on a first visit.

    Raises
    ------
    LessonFailedError
        If a cell fails, or another host than the site's is asked.
    """
    from playwright.sync_api import sync_playwright

    folder = site / "lite" / "files" / HOME
    sizes = json.loads((site / "lite" / "files.json").read_text(encoding="utf-8"))
    with _served(site) as url, sync_playwright() as playwright:
        for lesson in sorted(path for path in folder.glob("*.ipynb") if path.name[:2] in LESSONS):
            cells = [
                cell
                for cell in nbformat.read(lesson, as_version=4).cells
                if cell.cell_type == "code"
            ]
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
                args=["--no-sandbox", "--disable-gpu"],
            )
            try:
                yield _one(browser, url, lesson.stem, cells, sizes)
            finally:
                browser.close()


def table(measured: list[Measured]) -> str:
    """Write what was measured for the page on promises."""
    rows = [
        f"| {one.lesson} | {one.ready:.0f} s | {one.whole:.0f} s | {one.megabytes:.0f} MB | {one.memory:.0f} MB |"
        for one in measured
    ]
    return "\n".join(
        [
            "# What a lesson in the browser costs", "",
            "Written by the workflow that publishes the site; see `measure.py`.", "", "<!-- figures -->", "",
            f"Measured with Pyodide {RELEASE} and its own release, on two cores, on a first visit.", "",
            "| lesson | first cell has run | whole | what comes | memory of the browser |", "|---|---|---|---|---|",
            *rows, "",
        ]
    )  # fmt: skip


def _one(
    browser: Any, url: str, stem: str, cells: list[nbformat.NotebookNode], sizes: dict[str, Any]
) -> Measured:
    page = browser.new_page()
    asked: set[str] = set()
    page.context.on("request", lambda request: asked.add(request.url))
    began = time.monotonic()
    page.goto(f"{url}lite/notebooks/index.html?path={HOME}/{stem}.ipynb")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=120_000)
    ready = 0.0
    for at, cell in enumerate(cells):
        if "live-only" in tags_of(cell):
            continue
        _run(page, at, f"Lesson {stem}, cell {at + 1} ({cell.source.splitlines()[0]})")
        ready = ready or time.monotonic() - began
    elsewhere = sorted(way for way in asked if way.startswith("http") and not way.startswith(url))
    if elsewhere:
        raise LessonFailedError(f"Lesson {stem} asked somebody else: {', '.join(elsewhere)}")
    ways = {re.sub(r"[?#].*", "", way).removeprefix(f"{url}lite/") for way in asked}
    came = sum(sizes[way]["bytes"] for way in ways if way in sizes)
    return Measured(stem, ready, time.monotonic() - began, came / 1e6, _memory(browser))


def _run(page: Any, at: int, which: str) -> None:
    from playwright.sync_api import TimeoutError

    cell = page.locator(".jp-CodeCell").nth(at)
    # Folded cells are lessons, too.
    page.evaluate(
        "document.querySelectorAll('.jp-Placeholder-content').forEach((one) => one.click())"
    )
    try:
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        page.wait_for_function(_DONE, arg=at, timeout=SECONDS_FOR_A_CELL * 1000)
    except TimeoutError as error:
        raise LessonFailedError(
            f"{which} did not end within {SECONDS_FOR_A_CELL} seconds."
        ) from error
    shown = cell.locator(
        "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type='application/vnd.jupyter.stderr']"
    )
    if shown.count():
        raise LessonFailedError(f"{which} failed: {shown.first.inner_text()[-1500:]}")


def _memory(browser: Any) -> float:
    """Add up what the browser's processes hold, in MB."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    kilobytes = 0
    for process in told["processInfo"]:
        rollup = Path(f"/proc/{process['id']}/smaps_rollup")
        if rollup.is_file():
            kilobytes += int(re.findall(r"^Pss:\s+(\d+)", rollup.read_text(), re.MULTILINE)[0])
    return kilobytes / 1000


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def _served(site: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


if __name__ == "__main__":
    raise SystemExit(main())
