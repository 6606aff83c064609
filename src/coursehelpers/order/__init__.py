"""Whom to call first, how sure that is, and what to write."""
