"""Figures, each with a text alternative that says what it shows. Only this package uses matplotlib."""

from coursehelpers.charts.landscape import chart_declared_and_linked, chart_triage
from coursehelpers.charts.map import chart_map
from coursehelpers.charts.picture import Picture

__all__ = ["Picture", "chart_declared_and_linked", "chart_map", "chart_triage"]
