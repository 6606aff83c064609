"""The register: filled from real data, placed on the grid, and carried through any spreadsheet."""

import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.evidence.gather import gather
from coursehelpers.ground.characters import printable
from coursehelpers.ground.errors import BrokenFileError
from coursehelpers.landscape.survey import survey
from coursehelpers.stakeholders.register import (
    QUADRANTS,
    REGISTER,
    check_raci,
    engagement_gap,
    from_landscape,
    is_borderline,
    kumu_connections,
    kumu_elements,
    quadrant,
    register,
    salience,
)
from coursehelpers.workbook.entries import Stakeholder, Tie
from coursehelpers.workbook.spreadsheets import read_entries, write_entries

scores = st.none() | st.integers(1, 5)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])).map(str.strip)
names = words.filter(bool)
stakeholders = st.builds(
    Stakeholder, key=names, name=names, kind=names, power=scores, interest=scores, why=words, role=words,
    current=st.sampled_from([None, "unaware", "resistant", "leading"]), next_step=words, urgency=scores,
)  # fmt: skip


def test_a_register_begins_with_who_really_appears_in_the_data():
    evidence = gather("XT")
    landscape = survey(evidence)
    found = from_landscape(evidence, landscape)
    assert len(found) == 24 + 3 + 1
    assert {s.kind for s in found} == {"institution", "publisher", "aggregator"}
    assert "Xantoria Geological Survey" not in [s.name for s in found], "out of scope"
    assert all(s.power is None and s.interest is None for s in found)


@pytest.mark.parametrize(("power", "interest", "corner"), [
    (5, 5, "work closely"), (5, 1, "keep satisfied"), (1, 5, "support"), (1, 1, "keep in view"), (3, 3, "work closely"),
])  # fmt: skip
def test_a_corner_is_found_by_the_middle_of_the_scale(power, interest, corner):
    assert quadrant(power, interest) == corner


def test_no_corner_is_called_monitor_or_ignore():
    assert not any(word in " ".join(QUADRANTS) for word in ("monitor", "ignore", "minimal"))


@given(st.lists(stakeholders, max_size=8, unique_by=lambda s: s.key), stakeholders)
def test_adding_a_stakeholder_changes_nobodys_corner(before, new):
    one = register(before)["quadrant"].tolist()
    both = register([*before, new])["quadrant"].tolist()
    assert [pd.isna(c) or c for c in both[:-1]] == [pd.isna(c) or c for c in one]


def test_the_middle_belongs_to_no_corner_for_certain():
    assert is_borderline(3, 5)
    assert not is_borderline(2, 4)


@pytest.mark.parametrize(("current", "desired", "gap"), [
    ("resistant", "leading", 3), ("supportive", "supportive", 0), ("leading", "neutral", -2),
    ("unaware", "leading", "inform first"), (None, "leading", None), ("neutral", None, None),
])  # fmt: skip
def test_unaware_is_no_attitude(current, desired, gap):
    assert engagement_gap(current, desired) == gap


def test_salience_has_eight_classes_and_dangerous_reads_listen_first():
    found = {salience(p, lg, u) for p in (1, 5) for lg in (1, 5) for u in (1, 5)}
    assert {name for name, _words in found} == {
        "non-stakeholder", "dormant", "discretionary", "demanding", "dominant", "dangerous", "dependent", "definitive",
    }  # fmt: skip
    assert dict(found)["dangerous"] == "listen first"
    assert salience(3, 3, 3, threshold=3)[0] == "definitive"


def test_each_activity_has_one_who_answers_and_one_who_does():
    table = pd.DataFrame(
        [
            ("call", "node", "R"),
            ("call", "museum", "A"),
            ("call", "dean", "A"),
            ("visit", "node", "A"),
            ("x", "y", "I"),
        ],
        columns=["activity", "actor", "letter"],
    )
    findings = check_raci(table, must_be_heard=["museum", "y"])
    assert len(findings) == 5
    assert any("“call” has 2 who answer" in finding for finding in findings)
    assert any("“visit” has nobody who does it" in finding for finding in findings)
    assert any("“y” is heard nowhere" in finding for finding in findings)
    good = pd.DataFrame(
        [("call", "node", "R"), ("call", "museum", "A")], columns=["activity", "actor", "letter"]
    )
    assert check_raci(good) == []


