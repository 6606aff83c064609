"""One vocabulary: people read the words of a kind of conversation; codes stay in files for programs."""

import re

import pytest

from coursehelpers import course
from coursehelpers.landscape.conversations import CONVERSATIONS
from coursehelpers.landscape.report import to_text
from coursehelpers.views.notebook import advice

# “complete”, “grow” and “verify” are also plain English words; the others are codes wherever they stand.
CODES = re.compile(r"\b(link-fix|onboard|ask-size|out-of-scope)\b|>(complete|grow|engage|verify)<")


@pytest.fixture(autouse=True)
def _home(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    monkeypatch.setenv("COURSE_SOURCE", "training")


def test_what_a_lesson_shows_of_the_landscape_is_in_words():
    landscape = course.landscape()
    for shown in (
        landscape.summary,
        landscape.show("name", "triage", rows=40),
        landscape.explore(),
    ):
        page = shown._repr_html_() if hasattr(shown, "_repr_html_") else shown.standing_table()
        assert not CODES.search(page)
    assert not CODES.search(landscape.explore().standing_table())
    assert "links to mend" in landscape.show("name", "triage", rows=40)._repr_html_()
    assert not CODES.search(to_text(landscape.measured))


def test_tables_and_files_for_programs_keep_the_codes():
    landscape = course.landscape()
    assert set(landscape.table["triage"]) <= set(CONVERSATIONS)
    assert set(landscape.summary.table["triage"]) <= set(CONVERSATIONS)
    assert "link-fix" in landscape.save("csv").path.read_text(encoding="utf-8")


def test_the_sheet_and_the_letters_are_in_words():
    order = course.order()
    saved = order.sheet.save()
    assert not CODES.search(saved.path.with_suffix(".html").read_text(encoding="utf-8"))
    assert not CODES.search(order._repr_html_())
    assert not CODES.search(order.letters().show(1)._repr_html_())


def test_a_record_to_improve_is_chosen_without_a_name():
    first = course.order().measured.table["key"].iloc[0]
    assert first in course.landscape().improve()._repr_html_()


def test_a_question_that_the_web_does_not_answer_is_one_sentence():
    from requests import ConnectionError as NoAnswerError

    said = advice(NoAnswerError("a hundred lines"))
    assert said.startswith("GBIF did not answer")
    assert said.count(".") == 1
