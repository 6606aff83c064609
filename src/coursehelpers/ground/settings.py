"""Everything that can be set, from the environment.

=================  ================================  =============================================
variable           default                           meaning
=================  ================================  =============================================
``GBIF_API_URL``   ``https://api.gbif.org/v1``       where GBIF is
``COURSE_SOURCE``  ``auto``                          ``auto``, ``live``, ``snapshot``, ``training``
``COURSE_CONTACT`` none                              whom GBIF may write to: sent with each request
``COURSE_HOME``    ``./my-course``                   the learner's workbook, snapshots and exports
``COURSE_CACHE``   the user's cache folder           GBIF's answers, kept for a while
``COURSE_LANG``    the computer's own, where whole   the language, such as ``es``
=================  ================================  =============================================
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import unquote, urlsplit

from platformdirs import user_cache_path

from coursehelpers.ground.errors import BadCallError, CourseError
from coursehelpers.ground.locale import (
    UnknownLanguageError,
    _,
    enumeration,
    known_language,
    languages,
    speaking,
    use,
)

Source = Literal["auto", "live", "snapshot", "training"]

GBIF_API_URL = "https://api.gbif.org/v1"
GRSCICOLL_URL = "https://scientific-collections.gbif.org"
TRAINING_COUNTRY = "XT"
HOME_MARK = ".coursehelpers.json"
"""The file that ``coursehelpers start`` leaves in a learner's folder, so that it is recognised."""


@dataclass(frozen=True)
class Settings:
    """Hold what can be set.

    Attributes
    ----------
    api_url : str
        Address of the GBIF API, without a slash at the end.
    source : {"auto", "live", "snapshot", "training"}
        Where a country's tables may come from.
    home : pathlib.Path
        Folder of the learner's workbook, snapshots and exports.
    cache : pathlib.Path
        Folder of GBIF's cached answers.
    contact : str
        Address or page of whoever runs the course, sent to GBIF with each request; may be empty.
    api_login : tuple of (str, str), optional
        Name and password for the API's address; never part of it, and never shown.
    """

    api_url: str
    source: Source
    home: Path
    cache: Path
    contact: str = ""
    api_login: tuple[str, str] | None = field(default=None, repr=False)

    def short(self, path: Path) -> str:
        """Write a path from the learner's folder on, the same on every computer."""
        try:
            return path.relative_to(self.home.parent).as_posix()
        except ValueError:
            return str(path)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Parameters
    ----------
    environment : mapping of str to str, optional
        Environment variables; the process's own by default.

    Returns
    -------
    Settings

    Raises
    ------
    BadCallError
        If ``COURSE_SOURCE`` is not one of the four words, ``GBIF_API_URL`` is no web address,
        ``COURSE_CONTACT`` cannot be sent, or the course is not in the language of ``COURSE_LANG``.

    Examples
    --------
    >>> read_settings({"COURSE_SOURCE": "training"}).source
    'training'
    """
    env = os.environ if environment is None else environment
    source = env.get("COURSE_SOURCE") or "auto"
    if source not in get_args(Source):
        raise BadCallError(
            _(
                "COURSE_SOURCE is “{source}”, which is none of auto, live, snapshot or training; "
                "set it to one of these, or leave it out."
            ).format(source=source)
        )
    if env.get("COURSE_LANG") and known_language(env["COURSE_LANG"]) is None:
        raise BadCallError(_no_language("COURSE_LANG", env["COURSE_LANG"], languages()))
    api_url, api_login = _read_address(env.get("GBIF_API_URL") or GBIF_API_URL)
    return Settings(
        api_url=api_url,
        source=cast("Source", source),
        home=Path(env["COURSE_HOME"]) if env.get("COURSE_HOME") else _default_home(),
        cache=Path(env.get("COURSE_CACHE") or user_cache_path("coursehelpers", appauthor=False)),
        contact=_read_contact(env.get("COURSE_CONTACT") or ""),
        api_login=api_login,
    )


def choose_language(asked: str | None) -> str:
    """Speak a language from now on.

    Parameters
    ----------
    asked : str or None
        Such as ``"es"``; None goes back to ``COURSE_LANG`` and the computer's own.

    Returns
    -------
    str
        Its code.

    Raises
    ------
    BadCallError
        If the course is not in that language.

    Examples
    --------
    >>> choose_language("en")
    'en'
    """
    try:
        return use(asked)
    except UnknownLanguageError as error:
        raise BadCallError(_no_language(_("The language"), error.asked, error.known)) from error


@contextmanager
def in_language(asked: str | None) -> Iterator[None]:
    """Speak a language for one document, whatever the screen's; None is the screen's.

    Parameters
    ----------
    asked : str or None
        Such as ``"fr"``.

    Raises
    ------
    BadCallError
        If the course is not in that language.

    Examples
    --------
    >>> with in_language("en"):
    ...     course_version() > ""
    True
    """
    if asked is not None and known_language(asked) is None:
        raise BadCallError(_no_language(_("The language"), asked, languages()))
    with speaking(asked):
        yield


def _no_language(what: str, asked: str, known: list[str]) -> str:
    return _(
        "{what} is “{asked}”, in which there is no course; choose one of {known}, or leave it out."
    ).format(what=what, asked=asked[:40], known=enumeration(known))


def without_login(url: str) -> str:
    """Write an address without the name and password in it, also where it is no real address.

    Examples
    --------
    >>> without_login("http://me:secret@proxy:8080")
    'http://proxy:8080'
    """
    scheme, mark, rest = url.rpartition("://")
    return scheme.rpartition("@")[2] + mark + rest.rpartition("@")[2]


def _read_address(text: str) -> tuple[str, tuple[str, str] | None]:
    """Read the API's address, and apart from it a name and password."""
    text = text.strip().rstrip("/")
    try:
        address = urlsplit(text)
        known = address.scheme in ("http", "https") and bool(address.hostname)
        known = known and address.port != 0 and not (address.query or address.fragment)
        known = known and bool(re.fullmatch(r"[\w.:%\[\]-]+", address.netloc.rpartition("@")[2]))
        known = known and not re.search(r"[\s\x00-\x1f]", text)
        "".join(address.hostname or "").encode("idna")
    except ValueError:  # also a name that is none
        known = False
    if not known:
        raise BadCallError(
            _(
                "GBIF_API_URL is “{url}”, which is no web address; "
                "leave it out to use {default}, or write one that begins with https://."
            ).format(
                url="".join(filter(str.isprintable, without_login(text))), default=GBIF_API_URL
            )
        )
    login = (unquote(address.username or ""), unquote(address.password or ""))
    return without_login(text), login if any(login) else None


