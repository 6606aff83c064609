"""How far a learner has come is read from the workbook, never ticked by hand."""

import io

import pytest
from pypdf import PdfReader

from coursehelpers import course
from coursehelpers.classroom.completion import completion_page, rubric, tasks
from coursehelpers.documents.write import rendered
from coursehelpers.ground.errors import BadCallError
from coursehelpers.workbook.file import Workbook
from tests.learner import fill, mine


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    return tmp_path / "my-course"


def open_tasks():
    table = tasks(mine())
    return table.loc[~table["done"], "task"].tolist()


def test_nothing_is_done_in_an_empty_workbook():
    assert not tasks(Workbook(country="DK"))["done"].any()
    assert "0 of 12 tasks" in repr(course.progress())


def test_each_lesson_closes_its_own_tasks():
    fill()
    fill()
    assert open_tasks() == [
        "note what you know better about an institution",
        "rate your map, your campaign and your plan",
    ]
    course.landscape().correct("Saint Moss Herbarium", "declared", "7500", source="its curator")
    course.order().assess("Tea Herbarium", "risk", 1)
    for what in rubric():
        course.progress().rate(what, 3, why="see page one")
    assert open_tasks() == []


def test_a_peer_is_noted_beside_the_learners_own_rating():
    course.progress().rate("plan", 2)
    course.progress().rate("plan", 3, by="peer")
    course.progress().rate("plan", 4)
    assert [(r.by, r.level) for r in mine().ratings] == [("self", 4), ("peer", 3)]
    assert "What is asked" in repr(course.progress().rubric("plan")) or "what is asked" in repr(
        course.progress().rubric("plan")
    )


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: course.progress().rate("dance", 1), "one of"),
        (lambda: course.progress().rate("plan", 5), "1, 2, 3 or 4"),
        (lambda: course.progress().rate("plan", 1, by="boss"), "one of"),
        (lambda: course.progress().rubric("dance"), "one of"),
    ],
)
def test_a_rating_that_makes_no_sense_is_said(call, said):
    with pytest.raises(BadCallError, match=said):
        call()


def test_the_page_prints_and_names_no_person(home):
    course.progress().rate("map", 2)
    course.progress().save()
    assert (home / "exports" / "completion-XT.html").exists()
    reader = PdfReader(io.BytesIO(rendered(completion_page(mine()), ".pdf", "x")))
    text = reader.pages[0].extract_text()
    assert "exercise: made-up country" in text
    assert "of 12 tasks" in text
