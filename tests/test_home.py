"""The learner's folder: a country is a country, and nothing else becomes a path."""

import json
import subprocess
import sys
import threading

import pytest

from coursehelpers.ground.errors import BadCallError, BrokenFileError, CourseError
from coursehelpers.ground.settings import HOME_MARK
from coursehelpers.workbook.file import Workbook, load_workbook, open_workbook, save_workbook
from coursehelpers.workbook.home import (
    change_mark,
    choose_country,
    my_country,
    read_mark,
    workbook_path,
)

OUTSIDE = ["x/../../../outside", "../DK", "/DK", "DK/..", "", " ", "-", "DK\0", "ZZ", "DK,XT"]


@pytest.mark.parametrize("country", OUTSIDE)
def test_what_is_no_country_never_becomes_a_path(nowhere, country):
    for refused in (workbook_path, open_workbook, choose_country):
        with pytest.raises(BadCallError):
            refused(country, nowhere)
    with pytest.raises(BadCallError):
        save_workbook(Workbook(country=country), nowhere)
    assert not nowhere.home.parent.exists() or not [*nowhere.home.parent.rglob("*.json")]


@pytest.mark.parametrize("country", OUTSIDE)
def test_a_workbook_that_names_no_country_is_refused(nowhere, country):
    path = workbook_path("DK", nowhere)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"version": 4, "country": country}), encoding="utf-8")
    for refused in (lambda: load_workbook(path), lambda: open_workbook("DK", nowhere)):
        with pytest.raises(BrokenFileError, match="country"):
            refused()
    with pytest.raises(BrokenFileError):
        save_workbook(Workbook(country="DK"), nowhere)
    assert [file.name for file in nowhere.home.glob("*.json")] == ["workbook-DK.json"]


def test_a_renamed_workbook_is_never_answered_into(nowhere):
    save_workbook(Workbook(country="KE"), nowhere)
    kept = workbook_path("KE", nowhere).read_bytes()
    renamed = workbook_path("KE", nowhere).rename(workbook_path("DK", nowhere))
    for refused in (
        lambda: open_workbook("DK", nowhere),
        lambda: load_workbook(renamed),
        lambda: save_workbook(Workbook(country="DK"), nowhere),
    ):
        with pytest.raises(BrokenFileError, match=r"workbook-KE\.json"):
            refused()
    assert renamed.read_bytes() == kept
    assert not workbook_path("KE", nowhere).exists()


def test_a_linked_workbook_is_refused_by_the_name_that_it_is_opened_by(nowhere, tmp_path):
    elsewhere = tmp_path / "shared-drive.json"
    save_workbook(Workbook(country="KE"), nowhere)
    workbook_path("KE", nowhere).rename(elsewhere)
    workbook_path("KE", nowhere).symlink_to(elsewhere)
    workbook_path("DK", nowhere).symlink_to(elsewhere)
    save_workbook(open_workbook("KE", nowhere), nowhere)
    assert workbook_path("KE", nowhere).is_symlink()
    assert json.loads(elsewhere.read_text(encoding="utf-8"))["saves"] == 2
    with pytest.raises(BrokenFileError):
        open_workbook("DK", nowhere)


def test_a_country_written_small_opens_the_same_workbook(nowhere):
    save_workbook(Workbook(country=" dk"), nowhere)
    assert open_workbook("dk", nowhere).country == "DK"
    assert [file.name for file in nowhere.home.glob("*.json")] == ["workbook-DK.json"]


@pytest.mark.parametrize("content", ["[1]", "[" * 100_000, "{", "\udcff", '{"country": ""}',
                                     '{"country": "x/../../../outside"}', '{"country": null}'])  # fmt: skip
def test_a_damaged_mark_is_said_and_never_means_the_training_country(nowhere, content):
    nowhere.home.mkdir(parents=True)
    (nowhere.home / HOME_MARK).write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(CourseError, match="choose your country again"):
        my_country(nowhere)


def test_a_mark_that_names_no_country_is_mended_by_choosing_one(nowhere):
    change_mark(nowhere.home, country="x/..", notebooks={"a": "b"})
    assert choose_country("KE", nowhere) == my_country(nowhere) == "KE"
    assert read_mark(nowhere.home)["notebooks"] == {"a": "b"}


def test_two_who_change_the_mark_at_once_keep_both_changes(nowhere):
    threads = [
        threading.Thread(target=change_mark, args=(nowhere.home,), kwargs={f"key{n}": n})
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read_mark(nowhere.home) == {f"key{n}": n for n in range(8)}


def test_reading_a_country_imports_no_pydantic():
    seen = "import sys, coursehelpers.workbook.home as home; home.my_country(); print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
