"""No mark that a reader cannot see reaches a terminal, a file or a page, whichever writer it goes through."""

import io
import json
import unicodedata
from xml.etree import ElementTree

import docx
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from coursehelpers.cli import main
from coursehelpers.documents.document import Bullets, Document, Grid, Heading, Paragraph
from coursehelpers.documents.markdown import as_plain
from coursehelpers.documents.text import shorten, to_csv, to_json, to_lines
from coursehelpers.documents.write import SUFFIXES, rendered
from coursehelpers.documents.xlsx import Sheet, write_xlsx
from coursehelpers.ground.characters import printable
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.tables import TEXT, Column
from coursehelpers.stakeholders.network import network, to_graphml
from coursehelpers.stakeholders.register import kumu_connections, kumu_elements
from coursehelpers.workbook.entries import Stakeholder, Tie

MARKS = {
    "escape": "\x1b",
    "bell": "\x07",
    "nothing": "\x00",
    "delete": "\x7f",
    "control sequence of the second table": "\x9b",
    "right to left": "\u202e",
    "isolate": "\u2066",
    "left-to-right mark": "\u200e",
    "Arabic letter mark": "\u061c",
    "beginning of a file": "\ufeff",
    "no character": "\ufffe",
    "no character of another plane": "\U0001ffff",
    "no character among the Arabic ones": "\ufdd0",
    "half of a pair": "\ud83d",
    "other half": "\udc00",
    "tag": "\U000e0041",
}
ALL = "".join(MARKS.values())
NAME = f"Her{ALL}barium"


def clean(text):
    return not set(text) & set(ALL)


@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS)
@pytest.mark.parametrize("place", ["page", "terminal", "cell", "line"])
def test_a_mark_is_left_out_everywhere(mark, place):
    assert printable(f"a{mark}b", place) == "ab"


def test_what_people_write_stays():
    joined = ["ที่\u200bทำการ", "می\u200cخواهم", "क्\u200dष", "a\u00adb"]
    for text in ["Zürich – “São Tomé”", "植物標本館", "🌿", *joined]:
        assert printable(text) == text
        assert printable(text, "line") == text


def test_line_ends_are_one_sort_of_line_end_and_none_in_a_line():
    assert printable("a\r\nb\rc\u2028d\x85e") == "a\nb\nc\nd\ne"
    assert printable("a\r\nb\u2029 c", "line") == "a b c"


@given(st.text(st.characters()))
def test_json_loses_nothing_and_shows_nothing(text):
    written = to_json({"name": text})
    assert json.loads(written) == {"name": text}
    assert printable(written) == written


@given(st.text(st.characters()))
def test_what_is_printable_once_is_printable_for_good(text):
    for place in ("page", "terminal", "cell", "line"):
        once = printable(text, place)
        assert printable(once, place) == once
        assert all(unicodedata.category(c) not in ("Cc", "Cs") or c in "\n\t" for c in once)
        once.encode()


TABLE = pd.DataFrame({"name": [NAME]})
COLUMNS = {"name": Column(TEXT, "")}


def test_tables_in_a_terminal_and_in_csv():
    assert "Herbarium" in to_lines(TABLE)
    assert clean(to_lines(TABLE))
    assert to_csv(TABLE, COLUMNS) == "name\r\nHerbarium\r\n"


def test_a_formula_behind_a_mark_is_still_no_formula():
    """Whoever looks at the first character before the marks are gone is deceived."""
    table = pd.DataFrame({"name": ["\ufeff=1+1", "\x1b@SUM(A1)"]})
    assert to_csv(table, COLUMNS) == "name\r\n'=1+1\r\n'@SUM(A1)\r\n"


def test_a_spreadsheet(tmp_path):
    table = pd.DataFrame({"name": [NAME, "\ufeff=1+1"]})
    write_xlsx(tmp_path / "a.xlsx", [Sheet("S", table, COLUMNS)], [NAME], exercise=False)
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert page["A2"].value == "Herbarium"
    assert (page["A3"].value, page["A3"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_documents(suffix):
    document = Document(
        title=NAME,
        subtitle=NAME,
        parts=[
            Heading(NAME),
            Paragraph(NAME, label=NAME),
            Bullets([NAME]),
            Grid([NAME, "b"], [[NAME, NAME]], NAME),
        ],
        exercise=NAME,
        footer=NAME,
    )
    body = rendered(document, suffix, "a")
    body = body if isinstance(body, bytes) else body.encode()
    if suffix == ".docx":
        word = docx.Document(io.BytesIO(body))
        text = "\n".join(p.text for p in word.paragraphs) + word.core_properties.title
    elif suffix == ".pdf":
        read = PdfReader(io.BytesIO(body))
        text = "".join(page.extract_text() for page in read.pages) + str(read.metadata.title)
    else:
        text = body.decode()
    assert "Herbarium" in text
    assert clean(text)


def test_networks_and_maps():
    one = Stakeholder.model_construct(key="a", name=NAME, kind=NAME, role=NAME)
    other = Stakeholder.model_construct(key="b", name="B", kind="x", role="")
    tie = Tie.model_construct(one="a", other="b", kind=NAME, strength=1)
    for text in (kumu_elements([one, other]), kumu_connections([one, other], [tie])):
        assert "Herbarium" in text
        assert clean(text)
    written = to_graphml(network([one, other], [tie]))
    ElementTree.fromstring(written)
    assert clean(written.decode())


def test_issue_texts_figures_and_errors():
    assert as_plain(NAME) == "Herbarium"
    assert shorten(NAME, 40) == "Herbarium"
    assert str(CourseError(f"“{NAME}”\nis wrong.")) == "“Herbarium” is wrong."


def test_a_call_with_marks_in_it_is_answered_without_them(capsys):
    with pytest.raises(SystemExit):
        main(["landscape", "KE", f"--{ALL}"])
    assert clean(capsys.readouterr().err)
    assert main(["check", f"{ALL}.json"]) == 1
    assert clean(capsys.readouterr().err)
