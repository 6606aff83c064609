"""The list of links is read whole, and a dead one is told from one that turns a program away."""

import http.server
import re
import threading
from pathlib import Path

import pytest
from upkeep import links

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = {"/here": 200, "/gone": 404, "/shy": 403, "/old": 301}


@pytest.fixture(scope="module")
def host():
    """Serve a few addresses, each with its status."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(ANSWERS[self.path])
            if self.path == "/old":
                self.send_header("Location", "/here")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    ("path", "state"),
    [("/here", "there"), ("/old", "moved"), ("/gone", "nowhere"), ("/shy", "not sure")],
)
def test_an_address_is_there_moved_gone_or_not_sure(host, path, state):
    assert links.look(host + path)[0] == state


def test_a_host_that_does_not_answer_is_not_called_dead():
    assert links.look("http://127.0.0.1:9/")[0] == "not sure"


def test_a_dead_link_is_said_with_the_day_it_was_last_right(host, tmp_path, capsys):
    page = tmp_path / "links.md"
    line = "- [Page {0}]({1}{0}): as recorded in our sources on 8 June 2026.\n"
    page.write_text(
        "".join(line.format(path, host) for path in ("/here", "/gone")), encoding="utf-8"
    )
    assert links.main(["--list", str(page), "--pause", "0"]) == 1
    told = capsys.readouterr().out
    assert (
        f"| {host}/gone | nowhere | status 404 | as recorded in our sources on 8 June 2026 |"
        in told
    )
    assert f"{host}/here |" not in told
    assert "2 addresses: 1 nowhere, 1 there." in told


def test_every_line_of_the_list_is_read_with_its_date():
    text = (ROOT / "book" / "links.md").read_text(encoding="utf-8")
    found = list(links.read_links(text))
    assert len(found) == len(re.findall(r"^- \[", text, re.MULTILINE)) > 50
    assert [link.address for link in found if not link.dated] == []
