"""Match tables by name, code and identifier: who may be a publisher, who may be entered twice.

Nothing is decided for the reader: similar names are candidates, exact ones are evidence.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from coursehelpers.ground.names import plain, telling_words
from coursehelpers.ground.tables import SEPARATOR, rows_of, split
from coursehelpers.landscape.places import why_not_there

_NUMBER = re.compile(r"\d+")
_COMPARED = ("key", "name", "country", "city", "code", "identifiers", "latitude", "longitude")
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
        E4: a similar name there, for a person to decide, with the keys of all that are equally similar;
        E0: no publisher found.
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
        keys = similar.find(row.name, row.country)
        return ("E4", SEPARATOR.join(keys)) if keys else ("E0", None)

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
    """Find the organizations of a country whose names are most like a given one."""

    def __init__(self, organizations: pd.DataFrame, rules: dict[str, Any]) -> None:
        self._rules = rules
        self._stop = frozenset(rules["stop_words"])
        self._by_country: dict[Any, dict[str, list[str]]] = {}
        for row in rows_of(organizations, "key", "country", "title"):
            if row.title:
                titles = self._by_country.setdefault(row.country, {})
                titles.setdefault(self._words(row.title), []).append(row.key)

    def _words(self, name: str) -> str:
        return " ".join(telling_words(name, self._stop))

    def find(self, name: str, country: Any) -> list[str]:
        """Return the keys of all that are equally similar: none of them is chosen for the reader."""
        titles = self._by_country.get(country, {})
        words = self._words(name)
        candidates = process.extract(
            words,
            titles.keys(),
            scorer=fuzz.token_set_ratio,
            score_cutoff=self._rules["similar_from"],
            limit=None,
        )
        near = [
            (score, title)
            for title, score, _index in candidates
            if len(set(words.split()) & set(title.split())) >= self._rules["shared_words"]
        ]
        return [key for score, title in near if score == near[0][0] for key in titles[title]]


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

    Two may be the same when their places agree, or nothing is known of these, and their names are the same but for
    the order of words and a letter or two; when one name lies inside the other, or both use one code, in the same
    town; when the names are similar and they lie near each other; or when they share an identifier. Name, code and
    town together outweigh any coordinates. Names whose numbers differ are never taken for the same, nor are names that
    differ in a word that makes another house, such as a town or a point of the compass; a name that says of what kind
    a house is, and not which one, has to stand in the same town. Coordinates that cannot be right say nothing, nor
    does an alternative code alone: many are in use twice. Everybody of a group may be the same as everybody else in
    it: nobody comes in through a third.

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
    label: dict[str, str] = {}
    compared = institutions[list(_COMPARED)]
    for _country, group in compared.groupby("country", dropna=False, sort=False):
        keys = group["key"].tolist()
        for members in _cliques(_Pairs(group, rules).find()):
            first = min(keys[member] for member in members)
            label.update({keys[member]: first for member in members})
    return institutions["key"].map(label).astype("string")


def _cliques(pairs: dict[tuple[int, int], float]) -> list[set[int]]:
    """Join pairs to groups in which everybody is paired with everybody; the likest first."""
    group: dict[int, set[int]] = {}
    for i, j in sorted(pairs, key=lambda pair: (-pairs[pair], pair)):
        one, other = group.get(i, {i}), group.get(j, {j})
        if one is not other and all((min(a, b), max(a, b)) in pairs for a in one for b in other):
            joined = one | other
            group.update(dict.fromkeys(joined, joined))
    return list({id(members): members for members in group.values()}.values())


class _Pairs:
    """Find the pairs of institutions of one country that may be the same, by their positions."""

    def __init__(self, institutions: pd.DataFrame, rules: dict[str, Any]) -> None:
        self._table = institutions
        self._rules = rules
        stop = frozenset(rules["stop_words"])
        self._names = [telling_words(row.name or "", stop) for row in rows_of(institutions, "name")]
        self._numbers = [tuple(_NUMBER.findall(" ".join(name))) for name in self._names]
        self._words = [frozenset(name) for name in self._names]
        self._cities = [
            frozenset(telling_words(row.city or "", stop)) for row in rows_of(institutions, "city")
        ]
        self._kinds = frozenset(rules["kind_words"])
        # A station is often named after its town and bears the name of the house that runs it.
        self._dividing = frozenset(rules["dividing_words"]).union(*self._cities)
        self._metres = _Distances(institutions)

    def find(self) -> dict[tuple[int, int], float]:
        """Return pairs with how alike their names are, 0 to 100."""
        sorted_names = [" ".join(sorted(name)) for name in self._names]
        similar = process.cdist(
            sorted_names,
            sorted_names,
            scorer=fuzz.ratio,
            score_cutoff=self._rules["near_name_from"],
            dtype=np.float32,
            workers=-1,
        )
        found: dict[tuple[int, int], float] = {}
        for i, j in zip(*map(np.ndarray.tolist, np.nonzero(np.triu(similar, k=1))), strict=True):
            near = self._near(i, j)
            if near or (similar[i, j] >= self._rules["same_name_from"] and self._one_place(i, j)):
                found[i, j] = float(similar[i, j])
        for i, j in self._inside_one_another():
            found.setdefault((i, j), float(similar[i, j]))
        sure: set[tuple[int, int]] = set()
        for i, j, certain in self._sharing():
            if certain:
                sure.add((i, j))
            # Many codes are in use twice; an unknown town is made up for by a similar name.
            if certain or (similar[i, j] and not (self._cities[i] and self._cities[j])):
                found.setdefault((i, j), float(similar[i, j]))
        return {
            (i, j): likeness
            for (i, j), likeness in found.items()
            if self._names[i]
            and self._names[j]
            and self._numbers[i] == self._numbers[j]
            and ((i, j) in sure or not self._two_houses(i, j))
        }

    def _near(self, i: int, j: int) -> bool:
        return self._metres.between(i, j) < float(self._rules["near_metres"])

    def _one_place(self, i: int, j: int) -> bool:
        """Tell whether places agree; where none is known, the very same words have to do."""
        metres = self._metres.between(i, j)
        if metres < self._rules["town_metres"]:
            return True
        if self._cities[i] and self._cities[j]:
            return self._one_town(i, j)
        return metres == float("inf") and self._words[i] == self._words[j]

    def _one_town(self, i: int, j: int) -> bool:
        metres = self._metres.between(i, j)
        return self._towns_agree(i, j) and (
            metres == float("inf") or metres < self._rules["town_metres"]
        )

    def _towns_agree(self, i: int, j: int) -> bool:
        one, other = self._cities[i], self._cities[j]
        return bool(one and other) and (one <= other or other <= one)

    def _two_houses(self, i: int, j: int) -> bool:
        """Tell whether the names themselves speak against one house."""
        town = self._cities[i] | self._cities[j] if self._towns_agree(i, j) else frozenset()
        common = self._words[i] & self._words[j]
        if self._words[i] == self._words[j]:
            # One word alone is the short name of a body that has houses in many towns.
            says_little = common <= self._kinds or len(common) == 1
            return says_little and not (self._near(i, j) or self._one_town(i, j))
        one, other = self._written_otherwise(self._words[i] - common, self._words[j] - common)
        if (one | other) & (self._dividing - town):
            return True
        return bool(one and other) and common <= self._kinds | town

    def _written_otherwise(
        self, one: frozenset[str], other: frozenset[str]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Leave the words that the other name has not, in no spelling."""
        least = self._rules["same_word_from"]

        def alone(words: frozenset[str], others: frozenset[str]) -> frozenset[str]:
            return frozenset(
                word
                for word in words
                if not any(fuzz.ratio(word, another) >= least for another in others)
            )

        return alone(one, other), alone(other, one)

    def _inside_one_another(self) -> list[tuple[int, int]]:
        """Pair names of which one stands within the other, in the same town.

        A name inside several others, such as a university's, is a house with parts and not a double.
        """
        by_town: dict[frozenset[str], list[int]] = {}
        for position, city in enumerate(self._cities):
            if city:
                by_town.setdefault(city, []).append(position)
        found: list[tuple[int, int]] = []
        for positions in by_town.values():
            for i in positions:
                around = [
                    j
                    for j in positions
                    if self._words[i] < self._words[j]
                    and len(self._words[i]) >= self._rules["inside_words"]
                    and self._one_town(i, j)
                ]
                if len(around) == 1 and self._stands_within(i, around[0]):
                    found.append((min(i, around[0]), max(i, around[0])))
        return found

    def _stands_within(self, short: int, long: int) -> bool:
        """Tell whether a name stands whole within another one: a word put into it makes another house."""
        added = self._words[long] - self._words[short]
        if self._words[short] & self._houses and added & self._parts:
            return False
        if _follow(self._names[short], self._names[long]):
            return True
        # The town may stand anywhere in it.
        town = self._cities[short] | self._cities[long]
        core = [word for word in self._names[short] if word not in town]
        rest = [word for word in self._names[long] if word not in town]
        return not frozenset(core) <= self._kinds and _follow(core, rest)

    @property
    def _houses(self) -> frozenset[str]:
        return frozenset(self._rules["houses_with_parts"])

    @property
    def _parts(self) -> frozenset[str]:
        return frozenset(self._rules["parts_of_houses"])

    def _sharing(self) -> Iterator[tuple[int, int, bool]]:
        """Yield pairs that share an identifier or a code; of the latter only those of one town stand for themselves."""
        holders: dict[tuple[str, str], list[int]] = {}
        for position, row in enumerate(rows_of(self._table, "code", "identifiers")):
            for mark in {("identifier", one.casefold()) for one in split(row.identifiers)} | {
                ("code", one.casefold()) for one in split(row.code)
            }:
                holders.setdefault(mark, []).append(position)
        for (kind, _mark), positions in holders.items():
            for i, j in combinations(positions, 2):
                # A sign that somebody lost moves a house to another continent, and changes neither name nor town.
                named_alike = self._words[i] == self._words[j] and self._towns_agree(i, j)
                yield i, j, kind == "identifier" or named_alike or self._one_town(i, j)


def _follow(words: list[str], others: list[str]) -> bool:
    """Tell whether words follow each other within others as they do here."""
    return f" {' '.join(words)} " in f" {' '.join(others)} "


class _Distances:
    """Metres between two institutions; infinite where one has no coordinates, or some that cannot be right."""

    def __init__(self, institutions: pd.DataFrame) -> None:
        wrong = [
            None not in row and why_not_there(*row) is not None
            for row in rows_of(institutions, "country", "latitude", "longitude")
        ]
        self._latitude, self._longitude = (
            np.where(wrong, np.nan, np.radians(institutions[name].to_numpy(float, na_value=np.nan)))
            for name in ("latitude", "longitude")
        )

    def between(self, i: int, j: int) -> float:
        """Return the great-circle distance (haversine formula; Sinnott 1984)."""
        latitudes = self._latitude[[i, j]]
        half_height = np.sin(np.diff(latitudes)[0] / 2)
        half_width = np.sin((self._longitude[i] - self._longitude[j]) / 2)
        chord = half_height**2 + np.prod(np.cos(latitudes)) * half_width**2
        metres = 2 * _EARTH_RADIUS * np.arcsin(np.sqrt(min(chord, 1.0)))
        return float("inf") if np.isnan(metres) else float(metres)
