"""One row a country: what it costs, what it counts, and what it never is."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from coursehelpers.charts.world import chart_world, save_world
from coursehelpers.cli import main
from coursehelpers.engine.answers import read_answer
from coursehelpers.evidence.cited import recount_world
from coursehelpers.evidence.gather import gather, gather_world
from coursehelpers.gbif import world as asking
from coursehelpers.ground.errors import BadCallError, CourseError
from coursehelpers.landscape.conversations import in_scope
from coursehelpers.landscape.survey import survey
from coursehelpers.landscape.world import WORLD, world_lines, world_of, world_written
from tests.gbif_api import GbifServer, World

ANSWERS = Path(__file__).resolve().parents[1] / "data" / "training" / "answers"


@pytest.fixture(scope="module")
def training_server():
    with GbifServer(World.training()) as running:
        yield running


@pytest.fixture
def asked(training_server, make_settings):
    return gather_world(make_settings(training_server.url))


@pytest.fixture
def table(asked):
    return world_of(*asked)


def test_a_country_of_the_table_is_what_its_own_landscape_says(
    table, training_server, make_settings
):
    row = table.table.set_index("country").loc["XU"]
    assert row["institutions"] == 1
    own = survey(gather("XT"))
    row = table.table.set_index("country").loc["XT"]
    assert row["institutions"] == own.totals.institutions
    assert (row["known"], row["unknown"]) == (own.totals.known, own.totals.unknown)
    assert (row["declared"], row["linked"]) == (own.totals.declared, own.totals.all_linked)
    counted = in_scope(own.table)
    assert row["contactable"] == (counted["contactable"] >= 2).sum()
    assert row["to_ask"] == ((counted["contactable"] >= 2) & counted["declared"].isna()).sum()
    assert row["publishers"] == len(own.publishers)
    # Lichen Bay Parish Herbarium: not changed since 2019.
    assert row["stale"] == (counted["modified"] < pd.Timestamp(table.provenance["registry_date"])
                            - pd.DateOffset(years=5)).sum() > 0  # fmt: skip


def test_countries_stand_by_name_and_those_without_one_last(table):
    names = [name.casefold() for name in table.table["name"][table.table["country"].notna()]]
    assert names == sorted(names)
    assert table.table["country"].is_unique
    assert not {"rank", "share"} & set(table.table.columns)


def test_a_country_without_an_institution_has_a_row(table):
    row = table.table.set_index("country").loc["VA"]
    assert row["institutions"] == 0
    assert pd.isna(row["declared"])


def test_the_number_of_requests_is_said_first_and_is_what_it_takes(training_server, make_settings):
    settings = make_settings(training_server.url, name="first")
    said, words = [], []
    training_server.clear()
    gather_world(settings, words.append, said.append)
    assert said == [len(training_server.requests)] == [9]
    training_server.clear()
    gather_world(settings)
    assert training_server.requests == []


def test_who_stops_goes_on_from_there(training_server, make_settings):
    settings = make_settings(training_server.url, name="stopped")
    seen = []

    def stop_at_the_fifth(words):
        seen.append(words)
        if len(seen) == 6:
            raise KeyboardInterrupt

    training_server.clear()
    with pytest.raises(KeyboardInterrupt):
        gather_world(settings, stop_at_the_fifth)
    assert len(training_server.requests) == 5
    gather_world(settings)
    assert len(training_server.requests) == 9


def test_more_than_forty_requests_are_not_asked(training_server, make_settings, monkeypatch):
    monkeypatch.setattr(asking, "PAGE", 1)
    training_server.clear()
    with pytest.raises(CourseError, match="40 are the most"):
        gather_world(make_settings(training_server.url, name="many"))
    assert len(training_server.requests) == 3


def test_the_world_is_not_asked_for_where_gbif_is_left_out(make_settings):
    with pytest.raises(BadCallError, match="COURSE_SOURCE"):
        gather_world(make_settings("http://127.0.0.1:9/v1", source="training"))


def test_a_region_shows_its_countries_only(asked):
    africa = world_of(*asked, "africa").table
    assert "KE" in set(africa["country"])
    assert "BR" not in set(africa["country"])
    with pytest.raises(BadCallError, match="AFRICA"):
        world_of(*asked, "ATLANTIS")


def test_an_answer_about_the_world_counts_instead_and_is_cited(asked):
    pytest.importorskip("duckdb")
    evidence, countries = asked
    answer = read_answer(ANSWERS / "world.zip", (), "10.15468/dl.xt0001")
    cited = recount_world(evidence, answer)
    assert len(cited.differences) == 0
    assert world_of(cited, countries).table.equals(world_of(evidence, countries).table)
    assert "dl.xt0001" in world_written(world_of(cited, countries), "table")
    with pytest.raises(BadCallError, match="another question"):
        recount_world(evidence, read_answer(ANSWERS / "gaps.zip"))


def test_every_format_holds_every_country(table, tmp_path):
    told = json.loads(world_written(table, "json"))
    assert list(told) == ["region", "provenance", "countries"]
    assert list(told["countries"][0]) == list(WORLD)
    assert len(world_written(table, "csv").splitlines()) == len(table.table) + 1
    for name in ("w.xlsx", "w.csv", "w.json", "w.svg"):
        save_world(table, tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1_000
    with pytest.raises(BadCallError):
        save_world(table, tmp_path / "w.txt")


def test_the_map_names_countries_by_name_and_says_what_a_circle_is(table):
    said = chart_world(table).alternative
    assert "state no size and can be asked" in said
    assert "By name" in said


def test_a_map_without_anybody_to_ask_is_a_map(table):
    nobody = table._replace(table=table.table.assign(to_ask=0))
    assert "in 0 countries" in chart_world(nobody).alternative


def test_the_command_says_the_requests_and_prints_the_table(
    training_server, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("GBIF_API_URL", training_server.url)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    assert main(["world"]) == 0
    told = capsys.readouterr()
    assert "This takes 9 requests" in told.err
    assert "Xantoria" in told.out
    assert "a first message each would bring most to know" in told.out
    assert main(["world", "--region", "ATLANTIS"]) == 2
    assert main(["world", "--format", "csv", "--out", str(tmp_path / "w.csv")]) == 0


def test_the_whole_world_costs_few_requests(world_server, make_settings):
    said = []
    evidence, countries = gather_world(make_settings(world_server.url), None, said.append)
    assert said[0] <= 40
    everywhere = len(world_server.world.institutions)
    assert len(evidence.institutions) == everywhere
    table = world_of(evidence, countries)
    assert table.table["institutions"].sum() == everywhere
    named = table.table.set_index("country")
    own = survey(gather("KE", make_settings(world_server.url))).totals
    assert (named.loc["KE", "institutions"], named.loc["KE", "known"]) == (
        own.institutions,
        own.known,
    )
    assert named.loc["NA", "name"] == "Namibia"
    assert table.table["name"].iloc[-1] == "no country stated"
    assert re.search(r"[\d,]+ of them state no size", " ".join(world_lines(table)))
