"""The verbs of module 2, in a learner's folder: what is decided is kept, and what is saved can be opened."""

import docx
import openpyxl
import pytest
from pypdf import PdfReader

from coursehelpers import course
from coursehelpers.forms import sections
from coursehelpers.ground.errors import BadCallError, BrokenFileError
from coursehelpers.landscape.naming import distinct_names
from coursehelpers.order.calling_order import read_criteria
from coursehelpers.workbook.desk import Desk
from coursehelpers.workbook.file import SECTIONS
from coursehelpers.workbook.home import choose_country
from coursehelpers.workbook.spreadsheets import save_section
from tests.learner import fill, mine


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Work in a learner's folder, with nothing listening where GBIF would be."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GBIF_API_URL", "http://127.0.0.1:9/v1")
    return tmp_path / "my-course"


def test_what_the_learner_knows_moves_the_order():
    assert "now, because it has asked" in repr(
        course.order().move("XMB", to="now", why="it has asked")
    )
    assert "about to be lost" in repr(course.order().assess("Tea Herbarium", "risk", 3))
    first = course.order().table.iloc[0]
    assert first["reasons"].startswith("it has asked")
    assert "put there by hand" in repr(course.order().how_sure())
    course.order().move("XMB", to="later", why="it has closed")
    assert len(mine().waves) == 1


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: course.order().move("XMB", to="soon", why="why"), "one of"),
        (lambda: course.order().move("XMB", to="now", why=""), "is empty"),
        (lambda: course.order().assess("XMB", "beauty", 1), "no criterion"),
        (lambda: course.order().assess("XMB", "risk", 7), "at most 3"),
        (lambda: course.order().weights.set(beauty=1), "no criterion"),
        (lambda: course.order().weights.set(gap=-1), "at least 0"),
        (lambda: course.order().weights.set(gap="much"), "give a number|whole number"),
        (lambda: course.order().weights.rank("risk", "risk"), "each criterion once"),
        (lambda: course.order().weights.rank(), "each criterion once"),
        (lambda: course.order().weights.rank("beauty"), "no criterion"),
        (lambda: course.order().move("Museum", to="now", why="why"), "write the key"),
        (lambda: course.order().links.mend(99), "from 1 to 4"),
        (lambda: course.order().links.mend("two"), "a whole number"),
        (lambda: course.order().letters().show(99), "from 1 to 24"),
        (lambda: course.order().letters().show("two"), "copy the name from there"),
        (lambda: course.order().wave("soon"), "one of"),
        (lambda: course.order().letters().save("soon"), "one of"),
        (lambda: course.order().assess("XMB", "risk", "high"), "give a number|whole number"),
        (lambda: course.order().assess("XMB", "risk", -1), "at least 0"),
        (lambda: course.campaign().funnel.note("XMB", "angry"), "one of"),
        (lambda: course.campaign().funnel.note("XMB", "agreed", since="soon"), "a date such as"),
        (lambda: course.campaign().indicators.set("joy", target=3, by="2027-01-01"), "one of"),
        (lambda: course.campaign().indicators.set("sizes", target=3, by="soon"), "a date such as"),
    ],
)
def test_a_call_that_makes_no_sense_is_one_sentence_and_loses_nothing(call, said):
    course.order().assess("Tea Herbarium", "risk", 2)
    with pytest.raises(BadCallError, match=said) as caught:
        call()
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert len(mine().assessments) == 1


def test_a_place_of_the_order_shows_the_letter_of_who_stands_there_or_of_its_house():
    order = course.order()
    table, letters = order.table, order.letters()
    own = letters.table.set_index("key")["text"]
    for place, (key, house) in enumerate(zip(table["key"], table["duplicate_of"], strict=True), 1):
        text = (
            own[key]
            if key in own
            else own[table.loc[table["duplicate_of"].eq(house), "key"].iloc[0]]
        )
        assert text.splitlines()[0] in repr(letters.show(place))
    # Two entries that may be one house are written to once; either of them leads to that letter.
    assert len(own) < len(table)
    assert repr(letters.show("Museum of the Town of Coral Steps")) == repr(
        letters.show("Coral Steps Town Museum")
    )


