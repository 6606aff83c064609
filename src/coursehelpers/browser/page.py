"""The page about one country: a field, a button that says what it costs, and places for what comes.

The page itself loads nothing but its script. Its worker loads Python from the site's own folder when the button is
pressed. Scripts are given every word they say, so that they hold none of their own.
"""

import json
import shutil
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from coursehelpers.documents.html import STYLE
from coursehelpers.documents.office import CREATOR
from coursehelpers.ground.countries import all_countries
from coursehelpers.ground.files import write_whole
from coursehelpers.ground.locale import _, language
from coursehelpers.ground.settings import GBIF_API_URL, TRAINING_COUNTRY

NAME = "country.html"
SCRIPTS = ("country.js", "country-worker.js")
PYTHON = "python"
SNAPSHOTS = "snapshots"
"""Folders beside the page: Python, and a room's snapshots with their list."""
STATIC = Path(__file__).with_name("static")
_MILLION = 1_000_000


class Python(NamedTuple):
    """Say what a site has of Python for the browser.

    Attributes
    ----------
    folder : str
        Where it lies, as the page sees it, with a slash at its end.
    first, then, letters : tuple of str
        Packages that are loaded before a landscape is shown, after it, and for letters in a word processor's
        format; the last may be empty.
    first_bytes, then_bytes, letters_bytes : int
        What a visitor downloads for each.
    """

    folder: str
    first: tuple[str, ...]
    then: tuple[str, ...]
    letters: tuple[str, ...]
    first_bytes: int
    then_bytes: int
    letters_bytes: int


def country_page(
    python: Python | None,
    *,
    scripts: str = "_static/",
    home: str = "",
    beside: str = "",
    api_url: str = GBIF_API_URL,
) -> str:
    """Write the page.

    Parameters
    ----------
    python : Python or None
        None where the site has none: then the page says so, and what to do instead.
    scripts : str, optional
        Where :data:`SCRIPTS` lie, as the page sees them.
    home : str, optional
        Address of the course's first page; empty for no link.
    beside : str, optional
        Where a room's snapshots lie, as the page sees it, with a slash at its end.
    api_url : str, optional
        Where GBIF is.

    Examples
    --------
    >>> python = Python("python/", ("coursehelpers",), (), (), 26_000_000, 9_000_000, 0)
    >>> "downloads 35 MB" in country_page(python)
    True
    """
    title = _("My country on one page")
    told = {
        "python": python.folder if python else "",
        "first": python.first if python else (),
        "then": python.then if python else (),
        "letters": python.letters if python else (),
        "bytes": [python.first_bytes, python.then_bytes, python.letters_bytes] if python else [],
        "worker": f"{scripts}country-worker.js",
        "snapshots": f"{beside}{SNAPSHOTS}/",
        "practise": TRAINING_COUNTRY,
        "environment": {"GBIF_API_URL": api_url, "COURSE_LANG": language()},
        "words": _words(),
    }
    body = "".join(
        [
            f'<p class="back"><a href="{escape(home, quote=True)}">{escape(_("The course"))}</a></p>' if home else "",
            f"<h1>{escape(title)}</h1>",
            _introduction(python),
            _form(python) if python else "",
            '<p id="now" role="status"></p>'
            '<p id="far"><progress id="bar" hidden></progress> <span id="count"></span></p>',
            '<div id="trouble" role="alert"></div><div id="choose"></div>',
            f'<section id="result" hidden><h2 id="title" tabindex="-1"></h2>{_files(python)}'
            '<div id="landscape"></div><div id="figures"></div>'
            '<article id="sheet" tabindex="0"></article></section>',
        ]
    )  # fmt: skip
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="generator" content="{CREATOR}"><link rel="icon" href="data:,">'
        f"<title>{escape(title)}</title><style>{STYLE}{_STYLE}</style></head><body><main>{body}</main>"
        f'<script type="application/json" id="told">{_as_script(told)}</script>'
        f'<script src="{scripts}country.js" defer></script></body></html>\n'
    )


def reads_countries(site: Path) -> bool:
    """Tell whether a built site has the page with its Python."""
    return (site / NAME).is_file() and (site / PYTHON).is_dir()


def list_snapshots(site: Path, files: Sequence[Path] = ()) -> None:
    """Put a room's snapshots beside the page, so that it asks GBIF for none of these countries.

    Parameters
    ----------
    site : pathlib.Path
        The built site.
    files : sequence of pathlib.Path, optional
        None where the site stands in no room.

    Raises
    ------
    CourseError
        If the folder cannot be written to.
    """
    folder = site / SNAPSHOTS
    shutil.rmtree(folder, ignore_errors=True)
    for path in files:
        write_whole(folder / path.name, path.read_bytes())
    names = sorted(path.name for path in files)
    write_whole(folder / "list.json", (json.dumps(names) + "\n").encode())


