"""Make countries.csv from public sources; run by hand when a country changes.

    python data/countries/make.py ISO3166-1.json countries-50m.json

ISO3166-1.json is ``pycountry/databases/iso3166-1.json`` of the Python package pycountry 26.2.16
(LGPL 2.1; the codes themselves are facts), countries-50m.json the file of the npm package world-atlas
2.0.2, which holds the shapes of Natural Earth (public domain). See PROVENANCE.md.
"""

import csv
import json
import sys
from pathlib import Path

GBIF_NAMES = {
    # Where GBIF uses the United Nations' names and ISO's list a shorter one.
    "BO": "Bolivia (Plurinational State of)",
    "CD": "Congo, Democratic Republic of the",
    "CI": "Côte d’Ivoire",
    "FM": "Micronesia (Federated States of)",
    "GB": "United Kingdom of Great Britain and Northern Ireland",
    "IR": "Iran (Islamic Republic of)",
    "KP": "Korea (Democratic People’s Republic of)",
    "KR": "Korea, Republic of",
    "LA": "Lao People’s Democratic Republic",
    "MD": "Moldova, Republic of",
    "SY": "Syrian Arab Republic",
    "TW": "Chinese Taipei",
    "TZ": "Tanzania, United Republic of",
    "US": "United States of America",
    "VA": "Holy See",
    "VE": "Venezuela (Bolivarian Republic of)",
    "VG": "Virgin Islands (British)",
    "VI": "Virgin Islands (U.S.)",
    "VN": "Viet Nam",
}
KOSOVO = {"alpha_2": "XK", "alpha_3": "XKX", "numeric": "", "name": "Kosovo"}
HALF_THE_WORLD = 180
PADDING = 0.25
"""Degrees around a polygon: coordinates on a quay or a pier are still in the country."""


def main(iso_file: str, atlas_file: str) -> None:
    """Write countries.csv beside this file."""
    countries = json.loads(Path(iso_file).read_text(encoding="utf-8"))["3166-1"] + [KOSOVO]
    boxes = boxes_by_country(json.loads(Path(atlas_file).read_text(encoding="utf-8")))
    with (Path(__file__).parent / "countries.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["code", "iso3", "name", "boxes"])
        for country in sorted(countries, key=lambda country: country["alpha_2"]):
            code = country["alpha_2"]
            name = GBIF_NAMES.get(code) or country.get("common_name") or country["name"]
            mine = boxes.get(country["numeric"]) or boxes.get(country["name"]) or []
            text = "; ".join(" ".join(f"{side:.2f}" for side in box) for box in mine)
            rows.writerow([code, country["alpha_3"], name, text])


def boxes_by_country(atlas: dict) -> dict[str, list[list[float]]]:
    """Return rectangles (west, south, east, north) by ISO number, or by name where there is none."""
    arcs = [decoded(arc, atlas["transform"]) for arc in atlas["arcs"]]
    found = {}
    for shape in atlas["objects"]["countries"]["geometries"]:
        if "arcs" in shape:
            polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
            found[shape.get("id") or shape["properties"]["name"]] = merged(
                [box for polygon in polygons for box in boxes_of(polygon[0], arcs)]
            )
    return found


def decoded(arc: list, transform: dict) -> list[tuple[float, float]]:
    """Undo TopoJSON's delta coding."""
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append(
            (
                x * transform["scale"][0] + transform["translate"][0],
                y * transform["scale"][1] + transform["translate"][1],
            )
        )
    return points


def boxes_of(ring: list[int], arcs: list) -> list[list[float]]:
    """Return the rectangle around a ring, or two of them where it crosses the date line."""
    points = [point for number in ring for point in arcs[number if number >= 0 else ~number]]
    longitudes = [point[0] for point in points]
    if max(longitudes) - min(longitudes) < HALF_THE_WORLD:
        return [box_of(points)]
    return [box_of([p for p in points if p[0] < 0]), box_of([p for p in points if p[0] > 0])]


def box_of(points: list[tuple[float, float]]) -> list[float]:
    """Return the padded rectangle around points."""
    longitudes, latitudes = zip(*points, strict=True)
    return [
        max(min(longitudes) - PADDING, -180),
        max(min(latitudes) - PADDING, -90),
        min(max(longitudes) + PADDING, 180),
        min(max(latitudes) + PADDING, 90),
    ]


def merged(boxes: list[list[float]]) -> list[list[float]]:
    """Join rectangles that overlap, until none does."""
    done: list[list[float]] = []
    for box in sorted(boxes):
        current = box
        while overlapping := [other for other in done if overlap(current, other)]:
            done = [other for other in done if other not in overlapping]
            group = [current, *overlapping]
            current = [
                min(b[0] for b in group),
                min(b[1] for b in group),
                max(b[2] for b in group),
                max(b[3] for b in group),
            ]
        done.append(current)
    return sorted(done)


def overlap(one: list[float], other: list[float]) -> bool:
    """Tell whether two rectangles share a point."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


if __name__ == "__main__":
    main(*sys.argv[1:])
