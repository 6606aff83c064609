"""The room's server: one door for hand-ins, and nothing else that can be written, listed or read."""

import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import requests
import uvicorn

from coursehelpers.classroom import handing_in, serve
from coursehelpers.classroom.handing_in import hand_in, learner_number
from coursehelpers.classroom.inbox import Inbox, forget, inbox_of
from coursehelpers.classroom.serve import make_app, room_code
from coursehelpers.cli import main
from coursehelpers.ground.errors import BadCallError, CourseError
from coursehelpers.stakeholders.group import Shared

CODE = "KQ7RTM"


def shared(country="KE", **changes):
    cards = [{"card": card, "power": 1, "interest": 5} for card in range(1, 13)]
    told = {
        "format": "coursehelpers-shared",
        "version": 1,
        "country": country,
        "kinds": [],
        "cards": cards,
    }
    return json.dumps({**told, **changes}).encode()


def everything(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def folder(tmp_path):
    room = tmp_path / "room"
    for name, body in {
        "site/index.html": "<h1>course</h1>",
        "snapshots/KE.zip": "PK",
        "notebooks/00_start.ipynb": "{}",
        "wheels/one-1-py3-none-any.whl": "any",
        "wheels/two-1-cp312-cp312-win_amd64.whl": "win",
        "wheels/two-1-cp312-cp312-macosx_11_0_arm64.whl": "mac",
        "start-windows.cmd": "rem",
        "handed-in/KE-0000000000000000.json": "secret",
        "room.html": "the code on the wall",
    }.items():
        path = room / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    (tmp_path / "outside.txt").write_text("outside")
    (room / "snapshots" / "link.zip").symlink_to(tmp_path / "outside.txt")
    (room / "site" / "link.html").symlink_to(tmp_path / "outside.txt")
    return room


def wait_for(seen, seconds=20):
    give_up = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < give_up
        threading.Event().wait(0.05)


class Answer:
    def __init__(self, told):
        self.status_code, self.headers, self.content = told.status, told.headers, told.read()

    @property
    def text(self):
        return self.content.decode()

    def json(self):
        return json.loads(self.content)


class Client:
    """Ask a server as it is asked over the wire: no path is tidied up on the way."""

    def __init__(self, port):
        self.port = port

    def request(self, method, path, content=b"", headers=None):
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            chunked = not isinstance(content, bytes)
            wire.request(method, path, content or None, headers or {}, encode_chunked=chunked)
            return Answer(wire.getresponse())
        finally:
            wire.close()

    def get(self, path, headers=None):
        return self.request("GET", path, headers=headers)

    def post(self, path, content, headers):
        return self.request("POST", path, content, headers)


@pytest.fixture
def make_client(folder):
    servers = []

    def make():
        app = make_app(folder, Inbox(inbox_of(folder)), CODE)
        server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        servers.append((server, thread))
        wait_for(lambda: server.started)
        return Client(server.servers[0].sockets[0].getsockname()[1])

    yield make
    for server, thread in servers:
        server.should_exit = True
        thread.join()


@pytest.fixture
def client(make_client):
    return make_client()


def send(client, body, learner=1, code=CODE, **headers):
    return client.post(
        "/hand-in",
        content=body,
        headers={"X-Course-Code": code, "X-Course-Learner": f"{learner:032x}", **headers},
    )


def test_a_shared_file_lands_in_the_folder_with_its_fields_and_nothing_else(client, folder):
    answer = send(client, shared())
    assert answer.status_code == 201
    assert "Handed in: KE" in answer.json()["said"]
    (landed,) = set(inbox_of(folder).iterdir()) - {inbox_of(folder) / "KE-0000000000000000.json"}
    assert re.fullmatch(r"KE-[0-9a-f]{16}\.json", landed.name)
    assert json.loads(landed.read_bytes()) == json.loads(shared())


def test_who_hands_in_again_replaces_their_own_file_and_nobody_elses(client, folder):
    for learner, country in ((1, "KE"), (2, "KE"), (1, "UG"), (1, "FR,NC,PF")):
        assert send(client, shared(country), learner).status_code == 201
    names = sorted(path.name[:-22] for path in inbox_of(folder).iterdir())
    assert names == ["FR-NC-PF", "KE", "KE"], (
        "one of the first, one of the second, and one that was there"
    )


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"%PDF-1.7", 400),
        (b"\xff\xfe\x00", 400),
        (b'{"country": "KE"}', 400),
        (shared("Jane Doe"), 400),
        (shared("../../etc"), 400),
        (shared("KE", name="Jane"), 400),
        (shared("KE", cards=[{"card": 99, "power": 1, "interest": 1}]), 400),
        (shared("KE", kinds=[{"kind": "a", "power": 1, "interest": 1, "why": "secret"}]), 400),
        (shared("KE", kinds=[{"kind": "\ud800", "power": 1, "interest": 1}]), 201),
        (b" " * 200_001, 413),
    ],
    ids=lambda value: value[:14].hex() if isinstance(value, bytes) else str(value),
)
def test_what_is_no_shared_file_is_refused_with_a_sentence_and_writes_nothing(
    client, folder, body, status
):
    before = everything(folder)
    answer = send(client, body)
    assert answer.status_code == status
    assert answer.json()["said"].endswith(".")
    if status != 201:
        assert everything(folder) == before


