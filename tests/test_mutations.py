"""Each field of each answer deleted, null, of every other type, huge, nested: no traceback, no row lost.

An answer is spoilt in one place and takes the way it would take from GBIF: privacy, shape, table. The
same is done with answers in the shape of recorded ones, and with these where they lie beside this checkout.
"""

import copy
import itertools
import json
from io import BytesIO
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import pytest
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from coursehelpers.evidence import gather as evidence
from coursehelpers.evidence import saved
from coursehelpers.evidence.gather import gather
from coursehelpers.gbif import grscicoll, occurrences, privacy, registry, shapes
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.settings import Settings
from coursehelpers.ground.tables import tidy
from coursehelpers.landscape.links import links_to_mend
from coursehelpers.landscape.survey import survey, total
from coursehelpers.order.calling_order import prioritize
from tests.conftest import RECORDINGS
from tests.gbif_api import GbifServer, World
from tests.gbif_api.spoil import DELETED, MUTATIONS, places, spoilt

TABLES = {
    "/grscicoll/institution": grscicoll.INSTITUTIONS,
    "/grscicoll/collection": grscicoll.COLLECTIONS,
    "/grscicoll/collection/listForInstitution": grscicoll.COLLECTIONS,
    "/organization": registry.ORGANIZATIONS,
    "/node": registry.NODES,
    "/dataset": registry.DATASETS,
    "/enumeration/country": registry.COUNTRIES,
}


def read(answer, path, query=()):
    """Take the way of an answer: None if it is refused, else what is left of it and its table."""
    if shapes.too_deep(answer):
        return None
    try:
        found = shapes.checked(privacy.scrub(answer, path), path, query)
    except shapes.WrongShapeError:
        return None
    json.dumps(found.answer, ensure_ascii=False).encode()
    columns = TABLES.get(path.rstrip("/"))
    if columns is not None:
        rows = found.answer["results"] if isinstance(found.answer, dict) else found.answer
        table = tidy(rows, columns)
        assert [str(dtype) for dtype in table.dtypes] == [c.dtype for c in columns.values()]
        return SimpleNamespace(rows=len(table), unreadable=found.unreadable, table=table)
    facets = found.answer.get("facets", []) if isinstance(found.answer, dict) else []
    counts = [c for facet in facets for c in facet.get("counts", [])]
    tidy(counts, occurrences.COUNTS)
    return SimpleNamespace(rows=len(counts), unreadable=found.unreadable, table=None)


def assert_survives(answer, path, query=(), every=1):
    """Spoil every place in every ``every``-th way; return how many answers were tried."""
    whole = read(answer, path, query)
    assert whole is not None, "the answer itself must be right"
    tried = 0
    for number, (place, name) in enumerate(itertools.product(places(answer), MUTATIONS)):
        value = MUTATIONS[name]
        if number % every or (value is DELETED and isinstance(place[-1], int)):
            continue  # a shorter list of names is no wrong answer
        found = read(spoilt(answer, place, value), path, query)
        tried += 1
        if found is not None and place[0] in ("results", 0) and len(place) >= 2:
            assert found.rows == whole.rows, (place, name)
    return tried


def page_of(records, limit=2):
    chosen = copy.deepcopy(records[:limit])
    return {
        "offset": 0,
        "limit": 1000,
        "endOfRecords": True,
        "count": len(chosen),
        "results": chosen,
    }


@pytest.fixture(scope="module")
def world():
    return World.training()


LISTS = [
    ("/grscicoll/institution", "institutions"),
    ("/grscicoll/collection", "collections"),
    ("/grscicoll/collection/listForInstitution", "collections"),
    ("/organization", "organizations"),
    ("/node", "nodes"),
    ("/dataset", "datasets"),
]


def fullest(records):
    return sorted(records, key=lambda record: -len(json.dumps(record)))


@pytest.mark.parametrize(("path", "name"), LISTS)
def test_a_spoilt_field_of_a_list_costs_no_row(world, path, name):
    # Seven has no divisor in common with the number of ways: each field meets other ones.
    assert assert_survives(page_of(fullest(getattr(world, name))), path, every=7) > 40


@pytest.mark.long
@pytest.mark.parametrize(("path", "name"), LISTS)
def test_a_field_of_a_list_spoilt_in_every_way_costs_no_row(world, path, name):
    assert assert_survives(page_of(fullest(getattr(world, name))), path) > 300


