"""The verbs by which a learner answers, in a real folder."""

import json
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from coursehelpers import course
from coursehelpers.engine.answers import read_answer
from coursehelpers.evidence.cited import kept
from coursehelpers.forms import sections
from coursehelpers.ground import locale
from coursehelpers.ground.errors import BadCallError, BrokenFileError, CourseError
from coursehelpers.ground.settings import data_file, read_settings
from coursehelpers.views.landscape import MissingView
from coursehelpers.views.training import example_workbook
from coursehelpers.workbook.desk import Desk
from coursehelpers.workbook.file import save_workbook
from coursehelpers.workbook.home import choose_country
from tests.learner import fill, mine


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Work in a learner's folder, with nothing listening where GBIF would be."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GBIF_API_URL", "http://127.0.0.1:9/v1")
    return tmp_path / "my-course"


def test_a_register_begins_once_and_keeps_answers():
    course.register().begin()
    course.register().place("saint moss herbarium", power=2, interest=5, why="quick")
    course.register().begin()
    placed = [s for s in mine().stakeholders if s.power]
    assert [(s.name, s.power) for s in placed] == [("Saint Moss Herbarium", 2)]
    assert len(mine().stakeholders) == 28


def test_a_name_that_is_nearly_right_is_found_and_one_that_may_be_two_is_not():
    course.register().begin()
    course.register().place("Botanic Garden Trust Fernhill", power=1, interest=1, why="-")
    assert sum(s.power == 1 for s in mine().stakeholders) == 1
    with pytest.raises(BadCallError, match="write the whole name"):
        course.register().place("Xantoria Museum of Bird", power=1, interest=1, why="-")


@pytest.mark.parametrize("score", [0, 6, 2.5])
def test_a_score_off_the_scale_is_refused(score):
    with pytest.raises(BadCallError, match=r"1 to 5|whole number"):
        course.register().place("Anybody", power=score, interest=3, why="-", kind="network")


def test_somebody_new_needs_a_kind():
    with pytest.raises(BadCallError, match="give a kind"):
        course.register().place("Ministry of Rain", power=5, interest=1, why="-")
    course.register().place("Ministry of Rain", power=5, interest=1, why="-", kind="ministry")
    assert mine().stakeholders[0].kind == "ministry"


def test_the_worked_example_is_whole_and_never_saved(home):
    choose_country("DK")
    example = course.training().register()
    example.place("Saint Moss Herbarium", power=1, interest=1, why="tried")
    assert 1 in example.table["power"].tolist()
    workbook = example_workbook()
    assert len([s for s in workbook.stakeholders if s.power]) == 8
    assert len(workbook.ties) == 7
    assert len(workbook.rights_holders) == 1
    assert 1 not in [s.power for s in workbook.stakeholders]
    assert mine().stakeholders == []
    assert not list(home.glob("workbook-*"))


def test_without_internet_the_training_countrys_organisations_stay_out_of_a_real_register():
    choose_country("DK")
    said = repr(course.register().begin())
    assert "instead of DK" in said
    assert mine().stakeholders == []


def test_a_tie_needs_two_who_are_in_the_register():
    fill()
    with pytest.raises(BadCallError, match="place it first"):
        course.register().tie("Saint Moss Herbarium", "Nobody at all")
    with pytest.raises(BadCallError, match="1, 2 or 3"):
        course.register().tie("Saint Moss Herbarium", "Xantoria Insect Society", strength=9)


def test_the_network_is_read_in_sentences():
    fill()
    said = repr(course.register().network)
    assert "Bridges between others: Network of Island Herbaria" in said
    assert "Nobody talks to them yet: Xantoria Insect Society." in said