def test_a_huge_file_that_hides_its_size_is_cut_off(client, folder):
    before, sent = everything(folder), []

    def endless():
        for _part in range(10_000):
            sent.append(1)
            yield b" " * 50_000

    with suppress(ConnectionError):
        assert send(client, endless(), **{"Transfer-Encoding": "chunked"}).status_code == 413
    assert len(sent) < 10_000
    assert everything(folder) == before


def test_without_the_code_nothing_is_taken_and_guessing_has_to_wait(client, folder):
    before = everything(folder)
    statuses = [
        send(client, shared(), code=code).status_code for code in ["", "kq7rtm", *["AAAAAA"] * 20]
    ]
    assert statuses == [403] * 20 + [429] * 2
    assert send(client, shared()).status_code == 429
    assert everything(folder) == before


def test_a_computer_without_a_number_is_asked_for_it(client):
    assert send(client, shared(), **{"X-Course-Learner": "../x"}).status_code == 400


def test_a_computer_that_sends_without_end_has_to_wait(make_client, monkeypatch):
    monkeypatch.setattr(serve, "HAND_INS_A_MINUTE", 3)
    client = make_client()
    assert [send(client, shared()).status_code for _n in range(5)] == [201] * 3 + [429] * 2


def test_the_folder_takes_only_so_many_files_but_still_what_is_handed_in_again(client, monkeypatch):
    monkeypatch.setattr("coursehelpers.classroom.inbox.MOST", 3)
    assert [send(client, shared(), n).status_code for n in (1, 2, 3, 1)] == [201, 201, 507, 201]


@pytest.mark.parametrize(
    "path",
    [
        "/handed-in/", "/handed-in/KE-0000000000000000.json", "/wheels/",
        "/room.html", "/room-code.txt", "/downloads/", "/downloads",
        "/downloads/handed-in/KE-0000000000000000.json", "/downloads/snapshots", "/downloads/snapshots/link.zip",
        "/downloads/snapshots/../room.html",
        "/downloads/snapshots/%2e%2e/room.html", "/downloads/..%2f..%2foutside.txt",
        "/site/link.html", "/site/../room.html", "/site/%2e%2e/room.html", "/site/..%5croom.html", "/site//etc/passwd",
        "/course-linux-.zip", "/course-../win.zip", "/course-linux.zip%00", "/wheels/one-1-py3-none-any.whl", "/docs",
    ],
)  # fmt: skip
def test_nothing_else_can_be_read(client, path):
    answer = client.get(path)
    text = answer.content
    assert b"secret" not in text
    assert b"outside" not in text
    assert b"on the wall" not in text or answer.status_code == 200
    assert answer.status_code in (404, 405), text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "OPTIONS", "TRACE"])
@pytest.mark.parametrize(
    "path", ["/", "/site/index.html", "/downloads/snapshots/KE.zip", "/handed-in/x.json"]
)
def test_nothing_else_can_be_written(client, folder, method, path):
    before = everything(folder)
    answer = client.request(method, path, content=b"x", headers={"X-Course-Code": CODE})
    assert answer.status_code in (404, 405)
    assert everything(folder) == before


def test_what_is_meant_to_be_taken_away_is_served(client, folder):
    first = client.get("/").text
    assert "Who sees what" in first
    assert "handed-in" not in first
    assert client.get("/site/").text == "<h1>course</h1>"
    assert client.get("/downloads/snapshots/KE.zip").content == b"PK"
    with zipfile.ZipFile(io.BytesIO(client.get("/course-win.zip").content)) as archive:
        assert archive.namelist() == [
            "course/start-windows.cmd",
            "course/wheels/one-1-py3-none-any.whl",
            "course/wheels/two-1-cp312-cp312-win_amd64.whl",
            "course/snapshots/KE.zip",
        ]


