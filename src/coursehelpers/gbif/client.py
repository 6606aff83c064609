"""One polite HTTP session with GBIF.

One request at a time, never the same one twice within a day, and never a person in what comes back
(:mod:`coursehelpers.gbif.privacy`, applied before anything is cached). What cannot be used (an HTML
page, half an answer, "too many requests") is asked for again after a pause, and in the end said in
one sentence.
"""

import json
import logging
import random
import sqlite3
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, Self, cast

import requests
import requests_cache
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse
from urllib3.exceptions import HTTPError, MaxRetryError, ProtocolError
from urllib3.util.retry import Retry

from coursehelpers.errors import BadCallError, GbifRefusedError, GbifUnreachableError
from coursehelpers.gbif import privacy
from coursehelpers.locale import _
from coursehelpers.settings import Settings, course_version, read_settings

PAGE = 1000
"""Most records that one page of the registry holds."""
FRESH = timedelta(days=1)
"""Age up to which a cached answer counts as live."""
TRIES = 4
CONNECT_SECONDS = 5.0
READ_SECONDS = 60.0
BODY_SECONDS = 180.0
"""Longest time for one whole answer: a page of 1,000 records takes GBIF up to about 15 seconds."""
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60
PROJECT_URL = "https://globalnodes.gbif.org/en/gnt/collections-communities"
"""Where GBIF can read what asks: the topic that the course follows, until the course has an address."""

log = logging.getLogger("coursehelpers")

Parameter = str | int | bool | list[str] | tuple[str, ...] | None


class PageMovedWarning(UserWarning):
    """The registry changed while it was read; the table may lack the newest entries."""


class _Patience(Retry):
    """Wait between two tries: as long as GBIF asks (up to a limit), else longer each time."""

    def get_backoff_time(self) -> float:
        pause = FIRST_PAUSE * 2 ** max(len(self.history) - 1, 0)
        return cast("float", min(pause * random.uniform(1.0, 1.5), LONGEST_PAUSE))  # noqa: S311

    def sleep(self, response: Any = None) -> None:
        asked = self.get_retry_after(response) if response is not None else None
        seconds = self.get_backoff_time() if asked is None else asked
        if seconds >= FIRST_PAUSE:
            log.info(_("No answer from GBIF yet; trying again in {n:.0f} s …").format(n=seconds))
        time.sleep(seconds)


class _UnusableBodyError(HTTPError):
    """A body that is cut off, or no JSON where JSON was asked for."""


class _Adapter(HTTPAdapter):
    """Send one request at a time, and let only checked and scrubbed answers through.

    This is the transport itself: what is dropped here was never seen by the cache or the caller.
    """

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        super().__init__(
            max_retries=_Patience(
                total=TRIES - 1,
                connect=1,
                status_forcelist=(429, 500, 502, 503, 504),
                raise_on_status=False,
                retry_after_max=LONGEST_PAUSE,
            )
        )

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        patience = self.max_retries
        while True:
            with self._one_at_a_time:
                response = super().send(request, *args, **kwargs)
                try:
                    return self._usable(request, response)
                except (HTTPError, requests.RequestException) as error:
                    problem = ProtocolError(str(error))
                finally:
                    response.close()
            try:
                patience = patience.increment(request.method, request.url, error=problem)
            except MaxRetryError as error:
                raise requests.ConnectionError(error, request=request) from error
            patience.sleep()

    def _usable(
        self, request: requests.PreparedRequest, response: requests.Response
    ) -> requests.Response:
        body = _read(response)
        if response.status_code == 200:
            body = _scrubbed(body, response.headers.get("Content-Type", ""), request)
        headers = {
            name: value
            for name, value in response.headers.items()
            if name.casefold() in ("content-type", "date", "etag", "last-modified", "location")
        }
        return self.build_response(
            request,
            HTTPResponse(
                body=BytesIO(body),
                headers=headers,
                status=response.status_code,
                reason=response.reason,
                preload_content=False,
                request_url=request.url,
            ),
        )


def _read(response: requests.Response) -> bytes:
    """Read a whole body, but do not wait for ever while it drips."""
    deadline = time.monotonic() + BODY_SECONDS
    chunks = []
    while chunk := response.raw.read1(1 << 20, decode_content=True):
        chunks.append(chunk)
        if time.monotonic() > deadline:
            raise _UnusableBodyError("the answer came too slowly")
    return b"".join(chunks)


