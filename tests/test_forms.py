"""Forms without a browser: views on the workbook that hold nothing."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from coursehelpers import course
from coursehelpers.forms.grid import CardForm, GridForm
from coursehelpers.forms.table import Field, TableForm
from coursehelpers.workbook.desk import Desk
from coursehelpers.workbook.entries import Stakeholder
from coursehelpers.workbook.file import Workbook, open_workbook, save_workbook
from coursehelpers.workbook.home import choose_country
from tests.learner import mine


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
    return GridForm(Desk(settings=nowhere))


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
    other = GridForm(Desk(settings=nowhere))
    form.moved = {"key": "a", "power": 1, "interest": 1, "turn": 1}
    other.moved = {"key": "b", "power": 5, "interest": 5, "turn": 1}
    assert scores(nowhere) == {"a": (1, 1), "b": (5, 5)}


def test_changes_that_arrive_on_several_threads_are_all_kept(nowhere, form):
    rows = TableForm(
        "stakeholders", "Register", [Field("power", "power", "number")], desk=Desk(settings=nowhere)
    )
    fields = ("power", "interest", "why")
    with ThreadPoolExecutor(len(fields)) as threads:
        for turn in range(1, 6):
            told = [{"ident": "a", "values": {name: str(turn)}, "turn": turn} for name in fields]
            list(threads.map(lambda one: rows._take(rows, {"changed": one}, []), told))
            assert rows.problem == ""
            (held, _other) = open_workbook("XT", nowhere).stakeholders
            assert (held.power, held.interest, held.why) == (turn, turn, str(turn))


def test_a_workbook_that_cannot_be_saved_is_said_and_the_marker_goes_back(
    form, nowhere, monkeypatch
):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("coursehelpers.ground.files.os.fsync", full)
    form.moved = {"key": "a", "power": 5, "interest": 1, "turn": 1}
    assert "No space left" in form.problem
    assert form.points[0]["power"] == 2


def test_role_cards_are_moved_on_the_same_grid_and_kept_with_the_training_country(nowhere):
    choose_country("DK", nowhere)
    cards = CardForm(Desk("XT", nowhere))
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
    form = TableForm("ties", "Ties", TIES, desk=Desk(settings=nowhere))
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
    form = TableForm("ties", "Ties", TIES, desk=Desk(settings=nowhere))
    changed(form, 1, add={"one": "a", "other": "b", "strength": "2"})
    assert said in changed(form, 2, ident=form.rows[0]["_ident"], values=values)
    assert [(r["one"], r["strength"]) for r in form.rows] == [("a", 2)]


def test_changes_come_as_messages_and_each_is_written_and_answered(nowhere, monkeypatch):
    form = TableForm(
        "campaign", "x", [Field("goal", "g"), Field("ask", "a")], desk=Desk(settings=nowhere)
    )
    answered = []
    monkeypatch.setattr(form, "send", lambda content, buffers=None: answered.append(content))
    for turn, values in enumerate(({"goal": "ten"}, {"ask": "confirm"}, {"goal": "ten"})):
        message = {"changed": {"ident": "", "values": values, "turn": turn}}
        form._handle_custom_msg(message, [])
    campaign = open_workbook("XT", nowhere).campaign
    assert (campaign.goal, campaign.ask) == ("ten", "confirm")
    assert answered == [{"answered": 0}, {"answered": 1}, {"answered": 2}]


def test_a_change_that_was_sent_before_a_new_name_was_known_reaches_its_row(nowhere):
    form = TableForm("ties", "Ties", TIES, desk=Desk(settings=nowhere))
    changed(form, 1, add={"one": "a", "other": "b", "strength": "1"})
    first = form.rows[0]["_ident"]
    changed(form, 2, ident=first, values={"one": "c"})
    changed(form, 3, ident=first, values={"other": "d"})
    changed(form, 4, ident=first, values={"strength": "3"})
    (tie,) = open_workbook("XT", nowhere).ties
    assert (tie.one, tie.other, tie.strength) == ("c", "d", 3)


def test_the_same_row_twice_is_refused(nowhere):
    form = TableForm("ties", "Ties", TIES, desk=Desk(settings=nowhere))
    for turn, expected in ((1, ""), (2, "There is such a row already; change that one instead.")):
        assert changed(form, turn, add={"one": "a", "other": "b"}) == expected
    assert len(form.rows) == 1


def test_a_new_stakeholder_is_known_by_its_name(nowhere):
    form = TableForm(
        "stakeholders",
        "Register",
        [Field("name", "name"), Field("kind", "kind")],
        desk=Desk(settings=nowhere),
    )
    changed(form, 1, add={"name": "Ministry of <b>Rain</b>", "kind": "ministry"})
    (found,) = open_workbook("XT", nowhere).stakeholders
    assert (found.key, found.name) == ("ministry-of-b-rain-b", "Ministry of <b>Rain</b>")


def test_a_page_has_its_fields_and_an_empty_one_means_not_given(nowhere):
    form = TableForm(
        "campaign",
        "Campaign",
        [Field("goal", "goal"), Field("by_when", "when", "date")],
        desk=Desk(settings=nowhere),
    )
    assert changed(form, 1, ident="", values={"by_when": "soon"}).startswith("“soon” cannot stand")
    assert changed(form, 2, ident="", values={"by_when": "2027-06-30"}) == ""
    assert changed(form, 3, ident="", values={"goal": "ten entries"}) == ""
    campaign = open_workbook("XT", nowhere).campaign
    assert (campaign.goal, campaign.by_when.isoformat()) == ("ten entries", "2027-06-30")
    assert changed(form, 4, ident="", values={"by_when": ""}) == ""
    assert open_workbook("XT", nowhere).campaign.by_when is None


def data_of(form):
    """Return the data that a form leaves on a page, as the page's script reads them."""
    found = re.search(r'<script type="application/json">(.*?)</script>', form.standing())
    return json.loads(found[1])


