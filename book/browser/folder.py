"""Write the site's folder of Python for the browser: runtime, packages, the course, and the lock that holds their sums.

Everything in it is asked of the site itself. The lock is one of Pyodide's own kind, so that Pyodide refuses a file
that is another; it names exactly what is there, each with its size.
"""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from book.browser import ahead, dist, wheels

from coursehelpers.browser.page import (
    NAME,
    PYTHON,
    SCRIPTS,
    STATIC,
    Python,
    country_page,
    list_snapshots,
)
from coursehelpers.ground.locale import ENGLISH, languages
from coursehelpers.ground.settings import GBIF_API_URL

COUNTRY_FIRST = ("numpy", "pandas", "sqlite3", "requests-cache", "rapidfuzz", "anyascii")
"""Packages without which no country can be read."""
COUNTRY_THEN = ("matplotlib", "fonttools", "openpyxl")
"""Packages for figures and spreadsheets."""
COUNTRY_LETTERS = ("python-docx",)
"""Packages for letters in a word processor's format; they need one that not every release is given with."""
COURSE = "coursehelpers"
LANGUAGE = "babel"
"""Package that writes numbers and days in other languages than English."""
TOLD = "told.json"
"""What is in the folder, for the pages of other languages, which load it too."""


class Written(NamedTuple):
    """Say what a folder of Python holds.

    Attributes
    ----------
    version : str
        Of Pyodide.
    python : Python
        What the page is told of it.
    missing : dict of str to str
        Packages that are not there, and their files.
    slow : str
        Why nothing was compiled ahead; empty where it was.
    """

    version: str
    python: Python
    missing: dict[str, str]
    slow: str = ""


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
        As for :func:`book.browser.dist.take`; also if what no country can be read without is not there.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    told = json.loads(dist.read_file(place, dist.LOCK) or b"{}")
    info: dict[str, Any] = told.get("info", {"python": "3.12"})
    wanted = (*COUNTRY_FIRST, *COUNTRY_THEN, *COUNTRY_LETTERS)
    own = wheels.needed([name for name in wanted if name not in _BROUGHT], _BROUGHT, info["python"])
    asked = {*wanted, *(need for needs in own.values() for need in needs)} & set(_BROUGHT)
    taken = dist.take(place, sorted(asked), folder)
    if lacking := sorted(set(dist.closure(told, _NEVER_WITHOUT)) & set(taken.missing)):
        files = ", ".join(taken.missing[name] or name for name in lacking)
        raise FileNotFoundError(f"No country can be read without what is not at {place}: {files}.")
    packages = dict(taken.packages)
    for name, needs in own.items():
        if not set(needs) & set(taken.missing):
            packages[name] = wheels.lock_entry(wheels.pure_wheel(name, folder), needs)
    if languages() != [ENGLISH]:
        # Babel itself begins with English.
        spoken = [ENGLISH, *languages()]
        path = wheels.pure_wheel(LANGUAGE, folder, lambda path: _is_of_another(path, spoken))
        packages[LANGUAGE] = wheels.lock_entry(path)
    with tempfile.TemporaryDirectory() as made:
        built = wheels.course_wheel(Path(made))
        (folder / built.name).write_bytes(wheels.without_lessons(built))
    packages[COURSE] = wheels.lock_entry(folder / built.name, COUNTRY_FIRST)
    lock = {"info": info, "packages": dict(sorted(packages.items()))}
    _write_lock(folder, lock)
    there = [name for name in (COURSE, LANGUAGE, *COUNTRY_THEN) if _is_whole(name, packages)]
    slow = ahead.compile_visited(folder, there)
    _write_lock(folder, lock)
    # The page's worker is a module: newer releases run in no other.
    (folder / "pyodide.js").unlink(missing_ok=True)
    runtime = sum((folder / name).stat().st_size for name in taken.runtime if name != "pyodide.js")
    stages: list[tuple[str, ...]] = []
    for names in ([COURSE], COUNTRY_THEN, COUNTRY_LETTERS):
        there = [name for name in names if _is_whole(name, packages)]
        before = {name for stage in stages for name in stage}
        stages.append(tuple(name for name in dist.closure(lock, there) if name not in before))
    sizes = [sum(packages[name]["size"] for name in stage) for stage in stages]
    sizes[0] += runtime + (folder / dist.LOCK).stat().st_size
    python = Python(f"{folder.name}/", *stages, *sizes)
    more = packages[LANGUAGE]["size"] if LANGUAGE in packages else 0
    (folder / TOLD).write_text(json.dumps({**python._asdict(), "language_bytes": more}) + "\n")
    return Written(taken.version, python, taken.missing, slow)


