"""All tables of one country, from live answers, the cache, a snapshot or training data.

``COURSE_SOURCE`` decides which (:mod:`coursehelpers.settings`). Whatever the source, the tables are
the same, and they carry where they come from and of which date.
"""

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from coursehelpers.characters import printable
from coursehelpers.countries import country_name, lookalikes_of, read_countries
from coursehelpers.engine.answers import Answer
from coursehelpers.errors import (
    BadCallError,
    BrokenFileError,
    CourseError,
    GbifRefusedError,
    GbifUnreachableError,
)
from coursehelpers.evidence import snapshot, training
from coursehelpers.evidence.cited import DIFFERENCES, kept, links_from, recount
from coursehelpers.files import pasted
from coursehelpers.gbif.client import Client, PageMovedWarning
from coursehelpers.gbif.country import Answers, ask_countries, ask_institutions
from coursehelpers.gbif.filters import read_key
from coursehelpers.gbif.grscicoll import COLLECTIONS, INSTITUTIONS
from coursehelpers.gbif.occurrences import Links, links_of
from coursehelpers.gbif.registry import ORGANIZATIONS
from coursehelpers.gbif.world import ask_world
from coursehelpers.locale import _, ngettext
from coursehelpers.reading.content import read_content
from coursehelpers.reading.spreadsheet import refuse_other_programs
from coursehelpers.reading.table import parse_table, read_table
from coursehelpers.reading.text import decoded
from coursehelpers.reading.values import as_text
from coursehelpers.settings import TRAINING_COUNTRY, Settings, course_version, read_settings
from coursehelpers.tables import TEXT, WHOLE, Column, Columns, rows_of, tidy

TABLES: dict[str, Columns] = {
    "institutions": INSTITUTIONS
    | {"linked": Column(WHOLE, _("specimen records on GBIF that are linked to it"))},
    "collections": COLLECTIONS,
    "organizations": ORGANIZATIONS
    | {
        "specimens": Column(WHOLE, _("specimen records on GBIF that it published")),
        "unlinked": Column(WHOLE, _("of these, records whose institution GBIF did not find")),
    },
    "published_elsewhere": {
        "country": Column(TEXT, _("two-letter code of the publisher's country")),
        "specimens": Column(
            WHOLE, _("specimen records collected in the country and published from there")
        ),
    },
    "linkage": {
        "what": Column(
            TEXT, _("“published”, “linked”, or a flag that says why a record could not be linked")
        ),
        "records": Column(WHOLE, _("specimen records from publishers of the country")),
    },
    "lookalikes": INSTITUTIONS
    | {"linked": Column(WHOLE, _("specimen records on GBIF that are linked to it"))},
}
"""The tables of a country's evidence and their columns."""


@dataclass(frozen=True)
class Evidence:
    """Hold a country's tables and where they come from.

    Attributes
    ----------
    country : str
        Two-letter code, or several joined by commas; empty for a list of institutions.
    institutions, collections, organizations, published_elsewhere, linkage : pandas.DataFrame
        The tables, with the columns of :data:`TABLES`.
    lookalikes : pandas.DataFrame
        Institutions listed under a code that is sometimes mistaken for this country's.
    provenance : dict
        ``source``, ``api_url``, ``requests``, ``retrieved``, ``registry_date``,
        ``occurrence_date``, ``course_version``.
    notes : tuple of str
        What a reader of the tables should know, in sentences.
    answers : tuple of Answer
        Answers of GBIF's engine whose numbers are used instead of the facets'.
    differences : pandas.DataFrame
        Where the two say different numbers (:data:`~coursehelpers.evidence.cited.DIFFERENCES`).
    """

    country: str
    institutions: pd.DataFrame
    collections: pd.DataFrame
    organizations: pd.DataFrame
    published_elsewhere: pd.DataFrame
    linkage: pd.DataFrame
    lookalikes: pd.DataFrame
    provenance: dict[str, Any]
    notes: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    differences: pd.DataFrame = field(default_factory=lambda: tidy([], DIFFERENCES))

    @property
    def countries(self) -> tuple[str, ...]:
        """Return the codes one by one."""
        return tuple(self.country.split(",")) if self.country else ()


