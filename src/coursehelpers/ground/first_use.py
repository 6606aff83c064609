"""Packages that a notebook in a browser fetches when they are first used: what writes PDF and word processor files.

They weigh more than all the rest, and most visits need none of them. Where the course is installed they are there.
"""

import hashlib
import importlib
import io
import sys
import sysconfig
import zipfile
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.locale import _

FIRST_USE = {"typst": "typst", "docx": "python-docx", "lxml": "lxml"}
"""By the name that is imported, the package."""
ALSO = {"docx": "lxml"}
"""What a module does nothing without, so that it is not fetched in vain."""


class FirstUse:
    """Find a module by fetching its package; asked last, when nobody else has found it.

    Parameters
    ----------
    packages : mapping
        What there is to fetch: entries of Pyodide's lock, by package.
    fetch : callable
        Returns the bytes of a file, or raises :class:`OSError`.
    say : callable, optional
        Told a sentence before something large comes.
    """

    def __init__(
        self,
        packages: Mapping[str, Mapping[str, Any]],
        fetch: Callable[[str], bytes],
        say: Callable[[str], None] = print,
    ) -> None:
        self._packages = packages
        self._fetch = fetch
        self._say = say

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Fetch what holds a module, and say where it is.

        Raises
        ------
        CourseError
            If it cannot be fetched, or what came is not what the lock says, or it was not to be had for browsers
            where this copy of the course was built.
        """
        lacking = ALSO.get(name)
        if lacking and lacking not in self._packages:
            raise CourseError(
                _(
                    "Files for a word processor cannot be written in this browser: the package {name} was not to be "
                    "had for browsers when this site was built. Save a web page or a PDF instead, or take your "
                    "answers to an installed course and save the file there."
                ).format(name=lacking)
            )
        entry = self._packages.get(FIRST_USE.get(name, ""))
        if path is not None or entry is None:
            return None
        self._say(_("Fetching what this needs, once: {file} …").format(file=entry["file_name"]))
        try:
            body = self._fetch(str(entry["file_name"]))
            if hashlib.sha256(body).hexdigest() != entry["sha256"]:
                raise OSError(_("the file is another one"))
            zipfile.ZipFile(io.BytesIO(body)).extractall(sysconfig.get_path("purelib"))
        except (OSError, zipfile.BadZipFile) as error:
            raise CourseError(
                _(
                    "{file} cannot be fetched ({reason}); go online, then run this cell again."
                ).format(file=entry["file_name"], reason=error)
            ) from error
        importlib.invalidate_caches()
        return PathFinder.find_spec(name)


def fetch_at_first_use() -> None:
    """Have packages come when they are first used; where no notebook in a browser runs, nothing happens."""
    try:
        import pyodide_js
        from js import XMLHttpRequest
    except ImportError:
        return
    if any(isinstance(finder, FirstUse) for finder in sys.meta_path):
        return

    def fetch(name: str) -> bytes:
        # An import cannot wait for an answer, so the one way is to ask as pages did long ago.
        asked = XMLHttpRequest.new()
        asked.open("GET", pyodide_js.lockfileBaseUrl + name, False)
        asked.responseType = "arraybuffer"
        try:
            asked.send()
        except Exception as error:
            raise OSError(_("the network is not there")) from error
        if asked.status != 200:
            raise OSError(str(asked.status))
        body: bytes = asked.response.to_bytes()
        return body

    sys.meta_path.append(FirstUse(pyodide_js.lockfile.packages.to_py(), fetch))
