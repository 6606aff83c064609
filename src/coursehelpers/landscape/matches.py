"""Match tables by name, code and identifier: who may be a publisher, who may be entered twice.

Nothing is decided for the reader: similar names are candidates, exact ones are evidence.
"""

import re
from collections.abc import Iterable
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from coursehelpers.names import plain, sorted_words
from coursehelpers.tables import rows_of, split

_NUMBER = re.compile(r"\d+")
_EARTH_RADIUS = 6_371_000
"""Mean radius of the Earth in metres."""


def match_publishers(
    institutions: pd.DataFrame, organizations: pd.DataFrame, rules: dict[str, Any]
) -> pd.DataFrame:
    """Find which institutions are, or may be, publishers of GBIF.

    Parameters
    ----------
    institutions, organizations : pandas.DataFrame
        Tables of an evidence.
    rules : dict
        The part ``publisher`` of the landscape's rules.

    Returns
    -------
    pandas.DataFrame
        One row an institution, in their order: ``publisher`` is the class of evidence, and
        ``organization`` the key of the organization (missing for E0). E1: its record is copied from
        the organization's; E2: both have the same identifier; E3: the same name in the same country;
        E4: a similar name there, for a person to decide; E0: no publisher found.
    """
    ranked = organizations.sort_values("specimens", ascending=False, kind="stable")
    by_identifier = _first_by_identifier(ranked, rules["identifiers"])
    by_name: dict[tuple[str, str], str] = {}
    for row in rows_of(ranked, "key", "country", "title"):
        if row.title:
            by_name.setdefault((row.country, plain(row.title)), row.key)
    similar = _Similar(ranked, rules)

    def evidence(row: Any) -> tuple[str, Any]:
        if row.source == "ORGANIZATION" and row.source_id:
            return "E1", row.source_id
        for identifier in _identifiers(row.identifiers, rules["identifiers"]):
            if identifier in by_identifier:
                return "E2", by_identifier[identifier]
        if not row.name:
            return "E0", None
        if key := by_name.get((row.country, plain(row.name))):
            return "E3", key
        key = similar.find(row.name, row.country)
        return ("E4", key) if key else ("E0", None)

    rows = rows_of(institutions, "name", "country", "source", "source_id", "identifiers")
    found = [evidence(row) for row in rows]
    return pd.DataFrame(
        {
            "publisher": pd.array([grade for grade, _key in found], dtype="string"),
            "organization": pd.array([key for _grade, key in found], dtype="string"),
        },
        index=institutions.index,
    )


class _Similar:
    """Find the organization of a country whose name is most like a given one."""

    def __init__(self, organizations: pd.DataFrame, rules: dict[str, Any]) -> None:
        self._rules = rules
        self._stop = frozenset(rules["stop_words"])
        self._by_country: dict[Any, dict[str, str]] = {}
        for row in rows_of(organizations, "key", "country", "title"):
            if row.title:
                words = self._words(row.title)
                self._by_country.setdefault(row.country, {}).setdefault(words, row.key)

    def _words(self, name: str) -> str:
        return " ".join(word for word in plain(name).split() if word not in self._stop)

    def find(self, name: str, country: Any) -> str | None:
        titles = self._by_country.get(country, {})
        words = self._words(name)
        candidates = process.extract(
            words,
            titles.keys(),
            scorer=fuzz.token_set_ratio,
            score_cutoff=self._rules["similar_from"],
            limit=None,
        )
        for title, _score, _index in candidates:
            if len(set(words.split()) & set(title.split())) >= self._rules["shared_words"]:
                return titles[title]
        return None


def _first_by_identifier(organizations: pd.DataFrame, kinds: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows_of(organizations, "key", "identifiers"):
        for identifier in _identifiers(row.identifiers, kinds):
            found.setdefault(identifier, row.key)
    return found


def _identifiers(text: Any, kinds: Iterable[str]) -> list[str]:
    """Read identifiers of these kinds, as the short form behind the last slash."""
    pairs = [entry.partition(":") for entry in split(text)]
    return [
        f"{kind}:{value.rstrip('/').rpartition('/')[2].casefold()}"
        for kind, _colon, value in pairs
        if kind in kinds and value
    ]


def duplicate_groups(institutions: pd.DataFrame, rules: dict[str, Any]) -> "pd.Series[str]":
    """Mark institutions of one country that may be the same, for a person to look at.

    Two belong together when they share an identifier or a code, when their names are the same but
    for the order of words and a letter or two, or when their names are similar and they lie near
    each other. Names whose numbers differ are never taken for the same.

    Parameters
    ----------
    institutions : pandas.DataFrame
        Table of an evidence.
    rules : dict
        The part ``duplicates`` of the landscape's rules.

    Returns
    -------
    pandas.Series
        For each institution the smallest key of its group, missing where it stands alone.
    """
    graph = nx.Graph()
    for _country, group in institutions.groupby("country", dropna=False, sort=False):
        graph.add_edges_from(_pairs(group, rules))
    label = {key: min(members) for members in nx.connected_components(graph) for key in members}
    return institutions["key"].map(label).astype("string")


def _pairs(institutions: pd.DataFrame, rules: dict[str, Any]) -> list[tuple[str, str]]:
    names = [plain(name) if isinstance(name, str) else "" for name in institutions["name"]]
    numbers = [tuple(_NUMBER.findall(name)) for name in names]
    keys = institutions["key"].tolist()
    similar = process.cdist(
        [sorted_words(name) for name in names],
        [sorted_words(name) for name in names],
        scorer=fuzz.ratio,
        score_cutoff=rules["near_name_from"],
        dtype=np.float32,
        workers=-1,
    )
    metres = _Distances(institutions)
    pairs = []
    for i, j in zip(*np.nonzero(np.triu(similar, k=1)), strict=True):
        same = similar[i, j] >= rules["same_name_from"]
        if same or metres.between(i, j) < rules["near_metres"]:
            pairs.append((int(i), int(j)))
    pairs += _sharing(institutions)
    return [(keys[i], keys[j]) for i, j in pairs if names[i] and numbers[i] == numbers[j]]


def _sharing(institutions: pd.DataFrame) -> list[tuple[int, int]]:
    """Pair the positions of institutions that share a code, another code or an identifier."""
    holders: dict[str, list[int]] = {}
    rows = rows_of(institutions, "code", "alternative_codes", "identifiers")
    for position, row in enumerate(rows):
        codes = [*split(row.code), *split(row.alternative_codes)]
        marks = {f"code {code.casefold()}" for code in codes}
        for mark in marks | {f"identifier {one.casefold()}" for one in split(row.identifiers)}:
            holders.setdefault(mark, []).append(position)
    return [(positions[0], other) for positions in holders.values() for other in positions[1:]]


class _Distances:
    """Metres between two institutions; infinite where one has no coordinates."""

    def __init__(self, institutions: pd.DataFrame) -> None:
        self._latitude = np.radians(institutions["latitude"].to_numpy(float, na_value=np.nan))
        self._longitude = np.radians(institutions["longitude"].to_numpy(float, na_value=np.nan))

    def between(self, i: int, j: int) -> float:
        """Return the great-circle distance (haversine formula; Sinnott 1984)."""
        latitudes = self._latitude[[i, j]]
        half_height = np.sin(np.diff(latitudes)[0] / 2)
        half_width = np.sin((self._longitude[i] - self._longitude[j]) / 2)
        chord = half_height**2 + np.prod(np.cos(latitudes)) * half_width**2
        metres = 2 * _EARTH_RADIUS * np.arcsin(np.sqrt(min(chord, 1.0)))
        return float("inf") if np.isnan(metres) else float(metres)
