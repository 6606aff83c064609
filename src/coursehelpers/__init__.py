"""Helpers of the course; what notebooks use is imported from here."""
