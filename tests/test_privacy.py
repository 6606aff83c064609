"""Persons never get past the reader of an answer."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.evidence import gather as evidence
from coursehelpers.evidence import saved
from coursehelpers.evidence.tables import TABLES
from coursehelpers.gbif import grscicoll, privacy, registry, shapes
from coursehelpers.gbif.client import Client
from tests.gbif_api import GbifServer, World
from tests.gbif_api.people import populate
from tests.gbif_api.spoil import places, spoilt


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
    monkeypatch.setattr(saved, "TRAINING_COUNTRY", "none: the crowd stands in for a real country")
    settings = make_settings(server.url)
    gathered = evidence.gather("XT", settings)
    saved.save(gathered, settings.home / "snapshots" / "crowd.zip")
    tables = "".join(getattr(gathered, name).to_csv() for name in TABLES).encode()
    assert len(gathered.institutions) == 26
    assert_nobody(planted, tables)
    unpacked = settings.home / "unpacked"
    zipfile.ZipFile(settings.home / "snapshots" / "crowd.zip").extractall(unpacked)
    assert_nobody(planted, bytes_of(tmp_path))


def test_every_other_call_brings_no_person_either(crowd, make_settings, tmp_path):
    server, planted = crowd
    settings = make_settings(server.url)
    collection = next(c["key"] for c in server.world.collections if c["name"].startswith("Fishes"))
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


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("A.-B. Moss, Fern University", "Fern University"),
        ("A. B. Moss Museum, Bo", "A. B. Moss Museum, Bo"),
        ("N.S.W. Herbarium, Bo", "N.S.W. Herbarium, Bo"),
        ("U.S. Army, Fern Station", "U.S. Army, Fern Station"),
    ],
)
def test_a_person_before_the_house_is_not_kept(name, kept):
    assert privacy.scrub({"key": "1", "name": name}, "/grscicoll/institution")["name"] == kept


def test_codes_and_years_are_not_taken_for_phone_numbers():
    assert (
        privacy.mask("founded 1889, 12 345 678 specimens, IRN 124921")
        == "founded 1889, 12 345 678 specimens, IRN 124921"
    )


def test_recorded_answers_keep_what_the_course_needs_and_no_person(recordings):
    path = "/grscicoll/institution"
    for answer in json.loads(
        (recordings / "institution_list_2025-11.json").read_text(encoding="utf-8")
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


FREE = frozenset("name title code city participantTitle institutionName institutionCode usageName value "
                 "homepage catalogUrls apiUrls".split())  # fmt: skip
"""Texts that people write: a person's name in the name of an institution cannot be told from it."""
FREE_OF_A_PERSONAL_COLLECTION = frozenset({"institutionName", "institutionCode"})
MARKS = ("jane.doe-8371@example.org", "0000-0002-1825-0097", "+47 55 58 12 34",
         "http://www.example.edu/~jdoe8371/cv.html", "https://www.linkedin.com/in/jane-doe-8371",
         "https://orcid.org/0000-0002-1825-0097", "https://example.org/staff/jane-doe-8371")  # fmt: skip


def forms(text):
    return (
        text,
        [text],
        {"name": text, "value": text, "key": text},
        [{"code": text, "identifier": text, "type": "ROR"}],
        {text: text},
        [[text]],
        {"results": [{"comments": [{"content": text}]}]},
    )


def assert_withheld(body, path, planted):
    try:
        found = shapes.checked(privacy.scrub(body, path), path)
    except shapes.WrongShapeError as error:
        written = str(error)
    else:
        told = {field: sorted(keys) for field, keys in found.unreadable.items()}
        written = json.dumps([found.answer, told], ensure_ascii=False)
    for part in (planted, planted.rpartition("/")[2]):
        assert part not in written, (path, written[:2000])


KINDS = [
    ("/grscicoll/institution", "institutions", lambda one: True),
    ("/grscicoll/collection", "collections", lambda one: not one["personalCollection"]),
    ("/grscicoll/collection", "collections", lambda one: one["personalCollection"]),
    ("/organization", "organizations", lambda one: True),
    ("/dataset", "datasets", lambda one: True),
    ("/node", "nodes", lambda one: True),
]


