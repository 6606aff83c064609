"""Occurrence counts by facet."""

import pytest

from coursehelpers.errors import CourseError
from coursehelpers.gbif import occurrences


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


def test_unlinked_records_are_counted_by_publisher_and_by_code(gbif):
    assert sum(occurrences.unlinked_by_publisher(gbif)["records"]) == 23_500
    assert as_dict(occurrences.unlinked_codes(gbif, "XT"))["FERNH"] == 8_700


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
