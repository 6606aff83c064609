"""In a language that is made from English, no English is left outside code, names and citations."""

import csv
import json
import re
from contextlib import suppress
from pathlib import Path

import docx
import openpyxl
import pytest
from pypdf import PdfReader
from upkeep.pseudo import LANGUAGE, bracketed, write_pseudo

from coursehelpers import course
from coursehelpers.classroom.cards import save_role_cards
from coursehelpers.classroom.handouts import canvas_page, grid_page, rubric_page
from coursehelpers.cli import main
from coursehelpers.ground import locale
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.locale.catalogue import Catalogue
from coursehelpers.stakeholders.register import KINDS

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = re.compile(
    r"(?<![\w.-])(the|of|with|which|your|and|is|are|not|to|in|for|at|by|from|or|this|that|it|there)(?![\w.-])"
)
NO_TEXT = re.compile(
    r"<style.*?</style>|<script.*?</script>|<[^>]+>|https?://\S+|`[^`]*`",
    re.DOTALL,
)


def names_of_the_training_country():
    """Names are not translated: of institutions, datasets, publishers and stakeholders."""
    for file in ("institutions", "collections", "organizations", "datasets", "nodes"):
        for line in (ROOT / "data" / "training" / f"{file}.jsonl").read_text("utf-8").splitlines():
            record = json.loads(line)
            yield from (record.get(key) for key in ("name", "title", "institutionName"))
    register = json.loads((ROOT / "data" / "example_register.json").read_text("utf-8"))
    yield from (stakeholder["name"] for stakeholder in register["place"])
    yield register["rights_holder"]["name"]
    yield "council of Île aux Herbes"
    with (ROOT / "data" / "countries" / "countries.csv").open(encoding="utf-8") as file:
        yield from (row["name"] for row in csv.DictReader(file))


NAMES = sorted({name for name in names_of_the_training_country() if name}, key=len, reverse=True)


@pytest.fixture
def spoken(tmp_path, monkeypatch):
    """Speak the made-up language, and give the texts that were looked up in vain."""
    write_pseudo(tmp_path / "catalogues", bracketed, domains=["coursehelpers"])
    monkeypatch.setenv("COURSE_CATALOGUES", str(tmp_path / "catalogues"))
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    monkeypatch.setenv("COURSE_SOURCE", "training")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    unknown = set()
    text = Catalogue.text

    def noted(self, english):
        if self.state(english) == "open" and not english.startswith("["):
            unknown.add(english)
        return text(self, english)

    monkeypatch.setattr(Catalogue, "text", noted)
    locale.use(LANGUAGE)
    course.country("XT")
    yield unknown
    monkeypatch.undo()
    locale.use(None)


def english_in(said):
    """Return English words with what stands around them."""
    said = " ".join(NO_TEXT.sub(" ", said).split())
    for name in NAMES:
        said = said.replace(name, "N")
    return [said[max(0, m.start() - 40) : m.end() + 40] for m in ENGLISH.finditer(said)]


def words_of(path):
    if path.suffix == ".pdf":
        return " ".join(page.extract_text() for page in PdfReader(path).pages)
    if path.suffix == ".docx":
        read = docx.Document(path)
        cells = [c.text for table in read.tables for row in table.rows for c in row.cells]
        return " ".join([*(paragraph.text for paragraph in read.paragraphs), *cells])
    if path.suffix == ".xlsx":
        # The first row of a sheet are names of columns, which programs read.
        book = openpyxl.load_workbook(path)
        return " ".join(
            str(cell)
            for sheet in book
            for row in sheet.iter_rows(min_row=2, values_only=True)
            for cell in row
            if cell is not None and " " in str(cell)
        )
    return path.read_text(encoding="utf-8")


NOUNS = {
    "landscape": lambda: course.training().landscape(),
    "downloads": lambda: course.training().landscape().downloads,
    "what looks wrong": lambda: course.training().landscape().to_check,
    "may be entered twice": lambda: course.training().landscape().duplicates,
    "summary": lambda: course.training().landscape().summary,
    "published elsewhere": lambda: course.training().landscape().published_elsewhere,
    "register": lambda: course.training().register(),
    "who is missing": lambda: course.training().register().who_is_missing(),
    "order": lambda: course.training().order(),
    "how sure": lambda: course.training().order().how_sure(),
    "what to ask": lambda: course.training().order().ask_first(),
    "a letter": lambda: course.training().order().letters().show(),
    "links to mend": lambda: course.training().order().links.mend(),
    "campaign": lambda: course.training().campaign(),
    "budget": lambda: course.training().campaign().budget,
    "plan": lambda: course.training().plan(),
    "group": lambda: course.group(),
    "progress": course.progress,
    "check": course.check,
    "quiz": lambda: course.quiz("10"),
    "landscape form": lambda: course.training().landscape().explore(),
    "register form": lambda: course.training().register().form(),
    "waves form": lambda: course.training().order().form(),
    "campaign form": lambda: course.training().campaign().form(),
    "plan form": lambda: course.training().plan().form(),
    "language": course.language,
    "an institution's record": lambda: course.training().landscape().improve("SMH"),
    "steps form": lambda: course.training().campaign().steps.form(),
    "risks form": lambda: course.training().plan().risks.form(),
    "datasets": lambda: course.training().plan().datasets,
}
PICTURES = {
    "landscape": lambda: course.training().landscape().chart(),
    "map": lambda: course.training().landscape().map(),
    "kinds": lambda: course.training().landscape().chart("kinds"),
    "register": lambda: course.training().register().chart(),
    "network": lambda: course.training().register().network.chart(),
    "roles": lambda: course.training().register().roles.chart(),
    "order": lambda: course.training().order().chart(),
    "what if": lambda: course.training().order().what_if("gap"),
    "funnel": lambda: course.training().campaign().funnel.chart(),
    "timeline": lambda: course.training().campaign().timeline.chart(),
    "dots": lambda: course.group().dots(),
    "kinds of a group": lambda: course.group().kinds(),
}
DOCUMENTS = {
    "landscape": lambda: course.training().landscape().save(),
    "order": lambda: course.training().order().save(),
    "letters": lambda: course.training().order().letters().save(),
    "sheet": lambda: course.training().order().sheet.save(),
    "plan": lambda: course.training().plan().save("docx", "pdf", "xlsx", "html", "md"),
    "strategy": lambda: course.training().plan().strategy.save_page(),
    "texts for a pipeline": lambda: course.training().plan().save_issue_texts(),
}


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_says_nothing_in_english(spoken, noun):
    shown = NOUNS[noun]()
    said = [repr(shown), shown._repr_html_() if hasattr(shown, "_repr_html_") else ""]
    for name in ("words", "fields", "problem"):
        said.append(json.dumps(getattr(shown, name, ""), ensure_ascii=False, default=str))
    assert english_in(" ".join(said)) == []
    assert spoken == set()


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_and_its_words_are_not_english(spoken, picture):
    drawn = PICTURES[picture]()
    texts = " ".join(re.findall(r"<!-- (.*?) -->", drawn.svg))
    assert english_in(f"{drawn.alternative} {texts}") == []
    assert spoken == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_is_not_english(spoken, document):
    found = []
    for path in DOCUMENTS[document]().paths:
        files = sorted(path.glob("*")) if path.is_dir() else [path]
        assert files
        for file in files:
            found += english_in(words_of(file))
    assert found == []
    assert spoken == set()


