"""Questions for GBIF's own engine."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from coursehelpers.cli import main
from coursehelpers.engine.queries import (
    QUESTIONS,
    explain,
    form_address,
    request_body,
    write_query,
)
from coursehelpers.ground.errors import BadCallError

sqlglot = pytest.importorskip("sqlglot")
exp = sqlglot.exp

EVERY = pytest.mark.parametrize("question", list(QUESTIONS))


def parsed(question):
    (statement,) = sqlglot.parse(write_query(question, ["FR", "NC"]))
    return statement


@EVERY
def test_a_query_parses_in_plain_sql_and_where_it_is_run_here(question):
    assert isinstance(parsed(question), exp.Select)
    sqlglot.parse_one(write_query(question, ["DK"]), dialect="duckdb")


@EVERY
def test_a_query_keeps_the_rules_of_gbifs_dialect(question):
    query = parsed(question)
    forbidden = (exp.Having, exp.Join, exp.Between, exp.Star, exp.Subquery, exp.Union, exp.Qualify)
    found = [node for node in query.find_all(*forbidden) if not isinstance(node.parent, exp.Count)]
    assert not found
    assert [table.name for table in query.find_all(exp.Table)] == ["occurrence"]
    assert "--" not in write_query(question, ["DK"])


@EVERY
def test_names_that_gbif_reserves_stand_in_quotation_marks(question):
    bare = {
        column.name
        for column in parsed(question).find_all(exp.Column)
        if not column.this.quoted and column.name in {"year", "month", "day", "order", "class"}
    }
    assert not bare


@EVERY
def test_what_is_told_about_the_answer_is_what_the_query_selects(question):
    assert tuple(parsed(question).named_selects) == QUESTIONS[question].columns


@EVERY
def test_all_that_is_not_counted_is_grouped_by(question):
    grouped = [column.name for column in parsed(question).args["group"].expressions]
    assert grouped == list(QUESTIONS[question].columns[:-1])


@EVERY
def test_only_specimens_are_counted(question):
    query = write_query(question, ["DK"])
    assert "'MATERIAL_SAMPLE'" in query
    assert "CITATION" not in query
    assert ":" not in query


def test_institutions_are_counted_wherever_their_specimens_come_from():
    where = parsed("holders").args["where"].sql()
    assert "FR" not in where


def test_the_form_opens_with_the_query():
    query = write_query("gaps", ["KE"])
    (shown,) = parse_qs(urlsplit(form_address(query)).query)["sql"]
    assert shown.split() == query.split()
    assert len(form_address(query)) < 2_000


def test_the_body_for_the_interface_holds_the_query_and_nobodys_address():
    body = json.loads(request_body(write_query("links", ["KE"])))
    assert body["format"] == "SQL_TSV_ZIP"
    assert "'KE'" in body["sql"]
    assert "@" not in json.dumps(body)


@pytest.mark.parametrize("code", ["KE'; DROP TABLE occurrence", "'", "ZZ9"])
def test_what_is_no_country_gets_into_no_query(code):
    with pytest.raises(BadCallError):
        write_query("gaps", [code])


def test_a_question_about_a_country_asks_for_it(capsys):
    assert main(["sql"]) == 2
    assert "coursehelpers sql DK" in capsys.readouterr().err


def test_an_unknown_question_is_answered_with_the_known_ones(capsys):
    assert main(["sql", "DK", "--question", "everything"]) == 2
    assert "holders, links, gaps" in capsys.readouterr().err


def test_what_is_printed_says_that_an_account_is_needed_and_that_nothing_is_sent(capsys):
    assert main(["sql", "FR,NC", "--question", "gaps"]) == 0
    said = capsys.readouterr().out
    assert "countrycode IN ('FR', 'NC')" in said
    assert "GBIF account" in said
    assert "The course sends nothing" in said
    assert "coursehelpers evidence FR,NC --download" in said


def test_the_made_up_country_is_not_to_be_sent():
    assert "do not send" in explain("holders", ["XT"])
    assert "do not send" not in explain("holders", ["KE"])


def test_a_query_is_saved_as_sql_or_as_json(tmp_path, capsys):
    assert main(["sql", "KE", "--out", str(tmp_path / "a.sql")]) == 0
    assert main(["sql", "KE", "--out", str(tmp_path / "a.json")]) == 0
    with pytest.raises(SystemExit, match="2"):
        main(["sql", "KE", "--out", str(tmp_path / "a.txt")])
    assert (tmp_path / "a.sql").read_text(encoding="utf-8") == write_query("holders", ["KE"])
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["format"] == "SQL_TSV_ZIP"
