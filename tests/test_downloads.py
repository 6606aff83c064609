"""Downloads: what a number counts is kept, what would count twice is left out, and no net is no error."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.evidence import training
from coursehelpers.evidence.gather import gather, gather_links
from coursehelpers.evidence.when_shown import gather_dataset_downloads, gather_downloads
from coursehelpers.gbif import downloads, privacy
from coursehelpers.ground.errors import CourseError
from coursehelpers.landscape.downloads import downloads_of, most_downloaded
from coursehelpers.landscape.links import links_to_mend, mend
from coursehelpers.landscape.survey import survey

DAY = training.RETRIEVED
MUSEUM = "National Museum of Xantoria"


@pytest.fixture(scope="module")
def organizations():
    return gather("XT").organizations.set_index("title")["key"]


@given(st.dates(min_value=date(1001, 1, 1)))
def test_the_whole_months_are_twelve_that_follow_each_other_and_end_before_today(today):
    months = downloads.whole_months(today)
    numbers = [int(month[:4]) * 12 + int(month[5:]) for month in months]
    assert numbers == list(range(numbers[0], numbers[0] + 12))
    assert numbers[-1] + 1 == today.year * 12 + today.month


def test_a_month_table_and_a_page_of_statistics_pass_the_reader_of_an_answer():
    # The shapes recorded in March 2026, with other numbers.
    by_month = {"2025": {"12": 304_795_495_389}, "2026": {"1": 5, "2": 7}}
    path = "/occurrence/download/statistics/downloadedRecordsByDataset"
    assert privacy.scrub(by_month, path) == by_month
    row = {
        "datasetKey": "4fa7b334-ce0d-4e88-aaae-2e0c138d049e",
        "totalRecords": 9,
        "numberDownloads": 3,
        "year": 2026,
        "month": 2,
    }
    page = {"offset": 0, "limit": 5, "endOfRecords": True, "count": 1, "results": [row]}
    told = {**page, "results": [{**row, "creator": "somebody", "notificationAddresses": ["a@b.c"]}]}
    assert privacy.scrub(told, "/occurrence/download/statistics") == page


@pytest.mark.parametrize("nested", [{"2026": {"name": "A. Person"}}, {"2026": {"1": "A. Person"}}])
def test_a_month_table_with_anything_but_numbers_in_it_does_not_pass(nested):
    assert "Person" not in str(privacy.scrub(nested, "/occurrence/download/statistics"))


def test_a_country_costs_one_request_and_agrees_with_the_training_country(gbif):
    asked = downloads.downloaded_records(gbif, "XT", DAY)
    assert gbif.ledger.requests == 1
    told = training.downloaded_records()
    assert list(asked.columns) == list(downloads.RECORDS)
    assert asked.equals(told)
    assert asked["month"].tolist() == downloads.whole_months(DAY)


def test_months_before_the_year_and_the_month_that_has_just_begun_are_left_out(gbif, server):
    months = {(row["year"], row["month"]) for row in server.world.downloads}
    assert (2025, 9) in months
    asked = downloads.downloaded_records(gbif, "XT", date(2026, 9, 30))
    assert (asked["month"].min(), asked["month"].max()) == ("2025-09", "2026-08")


def test_a_publisher_costs_one_request_and_each_dataset_keeps_its_own_number(gbif, organizations):
    key = organizations["University of Port Amber"]
    asked = downloads.dataset_downloads(gbif, key, DAY)
    assert gbif.ledger.requests == 1
    told = training.dataset_downloads(key)
    by = ["dataset", "month"]
    assert asked.sort_values(by).to_numpy().tolist() == told.sort_values(by).to_numpy().tolist()
    assert len(asked) == 12


def test_an_answer_that_is_cut_off_keeps_no_month_in_part(gbif, server, organizations, monkeypatch):
    museum = organizations[MUSEUM]
    datasets = [d["key"] for d in server.world.datasets if d["publishingOrganizationKey"] == museum]
    server.world.downloads = [
        {"datasetKey": key, "totalRecords": 9, "numberDownloads": 2, "year": 2026, "month": month}
        for month in (7, 8, 9)
        for key in datasets
    ]
    monkeypatch.setattr(downloads, "PAGE", 2 * len(datasets) - 1)
    asked = downloads.dataset_downloads(gbif, museum, DAY)
    assert asked["month"].unique().tolist() == ["2026-09"]
    assert len(asked) == len(datasets) > 1


def test_the_eight_requests_of_a_country_do_not_ask_for_downloads(server, settings):
    gather("KE", settings)
    assert not [request for request in server.requests if "download" in request.path]


def test_several_countries_are_asked_one_by_one(server, settings):
    table = gather_downloads("KE,XT", settings, DAY)
    assert [request.values("publishingCountry") for request in server.requests] == [["KE"], ["XT"]]
    assert table["country"].unique().tolist() == ["XT"]


WRONG = [None, "many", [], {}, [1], {"a": {"b": 1}}, True, -1, 1.5, 10**400, "=1+1"]
BY_MONTH = {"2025": {"11": 10, "12": 20}, "2026": {"1": 30}}
KEY = "1d808b7c-1f9e-4379-9616-edbf749ecf10"
ROW = {"datasetKey": KEY, "totalRecords": 9, "numberDownloads": 3, "year": 2026, "month": 2}
PAGE = {"offset": 0, "limit": 1000, "endOfRecords": True, "count": 1, "results": [ROW]}


class Answering:
    """A client with one answer to everything."""

    def __init__(self, answer):
        self.answer = answer

    def get(self, *_path, **_parameters):
        return self.answer


def mutations(answer):
    """Put each wrong value at each place of an answer, and take each place away."""
    yield from WRONG
    if isinstance(answer, dict):
        for name, inner in answer.items():
            yield {key: value for key, value in answer.items() if key != name}
            yield from ({**answer, name: wrong} for wrong in mutations(inner))
    if isinstance(answer, list):
        for place, inner in enumerate(answer):
            yield from ([*answer[:place], w, *answer[place + 1 :]] for w in mutations(inner))


@pytest.mark.parametrize(
    ("answer", "ask"),
    [(BY_MONTH, downloads.downloaded_records), (PAGE, downloads.dataset_downloads)],
)
def test_an_answer_in_pieces_is_a_table_or_a_sentence(answer, ask):
    tables = 0
    for broken in mutations(answer):
        with suppress(CourseError):
            table = ask(Answering(broken), "KE" if answer is BY_MONTH else KEY, DAY)
            tables += 1
            assert table["records"].dropna().between(0, downloads.LARGEST).all()
    assert tables > 20


@pytest.mark.parametrize("answer", ["many", None, {"2026": 3}, {"year": {"month": 1}}])
def test_an_answer_of_another_form_is_told_in_a_sentence(answer):
    with pytest.raises(CourseError, match="another form"):
        downloads.downloaded_records(Answering(answer), "KE", DAY)


def test_one_wrong_number_costs_one_month():
    broken = {"2025": {"11": "ten", "12": 20}, "2026": {"1": 30}}
    table = downloads.downloaded_records(Answering(broken), "KE", DAY)
    assert table["records"].tolist() == [20, 30]


def test_the_sentences_name_months_and_records_and_what_is_not_counted():
    found = downloads_of("XT", "training")
    assert found.records == int(found.table["records"].sum())
    text = " ".join(found.sentences)
    for words in (
        "2025-10 to 2026-09",
        f"{found.records:,}",
        "any kind",
        "five times",
        "not a use",
    ):
        assert words in text


def test_a_month_without_a_number_is_told(server, settings):
    server.world.downloads = [row for row in server.world.downloads if row["month"] != 12]
    found = downloads_of("XT,KE", "live", settings, DAY)
    assert len(found.table) == 11
    assert "For 1 month of that year GBIF gave no number" in found.sentences[1]


def test_a_country_without_a_number_is_told_so(settings):
    found = downloads_of("KE", "live", settings, DAY)
    assert (found.table.empty, found.records) == (True, None)
    assert "no number of downloads for publishers of Kenya" in found.sentences[0]


@pytest.mark.parametrize("source", ["snapshot", "training"])
def test_where_nothing_may_be_asked_a_sentence_stands_instead(make_settings, server, source):
    closed = make_settings(server.url, source)
    assert "COURSE_SOURCE" in downloads_of("KE", "live", closed).sentences[0]
    with pytest.raises(CourseError, match="auto or live"):
        gather_dataset_downloads("x", "KE", closed)
    assert server.requests == []


def test_without_internet_beside_a_snapshot_and_for_a_list_a_sentence_stands_instead(nowhere):
    assert "cannot be reached" in downloads_of("KE", "live", nowhere).sentences[0]
    assert "snapshot" in downloads_of("KE", "snapshot", nowhere).sentences[0]
    assert "list" in downloads_of("", "live", nowhere).sentences[0]
    assert most_downloaded(KEY, "KE", "live", nowhere) is None
    assert most_downloaded(KEY, "KE", "snapshot", nowhere) is None


def test_the_letter_names_the_one_dataset_that_was_in_most_downloads(server, settings):
    evidence = gather("XT")
    table = links_to_mend(evidence, survey(evidence))
    row = table[table["publisher"] == MUSEUM].iloc[0]
    museum = [d["key"] for d in server.world.datasets if d["title"].startswith(MUSEUM)]
    server.world.downloads = [
        {"datasetKey": key, "totalRecords": 9, "numberDownloads": n, "year": 2026, "month": month}
        for n, key in enumerate(museum, 40)
        for month in (8, 9)
    ]
    datasets = gather_dataset_downloads(row["organization"], "KE", settings, DAY)
    found = most_downloaded(row["organization"], "KE", "live", settings, DAY)
    assert datasets["downloads"].sum() == 2 * (40 + 41 + 42)
    assert (found.dataset, found.downloads) == (museum[2], 84)
    message = mend(row, gather_links(row["organization"], "XT"), found).message
    assert "From 2026-08 to 2026-09, 84 downloads on GBIF held records of your dataset" in message
    assert f"https://www.gbif.org/dataset/{museum[2]}" in message


def test_a_letter_says_nothing_about_downloads_that_nobody_knows():
    evidence = gather("XT")
    row = links_to_mend(evidence, survey(evidence)).iloc[0]
    assert "download" not in mend(row, gather_links(row["organization"], "XT")).message
