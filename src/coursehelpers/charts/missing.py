"""What is missing, drawn: group by group through the decades, and cell by cell on a map."""

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from coursehelpers.charts.land import draw_land
from coursehelpers.charts.map import height_of
from coursehelpers.charts.picture import Picture, print_source
from coursehelpers.charts.style import INK, QUIET, RC, WIDTH
from coursehelpers.ground.locale import _, enumeration, ngettext, number
from coursehelpers.ground.settings import TRAINING_COUNTRY
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.missing import Missing

_HOME, _ABROAD = "#0072B2", "#E69F00"
_GROUPS = 6
_COLUMNS = 2
_FAR_OFF = 0.01
_SOLID = 0.9
"""The coast still shows through the cells, and white figures can be read on them."""
_STEPS = (100, 1_000, 10_000, 100_000)
_SHADES = ("#deebf7", "#9ecae1", "#4292c6", "#2171b5", "#08306b")


def chart_decades(missing: Missing) -> Picture:
    """Draw records of the largest groups by decade, one small picture a group, all on their own scale.

    Parameters
    ----------
    missing : Missing

    Returns
    -------
    Picture
        Bars from the country's own publishers below, from elsewhere above.
    """
    gaps = missing.gaps.dropna(subset=["class", "decade"])
    groups = gaps.groupby("class")["records"].sum().nlargest(_GROUPS).index.to_list()
    first, last = (int(gaps["decade"].min()), int(gaps["decade"].max())) if len(gaps) else (0, 0)
    decades = list(range(first, last + 10, 10))
    home = missing.country.split(",")
    lines = max(-(-len(groups) // _COLUMNS), 1)
    with rc_context(RC):  # type: ignore[arg-type]
        # A solver of layouts places several axes a hair apart from one run to the next; these stand still.
        height = 1.5 * lines + 1.3
        figure = Figure(figsize=(WIDTH, height))
        grid = figure.subplots(lines, _COLUMNS, squeeze=False, sharex=True)
        figure.subplots_adjust(
            left=0.1,
            right=0.98,
            bottom=0.75 / height,
            top=1 - 0.65 / height,
            hspace=0.4,
            wspace=0.22,
        )
        for axes in grid.flat[len(groups) :]:
            axes.set_visible(False)
        for axes, group in zip(grid.flat, groups, strict=False):
            rows = gaps[gaps["class"] == group]
            own = rows["publishingcountry"].isin(home)
            below = _by_decade(rows[own], decades)
            above = _by_decade(rows[~own], decades)
            axes.bar(decades, below, width=8, color=_HOME, label=_("published from the country"))
            axes.bar(
                decades, above, width=8, bottom=below, color=_ABROAD, hatch="//", edgecolor="white",
                linewidth=0, label=_("published elsewhere"),
            )  # fmt: skip
            axes.set_title(group, fontsize=10, loc="left")
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: number(value, 0)))
            axes.tick_params(labelsize=8)
        if groups:
            handles, labels = grid.flat[0].get_legend_handles_labels()
            figure.legend(handles, labels, loc="upper right", ncols=2, fontsize=9, frameon=False)
        print_source(figure, _source(missing))
    said = [
        _("{group}: {n} records, most in the {decade}s").format(
            group=group,
            n=number(int(rows["records"].sum())),
            decade=int(rows.groupby("decade")["records"].sum().idxmax()),
        )
        for group in groups
        for rows in (gaps[gaps["class"] == group],)
    ]
    words = _("Specimen records collected in the country, by group and decade. {said}.")
    return Picture(
        figure,
        f"{words.format(said=enumeration(said, 'semicolon') or _('none'))} {_source(missing)}",
    )


def _by_decade(rows: pd.DataFrame, decades: list[int]) -> "np.ndarray":
    counted = rows.groupby("decade")["records"].sum()
    return np.array([int(counted.get(decade, 0)) for decade in decades])


