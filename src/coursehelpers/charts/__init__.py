"""Figures, each with a text alternative that says what it shows. Only this package uses matplotlib."""

from coursehelpers.charts.landscape import chart_declared_and_linked, chart_triage
from coursehelpers.charts.map import chart_map
from coursehelpers.charts.picture import Picture
from coursehelpers.charts.stakeholders import (
    chart_dots,
    chart_engagement,
    chart_grid,
    chart_network,
)

__all__ = [
    "Picture",
    "chart_declared_and_linked",
    "chart_dots",
    "chart_engagement",
    "chart_grid",
    "chart_map",
    "chart_network",
    "chart_triage",
]
