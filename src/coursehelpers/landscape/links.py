"""Records published but not linked: which flags, which codes, and what to write to the publisher.

The cheapest win there is: nothing has to be digitised, and a single message can link thousands of records.
"""

from typing import NamedTuple

import pandas as pd

from coursehelpers.evidence.tables import Evidence
from coursehelpers.gbif.occurrences import Links
from coursehelpers.ground.locale import LateMapping, _, enumeration, month, ngettext, number, quoted
from coursehelpers.ground.tables import TEXT, WHOLE, Column, rows_of, tidy
from coursehelpers.landscape.conversations import surely_publishes
from coursehelpers.landscape.downloads import MostDownloaded
from coursehelpers.landscape.matches import match_publishers
from coursehelpers.landscape.survey import Landscape, read_rules

TO_MEND = LateMapping(
    lambda: {
        "organization": Column(TEXT, _("GBIF's key of the publisher")),
        "publisher": Column(TEXT, _("its name")),
        "specimens": Column(WHOLE, _("specimen records it published")),
        "unlinked": Column(
            WHOLE, _("of these, records whose institution GBIF did not find; at least so many")
        ),
        "institution": Column(TEXT, _("GRSciColl's key of the institution that it is for certain")),
        "name": Column(TEXT, _("the institution's name; missing where there is no entry yet")),
        "code": Column(TEXT, _("its code in GRSciColl")),
        "url": Column(TEXT, _("its page in GRSciColl")),
        "collections": Column(
            TEXT, _("identifiers of its collections in GRSciColl, if there are few")
        ),
    }
)
"""Columns of :func:`links_to_mend`."""

_IDENTIFIER = "https://www.gbif.org/grscicoll"
"""How GRSciColl's own answers to frequent questions write an identifier (2025)."""

_FEW_COLLECTIONS = 3
"""With more, somebody has to say which record belongs to which collection."""

FLAGS = LateMapping(
    lambda: {
        "INSTITUTION_MATCH_NONE": _("no institution was found for the code"),
        "INSTITUTION_MATCH_FUZZY": _("the institution was guessed, since only part of it fitted"),
        "AMBIGUOUS_INSTITUTION": _("several institutions have that code"),
        "DIFFERENT_OWNER_INSTITUTION": _("another institution is named as the owner"),
        "COLLECTION_MATCH_NONE": _("no collection was found for the code"),
        "COLLECTION_MATCH_FUZZY": _("the collection was guessed"),
        "AMBIGUOUS_COLLECTION": _("several collections have that code"),
        "INSTITUTION_COLLECTION_MISMATCH": _("collection and institution do not belong together"),
    }
)
"""GBIF's flags about links, in plain words."""

_COLLECTION_FLAGS = {flag for flag in FLAGS if "COLLECTION" in flag}


class Mending(NamedTuple):
    """Hold what is known about one publisher's missing links, and the text for it.

    Attributes
    ----------
    findings : list of str
        Sentences: how many records, which flags, which codes, which datasets.
    message : str
        Ready to send by hand; nothing is sent by the course.
    """

    findings: list[str]
    message: str


def links_to_mend(evidence: Evidence, landscape: Landscape) -> pd.DataFrame:
    """List publishers whose specimen records are on GBIF but not linked, the most records first.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`TO_MEND`; an institution is given where it is the publisher for certain (E1 to E3).
    """
    matched = match_publishers(
        evidence.institutions, evidence.organizations, read_rules()["publisher"]
    )
    certain = surely_publishes(matched).to_numpy()
    found = evidence.institutions.loc[certain, ["key", "name", "code"]].assign(
        organization=matched.loc[certain, "organization"].to_numpy()
    )
    by_organization = {
        row.organization: row for row in rows_of(found, "organization", "key", "name", "code")
    }
    identifiers = {
        key: [f"{_IDENTIFIER}/collection/{one}" for one in keys]
        for key, keys in evidence.collections.groupby("institution_key")["key"]
    }
    urls = dict(zip(landscape.table["key"], landscape.table["url"], strict=True))
    unlinked = evidence.organizations[evidence.organizations["unlinked"] > 0]
    rows = []
    for row in rows_of(unlinked, "key", "title", "specimens", "unlinked"):
        institution = by_organization.get(row.key)
        rows.append(
            {
                "organization": row.key,
                "publisher": row.title,
                "specimens": row.specimens,
                "unlinked": row.unlinked,
                "institution": institution.key if institution else None,
                "name": institution.name if institution else None,
                "code": institution.code if institution else None,
                "url": urls.get(institution.key) if institution else None,
                "collections": " ".join(identifiers.get(institution.key, []))
                if institution and len(identifiers.get(institution.key, [])) <= _FEW_COLLECTIONS
                else None,
            }
        )
    rows.sort(key=lambda row: (-row["unlinked"], str(row["publisher"]).casefold()))
    return tidy(rows, TO_MEND)


