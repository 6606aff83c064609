"""The front door: six nouns, each call refused in one sentence, and nothing imported that is not needed."""

import inspect
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coursehelpers import course
from coursehelpers.ground.errors import BadCallError, CourseError
from coursehelpers.views.notebook import advice, leave_out_echoes
from coursehelpers.views.shown import Saved, Shown
from coursehelpers.views.training import Training
from coursehelpers.views.view import View
from tests.learner import mine

ROOT = Path(__file__).resolve().parents[1]

STRANGE = [
    None, True, 0, -1, 7, 10**30, 2.5, float("nan"), float("inf"), "", "   ", "x", "declared", "size", "now", "XT",
    "ZZ", "“DK”", "Saint Moss Herbarium", "a" * 10_000, "a" * 10_001, "\x00\x1b[31m", "../../outside",
    [], ["x"], (1, 2), {},
    {1: (4, 2)}, {1: ("x", None)}, {"x": "y"}, {1, 2}, b"x", date(2027, 1, 1), np.int64(3), np.float64("nan"), pd.NA,
    pd.DataFrame({"a": [1]}), Path("nothing.csv"), object(), lambda: None, course,
]  # fmt: skip
"""What somebody may write between the brackets."""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Work in a learner's folder, on the training country."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "my-course"))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COURSE_SOURCE", "training")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "my-course"


def nouns(start):
    """Return a noun and those that are reached from it by a property or a call without arguments."""
    waiting, there = [start], {}
    while waiting:
        noun = waiting.pop()
        if type(noun) in there:
            continue
        there[type(noun)] = noun
        for name in (name for name in dir(noun) if not name.startswith("_")):
            if name in ("chart", "map", "form", "explore", "save", "save_snapshot", "measured"):
                continue
            try:
                part = getattr(noun, name)
            except CourseError:
                # What is missing is known from a download only.
                continue
            if name == "letters":
                part = part()
            if isinstance(part, View):
                waiting.append(part)
    return list(there.values())


def every_call():
    """Return each public call by name, on the worked example so that nothing is kept."""
    training = course.training()
    for name in course.__all__:
        yield f"course.{name}", getattr(course, name)
    for start in (*(getattr(training, name)() for name in _of(training)), course.group()):
        for noun in nouns(start):
            for name in dir(noun):
                part = getattr(type(noun), name, None)
                if not name.startswith("_") and callable(part) and name not in ("of",):
                    yield f"{type(noun).__name__}.{name}", getattr(noun, name)


def _of(training):
    return [
        name
        for name in vars(Training)
        if not name.startswith("_") and callable(getattr(training, name))
    ]


@pytest.mark.long
def test_no_call_with_a_strange_argument_ends_in_a_traceback():
    tried, raw = 0, []
    for name, verb in dict(every_call()).items():
        slots = [
            parameter
            for parameter in inspect.signature(verb).parameters.values()
            if parameter.kind is not parameter.VAR_KEYWORD
        ]
        for value in STRANGE:
            calls = [((value,), {}), ((value, value), {}), ((), {"strange": value})]
            calls += [
                ((), {slot.name: value}) for slot in slots if slot.kind is not slot.VAR_POSITIONAL
            ]
            for args, kwargs in calls:
                tried += 1
                try:
                    verb(*args, **kwargs)
                except CourseError as error:
                    if not re.search(r"[.?!…]$", str(error)):
                        raw.append(f"{name}{args}{kwargs}: no sentence: {error}"[:300])
                except Exception as error:
                    raw.append(f"{name}{args}{kwargs}: {type(error).__name__} {error}"[:300])
    assert raw == []
    assert tried > 2_800


