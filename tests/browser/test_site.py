"""The website in a real browser: nothing from elsewhere, light, and accessible."""

import functools
import http.server
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
PAGES = re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
HEAVIEST = 900_000
"""Bytes of a first load, uncompressed."""
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the site and serve it on 127.0.0.1."""
    out = tmp_path_factory.mktemp("site")
    subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", ROOT, "--path-output", out, "-W", "--keep-going"],
        check=True, capture_output=True,
    )  # fmt: skip
    quiet = type(
        "Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_arguments: None}
    )
    handler = functools.partial(quiet, directory=str(out / "_build" / "html"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield opened
        opened.close()


class Visit:
    """Open a page and note what it loads and says."""

    def __init__(self, browser, site, name):
        self.page = browser.new_page(viewport={"width": 1280, "height": 900})
        self.elsewhere, self.bytes, self.errors = [], 0, []
        self.page.on("response", lambda response: self._note(response, site))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console", lambda said: self.errors.append(said.text) if said.type == "error" else None
        )
        self.page.goto(f"{site}{name}.html")
        self.page.wait_for_load_state("networkidle")
        # A colour that is still fading from one theme to the other is no colour of the page.
        self.page.add_style_tag(content="* { transition: none !important }")

    def _note(self, response, site):
        if not response.url.startswith((site, "data:")):
            self.elsewhere.append(response.url)
        elif response.ok and not response.url.startswith("data:"):
            self.bytes += len(response.body())

    def violations(self, scheme):
        """Ask axe what a person with a disability would stumble over."""
        from axe_playwright_python.sync_playwright import Axe

        self.page.evaluate(f"document.documentElement.dataset.theme = '{scheme}'")
        options = {"runOnly": {"type": "tag", "values": LEVELS}}
        found = Axe().run(self.page, options=options).response["violations"]
        return [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_accessible_and_loads_nothing_from_elsewhere(site, browser, name):
    visit = Visit(browser, site, name)
    assert visit.elsewhere == []
    assert visit.errors == []
    assert visit.bytes <= HEAVIEST
    alternatives = visit.page.eval_on_selector_all(
        "main img", "images => images.map(image => image.alt)"
    )
    assert all(len(text) > 40 for text in alternatives)
    assert visit.violations("light") == []
    assert visit.violations("dark") == []
    visit.page.close()


def test_a_quiz_is_answered_by_keyboard_and_each_answer_gets_its_reply(site, browser):
    visit = Visit(browser, site, "notebooks/13_community_engagement")
    question = visit.page.locator(".course-quiz fieldset").first
    assert question.locator(".reply:visible").count() == 0
    question.locator("input").first.focus()
    visit.page.keyboard.press("Space")
    replies = []
    for _turn in range(3):
        replies.append(question.locator(".reply:visible").inner_text())
        visit.page.keyboard.press("ArrowDown")
    assert len(set(replies)) == 3
    assert sum(reply.startswith("Right.") for reply in replies) == 1
    assert question.locator(".reply:visible").count() == 1
    visit.page.close()
