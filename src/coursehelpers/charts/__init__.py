"""Figures, each with a text alternative that says what it shows. Only this package uses matplotlib."""

from coursehelpers.charts.campaign import chart_chain, chart_funnel, chart_timeline
from coursehelpers.charts.landscape import chart_declared_and_linked, chart_triage
from coursehelpers.charts.map import chart_map
from coursehelpers.charts.order import chart_order, chart_what_if
from coursehelpers.charts.picture import Picture
from coursehelpers.charts.stakeholders import (
    chart_dots,
    chart_engagement,
    chart_grid,
    chart_kinds,
    chart_network,
)

__all__ = [
    "Picture",
    "chart_chain",
    "chart_declared_and_linked",
    "chart_dots",
    "chart_engagement",
    "chart_funnel",
    "chart_grid",
    "chart_kinds",
    "chart_map",
    "chart_network",
    "chart_order",
    "chart_timeline",
    "chart_triage",
    "chart_what_if",
]
