"""Figures that fit the page they stand on: its own ground in the dark, and words instead of tiny type on a phone."""

import re
from pathlib import Path

from bs4 import Tag

from course_site.pages import Page
from coursehelpers.classroom.translated import say as _

_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[^a-z\s])")
_FEWEST = 3
"""Members of an enumeration, from which on it is a list."""
_WHITE = re.compile(r'(<g id="patch_\d+">\s*<path d="[^"]*"[^>]*? style="[^"]*?fill: )#ffffff')


def put_words_beside(page: Page) -> None:
    """Put a drawn figure's words beside it: a narrow screen shows them in its place, with a way to the picture."""
    for image in page.article.select("img[src$='.svg'][alt]"):
        if "/_images/" not in f"/{image['src']}":
            continue
        image["class"] = [*image.get("class", []), "course-figure"]
        words = page.tag("div", class_="course-figure-words")
        words.extend(_told(page, image["alt"]))
        way = page.tag("p")
        way.append(page.tag("a", _("Open the picture"), href=image["src"], class_="course-button"))
        words.append(way)
        image.insert_after(words)


def _told(page: Page, alternative: str) -> list[Tag]:
    """Write a text alternative as sentences, and an enumeration in it as a list."""
    told = []
    for sentence in _SENTENCE.split(alternative):
        lead, colon, rest = sentence.partition(": ")
        members = (rest if colon else sentence).rstrip(".").split("; ")
        if len(members) < _FEWEST:
            told.append(page.tag("p", sentence))
            continue
        if colon:
            told.append(page.tag("p", f"{lead}:"))
        listed = page.tag("ul")
        listed.extend([page.tag("li", member) for member in members])
        told.append(listed)
    return told


def clear_grounds(out: Path) -> None:
    """Take the white ground from under drawn figures, so that they stand on the page's own."""
    for path in (out / "_images").glob("*.svg"):
        drawn = path.read_text(encoding="utf-8")
        path.write_text(_WHITE.sub(r"\1none", drawn, count=2), encoding="utf-8")
