"""Persons never get past the reader of an answer."""

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.evidence import gather as evidence
from coursehelpers.gbif import grscicoll, privacy, registry
from coursehelpers.gbif.client import Client
from tests.conftest import SHARED
from tests.gbif_api import GbifServer, World
from tests.gbif_api.people import populate


@pytest.fixture(scope="module")
def crowd():
    """Return a server full of made-up persons, and all their names."""
    world, planted = populate(World.training())
    with GbifServer(world) as running:
        yield running, planted


def bytes_of(folder):
    return b"".join(path.read_bytes() for path in Path(folder).rglob("*") if path.is_file())


def assert_nobody(planted, content):
    found = [text for text in planted if text.encode() in content]
    assert not found, (
        f"{len(found)} of {len(planted)} planted strings got through, such as {found[:3]}"
    )


def test_a_whole_country_brings_no_person_into_tables_cache_or_snapshot(
    crowd, make_settings, tmp_path, monkeypatch
):
    server, planted = crowd
    assert len(planted) > 1000
    monkeypatch.setattr(
        evidence, "TRAINING_COUNTRY", "none: the crowd stands in for a real country"
    )
    settings = make_settings(server.url)
    gathered = evidence.gather("XT", settings)
    evidence.save(gathered, settings.home / "snapshots" / "crowd.zip")
    tables = "".join(getattr(gathered, name).to_csv() for name in evidence.TABLES).encode()
    assert len(gathered.institutions) == 26
    assert_nobody(planted, tables)
    unpacked = settings.home / "unpacked"
    zipfile.ZipFile(settings.home / "snapshots" / "crowd.zip").extractall(unpacked)
    assert_nobody(planted, bytes_of(tmp_path))


def test_every_other_call_brings_no_person_either(crowd, make_settings, tmp_path):
    server, planted = crowd
    settings = make_settings(server.url)
    collection = next(c["key"] for c in server.world.collections if c["name"] == "Fishes")
    with Client(settings) as gbif:
        tables = [
            grscicoll.search_institutions(gbif, "museum"),
            grscicoll.search_collections(gbif, personalCollection=True),
            grscicoll.suggest(gbif, "collection", "herb"),
            grscicoll.lookup(gbif, institution_code="NMX", collection_code="XIS-PER"),
            grscicoll.descriptors(gbif, collection),
            grscicoll.export(gbif, "institution"),
            grscicoll.export(gbif, "collection"),
            registry.nodes(gbif),
            registry.datasets(gbif, server.world.organizations[0]["key"]),
        ]
        assert gbif.get("/grscicoll/search", q="herbarium")
    assert all(len(table) for table in tables)
    assert_nobody(planted, "".join(table.to_csv() for table in tables).encode())
    assert_nobody(planted, bytes_of(tmp_path))


def test_contacts_become_numbers():
    record = {
        "key": "1",
        "contactPersons": [{"email": ["a@example.org"]}, {"email": []}],
        "email": [],
        "phone": ["1"],
    }
    assert privacy.scrub(record, "/grscicoll/institution") == {
        "key": "1", "contactCount": 2, "contactsWithEmail": 1, "emailCount": 0, "phoneCount": 1,
    }  # fmt: skip


def test_a_field_that_gbif_adds_later_is_left_out():
    assert privacy.scrub({"key": "1", "curator": "somebody"}, "/grscicoll/institution") == {
        "key": "1"
    }


@given(
    st.recursive(
        st.text() | st.integers() | st.booleans() | st.none(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["firstName", "createdBy", "name", "x"]), inner)
        ),
        max_leaves=20,
    )
)
def test_no_name_field_survives_at_any_depth(value):
    kept = json.dumps(privacy.scrub({"results": [value]}, "/grscicoll/institution"))
    assert '"firstName"' not in kept
    assert '"createdBy"' not in kept


def test_what_is_given_is_left_as_it_is():
    record = {
        "key": "1",
        "createdBy": "x",
        "address": {"address": "Street 1", "city": "Port Amber"},
    }
    before = json.dumps(record)
    assert privacy.scrub(record, "/x")["address"] == {"city": "Port Amber", "hasStreet": True}
    assert json.dumps(record) == before


@pytest.mark.parametrize(
    "text", ["a.b@example.org", "0000-0002-1825-0097", "+47 55 58 00 00", "tel. 55 58 00 00"]
)
def test_an_address_in_a_text_is_withheld(text):
    assert text not in privacy.mask(f"Ask {text}, please")


def test_codes_and_years_are_not_taken_for_phone_numbers():
    assert (
        privacy.mask("founded 1889, 12 345 678 specimens, IRN 124921")
        == "founded 1889, 12 345 678 specimens, IRN 124921"
    )


@pytest.mark.recorded
def test_recorded_answers_keep_what_the_course_needs_and_no_person():
    path = "/grscicoll/institution"
    for answer in json.loads(
        (SHARED / "recorded" / "institution_list_2025-11.json").read_text(encoding="utf-8")
    ):
        body = answer["body"]
        if not isinstance(body, dict) or not body.get("results"):
            continue
        kept = privacy.scrub(body, path)
        assert kept["count"] == body["count"]
        for before, after in zip(body["results"], kept["results"], strict=True):
            assert after.get("numberSpecimens") == before.get("numberSpecimens")
            assert after["contactCount"] == len(before["contactPersons"])
            assert "@" not in json.dumps(after)
