"""One document in four formats: nothing in a text is taken for a command, and nothing is lost on the way."""

import io
import re
import sys
import zipfile

import docx
import openpyxl
import pandas as pd
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from pypdf import PdfReader

from coursehelpers.charts.landscape import chart_triage
from coursehelpers.documents.code import code_of
from coursehelpers.documents.document import (
    Beside,
    Bullets,
    Document,
    Figure,
    Grid,
    Heading,
    KeyNumber,
    KeyNumbers,
    Letter,
    PageBreak,
    Paragraph,
)
from coursehelpers.documents.write import SUFFIXES, rendered, write_document
from coursehelpers.documents.xlsx import Sheet, write_xlsx
from coursehelpers.evidence.gather import gather
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.settings import data_file
from coursehelpers.ground.tables import NUMBER, TEXT, Column
from coursehelpers.landscape.report import save_landscape
from coursehelpers.landscape.survey import survey

PICTURE = chart_triage(survey(gather("XT")))
HOSTILE = [
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "#strong[x] $y$ \\ \" ' ` *z* _u_",
    "a\u202eb\x00c",
    "x" * 10_000,
]
WHOLE = Document(
    title="A plan",
    subtitle="for Xantoria",
    parts=[
        Heading("First part"),
        Paragraph("The sentence to take away.", lead=True),
        Paragraph("something", label="Label:"),
        Bullets(["one point", "another point"]),
        Bullets(["first step", "second step"], numbered=True),
        Heading("Inner part", 2),
        Grid(["who", "what"], [["node", f"task {n}"] for n in range(80)], "Who does what", (1, 3)),
        Figure(PICTURE.svg, PICTURE.png(), PICTURE.alternative, "Kinds of conversation", 0.8),
        KeyNumbers([KeyNumber("61,567", "records linked")]),
        Beside(
            [Paragraph("On the left.")], [Grid(["who", "n"], [["a", "1,200"], ["b", "–"]], "Side")]
        ),
        PageBreak(),
        Paragraph("The end."),
    ],
    exercise="exercise: made-up country",
    footer="Source: an exercise",
)


def text_of(body, suffix):
    if suffix == ".pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if suffix == ".docx":
        word = docx.Document(io.BytesIO(body))
        cells = [c.text for t in word.tables for row in t.rows for c in row.cells]
        marks = [
            p.text for s in word.sections for p in [*s.header.paragraphs, *s.footer.paragraphs]
        ]
        return " ".join([*(p.text for p in word.paragraphs), *cells, *marks])
    return body.decode()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_part_is_there_in_every_format(suffix):
    text = " ".join(text_of(rendered(WHOLE, suffix, "x"), suffix).split())
    for words in ("A plan", "for Xantoria", "First part", "sentence to take away", "Label:", "another point",
                  "second step", "Inner part", "task 79", "Who does what", "Kinds of conversation", "61,567",
                  "records linked", "On the left.", "1,200", "The end.",
                  "exercise: made-up country", "Source: an exercise"):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("hostile", HOSTILE, ids=["html", "formula", "markup", "marks", "long"])
def test_a_hostile_text_stays_text(suffix, hostile):
    document = Document(
        hostile,
        hostile,
        [
            Heading(hostile),
            Paragraph(hostile, label=hostile),
            Bullets([hostile]),
            Grid([hostile], [[hostile]], hostile),
            Letter([hostile], [hostile], hostile, [hostile], hostile, hostile),
        ],
        exercise=hostile,
        footer=hostile,
    )
    text = text_of(rendered(document, suffix, "x"), suffix)
    assert "<script" not in text.replace("\\<", "") or suffix in (".pdf", ".docx")
    assert "\u202e" not in text
    assert "\x00" not in text


def test_the_pdf_is_tagged_titled_and_says_on_each_page_that_it_is_an_exercise():
    reader = PdfReader(io.BytesIO(rendered(WHOLE, ".pdf", "x")))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en"
    assert reader.metadata.title == "A plan"
    assert len(reader.pages) >= 3
    for page in reader.pages:
        assert "exercise: made-up country" in page.extract_text()


