"""The landscape: its columns, its classes, its totals, and what it must never say."""

from collections import Counter
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.evidence.gather import gather
from coursehelpers.gbif.grscicoll import INSTITUTIONS
from coursehelpers.ground.errors import BrokenFileError
from coursehelpers.ground.names import plain
from coursehelpers.ground.tables import WHOLE, Column, tidy
from coursehelpers.landscape.conversations import CONVERSATIONS
from coursehelpers.landscape.report import save_landscape, totals_lines
from coursehelpers.landscape.survey import (
    COLUMNS,
    read_rules,
    summarize,
    survey,
    total,
)
from tests.gbif_api.made_up_countries import STRAYED

EVIDENCE = gather("XT")
XT = survey(EVIDENCE)
BY_CODE = XT.table.set_index(XT.table["code"].fillna(XT.table["name"]))


def test_the_table_has_exactly_its_columns_and_types():
    assert list(XT.table.columns) == list(COLUMNS)
    assert [str(dtype) for dtype in XT.table.dtypes] == [
        column.dtype for column in COLUMNS.values()
    ]
    assert XT.table.attrs["provenance"]["source"] == "training"


def test_rows_are_ordered_by_name_whatever_its_case():
    folded = [name.casefold() for name in XT.table["name"]]
    assert folded == sorted(folded)


@pytest.mark.parametrize(
    ("institution", "triage"),
    [
        ("OLD", "out-of-scope"),
        ("XGS", "out-of-scope"),
        ("LBP", "verify"),
        ("FBG", "link-fix"),
        ("SMH", "complete"),
        ("PAU", "grow"),
        ("NHA", "grow"),
        ("LBMS", "grow"),
        ("XIS", "onboard"),
        ("XGB", "onboard"),
        ("CSM", "engage"),
        ("XFRO", "engage"),
        ("PAZ", "ask-size"),
        ("Agricultural College of the Highlands", "ask-size"),
    ],
)
def test_a11_each_kind_of_conversation_is_found(institution, triage):
    assert BY_CODE.loc[institution, "triage"] == triage


def test_a11_archaeology_beside_biology_is_in_scope():
    assert "Archaeology" in EVIDENCE.institutions.set_index("code").loc["CSM", "disciplines"]
    assert BY_CODE.loc["CSM", "triage"] == "engage"


def test_a11_a_lower_bound_is_never_called_mostly_linked():
    marine = BY_CODE.loc["LBMS"]
    assert (marine["declared_basis"], marine["share"], marine["triage"]) == ("partial", 1.0, "grow")


def test_a11_thresholds_are_data():
    rules = read_rules()
    generous = {**rules, "triage": {**rules["triage"], "complete_from": 0.2}}
    assert (survey(EVIDENCE, generous).table["triage"] == "complete").sum() > (
        XT.table["triage"] == "complete"
    ).sum()


def test_a3_the_gap_is_never_negative_and_missing_where_the_size_is():
    fossil = BY_CODE.loc["XPM"]
    assert (fossil["gap"], fossil["share"], fossil["over"]) == (0, 1.0, True)
    unknown = XT.table["declared"].isna()
    assert XT.table.loc[unknown, ["gap", "share"]].isna().all(axis=None)
    assert not XT.table.loc[unknown, "over"].any()


def test_a2_only_specimen_records_count():
    assert BY_CODE.loc["PAZ", "linked"] == 0
    assert EVIDENCE.institutions.set_index("code").loc["PAZ", "occurrence_count"] == 5_400


def test_a6_a_publisher_abroad_is_evidence_without_a_name():
    abroad = BY_CODE.loc["NHA"]
    assert abroad["publisher"] == "E1"
    assert abroad.isna()["publisher_name"]


def test_a10_candidates_are_marked_and_never_dropped():
    assert len(XT.table) == len(EVIDENCE.institutions)
    assert BY_CODE.loc["CSM", "duplicate_of"] == BY_CODE.loc["CSMC", "duplicate_of"]
    assert BY_CODE.loc[["XMB", "MBX"], "duplicate_of"].isna().all()


def test_a4_totals_leave_out_of_scope_rows_out_of_the_sums():
    totals = XT.totals
    assert totals.institutions == totals.known + totals.unknown + totals.out_of_scope == 26
    inside = XT.table[XT.table["triage"] != "out-of-scope"]
    assert totals.declared == inside["declared"].sum()
    assert totals.declared < XT.table["declared"].sum()
    assert totals.gap == totals.declared - totals.linked + totals.excess
    assert totals.linked == inside.loc[inside["declared"].notna(), "linked"].sum()
    assert totals.linked_unstated == inside.loc[inside["declared"].isna(), "linked"].sum() > 0


