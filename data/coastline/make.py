"""Make land.json.gz from Natural Earth's countries; run by hand, needed only to change the scale.

    python data/coastline/make.py countries-50m.json

countries-50m.json is a file of the npm package world-atlas 2.0.2. See PROVENANCE.md.
"""

import gzip
import json
import sys
from pathlib import Path

PRECISION = 100
"""Hundredths of a degree: about a kilometre."""
BY_NAME = {"Kosovo": "XK", "Somaliland": "SO", "N. Cyprus": "CY"}
"""Shapes without a number, and the code under which GBIF lists what lies there."""


def main(atlas_file: str) -> None:
    """Write land.json.gz beside this file: lines that shapes share, and which lines go round which shape."""
    atlas = json.loads(Path(atlas_file).read_text(encoding="utf-8"))
    codes = codes_by_number() | BY_NAME
    shapes = []
    for shape in atlas["objects"]["countries"]["geometries"]:
        if "arcs" in shape:
            polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
            code = codes.get(shape.get("id") or shape["properties"]["name"], "")
            shapes.append([code, [polygon[0] for polygon in polygons]])
    whole = {
        "lines": [coded(arc, atlas["transform"]) for arc in atlas["arcs"]],
        "shapes": sorted(shapes),
    }
    packed = gzip.compress(json.dumps(whole, separators=(",", ":")).encode(), 9, mtime=0)
    (Path(__file__).parent / "land.json.gz").write_bytes(packed)


def codes_by_number() -> dict[str, str]:
    """Return two-letter codes by ISO's number of a country, as pycountry has them."""
    import pycountry

    return {country.numeric: country.alpha_2 for country in pycountry.countries}


def coded(arc: list, transform: dict) -> list[int]:
    """Round a line of TopoJSON, and write each point as its step from the one before, right and up by turns."""
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    x = y = last_x = last_y = 0
    steps: list[int] = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        here_x = round((x * scale_x + shift_x) * PRECISION)
        here_y = round((y * scale_y + shift_y) * PRECISION)
        if not steps or (here_x, here_y) != (last_x, last_y):
            steps += [here_x - last_x, here_y - last_y]
        last_x, last_y = here_x, here_y
    return steps


if __name__ == "__main__":
    main(*sys.argv[1:])
