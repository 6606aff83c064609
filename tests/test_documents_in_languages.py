"""What a learner takes away in Spanish or French holds no English, and a sheet stays one page."""

import json
import re
from contextlib import suppress

import docx
import pytest
from pypdf import PdfReader

from coursehelpers import course
from coursehelpers.classroom.cards import save_role_cards
from coursehelpers.classroom.handouts import canvas_page, grid_page, rubric_page
from coursehelpers.cli import main
from coursehelpers.ground import locale
from tests.test_made_up_language import CALLS, DOCUMENTS, NO_TEXT, NOUNS, PICTURES, ROOT, words_of
from tests.test_made_up_language import NAMES as MADE_UP_NAMES
from tests.test_translations import LACKED, NAMES, WHOLE

KEPT = sorted({*MADE_UP_NAMES, *NAMES}, key=len, reverse=True)


@pytest.fixture(params=WHOLE)
def spoken(request, tmp_path, monkeypatch):
    """Speak a language that is whole, in a folder of its own."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    monkeypatch.setenv("COURSE_SOURCE", "training")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    locale.use(request.param)
    course.country("XT")
    yield request.param
    monkeypatch.undo()
    locale.use(None)


def english_in(said):
    """Return English words with what stands around them."""
    said = " ".join(NO_TEXT.sub(" ", said).split())
    for name in KEPT:
        said = said.replace(name, "N")
    return [said[max(0, one.start() - 40) : one.end() + 40] for one in LACKED.finditer(said)]


@pytest.mark.long
@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_says_nothing_in_english(spoken, noun):
    shown = NOUNS[noun]()
    said = [repr(shown), shown._repr_html_() if hasattr(shown, "_repr_html_") else ""]
    for name in ("words", "fields", "problem"):
        said.append(json.dumps(getattr(shown, name, ""), ensure_ascii=False, default=str))
    assert english_in(" ".join(said)) == []


@pytest.mark.long
@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_and_its_words_are_not_english(spoken, picture):
    drawn = PICTURES[picture]()
    texts = " ".join(re.findall(r"<!-- (.*?) -->", drawn.svg))
    assert english_in(f"{drawn.alternative} {texts}") == []


@pytest.mark.long
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_is_not_english(spoken, document):
    found = []
    for path in DOCUMENTS[document]().paths:
        files = sorted(path.glob("*")) if path.is_dir() else [path]
        assert files
        for file in files:
            found += english_in(words_of(file))
    assert found == []


def test_handouts_cards_and_the_page_of_a_group_are_not_english(spoken, tmp_path):
    assert main(["group", str(ROOT / "data" / "group"), "--out", str(tmp_path / "group.html")]) == 0
    pages = [grid_page(), canvas_page(), rubric_page(), words_of(save_role_cards(tmp_path))]
    assert english_in(" ".join([*pages, words_of(tmp_path / "group.html")])) == []


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_the_command_line_says_nothing_in_english(spoken, call, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    with suppress(SystemExit):
        main(call)
    said = capsys.readouterr()
    assert english_in(said.out + said.err) == []


def test_the_sheet_of_the_training_country_is_one_page(spoken):
    pages = PdfReader(course.training().order().sheet.save().path).pages
    assert len(pages) == 1
    assert locale._("Whom to call first") in " ".join(pages[0].extract_text().split())


@pytest.mark.parametrize("language", WHOLE)
def test_what_was_noted_while_a_country_was_read_is_said_in_another_language(
    tmp_path, monkeypatch, language
):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    monkeypatch.setenv("COURSE_SOURCE", "training")
    locale.use("en")
    course.country("XT")
    assert "This is an exercise" in repr(course.landscape())
    locale.use(language)
    try:
        said = repr(course.landscape())
        assert "exercise" not in said
        assert english_in(said) == []
        locale.use("en")
        page = course.training().plan().strategy.save_page(language=language)
        assert page.path.name == f"strategy-{language}-XT.docx"
        headings = [
            one.text
            for one in docx.Document(page.path).paragraphs
            if one.style.name.startswith("Heading")
        ]
        # What somebody wrote stays as it was written.
        assert headings
        assert english_in(" ".join(headings)) == []
        assert locale.language() == "en"
    finally:
        locale.use(None)


@pytest.mark.long
@pytest.mark.parametrize("language", WHOLE)
def test_the_sheet_of_a_large_country_is_one_page(world_server, tmp_path, monkeypatch, language):
    monkeypatch.setenv("GBIF_API_URL", world_server.url)
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COURSE_SOURCE", "live")
    locale.use("en")
    try:
        course.country("BR")
        pages = PdfReader(course.order().sheet.save(language=language).path).pages
    finally:
        locale.use(None)
    assert len(pages) == 1
