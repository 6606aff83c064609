"""Measure the course on the real institutions of May 2023, on a local server: ``make bench``.

The server answers after 50 ms, as a fair line to GBIF might. Nothing leaves this computer.
"""

import gzip
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.gbif_api import GbifServer, World, pygbif_at

from benchmarks import engine, room
from benchmarks.usual_way import institutions_with_counts
from coursehelpers.evidence.gather import gather
from coursehelpers.evidence.tables import Evidence
from coursehelpers.gbif import grscicoll, privacy
from coursehelpers.ground.settings import Settings
from coursehelpers.ground.tables import tidy
from coursehelpers.landscape.survey import survey

ROOT = Path(__file__).resolve().parents[1]
WORLD = ROOT.parent / "shared" / "data" / "world"
LATENCY = 0.05


class Cost(NamedTuple):
    """Say what one way of asking cost."""

    way: str
    country: str
    institutions: int
    requests: int
    kilobytes: int
    seconds: float


def main() -> None:
    """Measure everything, print it, and keep it in RESULTS.md."""
    if not WORLD.is_dir():
        sys.exit(
            f"The benchmarks need the institutions of May 2023 in {WORLD}; put them there and run again."
        )
    costs = list(_ways())
    lines = [
        "# Benchmarks",
        "",
        f"{datetime.now(UTC).date().isoformat()}, {_machine()}. Made by `make bench`.",
        "",
        "## A country: requests, bytes and seconds",
        "",
        "Local server, 50 ms for each answer, real institutions of May 2023 with made-up counts. “pygbif” is version "
        "0.7.0, paged with its defaults, plus one count of linked records for each institution.",
        "",
        "| country | institutions | way | requests | kB received | seconds |",
        "|---|---:|---|---:|---:|---:|",
        *(
            f"| {c.country} | {c.institutions:,} | {c.way} | {c.requests:,} | {c.kilobytes:,} | {c.seconds:.2f} |"
            for c in costs
        ),
        "",
        "## The calling order: seconds by institutions and draws",
        "",
        "Made-up values under nine criteria, four of ten unknown; each draw takes other weights and other unknowns. "
        "Each row is a process of its own; the peak is of the whole process, Python and pandas included. "
        "The bar for 2,570 institutions and 5,000 draws is 3 s and 500 MB.",
        "",
        "| institutions | draws | seconds | peak MB |",
        "|---:|---:|---:|---:|",
        *_orders(),
        "",
        "## Everything else",
        "",
        "| what | measured | bar |",
        "|---|---:|---:|",
        *_rest(),
    ]
    # A room's minutes and fifty million records are measured apart, and seldom.
    text = "\n".join(lines) + "\n" + room.kept() + engine.kept()
    (Path(__file__).parent / "RESULTS.md").write_text(text, encoding="utf-8")
    print(text)


def _machine() -> str:
    with Path("/proc/cpuinfo").open() as cpus:
        model = next(
            (line.split(":")[1].strip() for line in cpus if line.startswith("model name")), "?"
        )
    return (
        f"{os.cpu_count()} cores ({model}), Python {platform.python_version()}, {platform.system()}"
    )


def _ways() -> Iterator[Cost]:
    world = World.from_folder(WORLD)
    sizes = Counter((i.get("address") or {}).get("country") for i in world.institutions)
    small = min((code for code in sizes if code), key=lambda code: (abs(sizes[code] - 60), code))
    with GbifServer(world, latency=LATENCY) as server, tempfile.TemporaryDirectory() as folder:
        for country in ("US", "GB", small):
            # A cache for each country: some answers serve all countries, and would be warm for the second.
            settings = Settings(server.url, "live", Path(folder), Path(folder) / country)
            yield _measured(server, "ours, cold", country, partial(_ours, settings))
            yield _measured(server, "ours, warm", country, partial(_ours, settings))
            with pygbif_at(server.url):
                yield _measured(server, "pygbif", country, _pygbif)


def _ours(settings: Settings, country: str) -> int:
    return len(gather(country, settings).institutions)


def _pygbif(country: str) -> int:
    return len(institutions_with_counts(country))


def _measured(server: GbifServer, way: str, country: str, ask: Callable[[str], int]) -> Cost:
    server.clear()
    began = time.perf_counter()
    found = ask(country)
    seconds = time.perf_counter() - began
    return Cost(way, country, found, len(server.requests), round(server.bytes_sent / 1000), seconds)


_SIZES = (
    (10, 5_000),
    (200, 5_000),
    (2_570, 500),
    (2_570, 1_000),
    (2_570, 5_000),
    (2_570, 10_000),
    (2_570, 20_000),
    (8_135, 5_000),
)
_ORDER = """
import sys, time
import numpy as np, pandas as pd
from coursehelpers.order.scores import draw_weights, ranks_in_draws, robustness
institutions, draws = map(int, sys.argv[1:])
random = np.random.default_rng(1)
values = pd.DataFrame(random.random((institutions, 9)), columns=list("abcdefghi"))
values = values.mask(random.random(values.shape) < 0.4)
weights = pd.Series(1.0, index=values.columns)
began = time.perf_counter()
robustness(ranks_in_draws(values, draw_weights(weights, draws, 20)), 5)
seconds = time.perf_counter() - began
# What getrusage says would count the process that started this one.
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(seconds, int(peak) / 1000)
"""


def _orders() -> Iterator[str]:
    for institutions, draws in _SIZES:
        run = subprocess.run(
            [sys.executable, "-c", _ORDER, str(institutions), str(draws)],
            capture_output=True,
            check=True,
            text=True,
        )
        seconds, megabytes = map(float, run.stdout.split())
        yield f"| {institutions:,} | {draws:,} | {seconds:.2f} | {megabytes:.0f} |"


def _rest() -> Iterator[str]:
    yield f"| `import coursehelpers`, best of five | {_import_seconds():.3f} s | 0.15 s |"
    evidence = _all_institutions()
    began = time.perf_counter()
    landscape = survey(evidence)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    yield f"| landscape of {len(landscape.table):,} institutions | {seconds:.2f} s | 2 s |"
    yield f"| peak memory of the process | {peak:.0f} MB | 1,000 MB |"


def _import_seconds() -> float:
    script = (
        "import time; t = time.perf_counter(); import coursehelpers; print(time.perf_counter() - t)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
        for _turn in range(5)
    ]
    return min(float(run.stdout) for run in runs)


def _all_institutions() -> Evidence:
    with gzip.open(WORLD / "institutions.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    counts = json.loads((WORLD / "occurrence_counts.synthetic.json").read_text(encoding="utf-8"))
    table = tidy(privacy.scrub(records, "/grscicoll/institution"), grscicoll.INSTITUTIONS)
    linked = table["key"].map(counts).fillna(0).astype("Int64")
    training = gather("XT")
    return replace(
        training, institutions=table.assign(linked=linked), collections=training.collections.head(0)
    )


if __name__ == "__main__":
    main()
