"""Ask for every address of ``book/links.md`` once, and say which leads nowhere: ``make links``.

That page lists each address of the website with the day it was last known to be right. What has gone since is said
with that day, so that whoever mends it knows how old the lead is. A page that turns a program away is no dead link.

Exit status 1 if an address leads nowhere, else 0.
"""

import argparse
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import requests

from coursehelpers.ground.settings import course_version

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(
    r"^- \[(?P<name>.+?)\]\((?P<address>https?://[^\s)]+)\)(?:: (?P<dated>.+?)\.?)?$", re.MULTILINE
)
GONE = (404, 410)
SECONDS = 30
PAUSE = 1.0
"""Seconds between two requests: most addresses belong to a few hosts."""

State = Literal["there", "moved", "nowhere", "not sure"]


class Link(NamedTuple):
    """Say what the list says of an address.

    Attributes
    ----------
    name, address : str
    dated : str
        When it was last known to be right, in the list's own words.
    """

    name: str
    address: str
    dated: str


def main(arguments: list[str] | None = None) -> int:
    """Ask for each address and print a table of those that do not simply answer."""
    parser = argparse.ArgumentParser(prog="make links", description=__doc__)
    parser.add_argument("--list", type=Path, default=ROOT / "book" / "links.md", dest="file")
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between two requests")
    asked = parser.parse_args(arguments)
    links = list(read_links(asked.file.read_text(encoding="utf-8")))
    states: list[State] = []
    print("| address | state | says | last known |\n|---|---|---|---|")
    for number, link in enumerate(links):
        if number:
            time.sleep(asked.pause)
        state, words = look(link.address)
        states.append(state)
        if state != "there":
            print(f"| {link.address} | {state} | {words} | {link.dated or 'no date'} |", flush=True)
    counts = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
    print(f"\n{len(links)} addresses: {counts}.")
    return 1 if "nowhere" in states else 0


def read_links(text: str) -> Iterator[Link]:
    """Read the list: a line an address, with what it is called and when it was last right.

    Examples
    --------
    >>> next(read_links("- [GBIF](https://www.gbif.org): as recorded on 8 June 2026."))
    Link(name='GBIF', address='https://www.gbif.org', dated='as recorded on 8 June 2026')
    """
    for found in LINK.finditer(text):
        yield Link(found["name"], found["address"], found["dated"] or "")


def look(address: str) -> tuple[State, str]:
    """Ask for an address, and tell whether it leads somewhere."""
    agent = {"User-Agent": f"coursehelpers/{course_version()} link check"}
    try:
        with requests.get(address, headers=agent, timeout=SECONDS, stream=True) as answer:
            status, moved = (
                answer.status_code,
                [one for one in answer.history if one.is_permanent_redirect],
            )
            where = answer.url
    except requests.RequestException as error:
        return "not sure", type(error).__name__
    if status in GONE:
        return "nowhere", f"status {status}"
    if status >= 400:
        return "not sure", f"status {status}"
    return ("moved", where) if moved else ("there", "")


if __name__ == "__main__":
    raise SystemExit(main())