@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(1, 10**7),
            st.integers(0, 10**7),
            st.sampled_from(list(CONVERSATIONS)),
        )
    )
)
def test_a4_a_reader_can_check_the_sums_whatever_the_rows(rows):
    records = [
        {"key": str(n), "declared": declared, "linked": linked, "triage": triage,
         "gap": None if declared is None else max(declared - linked, 0)}
        for n, (declared, linked, triage) in enumerate(rows)
    ]  # fmt: skip
    table = tidy(records, COLUMNS)
    totals, summary = total(table), summarize(table)
    assert totals.institutions == len(rows) == summary["institutions"].sum()
    counted = summary[summary["triage"] != "out-of-scope"]
    sums = ["declared", "linked", "excess", "gap"]
    if totals.known:
        assert totals.gap == totals.declared - totals.linked + totals.excess
        assert [getattr(totals, name) for name in sums] == counted[sums].sum().tolist()
    else:
        assert [getattr(totals, name) for name in sums] == [None] * 4
    nobody = summary["institutions"] == summary["size_unknown"]
    assert summary.loc[nobody, sums].isna().all(axis=None)
    assert summary.loc[~nobody, sums].notna().all(axis=None)
    inside = [row for row in records if row["triage"] != "out-of-scope"]
    assert totals.all_linked == sum(row["linked"] for row in inside)
    assert totals.unknown == counted["size_unknown"].sum()


def test_a4_the_printed_sums_can_be_checked_by_whoever_reads_them():
    table = tidy(
        [
            {"key": "a", "declared": 500, "linked": 120, "gap": 380, "triage": "engage"},
            {"key": "b", "declared": 100, "linked": 130, "gap": 0, "triage": "complete"},
            {"key": "c", "linked": 77, "triage": "onboard"},
        ],
        COLUMNS,
    )
    said = " ".join(totals_lines(XT._replace(totals=total(table))))
    assert (
        "Of the 2 that state a size: declared 600 specimens, linked 250 records, declared minus linked 380."
        in said
    )
    assert "(600 − 250 + 30 = 380)" in said
    assert "Linked to the 1 that states no size: 77 records." in said
    silent = XT._replace(totals=total(table.tail(1)))
    assert "nothing can be summed up. Linked: 77 records." in " ".join(totals_lines(silent))


