"""The learner's folder: which country is theirs, and where their files lie.

Reading a country is all that most commands need, so nothing here knows what a workbook holds.
"""

import json
from pathlib import Path

from coursehelpers.ground.countries import read_countries
from coursehelpers.ground.errors import BadCallError, CourseError
from coursehelpers.ground.files import locked, write_whole
from coursehelpers.ground.locale import _
from coursehelpers.ground.settings import HOME_MARK, TRAINING_COUNTRY, Settings, read_settings
from coursehelpers.reading.content import read_content
from coursehelpers.reading.data import BadDataError, read_json


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
    change_mark(settings.home, country=code)
    return code


def my_country(settings: Settings | None = None) -> str:
    """Return the country that the learner chose; the training country until then.

    Raises
    ------
    CourseError
        If the folder's mark is damaged, or names no country: answers never go to another one instead.
    """
    settings = settings or read_settings()
    mark = read_mark(settings.home)
    if "country" not in mark:
        return TRAINING_COUNTRY
    try:
        return ",".join(read_countries(str(mark["country"])))
    except BadCallError as error:
        raise CourseError(
            _("{path} names “{country}”, which is no country; choose your country again.").format(
                path=settings.home / HOME_MARK, country=str(mark["country"])[:80]
            )
        ) from error


def workbook_path(country: str, settings: Settings | None = None) -> Path:
    """Return where the workbook of a country lies.

    Raises
    ------
    BadCallError
        If it is no country that GBIF knows: nothing else may become part of a path.

    Examples
    --------
    >>> workbook_path("DK").name
    'workbook-DK.json'
    """
    settings = settings or read_settings()
    return settings.home / f"workbook-{'-'.join(read_countries(country))}.json"


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
        raise _unreadable(mark) from error
    if not isinstance(content, dict):
        raise _unreadable(mark)
    return content


def _unreadable(mark: Path) -> CourseError:
    return CourseError(
        _("{path} cannot be read; delete it and choose your country again.").format(path=mark)
    )


def change_mark(home: Path, **changes: object) -> None:
    """Change what the file that marks a learner's folder says, and keep the rest of it.

    Raises
    ------
    CourseError
        If it is damaged or cannot be written.
    """
    with locked(home / HOME_MARK) as mark:
        content = {**read_mark(home), **changes}
        write_whole(mark, (json.dumps(content, indent=1) + "\n").encode())