def mend(row: "pd.Series[str]", links: Links, downloads: MostDownloaded | None = None) -> Mending:
    """Say what is wrong with one publisher's links, and write what to send it.

    Parameters
    ----------
    row : pandas.Series
        A row of :func:`links_to_mend`.
    links : Links
        As :func:`coursehelpers.evidence.gather.gather_links` gives them.
    downloads : MostDownloaded, optional
        As :func:`coursehelpers.landscape.downloads.most_downloaded` gives it; where it is not known, the
        message says nothing about downloads.

    Returns
    -------
    Mending
    """
    findings = [
        _(
            "{publisher}: {linked} of {records} specimen records are linked to an institution."
        ).format(
            publisher=row["publisher"], linked=number(links.linked), records=number(links.records)
        )
    ]
    for flag in rows_of(links.flags, "name", "records"):
        findings.append(
            _("{flag} ({words}): {records} records.").format(
                flag=flag.name, words=FLAGS.get(flag.name, ""), records=number(flag.records)
            )
        )
    codes = list(rows_of(links.codes.head(5), "name", "records"))
    for code in codes:
        findings.append(
            _("Code “{code}”: {records} records.").format(
                code=code.name, records=number(code.records)
            )
        )
    silent = int(row["unlinked"]) - int(links.codes["records"].sum())
    if silent > 0:
        findings.append(
            _("No institution code at all: {records} records.").format(records=number(silent))
        )
    datasets = [f"https://www.gbif.org/dataset/{key}" for key in links.datasets["name"].head(3)]
    if links.source:
        datasets.append(_("Counted by the {citation}.").format(citation=links.source))
        findings.append(datasets[-1])
    flags = set(links.flags["name"])
    message = _message(row, [code.name for code in codes], flags, datasets, downloads)
    return Mending(findings, message)


def _message(
    row: "pd.Series[str]",
    codes: list[str],
    flags: set[str],
    datasets: list[str],
    downloads: MostDownloaded | None,
) -> str:
    known = pd.notna(row["institution"])
    lines = [
        _("Dear colleagues of {publisher},").format(publisher=row["publisher"]),
        ngettext(
            "at least {n} of your specimen records on GBIF is not linked to an institution yet.",
            "at least {n} of your specimen records on GBIF are not linked to an institution yet.",
            int(row["unlinked"]),
        ).format(n=number(int(row["unlinked"]))),
    ]
    if codes:
        lines.append(
            _("They carry {codes} in institutionCode, which GBIF cannot match.").format(
                codes=enumeration(map(quoted, codes))
            )
        )
    if known:
        lines.append(
            _(
                "In GRSciColl you are “{name}”: {url}. Could you put this identifier into institutionID of the "
                "dataset, and publish it again? {identifier}"
            ).format(
                name=" ".join(str(row["name"]).split()),
                url=row["url"],
                identifier=f"{_IDENTIFIER}/institution/{row['institution']}",
            )
        )
        if flags & _COLLECTION_FLAGS and pd.notna(row["collections"]) and row["collections"]:
            lines.append(
                _("For the collection, the same goes for collectionID: {pages}").format(
                    pages=row["collections"]
                )
            )
        if pd.notna(row["code"]):
            lines.append(
                _("If that is hard, “{code}” in institutionCode helps as well.").format(
                    code=row["code"]
                )
            )
    else:
        lines.append(
            _(
                "We find no entry for you in GRSciColl. May we make one together? Its identifier would then go "
                "into institutionID of the dataset."
            )
        )
    lines += datasets
    if downloads:
        lines.append(
            ngettext(
                "From {first} to {last}, {n} download on GBIF held records of your "
                "dataset {dataset}. Links would show which institution they come from.",
                "From {first} to {last}, {n} downloads on GBIF held records of your "
                "dataset {dataset}. Links would show which institution they come from.",
                downloads.downloads,
            ).format(
                first=month(downloads.first),
                last=month(downloads.last),
                n=number(downloads.downloads),
                dataset=f"https://www.gbif.org/dataset/{downloads.dataset}",
            )
        )
    lines.append(
        _("The links appear some days after that. We gladly help on the telephone. Thank you!")
    )
    return "\n".join(lines)