def test_a_form_leaves_a_table_and_its_data_where_no_kernel_runs(form):
    bundle, _metadata = form._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "1 of 2 stakeholders are placed." in bundle["text/html"]
    assert "<th" in form.standing_table()
    assert data_of(form)["points"] == form.points


def test_a_name_cannot_end_the_data_that_it_stands_in(nowhere):
    hostile = "</script><script>alert(1)</script>"
    save_workbook(
        Workbook(
            country="XT",
            stakeholders=[Stakeholder(key="a", name=hostile, kind="x", power=1, interest=1)],
        ),
        nowhere,
    )
    left = GridForm(Desk(settings=nowhere))
    assert left.standing().count("<script") == 1
    assert "alert(1)</script>" not in left.standing()
    assert data_of(left)["points"][0]["name"] == hostile


def test_a_table_form_leaves_its_first_rows_and_says_how_many_there_are(nowhere):
    names = [Stakeholder(key=str(n), name=f"Museum {n}", kind="x") for n in range(20)]
    save_workbook(Workbook(country="XT", stakeholders=names), nowhere)
    left = TableForm(
        "stakeholders",
        "Register",
        [Field("name", "name"), Field("ask", "ask", folded=True)],
        desk=Desk(settings=nowhere),
    ).standing()
    assert left.count("<tr>") == 9
    assert "8 of 20 rows are shown here." in left
    assert "ask" not in left


@pytest.fixture
def own_country(nowhere, monkeypatch):
    """Work as a notebook does: in a learner's folder, on the training country."""
    monkeypatch.setenv("COURSE_HOME", str(nowhere.home))
    monkeypatch.setenv("COURSE_SOURCE", "training")
    choose_country("XT")
    return course.landscape()


def test_the_landscape_is_shown_whole_and_unknown_stays_unknown(own_country):
    shown = own_country.explore()
    assert len(shown.rows) == len(own_country.table)
    assert {row["declared"] for row in shown.rows if row["name"].startswith("Agricultural")} == {
        None
    }
    assert data_of(shown)["rows"] == shown.rows
    assert "The first 12 of 26 rows." in shown.standing_table()


def test_what_the_learner_noted_stands_beside_the_registry_where_one_looks_through(own_country):
    before = own_country.explore()
    assert not any(row["yours"] for row in before.rows)
    own_country.correct("Saint Moss Herbarium", "declared", "150 000", source="its curator")
    shown = own_country.explore()
    noted = {row["name"]: row["yours"] for row in shown.rows if row["yours"]}
    assert noted == {"Saint Moss Herbarium": {"declared": "150,000"}}
    assert [row["declared"] for row in shown.rows] == [row["declared"] for row in before.rows]
    assert shown.answers
    assert not before.answers


def wave_of(form, key):
    return next(row for row in form.rows if row["key"] == key)


def test_a_wave_is_written_with_its_reason_and_taken_back(own_country):
    shown = course.order().form()
    key = shown.rows[-1]["key"]
    proposed, reasons = wave_of(shown, key)["wave"], wave_of(shown, key)["reasons"]
    assert reasons
    other = "next" if proposed == "now" else "now"
    shown.moved = {"key": key, "wave": other, "why": "the roof leaks", "turn": 1}
    assert shown.problem == ""
    assert (wave_of(shown, key)["wave"], wave_of(shown, key)["why"]) == (other, "the roof leaks")
    assert wave_of(shown, key)["reasons"] == reasons, "what the tables say stays in sight"
    assert [(one.key, one.wave, one.why) for one in mine().waves] == [
        (key, other, "the roof leaks")
    ]
    again = course.order().form()
    assert wave_of(again, key)["proposed"] == proposed
    again.moved = {"key": key, "wave": proposed, "why": "", "back": True, "turn": 2}
    assert mine().waves == []
    assert wave_of(again, key)["wave"] == proposed


def test_a_wave_that_is_none_is_refused_in_a_sentence_and_nothing_is_lost(own_country):
    shown = course.order().form()
    before = shown.rows
    shown.moved = {"key": before[0]["key"], "wave": "never", "why": "x", "turn": 1}
    assert shown.problem.endswith(".")
    assert mine().waves == []
    assert shown.rows == before
