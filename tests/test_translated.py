"""Pages and lessons are said in another language, and what is English there says so."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from upkeep.pseudo import LANGUAGE, accented, write_pseudo

from coursehelpers.classroom.editions import hand_out, learner_edition, lessons, trainer_edition
from coursehelpers.classroom.sessions import minutes_of, read_talks, trainer_tables
from coursehelpers.classroom.slides import slides_page
from coursehelpers.classroom.translated import (
    DOMAIN,
    MARK,
    outputs_file,
    read_lesson,
    say,
    say_numbered,
    told,
    write_outputs,
)
from coursehelpers.ground.locale import read_catalogue, speaking, use

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

LESSON = ROOT / "notebooks" / "13_community_engagement.ipynb"
KEY_POINTS = "Key points"


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory):
    folder = tmp_path_factory.mktemp("catalogues")
    write_pseudo(folder)
    return folder


@pytest.fixture
def other(catalogues, monkeypatch):
    """Speak the made-up language."""
    monkeypatch.setenv("COURSE_CATALOGUES", str(catalogues))
    use(LANGUAGE)
    yield LANGUAGE
    monkeypatch.undo()
    use(None)


def change(catalogues, english, flag):
    """Let a paragraph be changed since it was translated, or not be translated."""
    path = catalogues / LANGUAGE / "LC_MESSAGES" / f"{DOMAIN}.po"
    text = path.read_text(encoding="utf-8")
    at = text.index(f"msgid {json.dumps(english, ensure_ascii=False)}")
    before, after = text[:at], text[at:]
    if flag == "fuzzy":
        before += "#, fuzzy\n"
    else:
        after = re.sub(r'^msgstr ".*"', 'msgstr ""', after, count=1, flags=re.MULTILINE)
    path.write_text(before + after, encoding="utf-8")


def test_english_is_the_source_and_needs_no_parser():
    program = (
        "import sys; from pathlib import Path; from coursehelpers.classroom.translated import read_lesson\n"
        f"lesson = read_lesson(Path({str(LESSON)!r}))\n"
        "assert not {'markdown_it', 'babel'} & set(sys.modules)"
    )
    environment = {"COURSE_LANG": "en", "PYTHONPATH": ":".join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    with speaking("en"):
        assert read_lesson(LESSON) == nbformat.read(LESSON, as_version=4)


def test_each_text_of_a_lesson_is_said_in_the_other_language(other):
    english = nbformat.read(LESSON, as_version=4)
    lesson = read_lesson(LESSON)
    assert [cell.id for cell in lesson.cells] == [cell.id for cell in english.cells]
    for cell, before in zip(lesson.cells, english.cells, strict=True):
        assert (cell.source == before.source) == (cell.cell_type == "code")
        assert MARK not in cell.source


@pytest.mark.parametrize("flag", ["fuzzy", "open"])
def test_a_paragraph_that_was_changed_or_is_not_translated_is_english_and_marked(
    tmp_path, monkeypatch, flag
):
    write_pseudo(tmp_path)
    change(tmp_path, KEY_POINTS, flag)
    monkeypatch.setenv("COURSE_CATALOGUES", str(tmp_path))
    use(LANGUAGE)
    try:
        page = told(f"## {KEY_POINTS}\n\n- {KEY_POINTS}\n\n![{KEY_POINTS}](x.png)\n")
        mark = f'<span lang="en" class="{MARK}">{KEY_POINTS}</span>'
        # Words for a picture can hold no mark.
        assert page == f"## {mark}\n\n- {mark}\n\n![{KEY_POINTS}](x.png)\n"
        assert say(KEY_POINTS) == KEY_POINTS
        assert told(f"## {KEY_POINTS}\n", marked=False) == f"## {KEY_POINTS}\n"
        editions = [edition(read_lesson(LESSON)) for edition in (learner_edition, trainer_edition)]
        assert not any(MARK in cell.source for edition in editions for cell in edition.cells)
    finally:
        monkeypatch.undo()
        use(None)


def test_numbers_that_a_program_measures_need_no_new_translation(other):
    english = "2 processes save one workbook at once, 31,778 saves acknowledged"
    said = say_numbered(english)
    assert said != english
    assert re.findall(r"\d[\d,]*", said) == ["2", "31,778"]


def test_what_cells_show_in_another_language_lies_beside_the_lesson(other, tmp_path):
    path = tmp_path / "10_a.ipynb"
    shown = nbformat.v4.new_output(
        "display_data", {"image/svg+xml": "<svg/>", "text/plain": "Blanka\nbildo"}
    )
    cell = nbformat.v4.new_code_cell("chart()", id="chart", outputs=[shown])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    english = path.read_bytes()
    cell.outputs[0]["data"]["text/plain"] = "Alia bildo"
    write_outputs(nbformat.v4.new_notebook(cells=[cell]), path)
    assert outputs_file(path, other).name == "10_a.eo.outputs.json"
    assert path.read_bytes() == english
    found = read_lesson(path).cells[0]
    assert found.outputs[0]["data"]["text/plain"] == "Alia bildo"
    assert found.metadata["mystnb"]["image"]["alt"] == "Alia bildo"
    nbformat.validate(read_lesson(path))


def test_a_learner_gets_her_lessons_in_her_language(other, tmp_path):
    done = hand_out(tmp_path / "my-course")
    assert len(done.new) == len(lessons())
    titles = [
        nbformat.read(tmp_path / "my-course" / name, as_version=4).cells[0].source
        for name in done.new
    ]
    english = [nbformat.read(path, as_version=4).cells[0].source for path in lessons()]
    for title, before in zip(titles, english, strict=True):
        assert title.splitlines()[0] == f"# {accented(before.splitlines()[0].removeprefix('# '))}"
    # The next time nothing is new; in another language what she has not touched follows her.
    assert not any(hand_out(tmp_path / "my-course")[:3])
    with speaking("en"):
        assert len(hand_out(tmp_path / "my-course").updated) == len(lessons())


def test_tables_for_trainers_have_the_same_shape_in_every_language(other):
    said = trainer_tables()
    with speaking("en"):
        english = trainer_tables()
    for name, table in english.items():
        assert said[name] != table
        assert [line.count("|") for line in said[name].splitlines()] == [
            line.count("|") for line in table.splitlines()
        ]
        assert re.findall(r"\]\([^)]*\)", said[name]) == re.findall(r"\]\([^)]*\)", table)


def test_minutes_of_a_heading_are_read_in_any_language():
    assert minutes_of("Exercice\u00a0: un premier appel (15\u00a0minutes, à trois)") == 15
    assert minutes_of("Ejercicio: una primera llamada (5 minutos)") == 5


def test_a_talk_has_the_same_parts_in_every_language(other):
    talk = read_talks()["13"]
    lesson = nbformat.read(LESSON, as_version=4)
    page = slides_page(lesson, talk)
    with speaking("en"):
        english = slides_page(lesson, read_talks()["13"])

    def headings(text):
        return list(dict.fromkeys(re.findall(r"<h2>(.*?)(?: <span.*?)?</h2>", text)))

    assert len(headings(page)) == len(headings(english))
    assert not set(headings(page)) & set(headings(english))
    assert len(re.findall(r'<ol style="list-style-type', page)) == len(
        re.findall(r'<ol style="list-style-type', english)
    )


def test_terms_lead_to_the_glossary_of_the_language(other, tmp_path):
    from course_site.languages import write_sources

    write_sources(tmp_path / "sources")
    glossary = (tmp_path / "sources" / "book" / "glossary.md").read_text(encoding="utf-8")
    terms = {line.casefold() for line in glossary.splitlines()}
    asked = set()
    for path in (tmp_path / "sources").rglob("*.*"):
        if path.suffix in (".md", ".ipynb"):
            found = re.findall(
                r"\{term\}`([^`<]+?)(?:\s*<([^`>]+)>)?`", path.read_text(encoding="utf-8")
            )
            asked |= {(target or shown).casefold() for shown, target in found}
    assert asked
    assert asked <= terms
    assert set(read_catalogue(LANGUAGE, DOMAIN).said) >= {"node"}
    assert "caption: Begin" not in (tmp_path / "sources" / "_toc.yml").read_text(encoding="utf-8")