def test_the_register_goes_out_to_a_spreadsheet_and_comes_back(home):
    fill()
    assert (
        repr(course.register().save(delimiter=";")) == "Saved as my-course/exports/register-XT.csv."
    )
    file = home / "exports" / "register-XT.csv"
    text = file.read_text(encoding="utf-8-sig").replace(
        "nearly all sheets online", "every sheet online"
    )
    file.write_text(text, encoding="cp1252", errors="ignore")
    course.register().load(str(file))
    assert any("every sheet online" in s.why for s in mine().stakeholders)
    assert len(mine().stakeholders) == 31
    assert {path.name for path in (home / "exports").iterdir()} == {
        "register-XT.csv", "register-XT.xlsx", "network-XT.graphml", "kumu-elements-XT.csv", "kumu-connections-XT.csv",
    }  # fmt: skip
    with pytest.raises(BrokenFileError, match="cannot be opened"):
        course.register().load("nothing.csv")


def test_what_is_shared_holds_no_name(home):
    fill()
    assert repr(course.register().cards.score({1: (5, 2), 12: (3, 5)})) == "Cards scored: 2 of 12."
    assert "nothing was sent" in repr(course.register().share())
    shared = json.loads((home / "exports" / "shared-XT.json").read_text(encoding="utf-8"))
    assert len(shared["kinds"]) == 8
    assert set(shared["kinds"][0]) == {"kind", "power", "interest"}
    assert "Moss" not in json.dumps(shared)


def test_role_cards_are_kept_with_the_training_country_and_shared_with_the_learners_own(home):
    choose_country("DK")
    course.register().place("Ministry of Rain", power=5, interest=1, why="-", kind="ministry")
    course.register().cards.score({3: (4, 4)})
    course.register().cards.score({3: (4, 5)})
    assert mine().cards == []
    assert "1 placed stakeholders by kind, and 1 role cards" in repr(course.register().share())
    shared = json.loads((home / "exports" / "shared-DK.json").read_text(encoding="utf-8"))
    assert shared["cards"] == [{"card": 3, "power": 4, "interest": 5}]
    assert len(shared["kinds"]) == 1


@pytest.mark.parametrize("scores", [{0: (1, 1)}, {13: (1, 1)}, {1: (1, 6)}, {1: (1,)}])
def test_a_card_that_does_not_exist_or_a_score_off_the_scale_is_refused(scores):
    with pytest.raises(BadCallError, match=r"\{1: \(4, 2\)\}"):
        course.register().cards.score(scores)


def test_kinds_that_nobody_stands_for_are_asked_for():
    course.register().begin()
    said = repr(course.register().who_is_missing())
    assert "ministries and funders" in said
    assert "institution with collections" not in said
    assert "No rights-holder is entered" in said
    fill()
    said = repr(course.register().who_is_missing())
    assert "ministries and funders" not in said
    assert "rights-holder" not in said


def test_numbers_about_the_network_and_salience_are_there_for_who_asks():
    course.register().begin()
    assert "Too small to read" in repr(course.register().network.show())
    assert "nothing to show" in repr(course.register().roles.salience)
    fill()
    assert "betweenness" in repr(course.register().network.show())
    workbook = mine()
    for one in workbook.stakeholders:
        if one.power:
            one.legitimacy, one.urgency = 5, 4
    save_workbook(workbook)
    said = repr(course.register().roles.salience)
    assert "definitive" in said
    assert "dependent" in said


def test_two_rounds_of_the_example_group_and_their_kinds():
    first, second = course.group(), course.group("example, second round")
    assert "Director of the National Museum" in repr(first.compare(second))
    assert "nothing to show" in repr(first.compare(second, about="interest"))
    assert "12 learners" in repr(first.kinds())
    assert "“small collections” – “small-collection”" in repr(first.who())
    joined = course.group(same={"small collections": "small-collection"})
    assert "may mean" not in repr(joined.who())


def test_pictures_and_tables_say_what_they_show():
    fill()
    assert "8 stakeholders" in repr(course.register().chart())
    assert "7 ties" in repr(course.register().network.chart())
    assert "8 placed" in repr(course.register().show())
    assert "Director of the National Museum" in repr(course.register().cards)
    group = course.group()
    assert "Do not" not in repr(group.discuss()), "twelve raters"
    assert "interest" in repr(group.dots("interest"))
    with pytest.raises(BadCallError, match="one of"):
        group.dots("beauty")