_STYLE = (
    ":root{color-scheme:light}main{max-width:46rem;margin:auto}h2,h3{line-height:1.25}"
    "#ask{margin:1rem 0}#ask label{display:block;font-weight:700}"
    "input,button{font:inherit;padding:.5rem .8rem;margin:.3rem .4rem .3rem 0;max-width:100%;min-height:2.75rem}"
    "input{width:100%;box-sizing:border-box;border:1px solid #555}"
    "button{background:#0f5c5c;color:#fff;border:2px solid #0f5c5c;border-radius:.3rem;cursor:pointer}"
    "button.quiet{background:#fff;color:#0f5c5c}button[disabled]{background:#ddd;color:#444;border-color:#ddd;cursor:default}"
    ":focus-visible{outline:3px solid #c8782a;outline-offset:2px}#title:focus{outline:none}"
    "progress{width:100%;max-width:20rem}#far{min-height:1.5rem;margin:.2rem 0}#now:empty,#trouble:empty{margin:0}"
    "#trouble{border-left:4px solid #a33;padding-left:.7rem}#trouble:empty{border:0}"
    ".wide{overflow-x:auto}.wide table{margin:0;min-width:36rem}.wide svg{min-width:36rem}.wide figure{margin:1rem 0}"
    "small{color:#444}"
    ".wide th,.wide td,#sheet th,#sheet td{overflow-wrap:break-word}"
    ".wide caption{position:sticky;left:0;max-width:calc(100vw - 2rem)}"
    "#sheet{border:1px solid #bbb;padding:.7rem 1rem;margin:1.5rem 0}#sheet:empty{display:none}"
    "#sheet{overflow-x:auto}a{color:#0b5394}@media screen{#sheet table{min-width:36rem}}"
    # What is printed is the sheet and nothing else.
    "@media print{main>:not(#result),#result>:not(#sheet){display:none}#sheet{border:0;padding:0;margin:0}"
    "main{max-width:none}#sheet>h2{font-size:15pt;margin:.2rem 0}#sheet{overflow:visible}}"
)


def _introduction(python: Python | None) -> str:
    told = [
        _(
            "Type your country. You see what its institutions with collections say they hold, what is linked to "
            "them on GBIF, the Global Biodiversity Information Facility, and whom to call first."
        )
    ]
    if python is None:
        told.append(
            _(
                "This copy of the site holds no Python for your browser, so it cannot read a country here. "
                "The page “Before you start” of the course says how to install it."
            )
        )
    else:
        told.append(
            _(
                "Nothing is installed. Your browser does the work itself, and asks only GBIF, for public tables of "
                "your country. GBIF's answers stay in your browser, and count for a day."
            )
        )
    without = escape(_("This page needs JavaScript; turn it on, then reload the page."))
    return (
        "".join(f"<p>{escape(line)}</p>" for line in told)
        + f"<noscript><p>{without}</p></noscript>"
    )


def _form(python: Python) -> str:
    size = _megabytes(python.first_bytes + python.then_bytes)
    options = "".join(
        f'<option value="{escape(name, quote=True)}">{code}</option>'
        for code, name in all_countries()
    )
    cost = _("Show it (downloads {n} MB, once)").format(n=size)
    practise = escape(_("Practise with a made-up country"))
    return (
        f'<form id="ask"><label for="country">{escape(_("Your country"))}</label>'
        f'<input id="country" name="c" list="countries" required maxlength="80" autocomplete="off" spellcheck="false">'
        f'<datalist id="countries">{options}</datalist>'
        f'<button id="go">{escape(cost)}</button> '
        f'<button id="practise" type="button" class="quiet">{practise}</button></form>'
    )


def _files(python: Python | None) -> str:
    if python is None:
        return ""
    offered = {
        "landscape.xlsx": _("Landscape (XLSX)"),
        "order.xlsx": _("Calling order (XLSX)"),
        "letters.html": _("Letters (web page)"),
        "sheet.html": _("Sheet (web page)"),
        "snapshot.zip": _("Tables for the installed course (zip)"),
    }
    if python.letters:
        words = _("Letters for a word processor (downloads {n} MB)")
        offered["letters.docx"] = words.format(n=_megabytes(python.letters_bytes))
    buttons = "".join(
        f'<button type="button" class="quiet" data-file="{name}" disabled>{escape(words)}</button>'
        for name, words in offered.items()
    )
    left_out = (
        ""
        if python.letters
        else _("Letters for a word processor are left out here: the installed course writes them.")
    )
    return (
        f'<div id="files"><button type="button" id="print" disabled>{escape(_("Print the sheet"))}</button> {buttons}'
        f'<p><small>{escape(left_out)}</small></p>'
        f'<button type="button" class="quiet" id="forget">{escape(_("Forget what GBIF answered"))}</button></div>'
    )  # fmt: skip


def _words() -> dict[str, str]:
    """Return what the scripts say; ``{n}`` and ``{name}`` are filled in there."""
    return {
        "loading": _("Python is being loaded …"),
        "count": _("{n} of {all} MB"),
        "beginning": _("Python begins …"),
        "room": _("This room has the tables of {name}: GBIF is not asked."),
        "reading": _("{name} is being read …"),
        "more": _("What draws the figures is being loaded …"),
        "drawing": _("Figures are being drawn …"),
        "ready": _("Ready: {name}. The sheet can be printed now."),
        "writing": _("The file is being written …"),
        "written": _("Saved: {name}"),
        "choose": _("Which one do you mean?"),
        "practise": _("Practise with a made-up country"),
        "forgotten": _("GBIF's answers are forgotten; reload the page to go on."),
        "file": _(
            "This page does not work when it is opened as a file; open it on the course's website, or on the "
            "page of your room."
        ),
        "old": _(
            "Your browser is too old for this page; update it, or open the page in another one."
        ),
        "missing": _(
            "Python could not be loaded ({name}); look at the connection, then reload the page and try again."
        ),
        "broken": _(
            "Something went wrong in this page ({name}); reload it and try again, and if it happens again, tell "
            "whoever runs this site."
        ),
    }


def _megabytes(size: int) -> int:
    return max(1, round(size / _MILLION))


def _as_script(told: object) -> str:
    """Write data so that nothing in it ends the script that holds it."""
    return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
