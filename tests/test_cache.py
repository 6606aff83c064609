"""The cache: nothing in it can run, nothing of a person is in it, and nobody waits for it."""

import base64
import json
import pickle
import sqlite3
import time
from dataclasses import replace

import pytest

from coursehelpers.gbif import cache as cache_file
from coursehelpers.gbif import privacy
from coursehelpers.gbif.client import Client


def kept(settings):
    return settings.cache / f"answers-{privacy.RULES}.sqlite"


def ask(settings):
    with Client(settings) as gbif:
        assert gbif.get("/grscicoll/institution", country="XT")["count"] == 26
        return gbif.ledger.requests


class Trap:
    """What runs when it is unpickled."""

    def __reduce__(self):
        return (pytest.fail, ("the cache ran what somebody else had put into it",))


def test_what_is_kept_is_json_and_comes_back_as_it_was(server, settings):
    assert ask(settings) == 1
    with sqlite3.connect(kept(settings)) as cache:
        ((value,),) = cache.execute("SELECT value FROM responses").fetchall()
    text = value.decode() if isinstance(value, bytes) else value
    assert text.startswith("{")
    assert ask(settings) == 0


def test_what_somebody_else_put_into_the_cache_never_runs(server, settings):
    ask(settings)
    with sqlite3.connect(kept(settings)) as cache:
        cache.execute("UPDATE responses SET value = ?", (pickle.dumps(Trap()),))
    assert ask(settings) == 1


@pytest.mark.parametrize(
    "value", [b"", b"{}", b"[1]", b'{"_content": 5}', b"\x80\x04N.", b"null", None, 7]
)
def test_a_value_that_is_none_is_asked_for_again(server, settings, value):
    ask(settings)
    with sqlite3.connect(kept(settings)) as cache:
        cache.execute("UPDATE responses SET value = ?", (value,))
    assert ask(settings) == 1


@pytest.mark.parametrize("body", ["{half", "", "<html>"])
def test_a_kept_answer_that_is_no_longer_json_is_asked_for_again(server, settings, body):
    ask(settings)
    with sqlite3.connect(kept(settings)) as cache:
        ((value,),) = cache.execute("SELECT value FROM responses").fetchall()
        entry = json.loads(value)
        entry["_content"] = base64.b64encode(body.encode()).decode()
        entry["_decoded_content"] = body
        cache.execute("UPDATE responses SET value = ?", (json.dumps(entry),))
    if body:
        ask(settings)
    else:
        with Client(settings) as gbif:
            gbif.get("/grscicoll/institution", country="XT")


@pytest.mark.parametrize("kind", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_cache_that_another_program_holds_is_not_waited_for(server, settings, monkeypatch, kind):
    assert cache_file.SECONDS * 2 <= 5
    monkeypatch.setattr(cache_file, "SECONDS", 0.1)
    ask(settings)
    server.clear()
    holder = sqlite3.connect(kept(settings), isolation_level=None)
    holder.execute(kind)
    began = time.monotonic()
    assert ask(settings) == 1
    assert time.monotonic() - began < 3
    holder.execute("ROLLBACK")
    holder.close()
    assert ask(settings) == 0


def test_a_cache_that_is_locked_while_it_is_used_only_costs_the_cache(
    server, settings, monkeypatch
):
    monkeypatch.setattr(cache_file, "SECONDS", 0.1)
    with Client(settings) as gbif:
        gbif.get("/grscicoll/institution", country="XU")
        holder = sqlite3.connect(kept(settings), isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        assert gbif.get("/grscicoll/institution", country="XT")["count"] == 26
        holder.close()


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 2000, b"\x00"]
)
def test_a_file_that_is_no_cache_is_left_alone(server, settings, content):
    settings.cache.mkdir(parents=True)
    kept(settings).write_bytes(content)
    assert ask(settings) == 1


def test_a_foreign_database_is_left_alone(server, settings):
    settings.cache.mkdir(parents=True)
    with sqlite3.connect(kept(settings)) as foreign:
        foreign.execute("CREATE TABLE responses (person TEXT)")
        foreign.execute("CREATE TABLE redirects (person TEXT)")
    assert ask(settings) == 1


def test_a_folder_in_place_of_the_cache_only_costs_the_cache(server, settings):
    kept(settings).mkdir(parents=True)
    assert ask(settings) == 1


def test_answers_that_were_kept_under_older_rules_are_deleted(server, settings):
    settings.cache.mkdir(parents=True)
    older = settings.cache / "answers-1.sqlite"
    older.write_bytes(b"with persons")
    other = settings.cache / "something-else"
    other.write_bytes(b"")
    ask(settings)
    assert not older.exists()
    assert other.exists()


def test_in_a_browser_the_next_notebook_goes_on_with_the_answers_of_this_one(
    settings, tmp_path, monkeypatch
):
    monkeypatch.setattr(cache_file, "DRIVE", tmp_path)
    settings.home.mkdir(parents=True)
    older = settings.home / ".answers-0.sqlite"
    older.touch()
    assert ask(replace(settings, cache=tmp_path / "one")) == 1
    assert ask(replace(settings, cache=tmp_path / "another")) == 0
    assert not older.exists()


def test_where_the_course_is_installed_answers_lie_in_the_cache_alone(settings):
    ask(settings)
    assert not settings.home.exists()
