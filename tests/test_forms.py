"""Forms without a browser: views on the workbook that hold nothing."""

import pytest

from coursehelpers.entries import Stakeholder
from coursehelpers.forms.grid import CardForm, GridForm
from coursehelpers.forms.table import Field, TableForm
from coursehelpers.workbook import Workbook, choose_country, open_workbook, save_workbook


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


def test_role_cards_are_moved_on_the_same_grid_and_kept_with_the_training_country(nowhere):
    choose_country("DK", nowhere)
    cards = CardForm(nowhere)
    assert [p["key"] for p in cards.points] == [str(n) for n in range(1, 13)]
    cards.moved = {"key": "3", "power": 4, "interest": 1, "turn": 1}
    cards.moved = {"key": "3", "power": 5, "interest": 1, "turn": 2}
    assert [(c.card, c.power) for c in open_workbook("XT", nowhere).cards] == [(3, 5)]
    assert cards.points[2]["power"] == 5
    assert open_workbook("DK", nowhere).cards == []
    cards.moved = {"key": "3", "power": None, "interest": None, "turn": 3}
    assert open_workbook("XT", nowhere).cards == []


def test_one_that_is_taken_off_the_grid_is_not_placed(form, nowhere):
    form.moved = {"key": "a", "power": None, "interest": None, "turn": 1}
    assert scores(nowhere) == {"a": (None, None), "b": (None, None)}


TIES = [Field("one", "one"), Field("other", "other"), Field("strength", "strength", "number")]


def changed(form, turn, **change):
    form.changed = {**change, "turn": turn}
    return form.problem


def test_a_table_adds_changes_and_removes_and_each_is_saved_at_once(nowhere):
    form = TableForm("ties", "Ties", TIES, settings=nowhere)
    assert changed(form, 1, add={"one": "a", "other": "b", "strength": "2,0"}) == ""
    (tie,) = open_workbook("XT", nowhere).ties
    assert (tie.one, tie.other, tie.strength) == ("a", "b", 2)
    assert changed(form, 2, ident=form.rows[0]["_ident"], values={"strength": "3"}) == ""
    assert open_workbook("XT", nowhere).ties[0].strength == 3
    assert changed(form, 3, remove=form.rows[0]["_ident"]) == ""
    assert open_workbook("XT", nowhere).ties == form.rows == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"strength": "7"}, "at most 3"),
        ({"strength": "much"}, "a number is needed"),
        ({"one": ""}, "something has to be written"),
    ],
)
def test_a_value_that_cannot_stand_is_said_and_nothing_is_lost(nowhere, values, said):
    form = TableForm("ties", "Ties", TIES, settings=nowhere)
    changed(form, 1, add={"one": "a", "other": "b", "strength": "2"})
    assert said in changed(form, 2, ident=form.rows[0]["_ident"], values=values)
    assert [(r["one"], r["strength"]) for r in form.rows] == [("a", 2)]


def test_the_same_row_twice_is_refused(nowhere):
    form = TableForm("ties", "Ties", TIES, settings=nowhere)
    for turn, expected in ((1, ""), (2, "There is such a row already; change that one instead.")):
        assert changed(form, turn, add={"one": "a", "other": "b"}) == expected
    assert len(form.rows) == 1


def test_a_new_stakeholder_is_known_by_its_name(nowhere):
    form = TableForm(
        "stakeholders", "Register", [Field("name", "name"), Field("kind", "kind")], settings=nowhere
    )
    changed(form, 1, add={"name": "Ministry of <b>Rain</b>", "kind": "ministry"})
    (found,) = open_workbook("XT", nowhere).stakeholders
    assert (found.key, found.name) == ("ministry-of-b-rain-b", "Ministry of <b>Rain</b>")


def test_a_page_has_its_fields_and_an_empty_one_means_not_given(nowhere):
    form = TableForm(
        "campaign",
        "Campaign",
        [Field("goal", "goal"), Field("by_when", "when", "date")],
        settings=nowhere,
    )
    assert changed(form, 1, ident="", values={"by_when": "soon"}).startswith("“soon” cannot stand")
    assert changed(form, 2, ident="", values={"by_when": "2027-06-30"}) == ""
    assert changed(form, 3, ident="", values={"goal": "ten entries"}) == ""
    campaign = open_workbook("XT", nowhere).campaign
    assert (campaign.goal, campaign.by_when.isoformat()) == ("ten entries", "2027-06-30")
    assert changed(form, 4, ident="", values={"by_when": ""}) == ""
    assert open_workbook("XT", nowhere).campaign.by_when is None
