"""Make occurrence records by the million, in GBIF's columns: always the same ones, and none of them real."""

from pathlib import Path
from typing import Any

SEED = 20261001

# Each column is a hash of the record's number, so that any number of rows can be made without keeping one.
# Institutions, publishers and species are as unequal as real ones: a few have most of the records.
_RECORDS = f"""
WITH numbered AS (
  SELECT n,
    CAST(POW((HASH(n, {SEED}, 1) % 1000000) / 1000000.0, 3) * 9000 AS INTEGER) AS institution,
    CAST(POW((HASH(n, {SEED}, 2) % 1000000) / 1000000.0, 2) * 40 AS INTEGER) AS publisher,
    CAST(POW((HASH(n, {SEED}, 3) % 1000000) / 1000000.0, 4) * 60000 AS INTEGER) AS species,
    CAST(HASH(n, {SEED}, 4) % 100 AS INTEGER) AS chance,
    CAST(HASH(n, {SEED}, 5) % 30 AS INTEGER) AS place
  FROM range(:rows) AS t(n)
)
SELECT
  CAST(4000000000 + n AS VARCHAR) AS gbifid,
  MD5('dataset' || (institution // 3) || '/' || publisher % 2) AS datasetkey,
  MD5('publisher' || (institution // 4) || '/' || (CASE WHEN institution % 10 = 0 THEN publisher // 20 ELSE 0 END))
    AS publishingorgkey,
  LIST_EXTRACT(['US', 'GB', 'FR', 'DE', 'BR', 'KE', 'ZA', 'XT'], 1 + institution % 8) AS publishingcountry,
  CASE WHEN chance < 80 THEN MD5('institution' || institution) END AS institutionkey,
  CASE WHEN chance < 60 THEN MD5('collection' || institution || '/' || publisher % 2) END AS collectionkey,
  CASE WHEN chance < 97 THEN 'I' || institution END AS institutioncode,
  'C' || (publisher % 2) AS collectioncode,
  LIST_EXTRACT(['PRESERVED_SPECIMEN', 'PRESERVED_SPECIMEN', 'PRESERVED_SPECIMEN', 'HUMAN_OBSERVATION',
    'FOSSIL_SPECIMEN', 'MATERIAL_SAMPLE', 'LIVING_SPECIMEN'],
    1 + (institution + CASE WHEN chance > 90 THEN 1 ELSE 0 END) % 7) AS basisofrecord,
  LIST_EXTRACT(['XT', 'US', 'GB', 'BR', 'KE', 'MG'], 1 + place % 6) AS countrycode,
  LIST_EXTRACT(['Insecta', 'Magnoliopsida', 'Aves', 'Gastropoda', 'Mammalia'], 1 + species % 5) AS "class",
  CAST(1000000 + species AS VARCHAR) AS specieskey,
  'Exemplum specie-' || species AS species,
  CASE WHEN chance < 88 THEN -31.9 + place % 5 + chance / 120.0 END AS decimallatitude,
  CASE WHEN chance < 88 THEN -26.9 + place % 7 + chance / 120.0 END AS decimallongitude,
  CASE WHEN chance < 93 THEN CAST(1870 + (HASH(n, {SEED}, 6) % 155) AS INTEGER) END AS "year",
  CASE WHEN chance = 99 THEN 'ABSENT' ELSE 'PRESENT' END AS occurrencestatus,
  CASE WHEN chance BETWEEN 80 AND 94 THEN ['COORDINATE_ROUNDED', 'INSTITUTION_MATCH_NONE']
    WHEN chance < 10 THEN ['COORDINATE_ROUNDED'] ELSE CAST([] AS VARCHAR[]) END AS issue
FROM numbered
"""


def write_parquet(engine: Any, path: Path, rows: int) -> None:
    """Write so many records as Parquet.

    Parameters
    ----------
    engine : duckdb.DuckDBPyConnection
    path : pathlib.Path
    rows : int
    """
    engine.execute(f"COPY ({_query(rows)}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def write_table(engine: Any, path: Path, rows: int) -> None:
    """Write so many records as a table of text, as a simple download has them: no keys of institutions."""
    engine.execute(
        f"COPY (SELECT * EXCLUDE (institutionkey, collectionkey, publishingcountry, issue), "
        f"ARRAY_TO_STRING(issue, ';') AS issue FROM ({_query(rows)})) "
        f"TO '{path}' (DELIMITER '\t', HEADER, QUOTE '', ESCAPE '')"
    )


def _query(rows: int) -> str:
    return _RECORDS.replace(":rows", str(rows))
