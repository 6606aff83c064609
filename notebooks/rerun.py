"""Run every lesson again on the training country and store what it shows.

    python notebooks/rerun.py [LESSON...]

A picture's text alternative is taken from the output itself and put where the website looks for it.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from coursehelpers.classroom.translated import describe_picture, spoken_languages, write_outputs
from coursehelpers.classroom.translated import say as _
from coursehelpers.ground.locale import ENGLISH, language, use

HERE = Path(__file__).parent
ROOT = HERE.parent
README_PICTURE = "landscape.chart()"
"""The cell whose picture the README shows."""


def main(names: list[str]) -> None:
    """Run the named lessons, or all of them, in every language that is whole or that ``LANGUAGES`` names."""
    lessons = [HERE / name for name in names] or sorted(HERE.glob("[0-9][0-9]_*.ipynb"))
    for code in os.environ.get("LANGUAGES", "").split() or spoken_languages():
        os.environ["COURSE_LANG"] = code
        use(code)
        for lesson in lessons:
            with tempfile.TemporaryDirectory() as folder:
                # A fresh learner's folder: no lesson may rely on what another left behind.
                os.environ.update(COURSE_SOURCE="training", COURSE_HOME=f"{folder}/my-course")
                run(lesson)
            print(code, lesson.name)
    # What is published beside the lessons is the same for every language.
    use(ENGLISH)
    publish_schema()
    keep_answers()


def keep_answers() -> None:
    """Read Xantoria's downloads, and keep them as a learner's would be kept: the example then needs no DuckDB."""
    from dataclasses import replace

    from coursehelpers.engine.answers import read_answer
    from coursehelpers.evidence.cited import keep
    from coursehelpers.ground.settings import data_file, read_settings

    settings = replace(read_settings(), home=data_file("training"))
    for question in ("gaps", "holders", "links", "species"):
        path = data_file("training", "answers", f"{question}.zip")
        keep(read_answer(path, ["XT"], "10.15468/dl.xt0001"), "XT", settings)


def publish_schema() -> None:
    """Put the workbook's JSON Schema where the website serves it."""
    from coursehelpers.workbook.file import json_schema

    text = json.dumps(json_schema(), indent=1) + "\n"
    (HERE.parent / "book" / "_static" / "workbook.schema.json").write_text(text, encoding="utf-8")


def run(path: Path) -> None:
    """Run one notebook: English in place, another language into the file beside it."""
    lesson = nbformat.read(path, as_version=4)
    asks = any("live-only" in cell.metadata.get("tags", []) for cell in lesson.cells)
    with _local_gbif(asked=asks) as lines:
        NotebookClient(
            lesson,
            timeout=120,
            resources={"metadata": {"path": str(HERE)}},
            extra_arguments=[f"--IPKernelApp.exec_lines={lines!r}"] if lines else [],
        ).execute()
    for cell in lesson.cells:
        if cell.cell_type == "code":
            settle(cell)
    if language() != ENGLISH:
        write_outputs(lesson, path)
        return
    # No widget state, no version of the Python that happened to run it.
    lesson.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(lesson, path)


@contextmanager
def _local_gbif(*, asked: bool) -> Iterator[list[str]]:
    """Serve Xantoria where a lesson asks GBIF itself; return what aims the notebook's pygbif at it."""
    if not asked:
        yield []
        return
    sys.path.insert(0, str(ROOT))
    from tests.gbif_api import GbifServer, World

    before = {name: os.environ.get(name) for name in ("GBIF_API_URL", "PYTHONPATH")}
    with GbifServer(World.training()) as server:
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        os.environ.update(GBIF_API_URL=server.url, PYTHONPATH=os.pathsep.join(filter(None, paths)))
        yield [
            "from tests.gbif_api import pygbif_at as _at",
            f"_aimed = _at({server.url!r})",
            "_aimed.__enter__()",
        ]
    for name, value in before.items():
        if value is None:
            os.environ.pop(name)
        else:
            os.environ[name] = value


def settle(cell: nbformat.NotebookNode) -> None:
    """Leave out times, give a picture its text alternative, and put the README's where it looks for it."""
    cell.metadata.pop("execution", None)
    for output in cell.outputs:
        data = output.get("data", {})
        # The website has no widgets; what stays is the sentence that says what stands here.
        data.pop("application/vnd.jupyter.widget-view+json", None)
        if data.get("text/plain", "").startswith("interactive("):
            data["text/plain"] = _("A slider, in JupyterLab. Beneath it stands its first result.")
        readme = cell.source == README_PICTURE and language() == ENGLISH
        if "image/svg+xml" in data and readme:
            picture = HERE.parent / "book" / "_static" / "declared_and_linked.svg"
            picture.write_text(data["image/svg+xml"], encoding="utf-8")
    describe_picture(cell)


if __name__ == "__main__":
    main(sys.argv[1:])
