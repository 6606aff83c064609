"""A release of Pyodide: taken from a folder or an address, each file held to its sum, what is missing named."""

import hashlib
import json

import pytest
from book.browser import dist

from tests.browser.conftest import SiteServer

FILES = {"pyodide.js": b"runtime", "pyodide.asm.wasm": b"wasm"}
WHEELS = {"numpy": b"numbers", "pandas": b"tables"}


def sum_of(body):
    return hashlib.sha256(body).hexdigest()


@pytest.fixture
def release(tmp_path, monkeypatch):
    """Lay out a small release, which releases.toml is made to know."""
    folder = tmp_path / "release"
    folder.mkdir()
    for name, body in FILES.items():
        (folder / name).write_bytes(body)
    packages = {
        "numpy": {"file_name": "numpy.whl", "sha256": sum_of(b"numbers"), "depends": []},
        "pandas": {"file_name": "pandas.whl", "sha256": sum_of(b"tables"), "depends": ["numpy"]},
    }
    for name, body in WHEELS.items():
        (folder / f"{name}.whl").write_bytes(body)
    lock = json.dumps({"info": {"python": "3.12.7"}, "packages": packages}).encode()
    (folder / dist.LOCK).write_bytes(lock)
    sums = {name: sum_of(body) for name, body in {**FILES, dist.LOCK: lock}.items()}
    monkeypatch.setattr(dist, "known_releases", lambda: {"9.9.9": sums})
    return folder


@pytest.fixture(params=["folder", "address"])
def place(request, release):
    if request.param == "folder":
        yield str(release)
        return
    server = SiteServer(release)
    yield server.url.rstrip("/")
    server.shutdown()


def test_a_package_comes_with_the_runtime_and_all_that_it_needs(place, tmp_path):
    taken = dist.take(place, ["pandas"], tmp_path / "out")
    assert (taken.version, taken.python, taken.missing) == ("9.9.9", "3.12.7", {})
    assert {name: one["size"] for name, one in taken.packages.items()} == {"numpy": 7, "pandas": 6}
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == {
        **FILES, "numpy.whl": b"numbers", "pandas.whl": b"tables",
    }  # fmt: skip


def test_what_is_not_there_is_named_with_its_file(place, release, tmp_path):
    (release / "numpy.whl").unlink()
    taken = dist.take(place, ["pandas", "lxml"], tmp_path / "out")
    assert taken.missing == {"numpy": "numpy.whl", "lxml": ""}
    assert list(taken.packages) == ["pandas"]


@pytest.mark.parametrize("name", ["numpy.whl", "pyodide.js"])
def test_a_file_with_another_sum_is_refused_and_not_kept(place, release, tmp_path, name):
    (release / name).write_bytes(b"another")
    with pytest.raises(dist.WrongFileError, match=name):
        dist.take(place, ["numpy"], tmp_path / "out")
    assert not (tmp_path / "out" / name).exists()


def test_a_runtime_that_is_not_whole_is_no_release(place, release, tmp_path):
    (release / "pyodide.asm.wasm").unlink()
    with pytest.raises(FileNotFoundError, match=r"pyodide\.asm\.wasm of Pyodide 9\.9\.9"):
        dist.take(place, [], tmp_path / "out")


def test_a_lock_of_another_release_is_refused(place, release, tmp_path):
    (release / dist.LOCK).write_text('{"packages": {}}')
    with pytest.raises(dist.WrongFileError, match=r"none of the releases 9\.9\.9"):
        dist.take(place, [], tmp_path / "out")


def test_a_place_without_a_release_says_what_to_set(tmp_path):
    with pytest.raises(FileNotFoundError, match="set PYODIDE_DIST"):
        dist.take(str(tmp_path), [], tmp_path / "out")


def test_a_file_that_lies_there_is_not_fetched_again(release, tmp_path):
    dist.take(str(release), ["numpy"], tmp_path / "out")
    (release / "numpy.whl").unlink()
    assert dist.take(str(release), ["numpy"], tmp_path / "out").missing == {}


def test_each_known_release_has_a_runtime_and_a_lock():
    releases = dist.known_releases()
    assert set(releases) == {"314.0.7", "0.27.7"}
    for sums in releases.values():
        assert {dist.LOCK, "pyodide.js", "pyodide.asm.wasm", "python_stdlib.zip"} <= set(sums)
        assert all(len(sum_) == 64 for sum_ in sums.values())


def test_the_place_is_what_the_environment_names():
    assert (
        dist.place_of_dist({"PYODIDE_DIST": " https://example.org/full/ "})
        == "https://example.org/full"
    )
    assert dist.place_of_dist({}) == ""
