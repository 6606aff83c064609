"""Make wrong calls in strange surroundings: the command line answers each with a sentence."""

import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

COUNTRIES = (
    "", " ", "D", "ZZ", "ZZZ", "germany", "Danmark", "DK,XT", "XT;XT,ZZ", ",", "../..", "x/../../../outside", "-", "1",
    "ÄÖ", "\U0001f4a5", "dk\nx", "\udcff", "\u202eTX", "A" * 5_000,
)  # fmt: skip
"""What is no country."""
INPUTS = (
    "", " ", "nothing", "folder", "empty", "binary", "cut.zip", "deep.json", "list.json", "outside.json", "nobody.json",
    "workbook-KE.json", "newer.json", "/dev/null", "n" * 1_000, "loop", "\udcff",
)  # fmt: skip
"""What is no file of the course."""
OUTPUTS = (
    "", " ", "x", "x.doc", ".csv", "folder", "folder.csv", "/proc/x.csv", "full.csv", "loop.csv", "marked.csv",
    "empty/x.csv", "a" * 300 + ".csv",
)  # fmt: skip
"""Where nothing can be saved."""
SURROUNDINGS: tuple[dict[str, str], ...] = (
    {"COURSE_HOME": "empty"}, {"COURSE_HOME": "/dev/null"}, {"COURSE_HOME": "/proc/1/x"}, {"COURSE_HOME": "n" * 1_000},
    {"COURSE_HOME": "damaged"}, {"COURSE_HOME": "list"}, {"COURSE_HOME": "outside"}, {"COURSE_HOME": "nobody"},
    {"COURSE_CACHE": "empty"}, {"COURSE_CACHE": "/dev/null"}, {"COURSE_CACHE": "/proc/x"},
    {"COURSE_SOURCE": "weird"}, {"COURSE_SOURCE": "live"}, {"COURSE_SOURCE": "snapshot"},
    {"GBIF_API_URL": "x"}, {"GBIF_API_URL": "http://"}, {"GBIF_API_URL": "http://["}, {"GBIF_API_URL": "http://a:b"},
    {"GBIF_API_URL": "ftp://a"}, {"GBIF_API_URL": "http://127.0.0.1:99999/v1"}, {"GBIF_API_URL": "\udcff"},
    {"HOME": ""}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LANG": "xx_XX"}, {"LANGUAGE": "../.."}, {"TERM": "dumb"},
    {"PYTHONIOENCODING": "ascii"}, {"COLUMNS": "0"}, {"COLUMNS": "x"}, {"TZ": "x"}, {"PYTHONUNBUFFERED": "1"},
)  # fmt: skip
"""Settings that cannot be, and computers that are strange."""
STREAMS = (
    ">/dev/full",
    ">&-",
    "2>/dev/full",
    "2>&-",
    "<&-",
    ">&- 2>&- <&-",
    "| head -c 1 >/dev/null",
    "| true",
)
"""How a shell may connect the output."""


Verbs = tuple[tuple[str, ...], ...]


class Call(NamedTuple):
    """Describe one call.

    Attributes
    ----------
    arguments : tuple of str
    surroundings : dict of str to str
        Environment variables; ``{"cwd": "gone"}`` for a folder that was deleted.
    stream : str
        How a shell connects the output.
    """

    arguments: tuple[str, ...]
    surroundings: dict[str, str] = {}  # noqa: RUF012
    stream: str = ""


class Called(NamedTuple):
    """Hold what the calls showed.

    Attributes
    ----------
    calls : int
    tracebacks, more_than_a_sentence, strange_status : int
        Calls that printed a traceback, that failed with anything but one line, and that ended in another status
        than 0, 1 or 2.
    worst : list of str
        Some of these calls, and what they said.
    seconds : float
    """

    calls: int
    tracebacks: int
    more_than_a_sentence: int
    strange_status: int
    worst: list[str]
    seconds: float


