"""Measure how DuckDB reads what GBIF's engine answers, beside pandas: ``python -m benchmarks.engine``.

Up to 50 million made-up records are written (6 GB of free disk) and read in processes of their own.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.records import write_parquet, write_table

RESULTS = Path(__file__).parent / "RESULTS.md"
HEADING = "## What GBIF's engine answers, read on a laptop"
SIZES = (1_000_000, 5_000_000, 10_000_000, 50_000_000)
_PANDAS_UP_TO = 10_000_000

_DUCKDB = """
import sys, time
import duckdb
from coursehelpers.engine.queries import write_query
engine = duckdb.connect(config={"memory_limit": "600MB", "temp_directory": sys.argv[2]})
engine.execute("SET enable_progress_bar = false")
engine.execute(f"CREATE VIEW occurrence AS SELECT * FROM read_parquet('{sys.argv[1]}')")
began = time.perf_counter()
rows = len(engine.execute(write_query("holders", ["XT"])).fetchall())
"""
_PANDAS = """
import sys, time
import pandas as pd
import duckdb
from coursehelpers.gbif.occurrences import SPECIMENS
began = time.perf_counter()
columns = ["institutionkey", "collectionkey", "publishingorgkey", "publishingcountry", "basisofrecord", "countrycode"]
duckdb.sql("SET enable_progress_bar = false")
table = duckdb.sql(f"SELECT {', '.join(columns)}, LIST_CONTAINS(issue, 'INSTITUTION_MATCH_NONE') AS matchnone "
                   f"FROM read_parquet('{sys.argv[1]}')").df()
table = table[table["basisofrecord"].isin(SPECIMENS)]
table["collectedhere"] = table.pop("countrycode").eq("XT")
rows = len(table.groupby([*columns[:-1], "collectedhere", "matchnone"], dropna=False).size())
"""
_ZIP = """
import sys, time
from pathlib import Path
from coursehelpers.engine.answers import read_answer
began = time.perf_counter()
rows = read_answer(Path(sys.argv[1]), ["XT"], folder=Path(sys.argv[2])).rows
"""
_TOLD = """
seconds = time.perf_counter() - began
# What getrusage says would count the process that started this one.
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(seconds, int(peak) / 1000, rows)
"""


def main() -> None:
    """Measure, print, and put the section into RESULTS.md."""
    section = "\n".join(_lines()) + "\n"
    before = RESULTS.read_text(encoding="utf-8").partition(f"\n{HEADING}")[0].rstrip("\n")
    RESULTS.write_text(f"{before}\n\n{section}", encoding="utf-8")
    print(section)


def kept() -> str:
    """Return the section as it was last measured; empty where it never was."""
    found = RESULTS.read_text(encoding="utf-8").partition(f"\n{HEADING}")
    return f"\n{HEADING}{found[2]}" if found[1] else ""


def _lines() -> Iterator[str]:
    yield HEADING
    yield ""
    yield (
        f"{datetime.now(UTC).date().isoformat()}. Made by `python -m benchmarks.engine`: made-up records in GBIF's "
        "columns, the query *holders* unchanged. Each row is a process of its own; DuckDB may use 600 MB and two "
        f"cores (others wanted them too: load {os.getloadavg()[1]:.0f}). "
        "The bar for 50 million is 15 s and 1,000 MB; for a zip of 5 million 10 s and 500 MB."
    )
    yield ""
    yield "| records | file | MB | read by | seconds | peak MB | rows found |"
    yield "|---:|---|---:|---|---:|---:|---:|"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rows in SIZES:
            path = folder / "records.parquet"
            with _engine(folder) as engine:
                write_parquet(engine, path, rows)
            yield _row(rows, "Parquet", path, "DuckDB", _DUCKDB, folder)
            if rows <= _PANDAS_UP_TO:
                yield _row(rows, "Parquet", path, "pandas", _PANDAS, folder)
            path.unlink()
        table, packed = folder / "simple.tsv", folder / "simple.zip"
        with _engine(folder) as engine:
            write_table(engine, table, 5_000_000)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            archive.write(table, "simple.csv")
        table.unlink()
        yield _row(
            5_000_000, "zipped TSV, 15 columns", packed, "DuckDB, after unpacking", _ZIP, folder
        )


def _engine(folder: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202
    import duckdb

    return duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(folder)})


def _row(rows: int, kind: str, path: Path, way: str, script: str, folder: Path) -> str:
    run = subprocess.run(
        [sys.executable, "-c", script + _TOLD, str(path), str(folder)],
        capture_output=True,
        check=True,
        text=True,
    )
    seconds, peak, found = map(float, run.stdout.split())
    size = path.stat().st_size / 1e6
    line = (
        f"| {rows:,} | {kind} | {size:,.0f} | {way} | {seconds:.1f} | {peak:,.0f} | {found:,.0f} |"
    )
    print(line, file=sys.stderr)
    return line


if __name__ == "__main__":
    main()