def test_the_sheet_is_one_page_and_says_what_it_leaves_out(spoken):
    pages = PdfReader(course.training().order().sheet.save().path).pages
    assert len(pages) == 1
    text = " ".join(pages[0].extract_text().split())
    assert locale._("Whom to call first") in text


CALLS = [
    ["--help"],
    ["landscape", "--help"],
    ["room", "--help"],
    ["nonsense"],
    ["landscape"],
    ["landscape", "QQ"],
    ["landscape", "XT", "--format"],
    ["landscape", "XT", "--format", "x"],
    ["landscape", "XT", "--out", "a.doc"],
    ["plan", "missing.json", "--out", "a.docx"],
    ["check", "missing.json"],
    ["status"],
    ["landscape", "XT"],
    ["prioritize", "XT"],
    ["evidence", "XT"],
]
"""What is typed: right, wrong, and half."""


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_the_command_line_says_nothing_in_english(spoken, call, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    with suppress(SystemExit):
        main(call)
    said = capsys.readouterr()
    assert english_in(said.out + said.err) == []
    assert spoken == set()


def test_the_language_of_a_call_goes_before_that_of_the_environment(spoken, capsys):
    with pytest.raises(SystemExit):
        main(["--lang", "en", "landscape", "--help"])
    assert "what a country's tables say" in capsys.readouterr().out
    assert locale.language() == LANGUAGE


@pytest.mark.parametrize("strange", ["klingon", "", "../x", "e"])
def test_a_call_in_a_language_that_is_none_is_refused(spoken, strange, capsys):
    assert main(["--lang", strange, "landscape", "XT"]) == 2
    assert strange in capsys.readouterr().err


def test_a_letter_a_sheet_and_a_plan_may_be_in_another_language_than_the_screen(spoken):
    locale.use("en")
    order = course.training().order()
    assert "Dear colleagues" in repr(order.letters().show())
    # What somebody wrote stays as it was written.
    node = "Biodiversity Facility of Xantoria"
    letter = repr(order.letters(language=LANGUAGE).show()).replace(node, "")
    assert english_in(letter) == []
    saved = order.letters(language=LANGUAGE).save()
    assert saved.path.name == f"letters-{LANGUAGE}-XT.docx"
    assert "Dear colleagues" not in words_of(saved.path)
    sheet = words_of(order.sheet.save(language=LANGUAGE).path).replace(node, "")
    assert english_in(sheet) == []
    plan = course.training().plan().save("md", language=LANGUAGE).path
    assert locale.language() == "en"
    assert "[" in plan.read_text(encoding="utf-8").splitlines()[0]
    with pytest.raises(CourseError, match="choose one of en, eo"):
        order.letters(language="klingon")


def test_what_is_written_in_one_language_is_read_in_another(spoken, tmp_path):
    """The workbook, its spreadsheets and what is handed in hold codes, never words."""
    course.register().begin()
    course.register().place("Saint Moss Herbarium", power=2, interest=5, why="answers")
    course.register().place("A ministry", kind="ministry", power=4, interest=2, why="pays")
    saved = course.register().save().path
    shared = course.register().share()
    locale.use("en")
    course.register().load(saved)
    english = course.register().table
    assert set(english["kind"]) <= set(KINDS)
    assert english.set_index("name").loc["A ministry", "why"] == "pays"
    assert course.group([shared.path]).table is not None


def test_handouts_and_cards_are_not_english(spoken, tmp_path):
    pages = [grid_page(), canvas_page(), rubric_page(), words_of(save_role_cards(tmp_path))]
    assert english_in(" ".join(pages)) == []
    assert spoken == set()


def test_the_page_of_a_group_is_not_english(spoken, tmp_path):
    assert main(["group", str(ROOT / "data" / "group"), "--out", str(tmp_path / "group.html")]) == 0
    assert english_in(words_of(tmp_path / "group.html")) == []
