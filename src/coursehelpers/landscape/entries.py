"""What one institution's entries say: holdings, completeness of its record, how to reach it.

Each function takes the tables of an :class:`~coursehelpers.evidence.tables.Evidence` and gives one row an
institution, in their order. Unknown stays unknown: nothing is filled in.
"""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from coursehelpers.evidence.tables import Evidence
from coursehelpers.ground.countries import lies_in
from coursehelpers.ground.locale import LateMapping, _
from coursehelpers.ground.tables import TEXT, WHOLE, YES_NO, Column, rows_of, split

_DAYS_PER_MONTH = 30.4375
_INDEX_HERBARIORUM = "IH"
_HERBARIUM = "herbarium"

DESCRIBED = LateMapping(
    lambda: {
        "key": Column(TEXT, _("GRSciColl's key of the institution")),
        "herbarium": Column(
            YES_NO, _("whether the entry is that of a herbarium, whatever else the institution is")
        ),
        "changed": Column(
            WHOLE, _("year in which somebody last changed it; missing where a program does so")
        ),
    }
)
"""Columns of :func:`described`."""


def holdings(evidence: Evidence, rules: dict[str, Any]) -> pd.DataFrame:
    """Say how many specimens each institution declares, and how sure that is.

    The institution and its collections each have a number, and adding both would count twice. If every active
    collection states a size and their sum is near the institution's own number, or it gives none, the sum is taken;
    else its own number; else the sum of what is stated, as a lower bound. Where the two numbers are far from each
    other, a collection may repeat others or be missing: the own number stands, and both are shown. 0 means not
    stated, since the registry writes 0 where nothing is given (gbif/registry issues 389 and 434).

    Parameters
    ----------
    evidence : Evidence
    rules : dict
        The part ``holdings`` of the landscape's rules.

    Returns
    -------
    pandas.DataFrame
        ``key``; ``declared`` in specimens; ``declared_basis`` (``institution``, ``collections``, ``partial`` or
        ``unknown``); ``declared_own`` and ``declared_collections``, the two numbers as stated; ``disagree``, true
        where they are far from each other. The sum of only some of the collections may well be small; it disagrees
        only where it is the larger.
    """
    keys = evidence.institutions["key"]
    own = _stated(evidence.institutions["number_specimens"])
    active = evidence.collections[evidence.collections["active"].fillna(True)]
    stated = _stated(active["number_specimens"])
    of_key = active["institution_key"]
    number = keys.map(of_key.value_counts()).fillna(0).astype("Int64")
    number_stated = keys.map(of_key[stated.notna()].value_counts()).fillna(0).astype("Int64")
    total = keys.map(stated.groupby(of_key).sum(min_count=1)).astype("Int64")
    whole = (number > 0) & (number == number_stated)
    ratio = (total / own).astype("Float64")
    too_small = whole & (ratio < rules["agree_from"]).fillna(False)
    disagree = too_small | (ratio > rules["agree_to"]).fillna(False)
    basis = np.select(
        [
            (whole & (own.isna() | ~disagree)).to_numpy(dtype=bool),
            own.notna().to_numpy(dtype=bool),
            (number_stated > 0).to_numpy(dtype=bool),
        ],
        ["collections", "institution", "partial"],
        "unknown",
    )
    return pd.DataFrame(
        {
            "key": keys,
            "declared": own.where(basis == "institution", total.where(basis != "unknown")),
            "declared_basis": pd.array(basis, dtype="string"),
            "declared_own": own,
            "declared_collections": total,
            "disagree": disagree.astype("boolean"),
        }
    )


def _stated(counts: "pd.Series[Any]") -> "pd.Series[Any]":
    return counts.where(counts > 0)


def contactable(evidence: Evidence) -> "pd.Series[int]":
    """Say how each institution can be reached, without naming anybody.

    Returns
    -------
    pandas.Series
        0 not at all; 1 by a homepage or a postal address only; 2 by a general e-mail or phone;
        3 by at least one contact with an e-mail.
    """
    table = evidence.institutions
    return pd.Series(
        np.select(
            [
                (table["contacts_with_email"] > 0).fillna(False),
                ((table["email_count"] > 0) | (table["phone_count"] > 0)).fillna(False),
                table["homepage"].notna() | table["has_street"].fillna(False),
            ],
            [3, 2, 1],
            0,
        ),
        index=table.index,
        dtype="Int64",
    )


