"""One folder that runs the course in a room without internet, made while there still is some.

It holds the site, the learner's notebooks, slides, handouts, snapshots of the countries, and for each platform all
packages that a laptop needs. What a platform needs is read from the learner's lock file: pip itself would judge by
the computer it runs on. Sums are checked twice, when a package arrives and the evening before.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any, NamedTuple

from coursehelpers.browser.page import list_snapshots, reads_countries
from coursehelpers.classroom.editions import lessons
from coursehelpers.evidence import gather as evidence
from coursehelpers.evidence import saved
from coursehelpers.ground.countries import read_countries
from coursehelpers.ground.errors import BadCallError, CourseError
from coursehelpers.ground.files import write_whole
from coursehelpers.ground.locale import _, enumeration, ngettext, number
from coursehelpers.ground.settings import (
    TRAINING_COUNTRY,
    Settings,
    course_files,
    course_version,
    read_settings,
)

PLATFORMS = ("win", "mac", "linux")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
OLD_AFTER = 30
"""Days after which a snapshot is called old."""
STICKS = (1, 2, 4, 8, 16, 32, 64, 128)
"""Sizes of sticks on sale, in GB."""
_MANIFEST = "room.json"
_ENVIRONMENTS: dict[str, dict[str, str]] = {
    "win": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows", "platform_machine": "AMD64"},
    "mac": {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin", "platform_machine": "arm64"},
    "linux": {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux", "platform_machine": "x86_64"},
}  # fmt: skip
_LINUX = ("2_34", "2_31", "2_28", "2_27", "2_26", "2_24", "2_17", "2_12", "2_5")
_TAGS: dict[str, tuple[str, ...]] = {
    "win": ("win_amd64",),
    # Not all packages of the course are still made for Macs with a processor of Intel.
    "mac": ("macosx_13_0_arm64",),
    "linux": (*(f"manylinux_{version}_x86_64" for version in _LINUX), "manylinux2014_x86_64"),
}
"""Tags of the packages that a platform takes."""
_LOCKED = re.compile(r"^(\S+==[^\\\n]+?)\s*\\\n((?:[ ]+--hash=\S+(?: \\)?\n)+)", re.MULTILINE)

_STARTERS = {
    "start-windows.cmd": """@echo off
py -3 -c "" >nul 2>nul && (py -3 "%~dp0start.py" %* & goto done)
python -c "" >nul 2>nul && (python "%~dp0start.py" %* & goto done)
echo Python is not on this computer. Install it (the folder "python" may hold it), then start again.
:done
pause
""",
    "start-macos.command": "",
    "start-linux.sh": "",
}
_SHELL = """#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
for python in {pythons} python3; do
  if "$python" -c "" >/dev/null 2>&1; then exec "$python" "$here/start.py" "$@"; fi
done
echo 'Python is not on this computer. Install it (the folder "python" may hold it), then start again.'
exit 1
"""


def _read_first() -> str:
    return _("""The course, for a computer without internet

Windows: double-click start-windows.cmd
macOS:   right-click start-macos.command, then Open
Linux:   in a terminal, type: sh start-linux.sh

The first time takes a few minutes. Your own copy of the lessons is then in the folder
coursehelpers/my-course of your home folder; nothing of yours is on this stick.
To read without starting anything, open site/index.html.

