"""How many species are still to be found, and what is missing where."""

from dataclasses import replace
from math import isclose
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from coursehelpers.charts.missing import chart_cells, chart_decades
from coursehelpers.documents.document import Heading
from coursehelpers.documents.write import write_document
from coursehelpers.engine.answers import read_answer
from coursehelpers.engine.completeness import FEWEST_RECORDS, estimate
from coursehelpers.evidence.cited import recount
from coursehelpers.evidence.gather import gather
from coursehelpers.evidence.when_shown import gather_described_taxa
from coursehelpers.ground.errors import CourseError
from coursehelpers.landscape.missing import NOT_STATED, told, what_is_missing, who_may_fill
from coursehelpers.landscape.report import save_landscape, written
from coursehelpers.landscape.survey import survey
from coursehelpers.order.calling_order import prioritize
from coursehelpers.plan.action_plan import action_plan
from coursehelpers.plan.facts import plan_facts
from coursehelpers.plan.sheet import country_sheet
from coursehelpers.workbook.file import Workbook

DOWNLOADS = Path(__file__).resolve().parents[1] / "data" / "training" / "answers"

# Spiders under girdled trees (Ellison and others 2010), as the documentation of the R package iNEXT has them.
SPIDERS = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2, *[1] * 12]


def test_the_estimate_is_the_published_one_of_the_spiders():
    found = estimate(SPIDERS)
    assert (found.records, found.species, found.once, found.twice) == (168, 26, 12, 4)
    assert found.expected == pytest.approx(43.893, abs=0.001)
    assert (found.expected_low, found.expected_high) == pytest.approx((30.511, 96.971), abs=0.01)
    assert found.coverage == pytest.approx(0.9289, abs=0.0001)
    assert found.completeness == pytest.approx(26 / 43.893, abs=0.001)


def test_the_estimate_is_what_one_computes_by_hand():
    # n = 100, f1 = 2, f2 = 1: 4 + 0.99 * 4 / 2 = 5.98; coverage 1 - 2/100 * (99*2 / (99*2 + 2)) = 0.9802
    found = estimate([96, 2, 1, 1])
    assert found.expected == pytest.approx(5.98)
    assert found.coverage == pytest.approx(0.9802)


def test_where_no_species_was_met_once_none_is_thought_missing():
    found = estimate([98, 2])
    assert (found.expected, found.expected_low, found.expected_high) == (2, 2, 2)
    assert (found.completeness, found.coverage) == (1, 1)


@pytest.mark.parametrize("counts", [[], [99], [95, 2, 1, 1]])
def test_too_few_records_are_refused(counts):
    found = estimate(counts)
    assert found.expected is found.completeness is found.coverage is None
    assert "at least 100" in found.refused


def test_without_doubletons_nothing_is_estimated():
    found = estimate([200, 1, 1, 3])
    assert found.completeness_low is found.expected is None
    assert "exactly twice" in found.refused


@given(st.lists(st.integers(1, 60), min_size=4, max_size=80))
def test_the_interval_holds_the_estimate_and_nothing_is_more_than_complete(counts):
    found = estimate(counts)
    assert (found.expected is None) == bool(found.refused)
    if found.refused:
        assert found.records < FEWEST_RECORDS or not found.twice
        return
    assert found.species <= found.expected_low <= found.expected * (1 + 1e-9)
    assert found.expected <= found.expected_high * (1 + 1e-9)
    assert 0 <= found.coverage <= 1
    assert found.completeness_low <= found.completeness * (1 + 1e-9)
    assert found.completeness_high <= 1


@pytest.fixture(scope="module")
def island():
    pytest.importorskip("duckdb")
    evidence = recount(
        gather("XT"),
        [
            read_answer(DOWNLOADS / f"{name}.zip", ["XT"], "10.15468/dl.xt0001")
            for name in ("holders", "gaps", "species")
        ],
    )
    return what_is_missing(evidence, survey(evidence).table)