def test_a_page_from_elsewhere_cannot_pass_for_this_room(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
    for host in ("192.168.1.5:8000", "localhost:8000", "[::1]:8000", "trainer.local"):
        assert client.get("/", headers={"Host": host}).status_code == 200


def test_the_form_asks_no_other_host_and_runs_our_script_alone(client):
    answer = client.get("/hand-in")
    assert "http" not in answer.text.replace("http-equiv", "")
    assert "script-src 'sha256-" in answer.headers["content-security-policy"]
    assert CODE not in answer.text


def test_the_code_is_drawn_once_and_stays(tmp_path):
    code = room_code(tmp_path)
    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{6}", code)
    assert room_code(tmp_path) == code
    assert len({room_code(tmp_path / str(n)) for n in range(20)}) > 10


def test_forget_deletes_hand_ins_of_every_round_the_page_and_the_code_and_nothing_else(
    folder, client, capsys
):
    send(client, shared())
    inbox_of(folder, 2).mkdir()
    (inbox_of(folder, 2) / "by stick.json").write_bytes(shared())
    (inbox_of(folder) / "notes.txt").write_text("mine")
    room_code(folder)
    kept = {
        name: body for name, body in everything(folder).items()
        if name not in ("room.html", "room-code.txt") and not name.endswith(".json")
    }  # fmt: skip
    assert main(["serve", str(folder), "--forget"]) == 0
    assert "3 hand-ins were deleted" in capsys.readouterr().out
    assert everything(folder) == kept
    assert not inbox_of(folder, 2).exists()
    assert forget(folder) == 0


# A server as a trainer starts it, in a process of its own.


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


class Running:
    def __init__(self, folder, port):
        self.folder, self.port, self.url = folder, port, f"http://127.0.0.1:{port}"
        self.start()

    def start(self):
        command = [
            sys.executable,
            "-m",
            "coursehelpers",
            "serve",
            str(self.folder),
            "--port",
            str(self.port),
        ]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for line in self.process.stdout:
            if "--forget" in line:
                return
        raise AssertionError(self.process.stderr.read())

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.communicate(timeout=20)


@pytest.fixture
def running(folder):
    (inbox_of(folder) / "KE-0000000000000000.json").unlink()
    server = Running(folder, free_port())
    yield server
    server.close()


def settings_of(make_settings, learner):
    return make_settings("http://127.0.0.1:9/v1", name=f"learner-{learner}")


def answers(learner):
    return Shared.model_validate_json(
        shared(kinds=[{"kind": f"kind {learner}", "power": 2, "interest": 3}])
    )


def landed(folder):
    return {
        json.loads(path.read_bytes())["kinds"][0]["kind"]
        for path in inbox_of(folder).glob("*.json")
    }


def test_sixty_hand_in_at_once_and_the_page_has_them(running, folder, make_settings):
    code = room_code(folder)
    with ThreadPoolExecutor(60) as pool:
        said = list(
            pool.map(
                lambda n: hand_in(answers(n), running.url, code, settings_of(make_settings, n)),
                range(60),
            )
        )
    assert all("Handed in" in words for words in said)
    assert landed(folder) == {f"kind {n}" for n in range(60)}
    wait_for(lambda: "Handed in: 60" in (folder / "room.html").read_text(encoding="utf-8"))
    assert not list(inbox_of(folder).glob(".*")), "half a file was left"


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_server_killed_in_the_middle_loses_nothing_that_it_took(
    running, folder, make_settings, monkeypatch
):
    monkeypatch.setattr(handing_in, "PAUSES", (0.5, 1, 2, 4, 8))
    code, took = room_code(folder), []

    def one(learner):
        said = hand_in(answers(learner), running.url, code, settings_of(make_settings, learner))
        took.append(learner)
        return said

    with ThreadPoolExecutor(10) as pool:
        waiting = [pool.submit(one, n) for n in range(40)]
        wait_for(lambda: len(took) >= 10)
        running.kill()
        acknowledged = set(took)
        assert {f"kind {n}" for n in acknowledged} <= landed(folder)
        running.start()
        assert all("Handed in" in each.result() for each in waiting)
    assert room_code(folder) == code
    assert landed(folder) == {f"kind {n}" for n in range(40)}
    assert len(list(inbox_of(folder).iterdir())) == 40, "half a file was left"


def test_what_a_killed_server_left_half_written_is_cleared_at_its_next_start(running, folder):
    running.kill()
    left = inbox_of(folder) / ".KE-1111111111111111.json.abcd1234.half"
    left.write_bytes(shared()[:50])
    theirs = inbox_of(folder) / ".gitkeep"
    theirs.touch()
    running.start()
    assert list(inbox_of(folder).iterdir()) == [theirs]


def test_forget_deletes_half_a_hand_in_too(folder):
    left = [
        inbox_of(folder) / ".KE-1111111111111111.json.abcd1234.half",
        folder / ".room-code.txt.abcd1234.half",
    ]
    for path in left:
        path.write_text("somebody's answers")
    forget(folder)
    assert not any(path.exists() for path in left)
    assert not inbox_of(folder).exists()


def test_a_huge_body_on_the_wire_leaves_the_server_alive_and_the_folder_as_it_was(running, folder):
    headers = {"X-Course-Code": room_code(folder), "X-Course-Learner": "0" * 32}
    before = everything(folder)
    try:
        status = requests.post(
            f"{running.url}/hand-in", data=b" " * 30_000_000, headers=headers, timeout=20
        ).status_code
    except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
        status = 413  # It hung up before we had sent it all.
    assert status == 413
    assert everything(folder) == before
    assert requests.get(running.url, timeout=5).status_code == 200


def test_only_this_computer_is_served_unless_the_room_is_opened(running):
    asked = (
        subprocess.run(["ss", "-ltn"], capture_output=True, text=True).stdout if _has_ss() else ""
    )
    lines = [line for line in asked.splitlines() if f":{running.port} " in line]
    assert all("127.0.0.1" in line for line in lines)
    own = serve.own_address()
    if own != "127.0.0.1":
        with pytest.raises(requests.ConnectionError):
            requests.get(f"http://{own}:{running.port}", timeout=3)


def _has_ss():
    return any((Path(place) / "ss").exists() for place in os.environ["PATH"].split(os.pathsep))


# The learner's side.


def test_a_room_that_is_not_there_and_a_wrong_code_are_said_in_a_sentence(
    running, make_settings, monkeypatch
):
    monkeypatch.setattr(handing_in, "PAUSES", (0.01,))
    mine = settings_of(make_settings, 1)
    with pytest.raises(CourseError, match="stands on the wall"):
        hand_in(answers(1), running.url, "AAAAAA", mine)
    with pytest.raises(CourseError, match="cannot be reached"):
        hand_in(answers(1), f"127.0.0.1:{free_port()}", CODE, mine)
    with pytest.raises(BadCallError, match="no address of a room"):
        hand_in(answers(1), "ftp://room", CODE, mine)


def test_address_and_code_are_taken_as_people_type_them(running, folder, make_settings):
    code = room_code(folder)
    for address in (
        f"127.0.0.1:{running.port}",
        f" {running.url}/ ",
        f"{running.url}/hand-in#{code}",
    ):
        assert "Handed in" in hand_in(
            answers(1), address, f" {code.lower()} ", settings_of(make_settings, 1)
        )
    assert len(list(inbox_of(folder).glob("*.json"))) == 1


def test_a_learners_number_is_drawn_once_and_kept_beside_what_the_folder_knows(make_settings):
    mine = settings_of(make_settings, 1)
    number = learner_number(mine)
    assert re.fullmatch("[0-9a-f]{32}", number)
    assert learner_number(mine) == number
    assert learner_number(settings_of(make_settings, 2)) != number


def test_a_port_that_is_taken_and_a_folder_that_is_none_are_said_in_a_sentence(
    running, folder, tmp_path, capsys
):
    assert main(["serve", str(folder), "--port", str(running.port)]) == 2
    assert "is taken" in capsys.readouterr().err
    assert main(["serve", str(tmp_path / "none")]) == 2


def test_the_page_about_one_country_is_offered_where_the_site_has_python(client, folder):
    assert "country.html" not in client.get("/").text
    (folder / "site" / "country.html").write_text("page")
    for name in ("python/pyodide.mjs", "python/pyodide.asm.wasm", "_static/country-worker.js"):
        (folder / "site" / name).parent.mkdir(exist_ok=True)
        (folder / "site" / name).write_text("x")
    assert '<a href="/site/country.html">' in client.get("/").text
    kinds = {
        name: client.get(f"/site/{name}").headers["content-type"].split(";")[0]
        for name in ("python/pyodide.mjs", "python/pyodide.asm.wasm", "_static/country-worker.js")
    }
    assert list(kinds.values()) == ["text/javascript", "application/wasm", "text/javascript"]
