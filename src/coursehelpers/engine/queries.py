"""Questions for GBIF's own engine, in the SQL that it takes.

GBIF's occurrence store lies on a cluster. Somebody with a GBIF account hands in a query there and gets,
some minutes later, a zipped table with a DOI. Nothing here sends anything: a person does, in GBIF's form.

The queries lie beside this module, one a file, with named parameters. They keep the rules of GBIF's
dialect: one table, no ``HAVING``, ``JOIN``, ``BETWEEN``, sub-query or ``SELECT *``, and names such as
``"year"`` in quotation marks (https://techdocs.gbif.org/en/data-use/api-sql-downloads, read in 2026).
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import quote

from coursehelpers.gbif.occurrences import SPECIMENS
from coursehelpers.ground.countries import read_country
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.files import write_whole
from coursehelpers.ground.locale import LateMapping, _, enumeration
from coursehelpers.ground.settings import TRAINING_COUNTRY

Name = Literal["holders", "links", "gaps", "species", "world"]

FORM = "https://www.gbif.org/occurrence/download/sql?sql="
"""GBIF's form, which shows a query that stands in its address (2026)."""

_FOLDER = Path(__file__).parent / "sql"


class Question(NamedTuple):
    """Say what a query asks and what comes back.

    Attributes
    ----------
    asks : str
        The question in plain words.
    columns : tuple of str
        Columns of the answer, in order; the last one counts records.
    answers : str
        What one row of the answer says.
    """

    asks: str
    columns: tuple[str, ...]
    answers: str


QUESTIONS = LateMapping(
    lambda: {
        "holders": Question(
            _("Who holds the specimens, and who publishes them?"),
            (
                "institutionkey",
                "collectionkey",
                "publishingorgkey",
                "publishingcountry",
                "basisofrecord",
                "collectedhere",
                "matchnone",
                "records",
            ),
            _(
                "One row for each institution, collection, publisher and kind of specimen of the world, and whether "
                "the specimens were collected in your country."
            ),
        ),
        "links": Question(
            _(
                "Whom to write to about records that are linked to no institution, and about which code?"
            ),
            (
                "publishingorgkey",
                "datasetkey",
                "institutioncode",
                "collectioncode",
                "flag",
                "records",
            ),
            _("One row for each dataset of your country's publishers, code and flag."),
        ),
        "gaps": Question(
            _(
                "What was collected in your country: of which group, when, where, and who shares it?"
            ),
            ("class", "decade", "south", "west", "publishingcountry", "records"),
            _("One row for each class, decade, cell of one degree and country of the publisher."),
        ),
        "species": Question(
            _(
                "Which species were collected how often, so that one can say how many are still to be found?"
            ),
            ("class", "specieskey", "species", "south", "west", "records"),
            _("One row for each species and cell of one degree."),
        ),
        "world": Question(
            _("Which institution's specimens are on GBIF, and through whom, in every country?"),
            ("institutionkey", "publishingorgkey", "publishingcountry", "basisofrecord", "records"),
            _("One row for each institution, publisher and kind of specimen of the world."),
        ),
    }
)
"""The questions by name."""


def write_query(question: str, countries: Sequence[str] = ()) -> str:
    """Write a question as a query in GBIF's dialect of SQL.

    Parameters
    ----------
    question : {"holders", "links", "gaps", "species", "world"}
    countries : sequence of str
        Two-letter codes; not needed for ``world``.

    Returns
    -------
    str
        The query, without comments, since GBIF's form takes none.

    Raises
    ------
    BadCallError
        If there is no such question, or a country is missing or unknown.

    Examples
    --------
    >>> print(write_query("world").splitlines()[-5])
    GROUP BY
    >>> "countrycode IN ('FR', 'NC')" in write_query("gaps", ["FR", "NC"])
    True
    """
    if question not in QUESTIONS:
        raise BadCallError(
            _("“{question}” is none of the questions; ask for one of {names}.").format(
                question=question, names=enumeration(QUESTIONS)
            )
        )
    text = _text(question)
    if ":countries" in text and not countries:
        raise BadCallError(
            _(
                "The question “{question}” is about a country; name it, such as “coursehelpers sql DK”."
            ).format(question=question)
        )
    # Only codes of GBIF's own list get here, so that a query never holds what somebody typed.
    values = {"countries": [read_country(code) for code in countries], "specimens": SPECIMENS}
    return re.sub(r":(\w+)", lambda named: _listed(values[named[1]]), text)


@cache
def _text(question: str) -> str:
    lines = (_FOLDER / f"{question}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--")) + "\n"


def _listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def form_address(query: str) -> str:
    """Return the address that opens GBIF's form with a query in it.

    Examples
    --------
    >>> form_address("SELECT 'a b'")
    'https://www.gbif.org/occurrence/download/sql?sql=SELECT%20%27a%20b%27'
    """
    return FORM + quote(" ".join(query.split()), safe="")


def request_body(query: str) -> str:
    """Return the JSON that GBIF's interface takes for the same query.

    No e-mail address stands in it: the file appears among the account's downloads.

    Examples
    --------
    >>> json.loads(request_body("SELECT 1"))["format"]
    'SQL_TSV_ZIP'
    """
    body = {"sendNotification": False, "format": "SQL_TSV_ZIP", "sql": " ".join(query.split())}
    return json.dumps(body, indent=1)


def save_query(question: str, countries: Sequence[str], path: Path) -> None:
    """Save a query as ``.sql``, or as the ``.json`` that GBIF's interface takes.

    Raises
    ------
    BadCallError
        If the suffix is another, or as :func:`write_query`.
    CourseError
        If the file cannot be written.
    """
    query = write_query(question, countries)
    bodies = {".sql": query, ".json": request_body(query) + "\n"}
    body = bodies.get(path.suffix.casefold())
    if body is None:
        raise BadCallError(
            _(
                "“{name}” ends in neither .sql nor .json; give the file one of these endings."
            ).format(name=path.name)
        )
    write_whole(path, body.encode())


def explain(question: str, countries: Sequence[str] = ()) -> str:
    """Write a query with all that somebody needs to hand it in.

    Parameters
    ----------
    question, countries
        As for :func:`write_query`.

    Returns
    -------
    str
        The question, the query, the address of GBIF's form with it, the JSON, and what comes back.
    """
    query = write_query(question, countries)
    asked = QUESTIONS[question]
    return "\n".join(
        [
            asked.asks,
            "",
            query.rstrip(),
            "",
            _("Open it in GBIF's form, where you look at it and send it yourself:"),
            form_address(query),
            "",
            _(
                "Or hand this to https://api.gbif.org/v1/occurrence/download/request with your account:"
            ),
            request_body(query),
            "",
            _("What comes back: {answers} Columns: {columns}.").format(
                answers=asked.answers, columns=enumeration(asked.columns)
            ),
            *_training_note(countries),
            _(
                "You need a GBIF account, and some accounts must first ask helpdesk@gbif.org. The file comes after "
                "some minutes, with a DOI to cite. The course sends nothing."
            ),
            _("Then read it with: {command}").format(command=_command(question, countries)),
        ]
    )


def _training_note(countries: Sequence[str]) -> list[str]:
    if TRAINING_COUNTRY not in countries:
        return []
    return [
        _(
            "XT is made up and GBIF knows nothing of it: do not send this one. Its answer lies in {folder}."
        ).format(folder="data/training/answers")
    ]


def _command(question: str, countries: Sequence[str]) -> str:
    if question == "world":
        return "coursehelpers world --download FILE.zip --doi DOI"
    return f"coursehelpers evidence {','.join(countries)} --download FILE.zip --doi DOI"
