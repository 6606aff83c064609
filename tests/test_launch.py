"""The site's buttons: each leads to a file that is there, with what the place needs to open it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlparse

import pytest

from coursehelpers.classroom.editions import lessons

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "book" / "_ext"))
from course_site import launch  # noqa: E402

STEMS = [path.stem for path in lessons()]


@pytest.fixture
def published(monkeypatch):
    monkeypatch.setenv("COURSE_REPOSITORY", "example/course")
    monkeypatch.setenv("COURSE_REF", "main")


def committed(path):
    """Return whether the published branch holds a file: the one that is checked out."""
    asked = ["git", "-C", ROOT, "cat-file", "-e", f"HEAD:{path}"]
    return subprocess.run(asked, capture_output=True).returncode == 0


def test_without_a_repository_there_is_no_button(monkeypatch):
    monkeypatch.delenv("COURSE_REPOSITORY", raising=False)
    assert launch.addresses("00_start") == {}


def test_a_repository_that_is_none_stops_the_build(monkeypatch):
    monkeypatch.setenv("COURSE_REPOSITORY", "https://example.org/course")
    with pytest.raises(ValueError, match="OWNER/NAME"):
        launch.addresses("00_start")


@pytest.mark.parametrize("stem", STEMS)
def test_binder_opens_a_notebook_that_its_own_preparation_makes(published, tmp_path_factory, stem):
    address = urlparse(launch.addresses(stem)["Binder"])
    assert address.path == "/v2/gh/example/course/main"
    opened = parse_qs(address.query)["urlpath"][0].removeprefix("lab/tree/")
    folder, name = opened.split("/")
    assert "coursehelpers start" in (ROOT / ".binder" / "postBuild").read_text(encoding="utf-8")
    home = tmp_path_factory.getbasetemp() / "binder"
    if not (home / folder).is_dir():
        home.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "coursehelpers", "start"]
        subprocess.run(command, cwd=home, check=True, capture_output=True)
    assert (home / folder / name).is_file()


def test_binder_and_codespaces_find_their_configuration_on_the_branch(published):
    for path in (".binder/requirements.txt", ".binder/runtime.txt", ".binder/postBuild", "requirements-learn.txt",
                 ".devcontainer/devcontainer.json", ".devcontainer/Dockerfile"):  # fmt: skip
        assert committed(path), path
    told = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    build = ROOT / ".devcontainer" / told["build"]["dockerfile"]
    context = ROOT / ".devcontainer" / told["build"]["context"]
    for copied in re.findall(r"^COPY (\S+)", build.read_text(encoding="utf-8"), flags=re.MULTILINE):
        assert (context / copied).is_file()
    assert (ROOT / told["postCreateCommand"].removeprefix("bash ")).is_file()
    address = urlparse(launch.addresses("00_start")["Codespaces"])
    assert address.path == "/example/course/tree/main"
    for line in (ROOT / ".binder" / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            assert (ROOT / ".binder" / line.removeprefix("-r ")).is_file()


@pytest.mark.parametrize("stem", STEMS)
def test_colab_opens_a_notebook_that_the_workflow_puts_there(published, tmp_path, stem):
    path = unquote(urlparse(launch.addresses(stem)["Colab"]).path)
    branch, name = path.removeprefix("/github/example/course/blob/").split("/")
    learner = tmp_path / "downloads" / "learner"
    learner.mkdir(parents=True)
    (learner / f"{stem}.ipynb").write_bytes(
        next(one for one in lessons() if one.stem == stem).read_bytes()
    )
    launch.write_notebooks(tmp_path)
    lesson = json.loads((tmp_path / "downloads" / "colab" / name).read_text(encoding="utf-8"))
    assert "".join(lesson["cells"][0]["source"]).endswith(
        "git+https://github.com/example/course@main"
    )
    workflow = (ROOT / ".github" / "workflows" / "course.yml").read_text(encoding="utf-8")
    assert f"git switch --orphan {branch}" in workflow
    assert "_build/html/downloads/colab" in workflow
