"""Copies of a workbook: counted by the course, and noticed where a synced folder made them."""

import json
import logging
import os

import pytest

from coursehelpers.ground.errors import CourseError
from coursehelpers.status import read_status
from coursehelpers.workbook import file
from coursehelpers.workbook.copies import COPIES, conflicted_copies, copies_of, last_number
from coursehelpers.workbook.file import Workbook, check_workbook, open_workbook, save_workbook
from coursehelpers.workbook.home import workbook_path


def saved(settings, times):
    for turn in range(times):
        workbook = open_workbook("DK", settings)
        workbook.plan.node = f"turn {turn}"
        path = save_workbook(workbook, settings)
    return path


def nodes(paths):
    return [json.loads(path.read_text(encoding="utf-8"))["plan"]["node"] for path in paths]


def test_the_newest_copies_stay_whatever_the_clock_says(nowhere):
    path = saved(nowhere, COPIES + 3)
    for age, copy in enumerate(copies_of(path)):
        os.utime(copy, (1_000_000_000 - age,) * 2)
    os.utime(path, (1, 1))
    saved(nowhere, 1)
    assert nodes(copies_of(path)) == [f"turn {n}" for n in (3, 4, 5, 6, 7)]
    assert open_workbook("DK", nowhere).saves == COPIES + 4


def test_a_copy_that_was_put_back_loses_no_newer_copy(nowhere):
    path = saved(nowhere, COPIES + 3)
    newest = nodes(copies_of(path))[-1]
    path.write_bytes(copies_of(path)[0].read_bytes())
    saved(nowhere, 1)
    assert nodes(copies_of(path))[-2:] == [newest, "turn 2"]
    before = last_number(path)
    path.unlink()
    saved(nowhere, 1)
    assert open_workbook("DK", nowhere).saves == before + 1


def test_copies_that_a_clock_once_named_go_first(nowhere):
    path = saved(nowhere, 2)
    old = path.parent / "copies" / "workbook-DK.29990101T000000000000.json"
    old.write_text("{}")
    assert copies_of(path)[0] == old
    saved(nowhere, COPIES)
    assert not old.exists()


@pytest.mark.parametrize(
    "name",
    [
        "workbook-DK (Ana's conflicted copy 2026-11-25).json",
        "workbook-DK (In Konflikt stehende Kopie von Ana 2026-11-25).json",
        "workbook-DK (conflicted copy 2026-11-25 101500).json",
        "workbook-DK (SFConflict ana 2026-11-25-10-15-00).json",
        "workbook-DK (1).json",
        "workbook-DK(1).json",
        "workbook-DK 2.json",
        "workbook-DK_conf(1).json",
        "workbook-DK-LAPTOP-7.json",
        "workbook-DK-PC.json",
        "workbook-DK.sync-conflict-20261125-101500-ABCDEFG.json",
        "workbook-DK_conflict-20261125-101500.json",
    ],
)
def test_a_copy_of_a_synced_folder_is_noticed_and_told_once(nowhere, caplog, name):
    path = saved(nowhere, 1)
    copy = path.with_name(name)
    copy.write_bytes(path.read_bytes())
    with caplog.at_level(logging.WARNING, "coursehelpers"):
        open_workbook("DK", nowhere)
        open_workbook("DK", nowhere)
    assert [name in record.getMessage() for record in caplog.records] == [True]
    assert any(name in finding for finding in check_workbook(path))
    file._told.clear()


def test_a_status_tells_of_a_copy(nowhere):
    path = saved(nowhere, 1)
    path.with_name("workbook-DK (1).json").write_bytes(path.read_bytes())
    from coursehelpers.workbook.home import choose_country

    choose_country("DK", nowhere)
    assert "workbook-DK (1).json" in read_status(nowhere).workbook
    file._told.clear()


def test_the_workbook_of_several_countries_is_no_copy(nowhere):
    path = saved(nowhere, 1)
    save_workbook(Workbook(country="DK,SE"), nowhere)
    path.with_name("workbook-DK-NO.json").write_text("damaged")
    assert conflicted_copies(path) == []
    assert conflicted_copies(workbook_path("DK,SE", nowhere)) == []


def test_a_disk_that_is_full_at_the_copy_leaves_the_workbook_as_it_was(nowhere, monkeypatch):
    path = saved(nowhere, 2)
    before = path.read_bytes()

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("coursehelpers.ground.files.os.fsync", full)
    with pytest.raises(CourseError, match="No space left"):
        saved(nowhere, 1)
    assert path.read_bytes() == before
    assert not [*path.parent.rglob("*.half")]
