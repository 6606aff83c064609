"""The page about one country: what it shows is what an installed course shows, and faults are sentences."""

import io
import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from coursehelpers.browser.visit import File, Visit
from coursehelpers.evidence.gather import gather
from coursehelpers.evidence.saved import save
from coursehelpers.landscape.survey import survey

TAKEN_AWAY = [
    "landscape.xlsx",
    "order.xlsx",
    "sheet.html",
    "letters.html",
    "letters.docx",
    "snapshot.zip",
]


@pytest.fixture
def visit(settings):
    return Visit(settings=settings)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ke", "KE"), ("Kenya", "KE"), ("Alemania", "DE"), ("Brésil", "BR"), ("Alemanha", "DE"), ("Deutschland", "DE"),
        ("Kenia", "KE"), ("fr, nc", "FR,NC"), ("XT", "XT"), ("Xantoria", "XT"), ("  VA ", "VA"),
    ],
)  # fmt: skip
def test_a_country_is_found_by_code_and_by_name_in_five_languages(visit, text, codes):
    assert visit.find(text)["codes"] == codes


def test_a_name_of_two_countries_is_a_choice(visit):
    assert [one["codes"] for one in visit.find("Congo")["choose"]] == ["CD", "CG"]


@pytest.mark.parametrize("text", ["", "  ", "Atlantis", "<script>", "XT,KE"])
def test_what_is_no_country_is_answered_in_a_sentence(visit, text):
    told = visit.find(text)
    assert told["failed"].endswith(("practise.", "country.", "alone."))
    assert told["unreachable"] is False


def test_the_page_shows_summary_table_and_waves_of_the_made_up_country(visit):
    told = visit.landscape("XT")
    page = BeautifulSoup(told["html"], "html.parser")
    landscape = survey(gather("XT"))
    assert told["title"] == "Xantoria (training country)"
    assert "exercise: made-up country" in page.get_text()
    assert len(page.select("table tbody tr")) == len(landscape.table)
    assert [head.get_text().split(" (")[0] for head in page.select("h3")] == [
        "now",
        "next",
        "later",
    ]
    assert len(page.select("ol li")) == len(landscape.table.query("triage != 'out-of-scope'"))


def test_figures_have_words_and_the_sheet_says_that_it_is_an_exercise(visit):
    visit.landscape("XT")
    pictures = BeautifulSoup(visit.figures()["html"], "html.parser").select("svg[role=img]")
    assert len(pictures) == 3
    assert all(len(picture["aria-label"]) > 80 for picture in pictures)
    assert "exercise: made-up country" in visit.sheet()["html"]


@pytest.mark.parametrize("what", TAKEN_AWAY)
def test_each_file_can_be_taken_away(visit, what):
    visit.landscape("XT")
    file = visit.file(what)["file"]
    assert isinstance(file, File)
    assert file.name == f"XT-{what}"
    assert len(file.body) > 2_000
    if what.endswith(".xlsx"):
        assert load_workbook(io.BytesIO(file.body)).sheetnames[0]


def test_nothing_is_taken_away_before_a_country_was_read(visit):
    for told in (visit.file("order.xlsx"), visit.figures(), visit.sheet()):
        assert told["failed"].startswith("No country was read yet")


def test_a_file_that_is_none_is_refused(visit):
    visit.landscape("XT")
    assert "There is no such file" in visit.file("../secret.xlsx")["failed"]


def test_live_answers_come_from_gbif_and_each_request_is_told(made_up_server, make_settings):
    told = []
    visit = Visit(told.append, make_settings(made_up_server.url))
    assert visit.landscape("DK")["title"] == "Denmark"
    assert len(made_up_server.requests) == 8
    assert len(told) == 8
    assert all(words.startswith("Asking GBIF: ") for words in told)


def test_where_gbif_cannot_be_reached_the_page_is_told_so(nowhere):
    visit = Visit(settings=nowhere)
    told = visit.landscape("DK")
    assert told["unreachable"] is True
    assert "XT" in told["failed"]
    assert visit.sheet()["failed"]


def test_a_country_that_failed_does_not_show_the_one_before(nowhere):
    visit = Visit(settings=nowhere)
    visit.landscape("XT")
    visit.landscape("DK")
    assert "failed" in visit.figures()


def test_the_tables_of_the_room_are_read_and_gbif_is_not_asked(
    made_up_server, make_settings, nowhere, tmp_path
):
    save(gather("DK", make_settings(made_up_server.url)), tmp_path / "DK.zip")
    visit = Visit(settings=replace(nowhere, home=tmp_path / "home"))
    visit.takes_snapshot("DK", (tmp_path / "DK.zip").read_bytes())
    told = visit.landscape("DK")
    assert "from a snapshot" in told["html"]
    assert "unreachable" not in told


def test_a_damaged_snapshot_of_the_room_is_a_sentence(nowhere, tmp_path):
    visit = Visit(settings=replace(nowhere, home=tmp_path))
    visit.takes_snapshot("DK", b"nothing")
    assert visit.landscape("DK")["failed"].endswith(".")


@pytest.mark.recorded
@pytest.mark.long
@pytest.mark.parametrize(("code", "rows"), [("BR", 300), ("LI", 1), ("VA", 0)])
def test_large_small_and_empty_countries_are_shown(real_world_server, make_settings, code, rows):
    visit = Visit(settings=make_settings(real_world_server.url))
    told = visit.landscape(code)
    page = BeautifulSoup(told["html"], "html.parser")
    assert len(page.select("table tbody tr")) == rows
    assert ("more institutions are in the spreadsheet" in told["html"]) == (rows == 300)
    assert visit.figures()["html"].count("<svg") == (3 if rows else 2)
    assert visit.sheet()["html"]


def test_a_name_from_the_registry_is_text_and_no_tag(visit, monkeypatch):
    named = gather("XT")
    named.institutions.loc[0, "name"] = "<img src=x onerror=alert(1)>"
    monkeypatch.setattr("coursehelpers.browser.visit.gather", lambda *_more: named)
    page = visit.landscape("XT")["html"] + visit.figures()["html"] + visit.sheet()["html"]
    assert "<img" not in page
    assert "&lt;img" in page


def test_nothing_is_imported_that_no_browser_has():
    """Landscape, order, figures, letters' text and XLSX go without whatever is compiled for computers only."""
    script = """
        import importlib.abc, sys
        ABSENT = {"pydantic", "pydantic_core", "duckdb", "psutil", "lxml", "docx", "typst", "filelock", "tqdm",
                  "networkx", "beartype", "ipywidgets", "anywidget", "nbformat", "pygbif", "babel", "IPython"}
        class Absent(importlib.abc.MetaPathFinder):
            def find_spec(self, name, path, target=None):
                if name.split(".")[0] in ABSENT:
                    raise ModuleNotFoundError(name)
        sys.meta_path.insert(0, Absent())
        from coursehelpers.browser.visit import Visit
        sys.platform = "emscripten"
        visit = Visit()
        told = [visit.landscape("XT"), visit.figures(), visit.sheet()]
        told += [visit.file(name) for name in ("landscape.xlsx", "order.xlsx", "letters.html", "snapshot.zip")]
        assert not [one for one in told if "failed" in one], told
        from coursehelpers.charts.picture import Picture
        from matplotlib.figure import Figure
        foreign = Figure()
        foreign.text(0, 0, "\u6807\u672c")
        assert Picture(foreign, "letters that our font lacks").png()
        print("whole")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True
    )
    assert done.stdout.strip() == "whole", done.stderr[-2000:]
