"""What people bring is read as they mean it, or refused in one sentence that says what to do."""

import codecs
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from coursehelpers import course
from coursehelpers.cli import main
from coursehelpers.evidence.keys import read_keys
from coursehelpers.ground.errors import BadCallError, BrokenFileError
from coursehelpers.landscape.survey import read_rules
from coursehelpers.order.calling_order import read_criteria
from coursehelpers.reading.spreadsheet import read_sheet
from coursehelpers.reading.table import read_table, read_working
from coursehelpers.stakeholders.group import read_shared
from coursehelpers.workbook.file import Workbook, load_workbook
from coursehelpers.workbook.spreadsheets import load_section, save_section
from tests.hostile_files import RELATIONS, WORKBOOK, cell, packed, row, sheet, xlsx
from tests.learner import mine

KEYS = [f"0a0b0c0d-0000-4000-8000-00000000000{n}" for n in (1, 2)]
WORKING = ["contacted", "answered", "agreed", "note"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my course"))
    monkeypatch.setenv("GBIF_API_URL", "http://127.0.0.1:9/v1")
    return tmp_path / "my course"


def load(tmp_path, section, name, content):
    """Load a table into an empty workbook, and return its entries."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    workbook = Workbook(country="XT")
    load_section(workbook, section, path)
    return getattr(workbook, section)


def refused(tmp_path, section, name, content, words):
    with pytest.raises(BrokenFileError, match=words) as error:
        load(tmp_path, section, name, content)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


# Numbers


@pytest.mark.parametrize(
    "written",
    ["8,500", "8.500", "8 500", "8\u00a0500", "8\u202f500", "8'500", "8’500", "8500,0", "8500.00", "8٬500"],
)  # fmt: skip
def test_thousands_are_read_in_a_column_of_whole_numbers(tmp_path, written):
    [cost] = load(tmp_path, "costs", "costs.csv", f'what;records\ndrawers;"{written}"\n')
    assert cost.records == 8500


def test_the_courses_own_spreadsheet_saved_as_csv_comes_back(tmp_path):
    """A spreadsheet saves the numbers as it shows them, with commas."""
    save_section(
        Workbook(country="XT", costs=[{"what": "a", "records": 1_250_000, "low_days": 2.5}]),
        "costs",
        tmp_path / "costs.xlsx",
    )
    page = openpyxl.load_workbook(tmp_path / "costs.xlsx").worksheets[0]
    assert page["B2"].number_format == "#,##0"
    [cost] = load(tmp_path, "costs", "a.csv", 'what,records,low_days\na,"1,250,000",2.50\n')
    assert (cost.records, cost.low_days) == (1_250_000, 2.5)


def test_a_number_with_two_meanings_is_refused_with_both(tmp_path):
    text = 'name,baseline\nrecords,"7,125"\n'
    refused(tmp_path, "indicators", "a.csv", text, "it may be 7125 or 7.125")
    [indicator] = load(tmp_path, "indicators", "a.csv", 'name,baseline\nrecords,"7,125,000"\n')
    assert indicator.baseline == 7_125_000


def test_what_the_course_writes_has_one_meaning_only(tmp_path):
    values = [7.125, 7125.0, 0.125, 123.456, -1.5, 12_345.678]
    before = Workbook(
        country="XT", indicators=[{"name": str(n), "baseline": v} for n, v in enumerate(values)]
    )
    for suffix in (".csv", ".xlsx"):
        save_section(before, "indicators", tmp_path / f"a{suffix}")
        after = Workbook(country="XT")
        load_section(after, "indicators", tmp_path / f"a{suffix}")
        assert [i.baseline for i in after.indicators] == values


@pytest.mark.parametrize(
    "written", ["1.2E+06", "12,50", "9" * 30, "12 apples", "1,23", "1_000", "0x10"]
)
def test_what_is_no_whole_number_is_shown_as_it_was_written(tmp_path, written):
    text = f'what,records\na,"{written}"\n'
    refused(tmp_path, "costs", "a.csv", text, f"“records”: {written[:20].replace('+', '.')}")


# Days


@pytest.mark.parametrize(
    "written", ["25.11.2026", "11/25/2026", "25 novembre 2026", "20261125", "2026-13-01"]
)
def test_a_day_that_cannot_be_read_says_how_to_write_one(tmp_path, written):
    text = f"activity;begins\nvisit;{written}\n"
    refused(tmp_path, "steps", "a.csv", text, r"year-month-day, such as 2026-11-25")


@pytest.mark.parametrize(
    "written", ["2026-11-25", "2026/11/25", "2026.11.25", "2026-11-25 00:00:00"]
)
def test_a_day_that_begins_with_its_year_is_read(tmp_path, written):
    [step] = load(tmp_path, "steps", "a.csv", f"activity;begins\nvisit;{written}\n")
    assert step.begins == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("style", "since_1904", "serial"),
    [("yyyy-mm-dd", False, 46351), ("d. mmm yy", False, 46351.75),
     ('[$-407]d/m/yyyy"h"', True, 44889), ("0", False, 46351)],
)  # fmt: skip
def test_a_spreadsheets_own_day_is_read_whatever_its_style(tmp_path, style, since_1904, serial):
    """Also where another program has lost the style: then a column of days holds a plain number."""
    styles = (
        f'<s><numFmts><numFmt numFmtId="170" formatCode="{style.replace(chr(34), "&quot;")}"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></s>'
    )
    data = (
        row(1, "activity", "begins") + cell("A2", "visit") + f'<c r="B2" s="1"><v>{serial}</v></c>'
    )
    book = WORKBOOK.replace("<sheets>", f'<workbookPr date1904="{since_1904:d}"/><sheets>')
    body = xlsx(sheet(data), styles=styles, workbook=book)
    [step] = load(tmp_path, "steps", "a.xlsx", body)
    assert step.begins == date(2026, 11, 25)


# Letters


def write_names(path, encoding, *names):
    lines = ["key;name;kind", *(f"k{n};{name};institution" for n, name in enumerate(names))]
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_alphabet_is_read_in_unicode(tmp_path, encoding):
    names = ("Zielnik w Łodzi", "Гербарий", "植物標本館", "متحف", "Ελλάδα")
    path = write_names(tmp_path / "a.csv", encoding, *names)
    assert [r.cells["name"] for r in read_table(path).rows] == list(names)


@pytest.mark.parametrize(
    "body",
    [codecs.BOM_UTF16_LE + "risk\teffect\nfire\t2\n".encode("utf-16-le"),
     codecs.BOM_UTF16_BE + "risk\teffect\r\nfire\t2\r\n".encode("utf-16-be")],
)  # fmt: skip
def test_the_unicode_text_of_a_spreadsheet_is_read(tmp_path, body):
    [risk] = load(tmp_path, "risks", "a.txt", body)
    assert (risk.risk, risk.effect) == ("fire", 2)


@pytest.mark.parametrize(
    "name",
    ["Muséum d’histoire naturelle – Nîmes", "Herbario Nacional de España: ¿cuántos?", "Coleção de Répteis, São João",
     "Universität Göttingen (Größe)", "L’Œuvre de Noël à Besançon", "Colecções Zoológicas, n.º 3",
     "Jardín Botánico, Año 1º",
     "Bibliothèque où l’œil naïf s’égare", "Müßig & Söhne, 20 €"],
)  # fmt: skip
def test_western_letters_of_older_spreadsheets_are_read(tmp_path, name):
    path = write_names(tmp_path / "a.csv", "cp1252", name)
    assert read_table(path).rows[0].cells["name"] == name


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("cp1250", "Muzeum w Gdańsku"), ("cp1250", "Poznań"), ("cp1250", "Żywiec"), ("cp1250", "Česká Lípa"),
     ("cp1250", "Plzeň"), ("cp1250", "Kovačić"), ("cp1250", "Księgozbiór"), ("cp1250", "erdő"), ("cp1250", "Grădina"),
     ("cp1251", "Музей"), ("cp1251", "Сад"), ("cp1253", "Μουσείο"), ("cp1254", "Müze Iğdır"), ("cp1255", "מוזיאון"),
     ("cp1256", "متحف"), ("cp1257", "ķērpju herbārijs"), ("cp874", "พิพิธภัณฑ์"), ("cp932", "博物館"),
     ("gbk", "标本馆"), ("big5", "標本館"),
     ("euc_kr", "박물관"), ("koi8-r", "Музей"), ("mac_roman", "Muséum"), ("cp850", "Muséum"), ("cp437", "España")],
)  # fmt: skip
def test_another_code_page_is_asked_about_and_never_guessed(tmp_path, encoding, name):
    path = write_names(tmp_path / "a.csv", encoding, "Herbarium", name)
    with pytest.raises(
        BrokenFileError, match=r"save it in your spreadsheet as \.xlsx or as “CSV UTF-8”"
    ):
        read_table(path)


def test_a_register_in_another_code_page_changes_nothing(home, tmp_path):
    course.register().place("Zielnik Łódź", kind="institution", power=3, interest=3, why="it lends")
    before = mine().stakeholders
    path = tmp_path / "register.csv"
    path.write_bytes("key;name;kind\nZielnik Łódź;Zielnik Łódź;institution\n".encode("cp1250"))
    with pytest.raises(BrokenFileError, match="which letters"):
        course.register().load(path)
    assert mine().stakeholders == before


# Tables as text


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;", "\ufeffsep=;"])
def test_a_first_line_for_spreadsheets_is_passed_over(tmp_path, first):
    [risk] = load(tmp_path, "risks", "a.csv", f"{first}\nrisk;effect\n“a, b, c”, d;3\n")
    assert (risk.risk, risk.effect) == ("“a, b, c”, d", 3)


def test_the_columns_that_are_looked_for_decide_what_stands_between_cells(tmp_path):
    text = "risk;effect;my, own, words, on, it\nfire;3;\n"
    assert load(tmp_path, "risks", "a.csv", text)[0].effect == 3
    assert load(tmp_path, "risks", "a.csv", "Risk | Effect\nfire | 3\n")[0].effect == 3


def test_a_quotation_mark_that_does_not_close_swallows_no_rows(tmp_path):
    text = 'risk,effect\n"fire,2\nflood,3\n'
    refused(tmp_path, "risks", "a.csv", text, "line 3: a quotation mark")


@pytest.mark.parametrize("suffix", [".ods", ".xls", ".numbers", ".xlsb", ".XLSM", ".docx"])
def test_files_of_other_programs_say_what_to_save_them_as(tmp_path, suffix):
    name = f"table{suffix}"
    refused(tmp_path, "risks", name, b"PK\x03\x04", r"save it as .xlsx or as CSV UTF-8")
    with pytest.raises(BadCallError, match=r"save it as \.xlsx"):
        read_keys(tmp_path / name)


@pytest.mark.parametrize("body", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_a_spreadsheet_named_csv_is_recognised(tmp_path, body):
    refused(tmp_path, "risks", "a.csv", body, "under another name")


def test_a_renamed_column_of_a_list_is_named_and_not_dropped(tmp_path):
    text = "risk,effect (1-3),answer\nfire,3,insure\n"
    refused(
        tmp_path, "risks", "a.csv", text, r"“effect \(1-3\)” is no column .* likelihood, effect"
    )
    # Capitals and spaces are no other name; a column of one's own is ignored where nothing is missing.
    assert load(tmp_path, "risks", "a.csv", " Risk ,EFFECT\nfire,3\n")[0].effect == 3
    whole = "risk,likelihood,effect,answer,owner,my remark\nfire,1,2,,,x\n"
    assert load(tmp_path, "risks", "a.csv", whole)[0].effect == 2
    refused(tmp_path, "risks", "a.csv", "risk,effect,Effect\nfire,1,3\n", "two columns “effect”")


# Spreadsheets


def notes(*lines, before="", names=("key", "name", *WORKING), **others):
    data = row(1, *names) + "".join(row(n, *texts) for n, texts in enumerate(lines, start=2))
    return xlsx(sheet(data, before), **others)


TWO = [
    (KEYS[0], "Museum", "2026-11-03", "", "", "calls back"),
    (KEYS[1], "Herbarium", "", "", "sends a list"),
]


def read_notes(tmp_path, body, **options):
    path = tmp_path / "landscape.xlsx"
    path.write_bytes(body)
    return read_working(path, WORKING, **options)


@pytest.mark.parametrize("stated", ["A1", "A1:A1", "A1:XFD1048576", "nonsense", ""])
def test_a_wrong_stated_size_drops_nothing(tmp_path, stated):
    found = read_notes(tmp_path, notes(*TWO, before=f'<dimension ref="{stated}"/>'))
    assert found == {
        KEYS[0]: {"contacted": "2026-11-03", "note": "calls back"},
        KEYS[1]: {"agreed": "sends a list"},
    }


STYLES = {
    "a fill of nothing": '<styleSheet><fills count="1"><fill/></fills><cellXfs><xf/></cellXfs></styleSheet>',
    "an extension": '<styleSheet><cellXfs><xf><extLst><ext uri="x"/></extLst></xf></cellXfs></styleSheet>',
    "an unknown format": '<styleSheet><cellXfs><xf numFmtId="beauty" pivotButton="maybe"/></cellXfs></styleSheet>',
    "cut in half": '<styleSheet><cellXfs><xf numFmtId="14"',
    "nothing": "",
}


@pytest.mark.parametrize("styles", STYLES.values(), ids=STYLES)
def test_no_style_of_another_program_stands_in_the_way(tmp_path, styles):
    found = read_notes(tmp_path, notes(*TWO, styles=styles))
    assert found[KEYS[1]] == {"agreed": "sends a list"}


def test_names_with_a_prefix_and_members_with_other_names_are_understood(tmp_path):
    data = sheet(row(1, "key", *WORKING) + row(2, KEYS[0], "", "", "", "x"))
    prefixed = data.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    links = RELATIONS.replace("worksheets/sheet1.xml", "/xl/Worksheets/one.xml")
    body = packed(
        {
            "xl\\workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": links,
            "xl/worksheets/One.xml": prefixed,
        }
    )
    assert read_notes(tmp_path, body) == {KEYS[0]: {"note": "x"}}


def test_cells_that_do_not_say_where_they_stand_follow_each_other(tmp_path):
    rows = [["key", *WORKING], [KEYS[0], "", "", "", "x"]]
    data = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{t}</t></is></c>' for t in texts) + "</row>"
        for texts in rows
    )
    assert read_notes(tmp_path, xlsx(sheet(data))) == {KEYS[0]: {"note": "x"}}


def test_how_a_japanese_name_is_read_aloud_is_no_part_of_it(tmp_path):
    texts = "<sst><si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si></sst>"
    (tmp_path / "a.xlsx").write_bytes(
        xlsx(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), sharedStrings=texts)
    )
    assert read_sheet(tmp_path / "a.xlsx") == [["東京"]]


def cut(body):
    return body[: len(body) // 2]


BROKEN = {
    "cut in half": cut(notes(*TWO)),
    "XML that ends early": xlsx(sheet(row(1, "key")).replace("</sheetData></worksheet>", "")),
    "XML that is none": xlsx("no tags at all"),
    "a text that is not there": xlsx(sheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')),
    "a number that is none": xlsx(sheet('<row r="1"><c r="A1"><v>1e999</v></c></row>')),
    "entities": xlsx('<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'),
    "no workbook": packed({"a.txt": "x"}),
    "no zip": b"key,note\n",
    "empty": b"",
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_a_broken_spreadsheet_is_one_sentence(tmp_path, body):
    with pytest.raises(BrokenFileError, match="cannot be read as a spreadsheet; it may be cut off"):
        read_notes(tmp_path, body)


def test_a_spreadsheet_without_a_sheet_and_a_cell_far_out_are_said(tmp_path):
    bare = WORKBOOK.replace('<sheet name="Sheet" sheetId="1" r:id="rId1"/>', "")
    with pytest.raises(BrokenFileError, match="has no sheet with cells"):
        read_notes(
            tmp_path, packed({"xl/workbook.xml": bare, "xl/_rels/workbook.xml.rels": RELATIONS})
        )
    with pytest.raises(BrokenFileError, match="row 1048576, column 16384"):
        read_notes(tmp_path, xlsx(sheet(row(1, "key", *WORKING) + cell("XFD1048576", "x"))))


def test_a_formula_that_nobody_has_calculated_is_kept_as_text(tmp_path):
    data = row(1, "key", *WORKING) + cell("A2", KEYS[0]) + '<c r="E2"><f>B1+1</f></c>'
    assert read_notes(tmp_path, xlsx(sheet(data))) == {KEYS[0]: {"note": "=B1+1"}}


def test_a_renamed_working_column_is_named_and_not_dropped(tmp_path):
    names = ("key", "name", "contacted", "answered", "agreed", "my notes")
    with pytest.raises(BrokenFileError, match="no column “note” but one named “my notes”"):
        read_notes(tmp_path, notes(*TWO, names=names), known=("name",))
    names = ("key", "name", "Contacted ", "ANSWERED", "agreed", "note")
    assert read_notes(tmp_path, notes(*TWO, names=names))[KEYS[0]]["contacted"] == "2026-11-03"


def test_notes_of_a_spreadsheet_with_a_wrong_size_reach_the_workbook(home, tmp_path):
    path = tmp_path / "from a phone.xlsx"
    path.write_bytes(
        notes(*TWO, before='<dimension ref="A1"/>', styles=STYLES["a fill of nothing"])
    )
    assert "notes on 2 institutions" in repr(course.landscape().load(path))


# Files that are none, or are held


def test_marks_of_office_programs_folders_and_missing_files_are_said(tmp_path):
    for name, words in (
        ("~$costs.xlsx", r"close the file there and give costs\.xlsx"),
        (".~lock.costs.csv#", r"close the file there and give costs\.csv"),
        ("nothing.csv", "There is no file"),
        ("nothing\0.csv", "cannot be opened"),
        ("x" * 300 + ".csv", "cannot be opened"),
        ("", "is a folder"),
    ):
        with pytest.raises(BrokenFileError, match=words):
            read_table(tmp_path / name)


def test_a_device_or_a_pipe_is_never_waited_for(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(BrokenFileError, match="is no file"):
        read_table(tmp_path / "pipe.csv")


def test_a_file_that_another_program_holds_says_so(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("risk\nfire\n")

    def held(*_words):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(BrokenFileError, match="close it in other programs"):
        read_table(tmp_path / "a.csv")


# Lists of institutions

LISTS = {
    "a table of the page": f"key\tcode\tname\n{KEYS[0]}\tA\tMuseum, Old\n{KEYS[1]}\tB\tHerbarium\n",
    "another column first": f"name\tkey\nMuseum, Old\t{KEYS[0]}\nHerbarium\t{KEYS[1]}\n",
    "addresses": f"https://example.org/institution/{KEYS[0]}\nhttps://example.org/v1/institution/{KEYS[1]}?x=1\n",
    "capitals, marks and remarks": f"\ufeff# mine\n{KEYS[0].upper()} # first\n\n\"{KEYS[1]}\",Herbarium\n",
    "semicolons": f"Key;Name\n{KEYS[0]};A\n{KEYS[1]};B\n",
    "sep": f"sep=;\nkey;name\n{KEYS[0]};A\n{KEYS[1]};B\n",
}  # fmt: skip


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_list_of_institutions_is_found_in_what_people_have(tmp_path, text, encoding):
    path = tmp_path / "list.tsv"
    path.write_bytes(text.encode(encoding))
    assert read_keys(path) == KEYS


def test_a_spreadsheet_is_a_list_too_and_a_collection_is_none(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(notes(*TWO))
    assert read_keys(tmp_path / "a.xlsx") == KEYS
    (tmp_path / "a.txt").write_text(f"https://example.org/collection/{KEYS[0]}\n")
    with pytest.raises(BadCallError, match="is the page of a collection"):
        read_keys(tmp_path / "a.txt")


# JSON and TOML


@pytest.mark.parametrize(
    "content",
    ["5", "[]", '"x"', "null", "true", '{"version": 3}', '{"version": 3, "country": 5}',
     '{"version": 3, "country": "XT", "ties": 5}', '{"version": 3, "country": "XT", "saved": 99999999999999999999}',
     '{"version": NaN, "country": "XT"}', '{"version": 3, "country": "XT", "stakeholders": [[[[]]]]}',
     '{"version": 3, "country": "XT"', "[" * 100_000, '{"a":' * 5_000 + "1" + "}" * 5_000, "\ufeff", ""],
)  # fmt: skip
def test_a_workbook_or_shared_file_with_wrong_types_is_one_sentence(tmp_path, content):
    path = tmp_path / "workbook.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BrokenFileError, match="is no workbook of this course"):
        load_workbook(path)
    with pytest.raises(BrokenFileError, match=r"workbook\.json"):
        read_shared(path)


def test_a_mark_at_the_beginning_of_json_and_toml_is_passed_over(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(codecs.BOM_UTF8 + Workbook(country="XT").model_dump_json().encode())
    assert load_workbook(path).country == "XT"
    (tmp_path / "a.toml").write_bytes(codecs.BOM_UTF8 + b"[waves]\nnow = 2\n")
    assert read_criteria(tmp_path / "a.toml")["waves"]["now"] == 2


def test_half_of_a_pair_in_a_workbook_becomes_a_question_mark(tmp_path):
    book = {"version": 3, "country": "XT", "risks": [{"risk": "fire \ud83d"}]}
    (tmp_path / "a.json").write_text(json.dumps(book))
    assert load_workbook(tmp_path / "a.json").risks[0].risk == "fire ?"


@pytest.mark.parametrize(
    ("content", "named"),
    [("holdings = 5", "holdings"), ("[holdings]\nagree_from = 'much'", "agree_from"),
     ("[holdings]\nagree_from = true", "agree_from"), ("[holdings]\nagree_from = -1", "agree_from"),
     ("[holdings]\nagree_from = nan", "agree_from"), ("[publisher]\nstop_words = [1]", "stop_words"),
     ("[publisher]\nshared_words = 99999999999999999999", ""), ("[beauty]\nx = 1", "beauty"),
     ("a = " + "[" * 50_000, ""), ("x", ""), (".".join(["a"] * 9_000) + " = 1", "")],
)  # fmt: skip
def test_rules_of_a_wrong_type_are_named(tmp_path, content, named):
    (tmp_path / "rules.toml").write_text(content)
    with pytest.raises(BrokenFileError, match="cannot be read as rules") as error:
        read_rules(tmp_path / "rules.toml")
    assert f"(see “{named}”)" in str(error.value) or not named


@pytest.mark.parametrize(
    ("content", "named"),
    [("waves = 5", "waves"), ("[waves]\nnow = 'five'", "now"), ("[waves]\ndraws = 900000000", "draws"),
     ("criteria = 5", "criteria"), ("[[criteria]]\nweight = 1", "criteria"),
     ("[[criteria]]\nname = 'gap'\nweight = 'much'", "weight"), ("[[criteria]]\nname = 'gap'", "weight")],
)  # fmt: skip
def test_criteria_of_a_wrong_type_are_named(tmp_path, content, named):
    (tmp_path / "mine.toml").write_text(content)
    with pytest.raises(BrokenFileError, match="cannot be read as criteria") as error:
        read_criteria(tmp_path / "mine.toml")
    assert f"(see “{named}”)" in str(error.value)


# What is printed can be pasted


def test_paths_with_spaces_are_quoted(home, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["start", "my lessons"]) == 0
    assert "jupyter lab 'my lessons/00_start.ipynb'" in capsys.readouterr().out
    assert main(["evidence", "XT", "--save", "two words.zip"]) == 0
    assert "Saved as 'two words.zip'." in capsys.readouterr().out
