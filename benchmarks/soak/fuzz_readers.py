"""Feed spoilt files to every reader of files that people bring, and count what is no sentence.

    python -m benchmarks.soak.fuzz_readers --seconds 300 [--keep]

A coverage-guided fuzzer (atheris, of the extra ``soak``) makes the inputs; where it is not installed, a plain loop
changes the seeds. An input fails if a reader raises anything but a :class:`CourseError`, takes longer than
two seconds, or if what it read cannot be written again. Exit status 1 if any does; each kind of failure is kept
with its input in ``--failures``.
``--keep`` puts the inputs that reach most of the code into ``corpus.zip`` beside this file, from which the next run
begins.
"""

import argparse
import csv
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

CORPUS = Path(__file__).with_name("corpus.zip")
LONGEST = 2.0
"""Seconds of processor time that a file may take."""
_KEPT_BYTES, _KEPT_FILES = 6_000, 250
"""How much of the corpus is kept in the repository."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><workbookPr date1904="0"/><sheets>'
    '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="r1" Type="{_LINKS}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><dimension ref="A1"/><sheetData>'
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>note</t></is></c></row>'
    '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>46351</v></c><c r="C2"><f>A1</f></c></row>'
    "</sheetData></worksheet>",
    "xl/sharedStrings.xml": "<sst><si><t>key</t></si><si><r><t>a</t></r><rPh><t>x</t></rPh></si></sst>",
    "xl/styles.xml": '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
}
_SECOND_PART = list(_PARTS)


def _zipped(members: dict[str, bytes | str]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return body.getvalue()


class Trial:
    """Give one input to the reader that its first byte names.

    Parameters
    ----------
    folder : pathlib.Path
        For the file of the moment.
    """

    def __init__(self, folder: Path) -> None:
        from coursehelpers.evidence import gather, snapshot
        from coursehelpers.evidence.tables import TABLES
        from coursehelpers.landscape.survey import survey
        from coursehelpers.workbook.file import PAGES, SECTIONS

        self.folder = folder
        self.landscape = survey(gather.gather("XT"))
        self.sections = [*SECTIONS, *PAGES]
        self.tables = TABLES
        path = folder / "xt.zip"
        snapshot.save(
            path,
            {n: getattr(gather.gather("XT"), n).head(2) for n in TABLES},
            TABLES,
            {"country": "XT", "notes": ["an exercise"], **gather.gather("XT").provenance},
        )
        self.small = path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            self.members = {name: archive.read(name) for name in archive.namelist()}
        self.ways: list[Callable[[bytes], None]] = [
            self.csv,
            self.spreadsheet,
            self.inside_spreadsheet,
            self.workbook,
            self.shared,
            self.rules,
            self.criteria,
            self.keys,
            self.snapshot,
            self.inside_snapshot,
        ]

    def __call__(self, body: bytes) -> None:
        """Try one input."""
        if body:
            self.ways[body[0] % len(self.ways)](body[1:])

    def file(self, name: str, body: bytes) -> Path:
        """Write the file of the moment."""
        path = self.folder / name
        path.write_bytes(body)
        return path

    def csv(self, body: bytes) -> None:
        """Load one list or page of the workbook, and save it again."""
        from coursehelpers.workbook.file import Workbook
        from coursehelpers.workbook.spreadsheets import load_section, save_section

        section = self.sections[body[0] % len(self.sections)] if body else "risks"
        book = Workbook(country="XT")
        load_section(book, section, self.file("a.csv", body[1:]))
        save_section(book, section, self.folder / "b.csv")
        again = Workbook(country="XT")
        load_section(again, section, self.folder / "b.csv")

    def spreadsheet(self, body: bytes) -> None:
        """Read a spreadsheet, zip and all."""
        from coursehelpers.reading.table import read_working

        read_working(self.file("a.xlsx", body), ["note"])

    def inside_spreadsheet(self, body: bytes) -> None:
        """Put the input in the place of one part of a whole spreadsheet."""
        from coursehelpers.reading.table import read_working
        from coursehelpers.workbook.file import Workbook
        from coursehelpers.workbook.spreadsheets import load_section

        part = _SECOND_PART[body[0] % len(_PARTS)] if body else _SECOND_PART[0]
        path = self.file("a.xlsx", _zipped({**_PARTS, part: body[1:]}))
        from coursehelpers.ground.errors import CourseError

        with suppress(CourseError):
            load_section(Workbook(country="XT"), "steps", path)
        read_working(path, ["note"])

    def workbook(self, body: bytes) -> None:
        """Check a workbook, write it again, and put the training country into its order."""
        from coursehelpers.order.calling_order import prioritize
        from coursehelpers.workbook.file import check_workbook, load_workbook

        path = self.file("workbook-XT.json", body)
        check_workbook(path)
        book = load_workbook(path)
        book.model_dump_json()
        prioritize(self.landscape, book)

    def shared(self, body: bytes) -> None:
        """Put one shared file into a group."""
        from coursehelpers.stakeholders.group import gather_group, to_object

        to_object(gather_group([self.file("shared.json", body)]))

    def rules(self, body: bytes) -> None:
        """Read a trainer's own thresholds."""
        from coursehelpers.landscape.survey import read_rules

        read_rules(self.file("rules.toml", body))

    def criteria(self, body: bytes) -> None:
        """Read a learner's own criteria."""
        from coursehelpers.order.calling_order import read_criteria

        read_criteria(self.file("criteria.toml", body))

    def keys(self, body: bytes) -> None:
        """Read a list of institutions."""
        from coursehelpers.evidence.keys import read_keys

        read_keys(self.file("keys.txt", body))

    def snapshot(self, body: bytes) -> None:
        """Load a snapshot, zip and all."""
        from coursehelpers.evidence import saved

        saved.load(self.file("a.zip", body))

    def inside_snapshot(self, body: bytes) -> None:
        """Put the input in the place of one member of a whole snapshot, and survey what it says."""
        from coursehelpers.documents.text import to_csv, to_json, to_lines
        from coursehelpers.evidence import saved
        from coursehelpers.evidence.tables import TABLES
        from coursehelpers.landscape.report import to_object
        from coursehelpers.landscape.survey import survey

        names = sorted(self.members)
        name = names[body[0] % len(names)] if body else names[0]
        members = {**self.members, name: body[1:]}
        if name != "SHA256SUMS":
            members["SHA256SUMS"] = "".join(
                f"{hashlib.sha256(told).hexdigest()}  {one}\n" for one, told in members.items()
            ).encode()
        found = saved.load(self.file("a.zip", _zipped(dict(members))))
        to_json(to_object(survey(found)))
        for one in TABLES:
            to_lines(getattr(found, one).head(3))
            to_csv(getattr(found, one).head(3), TABLES[one])

    def seeds(self) -> Iterator[bytes]:
        """Make whole files of each kind, from which the fuzzer begins."""
        from coursehelpers.ground.settings import data_file
        from coursehelpers.workbook.file import Workbook
        from coursehelpers.workbook.spreadsheets import _row_model, columns_of

        for number, section in enumerate(self.sections):
            columns = columns_of(_row_model(section))
            text = io.StringIO()
            rows = csv.writer(text, delimiter=",;\t"[number % 3])
            rows.writerow(columns)
            rows.writerow(
                ["2026-11-25" if c.dtype.startswith("date") else "1,234" for c in columns.values()]
            )
            encoding = ("utf-8", "utf-8-sig", "utf-16", "cp1252")[number % 4]
            yield bytes([0, number]) + text.getvalue().encode(encoding)
        yield bytes([0, 15]) + "sep=;\nrisk;effect\nZoë à Nîmes;3\n".encode("cp1252")
        yield bytes([1]) + _zipped(dict(_PARTS))
        for number, part in enumerate(_SECOND_PART):
            yield bytes([2, number]) + _PARTS[part].encode()
        yield bytes([3]) + Workbook(country="XT").model_dump_json().encode()
        entries = {
            "version": 3,
            "country": "XT",
            "stakeholders": [{"key": "a", "name": "a", "kind": "x", "power": 4}],
            "ties": [{"one": "a", "other": "b"}],
            "steps": [{"activity": "call", "begins": "2026-11-25"}],
        }
        yield bytes([3]) + json.dumps(entries).encode()
        shared = {"format": "coursehelpers-shared", "version": 1, "country": "XT"}
        rows_ = {
            "kinds": [{"kind": "x", "power": 1, "interest": 2}],
            "cards": [{"card": 1, "power": 1, "interest": 2}],
        }
        yield bytes([4]) + json.dumps(shared | rows_).encode()
        yield bytes([5]) + data_file("landscape_rules.toml").read_bytes()
        yield bytes([6]) + b'[waves]\nnow = 4\n[[criteria]]\nname = "gap"\nweight = 2\n'
        yield bytes([7]) + b"key\tname\n00000000-0000-4000-8000-000000000001\tA\n"
        yield (
            bytes([7])
            + b"https://example.org/institution/00000000-0000-4000-8000-000000000001 # a\n"
        )
        yield bytes([8]) + self.small
        for number, name in enumerate(sorted(self.members)):
            yield bytes([9, number]) + self.members[name]


