"""A lesson in the browser, in a real one: Python comes from one folder, answers stay, and nobody else is asked."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from base64 import b64decode
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from tests.browser import site_checks as checks
from tests.browser.conftest import ROOT, SiteServer
from tests.conftest import QUIET_CHROMIUM
from tests.gbif_api import GbifServer

from coursehelpers.documents.fonts import own_fonts
from coursehelpers.workbook.file import load_workbook, save_workbook

pytestmark = [pytest.mark.browser, pytest.mark.long]
READY_SECONDS = 30
BUSY = 4
"""Programs that wait for two cores, from which on seconds say nothing."""
LESSON = "11_identify_stakeholders"
BEGIN = """
from coursehelpers import course
from coursehelpers.workbook.entries import Stakeholder
from coursehelpers.workbook.file import open_workbook, save_workbook
course_book = open_workbook("XT")
course_book.stakeholders = [Stakeholder(key=f"k{n}", name=f"Herbarium {n}", kind="x") for n in range(3)]
print(save_workbook(course_book).name)
"""
GRID = """
from coursehelpers.forms.form import CourseForm
from coursehelpers.forms.grid import GridForm
from coursehelpers.workbook.desk import Desk
class GridAlone(GridForm):
    standing_table = CourseForm.standing_table  # a table needs pandas
GridAlone(Desk("XT"))
"""
SCORES = """
from coursehelpers.workbook.file import open_workbook
print("scores", {s.key: (s.power, s.interest) for s in open_workbook("XT").stakeholders})
"""


@pytest.fixture(scope="module")
def lite(tmp_path_factory):
    """Build it from what npm and the package index have."""
    for asked in (
        ["npm", "view", "pyodide", "name"],
        [sys.executable, "-m", "pip", "index", "versions", "micropip"],
    ):
        try:
            reached = subprocess.run(asked, capture_output=True, timeout=60).returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            reached = False
        if not reached:
            pytest.skip(
                f"{asked[0]} is not there, or cannot reach what JupyterLite and Pyodide come from"
            )
    site = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "book.browser.lite", "--site", site]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    server = SiteServer(site)
    yield server, site / "lite", done.stdout
    server.shutdown()


class Learner:
    """Use the notebooks as somebody does whose browser keeps what it is given."""

    def __init__(self, playwright, folder, url):
        self._playwright, self._folder, self.url = playwright, folder, url
        self.asked = set()
        self.open()

    def open(self):
        self.context = self._playwright.chromium.launch_persistent_context(
            self._folder, executable_path=shutil.which("chromium"), args=QUIET_CHROMIUM.split(),
            viewport={"width": 1200, "height": 1000}, accept_downloads=True,
        )  # fmt: skip
        self.context.set_default_timeout(60_000)
        self.context.on("request", lambda request: self.asked.add(request.url))

    def hosts(self):
        return {
            re.sub(r"^(\w+://[^/]+)/.*", r"\1/", url)
            for url in self.asked
            if url.startswith(("http", "ws"))
        }

    def close(self):
        self.context.close()

    def start_page(self):
        page = self.context.new_page()
        page.goto(f"{self.url}lite/start.html?lesson={LESSON}")
        page.locator("nav a").first.wait_for()
        return page

    def lesson(self, start):
        with self.context.expect_page() as opened:
            start.locator("nav a").first.click()
        page = opened.value
        began = time.monotonic()
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        run(page, "1")
        return page, time.monotonic() - began


def run(page, code):
    """Run code in the first cell, and return what it shows."""
    cell = page.locator(".jp-CodeCell").first
    cell.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(code.strip())
    before = cell.locator(".jp-InputPrompt").first.inner_text()
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        """before => { const now = document.querySelector('.jp-CodeCell .jp-InputPrompt').innerText;
        return /\\[\\d+\\]/.test(now) && now !== before; }""", arg=before, timeout=90_000,
    )  # fmt: skip
    return cell.locator(".jp-OutputArea").first.inner_text()


def unlisted(learner, folder):
    """Name what a lesson opened beyond what the button counts; “--opened” writes it into the lock."""
    listed = json.loads((folder / "files.json").read_text())
    ways = {re.sub(r"[?#].*", "", url).removeprefix(f"{learner.url}lite/") for url in learner.asked}
    return {way for way in ways if listed.get(way, {}).get("when") == "page"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("browser")


@pytest.fixture
def learner(lite, playwright, folder):
    learner = Learner(playwright, folder, lite[0].url)
    yield learner
    learner.close()


FAULTS = """
import json, os
from coursehelpers.gbif import transport
from coursehelpers.gbif.client import Client
from coursehelpers.ground.errors import CourseError
os.environ["GBIF_API_URL"] = "{url}"
transport.FIRST_PAUSE = 0.001
os.environ["COURSE_HOME"] = "/tmp/home"
def ask(name):
    os.environ["COURSE_CACHE"] = "/tmp/" + name
    with Client() as gbif:
        try:
            found = gbif.pages("/grscicoll/institution", country="XT")
            return [len(found), gbif.ledger.requests]
        except CourseError as error:
            return str(error)
