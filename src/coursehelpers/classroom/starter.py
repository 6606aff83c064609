"""Set up and open the course on a laptop, from a room's folder and without internet.

This file is copied into the folder as ``start.py`` and stands alone there: nothing but Python's own library, and
syntax that an old Python reads, so that it can say what is wrong. Its sentences are English: the course's catalogue
is not installed yet.
"""

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

NEEDED = 900_000_000
"""Bytes of disk that the program takes."""


def main(arguments: "list[str]") -> int:
    """Set up the course if need be, and open it; return the exit status."""
    here = Path(__file__).resolve().parent
    try:
        told = json.loads((here / "room.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        print(
            "The folder is not whole: room.json is missing or damaged. Ask your trainer for a new copy."
        )
        return 1
    python = "{}.{}".format(*sys.version_info[:2])
    if python not in told["pythons"]:
        other = _other_python(told["pythons"])
        if other:
            return subprocess.call([*other, str(here / "start.py"), *arguments])
        print(
            "This computer has Python {}; the course needs one of: {}. Install one (the folder “python” may hold "
            "it), then start again.".format(python, ", ".join(told["pythons"]))
        )
        return 1
    home = (
        Path(arguments[arguments.index("--home") + 1])
        if "--home" in arguments
        else Path.home() / "coursehelpers"
    )
    program = home / f"program-{python}"
    try:
        if not _is_ready(program, told):
            _set_up(here, program, told)
        _open(here, home, program, lab="--no-lab" not in arguments)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"That did not work: {error}. Show this line to your trainer.")
        return 1
    return 0


def _other_python(pythons: "list[str]") -> "list[str] | None":
    """Find a Python that the folder has packages for."""
    for python in reversed(pythons):
        command = ["py", "-" + python] if os.name == "nt" else ["python" + python]
        if (
            shutil.which(command[0])
            and subprocess.call([*command, "-c", ""], stderr=subprocess.DEVNULL) == 0
        ):
            return command
    return None


def _tool(program: Path, name: str) -> str:
    return str(program / ("Scripts" if os.name == "nt" else "bin") / name)


def _is_ready(program: Path, told: "dict[str, Any]") -> bool:
    mark = program / "course-version.txt"
    return mark.is_file() and mark.read_text(encoding="utf-8") == told["course_version"]


def _set_up(here: Path, program: Path, told: "dict[str, Any]") -> None:
    wheels = here / "wheels"
    pip = next(iter(sorted(wheels.glob("pip-*.whl"))), None)
    if pip is None:
        raise OSError("the folder “wheels” is missing; start from the stick")
    program.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(str(program.parent)).free < NEEDED:
        raise OSError(f"the disk has less than {NEEDED // 1_000_000} MB left")
    print(
        "Setting up the course, once. This takes a few minutes; nothing is loaded from the internet.",
        flush=True,
    )
    # Some systems ship Python without the means to put pip into a new environment: the folder has its own.
    venv.create(str(program), clear=True, with_pip=False)
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTHON"))
    }
    subprocess.check_call(
        [_tool(program, "python"), str(pip / "pip"), "install", "--quiet", "--no-index", "--no-cache-dir",
         "--disable-pip-version-check", "--no-warn-script-location", "--find-links", str(wheels),
         "coursehelpers=={}".format(told["course_version"])],
        env={**clean, "PIP_CONFIG_FILE": os.devnull},
    )  # fmt: skip
    # No question about news in front of the first lesson.
    subprocess.call(
        [_tool(program, "jupyter"), "labextension", "disable", "@jupyterlab/apputils-extension:announcements"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    (program / "course-version.txt").write_text(told["course_version"], encoding="utf-8")


def _open(here: Path, home: Path, program: Path, *, lab: bool) -> None:
    course = home / "my-course"
    (course / "snapshots").mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "COURSE_HOME": str(course)}
    if here != home:
        for snapshot in (here / "snapshots").glob("*.zip"):
            copy = course / "snapshots" / snapshot.name
            if not copy.exists() or copy.stat().st_mtime < snapshot.stat().st_mtime:
                shutil.copy2(str(snapshot), str(copy))
        for name in ("start.py", "room.json", *(path.name for path in here.glob("start-*"))):
            shutil.copy2(str(here / name), str(home / name))
        # Everything that a lesson of the room needs is at hand: GBIF is not asked.
        environment.setdefault("COURSE_SOURCE", "snapshot")
    subprocess.check_call([_tool(program, "coursehelpers"), "start"], env=environment)
    print(f"To open the course without the stick: the starter in {home}.", flush=True)
    if lab:
        subprocess.call(
            [_tool(program, "jupyter"), "lab", str(course / "00_start.ipynb")], env=environment
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