class Report:
    """Count inputs and failures, and keep the first input of each kind of failure."""

    def __init__(self, trial: Trial, folder: Path) -> None:
        self.trial, self.folder = trial, folder
        self.ways: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.sentences = 0
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, body: bytes) -> None:
        """Try one input, and say what came of it."""
        from coursehelpers.ground.characters import printable
        from coursehelpers.ground.errors import CourseError

        name = self.trial.ways[body[0] % len(self.trial.ways)].__name__ if body else "nothing"
        self.ways[name] += 1
        began = time.process_time()
        try:
            self.trial(body)
        except CourseError as error:
            self.sentences += 1
            if str(error) != printable(str(error), "line"):
                self.fail(f"{name}: no one printable sentence", body)
        except RecursionError:
            self.fail(f"{name}: RecursionError", body)
        except Exception as error:
            last = next(
                (
                    frame
                    for frame in reversed(traceback.extract_tb(error.__traceback__))
                    if "coursehelpers" in frame.filename
                ),
                None,
            )
            where = f"{Path(last.filename).name}:{last.lineno}" if last else "?"
            self.fail(f"{name}: {type(error).__name__} at {where}", body)
        if time.process_time() - began > LONGEST:
            self.fail(f"{name}: longer than {LONGEST:.0f} s", body)
        if sum(self.ways.values()) % 100 == 0:
            self.save()

    def fail(self, kind: str, body: bytes) -> None:
        """Count a failure; the first of its kind is kept."""
        self.failures[kind] += 1
        if self.failures[kind] == 1:
            stem = hashlib.sha256(kind.encode()).hexdigest()[:12]
            (self.folder / f"{stem}.bin").write_bytes(body)
            (self.folder / f"{stem}.txt").write_text(kind + "\n\n" + traceback.format_exc())
            self.save()

    def save(self) -> None:
        """Save what is known: the fuzzer ends this process without a word."""
        told = {
            "ways": self.ways,
            "sentences": self.sentences,
            "failures": self.failures,
        }
        (self.folder / "report.json").write_text(json.dumps(told))


