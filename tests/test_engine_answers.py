"""What GBIF's engine answered is read, whatever the file, and used with its date and DOI."""

import importlib.util
import random
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from coursehelpers.cli import main
from coursehelpers.engine import answers
from coursehelpers.engine.answers import read_answer, read_doi
from coursehelpers.engine.queries import QUESTIONS, write_query
from coursehelpers.evidence.cited import count_by_code, keep, kept, recount
from coursehelpers.evidence.gather import gather, gather_links
from coursehelpers.evidence.saved import load, save
from coursehelpers.ground.errors import BadCallError, BrokenFileError, CourseError
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.settings import Settings
from coursehelpers.landscape.links import links_to_mend, mend
from coursehelpers.landscape.survey import survey

duckdb = pytest.importorskip("duckdb")

FOLDER = Path(__file__).resolve().parents[1] / "data" / "training"
DOI = "10.15468/dl.xt0001"
HOLDERS = "\t".join(QUESTIONS["holders"].columns) + "\n"
ROW = "i\tc\tp\tXT\tFOSSIL_SPECIMEN\tyes\tno\t{}\n"


def answer(name):
    return FOLDER / "answers" / f"{name}.zip"


@pytest.fixture
def here(tmp_path):
    return Settings("http://127.0.0.1:9/v1", "auto", tmp_path / "home", tmp_path / "cache")


def text(tmp_path, body, name="answer.tsv"):
    path = tmp_path / name
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return path


def simple(tmp_path, rows, name="simple.tsv"):
    """Write a simple download: GBIF's fifty columns."""
    columns = (
        "gbifID datasetKey occurrenceID kingdom phylum class order family genus species "
        "infraspecificEpithet taxonRank scientificName verbatimScientificName "
        "verbatimScientificNameAuthorship countryCode locality stateProvince occurrenceStatus "
        "individualCount publishingOrgKey decimalLatitude decimalLongitude "
        "coordinateUncertaintyInMeters coordinatePrecision elevation elevationAccuracy depth "
        "depthAccuracy eventDate day month year taxonKey speciesKey basisOfRecord institutionCode "
        "collectionCode catalogNumber recordNumber identifiedBy dateIdentified license rightsHolder "
        "recordedBy typeStatus establishmentMeans lastInterpreted mediaType issue"
    ).split()
    lines = ["\t".join(columns)]
    lines += ["\t".join(str(row.get(column, "")) for column in columns) for row in rows]
    return text(tmp_path, "\n".join(lines) + "\n", name)