def _write_lock(folder: Path, lock: dict[str, Any]) -> None:
    """Write what the packages are now, with their sums, and keep it in ``lock`` itself."""
    for package in lock["packages"].values():
        body = (folder / package["file_name"]).read_bytes()
        package |= {"sha256": hashlib.sha256(body).hexdigest(), "size": len(body)}
    (folder / dist.LOCK).write_text(json.dumps(lock, indent=1) + "\n", encoding="utf-8")


def put_page(
    out: Path, place: str, *, home: str = "index.html", api_url: str = GBIF_API_URL
) -> Written | None:
    """Put the page about one country into a built site, with its scripts and its Python.

    Parameters
    ----------
    out : pathlib.Path
        Where the site's first page lies.
    place : str
        Where the release of Pyodide is; empty for a page that says that it has none.
    home, api_url : str, optional
        As for :func:`coursehelpers.browser.page.country_page`.

    Returns
    -------
    Written or None
        What Python there is; None where there is none.
    """
    shutil.rmtree(out / PYTHON, ignore_errors=True)
    written = write_python(place, out / PYTHON) if place else None
    if written:
        list_snapshots(out)
    scripts = out / "_static"
    scripts.mkdir(exist_ok=True)
    for name in SCRIPTS:
        shutil.copyfile(STATIC / name, scripts / name)
    page = country_page(written.python if written else None, home=home, api_url=api_url)
    (out / NAME).write_text(page, encoding="utf-8")
    return written


def share_page(out: Path, root: Path) -> None:
    """Write the page in the language that is spoken, with the Python and the snapshots of the English site above.

    Parameters
    ----------
    out : pathlib.Path
        Folder of the language's site.
    root : pathlib.Path
        Folder of the English one.
    """
    kept = root / PYTHON / TOLD
    if not kept.is_file():
        return
    told = json.loads(kept.read_text(encoding="utf-8"))
    size = told.pop("language_bytes")
    python = Python(**{name: tuple(v) if isinstance(v, list) else v for name, v in told.items()})
    python = python._replace(
        folder=f"../{python.folder}",
        first=(*python.first, LANGUAGE) if size else python.first,
        first_bytes=python.first_bytes + size,
    )
    page = country_page(python, scripts="../_static/", home="index.html", beside="../")
    (out / NAME).write_text(page, encoding="utf-8")


def _is_of_another(path: str, codes: list[str]) -> bool:
    """Tell whether a file of Babel holds the habits of a language that the course does not speak."""
    name = PurePosixPath(path)
    return (
        name.suffix == ".dat"
        and name.parent.name == "locale-data"
        and (name.stem != "root" and name.stem.split("_")[0] not in codes)
    )


def _is_whole(name: str, packages: dict[str, dict[str, Any]]) -> bool:
    """Tell whether a package is there, with all that it needs."""
    return all(one in packages for one in dist.closure({"packages": packages}, [name]))


_NEVER_WITHOUT = ("numpy", "pandas", "sqlite3")
_BROUGHT = ("numpy", "pandas", "sqlite3", "matplotlib", "fonttools", "lxml")
"""What is compiled for a browser, or part of what is: taken from the release."""
