"""How far a learner has come is read from the workbook, never ticked by hand."""

import io

import pytest
from pypdf import PdfReader

from coursehelpers import answers, decisions, own, planning
from coursehelpers.classroom.completion import completion_page, rubric, tasks
from coursehelpers.documents.write import rendered
from coursehelpers.errors import BadCallError
from coursehelpers.workbook.file import Workbook


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    return tmp_path / "my-course"


def open_tasks():
    table = tasks(own.mine())
    return table.loc[~table["done"], "task"].tolist()


def test_nothing_is_done_in_an_empty_workbook():
    assert not tasks(Workbook(country="DK"))["done"].any()
    assert "0 of 12 tasks" in repr(planning.my_completion())


def test_each_lesson_closes_its_own_tasks():
    answers.fill_example()
    planning.fill_campaign_example()
    assert open_tasks() == [
        "note what you know better about an institution",
        "rate your map, your campaign and your plan",
    ]
    answers.correct("Saint Moss Herbarium", "declared", "7500", "its curator")
    decisions.assess("Tea Herbarium", "risk", 1)
    for what in rubric():
        planning.rate(what, 3, why="see page one")
    assert open_tasks() == []


def test_a_peer_is_noted_beside_the_learners_own_rating():
    planning.rate("plan", 2)
    planning.rate("plan", 3, by="peer")
    planning.rate("plan", 4)
    assert [(r.by, r.level) for r in own.mine().ratings] == [("self", 4), ("peer", 3)]
    assert "What is asked" in repr(planning.show_rubric("plan")) or "what is asked" in repr(
        planning.show_rubric("plan")
    )


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: planning.rate("dance", 1), "is not rated"),
        (lambda: planning.rate("plan", 5), "at most 4"),
        (lambda: planning.rate("plan", 1, by="boss"), "should be one of"),
        (lambda: planning.show_rubric("dance"), "is not rated"),
    ],
)
def test_a_rating_that_makes_no_sense_is_said(call, said):
    with pytest.raises(BadCallError, match=said):
        call()


def test_the_page_prints_and_names_no_person(home):
    planning.rate("map", 2)
    planning.save_my_completion()
    assert (home / "exports" / "completion-XT.html").exists()
    reader = PdfReader(io.BytesIO(rendered(completion_page(own.mine()), ".pdf", "x")))
    text = reader.pages[0].extract_text()
    assert "exercise: made-up country" in text
    assert "of 12 tasks" in text
