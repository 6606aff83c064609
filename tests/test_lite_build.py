"""Notebooks for the browser: what goes into them is held to a lock, and a page offers only what works."""

import json
import zipfile

import pytest
from book.browser import lite

from coursehelpers.classroom.editions import lessons

LOCKED = json.loads(lite.LOCK.read_text(encoding="utf-8"))
HASHED = 'alpha==1.0 ; python_version >= "3.12" \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n    # via beta\n'


def package(name, version="1", source="the package index", sum_="0"):
    entry = {
        "name": name,
        "version": version,
        "file_name": f"{name}.whl",
        "sha256": sum_,
        "depends": [],
    }
    return lite.Package(entry, source)


@pytest.fixture
def locked(tmp_path, monkeypatch):
    path = tmp_path / "lock.json"
    path.write_text(
        json.dumps({"opened": [], "packages": lite.in_lock({"alpha": package("alpha")})})
    )
    monkeypatch.setattr(lite, "LOCK", path)
    return path


def test_a_package_is_asked_for_with_all_its_sums_and_without_what_holds_elsewhere():
    assert lite.pinned(HASHED, "3.14.2") == {
        "alpha": "alpha==1.0 --hash=sha256:00 --hash=sha256:11"
    }
    assert lite.pinned(HASHED, "3.11.7") == {}
    assert lite.pinned("alpha==1 ; sys_platform == 'win32'", "3.14.2") == {}


@pytest.mark.parametrize(
    "other",
    [
        package("alpha", version="2"),
        package("alpha", sum_="1"),
        package("alpha", source="the release"),
    ],
)
def test_a_package_that_the_lock_does_not_name_stops_the_build(locked, other):
    lite.hold_to_lock({"alpha": package("alpha")})
    with pytest.raises(ValueError, match=r"alpha is not what lock\.json says.*--write-lock"):
        lite.hold_to_lock({"alpha": other})
    with pytest.raises(ValueError, match="beta is not"):
        lite.hold_to_lock({"beta": package("beta")})


def test_the_lock_names_what_the_release_would_have_but_not_the_course_itself(locked):
    offered = {"gamma": package("gamma").entry, "beta": package("beta", version="2").entry}
    lite.write_lock({"beta": package("beta"), "own": package("own", source="this course")}, offered)
    packages = json.loads(locked.read_text())["packages"]
    assert {name: told["from"] for name, told in packages.items()} == {
        "beta": "the package index",
        "gamma": "the release",
    }
    # Built once more where the release is to be had.
    lite.hold_to_lock({"gamma": package("gamma", source="the release"), "beta": package("beta")})


def test_the_committed_lock_names_the_learners_own_versions():
    learn = lite.pinned((lite.ROOT / "requirements.txt").read_text(encoding="utf-8"), "3.14.2")
    ours = [
        name
        for name, told in LOCKED["packages"].items()
        if told["from"] != "JupyterLite" and name in learn
    ]
    assert len(ours) > 30
    for name in ours:
        told = LOCKED["packages"][name]
        assert (
            learn[name].startswith(f"{name}=={told['version']} ") or told["from"] == "the release"
        )
        if told["from"] == "the package index":
            assert told["sha256"] in learn[name], name


def test_without_tables_or_figures_no_lesson_is_offered_and_the_build_says_why():
    alone = {name: package(name) for name in ("numpy", "pandas", "matplotlib", "typst")}
    assert lite.works_whole(alone)
    assert not lite.works_whole({"numpy": alone["numpy"], "pandas": alone["pandas"]})
    files = {
        "a": {"bytes": 2_000_000, "when": "start"},
        "b": {"bytes": 3_000_000, "when": "first use"},
    }
    told = "\n".join(lite.sentences(files, {"typst": alone["typst"]}))
    assert "numpy, pandas" in told
    assert "PYODIDE_DIST" in told
    assert "PDF: works" in told
    assert "No lesson works whole" in told
    assert "Every lesson works." in lite.sentences(files, alone)


def test_a_lessons_page_offers_it_once_with_its_size_and_loads_no_script_for_it(tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for lesson in lessons():
        (folder / f"{lesson.stem}.html").write_text(
            '<aside><p class="course-lesson__links">x</p></aside>'
        )
    for size in (50.2, 61.2):
        lite.offer(tmp_path, size)
    text = (folder / "11_identify_stakeholders.html").read_text()
    assert text.count("Run this lesson here: nothing to install, 62 MB once") == 1
    assert "51 MB" not in text
    assert 'href="../lite/start.html?lesson=11_identify_stakeholders"' in text
    assert "<script" not in text


def test_what_nobody_here_reads_is_left_out_of_a_package(tmp_path):
    wheel = tmp_path / "babel-1-py3-none-any.whl"
    names = [
        "babel/core.py",
        "babel/locale-data/es_MX.dat",
        "babel/locale-data/zu.dat",
        "babel/locale-data/root.dat",
    ]
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    lite.leave_out(wheel, lite.NO_READER["babel"])
    with zipfile.ZipFile(wheel) as archive:
        assert archive.namelist() == [names[0], names[1], names[3]]
        assert archive.read(names[1]).decode() == names[1]


def test_what_opens_a_lesson_keeps_nothing_of_other_hosts():
    worker = (lite.HERE / "start" / "service-worker.js").read_text(encoding="utf-8")
    other = worker.index("url.origin !== self.location.origin) return null")
    assert other < worker.index("askTab(request") < worker.index("fromHere(request, url")
