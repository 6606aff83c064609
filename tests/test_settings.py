"""Settings from the environment, and files that are whole or not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.ground.errors import BadCallError, CourseError
from coursehelpers.ground.files import as_text_cell, from_text_cell, is_formula, write_whole
from coursehelpers.ground.settings import HOME_MARK, course_files, read_settings


def test_defaults_are_the_documented_ones(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = read_settings({})
    assert settings.api_url == "https://api.gbif.org/v1"
    assert settings.source == "auto"
    assert settings.home == tmp_path / "my-course"


def test_a_learners_folder_is_recognised_from_inside(tmp_path, monkeypatch):
    (tmp_path / "my-course" / "exports").mkdir(parents=True)
    (tmp_path / "my-course" / HOME_MARK).write_text("{}")
    monkeypatch.chdir(tmp_path / "my-course" / "exports")
    assert read_settings({}).home == tmp_path / "my-course"


@pytest.mark.parametrize(
    ("name", "value"), [("COURSE_SOURCE", "online"), ("GBIF_API_URL", "api.gbif.org")]
)
def test_a_wrong_setting_is_named(name, value):
    with pytest.raises(BadCallError, match=name):
        read_settings({name: value})


def test_a_path_is_written_from_the_learners_folder_on(tmp_path):
    settings = read_settings({"COURSE_HOME": str(tmp_path / "my-course")})
    assert settings.short(settings.home / "exports" / "a.xlsx") == "my-course/exports/a.xlsx"


def test_the_course_finds_its_own_data_and_notebooks():
    assert (course_files() / "data" / "landscape_rules.toml").is_file()
    assert (course_files() / "notebooks" / "00_start.ipynb").is_file()


def test_a_file_that_could_not_be_written_leaves_the_old_one_whole(tmp_path, monkeypatch):
    path = tmp_path / "answers.json"
    write_whole(path, b"old")

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("coursehelpers.ground.files.os.fsync", full)
    with pytest.raises(CourseError, match="No space left"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["answers.json"]


@given(st.text())
def test_a_cell_is_never_a_formula_and_can_be_read_again(text):
    cell = as_text_cell(text)
    assert from_text_cell(cell) == text
    assert not cell.startswith(("=", "+", "-", "@"))
    assert is_formula(text) == (cell != text)
