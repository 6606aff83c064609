"""“Ask your own question”: each cell uses a tool itself, and its result changes with what its text names."""

import ast
import re
from collections import Counter
from functools import cache

import nbformat
import pytest

from coursehelpers.classroom.editions import lessons, tags_of
from tests.gbif_api import GbifServer, World, pygbif_at

TOOLS = ("pandas", "matplotlib", "networkx", "pygbif", "ipywidgets")
CHANGE = re.compile(r"\*\*Change `(.+?)` to `(.+?)`\*\*")
READ = {path.stem[:2]: nbformat.read(path, as_version=4) for path in lessons()}
CALLS = {
    "matplotlib": ".figure.axes[0].set_",
    "networkx": "nx.",
    "pygbif": ".search(",
    "ipywidgets": "interact(",
}
"""What a cell has to call of its tool itself: a graph that is only looped over counts for nothing."""
LEAST = {"pandas": 15, "matplotlib": 4, "networkx": 4, "pygbif": 5, "ipywidgets": 3}


def tool_of(cell):
    (tool,) = set(tags_of(cell)) & set(TOOLS)
    return tool


def questions():
    for number, lesson in READ.items():
        for at, cell in enumerate(lesson.cells):
            if cell.cell_type == "code" and "own-question" in tags_of(cell):
                yield pytest.param(number, at, id=f"{number}-{at}-{tool_of(cell)}")


QUESTIONS = list(questions())
LIVE = [param for param in QUESTIONS if "pygbif" in param.id]


def sources(lesson):
    """Return the code of the lesson up to the end, the pages of questions last."""
    return [cell.source if cell.cell_type == "code" else "" for cell in lesson.cells]


def show(result):
    """Return what a reader sees of a result."""
    if hasattr(result, "svg"):
        return result.svg
    return result.to_string() if hasattr(result, "to_string") else repr(result)


def run(source, names):
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<lesson>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<lesson>", "eval"), names) if last else None


@pytest.fixture
def xantoria(monkeypatch, tmp_path):
    """Serve Xantoria as GBIF would, to the course and to pygbif."""
    with GbifServer(World.training()) as server, pygbif_at(server.url):
        monkeypatch.setenv("GBIF_API_URL", server.url)
        monkeypatch.setenv("COURSE_SOURCE", "training")
        monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
        monkeypatch.chdir(tmp_path)
        yield


def played(written, at):
    """Run what a lesson defines, then its questions up to this one; return what this one shows."""
    names = {}
    for number, source in enumerate(written[:at]):
        if needed(source):
            run(source, names)
        assert number < at
    return show(run(written[at], names))


@cache
def needed(source):
    """Tell whether a cell gives names to later ones; a form or a saved file is none of their business."""
    return any(isinstance(line, ast.Assign | ast.Import | ast.ImportFrom | ast.FunctionDef)
               for line in ast.parse(source).body)  # fmt: skip


def change_of(lesson, at):
    (found,) = CHANGE.findall(lesson.cells[at - 1].source)
    return found


@pytest.mark.usefixtures("xantoria")
@pytest.mark.parametrize(("number", "at"), QUESTIONS)
def test_the_result_changes_when_what_the_text_names_is_changed(number, at):
    lesson = READ[number]
    before, after = change_of(lesson, at)
    written = sources(lesson)
    told = played(written, at)
    holding = [place for place in [at, *range(at)] if before in written[place]]
    written[holding[0]] = written[holding[0]].replace(before, after, 1)
    assert played(written, at) != told


@pytest.mark.usefixtures("xantoria")
@pytest.mark.parametrize(("number", "at"), LIVE)
def test_what_a_live_cell_shows_on_the_website_is_the_local_servers_answer(number, at):
    stored = READ[number].cells[at].outputs[-1].data["text/plain"]
    assert played(sources(READ[number]), at).split() == stored.split()


@pytest.mark.parametrize(("number", "at"), QUESTIONS)
def test_a_question_is_short_explained_and_uses_its_tool(number, at):
    cell = READ[number].cells[at]
    lines = [line for line in cell.source.splitlines() if line]
    assert len(lines) <= 6
    assert "own-question" in tags_of(READ[number].cells[at - 1])
    assert {"hide-cell", "own-question"} <= set(tags_of(cell))
    tool = tool_of(cell)
    assert ("live-only" in tags_of(cell)) == (tool == "pygbif")
    written = "\n".join(sources(READ[number])[: at + 1])
    if tool == "pandas":
        # Each noun's .table is one of pandas.
        assert "table" in cell.source or "pd." in cell.source
    else:
        assert CALLS[tool] in cell.source
    assert tool == "matplotlib" or tool in written or ".table" in written


@pytest.mark.parametrize(("number", "at"), LIVE)
def test_a_live_cell_asks_for_her_country_and_shows_named_columns_only(number, at):
    source = READ[number].cells[at].source
    assert "codes" in source
    assert '"XT"' not in source
    assert "columns=[" in source.splitlines()[-1]
    assert not re.search(r'"(contacts|recordedBy|identifiedBy|email|phone)"', source)


def test_every_tool_is_asked_often_enough_over_at_least_five_lessons():
    asked = [
        (number, tool_of(cell))
        for number, lesson in READ.items()
        for cell in lesson.cells
        if cell.cell_type == "code" and "own-question" in tags_of(cell)
    ]
    counts = Counter(tool for _, tool in asked)
    assert all(counts[tool] >= least for tool, least in LEAST.items()), counts
    assert len({number for number, _ in asked}) >= 5


def test_pygbif_is_aimed_in_one_place_and_back_again():
    from pygbif import institution

    before = institution.institution.gbif_baseurl if hasattr(institution, "institution") else None
    with GbifServer(World.training()) as server, pygbif_at(server.url):
        page = institution.search(country="XT", limit=1)
        assert page["count"] > 0
        assert server.requests
    if before:
        assert institution.institution.gbif_baseurl == before


def test_xantoria_is_never_asked_of_gbif_itself(monkeypatch, tmp_path):
    from coursehelpers import course
    from coursehelpers.ground.errors import BadCallError

    monkeypatch.setenv("COURSE_SOURCE", "training")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    with pytest.raises(BadCallError, match="made up"):
        course.landscape().codes()