@given(st.lists(stakeholders, max_size=6), st.sampled_from([",", ";", "\t"]))
def test_a_register_survives_the_way_through_a_spreadsheet(before, delimiter):
    assert (
        read_entries(write_entries(before, REGISTER, delimiter), "mine.csv", Stakeholder) == before
    )


def test_a_french_spreadsheet_is_understood():
    text = (
        "\ufeffname;kind;power;interest;why\r\nHerbier;institution;4,0;5;Réponse rapide\r\n;;;;\r\n"
    )
    found = read_entries(text, "registre.csv", Stakeholder)
    assert [(s.key, s.power, s.interest) for s in found] == [("Herbier", 4, 5)]


@pytest.mark.parametrize(("row", "field"), [("A;x;9;1", "power"), ("A;x;many;1", "power"), ("A;x;2,5;1", "power"),
                                            ("A;;2;1", "kind")])  # fmt: skip
def test_a_bad_row_is_named_with_its_field(row, field):
    with pytest.raises(BrokenFileError, match=rf"mine\.csv, row 3, “{field}”"):
        read_entries(f"name;kind;power;interest\nok;x;1;1\n{row}\n", "mine.csv", Stakeholder)


def test_a_file_without_the_columns_is_refused():
    with pytest.raises(BrokenFileError, match="no column"):
        read_entries("a,b\n1,2\n", "other.csv", Stakeholder)


HOSTILE = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://example.org")',
    "\u202eright to left",
    "x" * 10_000,
]


@pytest.mark.parametrize("name", HOSTILE, ids=["script", "formula", "bidi", "long"])
def test_a_hostile_name_stays_text_everywhere(name):
    from xml.etree import ElementTree

    from coursehelpers.charts.stakeholders import chart_grid, chart_network
    from coursehelpers.documents import html
    from coursehelpers.stakeholders.network import network

    one = Stakeholder(key="a", name=name, kind="institution", power=4, interest=4)
    text = write_entries([one], REGISTER)
    assert read_entries(text, "f.csv", Stakeholder)[0].name == printable(name, "cell")
    assert not any(line.startswith("=") or ",=" in line for line in text.splitlines())
    assert "<script>" not in html.table(register([one])[["name"]], name)
    for picture in (chart_grid([one]), chart_network(network([one], []))):
        ElementTree.fromstring(picture.svg)
        assert "<script>" not in picture.svg


def test_a_map_for_kumu_holds_no_scores():
    pair = [Stakeholder(key="a", name="A", kind="network", power=5, interest=1, role="opens doors"),
            Stakeholder(key="b", name="B", kind="own word")]  # fmt: skip
    elements = pd.read_csv(io.StringIO(kumu_elements(pair)))
    assert list(elements.columns) == ["Label", "Type", "Description"]
    assert elements["Type"].tolist() == ["professional societies and networks", "own word"]
    links = pd.read_csv(io.StringIO(kumu_connections(pair, [Tie(one="a", other="b", strength=2)])))
    assert links[["From", "To", "Strength"]].values.tolist() == [["A", "B", 2]]


def test_every_column_of_the_register_is_a_field_of_the_workbook():
    assert list(REGISTER) == list(Stakeholder.model_fields)


def test_a_name_that_is_a_formula_is_text_in_a_map_for_kumu():
    hostile = '=HYPERLINK("https://example.org")'
    pair = [
        Stakeholder(key="a", name=hostile, kind="x"),
        Stakeholder(key="b", name="+1", kind="=x"),
    ]
    for written in (
        kumu_elements(pair),
        kumu_connections(pair, [Tie(one="a", other="b", strength=2)]),
    ):
        table = pd.read_csv(io.StringIO(written), dtype="string")
        cells = table.stack()
        assert cells.str.contains("HYPERLINK", regex=False).any()
        assert not cells.str.match(r"[=+@]").any()