def chart_cells(missing: Missing) -> Picture:
    """Draw how many records there are from each cell of one degree.

    Parameters
    ----------
    missing : Missing

    Returns
    -------
    Picture
        Five shades, one for each power of ten; the number of records in each cell where there is room.
    """
    cells = (
        missing.gaps.dropna(subset=["south", "west"])
        .groupby(["south", "west"])["records"]
        .sum()
        .reset_index()
    )
    around = _around(cells)
    with rc_context(RC):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, height_of(around)), layout="constrained")
        axes = figure.subplots()
        draw_land(axes, missing.country, around)
        west, south, east, north = around
        shown = cells[cells["west"].between(west, east) & cells["south"].between(south, north)]
        for row in rows_of(shown, "south", "west", "records"):
            axes.add_patch(
                Rectangle((row.west, row.south), 1, 1, facecolor=_shade(row.records), alpha=_SOLID,
                          edgecolor="white", linewidth=0.8)
            )  # fmt: skip
            if len(cells) <= 30:
                dark = row.records >= _STEPS[2]
                axes.text(row.west + 0.5, row.south + 0.5, number(row.records), ha="center", va="center",
                          fontsize=8, color="white" if dark else INK)  # fmt: skip
        if not len(cells):
            axes.text(0.5, 0.5, _("no record gives coordinates"), transform=axes.transAxes, ha="center",
                      color=QUIET)  # fmt: skip
        names = [_("fewer than {n}").format(n=number(_STEPS[0]))]
        names += [_("{n} and more").format(n=number(step)) for step in _STEPS]
        axes.legend(
            [Rectangle((0, 0), 1, 1, facecolor=shade, alpha=_SOLID) for shade in _SHADES], names,
            loc="upper center", bbox_to_anchor=(0.5, -0.01), ncols=3, fontsize=9, frameon=False,
        )  # fmt: skip
        _leave_foot(figure)
        print_source(figure, _source(missing))
    return Picture(figure, _said_of(cells, missing))


def _said_of(cells: pd.DataFrame, missing: Missing) -> str:
    few = int((cells["records"] < _STEPS[0]).sum())
    words = ngettext(
        "Map of {n} cell of one degree with specimen records.",
        "Map of {n} cells of one degree with specimen records.",
        len(cells),
    ).format(n=len(cells))
    if len(cells):
        most = cells.sort_values("records", ascending=False, kind="stable").iloc[0]
        words += " " + _(
            "Most, {records}, come from the cell whose south-western corner is {south}, {west}; {few} have fewer "
            "than {least}. An empty cell is not known, which is not the same as empty."
        ).format(
            records=number(int(most["records"])), south=int(most["south"]), west=int(most["west"]), few=few,
            least=_STEPS[0],
        )  # fmt: skip
    return f"{words} {_source(missing)}"


def _around(cells: pd.DataFrame) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the cells, the 1 % of records farthest off on each side left out."""
    if not len(cells):
        return -180.0, -60.0, 180.0, 84.0
    west, east = _middle(cells["west"], cells["records"])
    south, north = _middle(cells["south"], cells["records"])
    return west - 0.3, south - 0.3, east + 1.3, north + 1.3


def _middle(edges: "pd.Series[int]", records: "pd.Series[int]") -> tuple[float, float]:
    # A wrong sign puts a few records on the other side of the world.
    order = edges.astype(float).sort_values()
    share = records.loc[order.index].astype(float).cumsum() / float(records.sum())
    kept = order[(share > _FAR_OFF) & (share.shift(fill_value=0.0) < 1 - _FAR_OFF)]
    return float(kept.min()), float(kept.max())


def _shade(records: int) -> str:
    return _SHADES[sum(records >= step for step in _STEPS)]


def _leave_foot(figure: Figure) -> None:
    foot = 0.45 / figure.get_figheight()
    figure.get_layout_engine().set(rect=(0, foot, 1, 1 - foot))  # type: ignore[union-attr, call-arg]


def _source(missing: Missing) -> str:
    if missing.country == TRAINING_COUNTRY:
        return _("Source: exercise, made-up country; nothing of this is real.")
    return _("Source: {citation}.").format(citation=missing.citation)
