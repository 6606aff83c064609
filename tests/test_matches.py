"""Matching institutions with publishers and with each other."""

import gzip
import json

import pytest

from coursehelpers.evidence.gather import gather
from coursehelpers.gbif import grscicoll, privacy
from coursehelpers.gbif.registry import ORGANIZATIONS
from coursehelpers.landscape.matches import duplicate_groups, match_publishers
from coursehelpers.landscape.survey import read_rules
from coursehelpers.tables import WHOLE, Column, tidy
from tests.conftest import SHARED

RULES = read_rules()


def institutions(*records):
    return tidy([{"key": f"k{n}", "name": "X", "address": {"country": "XT"}, **r} for n, r in enumerate(records)],
                grscicoll.INSTITUTIONS)  # fmt: skip


def organizations(*records):
    columns = ORGANIZATIONS | {"specimens": Column(WHOLE, "specimens")}
    return tidy(
        [{"key": f"o{n}", "country": "XT", "specimens": 1, **r} for n, r in enumerate(records)],
        columns,
    )


def matched(institution, *publishers):
    row = match_publishers(
        institutions(institution), organizations(*publishers), RULES["publisher"]
    ).iloc[0]
    return row["publisher"], (None if row.isna()["organization"] else row["organization"])


def test_a_record_copied_from_a_publisher_is_the_best_evidence():
    copied = {"masterSourceMetadata": {"source": "ORGANIZATION", "sourceId": "o1"}, "name": "First"}
    assert matched(copied, {"title": "First"}, {"title": "Second"}) == ("E1", "o1")


def test_a_record_copied_from_index_herbariorum_is_no_evidence():
    copied = {"masterSourceMetadata": {"source": "IH_IRN", "sourceId": "o0"}, "name": "Elsewhere"}
    assert matched(copied, {"title": "Another"}) == ("E0", None)


@pytest.mark.parametrize("theirs", ["https://ror.org/00XT00001", "00xt00001"])
def test_the_same_identifier_is_found_however_it_is_written(theirs):
    mine = {"identifiers": [{"type": "ROR", "identifier": "https://ror.org/00xt00001/"}]}
    assert matched(
        mine, {"title": "Y", "identifiers": [{"type": "ROR", "identifier": theirs}]}
    ) == ("E2", "o0")


def test_the_same_name_counts_only_in_the_same_country():
    assert matched({"name": "Botanic Garden, Fernhill"}, {"title": "Botanic garden Fernhill"}) == (
        "E3",
        "o0",
    )
    assert matched({"name": "Botanic Garden"}, {"title": "Botanic Garden", "country": "XU"}) == (
        "E0",
        None,
    )


def test_a_similar_name_is_a_candidate_and_needs_two_words_in_common():
    assert matched(
        {"name": "The Saint Moss Herbarium of Plants"}, {"title": "Saint-Moss Herbarium"}
    ) == ("E4", "o0")
    assert matched({"name": "Herbarium"}, {"title": "Herbarium of the University"}) == ("E0", None)


def test_of_two_publishers_of_one_name_the_one_with_records_is_taken():
    assert matched({"name": "Museum"}, {"title": "Museum", "specimens": 0}, {"title": "Museum", "specimens": 9}) == (
        "E3", "o1")  # fmt: skip


def groups(*records):
    return duplicate_groups(institutions(*records), RULES["duplicates"]).tolist()


def is_group(found):
    return found[0] is not None and len(set(found)) == 1 and isinstance(found[0], str)


def test_a_shared_code_other_code_or_identifier_makes_a_group():
    assert is_group(groups({"name": "A one", "code": "X"}, {"name": "B two", "code": "x"}))
    assert is_group(
        groups(
            {"name": "A one", "code": "X"}, {"name": "B two", "alternativeCodes": [{"code": "X"}]}
        )
    )
    ror = {"identifiers": [{"type": "ROR", "identifier": "r"}]}
    assert is_group(groups({"name": "A one", **ror}, {"name": "B two", **ror}))


def test_the_same_words_in_another_order_make_a_group_but_not_with_other_numbers():
    assert is_group(
        groups({"name": "University Herbarium Oslo"}, {"name": "Oslo, University Herbarium"})
    )
    assert not is_group(
        groups({"name": "Xantoria Museum of Birds"}, {"name": "Xantoria Museum of Birds 2"})
    )


def test_similar_names_make_a_group_only_near_each_other():
    here, near, far = ({"latitude": -30.0 + d, "longitude": -25.0} for d in (0.0, 0.002, 0.004))
    one, other = {"name": "Coral Steps Town Museum"}, {"name": "Museum of Coral Steps Town"}
    assert is_group(groups(one | here, other | near))
    assert not is_group(groups(one | here, other | far))


def test_countries_are_never_mixed():
    assert not is_group(groups({"code": "X"}, {"code": "X", "address": {"country": "XU"}}))


def test_the_training_country_holds_every_class_of_evidence():
    found = gather("XT")
    classes = match_publishers(found.institutions, found.organizations, RULES["publisher"])[
        "publisher"
    ]
    assert set(classes) == {"E0", "E1", "E2", "E3", "E4"}


@pytest.mark.recorded
def test_oracle_same_names_and_codes_mark_351_us_institutions_in_groups_of_at_most_7():
    with gzip.open(SHARED / "world" / "institutions.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    us = [r for r in records if (r.get("address") or {}).get("country") == "US"]
    table = tidy(privacy.scrub(us, "/grscicoll/institution"), grscicoll.INSTITUTIONS)
    assert len(table) == 1762
    core = table.assign(alternative_codes=None, latitude=None, longitude=None)
    sizes = duplicate_groups(core, RULES["duplicates"]).value_counts()
    assert (sizes.sum(), sizes.max()) == (351, 7)
    whole = duplicate_groups(table, RULES["duplicates"]).value_counts()
    assert whole.sum() > 351, "other codes and nearness add some"
    assert whole.max() == 7
