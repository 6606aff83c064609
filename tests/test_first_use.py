"""A package that is fetched when it is first imported: checked, said, and asked for once."""

import hashlib
import io
import sys
import sysconfig
import zipfile

import pytest

from coursehelpers.ground import first_use
from coursehelpers.ground.errors import CourseError


def packed(words):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("course_alpha/__init__.py", words)
    return body.getvalue()


@pytest.fixture
def alpha(tmp_path, monkeypatch):
    """Let a made-up package be one that comes when it is first used."""
    monkeypatch.setattr(first_use, "FIRST_USE", {"course_alpha": "alpha"})
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.syspath_prepend(tmp_path)
    yield packed("answer = 42")
    sys.modules.pop("course_alpha", None)


def finder(monkeypatch, body, sum_of, said, fetch=None):
    entry = {"file_name": "alpha-1.whl", "sha256": hashlib.sha256(sum_of).hexdigest()}
    found = first_use.FirstUse({"alpha": entry}, fetch or (lambda name: body), said.append)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, found])


def test_it_comes_when_it_is_first_imported_and_she_is_told(monkeypatch, alpha):
    said = []
    finder(monkeypatch, alpha, alpha, said)
    import course_alpha

    assert course_alpha.answer == 42
    assert said == ["Fetching what this needs, once: alpha-1.whl …"]
    sys.modules.pop("course_alpha")
    import course_alpha

    assert len(said) == 1


def test_a_file_that_is_another_is_refused_in_a_sentence(monkeypatch, alpha, tmp_path):
    finder(monkeypatch, packed("answer = 43"), alpha, [])
    with pytest.raises(
        CourseError, match=r"alpha-1\.whl cannot be fetched \(the file is another one\); go online"
    ):
        import course_alpha  # noqa: F401
    assert list(tmp_path.iterdir()) == []


def test_without_a_line_she_is_told_to_go_online(monkeypatch, alpha):
    def fetch(name):
        raise OSError("the network is not there")

    finder(monkeypatch, alpha, alpha, [], fetch)
    with pytest.raises(CourseError, match="the network is not there"):
        import course_alpha  # noqa: F401


def test_any_other_module_is_left_to_others():
    found = first_use.FirstUse({}, lambda name: b"")
    assert found.find_spec("typst") is None
    assert found.find_spec("nothing.of.ours", ["/"]) is None


def test_where_the_course_is_installed_nothing_is_fetched():
    before = list(sys.meta_path)
    first_use.fetch_at_first_use()
    assert sys.meta_path == before


def test_what_cannot_be_written_in_a_browser_is_said_before_anything_is_fetched():
    found = first_use.FirstUse({"python-docx": {"file_name": "x.whl"}}, lambda name: 1 / 0, print)
    with pytest.raises(CourseError, match=r"the package lxml .*installed course and save the file"):
        found.find_spec("docx")
    assert found.find_spec("lxml") is None
