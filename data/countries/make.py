"""Make countries.csv, names.csv and outlines.json.gz from public sources; run by hand when a country changes.

    python data/countries/make.py PYCOUNTRY countries-50m.json

PYCOUNTRY is the folder ``pycountry`` of the Python package of that name, 26.2.16 (LGPL 2.1; codes and names
are facts), countries-50m.json the file of the npm package world-atlas 2.0.2, which holds the shapes of
Natural Earth (public domain). Names in other languages come from Babel 2.18 (Unicode CLDR 47). See PROVENANCE.md.
"""

import csv
import gettext
import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path

from babel import Locale

from coursehelpers.ground.countries import spoken

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
LANGUAGES = "en fr es pt de it nl da sv nb fi pl cs tr id sw ru uk zh ja ko"
"""Those of the course first; the others so that no name of theirs is taken for a misspelt one of ours."""
OTHER_NAMES = {
    # What people write and neither list has: short names, names of before, names turned round.
    "BO": "Bolivia",
    "BF": "Burkina|Upper Volta",
    "CD": "DR Congo|DRC|D.R. Congo|Dem. Rep. Congo|Congo DR|Congo RDC|RD Congo|RDC|Congo-Kinshasa|Zaire|Zaïre"
    "|Democratic Republic of Congo|Demokratische Republik Kongo|DR Kongo",
    "CG": "Congo-Brazzaville|Republic of Congo|Republic of the Congo|République du Congo|República del Congo"
    "|República do Congo|Republik Kongo|Rep. Congo",
    "CI": "Ivory Coast",
    "CN": "Mainland China|PR China|PRC",
    "CV": "Cape Verde",
    "CZ": "Czech Republic",
    "FK": "Malvinas",
    "FM": "Micronesia",
    "GF": "Guyane|Guayana francesa",
    "GB": "U.K.|Great Britain|Britain|Grande-Bretagne|Gran Bretaña|Grã-Bretanha|Großbritannien|England|Scotland"
    "|Wales|Northern Ireland",
    "IR": "Persia",
    "KP": "North Korea|DPRK",
    "KR": "South Korea|Republic of Korea",
    "LA": "Laos",
    "MK": "Macedonia",
    "MM": "Burma|Birmanie|Birmania|Birma",
    "MU": "Île Maurice",
    "NL": "Holland|Hollande|Holanda",
    "PS": "Palestine",
    "RU": "Russia",
    "SZ": "Swaziland",
    "TL": "East Timor",
    "TR": "Turkey",
    "TW": "Republic of China|Taiwan, Republic of China|République de Chine|República de China|República da China"
    "|Republik China|Formosa",
    "TZ": "Tanzania|Tanganyika",
    "US": "USA|U.S.A.|United States|EE. UU.|EEUU|EUA|Etats-Unis",
    "VA": "Vatican",
    "WS": "Western Samoa|Samoa occidentales|Samoa Occidental|Westsamoa",
    "ZW": "Rhodesia",
}
SEVERAL = {
    # A name that means more than one country: none of them is meant for certain.
    "Congo": "CD CG",
    "Kongo": "CD CG",
    "Korea": "KP KR",
    "Corée": "KP KR",
    "Corea": "KP KR",
    "Coreia": "KP KR",
    "Virgin Islands": "VG VI",
    "Samoa Islands": "AS WS",
    "Saint Martin": "MF SX",
    "St Martin": "MF SX",
}
SHORTEST = 3
"""Letters of a name; with fewer it could be anybody's code."""
HALF_THE_WORLD = 180
PADDING = 0.25
"""Degrees around a polygon: coordinates on a quay or a pier are still in the country."""


def main(pycountry: str, atlas_file: str) -> None:
    """Write the three files beside this one."""
    folder = Path(pycountry)
    listed = json.loads((folder / "databases" / "iso3166-1.json").read_text(encoding="utf-8"))
    countries = sorted([*listed["3166-1"], KOSOVO], key=lambda country: country["alpha_2"])
    write_outlines(countries, json.loads(Path(atlas_file).read_text(encoding="utf-8")))
    write_names(countries, folder / "locales")


