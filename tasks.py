"""Set the course up, open it, test it: with Python alone, on Windows as elsewhere.

    python tasks.py lab          open the course in JupyterLab, on your own copy of the lessons
    python tasks.py test         run the tests that take a few seconds each; what follows goes to pytest
    python tasks.py test-all     run every test
    python tasks.py set-up       only install what all of these need
    python tasks.py lowest       run the tests with the oldest versions that pyproject.toml allows

Everything is installed into the folder .venv beside this file, once, and again when the lists of what is
needed have changed. The Makefile calls this script, so nothing about setting up is said twice.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
LISTS = {"learn": "requirements-learn.txt", "all": "requirements.txt"}
"""What is installed for the lessons alone, and for everything."""
WORKERS = 2


def main(words: list[str]) -> int:
    """Do what the first word says; return the exit status."""
    task, *rest = words or ["help"]
    if task not in ("lab", "test", "test-all", "set-up", "lowest"):
        print(__doc__)
        return 0 if task in ("help", "-h", "--help") else 2
    if sys.version_info < OLDEST:
        print(
            "The course needs Python 3.11 or newer; install it, then run this again with it.",
            file=sys.stderr,
        )
        return 1
    try:
        if task == "lab":
            set_up("learn")
            return lab(rest)
        set_up("all")
        if task == "set-up":
            return 0
        if task == "lowest":
            return lowest(rest)
        chosen = [] if task == "test-all" else ["-m", "not long"]
        return test([*chosen, *rest], VENV)
    except subprocess.CalledProcessError as error:
        print(f"This step did not work: {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return 1


def set_up(kind: str) -> None:
    """Install what a kind of work needs, if it is not there or its list has changed since."""
    if not (VENV / "pyvenv.cfg").is_file():
        run([sys.executable, "-m", "venv", VENV])
    done = VENV / f"{kind}.done"
    wanted = (ROOT / LISTS[kind], ROOT / "pyproject.toml")
    if done.is_file() and all(done.stat().st_mtime >= file.stat().st_mtime for file in wanted):
        return
    pip = [program("python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    run([*pip, "--require-hashes", "-r", LISTS[kind]])
    run([*pip, "--no-deps", "--no-build-isolation", "--editable", "."])
    done.touch()
    if kind == "all":
        (VENV / "learn.done").touch()


def lab(options: list[str]) -> int:
    """Put the learner's copy of the lessons there, and open the first one."""
    home = os.environ.get("COURSE") or "my-course"
    run([program("coursehelpers"), "start"], COURSE_HOME=home)
    # Inside a container the only user is often root.
    alone = ["--allow-root", "--no-browser"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    command = [program("jupyter"), "lab", f"{home}/00_start.ipynb", *alone, *options]
    try:
        return subprocess.run(command, cwd=ROOT).returncode
    except KeyboardInterrupt:
        return 0


def test(options: list[str], environment: Path) -> int:
    """Run the tests in as many processes as an ordinary computer has cores for."""
    pytest = [program("python", environment), "-m", "pytest", "-n", str(WORKERS)]
    command = [*pytest, "--dist", "loadfile", "--quiet", *options]
    return subprocess.run(command, cwd=ROOT).returncode


def lowest(options: list[str]) -> int:
    """Run the tests in an environment of its own, with the oldest versions of what the course names."""
    old = VENV.with_name(".venv-lowest")
    uv = [program("uv"), "pip", "install", "--quiet", "--python", old]
    run([program("uv"), "venv", "--quiet", "--clear", "--python", sys.executable, old])
    run([*uv, "--resolution", "lowest-direct", "--requirement", "pyproject.toml", "--all-extras"])
    run([*uv, "--no-deps", "--no-build-isolation", "--editable", "."])
    return test(["-m", "not long", *options], old)


def program(name: str, environment: Path | None = None) -> Path:
    """Return where a program of an environment lies, by default of the course's own."""
    environment = environment or VENV
    if os.name == "nt":
        return environment / "Scripts" / f"{name}.exe"
    return environment / "bin" / name


def run(command: list[str | Path], **environment: str) -> None:
    """Run a command at the top of the course, and stop if it fails."""
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, **environment})


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
