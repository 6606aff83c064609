"""Send one request at a time, and let only checked and scrubbed answers through.

This is the transport itself: what is dropped here was never seen by the cache or the caller. Whatever
cannot be used raises here, so that it takes the same way as no answer at all: asked for again, then an
older answer, a snapshot, or one sentence.
"""

import csv
import json
import logging
import random
import re
import threading
import time
from io import BytesIO
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, HTTPResponse
from urllib3.exceptions import HTTPError, MaxRetryError, ProtocolError
from urllib3.util.retry import Retry

from coursehelpers.gbif import network, privacy, shapes
from coursehelpers.gbif.facets import unknown_facet
from coursehelpers.ground.locale import _, number
from coursehelpers.ground.settings import in_a_browser

TRIES = 4
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60
BODY_SECONDS = 180.0
"""Longest time for one whole answer: a page of 1,000 records takes GBIF up to about 15 seconds."""
READ_SECONDS = 60.0
"""Longest silence while an answer is awaited."""
LARGEST_SENT = 32_000_000
"""Bytes on the line; all collections of the largest country are some 2,000,000."""
LARGEST_BODY = 48_000_000
"""Bytes when unpacked; all collections of the largest country are some 10,000,000."""
UNREADABLE = "X-Course-Unreadable"
"""Header of a kept answer: which values of which records were of the wrong kind."""

_BUSY = (429, 500, 502, 503, 504)

log = logging.getLogger("coursehelpers")


class Trouble(requests.ConnectionError):
    """No answer that can be used, said in one sentence."""

    def __init__(self, sentence: str, request: requests.PreparedRequest) -> None:
        super().__init__(sentence, request=request)
        self.sentence = sentence


class _Patience(Retry):
    """Wait between two tries: as long as GBIF asks (up to a limit), else longer each time."""

    def get_backoff_time(self) -> float:
        pause = FIRST_PAUSE * 2 ** max(len(self.history) - 1, 0)
        return cast("float", min(pause * random.uniform(1.0, 1.5), LONGEST_PAUSE))  # noqa: S311

    def sleep(self, response: Any = None) -> None:
        asked = self.get_retry_after(response) if response is not None else None
        seconds = self.get_backoff_time() if asked is None else asked
        if seconds >= FIRST_PAUSE:
            log.info(
                _("No answer from GBIF yet; trying again in {n} s …").format(n=number(seconds, 0))
            )
        time.sleep(seconds)


class _UnusableBodyError(HTTPError):
    """A body that is cut off, too large, or no JSON where JSON was asked for."""


class Adapter(HTTPAdapter):
    """Send requests to GBIF and read its answers.

    Attributes
    ----------
    trouble : str
        Why the last answer could not be used, in one sentence; empty if it could.
    """

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self.trouble = ""
        super().__init__(
            max_retries=_Patience(
                total=TRIES - 1,
                connect=1,
                status_forcelist=_BUSY,
                raise_on_status=False,
                retry_after_max=LONGEST_PAUSE,
            )
        )

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Send a request until there is an answer that can be used.

        Raises
        ------
        Trouble
            If there is none.
        """
        self.trouble = ""
        if in_a_browser():
            request = _as_a_page_asks(request)
            # It knows one time for a whole request, and takes what was meant for connecting.
            kwargs["timeout"] = READ_SECONDS
        try:
            return self._send(request, *args, **kwargs)
        except Trouble as trouble:
            self.trouble = trouble.sentence
            raise
        except (OSError, HTTPError) as error:  # requests' own errors are OSErrors
            self.trouble = network.explain(error, _site(request))
            raise Trouble(self.trouble, request) from error

    def _send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        patience = self.max_retries
        while True:
            problem: Exception
            with self._one_at_a_time:
                response = super().send(request, *args, **kwargs)
                try:
                    return self._usable(request, response)
                except shapes.WrongShapeError as error:
                    missing = isinstance(error, shapes.MissingFacetError)
                    problem = error
                    sentence = unknown_facet(str(error)) if missing else _changed(str(error))
                    # It will not be built otherwise in a moment; but a page may have moved.
                    patience = patience.new(total=min(cast("int", patience.total), 1))
                except Trouble:
                    raise
                except (HTTPError, requests.RequestException) as error:
                    problem, sentence = error, _unusable(error)
                finally:
                    response.close()
            try:
                patience = patience.increment(
                    request.method, request.url, error=ProtocolError(str(problem))
                )
            except MaxRetryError as error:
                raise Trouble(sentence, request) from error
            patience.sleep()

    def _usable(
        self, request: requests.PreparedRequest, response: requests.Response
    ) -> requests.Response:
        _check_status(request, response)
        body = _read(request, response)
        more: dict[str, str] = {}
        status = response.status_code
        content_type = response.headers.get("Content-Type", "")
        path = request.path_url.split("?")[0]
        if status in (200, 203):
            if body or not shapes.MAY_BE_EMPTY.search(path):
                body, more = _checked(body, content_type, request)
            status = 200
        elif status >= 400 and "html" in content_type:
            # GBIF refuses in plain text; a page comes from a filter on the way.
            raise Trouble(network.log_in_page(""), request)
        headers = {
            name: value
            for name, value in response.headers.items()
            if name.casefold() in ("content-type", "date", "etag", "last-modified")
        }
        return self.build_response(
            request,
            HTTPResponse(
                body=BytesIO(body),
                headers={**headers, **more},
                status=status,
                reason=response.reason,
                preload_content=False,
                request_url=request.url,
            ),
        )


def _as_a_page_asks(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave out every header for which a browser would first ask GBIF, or that it writes itself."""
    plain = request.copy()
    plain.headers.clear()
    plain.headers["Accept"] = request.headers["Accept"]
    return plain


