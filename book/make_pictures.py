"""Draw the pictures of the first page, of the room's screens, and the one for messages: ``make pictures``.

They show what a learner leaves with, made on the training country by the same writers; once in each language that is
whole, as ``leave_with_sheet.es.png``, which the site of that language takes in the place of the English one.
"""

import io
import os
import shutil
import tempfile
from pathlib import Path

import typst
from PIL import Image

from coursehelpers.classroom.translated import spoken_languages
from coursehelpers.ground.locale import ENGLISH, use

STATIC = Path(__file__).parent / "_static"
_SCREENS = {"wall": "wall", "who": "who", "first": "first", "cards-0": "cards"}
"""Parts of the page for the wall, and what their pictures are called."""
_WIDTH, _LARGE = 660, 1240
"""Dots: twice what a card of the first page is wide, for fine screens; and the sheet, which is to be read there."""
_SOCIAL = """
#set page(width: 1200pt, height: 630pt, margin: (x: 80pt, y: 100pt), fill: rgb("#0a3636"))
#set text(font: "DejaVu Sans", fill: white)
#grid(columns: (1fr, 220pt), gutter: 60pt, align: horizon,
  [#text(58pt, weight: "bold", font: "DejaVu Serif")[Strengthening support services for collections communities]
   #v(20pt) #text(28pt)[A course for GBIF nodes that works on your country’s own collections]],
  image("favicon.svg", width: 220pt, alt: "mark"))
"""


def main() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(COURSE_SOURCE="training", COURSE_HOME=f"{folder}/my-course")
        for code in spoken_languages():
            suffix = ".png" if code == ENGLISH else f".{code}.png"
            use(code)
            for name, page in _pages().items():
                width = _LARGE if name == "sheet" else _WIDTH
                _save(page, STATIC / f"leave_with_{name}{suffix}", width)
            _draw_room(Path(folder), suffix)
    source = STATIC / "social.typ"
    source.write_text(_SOCIAL, encoding="utf-8")
    _save(typst.compile(source, format="png", ppi=72), STATIC / "social.png", 1200)
    source.unlink()


def _draw_room(folder: Path, suffix: str) -> None:
    """Photograph each screen of the page for the wall, as made-up learners fill it."""
    from playwright.sync_api import sync_playwright

    from coursehelpers.classroom.serve import wall_of
    from coursehelpers.classroom.watch import RoomPage
    from coursehelpers.ground.settings import data_file

    browser = shutil.which("chromium")
    if browser is None:
        print("No Chromium on this computer: the pictures of the room's screens stay as they are.")
        return
    wall = wall_of("http://192.168.1.20:8000", "KQ7RTM")
    shared = sorted(data_file("group").glob("*.json"))
    page = RoomPage(shared, folder / "room.html", ["KE"], wall=wall, follows=False)
    page.write()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        shown = opened.new_page(viewport={"width": 1280, "height": 720}, color_scheme="light")
        shown.goto(page.out.as_uri())
        for key, name in _SCREENS.items():
            screen = shown.locator(f"#{key}").screenshot()
            _save(screen, STATIC / f"room_{name}{suffix}", _WIDTH)
        opened.close()


def _pages() -> dict[str, bytes]:
    from coursehelpers import course
    from coursehelpers.documents.pdf import to_pngs
    from coursehelpers.order.letters import letters_document, write_letters
    from coursehelpers.plan.action_plan import action_plan
    from coursehelpers.plan.facts import plan_facts
    from coursehelpers.plan.sheet import country_sheet
    from coursehelpers.views.training import example_workbook

    example = course.training()
    landscape, order = example.landscape().measured, example.order().measured
    workbook = example_workbook()
    letters = letters_document(order, write_letters(order, workbook, ("now",))[:1])
    return {
        "sheet": to_pngs(country_sheet(landscape, order), ppi=150)[0],
        # The letter itself; before it stands its card.
        "letter": to_pngs(letters, ppi=150)[-1],
        "plan": to_pngs(action_plan(plan_facts(landscape, order, workbook)), ppi=150)[0],
    }


def _save(drawn: bytes, path: Path, width: int) -> None:
    """Save a picture in few colours: paper needs no more, and a slow line thanks for it.

    The colours are those that cover most, else a white page would use up the few for its shades of grey.
    """
    picture = Image.open(io.BytesIO(drawn)).convert("RGB")
    picture = picture.resize(
        (width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS
    )
    few = picture.quantize(64, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


if __name__ == "__main__":
    main()
