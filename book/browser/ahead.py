"""Compile the modules that a visit imports while the site is built, instead of in the browser of every visitor.

Pyodide's own release holds Python as source text. Reading it takes a browser several seconds, each time. Bytecode fits
one version of Python alone, so the release itself makes it: it is run by Node.js, without a browser, and visits the
made-up country. Only what that visit imports is replaced, since bytecode weighs a little more.
"""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from book.browser import wheels

HERE = Path(__file__).parent
LIBRARY = "python_stdlib.zip"
SECONDS = 600


def compile_visited(folder: Path, names: Iterable[str]) -> str:
    """Compile what a visit imports, in the archives of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        With a release, packages and their lock; its archives are written anew, its lock is left to the caller.
    names : iterable of str
        Packages to load.

    Returns
    -------
    str
        Why nothing was compiled; empty where it was.
    """
    node = shutil.which("node")
    if node is None:
        return "Node.js is not installed"
    with TemporaryDirectory() as made:
        try:
            done = subprocess.run(
                [node, HERE / "ahead.mjs", folder, HERE / "ahead_there.py", made, *names],
                capture_output=True, text=True, timeout=SECONDS,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        if done.returncode:
            return (done.stderr or done.stdout).strip()[
                -300:
            ] or f"Node.js ended with {done.returncode}"
        library, packages = (_bodies(Path(made) / name) for name in ("library", "packages"))
    wheels.put_compiled(folder / LIBRARY, library)
    for path in sorted(folder.glob("*.whl")):
        wheels.put_compiled(path, packages)
    return ""


def _bodies(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.pyc")
    }