def _read_contact(text: str) -> str:
    """Read whom GBIF may write to; it travels in a header, which takes plain characters only."""
    text = text.strip()
    if not re.fullmatch(r"[!-~ ]{0,200}", text) or re.search(r"[();]", text):
        raise BadCallError(
            _(
                "COURSE_CONTACT cannot be sent to GBIF as it is; write an e-mail address or the "
                "address of a web page in plain letters, or leave it out."
            )
        )
    return text


def _default_home() -> Path:
    """Find the learner's folder: this one or one above it if it carries the mark, else a new one.

    A notebook runs in the folder it lies in, which is the learner's own: without the mark a
    second ``my-course`` would appear inside the first.
    """
    try:
        here = Path.cwd()
    except OSError as error:
        raise CourseError(
            _("The folder that you are in is gone; change to another one, then try again.")
        ) from error
    for folder in (here, *here.parents):
        if (folder / HOME_MARK).is_file():
            return folder
    return here / "my-course"


def in_a_browser() -> bool:
    """Tell whether this Python runs inside a web page.

    Examples
    --------
    >>> in_a_browser()
    False
    """
    return sys.platform == "emscripten"


def course_version() -> str:
    """Return the version of this course, for example ``0.1.0``."""
    try:
        return version("coursehelpers")
    except PackageNotFoundError:
        return "0"


def course_files() -> Path:
    """Return the folder that holds the course's ``data`` and ``notebooks``.

    Installed from a wheel they lie inside the package; in a checkout, at its top.
    """
    package = Path(__file__).parents[1]
    inside = package / "_course"
    return inside if inside.is_dir() else package.parents[1]


def data_file(*parts: str) -> Path:
    """Return the path of a file in the course's ``data`` folder.

    Examples
    --------
    >>> data_file("countries", "countries.csv").name
    'countries.csv'
    """
    return course_files().joinpath("data", *parts)
