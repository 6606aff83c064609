"""Make land.json.gz from Natural Earth's land; run by hand, needed only to change the scale.

    python data/coastline/make.py land-50m.json

land-50m.json is a file of the npm package world-atlas 2.0.2. See PROVENANCE.md.
"""

import gzip
import json
import sys
from pathlib import Path


def main(atlas_file: str) -> None:
    """Write land.json.gz beside this file: rings of [longitude, latitude] with two decimals."""
    atlas = json.loads(Path(atlas_file).read_text(encoding="utf-8"))
    arcs = [decoded(arc, atlas["transform"]) for arc in atlas["arcs"]]
    rings = []
    for shape in atlas["objects"]["land"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings += [joined(polygon[0], arcs) for polygon in polygons]
    packed = gzip.compress(json.dumps(rings, separators=(",", ":")).encode(), 9, mtime=0)
    (Path(__file__).parent / "land.json.gz").write_bytes(packed)


def decoded(arc: list, transform: dict) -> list[list[float]]:
    """Undo TopoJSON's delta coding."""
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append([round(x * scale_x + shift_x, 2), round(y * scale_y + shift_y, 2)])
    return points


def joined(numbers: list[int], arcs: list) -> list[list[float]]:
    """Join arcs to one ring; a negative number means the arc backwards."""
    ring: list[list[float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    whole = unwrapped(ring)
    return [
        point for point, before in zip(whole, [None, *whole[:-1]], strict=True) if point != before
    ]


def unwrapped(ring: list[list[float]]) -> list[list[float]]:
    """Let a ring that crosses the date line go on beyond 180 degrees instead of jumping back."""
    turned, turn = [], 0
    for (x, y), (before, _y) in zip(ring, [ring[0], *ring[:-1]], strict=True):
        turn += 360 if x - before < -180 else -360 if x - before > 180 else 0
        turned.append([round(x + turn, 2), y])
    # Antarctica goes all the way round and does not close: it stays as it is.
    return turned if turn == 0 else ring


if __name__ == "__main__":
    main(*sys.argv[1:])