def test_every_table_counts_the_same_records(island):
    sums = {table["records"].sum() for table in (island.by_group, island.by_decade, island.by_cell)}
    assert sums == {355_880}
    for table in (island.by_group, island.by_decade, island.by_cell):
        assert (table["at_home"] + table["abroad"] == table["records"]).all()
    assert island.by_decade["part"].iloc[-1] == NOT_STATED


def test_home_and_abroad_are_what_the_landscape_says(island):
    abroad = survey(gather("XT")).published_elsewhere["specimens"].sum()
    assert island.by_group["abroad"].sum() == abroad


def test_the_least_complete_group_stands_first_and_the_refused_last(island):
    complete = island.species_by_group["completeness"]
    assert complete.dropna().is_monotonic_increasing
    assert complete.isna().to_list() == [False] * (len(complete) - 1) + [True]
    assert island.species_by_group["part"].iloc[-1] == "Lecanoromycetes"
    assert "at least 100" in island.species_by_group["refused"].iloc[-1]


def test_a_species_of_two_cells_is_one_species_of_its_group(island):
    insects = island.species_by_group.set_index("part").loc["Insecta"]
    assert insects["species"] <= 90
    assert island.species_by_cell["species"].sum() > island.species_by_group["species"].sum()


def test_who_may_fill_a_gap_is_in_scope_and_says_why(island):
    proposed = island.may_fill
    assert (proposed["gap"] > 0).all()
    assert proposed["why"].str.contains("GRSciColl says").all()
    assert proposed.groupby("group").size().max() <= 3
    plants = proposed[proposed["group"] == "Magnoliopsida"]["name"]
    assert not plants.str.contains("Zoology").any()


def test_who_says_in_a_descriptor_that_it_holds_a_group_is_named_first_and_once(island):
    evidence = gather("XT")
    table = survey(evidence).table
    proposed = who_may_fill(island, evidence, table, gather_described_taxa("XT"))
    insects = proposed[proposed["group"] == "Insecta"]
    assert insects["name"].iloc[0] == "Xantoria Gene Bank"
    assert insects["why"].iloc[0] == "a collection descriptor says “Insecta”"
    assert insects["why"].iloc[1:].str.contains("GRSciColl says").all()
    assert len(insects) == insects["key"].nunique() == 3
    others = ~proposed["group"].isin(["Insecta", "Aves"])
    assert (
        proposed[others]
        .reset_index(drop=True)
        .equals(
            island.may_fill[~island.may_fill["group"].isin(["Insecta", "Aves"])].reset_index(
                drop=True
            )
        )
    )


def test_descriptors_of_a_real_country_are_asked_for_once_and_a_copy_serves_the_day(
    made_up_server, make_settings
):
    settings = make_settings(made_up_server.url)
    for _turn in range(2):
        found = gather_described_taxa("DK", settings)
        assert found["usage_name"].tolist() == ["Insecta", "Aves"]
    (asked,) = made_up_server.requests
    assert asked.path.endswith("/grscicoll/collection/search")
    assert asked.values("country") == ["DK"]


def test_a_descriptor_of_who_has_nothing_unlinked_proposes_nobody(island):
    evidence = gather("XT")
    table = survey(evidence).table
    linked = table.loc[table["gap"] == 0, "key"].iloc[0]
    described = pd.DataFrame({"key": ["k"], "institution_key": [linked], "usage_name": ["Aves"]})
    assert who_may_fill(island, evidence, table, described).equals(island.may_fill)


def test_what_is_said_says_may_and_cites(island):
    said = " ".join(told(island))
    assert "may hold more" in said
    assert "not known is not absent" in said
    assert "https://doi.org/10.15468/dl.xt0001" in said
    assert "undigitised" not in said.casefold()


