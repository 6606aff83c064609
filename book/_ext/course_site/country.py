"""The page about one country, and the folder of Python that it loads when it is asked."""

import sys
from pathlib import Path

from sphinx.util import logging

from coursehelpers.ground.locale import ENGLISH, language

ROOT = Path(__file__).parents[3]
log = logging.getLogger(__name__)


def write_country(app) -> None:
    """Write the page; with Python where ``PYODIDE_DIST`` says where to take it from."""
    sys.path.append(str(ROOT))
    from book.browser import dist, folder

    # The sites of other languages load the Python of the English one.
    place = dist.place_of_dist() if language() == ENGLISH else ""
    written = folder.put_page(Path(app.outdir), place)
    if written is None:
        log.info("country.html: without Python, since PYODIDE_DIST is not set")
    else:
        log.info("country.html: Pyodide %s, %s", written.version, say(written))


def say(written) -> str:
    """Say what works with what there is."""
    size = (written.python.first_bytes + written.python.then_bytes) / 1e6
    told = [f"{size:.0f} MB for landscape, order, figures, sheet and XLSX"]
    missing = ", ".join(name or package for package, name in written.missing.items())
    if missing:
        told.append(f"not there: {missing}")
    if not written.python.letters:
        told.append("so letters are web pages only")
    if written.slow:
        told.append(f"not compiled ahead, so each visit waits some seconds more: {written.slow}")
    return "; ".join(told)
