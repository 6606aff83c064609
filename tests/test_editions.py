"""The learner's copy of a lesson: no outputs, no solution, nothing of the trainer's."""

import nbformat
import pytest

from coursehelpers.editions import PROMPT, hand_out, learner_edition, lessons

LESSONS = [pytest.param(nbformat.read(path, as_version=4), id=path.stem) for path in lessons()]


def cells_tagged(lesson, tag):
    return [cell for cell in lesson.cells if tag in cell.metadata.get("tags", [])]


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_solution_trainers_note_or_output_is_in_the_learners_copy(lesson):
    edition = learner_edition(lesson)
    text = nbformat.writes(edition)
    for cell in cells_tagged(lesson, "solution") + cells_tagged(lesson, "trainer"):
        assert cell.source not in text
    assert [c.source for c in edition.cells].count(PROMPT) == len(cells_tagged(lesson, "solution"))
    assert all(not cell.get("outputs") for cell in edition.cells)
    nbformat.validate(edition)


@pytest.mark.parametrize("lesson", LESSONS)
def test_making_a_copy_leaves_the_lesson_as_it_is(lesson):
    before = nbformat.writes(lesson)
    learner_edition(lesson)
    assert nbformat.writes(lesson) == before


def test_an_untouched_copy_is_brought_up_to_date(tmp_path, monkeypatch):
    hand_out(tmp_path)
    copy = tmp_path / "00_start.ipynb"
    monkeypatch.setattr("coursehelpers.editions.PROMPT", "Write here.")
    before = (tmp_path / "10_stakeholder_landscape.ipynb").read_text(encoding="utf-8")
    assert hand_out(tmp_path) == []
    assert (
        "Write here."
        in (tmp_path / "10_stakeholder_landscape.ipynb").read_text(encoding="utf-8")
        != before
    )
    assert copy.exists()


def test_a_copy_that_was_run_is_the_learners_and_stays(tmp_path):
    hand_out(tmp_path)
    copy = tmp_path / "00_start.ipynb"
    copy.write_text(copy.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert hand_out(tmp_path) == ["00_start.ipynb"]
