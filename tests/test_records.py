"""A million made-up records: the queries on them give one answer, by whatever reads them."""

import importlib.util
import shutil
from collections import Counter

import pytest
from benchmarks.records import write_parquet, write_table

from coursehelpers.engine.answers import read_answer
from coursehelpers.engine.queries import QUESTIONS, write_query
from coursehelpers.gbif.occurrences import SPECIMENS

duckdb = pytest.importorskip("duckdb")


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    path = tmp_path_factory.mktemp("records") / "records.parquet"
    with duckdb.connect() as engine:
        write_parquet(engine, path, 20_000)
    return path


def ask(path, question):
    with duckdb.connect() as engine:
        engine.execute(f"CREATE VIEW occurrence AS SELECT * FROM read_parquet('{path}')")
        return engine.execute(write_query(question, ["XT"])).fetchall()


def same(rows):
    return Counter(
        tuple(
            "" if v is None or v != v else str(int(v)) if isinstance(v, float) else str(v)
            for v in row
        )
        for row in rows
    )


def test_the_same_records_are_made_each_time(records, tmp_path):
    with duckdb.connect() as engine:
        write_parquet(engine, tmp_path / "again.parquet", 20_000)
        query = "SELECT SUM(HASH(CAST(t AS VARCHAR))) FROM read_parquet('{}') AS t"
        sums = {
            engine.execute(query.format(path)).fetchone()
            for path in (records, tmp_path / "again.parquet")
        }
    assert len(sums) == 1


def test_holders_are_what_pandas_counts(records):
    table = duckdb.sql(f"SELECT * FROM read_parquet('{records}')").df()
    table = table[table["basisofrecord"].isin(SPECIMENS)]
    table["collectedhere"] = table["countrycode"].eq("XT").map({True: "yes", False: "no"})
    table["matchnone"] = table["issue"].map(
        lambda flags: "yes" if "INSTITUTION_MATCH_NONE" in flags else "no"
    )
    columns = list(QUESTIONS["holders"].columns[:-1])
    counted = table.groupby(columns, dropna=False).size().reset_index().astype(object)
    assert same(ask(records, "holders")) == same(
        counted.where(counted.notna(), None).itertuples(index=False)
    )


def test_a_simple_download_of_the_same_records_counts_the_same_cells_and_species(records, tmp_path):
    path = tmp_path / "simple.tsv"
    with duckdb.connect() as engine:
        write_table(engine, path, 20_000)
    read = read_answer(path, ["XT"])
    assert (read.rows, read.bad) == (20_000, 0)
    assert read.tables["codes"]["records"].sum() == sum(row[-1] for row in ask(records, "holders"))
    assert read.tables["gaps"]["records"].sum() == sum(row[-1] for row in ask(records, "gaps"))
    species = read.tables["species"].astype(object)
    assert same(species.where(species.notna(), None).itertuples(index=False)) == same(
        ask(records, "species")
    )


@pytest.mark.long
def test_a_million_records_are_read_whole_and_in_little_memory(tmp_path):
    path = tmp_path / "million.tsv"
    with duckdb.connect() as engine:
        write_table(engine, path, 1_000_000)
    read = read_answer(path, ["XT"], folder=tmp_path / "work")
    assert (read.rows, read.bad) == (1_000_000, 0)
    with duckdb.connect() as engine:
        write_parquet(engine, tmp_path / "million.parquet", 1_000_000)
    for question in QUESTIONS:
        rows = ask(tmp_path / "million.parquet", question)
        assert sum(row[-1] for row in rows) > 10_000


@pytest.mark.long
@pytest.mark.parametrize("question", list(QUESTIONS))
def test_spark_answers_the_same_as_duckdb(records, spark, question):
    spark.read.parquet(str(records)).createOrReplaceTempView("occurrence")
    found = spark.sql(write_query(question, ["XT"])).collect()
    assert same(tuple(row) for row in found) == same(ask(records, question))


@pytest.fixture(scope="module")
def spark():
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("Spark is tried only where pyspark and Java are installed")
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        # GBIF's dialect quotes names as the standard does; Spark by itself takes them for texts.
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.sql.ansi.doubleQuotedIdentifiers", "true")
        .getOrCreate()
    )
    yield session
    session.stop()
