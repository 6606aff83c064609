"""A page of the written site, as the steps see it."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag


class Task(NamedTuple):
    """Something to do on a page.

    Attributes
    ----------
    slug : str
        Its name in a browser's memory.
    words : str
    anchor : str
        Where on the page it stands; empty for the whole page.
    """

    slug: str
    words: str
    anchor: str


@dataclass
class Page:
    """One page.

    Attributes
    ----------
    name : str
        As in the table of contents, such as ``notebooks/00_start``.
    path : pathlib.Path
    soup : bs4.BeautifulSoup
    root : str
        The way from this page to the site's root, such as ``../``.
    order : int
        Its place in the course; -1 for the pages that only Sphinx makes, such as the search.
    title : str
    tasks : list of Task
    english : dict of str to str
        Its headings in English by their anchors, where the page is in another language.
    """

    name: str
    path: Path
    soup: BeautifulSoup
    root: str
    order: int
    title: str
    tasks: list[Task] = field(default_factory=list)
    english: dict[str, str] = field(default_factory=dict)

    @property
    def is_lesson(self) -> bool:
        """Whether it is made from a notebook."""
        return self.name.startswith("notebooks/")

    @property
    def article(self) -> Tag:
        """What the page says, without the theme around it."""
        return self.soup.select_one("article.bd-article") or self.soup.body

    def tag(self, name: str, text: str = "", **attributes: str) -> Tag:
        """Make a tag; ``class_`` stands for ``class``, ``data_task`` for ``data-task``."""
        attrs = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        made = self.soup.new_tag(name, attrs=attrs)
        if text:
            made.string = text
        return made


def read_pages(app) -> list[Page]:
    """Read every page that was written, those of the course first and in its order."""
    out = Path(app.outdir)
    course = app.env.toctree_includes
    names = [app.config.root_doc]
    for name in names:
        names += [one for one in course.get(name, []) if one not in names]
    pages = []
    for path in sorted(out.rglob("*.html")):
        name = path.relative_to(out).with_suffix("").as_posix()
        if path.is_relative_to(out / "_static") or path.is_relative_to(out / "downloads"):
            continue
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        if soup.find("article") is None and name != "search":
            continue
        heading = soup.select_one("article h1")
        title = heading.get_text().rstrip("#").strip() if heading else name
        order = names.index(name) if name in names else -1
        root = os.path.relpath(out, path.parent)
        page = Page(name, path, soup, "" if root == "." else f"{root}/", order, title)
        page.english = app.course_headings.get(name, {})
        pages.append(page)
    return sorted(pages, key=lambda page: (page.order < 0, page.order, page.name))


def write_page(page: Page) -> None:
    """Write a page back."""
    page.path.write_text(str(page.soup), encoding="utf-8")