def test_the_word_file_has_real_styles_captions_header_rows_and_described_pictures():
    word = docx.Document(io.BytesIO(rendered(WHOLE, ".docx", "x")))
    styles = [p.style.name for p in word.paragraphs]
    assert {"Title", "Subtitle", "Heading 1", "Heading 2", "List Bullet", "Caption"} <= set(styles)
    assert styles.count("Caption") == 3
    header = word.tables[0].rows[0]._tr.xml
    assert "w:tblHeader" in header
    assert f'descr="{PICTURE.alternative}"' in word.element.xml.replace("&amp;", "&")
    assert word.core_properties.title == "A plan"
    assert word.core_properties.author == "coursehelpers"


def test_each_numbered_list_is_a_real_one_and_begins_with_one():
    lists = [
        Bullets(["a", "b"], numbered=True),
        Paragraph("between"),
        Bullets(["c"], numbered=True),
    ]
    word = docx.Document(io.BytesIO(rendered(Document("t", "", lists), ".docx", "x")))
    points = [p for p in word.paragraphs if p.style.name == "List Number"]
    assert [p.text for p in points] == ["a", "b", "c"]
    one, same, other = [p._p.pPr.numPr.numId.val for p in points]
    assert one == same != other
    starts = word.part.numbering_part.element.xpath("//w:lvlOverride/w:startOverride/@w:val")
    assert starts == ["1", "1"]


def test_a_new_page_begins_without_an_empty_line():
    word = docx.Document(io.BytesIO(rendered(WHOLE, ".docx", "x")))
    (last,) = [p for p in word.paragraphs if p.text == "The end."]
    assert last.paragraph_format.page_break_before


def test_the_page_needs_nothing_beside_it():
    page = rendered(WHOLE, ".html", "x").decode()
    assert page.startswith("<!doctype html>")
    assert not re.search(r'(src|href)="(?!#)', page.replace('xlink:href="#', ""))
    assert "<svg" in page
    assert "<th scope=" in page


def test_columns_of_a_page_are_as_wide_as_on_paper_so_that_no_short_word_is_cut():
    page = rendered(WHOLE, ".html", "x").decode()
    assert '<col style="width:25.0%"><col style="width:75.0%">' in page
    assert page.count("<colgroup>") == sum(
        isinstance(part, Grid) and bool(part.widths) for part in WHOLE.parts
    )


def test_another_ending_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(BadCallError, match=r"none of \.docx"):
        write_document(WHOLE, tmp_path / "plan.odt")
    assert list(tmp_path.iterdir()) == []


OTHER_PROGRAMS = re.compile(
    rb"python-docx|openpyxl|matplotlib v?[0-9]|matplotlib\.org|typst [0-9]"
    rb"|Microsoft (Macintosh|Excel|Word)|Normal\.dotm",
    re.IGNORECASE,
)


def members_of(body):
    """Return the parts of a zip, or the one part that anything else is."""
    if not body.startswith(b"PK"):
        return {"": body}, set()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        return parts, {member.date_time for member in archive.infolist()}


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".xlsx", ".figure.pdf", ".figure.png"])
def test_a_document_names_the_course_and_no_other_program_and_tells_no_time_zone(suffix, tmp_path):
    path = tmp_path / f"file{suffix}"
    if suffix == ".xlsx":
        save_landscape(survey(gather("XT")), path)
    elif "figure" in suffix:
        PICTURE.save(path)
    else:
        write_document(WHOLE, path)
    parts, clocks = members_of(path.read_bytes())
    for name, part in parts.items():
        assert not OTHER_PROGRAMS.search(part), name
        assert not re.search(rb"[+-][0-9]{2}'?:?[0-9]{2}'?\)", part), name
    assert clocks <= {(1980, 1, 1, 0, 0, 0)}
    if suffix != ".md":
        assert any(b"coursehelpers" in part for part in parts.values())
    for stated in re.findall(rb"T(\d\d:\d\d:\d\d)Z", parts.get("docProps/core.xml", b"")):
        assert stated == b"00:00:00"


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_a_document_that_the_library_signed_would_be_noticed(suffix, monkeypatch):
    monkeypatch.setattr("coursehelpers.documents.docx.made_by_the_course", lambda body: body)
    monkeypatch.setattr("coursehelpers.documents.pdf._TOOL", re.compile(b"(?!)"))
    parts, _clocks = members_of(rendered(WHOLE, suffix, "x"))
    assert any(OTHER_PROGRAMS.search(part) for part in parts.values())


