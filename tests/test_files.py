"""Files written whole or not at all: links, marks, devices, leftovers, and one program at a time."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from coursehelpers.ground import files
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.files import clear_leftovers, locked, noting_files, write_whole


def left_behind(path, age=0.0):
    """Leave what a stopped program would leave beside a file."""
    half = path.with_name(f"{files._prefix(path)}abcd_123.half")
    half.write_bytes(b"half")
    os.utime(half, (half.stat().st_mtime - age,) * 2)
    return half


def test_a_link_stays_a_link_and_what_it_leads_to_is_written(tmp_path):
    (tmp_path / "synced").mkdir()
    there = tmp_path / "synced" / "mine.json"
    there.write_text("old")
    link = tmp_path / "mine.json"
    link.symlink_to(there)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert there.read_text() == "new"


def test_links_in_a_circle_are_said_in_a_sentence(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(CourseError, match="cannot be written"):
        write_whole(tmp_path / "a", b"x")
    assert (tmp_path / "a").is_symlink()


def test_a_file_marked_as_read_only_is_left_as_it_is(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text("mine")
    path.chmod(0o444)
    with pytest.raises(CourseError, match="marked as read-only"):
        write_whole(path, b"theirs")
    assert path.read_text() == "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["mine.json"]


def test_who_may_read_a_file_stays_as_it_was_set(tmp_path):
    path = tmp_path / "mine.json"
    write_whole(path, b"a")
    path.chmod(0o600)
    write_whole(path, b"b")
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_device_stays_one_and_a_full_one_is_said(tmp_path):
    link = tmp_path / "full.csv"
    link.symlink_to("/dev/full")
    with pytest.raises(CourseError, match="No space left"):
        write_whole(link, b"x")
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize("name", ["a\0b.csv", "x" * 300 + ".csv", "file/x.csv"])
def test_a_name_that_no_disk_takes_is_said_in_a_sentence(tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(CourseError, match="cannot be written"):
        write_whole(tmp_path / name, b"x")


def test_the_longest_name_that_a_disk_takes_is_written(tmp_path):
    path = tmp_path / ("ü" * 120 + ".csv")
    write_whole(path, b"x")
    assert path.read_bytes() == b"x"


def test_what_an_earlier_attempt_left_is_cleared_but_not_what_another_program_is_writing(tmp_path):
    path = tmp_path / "plan.docx"
    old, fresh = left_behind(path, age=files.STALE + 1), None
    write_whole(path, b"x")
    assert not old.exists()
    fresh = left_behind(path)
    write_whole(path, b"x")
    assert fresh.exists()
    clear_leftovers(path)
    assert not fresh.exists()


def test_only_what_is_surely_ours_is_cleared(tmp_path):
    path = tmp_path / "workbook-DK.json"
    others = [
        ".workbook-DK.json.swp",
        ".workbook-DK.json.original",
        ".workbook-DKx.json.abcd_123.half",
    ]
    for name in others:
        (tmp_path / name).touch()
    clear_leftovers(path)
    assert {file.name for file in tmp_path.iterdir()} == set(others)


def test_a_leftover_of_a_clock_that_ran_ahead_is_cleared_by_whoever_holds_the_lock(tmp_path):
    half = left_behind(tmp_path / "w.json", age=-10_000)
    with locked(tmp_path / "w.json"):
        assert not half.exists()


def test_one_waits_while_another_saves(tmp_path):
    path, order = tmp_path / "w.json", []

    def second():
        with locked(path):
            order.append("second")

    with locked(path):
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(0.05)
        order.append("first")
    waiting.join(10)
    assert order == ["first", "second"]


def test_two_links_to_one_file_share_its_lock(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    (tmp_path / "w.json").touch()
    (tmp_path / "link.json").symlink_to(tmp_path / "w.json")
    with (
        locked(tmp_path / "w.json"),
        pytest.raises(CourseError, match="Another program"),
        locked(tmp_path / "link.json"),
    ):
        pytest.fail("both held it")


def test_a_lock_held_for_too_long_is_said_and_the_lock_of_a_dead_program_holds_nobody_up(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    path = tmp_path / "w.json"
    with (
        FileLock(tmp_path / ".w.json.lock"),
        pytest.raises(CourseError, match="Another program"),
        locked(path),
    ):
        pytest.fail("it was held by another")
    died = (
        "import os, sys; from pathlib import Path; from coursehelpers.ground.files import locked\n"
        "with locked(Path(sys.argv[1])): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", died, path], check=False).returncode == 9
    with locked(path):
        assert (tmp_path / ".w.json.lock").exists()


def test_a_folder_that_is_none_cannot_be_locked_and_says_so(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(CourseError, match="cannot be written"),
        locked(tmp_path / "file" / "w.json"),
    ):
        pytest.fail("there is no such folder")


@pytest.mark.parametrize("moment", ["fsync", "chmod", "replace", "after"])
def test_what_was_written_is_known_at_whatever_moment_one_is_stopped(tmp_path, monkeypatch, moment):
    path = tmp_path / "a.csv"
    path.write_text("old")

    def stop(*_arguments):
        raise KeyboardInterrupt

    if moment == "fsync":
        monkeypatch.setattr(files.os, "fsync", stop)
    elif moment == "after":
        monkeypatch.setattr(files, "_settle", stop)
    else:
        monkeypatch.setattr(files.Path, moment, stop)
    with noting_files() as written, pytest.raises(KeyboardInterrupt):
        write_whole(path, b"new")
    assert written() == ([path] if moment == "after" else [])
    assert path.read_text() == ("new" if moment == "after" else "old")
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def test_in_a_browser_two_tabs_save_one_after_the_other(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "in_a_browser", lambda: True)
    path = tmp_path / "workbook.json"
    path.write_text("0")

    def add():
        for _turn in range(20):
            with files.locked(path):
                files.write_whole(path, str(int(path.read_text()) + 1).encode())

    tabs = [threading.Thread(target=add) for _tab in range(3)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert path.read_text() == "60"
    assert list(tmp_path.iterdir()) == [path]


def test_a_tab_that_was_closed_while_it_saved_holds_nobody_up_but_one_that_saves_does(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(files, "in_a_browser", lambda: True)
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    path = tmp_path / "workbook.json"
    left = tmp_path / ".workbook.json.lock"
    left.touch()
    with pytest.raises(CourseError, match="Another program has been saving"), files.locked(path):
        pass
    os.utime(left, (1, time.time() - files.CLOSED - 1))
    with files.locked(path):
        assert left.exists()
    assert not left.exists()
