"""Pack what is installed here as wheels that run in a browser: pure Python, in the very versions of this computer.

The course itself is built from its checkout. What it needs and Pyodide does not bring is packed again from what is
installed, without what is compiled: so a browser runs the same code as an installed course. RapidFuzz and
charset-normalizer carry a twin in Python of each of their compiled modules and use it where the compiled one is not
there; any other package with compiled modules is refused.
"""

import base64
import hashlib
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
COMPILED_WITH_TWINS = ("rapidfuzz", "charset-normalizer")
"""Packages whose compiled modules each have a twin in Python."""
_COMPILED = (".so", ".pyd", ".dylib", ".dll")
_LEFT_OUT = ("INSTALLER", "REQUESTED", "RECORD", "WHEEL", "direct_url.json")
_TYPES = (".pyi", ".pyx", ".pxd", ".c", ".h", ".hpp", ".cpp")
_DAY = (1980, 1, 1, 0, 0, 0)


class NotPureError(ValueError):
    """A package has compiled modules, and no twins in Python are known of them."""


def course_wheel(folder: Path) -> Path:
    """Build the course's own wheel from the checkout into a folder; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("coursehelpers-*.whl"):
        old.unlink()
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "wheel", "--no-deps",
         "--no-build-isolation", "--wheel-dir", folder, ROOT],
        check=True,
    )  # fmt: skip
    return next(folder.glob("coursehelpers-*.whl"))


def without_lessons(wheel: Path) -> bytes:
    """Return the course's wheel without the lessons' notebooks: a page about one country shows none."""
    members = _members(wheel.read_bytes())
    return _packed(
        {
            name: body
            for name, body in members.items()
            if "/_course/notebooks/" not in name
            and not name.endswith((".pot", "/RECORD"))
            and ".data/" not in name
        },
        next(name for name in members if name.endswith(".dist-info/RECORD")),
    )


def put_compiled(archive: Path, compiled: Mapping[str, bytes]) -> None:
    """Put compiled modules into the place of their source text, in a wheel or in Python's own library.

    Parameters
    ----------
    archive : pathlib.Path
        Left as it is if it has none of them.
    compiled : mapping of str to bytes
        By path, such as ``"numpy/version.pyc"``.
    """
    members = _members(archive.read_bytes())
    if not any(f"{name}c" in compiled for name in members):
        return
    record = next((name for name in members if name.endswith(".dist-info/RECORD")), "")
    kept = {
        f"{name}c" if f"{name}c" in compiled else name: compiled.get(f"{name}c", body)
        for name, body in members.items()
        if name != record and not name.endswith("/")
    }
    archive.write_bytes(_packed(kept, record))


def pure_wheel(
    name: str, folder: Path, leave_out: Callable[[str], bool] = lambda path: False
) -> Path:
    """Pack an installed package again as a wheel of pure Python.

    Parameters
    ----------
    name : str
    folder : pathlib.Path
    leave_out : callable, optional
        Called with the path of each file: whether a browser does without it.

    Returns
    -------
    pathlib.Path
        Its file; the same bytes for the same version.

    Raises
    ------
    NotPureError
        If it has compiled modules without twins.
    importlib.metadata.PackageNotFoundError
        If it is not installed.
    """
    found = distribution(name)
    members = {path: body for path, body in _files_of(found) if not leave_out(path)}
    about = next(path for path in members if path.endswith(".dist-info/METADATA")).split("/")[0]
    members[f"{about}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: coursehelpers\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    folder.mkdir(parents=True, exist_ok=True)
    plain = re.sub(r"[-_.]+", "_", found.metadata["Name"]).lower()
    path = folder / f"{plain}-{found.version}-py3-none-any.whl"
    path.write_bytes(_packed(members, f"{about}/RECORD"))
    return path


def needed(names: Iterable[str], brought: Iterable[str], python: str) -> dict[str, list[str]]:
    """List installed packages and all that they need in a browser, beside what Pyodide brings.

    Parameters
    ----------
    names : iterable of str
        Packages that are wanted.
    brought : iterable of str
        Packages of Pyodide's own: neither they nor what they need is listed, but they are named as needed.
    python : str
        Version of Python there.

    Returns
    -------
    dict of str to list of str
        By package, in its plain spelling, what it needs.

    Examples
    --------
    >>> needed(["requests-cache"], ["requests"], "3.12.7")["requests-cache"][-1]
    'urllib3'
    """
    own = {plain_name(name) for name in brought}
    found: dict[str, list[str]] = {}
    waiting = [plain_name(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in found or name in own:
            continue
        found[name] = sorted(_requirements(distribution(name), python))
        waiting += found[name]
    return found


def plain_name(name: str) -> str:
    """Write a package's name as its index does.

    Examples
    --------
    >>> plain_name("charset_normalizer")
    'charset-normalizer'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def lock_entry(path: Path, depends: Iterable[str] = ()) -> dict[str, Any]:
    """Describe a wheel as Pyodide's lock file does.

    Parameters
    ----------
    path : pathlib.Path
    depends : iterable of str, optional
        Packages that are loaded with it.
    """
    name, version, *_tags = path.name.split("-")
    body = path.read_bytes()
    return {
        "name": plain_name(name),
        "version": version,
        "file_name": path.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(body).hexdigest(),
        "package_type": "package",
        "imports": sorted(_tops(body)),
        "depends": sorted(depends),
        "unvendored_tests": False,
        "size": len(body),
    }


def _tops(wheel: bytes) -> set[str]:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(io.BytesIO(wheel)).namelist()}
    return {name.removesuffix(".py") for name in tops if not name.endswith((".dist-info", ".data"))}


def _requirements(found: Distribution, python: str) -> Iterator[str]:
    environment = {
        "sys_platform": "emscripten", "os_name": "posix", "platform_system": "Emscripten", "platform_machine": "wasm32",
        "python_version": ".".join(python.split(".")[:2]), "python_full_version": python, "extra": "",
        "implementation_name": "cpython", "platform_python_implementation": "CPython",
    }  # fmt: skip
    for text in found.requires or []:
        asked = Requirement(text)
        if asked.marker is None or asked.marker.evaluate(environment):
            yield plain_name(asked.name)


def _files_of(found: Distribution) -> Iterator[tuple[str, bytes]]:
    name = plain_name(found.metadata["Name"])
    files = found.files
    if not files:
        raise PackageNotFoundError(name)
    for file in files:
        path = PurePosixPath(file)
        if path.suffix in _COMPILED:
            if name not in COMPILED_WITH_TWINS:
                raise NotPureError(f"{name} is not pure Python: it has {path.name}.")
            continue
        if (
            path.parts[0] == ".."
            or "__pycache__" in path.parts
            or path.suffix in _TYPES
            or (path.parts[0].endswith(".dist-info") and path.name in _LEFT_OUT)
        ):
            continue
        yield str(path), Path(str(found.locate_file(file))).read_bytes()


def _members(wheel: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(members: dict[str, bytes], record: str) -> bytes:
    """Pack members with a record of their sums, if it has a name; the same members give the same bytes."""
    lines = [f"{name},sha256={_sum(body)},{len(body)}" for name, body in sorted(members.items())]
    listed = {**members, record: "\n".join([*lines, f"{record},,", ""]).encode()}
    listed.pop("", None)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in sorted(listed.items()):
            archive.writestr(zipfile.ZipInfo(name, _DAY), body, zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def _sum(body: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
