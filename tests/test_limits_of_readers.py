"""A hostile file costs two seconds and 200 megabytes at most, and is answered with a sentence."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coursehelpers.evidence.keys import read_keys
from coursehelpers.evidence.saved import load
from coursehelpers.ground.errors import CourseError
from coursehelpers.landscape.survey import read_rules
from coursehelpers.order.calling_order import read_criteria
from coursehelpers.reading.table import read_working
from coursehelpers.stakeholders.group import read_shared
from coursehelpers.workbook.file import Workbook, load_workbook
from coursehelpers.workbook.spreadsheets import load_section
from tests.hostile_files import hostile

SECONDS, MEGABYTES = 2.0, 200
HARMLESS = {"far corner, empty.xlsx", "wide letters.csv"}
"""What only looks large, and is read."""


def risks(path):
    load_section(Workbook(country="XT"), "risks", path)


def notes(path):
    read_working(path, ["contacted", "answered", "agreed", "note"])


READERS = {
    ".xlsx": (notes, risks, read_keys),
    ".json": (load_workbook, read_shared),
    ".toml": (read_rules, read_criteria),
    ".csv": (risks, read_keys),
    ".zip": (load,),
}


def megabytes(what):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(what))


def read_it(path, reader):
    """Read a file, and say how long that took and how much memory more than before it needed at once."""
    before = megabytes("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    began = time.process_time()
    try:
        reader(path)
        said = ""
    except CourseError as error:
        said = str(error)
    return {
        "reader": reader.__name__,
        "seconds": time.process_time() - began,
        "megabytes": megabytes("VmHWM") - before,
        "said": said,
    }


def measure_all(path):
    """Measure each reader in a process of its own, so that none has the memory of the one before."""
    for reader in READERS[path.suffix]:
        child = os.fork()
        if child:
            assert os.waitpid(child, 0)[1] == 0
            continue
        print(json.dumps(read_it(path, reader)), flush=True)
        os._exit(0)


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="measures memory on Linux")
@pytest.mark.parametrize("name", hostile())
def test_a_hostile_file_is_cheap(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(hostile()[name]())
    done = subprocess.run(
        [sys.executable, "-m", "tests.test_limits_of_readers", str(path)],
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    measured = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(measured) == len(READERS[path.suffix])
    for one in measured:
        assert one["seconds"] <= SECONDS, one
        assert one["megabytes"] <= MEGABYTES, one
    assert any(one["said"] for one in measured) or name in HARMLESS


if __name__ == "__main__":
    measure_all(Path(sys.argv[1]))
