"""What can be taken away: notebooks of every edition, slides, the whole course as a PDF, and all of it in one zip."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

from course_site.pages import Page, write_page
from course_site.whole import PDF, begin_print, finish_print
from coursehelpers.browser.page import PYTHON
from coursehelpers.classroom.translated import say as _
from coursehelpers.ground.locale import language, number

_MAKE_EDITIONS = Path(__file__).parents[3] / "notebooks" / "make_editions.py"
ZIP = "course-offline.zip"


def begin_editions(app) -> None:
    """Begin to write the editions of all lessons beside the pages; it takes as long as the pages do."""
    if app.builder.name != "html":
        return
    folder = Path(app.outdir) / "downloads"
    shutil.rmtree(folder, ignore_errors=True)
    app.course_editions = subprocess.Popen(
        [sys.executable, _MAKE_EDITIONS, folder, "--no-pdf"],
        env={**os.environ, "COURSE_LANG": language()},
        stdout=subprocess.DEVNULL,
    )


def finish_editions(app) -> None:
    """Wait for the editions.

    Raises
    ------
    RuntimeError
        If they could not be written.
    """
    if app.course_editions.wait() != 0:
        raise RuntimeError("The editions could not be written; run “make editions” to see why.")


def write_downloads(app, pages: list[Page]) -> None:
    """Print the PDF, wait for the editions, pack the zip, and list what there is with its size."""
    out = Path(app.outdir)
    printing = begin_print(out)
    finish_editions(app)
    if printing:
        finish_print(printing)
        (out / PDF).replace(out / "downloads" / PDF)
    listed = [page for page in pages if page.article.select_one("#course-downloads")]
    for page in listed:
        place = page.article.select_one("#course-downloads")
        if printing:
            place.append(
                _entry(page, _("The whole course as a PDF, to print or to read"), PDF, out)
            )
        else:
            place.append(
                page.tag(
                    "li",
                    _(
                        "This copy of the site was built without a browser, so it has no PDF: open the page above and "
                        "print it."
                    ),
                )
            )
        write_page(page)
    _pack(out)
    for page in listed:
        page.article.select_one("#course-downloads").append(
            _entry(
                page,
                _("Website and learner’s notebooks in one zip, for a room without internet"),
                ZIP,
                out,
            )
        )
        write_page(page)


def _entry(page: Page, words: str, name: str, out: Path):
    size = (out / "downloads" / name).stat().st_size / 1e6
    entry = page.tag("li")
    entry.append(page.tag("a", words, href=f"{page.root}downloads/{name}"))
    entry.append(f" ({number(round(size, 1), 1)} MB)")
    return entry


def _read_first() -> str:
    title = _("The course, for a computer without internet")
    how = _(
        "Unpack everything into one folder. Then open site/index.html with your browser: it is the whole website. The "
        "folder notebooks holds the lessons to work in. To run them you need the course's program, which has to be "
        "installed once while you are online: site/book/before_you_start.html says how."
    )
    return f"{title}\n{'=' * len(title)}\n\n{textwrap.fill(how, 110)}\n"


def _without_languages(text: str) -> str:
    """Leave out the way to the other languages: a zip holds one."""
    text = re.sub(r'<nav [^>]*class="course-languages".*?</nav>', "", text, flags=re.DOTALL)
    return re.sub(r'<link [^>]*hreflang="[^>]*/?>', "", text)


def _pack(out: Path) -> None:
    target = out / "downloads" / ZIP
    target.unlink(missing_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(_("READ ME FIRST.txt"), _read_first())
        # What runs only where it is served would make it many times as large.
        served = out / PYTHON
        for path in sorted(out.rglob("*")):
            if path.is_file() and path != target and served not in path.parents:
                name = Path("site") / path.relative_to(out)
                if path.suffix == ".html":
                    packed.writestr(str(name), _without_languages(path.read_text(encoding="utf-8")))
                else:
                    packed.write(path, name)
        for path in sorted((out / "downloads" / "learner").glob("*.ipynb")):
            packed.write(path, Path("notebooks") / path.name)
