"""The canary says nothing where GBIF is as expected, and says what changed where it is not."""

import pytest
from upkeep import canary

from coursehelpers.gbif import occurrences
from tests.gbif_api import grscicoll as answers


@pytest.fixture
def sing(settings):
    """Return a way to compare the server, as a test has spoilt it, with what the course expects."""
    return lambda: {finding.what: finding for finding in canary.compare(settings, ["XT"])}


def odd(found):
    return {what: finding for what, finding in found.items() if finding.verdict != "as expected"}


def test_nothing_is_to_be_looked_at_where_gbif_is_as_expected(sing, server):
    found = sing()
    assert odd(found) == {}
    assert len(found) >= 25
    assert len(server.requests) <= 40


def test_a_field_that_nobody_decided_about_is_new(sing, server):
    server.world.institutions[0]["curatorOfTheYear"] = "Jane Doe"
    finding = sing()["fields of /grscicoll/institution"]
    assert finding.verdict == "new"
    assert "curatorOfTheYear" in finding.found
    assert "Jane" not in finding.found


def test_a_field_that_went_leaves_its_column_empty(sing, server):
    for institution in server.world.institutions:
        institution.pop("numberSpecimens", None)
    finding = sing()["columns of institutions"]
    assert (finding.verdict, finding.found) == ("look", "empty: number_specimens")


def test_a_type_that_changed_is_told_and_stops_nothing(sing, server):
    for institution in server.world.institutions:
        institution["numberSpecimens"] = "many"
    assert list(odd(sing())) == ["columns of institutions"]


def test_an_answer_of_another_shape_is_told_and_stops_nothing(sing, server, monkeypatch):
    def other_shape(gbif):
        raise KeyError("iso2")

    monkeypatch.setattr(canary.registry, "countries", other_shape)
    found = sing()
    assert found["list of countries"].verdict == "look"
    assert list(odd(found)) == ["list of countries"]


def test_a_vocabulary_that_lost_a_name_is_told(sing, monkeypatch):
    monkeypatch.setitem(answers.CONCEPTS, "InstitutionType", ["Herbarium"])
    finding = sing()["vocabulary InstitutionType"]
    assert finding.verdict == "look"
    assert "Museum" in finding.found


def test_a_flag_that_is_unknown_is_told(sing, monkeypatch):
    known = [flag for flag in occurrences.LINK_FLAGS if flag != "INSTITUTION_MATCH_NONE"]
    monkeypatch.setattr(occurrences, "LINK_FLAGS", known)
    finding = sing()["flags of links"]
    assert (finding.verdict, finding.found) == ("new", "unknown: INSTITUTION_MATCH_NONE")


def test_a_facet_that_fills_up_is_told_before_it_is_full(sing, monkeypatch):
    monkeypatch.setattr(occurrences, "FACET_LIMIT", 60)
    assert sing()["room for institutions in one facet"].verdict == "look"


@pytest.mark.parametrize("fault", ["unavailable", "html"])
def test_what_is_not_answered_is_said_and_blocks_nothing(sing, server, fault):
    server.fail(fault, times=99, path="/enumeration/country")
    found = sing()
    assert found["list of countries"].verdict == "no answer"
    assert list(odd(found)) == ["list of countries"]


def test_the_table_is_written_with_what_is_odd_first(server, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("GBIF_API_URL", server.url)
    server.fail("unavailable", times=99, path="/enumeration/country")
    assert canary.main(["--countries", "XT", "--out", str(tmp_path / "canary.md")]) == 0
    lines = (tmp_path / "canary.md").read_text(encoding="utf-8").splitlines()
    assert lines[2].startswith("| list of countries |")
    assert "1 to look at" in capsys.readouterr().out


def test_without_gbif_there_is_a_table_of_silence(nowhere):
    found = canary.compare(nowhere, ["XT"])
    assert {finding.verdict for finding in found} == {"no answer"}
