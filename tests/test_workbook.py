"""The learner's workbook: whole or not at all, and never mixed up."""

import json
from dataclasses import replace

import pytest

from coursehelpers import lessons
from coursehelpers.errors import BadCallError, BrokenFileError
from coursehelpers.workbook import (
    COPIES,
    Workbook,
    choose_country,
    load_workbook,
    my_country,
    open_workbook,
    save_workbook,
    workbook_path,
)


def test_the_country_is_typed_once_and_known_ever_after(nowhere):
    assert my_country(nowhere) == "XT"
    assert choose_country(" dk", nowhere) == "DK"
    assert my_country(nowhere) == "DK"
    assert workbook_path("DK", nowhere).exists()


def test_each_country_has_its_own_workbook(nowhere):
    for code in ("DK", "XT", "FR,NC"):
        choose_country(code, nowhere)
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
    found = lessons.my_landscape()
    assert found.country == "XT"
    assert "instead of DK" in found.notes[0]
    assert "instead of DK" in repr(lessons.tell(found))
