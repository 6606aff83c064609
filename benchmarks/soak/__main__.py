"""Run every measure for as long as it is allowed, and keep the figures in RESULTS.md: ``make soak``."""

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.soak import command_line, fuzz_readers, saving, stopping

RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Measure, print, and keep what was found; exit status 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description="what an adversary does to the course")
    parser.add_argument(
        "--minutes", type=float, default=60.0, help="the longest that all of it may take"
    )
    # The readers of files have half of it.
    # The calls and the stops each start a process and take the most; all together stay within the bound.
    seconds = parser.parse_args().minutes * 30
    rows, broken = [], 0.0
    for processes, saves in ((2, 500), (10, 100)):
        saved = saving.measure(processes, saves, longest=seconds * 0.1)
        bad = saved.lost + saved.raw + saved.left
        broken += bad
        rows.append(
            f"| {processes} processes save one workbook at once, {saved.acknowledged:,} saves acknowledged | "
            f"{saved.lost} lost, {saved.raw} raw errors, {saved.left} files left | {saved.seconds:.0f} |"
        )
    killed = _killed(700, seconds * 0.15)
    broken += killed["lost"] + killed["left"]
    rows.append(
        f"| SIGKILL while saving, {killed['kills']:,} times ({killed['in_the_middle']:,} left a half-written file) | "
        f"{killed['lost']} lost, {killed['left']} files left after the next save | {killed['seconds']:.0f} |"
    )
    stopped = stopping.measure(25, longest=seconds * 0.25)
    # A run in which nothing was stopped has measured nothing.
    broken += stopped.untrue + stopped.no_130 + stopped.raw + (stopped.after_a_file == 0)
    rows.append(
        f"| SIGINT at {stopped.stops:,} moments of four commands ({stopped.after_a_file:,} after a file was written) | "
        f"{stopped.untrue} untrue sentences, {stopped.no_130} without status 130, {stopped.raw} tracebacks | "
        f"{stopped.seconds:.0f} |"
    )
    called = command_line.measure(longest=seconds * 0.4)
    broken += called.tracebacks + called.more_than_a_sentence + called.strange_status
    rows.append(
        f"| {called.calls:,} wrong calls and environments of the command line | {called.tracebacks} tracebacks, "
        f"{called.more_than_a_sentence} failures without their sentence, {called.strange_status} unknown statuses | "
        f"{called.seconds:.0f} |"
    )
    fuzzed = fuzz_readers.measure(longest=seconds)
    broken += fuzzed.failures
    how = "coverage-guided" if fuzzed.guided else "changed at random"
    rows.append(
        f"| {fuzzed.inputs:,} spoilt files for ten readers, {how} | {fuzzed.failures} neither read nor answered "
        f"with one sentence in two seconds | {fuzzed.seconds:.0f} |"
    )
    lines = [
        "# What an adversary found",
        "",
        "<!-- figures -->",
        "",
        f"{datetime.now(UTC).date().isoformat()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{platform.system()}. Made by `make soak`.",
        "",
        "| tried | found | seconds |",
        "|---|---|---:|",
        *rows,
    ]
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join([*lines, *called.worst, *fuzzed.worst]))
    sys.exit(bool(broken))


def _killed(kills: int, longest: float) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak.killing", str(kills), str(longest)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
