"""Helpers of the course; what notebooks use is imported from here, and only when it is used."""

from importlib import import_module
from typing import Any

_VERBS = {
    "choose_country": "lessons",
    "chart_declared_and_linked": "charts",
    "chart_map": "charts",
    "chart_triage": "charts",
    "check_course": "lessons",
    "my_country": "workbook",
    "my_evidence": "lessons",
    "my_landscape": "lessons",
    "save_my_landscape": "lessons",
    "save_my_snapshot": "lessons",
    "show": "lessons",
    "summarize": "landscape",
    "tell": "lessons",
}

__all__ = sorted(_VERBS)


def __getattr__(name: str) -> Any:
    """Import a verb when it is asked for (PEP 562), so that importing the package costs nothing."""
    if name not in _VERBS:
        raise AttributeError(f"module 'coursehelpers' has no attribute '{name}'")
    return getattr(import_module(f"coursehelpers.{_VERBS[name]}"), name)


def __dir__() -> list[str]:
    return list(_VERBS)
