"""One polite HTTP session with GBIF.

One request at a time, never the same one twice within a day, and never a person in what comes back
(:mod:`coursehelpers.gbif.privacy`, applied before anything is cached). What cannot be used (an HTML
page, half an answer, "too many requests") is asked for again after a pause, and in the end said in
one sentence.
"""

import contextlib
import json
import logging
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import requests
import requests_cache
from urllib3.exceptions import HTTPError

from coursehelpers.gbif import network, privacy, shapes
from coursehelpers.gbif.cache import AnswerCache, bring_back, put_away
from coursehelpers.gbif.transport import READ_SECONDS, UNREADABLE, Adapter
from coursehelpers.ground.errors import BadCallError, GbifRefusedError, GbifUnreachableError
from coursehelpers.ground.locale import LateText, _, enumeration, ngettext
from coursehelpers.ground.settings import Settings, course_version, read_settings

PAGE = 1000
"""Most records that one page of the registry holds."""
FRESH = timedelta(days=1)
"""Age up to which a cached answer counts as live."""
CONNECT_SECONDS = 5.0
PROJECT_URL = "https://globalnodes.gbif.org/en/gnt/collections-communities"
"""Where GBIF can read what asks: the topic that the course follows, until the course has an address."""

log = logging.getLogger("coursehelpers")

Parameter = str | int | bool | list[str] | tuple[str, ...] | None


