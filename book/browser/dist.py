"""Take files of a release of Pyodide, Python for the browser, from where ``PYODIDE_DIST`` says, and check each.

``PYODIDE_DIST`` names a folder, or the address of a folder, with the release's runtime, its lock file and as many of
its packages as there are. The runtime and the lock are held to ``releases.toml``, each package to the lock. A file
that is not there is named; a file that is another is an error.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import requests

LOCK = "pyodide-lock.json"
SECONDS = 120
_RELEASES = Path(__file__).with_name("releases.toml")


class WrongFileError(ValueError):
    """A file is not the one that its sum describes."""


class Taken(NamedTuple):
    """Say what was taken of a release.

    Attributes
    ----------
    version : str
        Of Pyodide.
    python : str
        Version of Python in it, such as ``"3.12.7"``.
    runtime : dict of str to int
        Names and bytes of the files without which nothing runs.
    packages : dict of str to dict
        Entries of the release's lock whose files were taken, with ``size`` in bytes.
    missing : dict of str to str
        Packages that were asked for, or that these need, and the file that is not there; the file's name is
        empty where the release knows no such package.
    """

    version: str
    python: str
    runtime: dict[str, int]
    packages: dict[str, dict[str, Any]]
    missing: dict[str, str]


def place_of_dist(environment: Mapping[str, str] = os.environ) -> str:
    """Return what ``PYODIDE_DIST`` names; empty where it is not set."""
    return environment.get("PYODIDE_DIST", "").strip().rstrip("/")


def take(place: str, names: Iterable[str], folder: Path) -> Taken:
    """Copy the runtime of a release into a folder, and packages with all that they need.

    Parameters
    ----------
    place : str
        A folder, or an address that begins with ``http``.
    names : iterable of str
        Packages, by the lock's own names.
    folder : pathlib.Path
        Made if need be; what lies there with the right sum is not fetched again.

    Returns
    -------
    Taken

    Raises
    ------
    FileNotFoundError
        If there is no release at that place, or its runtime is not whole.
    WrongFileError
        If a file has another sum than it should.
    """
    body = read_file(place, LOCK)
    if body is None:
        raise FileNotFoundError(
            f"There is no {LOCK} at {place}; set PYODIDE_DIST to the folder or address of a release."
        )
    version, sums = _release_of(body, place)
    folder.mkdir(parents=True, exist_ok=True)
    lock = json.loads(body)
    runtime = {}
    for name, sum_ in sums.items():
        if name == LOCK:
            continue
        size = _put(place, name, sum_, folder)
        if size is None:
            raise FileNotFoundError(f"{name} of Pyodide {version} is not at {place}.")
        runtime[name] = size
    packages, missing = {}, {}
    for name in closure(lock, names):
        entry = lock["packages"].get(name)
        size = _put(place, entry["file_name"], entry["sha256"], folder) if entry else None
        if size is None:
            missing[name] = entry["file_name"] if entry else ""
        else:
            packages[name] = {**entry, "size": size}
    return Taken(version, lock["info"]["python"], runtime, packages, missing)


def closure(lock: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """List packages and all that they need, in the order of the alphabet.

    Examples
    --------
    >>> closure({"packages": {"a": {"depends": ["b"]}, "b": {"depends": []}, "c": {"depends": []}}}, ["a", "x"])
    ['a', 'b', 'x']
    """
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += lock["packages"].get(name, {}).get("depends", [])
    return sorted(found)


def known_releases() -> dict[str, dict[str, str]]:
    """Return the releases that the site can be built with: by version, the sum of each file of the runtime."""
    return tomllib.loads(_RELEASES.read_text(encoding="utf-8"))


def runtime_from_npm(version: str, folder: Path) -> None:
    """Put the runtime of a release into a folder, from its own npm package; npm has to be installed.

    Raises
    ------
    OSError, subprocess.CalledProcessError
        If npm is not installed, or has no such version, or cannot be reached.
    WrongFileError
        If a file has another sum than ``releases.toml`` says.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not installed.")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as packed:
        subprocess.run(
            [npm, "pack", "--silent", f"pyodide@{version}"],
            cwd=packed, check=True, capture_output=True, timeout=SECONDS,
        )  # fmt: skip
        with tarfile.open(next(Path(packed).glob("*.tgz"))) as archive:
            for name, sum_ in known_releases()[version].items():
                member = archive.extractfile(f"package/{name}")
                if member is None:
                    raise FileNotFoundError(f"{name} is no file of the npm package.")
                (folder / name).write_bytes(_checked(member.read(), name, sum_))


def _release_of(lock: bytes, place: str) -> tuple[str, dict[str, str]]:
    sum_ = hashlib.sha256(lock).hexdigest()
    for version, sums in known_releases().items():
        if sums[LOCK] == sum_:
            return version, sums
    raise WrongFileError(
        f"{LOCK} at {place} is of none of the releases {', '.join(known_releases())} that "
        f"{_RELEASES.name} describes; take one of these, or add the sums of yours there."
    )


def _put(place: str, name: str, sum_: str, folder: Path) -> int | None:
    """Put one file into a folder, checked; return its size, or None where the release lacks it."""
    target = folder / name
    if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == sum_:
        return target.stat().st_size
    body = read_file(place, name)
    if body is None:
        return None
    target.write_bytes(_checked(body, name, sum_))
    return len(body)


def read_file(place: str, name: str) -> bytes | None:
    """Read one file of a release; None where it is not there."""
    if place.startswith(("http://", "https://")):
        answer = requests.get(f"{place}/{name}", timeout=SECONDS)
        if answer.status_code == 404:
            return None
        answer.raise_for_status()
        return answer.content
    path = Path(place) / name
    return path.read_bytes() if path.is_file() else None


def _checked(body: bytes, name: str, sum_: str) -> bytes:
    if hashlib.sha256(body).hexdigest() != sum_:
        raise WrongFileError(f"{name} is not the file of this release: its sum is another.")
    return body


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in known_releases():
        raise SystemExit(
            "Put the runtime of a release into a folder: python book/browser/dist.py "
            f"{'|'.join(known_releases())} FOLDER"
        )
    runtime_from_npm(sys.argv[1], Path(sys.argv[2]))
