"""The verbs of module 2, in a learner's folder: what is decided is kept, and what is saved can be opened."""

import docx
import openpyxl
import pytest
from pypdf import PdfReader

from coursehelpers import answers, decisions, own, planning
from coursehelpers.errors import BadCallError, BrokenFileError
from coursehelpers.forms import sections
from coursehelpers.home import choose_country
from coursehelpers.order.calling_order import read_criteria
from coursehelpers.workbook.file import SECTIONS
from coursehelpers.workbook.spreadsheets import save_section


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Work in a learner's folder, with nothing listening where GBIF would be."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GBIF_API_URL", "http://127.0.0.1:9/v1")
    return tmp_path / "my-course"


def test_what_the_learner_knows_moves_the_order():
    assert "now, because it has asked" in repr(decisions.put_in_wave("XMB", "now", "it has asked"))
    assert "about to be lost" in repr(decisions.assess("Tea Herbarium", "risk", 3))
    first = decisions.my_calling_order().table.iloc[0]
    assert first["reasons"].startswith("it has asked")
    assert "put there by hand" in repr(decisions.how_sure(decisions.my_calling_order()))
    decisions.put_in_wave("XMB", "later", "it has closed")
    assert len(own.mine().waves) == 1


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: decisions.put_in_wave("XMB", "soon", "why"), "“soon” cannot stand in “wave”"),
        (lambda: decisions.put_in_wave("XMB", "now", ""), "something has to be written"),
        (lambda: decisions.assess("XMB", "beauty", 1), "no criterion"),
        (lambda: decisions.assess("XMB", "risk", 7), "at most 3"),
        (lambda: decisions.set_weights(beauty=1), "no criterion"),
        (lambda: decisions.set_weights(gap=-1), "at least 0"),
        (lambda: decisions.set_weights(gap="much"), "a number is needed"),
        (lambda: decisions.rank_criteria("risk", "risk"), "each criterion once"),
        (lambda: decisions.rank_criteria(), "each criterion once"),
        (lambda: decisions.rank_criteria("beauty"), "no criterion"),
        (lambda: decisions.put_in_wave("Museum", "now", "why"), "write the key"),
        (lambda: decisions.mend_links(99), "from 1 to 4"),
        (lambda: decisions.mend_links("two"), "from 1 to 4"),
        (lambda: decisions.my_letters(decisions.my_calling_order(), 99), "from 1 to 24"),
        (lambda: decisions.my_letters(decisions.my_calling_order(), "two"), "from 1 to 24"),
        (lambda: decisions.show_waves(decisions.my_calling_order(), "soon"), "is no wave"),
        (lambda: decisions.save_my_letters(decisions.my_calling_order(), "soon"), "is no wave"),
        (lambda: decisions.assess("XMB", "risk", "high"), "a number is needed"),
        (lambda: decisions.assess("XMB", "risk", -1), "at least 0"),
        (lambda: planning.note_contact("XMB", "angry"), "“angry” cannot stand in “state”"),
        (lambda: planning.note_contact("XMB", "agreed", since="soon"), "a date such as"),
        (lambda: planning.set_baseline("joy", 3, "2027-01-01"), "choose among"),
        (lambda: planning.set_baseline("sizes", 3, "soon"), "a date such as"),
        (lambda: planning.save_my_table("joy"), "is no table"),
    ],
)
def test_a_call_that_makes_no_sense_is_one_sentence_and_loses_nothing(call, said):
    decisions.assess("Tea Herbarium", "risk", 2)
    with pytest.raises(BadCallError, match=said) as caught:
        call()
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert len(own.mine().assessments) == 1