def completeness(evidence: Evidence, rules: dict[str, Any]) -> pd.DataFrame:
    """Say how complete each institution's registry record is: a score of curation, not of merit.

    Parameters
    ----------
    evidence : Evidence
    rules : dict
        The part ``completeness`` of the landscape's rules: the weight of each part.

    Returns
    -------
    pandas.DataFrame
        ``key``; the parts ``linkage``, ``contact``, ``holdings`` and ``location``, each the share
        (0-1) of its fields that are filled; ``completeness``, their weighted sum; ``months``
        since the record changed, and ``master_source``: a record synchronised from Index
        Herbariorum changes every week without anybody's doing.
    """
    fields = filled_fields(evidence)
    parts = {part: pd.concat(columns, axis=1).mean(axis=1) for part, columns in fields.items()}
    table = evidence.institutions
    asked = date.fromisoformat(evidence.provenance["registry_date"])
    days = (pd.Timestamp(asked) - table["modified"]).dt.days
    weighted = sum(parts[part] * weight for part, weight in rules.items())
    return pd.DataFrame(
        {
            "key": table["key"],
            **parts,
            "completeness": weighted,
            "months": (days / _DAYS_PER_MONTH).round().astype("Int64"),
            "master_source": table["master_source"],
        }
    )


def filled_fields(evidence: Evidence) -> "dict[str, list[pd.Series[bool]]]":
    """Tell for each part of a record which of its fields are filled; one row an institution."""
    table = evidence.institutions
    collections = evidence.collections
    has_collection = table["key"].isin(collections["institution_key"])
    describes = collections[
        collections["has_taxonomic_coverage"].fillna(False)
        | collections["has_geographic_coverage"].fillna(False)
    ]
    identified = table["identifiers"].notna() | (table["source"] == "ORGANIZATION").fillna(False)
    by_part = {
        "linkage": {
            "code": table["code"].notna(),
            "other codes or identifiers": table["alternative_codes"].notna()
            | table["identifiers"].notna(),
            "identifier of the organisation": identified,
            "active or not": table["active"].notna(),
        },
        "contact": {
            "e-mail or contact": contactable(evidence) >= 2,
            "homepage": table["homepage"].notna(),
            "country and city": table["country"].notna() & table["city"].notna(),
        },
        "holdings": {
            "number of specimens": (table["number_specimens"] > 0).fillna(False),
            "disciplines or kind": table["disciplines"].notna() | table["types"].notna(),
            "coverage or a collection": has_collection
            | table["key"].isin(describes["institution_key"]),
        },
        "location": {"coordinates in the country": _located(table)},
    }
    return {
        part: [column.astype(bool).rename(name) for name, column in columns.items()]
        for part, columns in by_part.items()
    }


def _located(institutions: pd.DataFrame) -> "pd.Series[bool]":
    """Tell coordinates that may lie in the institution's country; where we cannot say, they may."""
    rows = rows_of(institutions, "country", "latitude", "longitude")
    return pd.Series(
        [
            row.latitude is not None
            and row.longitude is not None
            and (
                row.country is None
                or lies_in(row.country, row.latitude, row.longitude) is not False
            )
            for row in rows
        ],
        index=institutions.index,
        dtype=bool,
    )


def described(evidence: Evidence) -> pd.DataFrame:
    """Say what each entry describes, and when somebody last changed it.

    Index Herbariorum enters a museum or a university by its herbarium alone: what such an entry states, it states of
    the herbarium. Its weekly synchronisation says nothing about when somebody last looked.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`DESCRIBED`, one row an institution.
    """
    table = evidence.institutions
    by_program = (table["master_source"] == _INDEX_HERBARIORUM).fillna(False).astype(bool)
    kinds = [{kind.casefold() for kind in split(row.types)} for row in rows_of(table, "types")]
    herbarium = [
        kind == {_HERBARIUM} or (not kind and synchronised)
        for kind, synchronised in zip(kinds, by_program, strict=True)
    ]
    return pd.DataFrame(
        {
            "key": table["key"],
            "herbarium": pd.array(herbarium, dtype="boolean"),
            "changed": table["modified"].dt.year.mask(by_program).astype("Int64"),
        }
    )