def calls() -> Iterator[Call]:
    """Return every wrong call."""
    asking: Verbs = (
        ("landscape",), ("evidence",), ("prioritize",), ("sheet", "--out", "s.html"),
        ("landscape", "--snapshot", "xt.zip"),
    )  # fmt: skip
    reading: Verbs = (
        ("check",), ("plan", "--out", "p.md"), ("group", "--out", "g.json"), ("landscape", "--snapshot"),
        ("landscape", "XT", "--rules"), ("prioritize", "XT", "--weights"), ("landscape", "--institutions"),
    )  # fmt: skip
    saving: Verbs = (("landscape", "XT", "--out"), ("evidence", "XT", "--save"), ("start",))
    for verbs, last in ((asking, COUNTRIES), (reading, INPUTS), (saving, OUTPUTS)):
        yield from (Call((*verb, word)) for verb in verbs for word in last)
    for around in (*SURROUNDINGS, {"cwd": "gone"}):
        yield from (Call(words, around) for words in (("status",), ("landscape", "XT"), ("start",)))
    for words in (("landscape", "XT"), ("status",), ("--help",), ("--version",), ("dance",)):
        yield from (Call(words, {}, stream) for stream in STREAMS)
    yield from map(
        Call, [(), ("--",), ("dance",), ("start", "a", "b"), ("group",), ("plan",), ("check",)]
    )
    yield Call(("landscape", "XT", "--format", "yaml"))


def measure(every: int = 1, broken: str = "", longest: float = 1_200.0) -> Called:
    """Make the calls, each as a process of its own.

    Parameters
    ----------
    every : int, optional
        Only each so-manieth.
    broken : str, optional
        One of :data:`benchmarks.soak.broken.WAYS`.
    longest : float, optional
        Seconds after which it stops.
    """
    began = time.monotonic()
    made = tracebacks = more = strange = 0
    worst = []
    # Mixed, always in the same way, so that a run that is cut short has met every kind.
    mixed = random.Random(20261125).sample([*calls()], k=len([*calls()]))
    for call in mixed[::every]:
        if time.monotonic() - began > longest:
            break
        status, said = answered(call, broken)
        made += 1
        traceback = any(word in said for word in ("Traceback", "Exception ignored", "Fatal Python"))
        # What is shown where a call went well (notes, the way) is not an error's sentence.
        lengthy = status != 0 and "2>" not in call.stream and said.count("\n") != 1
        tracebacks += traceback
        more += lengthy and not traceback
        strange += status not in (0, 1, 2)
        if traceback or lengthy or status not in (0, 1, 2):
            worst.append(f"{call} {status} {said[-400:]}")
    return Called(made, tracebacks, more, strange, worst, time.monotonic() - began)


def answered(call: Call, broken: str = "") -> tuple[int, str]:
    """Make one call; return its exit status and what stands on standard error."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _prepare(folder)
        program = "-m coursehelpers"
        if broken:
            (folder / "broken.py").write_text(
                "from benchmarks.soak.broken import break_course\n"
                f"break_course({broken!r})\n"
                "from coursehelpers.__main__ import run\nrun()\n"
            )
            program = "broken.py"
        gone = "mkdir gone; cd gone; rmdir ../gone; " if "cwd" in call.surroundings else ""
        # The status is that of the course, whatever reads its output.
        script = f'set -o pipefail; {gone}"$0" {program} "$@" {call.stream}'
        made = subprocess.run(
            ["bash", "-c", script, sys.executable, *call.arguments],
            cwd=folder, capture_output=True, timeout=120,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                 "HOME": name, "GBIF_API_URL": "http://127.0.0.1:9/v1", "COURSE_CACHE": str(folder / "cache"),
                 **{key: value for key, value in call.surroundings.items() if key != "cwd"}},
        )  # fmt: skip
        return made.returncode, made.stderr.decode("utf-8", "replace")


def _prepare(folder: Path) -> None:
    """Put into a folder what the calls speak of."""
    for name in ("folder", "folder.csv", "damaged", "list", "outside", "nobody"):
        (folder / name).mkdir()
    (folder / "empty").touch()
    (folder / "binary").write_bytes(bytes(range(256)) * 4)
    with zipfile.ZipFile(folder / "xt.zip", "w") as archive:
        archive.writestr("provenance.json", "{}")
    (folder / "cut.zip").write_bytes((folder / "xt.zip").read_bytes()[:-30])
    texts = {
        "deep.json": "[" * 100_000, "list.json": "[1]", "newer.json": '{"version": 99, "country": "DK"}',
        "outside.json": '{"version": 4, "country": "x/../../../outside"}',
        "nobody.json": '{"version": 4, "country": ""}',
        "workbook-KE.json": '{"version": 4, "country": "DK"}',
        "damaged/.coursehelpers.json": "[" * 100_000, "list/.coursehelpers.json": "[1]",
        "outside/.coursehelpers.json": '{"country": "x/../../../outside"}',
        "nobody/.coursehelpers.json": '{"country": "", "notebooks": 1, "parts": [2]}',
        "marked.csv": "mine",
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "marked.csv").chmod(0o444)
    for name, leads_to in (("full.csv", "/dev/full"), ("loop", "loop"), ("loop.csv", "loop.csv")):
        (folder / name).symlink_to(leads_to)