@pytest.mark.parametrize(
    ("cells", "right"),
    [(["1,200", "–"], True), (["1.200", "12 500"], True), (["25%", "?"], True), (["2027-01-15"], False), (["–"], True),
     (["1 of 8"], False), (["", " "], False)],
)  # fmt: skip
def test_a_column_of_numbers_stands_to_the_right(cells, right):
    grid = Grid(["who", "n"], [["a", cell] for cell in cells], "")
    assert (1 in grid.numbers) == right
    page = rendered(Document("t", "", [grid]), ".html", "x").decode()
    assert ('<td class="number">' in page) == right
    word = docx.Document(io.BytesIO(rendered(Document("t", "", [grid]), ".docx", "x")))
    assert (
        word.tables[0].rows[1].cells[1].paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT
    ) == right


LETTER = Letter(
    sender=["[your node]"],
    to=["Herbarium of Rain", "Fernhill"],
    day="[place and day]",
    paragraphs=["Dear colleagues,", "How many specimens do you hold?"],
    closing="With kind regards,",
    name="[your name]",
)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_letter_has_all_its_lines_in_their_order_in_every_format(suffix):
    document = Document("t", "", [Paragraph("a card"), LETTER], footer="a foot")
    said = " ".join(text_of(rendered(document, suffix, "x"), suffix).split())
    lines = [*LETTER.to, LETTER.day, *LETTER.paragraphs, LETTER.closing, LETTER.name]
    places = [said.replace("\\", "").find(line) for line in lines]
    assert -1 not in places
    assert places == sorted(places)


def test_letters_in_a_word_file_stand_on_pages_of_their_own_without_a_foot():
    body = rendered(
        Document("t", "", [Paragraph("a card"), LETTER, LETTER], footer="a foot"), ".docx", "x"
    )
    word = docx.Document(io.BytesIO(body))
    assert ["a foot" in section.footer.paragraphs[0].text for section in word.sections] == [
        True,
        False,
    ]
    begun = [one for one in word.paragraphs if one.text == LETTER.sender[0]]
    assert [bool(one.paragraph_format.page_break_before) for one in begun] == [False, True]


def test_an_address_is_a_code_for_a_telephone_where_there_is_what_draws_it(monkeypatch):
    address = "https://www.gbif.org/country/KE"
    sheet = Document("t", "s", [Paragraph("a")], small=True, link=address)
    assert code_of(address).startswith("<svg")
    with_code = len(rendered(sheet, ".pdf", "x"))
    monkeypatch.setitem(sys.modules, "segno", None)
    assert code_of(address) == ""
    body = rendered(sheet, ".pdf", "x")
    assert len(body) < with_code
    assert "gbif.org/country/KE" in PdfReader(io.BytesIO(body)).pages[0].extract_text()


def test_a_sheet_is_set_as_large_as_its_page_holds():
    def height(words):
        body = rendered(Document("t", "", [Paragraph(words)], small=True), ".pdf", "x")
        (page,) = PdfReader(io.BytesIO(body)).pages
        sizes = []
        page.extract_text(
            visitor_text=lambda text, _cm, tm, _font, size: sizes.append((text, size * tm[0]))
        )
        return max(size for text, size in sizes if "word" in text)

    assert height("word " * 20) > height("word " * 1800)


def test_a_pdf_is_set_in_the_letters_that_the_course_brings():
    fonts = set()
    for page in PdfReader(io.BytesIO(rendered(WHOLE, ".pdf", "x"))).pages:
        fonts |= {
            str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()
        }
    assert {name.partition("+")[2].split("-")[0] for name in fonts} == {"SourceSans3"}
    assert "Open Font License" in data_file("fonts", "LICENSE.md").read_text(encoding="utf-8")


def test_a_spreadsheet_is_as_wide_as_what_it_shows(tmp_path):
    columns = {"share": Column(NUMBER, ""), "key": Column(TEXT, ""), "why": Column(TEXT, "")}
    key = "fc0e832f-f08f-4610-9e31-2ebf41763b03"
    table = pd.DataFrame(
        {"share": [0.5499999999999999], "key": [key], "why": ["because of this " * 9]}
    )
    write_xlsx(tmp_path / "a.xlsx", [Sheet("A", table, columns)], [], exercise=False)
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["A"]
    assert page.column_dimensions["A"].width <= 12
    assert page.column_dimensions["B"].width <= 12
    assert page["C2"].alignment.wrap_text
