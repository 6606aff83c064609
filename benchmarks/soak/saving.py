"""Have several processes save one workbook at once: every save that was acknowledged is still there."""

import multiprocessing
import os
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.soak.broken import break_course
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.settings import read_settings
from coursehelpers.workbook.entries import Stakeholder
from coursehelpers.workbook.file import Workbook, open_workbook, save_workbook


class Saved(NamedTuple):
    """Hold what became of the saves.

    Attributes
    ----------
    processes, acknowledged : int
        How many saved, and how many saves said that they had.
    lost : int
        Of these, how many are not in the workbook.
    refused, raw : int
        Saves that ended in a sentence of the course, and in any other error.
    left : int
        Half-written files in the folder.
    seconds : float
    """

    processes: int
    acknowledged: int
    lost: int
    refused: int
    raw: int
    left: int
    seconds: float


def measure(processes: int, saves: int, broken: str = "", longest: float = 600.0) -> Saved:
    """Let processes save, each an entry of its own with every save.

    Parameters
    ----------
    processes, saves : int
        How many of them, and how often each saves.
    broken : str, optional
        One of :data:`benchmarks.soak.broken.WAYS`.
    longest : float, optional
        Seconds after which each stops, however many saves are left.
    """
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "my-course"
        settings = read_settings({"COURSE_HOME": str(home)})
        save_workbook(Workbook(country="XT"), settings)
        told: Any = context.Queue()
        at_once = context.Barrier(processes)
        began = time.monotonic()
        workers = [
            context.Process(
                target=_save_often, args=(n, saves, home, broken, longest, at_once, told)
            )
            for n in range(processes)
        ]
        for worker in workers:
            worker.start()
        answers = [told.get(timeout=longest + 120) for _worker in workers]
        for worker in workers:
            worker.join()
        acknowledged = {key for keys, _refused, _raw in answers for key in keys}
        kept = {stakeholder.key for stakeholder in open_workbook("XT", settings).stakeholders}
        return Saved(
            processes,
            len(acknowledged),
            len(acknowledged - kept),
            sum(refused for _keys, refused, _raw in answers),
            sum(raw for _keys, _refused, raw in answers),
            halves(home),
            time.monotonic() - began,
        )


def halves(home: Path) -> int:
    """Count the half-written files in a folder and beneath it."""
    return sum(name.endswith(".half") for _at, _folders, names in os.walk(home) for name in names)


def _save_often(
    number: int, saves: int, home: Path, broken: str, longest: float, at_once: Any, told: Any
) -> None:
    break_course(broken)
    settings = read_settings({"COURSE_HOME": str(home)})
    acknowledged: list[str] = []
    refused = raw = 0
    at_once.wait()
    deadline = time.monotonic() + longest
    workbook = open_workbook("XT", settings)
    for turn in range(saves):
        key = f"{number}-{turn}"
        try:
            # Every other one keeps its notebook open, and every other one opens it anew.
            if number % 2:
                workbook = open_workbook("XT", settings)
            workbook.stakeholders.append(Stakeholder(key=key, name=key, kind="institution"))
            save_workbook(workbook, settings)
            acknowledged.append(key)
        except CourseError:
            refused += 1
        except Exception:
            raw += 1
        if time.monotonic() > deadline:
            break
    told.put((acknowledged, refused, raw))
