"""Pages and lessons in the language that is spoken: Markdown in, Markdown out, before anything else reads it.

The website, the editions of a lesson, its slides and the learner's copies all take their text from here. What
the catalogue says for a paragraph stands for it; a paragraph that it lacks, or that was changed since, stays
English and is marked as such. What the cells of a lesson show in another language lies beside it, in one file
for each language.
"""

import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from coursehelpers.classroom.paragraphs import Paragraph, exchange
from coursehelpers.ground.locale import (
    ENGLISH,
    Catalogue,
    language,
    languages,
    read_catalogue,
    whole_languages,
)

DOMAIN = "course"
"""Catalogue of pages and lessons; the package's own strings are in another."""
MARK = "course-english"
"""Class of what is not translated yet."""

_NUMBER = re.compile(r"\d(?:[\d,.-]*\d)?")


def spoken_languages() -> list[str]:
    """List the languages in which the whole course can be had, package and pages; English first.

    Examples
    --------
    >>> spoken_languages()[0]
    'en'
    """
    pages = whole_languages(DOMAIN)
    return [code for code in whole_languages() if code in pages]


def _catalogue() -> Catalogue | None:
    spoken = language()
    if spoken == ENGLISH or spoken not in languages(DOMAIN):
        return None
    return read_catalogue(spoken, DOMAIN)


def say(english: str) -> str:
    """Return what the language that is spoken says for a paragraph or a string of the site; else the English.

    Examples
    --------
    >>> say("Key points")
    'Key points'
    """
    found = _catalogue()
    forms = found.said.get(english) if found else None
    return forms[0] if forms else english


def numbered(text: str) -> str:
    """Write a number that a program measures as its place, so that a new measurement needs no new translation.

    Examples
    --------
    >>> numbered("2 processes, 1,000 saves")
    '{0} processes, {1} saves'
    """
    count = iter(range(99))
    return _NUMBER.sub(lambda _found: f"{{{next(count)}}}", text)


def say_numbered(english: str) -> str:
    """Translate a sentence whose numbers a program measures.

    Examples
    --------
    >>> say_numbered("2 processes, 1,000 saves")
    '2 processes, 1,000 saves'
    """
    return say(numbered(english)).format(*_NUMBER.findall(english))


def told(source: str, *, measured: bool = False, marked: bool = True) -> str:
    """Write a page, or a text of a lesson, in the language that is spoken.

    Parameters
    ----------
    source : str
        English, in Markdown.
    measured : bool, optional
        Whether its numbers come from a program.
    marked : bool, optional
        Whether English that is left is marked as such.

    Returns
    -------
    str
        Markdown of the same structure.
    """
    found = _catalogue()
    if found is None:
        return source

    def tell(one: Paragraph) -> str:
        key = numbered(one.text) if measured else one.text
        if key in found.said:
            return say_numbered(one.text) if measured else found.said[key][0]
        return (
            one.text
            if one.plain or not marked
            else f'<span lang="en" class="{MARK}">{one.text}</span>'
        )

    return exchange(source, tell)


def outputs_file(lesson: Path, code: str) -> Path:
    """Return where lies what the cells of a lesson show in another language.

    Examples
    --------
    >>> outputs_file(Path("00_start.ipynb"), "es").name
    '00_start.es.outputs.json'
    """
    return lesson.with_name(f"{lesson.stem}.{code}.outputs.json")


def read_lesson(path: Path) -> NotebookNode:
    """Read a lesson in the language that is spoken, with what its cells show in it.

    Parameters
    ----------
    path : pathlib.Path
        The one source of the lesson, in English.
    """
    lesson: NotebookNode = nbformat.read(path, as_version=4)
    if language() == ENGLISH:
        return lesson
    for cell in lesson.cells:
        if cell.cell_type == "markdown":
            cell.source = told(cell.source)
    beside = outputs_file(path, language())
    if beside.exists():
        shown = json.loads(beside.read_text(encoding="utf-8"))
        for cell in lesson.cells:
            if cell.id in shown:
                cell.outputs = [NotebookNode(**one) for one in shown[cell.id]]
                describe_picture(cell)
    return lesson


def write_outputs(lesson: NotebookNode, path: Path) -> None:
    """Store what the cells of a lesson show in the language that is spoken.

    Parameters
    ----------
    lesson : nbformat.NotebookNode
        After it was run.
    path : pathlib.Path
        Its source.
    """
    shown: dict[str, Any] = {cell.id: cell.outputs for cell in lesson.cells if cell.get("outputs")}
    text = json.dumps(shown, ensure_ascii=False, indent=1, sort_keys=True)
    outputs_file(path, language()).write_text(f"{text}\n", encoding="utf-8")


def describe_picture(cell: NotebookNode) -> None:
    """Put the words for a picture where the website looks for them."""
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/svg+xml" in data:
            words = "".join(data["text/plain"])
            cell.metadata["mystnb"] = {"image": {"alt": " ".join(words.split())}}