def test_notes_in_the_landscapes_spreadsheet_come_back_by_key(home):
    course.landscape().save()
    file = home / "exports" / "landscape-XT.xlsx"
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    header = [cell.value for cell in page[1]]
    page.cell(5, header.index("note") + 1).value = "=no formula, just a note"
    page.cell(5, header.index("contacted") + 1).value = date(2026, 11, 20)
    key = page.cell(5, 1).value
    book.save(file)
    assert repr(course.landscape().load(str(file))) == "Your workbook holds notes on 1 institution."
    kept = {(c.key, c.field): c.value for c in mine().corrections}
    assert kept[key, "contacted"] == "2026-11-20"
    course.landscape().load(str(file))
    assert len(mine().corrections) == len(kept)


@pytest.mark.parametrize("content", [b"no spreadsheet", b""])
def test_another_file_is_no_spreadsheet(tmp_path, content):
    (tmp_path / "notes.xlsx").write_bytes(content)
    with pytest.raises(BrokenFileError, match="cannot be read as a spreadsheet"):
        course.landscape().load(str(tmp_path / "notes.xlsx"))


def test_a_spreadsheet_without_keys_is_refused(tmp_path):
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(BrokenFileError, match="no column “key”"):
        course.landscape().load(str(tmp_path / "empty.xlsx"))


def test_the_cards_for_a_first_call_print_and_say_that_they_are_made_up(home):
    course.register().cards.save("calls")
    page = (home / "exports" / "call-cards.html").read_text(encoding="utf-8")
    assert page.count('class="card"') == page.count("exercise: made-up roles") == 12


def test_a_correction_stands_beside_the_registrys_value():
    said = repr(
        course.landscape().correct(
            "Saint Moss Herbarium", "declared", "7500", source="its curator, by telephone"
        )
    )
    assert "you say 7,500 (its curator, by telephone)" in said
    course.landscape().correct(
        "Saint Moss Herbarium", "declared", "7600", source="its curator, by telephone"
    )
    text = repr(course.landscape().corrections)
    assert "7600" in text
    assert "7500" not in text
    with pytest.raises(BadCallError, match="copy the name from there"):
        course.landscape().correct("Nowhere Museum of Nothing", "declared", "1", source="-")


def test_an_attitude_and_the_one_hoped_for():
    fill()
    said = course.register().engage(
        "Saint Moss Herbarium", now="neutral", wanted="leading", ask="a letter"
    )
    assert "2 steps to go" in repr(said)
    assert "inform first" in repr(
        course.register().engage("Environment Agency of Xantoria", now="unaware", wanted="neutral")
    )
    with pytest.raises(BadCallError, match='one of "unaware"'):
        course.register().engage("Saint Moss Herbarium", now="angry", wanted="leading")
    with pytest.raises(BadCallError, match="place it first"):
        course.register().engage("Ministry of Rain", now="neutral", wanted="leading")
    assert "of 5 stakeholders" in course.register().roles.chart().alternative
    assert "1 have not heard" in course.register().roles.chart().alternative


def test_the_forms_of_register_and_ties_show_what_is_there():
    fill()
    assert len(sections.register_form(Desk()).rows) == len(mine().stakeholders)
    assert len(sections.tie_form(Desk()).rows) == 7
    assert "Your register" in repr(sections.register_form(Desk()))


def test_who_does_what_is_checked():
    assert "no step" in repr(course.campaign().steps.check())


def test_the_register_comes_back_from_a_spreadsheet_program():
    fill()
    before = mine().stakeholders
    course.register().save()
    course.register().load(str(read_settings().home / "exports" / "register-XT.xlsx"))
    assert mine().stakeholders == before


def test_the_role_cards_print_twelve_and_say_that_they_are_an_exercise(home):
    course.register().cards.save()
    page = (home / "exports" / "role-cards.html").read_text(encoding="utf-8")
    assert page.count('class="card"') == page.count("exercise: made-up country") == 12


