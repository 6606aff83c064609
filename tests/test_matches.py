"""Matching institutions with publishers and with each other."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.evidence.gather import gather
from coursehelpers.gbif import grscicoll, privacy
from coursehelpers.gbif.registry import ORGANIZATIONS
from coursehelpers.ground.tables import WHOLE, Column, tidy
from coursehelpers.landscape.matches import duplicate_groups, match_publishers
from coursehelpers.landscape.survey import read_rules, survey

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


def at(city, **record):
    return {"address": {"country": "XT", "city": city}, **record}


def test_a_shared_identifier_makes_a_group():
    ror = {"identifiers": [{"type": "ROR", "identifier": "r"}]}
    assert is_group(groups({"name": "A one", **ror}, {"name": "B two", **ror}))


def test_a_shared_code_makes_a_group_only_in_one_town_or_with_a_similar_name():
    assert is_group(groups(at("Bo", name="A one", code="X"), at("Bo", name="B two", code="x")))
    assert not is_group(groups(at("Bo", name="A one", code="X"), at("Ho", name="B two", code="X")))
    assert not is_group(groups({"name": "A one", "code": "X"}, {"name": "B two", "code": "X"}))
    assert is_group(
        groups({"name": "Moss Museum Bo", "code": "X"}, {"name": "Moose Museum Bo", "code": "X"})
    )


def test_an_alternative_code_is_in_use_twice_and_chains_nobody():
    other = [{"code": "Y"}]
    found = groups(
        at("Bo", name="Tin Museum", code="X", alternativeCodes=other),
        at("Ho", name="University of the Coast", code="Y", alternativeCodes=[{"code": "Z"}]),
        at("Fo", name="Gallery of Boats", code="Z"),
    )
    assert not any(isinstance(one, str) for one in found)


def test_one_name_inside_the_other_makes_a_group_in_one_town():
    short, long = "Sea Museum Bo", "Sea Museum, Public Museums of Bo"
    assert is_group(groups(at("Bo", name=short), at("Bo", name=long)))
    assert not is_group(groups(at("Bo", name=short), at("Ho", name=long)))
    assert not is_group(groups(at("Bo", name="Museum"), at("Bo", name="Sea Museum")))


def test_a_house_with_parts_is_none_of_its_parts():
    found = groups(
        at("Bo", name="University of Bo"),
        at("Bo", name="University of Bo, Herbarium"),
        at("Bo", name="University of Bo, Insects"),
    )
    assert not any(isinstance(one, str) for one in found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (at("Curaré", name="Universidade Federal do Curaré"), at("Cura", name="Universidade Federal do Cura")),
        ({"name": "Universidade Federal do Curaré"}, {"name": "Universidade Federal do Cura"}),
        (at("Bo", name="Natural History Museum"), at("Ho", name="Natural History Museum")),
    ],
)  # fmt: skip
def test_names_that_differ_in_their_place_are_two_houses(one, other):
    assert not is_group(groups(one, other))


def test_the_same_name_with_a_town_on_one_side_only_may_be_one_house():
    assert is_group(groups({"name": "Moss Museum of Bo"}, at("Bo", name="Museum of Moss, Bo")))
    assert is_group(groups(at("Bo", name="Moss Museum"), at("Bo", name="Mos Museum")))


def test_everybody_of_a_group_may_be_everybody_else():
    here, near, far = ({"latitude": -30.0 + d, "longitude": -25.0} for d in (0.0, 0.0025, 0.005))
    old, new, inn = ({"name": f"Coral Steps {word} Museum"} for word in ("Old", "New", "Inn"))
    assert is_group(groups(new | near, inn | far))
    found = groups(old | here, new | near, inn | far)
    assert found[0] == found[1]
    assert not isinstance(found[2], str)


def test_of_equally_similar_publishers_none_is_chosen():
    found = matched(
        {"name": "Moss Museum of Bo"},
        {"title": "Moss Museum of Bo, Trust"},
        {"title": "Moss Museum of Bo, Friends", "specimens": 9},
        {"title": "Another"},
    )
    assert found == ("E4", "o1|o0")


def test_the_same_words_in_another_order_make_a_group_but_not_with_other_numbers():
    assert is_group(
        groups({"name": "University Herbarium Oslo"}, {"name": "Oslo, University Herbarium"})
    )
    assert not is_group(
        groups({"name": "Xantoria Museum of Birds"}, {"name": "Xantoria Museum of Birds 2"})
    )


def test_similar_names_make_a_group_only_near_each_other():
    here, near, far = ({"latitude": -30.0 + d, "longitude": -25.0} for d in (0.0, 0.002, 0.004))
    one, other = {"name": "Coral Steps Town Museum"}, {"name": "Coral Steps Old Town Museum"}
    assert is_group(groups(one | here, other | near))
    assert not is_group(groups(one | here, other | far))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St Fern Museum & Gallery", "The Saint Fern Museum and Gallery"),
        ("Musée Ste-Fougère et Jardins", "Jardins du Musée Sainte Fougère"),
        ("Museo Helecho y Jardín", "Museo del Helecho, Jardin"),
        ("Museu Feto e Jardim", "Museu do Feto & Jardim"),
        ("Museum Farn und Garten", "Museum des Farns & Garten"),
    ],
)
def test_little_words_and_short_forms_of_saint_tell_nobody_apart(one, other):
    assert is_group(groups(at("Bo", name=one), at("Bo", name=other)))


@pytest.mark.parametrize(
    "name", ["County Record Office", "Muséum d'Histoire naturelle", "Escola Superior de Agricultura", "MOSSCO"]
)  # fmt: skip
def test_a_name_that_says_only_a_kind_counts_in_one_town(name):
    assert not is_group(groups({"name": name}, {"name": name}))
    assert not is_group(groups(at("Bo", name=name), {"name": name}))
    assert is_group(groups(at("Bo", name=name), at("Bo", name=name)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Universidade Federal do Estado do Rio Fern", "Universidade Federal do Rio Fern"),
        ("Universidade Federal Rural do Rio Fern", "Universidade Federal do Rio Fern"),
        ("Fernland Pedagogical State University", "Fernland State University"),
        ("Southern Fern University", "Botanical Garden of the Southern Fern University"),
    ],
)
def test_a_word_put_into_a_name_makes_another_house(one, other):
    assert not is_group(groups(at("Rio Fern", name=one), at("Rio Fern", name=other)))


def test_two_names_that_differ_in_a_town_of_the_country_are_two_houses_even_side_by_side():
    here = {"latitude": -30.0, "longitude": -25.0}
    found = groups(
        {"name": "Federal Institute of Education, Campus Curare"} | here,
        {"name": "Federal Institute of Education, Campus Curara"} | here,
        at("Curare", name="Tin Museum"),
        at("Curara", name="Boats"),
    )
    assert not any(isinstance(one, str) for one in found)


def test_a_sign_that_is_lost_parts_nobody():
    name, code = "Fern Institute, Campus Bo", "FIB"
    right = at("Bo", name=name, code=code, latitude=-1.7, longitude=-48.9)
    wrong = at("Bo", name=name, code=code, latitude=1.7, longitude=48.9)
    right["address"]["country"] = wrong["address"]["country"] = "BR"
    assert is_group(groups(right, wrong))
    # Also where both places may be right.
    assert is_group(groups(right, right | {"latitude": -20.0}))
    assert not is_group(groups(right, right | {"latitude": -20.0, "code": "BIF"}))
    # Numbers that cannot be right say nothing, whatever the codes are.
    assert is_group(groups(right, wrong | {"code": "BIF"}))


def test_an_entry_that_is_left_out_makes_nobody_appear_twice(server, settings):
    found = gather("XT", settings=settings)
    table = survey(found).table
    doubled = table[table["duplicate_of"].notna()]
    assert len(doubled)
    gone = found.institutions["key"].isin(doubled.loc[doubled.duplicated("duplicate_of"), "key"])
    active = found.institutions["active"].mask(gone, False)
    left = replace(found, institutions=found.institutions.assign(active=active))
    again = survey(left).table.set_index("key")
    assert again.loc[doubled["key"], "duplicate_of"].isna().all()


words = st.lists(
    st.sampled_from(["fern", "moss", "of", "the", "museum", "st", "bo"]), min_size=1, max_size=4
)
entry = st.fixed_dictionaries(
    {
        "name": words.map(" ".join),
        "code": st.none() | st.sampled_from("AB"),
        "city": st.none() | st.sampled_from(["Bo", "Ho"]),
    }
)


@given(entry, entry)
def test_two_may_be_one_whichever_of_them_comes_first(one, other):
    records = [at(e["city"], name=e["name"], code=e["code"]) for e in (one, other)]
    assert is_group(groups(*records)) == is_group(groups(*reversed(records)))


@given(st.lists(entry, min_size=2, max_size=6))
def test_nobody_is_doubled_by_nobody(entries):
    found = groups(*(at(e["city"], name=e["name"], code=e["code"]) for e in entries))
    labels = [label for label in found if isinstance(label, str)]
    assert all(labels.count(label) > 1 for label in labels)


def test_countries_are_never_mixed():
    assert not is_group(groups({"code": "X"}, {"code": "X", "address": {"country": "XU"}}))


def test_the_training_country_holds_every_class_of_evidence():
    found = gather("XT")
    classes = match_publishers(found.institutions, found.organizations, RULES["publisher"])[
        "publisher"
    ]
    assert set(classes) == {"E0", "E1", "E2", "E3", "E4"}


def test_a_sixth_of_the_us_institutions_is_marked_in_small_groups(world_server):
    records = world_server.world.institutions
    us = [r for r in records if (r.get("address") or {}).get("country") == "US"]
    table = tidy(privacy.scrub(us, "/grscicoll/institution"), grscicoll.INSTITUTIONS)
    assert len(table) == len(us)
    sizes = duplicate_groups(table, RULES["duplicates"]).value_counts()
    assert 0.11 < sizes.sum() / len(us) < 0.2, "fewer than names and codes alone would mark"
    assert sizes.max() <= 7
