"""Links to mend: which records, which codes, and a message that the publisher can act on."""

import pandas as pd
import pytest

from coursehelpers.evidence.gather import gather, gather_links
from coursehelpers.gbif.occurrences import links_of
from coursehelpers.landscape.links import TO_MEND, links_to_mend, mend
from coursehelpers.landscape.survey import survey

EVIDENCE = gather("XT")
LANDSCAPE = survey(EVIDENCE)
TABLE = links_to_mend(EVIDENCE, LANDSCAPE)


def row_of(name):
    return TABLE[TABLE["publisher"].str.contains(name)].iloc[0]


def test_publishers_with_unlinked_records_come_with_the_entry_that_is_theirs_for_certain():
    assert list(TABLE.columns) == list(TO_MEND)
    assert TABLE["unlinked"].tolist() == sorted(TABLE["unlinked"], reverse=True)
    fernhill = row_of("Fernhill")
    assert (fernhill["unlinked"], fernhill["code"]) == (8_700, "FBG")
    assert pd.isna(row_of("Forest Research")["institution"])


def test_the_message_gives_the_wrong_code_the_right_one_and_the_entry():
    fernhill = row_of("Fernhill")
    mending = mend(fernhill, gather_links(fernhill["organization"], "XT"))
    assert "900 of 9,600" in mending.findings[0]
    assert any("FERNH" in finding and "8,700" in finding for finding in mending.findings)
    for words in (
        "“FERNH”",
        "“FBG”",
        fernhill["url"],
        "institutionID",
        "https://www.gbif.org/dataset/",
    ):
        assert words in mending.message


def test_the_identifiers_are_those_that_grscicolls_own_answers_teach():
    fernhill = row_of("Fernhill")
    message = mend(fernhill, gather_links(fernhill["organization"], "XT")).message
    assert f"https://www.gbif.org/grscicoll/institution/{fernhill['institution']}" in message
    (collection,) = EVIDENCE.collections.loc[
        EVIDENCE.collections["institution_key"] == fernhill["institution"], "key"
    ]
    assert f"collectionID: https://www.gbif.org/grscicoll/collection/{collection}" in message


def test_where_no_collection_is_missing_none_is_asked_for():
    fernhill = row_of("Fernhill")
    links = gather_links(fernhill["organization"], "XT")
    flags = links.flags[~links.flags["name"].str.contains("COLLECTION")]
    assert "collectionID" not in mend(fernhill, links._replace(flags=flags)).message


def test_a_publisher_without_an_entry_is_offered_one():
    row = row_of("Forest Research")
    assert "make one together" in mend(row, gather_links(row["organization"], "XT")).message


def test_records_without_any_code_are_counted_apart():
    row = row_of("Fernhill")
    links = gather_links(row["organization"], "XT")
    fewer = links._replace(codes=links.codes.assign(records=[8_000]))
    assert any(
        "No institution code at all: 700" in finding for finding in mend(row, fewer).findings
    )


@pytest.mark.parametrize("name", ["Fernhill", "National Museum", "Island Survey"])
def test_the_training_country_and_an_asked_gbif_agree(gbif, name):
    key = row_of(name)["organization"]
    asked = links_of(gbif, key)
    assert gbif.ledger.requests == 2
    told = gather_links(key, "XT")
    assert (asked.records, asked.linked) == (told.records, told.linked)
    for one, other in zip(asked[2:5], told[2:5], strict=True):
        assert sorted(map(tuple, one.to_numpy())) == sorted(map(tuple, other.to_numpy()))
