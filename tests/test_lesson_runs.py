"""A lesson that is run for its slides: the training country's, a real country's, and nobody's answers."""

import os

import nbformat
import pytest

from coursehelpers.classroom.editions import lessons, solution_edition
from coursehelpers.classroom.lesson_runs import SHOWN_OF, run_lessons
from coursehelpers.classroom.slides import slides_page
from coursehelpers.evidence import gather as evidence
from coursehelpers.evidence import saved
from coursehelpers.ground.errors import CourseError

BY_NUMBER = {path.stem[:2]: path for path in lessons()}


@pytest.fixture
def at(monkeypatch, tmp_path):
    """Say where GBIF is, and give the trainer a folder."""

    def set_(url, source="auto"):
        monkeypatch.setenv("GBIF_API_URL", url)
        monkeypatch.setenv("COURSE_SOURCE", source)
        monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
        monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
        return tmp_path / "my-course"

    return set_


def results(lesson):
    return {
        cell.source.splitlines()[-1]: (cell.metadata[SHOWN_OF], cell.outputs)
        for cell in lesson.cells
        if cell.cell_type == "code"
    }


def test_the_slides_of_a_real_country_show_its_own_institutions(denmark, at):
    home = at(denmark.url)
    ((_path, lesson),) = run_lessons("DK", [BY_NUMBER["10"]])
    shown = results(lesson)
    country, outputs = shown["landscape.chart()"]
    assert country == "DK"
    assert "GBIF and GRSciColl" in outputs[0].data["text/plain"]
    page = slides_page(lesson)
    assert "Copenhagen" in page
    assert "numbers of Denmark" in page
    assert not home.exists()


def test_what_only_a_learner_knows_stays_the_example_and_says_so(denmark, at):
    at(denmark.url)
    ((_path, lesson),) = run_lessons("DK", [BY_NUMBER["13"]])
    country, outputs = results(lesson)["example.roles.chart()"]
    assert country == "XT"
    assert "image/svg+xml" in outputs[0].data
    assert "Xantoria (training country): exercise, made up." in slides_page(lesson)


def test_a_snapshot_is_enough_without_internet(denmark, at):
    home = at(denmark.url)
    saved.save(evidence.gather("DK"), home / "snapshots" / "DK.zip")
    os.environ["GBIF_API_URL"] = "http://127.0.0.1:9/v1"
    os.environ["COURSE_SOURCE"] = "snapshot"
    ((_path, lesson),) = run_lessons("DK", [BY_NUMBER["10"]])
    assert "from a snapshot" in slides_page(lesson)
    assert sorted(path.name for path in home.iterdir()) == ["snapshots"]


def test_a_country_without_tables_is_said_and_not_replaced(at):
    at("http://127.0.0.1:9/v1")
    with pytest.raises(CourseError, match="GBIF"):
        run_lessons("DK", [BY_NUMBER["10"]])


def test_a_run_leaves_the_environment_as_it_was(at):
    home = at("http://127.0.0.1:9/v1")
    before = dict(os.environ)
    run_lessons(paths=[BY_NUMBER["00"]])
    assert dict(os.environ) == before
    assert not home.exists()


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in lessons()])
def test_the_solution_runs_from_its_first_cell_to_its_last(path, tmp_path, at):
    at("http://127.0.0.1:9/v1", "training")
    lesson = nbformat.read(path, as_version=4)
    edition = tmp_path / path.name
    nbformat.write(solution_edition(lesson), edition)
    # On the training country every cell has to run: whatever fails is raised.
    ((_path, played),) = run_lessons(paths=[edition])
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    ran = [cell for cell in played.cells if cell.cell_type == "code"]
    assert [cell.source for cell in ran] == [cell.source for cell in code]
    for cell, stored in zip(ran, code, strict=True):
        assert bool(cell.outputs) == bool(stored.outputs) or {"course.country(", "pygbif"} & {
            word for word in ("course.country(", "pygbif") if word in cell.source
        }
