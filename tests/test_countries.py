"""Reading a country as a person types it."""

import csv
import re

import pytest

from coursehelpers.ground import locale
from coursehelpers.ground.countries import (
    country_name,
    lies_in,
    lookalikes_of,
    mistaken_for,
    read_countries,
    read_country,
)
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.settings import data_file


@pytest.mark.parametrize(
    ("typed", "code"), [("dk", "DK"), (" NA ", "NA"), ("xk", "XK"), ("XT", "XT"), ("tw", "TW")]
)
def test_a_code_is_read_as_it_is_typed(typed, code):
    assert read_country(typed) == code


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("germany", "for Germany write DE"),
        ("DEU", "for Germany write DE"),
        ("Vietnam", "for Viet Nam write VN"),
        ("UK", "write GB"),
        ("ZZ", "no country that GBIF knows"),
        ("", "is empty"),
        ("  ", "is empty"),
    ],
)
def test_what_is_no_code_gets_one_sentence_with_advice(typed, advice):
    with pytest.raises(BadCallError, match=advice) as error:
        read_country(typed)
    assert error.value.exit_status == 2
    assert str(error.value).endswith(".")
    assert str(error.value).count(". ") == 0


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Kongo-Kinshasa", "CD"),
        ("République démocratique du Congo", "CD"),
        ("Congo, Democratic Republic of the", "CD"),
        ("República Democrática do Congo", "CD"),
        ("Congo-Brazzaville", "CG"),
        ("la République du Congo", "CG"),
        ("People's Republic of China", "CN"),
        ("República de China", "TW"),
        ("Taiwán", "TW"),
        ("Dominica", "DM"),
        ("Dominikanische Republik", "DO"),
        ("Südsudan", "SS"),
        ("Sudão", "SD"),
        ("American Samoa", "AS"),
        ("Samoa", "WS"),
        ("Guyana", "GY"),
        ("Guyane", "GF"),
        ("Guinée-Bissau", "GW"),
        ("Äquatorialguinea", "GQ"),
        ("Islândia", "IS"),
        ("Islanda", "IS"),
        ("Irlanda", "IE"),
        ("Åland Islands", "AX"),
        ("Côte d'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Korea, Republic of", "KR"),
        ("Corée du Nord", "KP"),
        ("Vereinigtes Königreich", "GB"),
        ("Suíça", "CH"),
        ("Denmrak", "DK"),
        ("Moçambique", "MZ"),
    ],
)
def test_a_name_gets_the_code_of_its_country_in_five_languages(typed, code):
    with pytest.raises(BadCallError) as error:
        read_countries(typed)
    assert re.findall(r"write ([A-Z]{2})\b", str(error.value)) == [code]


@pytest.mark.parametrize(
    "typed",
    ["Nigera", "Austrlia", "Atlantis", "Sudan del Este", "New", "Republic", "Island of China"],
)
def test_a_name_that_may_be_another_countrys_gets_no_code(typed):
    with pytest.raises(BadCallError, match="no country that GBIF knows"):
        read_country(typed)


def test_a_name_that_means_two_countries_names_both():
    with pytest.raises(BadCallError, match="write CD or for Congo write CG"):
        read_country("Congo")


def test_every_name_of_gbifs_list_means_its_own_country():
    with data_file("countries", "countries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["name"] == "Congo":
                continue
            with pytest.raises(BadCallError, match=f"write {row['code']}[.]"):
                read_countries(row["name"])


def test_several_countries_keep_their_order_and_come_once():
    assert read_countries("FR,nc; PF,FR") == ("FR", "NC", "PF")


def test_the_training_country_is_never_mixed_with_a_real_one():
    with pytest.raises(BadCallError, match="made up"):
        read_countries("DK,XT")


def test_namibia_is_not_taken_for_a_missing_value():
    assert country_name("NA") == "Namibia"


def test_a_country_is_called_as_its_offices_call_it_in_each_language():
    locale.use("fr")
    assert country_name("KE") == "Kenya"
    assert country_name("CI") == "Côte d’Ivoire"
    # Unicode's short names are those of conversation, and no heading of a sheet.
    informal = {"Congo-Kinshasa", "Congo-Brazzaville", "Corée du Sud", "Territoires palestiniens"}
    assert not informal & {country_name(code) for code in ("CD", "CG", "KR", "PS")}


def test_coordinates_are_only_called_wrong_where_we_know():
    assert lies_in("FJ", -17.8, 178.0)
    assert lies_in("FJ", -16.8, -179.9)
    assert lies_in("FJ", 10.0, 0.0) is False
    assert lies_in("GI", 80.0, 80.0) is None
    assert lies_in("XT", -30.0, -25.0)


def test_codes_that_are_mistaken_for_each_other_are_known_both_ways():
    assert [one.listed_under for one in lookalikes_of("IN")] == ["IO"]
    assert [one.may_belong_to for one in mistaken_for("IO")] == ["IN"]
    assert lookalikes_of("DK") == []
