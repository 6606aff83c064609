"""The wheel alone, in an environment that holds what a learner's list names and nothing else.

The environment is made of links to the packages of the one that runs the tests, so nothing is downloaded, and a
package that the list forgets is not there. Every host that anything in it asks for is written down.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import nbformat
import pytest
import requests
from requests.adapters import HTTPAdapter
from upkeep.audit import locked
from urllib3.util.retry import Retry

from coursehelpers.classroom.editions import lessons

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.name == "nt", reason="links need a right that a user may not have"),
]
ROOT = Path(__file__).resolve().parents[1]
GBIF = "api.gbif.org"
RUN_LESSONS = """
import sys, nbformat
from nbclient import NotebookClient
for path in sys.argv[1:]:
    lesson = nbformat.read(path, as_version=4)
    # What needs GBIF itself may fail here; it is told apart by its mark.
    NotebookClient(lesson, timeout=120, allow_errors=True, kernel_name="python3").execute()
    nbformat.write(lesson, path)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from this checkout."""
    out = tmp_path_factory.mktemp("wheel")
    build = f"import hatchling.build; print(hatchling.build.build_wheel({str(out)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", build], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return out / done.stdout.split()[-1]


@pytest.fixture(scope="module")
def bare(wheel, tmp_path_factory):
    """Return a Python that has what a learner has, and the course from its wheel."""
    top = tmp_path_factory.mktemp("bare")
    venv.create(top, symlinks=True)
    packages = Path(
        sysconfig.get_path("purelib", vars={"base": top, "platbase": top}, scheme="venv")
    )
    for name in locked((ROOT / "requirements-learn.txt").read_text(encoding="utf-8")):
        try:
            link(distribution(name), packages)
        except PackageNotFoundError:
            pytest.skip(f"{name}, which learners get, is not installed here")
    python = top / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    subprocess.run(
        [*pip, "install", "--quiet", "--no-deps", "--no-index", wheel], check=True, cwd=top
    )
    return python


def link(package, packages):
    """Link each module of a package; copy what lies beside the modules' folder, since a web server follows no link."""
    for file in package.files or []:
        beside = file.parts[0] == ".."
        if file.suffix == ".pth" or "__pycache__" in file.parts or (beside and "bin" in file.parts):
            continue
        part = Path(*file.parts) if beside else Path(file.parts[0])
        new = Path(os.path.normpath(packages / part))
        if not new.exists():
            new.parent.mkdir(parents=True, exist_ok=True)
            old = os.path.normpath(package.locate_file(part))
            if beside:
                shutil.copyfile(old, new)
            else:
                new.symlink_to(old)


