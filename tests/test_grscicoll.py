"""GRSciColl: the calls, and the traps of its parameters."""

import pytest

from coursehelpers.gbif import grscicoll
from coursehelpers.gbif.privacy import MASKED_NAME
from coursehelpers.ground.errors import BadCallError, GbifRefusedError

MUSEUM = "National Museum of Xantoria"


def key_of(server, name, kind="institutions"):
    return next(record["key"] for record in getattr(server.world, kind) if record["name"] == name)


def test_trap_01_the_filter_is_called_discipline(server, gbif):
    assert len(grscicoll.institutions(gbif, discipline="Zoology")) == 9
    with pytest.raises(BadCallError, match="“discipline”"):
        grscicoll.institutions(gbif, disciplines="Zoology")
    raw = gbif.get("/grscicoll/institution", disciplines="Zoology")
    assert raw["count"] == len(server.world.institutions), "GBIF itself ignores the wrong name"


def test_trap_02_an_unknown_parameter_would_be_ignored_and_is_refused(server, gbif):
    with pytest.raises(BadCallError, match="“q”"):
        grscicoll.collections(gbif, query="insect")
    with pytest.raises(BadCallError, match="answer for everything"):
        grscicoll.institutions(gbif, colour="green")
    with pytest.raises(BadCallError, match="all pages are read"):
        grscicoll.institutions(gbif, limit=3)
    assert not server.requests


@pytest.mark.parametrize(
    ("old", "new"),
    [("BOTANICAL_GARDEN", "BotanicalGarden"), ("MUSEUM", "Museum"), ("ACADEMIC", "Academic")],
)
def test_trap_03_old_names_in_capitals_are_refused_with_the_new_one(gbif, old, new):
    name = "institutionalGovernance" if old == "ACADEMIC" else "type"
    with pytest.raises(BadCallError, match=f"“{new}”"):
        grscicoll.institutions(gbif, **{name: old})
    assert len(grscicoll.institutions(gbif, **{name: new})) > 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"institutionKey": "no-key"},
        {"numberSpecimens": "1000-5000"},
        {"sortBy": "number_specimens"},
        {"sortOrder": "desc"},
        {"masterSourceType": "ih"},
        {"source": "organization"},
    ],
)
def test_trap_05_what_gbif_answers_with_400_is_refused_before_it_is_sent(server, gbif, wrong):
    with pytest.raises(BadCallError):
        grscicoll.institutions(gbif, **wrong)
    assert not server.requests
    with pytest.raises(GbifRefusedError) as error:
        gbif.get("/grscicoll/institution", **wrong)
    assert error.value.status == 400


def test_trap_07_replaced_by_is_documented_but_not_read(server, gbif):
    with pytest.raises(BadCallError, match="replacedBy"):
        grscicoll.institutions(gbif, replacedBy=key_of(server, MUSEUM))


def test_trap_10_a_search_gives_less_than_a_list(gbif):
    searched = grscicoll.search_institutions(gbif, "museum")
    assert list(searched.columns) == list(grscicoll.FOUND_INSTITUTIONS)
    assert "master_source" not in searched
    assert searched["country"].notna().all()


def test_ranges_are_written_with_a_comma_and_a_star(gbif):
    found = grscicoll.institutions(
        gbif, numberSpecimens="30000,*", sortBy="NUMBER_SPECIMENS", sortOrder="DESC"
    )
    assert found["number_specimens"].tolist() == [610_000, 80_000, 48_000, 35_000]


def test_one_entry_is_got_by_its_key(server, gbif):
    key = key_of(server, MUSEUM)
    assert grscicoll.institution(gbif, key.upper())["name"].item() == MUSEUM
    insects = grscicoll.collection(gbif, key_of(server, "Insects", "collections"))
    assert insects["institution_name"].item() == MUSEUM


def test_a_key_that_does_not_exist_is_said_in_a_sentence(gbif):
    with pytest.raises(GbifRefusedError, match="has no institution with the key"):
        grscicoll.institution(gbif, "00000000-0000-4000-8000-000000000000")


def test_collections_without_an_address_are_found_through_their_institutions(server, gbif):
    by_country = grscicoll.collections(gbif, country="XT")
    by_institution = grscicoll.collections_of_institutions(gbif, country="XT")
    assert "Fishes" not in by_country["name"].tolist()
    assert {"Fishes", "Seeds"} <= set(by_institution["name"])
    assert "Collection without an institution" in by_country["name"].tolist()


