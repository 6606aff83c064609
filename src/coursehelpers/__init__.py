"""Helpers of the course; what notebooks use is imported from here, and only when it is used."""

from importlib import import_module
from typing import Any

_VERBS = {
    "add_rights_holder": "answers",
    "begin_register": "answers",
    "chart_declared_and_linked": "charts",
    "chart_map": "charts",
    "chart_triage": "charts",
    "check_course": "lessons",
    "check_who_does_what": "answers",
    "choose_country": "lessons",
    "correct": "answers",
    "discuss": "discussion",
    "dots": "discussion",
    "engage": "answers",
    "fill_example": "answers",
    "grid_form": "answers",
    "load_my_landscape": "answers",
    "load_my_register": "answers",
    "my_corrections": "answers",
    "my_country": "workbook",
    "my_engagement": "answers",
    "my_evidence": "lessons",
    "my_grid": "answers",
    "my_group": "discussion",
    "my_landscape": "lessons",
    "my_network": "answers",
    "my_register": "answers",
    "place": "answers",
    "read_network": "answers",
    "register_form": "answers",
    "save_my_landscape": "lessons",
    "save_my_register": "answers",
    "save_my_snapshot": "lessons",
    "save_role_cards": "discussion",
    "share_my_answers": "discussion",
    "show": "lessons",
    "show_cards": "discussion",
    "summarize": "landscape",
    "tell": "lessons",
    "tie": "answers",
    "tie_form": "answers",
}

__all__ = sorted(_VERBS)


def __getattr__(name: str) -> Any:
    """Import a verb when it is asked for (PEP 562), so that importing the package costs nothing."""
    if name not in _VERBS:
        raise AttributeError(f"module 'coursehelpers' has no attribute '{name}'")
    return getattr(import_module(f"coursehelpers.{_VERBS[name]}"), name)


def __dir__() -> list[str]:
    return list(_VERBS)
