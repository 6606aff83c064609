"""What stands between a ministry's computer and GBIF: a sentence each, with what to ask for."""

import http.server
import ssl
import subprocess
import threading
from dataclasses import replace

import pytest

from coursehelpers.gbif import network
from coursehelpers.gbif.client import Client, user_agent
from coursehelpers.gbif.network import way_to
from coursehelpers.ground.errors import BadCallError, CourseError, GbifUnreachableError
from coursehelpers.ground.settings import read_settings, without_login
from coursehelpers.status import read_status

PASSWORD = "geheim-7391"


@pytest.fixture(autouse=True)
def _a_plain_network(monkeypatch):
    for name in (
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class Answering:
    """Listen on 127.0.0.1 and answer everything in one way."""

    def __init__(self, status, headers=(), body=b"", certificate=None):
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_CONNECT = answer  # noqa: N815

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *args: None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a certificate that nobody trusts, for 127.0.0.1."""
    file = tmp_path_factory.mktemp("certificate") / "both.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", file, "-out", f"{file}.crt",
         "-days", "2", "-subj", "/CN=Ministry", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=False, capture_output=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("no openssl on this computer")
    file.write_text(file.read_text() + (file.parent / "both.pem.crt").read_text())
    return file


def said(settings):
    with Client(settings) as gbif, pytest.raises(GbifUnreachableError) as error:
        gbif.get("/grscicoll/institution")
    text = str(error.value)
    assert ". " not in text, "one sentence"
    assert "Error" not in text
    assert PASSWORD not in text
    return text


def test_a_certificate_that_nobody_trusts_asks_for_the_root_certificate(make_settings, certificate):
    with Answering(200, certificate=certificate) as server:
        text = said(make_settings(f"https://127.0.0.1:{server.port}/v1"))
    assert "not trusted" in text
    assert "IT department" in text
    assert "root certificate" in text
    assert "REQUESTS_CA_BUNDLE" in text


def test_the_root_certificate_of_the_network_is_used_once_it_is_named(
    make_settings, certificate, monkeypatch
):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", f"{certificate}.crt")
    head = [("Content-Type", "application/json")]
    body = b'{"offset":0,"limit":20,"endOfRecords":true,"count":0,"results":[]}'
    with (
        Answering(200, head, body, certificate) as server,
        Client(make_settings(f"https://127.0.0.1:{server.port}/v1")) as gbif,
    ):
        assert gbif.get("/grscicoll/institution")["count"] == 0


def test_a_missing_or_wrong_file_of_certificates_is_named(
    make_settings, certificate, monkeypatch, tmp_path
):
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    with Answering(200, certificate=certificate) as server:
        for number, file in enumerate((tmp_path / "missing.pem", wrong)):
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(file))
            text = said(make_settings(f"https://127.0.0.1:{server.port}/v1", name=str(number)))
            assert str(file) in text
            assert "REQUESTS_CA_BUNDLE" in text
            assert "IT department" in text


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_password_is_named_without_the_one_it_was_given(
    make_settings, monkeypatch, scheme
):
    with Answering(407, [("Proxy-Authenticate", "Basic")]) as proxy:
        monkeypatch.setenv(
            f"{scheme.upper()}_PROXY", f"http://jane:{PASSWORD}@127.0.0.1:{proxy.port}"
        )
        text = said(make_settings(f"{scheme}://api.gbif.invalid/v1"))
        assert f"http://127.0.0.1:{proxy.port}" in text
    assert "name and a password" in text
    assert "IT department" in text
    assert "jane" not in text


def test_a_proxy_that_is_not_there_or_is_no_address_is_named(make_settings, monkeypatch):
    for number, proxy in enumerate(
        ("http://127.0.0.1:9", "http://", "socks9://127.0.0.1:9", "nonsense:port")
    ):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        text = said(make_settings("https://api.gbif.invalid/v1", name=str(number)))
        assert "proxy" in text.casefold(), text
        assert "IT department" in text


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, [("Content-Type", "text/html")], b"<html>Welcome, please log in</html>"),
        (302, [("Location", "http://login.ministry.invalid/?user=jane")], b""),
        (307, [("Location", "//login.ministry.invalid/")], b""),
        (511, [("Content-Type", "text/html")], b"<html>log in</html>"),
        (403, [("Content-Type", "text/html")], b"<html>blocked: category science</html>"),
    ],
)
def test_a_log_in_page_is_told_from_no_internet(make_settings, status, headers, body):
    with Answering(status, headers, body) as server:
        text = said(make_settings(f"http://127.0.0.1:{server.port}/v1"))
    assert "log-in page" in text
    assert "IT department" in text
    assert "jane" not in text
    if status in (302, 307):
        assert "login.ministry.invalid" in text


def test_a_connection_that_is_no_secure_one_is_said(make_settings):
    with Answering(200) as server:
        text = said(make_settings(f"https://127.0.0.1:{server.port}/v1"))
    assert "secure connection" in text


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ("CERTIFICATE_VERIFY_FAILED: certificate has expired", "date of this computer"),
        (
            "CERTIFICATE_VERIFY_FAILED: Hostname mismatch, certificate is not valid for 'api.gbif.org'",
            "another name",
        ),
        (
            "CERTIFICATE_VERIFY_FAILED: self-signed certificate in certificate chain",
            "root certificate",
        ),
    ],
)
def test_a_wrong_date_is_told_from_a_wrong_name(told, word):
    error = OSError("outside")
    error.__cause__ = ssl.SSLError(told)
    assert word in network.explain(error, "https://api.gbif.org/v1")


def test_status_names_proxy_and_certificates_in_use_and_no_password(
    make_settings, monkeypatch, tmp_path
):
    monkeypatch.setenv("HTTP_PROXY", f"http://jane:{PASSWORD}@proxy.ministry.invalid:8080")
    monkeypatch.setenv("CURL_CA_BUNDLE", str(tmp_path / "ours.pem"))
    settings = replace(
        make_settings("http://api.gbif.invalid/v1", "snapshot"), contact="node@example.org"
    )
    text = str(read_status(settings))
    assert "http://proxy.ministry.invalid:8080" in text
    assert f"{tmp_path / 'ours.pem'} (CURL_CA_BUNDLE)" in text
    assert "node@example.org" in text
    assert PASSWORD not in text
    assert "jane" not in text
    monkeypatch.setenv("NO_PROXY", "api.gbif.invalid")
    assert "no proxy" in str(read_status(settings))
    assert way_to(settings.api_url).proxy == ""


@pytest.mark.parametrize(
    "address",
    ["api.gbif.org", "ftp://api.gbif.org", "https://", "https://[::1", "https://host:99999", "https://ho st/v1",
     "https://host:port/v1", "https://a..b/v1", "https://host/v1?key=1", "https://host/\x1b[2J", "https://@",
     "http://:80", "javascript:alert(1)", f"me:{PASSWORD}@host/v1", f"ftp://me:{PASSWORD}@host"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_in_a_sentence_without_its_password(address):
    with pytest.raises(BadCallError, match="GBIF_API_URL") as error:
        read_settings({"GBIF_API_URL": address})
    assert PASSWORD not in str(error.value)
    assert "\x1b" not in str(error.value)


def test_a_password_in_the_address_is_used_and_never_shown_or_kept(
    server, make_settings, tmp_path, monkeypatch
):
    host = server.url.removeprefix("http://")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GBIF_API_URL", f"http://jane:{PASSWORD}@{host}/")
    settings = read_settings()
    assert settings.api_url == server.url
    assert PASSWORD not in repr(settings)
    with Client(settings) as gbif:
        gbif.get("/grscicoll/institution", country="XT")
    assert server.requests[0].headers["authorization"].startswith("Basic ")
    assert PASSWORD not in str(read_status(settings))
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"XT" in kept
    assert PASSWORD.encode() not in kept
    server.fail("unavailable", times=99)
    with Client(settings) as gbif, pytest.raises(CourseError) as error:
        gbif.get("/grscicoll/institution", country="XU")
    assert PASSWORD not in str(error.value)


def test_logins_are_taken_out_of_whatever_looks_like_an_address():
    assert without_login(f"http://a:{PASSWORD}@h:1/x") == "http://h:1/x"
    assert PASSWORD not in without_login(f"a:{PASSWORD}@h")
    assert PASSWORD not in without_login(f"http://a:p@{PASSWORD}@h")
    assert PASSWORD not in without_login(f"http://a:{PASSWORD}/x@h")


def test_gbif_is_told_whom_to_write_to(server, settings):
    with Client(replace(settings, contact="node@example.org")) as gbif:
        gbif.get("/grscicoll/institution")
    assert server.requests[0].headers["user-agent"].endswith("; node@example.org)")
    assert "; " not in user_agent(settings)
    assert read_settings({"COURSE_CONTACT": " https://node.example.org/course "}).contact == (
        "https://node.example.org/course"
    )


@pytest.mark.parametrize(
    "contact", ["a\r\nX-Other: 1", "nœud@example.org", "x" * 300, "me (here)", "\x1b[2J"]
)
def test_a_contact_that_cannot_travel_in_a_header_is_refused(contact):
    with pytest.raises(BadCallError, match="COURSE_CONTACT"):
        read_settings({"COURSE_CONTACT": contact})
