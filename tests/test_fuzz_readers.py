"""The trial of the readers finds what is broken, and a short one finds nothing in the course."""

import json
import random
import tomllib

import pytest
from benchmarks.soak.fuzz_readers import Report, Trial, change_seeds, make_corpus

from coursehelpers.reading import data, packed, table
from coursehelpers.workbook import file


@pytest.fixture(scope="module")
def corpus():
    return make_corpus()


def tried(corpus, tmp_path, inputs, seed=0):
    (tmp_path / "files").mkdir()
    report = Report(Trial(tmp_path / "files"), tmp_path / "failures")
    change_seeds(inputs, 60, report, corpus, seed)
    return report


def test_every_seed_is_a_whole_file(corpus, tmp_path):
    (tmp_path / "files").mkdir()
    report = Report(Trial(tmp_path / "files"), tmp_path / "failures")
    seeds = list(report.trial.seeds())
    for body in seeds:
        report(body)
    assert set(report.ways) == {way.__name__ for way in report.trial.ways}
    assert not report.failures
    # A table of “1,234” in every column, and a list or a page that wants one of a few words.
    assert report.sentences < len(seeds)


def test_a_short_trial_ends_in_sentences_only(corpus, tmp_path):
    report = tried(corpus, tmp_path, 400)
    assert sum(report.ways.values()) == 400
    assert report.sentences > 100
    assert not report.failures


BROKEN = {
    "JSON that is not caught": (file, "read_json", lambda body: json.loads(body)),
    "TOML that is not caught": (data, "_checked", lambda value, depth: value.no_such_thing),
    "zip that is not caught": (packed, "BAD_ZIP", ()),
    "numbers of text": (table, "_plain", lambda name: name.casefold() + random.choice([1])),
}


@pytest.mark.parametrize(("module", "name", "worse"), BROKEN.values(), ids=BROKEN)
def test_a_broken_reader_is_found(corpus, tmp_path, monkeypatch, module, name, worse):
    monkeypatch.setattr(module, name, worse)
    assert tried(corpus, tmp_path, 400).failures


def test_the_parser_of_toml_itself_throws_more_than_one_kind_of_error():
    """Why what it is given is bounded before it is parsed."""
    with pytest.raises(RecursionError):
        tomllib.loads("a = " + "[" * 50_000)
