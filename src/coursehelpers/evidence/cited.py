"""Numbers that can be cited: what GBIF's engine answered about a country, kept and used.

A facet of GBIF's interface says how many records there are at the moment it is asked. A download says the same
of its own day, and has a DOI. Where an answer of the engine is kept, its numbers are used and cited; where the
two differ, both stand, each with its date.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from coursehelpers.engine.answers import SIMPLE, TABLES, Answer
from coursehelpers.evidence import snapshot
from coursehelpers.evidence.tables import DIFFERENCES, Evidence
from coursehelpers.gbif.occurrences import COUNTS, Links
from coursehelpers.ground.errors import BadCallError, BrokenFileError
from coursehelpers.ground.locale import LateMapping, LateText, _, dated, ngettext, number
from coursehelpers.ground.settings import Settings
from coursehelpers.ground.tables import TEXT, WHOLE, Column, rows_of, tidy

BY_CODE = LateMapping(
    lambda: {
        "key": Column(TEXT, _("GRSciColl's key of the institution")),
        "name": Column(TEXT, _("its name")),
        "code": Column(TEXT, _("its code, which no other institution of the country has")),
        "records": Column(WHOLE, _("specimen records of the file that carry this code")),
    }
)
"""Columns of :func:`count_by_code`."""

_TOLD = 5
_TIMES = 40
"""Times that a table of a download may be larger than one of a country: two million rows."""


def downloads_folder(settings: Settings) -> Path:
    """Return the folder where answers of the engine are kept."""
    return settings.home / "downloads"


def keep(download: Answer, country: str, settings: Settings) -> Path:
    """Keep what a download says about a country, so that the landscape uses it from now on.

    Parameters
    ----------
    download : Answer
    country : str
        Two-letter code, or several joined by commas.
    settings : Settings

    Returns
    -------
    pathlib.Path
        The file; whoever removes it goes back to GBIF's facets.

    Raises
    ------
    CourseError
        If the file cannot be written.
    """
    path = downloads_folder(settings) / f"{country.replace(',', '-')}-{download.question}.zip"
    columns = {name: TABLES[name] for name in download.tables}
    snapshot.save(
        path, download.tables, columns, {"country": country, "download": described(download)}
    )
    return path


def described(download: Answer) -> dict[str, Any]:
    """Return what a reader needs to know about a download, fit for JSON."""
    return {
        "question": download.question,
        "tables": list(download.tables),
        "file": download.file,
        "date": download.made.isoformat(),
        "doi": download.doi or None,
        "rows": download.rows,
        "bad": download.bad,
        "first_bad": list(download.first_bad),
        "citation": download.citation,
    }


def kept(country: str, settings: Settings) -> list[Answer]:
    """Return the downloads that are kept about a country, by the name of their question.

    Raises
    ------
    BrokenFileError
        If one is damaged.
    """
    found = []
    for path in sorted(downloads_folder(settings).glob(f"{country.replace(',', '-')}-*.zip")):
        question = path.stem.rpartition("-")[2]
        names = ["codes", "gaps", "species"] if question == SIMPLE else [question]
        columns = {name: TABLES[name] for name in names if name in TABLES}
        tables, told = snapshot.load(path, columns, _TIMES)
        found.append(_restored(tables, told.get("download"), path))
    return found


def _restored(tables: dict[str, pd.DataFrame], told: Any, path: Path) -> Answer:
    try:
        return Answer(
            question=str(told["question"]),
            tables=tables,
            file=str(told["file"]),
            made=date.fromisoformat(told["date"]),
            doi=str(told["doi"] or ""),
            rows=int(told["rows"]),
            bad=int(told["bad"]),
            first_bad=tuple(map(str, told["first_bad"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenFileError(
            _("{path} is damaged; remove it, and read the download again.").format(path=path)
        ) from error


def recount(evidence: "Evidence", downloads: Sequence[Answer]) -> "Evidence":
    """Use the numbers of kept downloads instead of the facets', and set the two side by side.

    Parameters
    ----------
    evidence : Evidence
        With the facets' numbers.
    downloads : sequence of Answer

    Returns
    -------
    Evidence
        Unchanged where there is no download. With an answer to *holders*, its counts by institution and
        publisher, what was collected here, and how much is linked are the answer's.
    """
    if not downloads:
        return evidence
    # A snapshot may have been saved with these very numbers.
    already = [
        (told.get("question"), told.get("file"), told.get("date"))
        for told in evidence.provenance.get("answers") or []
    ]
    for download in downloads:
        if (download.question, download.file, download.made.isoformat()) in already:
            continue
        if download.question == "holders":
            evidence = _with_holders(evidence, download)
        elif download.question == SIMPLE:
            said = LateText(partial(_last_of_report, download))
            evidence = replace(evidence, notes=(*evidence.notes, said))
    cited = [described(download) for download in downloads]
    return replace(
        evidence, answers=tuple(downloads), provenance={**evidence.provenance, "answers": cited}
    )


def _last_of_report(download: Answer) -> str:
    return download.report[-1]


def recount_world(evidence: "Evidence", download: Answer) -> "Evidence":
    """Use an answer to *world* for all countries: records by linked institution, and by publisher.

    Raises
    ------
    BadCallError
        If the file answers another question.
    """
    if download.question not in ("world", "holders"):
        raise BadCallError(
            _(
                "{file} answers another question; take an answer to “coursehelpers sql --question world”."
            ).format(file=download.file)
        )
    answer = download.tables[download.question]
    found = replace(
        evidence,
        institutions=evidence.institutions.assign(
            linked=_summed(evidence.institutions["key"], answer, "institutionkey")
        ),
        organizations=evidence.organizations.assign(
            specimens=_summed(evidence.organizations["key"], answer, "publishingorgkey")
        ),
        provenance={**evidence.provenance, "answers": [described(download)]},
    )
    differences = _compared(evidence, found, download)
    return replace(
        found,
        differences=differences,
        notes=(*evidence.notes, *_told(evidence, download, differences, 0)),
    )


def _with_holders(evidence: "Evidence", download: Answer) -> "Evidence":
    answer = download.tables["holders"]
    abroad = answer[
        (answer["collectedhere"] == "yes") & ~answer["publishingcountry"].isin(evidence.countries)
    ]
    own = answer[answer["publishingcountry"].isin(evidence.countries)]
    institutions, organizations = evidence.institutions, evidence.organizations
    linked = _summed(institutions["key"], answer, "institutionkey")
    published = _summed(organizations["key"], answer, "publishingorgkey")
    unlinked = _summed(
        organizations["key"], answer[answer["matchnone"] == "yes"], "publishingorgkey"
    )
    elsewhere = (
        abroad.groupby("publishingcountry")["records"]
        .sum()
        .reset_index()
        .sort_values(["records", "publishingcountry"], ascending=[False, True], ignore_index=True)
        .set_axis(["country", "specimens"], axis=1)
    )
    totals = {
        "published": int(own["records"].sum()),
        "linked": int(own.loc[own["institutionkey"].notna(), "records"].sum()),
        "INSTITUTION_MATCH_NONE": int(own.loc[own["matchnone"] == "yes", "records"].sum()),
    }
    linkage = evidence.linkage.assign(
        records=[
            totals.get(row.what, row.records)
            for row in rows_of(evidence.linkage, "what", "records")
        ]
    ).astype({"records": "Int64"})
    found = replace(
        evidence,
        institutions=institutions.assign(linked=linked),
        organizations=organizations.assign(specimens=published, unlinked=unlinked),
        published_elsewhere=elsewhere,
        linkage=linkage,
        lookalikes=evidence.lookalikes.assign(
            linked=_summed(evidence.lookalikes["key"], answer, "institutionkey")
        ),
    )
    differences = _compared(evidence, found, download)
    silent = totals["published"] - totals["linked"] - totals["INSTITUTION_MATCH_NONE"]
    return replace(
        found,
        differences=differences,
        notes=(*evidence.notes, *_told(evidence, download, differences, silent)),
    )


def _summed(keys: "pd.Series[Any]", answer: pd.DataFrame, column: str) -> "pd.Series[Any]":
    return keys.map(answer.groupby(column)["records"].sum()).fillna(0).astype("Int64")


def _compared(before: "Evidence", after: "Evidence", download: Answer) -> pd.DataFrame:
    """List where facet and download differ, the largest difference first."""
    pairs = [
        ("linked", before.institutions, after.institutions, "key", "name", "linked"),
        ("published", before.organizations, after.organizations, "key", "title", "specimens"),
        (
            "collected here",
            before.published_elsewhere,
            after.published_elsewhere,
            "country",
            "country",
            "specimens",
        ),
    ]
    rows = []
    for what, old, new, key, name, column in pairs:
        names = dict(zip(old[key], old[name], strict=True)) | dict(
            zip(new[key], new[name], strict=True)
        )
        facet = dict(zip(old[key], old[column], strict=True))
        answered = dict(zip(new[key], new[column], strict=True))
        rows += [
            {
                "what": what,
                "key": one,
                "name": named,
                "facet": int(facet.get(one, 0)),
                "facet_date": before.provenance["occurrence_date"],
                "download": int(answered.get(one, 0)),
                "download_date": download.made.isoformat(),
            }
            for one, named in names.items()
            if facet.get(one, 0) != answered.get(one, 0)
        ]
    rows.sort(key=lambda row: (-abs(row["facet"] - row["download"]), row["what"], str(row["key"])))
    return tidy(rows, DIFFERENCES)


def _told(
    evidence: "Evidence", download: Answer, differences: pd.DataFrame, silent: int
) -> list[str]:
    notes: list[str] = [
        LateText(
            lambda: _("Specimen records are counted by the {citation}.").format(
                citation=download.citation
            )
        )
    ]
    if download.bad:
        notes.append(LateText(lambda: download.report[1]))
    if silent > 0:
        notes.append(
            LateText(
                lambda: ngettext(
                    "{n} more specimen record of your publishers is linked to no institution, "
                    "without GBIF saying so.",
                    "{n} more specimen records of your publishers are linked to no institution, "
                    "without GBIF saying so.",
                    silent,
                ).format(n=number(silent))
            )
        )
    if len(differences):
        notes.append(
            LateText(
                lambda: ngettext(
                    "In {n} case GBIF's facets of {date} say another number than the download of {made}.",
                    "In {n} cases GBIF's facets of {date} say another number than the download of {made}.",
                    len(differences),
                ).format(
                    n=number(len(differences)),
                    date=dated(evidence.provenance["occurrence_date"]),
                    made=dated(download.made),
                )
            )
        )
        shown = differences.head(_TOLD)
        notes += [
            LateText(partial(_difference, row))
            for row in rows_of(shown, "what", "name", "facet", "download")
        ]
    return notes


def _difference(row: Any) -> str:
    """Say one line of :func:`_compared`."""
    words = {
        "linked": _("linked"),
        "published": _("published"),
        "collected here": _("collected here"),
    }
    return _("{name}, {what}: {facet} by facet, {download} by download.").format(
        name=row.name,
        what=words[row.what],
        facet=number(row.facet),
        download=number(row.download),
    )


def links_from(downloads: Sequence[Answer], organization_key: str) -> Links | None:
    """Say how one publisher's records are linked by kept answers to *holders* and *links*.

    Returns
    -------
    Links or None
        None where one of the two is missing.
    """
    by_question = {download.question: download for download in downloads}
    if not {"holders", "links"} <= set(by_question):
        return None
    holders = by_question["holders"].tables["holders"]
    own = holders[holders["publishingorgkey"] == organization_key]
    answer = by_question["links"].tables["links"]
    unlinked = answer[answer["publishingorgkey"] == organization_key]
    return Links(
        records=int(own["records"].sum()),
        linked=int(own.loc[own["institutionkey"].notna(), "records"].sum()),
        flags=_counts(unlinked[unlinked["flag"] != "NO_FLAG"], "flag"),
        codes=_counts(unlinked, "institutioncode"),
        datasets=_counts(unlinked, "datasetkey"),
        source=by_question["links"].citation,
    )


def _counts(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    sums = rows.groupby(column)["records"].sum().sort_index()
    ordered = sums.sort_values(ascending=False, kind="stable")
    return tidy([{"name": name, "count": int(count)} for name, count in ordered.items()], COUNTS)


def count_by_code(evidence: "Evidence", download: Answer) -> pd.DataFrame:
    """Count a simple download's specimens by the code of the country's institutions.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`BY_CODE`; institutions whose code is their own alone. Capital and small letters are the same.
    """
    codes = download.tables["codes"]
    counted = codes.groupby(codes["institutioncode"].str.strip().str.casefold())["records"].sum()
    known = evidence.institutions.dropna(subset=["code"])
    folded = known["code"].str.strip().str.casefold()
    alone = known[~folded.duplicated(keep=False)]
    rows = [
        {
            "key": row.key,
            "name": row.name,
            "code": row.code,
            "records": int(counted[row.code.strip().casefold()]),
        }
        for row in rows_of(alone, "key", "name", "code")
        if row.code.strip().casefold() in counted.index
    ]
    rows.sort(key=lambda row: (-row["records"], row["key"]))
    return tidy(rows, BY_CODE)
