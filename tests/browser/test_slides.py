"""Slides in a real browser: nothing is cut off, type can be read at the back of a room, no other host is asked."""

import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from coursehelpers.classroom.editions import lessons

pytestmark = [pytest.mark.browser, pytest.mark.long]
ROOT = Path(__file__).parents[2]
A4 = (595, 842)

# A slide hides what runs over its edge, so its parts are asked where they end.
TOO_LOW = """() => [...document.querySelectorAll(".slides > section")].flatMap((section, at) => {
  Reveal.slide(at);
  const edge = section.getBoundingClientRect(), scale = edge.width / 1280;
  const source = section.querySelector(".source");
  const floor = source ? source.getBoundingClientRect().top : edge.top + 684 * scale;
  const shown = [...section.querySelectorAll(":scope p, :scope li, :scope tr, :scope h1, :scope h2, :scope svg")]
    .filter((one) => !one.closest("aside") && !one.closest("svg *") && one !== source)
    .map((one) => one.getBoundingClientRect());
  const low = Math.max(...shown.map((box) => box.bottom)), wide = Math.max(...shown.map((box) => box.right));
  return low > floor + 1 || wide > edge.left + 1280 * scale
    ? [[at + 1, Math.round(low - floor), Math.round(wide), section.innerText.slice(0, 60)]] : [];
})"""
SMALL_TYPE = """() => "p li td th h1 h2".split(" ")
  .flatMap((name) => [...document.querySelectorAll(`.slides ${name}`)])
  .filter((one) => !one.closest("aside") && parseFloat(getComputedStyle(one).fontSize) < 24)
  .map((one) => one.innerText.slice(0, 40))"""
SMALL_LABELS = """() => [...document.querySelectorAll(".slides figure svg")].flatMap((svg) => {
  const wide = svg.viewBox.baseVal.width, high = svg.viewBox.baseVal.height;
  const drawn = Math.min(1200 / wide, 490 / high);
  return [...svg.querySelectorAll("text")]
    .filter((text) => parseFloat(getComputedStyle(text).fontSize) * drawn < 23.5)
    .map((text) => text.textContent);
})"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("editions")
    # A process of its own: it drives a browser, too.
    subprocess.run([sys.executable, ROOT / "notebooks" / "make_editions.py", folder], check=True)
    return folder


def test_all_editions_of_all_lessons_are_there(made):
    stems = {path.stem for path in lessons()}
    for edition in ("learner", "solution", "trainer"):
        assert {path.stem for path in (made / edition).iterdir()} == stems
    assert {path.name.split(".")[0] for path in (made / "slides").glob("*.html")} == stems
    assert {path.stem for path in (made / "slides" / "pdf").iterdir()} == stems


@pytest.mark.parametrize("lesson", [path.stem for path in lessons()])
def test_slides_fit_and_can_be_read_from_the_back(made, browser, lesson):
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
    page.goto((made / "slides" / f"{lesson}.slides.html").as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    assert page.evaluate(TOO_LOW) == []
    assert page.evaluate(SMALL_TYPE) == []
    assert page.evaluate(SMALL_LABELS) == []
    assert trouble == []
    page.close()


@pytest.mark.parametrize("lesson", [path.stem for path in lessons()])
def test_slides_print_one_a_page(made, lesson):
    slides = (made / "slides" / f"{lesson}.slides.html").read_text(encoding="utf-8")
    pages = PdfReader(made / "slides" / "pdf" / f"{lesson}.pdf").pages
    assert len(pages) == slides.count("<section")
    assert all(page.mediabox.width > page.mediabox.height for page in pages)


def test_a_handout_prints_on_its_sheets_of_a4(made):
    sheets = {path.stem: PdfReader(path).pages for path in (made / "handouts").glob("*.pdf")}
    for name, pages in sheets.items():
        sides = sorted((round(pages[0].mediabox.width), round(pages[0].mediabox.height)))
        assert all(abs(side - a4) <= 1 for side, a4 in zip(sides, A4, strict=True))
        assert len(pages) == 3 if "cards" in name else len(pages) == 1, name
