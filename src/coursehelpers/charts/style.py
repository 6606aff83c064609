"""How figures look: calm, the same everywhere, readable in grey and for colour-blind eyes."""

RC = {
    "font.family": ["DejaVu Sans", "sans-serif"],
    "font.size": 10,
    "svg.fonttype": "none",
    "svg.hashsalt": "coursehelpers",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.8,
}
"""Settings of matplotlib, used only while a figure is drawn."""

WIDTH = 7.0
"""Inches: a page of A4 between its margins."""
INK = "#222222"
GREEN, OCHRE, HOLLOW = "#0f5c5c", "#c8782a", "#cfe0dd"
"""The course's colours: what is done, what to look at, what is still open."""
QUIET = "#666666"
LAND = "#efeeea"
OWN_LAND = "#f8efd8"
SEA = "#e9f1f5"
COAST = "#8c8472"
GRATICULE = "#c9d3d8"
