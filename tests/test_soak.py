"""The adversary's measures: the course passes each, and a course broken on purpose does not."""

import contextlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.soak import command_line, saving, stopping
from benchmarks.soak.command_line import Call, answered, calls

from coursehelpers.cli import main

LINUX = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="forks, and names devices of Linux"
)


def killed(kills, broken=""):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak.killing", str(kills), "60", *broken.split()],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    return json.loads(done.stdout)


def test_processes_that_save_at_once_lose_nothing():
    saved = saving.measure(3, 15, longest=60)
    assert saved.acknowledged == 45
    assert (saved.lost, saved.refused, saved.raw, saved.left) == (0, 0, 0, 0)


def test_without_the_lock_they_would():
    assert saving.measure(3, 30, "no lock", longest=60).lost > 0


@LINUX
def test_a_process_that_is_killed_while_it_saves_loses_nothing_and_leaves_nothing():
    found = killed(40)
    assert found["in_the_middle"] > 0, "no kill came in the middle of a save"
    assert (found["lost"], found["left"]) == (0, 0)


@LINUX
@pytest.mark.long
def test_a_workbook_that_is_written_in_its_place_would_be_lost():
    assert killed(60, "torn")["lost"] > 0


@LINUX
@pytest.mark.long
def test_without_the_clearing_something_would_be_left():
    assert killed(40, "leftovers")["left"] > 0


@LINUX
@pytest.mark.long
def test_a_stop_says_truly_what_was_written():
    found = stopping.measure(3, longest=240)
    assert found.after_a_file > 0
    assert (found.untrue, found.no_130, found.raw) == (0, 0, 0)


@LINUX
@pytest.mark.long
def test_a_stop_that_did_not_know_would_say_an_untruth(monkeypatch):
    monkeypatch.setattr(stopping, "COMMANDS", stopping.COMMANDS[:1])
    assert stopping.measure(2, "silent", longest=120).untrue > 0


ALIKE = [call for call in calls() if not call.surroundings and not call.stream]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    there = tmp_path_factory.mktemp("calls")
    command_line._prepare(there)
    return there


@LINUX
@pytest.mark.parametrize("verb", sorted({call.arguments[:-1] for call in ALIKE}), ids=" ".join)
def test_a_wrong_call_is_answered_in_one_sentence(verb, folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GBIF_API_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("COURSE_CACHE", str(folder / "cache"))
    for call in (call for call in ALIKE if call.arguments[:-1] == verb):
        status = 0
        with contextlib.suppress(SystemExit):
            status = None
            status = main(call.arguments)
        said = capsys.readouterr().err
        assert status in (None, 0, 1, 2), call
        assert status == 0 or said.count("\n") == 1, (call, said)


@LINUX
@pytest.mark.parametrize(
    "call",
    [
        Call(("landscape", "XT", "--format", "json"), {}, ">/dev/full"),
        Call(("status",), {}, ">&- 2>&- <&-"),
        Call(("landscape", "XT"), {}, "| head -c 1 >/dev/null"),
        Call(("status",), {"cwd": "gone"}),
        Call(("start", "new"), {"LC_ALL": "C", "PYTHONUTF8": "0"}),
    ],
    ids=str,
)
def test_a_strange_output_or_computer_is_answered_in_a_sentence_or_in_silence(call):
    status, said = answered(call)
    assert status == {">/dev/full": 1}.get(call.stream, 1 if "cwd" in call.surroundings else 0)
    assert said.count("\n") == status
    assert "Traceback" not in said


@LINUX
@pytest.mark.long
def test_no_wrong_call_ends_in_a_traceback():
    found = command_line.measure(every=9, longest=300)
    assert found.worst == []


@LINUX
def test_a_command_line_without_its_sentences_would_be_noticed():
    status, said = answered(Call(("landscape", "ZZ")), "traceback")
    assert status == 1
    assert "Traceback" in said


def test_the_page_of_promises_names_tests_that_exist_and_figures_of_the_last_run():
    root = Path(__file__).parents[1]
    page = (root / "book" / "trust.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/\w+\.py)`", page))
    assert named
    assert all((root / name).exists() for name in named)
    figures = (root / "benchmarks" / "soak" / "RESULTS.md").read_text(encoding="utf-8")
    rows = figures.split("<!-- figures -->")[1]
    assert re.search(r"20\d\d-\d\d-\d\d, \d+ cores", rows)
    assert re.findall(r"\b(\d+) (?:lost|raw|untrue|tracebacks|files left)", rows)
    assert set(re.findall(r"\b(\d+) (?:lost|raw|untrue|tracebacks|files left)", rows)) == {"0"}
