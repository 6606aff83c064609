"""Write every lesson for learners, with solutions, for trainers and as slides, and the handouts: ``make editions``.

    python notebooks/make_editions.py [FOLDER] [--country CC] [--no-pdf]

With a country, the slides show that country: its tables come from GBIF, its cached answers, or a snapshot in
``my-course/snapshots``. The fifth edition is the website.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

# What reads notebooks would make a grammar of addresses for a check that nobody asks for: a second each time.
sys.modules.setdefault("rfc3987_syntax", None)

import nbformat
import sphinx_revealjs

from coursehelpers.classroom.editions import learner_edition, solution_edition, trainer_edition
from coursehelpers.classroom.handouts import write_handouts
from coursehelpers.classroom.lesson_runs import run_lessons
from coursehelpers.classroom.sessions import read_talks
from coursehelpers.classroom.slides import slides_page, speaker_help
from coursehelpers.classroom.translated import read_lesson
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.settings import TRAINING_COUNTRY

FOLDER = Path(__file__).parents[1] / "_build" / "editions"
REVEAL = Path(sphinx_revealjs.__file__).parent / "_static" / "revealjs"
PARTS = ("dist/reset.css", "dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js",
         "plugin/notes/speaker-view.html")  # fmt: skip
NOTEBOOKS = {"learner": learner_edition, "solution": solution_edition, "trainer": trainer_edition}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


def main(folder: Path, country: str = TRAINING_COUNTRY) -> None:
    """Write the editions into a folder; whatever was in it goes."""
    played = run_lessons(country)
    shutil.rmtree(folder, ignore_errors=True)
    for edition in (*NOTEBOOKS, "slides"):
        (folder / edition).mkdir(parents=True)
    talks = read_talks()
    for path, shown in played:
        lesson = read_lesson(path)
        for edition, make in NOTEBOOKS.items():
            nbformat.write(make(lesson), folder / edition / path.name)
        page = folder / "slides" / f"{path.stem}.slides.html"
        page.write_text(slides_page(shown, talks.get(path.stem[:2])), encoding="utf-8")
    for part in PARTS:
        copy = folder / "slides" / "reveal" / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REVEAL / part, copy)
    write_handouts(folder / "handouts")
    print(f"{len(played)} lessons in {folder}, slides of {country}. {speaker_help()}")


def print_slides(folder: Path) -> None:
    """Print each lesson's slides and each handout as PDF, where a Chromium is at hand; say so where none is."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(
            "No Chromium on this computer: to print slides, open them, add ?print-pdf to the address, and print."
        )
        return
    from playwright.sync_api import sync_playwright

    (folder / "slides" / "pdf").mkdir(exist_ok=True)
    # Inside a container the only user is often root, for whom Chromium has no sandbox.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox"] if root else []
        )
        page = opened.new_page(viewport={"width": 1280, "height": 720})
        for slides in sorted((folder / "slides").glob("*.slides.html")):
            page.goto(f"{slides.resolve().as_uri()}?print-pdf")
            page.wait_for_function(
                "window.Reveal && Reveal.isReady() && document.querySelector('.pdf-page')"
            )
            page.pdf(path=folder / "slides" / "pdf" / f"{slides.name.split('.')[0]}.pdf", prefer_css_page_size=True,
                     print_background=True)  # fmt: skip
        for handout in sorted((folder / "handouts").glob("*.html")):
            page.goto(handout.resolve().as_uri())
            page.pdf(
                path=handout.with_suffix(".pdf"), prefer_css_page_size=True, print_background=True
            )
        opened.close()
    print(
        f"Slides as PDF in {folder / 'slides' / 'pdf'}, handouts as PDF beside them in {folder / 'handouts'}."
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--country", default=TRAINING_COUNTRY)
    parser.add_argument("--no-pdf", action="store_true", help="as the website wants it: no prints")
    told = parser.parse_args()
    try:
        main(told.folder, told.country)
    except CourseError as error:
        sys.exit(str(error))
    if not told.no_pdf:
        print_slides(told.folder)
