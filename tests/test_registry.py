"""Organizations, datasets, nodes and countries."""

import json

from coursehelpers.gbif import registry
from coursehelpers.ground.countries import country_name
from coursehelpers.ground.settings import data_file


def test_organizations_are_listed_for_a_country(gbif):
    found = registry.organizations(gbif, "XT")
    assert len(found) == 9
    assert (
        found.set_index("title").loc["University of Port Amber", "identifiers"]
        == "ROR:https://ror.org/00xt00001"
    )


def test_an_organization_and_its_datasets_are_got_by_key(gbif):
    museum = (
        registry.organizations(gbif, "XT")
        .query("title == 'National Museum of Xantoria'")["key"]
        .item()
    )
    assert registry.organization(gbif, museum)["datasets"].item() == 3
    assert len(registry.datasets(gbif, museum)) == 3


def test_nodes_are_listed(gbif):
    assert len(registry.nodes(gbif)) == 1


def test_countries_come_with_the_names_that_counts_are_keyed_by(gbif):
    found = registry.countries(gbif).set_index("code")
    assert found.loc["NA", "name"] == "Namibia"
    assert found.loc["DK", "enum_name"] == "DENMARK"
    assert gbif.get("/occurrence/counts/countries", publishingCountry="XT")["XANTORIA"] > 0


def test_our_list_of_countries_is_gbifs_own(recordings):
    recorded = json.loads((recordings / "enumeration.json").read_text(encoding="utf-8"))
    theirs = next(
        answer["body"] for answer in recorded if answer["uri"].rstrip("/").endswith("country")
    )
    ours = data_file("countries", "countries.csv").read_text(encoding="utf-8").splitlines()[1:]
    # A made-up answer holds a few of them only.
    assert {country["iso2"] for country in theirs} <= {line[:2] for line in ours}
    assert len(theirs) in (6, len(ours))
    assert {c["iso2"]: c["title"] for c in theirs} == {
        c["iso2"]: country_name(c["iso2"]) for c in theirs
    }
