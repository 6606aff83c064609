"""The whole course on one page, to read in one go, to print, and as a PDF where a Chromium is at hand."""

import copy
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from bs4 import BeautifulSoup, Tag

from course_site.languages import is_of_one_language
from course_site.pages import Page
from coursehelpers.classroom.translated import say as _
from coursehelpers.ground.locale import language

NAME = "whole_course"
PDF = "course.pdf"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def write_whole_course(app, pages: list[Page]) -> None:
    """Put the articles of all pages behind each other, with links that stay inside."""
    out = Path(app.outdir)
    course = [page for page in pages if page.order >= 0 and not is_of_one_language(page.name)]
    names = {page.name for page in course}
    first = course[0]
    soup = BeautifulSoup(
        f"<!doctype html>\n<html lang='{language()}'><head></head><body></body></html>",
        "html.parser",
    )
    for tag in first.soup.head.select(
        "meta[charset], meta[name=viewport], link[rel=stylesheet], link[rel=icon]"
    ):
        kept = copy.copy(tag)
        if kept.get("href"):
            kept["href"] = _from_root(first, kept["href"])
        soup.head.append(kept)
    title = soup.new_tag("title")
    title.string = _("The whole course: {title}").format(title=app.config.project)
    soup.head.append(title)
    soup.html["data-theme"] = "light"
    main = soup.new_tag("main", attrs={"class": "course-whole bd-article"})
    soup.body.append(main)
    main.append(_contents(soup, course))
    for page in course:
        main.append(_chapter(soup, page, names))
    (out / f"{NAME}.html").write_text(str(soup), encoding="utf-8")


def _contents(soup: BeautifulSoup, course: list[Page]) -> Tag:
    navigation = soup.new_tag(
        "nav", attrs={"class": "course-whole__contents", "aria-label": _("Contents")}
    )
    chapters = soup.new_tag("ol")
    for page in course:
        entry = soup.new_tag("li")
        link = soup.new_tag("a", href=f"#{_place(page.name)}")
        link.string = page.title
        entry.append(link)
        chapters.append(entry)
    navigation.append(chapters)
    return navigation


def _place(name: str, anchor: str = "") -> str:
    place = name.replace("/", "-")
    return f"{place}--{anchor}" if anchor else place


def _from_root(page: Page, way: str) -> str:
    return urljoin(f"/{page.name}.html", way).lstrip("/")


def _chapter(soup: BeautifulSoup, page: Page, names: set[str]) -> Tag:
    chapter = soup.new_tag("section", attrs={"class": "course-chapter", "id": _place(page.name)})
    article = copy.copy(page.article)
    # What only works in a page of its own, and what would be said twice.
    for tag in article.select("script, a.headerlink, .course-lesson__links, .course-hero-ways"):
        tag.decompose()
    for fold in article.select("details.course-optional"):
        fold.select_one("summary").decompose()
        fold.unwrap()
    for tag in article.select(".course-figure-words"):
        tag.decompose()
    for tag in article.select("[id]"):
        tag["id"] = _place(page.name, tag["id"])
    for tag in article.select("[for], [aria-labelledby], [aria-describedby]"):
        for name in ("for", "aria-labelledby", "aria-describedby"):
            if tag.get(name):
                tag[name] = _place(page.name, tag[name])
    for radio in article.select("input[type=radio]"):
        radio["name"] = _place(page.name, radio["name"])
    for picture in article.select("[src]"):
        picture["src"] = _from_root(page, picture["src"])
    for link in article.select("a[href]"):
        if "://" in link["href"] or link["href"].startswith("mailto:"):
            continue
        target, anchor = urldefrag(_from_root(page, link["href"]))
        name = target.removesuffix(".html")
        link["href"] = f"#{_place(name, anchor)}" if name in names else target
    chapter.extend(list(article.contents))
    return chapter


def begin_print(out: Path) -> subprocess.Popen | None:
    """Begin to print the whole course as a tagged PDF of A4 pages; None where there is no Chromium to print with."""
    browser = next((found for found in map(shutil.which, _BROWSERS) if found), None)
    if browser is None:
        return None
    return subprocess.Popen(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update",
         f"--user-data-dir={tempfile.mkdtemp(prefix='course-print-')}",
         "--no-pdf-header-footer", "--generate-pdf-document-outline",
         f"--print-to-pdf={out / PDF}", (out / f"{NAME}.html").as_uri()],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def finish_print(printing: subprocess.Popen) -> None:
    """Wait for the PDF, and leave nothing of the browser behind.

    Raises
    ------
    RuntimeError
        If it could not be printed.
    """
    if printing.wait(timeout=120) != 0:
        raise RuntimeError("The PDF could not be printed; see whether the browser starts at all.")
    profile = next(word for word in printing.args if word.startswith("--user-data-dir="))
    shutil.rmtree(profile.removeprefix("--user-data-dir="), ignore_errors=True)
