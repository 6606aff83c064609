"""What a visit imports is compiled while the site is built: only that, and the archives stay what they were else."""

import zipfile

import pytest
from book.browser import ahead, wheels

COMPILED = {"alpha/core.pyc": b"bytecode"}


@pytest.fixture
def wheel(tmp_path):
    path = tmp_path / "alpha-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("alpha/core.py", "alpha/other.py", "alpha/data.txt"):
            archive.writestr(name, name)
        archive.writestr("alpha-1.dist-info/RECORD", "old")
    return path


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_bytecode_takes_the_place_of_the_text_that_it_was_made_from(wheel):
    wheels.put_compiled(wheel, COMPILED)
    held = members(wheel)
    assert held["alpha/core.pyc"] == b"bytecode"
    assert "alpha/core.py" not in held
    assert held["alpha/other.py"] == b"alpha/other.py"
    record = held["alpha-1.dist-info/RECORD"].decode()
    assert "alpha/core.pyc,sha256=" in record
    assert "alpha/core.py," not in record


def test_an_archive_of_which_nothing_was_imported_stays_as_it_is(wheel):
    before = wheel.read_bytes()
    wheels.put_compiled(wheel, {"beta/core.pyc": b"bytecode"})
    assert wheel.read_bytes() == before


def test_the_library_has_no_record_and_gets_none(tmp_path):
    path = tmp_path / ahead.LIBRARY
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("alpha/core.py", "text")
    wheels.put_compiled(path, COMPILED)
    assert members(path) == COMPILED


def test_without_node_nothing_is_changed_and_the_reason_is_given(wheel, monkeypatch):
    before = wheel.read_bytes()
    monkeypatch.setattr(ahead.shutil, "which", lambda name: None)
    assert "Node.js" in ahead.compile_visited(wheel.parent, ["alpha"])
    assert wheel.read_bytes() == before


def test_a_release_that_does_not_run_is_a_reason_and_nothing_is_changed(wheel, monkeypatch):
    before = wheel.read_bytes()
    monkeypatch.setattr(ahead.shutil, "which", lambda name: "/bin/false")
    monkeypatch.setattr(ahead, "SECONDS", 30)
    assert ahead.compile_visited(wheel.parent, ["alpha"])
    assert wheel.read_bytes() == before