def _check_status(request: requests.PreparedRequest, response: requests.Response) -> None:
    """Refuse every answer that is none: only 200, 203 (through a proxy) and a refusal go on."""
    status = response.status_code
    asked_whether_changed = {"If-None-Match", "If-Modified-Since"} & set(request.headers)
    if status in (200, 203) or (status == 304 and asked_whether_changed):
        return
    if status == 204 and shapes.MAY_BE_EMPTY.search(request.path_url.split("?")[0]):
        return
    if status == 407:
        raise Trouble(network.proxy_password(_site(request)), request)
    if status == 511:
        raise Trouble(network.log_in_page(""), request)
    if 300 <= status < 400:
        raise Trouble(network.log_in_page(_host(response.headers.get("Location", ""))), request)
    if status >= 500 or status in (408, 425, 429):
        raise Trouble(
            _(
                "GBIF is too busy to answer now (status {status}); try again in a few minutes."
            ).format(status=status),
            request,
        )
    if status < 400:
        raise _UnusableBodyError(f"status {status}")


def _read(request: requests.PreparedRequest, response: requests.Response) -> bytes:
    """Read a whole body, but neither one that drips for ever nor one that fills the memory."""
    deadline = time.monotonic() + BODY_SECONDS
    chunks, size = [], 0
    while chunk := _next_part(response.raw):
        chunks.append(chunk)
        size += len(chunk)
        if size > LARGEST_BODY or _sent(response.raw) > LARGEST_SENT:
            raise Trouble(_changed(_("too large")), request)
        if time.monotonic() > deadline:
            raise _UnusableBodyError("the answer came too slowly")
    return b"".join(chunks)


def _next_part(raw: BaseHTTPResponse) -> bytes:
    """Read what is there, at most a megabyte; a browser hands over a body that it has unpacked."""
    if in_a_browser():
        return raw.read(1 << 20)
    return raw.read1(1 << 20, decode_content=True)


def _sent(raw: BaseHTTPResponse) -> int:
    """Return how many bytes came over the line; a browser does not say."""
    return 0 if in_a_browser() else raw.tell()


def _checked(
    body: bytes, content_type: str, request: requests.PreparedRequest
) -> tuple[bytes, dict[str, str]]:
    """Return a scrubbed and checked body, and what it says beside it."""
    path, _mark, query = request.path_url.partition("?")
    if path.endswith("/export") and "json" not in content_type and "html" not in content_type:
        try:
            return privacy.scrub_export(body.decode("utf-8")).encode("utf-8", "replace"), {}
        except (ValueError, csv.Error) as error:
            raise _UnusableBodyError(str(error)) from error
    if "json" not in content_type:
        raise _UnusableBodyError(f"{content_type or 'nothing'} instead of JSON")
    try:
        answer = json.loads(body, parse_int=_whole, parse_constant=lambda _word: float("nan"))
    except (ValueError, RecursionError) as error:
        raise _UnusableBodyError("broken JSON") from error
    if shapes.too_deep(answer):
        raise Trouble(_changed(_("levels within levels")), request)
    found = shapes.checked(privacy.scrub(answer, path), path, parse_qsl(query))
    told = {name: sorted(keys) for name, keys in sorted(found.unreadable.items())}
    written = json.dumps(found.answer, ensure_ascii=False).encode("utf-8", "replace")
    return written, {UNREADABLE: json.dumps(told)} if told else {}


def _whole(digits: str) -> int | float:
    """Read a whole number; one of thousands of digits would cost seconds, and is none."""
    return int(digits) if len(digits) < 20 else float("inf")


def _site(request: requests.PreparedRequest) -> str:
    address = urlsplit(request.url or "")
    return f"{address.scheme}://{address.netloc.rpartition('@')[2]}"


def _host(address: str) -> str:
    """Name where a redirect leads, if it is an address that may be printed."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host if re.fullmatch(r"[a-z0-9.-]{1,100}", host) else ""


def _changed(place: str) -> str:
    return _(
        "GBIF's answer is not built as this course knows it ({place}); update the course, and until "
        "then use a snapshot, or the training country: its code is XT."
    ).format(place=place)


def _unusable(error: Exception) -> str:
    if "html" in str(error):
        return network.log_in_page("")
    return _(
        "GBIF's answer could not be read to its end, or is none; try again in a few minutes, "
        "or work with the training country: its code is XT."
    )