@pytest.mark.long
@pytest.mark.parametrize(
    "file",
    [
        pytest.param(file, id=f"{folder.id}-{file.stem}", marks=folder.marks)
        for folder in RECORDINGS
        for file in sorted(folder.values[0].glob("*.json"))
    ],
)
def test_a_recorded_answer_is_right_and_survives_being_spoilt(file):
    told = {}
    for answer in json.loads(file.read_text(encoding="utf-8")):
        body, address = answer["body"], urlsplit(answer["uri"])
        if answer["status"] != 200 or isinstance(body, (int, str)):
            continue
        path, query = address.path.removeprefix("/v1"), parse_qsl(address.query)
        kind = next((check for pattern, check in shapes._ENDPOINTS if pattern.search(path)), None)
        if isinstance(body, dict) and len(body.get("results", [])) > 2:
            body["results"][2:] = []
            body |= {"count": 2, "limit": 2, "endOfRecords": True, "offset": 0}
        found = shapes.checked(privacy.scrub(copy.deepcopy(body), path), path, query)
        for name, keys in found.unreadable.items():
            told.setdefault(name, set()).update(keys)
        if kind not in (None, shapes._check_number) and path not in told:
            told[path] = set()  # one answer of each endpoint is enough
            assert_survives(body, path, query)
    assert not {name: keys for name, keys in told.items() if keys}, "the real API is what is right"


def facets(*fields):
    counts = [{"name": f"{n:08d}-0000-4000-8000-000000000000", "count": 100 - n} for n in range(3)]
    return {
        "offset": 0, "limit": 0, "endOfRecords": False, "count": 300, "results": [],
        "facets": [{"field": field, "counts": copy.deepcopy(counts)} for field in fields],
    }  # fmt: skip


def test_a_spoilt_facet_is_refused_or_costs_one_count():
    query = [("limit", "0"), ("facet", "institutionKey"), ("facet", "publishingOrg")]
    answer = facets("INSTITUTION_KEY", "PUBLISHING_ORG")
    assert assert_survives(answer, "/occurrence/search", query) > 100
    for place in (("facets",), ("facets", 0), ("facets", 0, "field"), ("facets", 0, "counts")):
        for value in MUTATIONS.values():
            if value != []:
                assert read(spoilt(answer, place, value), "/occurrence/search", query) is None
    one = read(
        spoilt(answer, ("facets", 0, "counts", 1, "count"), "many"), "/occurrence/search", query
    )
    assert one.unreadable == {"count": {"00000001-0000-4000-8000-000000000000"}}


@pytest.mark.parametrize("name", ["offset", "limit", "count", "endOfRecords"])
def test_wrong_paging_is_refused_and_never_means_fewer_rows(world, name):
    answer = page_of(world.institutions, 20)
    for what, value in MUTATIONS.items():
        found = read(spoilt(answer, (name,), value), "/grscicoll/institution")
        # GBIF's own zero is the first page; whatever else passes must have every row.
        assert found is None or found.rows == 20, what
        if name != "offset" and not (name == "endOfRecords" and value is True):
            assert found is None, what


def test_what_was_asked_is_held_against_what_came(world):
    answer = page_of(world.institutions)
    assert read(answer, "/grscicoll/institution", [("limit", "1000"), ("offset", "0")])
    assert read(answer, "/grscicoll/institution", [("limit", "1000"), ("offset", "1000")]) is None
    assert read(answer, "/grscicoll/institution", [("limit", "300"), ("offset", "0")]) is None


def test_a_value_of_another_kind_is_missing_and_counted_by_its_field(world):
    answer = page_of(world.institutions, 5)
    for record, value in zip(answer["results"], ("1,200", None, -1, True, 10**15), strict=True):
        record["numberSpecimens"] = value
    answer["results"][0]["latitude"] = 91
    found = read(answer, "/grscicoll/institution")
    assert found.table["number_specimens"].isna().all()
    assert len(found.unreadable["numberSpecimens"]) == 4, (
        "null is how an API says that nothing is known"
    )
    assert found.unreadable["latitude"] == {answer["results"][0]["key"]}


def test_a_row_without_a_key_stays_but_a_list_without_keys_is_refused(world):
    answer = page_of(world.institutions, 5)
    answer["results"][2]["key"] = None
    found = read(answer, "/grscicoll/institution")
    assert found.rows == 5
    assert found.table["key"].is_unique
    for record in answer["results"]:
        record["id"] = record.pop("key")
    assert read(answer, "/grscicoll/institution") is None


