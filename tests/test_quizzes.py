"""Quizzes: one key a question, a reply to each answer, an objective, a source; numbers are computed."""

import json
import re

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.campaign.timeline import timeline
from coursehelpers.classroom.editions import lessons
from coursehelpers.classroom.quizzes import Quiz, lessons_with_quiz, numbers_of, read_quiz
from coursehelpers.course import quiz
from coursehelpers.evidence.gather import gather
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.settings import data_file
from coursehelpers.landscape.links import links_to_mend
from coursehelpers.landscape.survey import survey
from coursehelpers.order.calling_order import prioritize
from coursehelpers.plan.facts import first_day
from coursehelpers.workbook.entries import Step
from coursehelpers.workbook.file import Workbook

QUESTIONS = [
    pytest.param(lesson, one, id=f"{lesson}-{number}")
    for lesson in lessons_with_quiz()
    for number, one in enumerate(read_quiz(lesson), start=1)
]
NUMBERED = [param for param in QUESTIONS if param.values[1].computed]
EVIDENCE = gather("XT")
XT = survey(EVIDENCE)
PLAN = json.loads(data_file("example_plan.json").read_text(encoding="utf-8"))


def critical():
    steps = [Step.model_validate(step) for step in PLAN["steps"]]
    book = Workbook(country="XT", steps=steps, plan=PLAN["plan"])
    return int(timeline(steps, first_day(book))["moves_the_end"].sum())


COMPUTED = {
    "unknown": lambda: XT.totals.unknown,
    "known": lambda: XT.totals.known,
    "example": lambda: len(
        json.loads(data_file("example_register.json").read_text(encoding="utf-8"))["place"]
    ),
    "now": lambda: int((prioritize(XT).table["wave"] == "now").sum()),
    "first_unlinked": lambda: int(links_to_mend(EVIDENCE, XT)["unlinked"].iloc[0]),
    "to_mend": lambda: len(links_to_mend(EVIDENCE, XT)),
    "critical": critical,
}


def lesson_text(number):
    (path,) = [path for path in lessons() if path.stem.startswith(number)]
    return "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)


@pytest.mark.parametrize(("lesson", "one"), QUESTIONS)
def test_a_question_has_one_key_and_a_reply_to_each_answer(lesson, one):
    assert sum(option.right for option in one.options) == 1
    assert len(one.options) >= 3
    assert len({option.text for option in one.options}) == len(one.options)
    assert all(option.feedback.endswith((".", "?")) for option in one.options)
    assert one.question.endswith("?")
    assert one.source


@pytest.mark.parametrize(("lesson", "one"), QUESTIONS)
def test_a_question_checks_an_objective_of_its_lesson(lesson, one):
    assert re.search(rf"[Oo]bjective {one.objective}\b", lesson_text(lesson))


@pytest.mark.parametrize(("lesson", "one"), NUMBERED)
def test_a_key_that_is_a_number_is_what_the_training_country_gives(lesson, one):
    (right,) = [option.text for option in one.options if option.right]
    assert right == f"{COMPUTED[one.computed]():,}"


def test_the_numbers_are_those_of_the_country_and_no_two_answers_are_the_same(
    world_server, make_settings
):
    evidence = gather("KE", make_settings(world_server.url))
    kenya, numbers = survey(evidence), numbers_of(evidence)
    assert numbers["unknown"] == kenya.totals.unknown
    for lesson in lessons_with_quiz():
        for one in read_quiz(lesson, numbers):
            assert len({option.text for option in one.options}) == len(one.options)
            assert sum(option.right for option in one.options) == 1
            assert "{" not in one.question
    asked = [one for one in read_quiz("10", numbers) if one.computed]
    assert "Kenya" in asked[0].question
    (right,) = [option.text for option in asked[0].options if option.right]
    assert right == f"{kenya.totals.unknown:,}"


def test_a_question_whose_number_is_unknown_is_left_out_and_that_is_said(
    world_server, make_settings
):
    numbers = numbers_of(gather("VA", make_settings(world_server.url)))
    left = Quiz("10", numbers)
    assert len(left.questions) == len(read_quiz("10")) - 1
    assert "1 question is left out" in repr(left)
    assert "left out" in left._repr_html_()
    assert "left out" not in repr(quiz("10"))


@given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
def test_small_numbers_never_make_two_answers_the_same(known, unknown, outside):
    numbers = {
        "country": "Liechtenstein", "known": known, "unknown": unknown, "in_scope": known + unknown,
        "out_of_scope": outside, "now": known, "to_mend": unknown, "first_publisher": "A herbarium",
        "first_unlinked": known, "first_linked": unknown, "first_specimens": known + unknown,
    }  # fmt: skip
    for lesson in ("10", "20", "21", "23"):
        for one in read_quiz(lesson, numbers):
            assert len({option.text for option in one.options}) == len(one.options)


def test_a_number_that_is_asked_for_is_always_computed():
    for param in QUESTIONS:
        one = param.values[1]
        if all(re.fullmatch(r"[\d,]+", option.text) for option in one.options):
            assert one.computed


@pytest.mark.parametrize("lesson", lessons_with_quiz())
def test_a_lesson_has_five_to_eight_questions_and_the_key_is_not_always_in_one_place(lesson):
    questions = read_quiz(lesson)
    assert 5 <= len(questions) <= 8
    assert len({[option.right for option in one.options].index(True) for one in questions}) > 1


@pytest.mark.parametrize("lesson", lessons_with_quiz())
def test_the_page_is_plain_and_the_text_does_not_give_the_key_away(lesson):
    shown = quiz(lesson)
    page = shown._repr_html_()
    assert "<script" not in page
    assert page.count("<fieldset>") == page.count("<legend>") == len(shown.questions)
    assert page.count("<label for=") == page.count('type="radio"') == page.count('class="reply"')
    assert "Right." not in repr(shown)


def test_every_lesson_of_a_module_has_a_quiz_and_shows_it():
    for path in lessons():
        number = path.stem[:2]
        if number not in ("00", "90"):
            assert number in lessons_with_quiz()
            assert f'quiz("{number}")' in lesson_text(number)


def test_a_lesson_without_a_quiz_is_said():
    with pytest.raises(BadCallError, match="choose among 10"):
        quiz("99")
