"""Slides in a real browser: nothing is cut off, type can be read at the back of a room, no other host is asked."""

import runpy
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from coursehelpers.editions import lessons

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]

TOO_LOW = """() => [...document.querySelectorAll(".slides > section")].flatMap((section, at) => {
  Reveal.slide(at);
  const shown = [...section.children].filter((child) => child.tagName !== "ASIDE");
  const bottom = Math.max(...shown.map((child) => child.offsetTop + child.offsetHeight));
  const wide = Math.max(...shown.map((child) => child.scrollWidth));
  return bottom > 720 || wide > 1280 ? [[at + 1, bottom, wide, section.innerText.slice(0, 40)]] : [];
})"""
SMALL_TYPE = """() => "p li td th h1 h2".split(" ")
  .flatMap((name) => [...document.querySelectorAll(`.slides ${name}`)])
  .filter((one) => !one.closest("aside") && parseFloat(getComputedStyle(one).fontSize) < 24)
  .map((one) => one.innerText.slice(0, 40))"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("editions")
    runpy.run_path(str(ROOT / "notebooks" / "make_editions.py"))["main"](made)
    for edition in ("learner", "solution", "trainer", "slides"):
        assert len([path for path in (made / edition).iterdir() if path.is_file()]) == len(
            lessons()
        )
    return made / "slides"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield opened
        opened.close()


@pytest.mark.parametrize("lesson", [path.stem for path in lessons()])
def test_slides_fit_and_can_be_read_from_the_back(folder, browser, lesson):
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    trouble = []
    page.on(
        "console", lambda message: trouble.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "request",
        lambda request: (
            trouble.append(request.url) if not request.url.startswith("file:") else None
        ),
    )
    page.goto((folder / f"{lesson}.slides.html").as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    assert page.evaluate(TOO_LOW) == []
    assert page.evaluate(SMALL_TYPE) == []
    assert trouble == []
    page.close()
