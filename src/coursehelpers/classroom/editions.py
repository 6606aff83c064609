"""The editions of a lesson, made from its one notebook by the tags of its cells.

=============  ===============================  ================================  =========  =========  =============
tag            site                             learner                           solution   trainer    slides
=============  ===============================  ================================  =========  =========  =============
(none)         shown                            shown                             shown      shown      in short
``solution``   folded                           replaced by a prompt              shown      shown      no
``trainer``    not shown                        not shown                         no         shown      speaker note
``live-only``  shown with its stored output     shown                             shown      shown      no
=============  ===============================  ================================  =========  =========  =============
"""

import hashlib
import re
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode

from coursehelpers.classroom.translated import MARK, read_lesson
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.files import write_whole
from coursehelpers.ground.locale import _
from coursehelpers.ground.settings import course_files
from coursehelpers.workbook.home import change_mark, read_mark

_TERM = re.compile(r"\{term\}`([^`<]+?)(?:\s*<[^`>]*>)?`")
_CITATION = re.compile(r"\{cite:[pt]\}`([^`]+)`")
_PAGE = re.compile(r"\[([^\]]+)\]\(\.\./book/[^)]+\)")
_HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)
BESIDE = "new-lessons"
"""Folder of the lessons that are newer than a copy that the learner has changed."""
_MARK = re.compile(f'<span lang="en" class="{MARK}">(.*?)</span>', re.DOTALL)


def prompt() -> str:
    """Return what stands in a cell that is left for the learner's own answer."""
    return _("*Your turn: write your own answer here, then compare it with the course's website.*")


def lessons() -> list[Path]:
    """Return the notebooks of the course, in their order."""
    return sorted((course_files() / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def learner_edition(lesson: NotebookNode) -> NotebookNode:
    """Make the learner's notebook: no outputs, no solutions, no trainer's notes.

    Parameters
    ----------
    lesson : nbformat.NotebookNode
        A lesson with its tags. It is left as it is.

    Returns
    -------
    nbformat.NotebookNode

    Examples
    --------
    >>> lesson = nbformat.v4.new_notebook(cells=[
    ...     nbformat.v4.new_markdown_cell("Ask first.", metadata={"tags": ["trainer"]}),
    ...     nbformat.v4.new_code_cell("1 + 1", execution_count=3),
    ... ])
    >>> [(cell.source, cell.execution_count) for cell in learner_edition(lesson).cells]
    [('1 + 1', None)]
    """
    edition: NotebookNode = deepcopy(lesson)
    edition.cells = [
        _learner_cell(cell) for cell in edition.cells if "trainer" not in tags_of(cell)
    ]
    return edition


def solution_edition(lesson: NotebookNode) -> NotebookNode:
    """Make the notebook with solutions and outputs, and without the trainer's notes."""
    edition: NotebookNode = deepcopy(lesson)
    edition.cells = [_plain_cell(cell) for cell in edition.cells if "trainer" not in tags_of(cell)]
    return edition


def trainer_edition(lesson: NotebookNode) -> NotebookNode:
    """Make the trainer's notebook: everything, with the notes and minutes set apart."""
    edition: NotebookNode = deepcopy(lesson)
    edition.cells = [_plain_cell(cell) for cell in edition.cells]
    for cell in edition.cells:
        if "trainer" in tags_of(cell):
            cell.source = "\n".join(f"> {line}".rstrip() for line in cell.source.splitlines())
            cell.metadata.pop("tags")
    return edition


def _plain_cell(cell: NotebookNode) -> NotebookNode:
    if cell.cell_type == "markdown":
        cell.source = without_roles(cell.source)
    return cell


def _learner_cell(cell: NotebookNode) -> NotebookNode:
    if "solution" in tags_of(cell):
        return NotebookNode(
            cell_type="markdown", id=cell.id, metadata=NotebookNode(), source=prompt()
        )
    if cell.cell_type == "markdown":
        cell.source = without_roles(cell.source)
    if cell.cell_type == "code":
        cell.outputs = []
        cell.execution_count = None
        cell.metadata.pop("execution", None)
    return cell


def without_roles(text: str) -> str:
    """Write in plain Markdown what only the website has: terms, citations, pages, marks of what is English."""
    text = _MARK.sub(r"\1", text)
    text = _TERM.sub(r"\1", text)
    text = _PAGE.sub(_("{page} (on the course's website)").format(page=r"\1"), text)
    return _CITATION.sub(lambda found: f"({found[1].replace('-', ' ').replace(',', ', ')})", text)


def tags_of(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    tags: list[str] = cell.metadata.get("tags", [])
    return tags


class HandedOut(NamedTuple):
    """Hold what became of a learner's copies.

    Attributes
    ----------
    new : list of str
        Names of the lessons that were not there before.
    updated : list of str
        Names of those that she had not touched, and that are now as the course has them.
    kept : list of str
        Names of those that she changed, ran or saved: left as they are.
    beside : dict of str to list of str
        Of these, the ones that the course has changed since: its own now lies in the folder :data:`BESIDE`. For
        each the headings under which it differs from what was handed out before; empty where that is not known.
    """

    new: list[str]
    updated: list[str]
    kept: list[str]
    beside: dict[str, list[str]]


def hand_out(home: Path) -> HandedOut:
    """Put a learner's copy of every lesson into a folder, never over an answer.

    A copy that the learner has not touched is brought up to date; one that they changed, ran or
    saved is theirs and stays, and what is new in the course is put beside it.

    Parameters
    ----------
    home : pathlib.Path
        The learner's folder; made if need be.

    Returns
    -------
    HandedOut

    Raises
    ------
    CourseError
        If the folder cannot be written to.
    """
    mark = read_mark(home)
    sums, parts = _texts(mark.get("notebooks")), _texts(mark.get("parts"))
    done = HandedOut([], [], [], {})
    for lesson in lessons():
        name = lesson.name
        edition = learner_edition(read_lesson(lesson))
        fresh, headings = nbformat.writes(edition).encode(), _headings(edition)
        copy = home / name
        there = _sum(_read(copy)) if copy.exists() else None
        if there is not None and there not in (sums.get(name), _sum(fresh)):
            done.kept.append(name)
            if sums.get(name) != _sum(fresh):
                write_whole(home / BESIDE / name, fresh)
                before = parts.get(name)
                done.beside[name] = _changed(before, headings) if isinstance(before, dict) else []
            continue
        if there != _sum(fresh):
            write_whole(copy, fresh)
            (done.new if there is None else done.updated).append(name)
        sums[name], parts[name] = _sum(fresh), headings
    change_mark(home, notebooks=sums, parts=parts)
    return done


def _texts(kept: object) -> dict[str, object]:
    return dict(kept) if isinstance(kept, dict) else {}


def _headings(edition: NotebookNode) -> dict[str, str]:
    """Return a sum of the cells under each heading of a lesson, by which a later change is seen."""
    under: dict[str, list[str]] = {}
    heading = ""
    for cell in edition.cells:
        if cell.cell_type == "markdown" and (found := _HEADING.search(cell.source)):
            heading = found[1].strip()
        under.setdefault(heading, []).append(cell.source)
    return {name: _sum("\0".join(cells).encode())[:16] for name, cells in under.items()}


def _changed(before: dict[str, str], now: dict[str, str]) -> list[str]:
    return [heading for heading, told in now.items() if before.get(heading) != told]


def _sum(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(
            _("{path} cannot be read ({reason}); check the folder, or choose another.").format(
                path=path, reason=error.strerror or error
            )
        ) from error