def test_an_institution_that_nobody_listed_is_added_beside_gbifs_values():
    course.landscape().add(
        "Museum of the Lighthouse", "Port Amber", source="its keeper, in person", declared=120
    )
    assert [s.name for s in mine().stakeholders] == ["Museum of the Lighthouse"]
    text = repr(course.landscape().corrections)
    assert text.count("Museum of the Lighthouse (added by you)") == 3
    assert "120" in text
    with pytest.raises(BadCallError, match="already"):
        course.landscape().add("saint moss herbarium", "Saint Moss", source="-")


def test_a_correction_is_seen_at_once_beside_the_registrys_value():
    landscape = course.landscape()
    before = landscape.table.copy()
    landscape.correct("Saint Moss Herbarium", "declared", "150 000", source="its curator")
    shown_now = landscape.show("name", "declared", rows=100)
    assert "(you: 150,000)" in repr(shown_now)
    assert "(you: 150,000)" in shown_now._repr_html_()
    assert landscape.table.equals(before)
    assert shown_now.table.equals(before)


def test_a_number_that_is_none_is_refused():
    with pytest.raises(BadCallError, match="is no number"):
        course.landscape().correct("Saint Moss Herbarium", "declared", "many", source="its curator")


def test_what_is_missing_is_read_from_a_download_and_said_where_there_is_none():
    landscape = course.training().landscape(answers=True)
    assert "doi.org/10.15468/dl.xt0001" in repr(landscape)
    assert "not known is not absent" in repr(landscape.missing)
    assert "specimen records" in landscape.missing.chart("cells").alternative
    asked = landscape.missing.may_fill
    assert asked.table["gap"].min() > 0
    assert "a collection descriptor says “Insecta”" in repr(asked)
    assert "not shown" not in repr(asked)
    nothing = course.training().landscape().missing
    assert "coursehelpers sql XT --question gaps" in repr(nothing)
    with pytest.raises(CourseError, match="read from a download"):
        nothing.chart()


def test_without_internet_it_is_said_that_descriptors_were_not_asked():
    pytest.importorskip("duckdb")
    shown = course.training().landscape(answers=True).missing
    from_snapshot = shown._landscape.provenance | {"source": "snapshot"}
    aside = shown._landscape._replace(provenance=from_snapshot)
    asked = MissingView(shown._desk, shown._evidence, aside).may_fill
    assert "A snapshot holds no descriptors" in repr(asked)
    assert asked.table.equals(aside.missing.may_fill)


def test_a_question_for_gbifs_own_engine_is_written_and_never_sent():
    asked = repr(course.landscape().question("holders"))
    assert "GROUP BY" in asked
    assert "https://www.gbif.org/occurrence/download/sql" in asked


def test_the_examples_answers_are_those_of_its_download():
    pytest.importorskip("duckdb")
    held = kept("XT", replace(read_settings(), home=data_file("training")))
    assert [answer.question for answer in held] == ["gaps", "holders", "links", "species"]
    for answer in held:
        path = data_file("training", "answers", f"{answer.question}.zip")
        fresh = read_answer(path, ["XT"], answer.doi)
        assert fresh.made == answer.made
        for name, table in fresh.tables.items():
            assert answer.tables[name].equals(table), (answer.question, "run make notebooks")


def test_a_table_without_a_row_says_what_it_means_that_there_is_none(monkeypatch):
    landscape = course.training().landscape()
    empty = landscape.measured._replace(
        table=landscape.table.head(1).assign(duplicate_of=None),
        publishers=landscape.measured.publishers.head(0),
        published_elsewhere=landscape.measured.published_elsewhere.head(0),
        misplaced=landscape.measured.misplaced.head(0),
    )
    monkeypatch.setattr(type(landscape), "_landscape", empty)
    said = [
        repr(getattr(landscape, name)).split("\n")[0]
        for name in ("publishers", "published_elsewhere", "to_check", "duplicates")
    ]
    assert len(set(said)) == 4
    assert all(sentence.startswith("No ") for sentence in said)


def test_kinds_of_stakeholders_are_codes_in_english_and_words_elsewhere():
    register = course.training().register()
    assert "institution with" not in repr(register.show(rows=1))
    locale.use("es")
    try:
        assert "institución con colecciones" in repr(register.show(rows=1))
    finally:
        locale.use(None)