BEETLE = {
    "gbifID": "4000000001",
    "class": "Insecta",
    "species": "Exemplum insecta-001",
    "speciesKey": "7",
    "countryCode": "XT",
    "occurrenceStatus": "PRESENT",
    "decimalLatitude": "-30.92",
    "decimalLongitude": "-24.7",
    "year": "1987",
    "basisOfRecord": "PRESERVED_SPECIMEN",
    "institutionCode": "pau",
    "recordedBy": "Nobody Inparticular",
    "identifiedBy": "Somebody Else",
    "issue": "COORDINATE_ROUNDED;INSTITUTION_MATCH_NONE",
}


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_an_answer_is_known_by_its_header_and_nothing_is_lost(question):
    read = read_answer(answer(question), ["XT"], DOI)
    with zipfile.ZipFile(answer(question)) as archive:
        lines = archive.read(archive.namelist()[0]).decode().splitlines()[1:]
    assert read.question == question
    assert (read.rows, read.bad, len(read.tables[question])) == (len(lines), 0, len(lines))
    counted = sum(int(line.rpartition("\t")[2]) for line in lines)
    assert read.tables[question]["records"].sum() == counted
    assert read.made == date(2026, 10, 1)


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_the_query_on_the_records_themselves_gives_the_answer_that_lies_there(question):
    spec = importlib.util.spec_from_file_location("make_training", FOLDER / "make.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    chance = random.Random(maker.SEED)
    groups = maker.occurrence_groups(chance)
    if question in ("gaps", "species"):
        rows = [
            (country, "", "", "", "", country, "", "PRESERVED_SPECIMEN", "XT", [], "PRESENT", name,
             f"XT-{name}-{number}", f"Exemplum {name.lower()}-{number:03}",
             None if decade is None else decade + 3, *(maker.CELLS.get(place, (None, None))), count)
            for (name, number, decade, place, country), count in maker.collected(
                random.Random(maker.SEED), groups
            ).items()
        ]  # fmt: skip
    else:
        rows = [
            (*(row[name] or None for name in ("institutionKey", "collectionKey", "publishingOrg", "datasetKey",
              "institutionCode", "publishingCountry", "collectionCode", "basisOfRecord", "country")),
             row["issues"].split(";"), "PRESENT", None, None, None, None, None, None, int(row["count"]))
            for row in groups
        ]  # fmt: skip
    table = pd.DataFrame(rows, columns=[
        "institutionkey", "collectionkey", "publishingorgkey", "datasetkey", "institutioncode", "publishingcountry",
        "collectioncode", "basisofrecord", "countrycode", "issue", "occurrencestatus", "class", "specieskey",
        "species", "year", "decimallatitude", "decimallongitude", "n"])  # fmt: skip
    with duckdb.connect() as engine:
        engine.register("grouped", table)
        engine.execute(
            "CREATE TABLE occurrence AS SELECT * EXCLUDE n FROM grouped, LATERAL range(n) AS one(number)"
        )
        found = engine.execute(write_query(question, ["XT"])).fetchall()
    expected = read_answer(answer(question)).tables[question]
    expected = expected.astype(object).where(expected.notna(), None)
    assert sorted(map(_row, found)) == sorted(map(_row, expected.itertuples(index=False)))


def _row(values):
    return tuple(
        "" if v is None else str(int(v)) if isinstance(v, float) else str(v) for v in values
    )


def test_facet_and_download_agree_for_the_training_country(here):
    facets = gather("XT", here)
    keep(read_answer(answer("holders"), ["XT"], DOI), "XT", here)
    cited = gather("XT", here)
    assert len(cited.differences) == 0
    for name in ("institutions", "organizations", "published_elsewhere", "linkage"):
        pd.testing.assert_frame_equal(
            *(getattr(found, name).sort_values(list(getattr(found, name))[:1], ignore_index=True)
              for found in (facets, cited))
        )  # fmt: skip
    assert survey(facets).table.equals(survey(cited).table)
    assert DOI in " ".join(survey(cited).notes)


def test_what_no_flag_tells_is_told_by_the_download(here):
    cited = recount(gather("XT", here), [read_answer(answer("holders"), ["XT"])])
    # 2,000 of the marine station without a code, 520 of the university whose code two have.
    assert any("2,520 more specimen records" in note for note in cited.notes)


def test_where_the_two_differ_both_stand_with_their_days(here):
    evidence = gather("XT", here)
    largest = evidence.institutions["linked"].idxmax()
    older = evidence.institutions.assign(linked=evidence.institutions["linked"])
    older.loc[largest, "linked"] = 100
    cited = recount(
        replace(evidence, institutions=older), [read_answer(answer("holders"), ["XT"], DOI)]
    )
    (row,) = cited.differences.itertuples()
    assert (row.what, row.facet, row.download) == ("linked", 100, 205_650)
    assert (row.facet_date, row.download_date) == ("2026-10-01", "2026-10-01")
    assert any("100 by facet, 205,650 by download" in note for note in cited.notes)
    assert cited.institutions.loc[largest, "linked"] == 205_650


def test_numbers_that_are_used_are_cited_under_every_table():
    told = {
        "source": "live",
        "registry_date": "2026-10-01",
        "occurrence_date": "2026-10-01",
        "answers": [{"citation": read_answer(answer("holders"), [], DOI).citation}],
    }
    assert source_line(told, "KE").endswith(
        "Counted by: GBIF occurrence download of 2026-10-01, https://doi.org/10.15468/dl.xt0001."
    )


def test_a_snapshot_keeps_what_was_cited(here, tmp_path):
    keep(read_answer(answer("holders"), ["XT"], DOI), "XT", here)
    save(gather("XT", here), tmp_path / "xt.zip")
    again = load(tmp_path / "xt.zip")
    assert again.provenance["answers"][0]["doi"] == DOI
    assert recount(again, kept("XT", here)).notes == again.notes


def test_links_come_from_the_downloads_and_say_so(here):
    for question in ("holders", "links"):
        keep(read_answer(answer(question), ["XT"], DOI), "XT", here)
    evidence = gather("XT", here)
    rows = links_to_mend(evidence, survey(evidence))
    row = rows[rows["publisher"].str.contains("Fernhill")].iloc[0]
    links = gather_links(row["organization"], "XT", here)
    assert (links.records, links.linked) == (9_600, 900)
    assert list(links.codes.itertuples(index=False, name=None)) == [("FERNH", 8_700)]
    assert f"https://doi.org/{DOI}" in mend(row, links).message


def test_without_a_download_about_links_gbif_is_asked_as_before(here):
    keep(read_answer(answer("holders"), ["XT"], DOI), "XT", here)
    key = gather("XT", here).organizations["key"].iloc[0]
    assert gather_links(key, "XT", here).source == ""


def test_a_damaged_kept_file_is_said_in_one_sentence(here):
    path = keep(read_answer(answer("holders"), ["XT"]), "XT", here)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(BrokenFileError):
        gather("XT", here)


def test_a_simple_download_counts_by_code_and_says_that_it_does(here, tmp_path):
    rows = [BEETLE, BEETLE | {"year": "1991"}, BEETLE | {"institutionCode": "NMX"},
            BEETLE | {"basisOfRecord": "HUMAN_OBSERVATION"}]  # fmt: skip
    read = read_answer(simple(tmp_path, rows), ["XT"])
    assert read.question == "simple"
    assert read.tables["codes"]["records"].sum() == 3
    assert "by code only" in read.report[-1]
    counted = count_by_code(gather("XT", here), read)
    # Two institutions share NMX, so that it counts for neither.
    assert list(counted[["code", "records"]].itertuples(index=False, name=None)) == [("PAU", 2)]
    assert set(read.tables["gaps"]["decade"]) == {1980, 1990}
    assert set(read.tables["species"][["south", "west"]].itertuples(index=False, name=None)) == {
        (-31, -25)
    }


def test_a_coordinate_that_is_none_spoils_no_row(tmp_path):
    rows = [BEETLE | {"decimalLatitude": odd} for odd in ("1e300", "inf", "NaN", "north")]
    read = read_answer(simple(tmp_path, [BEETLE, *rows]), ["XT"])
    assert (read.rows, read.bad) == (5, 0)
    found = read.tables["gaps"].set_index("south")["records"]
    assert found[-31] == 1
    assert found.sum() == 5


def test_a_cell_is_cut_by_letters_and_a_folder_may_have_any_name(tmp_path):
    long = "é" * 150, "é" * 500
    rows = [BEETLE | {"institutionCode": code} for code in long]
    path = simple(tmp_path, rows)
    read = read_answer(path, ["XT"], folder=tmp_path / "O'Brien; it's")
    assert list(read.tables["codes"]["institutioncode"]) == [long[0], "é" * 200]


def test_no_collector_leaves_the_file(here, tmp_path):
    path = simple(tmp_path, [BEETLE, BEETLE])
    # A cut line with names in it is counted, not shown.
    path.write_bytes(path.read_bytes() + b"4000000009\tNobody Inparticular\n")
    read = read_answer(path, ["XT"])
    kept_file = keep(read, "XT", here)
    with zipfile.ZipFile(kept_file) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert (read.rows, read.bad) == (3, 1)
    for told in (everything.decode(), " ".join(read.report)):
        assert "Inparticular" not in told
        assert "Somebody" not in told


def test_bad_rows_are_counted_and_the_first_are_named_by_line(tmp_path):
    body = HOLDERS + ROW.format(5) + "too\tfew\n" + ROW.format("x\ty") + ROW.format("many")
    body += ROW.format(-3) + ROW.format(7)
    read = read_answer(text(tmp_path, body))
    assert (read.rows, read.bad, len(read.tables["holders"])) == (6, 4, 2)
    assert read.first_bad[:2] == ("line 3: too few columns", "line 4: too many columns")
    assert "4 rows could not be used" in " ".join(read.report)


def test_a_field_that_begins_with_a_quotation_mark_is_only_a_field(tmp_path):
    header = "\t".join(QUESTIONS["links"].columns) + "\n"
    body = header + 'p\td\t"Herb\tc\tNO_FLAG\t3\np\td\tB"\tc\tNO_FLAG\t4\n'
    read = read_answer(text(tmp_path, body))
    assert list(read.tables["links"]["institutioncode"]) == ['"Herb', 'B"']


def test_letters_that_are_no_utf8_spoil_one_row_only(tmp_path):
    body = HOLDERS.encode() + b"\xff\xfe" + ROW.format(5).encode() + ROW.format(6).encode()
    read = read_answer(text(tmp_path, body))
    assert (read.bad, read.tables["holders"]["records"].sum()) == (1, 6)


def test_columns_may_stand_in_another_order_and_in_capitals(tmp_path):
    names = [name.upper() for name in reversed(QUESTIONS["world"].columns)]
    body = "\t".join(names) + "\r\n" + "9\tPRESERVED_SPECIMEN\tXT\tp\ti\r\n"
    table = read_answer(text(tmp_path, body)).tables["world"]
    assert table.iloc[0].to_list() == ["i", "p", "XT", "PRESERVED_SPECIMEN", 9]


def test_an_answer_without_a_row_is_an_answer(tmp_path):
    read = read_answer(text(tmp_path, HOLDERS))
    assert (read.rows, len(read.tables["holders"])) == (0, 0)


def parquet(path, query):
    with duckdb.connect() as engine:
        engine.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


_PARQUET = (
    "SELECT 'i' AS institutionkey, 'p' AS publishingorgkey, 'XT' AS publishingcountry, "
    "'FOSSIL_SPECIMEN' AS basisofrecord, n::INTEGER AS records FROM range(1, 4) AS t(n)"
)


def test_parquet_is_read_alone_or_in_parts_in_a_zip(tmp_path):
    path = parquet(tmp_path / "w*rld.parquet", _PARQUET)
    assert read_answer(path).tables["world"]["records"].sum() == 6
    packed = tmp_path / "parts.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, "occurrence.parquet/000000")
        archive.write(path, "../../occurrence.parquet/000001")
    assert read_answer(packed, folder=tmp_path / "work").tables["world"]["records"].sum() == 12
    assert list((tmp_path / "work").iterdir()) == []


def test_a_file_that_is_cut_off_is_refused_in_one_sentence(tmp_path):
    whole = answer("holders").read_bytes()
    table = parquet(tmp_path / "a.parquet", _PARQUET).read_bytes()
    cut = [
        text(tmp_path, whole[:-500], "cut.zip"),
        text(tmp_path, whole[:3000] + bytes([whole[3000] ^ 1]) + whole[3001:], "changed.zip"),
        text(tmp_path, HOLDERS + ROW.format(123)[:-2], "cut.tsv"),
        text(tmp_path, table[: len(table) // 2], "cut.parquet"),
        text(
            tmp_path, table[:20] + bytes(20) + table[40:-8] + table[-8:-4] + b"PAR2", "odd.parquet"
        ),
    ]
    for path in cut:
        with pytest.raises(BrokenFileError, match=r"download it again from your page on GBIF\.$"):
            read_answer(path)


def foreign_files(tmp_path):
    yield text(tmp_path, "name,size\nA,1\n", "sheet.csv")
    yield text(tmp_path, "", "empty.tsv")
    yield text(tmp_path, HOLDERS.replace("matchnone", "records"), "twice.tsv")
    yield text(tmp_path, HOLDERS.replace("\n", "\textra\n"), "more.tsv")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", HOLDERS)
        archive.writestr("b.csv", HOLDERS)
    yield tmp_path / "two.zip"
    with zipfile.ZipFile(tmp_path / "none.zip", "w"):
        pass
    yield tmp_path / "none.zip"
    yield parquet(tmp_path / "other.parquet", "SELECT 1 AS a")


def test_a_foreign_file_is_refused_with_what_to_take_instead(tmp_path):
    for path in foreign_files(tmp_path):
        with pytest.raises(BrokenFileError, match="coursehelpers sql"):
            read_answer(path)


def test_a_darwin_core_archive_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "dwca.zip", "w") as archive:
        archive.writestr("meta.xml", "<archive/>")
        archive.writestr("occurrence.txt", "gbifID\n")
    with pytest.raises(BrokenFileError, match="Darwin Core archive; choose “Simple”"):
        read_answer(tmp_path / "dwca.zip")


def test_a_zip_made_to_fill_a_disk_is_not_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"\0" * 5_000_000)
    with pytest.raises(BrokenFileError, match="do not trust it"):
        read_answer(tmp_path / "bomb.zip")


def test_a_zip_that_needs_more_space_than_there_is_says_how_much(tmp_path, monkeypatch):
    usage = answers.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(answers.shutil, "disk_usage", lambda _folder: usage._replace(free=10))
    with pytest.raises(CourseError, match="--unpack"):
        read_answer(answer("holders"))


def test_without_duckdb_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(CourseError, match="pip install duckdb"):
        read_answer(answer("holders"))


def test_a_doi_is_taken_as_given_and_never_guessed():
    assert read_answer(answer("holders")).doi == ""
    assert "no DOI given" in read_answer(answer("holders")).citation
    assert read_doi(" doi:10.15468/dl.abc123 ") == "10.15468/dl.abc123"
    with pytest.raises(BadCallError, match="is no DOI"):
        read_doi("dl.abc123")


def test_the_command_keeps_an_answer_and_the_landscape_uses_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    call = ["evidence", "XT", "--download", str(answer("holders")), "--doi", DOI]
    assert main(call) == 0
    said = capsys.readouterr().out
    assert "rows were read from holders.zip" in said
    assert "remove it to go back" in said
    assert main(["landscape", "XT"]) == 0
    assert DOI in capsys.readouterr().out
    assert main(["evidence", "--download", str(answer("holders"))]) == 2
    assert main(["evidence", "XT", "--download", str(tmp_path / "none.zip")]) == 1
    assert "There is no file" in capsys.readouterr().err