"""
MENDED = ("busy", "unavailable", "html", "broken-json", "null-results", "truncated")
SAID = ("refused", "reset", "log-in")
LETTER = """
import base64, os, sys, types
from pyodide.http import pyfetch
os.makedirs("/tmp/data/fonts/ttf", exist_ok=True)
font = await (await pyfetch("{font}")).bytes()
open("/tmp/data/fonts/ttf/DejaVuSans.ttf", "wb").write(font)
# Of matplotlib a letter needs its font alone.
sys.modules["matplotlib"] = types.SimpleNamespace(get_data_path=lambda: "/tmp/data")
from coursehelpers.documents.document import Document, Paragraph
from coursehelpers.documents.pdf import to_pdf
letter = Document("Your collection on GBIF", "Herbarium of Łódź", [Paragraph("Dear colleagues, may we call you?")])
print(base64.b64encode(to_pdf(letter)).decode())
"""
WORD_FILE = """
from coursehelpers.documents.document import Document, Paragraph
from coursehelpers.documents.write import rendered
try:
    print(rendered(Document("Letter", "Herbarium", [Paragraph("Dear colleagues")]), ".docx", "letter")[:2])
except Exception as error:
    print(error)
"""


def test_from_the_browser_gbif_is_asked_as_a_page_may_and_a_letter_becomes_a_pdf(
    learner, lite, training_world
):
    page, _ = learner.lesson(learner.start_page())
    with GbifServer(training_world) as server:
        run(page, "from coursehelpers import course\n" + FAULTS.format(url=server.url))

        def ask(fault, name, times):
            server.clear()
            if fault:
                server.fail(fault, times=times)
            return json.loads(run(page, f"print(json.dumps(ask({name!r})))"))

        whole = ask("", "plain", 0)
        asked = list(server.requests)
        assert whole[0] > 20
        for fault in MENDED:
            assert ask(fault, fault, 1)[0] == whole[0], fault
        for fault in SAID:
            said = ask(fault, fault, 10_000)
            assert isinstance(said, str), fault
            assert said.endswith("."), fault
        # A day's cache holds, for another notebook too; nothing that a browser would ask leave for is sent.
        assert ask("", "plain", 0) == [whole[0], 0]
        run(page, "os.environ['COURSE_HOME'] = '/drive/my-course'")
        assert ask("", "one", 0) == whole
        assert ask("", "another", 0) == [whole[0], 0]
        assert server.requests == []
        ours = {
            "authorization",
            "if-none-match",
            "if-modified-since",
            "x-requested-with",
            "content-type",
        }
        assert all(ours.isdisjoint(request.headers) for request in asked)
    assert learner.hosts() == {learner.url, server.url.removesuffix("v1")}

    (lite[1].parent / "DejaVuSans.ttf").write_bytes((own_fonts() / "DejaVuSans.ttf").read_bytes())
    shown = run(page, LETTER.format(font=f"{learner.url}DejaVuSans.ttf"))
    assert "once: typst-" in shown
    read = PdfReader(BytesIO(b64decode(shown.split()[-1])))
    assert "may we call you?" in read.pages[0].extract_text()
    assert "Łódź" in read.pages[0].extract_text()
    # A word processor's file is written, or she is told why not before anything comes for it.
    shown = run(page, WORD_FILE)
    if "lxml" in json.loads((lite[1] / "static/pyodide/pyodide-lock.json").read_text())["packages"]:
        assert "PK" in shown
    else:
        assert "the package lxml was not to be had" in shown
        assert "once: python_docx" not in shown
    assert unlisted(learner, lite[1]) == set()


def started(browser, url, script):
    context = browser.new_context()
    context.add_init_script(script)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{url}lite/start.html?lesson={LESSON}")
    expect(page.locator("#fetch")).to_be_enabled()
    return page, [url for url in asked if "pyodide" in url]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (
            "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };",
            "keeps nothing for this site",
        ),
        ("delete Navigator.prototype.serviceWorker;", "lasts only as long"),
        ("Object.defineProperty(self, 'isSecureContext', { value: false });", "not secure"),
        (
            "navigator.storage.estimate = async () => ({ quota: 2e7, usage: 1e7 });",
            "only 10 MB of room",
        ),
    ],
    ids=["denied", "no worker", "http", "short"],
)
def test_she_is_told_before_she_works_where_nothing_would_be_kept(browser, lite, script, words):
    page, fetched = started(browser, lite[0].url, script)
    assert words in page.locator("#warnings").inner_text()
    assert fetched == []
    assert checks.what_axe_finds(page, "light") == []
    assert checks.what_axe_finds(page, "dark") == []
    page.context.close()


def test_answers_in_the_browser_survive_a_restart_without_internet_and_an_installed_course(
    learner, lite, tmp_path, make_settings
):
    start = learner.start_page()
    assert "None yet" in start.locator("#answers").inner_text()
    page, seconds = learner.lesson(start)
    assert seconds < READY_SECONDS or os.getloadavg()[0] > BUSY
    assert "workbook-XT.json" in run(page, BEGIN)

    # By keyboard, as in an installed course.
    run(page, GRID)
    page.locator(".course-grid button[data-key=k0]").focus()
    page.keyboard.press("Enter")
    marker = page.locator(".course-point[data-key=k0]")
    expect(marker).to_have_attribute("aria-label", re.compile("power 3, interest 3"))
    page.keyboard.press("ArrowUp")
    expect(marker).to_have_attribute("aria-label", re.compile("power 4, interest 3"))
    assert "'k0': (4, 3)" in run(page, SCORES)

    # A second tab is a second notebook: what both change is kept.
    other, _ = learner.lesson(start)
    change = "{0} = open_workbook('XT'); {0}.stakeholders[{1}].power = 5; save_workbook({0}); print('done')"
    imported = "from coursehelpers.workbook.file import open_workbook, save_workbook\n"
    assert "held" in run(other, imported + "a = open_workbook('XT'); print('held')")
    assert "done" in run(page, imported + change.format("b", 1))
    assert "done" in run(other, "a.stakeholders[2].power = 2; save_workbook(a); print('done')")
    assert "'k0': (4, 3), 'k1': (5, None), 'k2': (2, None)" in run(page, SCORES)

    # Out by one click, through an installed course, and in again.
    start.reload()
    with start.expect_download() as waited:
        start.get_by_role("button", name="Save workbook-XT.json as a file").click()
    settings = make_settings("http://127.0.0.1:9/v1")
    settings.home.mkdir(parents=True)
    waited.value.save_as(settings.home / "workbook-XT.json")
    book = load_workbook(settings.home / "workbook-XT.json")
    assert [one.power for one in book.stakeholders] == [4, 5, 2]
    book.stakeholders[0].why = "said by her director"
    saved = save_workbook(book, settings)
    start.locator("#read").set_input_files(saved)
    expect(start.locator("#kept")).to_contain_text("Choose the same file once more")
    start.locator("#read").set_input_files(saved)
    expect(start.locator("#kept")).to_contain_text("Read: the answers for XT")
    assert "director" in run(page, SCORES + "print(open_workbook('XT').stakeholders[0].why)")
    bad = tmp_path / "bad.json"
    bad.write_text('{"country": "../XT", "version": 4}')
    start.locator("#read").set_input_files(bad)
    expect(start.locator("#kept")).to_contain_text("nothing was changed")
    assert learner.hosts() == {learner.url}

    assert unlisted(learner, lite[1]) == set()

    # Cleared by the browser: she is told before she works, and what she saved brings all back.
    start.context.new_cdp_session(start).send(
        "Storage.clearDataForOrigin",
        {"origin": learner.url.rstrip("/"), "storageTypes": "indexeddb"},
    )
    start.reload()
    start.locator("nav a").first.wait_for()
    assert "the browser has cleared them since" in start.locator("#answers").inner_text()
    start.locator("#read").set_input_files(saved)
    expect(start.locator("#kept")).to_contain_text("Read: the answers for XT")

    # In another language the lesson speaks it, and the answers are the same.
    spanish = learner.context.new_page()
    spanish.goto(f"{learner.url}lite/start.es.html?lesson={LESSON}")
    spanish.locator("nav a").first.wait_for(timeout=60_000)
    assert "workbook-XT.json" in spanish.locator("#answers").inner_text()
    other, _ = learner.lesson(spanish)
    assert "partes interesadas" in other.locator(".jp-MarkdownCell").first.inner_text()
    words = "from coursehelpers.ground.locale import _, language\nprint(language(), _('Goal'))"
    assert "es Objetivo" in run(other, words + SCORES)

    # Closed, and opened again where no internet is.
    learner.close()
    lite[0].shutdown()
    lite[0].server_close()
    learner.open()
    page, _ = learner.lesson(learner.start_page())
    assert "director" in run(page, SCORES + "print(open_workbook('XT').stakeholders[0].why)")
