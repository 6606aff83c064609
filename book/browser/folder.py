"""Write the site's folder of Python for the browser: runtime, packages, the course, and the lock that holds their sums.

Everything in it is asked of the site itself. The lock is one of Pyodide's own kind, so that Pyodide refuses a file
that is another; it names exactly what is there, each with its size.
"""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from book.browser import dist, wheels

COUNTRY_FIRST = ("numpy", "pandas", "sqlite3", "requests-cache", "rapidfuzz", "anyascii")
"""Packages without which no country can be read."""
COUNTRY_THEN = ("matplotlib", "fonttools", "openpyxl")
"""Packages for figures and spreadsheets."""
COURSE = "coursehelpers"


class Written(NamedTuple):
    """Say what a folder of Python holds.

    Attributes
    ----------
    version : str
        Of Pyodide.
    first, then : tuple of str
        What is loaded before a landscape is shown, and after it.
    first_bytes, then_bytes : int
        What a visitor downloads for each, uncompressed.
    missing : dict of str to str
        Packages that are not there, and their files.
    """

    version: str
    first: tuple[str, ...]
    then: tuple[str, ...]
    first_bytes: int
    then_bytes: int
    missing: dict[str, str]


def write_python(place: str, folder: Path) -> Written:
    """Write the folder that the page about one country loads Python from.

    Parameters
    ----------
    place : str
        Where the release of Pyodide is: what ``PYODIDE_DIST`` names.
    folder : pathlib.Path
        Written anew; nothing stays of what an earlier build left.

    Returns
    -------
    Written

    Raises
    ------
    FileNotFoundError, WrongFileError
        As for :func:`book.browser.dist.take`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    wanted = (*COUNTRY_FIRST, *COUNTRY_THEN)
    own = wheels.needed(
        [name for name in wanted if name not in _BROUGHT], _BROUGHT, _python_of(place)
    )
    brought = {name for name in _BROUGHT if name in wanted}
    brought |= {need for needs in own.values() for need in needs if need in _BROUGHT}
    taken = dist.take(place, sorted(brought), folder)
    packages = dict(taken.packages)
    for name, needs in own.items():
        packages[name] = wheels.lock_entry(wheels.pure_wheel(name, folder), needs)
    with tempfile.TemporaryDirectory() as made:
        built = wheels.course_wheel(Path(made))
        (folder / built.name).write_bytes(wheels.without_lessons(built))
    packages[COURSE] = wheels.lock_entry(folder / f"{built.name}", COUNTRY_FIRST)
    there = [name for name in COUNTRY_THEN if name in packages and name not in taken.missing]
    lock = {"info": _info(place), "packages": dict(sorted(packages.items()))}
    (folder / dist.LOCK).write_text(json.dumps(lock, indent=1) + "\n", encoding="utf-8")
    first = dist.closure(lock, [COURSE])
    then = [name for name in dist.closure(lock, there) if name not in first]
    # A worker is no module, so it loads the one of the two that is a plain script.
    runtime = sum(size for name, size in taken.runtime.items() if name != "pyodide.mjs")
    return Written(
        taken.version,
        tuple(first),
        tuple(then),
        runtime + (folder / dist.LOCK).stat().st_size + _bytes(packages, first),
        _bytes(packages, then),
        taken.missing,
    )


_BROUGHT = ("numpy", "pandas", "sqlite3", "matplotlib", "fonttools")
"""What is compiled for a browser, or part of what is: taken from the release."""


def _info(place: str) -> dict[str, Any]:
    body = dist.read_file(place, dist.LOCK)
    info: dict[str, Any] = json.loads(body or b"{}").get("info", {})
    return info


def _python_of(place: str) -> str:
    return str(_info(place).get("python", "3.12"))


def _bytes(packages: dict[str, dict[str, Any]], names: list[str]) -> int:
    return sum(packages[name]["size"] for name in names if name in packages)