def test_collections_of_institutions_come_in_one_answer_that_is_never_paged(server, gbif):
    found = grscicoll.collections_of_institutions(gbif, country="XT")
    assert len(found) == 27
    assert len(server.requests) == 1
    assert server.requests[0].values("limit") == []


def test_a_mailing_address_abroad_does_not_move_an_institution(gbif):
    birds = grscicoll.institutions(gbif, code="XMB")
    assert birds["country"].item() == "XT"


def test_suggestions_withhold_the_names_of_collections(gbif):
    assert (
        "Xantoria Insect Society"
        in grscicoll.suggest(gbif, "institution", "xantoria")["name"].tolist()
    )
    assert set(grscicoll.suggest(gbif, "collection", "butter")["name"]) == {MASKED_NAME}


def test_a_personal_collection_keeps_its_key_and_loses_its_name(gbif):
    found = grscicoll.collections(gbif, personalCollection=True)
    assert found["name"].tolist() == [MASKED_NAME]
    assert found["number_specimens"].item() == 3_000
    searched = grscicoll.search_collections(gbif, personalCollection=True)
    assert searched["name"].tolist() == [MASKED_NAME]


def test_looking_a_code_up_shows_that_two_institutions_share_it(gbif):
    sure = grscicoll.lookup(gbif, institution_code="PAU")
    assert sure.loc[0, ["match_type", "code"]].tolist() == ["EXACT", "PAU"]
    unsure = grscicoll.lookup(gbif, institution_code="NMX")
    assert unsure.loc[0, "match_type"] == "NONE"
    assert (unsure["status"] == "AMBIGUOUS").sum() == 3


def test_descriptors_come_with_their_group(server, gbif):
    found = grscicoll.descriptors(gbif, key_of(server, "Fishes", "collections"))
    assert found["group_key"].nunique() == 2
    assert found["individual_count"].tolist() == [9_000, 6_500, 12]
    assert found["type_status"].iloc[2] == "Holotype|Paratype"


def test_the_classes_that_descriptors_name_come_with_one_request(server, gbif):
    before = len(server.requests)
    found = grscicoll.described_taxa(gbif, "CLASS", country="XT")
    assert len(server.requests) == before + 1
    assert found["usage_name"].tolist() == ["Insecta", "Aves"]
    assert found["institution_key"].unique().tolist() == [key_of(server, "Xantoria Gene Bank")]
    assert grscicoll.described_taxa(gbif, "KINGDOM", country="XT").empty


def test_concepts_are_read_and_never_guessed(gbif):
    assert "Museum" in grscicoll.concepts(gbif, "InstitutionType")["name"].tolist()
    with pytest.raises(GbifRefusedError):
        grscicoll.concepts(gbif, "InstitutionKind")


def test_an_export_leaves_out_the_columns_in_which_persons_stand(server, gbif):
    table = grscicoll.export(gbif, "institution", country="XT")
    assert len(table) == 26
    assert not {"contactPersons", "email", "created_by", "comments", "description"} & set(
        table.columns
    )
    assert {"number_specimens", "masterSourceType"} <= set(table.columns)
    grscicoll.export(gbif, "collection", country="XT")
    assert server.requests[-1].values("limit") == ["1000"]


def test_every_column_says_what_it_means():
    for columns in (
        grscicoll.INSTITUTIONS,
        grscicoll.COLLECTIONS,
        grscicoll.DESCRIPTORS,
        grscicoll.MATCHES,
    ):
        assert all(column.meaning for column in columns.values())


def test_a_similar_name_is_looked_for_in_the_list_since_search_and_export_fail(server, gbif):
    assert len(grscicoll.collections(gbif, fuzzyName="herbarium"))
    server.clear()
    for ask in (
        lambda: grscicoll.search_collections(gbif, fuzzyName="herbarium"),
        lambda: grscicoll.export(gbif, "collection", fuzzyName="herbarium"),
    ):
        with pytest.raises(BadCallError, match="use the list"):
            ask()
    assert not server.requests


def test_institutions_of_a_publisher_are_those_whose_record_is_copied_from_it(server, gbif):
    copied = next(
        i
        for i in server.world.institutions
        if (i.get("masterSourceMetadata") or {}).get("source") == "ORGANIZATION"
    )
    key = copied["masterSourceMetadata"]["sourceId"]
    found = grscicoll.institutions_of_publisher(gbif, key)
    assert copied["key"] in found["key"].tolist()
    assert server.requests[-1].values("sourceId") == [key]
