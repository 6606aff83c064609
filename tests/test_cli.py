"""The command line as its users call it: what is printed, what is saved, how it fails."""

import csv
import io
import json
import os
import subprocess
import sys

import openpyxl
import pytest

from coursehelpers.cli import main
from coursehelpers.ground.settings import read_settings
from coursehelpers.landscape.survey import COLUMNS
from coursehelpers.workbook.file import Workbook, save_workbook


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Work in a folder of one's own, with no network."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GBIF_API_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def run(home, capsys):
    def call(*arguments):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            status = stopped.code
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


def one_sentence(text):
    return text.count("\n") == 1 and text.endswith(".\n") and "Traceback" not in text


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["landscape", "ZZ"], 2),
        (["landscape", "germany"], 2),
        (["landscape", ""], 2),
        (["landscape"], 2),
        (["landscape", "DK,XT"], 2),
        (["landscape", "XT", "--format", "yaml"], 2),
        (["landscape", "XT", "--out", "table.doc"], 2),
        (["landscape", "--institutions", "nothing.txt"], 2),
        (["landscape", "--snapshot", "nothing.zip"], 1),
        (["landscape", "XT", "--rules", "nothing.toml"], 1),
        (["landscape", "DK"], 1),
        (["evidence", "DK"], 1),
        (["dance"], 2),
        ([], 2),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(run, arguments, status):
    got, out, error = run(*arguments)
    assert got == status
    assert out == ""
    assert one_sentence(error), error


def test_a_broken_snapshot_and_a_folder_that_is_none_are_said_in_one_sentence(run, home):
    (home / "no.zip").write_text("no zip")
    assert run("landscape", "--snapshot", "no.zip")[0] == 1
    status, _out, error = run("evidence", "XT", "--save", "no.zip/xt.zip")
    assert status == 1
    assert one_sentence(error)