def gather(
    country: str,
    settings: Settings | None = None,
    progress: Callable[[str], None] | None = None,
) -> Evidence:
    """Gather the tables of one or several countries.

    Parameters
    ----------
    country : str
        Two-letter code such as ``"DK"``, or several such as ``"FR,NC,PF"``. ``"XT"`` is the made-up
        training country.
    settings : Settings, optional
        Read from the environment by default.
    progress : callable, optional
        Called with a few words before each request.

    Returns
    -------
    Evidence

    Raises
    ------
    BadCallError
        If a code is none that GBIF knows.
    GbifUnreachableError
        If GBIF cannot be reached and nothing older is at hand.

    Examples
    --------
    >>> gather("XT").provenance["source"]
    'training'
    """
    settings = settings or read_settings()
    codes = read_countries(country)
    return recount(_gathered(codes, settings, progress), kept(",".join(codes), settings))


def _gathered(
    codes: tuple[str, ...], settings: Settings, progress: Callable[[str], None] | None
) -> Evidence:
    if TRAINING_COUNTRY in codes:
        return _training()
    if settings.source == "training":
        raise BadCallError(
            _(
                "COURSE_SOURCE is “training”, so only the training country XT can be shown; "
                "ask for XT, or leave COURSE_SOURCE out to ask GBIF about {country}."
            ).format(country=", ".join(codes))
        )
    if settings.source == "snapshot":
        return _from_own_snapshot(codes, settings)
    also = _lookalike_codes(codes)
    try:
        with _asking(settings, progress) as gbif:
            answers = ask_countries(gbif, codes, also)
            return _assembled(",".join(codes), answers, _provenance(gbif), _told(gbif))
    except (GbifUnreachableError, GbifRefusedError) as error:
        # The codes are right, so a refusal too means that GBIF does not answer as it used to.
        found = _own_snapshot(codes, settings) if settings.source == "auto" else None
        if found is None:
            raise
        loaded = load(found)
        return replace(loaded, notes=(*loaded.notes, str(error)))


def gather_institutions(
    keys: Sequence[str],
    settings: Settings | None = None,
    progress: Callable[[str], None] | None = None,
) -> Evidence:
    """Gather the tables of a list of institutions: for a node that is not a country.

    Parameters
    ----------
    keys : sequence of str
        Keys of GRSciColl.
    settings, progress : optional
        As for :func:`gather`.

    Returns
    -------
    Evidence
        What belongs to a country stays empty, and a note says so.

    Raises
    ------
    BadCallError
        If there is no key, or one is none.
    """
    settings = settings or read_settings()
    if settings.source in ("snapshot", "training"):
        raise BadCallError(
            _("A list of institutions has to be asked of GBIF; set COURSE_SOURCE to auto or live.")
        )
    wanted = list(dict.fromkeys(read_key(key) for key in keys))
    if not wanted:
        raise BadCallError(
            _("The list of institutions is empty; put one GRSciColl key on each line.")
        )
    with _asking(settings, progress) as gbif:
        answers = ask_institutions(gbif, wanted)
        notes = [
            *_told(gbif),
            _("What is published elsewhere belongs to a country and is not shown for a list."),
        ]
        missing = len(wanted) - len(answers.institutions)
        if missing:
            notes.append(
                ngettext(
                    "{n} key of the list is unknown to GRSciColl.",
                    "{n} keys of the list are unknown to GRSciColl.",
                    missing,
                ).format(n=missing)
            )
        return _assembled("", answers, _provenance(gbif), notes)


