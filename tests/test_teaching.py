"""The trainer's tables: minutes add up, every part exists, no objective and no lesson is left out."""

import re
from pathlib import Path

import pytest
import yaml

from coursehelpers.classroom.completion import rubric
from coursehelpers.classroom.quizzes import lessons_with_quiz, read_quiz
from coursehelpers.classroom.sessions import (
    OBJECTIVES,
    alignment,
    counted_minutes,
    lessons_table,
    loads,
    minutes_of,
    read_lessons,
    read_sessions,
    read_talks,
    session_clock,
    session_table,
    short_of_time,
    trainer_tables,
)

ROOT = Path(__file__).resolve().parents[1]
SESSIONS = [pytest.param(session, id=session.key) for session in read_sessions()]
TALKS = [pytest.param(talk, id=talk.lesson) for talk in read_talks().values()]
LESSONS = [pytest.param(lesson, id=lesson.number) for lesson in read_lessons().values()]
PAGES = ("alignment", "session_plans", "trainer_guide")
# The outline of the course: what each session takes, in its order.
OUTLINE = {
    "evening-1": [10, 5, 20, 10, 20, 10],
    "evening-2": [15, 15, 10, 20, 10, 5],
    "half-day-1": [25, 20, 45, 15, 25, 35, 15],
    "half-day-2": [25, 50, 15, 45, 30, 15],
}


@pytest.mark.parametrize("key", ["evening-1", "evening-2"])
def test_an_evening_that_is_counted_fits_its_minutes(key):
    (session,) = [one for one in read_sessions() if one.key == key]
    assert 20 < counted_minutes(session) <= session.minutes


def test_a_part_is_counted_by_words_cells_and_the_minutes_of_its_exercise():
    counted = loads("10")
    exercise = next(load for head, load in counted.items() if head.startswith("Exercise"))
    assert exercise.exercise == 10
    assert exercise.cells == 2
    assert not any("own question" in head for head in counted)
    assert exercise.minutes == exercise.words / 120 + 1 + 10


def test_the_objectives_are_those_of_the_welcome_page():
    welcome = (ROOT / "book" / "welcome.md").read_text(encoding="utf-8")
    assert re.findall(r"^\d\. (.*?)[;.]$", welcome, flags=re.MULTILINE) == list(OBJECTIVES)


@pytest.mark.parametrize("session", SESSIONS)
def test_the_minutes_of_a_session_add_up(session):
    assert sum(step.minutes for step in session.steps) == session.minutes
    *_others, (begins, last) = session_clock(session)
    hours, minutes = map(int, begins.split(":"))
    assert hours * 60 + minutes + last.minutes == session.minutes


@pytest.mark.parametrize(("key", "minutes"), OUTLINE.items())
def test_a_session_takes_what_the_outline_gives_it(key, minutes):
    (session,) = [one for one in read_sessions() if one.key == key]
    assert [step.minutes for step in session.steps] == minutes


@pytest.mark.parametrize("session", SESSIONS)
def test_every_part_of_a_session_stands_in_its_lesson_and_fits_its_minutes(session):
    for step in session.steps:
        headings = [read_lessons()[number].heading(begins) for number, begins in step.parts]
        assert all(headings), (session.key, step.parts)
        if not step.talk and session.key.startswith("evening"):
            assert sum(map(minutes_of, headings)) <= step.minutes, (session.key, headings)


@pytest.mark.parametrize("session", SESSIONS)
def test_a_session_in_a_room_asks_something_in_each_step_but_the_break(session):
    if session.key.startswith("half-day"):
        assert [step.what for step in session.steps if not step.ask] == ["Break"]


@pytest.mark.parametrize("session", SESSIONS)
def test_a_talk_in_a_session_takes_the_minutes_of_its_parts(session):
    for step in session.steps:
        if step.talk:
            assert read_talks()[step.talk].minutes == step.minutes


def test_each_of_the_four_talks_is_given_in_some_session():
    given = {step.talk for session in read_sessions() for step in session.steps if step.talk}
    assert given == set(read_talks()) == {"10", "13", "20", "21"}


@pytest.mark.parametrize("talk", TALKS)
def test_a_talk_takes_25_minutes_and_its_parts_stand_in_the_lesson_in_that_order(talk):
    headings = read_lessons()[talk.lesson].headings
    found = [
        next((h for h in headings if h.startswith(part.head)), part.head) for part in talk.parts
    ]
    assert talk.minutes == 25
    assert set(found) <= set(headings)
    assert found == sorted(found, key=headings.index)
    assert all(part.ask.endswith(("?", ".")) for part in talk.parts)


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_lesson_is_without_objective_and_minutes(lesson):
    assert lesson.objectives
    assert lesson.objectives <= set(range(1, 8))
    assert lesson.minutes > 0


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_exercises_of_a_lesson_fit_into_its_minutes(lesson):
    assert all(exercise.minutes for exercise in lesson.exercises)
    counted = [one.minutes for one in lesson.exercises if "optional" not in one.title]
    assert sum(counted) <= lesson.minutes


@pytest.mark.parametrize("objective", range(1, 8))
def test_each_objective_is_taught_practised_and_checked(objective):
    serving = [one for one in read_lessons().values() if objective in one.objectives]
    practised = [e for one in serving for e in one.exercises if objective in e.objectives]
    asked = sum(
        question.objective == objective
        for number in lessons_with_quiz()
        for question in read_quiz(number)
    )
    assert serving
    assert practised
    assert asked >= 2


def test_what_an_exercise_practises_is_served_by_its_lesson():
    for lesson in read_lessons().values():
        for exercise in lesson.exercises:
            assert exercise.objectives <= lesson.objectives


def test_the_rubric_names_objectives():
    assert {n for part in rubric().values() for n in part["objectives"]} <= set(range(1, 8))


def test_the_tables_show_every_objective_lesson_exercise_and_question():
    table, by_lesson = alignment(), lessons_table()
    assert [line.startswith(f"| **{n}.**") for n, line in enumerate(table.splitlines()[2:], 1)] == (
        [True] * 7
    )
    for lesson in read_lessons().values():
        assert f"notebooks/{lesson.name}.ipynb" in table
        assert lesson.title in by_lesson
        for exercise in lesson.exercises:
            assert f"{exercise.title} ({exercise.minutes})" in table
    asked = sum(map(int, re.findall(r": (\d+) questions?", table)))
    assert asked == sum(len(read_quiz(number)) for number in lessons_with_quiz())


def test_what_lessons_say_about_short_time_is_on_the_page():
    said = [sentence for lesson in read_lessons().values() for sentence in lesson.short]
    assert all(sentence.partition("** ")[2] in short_of_time() for sentence in said)
    (first,) = [one for one in read_sessions() if one.key == "half-day-1"]
    assert session_table(first).count("\n") == len(first.steps) + 2


def test_every_table_that_a_page_asks_for_exists_and_every_table_is_asked_for():
    asked = set()
    for page in PAGES:
        text = (ROOT / "book" / f"{page}.md").read_text(encoding="utf-8")
        asked |= set(re.findall(r"^% table: ([\w-]+)$", text, re.MULTILINE))
    assert asked == set(trainer_tables())


def test_the_trainers_pages_are_in_the_table_of_contents():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    (part,) = [part for part in toc["parts"] if part["caption"] == "For trainers"]
    files = {chapter["file"] for chapter in part["chapters"]}
    assert {f"book/{page}" for page in PAGES} <= files