def test_what_a_learner_calls_is_what_tab_shows():
    assert dir(course) == course.__all__
    for noun in nouns(course.landscape()):
        assert not {"of", "answers", "spoken"} & set(dir(noun))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: course.country(), "write country(code)"),
        (lambda: course.country("ZZ"), "ZZ"),
        (lambda: course.landscape("DK"), "write landscape()"),
        (lambda: course.landscape().show("lnked"), "no column of this table"),
        (lambda: course.landscape().correct("XMB", "size", 1, source="x"), "no column of the table"),
        (lambda: course.landscape().correct("XMB", "declared", "", source="x"), "is empty"),
        (lambda: course.landscape().lanscape, "is not here"),
        (lambda: course.order().leters, "did you mean .letters?"),
        (lambda: course.register().place("x", power=True, interest=3, why="x"), "a whole number"),
        (lambda: course.register().place("x" * 10_001, power=1, interest=3, why="x"), "at most 10,000"),
        (lambda: course.order().move("XMB", to="soon", why="x"), '"now", "next", "later"'),
        (lambda: course.group("nowhere"), "no folder"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_one_sentence_that_says_what_to_write(call, said):
    with pytest.raises(BadCallError, match=re.escape(said)) as refused:
        call()
    assert refused.value._render_traceback_() == [str(refused.value)]


def test_nobody_is_tied_to_themselves():
    register = course.training().register()
    with pytest.raises(BadCallError, match="to itself"):
        register.tie("Saint Moss Herbarium", "Saint Moss Herbarium")


def test_an_order_taken_before_a_change_shows_the_state_after_it():
    order = course.order()
    later = order.table[order.table["wave"] == "later"].iloc[0]
    letter = order.letters()
    assert order.table.iloc[0]["key"] != later["key"]
    course.order().move(later["key"], to="now", why="they asked us")
    moved = order.table.set_index("key").loc[later["key"]]
    assert moved["wave"] == "now"
    assert "they asked us" in moved["reasons"]
    assert later["key"] in letter.table["key"].tolist()


def test_a_number_out_of_a_table_is_taken_for_the_number_that_it_is():
    course.campaign().indicators.set("sizes", target=np.int64(22), by="2027-07-01")
    assert mine().indicators[0].target == 22


def test_a_saved_file_is_a_path_and_a_link(home, monkeypatch):
    saved = course.landscape().save()
    assert isinstance(saved, Saved)
    assert saved.path.is_file()
    monkeypatch.chdir(home)
    assert 'href="exports/landscape-XT.xlsx"' in course.landscape().save()._repr_html_()


def test_each_noun_shows_itself_as_text_and_as_html():
    for noun in nouns(course.landscape()):
        assert repr(noun)
        assert noun._repr_html_().startswith("<")
    assert isinstance(course.check(), Shown)


def test_the_training_copy_is_never_saved_whatever_the_country(home):
    course.country("XT")
    before = sorted(home.rglob("*.json"))
    kept = mine()
    example = course.training()
    example.register().place("Saint Moss Herbarium", power=1, interest=1, why="tried")
    example.order().weights.set(risk=4)
    assert mine() == kept
    assert sorted(home.rglob("*.json")) == before


@pytest.mark.parametrize(
    ("read", "kept_out"),
    [
        ("course.landscape().table", "pydantic matplotlib openpyxl docx typst anywidget"),
        ("course.register().table", "matplotlib docx typst anywidget"),
        ("course", "pandas pydantic matplotlib"),
    ],
)
def test_a_noun_imports_only_what_it_needs(read, kept_out):
    code = (
        f"import sys\nfrom coursehelpers import course\n{read}\n"
        f"print(sorted(set({kept_out.split()!r}) & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ("course.country(DK)", 'write "DK" in quotation marks'),
        ("course.country(“DK”)", "straight"),
        ("course.landscape(", "its partner"),
        ("course.landscape().table['lnked']", "no column “lnked”"),
    ],
)
def test_a_slip_that_never_reaches_the_course_gets_a_sentence(slip, said):
    with pytest.raises((NameError, SyntaxError, KeyError)) as slipped:
        eval(compile(slip, "<cell>", "eval"), {"course": course})
    assert said in advice(slipped.value)


def test_in_a_notebook_the_sentence_stands_beneath_pythons_own():
    code = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "shell.run_cell('from coursehelpers import course')\n"
        "for line in ('course.country(DK)', 'course.country(“DK”)', 'course.landscape(1)'):\n"
        "    shell.run_cell(line)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "NameError" in ran.stdout
    assert "in quotation marks" in ran.stderr
    assert "straight" in ran.stderr
    assert "landscape() is not written like that; write landscape()." in ran.stdout
    assert "guard.py" not in ran.stdout


def test_each_verb_of_the_first_version_has_a_home():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split("## From verbs to nouns")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|$", section, re.MULTILINE)
    assert len(rows) == 95
    homes = dict(_paths())
    for verb, home in rows:
        calls = re.findall(r"`([a-z_.]+)`", home)
        assert calls or "gone:" in home, verb
        assert not [call for call in calls if call not in homes], (verb, home)


def _paths():
    """Return each call by the path on which a learner reaches it, such as ``order.weights.set``."""
    waiting = [
        (name, getattr(course, name)())
        for name in course.__all__
        if name not in ("country", "quiz")
    ]
    for name in course.__all__:
        yield name, getattr(course, name)
    seen = set()
    while waiting:
        path, noun = waiting.pop()
        if not isinstance(noun, View | Training) or (path.count(".") and type(noun) in seen):
            continue
        seen.add(type(noun))
        for name in dir(noun):
            if name.startswith("_") or name in ("measured",):
                continue
            yield f"{path}.{name}", noun
            try:
                part = getattr(noun, name)
            except CourseError:
                # What is missing is known from a download only.
                continue
            if name == "letters":
                part = part()
            if isinstance(part, View):
                waiting.append((f"{path}.{name}", part))


def test_in_a_browser_an_error_that_was_answered_is_not_shown_once_more(monkeypatch):
    shown = []

    class Shell:
        def excepthook(self, *told):
            shown.append(told)

    shell = Shell()
    monkeypatch.setattr(sys, "excepthook", shell.excepthook)
    leave_out_echoes(shell)
    error = OSError("Failed to fetch")
    sys.excepthook(OSError, error, None)
    shell.excepthook(OSError, error, None)
    assert shown == []
    try:
        raise error
    except OSError as raised:
        trace = raised.__traceback__
    shell.excepthook(OSError, error, trace)
    assert shown == [(OSError, error, trace)]
