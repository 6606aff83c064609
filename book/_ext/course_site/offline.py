"""What can be taken away: notebooks of every edition, slides, the whole course as a PDF, and all of it in one zip."""

import contextlib
import io
import runpy
import zipfile
from pathlib import Path

from course_site.pages import Page, write_page
from course_site.whole import print_whole_course

_MAKE_EDITIONS = Path(__file__).parents[3] / "notebooks" / "make_editions.py"
ZIP = "course-offline.zip"
_NO_PDF = "This copy of the site was built without a browser, so it has no PDF: open the page above and print it."
_READ_FIRST = """The course, for a computer without internet
===========================================

Unpack everything into one folder. Then open site/index.html with your browser: it is the whole website.
The folder notebooks holds the lessons to work in. To run them you need the course's program, which has to be
installed once while you are online: site/book/before_you_start.html says how.
"""


def write_editions(app) -> None:
    """Write the editions of all lessons beside the pages."""
    with contextlib.redirect_stdout(io.StringIO()):
        runpy.run_path(str(_MAKE_EDITIONS))["main"](Path(app.outdir) / "downloads")


def write_downloads(app, pages: list[Page]) -> None:
    """Print the PDF, pack the zip, and list both with their sizes."""
    out = Path(app.outdir)
    printed = print_whole_course(out)
    listed = [page for page in pages if page.article.select_one("#course-downloads")]
    for page in listed:
        place = page.article.select_one("#course-downloads")
        if printed:
            place.append(
                _entry(page, "The whole course as a PDF, to print or to read", "course.pdf", out)
            )
        else:
            place.append(page.tag("li", _NO_PDF))
        write_page(page)
    _pack(out)
    for page in listed:
        page.article.select_one("#course-downloads").append(
            _entry(
                page,
                "Website and learner’s notebooks in one zip, for a room without internet",
                ZIP,
                out,
            )
        )
        write_page(page)


def _entry(page: Page, words: str, name: str, out: Path):
    size = (out / "downloads" / name).stat().st_size / 1e6
    entry = page.tag("li")
    entry.append(page.tag("a", words, href=f"{page.root}downloads/{name}"))
    entry.append(f" ({size:.1f} MB)")
    return entry


def _pack(out: Path) -> None:
    target = out / "downloads" / ZIP
    target.unlink(missing_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("READ ME FIRST.txt", _READ_FIRST)
        for path in sorted(out.rglob("*")):
            if path.is_file() and path != target:
                packed.write(path, Path("site") / path.relative_to(out))
        for path in sorted((out / "downloads" / "learner").glob("*.ipynb")):
            packed.write(path, Path("notebooks") / path.name)
