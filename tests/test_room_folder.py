"""The folder for a room without internet: whole, or it says the evening before what is missing."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from coursehelpers.classroom import room_folder
from coursehelpers.classroom.editions import lessons
from coursehelpers.classroom.room_folder import check_room, locked_for, make_room
from coursehelpers.cli import main
from coursehelpers.evidence.gather import gather
from coursehelpers.evidence.saved import save, snapshot_path
from coursehelpers.ground.errors import BadCallError, CourseError

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements-learn.txt").read_text(encoding="utf-8")
MADE = date(2026, 10, 1)


@pytest.fixture
def offline(tmp_path, monkeypatch, nowhere):
    """Stand in for pip and for the editions: each leaves what it would."""
    called, needs = [], ["Requires-Dist: pip>=1", "Requires-Dist: other; extra == 'room'"]

    def run(command, **_options):
        called.append(command)
        if "make_editions.py" in command[1]:
            for name in ("learner", "slides", "handouts"):
                (Path(command[2]) / name).mkdir()
            for lesson in lessons():
                (Path(command[2]) / "learner" / lesson.name).write_text("{}")
        elif "wheel" in command:
            where = Path(command[command.index("--wheel-dir") + 1])
            with zipfile.ZipFile(where / "coursehelpers-1-py3-none-any.whl", "w") as packed:
                packed.writestr("coursehelpers-1.dist-info/METADATA", "\n".join(needs))
        else:
            where = Path(command[command.index("--dest") + 1])
            name = "pip-1" if command[-1] == "pip" else f"package-{len(called)}"
            (where / f"{name}-py3-none-any.whl").write_text(name)
        return subprocess.CompletedProcess(command, 0)

    site = tmp_path / "checkout" / "_build" / "html"
    site.mkdir(parents=True)
    (site / "index.html").write_text("site")
    shutil.copy(ROOT / "requirements-learn.txt", tmp_path / "checkout")
    monkeypatch.setattr(room_folder.subprocess, "run", run)
    monkeypatch.setattr(room_folder, "_checkout", lambda: tmp_path / "checkout")
    return needs


@pytest.fixture
def room(offline, tmp_path, nowhere):
    folder = tmp_path / "room"
    assert make_room(folder, ["XT"], ["win"], ["3.12"], settings=nowhere, tell=str) == []
    return folder


def test_a_folder_that_was_just_made_is_whole(room):
    checked = check_room(room, MADE + timedelta(days=3))
    assert checked.missing == ()
    assert "Snapshot of XT: 3 days old." in " ".join(checked.told)
    assert "it fits on a stick of 1 GB" in " ".join(checked.told)


def test_the_page_about_one_country_finds_the_rooms_snapshots(offline, tmp_path, nowhere):
    site = tmp_path / "checkout" / "_build" / "html"
    (site / "python").mkdir()
    (site / "country.html").write_text("page")
    folder = tmp_path / "room"
    assert make_room(folder, ["XT"], ["win"], ["3.12"], settings=nowhere, tell=str) == []
    assert json.loads((folder / "site" / "snapshots" / "list.json").read_text()) == ["XT.zip"]
    assert (folder / "site" / "snapshots" / "XT.zip").read_bytes() == (
        folder / "snapshots" / "XT.zip"
    ).read_bytes()
    assert "runs in a browser" in " ".join(check_room(folder, MADE).told)


def test_a_site_without_python_for_the_browser_is_said(room):
    assert not (room / "site" / "snapshots").exists()
    assert "built without PYODIDE_DIST" in " ".join(check_room(room, MADE).told)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("site/index.html", "The site is missing"),
        ("slides", "The slides are missing"),
        ("handouts", "The handouts are missing"),
        ("notebooks/00_start.ipynb", "The notebook 00_start.ipynb is missing"),
        ("snapshots/XT.zip", "No snapshot of XT"),
        ("wheels/pip-1-py3-none-any.whl", "pip-1-py3-none-any.whl is missing"),
        ("start.py", "start.py is missing"),
        ("start-windows.cmd", "start-windows.cmd is missing"),
    ],
)
def test_each_part_that_is_missing_is_named(room, part, words):
    path = room / part
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert words in " ".join(check_room(room, MADE).missing)


def test_a_damaged_package_an_old_snapshot_and_another_version_are_named(room, monkeypatch):
    (room / "wheels" / "pip-1-py3-none-any.whl").write_text("pip-2")
    monkeypatch.setattr(room_folder, "course_version", lambda: "99")
    told = json.loads((room / "room.json").read_text(encoding="utf-8"))
    (room / "room.json").write_text(json.dumps({**told, "countries": ["KE"]}))
    save(replace(gather("XT"), country="KE"), room / "snapshots" / "KE.zip")
    said = " ".join(check_room(room, MADE + timedelta(days=31)).missing)
    assert "pip-1-py3-none-any.whl is damaged" in said
    assert "The snapshot of KE is 31 days old" in said
    assert "you have 99" in said


def test_a_package_that_the_course_needs_and_the_lock_file_lacks_is_named(
    offline, tmp_path, nowhere
):
    offline.append("Requires-Dist: beartype>=1")
    make_room(tmp_path / "room", ["XT"], ["win"], ["3.12"], settings=nowhere, tell=str)
    assert check_room(tmp_path / "room", MADE).missing == (
        "The package beartype is missing; type “make lock”, then make the folder again.",
    )


def test_what_cannot_be_fetched_is_said_and_the_rest_is_there(
    offline, tmp_path, nowhere, monkeypatch
):
    monkeypatch.setattr(room_folder, "_fetch", lambda *_told: False)
    shutil.rmtree(tmp_path / "checkout" / "_build")
    problems = make_room(
        tmp_path / "room", ["KE", "XT"], ["mac"], ["3.13"], settings=nowhere, tell=str
    )
    assert [problem.split()[0:3] for problem in problems] == [
        ["No", "new", "snapshot"], ["The", "site", "is"], ["Packages", "for", "mac,"],
    ]  # fmt: skip
    missing = " ".join(check_room(tmp_path / "room", MADE).missing)
    assert "No snapshot of KE" in missing
    assert "Packages are missing for mac, Python 3.13" in missing
    assert (tmp_path / "room" / "snapshots" / "XT.zip").is_file()


def test_without_internet_a_snapshot_that_is_at_hand_is_taken_as_it_is(
    offline, tmp_path, make_settings
):
    mine = make_settings("http://127.0.0.1:9/v1", source="auto")
    save(replace(gather("XT"), country="KE"), snapshot_path("KE", mine))
    assert make_room(tmp_path / "room", ["KE"], [], [], settings=mine, tell=str) == []
    kept = tmp_path / "room" / "snapshots" / "KE.zip"
    assert kept.read_bytes() == snapshot_path("KE", mine).read_bytes()


def test_each_platform_gets_its_own_packages_with_their_sums():
    names = {
        (platform, python): {line.split("==")[0] for line in locked_for(LOCK, platform, python)}
        for platform in ("win", "mac", "linux")
        for python in ("3.11", "3.13")
    }
    assert "pywinpty" in names["win", "3.13"]
    assert "pywinpty" not in names["linux", "3.13"]
    assert "appnope" in names["mac", "3.11"] - names["win", "3.11"]
    assert all({"jupyterlab", "pandas", "numpy"} <= each for each in names.values())
    for line in locked_for(LOCK, "linux", "3.11"):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\n$", line)
    numpy = [line for line in locked_for(LOCK, "win", "3.13") if line.startswith("numpy==")]
    assert len(numpy) == 1


@pytest.mark.parametrize(
    ("platforms", "pythons", "words"),
    [(["amiga"], ["3.12"], "no platform"), (["win"], ["2.7"], "no version of Python")],
)
def test_a_platform_or_python_that_is_none_is_said(offline, tmp_path, platforms, pythons, words):
    with pytest.raises(BadCallError, match=words):
        make_room(tmp_path / "room", ["XT"], platforms, pythons, tell=str)


def test_a_folder_that_is_no_rooms_is_said_in_a_sentence(tmp_path, capsys):
    (tmp_path / "room.json").write_text("[]")
    with pytest.raises(CourseError, match="is no room's folder"):
        check_room(tmp_path)
    assert main(["room", str(tmp_path), "--check"]) == 1
    assert main(["room", str(tmp_path)]) == 2
    assert "Whose countries?" in capsys.readouterr().err


def test_starters_run_on_their_systems_and_windows_reads_its_own_line_ends(room):
    windows = (room / "start-windows.cmd").read_bytes()
    assert windows.count(b"\r\n") == windows.count(b"\n") > 3
    for name in ("start-macos.command", "start-linux.sh"):
        body = (room / name).read_bytes()
        assert body.startswith(b"#!/bin/sh\n")
        assert b"\r" not in body
        assert (room / name).stat().st_mode & 0o111


def test_windows_asks_python_itself_whether_it_is_there(room):
    """A name that only opens a shop is on every Windows; it runs nothing."""
    starter = (room / "start-windows.cmd").read_text(encoding="utf-8")
    assert re.findall(r'^(\w+).* -c "" >nul 2>nul && \(\1 ', starter, re.MULTILINE) == [
        "py",
        "python",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's starter")
@pytest.mark.parametrize("body", [None, "{", ""])
def test_a_folder_that_was_copied_in_part_is_said_in_a_sentence(room, body):
    (room / "room.json").unlink() if body is None else (room / "room.json").write_text(body)
    done = subprocess.Popen(["sh", room / "start-linux.sh"], stdout=subprocess.PIPE, text=True)
    assert done.communicate(timeout=60)[0].startswith("The folder is not whole")
    assert done.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's starter")
def test_a_laptop_whose_python_is_another_is_told_which_to_install(room):
    told = json.loads((room / "room.json").read_text(encoding="utf-8"))
    (room / "room.json").write_text(json.dumps({**told, "pythons": ["3.99"]}))
    # A process of its own: the fixture stands in for what this one starts.
    done = subprocess.Popen(["sh", room / "start-linux.sh"], stdout=subprocess.PIPE, text=True)
    said = done.communicate(timeout=60)[0]
    assert done.returncode == 1
    assert "the course needs one of: 3.99" in said