Python {pythons} has to be on the computer. This folder does not bring it.
A Mac needs a processor of Apple (M1 or later).
""")


class Checked(NamedTuple):
    """Hold what the evening before says.

    Attributes
    ----------
    missing : tuple of str
        Sentences about what has to be mended.
    told : tuple of str
        Sentences about what is there.
    """

    missing: tuple[str, ...]
    told: tuple[str, ...]


def make_room(
    folder: Path,
    countries: Sequence[str],
    platforms: Sequence[str] = PLATFORMS,
    pythons: Sequence[str] = PYTHONS,
    *,
    settings: Settings | None = None,
    tell: Callable[[str], None] = print,
) -> list[str]:
    """Write everything that a room needs into a folder; what is there is brought up to date.

    Parameters
    ----------
    folder : pathlib.Path
    countries : sequence of str
        Codes; several territories of one node with commas.
    platforms : sequence of {"win", "mac", "linux"}, optional
    pythons : sequence of str, optional
        Versions of Python that the laptops may have.
    settings : Settings, optional
    tell : callable, optional
        Called with a sentence before each long step.

    Returns
    -------
    list of str
        Sentences about what could not be put there; the rest was.

    Raises
    ------
    BadCallError
        If a country, a platform or a version is none, or the course was not started from its own folder.
    CourseError
        If the folder cannot be written to.
    """
    root, settings = _checkout(), settings or read_settings()
    wanted = [",".join(read_countries(country)) for country in countries]
    if unknown := [name for name in platforms if name not in PLATFORMS]:
        raise BadCallError(
            _("“{name}” is no platform; write one or several of win,mac,linux.").format(
                name=unknown[0]
            )
        )
    if unknown := [name for name in pythons if not re.fullmatch(r"3\.\d+", name)]:
        raise BadCallError(
            _("“{name}” is no version of Python; write such as 3.12,3.13.").format(name=unknown[0])
        )
    told: dict[str, Any] = {
        "format": "coursehelpers-room", "version": 1, "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "course_version": course_version(), "countries": wanted, "platforms": list(platforms),
        "pythons": list(pythons), "wheels": {},
    }  # fmt: skip
    problems = [
        *_put_snapshots(folder, wanted, settings, tell),
        *_put_site(folder, root),
        *_put_editions(folder, root, tell),
        *_put_wheels(folder, root, told, tell),
    ]
    _put_starters(folder, pythons)
    told["files"] = {
        path.relative_to(folder).as_posix(): [path.stat().st_size, _sum(path)]
        for part in ("wheels", "snapshots")
        for path in sorted((folder / part).glob("*"))
        if path.is_file()
    }
    write_whole(folder / _MANIFEST, (json.dumps(told, indent=1) + "\n").encode())
    return problems


def _checkout() -> Path:
    root = course_files()
    if not (root / "requirements-learn.txt").is_file():
        raise BadCallError(
            _("A room's folder is made from the course's own folder; get it, and type the command there.")
        )  # fmt: skip
    return root


def _put_snapshots(
    folder: Path, countries: Sequence[str], settings: Settings, tell: Callable[[str], None]
) -> Iterator[str]:
    for country in countries:
        tell(_("Snapshot of {country} …").format(country=country))
        target = folder / "snapshots" / f"{country.replace(',', '-')}.zip"
        try:
            found = evidence.gather(country, settings)
            if found.provenance["source"] == "snapshot":
                write_whole(target, saved.snapshot_path(country, settings).read_bytes())
            else:
                saved.save(found, target)
        except (CourseError, OSError) as error:
            kept = _("; the older one stays") if target.exists() else ""
            yield _("No new snapshot of {country}{kept}: {reason}").format(
                country=country, kept=kept, reason=error
            )


def _put_site(folder: Path, root: Path) -> Iterator[str]:
    built = root / "_build" / "html"
    if not (built / "index.html").is_file():
        yield _("The site is not built: type “make book”, then this command again.")
        return
    shutil.rmtree(folder / "site", ignore_errors=True)
    shutil.copytree(built, folder / "site", ignore=shutil.ignore_patterns("course-offline.zip"))
    if reads_countries(folder / "site"):
        list_snapshots(folder / "site", sorted((folder / "snapshots").glob("*.zip")))


def _put_editions(folder: Path, root: Path, tell: Callable[[str], None]) -> Iterator[str]:
    tell(_("Notebooks, slides and handouts …"))
    with tempfile.TemporaryDirectory() as made:
        command = [sys.executable, str(root / "notebooks" / "make_editions.py"), made, "--no-pdf"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            yield _("Slides and handouts could not be written; type “make editions” to see why.")
            return
        for edition, name in (
            ("learner", "notebooks"),
            ("slides", "slides"),
            ("handouts", "handouts"),
        ):
            shutil.rmtree(folder / name, ignore_errors=True)
            shutil.copytree(Path(made) / edition, folder / name)


def locked_for(lock: str, platform: str, python: str) -> list[str]:
    r"""Choose from a lock file what one platform and version of Python needs, with its sums.

    Parameters
    ----------
    lock : str
        Text of a universal lock file with hashes.
    platform : {"win", "mac", "linux"}
    python : str
        Such as ``"3.12"``.

    Examples
    --------
    >>> lock = "a==1 ; sys_platform == 'win32' \\\n    --hash=sha256:00\nb==2 \\\n    --hash=sha256:11\n"
    >>> [line.split()[0] for line in locked_for(lock, "linux", "3.12")]
    ['b==2']
    """
    from packaging.requirements import Requirement

    environment = {
        **_ENVIRONMENTS[platform],
        "python_version": python, "python_full_version": f"{python}.0", "implementation_name": "cpython",
        "implementation_version": f"{python}.0", "platform_python_implementation": "CPython",
        "platform_release": "", "platform_version": "",
    }  # fmt: skip
    chosen = []
    for text, sums in _LOCKED.findall(lock):
        asked = Requirement(text)
        if asked.marker is None or asked.marker.evaluate(environment):
            chosen.append(f"{asked.name}{asked.specifier} \\\n{sums}")
    return chosen


def _put_wheels(
    folder: Path, root: Path, told: dict[str, Any], tell: Callable[[str], None]
) -> Iterator[str]:
    wheels = folder / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    lock = (root / "requirements-learn.txt").read_text(encoding="utf-8")
    for old in wheels.glob("coursehelpers-*.whl"):
        old.unlink()
    if not _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, root):
        yield _("The course itself could not be packed; type “make lab” once, then this command again.")  # fmt: skip
    if not any(wheels.glob("pip-*.whl")) and not _pip(
        "download", "--no-deps", "--dest", wheels, "pip"
    ):
        yield _("pip could not be fetched; try again with internet.")
    for platform in told["platforms"]:
        for python in told["pythons"]:
            tell(_("Packages for {platform}, Python {python} …").format(platform=platform, python=python))  # fmt: skip
            chosen = locked_for(lock, platform, python)
            got = _fetch(wheels, chosen, _TAGS[platform], python)
            told["wheels"][f"{platform}-{python}"] = len(chosen) if got else 0
            if not got:
                yield _("Packages for {platform}, Python {python} are not all there; try again with internet.").format(
                    platform=platform, python=python
                )  # fmt: skip


def _fetch(wheels: Path, chosen: Sequence[str], tags: Sequence[str], python: str) -> bool:
    with tempfile.TemporaryDirectory() as made:
        asked = Path(made) / "requirements.txt"
        asked.write_text("".join(chosen), encoding="utf-8")
        platforms = [part for tag in tags for part in ("--platform", tag)]
        return _pip(
            "download", "--no-deps", "--only-binary=:all:", "--require-hashes", "--requirement", asked,
            "--dest", wheels, "--implementation", "cp", "--python-version", python, *platforms,
        )  # fmt: skip


def _pip(*words: str | Path) -> bool:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, words)]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _put_starters(folder: Path, pythons: Sequence[str]) -> None:
    shell = _SHELL.format(pythons=" ".join(f"python{python}" for python in reversed(pythons)))
    for name, text in _STARTERS.items():
        path = folder / name
        # Windows reads a batch file line by line, and only by its own ends of lines.
        body = text.replace("\n", "\r\n") if name.endswith(".cmd") else shell
        write_whole(path, body.encode())
        path.chmod(0o755)
    starter = Path(__file__).with_name("starter.py")
    write_whole(folder / "start.py", starter.read_bytes())
    words = _read_first().format(pythons=enumeration(pythons))
    write_whole(folder / "READ ME FIRST.txt", words.replace("\n", "\r\n").encode())


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_room(folder: Path, today: date | None = None) -> Checked:
    """Look the evening before whether a room's folder is whole.

    Parameters
    ----------
    folder : pathlib.Path
    today : datetime.date, optional

    Returns
    -------
    Checked
        What is missing or damaged, how old the snapshots are, how large the folder is.

    Raises
    ------
    CourseError
        If it is no room's folder.
    """
    try:
        told = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if told["format"] != "coursehelpers-room":
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            _("{path} is no room's folder; make one with “coursehelpers room {path} --countries KE,UG”.").format(
                path=folder
            )
        ) from error  # fmt: skip
    snapshots = [_about_snapshot(folder, code, today or date.today()) for code in told["countries"]]
    missing = [
        *(words for words, fine in snapshots if not fine),
        *_parts_missing(folder),
        *_files_missing(folder, told["files"]),
        *_packages_missing(folder),
        *(
            _("Packages are missing for {computer}; make the folder again with internet.").format(
                computer=name.replace("-", ", Python ")
            )
            for name, packages in told["wheels"].items()
            if not packages
        ),
    ]
    if told["course_version"] != course_version():
        missing.append(
            _("The folder holds course {old}, you have {new}; make it again.").format(
                old=told["course_version"], new=course_version()
            )
        )
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    stick = next((gigabytes for gigabytes in STICKS if size * 1.1 < gigabytes * 1e9), STICKS[-1])
    return Checked(
        tuple(missing),
        (
            *(words for words, fine in snapshots if fine),
            _("Platforms: {platforms}; Python {pythons}.").format(
                platforms=enumeration(told["platforms"]), pythons=enumeration(told["pythons"])
            ),
            _("{size} MB: it fits on a stick of {stick} GB.").format(
                size=number(round(size / 1e6)), stick=stick
            ),
            _("Python itself is not in it: each laptop needs one of these versions."),
            _("The page about one country runs in a browser, phones too, without that.")
            if reads_countries(folder / "site")
            else _(
                "The page about one country does not run: the site was built without PYODIDE_DIST."
            ),
        ),
    )


def _about_snapshot(folder: Path, country: str, today: date) -> tuple[str, bool]:
    path = folder / "snapshots" / f"{country.replace(',', '-')}.zip"
    if not path.is_file():
        return _("No snapshot of {country}; make the folder again with internet.").format(
            country=country
        ), False
    try:
        made = date.fromisoformat(str(saved.load(path).provenance["retrieved"])[:10])
    except (CourseError, ValueError) as error:
        return str(error), False
    days = (today - made).days
    age = ngettext("{n} day old", "{n} days old", days).format(n=days)
    if days > OLD_AFTER and country != TRAINING_COUNTRY:
        return _("The snapshot of {country} is {age}; make the folder again with internet.").format(
            country=country, age=age
        ), False
    return _("Snapshot of {country}: {age}.").format(country=country, age=age), True


def _parts_missing(folder: Path) -> Iterator[str]:
    parts = {
        "site/index.html": _("The site is missing: type “make book”, then make the folder again."),
        "slides": _("The slides are missing; make the folder again."),
        "handouts": _("The handouts are missing; make the folder again."),
        **{
            f"notebooks/{lesson.name}": _("The notebook {name} is missing; make the folder again.").format(
                name=lesson.name
            )
            for lesson in lessons()
        },
        **{
            name: _("{name} is missing; make the folder again.").format(name=name)
            for name in (*_STARTERS, "start.py", "READ ME FIRST.txt")
        },
    }  # fmt: skip
    yield from (words for part, words in parts.items() if not (folder / part).exists())


def _files_missing(folder: Path, files: dict[str, Any]) -> Iterator[str]:
    for name, (size, sum_) in files.items():
        path = folder / name
        if not path.is_file():
            yield _("{name} is missing; make the folder again.").format(name=name)
        elif path.stat().st_size != size or _sum(path) != sum_:
            yield _("{name} is damaged; make the folder again.").format(name=name)


def _packages_missing(folder: Path) -> Iterator[str]:
    """Ask the course's own package what it needs: a lock file may be older than the course."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    there = {
        canonicalize_name(path.name.split("-")[0]) for path in (folder / "wheels").glob("*.whl")
    }
    if absent := [name for name in ("coursehelpers", "pip") if name not in there]:
        yield _("The package {name} is missing; make the folder again.").format(name=absent[0])
        return
    course = next((folder / "wheels").glob("coursehelpers-*.whl"))
    try:
        with zipfile.ZipFile(course) as packed:
            named = next(name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
            needs = message_from_bytes(packed.read(named)).get_all("Requires-Dist", [])
    except (zipfile.BadZipFile, StopIteration, OSError):
        yield _("The course's own package is damaged; make the folder again.")
        return
    for need in map(Requirement, needs):
        extra = need.marker is not None and "extra" in str(need.marker)
        if not extra and canonicalize_name(need.name) not in there:
            yield _(
                "The package {name} is missing; type “make lock”, then make the folder again."
            ).format(name=need.name)