def gather_world(
    settings: Settings | None = None,
    progress: Callable[[str], None] | None = None,
    announce: Callable[[int], None] = lambda requests: None,
) -> tuple[Evidence, pd.DataFrame]:
    """Gather the tables of all countries at once, in at most forty requests.

    Parameters
    ----------
    settings, progress : optional
        As for :func:`gather`.
    announce : callable, optional
        Called with the number of requests before the long part begins.

    Returns
    -------
    evidence : Evidence
        Of no single country: what belongs to one stays empty.
    countries : pandas.DataFrame
        Columns :data:`coursehelpers.gbif.registry.COUNTRIES`.

    Raises
    ------
    BadCallError
        If ``COURSE_SOURCE`` leaves GBIF out.
    GbifUnreachableError
        If GBIF cannot be reached; what came is kept, and the next call goes on from there.
    """
    settings = settings or read_settings()
    if settings.source in ("snapshot", "training"):
        raise BadCallError(
            _("The table of the world has to be asked of GBIF; set COURSE_SOURCE to auto or live.")
        )
    with _asking(settings, progress) as gbif:
        answers, countries = ask_world(gbif, announce)
        return _assembled("", answers, _provenance(gbif), gbif.ledger.notes), countries


def gather_links(organization_key: str, country: str, settings: Settings | None = None) -> Links:
    """Ask how the specimen records of one publisher are linked; two requests at most.

    None is needed for the training country, or where answers of GBIF's engine are kept.

    Parameters
    ----------
    organization_key : str
        GBIF's key of the publisher.
    country : str
        Whose publisher it is; ``"XT"`` is never sent to GBIF.
    settings : Settings, optional

    Raises
    ------
    GbifUnreachableError
        If GBIF cannot be reached and has not been asked before.
    """
    settings = settings or read_settings()
    cited = links_from(kept(country, settings), organization_key) if country else None
    if cited is not None:
        return cited
    if country == TRAINING_COUNTRY:
        return training.links_of(organization_key)
    with _asking(settings, None) as gbif:
        return links_of(gbif, organization_key)


def read_keys(path: Path) -> list[str]:
    """Read a list of institutions: GRSciColl keys or addresses, one on each line, or a table with a column “key”.

    The table may be the one that GRSciColl's own page gives (TSV), or a CSV or spreadsheet of the course.
    In a plain list what follows a ``#`` or a comma is ignored.

    Raises
    ------
    BadCallError
        If the file cannot be read, or names a collection.
    """
    try:
        return [_key_in(text) for text in _keys_in(path)]
    except BrokenFileError as error:
        raise BadCallError(str(error)) from error


_LARGEST_LIST = 3_000_000
"""Bytes of a list: GRSciColl's own page gives about two million for all institutions of the world."""


def _keys_in(path: Path) -> list[str]:
    if path.suffix.casefold() == ".xlsx":
        table = read_table(path, ["key"])
        return [as_text(row.cells["key"]) for row in table.rows if "key" in row.cells]
    refuse_other_programs(path)
    text = decoded(read_content(path, _LARGEST_LIST), path.name)
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    told = (line for line in lines if line.strip('"\ufeff')[:4].casefold() not in ("", "sep="))
    first = next(told, "")
    if "key" in (cell.strip(' "\ufeff').casefold() for cell in re.split(r"[,;\t|]", first)):
        table = parse_table(text, path.name, ["key"])
        return [as_text(row.cells["key"]) for row in table.rows if "key" in row.cells]
    firsts = (re.split(r"[,;\t|]", line)[0].strip(' "\ufeff') for line in lines)
    return [one for one in firsts if one]


_KEY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


def _key_in(text: str) -> str:
    """Take the key out of an address; what holds none is left for a later check to refuse."""
    found = _KEY.search(text)
    if found and "/collection/" in text:
        raise BadCallError(
            _(
                "{address} is the page of a collection; give the page of the institution that holds it."
            ).format(address=text[:200])
        )
    return found[0].casefold() if found else text


def save(evidence: Evidence, path: Path) -> None:
    """Save the evidence as a snapshot: a zip of tables that a spreadsheet opens.

    Parameters
    ----------
    evidence : Evidence
    path : pathlib.Path
        A file in the folder ``snapshots`` of ``COURSE_HOME`` is found again by itself.

    Raises
    ------
    CourseError
        If the file cannot be written.
    """
    snapshot.save(
        path,
        {name: getattr(evidence, name) for name in TABLES},
        TABLES,
        {"country": evidence.country, "notes": list(evidence.notes), **evidence.provenance},
    )


