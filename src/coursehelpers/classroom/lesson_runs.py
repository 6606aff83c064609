"""Run a lesson in this process, so that its slides can show a country of the trainer's choice.

Nothing is written into anybody's workbook: a run has a folder of its own and leaves nothing behind. What a
learner would answer (a score, a tie, a campaign) is never taken from a real workbook; there the training
country's example stays, and is marked as such.
"""

import ast
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from coursehelpers.charts.picture import Picture
from coursehelpers.charts.projection import projected
from coursehelpers.classroom.editions import lessons, tags_of
from coursehelpers.evidence import gather as evidence
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.settings import TRAINING_COUNTRY, read_settings
from coursehelpers.workbook.home import choose_country

SHOWN_OF = "shown_of"
"""Where a cell says of which country its result is."""
ANSWERS = "answers"
"""Where a cell says that its result is what a learner answered, which no run can know."""
SPOKEN = "spoken"
"""Where a cell says that the sentences of its result belong on a slide, too."""


def run_lessons(
    country: str = TRAINING_COUNTRY, paths: Sequence[Path] | None = None
) -> list[tuple[Path, NotebookNode]]:
    """Run lessons on one country.

    Parameters
    ----------
    country : str, optional
        Two-letter code, or several with commas. Tables come from where the settings say: GBIF, its cached
        answers, or a snapshot in the learner's folder.
    paths : sequence of pathlib.Path, optional
        The lessons; all by default.

    Returns
    -------
    list of (pathlib.Path, nbformat.NotebookNode)
        Each lesson with the results of this country. A cell whose result is a learner's answer keeps the
        training country's example; its metadata say of which country a result is.

    Raises
    ------
    GbifUnreachableError
        If there are no tables of the country to be had.
    """
    played = []
    for path in lessons() if paths is None else paths:
        lesson = _play(nbformat.read(path, as_version=4), TRAINING_COUNTRY)  # type: ignore[no-untyped-call]
        if country != TRAINING_COUNTRY:
            lesson = _with_examples(_play(lesson, country), lesson)
        played.append((path, lesson))
    return played


def _play(lesson: NotebookNode, country: str) -> NotebookNode:
    """Run the cells of one lesson; a cell that cannot be run on this country shows nothing."""
    played: NotebookNode = deepcopy(lesson)
    with _stage(country):
        names: dict[str, Any] = {}
        for cell in played.cells:
            if cell.cell_type != "code":
                continue
            cell.outputs = []
            cell.metadata[SHOWN_OF] = country
            if "live-only" in tags_of(cell) or "course.country(" in cell.source:
                continue
            try:
                result = _run(cell.source, names)
            except CourseError:
                # What a cell asks for need not be there in another country.
                if country == TRAINING_COUNTRY:
                    raise
                continue
            cell.metadata[SHOWN_OF] = getattr(result, "of", "") or country
            cell.metadata[ANSWERS] = getattr(result, "answers", False)
            cell.metadata[SPOKEN] = getattr(result, "spoken", False)
            cell.outputs = [] if result is None else [_output(result)]
    return played


@contextmanager
def _stage(country: str) -> Iterator[None]:
    """Give a run a folder of its own, with the snapshots of the learner's."""
    own = read_settings().home / "snapshots"
    before = {name: os.environ.get(name) for name in ("COURSE_HOME", "COURSE_SOURCE")}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "my-course"
        if own.is_dir():
            shutil.copytree(own, home / "snapshots")
        os.environ["COURSE_HOME"] = str(home)
        if country == TRAINING_COUNTRY:
            os.environ["COURSE_SOURCE"] = "training"
        try:
            choose_country(country)
            # Asked for by name, so that a country without tables is said, and not replaced by the made-up one.
            evidence.gather(country)
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def _run(source: str, names: dict[str, Any]) -> object:
    """Run a cell, and return what its last line gives."""
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    exec(compile(tree, "<lesson>", "exec"), names)  # noqa: S102
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "<lesson>", "eval"), names)  # noqa: S307


def _output(result: object) -> NotebookNode:
    if isinstance(result, Picture):
        figure, left_out = projected(result)
        data = {"image/svg+xml": figure.svg, "text/plain": figure.alternative}
        return _shown(data, left_out)
    data = {"text/plain": repr(result)}
    if hasattr(result, "_repr_html_"):
        data["text/html"] = result._repr_html_()
    return _shown(data)


def _shown(data: dict[str, str], left_out: str = "") -> NotebookNode:
    output: NotebookNode = nbformat.v4.new_output(  # type: ignore[no-untyped-call]
        "display_data", data, metadata={"left_out": left_out}
    )
    return output


def _with_examples(played: NotebookNode, example: NotebookNode) -> NotebookNode:
    """Keep the training country's example where the country itself has nothing to show."""
    for at, cell in enumerate(played.cells):
        kept = example.cells[at]
        if cell.cell_type == "code" and (cell.metadata.get(ANSWERS) or _shows(kept) > _shows(cell)):
            played.cells[at] = kept
    return played


def _shows(cell: NotebookNode) -> bool:
    """Tell whether a cell shows a figure, or a table with a row."""
    return any(
        "image/svg+xml" in output.data or "<tbody><tr>" in output.data.get("text/html", "")
        for output in cell.outputs
    )
