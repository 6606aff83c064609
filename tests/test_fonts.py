"""Letters that the computer can draw, and those that it cannot."""

import io

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdf import PdfReader

from coursehelpers.charts.landscape import chart_declared_and_linked
from coursehelpers.documents import fonts
from coursehelpers.documents.document import Bullets, Document, Figure, Grid, Paragraph
from coursehelpers.documents.write import rendered
from coursehelpers.evidence.gather import gather
from coursehelpers.landscape.survey import survey

SCRIPTS = ["国立自然史", "東京都博物館", "หอพรรณไม้", "राष्ट्रीय", "국립생물"]
XT = survey(gather("XT"))


@pytest.fixture(autouse=True)
def no_fonts(monkeypatch):
    """Let the computer have no fonts but ours, whatever it has."""
    fonts_are(monkeypatch)
    yield
    fonts._lacking.cache_clear()


def fonts_are(monkeypatch, *paths):
    fonts._lacking.cache_clear()
    monkeypatch.setattr(fonts, "system_fonts", lambda: tuple((path, 0) for path in paths))
    monkeypatch.setattr("coursehelpers.documents.pdf.system_fonts", fonts.system_fonts)


def box(height):
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, height), (800, height), (800, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


def font_with(letters, path):
    """Build a font in which each of these letters is a box of its own height."""
    names = {ord(letter): f"u{ord(letter):X}" for letter in letters}
    order = [".notdef", *names.values()]
    build = FontBuilder(1000, isTTF=True)
    build.setupGlyphOrder(order)
    build.setupCharacterMap(names)
    build.setupGlyf({name: box(300 + 10 * number) for number, name in enumerate(order)})
    build.setupHorizontalMetrics(dict.fromkeys(order, (900, 100)))
    build.setupHorizontalHeader(ascent=800, descent=-200)
    build.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    build.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    build.setupPost()
    build.save(path)
    return path


def words_of(body):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)


@pytest.mark.parametrize("text", ["Łódź", "Αθήνα", "Ботанический сад", "المتحف", "Hà Nội", "“–…×−"])
def test_what_our_own_letters_have_needs_no_other_font(text):
    assert fonts.foreign(text) == frozenset()
    assert fonts.what_is_missing(text) == ""


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_document_in_any_script_can_be_set_and_says_what_it_could_not(text):
    picture = chart_declared_and_linked(XT._replace(table=XT.table.assign(name=text)))
    figure = Figure(picture.svg, picture.png(), picture.alternative, text)
    parts = [Paragraph(text), Bullets([text]), Grid(["a"], [[text]], text), figure]
    body = rendered(Document(text, text, parts, footer=text), ".pdf", "x")
    words = " ".join(words_of(body).split())
    assert words.count("This computer has no font for") == 1
    assert text not in words
    assert text in rendered(Document(text, text, parts), ".html", "x").decode()


@pytest.mark.parametrize("suffix", [".png", ".pdf"])
def test_a_figure_in_any_script_is_saved_with_the_same_sentence(suffix, tmp_path):
    picture = chart_declared_and_linked(XT._replace(table=XT.table.assign(name=SCRIPTS[0])))
    picture.save(tmp_path / f"figure{suffix}")
    assert (tmp_path / f"figure{suffix}").stat().st_size > 5_000
    if suffix == ".pdf":
        words = words_of((tmp_path / "figure.pdf").read_bytes())
        assert "This computer has no font for" in words
        assert fonts.in_latin(SCRIPTS[0], frozenset(SCRIPTS[0])) in words
    assert SCRIPTS[0] in picture.svg


@pytest.mark.parametrize("text", SCRIPTS[:2])
def test_where_the_computer_has_a_font_it_is_used(text, tmp_path, monkeypatch):
    fonts_are(monkeypatch, font_with({*text, *"标本"}, tmp_path / "boxes.ttf"))
    assert fonts.what_is_missing(text) == ""
    picture = chart_declared_and_linked(XT._replace(table=XT.table.assign(name=text)))
    body = rendered(
        Document(text, "", [Figure(picture.svg, b"", picture.alternative, "caption")]), ".pdf", "x"
    )
    assert "no font" not in words_of(body)
    assert text[0] in words_of(body)


def test_a_font_that_cannot_be_read_draws_nothing(tmp_path, monkeypatch):
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font at all")
    fonts_are(monkeypatch, broken, tmp_path / "gone.ttf")
    assert fonts.undrawable("标") == {"标"}


def test_nothing_that_a_program_takes_for_its_own_comes_out_of_other_letters():
    assert fonts.in_latin("a＜b＞＂＼", frozenset("＜＞＂＼")) == "ab"
