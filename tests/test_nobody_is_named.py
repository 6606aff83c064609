"""Persons planted in every field of a country's answers are nowhere in what is written, shown, logged or said of it."""

import json
import logging
import re
import zipfile
from pathlib import Path

import nbformat
import pytest
from pypdf import PdfReader

from coursehelpers.classroom.editions import lessons
from coursehelpers.classroom.lesson_runs import run_lessons
from coursehelpers.classroom.slides import slides_page
from coursehelpers.cli import main
from coursehelpers.workbook.file import Workbook, save_workbook
from tests.gbif_api import GbifServer, World, pygbif_at
from tests.gbif_api.people import populate

ROOT = Path(__file__).resolve().parents[1]
MARKS = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b|linkedin\.com/in/|orcid\.org/\d|/~\w+|\+\d{2} \d{2} \d{4}"
)
"""E-mail addresses, ORCID numbers, pages of persons, phone numbers."""
OFFICES = {"helpdesk@gbif.org"}


@pytest.fixture(scope="module")
def crowd():
    world, planted = populate(World.made_up("DK", "Copenhagen"))
    with GbifServer(world) as running:
        yield running, planted


@pytest.fixture
def learner(crowd, monkeypatch, tmp_path):
    server, _planted = crowd
    monkeypatch.setenv("GBIF_API_URL", server.url)
    monkeypatch.setenv("COURSE_SOURCE", "live")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def named_in(planted, text):
    return sorted(one for one in planted if one in text)


def read_all(folder):
    """Return everything that a folder holds, with what is packed in documents and snapshots."""
    texts = []
    for path in folder.rglob("*"):
        if path.is_file():
            texts.append(path.read_bytes())
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as packed:
                    texts += [packed.read(name) for name in packed.namelist()]
            if path.suffix == ".pdf":
                read = PdfReader(path)
                said = [page.extract_text() for page in read.pages]
                texts.append("\n".join([*said, *map(str, (read.metadata or {}).values())]).encode())
    return b"\n".join(texts).decode("utf-8", "replace")


def test_a_person_in_an_answer_would_be_found(crowd):
    server, planted = crowd
    assert len(planted) > 1000
    assert len(named_in(planted, json.dumps(server.world.institutions))) > 500
    assert MARKS.search("write to jane.doe@example.org")


@pytest.mark.long
def test_no_export_no_log_and_no_error_names_anybody(crowd, learner, capfd, caplog, monkeypatch):
    server, planted = crowd
    caplog.set_level(logging.DEBUG)
    save_workbook(Workbook(country="DK"))
    workbook = learner / "my-course" / "workbook-DK.json"
    calls = [
        ("status",), ("landscape", "DK"), ("landscape", "DK", "--format", "json"),
        *(("landscape", "DK", "--out", f"table.{kind}") for kind in ("csv", "xlsx")),
        ("evidence", "DK"), ("evidence", "DK", "--save", "dk.zip"), ("prioritize", "DK"),
        ("prioritize", "DK", "--format", "json"), ("world",),
        *(("sheet", "DK", "--out", f"sheet.{kind}") for kind in ("html", "pdf")),
        *(("plan", workbook, "--out", f"plan.{kind}") for kind in ("docx", "xlsx", "html", "md", "pdf")),
    ]  # fmt: skip
    for call in calls:
        assert main([str(word) for word in call]) == 0, call
    for fault in ("truncated", "broken-json"):
        # What GBIF sent is in the error's hands now, persons and all.
        monkeypatch.setenv("COURSE_CACHE", str(learner / f"cache-{fault}"))
        server.fail(fault, times=1_000)
        assert main(["landscape", "DK"]) == 1, fault
        server.clear()
    said = "".join(capfd.readouterr()) + caplog.text
    assert "Copenhagen" in read_all(learner)
    assert named_in(planted, said) == []
    assert named_in(planted, read_all(learner)) == []


@pytest.mark.long
def test_no_slide_and_no_result_of_a_lesson_names_anybody(crowd, learner, caplog):
    server, planted = crowd
    caplog.set_level(logging.DEBUG)
    with pygbif_at(server.url):
        played = run_lessons("DK")
    assert len(played) == len(lessons())
    shown = "".join(nbformat.writes(lesson) + slides_page(lesson) for _path, lesson in played)
    assert "Copenhagen" in shown or "Denmark" in shown
    assert named_in(planted, shown + caplog.text) == []
    assert named_in(planted, read_all(learner)) == []


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in lessons()])
def test_what_a_stored_lesson_shows_names_nobody(path):
    lesson = nbformat.read(path, as_version=4)
    shown = json.dumps([cell.get("outputs", []) for cell in lesson.cells], ensure_ascii=False)
    assert set(MARKS.findall(shown)) <= OFFICES


def test_the_pictures_of_the_site_name_nobody():
    pictures = list((ROOT / "book" / "_static").glob("*.svg"))
    assert pictures
    assert not [path for path in pictures if MARKS.search(path.read_text(encoding="utf-8"))]
