"""A learner's lessons on her own country, run to the last cell: no refusal, and nothing of Xantoria's."""

import ast
import json

import nbformat
import pytest

from coursehelpers.classroom.editions import learner_edition, lessons
from coursehelpers.evidence.gather import gather
from coursehelpers.ground.settings import data_file
from coursehelpers.workbook.file import open_workbook
from tests.gbif_api import pygbif_at

COUNTRIES = ("LI", "VA", "KE", "BR", "FR,NC,PF")
LESSONS = lessons()
CHOSEN = 'course.country("XT")'


def xantorian_names():
    """Return the names of everybody in Xantoria and its example, but for those that any country might have."""
    evidence = gather("XT")
    example = json.loads(data_file("example_register.json").read_text(encoding="utf-8"))
    names = {str(name) for name in evidence.institutions["name"].dropna()}
    names |= {one["name"] for one in example["place"]} | {"Xantoria"}
    return {name for name in names if len(name) > 6}


def run(source, names):
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<lesson>", "exec"), names)
    shown = eval(compile(ast.Expression(last.value), "<lesson>", "eval"), names) if last else None
    # A notebook shows what a cell gives; some things are only found out when they are shown.
    repr(shown)
    if hasattr(shown, "_repr_html_"):
        shown._repr_html_()
    return shown


def cells(path):
    edition = learner_edition(nbformat.read(path, as_version=4))
    return [cell.source for cell in edition.cells if cell.cell_type == "code"]


def code_of(country, source):
    return source.replace(CHOSEN, f'course.country("{country}")')


@pytest.fixture
def learner(one_world_server, monkeypatch, tmp_path):
    monkeypatch.setenv("GBIF_API_URL", one_world_server.url)
    monkeypatch.setenv("COURSE_SOURCE", "live")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    with pygbif_at(one_world_server.url):
        yield tmp_path / "my-course"


def written_texts(home):
    """Return what the learner's folder holds of her answers, by file; a lesson's copy of the cards is a handout."""
    return {
        path.name: path.read_text(encoding="utf-8", errors="replace")
        for path in home.rglob("*")
        if path.suffix in (".json", ".csv", ".html", ".md", ".txt") and "card" not in path.name
    }


@pytest.mark.long
@pytest.mark.parametrize("country", COUNTRIES)
def test_each_lesson_runs_and_nothing_of_xantoria_is_in_her_folder(country, learner):
    for _round in range(2):
        for path in LESSONS:
            names = {}
            for source in cells(path):
                run(code_of(country, source), names)
    names = xantorian_names()
    held = open_workbook(country).model_dump_json()
    assert not [name for name in names if name in held]
    for file, text in written_texts(learner).items():
        assert not [name for name in names if name in text], file


@pytest.mark.long
def test_lessons_run_out_of_order_with_a_second_notebook_open(learner):
    notebooks = {path.stem[:2]: (cells(path), {}) for path in LESSONS}
    run('from coursehelpers import course\ncourse.country("KE")', {})
    for number in ("13", "11", "10", "12", "11"):
        sources, names = notebooks[number]
        for source in sources:
            run(code_of("KE", source), names)
    assert open_workbook("KE").stakeholders


@pytest.mark.parametrize("path", [pytest.param(p, id=p.stem) for p in LESSONS])
def test_no_cell_of_her_own_lane_names_anybody_of_xantoria(path):
    names = xantorian_names()
    for source in cells(path):
        if "example" not in source and "course.training()" not in source:
            assert not [name for name in names if name in source], source


def test_a_name_of_xantoria_in_her_workbook_would_be_found(learner):
    names = {}
    for source in cells(LESSONS[0]):
        run(code_of("LI", source), names)
    run(
        "from coursehelpers import course\n"
        'course.register().place("Saint Moss Herbarium", kind="museum", power=1, interest=1, why="a slip")',
        {},
    )
    held = " ".join(written_texts(learner).values())
    assert [name for name in xantorian_names() if name in held] == ["Saint Moss Herbarium"]