def test_a_sum_that_is_not_known_is_a_dash_in_a_spreadsheet_and_never_nought(tmp_path):
    save_landscape(XT, tmp_path / "xt.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "xt.xlsx")["Summary"]
    header, *rows = sheet.iter_rows(values_only=True)
    by_kind = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    nobody = by_kind["ask-size"]
    assert nobody["institutions"] == nobody["size_unknown"] > 0
    assert [nobody[name] for name in ("declared", "linked", "excess", "gap")] == ["–"] * 4
    assert nobody["linked_unstated"] == 0
    grow = by_kind["grow"]
    assert grow["gap"] == grow["declared"] - grow["linked"] + grow["excess"]


def test_publishers_without_a_certain_match_are_listed_beside_the_table():
    assert XT.publishers["name"].tolist() == [
        "The Saint-Moss Herbarium", "Xantoria Forest Research Office", "Island Survey of Rocks and Waters",
    ]  # fmt: skip
    assert "Environment Agency of Xantoria" not in XT.publishers["name"].tolist(), (
        "it has no specimen record"
    )


def test_what_is_published_elsewhere_leaves_the_country_itself_out():
    assert XT.published_elsewhere["country"].tolist() == [
        "GB",
        "XU",
        "FR",
        "US",
        "DE",
        "PT",
        "BR",
        "ZA",
    ]
    assert XT.published_elsewhere["specimens"].is_monotonic_decreasing


def test_a_country_that_looks_wrong_is_said_with_its_reason():
    why = XT.misplaced.set_index("name")["why"]
    assert "Xantorian" in why["Xantorian National Herbarium Annex"]
    assert "outside the country" in why["Harbour Museum of Distant Shores"]


def test_a_country_without_institutions_gives_advice():
    empty = survey(
        replace(
            EVIDENCE,
            institutions=EVIDENCE.institutions.head(0),
            lookalikes=EVIDENCE.lookalikes.head(0),
        )
    )
    assert empty.totals.institutions == 0
    assert any("lists no institution" in note for note in empty.notes)
    assert len(empty.publishers) > 3


def test_one_institution_of_unknown_size_is_no_trouble():
    one = EVIDENCE.institutions.query("code == 'LBP'").reset_index(drop=True)
    found = survey(replace(EVIDENCE, institutions=one))
    assert found.totals._asdict() == {"institutions": 1, "known": 0, "unknown": 1, "out_of_scope": 0, "declared": None,
                                      "linked": None, "excess": None, "gap": None, "linked_unstated": 0}  # fmt: skip


def test_a_trainers_own_rules_may_be_a_part_of_ours(tmp_path):
    own = tmp_path / "rules.toml"
    own.write_text("[triage]\ncomplete_from = 0.5\n")
    assert read_rules(own)["triage"]["complete_from"] == 0.5
    assert read_rules(own)["triage"]["link_fix_below"] == 0.5
    own.write_text("complete_from = = 1")
    with pytest.raises(BrokenFileError, match=r"landscape_rules\.toml"):
        read_rules(own)


def test_countries_say_nothing_false(world_server, make_settings):
    settings = make_settings(world_server.url)
    listed = Counter(
        (one.get("address") or {}).get("country") for one in world_server.world.institutions
    )
    us = survey(gather("US", settings))
    assert len(us.table) == listed["US"]
    assert us.totals.known + us.totals.unknown + us.totals.out_of_scope == listed["US"]
    assert survey(gather("NA", settings)).table["name"].str.contains("Namibia").any()
    india, ocean = survey(gather("IN", settings)), survey(gather("IO", settings))
    assert (len(india.table), len(ocean.table)) == (listed["IN"], listed["IO"])
    assert india.misplaced["listed_under"].eq("IO").all()
    assert set(india.misplaced["key"]) == set(ocean.misplaced["key"])
    assert not set(india.table["key"]) & set(ocean.table["key"])
    strayed = STRAYED if listed["IO"] < 79 else 27
    assert any(f"At least {strayed} institutions" in note for note in ocean.notes)


def test_a_note_names_up_to_three_institutions_and_says_what_may_have_happened():
    slips = {
        "Fern A": (22.9, -43.2),
        "Fern B": (-22.9, 43.2),
        "Fern C": (-43.2, -22.9),
        "Fern D": (22.9, 43.2),
    }
    rows = [
        {
            "key": name,
            "name": name,
            "address": {"country": "BR"},
            "latitude": north,
            "longitude": east,
        }
        for name, (north, east) in slips.items()
    ]
    institutions = tidy(rows, INSTITUTIONS | {"linked": Column(WHOLE, "")})
    notes = survey(replace(gather("XT"), country="BR", institutions=institutions)).notes
    (said,) = [note for note in notes if "coordinates lie outside" in note]
    assert said.startswith("Ask 4 institutions where their buildings stand")
    assert "the country: Fern A (the sign of its latitude may be wrong); Fern B (" in said
    assert "Fern C (latitude and longitude may be swapped) and 1 more." in said
    assert "Fern D" not in said


def test_a_note_on_two_numbers_names_whom_to_ask():
    disagreeing = XT.table[XT.table["disagree"]]
    (said,) = [note for note in XT.notes if "far from it" in note]
    assert all(name in said for name in disagreeing["name"])


def test_the_sums_say_what_they_leave_out_and_what_they_may_hold_twice():
    lines = totals_lines(XT)
    outside = XT.totals.out_of_scope
    assert outside
    assert any(
        line.startswith(f"{outside} entr") and "inactive" in line and "triage" in line
        for line in lines
    )
    groups = XT.table.loc[XT.table["triage"] != "out-of-scope", "duplicate_of"].nunique()
    assert groups
    assert any(line.startswith(f"{groups} institution") and "hold" in line for line in lines)
    none = XT._replace(
        table=XT.table.assign(duplicate_of=None), totals=XT.totals._replace(out_of_scope=0)
    )
    assert not any("twice" in line or "scope:" in line for line in totals_lines(none)[1:])


def test_the_spreadsheet_explains_its_codes_and_sorts_as_readers_look(tmp_path):
    names = XT.table["name"].copy()
    names.iloc[0], names.iloc[1] = "zinc  HOUSE ,", "Éclat Museum"
    save_landscape(XT._replace(table=XT.table.assign(name=names)), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    shown = [cell.value for cell in book.worksheets[0]["C"][1:] if cell.value]
    assert "zinc HOUSE" in shown
    assert [plain(name) for name in shown] == sorted(plain(name) for name in shown)
    legend = {(row[0], row[1]): row[2] for row in book.worksheets[-1].iter_rows(values_only=True)}
    sheet = book.worksheets[0].title
    for column in ("triage", "publisher", "declared_basis"):
        for code in XT.table[column].unique():
            assert legend[sheet, f"{column}: {code}"], "whoever opens only the file understands it"
