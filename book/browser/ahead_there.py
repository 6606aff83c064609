"""Run inside Pyodide: visit the page about one country, and compile what was imported for it into ``/made``.

Python there is slow at reading source text: half of a visitor's wait would go into it, on every visit.
"""

import py_compile
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from coursehelpers.browser.visit import Told, Visit
from coursehelpers.gbif.client import Client
from coursehelpers.ground.locale import ENGLISH, languages, use

MADE = Path("/made")
FILES = ("landscape.xlsx", "order.xlsx", "letters.html", "snapshot.zip")


def visit() -> None:
    """Do what a visitor does; whatever goes wrong ends it."""
    for code in languages()[1:2]:
        # One language more, since English does without what writes the numbers of the others.
        use(code)
        answered(Visit().landscape("XT"))
    use(ENGLISH)
    seen = Visit()
    for step in (lambda: seen.landscape("XT"), seen.figures, seen.sheet):
        answered(step())
    for name in FILES:
        answered(seen.file(name))
    with Client():
        """A country that is asked of GBIF needs more modules than the made-up one."""


def answered(told: Told) -> None:
    """Stop where the page would have said that something failed."""
    if "failed" in told:
        raise SystemExit(told["failed"])


def compile_all() -> None:
    """Compile each module that came from source text, under its path in its archive."""
    site = next(Path(place) for place in sys.path if place.endswith("site-packages"))
    library = next(Path(place) for place in sys.path if place.endswith(".zip"))
    with zipfile.ZipFile(library) as archive, TemporaryDirectory() as folder:
        for module in [*sys.modules.values()]:
            origin = Path(str(getattr(getattr(module, "__spec__", None), "origin", None)))
            if origin.suffix != ".py":
                continue
            if origin.is_relative_to(library):
                way = origin.relative_to(library)
                origin = Path(archive.extract(way.as_posix(), folder))
                made = MADE / "library" / way
            elif origin.is_relative_to(site):
                way = origin.relative_to(site)
                made = MADE / "packages" / way
            else:
                continue
            py_compile.compile(
                str(origin),
                str(made.with_suffix(".pyc")),
                dfile=way.as_posix(),
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )


visit()
compile_all()
