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

import nbformat
from nbformat import NotebookNode

from coursehelpers.errors import CourseError
from coursehelpers.files import write_whole
from coursehelpers.home import read_mark, write_mark
from coursehelpers.locale import _
from coursehelpers.settings import course_files

_TERM = re.compile(r"\{term\}`([^`]+)`")
_CITATION = re.compile(r"\{cite:[pt]\}`([^`]+)`")
_PAGE = re.compile(r"\[([^\]]+)\]\(\.\./book/[^)]+\)")
PROMPT = _("*Your turn: write your own answer here, then compare it with the course's website.*")


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
            cell_type="markdown", id=cell.id, metadata=NotebookNode(), source=PROMPT
        )
    if cell.cell_type == "markdown":
        cell.source = without_roles(cell.source)
    if cell.cell_type == "code":
        cell.outputs = []
        cell.execution_count = None
        cell.metadata.pop("execution", None)
    return cell


def without_roles(text: str) -> str:
    """Write in plain Markdown what only the website has: terms, citations and pages beside the lessons."""
    text = _TERM.sub(r"\1", text)
    text = _PAGE.sub(_("{page} (on the course's website)").format(page=r"\1"), text)
    return _CITATION.sub(lambda found: f"({found[1].replace('-', ' ').replace(',', ', ')})", text)


def tags_of(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    tags: list[str] = cell.metadata.get("tags", [])
    return tags


def hand_out(home: Path) -> list[str]:
    """Put a learner's copy of every lesson into a folder, never over an answer.

    A copy that the learner has not touched is brought up to date; one that they changed, ran or
    saved is theirs and stays.

    Parameters
    ----------
    home : pathlib.Path
        The learner's folder; made if need be.

    Returns
    -------
    list of str
        Names of the lessons that were left as they are, because the learner had changed them.

    Raises
    ------
    CourseError
        If the folder cannot be written to.
    """
    mark = read_mark(home)
    handed_out = mark.get("notebooks")
    sums = dict(handed_out) if isinstance(handed_out, dict) else {}
    theirs = []
    for lesson in lessons():
        fresh = nbformat.writes(learner_edition(nbformat.read(lesson, as_version=4))).encode()
        copy = home / lesson.name
        if copy.exists() and _sum(_read(copy)) != sums.get(lesson.name):
            theirs.append(lesson.name)
            continue
        write_whole(copy, fresh)
        sums[lesson.name] = _sum(fresh)
    write_mark(home, {**mark, "notebooks": sums})
    return theirs


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