def test_the_allow_list_and_the_list_of_kinds_name_the_same_fields():
    ours = {*privacy.COUNTED.values(), *privacy.NOTED.values(), "contactsWithEmail", "hasStreet"}
    assert privacy.KEPT | ours == shapes.FIELDS


NEEDED = frozenset(
    """
    results count facets counts field name key code title active address country city numberSpecimens
    occurrenceCount institutionKey personalCollection identifiers identifier type alternativeCodes
    contactPersons email phone latitude longitude modified created masterSourceMetadata source sourceId
    homepage catalogUrls types disciplines contentTypes endorsementApproved numPublishedDatasets
    """.split()
)
"""Fields that a country's landscape stands on."""


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """Return what the local server answers to a country's requests, in order."""
    kept = {}
    send = HTTPAdapter.send

    def listen(self, request, *args, **kwargs):
        response = send(self, request, *args, **kwargs)
        kept[request.path_url] = response.raw.read(decode_content=True)
        return answer_with(self, request, kept[request.path_url])

    folder = tmp_path_factory.mktemp("answered")
    with pytest.MonkeyPatch.context() as patch, GbifServer(World.training()) as server:
        patch.setattr(HTTPAdapter, "send", listen)
        patch.setattr(evidence, "TRAINING_COUNTRY", "none: XT stands in for a real country")
        patch.setattr(saved, "TRAINING_COUNTRY", "none: XT stands in for a real country")
        found = gather("XT", Settings(server.url, "live", folder / "home", folder / "cache"))
    return {path: json.loads(body) for path, body in kept.items()}, found


def answer_with(adapter, request, body):
    head = {"content-type": "application/json"}
    return adapter.build_response(
        request, HTTPResponse(BytesIO(body), head, 200, preload_content=False)
    )


def assert_country_survives(answered, make_settings, monkeypatch, every):
    """Spoil one place of one of the answers at a time, and make all of a landscape of them."""
    answers, right = answered
    spoilt_now = {}

    def send(self, request, *args, **kwargs):
        return answer_with(self, request, spoilt_now[request.path_url])

    monkeypatch.setattr(HTTPAdapter, "send", send)
    monkeypatch.setattr(evidence, "TRAINING_COUNTRY", "none: XT stands in for a real country")
    monkeypatch.setattr(saved, "TRAINING_COUNTRY", "none: XT stands in for a real country")
    bodies = {path: json.dumps(answer).encode() for path, answer in answers.items()}
    cases = [
        (path, place, name)
        for path, answer in answers.items()
        for place in places(answer)
        if place[-1] in NEEDED or isinstance(place[-1], int)
        for name in MUTATIONS
        if not (MUTATIONS[name] is DELETED and isinstance(place[-1], int))
    ]
    counted = survey(right).table.set_index("key")
    refused = 0
    for number, (path, place, name) in enumerate(cases[::every]):
        changed = spoilt(answers[path], place, MUTATIONS[name])
        spoilt_now.update(bodies | {path: json.dumps(changed).encode()})
        try:
            found = gather("XT", make_settings("http://127.0.0.1:9/v1", name=str(number)))
        except CourseError:
            refused += 1
            continue
        where = (path.partition("?")[0], place, name)
        assert len(found.institutions) + len(found.lookalikes) == len(right.institutions) + len(
            right.lookalikes
        ), where
        assert len(found.collections) >= len(right.collections), where
        landscape = survey(found)
        total(landscape.table)
        prioritize(landscape)
        links_to_mend(found, landscape)
        # A count of nought is a count like another.
        if not found.notes and name != "zero":
            now, before = landscape.table.set_index("key"), counted
            same = now.index.intersection(before.index)
            assert now.loc[same, "linked"].equals(before.loc[same, "linked"]), where
    return len(cases[::every]), refused


def test_a_country_survives_a_spoilt_field(answered, make_settings, monkeypatch):
    tried, refused = assert_country_survives(answered, make_settings, monkeypatch, every=37)
    assert tried > 30
    assert refused < tried


@pytest.mark.long
def test_a_country_survives_every_spoilt_field(answered, make_settings, monkeypatch):
    tried, refused = assert_country_survives(answered, make_settings, monkeypatch, every=1)
    assert tried > 1000
    assert refused < tried
