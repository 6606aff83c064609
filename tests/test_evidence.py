"""A country's tables, from wherever they may come."""

from dataclasses import replace

import pandas as pd
import pytest

from coursehelpers.evidence import keys, saved, training
from coursehelpers.evidence.gather import gather, gather_institutions
from coursehelpers.evidence.tables import TABLES
from coursehelpers.gbif.client import Client
from coursehelpers.gbif.country import ask_countries
from coursehelpers.ground.errors import BadCallError, CourseError, GbifUnreachableError
from tests.gbif_api import GbifServer, World
from tests.gbif_api.world import linked


@pytest.fixture
def real_world():
    """Return a small world of real country codes."""

    def institution(number, country, **more):
        return {"key": f"00000000-0000-4000-8000-{number:012d}", "code": f"C{number}", "name": f"Museum {number}",
                "active": True, "address": {"key": number, "country": country}, "alternativeCodes": [],
                "identifiers": [], "catalogUrls": [], "apiUrls": [], "disciplines": [], "types": [], "email": [],
                "phone": [], "contactPersons": [], "created": "2020-01-01T00:00:00.000+00:00", **more}  # fmt: skip

    institutions = [institution(n, "FR") for n in range(6)] + [
        institution(9, "NC"),
        institution(10, "IN"),
    ]
    institutions.append(institution(11, "IO", name="Zoological Survey of India"))
    return World(institutions=institutions, occurrence_groups=[linked(institutions[0]["key"], 70, country="FR",
                 publishingCountry="US", publishingOrg="00000000-0000-4000-8000-00000000aaaa")])  # fmt: skip


@pytest.fixture
def real(real_world, make_settings):
    with GbifServer(real_world) as running:
        yield running, make_settings(running.url, "auto")


def test_a_country_costs_at_most_eight_requests_cold_and_none_warm(real):
    server, settings = real
    assert gather("FR", settings).provenance["requests"] == len(server.requests) <= 8
    assert gather("FR", settings).provenance["requests"] == 0
    assert len(server.requests) <= 8


def test_the_tables_are_those_that_are_documented(real):
    found = gather("FR", real[1])
    for name, columns in TABLES.items():
        assert list(getattr(found, name).columns) == list(columns)
        assert [str(dtype) for dtype in getattr(found, name).dtypes] == [
            c.dtype for c in columns.values()
        ]


def test_training_gives_exactly_what_the_server_gives_for_the_same_data(server, settings):
    with Client(settings) as gbif:
        live, made = ask_countries(gbif, ["XT"], ["XU"]), training.ask()
    assert (live.published_here, live.linked_here) == (made.published_here, made.linked_here)
    for name in (
        "institutions",
        "collections",
        "organizations",
        "linked",
        "published",
        "unlinked",
        "collected",
        "flags",
    ):
        ours, theirs = (
            table.sort_values(list(table.columns[:1]), kind="stable", ignore_index=True)
            for table in (getattr(made, name), getattr(live, name))
        )
        pd.testing.assert_frame_equal(ours, theirs, obj=name)


def test_several_countries_come_in_one_table(real):
    found = gather("FR,NC", real[1])
    assert found.institutions["country"].value_counts().to_dict() == {"FR": 6, "NC": 1}
    assert found.country == "FR,NC"


def test_links_of_other_countries_are_discarded(real):
    assert gather("NC", real[1]).institutions["linked"].tolist() == [0]
    assert gather("FR", real[1]).institutions["linked"].sum() == 70


def test_institutions_under_a_mistaken_code_stand_in_a_table_of_their_own(real):
    found = gather("IN", real[1])
    assert found.institutions["country"].tolist() == ["IN"]
    assert found.lookalikes["name"].tolist() == ["Zoological Survey of India"]


def test_a_country_without_any_institution_gives_empty_tables_with_their_types(real):
    found = gather("LU", real[1])
    assert len(found.institutions) == 0
    assert found.institutions["linked"].dtype == "Int64"


def test_a_list_of_institutions_serves_a_node_that_is_no_country(real, tmp_path):
    _server, settings = real
    file = tmp_path / "keys.txt"
    file.write_text("key\n00000000-0000-4000-8000-000000000001  # ours\n00000000-0000-4000-8000-000000000009,NC\n"
                    "00000000-0000-4000-8000-00000000ffff\n")  # fmt: skip
    found = gather_institutions(keys.read_keys(file), settings)
    assert found.institutions["country"].tolist() == ["FR", "NC"]
    assert found.country == ""
    assert any("1 key of the list is unknown" in note for note in found.notes)


def test_a_long_list_of_institutions_is_asked_for_in_parts(server, settings):
    keys = [f"00000000-0000-4000-8000-{number:012d}" for number in range(250)]
    gather_institutions(keys, settings)
    asked = [r for r in server.requests if r.path.endswith("/grscicoll/institution")]
    assert [len(request.values("institutionKey")) for request in asked] == [100, 100, 50]


def test_an_empty_or_wrong_list_of_institutions_is_refused(settings, tmp_path):
    with pytest.raises(BadCallError, match="is empty"):
        gather_institutions([], settings)
    with pytest.raises(BadCallError, match="no GBIF key"):
        gather_institutions(["museum"], settings)
    with pytest.raises(BadCallError, match="There is no file"):
        keys.read_keys(tmp_path / "nothing.txt")


def test_the_training_country_is_never_asked_of_gbif(server, settings):
    assert gather("XT", settings).provenance["requests"] == 0
    assert not server.requests


def test_training_insists_on_the_training_country(nowhere):
    with pytest.raises(BadCallError, match="XT"):
        gather("DK", replace(nowhere, source="training"))


def test_without_internet_live_fails_in_one_sentence_that_offers_the_training_country(nowhere):
    with pytest.raises(GbifUnreachableError, match="XT") as error:
        gather("FR", nowhere)
    assert error.value.exit_status == 1


def test_without_internet_a_saved_snapshot_is_used_and_says_so(real, nowhere):
    settings = real[1]
    saved.save(gather("FR", settings), saved.snapshot_path("FR", settings))
    alone = replace(nowhere, source="auto", home=settings.home)
    found = gather("FR", alone)
    assert found.provenance["source"] == "snapshot"
    assert "FR.zip" in found.notes[0]
    assert len(found.institutions) == 6
    with pytest.raises(GbifUnreachableError):
        gather("NC", alone)


def test_snapshot_insists_on_a_snapshot(real, nowhere):
    with pytest.raises(CourseError, match="There is no snapshot of FR"):
        gather("FR", replace(nowhere, source="snapshot"))


def test_older_answers_are_used_before_a_snapshot_and_dated(real, monkeypatch):
    from coursehelpers.gbif import client

    server, settings = real
    monkeypatch.setattr(client, "FRESH", client.timedelta(microseconds=1))
    gather("FR", settings)
    server.fail("unavailable", times=999)
    found = gather("FR", settings)
    assert found.provenance["source"] == "cache"
    assert found.provenance["registry_date"] in found.notes[0]
    assert len(found.institutions) == 6


def test_once_gbif_has_failed_nobody_waits_for_it_again(real, monkeypatch):
    from coursehelpers.gbif import client, transport

    server, settings = real
    monkeypatch.setattr(client, "FRESH", client.timedelta(microseconds=1))
    gather("FR", settings)
    server.clear()
    server.fail("unavailable", times=999)
    gather("FR", settings)
    assert len(server.requests) == transport.TRIES
