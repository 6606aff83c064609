"""Whatever happens to whichever of a country's eight requests: the right numbers, or one sentence."""

import itertools

import pytest

from coursehelpers.evidence import gather as evidence
from coursehelpers.evidence import saved
from coursehelpers.evidence.gather import gather
from coursehelpers.gbif import client, transport
from coursehelpers.ground.errors import CourseError
from coursehelpers.landscape.survey import survey
from tests.gbif_api import GbifServer, World
from tests.gbif_api.faults import CHANGES, FAULTS, READABLE

REQUESTS = 8
MOVES = {"row-added", "row-removed"}
SPOILT = [name for name in FAULTS if name not in MOVES]
# Each fault once, at changing places: the whole of it takes a minute.
SOME = [(name, place % REQUESTS) for place, name in enumerate(SPOILT)]
ALL = list(itertools.product(SPOILT, range(REQUESTS)))


@pytest.fixture(scope="module")
def crowd():
    with GbifServer(World.training()) as running:
        yield running


@pytest.fixture
def as_a_real_country(monkeypatch):
    """Let the made-up country be asked for over the network."""
    monkeypatch.setattr(evidence, "TRAINING_COUNTRY", "none: XT stands in for a real country")
    monkeypatch.setattr(saved, "TRAINING_COUNTRY", "none: XT stands in for a real country")


@pytest.fixture
def small_limits(monkeypatch):
    """Let a large answer be one of two megabytes."""
    monkeypatch.setattr(transport, "LARGEST_BODY", 2_000_000)
    monkeypatch.setattr("tests.gbif_api.faults.LARGE", 3_000_000)


@pytest.fixture(scope="module")
def right():
    return gather("XT")


def assert_right_or_said(server, settings, fault, place, right):
    server.clear()
    server.fail(fault, times=10_000, skip=place)
    try:
        found = gather("XT", settings)
    except CourseError as error:
        assert fault not in READABLE
        assert_one_sentence(error)
        return
    finally:
        server.faults.clear()
    for name in ("institutions", "collections", "organizations"):
        assert len(getattr(found, name)) == len(getattr(right, name))
    survey(found)
    # A facet with a value too few looks like a country in which that value does not occur.
    if not found.notes and fault != "short-page":
        assert found.institutions["linked"].sum() == right.institutions["linked"].sum()
        assert found.linkage["records"].tolist() == right.linkage["records"].tolist()
        assert (
            found.published_elsewhere["specimens"].sum()
            == right.published_elsewhere["specimens"].sum()
        )


def assert_one_sentence(error):
    text = str(error)
    assert text.rstrip().endswith((".", "XT."))
    assert ". " not in text
    assert "Traceback" not in text
    assert "Error" not in text


@pytest.mark.parametrize(("fault", "place"), SOME)
def test_a_fault_gives_the_right_numbers_or_one_sentence(
    crowd, make_settings, as_a_real_country, small_limits, right, fault, place
):
    assert_right_or_said(crowd, make_settings(crowd.url), fault, place, right)


@pytest.mark.long
@pytest.mark.parametrize(("fault", "place"), ALL)
def test_every_fault_at_every_request_gives_the_right_numbers_or_one_sentence(
    crowd, make_settings, as_a_real_country, small_limits, right, fault, place
):
    assert_right_or_said(crowd, make_settings(crowd.url), fault, place, right)


@pytest.mark.parametrize("fault", ["gone", "redirect", "empty-object", "bomb", "html", "proxy-password",
                                   "partial-whole", "error", "facets-gone", "short-page"])  # fmt: skip
def test_each_kind_of_failure_takes_the_same_way(
    crowd, make_settings, as_a_real_country, small_limits, monkeypatch, fault
):
    settings = make_settings(crowd.url, "auto")
    crowd.clear()
    monkeypatch.setattr(client, "FRESH", client.timedelta(microseconds=1))
    fresh = gather("XT", settings)

    crowd.fail(fault, times=10_000)
    older = gather("XT", settings)
    assert older.provenance["source"] == "cache"
    assert older.provenance["registry_date"] in older.notes[0]
    assert len(older.notes) >= 2, "why an older answer had to do"
    assert older.institutions["linked"].equals(fresh.institutions["linked"])

    saved.save(fresh, saved.snapshot_path("XT", settings))
    without_cache = make_settings(crowd.url, "auto", name="b")
    saved.save(fresh, saved.snapshot_path("XT", without_cache))
    kept = gather("XT", without_cache)
    assert kept.provenance["source"] == "snapshot"
    assert len(kept.notes) >= 2

    with pytest.raises(CourseError) as error:
        gather("XT", make_settings(crowd.url, "auto", name="c"))
    assert_one_sentence(error.value)


@pytest.mark.parametrize("fault", [*CHANGES, "empty-object", "created", "partial-whole", "nothing"])
def test_an_answer_of_the_wrong_shape_is_not_kept(crowd, make_settings, as_a_real_country, fault):
    settings = make_settings(crowd.url, name=fault)
    crowd.clear()
    crowd.fail(
        fault, times=10_000, path="/occurrence/search" if "facet" in fault else "institution"
    )
    with pytest.raises(CourseError):
        gather("XT", settings)
    crowd.clear()
    assert len(gather("XT", settings).institutions) == 26