def test_without_an_answer_it_is_said_how_to_get_one():
    evidence = gather("XT")
    with pytest.raises(CourseError, match="coursehelpers sql XT --question gaps"):
        what_is_missing(evidence, survey(evidence).table)


def test_the_pictures_say_in_words_what_they_show(island):
    decades, cells = chart_decades(island), chart_cells(island)
    assert "Insecta: 156,025 records" in decades.alternative
    assert (
        "Most, 143,864, come from the cell whose south-western corner is -31, -25"
        in cells.alternative
    )
    assert "not the same as empty" in cells.alternative
    assert decades.svg == chart_decades(island).svg


def test_pictures_of_nothing_are_pictures(island):
    nothing = island._replace(gaps=island.gaps.head(0))
    assert "none" in chart_decades(nothing).alternative
    assert "0 cells" in chart_cells(nothing).alternative


def test_a_wrong_sign_does_not_make_a_map_of_the_world(island):
    stray = island.gaps.head(1).assign(south=30, west=25, records=3)
    with_stray = island._replace(gaps=pd.concat([island.gaps, stray]))
    west, east = chart_cells(with_stray).figure.axes[0].get_xlim()
    assert isclose(west, -27.3)
    assert east < 0


@pytest.fixture(scope="module")
def landscape():
    pytest.importorskip("duckdb")
    names = ("holders", "gaps", "species")
    answers = [read_answer(DOWNLOADS / f"{name}.zip", ["XT"]) for name in names]
    return survey(recount(gather("XT"), answers))


def test_what_is_missing_stands_in_text_spreadsheet_sheet_and_plan(landscape, tmp_path):
    assert "may hold more Teleostei" in written(landscape, "table")
    save_landscape(landscape, tmp_path / "xt.xlsx")
    assert "Species by cell" in load_workbook(tmp_path / "xt.xlsx").sheetnames
    order = prioritize(landscape)
    plan = action_plan(plan_facts(landscape, order, Workbook(country="XT")))
    for document in (country_sheet(landscape, order), plan):
        headings = [part.text for part in document.parts if isinstance(part, Heading)]
        assert "What is missing" in headings
    write_document(country_sheet(landscape, order), tmp_path / "sheet.pdf")
    assert len(PdfReader(tmp_path / "sheet.pdf").pages) == 1


def test_without_a_download_nothing_is_said_about_what_is_missing(landscape):
    plain = survey(gather("XT"))
    assert plain.missing is plain.differences is None
    assert "What is missing" not in written(plain, "table")


@pytest.mark.parametrize(
    ("discipline", "fits", "not_"),
    [
        ("Zoology", {"Insecta", "Teleostei", "Aves"}, {"Magnoliopsida"}),
        ("Entomology", {"Insecta"}, {"Teleostei", "Aves"}),
        ("InvertebrateZoology", {"Insecta", "Cephalopoda"}, {"Aves", "Teleostei"}),
        ("VertebrateZoology", {"Aves", "Teleostei"}, {"Insecta", "Cephalopoda"}),
        ("Bryology", {"Bryopsida"}, {"Magnoliopsida", "Lecanoromycetes"}),
        ("Lichenology", {"Lecanoromycetes"}, {"Agaricomycetes"}),
        ("Geology", set(), {"Aves", "Magnoliopsida"}),
    ],
)
def test_who_studies_one_group_is_proposed_for_no_other(island, discipline, fits, not_):
    evidence = gather("XT")
    institutions = evidence.institutions.assign(disciplines=discipline, types=None)
    classes = pd.DataFrame({"class": sorted(fits | not_)})
    gaps = classes.merge(island.gaps.head(1).drop(columns="class"), how="cross")
    answer = read_answer(DOWNLOADS / "gaps.zip", ["XT"])._replace(tables={"gaps": gaps})
    found = what_is_missing(
        replace(evidence, institutions=institutions, answers=(answer,)), survey(evidence).table
    )
    assert set(found.may_fill["group"]) == fits