@pytest.fixture
def hosts(tmp_path, monkeypatch):
    """Watch every Python that is started; return a way to read which hosts were asked for."""
    log = tmp_path / "hosts.txt"
    log.touch()
    for name in ("PYTHONSTARTUP", "PYTHONHOME", "COURSE_CONTACT", "COURSE_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests" / "watched"))
    monkeypatch.setenv("COURSE_TEST_HOSTS", str(log))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("JUPYTERLAB_WORKSPACES_DIR", str(tmp_path / "workspaces"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    return lambda: set(log.read_text(encoding="utf-8").split())


def elsewhere(hosts):
    """Return the hosts that are neither this computer nor GBIF."""
    ours = {"127.0.0.1", "::1", "localhost", "0.0.0.0", socket.gethostname(), GBIF}
    if GBIF in hosts:
        # Without internet none of its addresses was connected to either.
        with contextlib.suppress(OSError):
            ours |= {found[4][0] for found in socket.getaddrinfo(GBIF, 443)}
    return hosts - ours


def call(python, *words, cwd):
    done = subprocess.run([python, *words], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_whoever_asks_another_host_is_seen(hosts, tmp_path):
    ask = (
        "import socket, contextlib\n"
        "with contextlib.suppress(OSError): socket.getaddrinfo('news.invalid', 443)\n"
        "with contextlib.suppress(OSError), socket.socket() as s: s.settimeout(0.01); s.connect(('192.0.2.1', 9))\n"
        "with contextlib.suppress(OSError), socket.socket() as s: s.connect(('127.0.0.1', 9))\n"
    )
    call(sys.executable, "-c", ask, cwd=tmp_path)
    assert elsewhere(hosts()) == {"news.invalid", "192.0.2.1"}
    assert "127.0.0.1" in hosts()


def test_the_wheel_holds_the_course_and_nothing_of_the_workshop(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert all(f"coursehelpers/_course/notebooks/{path.name}" in names for path in lessons())
    assert not [name for name in names if re.match(r"(tests|upkeep|benchmarks|book)/", name)]


def test_every_lesson_runs_from_the_wheel_alone_and_asks_nobody_but_gbif(
    bare, hosts, tmp_path, server, monkeypatch
):
    monkeypatch.setenv("GBIF_API_URL", server.url)
    call(bare, "-m", "coursehelpers", "start", cwd=tmp_path)
    home = tmp_path / "my-course"
    names = sorted(path.name for path in home.glob("[0-9]*.ipynb"))
    assert names == sorted(path.name for path in lessons() if (home / path.name).exists())
    assert len(names) >= 9
    monkeypatch.setenv("COURSE_SOURCE", "training")
    call(bare, "-c", RUN_LESSONS, *names, cwd=home)
    failed = [
        (name, cell.source[:80], output.evalue[:200])
        for name in names
        for cell in nbformat.read(home / name, as_version=4).cells
        if cell.cell_type == "code" and "live-only" not in cell.metadata.get("tags", [])
        for output in cell.outputs
        if output.output_type == "error"
    ]
    assert failed == []
    assert elsewhere(hosts()) == set()


def test_the_command_line_works_from_the_wheel_alone(bare, hosts, tmp_path):
    told = json.loads(
        call(bare, "-m", "coursehelpers", "landscape", "XT", "--format", "json", cwd=tmp_path)
    )
    assert told["country"] == "XT"
    call(bare, "-m", "coursehelpers", "sheet", "XT", "--out", "sheet.pdf", cwd=tmp_path)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert elsewhere(hosts()) == set()


@pytest.fixture
def lab(bare, hosts, tmp_path):
    """Start JupyterLab as the learner does, and return its address."""
    call(bare, "-m", "coursehelpers", "start", cwd=tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = subprocess.Popen(
        [bare, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
         "--IdentityProvider.token=course", "my-course/00_start.ipynb"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield f"http://127.0.0.1:{port}/lab?token=course"
    running.terminate()
    running.wait(20)


def fetched(address):
    asked = requests.Session()
    asked.mount("http://", HTTPAdapter(max_retries=Retry(60, backoff_factor=0.1, backoff_max=1)))
    return asked.get(address, timeout=30)


def test_the_editor_opens_without_news_and_asks_nobody(lab, hosts):
    page = fetched(lab)
    assert page.ok
    config = json.loads(
        re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page.text, re.DOTALL)[1]
    )
    assert set(config["disabledExtensions"]) >= {
        "@jupyterlab/apputils-extension:announcements",
        "@jupyterlab/extensionmanager-extension:plugin",
    }
    assert elsewhere(hosts()) == set()


@pytest.mark.browser
def test_the_editor_asks_nobody_while_a_learner_looks_at_it(lab, hosts, page):
    asked = set()
    page.on("request", lambda request: asked.add(request.url))
    fetched(lab)
    page.goto(lab)
    page.wait_for_selector("#jp-main-dock-panel", timeout=60_000)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if re.search(r"/lab/api/(news|update|extensions)", url)]
    assert not [url for url in asked if not re.match(r"(http|ws)://127\.0\.0\.1:|data:|blob:", url)]
    assert elsewhere(hosts()) == set()