def test_letters_sheet_strategy_and_plan_can_be_opened(home):
    fill()
    fill()
    order = course.order()
    for saved in (
        order.letters().save(),
        order.sheet.save(),
        course.plan().strategy.save_page(),
        course.plan().save(),
    ):
        assert "Saved as my-course/exports/" in repr(saved)
    folder = home / "exports"
    assert len(docx.Document(folder / "letters-XT.docx").tables) == 5
    assert len(list((folder / "letters-XT").glob("*.txt"))) == 5
    assert len(PdfReader(folder / "sheet-XT.pdf").pages) == 1
    assert "made-up" in (folder / "sheet-XT.html").read_text(encoding="utf-8")
    assert len(docx.Document(folder / "plan-XT.docx").inline_shapes) == 6
    assert "Risks" in openpyxl.load_workbook(folder / "plan-XT.xlsx").sheetnames
    assert "15 texts" in repr(course.plan().save_issue_texts())
    assert len(list((folder / "issues-XT").glob("*.md"))) == 15


def test_a_whole_campaign_fills_the_pictures_and_finds_its_gaps():
    fill()
    fill()
    assert "7 steps" in course.campaign().timeline.chart().alternative
    assert "identified 7" in course.campaign().funnel.chart().alternative
    assert "impact" in course.campaign().results.chart().alternative
    assert "1,170" in repr(course.campaign().budget)
    assert repr(course.plan().gaps()).startswith("3 points are missing")
    assert "16" in repr(course.campaign().indicators.again())
    assert "all are heard" in repr(course.campaign().steps.check())


def test_a_share_beside_counts_leaves_the_counts_whole():
    course.campaign().indicators.set("sizes", target=22, by="2027-07-01")
    course.campaign().indicators.set("share", target=60, by="2027-07-01")
    said = repr(course.campaign().indicators.again())
    assert " 16 " in said
    assert "16.00" not in said


def test_an_empty_workbook_shows_empty_pictures_and_no_error():
    assert "without any step" in course.campaign().timeline.chart().alternative
    assert "identified 0" in course.campaign().funnel.chart().alternative
    assert "nothing yet" in course.campaign().results.chart().alternative
    assert "points are missing" in repr(course.plan().gaps())
    assert "Goal: write" in repr(course.campaign())


def test_offline_an_exercise_never_gets_into_real_work():
    choose_country("DK")
    assert course.order().of == "XT"
    for call in (
        lambda: course.order().move("XMB", to="now", why="why"),
        lambda: course.order().assess("XMB", "risk", 1),
        lambda: course.campaign().funnel.note("XMB", "agreed"),
        lambda: course.campaign().indicators.set("sizes", target=3, by="2027-01-01"),
    ):
        with pytest.raises(BadCallError, match="go online for DK"):
            call()


def test_a_table_goes_out_to_a_spreadsheet_and_comes_back(home):
    fill()
    assert "steps-XT.csv" in repr(course.campaign().steps.save(delimiter=";"))
    path = home / "exports" / "steps-XT.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("six letters", "seven letters"))
    assert repr(course.campaign().steps.load(str(path))) == "7 rows read."
    assert mine().steps[0].deliverable == "seven letters"


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_page_goes_out_to_a_spreadsheet_and_comes_back(home, suffix):
    fill()
    before = mine().campaign
    course.campaign().save()
    path = home / "exports" / f"campaign-XT.{suffix}"
    save_section(mine(), "campaign", path)
    assert repr(course.campaign().load(str(path))) == "14 rows read."
    assert mine().campaign == before
    table = home / "exports" / "mine.csv"
    table.write_text("field;answer\ngoal;ten sizes\nmessenger;\nby_when;2027-05-01\n")
    course.campaign().load(str(table))
    after = mine().campaign
    assert (after.goal, after.messenger, after.ask) == ("ten sizes", "", before.ask)
    assert after.by_when.isoformat() == "2027-05-01"
    for broken, said in (
        ("by_when;soon", "“by_when”: soon is no day"),
        ("beauty;much", "“beauty” is no field of this page"),
    ):
        table.write_text(f"field;answer\ngoal;lost\n{broken}\n")
        with pytest.raises(BrokenFileError, match=said):
            course.campaign().load(str(table))
        assert mine().campaign == after