class PageMovedWarning(UserWarning):
    """The registry changed while it was read; the table may lack the newest entries."""


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
    unreadable : dict of str to set of str
        By field, the keys of the records whose value was of the wrong kind, and is missing.
    trouble : str
        Why an older answer had to do, in one sentence.
    """

    requests: int = 0
    registry: list[datetime] = field(default_factory=list)
    occurrence: list[datetime] = field(default_factory=list)
    stale: bool = False
    notes: list[str] = field(default_factory=list)
    unreadable: dict[str, set[str]] = field(default_factory=dict)
    trouble: str = ""

    def sentences(self) -> list[str]:
        """Return what a reader of the answers should know."""
        told = list(self.notes)
        if self.unreadable:
            counts = {name: len(keys) for name, keys in sorted(self.unreadable.items())}
            told.append(
                LateText(
                    lambda: ngettext(
                        "{n} value in GBIF's answer is of another kind than expected and counts as "
                        "missing: {fields}.",
                        "{n} values in GBIF's answers are of another kind than expected and count as "
                        "missing: {fields}.",
                        sum(counts.values()),
                    ).format(
                        n=sum(counts.values()),
                        fields=enumeration(f"{name} ({n})" for name, n in counts.items()),
                    )
                )
            )
        return told


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
    ['notes', 'occurrence', 'registry', 'requests', 'stale', 'trouble', 'unreadable']
    """

    def __init__(
        self, settings: Settings | None = None, progress: Callable[[str], None] | None = None
    ) -> None:
        self.settings = settings or read_settings()
        self.ledger = Ledger()
        self._progress = progress or (lambda words: None)
        self._adapter = Adapter()
        self._session = self._open_session()
        self._failure = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._session.close()  # type: ignore[no-untyped-call]
        if self.ledger.requests:
            put_away(self._answers, self.settings.home)

    @property
    def _answers(self) -> Path:
        return self.settings.cache / f"answers-{privacy.RULES}.sqlite"

    def _open_session(self, *, on_disk: bool = True) -> requests_cache.CachedSession:
        options: dict[str, Any] = {
            "expire_after": FRESH,
            "stale_if_error": self.settings.source == "auto",
        }
        try:
            if on_disk:
                name = self._answers
                self.settings.cache.mkdir(parents=True, exist_ok=True)
                self._forget_older(name.name)
                bring_back(name, self.settings.home)
                session = requests_cache.CachedSession(backend=AnswerCache(name), **options)
            else:
                session = requests_cache.CachedSession(backend="memory", **options)
        except (OSError, sqlite3.Error):
            log.warning(
                _("GBIF's answers cannot be kept in {folder}; going on without.").format(
                    folder=self.settings.cache
                )
            )
            return self._open_session(on_disk=False)
        session.mount("https://", self._adapter)
        session.mount("http://", self._adapter)
        session.headers["User-Agent"] = user_agent(self.settings)
        session.headers["Accept"] = "application/json, text/plain, */*;q=0.5"
        session.auth = self.settings.api_login
        return session

    def _forget_older(self, kept: str) -> None:
        """Delete answers that were kept under older rules: less may be kept of them now."""
        for path in self.settings.cache.glob("answers-*"):
            if not path.name.startswith(kept):
                with contextlib.suppress(OSError):
                    path.unlink()

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
        note = LateText(
            lambda: _(
                "GBIF's list changed while it was read: the newest entries may be missing; run again."
            )
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
            found.update({str(record["key"]): record for record in page["results"]})
            if not page["results"] or read >= page["count"]:
                return list(found.values()), len(counts) > 1 or len(found) != page["count"]

    def _json(
        self, path: str, words: str, parameters: dict[str, Parameter], refresh: bool = False
    ) -> Any:
        response = self._ask(path, words, parameters, refresh)
        try:
            return _read(path, parameters, response)
        except (ValueError, TypeError, AttributeError):
            # Only a kept answer can be broken here: somebody else wrote into the cache.
            self._session = self._open_session(on_disk=False)
            return _read(path, parameters, self._ask(path, words, parameters, refresh))

    def _ask(
        self, path: str, words: str, parameters: dict[str, Parameter], refresh: bool = False
    ) -> requests.Response:
        self._progress(words)
        query = list(_query(parameters))
        try:
            response = self._send(path, query, refresh)
        except (sqlite3.Error, LookupError, TypeError, ValueError, AttributeError):
            # A full disk, or a cache that others lock or wrote into, must not cost the learner the answer.
            self._session = self._open_session(on_disk=False)
            response = self._send(path, query, refresh)
        self._note(path, response)
        if response.status_code >= 400:
            raise GbifRefusedError(
                _(
                    "GBIF refused the request ({message}); check what you asked for and try again."
                ).format(message=_short(response.text) or response.status_code),
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
                force_refresh=refresh and not self._failure,
                only_if_cached=bool(self._failure),
            )
        except (OSError, HTTPError) as error:  # requests' own errors are OSErrors
            self._failure = self._adapter.trouble or network.explain(error, self.settings.api_url)
            raise GbifUnreachableError(self._failure) from error
        if self._failure and not response.from_cache:
            raise GbifUnreachableError(self._failure)
        if response.from_cache and response.is_expired:
            self._failure = (
                self._failure or self._adapter.trouble or network.unreachable(self.settings.api_url)
            )
            self.ledger.trouble = self._failure
        return response

    def _note(self, path: str, response: requests_cache.AnyResponse) -> None:
        self.ledger.requests += not response.from_cache
        self.ledger.stale |= response.from_cache and response.is_expired
        answered = response.created_at.replace(tzinfo=UTC)
        part = self.ledger.occurrence if "/occurrence/" in path else self.ledger.registry
        part.append(answered)
        for name, keys in json.loads(response.headers.get(UNREADABLE, "{}")).items():
            self.ledger.unreadable.setdefault(name, set()).update(keys)


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


def user_agent(settings: Settings) -> str:
    """Say who asks, and whom GBIF can write to about it.

    Examples
    --------
    >>> user_agent(read_settings({"COURSE_CONTACT": "node@example.org"})).endswith("; node@example.org)")
    True
    """
    contact = f"; {settings.contact}" if settings.contact else ""
    return f"coursehelpers/{course_version()} (+{PROJECT_URL}{contact})"


def _read(path: str, parameters: dict[str, Parameter], response: requests.Response) -> Any:
    if not response.content and shapes.MAY_BE_EMPTY.search(path):
        return None
    answer = response.json()
    if getattr(response, "from_cache", False):
        # What came over the network was checked on its way.
        shapes.checked(answer, path, list(_query(parameters)))
    return answer


def _short(text: str) -> str:
    """Make of what GBIF said something that may be printed."""
    return privacy.mask(" ".join("".join(filter(str.isprintable, text[:2000])).split()))[:200]
