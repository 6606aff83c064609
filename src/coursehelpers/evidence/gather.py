"""All tables of one country, from live answers, the cache, a snapshot or training data.

``COURSE_SOURCE`` decides which (:mod:`coursehelpers.ground.settings`). Whatever the source, the tables are
the same, and they carry where they come from and of which date.
"""

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from coursehelpers.evidence import training
from coursehelpers.evidence.cited import kept, links_from, recount
from coursehelpers.evidence.saved import _from_own_snapshot, _own_snapshot, load
from coursehelpers.evidence.tables import TABLES, Evidence
from coursehelpers.gbif.client import Client, PageMovedWarning
from coursehelpers.gbif.country import Answers, ask_countries, ask_institutions
from coursehelpers.gbif.filters import read_key
from coursehelpers.gbif.occurrences import Links, links_of
from coursehelpers.gbif.registry import ORGANIZATIONS
from coursehelpers.gbif.world import ask_world
from coursehelpers.ground.countries import country_name, lookalikes_of, read_countries
from coursehelpers.ground.errors import (
    BadCallError,
    GbifRefusedError,
    GbifUnreachableError,
)
from coursehelpers.ground.locale import LateText, _, dated, enumeration, ngettext
from coursehelpers.ground.settings import TRAINING_COUNTRY, Settings, course_version, read_settings
from coursehelpers.ground.tables import rows_of, tidy


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
            ).format(country=enumeration(codes))
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
            LateText(
                lambda: _(
                    "What is published elsewhere belongs to a country and is not shown for a list."
                )
            ),
        ]
        missing = len(wanted) - len(answers.institutions)
        if missing:
            notes.append(
                LateText(
                    lambda: ngettext(
                        "{n} key of the list is unknown to GRSciColl.",
                        "{n} keys of the list are unknown to GRSciColl.",
                        missing,
                    ).format(n=missing)
                )
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
        [
            LateText(
                lambda: _("This is an exercise: {name} is made up.").format(
                    name=country_name(TRAINING_COUNTRY)
                )
            )
        ],
    )


def _assembled(
    country: str, answers: Answers, provenance: dict[str, Any], notes: Sequence[str]
) -> Evidence:
    if provenance["source"] == "cache":
        oldest = min(provenance["registry_date"], provenance["occurrence_date"])
        notes = [
            LateText(
                lambda: _("GBIF could not be reached; these are its answers of {date}.").format(
                    date=dated(oldest)
                )
            ),
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
        yield LateText(
            lambda: _(
                "GBIF counted no specimen record that is linked to any institution of the world, which "
                "cannot be right; do not use the numbers of linked records, and run again later."
            )
        )
    if answers.published.empty and len(answers.organizations):
        yield LateText(
            lambda: _(
                "GBIF counted no specimen record of any publisher of the world, which cannot be right; "
                "do not use the numbers of published records, and run again later."
            )
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