def _scrubbed(body: bytes, content_type: str, request: requests.PreparedRequest) -> bytes:
    path = request.path_url.split("?")[0]
    if path.endswith("/export") and "json" not in content_type and "html" not in content_type:
        return privacy.scrub_export(body.decode("utf-8")).encode()
    if "json" not in content_type:
        raise _UnusableBodyError(f"{content_type or 'nothing'} instead of JSON")
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise _UnusableBodyError("broken JSON") from error
    return json.dumps(privacy.scrub(answer, path), ensure_ascii=False).encode()


@dataclass
class Ledger:
    """What was asked of GBIF, and how old the answers are.

    Attributes
    ----------
    requests : int
        Requests that went over the network.
    registry, occurrence : list of datetime.datetime
        When each answer of the registry and of occurrence search was given (UTC).
    stale : bool
        True if an answer older than a day had to do because GBIF could not be reached.
    notes : list of str
        What went wrong without stopping the work.
    """

    requests: int = 0
    registry: list[datetime] = field(default_factory=list)
    occurrence: list[datetime] = field(default_factory=list)
    stale: bool = False
    notes: list[str] = field(default_factory=list)


class Client:
    """Ask GBIF, politely.

    Parameters
    ----------
    settings : Settings, optional
        Where GBIF is and where answers are cached; read from the environment by default.
    progress : callable, optional
        Called with a few words before each request, to show how far a long piece of work is.

    Examples
    --------
    >>> with Client() as gbif:
    ...     sorted(vars(gbif.ledger))
    ['notes', 'occurrence', 'registry', 'requests', 'stale']
    """

    def __init__(
        self, settings: Settings | None = None, progress: Callable[[str], None] | None = None
    ) -> None:
        self.settings = settings or read_settings()
        self.ledger = Ledger()
        self._progress = progress or (lambda words: None)
        self._session = self._open_session()
        self._failure: requests.RequestException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._session.close()  # type: ignore[no-untyped-call]

    def _open_session(self, *, on_disk: bool = True) -> requests_cache.CachedSession:
        options: dict[str, Any] = {
            "expire_after": FRESH,
            "stale_if_error": self.settings.source == "auto",
        }
        try:
            if on_disk:
                self.settings.cache.mkdir(parents=True, exist_ok=True)
                name = self.settings.cache / f"answers-{privacy.RULES}"
                session = requests_cache.CachedSession(name, "sqlite", wal=True, **options)
            else:
                session = requests_cache.CachedSession(backend="memory", **options)
        except (OSError, sqlite3.Error):
            log.warning(
                _("GBIF's answers cannot be kept in {folder}; going on without.").format(
                    folder=self.settings.cache
                )
            )
            return self._open_session(on_disk=False)
        adapter = _Adapter()
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        session.headers["User-Agent"] = f"coursehelpers/{course_version()} (+{PROJECT_URL})"
        session.headers["Accept"] = "application/json, text/plain, */*;q=0.5"
        return session

    def reach(self) -> None:
        """Ask GBIF for next to nothing, to see whether it answers.

        Raises
        ------
        GbifUnreachableError
            If it does not.
        """
        self._json("/grscicoll/institution", "", {"limit": 0}, refresh=True)

    def get(self, path: str, words: str = "", **parameters: Parameter) -> Any:
        """Get one answer as JSON.

        Parameters
        ----------
        path : str
            Path below the API's address, such as ``/grscicoll/institution``.
        words : str, optional
            What is asked for, in a few words for the progress bar.
        **parameters
            Query parameters in GBIF's own spelling; a list repeats its parameter, None leaves it out.

        Returns
        -------
        JSON value
            None where GBIF answers with an empty body.

        Raises
        ------
        BadCallError
            If a value is empty: GBIF would drop the filter and answer for the whole world.
        GbifRefusedError
            If GBIF says that the request is wrong, or that there is no such entry.
        GbifUnreachableError
            If no usable answer came.
        """
        return self._json(path, words, parameters)

    def get_text(self, path: str, words: str = "", **parameters: Parameter) -> str:
        """Get one answer as text (an exported table); parameters and errors as for :meth:`get`."""
        return self._ask(path, words, parameters).text

    def pages(self, path: str, words: str = "", **parameters: Parameter) -> list[dict[str, Any]]:
        """Get every record of a paged list, each once.

        The list may change between two pages. Then it is read once more, and if it still moves, a
        :class:`PageMovedWarning` says so.

        Parameters and errors are those of :meth:`get`.

        Returns
        -------
        list of dict
            Records in GBIF's order, without duplicates.
        """
        moved = False
        for refresh in (False, True):
            records, moved = self._read_pages(path, words, parameters, refresh)
            if not moved:
                return records
        note = _(
            "GBIF's list changed while it was read: the newest entries may be missing; run again."
        )
        self.ledger.notes.append(note)
        warnings.warn(note, PageMovedWarning, stacklevel=2)
        return records

    def _read_pages(
        self, path: str, words: str, parameters: dict[str, Parameter], refresh: bool
    ) -> tuple[list[dict[str, Any]], bool]:
        """Read all pages; tell whether the list moved under the reader.

        The offset grows by what came, not by what was asked for: GBIF lowers a limit in silence.
        """
        found: dict[str, dict[str, Any]] = {}
        counts = set()
        read = 0
        while True:
            page = self._json(path, words, {**parameters, "limit": PAGE, "offset": read}, refresh)
            counts.add(page["count"])
            read += len(page["results"])
            found.update({record["key"]: record for record in page["results"]})
            if not page["results"] or read >= page["count"]:
                return list(found.values()), len(counts) > 1 or len(found) != page["count"]

    def _json(
        self, path: str, words: str, parameters: dict[str, Parameter], refresh: bool = False
    ) -> Any:
        response = self._ask(path, words, parameters, refresh)
        return response.json() if response.content else None

    def _ask(
        self, path: str, words: str, parameters: dict[str, Parameter], refresh: bool = False
    ) -> requests.Response:
        self._progress(words)
        query = list(_query(parameters))
        try:
            response = self._send(path, query, refresh)
        except sqlite3.Error:
            # A full disk must not cost the learner the answer.
            self._session = self._open_session(on_disk=False)
            response = self._send(path, query, refresh)
        self._note(path, response)
        if 300 <= response.status_code < 400:
            raise GbifUnreachableError(
                _(
                    "Something between this computer and GBIF answered instead, perhaps the log-in "
                    "page of a network; open a web page in your browser, then try again."
                )
            )
        if response.status_code in (429, 500, 502, 503, 504):
            raise GbifUnreachableError(
                _(
                    "GBIF is too busy to answer now (status {status}); try again in a few minutes."
                ).format(status=response.status_code)
            )
        if response.status_code >= 400:
            raise GbifRefusedError(
                _(
                    "GBIF refused the request ({message}); check what you asked for and try again."
                ).format(message=privacy.mask(response.text.strip())[:200] or response.status_code),
                response.status_code,
            )
        return response

    def _send(
        self, path: str, query: list[tuple[str, str]], refresh: bool
    ) -> requests_cache.AnyResponse:
        """Send one request; once GBIF has failed, ask only the cache, so that nobody waits twice."""
        try:
            response = self._session.get(
                self.settings.api_url + path,
                params=query,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                force_refresh=refresh and self._failure is None,
                only_if_cached=self._failure is not None,
            )
        except requests.RequestException as error:
            self._failure = error
            raise _unreachable(self.settings.api_url) from error
        if self._failure is not None and not response.from_cache:
            raise _unreachable(self.settings.api_url) from self._failure
        if response.from_cache and response.is_expired:
            self._failure = self._failure or requests.ConnectionError()
        return response

    def _note(self, path: str, response: requests_cache.AnyResponse) -> None:
        self.ledger.requests += not response.from_cache
        self.ledger.stale |= response.from_cache and response.is_expired
        answered = response.created_at.replace(tzinfo=UTC)
        part = self.ledger.occurrence if "/occurrence/" in path else self.ledger.registry
        part.append(answered)


def _query(parameters: dict[str, Parameter]) -> Iterator[tuple[str, str]]:
    """Write parameters as GBIF reads them: repeated, never joined by commas, never empty."""
    for name, value in parameters.items():
        if value is None:
            continue
        values = value if isinstance(value, (list, tuple)) else (value,)
        texts = [str(v).lower() if isinstance(v, bool) else str(v).strip() for v in values]
        if not texts or not all(texts):
            raise BadCallError(
                _(
                    "“{name}” is empty, and GBIF would answer for the whole world; "
                    "give a value, or leave it out."
                ).format(name=name)
            )
        yield from ((name, text) for text in texts)


def _unreachable(api_url: str) -> GbifUnreachableError:
    return GbifUnreachableError(
        _(
            "GBIF cannot be reached at {url}; check the internet connection and try again, "
            "or work with the training country: its code is XT."
        ).format(url=api_url)
    )