def test_letters_sheet_strategy_and_plan_can_be_opened(home):
    answers.fill_example()
    planning.fill_campaign_example()
    order = decisions.my_calling_order()
    for said in (
        decisions.save_my_letters(order),
        decisions.save_my_sheet(order),
        planning_strategy(),
        planning.save_my_plan(),
    ):
        assert "Saved as my-course/exports/" in said
    folder = home / "exports"
    assert len(docx.Document(folder / "letters-XT.docx").tables) == 5
    assert len(list((folder / "letters-XT").glob("*.txt"))) == 5
    assert len(PdfReader(folder / "sheet-XT.pdf").pages) == 1
    assert "made-up" in (folder / "sheet-XT.html").read_text(encoding="utf-8")
    assert len(docx.Document(folder / "plan-XT.docx").inline_shapes) == 5
    assert "Risks" in openpyxl.load_workbook(folder / "plan-XT.xlsx").sheetnames
    assert "15 texts" in planning.save_my_issue_texts(order)
    assert len(list((folder / "issues-XT").glob("*.md"))) == 15


def planning_strategy():
    return planning.save_my_strategy()


def test_a_whole_campaign_fills_the_pictures_and_finds_its_gaps():
    answers.fill_example()
    planning.fill_campaign_example()
    assert "7 steps" in planning.my_timeline().alternative
    assert "identified 7" in planning.my_funnel().alternative
    assert "impact" in planning.my_results().alternative
    assert "1,170" in repr(planning.my_budget())
    assert repr(planning.what_is_missing()).startswith("2 points are missing")
    assert "16" in repr(planning.measure_my_plan_again())
    assert "all are heard" in repr(answers.check_who_does_what())


def test_a_share_beside_counts_leaves_the_counts_whole():
    planning.set_baseline("sizes", 22, "2027-07-01")
    planning.set_baseline("share", 60, "2027-07-01")
    said = repr(planning.measure_my_plan_again())
    assert " 16 " in said
    assert "16.00" not in said


def test_an_empty_workbook_shows_empty_pictures_and_no_error():
    assert "without any step" in planning.my_timeline().alternative
    assert "identified 0" in planning.my_funnel().alternative
    assert "nothing yet" in planning.my_results().alternative
    assert "points are missing" in repr(planning.what_is_missing())
    assert "Goal: write" in repr(planning.check_my_campaign())


def test_the_example_of_a_campaign_belongs_to_the_training_country_only():
    choose_country("DK")
    assert "stays as it is" in repr(planning.fill_campaign_example())
    assert own.mine().steps == []


def test_offline_an_exercise_never_gets_into_real_work():
    choose_country("DK")
    assert decisions.my_calling_order().country == "XT"
    for call in (
        lambda: decisions.put_in_wave("XMB", "now", "why"),
        lambda: decisions.assess("XMB", "risk", 1),
        lambda: planning.note_contact("XMB", "agreed"),
        lambda: planning.set_baseline("sizes", 3, "2027-01-01"),
    ):
        with pytest.raises(BadCallError, match="go online for DK"):
            call()


def test_a_table_goes_out_to_a_spreadsheet_and_comes_back(home):
    planning.fill_campaign_example()
    assert "steps-XT.csv" in planning.save_my_table("steps", ";")
    path = home / "exports" / "steps-XT.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("six letters", "seven letters"))
    assert repr(planning.load_my_table("steps", str(path))) == "7 rows read."
    assert own.mine().steps[0].deliverable == "seven letters"


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_page_goes_out_to_a_spreadsheet_and_comes_back(home, suffix):
    planning.fill_campaign_example()
    before = own.mine().campaign
    planning.save_my_table("campaign")
    path = home / "exports" / f"campaign-XT.{suffix}"
    save_section(own.mine(), "campaign", path)
    assert repr(planning.load_my_table("campaign", str(path))) == "14 rows read."
    assert own.mine().campaign == before
    table = home / "exports" / "mine.csv"
    table.write_text("field;answer\ngoal;ten sizes\nmessenger;\nby_when;2027-05-01\n")
    planning.load_my_table("campaign", str(table))
    after = own.mine().campaign
    assert (after.goal, after.messenger, after.ask) == ("ten sizes", "", before.ask)
    assert after.by_when.isoformat() == "2027-05-01"
    for broken, said in (
        ("by_when;soon", "“by_when”: soon cannot be read"),
        ("beauty;much", "“beauty”: much cannot be read"),
    ):
        table.write_text(f"field;answer\ngoal;lost\n{broken}\n")
        with pytest.raises(BrokenFileError, match=said):
            planning.load_my_table("campaign", str(table))
        assert own.mine().campaign == after


