"""A real Chromium, and the site built and served on 127.0.0.1."""

import functools
import http.server
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests
from book.browser import dist
from requests.adapters import HTTPAdapter
from tests.conftest import SHARED
from urllib3.util.retry import Retry

ROOT = Path(__file__).resolve().parents[2]


class SiteServer(http.server.ThreadingHTTPServer):
    """Serve a folder as a host of static pages does: an address that is none gets the page for lost readers."""

    def __init__(self, folder):
        handler = type("Handler", (_Handler,), {})
        super().__init__(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server_port}/"


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments):
        pass

    def send_error(self, code, message=None, explain=None):
        lost = Path(self.directory) / "404.html"
        if code != 404 or not lost.exists():
            super().send_error(code, message, explain)
            return
        body = lost.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """Build the English site as its publisher does, warnings as errors, and serve it where it says it is."""
    out = tmp_path_factory.mktemp("site")
    server = SiteServer(out / "_build" / "html")
    told = {
        "LANGUAGES": "en",
        "COURSE_SITE_URL": server.url,
        "COURSE_REPOSITORY": "example/course",
        "COURSE_REF": "main",
    }
    done = subprocess.run(
        [sys.executable, ROOT / "book" / "make_site.py", "--out", out / "_build"],
        env={**os.environ, **told}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    yield server.url, out / "_build" / "html"
    server.shutdown()


@pytest.fixture(scope="session")
def pyodide(tmp_path_factory):
    """Return a folder with Pyodide 0.27.7: its runtime from npm, its wheels from beside the checkout."""
    wheels = SHARED.with_name("pyodide")
    if not wheels.is_dir():
        pytest.skip("no wheels of Pyodide beside this checkout")
    folder = tmp_path_factory.mktemp("pyodide")
    try:
        dist.runtime_from_npm("0.27.7", folder)
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"npm gives no runtime of Pyodide here: {error}")
    for path in (*wheels.glob("*.whl"), *wheels.glob("*.zip")):
        (folder / path.name).symlink_to(path)
    return folder


@pytest.fixture(scope="session")
def site(published):
    """Return the address of the built site, with a slash at its end."""
    return published[0]


@pytest.fixture(scope="session")
def site_folder(published):
    """Return where its pages lie."""
    return published[1]


@pytest.fixture(scope="module")
def start_lab():
    """Start JupyterLab on a folder, with what its environment says besides; return where it answers.

    Notebook 7 answers there as well.
    """
    servers = []

    def start(folder, told):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        servers.append(subprocess.Popen(
            [Path(sys.executable).with_name("jupyter"), "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
             f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=course", folder],
            env={**os.environ, **told},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ))  # fmt: skip
        asked = requests.Session()
        # It may take a minute to listen; once it listens, it answers at once or not at all.
        patient = Retry(total=60, read=2, backoff_factor=0.1, backoff_max=1)
        asked.mount("http://", HTTPAdapter(max_retries=patient))
        status = asked.get(f"http://127.0.0.1:{port}/api/status?token=course", timeout=20)
        assert status.ok, "JupyterLab did not start within two minutes"
        return f"http://127.0.0.1:{port}/"

    yield start
    for server in servers:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
