"""Wheels for a browser: the versions that are installed here, without what is compiled, and with the same results."""

import ast
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from book.browser import folder, wheels

from coursehelpers.browser.page import Python

ROOT = Path(__file__).resolve().parents[1]
ALIKE = """
import csv, sys
sys.path.insert(0, sys.argv[1])
import rapidfuzz
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
import numpy as np
names = [row["name"] for row in csv.DictReader(open(sys.argv[2], encoding="utf-8"))][:160]
few = names[:40]
print(rapidfuzz.__file__.startswith(sys.argv[1]), fuzz.ratio.__module__, file=sys.stderr)
print([fuzz.ratio(a, b) for a in few for b in names])
print([fuzz.token_set_ratio(a, b) for a in few for b in names])
print(process.cdist(few, names, scorer=fuzz.ratio, score_cutoff=40, dtype=np.float32).tolist())
print([process.extract(a[1:] + "x", names, scorer=OSA.distance, score_cutoff=3, limit=None) for a in few])
"""


def results(folder):
    """Compare names with the RapidFuzz that lies in a folder, or with the installed one."""
    done = subprocess.run(
        [sys.executable, "-c", ALIKE, str(folder), ROOT / "data" / "countries" / "names.csv"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ast.literal_eval(line) for line in done.stdout.splitlines()], done.stderr


def test_names_are_as_alike_in_a_browser_as_here(tmp_path):
    path = wheels.pure_wheel("rapidfuzz", tmp_path)
    assert path.name.endswith("-py3-none-any.whl")
    zipfile.ZipFile(path).extractall(tmp_path / "pure")
    pure, told = results(tmp_path / "pure")
    installed, _told = results(tmp_path / "nothing")
    assert told.split() == ["True", "rapidfuzz.fuzz_py"]
    # One of the two writes 100 where the other writes 100.0; for Python that is one number.
    assert len(pure) == 4
    assert pure == installed


def test_a_wheel_of_the_same_version_is_the_same_bytes(tmp_path):
    one, other = (wheels.pure_wheel("anyascii", tmp_path / name) for name in "ab")
    assert one.read_bytes() == other.read_bytes()
    assert wheels.lock_entry(one) == wheels.lock_entry(other)


def test_a_compiled_package_without_twins_is_refused(tmp_path):
    with pytest.raises(wheels.NotPureError, match="pandas"):
        wheels.pure_wheel("pandas", tmp_path)


def test_the_lock_names_what_is_in_a_wheel(tmp_path):
    entry = wheels.lock_entry(wheels.pure_wheel("requests-cache", tmp_path), ["requests"])
    assert (entry["name"], entry["imports"], entry["depends"]) == (
        "requests-cache",
        ["requests_cache"],
        ["requests"],
    )
    assert entry["size"] == (tmp_path / entry["file_name"]).stat().st_size


def test_every_member_is_listed_with_its_sum(tmp_path):
    """A wheel of which an installer would say that it is damaged is none."""
    path = wheels.pure_wheel("url-normalize", tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "install", "--no-deps", "--no-index", "--target",
         tmp_path / "in", path],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "in" / "url_normalize" / "__init__.py").is_file()


def test_what_pyodide_brings_is_not_packed_again():
    found = wheels.needed(["requests-cache"], ["attrs"], "3.12.7")
    assert "attrs" not in found
    assert "attrs" in found["requests-cache"]


def test_the_page_about_a_country_gets_no_notebooks(tmp_path):
    whole = tmp_path / "coursehelpers-1-py3-none-any.whl"
    with zipfile.ZipFile(whole, "w") as packed:
        for name in (
            "coursehelpers/a.py",
            "coursehelpers/_course/notebooks/a.ipynb",
            "coursehelpers/_course/data/a.csv",
            "coursehelpers-1.dist-info/METADATA",
            "coursehelpers-1.dist-info/RECORD",
        ):
            packed.writestr(name, "")
    (tmp_path / "less.whl").write_bytes(wheels.without_lessons(whole))
    with zipfile.ZipFile(tmp_path / "less.whl") as packed:
        assert "coursehelpers/_course/notebooks/a.ipynb" not in packed.namelist()
        assert {
            "coursehelpers/a.py",
            "coursehelpers/_course/data/a.csv",
            "coursehelpers-1.dist-info/RECORD",
        } <= set(packed.namelist())


def test_only_the_languages_that_the_course_speaks_are_packed(tmp_path):
    path = wheels.pure_wheel(
        "babel", tmp_path, lambda path: folder._is_of_another(path, ["es", "fr"])
    )
    with zipfile.ZipFile(path) as packed:
        habits = {
            Path(name).stem
            for name in packed.namelist()
            if "/locale-data/" in name and name.endswith(".dat")
        }
    assert {"root", "es", "fr", "fr_CA"} <= habits
    assert "de" not in habits
    assert path.stat().st_size < 2_000_000


def test_the_page_of_another_language_loads_the_python_of_the_english_site(tmp_path):
    (tmp_path / "python").mkdir()
    (tmp_path / "es").mkdir()
    told = Python("python/", ("coursehelpers",), (), (), 20_000_000, 0, 0)._asdict()
    (tmp_path / "python" / folder.TOLD).write_text(
        json.dumps({**told, "language_bytes": 1_000_000})
    )
    folder.share_page(tmp_path / "es", tmp_path)
    page = (tmp_path / "es" / "country.html").read_text(encoding="utf-8")
    assert '"python": "../python/"' in page
    assert '"first": ["coursehelpers", "babel"]' in page
    assert '"snapshots": "../snapshots/"' in page
    assert "downloads 21 MB" in page
