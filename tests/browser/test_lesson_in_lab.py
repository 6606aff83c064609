"""A lesson in a real JupyterLab on a real country: run all, restart and run all, without a refusal."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from coursehelpers.classroom.editions import learner_edition, lessons
from coursehelpers.workbook.file import open_workbook
from coursehelpers.workbook.home import choose_country

pytestmark = [pytest.mark.browser, pytest.mark.long]
ROOT = Path(__file__).resolve().parents[2]
TOKEN = "course"
(LESSON,) = (path for path in lessons() if path.stem.startswith("10"))
AIM = """from tests.gbif_api import pygbif_at
_aimed = pygbif_at({url!r})
_aimed.__enter__()
"""


@pytest.fixture(params=["KE", "LI"])
def lab(request, world_server, make_settings, monkeypatch):
    """Start JupyterLab on the folder of a learner who has chosen her country, with the lesson in it."""
    settings = make_settings(world_server.url)
    choose_country(request.param, settings)
    edition = learner_edition(nbformat.read(LESSON, as_version=4))
    nbformat.write(edition, settings.home / "lesson.ipynb")
    startup = settings.cache / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "aim.py").write_text(AIM.format(url=world_server.url), encoding="utf-8")
    told = {
        "COURSE_HOME": str(settings.home),
        "COURSE_CACHE": str(settings.cache),
        "COURSE_SOURCE": "live",
        "GBIF_API_URL": world_server.url,
        "IPYTHONDIR": str(startup.parents[1]),
        "JUPYTERLAB_WORKSPACES_DIR": str(settings.cache / "workspaces"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [Path(sys.executable).with_name("jupyter"), "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
         f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}", settings.home],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    asked = requests.Session()
    asked.mount(
        "http://", HTTPAdapter(max_retries=Retry(total=180, backoff_factor=0.1, backoff_max=1))
    )
    assert asked.get(f"http://127.0.0.1:{port}/api/status?token={TOKEN}", timeout=20).ok
    yield request.param, f"http://127.0.0.1:{port}/lab/tree/lesson.ipynb?token={TOKEN}"
    server.terminate()
    try:
        server.wait(timeout=30)
    except subprocess.TimeoutExpired:
        server.kill()
    shutil.rmtree(settings.cache, ignore_errors=True)


def choose(page, menu, command):
    page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
    page.locator(".lm-Menu-itemLabel", has_text=command).first.click()


def ran_to_its_end(page):
    """Wait until the last cell with code has a number, then look for what a refusal would leave."""
    page.wait_for_function(
        """() => {
            const panel = document.querySelector('.jp-NotebookPanel .jp-Notebook');
            const numbers = [...panel.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
            const last = numbers.at(-1);
            return last && /\\d/.test(last.innerText);
        }""",
        timeout=120_000,
    )
    page.wait_for_selector(
        ".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000, state="attached"
    )
    for mime in ("application/vnd.jupyter.error", "application/vnd.jupyter.stderr"):
        refused = page.locator(f'.jp-OutputArea-output[data-mime-type="{mime}"]')
        assert refused.all_inner_texts() == []


def test_lesson_10_runs_whole_and_again_after_a_restart(lab, page):
    country, url = lab
    page.set_viewport_size({"width": 1300, "height": 1000})
    page.add_locator_handler(
        page.locator(".jp-Dialog .jp-mod-accept"), lambda button: button.click()
    )
    page.goto(url)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000)
    choose(page, "Run", "Run All Cells")
    ran_to_its_end(page)
    choose(page, "Kernel", "Restart Kernel and Run All Cells…")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].some(one => !/\\d/.test(one.innerText))"
    )
    ran_to_its_end(page)
    assert not open_workbook(country).corrections
