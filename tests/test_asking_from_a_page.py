"""GBIF asked from inside a web page: no header that a browser would first ask about, and the same answers."""

from io import BytesIO

import pytest
from urllib3 import HTTPResponse

from coursehelpers.evidence.gather import gather
from coursehelpers.evidence.tables import TABLES
from coursehelpers.gbif import transport


class _FromABrowser(HTTPResponse):
    """Answer as a browser's wrapper does: it can only be read whole or in parts."""

    def read1(self, *_more, **_options):
        raise NotImplementedError

    def tell(self):
        raise NotImplementedError


@pytest.fixture
def in_a_page(monkeypatch):
    monkeypatch.setattr(transport, "in_a_browser", lambda: True)
    send = transport.HTTPAdapter.send

    def sent(self, request, *args, **kwargs):
        answer = send(self, request, *args, **kwargs)
        raw = answer.raw
        body = BytesIO(raw.read(decode_content=True))
        headers = {
            name: value for name, value in raw.headers.items() if name.lower() != "content-encoding"
        }
        answer.raw = _FromABrowser(body, headers=headers, status=raw.status, preload_content=False)
        return answer

    monkeypatch.setattr(transport.HTTPAdapter, "send", sent)


def test_only_the_kind_of_answer_is_said(made_up_server, make_settings, in_a_page):
    gather("DK", make_settings(made_up_server.url))
    # What remains is what every request has, and what a browser writes itself.
    usual = {"host", "accept", "accept-encoding", "user-agent", "connection"}
    assert made_up_server.requests
    for request in made_up_server.requests:
        assert set(request.headers) <= usual
        assert "coursehelpers" not in request.headers.get("user-agent", "")


def test_the_tables_are_the_same(made_up_server, make_settings, request):
    plain = gather("DK", make_settings(made_up_server.url, name="a"))
    request.getfixturevalue("in_a_page")
    page = gather("DK", make_settings(made_up_server.url, name="b"))
    for name in TABLES:
        assert getattr(page, name).equals(getattr(plain, name)), name


@pytest.mark.parametrize("fault", ["busy", "unavailable", "html", "broken-json"])
def test_a_fault_is_asked_again(made_up_server, make_settings, in_a_page, fault):
    made_up_server.fail(fault, times=1)
    assert gather("DK", make_settings(made_up_server.url)).provenance["source"] == "live"
