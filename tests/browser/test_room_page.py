"""The page for the wall in a real browser: read from ten metres, and following what arrives."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from coursehelpers.classroom.room_page import Wall
from coursehelpers.classroom.watch import RoomPage

pytestmark = pytest.mark.browser

SMALL_TYPE = """() => [...document.querySelectorAll("main *")]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .map((one) => {
    const svg = one.closest("svg"), size = parseFloat(getComputedStyle(one).fontSize);
    return [svg ? size * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : size, one.textContent];
  }).filter(([size]) => size < 28)"""
TOO_LARGE = """() => [...document.querySelectorAll("section:not(.fold)")]
  .filter((one) => one.getBoundingClientRect().height > 721 || one.scrollWidth > 1280).map((one) => one.id)"""
SMALL_DOTS = """() => [...document.querySelectorAll("circle")]
  .filter((one) => one.getBoundingClientRect().width < 8).length"""


def hand_in(folder, number, learners):
    cards = [
        {"card": card, "power": (number * card) % 5 + 1, "interest": 1 if number % 2 else 5}
        for card in range(1, 13)
    ]
    code = "AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ".split()[number % 20]
    told = {
        "format": "coursehelpers-shared",
        "version": 1,
        "country": code,
        "kinds": [],
        "cards": cards,
    }
    (folder / f"{number}.json").write_text(json.dumps(told), encoding="utf-8")


@pytest.fixture
def opened(browser, tmp_path):
    pages = []

    def open_page(out, scheme="light"):
        page = browser.new_page(viewport={"width": 1280, "height": 720}, color_scheme=scheme)
        page.trouble = []
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on(
            "request",
            lambda asked: asked.url.startswith("file:") or page.trouble.append(asked.url),
        )
        page.goto(out.as_uri())
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("learners", [1, 12, 60])
def test_each_screen_fits_and_can_be_read_from_the_back(opened, tmp_path, learners, scheme):
    for number in range(learners):
        hand_in(tmp_path, number, learners)
    (tmp_path / "a file with a name that is long, as phones give them.json").write_text("{")
    wall = Wall("http://192.168.100.100:8000", "KQ7RTM", '<svg viewBox="0 0 1 1"></svg>')
    page = RoomPage([tmp_path], tmp_path / "room.html", ["KE", "UG"], before=[tmp_path], wall=wall)
    page.write()
    shown = opened(page.out, scheme)
    assert shown.evaluate(TOO_LARGE) == []
    assert shown.evaluate(SMALL_DOTS) == 0
    shown.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert shown.evaluate(SMALL_TYPE) == []
    found = Axe().run(shown, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert [one["id"] for one in found.response["violations"]] == []
    assert shown.trouble == []


def test_the_open_page_follows_and_keeps_its_place_and_its_folds(opened, tmp_path):
    for number in range(4):
        hand_in(tmp_path, number, 4)
    page = RoomPage([tmp_path], tmp_path / "room.html")
    page.write()
    shown = opened(page.out)
    shown.evaluate("document.getElementById('fold-numbers').open = true")
    shown.evaluate("document.getElementById('cards-3').scrollIntoView({behavior: 'instant'})")
    hand_in(tmp_path, 5, 5)
    page.write()
    shown.wait_for_function("document.querySelector('#who h2').innerText === 'Handed in: 5'")
    assert shown.evaluate("document.getElementById('fold-numbers').open")
    assert abs(shown.evaluate("document.getElementById('cards-3').getBoundingClientRect().top")) < 2
    assert shown.trouble == []