def test_an_order_of_importance_becomes_weights_and_the_others_count_nothing():
    assert "risk 6.11, need 2.78, gap 1.11" in repr(decisions.rank_criteria("risk", "need", "gap"))
    weights = {w.criterion: w.weight for w in own.mine().weights}
    assert weights["rights"] == 0
    assert len(weights) == 9


def test_all_weights_nought_is_said_and_one_line_mends_it():
    decisions.set_weights(**{one["name"]: 0 for one in read_criteria()["criteria"]})
    for call in (decisions.my_calling_order, decisions.save_my_sheet, planning.save_my_plan):
        with pytest.raises(BadCallError, match="All weights are 0"):
            call()
    decisions.set_weights(rights=1)
    order = decisions.my_calling_order()
    assert (len(order.table), order.scored) == (24, False)
    assert "criteria that you give weight" in repr(decisions.how_sure(order))


def test_steps_in_a_circle_stop_the_plan_with_a_sentence_and_lose_nothing(home):
    planning.fill_campaign_example()
    table = home / "steps.csv"
    table.write_text("activity,days,after\na,1,b\nb,1,a\n")
    planning.load_my_table("steps", str(table))
    for call in (planning.my_timeline, planning.save_my_plan):
        with pytest.raises(BadCallError, match="in a circle"):
            call()
    assert len(own.mine().steps) == 9
    table.write_text("activity,days,after\nb,1,\n")
    planning.load_my_table("steps", str(table))
    assert "9 steps" in planning.my_timeline().alternative


def test_where_nobody_is_ready_letters_go_to_whoever_comes_first(home):
    order = decisions.my_calling_order()
    later = order._replace(table=order.table[order.table["wave"] == "later"])
    assert "0 letters" not in decisions.save_my_letters(later)
    nobody = order._replace(table=order.table.head(0))
    assert "0 letters" in decisions.save_my_letters(nobody)
    with pytest.raises(BadCallError, match="nobody to write to"):
        decisions.my_letters(nobody)


@pytest.mark.parametrize(
    "form",
    [f"{name}_form" for name in ("strategy", "campaign", "plan", "weights", "steps", "indicators")],
)
def test_each_form_shows_what_the_workbook_holds(form):
    planning.fill_campaign_example()
    decisions.set_weights(risk=4)
    opened = getattr(sections, form)()
    assert opened.rows
    assert opened.fields
    assert "form" in repr(opened)


@pytest.mark.parametrize("section", SECTIONS)
def test_any_table_opens_as_a_form(section):
    planning.fill_campaign_example()
    opened = sections.table_form(section)
    assert len(opened.rows) == len(getattr(own.mine(), section))
    for field in opened.fields:
        if field["kind"] == "choice":
            assert field["choices"]


def test_a_table_that_is_none_has_no_form():
    with pytest.raises(BadCallError, match="is no table"):
        sections.table_form("campaign")


def test_a_weight_that_was_typed_changes_the_order():
    before = decisions.my_calling_order().table["key"].tolist()
    sections.weights_form().changed = {"add": {"criterion": "gap", "weight": "40"}, "turn": 1}
    assert decisions.my_calling_order().table["key"].tolist() != before
    assert "declared minus linked" in decisions.what_if_weight("gap").alternative


def test_links_are_mended_with_a_message():
    assert "8,700" in repr(decisions.my_links_to_mend())
    assert "FBG" in repr(decisions.mend_links(2))
