"""The learner's answers: one JSON file a country, schema-checked, saved whole or not at all.

A workbook belongs to one country; the made-up training country has its own, so that an exercise never
gets into real work. The last five copies are kept beside it.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from coursehelpers.countries import read_countries
from coursehelpers.errors import BrokenFileError, CourseError
from coursehelpers.files import write_whole
from coursehelpers.locale import _
from coursehelpers.settings import HOME_MARK, TRAINING_COUNTRY, Settings, read_settings

VERSION = 1
COPIES = 5


class Workbook(BaseModel):
    """Hold what the learner answered.

    Attributes
    ----------
    version : int
        Version of the file format.
    country : str
        Two-letter code, or several joined by commas.
    saved : datetime.datetime
        When it was saved last (UTC).
    """

    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = 1
    country: str
    saved: datetime | None = None


def workbook_path(country: str, settings: Settings | None = None) -> Path:
    """Return where the workbook of a country lies.

    Examples
    --------
    >>> workbook_path("DK").name
    'workbook-DK.json'
    """
    settings = settings or read_settings()
    return settings.home / f"workbook-{country.replace(',', '-')}.json"


def open_workbook(country: str, settings: Settings | None = None) -> Workbook:
    """Open the workbook of a country, or begin one.

    Raises
    ------
    BrokenFileError
        If the file is damaged or from a newer version; the last good copy is named.
    """
    path = workbook_path(country, settings)
    if not path.exists():
        return Workbook(country=country)
    return load_workbook(path)


def load_workbook(path: Path) -> Workbook:
    """Load a workbook from its file.

    Raises
    ------
    BrokenFileError
        If there is no such file, or it is damaged, foreign or from a newer version.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BrokenFileError(
            _("{path} cannot be opened ({reason}); check its name and folder.").format(
                path=path, reason=error.strerror or error
            )
        ) from error
    except ValueError as error:
        raise _damaged(path) from error
    version = content.get("version") if isinstance(content, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise BrokenFileError(
            _(
                "{path} comes from a newer version of the course; update yours, then open it again."
            ).format(path=path)
        )
    try:
        return Workbook.model_validate(content)
    except ValidationError as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> BrokenFileError:
    copies = _copies(path)
    if copies:
        advice = _("put its last good copy, {copy}, in its place").format(copy=copies[-1])
    else:
        advice = _("move it away and begin again")
    return BrokenFileError(
        _("{path} is no workbook of this course, or damaged; {advice}.").format(
            path=path, advice=advice
        )
    )


def save_workbook(workbook: Workbook, settings: Settings | None = None) -> Path:
    """Save a workbook; the file before it becomes a copy.

    Returns
    -------
    pathlib.Path
        Where it lies.

    Raises
    ------
    CourseError
        If the file cannot be written.
    """
    path = workbook_path(workbook.country, settings)
    now = datetime.now(UTC)
    saved = workbook.model_copy(update={"saved": now})
    if path.exists():
        _keep_copy(path)
    write_whole(path, (saved.model_dump_json(indent=1) + "\n").encode())
    return path


def _keep_copy(path: Path) -> None:
    stamp = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y%m%dT%H%M%S%f")
    write_whole(path.parent / "copies" / f"{path.stem}.{stamp}.json", path.read_bytes())
    for old in _copies(path)[:-COPIES]:
        old.unlink()


def _copies(path: Path) -> list[Path]:
    return sorted((path.parent / "copies").glob(f"{path.stem}.*.json"))


def choose_country(country: str, settings: Settings | None = None) -> str:
    """Remember the learner's country, so that it is typed only once.

    Parameters
    ----------
    country : str
        Two-letter code, or several joined by commas; ``XT`` is the made-up training country.
    settings : Settings, optional

    Returns
    -------
    str
        The code as it is remembered.

    Raises
    ------
    BadCallError
        If it is no country that GBIF knows.
    """
    settings = settings or read_settings()
    code = ",".join(read_countries(country))
    write_mark(settings.home, {**read_mark(settings.home), "country": code})
    if not workbook_path(code, settings).exists():
        save_workbook(Workbook(country=code), settings)
    return code


def my_country(settings: Settings | None = None) -> str:
    """Return the country that the learner chose; the training country until then."""
    settings = settings or read_settings()
    return str(read_mark(settings.home).get("country", TRAINING_COUNTRY))


def read_mark(home: Path) -> dict[str, object]:
    """Read the file that marks a learner's folder; empty where there is none yet.

    Raises
    ------
    CourseError
        If it is damaged.
    """
    mark = home / HOME_MARK
    try:
        content = json.loads(mark.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CourseError(
            _("{path} cannot be read; delete it and choose your country again.").format(path=mark)
        ) from error
    return content if isinstance(content, dict) else {}


def write_mark(home: Path, content: dict[str, object]) -> None:
    """Write the file that marks a learner's folder."""
    write_whole(home / HOME_MARK, (json.dumps(content, indent=1) + "\n").encode())