def test_a_full_disk_is_said_in_one_sentence(run, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("coursehelpers.ground.files.os.fsync", full)
    status, _out, error = run("landscape", "XT", "--out", "table.xlsx")
    assert status == 1
    assert "No space left" in error
    assert one_sentence(error)


def test_nothing_listening_offers_the_training_country(run, monkeypatch):
    monkeypatch.setenv("COURSE_SOURCE", "live")
    assert "XT" in run("landscape", "DK")[2]


def test_json_is_only_json_and_has_the_documented_keys(run):
    status, out, error = run("landscape", "XT", "--format", "json")
    found = json.loads(out)
    assert (status, error) == (0, "")
    assert {"country", "provenance", "totals", "institutions"} <= set(found)
    assert set(found["provenance"]) == {
        "source", "api_url", "requests", "retrieved", "registry_date", "occurrence_date", "course_version",
    }  # fmt: skip
    assert set(found["totals"]) == {
        "institutions",
        "known",
        "unknown",
        "out_of_scope",
        "declared",
        "linked",
        "excess",
        "linked_unstated",
        "gap",
    }
    assert all(list(row) == list(COLUMNS) for row in found["institutions"])
    names = [(row["name"].casefold(), row["key"]) for row in found["institutions"]]
    assert names == sorted(names)
    assert {row["declared"] for row in found["institutions"]} & {None}
    assert found["institutions"][0]["modified"] == "2022-06-06"


def test_csv_is_printed_and_read_again(run):
    _status, out, _error = run("landscape", "XT", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 26
    assert list(rows[0]) == list(COLUMNS)


def test_the_table_for_reading_says_its_source_and_its_unknowns(run):
    out = run("landscape", "XT")[1]
    assert "not stated: 8" in out
    assert "made-up country" in out.splitlines()[-1]


def test_the_spreadsheet_opens_with_a_frozen_typed_header_and_columns_to_work_in(run, home):
    assert run("landscape", "XT", "--out", "xt.xlsx")[:2] == (0, "")
    book = openpyxl.load_workbook(home / "xt.xlsx")
    page = book.worksheets[0]
    header = [cell.value for cell in page[1]]
    assert header[: len(COLUMNS)] == list(COLUMNS)
    assert header[len(COLUMNS) : len(COLUMNS) + 4] == ["contacted", "answered", "agreed", "note"]
    assert page.freeze_panes == "A2"
    by_code = {
        row[1].value: dict(zip(header, row, strict=True)) for row in page.iter_rows(min_row=2)
    }
    museum = by_code["PAU"]
    assert museum["declared"].value == 48_000
    assert museum["share"].number_format == "0.00"
    assert museum["modified"].is_date
    assert by_code["FHS"]["declared"].value is None
    assert all(museum[name].value is None for name in ("contacted", "answered", "agreed", "note"))
    explained = {row[1].value for row in book.worksheets[-1].iter_rows(min_row=2)}
    assert set(header) - {"exercise: made-up country"} <= explained
    assert all("made-up country" in page.oddHeader.center.text for page in book.worksheets)


def test_the_same_snapshot_gives_the_same_landscape(run, home):
    assert run("evidence", "XT", "--save", "xt.zip")[0] == 0
    live = json.loads(run("landscape", "XT", "--format", "json")[1])
    kept = json.loads(run("landscape", "--snapshot", "xt.zip", "--format", "json")[1])
    assert kept["institutions"] == live["institutions"]
    status, _out, error = run("landscape", "DK", "--snapshot", "xt.zip")
    assert status == 2
    assert "XT" in error


def test_evidence_says_what_was_gathered(run):
    out = run("evidence", "XT")[1]
    assert "26  institutions" in out
    assert "0 requests" in out


def test_status_says_where_things_are_even_without_a_network(run):
    status, out, _error = run("status")
    assert status == 0
    assert "cannot be reached" in out
    assert "my-course" in out


def test_start_hands_out_lessons_and_never_writes_over_an_answer(run, home):
    assert run("start")[0] == 0
    lesson = home / "my-course" / "00_start.ipynb"
    fresh = lesson.read_text(encoding="utf-8")
    lesson.write_text(fresh.replace("XT", "DK"), encoding="utf-8")
    status, out, _error = run("start")
    assert status == 0
    assert "left as it is" in out
    assert "DK" in lesson.read_text(encoding="utf-8")
    assert run("start", home / "elsewhere")[0] == 0
    assert (home / "elsewhere" / "10_stakeholder_landscape.ipynb").exists()


def test_prioritize_prints_one_json_object_in_calling_order(run):
    status, out, error = run("prioritize", "XT", "--format", "json")
    assert (status, error) == (0, "")
    told = json.loads(out)
    assert set(told) >= {"country", "provenance", "totals", "criteria", "institutions"}
    rows = told["institutions"]
    assert [row["rank"] for row in rows] == list(range(1, 25))
    assert set(rows[0]) >= {
        "wave",
        "score",
        "rank_low",
        "rank_high",
        "top_share",
        "reasons",
        "triage",
    }
    assert isinstance(rows[0]["reasons"], list)
    assert not any(row["triage"] == "out-of-scope" for row in rows)


def test_prioritize_takes_weights_a_snapshot_and_saves(run, home, tmp_path):
    weights = tmp_path / "mine.csv"
    weights.write_text("criterion,weight\ngap,40\n")
    assert run("evidence", "XT", "--save", "xt.zip")[0] == 0
    usual = json.loads(run("prioritize", "--snapshot", "xt.zip", "--format", "json")[1])
    heavy = json.loads(run("prioritize", "XT", "--weights", weights, "--format", "json")[1])
    assert [r["key"] for r in usual["institutions"]] != [r["key"] for r in heavy["institutions"]]
    for name in ("order.xlsx", "order.csv", "order.json"):
        assert run("prioritize", "XT", "--out", name)[0] == 0
        assert (home / name).stat().st_size > 1_000
    assert "made-up country" in run("prioritize", "XT")[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("criterion,weight\ngap,-1\n", "row 2"),
        ("criterion,weight\nbeauty,1\n", "no criterion"),
        ("what\n", "no column"),
    ],
)
def test_weights_that_make_no_sense_are_one_sentence(run, tmp_path, content, said):
    weights = tmp_path / "mine.csv"
    weights.write_text(content)
    status, out, error = run("prioritize", "XT", "--weights", weights)
    assert status in (1, 2)
    assert out == ""
    assert said in error
    assert error.count("\n") == 1


def test_the_sheet_is_saved_as_pdf_and_page(run, home):
    assert run("sheet", "XT", "--out", "sheet.pdf")[0] == 0
    assert (home / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert run("sheet", "XT", "--out", "sheet.html")[0] == 0
    status, _out, error = run("sheet", "XT", "--out", "sheet.odt")
    assert status == 2
    assert ".pdf" in error


def test_a_plan_is_made_from_a_workbook_and_says_what_is_missing(run, home):
    save_workbook(Workbook(country="XT"), read_settings())
    workbook = home / "my-course" / "workbook-XT.json"
    status, out, _error = run("plan", workbook, "--out", "plan.docx")
    assert status == 0
    assert "points are still missing" in out
    assert (home / "plan.docx").read_bytes().startswith(b"PK")
    assert run("plan", workbook, "--final", "--out", "plan.pdf")[0] == 0
    assert run("plan", home / "none.json", "--out", "plan.pdf")[0] == 1


def test_live_prints_each_institution_of_a_big_country_and_nothing_else(world_server, tmp_path):
    environment = {
        **os.environ,
        "GBIF_API_URL": world_server.url,
        "COURSE_CACHE": str(tmp_path),
        "COURSE_SOURCE": "live",
    }
    done = subprocess.run(
        [sys.executable, "-m", "coursehelpers", "landscape", "US", "--format", "json"],
        env=environment, capture_output=True, check=True,
    )  # fmt: skip
    listed = [
        one
        for one in world_server.world.institutions
        if (one.get("address") or {}).get("country") == "US"
    ]
    assert len(json.loads(done.stdout)["institutions"]) == len(listed) >= 60


@pytest.mark.parametrize("saved", [True, False])
def test_a_stop_ends_in_130_and_says_whether_a_file_was_written(run, home, monkeypatch, saved):
    def stop(*_arguments, **_more):
        raise KeyboardInterrupt

    after, before = (
        "coursehelpers.ground.provenance.source_line",
        "coursehelpers.evidence.gather.gather",
    )
    monkeypatch.setattr(after if saved else before, stop)
    status, _out, error = run("evidence", "XT", "--save", "xt.zip")
    assert status == 130
    assert error.count("\n") == 1
    assert ("xt.zip had been written" in error) is saved is (home / "xt.zip").exists()
    assert ("no file was written" in error) is not saved


def test_a_snapshot_that_is_no_zip_by_name_is_refused_before_anything_is_asked(run):
    status, out, error = run("evidence", "DK", "--save", "tables.xlsx")
    assert (status, out) == (2, "")
    assert ".zip" in error