def test_an_order_of_importance_becomes_weights_and_the_others_count_nothing():
    assert "risk 6.11, need 2.78, gap 1.11" in repr(
        course.order().weights.rank("risk", "need", "gap")
    )
    weights = {w.criterion: w.weight for w in mine().weights}
    assert weights["rights"] == 0
    assert len(weights) == 9


def test_all_weights_nought_is_said_and_one_line_mends_it():
    course.order().weights.set(**{one["name"]: 0 for one in read_criteria()["criteria"]})
    for call in (
        lambda: repr(course.order()),
        lambda: course.order().sheet.save(),
        lambda: course.plan().save(),
    ):
        with pytest.raises(BadCallError, match="All weights are 0"):
            call()
    course.order().weights.set(rights=1)
    order = course.order()
    assert (len(order.table), order.measured.scored) == (24, False)
    assert "criteria that you give weight" in repr(order.how_sure())


def test_steps_in_a_circle_stop_the_plan_with_a_sentence_and_lose_nothing(home):
    fill()
    table = home / "steps.csv"
    table.write_text("activity,days,after\na,1,b\nb,1,a\n")
    course.campaign().steps.load(str(table))
    for call in (course.campaign().timeline.chart, course.plan().save):
        with pytest.raises(BadCallError, match="in a circle"):
            call()
    assert len(mine().steps) == 9
    table.write_text("activity,days,after\nb,1,\n")
    course.campaign().steps.load(str(table))
    assert "9 steps" in course.campaign().timeline.chart().alternative


def test_where_nobody_is_ready_letters_go_to_whoever_comes_first(home):
    order = course.order()
    measured = order.measured

    def only(table):
        order._ordered = (order._ordered[0], measured._replace(table=table))

    only(measured.table[measured.table["wave"] == "later"])
    assert " 0 letters" not in repr(order.letters().save())
    only(measured.table.head(0))
    assert " 0 letters" in repr(order.letters().save())
    with pytest.raises(BadCallError, match="nobody to write to"):
        order.letters().show()


@pytest.mark.parametrize(
    "form",
    [f"{name}_form" for name in ("strategy", "campaign", "plan", "weights", "steps", "indicators")],
)
def test_each_form_shows_what_the_workbook_holds(form):
    fill()
    course.order().weights.set(risk=4)
    opened = getattr(sections, form)(Desk())
    assert opened.rows
    assert opened.fields
    assert "form" in repr(opened)


@pytest.mark.parametrize("section", SECTIONS)
def test_any_table_opens_as_a_form(section):
    fill()
    opened = sections.table_form(section, Desk())
    assert len(opened.rows) == len(getattr(mine(), section))
    for field in opened.fields:
        if field["kind"] == "choice":
            assert field["choices"]


def test_a_table_that_is_none_has_no_form():
    with pytest.raises(BadCallError, match="is no table"):
        sections.table_form("campaign", Desk())


def test_a_weight_that_was_typed_changes_the_order():
    before = course.order().table["key"].tolist()
    sections.weights_form(Desk()).changed = {"add": {"criterion": "gap", "weight": "40"}, "turn": 1}
    assert course.order().table["key"].tolist() != before
    assert "declared minus linked" in course.order().what_if("gap").alternative


def test_links_are_mended_with_a_message():
    assert "8,700" in repr(course.order().links)
    assert "FBG" in repr(course.order().links.mend(2))


def test_whom_to_ask_first_names_two_of_one_name_by_their_towns():
    order = course.order()
    table = order.measured.table
    asked = list(order.measured.questions.drop_duplicates("key")["key"].head(2))
    towns = dict(zip(asked, ("Here", "There"), strict=True))
    twins = table.assign(
        name=table["name"].mask(table["key"].isin(asked), "Museum of Beetles"),
        city=table["key"].map(towns).astype("string").fillna("Elsewhere"),
    )
    vars(order)["_names"] = dict(zip(twins["key"], distinct_names(twins), strict=True))
    shown = order.ask_first().table["name"]
    assert {"Museum of Beetles (Here)", "Museum of Beetles (There)"} <= set(shown)
