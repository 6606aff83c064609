"""Kill a process while it saves: the workbook is whole, and nothing half-written is left after the next save.

Run as a program of its own, because it forks: ``python -m benchmarks.soak.killing 700 600`` for 700 kills within
600 seconds, and a word for how the course is broken.
"""

import itertools
import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.soak.broken import break_course
from benchmarks.soak.saving import halves
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.settings import Settings, read_settings
from coursehelpers.workbook.entries import Stakeholder
from coursehelpers.workbook.file import open_workbook, save_workbook
from coursehelpers.workbook.home import workbook_path

SIZE = 100
"""Stakeholders in the workbook."""
LONGEST_LIFE = 0.04
"""Seconds that a process lives at most after its first save."""


class Killed(NamedTuple):
    """Hold what became of the workbook.

    Attributes
    ----------
    kills, in_the_middle : int
        How many processes were killed, and how many of them left a half-written file.
    acknowledged, lost : int
        Saves that said they had, and how often the workbook was older than the last of them, or damaged.
    left : int
        Half-written files after the save that followed, at most.
    seconds : float
    """

    kills: int
    in_the_middle: int
    acknowledged: int
    lost: int
    left: int
    seconds: float


def measure(kills: int, broken: str = "", longest: float = 600.0) -> Killed:
    """Kill a saving process again and again, each at another moment.

    Parameters
    ----------
    kills : int
    broken : str, optional
        One of :data:`benchmarks.soak.broken.WAYS`.
    longest : float, optional
        Seconds after which it stops.
    """
    break_course(broken)
    moment = random.Random(20261125)
    done = in_the_middle = acknowledged = lost = left = 0
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"COURSE_HOME": str(Path(folder) / "my-course")})
        began = time.monotonic()
        while done < kills and time.monotonic() - began < longest:
            workbook_path("XT", settings).unlink(missing_ok=True)
            _save_turn(0, settings)
            turns = _killed_while_saving(settings, moment.uniform(0, LONGEST_LIFE))
            done += 1
            acknowledged += turns
            in_the_middle += halves(settings.home) > 0
            try:
                lost += int(open_workbook("XT", settings).plan.node) < turns
                _save_turn(turns, settings)
            except CourseError:
                lost += 1
            left = max(left, halves(settings.home))
    return Killed(done, in_the_middle, acknowledged, lost, left, time.monotonic() - began)


def _save_turn(turn: int, settings: Settings) -> None:
    """Save a workbook of a real one's size, which says how often it was saved."""
    workbook = open_workbook("XT", settings)
    workbook.stakeholders = [
        Stakeholder(key=str(n), name=f"Museum {n}", kind="institution", why="long known " * 20)
        for n in range(SIZE)
    ]
    workbook.plan.node = str(turn)
    save_workbook(workbook, settings)


def _killed_while_saving(settings: Settings, life: float) -> int:
    """Return how many saves a process acknowledged until it was killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            for turn in itertools.count(1):
                _save_turn(turn, settings)
                os.write(writer, b"x")
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb", buffering=0) as told:
        turns = len(told.read(1))
        time.sleep(life)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return turns + len(told.readall())


if __name__ == "__main__":
    print(
        json.dumps(measure(int(sys.argv[1]), " ".join(sys.argv[3:]), float(sys.argv[2]))._asdict())
    )
