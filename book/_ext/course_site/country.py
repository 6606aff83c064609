"""The page about one country, and the folder of Python that it loads when it is asked."""

import json
import shutil
import sys
from pathlib import Path

from sphinx.util import logging

from coursehelpers.browser.page import NAME, SCRIPTS, STATIC, country_page

ROOT = Path(__file__).parents[3]
PYTHON = "python"
SNAPSHOTS = "snapshots"
log = logging.getLogger(__name__)


def write_country(app) -> None:
    """Write the page; with Python where ``PYODIDE_DIST`` says where to take it from."""
    sys.path.append(str(ROOT))
    from book.browser import dist, folder

    out = Path(app.outdir)
    place = dist.place_of_dist()
    python = None
    shutil.rmtree(out / PYTHON, ignore_errors=True)
    shutil.rmtree(out / SNAPSHOTS, ignore_errors=True)
    if place:
        written = folder.write_python(place, out / PYTHON)
        python = written.python
        # A room puts its own list there.
        (out / SNAPSHOTS).mkdir()
        (out / SNAPSHOTS / "list.json").write_text(json.dumps([]) + "\n", encoding="utf-8")
        log.info("country.html: Pyodide %s, %s", written.version, say(written))
    else:
        log.info("country.html: without Python, since PYODIDE_DIST is not set")
    for name in SCRIPTS:
        shutil.copyfile(STATIC / name, out / "_static" / name)
    (out / NAME).write_text(country_page(python, home="index.html"), encoding="utf-8")


def say(written) -> str:
    """Say what works with what there is."""
    size = (written.python.first_bytes + written.python.then_bytes) / 1e6
    told = [f"{size:.0f} MB for landscape, order, figures, sheet and XLSX"]
    missing = ", ".join(name or package for package, name in written.missing.items())
    if missing:
        told.append(f"not there: {missing}")
    if not written.python.letters:
        told.append("so letters are web pages only")
    return "; ".join(told)
