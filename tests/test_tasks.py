"""Setting up, opening and testing the course with Python alone, and a Makefile that says nothing twice."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def tasks(tmp_path, monkeypatch):
    """Return the script, at the top of an empty checkout, with every command it would run in ``ran``."""
    spec = importlib.util.spec_from_file_location("tasks", ROOT / "tasks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", *module.LISTS.values()):
        (tmp_path / name).touch()
    module.ROOT, module.VENV, module.ran = tmp_path, tmp_path / ".venv", []

    def run(command, **options):
        module.ran.append([str(word).replace(f"{tmp_path}{os.sep}", "") for word in command])
        if "venv" in command:
            module.VENV.mkdir(exist_ok=True)
            (module.VENV / "pyvenv.cfg").touch()
        return subprocess.CompletedProcess(command, module.status)

    module.status = 0
    monkeypatch.setattr(module.subprocess, "run", run)
    return module


def test_the_first_time_an_environment_is_made_and_what_the_lessons_need_is_installed(tasks):
    assert tasks.main(["lab"]) == 0
    made, installed, itself, started, opened = (" ".join(words) for words in tasks.ran)
    assert made.endswith("-m venv .venv")
    assert installed.endswith("install --require-hashes -r requirements-learn.txt")
    assert itself.endswith("install --no-deps --no-build-isolation --editable .")
    assert started.endswith(" start")
    assert " lab my-course/00_start.ipynb" in opened


def test_the_second_time_nothing_is_installed_until_a_list_changes(tasks):
    tasks.main(["test"])
    tasks.ran.clear()
    tasks.main(["test"])
    assert len(tasks.ran) == 1, tasks.ran
    os.utime(tasks.ROOT / "requirements.txt", (2**31, 2**31))
    tasks.main(["test"])
    assert "requirements.txt" in tasks.ran[1]


def test_what_is_marked_long_is_left_out_of_test_and_part_of_test_all(tasks):
    tasks.main(["test", "-k", "names"])
    assert tasks.ran[-1][-4:] == ["-m", "not long", "-k", "names"]
    tasks.main(["test-all"])
    assert "not long" not in tasks.ran[-1]


def test_the_oldest_versions_are_tried_in_an_environment_of_their_own(tasks):
    assert tasks.main(["lowest"]) == 0
    made, resolved, itself, tried = (" ".join(words) for words in tasks.ran[-4:])
    assert made.endswith(".venv-lowest")
    assert "--resolution lowest-direct --requirement pyproject.toml --all-extras" in resolved
    assert "--no-deps" in itself
    assert tried.startswith(".venv-lowest")


def test_a_failed_test_fails_the_task_and_a_failed_installation_is_said_in_a_sentence(
    tasks, monkeypatch, capsys
):
    tasks.status = 1
    assert tasks.main(["test"]) == 1

    def fail(command, **options):
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(tasks.subprocess, "run", fail)
    (tasks.VENV / "all.done").unlink()
    assert tasks.main(["test"]) == 1
    assert capsys.readouterr().err.startswith("This step did not work: ")


def test_an_old_python_is_told_which_one_is_needed(tasks, monkeypatch, capsys):
    monkeypatch.setattr(tasks.sys, "version_info", (3, 10, 1))
    assert tasks.main(["lab"]) == 1
    assert "3.11" in capsys.readouterr().err
    assert tasks.ran == []


def test_a_word_that_is_no_task_is_answered_with_the_list(tasks, capsys):
    assert tasks.main(["tests"]) == 2
    assert "python tasks.py lab" in capsys.readouterr().out


def test_programs_lie_elsewhere_on_windows(tasks, monkeypatch):
    monkeypatch.setattr(tasks.os, "name", "nt")
    assert tasks.program("pytest").as_posix().endswith(".venv/Scripts/pytest.exe")


def test_the_script_runs_on_nothing_but_python():
    """A fresh computer has no package yet: without the environment's packages the script still speaks."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", ROOT / "tasks.py", "help"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "python tasks.py test" in done.stdout


def test_the_makefile_leaves_setting_up_to_the_script():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "pip" not in re.sub(r"uv pip compile", "", text)
    for target in ("lab", "test", "test-all"):
        assert re.search(rf"^{target}:.*\n\t\$\(TASKS\) {target}\b", text, re.MULTILINE), target


def test_the_two_commands_come_first_in_the_readme():
    commands = re.findall(
        r"^    (.+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [line.split("#")[0].strip() for line in commands[:4]] == [
        "make lab", "make test", "py tasks.py lab", "py tasks.py test",
    ]  # fmt: skip


def test_ci_runs_the_short_tests_the_long_ones_the_style_and_the_site():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    wanted = ["make test", ".venv/bin/python tasks.py test-all -m long", "make lint", "make book"]
    assert [line for line in lines if line in wanted] == wanted


def test_news_and_the_list_of_extensions_are_off_wherever_the_course_is_installed():
    told = json.loads((ROOT / "data" / "jupyterlab.json").read_text(encoding="utf-8"))
    assert told["disabledExtensions"]["@jupyterlab/apputils-extension:announcements"] is True
    assert "page_config.d/coursehelpers.json" in (ROOT / "pyproject.toml").read_text(
        encoding="utf-8"
    )
