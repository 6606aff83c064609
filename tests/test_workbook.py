"""The learner's workbook: whole or not at all, and never mixed up."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from coursehelpers import course
from coursehelpers.ground.errors import BadCallError, BrokenFileError, CourseError
from coursehelpers.workbook.copies import COPIES
from coursehelpers.workbook.entries import Stakeholder, Tie
from coursehelpers.workbook.file import (
    Workbook,
    check_workbook,
    json_schema,
    load_workbook,
    open_workbook,
    save_workbook,
)
from coursehelpers.workbook.home import choose_country, my_country, workbook_path


def test_the_country_is_typed_once_and_known_ever_after(nowhere):
    assert my_country(nowhere) == "XT"
    assert choose_country(" dk", nowhere) == "DK"
    assert my_country(nowhere) == "DK"


def test_each_country_has_its_own_workbook(nowhere):
    for code in ("DK", "XT", "FR,NC"):
        save_workbook(Workbook(country=code), nowhere)
        assert open_workbook(code, nowhere).country == code
    assert len(list(nowhere.home.glob("workbook-*.json"))) == 3


def test_a_wrong_country_changes_nothing(nowhere):
    choose_country("DK", nowhere)
    with pytest.raises(BadCallError):
        choose_country("ZZ", nowhere)
    assert my_country(nowhere) == "DK"


def test_the_last_copies_are_kept(nowhere):
    for _turn in range(COPIES + 4):
        save_workbook(Workbook(country="DK"), nowhere)
    assert len(list((nowhere.home / "copies").glob("workbook-DK.*.json"))) == COPIES


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"version": 1}', '{"version": 1, "country": "DK", "x": 1}']
)
def test_a_damaged_workbook_is_refused_and_its_last_copy_named(nowhere, content):
    save_workbook(Workbook(country="DK"), nowhere)
    path = save_workbook(Workbook(country="DK"), nowhere)
    path.write_text(content)
    with pytest.raises(BrokenFileError, match="last good copy"):
        load_workbook(path)


def test_a_newer_workbook_is_refused(nowhere):
    path = save_workbook(Workbook(country="DK"), nowhere)
    path.write_text(json.dumps({"version": 99, "country": "DK"}))
    with pytest.raises(BrokenFileError, match="newer version"):
        load_workbook(path)


def test_a_notebook_takes_the_offer_of_the_training_country_and_says_so(nowhere, monkeypatch):
    monkeypatch.setenv("GBIF_API_URL", nowhere.api_url)
    monkeypatch.setenv("COURSE_HOME", str(nowhere.home))
    monkeypatch.setenv("COURSE_CACHE", str(nowhere.cache))
    choose_country("DK", replace(nowhere, source="auto"))
    found = course.landscape()
    assert found.of == "XT"
    assert "instead of DK" in found.measured.notes[0]
    assert "instead of DK" in repr(found)


@pytest.mark.parametrize(
    ("more", "stakeholders"),
    [
        ('"version": 1', 0),
        ('"version": 2, "stakeholders": [{"key": "a", "name": "A", "kind": "institution"}]', 1),
    ],
)
def test_a_workbook_of_an_older_version_is_brought_up_to_date(nowhere, more, stakeholders):
    path = workbook_path("DK", nowhere)
    path.parent.mkdir(parents=True)
    path.write_text(f'{{{more}, "country": "DK", "saved": "2026-11-24T02:00:00Z"}}')
    opened = open_workbook("DK", nowhere)
    assert (opened.version, len(opened.stakeholders)) == (4, stakeholders)
    assert json.loads(save_workbook(opened, nowhere).read_text())["version"] == 4


def test_two_notebooks_may_fill_different_fields_of_one_page(nowhere):
    save_workbook(Workbook(country="DK"), nowhere)
    one, other = open_workbook("DK", nowhere), open_workbook("DK", nowhere)
    one.campaign.goal, other.campaign.ask = "ten entries", "confirm one number"
    save_workbook(one, nowhere)
    save_workbook(other, nowhere)
    kept = open_workbook("DK", nowhere).campaign
    assert (kept.goal, kept.ask) == ("ten entries", "confirm one number")
    third, fourth = open_workbook("DK", nowhere), open_workbook("DK", nowhere)
    third.campaign.goal, fourth.campaign.goal = "five", "six"
    save_workbook(third, nowhere)
    with pytest.raises(CourseError, match="goal"):
        save_workbook(fourth, nowhere)


def museum(key, **more):
    return Stakeholder(key=key, name=f"Museum {key}", kind="institution", **more)


def two_notebooks(settings):
    begun = Workbook(country="DK", stakeholders=[museum("a"), museum("b")])
    save_workbook(begun, settings)
    return open_workbook("DK", settings), open_workbook("DK", settings)


def test_two_notebooks_open_at_once_lose_nothing(nowhere):
    one, other = two_notebooks(nowhere)
    one.stakeholders[0] = museum("a", power=5)
    one.ties.append(Tie(one="a", other="b"))
    save_workbook(one, nowhere)
    other.stakeholders[1] = museum("b", power=2)
    other.stakeholders.append(museum("c"))
    save_workbook(other, nowhere)
    kept = open_workbook("DK", nowhere)
    assert {s.key: s.power for s in kept.stakeholders} == {"a": 5, "b": 2, "c": None}
    assert len(kept.ties) == 1


def test_what_one_notebook_deletes_stays_deleted(nowhere):
    one, other = two_notebooks(nowhere)
    del one.stakeholders[0]
    save_workbook(one, nowhere)
    other.stakeholders.append(museum("c"))
    save_workbook(other, nowhere)
    assert [s.key for s in open_workbook("DK", nowhere).stakeholders] == ["b", "c"]


def test_the_same_entry_changed_twice_is_refused_in_a_sentence(nowhere):
    one, other = two_notebooks(nowhere)
    one.stakeholders[0] = museum("a", power=5)
    save_workbook(one, nowhere)
    other.stakeholders[0] = museum("a", power=1)
    with pytest.raises(CourseError, match="two notebooks at once"):
        save_workbook(other, nowhere)
    assert open_workbook("DK", nowhere).stakeholders[0].power == 5


def test_saving_twice_in_one_notebook_is_no_conflict(nowhere):
    workbook = Workbook(country="DK")
    for power in (1, 2, 3):
        workbook.stakeholders = [museum("a", power=power)]
        save_workbook(workbook, nowhere)
    assert open_workbook("DK", nowhere).stakeholders[0].power == 3


def test_a_check_finds_what_the_shape_alone_does_not_tell(nowhere):
    workbook = Workbook(country="DK", stakeholders=[museum("a")], ties=[Tie(one="a", other="z")])
    findings = check_workbook(save_workbook(workbook, nowhere))
    assert len(findings) == 1
    assert "“z”" in findings[0]


def test_the_schema_describes_every_section():
    schema = json_schema()
    assert {"stakeholders", "rights_holders", "ties", "corrections"} <= set(schema["properties"])
    assert "power" not in schema["$defs"]["RightsHolder"]["properties"], (
        "rights-holders are never scored"
    )


def test_the_schema_that_the_website_serves_is_the_workbooks():
    served = Path(__file__).parents[1] / "book" / "_static" / "workbook.schema.json"
    assert json.loads(served.read_text(encoding="utf-8")) == json_schema(), "run make notebooks"
