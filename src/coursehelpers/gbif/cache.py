"""Where answers are kept: a file of JSON, for which nobody waits longer than a few seconds.

Never a pickle: reading one runs whatever its writer wanted.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from requests_cache.backends.base import BaseCache
from requests_cache.backends.sqlite import SQLiteCache, SQLiteDict

from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.files import write_whole

SECONDS = 2.0
"""Longest wait for a cache that another program holds; it is waited for at most twice."""


DRIVE = Path("/drive")
"""Where a notebook in a browser finds what the browser keeps. SQLite cannot work there, so its file is carried."""


def bring_back(path: Path, home: Path) -> None:
    """Go on with the answers that another notebook of the same browser has put away; elsewhere do nothing.

    Parameters
    ----------
    path : pathlib.Path
        The file of answers, in memory.
    home : pathlib.Path
        The learner's folder.
    """
    if DRIVE in home.parents and not path.exists():
        with contextlib.suppress(OSError):
            path.write_bytes(_away(path, home).read_bytes())


def put_away(path: Path, home: Path) -> None:
    """Keep the answers for the next notebook of the same browser; elsewhere do nothing.

    What was kept under older rules goes. Where the browser is full, the next notebook asks again.
    """
    if DRIVE not in home.parents:
        return
    with contextlib.suppress(OSError, CourseError):
        for older in home.glob(".answers-*.sqlite"):
            if older != _away(path, home):
                older.unlink()
        write_whole(_away(path, home), path.read_bytes())


def _away(path: Path, home: Path) -> Path:
    return home / f".{path.name}"


class _Table(SQLiteDict):
    """A table that gives up: the library's own tries for a lock until it gets it, for ever."""

    @contextlib.contextmanager
    def _acquire_sqlite_lock(self) -> Iterator[None]:
        with self._lock:
            if self._connection is None:
                raise sqlite3.OperationalError("the cache is closed")
            self._connection.execute("BEGIN IMMEDIATE")
            self._active_transaction = True
            try:
                yield
                self._connection.commit()
            except sqlite3.Error:
                self._connection.rollback()
                raise
            finally:
                self._active_transaction = False

    def deserialize(self, key: str, value: Any) -> Any:
        """Read a kept answer; one that somebody else spoilt, in whatever way, is none."""
        try:
            return super().deserialize(key, value)
        except Exception:
            return None


class AnswerCache(SQLiteCache):
    """Keep answers in one file.

    Parameters
    ----------
    path : pathlib.Path

    Raises
    ------
    sqlite3.Error
        If another program holds the file, or it is none of ours. Later calls raise it too.
    """

    def __init__(self, path: Path) -> None:
        BaseCache.__init__(self, cache_name=str(path))
        self.responses = _Table(
            path, table_name="responses", serializer="json", wal=True, timeout=SECONDS
        )
        self.redirects = _Table(
            path,
            table_name="redirects",
            lock=self.responses._lock,
            serializer=None,
            wal=True,
            timeout=SECONDS,
        )