def _quick() -> str | None:
    """Find a folder in memory, where there is one: each input is a file."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _fuzz(seconds: int, corpus: Path, failures: Path, seed: int) -> None:
    """Run in a process of its own: the fuzzer ends it."""
    # Its module names itself only in part, which a checker of types would doubt.
    atheris: Any = import_module("atheris")

    with atheris.instrument_imports(include=["coursehelpers"]):
        import coursehelpers.evidence.keys
        import coursehelpers.evidence.saved
        import coursehelpers.landscape.survey
        import coursehelpers.order.calling_order
        import coursehelpers.reading.table
        import coursehelpers.stakeholders.group
        import coursehelpers.workbook.spreadsheets  # noqa: F401
    folder = Path(tempfile.mkdtemp(dir=_quick()))
    report = Report(Trial(folder), failures)
    options = [
        f"-max_total_time={seconds}",
        "-max_len=20000",
        "-timeout=60",
        "-rss_limit_mb=2048",
        f"-seed={seed}",
        "-verbosity=0",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], report)
    atheris.Fuzz()


def change_seeds(inputs: int, seconds: float, report: "Report", corpus: Path, seed: int) -> None:
    """Change seeds at random: for computers without the fuzzer, and for a quick look.

    Parameters
    ----------
    inputs : int
        How many at most.
    seconds : float
        How long at most.
    report : Report
        Tries and counts them.
    corpus : pathlib.Path
        A folder of seeds.
    seed : int
        Of the changes.
    """
    chance = random.Random(seed)
    seeds = [path.read_bytes() for path in sorted(corpus.iterdir())]
    end = time.monotonic() + seconds
    for _input in range(inputs):
        if time.monotonic() > end:
            break
        body = bytearray(chance.choice(seeds))
        for _change in range(chance.randint(1, 6)):
            at = chance.randrange(1, len(body) + 1)
            match chance.randrange(4):
                case 0:
                    body[at:at] = chance.choice(_TOKENS)
                case 1:
                    del body[at : at + chance.randint(1, 40)]
                case 2:
                    body[at : at + 1] = bytes([chance.randrange(256)])
                case _:
                    other = chance.choice(seeds)
                    begin = chance.randrange(len(other))
                    body[at:at] = other[begin : begin + chance.randint(1, 60)]
        report(bytes(body[:20_000]))
    report.save()


_TOKENS: Sequence[bytes] = [
    b'"', b"'", b",", b";", b"\t", b"\n", b"\r", b"\0", b"\x1b[31m", b"\xff\xfe", b"\xef\xbb\xbf", b"[" * 500,
    b"{" * 500, b"9" * 400, b"-", b"1e999", b"NaN", b"null", b"5", b"[]", b"{}", b'"\\ud800"', b"<a>", b"&x;",
    b"\xe2\x80\xae", b"2026-13-45", b"1.234,5", b"=1+1", b"../../x",
]  # fmt: skip


class Fuzzed(NamedTuple):
    """Say what came of it.

    Attributes
    ----------
    inputs : int
        Files that were tried.
    failures : int
        Those that were neither read nor answered with one printable sentence within two seconds.
    guided : bool
        Whether the coverage-guided fuzzer made them.
    seconds : float
    worst : tuple of str
        The kinds of failure, each with its number, and the numbers of each reader.
    """

    inputs: int
    failures: int
    guided: bool
    seconds: float
    worst: tuple[str, ...]


def measure(
    longest: float, seed: int = 1, failures: Path = Path("_build/fuzz"), *, keep: bool = False
) -> Fuzzed:
    """Try files for so many seconds.

    Parameters
    ----------
    longest : float
        Seconds.
    seed : int, optional
    failures : pathlib.Path, optional
        Folder for the first input of each kind of failure.
    keep : bool, optional
        Whether what reached most of the code is kept for the next time.
    """
    began = time.monotonic()
    os.environ["COURSE_HOME"] = tempfile.mkdtemp(prefix="fuzz-")
    failures.mkdir(parents=True, exist_ok=True)
    (failures / "report.json").unlink(missing_ok=True)
    corpus = make_corpus()
    guided = find_spec("atheris") is not None
    if guided:
        words = [sys.executable, "-m", "benchmarks.soak.fuzz_readers", "--within", str(corpus)]
        words += ["--seconds", str(round(longest)), "--failures", str(failures)]
        done = subprocess.run(
            [*words, "--seed", str(seed)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            # The fuzzer itself stops at what no Python catches: too much memory, a crash, a minute.
            return Fuzzed(0, 1, guided, time.monotonic() - began, (done.stderr[-2_000:],))
    else:
        report = Report(Trial(Path(tempfile.mkdtemp(dir=_quick()))), failures)
        change_seeds(10**9, longest, report, corpus, seed)
    told: dict[str, Any] = json.loads((failures / "report.json").read_text())
    if keep:
        _keep(corpus)
    lines = [f"{count:9,}  {name}" for name, count in sorted(told["ways"].items())]
    lines += [f"{told['sentences']:9,}  answered with a sentence"]
    lines += [f"{count:9,}  FAILED: {kind}" for kind, count in told["failures"].items()]
    return Fuzzed(
        inputs=sum(told["ways"].values()),
        failures=sum(told["failures"].values()),
        guided=guided,
        seconds=time.monotonic() - began,
        worst=tuple(lines),
    )


def make_corpus() -> Path:
    """Put the seeds, and what earlier runs have kept, into a folder."""
    corpus = Path(tempfile.mkdtemp(prefix="corpus-"))
    for body in Trial(Path(tempfile.mkdtemp(prefix="seeds-"))).seeds():
        (corpus / hashlib.sha256(body).hexdigest()[:16]).write_bytes(body)
    if CORPUS.is_file():
        with zipfile.ZipFile(CORPUS) as archive:
            for name in archive.namelist():
                (corpus / Path(name).name).write_bytes(archive.read(name))
    return corpus


def main() -> int:
    """Run the fuzzer, print what it found, and return the exit status."""
    parser = argparse.ArgumentParser(description="feed spoilt files to every reader")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="keep the corpus beside this file")
    parser.add_argument("--failures", type=Path, default=Path("_build/fuzz"))
    parser.add_argument("--within", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.within:
        _fuzz(asked.seconds, asked.within, asked.failures, asked.seed)
        return 0
    found = measure(asked.seconds, asked.seed, asked.failures, keep=asked.keep)
    how = "coverage-guided" if found.guided else "random changes"
    print(f"{how}, {found.seconds:.0f} s: {found.inputs:,} inputs, {found.failures:,} failures")
    print("\n".join(found.worst))
    return 1 if found.failures else 0


def _keep(corpus: Path) -> None:
    """Keep the smallest inputs, the same number for each reader."""
    by_reader: dict[int, list[Path]] = {}
    for path in sorted(corpus.iterdir(), key=lambda path: (path.stat().st_size, path.name)):
        body = path.read_bytes()
        if body and len(body) <= _KEPT_BYTES:
            by_reader.setdefault(body[0] % 10, []).append(path)
    with zipfile.ZipFile(CORPUS, "w", zipfile.ZIP_DEFLATED) as archive:
        for paths in by_reader.values():
            for path in paths[-(_KEPT_FILES // 10) :]:
                archive.writestr(
                    zipfile.ZipInfo(path.name, (1980, 1, 1, 0, 0, 0)), path.read_bytes()
                )


if __name__ == "__main__":
    sys.exit(main())