def write_outlines(countries: list[dict], atlas: dict) -> None:
    """Write countries.csv, and the shapes of each country as rings of [longitude, latitude].

    One decimal, some ten kilometres, is enough to tell what lies thirty kilometres outside.
    """
    shapes = rings_by_country(countries, atlas)
    with (Path(__file__).parent / "countries.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["code", "iso3", "name", "boxes"])
        for country in countries:
            code = country["alpha_2"]
            name = GBIF_NAMES.get(code) or country.get("common_name") or country["name"]
            boxes = merged([box for ring in shapes.get(code, []) for box in boxes_of(ring)])
            text = "; ".join(" ".join(f"{side:.2f}" for side in box) for box in boxes)
            rows.writerow([code, country["alpha_3"], name, text])
    rounded = {
        code: [thinned([[round(x, 1), round(y, 1)] for x, y in ring]) for ring in rings]
        for code, rings in shapes.items()
    }
    packed = gzip.compress(json.dumps(rounded, separators=(",", ":")).encode(), 9, mtime=0)
    (Path(__file__).parent / "outlines.json.gz").write_bytes(packed)


def thinned(ring: list[list[float]]) -> list[list[float]]:
    """Leave out points that repeat the one before."""
    return [point for point, before in zip(ring, [None, *ring], strict=False) if point != before]


def rings_by_country(countries: list[dict], atlas: dict) -> dict[str, list[list]]:
    """Return the outer rings of every shape that carries a country's number, or its name where it has none."""
    code_of = {
        country["numeric"]: country["alpha_2"] for country in countries if country["numeric"]
    }
    code_of |= {"Kosovo": "XK", "Somaliland": "SO", "N. Cyprus": "CY"}
    arcs = [decoded(arc, atlas["transform"]) for arc in atlas["arcs"]]
    found = defaultdict(list)
    for shape in atlas["objects"]["countries"]["geometries"]:
        code = code_of.get(shape.get("id") or shape["properties"]["name"])
        if "arcs" in shape and code:
            polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
            found[code] += [joined(polygon[0], arcs) for polygon in polygons]
    return dict(sorted(found.items()))


def joined(numbers: list[int], arcs: list) -> list[tuple[float, float]]:
    """Join arcs to one ring; a negative number means the arc backwards."""
    ring: list[tuple[float, float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def write_names(countries: list[dict], locales: Path) -> None:
    """Write which name means which country; one that means several has a row for each."""
    means = defaultdict(set)
    for country in countries:
        code = country["alpha_2"]
        formal = [country.get(kind) for kind in ("name", "official_name", "common_name")]
        said = [country["alpha_3"], GBIF_NAMES.get(code, ""), *filter(None, formal)]
        for language in LANGUAGES.split():
            said.append(Locale(language).territories.get(code, ""))
            translate = translation(locales, language)
            said += [translate.gettext(name) for name in formal if name]
        said += OTHER_NAMES.get(code, "").split("|")
        for name in said:
            for way in (name, turned(name)):
                if len(spoken(way)) >= SHORTEST:
                    means[spoken(way)].add(code)
    for name, codes in SEVERAL.items():
        means[spoken(name)] |= set(codes.split())
    with (Path(__file__).parent / "names.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["name", "code"])
        rows.writerows([name, code] for name in sorted(means) for code in sorted(means[name]))


def translation(locales: Path, language: str) -> gettext.NullTranslations:
    """Return ISO's names in a language; pycountry names a variety where one language has several."""
    for name in (language, f"{language}_BR", f"{language}_Hans", f"{language}_CN"):
        if (locales / name).is_dir():
            return gettext.translation("iso3166-1", locales, languages=[name], fallback=True)
    return gettext.NullTranslations()


def turned(name: str) -> str:
    """Turn “Korea, Republic of” into “Republic of Korea”."""
    head, comma, tail = name.partition(", ")
    return f"{tail} {head}" if comma else name


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


def boxes_of(points: list[tuple[float, float]]) -> list[list[float]]:
    """Return the rectangle around a ring, or two of them where it crosses the date line."""
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
