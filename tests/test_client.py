"""The client: patience, cache, and the traps that are its own business."""

import subprocess
import sys
import warnings

import pytest

from coursehelpers.gbif import client, grscicoll, transport
from coursehelpers.gbif.client import Client, PageMovedWarning
from coursehelpers.ground.errors import BadCallError, GbifRefusedError, GbifUnreachableError
from tests.gbif_api import GbifServer, World


@pytest.mark.parametrize(
    "fault", ["busy", "busy-silent", "unavailable", "reset", "truncated", "html", "broken-json"]
)
def test_an_answer_that_cannot_be_used_is_asked_for_again(server, gbif, fault):
    server.fail(fault)
    found = grscicoll.institutions(gbif, country="XT")
    assert len(found) == 26
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "fault", ["busy", "unavailable", "reset", "truncated", "html", "broken-json"]
)
def test_what_never_gets_better_ends_in_one_sentence(server, gbif, fault):
    server.fail(fault, times=99)
    with pytest.raises(GbifUnreachableError) as error:
        gbif.get("/grscicoll/institution")
    assert str(error.value).count(". ") == 0
    assert len(server.requests) == transport.TRIES


def test_a_slow_answer_is_waited_for(server, gbif):
    server.fail("slow")
    assert gbif.get("/grscicoll/institution", limit=5)["limit"] == 5


def test_an_answer_that_drips_for_ever_is_given_up(server, gbif, monkeypatch):
    monkeypatch.setattr(transport, "BODY_SECONDS", 0.01)
    server.fail("slow", times=99)
    with pytest.raises(GbifUnreachableError):
        gbif.get("/grscicoll/institution")


def test_a_long_retry_after_is_cut_short(server, gbif, monkeypatch):
    waits = []
    monkeypatch.setattr(transport.time, "sleep", waits.append)
    server.fail("busy", retry_after="3600")
    gbif.get("/grscicoll/institution")
    assert max(waits) <= transport.LONGEST_PAUSE


def test_a_login_page_of_a_network_is_named(server, gbif):
    server.fail("redirect", times=99)
    with pytest.raises(GbifUnreachableError, match="log-in"):
        gbif.get("/grscicoll/institution")


def test_nothing_listening_fails_quickly_and_offers_the_training_country(nowhere):
    with Client(nowhere) as asked, pytest.raises(GbifUnreachableError, match="XT"):
        asked.get("/grscicoll/institution")


def test_an_answer_under_a_day_old_is_not_asked_for_again(server, settings):
    for _turn in range(2):
        with Client(settings) as asked:
            asked.get("/grscicoll/institution", country="XT")
    assert len(server.requests) == 1
    assert asked.ledger.requests == 0


def test_a_failure_is_never_cached(server, gbif):
    server.fail("html", times=transport.TRIES)
    with pytest.raises(GbifUnreachableError):
        gbif.get("/grscicoll/institution")
    with Client(gbif.settings) as later:
        assert later.get("/grscicoll/institution")["count"] == 27


def test_an_older_answer_is_used_only_where_the_learner_allows_it(
    server, make_settings, monkeypatch
):
    monkeypatch.setattr(client, "FRESH", client.timedelta(microseconds=1))
    kept = {}
    for source in ("auto", "live"):
        kept[source] = make_settings(server.url, source)
        with Client(kept[source]) as asked:
            asked.get("/grscicoll/institution")
    server.fail("unavailable", times=99)
    with Client(kept["auto"]) as asked:
        assert asked.get("/grscicoll/institution")["count"] == 27
        assert asked.ledger.stale
    with Client(kept["live"]) as asked, pytest.raises(GbifUnreachableError):
        asked.get("/grscicoll/institution")


def test_a_folder_that_cannot_be_written_only_costs_the_cache(server, make_settings, tmp_path):
    (tmp_path / "a").write_text("a file where a folder should be")
    with Client(make_settings(server.url)) as asked:
        assert asked.get("/grscicoll/institution")["count"] == 27


def test_requests_say_who_asks_and_never_run_in_parallel(server, gbif):
    gbif.get("/grscicoll/institution")
    assert server.requests[0].headers["user-agent"].startswith("coursehelpers/")
    assert "+https://" in server.requests[0].headers["user-agent"]


def test_a_row_added_between_two_pages_leaves_no_hole(server, gbif, monkeypatch):
    monkeypatch.setattr(client, "PAGE", 10)
    server.fail("row-added")
    found = grscicoll.institutions(gbif)
    assert found["key"].is_unique
    assert len(found) == 28


def test_a_list_that_moves_all_the_time_is_warned_of(server, gbif, monkeypatch):
    monkeypatch.setattr(client, "PAGE", 10)
    server.fail("row-removed", times=99)
    with pytest.warns(PageMovedWarning, match="run again"):
        found = grscicoll.institutions(gbif)
    assert found["key"].is_unique
    assert gbif.ledger.notes


def test_trap_04_an_empty_country_is_refused_since_it_would_be_the_whole_world(server, gbif):
    for empty in ("", "  ", []):
        with pytest.raises(BadCallError, match="whole world"):
            grscicoll.institutions(gbif, country=empty)
    assert not server.requests


def test_trap_06_errors_come_as_plain_text_and_become_a_sentence(gbif):
    with pytest.raises(GbifRefusedError, match="Cannot parse ZZZ into a known Country") as error:
        grscicoll.institutions(gbif, country="ZZZ")
    assert error.value.status == 400


def test_trap_08_a_page_of_nothing_never_says_that_it_is_the_end(gbif):
    answer = gbif.get("/grscicoll/institution", limit=0)
    assert answer["endOfRecords"] is False
    with (
        GbifServer(World()) as empty,
        Client(
            client.Settings(empty.url, "live", gbif.settings.home, gbif.settings.cache)
        ) as asked,
    ):
        assert asked.pages("/grscicoll/institution") == []
        assert len(empty.requests) == 1


def test_trap_09_the_offset_grows_by_what_came_and_not_by_what_was_asked(server, gbif, monkeypatch):
    monkeypatch.setattr(client, "PAGE", 5000)
    server.world.institutions.extend(
        {**server.world.institutions[0], "key": f"00000000-0000-4000-8000-{n:012d}"}
        for n in range(1100)
    )
    found = grscicoll.institutions(gbif)
    assert len(found) == 1127
    assert [request.values("offset") for request in server.requests] == [["0"], ["1000"]]


def test_trap_11_what_is_not_known_is_absent_and_becomes_missing(server, gbif):
    found = grscicoll.institutions(gbif, country="XT")
    college = found[found["name"].str.startswith("Agricultural")].iloc[0]
    raw = next(i for i in server.world.institutions if i["name"].startswith("Agricultural"))
    assert "code" not in raw
    assert raw["catalogUrls"] == []
    assert college[["code", "number_specimens", "latitude", "catalog_urls"]].isna().all()


def test_importing_the_package_imports_nothing_heavy():
    script = (
        "import coursehelpers, sys; sys.exit('pandas' in sys.modules or 'requests' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_no_warning_hides_a_page_that_stood_still(gbif):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        grscicoll.institutions(gbif)
