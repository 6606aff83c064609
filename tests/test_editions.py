"""The learner's copy of a lesson: no outputs, no solution, nothing of the trainer's."""

import re

import nbformat
import pytest

from coursehelpers.classroom.editions import (
    BESIDE,
    hand_out,
    learner_edition,
    lessons,
    prompt,
    solution_edition,
    trainer_edition,
)
from coursehelpers.ground.settings import HOME_MARK

LESSONS = [pytest.param(nbformat.read(path, as_version=4), id=path.stem) for path in lessons()]


def cells_tagged(lesson, tag):
    return [cell for cell in lesson.cells if tag in cell.metadata.get("tags", [])]


def lines_of(cells):
    """Return the lines of cells that are long enough to be told apart."""
    return {
        line.strip()
        for cell in cells
        for line in cell.source.splitlines()
        if len(line.strip()) > 15
    }


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_solution_trainers_note_or_output_is_in_the_learners_copy(lesson):
    edition = learner_edition(lesson)
    hidden = lines_of(cells_tagged(lesson, "solution") + cells_tagged(lesson, "trainer"))
    assert hidden
    everything = "\n".join(cell.source for cell in edition.cells)
    assert not [line for line in hidden if line in everything]
    assert [c.source for c in edition.cells].count(prompt()) == len(
        cells_tagged(lesson, "solution")
    )
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
    monkeypatch.setattr("coursehelpers.classroom.editions.prompt", lambda: "Write here.")
    before = (tmp_path / "10_stakeholder_landscape.ipynb").read_text(encoding="utf-8")
    done = hand_out(tmp_path)
    assert (done.new, done.kept, done.beside) == ([], [], {})
    assert "10_stakeholder_landscape.ipynb" in done.updated
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
    done = hand_out(tmp_path)
    assert (done.kept, done.beside) == (["00_start.ipynb"], {})


def test_a_newer_lesson_lies_beside_the_one_that_was_changed_and_what_is_new_is_told(
    tmp_path, monkeypatch
):
    hand_out(tmp_path)
    copy = tmp_path / "10_stakeholder_landscape.ipynb"
    mine = copy.read_text(encoding="utf-8") + "\n"
    copy.write_text(mine, encoding="utf-8")
    monkeypatch.setattr("coursehelpers.classroom.editions.prompt", lambda: "Write here.")
    done = hand_out(tmp_path)
    assert copy.read_text(encoding="utf-8") == mine
    assert "Write here." in (tmp_path / BESIDE / copy.name).read_text(encoding="utf-8")
    changed = done.beside[copy.name]
    assert changed
    edition = learner_edition(nbformat.read(tmp_path / BESIDE / copy.name, as_version=4))
    headings = [
        line for cell in edition.cells for line in cell.source.splitlines() if line.startswith("#")
    ]
    assert 0 < len(changed) < len(headings), "only the parts with a prompt have changed"


def test_lessons_of_a_hand_out_that_was_stopped_are_not_taken_for_the_learners(
    tmp_path, monkeypatch
):
    hand_out(tmp_path)
    (tmp_path / HOME_MARK).unlink()
    assert hand_out(tmp_path).kept == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_solution_edition_has_solutions_and_outputs_and_no_trainers_note(lesson):
    edition = solution_edition(lesson)
    everything = "\n".join(cell.source for cell in edition.cells)
    assert not [line for line in lines_of(cells_tagged(lesson, "trainer")) if line in everything]
    assert len(cells_tagged(edition, "solution")) == len(cells_tagged(lesson, "solution"))
    assert sum(bool(c.get("outputs")) for c in edition.cells) == sum(
        bool(c.get("outputs")) for c in lesson.cells
    )
    nbformat.validate(edition)


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_trainers_edition_shows_everything_with_the_notes_set_apart(lesson):
    edition = trainer_edition(lesson)
    assert len(edition.cells) == len(lesson.cells)
    notes = cells_tagged(lesson, "trainer")
    assert sum(cell.source.startswith("> **Trainer") for cell in edition.cells) == len(notes)
    nbformat.validate(edition)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_a_note_for_the_trainer_with_minutes_or_questions(lesson):
    notes = " ".join(cell.source for cell in cells_tagged(lesson, "trainer"))
    assert "minutes" in notes or "Project" in notes or "projected" in notes


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_prompt_has_its_solution_and_each_exercise_states_its_minutes(lesson):
    headings = [line for c in lesson.cells if c.cell_type == "markdown" for line in c.source.splitlines()
                if line.startswith("## Exercise")]  # fmt: skip
    assert all("minutes" in heading for heading in headings)
    prompts = [c.source for c in learner_edition(lesson).cells].count(prompt())
    assert prompts == len(cells_tagged(solution_edition(lesson), "solution"))


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_copy_leads_only_to_lessons_that_lie_beside_it(lesson):
    beside = {path.name for path in lessons()}
    for make in (learner_edition, solution_edition, trainer_edition):
        text = "\n".join(cell.source for cell in make(lesson).cells if cell.cell_type == "markdown")
        assert set(re.findall(r"\]\((?!https?:)([^)#]+)", text)) <= beside
