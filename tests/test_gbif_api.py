"""The local server is held against recorded answers of the real API, and against its description."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from tests.gbif_api import GbifServer, World
from tests.gbif_api.faults import FAULTS, READABLE
from tests.gbif_api.world import linked


@pytest.fixture(scope="module")
def api():
    with GbifServer(World.training()) as running:
        yield running


def get(api, path, **parameters):
    return requests.get(api.url + path, params=parameters, timeout=10)


def recorded(folder, name):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def kinds(value):
    """Return the shape of a value: its type, and that of what is in it."""
    if isinstance(value, dict):
        return {key: kinds(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [kinds(value[0])] if value else []
    return (
        "number"
        if isinstance(value, (int, float)) and not isinstance(value, bool)
        else type(value).__name__
    )


def fits(ours, theirs):
    """Tell whether a shape of ours can stand where one of theirs does."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return all(fits(ours[key], theirs[key]) for key in set(ours) & set(theirs))
    if isinstance(ours, list) and isinstance(theirs, list):
        return not ours or not theirs or fits(ours[0], theirs[0])
    return ours == theirs


def answers(folder, *names):
    return [
        answer for name in names for answer in recorded(folder, name) if answer["status"] == 200
    ]


@pytest.mark.parametrize(
    ("files", "path"),
    [
        (
            ["institution_list_2025-07.json", "institution_list_2025-11.json"],
            "/grscicoll/institution",
        ),
        (["collection_list_2025-07.json", "collection_list_2025-11.json"], "/grscicoll/collection"),
        (["organizations.json", "organizations_country.json"], "/organization"),
        (["nodes.json"], "/node"),
    ],
)
def test_the_same_request_gives_the_same_shape(api, recordings, files, path):
    pages = [
        a
        for a in answers(recordings, *files)
        if isinstance(a["body"], dict) and a["body"].get("results")
    ]
    assert pages
    for answer in pages:
        known = {"limit", "offset"}
        query = {
            key: value for key, value in parse_qsl(urlsplit(answer["uri"]).query) if key in known
        }
        ours = get(api, path, **query)
        assert ours.headers["content-type"] == answer["content_type"]
        assert set(ours.json()) == set(answer["body"])
        assert ours.json()["limit"] == answer["body"]["limit"]
        theirs = answer["body"]["results"]
        # Lists and yes-no fields are always there, even where nothing is known.
        always = {key for key, value in theirs[0].items() if isinstance(value, (list, bool))}
        always &= set.intersection(*(set(record) for record in theirs)) | {"key", "created"}
        everywhere = {key: kinds(record[key]) for record in theirs for key in record}
        for record in ours.json()["results"]:
            shapes = {key: kinds(value) for key, value in record.items()}
            assert fits(shapes, everywhere)
            assert always <= set(record), always - set(record)


def test_facets_of_occurrences_have_the_recorded_shape(api, recordings):
    theirs = next(
        a["body"] for a in answers(recordings, "occurrence_facet.json") if a["body"].get("facets")
    )
    ours = get(api, "/occurrence/search", limit=0, facet="country").json()
    assert set(ours) == set(theirs)
    assert ours["endOfRecords"] is theirs["endOfRecords"] is False
    assert fits(kinds(ours["facets"]), kinds(theirs["facets"]))
    assert ours["facets"][0]["field"] == "COUNTRY"


def test_countries_have_the_recorded_shape(api, recordings):
    theirs = next(
        a["body"]
        for a in recorded(recordings, "enumeration.json")
        if a["uri"].rstrip("/").endswith("country")
    )
    ours = {c["iso2"]: c for c in get(api, "/enumeration/country").json()}
    assert {c["iso2"] for c in theirs} <= set(ours)
    assert all(ours[c["iso2"]]["iso3"] == c["iso3"] for c in theirs)
    assert set(theirs[0]) == set(ours["DK"])


