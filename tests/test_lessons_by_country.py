"""A learner's lessons on her own country, run to the last cell: no refusal, and nothing of Xantoria's."""

import ast
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from coursehelpers.classroom.editions import learner_edition, lessons
from coursehelpers.evidence.gather import gather
from coursehelpers.ground.settings import data_file
from coursehelpers.workbook.file import Workbook, open_workbook
from tests.gbif_api import pygbif_at

COUNTRIES = ("LI", "VA", "KE", "BR", "FR,NC,PF")
LESSONS = lessons()
BY_NUMBER = {path.stem[:2]: path for path in LESSONS}
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
    nothing_of_xantoria_is_held(country, learner)


@pytest.mark.long
@pytest.mark.parametrize("country", COUNTRIES)
def test_lessons_run_out_of_order_and_twice(country, learner):
    run(f'from coursehelpers import course\ncourse.country("{country}")', {})
    for number in ("23", "13", "90", "11", "22", "10", "21", "20", "12", "11"):
        names = {}
        for source in cells(BY_NUMBER[number]):
            run(code_of(country, source), names)
    nothing_of_xantoria_is_held(country, learner)


@pytest.mark.long
@pytest.mark.parametrize("country", COUNTRIES)
def test_two_notebooks_are_open_at_once_and_one_is_restarted(country, learner, monkeypatch):
    # A kernel finds the tests' own server only where it is told to look.
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
    run(f'from coursehelpers import course\ncourse.country("{country}")', {})
    server = os.environ["GBIF_API_URL"]
    both_at_once(country, server, ("10", "11", "12"), ("20", "22", "23"))
    # Kernels of their own again, as after a restart; this time each runs what the other one ran.
    both_at_once(country, server, ("23", "20"), ("13", "11"))
    nothing_of_xantoria_is_held(country, learner)


def both_at_once(country, server, *kernels):
    with ThreadPoolExecutor(len(kernels)) as threads:
        running = [threads.submit(_in_one_kernel, country, server, one) for one in kernels]
    for one in running:
        one.result()


def _in_one_kernel(country, server, numbers):
    """Run lessons one after the other in a kernel, as “Run All” does; a cell that refuses is raised."""
    sources = [
        code_of(country, source) for number in numbers for source in cells(BY_NUMBER[number])
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in sources])
    aimed = [
        "from tests.gbif_api import pygbif_at as _at",
        f"_aimed = _at({server!r})",
        "_aimed.__enter__()",
    ]
    client = NotebookClient(
        notebook, timeout=120, extra_arguments=[f"--IPKernelApp.exec_lines={aimed!r}"]
    )
    client.execute()
    said = [output.get("name") for cell in notebook.cells for output in cell.outputs]
    assert "stderr" not in said


@pytest.mark.long
def test_what_the_examples_of_xantoria_say_is_not_in_her_own_workbook_of_xantoria(
    learner, monkeypatch
):
    monkeypatch.setenv("COURSE_SOURCE", "training")
    for _round in range(2):
        for path in LESSONS:
            names = {}
            for source in cells(path):
                run(source, names)
    nobody_wrote_anything("XT")


def nothing_of_xantoria_is_held(country, home):
    names = xantorian_names()
    held = open_workbook(country).model_dump_json()
    assert not [name for name in names if name in held]
    for file, text in written_texts(home).items():
        assert not [name for name in names if name in text], file
    nobody_wrote_anything(country)


def nobody_wrote_anything(country):
    """Check that a workbook holds what a country's tables begin it with, and no value of an example."""
    workbook = open_workbook(country)
    begun = {"version", "country", "saves", "saved", "stakeholders"}
    fresh = Workbook(country=country)
    for field in Workbook.model_fields.keys() - begun:
        assert getattr(workbook, field) == getattr(fresh, field), field
    for one in workbook.stakeholders:
        assert (one.power, one.interest, one.why) == (None, None, ""), one.name


def stray_names(source, names):
    """Return the names that a cell says outside what belongs to the worked example."""
    tree = ast.parse(source)
    examples = {"example"}
    for line in ast.walk(tree):
        if isinstance(line, ast.Assign) and _root(line.value) == "training":
            examples |= {target.id for target in line.targets if isinstance(target, ast.Name)}
    theirs = {
        id(said)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _root(call) in {*examples, "training"}
        for said in ast.walk(call)
    }
    return [
        name
        for said in ast.walk(tree)
        if isinstance(said, ast.Constant) and isinstance(said.value, str) and id(said) not in theirs
        for name in names
        if name in said.value
    ]


def _root(value):
    """Return the name that a chain of calls begins with; “training” where it begins with course.training()."""
    links = []
    while isinstance(value, ast.Attribute | ast.Call):
        if isinstance(value, ast.Attribute):
            links.append(value.attr)
            value = value.value
        else:
            value = value.func
    if not isinstance(value, ast.Name):
        return ""
    return "training" if value.id == "course" and links[-1:] == ["training"] else value.id


@pytest.mark.parametrize("path", [pytest.param(p, id=p.stem) for p in LESSONS])
def test_no_cell_of_her_own_lane_names_anybody_of_xantoria(path):
    names = xantorian_names()
    for source in cells(path):
        assert not stray_names(source, names), source


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('example.move("Saint Moss Herbarium", to="now")', False),
        ('one = course.training().order()\none.move("Saint Moss Herbarium", to="now")', False),
        ('course.training().landscape().improve("Saint Moss Herbarium")', False),
        ('# as in the example\norder.move("Saint Moss Herbarium", to="now")', True),
        ('example = course.training().order()\norder.move("Saint Moss Herbarium", to="now")', True),
        ('name = "Saint Moss Herbarium"\nexample.move(name, to="now")', True),
    ],
)
def test_only_what_is_said_to_the_example_may_name_xantorias(source, found):
    assert bool(stray_names(source, {"Saint Moss Herbarium"})) == found


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