def load(path: Path) -> Evidence:
    """Load evidence that :func:`save` wrote.

    Raises
    ------
    BrokenFileError
        If the file is damaged, foreign, or from a newer version of the course.
    """
    tables, told = snapshot.load(path, TABLES)
    country, notes = told.get("country", ""), told.get("notes", [])
    provenance = {name: told.get(name) for name in _PROVENANCE}
    if not (
        isinstance(country, str)
        # The country becomes part of the names of files.
        and re.fullmatch(r"(?:[A-Z]{2}(?:,[A-Z]{2})*)?", country)
        and isinstance(notes, list)
        and all(isinstance(note, str) for note in notes)
        and all(value is None or isinstance(value, str | int) for value in provenance.values())
        and _is_cited(told.get("answers", []))
        and all(tables[table][column].notna().all() for table, column in _IDENTS.items())
    ):
        raise BrokenFileError(
            _("{path} says of itself what no snapshot says; save it anew.").format(path=path)
        )
    notes = [printable(note, "line") for note in notes]
    provenance = {
        name: printable(value, "line") if isinstance(value, str) else value
        for name, value in provenance.items()
    }
    if told.get("answers"):
        provenance["answers"] = [
            {k: printable(v, "line") if isinstance(v, str) else v for k, v in one.items()}
            for one in told["answers"]
        ]
    if country != TRAINING_COUNTRY:
        provenance["source"] = "snapshot"
        notes.insert(
            0,
            _("These tables come from the snapshot {name}, made on {date}.").format(
                name=path.name, date=str(provenance["retrieved"])[:10]
            ),
        )
    return Evidence(
        country=country,
        **{name: tables[name] for name in TABLES},  # type: ignore[arg-type]
        provenance=provenance,
        notes=tuple(notes),
    )


def _is_cited(answers: Any) -> bool:
    """Tell whether these are descriptions of downloads, each with how to cite it."""
    return isinstance(answers, list) and all(
        isinstance(one, dict) and isinstance(one.get("citation"), str) for one in answers
    )


_IDENTS = {
    "institutions": "key",
    "collections": "key",
    "organizations": "key",
    "published_elsewhere": "country",
    "linkage": "what",
    "lookalikes": "key",
}
"""What no row of a table may lack."""
_PROVENANCE = (
    "source",
    "api_url",
    "requests",
    "retrieved",
    "registry_date",
    "occurrence_date",
    "course_version",
)


def snapshot_path(country: str, settings: Settings) -> Path:
    """Return where a country's snapshot is kept in the learner's folder."""
    return settings.home / "snapshots" / f"{country.replace(',', '-')}.zip"


def _own_snapshot(codes: Sequence[str], settings: Settings) -> Path | None:
    path = snapshot_path(",".join(codes), settings)
    return path if path.is_file() else None


def _from_own_snapshot(codes: Sequence[str], settings: Settings) -> Evidence:
    path = _own_snapshot(codes, settings)
    if path is None:
        raise CourseError(
            _(
                "There is no snapshot of {country} in {folder}; save one when you are online with "
                "“coursehelpers evidence {country} --save {path}”."
            ).format(
                country=",".join(codes),
                folder=settings.home / "snapshots",
                path=pasted(snapshot_path(",".join(codes), settings)),
            )
        )
    return load(path)


@contextmanager
def _asking(settings: Settings, progress: Callable[[str], None] | None) -> Iterator[Client]:
    """Open a client whose warnings become notes of the evidence."""
    with Client(settings, progress) as gbif, warnings.catch_warnings():
        warnings.simplefilter("ignore", PageMovedWarning)
        yield gbif


def _told(gbif: Client) -> list[str]:
    """Say what went wrong without stopping the work, and why an older answer had to do."""
    ledger = gbif.ledger
    return [*([ledger.trouble] if ledger.trouble else []), *ledger.sentences()]


def _provenance(gbif: Client) -> dict[str, Any]:
    ledger = gbif.ledger
    return {
        "source": "cache" if ledger.stale else "live",
        "api_url": gbif.settings.api_url,
        "requests": ledger.requests,
        "retrieved": datetime.now(UTC).isoformat(timespec="seconds"),
        "registry_date": min(ledger.registry).date().isoformat(),
        "occurrence_date": min(ledger.occurrence).date().isoformat(),
        "course_version": course_version(),
    }