@pytest.mark.parametrize(("file", "path", "query"), [
    ("enumeration_error.json", "/enumeration/basic/asdfadsf", {}),
    ("occurrence_error.json", "/occurrence/search", {"country": "asia"}),
])  # fmt: skip
def test_errors_are_plain_text_as_recorded(api, recordings, file, path, query):
    theirs = next(answer for answer in recorded(recordings, file) if answer["status"] >= 400)
    ours = get(api, path, **query)
    assert ours.status_code == theirs["status"]
    assert (
        ours.headers["content-type"].split(";")[0]
        == theirs["content_type"].split(";")[0]
        == "text/plain"
    )
    assert ours.text.split()[:2] == theirs["body"].split()[:2]


def test_json_says_exactly_that_it_is_json_and_may_be_read_from_anywhere(api):
    answer = get(api, "/grscicoll/institution")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("sent", "meant"), [("", 20), ("-5", 20), ("many", 20), ("0", 0), ("5000", 1000), ("3", 3)]
)
def test_a_limit_is_read_forgivingly_and_lowered_in_silence(api, sent, meant):
    assert get(api, "/grscicoll/institution", limit=sent).json()["limit"] == meant


def test_occurrence_pages_hold_300_and_stop_at_100000(api):
    assert get(api, "/occurrence/search", limit=1000).json()["limit"] == 300
    refused = get(api, "/occurrence/search", limit=300, offset=99_999)
    assert (refused.status_code, refused.text) == (
        400,
        "Max offset of 100000 exceeded: 99999 + 300",
    )


def test_the_end_is_said_only_at_the_end(api):
    count = get(api, "/grscicoll/institution", limit=0).json()["count"]
    assert get(api, "/grscicoll/institution", limit=count).json()["endOfRecords"] is True
    assert get(api, "/grscicoll/institution", limit=count - 1).json()["endOfRecords"] is False


def test_an_empty_country_is_no_filter_and_an_unknown_one_is_refused(api):
    assert get(api, "/grscicoll/institution", country="").json()["count"] == 27
    refused = get(api, "/grscicoll/institution", country="ZZ")
    assert (refused.status_code, refused.text) == (400, "Cannot parse ZZ into a known Country")
    assert get(api, "/grscicoll/institution", country="xuX").json()["count"] == 1


def test_parameters_do_not_depend_on_case_but_for_a_few(api):
    assert get(api, "/grscicoll/institution", COUNTRY="XU").json()["count"] == 1
    assert get(api, "/grscicoll/institution", LIMIT="1").json()["limit"] == 20


def test_newest_records_come_first_and_then_by_key(api):
    results = get(api, "/grscicoll/institution", limit=1000).json()["results"]
    assert [r["key"] for r in results] == sorted(r["key"] for r in results), (
        "all were created on one day"
    )


def test_bigger_answers_are_compressed(api):
    assert get(api, "/grscicoll/institution", limit=1000).headers["content-encoding"] == "gzip"


def test_counts_are_keyed_by_the_name_of_the_enumeration(api):
    found = get(api, "/occurrence/counts/publishingCountries", country="XT").json()
    assert found["UNITED_KINGDOM"] == 31_000


def test_a_count_is_a_bare_number_and_knows_no_institution(api):
    assert get(api, "/occurrence/count", country="XT").json() > 0
    assert get(api, "/occurrence/count", institutionKey="x").status_code == 400


def test_what_was_asked_is_remembered():
    with GbifServer(World(occurrence_groups=[linked("k", 5)])) as small:
        get(small, "/occurrence/search", limit=0, basisOfRecord=["A", "B"])
        assert small.requests[0].values("basisOfRecord") == ["A", "B"]
        assert small.bytes_sent > 50
        small.clear()
        assert small.requests == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_happens_as_often_as_asked(fault):
    path = "/occurrence/search?facet=country" if "facet" in fault else "/grscicoll/institution"

    def ask():
        return requests.get(spoilt.url + path, timeout=10, allow_redirects=False)

    with GbifServer(World.training()) as spoilt:
        right = ask().json()
        spoilt.fail(fault)
        try:
            answer = ask()
            is_right = answer.status_code in (200, 203) and json.loads(answer.content) == right
        except (requests.RequestException, ValueError, RecursionError):
            is_right = False
        assert is_right is (fault in READABLE | {"untyped", "large", "bomb"})
        assert ask().status_code == 200
