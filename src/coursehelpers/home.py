"""The learner's folder: which country is theirs, and where their files lie.

Reading a country is all that most commands need, so nothing here knows what a workbook holds.
"""

import json
from pathlib import Path

from coursehelpers.countries import read_countries
from coursehelpers.errors import CourseError
from coursehelpers.files import write_whole
from coursehelpers.locale import _
from coursehelpers.reading.content import read_content
from coursehelpers.reading.data import BadDataError, read_json
from coursehelpers.settings import HOME_MARK, TRAINING_COUNTRY, Settings, read_settings


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
    return code


def my_country(settings: Settings | None = None) -> str:
    """Return the country that the learner chose; the training country until then."""
    settings = settings or read_settings()
    return str(read_mark(settings.home).get("country", TRAINING_COUNTRY))


def workbook_path(country: str, settings: Settings | None = None) -> Path:
    """Return where the workbook of a country lies.

    Examples
    --------
    >>> workbook_path("DK").name
    'workbook-DK.json'
    """
    settings = settings or read_settings()
    return settings.home / f"workbook-{country.replace(',', '-')}.json"


def export_path(name: str, settings: Settings | None = None) -> Path:
    """Return where a file that the learner saves or shares goes.

    Parameters
    ----------
    name : str
        Name of the file, such as ``"landscape-DK.xlsx"``.
    settings : Settings, optional

    Examples
    --------
    >>> export_path("landscape-DK.xlsx").parent.name
    'exports'
    """
    settings = settings or read_settings()
    return settings.home / "exports" / name


def read_mark(home: Path) -> dict[str, object]:
    """Read the file that marks a learner's folder; empty where there is none yet.

    Raises
    ------
    CourseError
        If it is damaged.
    """
    mark = home / HOME_MARK
    try:
        if not mark.exists():
            return {}
        content = read_json(read_content(mark))
    except (OSError, BadDataError) as error:
        raise CourseError(
            _("{path} cannot be read; delete it and choose your country again.").format(path=mark)
        ) from error
    return content if isinstance(content, dict) else {}


def write_mark(home: Path, content: dict[str, object]) -> None:
    """Write the file that marks a learner's folder."""
    write_whole(home / HOME_MARK, (json.dumps(content, indent=1) + "\n").encode())