@pytest.mark.parametrize(("path", "name", "of_this_kind"), KINDS)
def test_a_person_in_any_field_of_a_record_is_withheld(path, name, of_this_kind):
    records = [one for one in getattr(World.training(), name) if of_this_kind(one)]
    fullest = max(records, key=lambda one: len(json.dumps(one)))
    record = {**fullest, "aFieldThatGbifAddsLater": "x",
              "contactPersons": [{"firstName": "x"}], "tags": [{"value": "x"}],
              "comments": [{"content": "x"}]}  # fmt: skip
    free = FREE_OF_A_PERSONAL_COLLECTION if record.get("personalCollection") else FREE
    tried = 0
    for place in places(record):
        names = {step for step in place if isinstance(step, str)}
        planted = MARKS if names & free else ("Jane-Doe-8371", "Jane Doe", *MARKS)
        for text in planted:
            for form in forms(text):
                if text.startswith("Jane") and names & {
                    "results",
                    "alternativeCodes",
                    "occurrenceMappings",
                }:
                    continue
                if (
                    text.startswith("Jane")
                    and isinstance(form, dict)
                    and place[-1] in PLACES_OF_RECORDS
                ):
                    continue  # a record where records stand: its names are free again
                body = {"offset": 0, "limit": 20, "endOfRecords": True, "count": 1,
                        "results": [spoilt(record, place, form)]}  # fmt: skip
                assert_withheld(body, path, text)
                tried += 1
    assert tried > 500


PLACES_OF_RECORDS = frozenset({"masterSourceMetadata", "address", "mailingAddress"})


def test_a_person_in_a_descriptor_is_withheld():
    world = World.training()
    group = world.descriptor_groups[0]
    key = group["collectionKey"]
    page = {"offset": 0, "limit": 20, "endOfRecords": True, "count": 1}
    base = f"/grscicoll/collection/{key}/descriptorGroup"
    for path, record in (
        (base, {k: v for k, v in group.items() if k != "descriptors"}),
        (f"{base}/1/descriptor", group["descriptors"][0]),
    ):
        for place in places(record):
            for text in MARKS if place[0] == "usageName" else ("Jane-Doe-8371", *MARKS):
                for form in forms(text):
                    assert_withheld({**page, "results": [spoilt(record, place, form)]}, path, text)


def test_each_kept_kind_of_identifier_says_why_and_takes_no_other_text():
    for kind, (pattern, why) in privacy.IDENTIFIERS.items():
        assert len(why) > 10, kind
        for text in ("Jane Doe", "jane-doe", "0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097",
                     "http://viaf.org/viaf/12", "jane.doe@example.org"):  # fmt: skip
            assert not re.fullmatch(pattern, text), (kind, text)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("ROR", "https://ror.org/04z8k9a98"),
        ("WIKIDATA", "http://www.wikidata.org/entity/Q368643"),
        ("GRID", "grid.10919.30"),
        ("ISIL", "DE-Kn41"),
        ("IH_IRN", "gbif:ih:irn:267351"),
        ("NCBI_BIOCOLLECTION", "945030"),
        ("GRSCICOLL_URI", "http://grbio.org/cool/sfj9-st9f"),
        ("UUID", "b394f0d1-dd46-452c-b2d5-4ffa6290ce37"),
    ],
)
def test_identifiers_of_institutions_are_kept(kind, value):
    record = {"key": "1", "identifiers": [{"type": kind, "identifier": value}]}
    assert privacy.scrub(record, "/x")["identifiers"] == [{"type": kind, "identifier": value}]


@pytest.mark.parametrize("address", ["http://www.example.edu/herbarium/", "https://museum.example.org/collections?id=7",
                                     "www.example.org", "https://example.org/peoples-museum/"])  # fmt: skip
def test_the_page_of_an_institution_is_left_as_it_is(address):
    assert privacy.mask(address) == address


@pytest.mark.parametrize("flag", [True, "yes", None, 1, {}])
def test_a_collection_that_does_not_plainly_say_it_is_no_persons_is_treated_as_one(flag):
    record = {"key": "1", "name": "Doe herbarium", "personalCollection": flag, "homepage": "https://doe.example.org",
              "address": {"city": "Doeville", "country": "XT"}}  # fmt: skip
    kept = privacy.scrub(record, "/grscicoll/collection")
    assert "oe" not in json.dumps(kept)
    assert kept["address"] == {"country": "XT", "hasStreet": False}
