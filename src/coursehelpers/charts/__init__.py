"""Figures, each with a text alternative that says what it shows. Only this package uses matplotlib."""
