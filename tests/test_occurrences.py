"""Occurrence counts by facet."""

import pytest

from coursehelpers.gbif import occurrences
from coursehelpers.gbif.client import Client
from coursehelpers.ground.errors import CourseError


def as_dict(table):
    return dict(zip(table["name"], table["records"], strict=True))


def test_trap_12_a_facet_holds_ten_values_unless_more_are_asked_for(server, gbif):
    raw = gbif.get("/occurrence/search", limit=0, facet="institutionKey")
    assert len(raw["facets"][0]["counts"]) == 10
    linked, _published = occurrences.linked_and_published(gbif)
    assert len(linked) > 50
    assert int(server.requests[-1].values("facetLimit")[0]) >= 20_000


def test_a_facet_that_was_cut_is_never_taken_for_the_whole(gbif, monkeypatch):
    monkeypatch.setattr(occurrences, "FACET_LIMIT", 5)
    with pytest.raises(CourseError, match="some would be missing"):
        occurrences.linked_and_published(gbif)


def test_only_the_four_specimen_bases_count(server, gbif):
    linked, _published = occurrences.linked_and_published(gbif)
    museum = next(
        i for i in server.world.institutions if i["name"] == "National Museum of Xantoria"
    )
    assert as_dict(linked)[museum["key"]] == 205_650
    assert museum["occurrenceCount"] == 208_770, "GBIF's own count holds records of any basis"
    assert server.requests[-1].values("basisOfRecord") == occurrences.SPECIMENS


def test_links_are_counted_without_a_filter_by_country(server, gbif):
    occurrences.linked_and_published(gbif)
    assert server.requests[-1].values("country") == []
    assert server.requests[-1].values("publishingCountry") == []


def test_unlinked_records_are_counted_by_publisher(gbif):
    assert sum(occurrences.unlinked_by_publisher(gbif)["records"]) == 23_500


def test_published_records_their_links_and_their_flags_come_in_one_request(server, gbif):
    total, linked, flags = occurrences.published_from(gbif, ["XT"])
    assert (total, linked) == (280_460, 254_440)
    assert as_dict(flags)["INSTITUTION_MATCH_NONE"] == 23_500
    assert len(server.requests) == 1


def test_specimens_collected_here_are_counted_by_the_publishers_country(gbif):
    found = as_dict(occurrences.collected_in(gbif, ["XT"]))
    assert found["GB"] == 31_000
    assert "XT" in found


def test_the_publishers_of_one_institutions_records_are_told_apart(server, gbif):
    museum = next(
        i for i in server.world.institutions if i["name"] == "National Museum of Xantoria"
    )
    found = occurrences.publishers_of(gbif, museum["key"])
    assert found["records"].tolist() == [203_400, 2_250]


def test_a_facet_holds_every_value_since_smaller_limits_count_wrong(server, gbif):
    for ask in (
        lambda: occurrences.linked_and_published(gbif),
        lambda: occurrences.unlinked_by_publisher(gbif),
        lambda: occurrences.published_from(gbif, ["XT"]),
        lambda: occurrences.collected_in(gbif, ["XT"]),
    ):
        ask()
    assert {request.values("facetLimit")[0] for request in server.requests} == {"20000"}
    assert occurrences.FACET_LIMIT > 2 * 8_135, "twice the institutions of the world in 2023"


def test_a_facet_that_gbif_left_out_is_an_error_and_never_an_empty_table(server, gbif, settings):
    with pytest.raises(CourseError, match="not counted by “nonsense”"):
        occurrences.facet_counts(gbif, "nonsense")
    with Client(settings) as later, pytest.raises(CourseError):
        occurrences.facet_counts(later, "nonsense")
    assert later.ledger.requests == 0
    assert [r.values("facet") for r in server.requests] == [["nonsense"]] * 4, "it was not cached"


def test_a_facet_of_nothing_is_an_empty_table(gbif):
    total, (table,) = occurrences.facet_counts(gbif, "institutionKey", country="NO")
    assert (total, len(table)) == (0, 0)


def test_what_gbif_cannot_count_by_is_said_in_a_sentence(gbif):
    with pytest.raises(CourseError, match="not counted by “geologicalTime”"):
        occurrences.facet_counts(gbif, "geologicalTime")
