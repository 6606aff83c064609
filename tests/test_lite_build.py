"""Notebooks for the browser: what goes into them is held to a lock, and a page offers only what works."""

import json
import re
import zipfile

import pytest
from book.browser import lite, start_page
from bs4 import BeautifulSoup
from upkeep.pseudo import LANGUAGE, bracketed, write_pseudo

from coursehelpers.classroom.editions import lessons
from coursehelpers.ground import locale

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
    for size in (50_200_000, 61_200_000):
        lite.offer(tmp_path, {"a": {"bytes": size, "when": "start"}})
    text = (folder / "11_identify_stakeholders.html").read_text()
    assert text.count("Run this lesson here: nothing to install, 62 MB once") == 1
    assert "51 MB" not in text
    assert 'href="../lite/start.html?lesson=11_identify_stakeholders"' in text
    assert "<script" not in text


def test_another_language_leads_to_its_own_page_with_its_own_size(tmp_path):
    folder = tmp_path / "es" / "notebooks"
    folder.mkdir(parents=True)
    for lesson in lessons():
        (folder / f"{lesson.stem}.html").write_text(
            '<aside><p class="course-lesson__links">x</p></aside>'
        )
    files = {
        "a": {"bytes": 50_000_000, "when": "start"},
        "b": {"bytes": 2_000_000, "when": "es"},
        "c": {"bytes": 7_000_000, "when": "fr"},
    }
    lite.offer(tmp_path, files)
    text = (folder / "11_identify_stakeholders.html").read_text()
    assert 'href="../../lite/start.es.html?lesson=11_identify_stakeholders"' in text
    assert "52 MB" in text


@pytest.fixture
def made_up(tmp_path, monkeypatch):
    write_pseudo(tmp_path / "catalogues", bracketed)
    monkeypatch.setenv("COURSE_CATALOGUES", str(tmp_path / "catalogues"))
    locale.use(LANGUAGE)
    yield LANGUAGE
    monkeypatch.undo()
    locale.use(None)


def test_no_english_is_left_on_the_page_that_opens_a_lesson(made_up):
    words = start_page.script_words()
    page = BeautifulSoup(start_page.page(made_up, 40, 26, json.dumps(words)), "html.parser")
    assert page.html["lang"] == made_up
    assert {a["href"] for a in page.select("a")} == {f"../{made_up}/book/before_you_start.html"}
    page.select_one("#told").extract()
    page.select_one("style").extract()
    page.select_one("code").extract()
    shown = [text.strip() for text in page.find_all(string=True) if text.strip() != "html"]
    shown += [page.progress["aria-label"], page.nav["aria-label"], start_page.offer_words(3)]
    left = [text for text in [*shown, *words.values()] if text and not text.startswith("[")]
    assert left == []


def test_the_script_holds_no_words_and_is_given_each_that_it_says():
    script = (lite.HERE / "start" / start_page.SCRIPT).read_text(encoding="utf-8")
    assert set(re.findall(r"words\.(\w+)", script)) == set(start_page.script_words())
    quoted = re.findall(r"[\"`]([^\"`]*)[\"`]", script)
    assert [text for text in quoted if len(re.findall(r"[a-z]{2,} ", text)) > 2] == []


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
    assert other < worker.index("askTab(request") < worker.index("fromHere(request, /")
