"""Where a first message would bring most to know: a map, and no order of countries."""

from math import sqrt
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from coursehelpers.charts.land import draw_land
from coursehelpers.charts.picture import Picture, print_source
from coursehelpers.charts.style import QUIET, RC, WIDTH
from coursehelpers.documents.text import to_csv
from coursehelpers.ground.countries import boxes_of
from coursehelpers.ground.files import check_suffix, write_whole
from coursehelpers.ground.locale import _, enumeration, ngettext, number
from coursehelpers.ground.provenance import source_line
from coursehelpers.landscape.world import WORLD, World, most_to_ask, world_lines, world_written

_COLOUR = "#0072B2"
_NAMED = 8


def chart_world(world: World) -> Picture:
    """Draw for each country how many institutions state no size and can be asked.

    Parameters
    ----------
    world : World

    Returns
    -------
    Picture
        A circle a country, its area in proportion; countries are named by alphabet in the text alternative.
    """
    placed = [(row, _middle(row.country)) for row in most_to_ask(world) if boxes_of(row.country)]
    largest = max((row.to_ask for row, _place in placed), default=1)
    foot = _("Coastline: Natural Earth.") + " " + source_line(world.provenance, "")
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, 4.2), layout="constrained")
        axes = figure.subplots()
        draw_land(axes, "", (-180.0, -57.0, 180.0, 80.0))
        axes.set_aspect(1.25)
        for row, (x, y) in placed:
            axes.scatter(x, y, s=14 + 500 * row.to_ask / largest, color=_COLOUR, alpha=0.55,
                         edgecolor="white", linewidth=0.6, zorder=3)  # fmt: skip
        if placed:
            for size in sorted({1, max(largest // 4, 1), largest}):
                axes.scatter(
                    [],
                    [],
                    s=14 + 500 * size / largest,
                    color=_COLOUR,
                    alpha=0.55,
                    label=number(size),
                )
            axes.legend(
                title=_("institutions to ask"), loc="lower left", fontsize=8, title_fontsize=8, frameon=False,
                labelspacing=max(0.5, sqrt(14 + 500) / 14), labelcolor=QUIET,
            )  # fmt: skip
        else:
            axes.text(
                0.5, 0.5, _("nobody to ask yet"), transform=axes.transAxes, ha="center", color=QUIET
            )
        height = 0.4 / figure.get_figheight()
        figure.get_layout_engine().set(rect=(0, height, 1, 1 - height))  # type: ignore[union-attr, call-arg]
        print_source(figure, foot)
    return Picture(figure, f"{_said(world)} {foot}")


def _middle(code: str) -> tuple[float, float]:
    """Return the middle of a country's largest box: near enough for a circle."""
    west, south, east, north = max(
        boxes_of(code), key=lambda box: (box[2] - box[0]) * (box[3] - box[1])
    )
    return (west + east) / 2, (south + north) / 2


def _said(world: World) -> str:
    rows = most_to_ask(world)
    edge = sorted((row.to_ask for row in rows), reverse=True)[:_NAMED]
    named = [f"{row.name} {number(row.to_ask)}" for row in rows if edge and row.to_ask >= edge[-1]]
    words = ngettext(
        "World map of institutions that state no size and can be asked, in {n} country.",
        "World map of institutions that state no size and can be asked, in {n} countries.",
        len(rows),
    ).format(n=len(rows))
    if named:
        words += " " + _(
            "By name, where a first message would bring most to know: {named}."
        ).format(named=enumeration(named[: _NAMED + 4]))
    return words


def save_world(world: World, path: Path) -> None:
    """Save the table, or its map; the suffix of the file decides.

    Raises
    ------
    BadCallError
        If the suffix is another.
    CourseError
        If the file cannot be written.
    """
    suffix = check_suffix(path, ".xlsx", ".csv", ".json", ".svg", ".png", ".pdf")
    if suffix == ".xlsx":
        from coursehelpers.documents.xlsx import Sheet, write_xlsx

        about = [*world_lines(world), source_line(world.provenance, "")]
        write_xlsx(path, [Sheet(_("Countries"), world.table, WORLD)], about, exercise=False)
    elif suffix == ".csv":
        write_whole(path, to_csv(world.table, WORLD).encode("utf-8-sig"))
    elif suffix == ".json":
        write_whole(path, (world_written(world, "json") + "\n").encode())
    else:
        chart_world(world).save(path)
