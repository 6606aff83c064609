"""Write every lesson for learners, with solutions, for trainers and as slides: ``make editions``.

    python notebooks/make_editions.py [FOLDER]

The fifth edition is the website.
"""

import shutil
import sys
from pathlib import Path

import nbformat
import sphinx_revealjs

from coursehelpers.editions import learner_edition, lessons, solution_edition, trainer_edition
from coursehelpers.slides import SPEAKER_HELP, slides_page

FOLDER = Path(__file__).parents[1] / "_build" / "editions"
REVEAL = Path(sphinx_revealjs.__file__).parent / "_static" / "revealjs"
PARTS = ("dist/reset.css", "dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js",
         "plugin/notes/speaker-view.html")  # fmt: skip
NOTEBOOKS = {"learner": learner_edition, "solution": solution_edition, "trainer": trainer_edition}


def main(folder: Path) -> None:
    """Write the editions into a folder; whatever was in it goes."""
    shutil.rmtree(folder, ignore_errors=True)
    for edition in (*NOTEBOOKS, "slides"):
        (folder / edition).mkdir(parents=True)
    for path in lessons():
        lesson = nbformat.read(path, as_version=4)
        for edition, make in NOTEBOOKS.items():
            nbformat.write(make(lesson), folder / edition / path.name)
        page = folder / "slides" / f"{path.stem}.slides.html"
        page.write_text(slides_page(lesson), encoding="utf-8")
    for part in PARTS:
        copy = folder / "slides" / "reveal" / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REVEAL / part, copy)
    print(f"{len(lessons())} lessons in {folder}. Slides: {SPEAKER_HELP}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
