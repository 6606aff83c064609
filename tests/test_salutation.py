"""How an institution is called in a sentence: its article, its full stop, the past."""

import pytest

from coursehelpers.ground import locale
from coursehelpers.landscape.salutation import (
    in_few_words,
    speaks_of_the_past,
    stopped_once,
    tidied,
    with_article,
    without_remarks,
)


@pytest.mark.parametrize(
    "name",
    [
        "Grazing Commission", "Bureau of Fern Affairs", "Pearl Fisheries Branch",
        "Scottish National University", "Ministry of Mosses", "Moor Naturalists' Field Club",
        "Natural History Museum", "Science Museum, Fernhill", "Ashwellian Museum",
        "Royal Botanic Garden Fernhill", "Royal Fern Society of the North", "South African Museum",
        "Fern Museum of Zoology", "Queen's Institute for Bees", "Fern Laboratory in Medical Mycology",
        "City Museum", "Museum, Zoology Department", "Fern Academy of Sciences",
        "Moor County Museums Service", "Fern & Moss Collection", "University of Ferns",
        "Imperial Agricultural College", "Moorish Herbarium",
    ],
)  # fmt: skip
def test_an_office_and_a_name_made_of_kinds_want_the_article(name):
    assert with_article(name) == f"the {name}"


@pytest.mark.parametrize(
    "name",
    [
        "Fernmouth Museums", "Mosby Museum", "Lew Gardens", "Egret University", "Central Heron University",
        "King's College", "St. Moss School", "Fernhill City Council", "National Museums Fernland",
        "North Moorshire Museum", "Fern Public Library", "Queen Heron University of Fernhill",
        "Royal Heron College", "CSFIRO", "Museu Nacional de Ferns", "Association des Amis du Centre",
        "Parks Fernland", "Museum für Moose",
    ],
)  # fmt: skip
def test_a_name_of_its_own_wants_none(name):
    assert with_article(name) == name


def test_other_languages_get_no_english_article():
    locale.use("fr")
    assert with_article("University of Ferns") == "University of Ferns"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Survey of F.N.W.", "Survey of F.N.W."),
        ("Fern Museum of Fernhill.", "Fern Museum of Fernhill"),
        ("Ferns S.A.", "Ferns S.A."),
        ("Fern & Sons Ltd.", "Fern & Sons Ltd."),
        ("Museum of Bo.", "Museum of Bo"),
        ("Institute ( FI ).", "Institute (FI)"),
    ],
)
def test_the_full_stop_of_an_abbreviation_is_kept_and_that_of_a_slip_is_not(typed, written):
    assert tidied(typed) == written
    assert stopped_once(f"It belongs to {written}.").endswith(f"{written.rstrip('.')}.")


def test_three_stops_stay_three():
    assert stopped_once("wait ... then Inc..") == "wait ... then Inc."


@pytest.mark.parametrize(
    "name",
    [
        "Museum of Spanish Guinea", "Musée de Haute Volta", "Former Fern Station", "ex-Instituto de Ferns",
        "Fern collection -- destroyed", "Fern College [collection transferred to MOSS].",
        "Fern Museum (now in Bo)", "All-Soviet Moss Institute", "Fern Museum (closed)",
    ],
)  # fmt: skip
def test_a_name_may_say_that_the_house_is_no_more(name):
    assert speaks_of_the_past(name)


@pytest.mark.parametrize(
    "name",
    [
        "Fern Institute (formerly Moss Institute)", "Historical Museum", "Old Mill Museum",
        "Imperial College", "Persian Ferns", "Prehistoric Museum", "Ancient House Museum",
        "Gold Coast Museum", "Guinea Fowl Trust", "Oldham Gallery", "Enclosed Gardens",
        "Lake Tanganyika Station",
    ],
)  # fmt: skip
def test_an_old_name_is_not_the_past(name):
    assert not speaks_of_the_past(name)


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("Fern Station - Reserve of the Branch of the Institute of Mosses", "Fern Station"),
        ("Fern, Moss and Lichen Museum of the Northern Shore", "Fern"),
        ("Museum of all the Ferns of the Northern Shore", "Museum of all the Ferns of …"),
        ("Museum of Ferns", "Museum of Ferns"),
    ],
)
def test_a_long_name_is_cut_where_a_part_of_it_ends(name, cut):
    assert in_few_words(name, 6) == cut


def test_what_stands_in_a_name_as_a_remark_is_no_part_of_a_greeting():
    assert without_remarks("Fern House [address unknown]") == "Fern House"
    assert without_remarks("Fern House (Bo)") == "Fern House (Bo)"
