"""Stop a command by Ctrl+C at every moment: it says truly which files it had written."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

COMMANDS = (
    ("start", "lessons"),
    ("evidence", "XT", "--save", "xt.zip"),
    ("landscape", "XT", "--out", "xt.csv"),
    ("plan", "workbook-XT.json", "--out", "plan.md"),
)
"""Commands that write files, into the folder that they are called in."""

_PROGRAM = (
    "import os, sys\n"
    "from benchmarks.soak.broken import break_course\n"
    "break_course(sys.argv.pop(1))\n"
    "from coursehelpers.__main__ import run\n"
    "os.write(int(sys.argv.pop(1)), b'x')\n"
    "run()\n"
)
_WHOLE = "from coursehelpers.__main__ import run; import os, sys; os.write(int(sys.argv.pop(1)), b'x'); run()"


class Stopped(NamedTuple):
    """Hold what the stops showed.

    Attributes
    ----------
    stops, after_a_file : int
        How many commands were stopped, and how many of them had written something by then.
    finished : int
        How many were done before the signal came.
    untrue, no_130, raw : int
        Stops that named other files than were there, that ended in another status than 130, and that printed
        anything but one sentence.
    seconds : float
    """

    stops: int
    after_a_file: int
    finished: int
    untrue: int
    no_130: int
    raw: int
    seconds: float


def measure(moments: int, broken: str = "", longest: float = 600.0) -> Stopped:
    """Stop each command at so many moments from its first to its last, and as often once it has written files.

    Parameters
    ----------
    moments : int
    broken : str, optional
        One of :data:`benchmarks.soak.broken.WAYS`.
    longest : float, optional
        Seconds after which it stops.
    """
    began = time.monotonic()
    stops = after = finished = untrue = other = raw = 0
    for command in COMMANDS:
        _status, _said, files, whole = _run(command, broken, longest)
        # By the clock, and as soon as so many files are there.
        tries = [(whole * (n + 0.1) / moments, 1_000) for n in range(moments)]
        tries += [(longest, 1 + n % len(files)) for n in range(moments)]
        for pause, wanted in tries:
            if time.monotonic() - began > longest:
                break
            status, said, there, _took = _run(command, broken, pause, wanted)
            if "Stopped" not in said and status == 0:
                finished += 1
                continue
            stops += 1
            after += bool(there)
            other += status != 130
            raw += said.count("\n") != 1 or "Traceback" in said
            named = {name for name in there if f"{os.sep}{name} " in said.replace(",", " ")}
            untrue += named != there or (not there) != ("no file was written" in said)
    return Stopped(stops, after, finished, untrue, other, raw, time.monotonic() - began)


def _run(
    command: tuple[str, ...], broken: str, pause: float, wanted: int = 1_000
) -> tuple[int, str, set[str], float]:
    """Run a command, and stop it after a pause or as soon as so many files are there.

    Returns
    -------
    tuple
        Its exit status and standard error, the files that it wrote, and the seconds it took.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "workbook-XT.json").write_text(
            '{"version": 3, "country": "XT"}', encoding="utf-8"
        )
        reader, writer = os.pipe()
        program = [_PROGRAM, broken] if broken else [_WHOLE]
        process = subprocess.Popen(
            [sys.executable, "-c", *program, str(writer), *command],
            # A measure that runs in the background would hand on that this signal is ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            cwd=folder, pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                 "COURSE_SOURCE": "training", "COURSE_CACHE": str(folder / "cache"),
                 "COURSE_HOME": str(folder / "my-course")},
        )  # fmt: skip
        os.close(writer)
        with os.fdopen(reader, "rb") as ready:
            ready.read(1)
        began = time.monotonic()
        while process.poll() is None:
            if time.monotonic() - began > pause or len(_written(folder)) >= wanted:
                process.send_signal(signal.SIGINT)
                break
            time.sleep(0.002)
        said = process.communicate(timeout=120)[1]
        return process.returncode, said, _written(folder), time.monotonic() - began


def _written(folder: Path) -> set[str]:
    return {
        name
        for _at, _folders, names in os.walk(folder)
        for name in names
        if name != "workbook-XT.json" and not name.endswith((".lock", ".half", ".sqlite"))
    }