def _training() -> Evidence:
    day = training.RETRIEVED
    return _assembled(
        TRAINING_COUNTRY,
        training.ask(),
        {
            "source": "training",
            "api_url": None,
            "requests": 0,
            "retrieved": datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat(),
            "registry_date": day.isoformat(),
            "occurrence_date": day.isoformat(),
            "course_version": course_version(),
        },
        [_("This is an exercise: {name} is made up.").format(name=country_name(TRAINING_COUNTRY))],
    )


def _assembled(
    country: str, answers: Answers, provenance: dict[str, Any], notes: Sequence[str]
) -> Evidence:
    if provenance["source"] == "cache":
        oldest = min(provenance["registry_date"], provenance["occurrence_date"])
        notes = [
            _("GBIF could not be reached; these are its answers of {date}.").format(date=oldest),
            *notes,
        ]
    notes = [*notes, *_unlikely(answers)]
    codes = country.split(",") if country else []
    institutions = answers.institutions.assign(
        linked=_counts_of(answers.institutions["key"], answers.linked)
    )
    foreign = institutions["country"].isin(_lookalike_codes(codes))
    organizations = _with_publishers_abroad(answers)
    collected = answers.collected.dropna(subset="name")
    elsewhere = collected[~collected["name"].isin(codes)]
    return Evidence(
        country=country,
        institutions=institutions[~foreign].reset_index(drop=True),
        collections=answers.collections,
        organizations=organizations.assign(
            specimens=_counts_of(organizations["key"], answers.published),
            unlinked=_counts_of(organizations["key"], answers.unlinked),
        ),
        published_elsewhere=elsewhere.set_axis(["country", "specimens"], axis=1).reset_index(
            drop=True
        ),
        linkage=_linkage(answers),
        lookalikes=institutions[foreign].reset_index(drop=True),
        provenance=provenance,
        notes=tuple(notes),
    )


def _unlikely(answers: Answers) -> Iterator[str]:
    """Say where an answer has the right shape but counts nothing in the whole world."""
    if answers.linked.empty and len(answers.institutions):
        yield _(
            "GBIF counted no specimen record that is linked to any institution of the world, which "
            "cannot be right; do not use the numbers of linked records, and run again later."
        )
    if answers.published.empty and len(answers.organizations):
        yield _(
            "GBIF counted no specimen record of any publisher of the world, which cannot be right; "
            "do not use the numbers of published records, and run again later."
        )


def _lookalike_codes(codes: Sequence[str]) -> list[str]:
    found = {lookalike.listed_under for code in codes for lookalike in lookalikes_of(code)}
    return sorted(found - set(codes))


def _with_publishers_abroad(answers: Answers) -> pd.DataFrame:
    """Add the organizations that an institution's record is copied from but no list of ours names."""
    copied = answers.institutions.query("source == 'ORGANIZATION'")["source_id"].dropna().unique()
    abroad = sorted(set(copied) - set(answers.organizations["key"]))
    if not abroad:
        return answers.organizations
    rows = tidy([{"key": key} for key in abroad], ORGANIZATIONS)
    return pd.concat([answers.organizations, rows], ignore_index=True)


def _counts_of(keys: "pd.Series[Any]", counts: pd.DataFrame) -> "pd.Series[Any]":
    """Take the counts of these keys; what no facet names has none.

    A count that came but could not be read stays missing: it is not none.
    """
    named = counts.dropna(subset="name")
    unreadable = keys.isin(named.loc[named["records"].isna(), "name"])
    found = keys.map(named.set_index("name")["records"]).astype("Int64")
    return found.fillna(0).mask(unreadable)


def _linkage(answers: Answers) -> pd.DataFrame:
    rows = [
        {"what": "published", "records": answers.published_here},
        {"what": "linked", "records": answers.linked_here},
        *(
            {"what": flag.name, "records": flag.records}
            for flag in rows_of(answers.flags, "name", "records")
        ),
    ]
    return tidy(rows, TABLES["linkage"])
