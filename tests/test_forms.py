"""The grid as a form, without a browser: a view on the workbook that holds nothing."""

import pytest

from coursehelpers.forms.grid import GridForm
from coursehelpers.workbook import Stakeholder, Workbook, open_workbook, save_workbook


@pytest.fixture
def form(nowhere):
    names = [("a", 2, 5), ("b", None, None)]
    save_workbook(
        Workbook(
            country="XT",
            stakeholders=[
                Stakeholder(key=k, name=f"Museum {k}", kind="x", power=p, interest=i)
                for k, p, i in names
            ],
        ),
        nowhere,
    )
    return GridForm(nowhere)


def scores(settings):
    return {s.key: (s.power, s.interest) for s in open_workbook("XT", settings).stakeholders}


def test_it_shows_what_the_workbook_holds(form):
    assert form.points == [
        {"key": "a", "name": "Museum a", "power": 2, "interest": 5},
        {"key": "b", "name": "Museum b", "power": None, "interest": None},
    ]
    assert "arrow keys" in repr(form)


def test_a_move_is_written_at_once_and_shown_again(form, nowhere):
    form.moved = {"key": "b", "power": 4, "interest": 1, "turn": 1}
    assert scores(nowhere) == {"a": (2, 5), "b": (4, 1)}
    assert form.points[1]["power"] == 4


def test_two_forms_open_at_once_lose_nothing(form, nowhere):
    other = GridForm(nowhere)
    form.moved = {"key": "a", "power": 1, "interest": 1, "turn": 1}
    other.moved = {"key": "b", "power": 5, "interest": 5, "turn": 1}
    assert scores(nowhere) == {"a": (1, 1), "b": (5, 5)}


def test_a_workbook_that_cannot_be_saved_is_said_and_the_marker_goes_back(
    form, nowhere, monkeypatch
):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("coursehelpers.files.os.fsync", full)
    form.moved = {"key": "a", "power": 5, "interest": 1, "turn": 1}
    assert "No space left" in form.problem
    assert form.points[0]["power"] == 2
