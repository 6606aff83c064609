"""What lies beside a lesson for a language that is whole is what the lesson shows in it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from coursehelpers.classroom.editions import lessons
from coursehelpers.classroom.translated import outputs_file, read_lesson, spoken_languages
from coursehelpers.ground.locale import speaking

ROOT = Path(__file__).parents[1]
OTHERS = [
    pytest.param(code, path, id=f"{code}-{path.stem}")
    for code in spoken_languages()[1:]
    for path in lessons()
]


@pytest.mark.parametrize(("code", "path"), OTHERS)
def test_each_cell_that_shows_something_in_english_shows_it_in_the_language(code, path):
    english = nbformat.read(path, as_version=4)
    shown = json.loads(outputs_file(path, code).read_text(encoding="utf-8"))
    assert set(shown) == {cell.id for cell in english.cells if cell.get("outputs")}


@pytest.mark.long
@pytest.mark.parametrize("code", spoken_languages()[1:])
def test_lessons_show_in_the_language_what_is_stored(code, tmp_path):
    with speaking(code):
        for path in lessons():
            nbformat.write(read_lesson(path), tmp_path / path.name)
    # All in one go: to start what runs them takes as long as to run one.
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "conftest", "-c", "pyproject.toml",
         "--rootdir", tmp_path, *sorted(tmp_path.iterdir())],
        cwd=ROOT, env={**os.environ, "COURSE_LANG": code, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
