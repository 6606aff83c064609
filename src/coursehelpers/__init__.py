"""Helpers of the course; what notebooks use is imported from here, and only when it is used."""

from importlib import import_module
from typing import Any

_VERBS = {
    "add_institution": "answers",
    "add_rights_holder": "answers",
    "ask_first": "decisions",
    "assess": "decisions",
    "begin_register": "answers",
    "campaign_form": "forms.sections",
    "chart_declared_and_linked": "charts",
    "chart_map": "charts",
    "chart_my_order": "decisions",
    "chart_triage": "charts",
    "check_course": "lessons",
    "check_my_campaign": "planning",
    "check_who_does_what": "answers",
    "choose_country": "lessons",
    "correct": "answers",
    "discuss": "discussion",
    "dots": "discussion",
    "engage": "answers",
    "fill_campaign_example": "planning",
    "fill_example": "answers",
    "grid_form": "answers",
    "how_sure": "decisions",
    "improve_one_record": "answers",
    "indicators_form": "forms.sections",
    "load_my_landscape": "answers",
    "load_my_register": "answers",
    "load_my_table": "planning",
    "measure_my_plan_again": "planning",
    "mend_links": "decisions",
    "my_budget": "planning",
    "my_calling_order": "decisions",
    "my_completion": "planning",
    "my_corrections": "answers",
    "my_country": "workbook",
    "my_engagement": "answers",
    "my_evidence": "lessons",
    "my_funnel": "planning",
    "my_grid": "answers",
    "my_group": "discussion",
    "my_landscape": "lessons",
    "my_letters": "decisions",
    "my_links_to_mend": "decisions",
    "my_network": "answers",
    "my_register": "answers",
    "my_results": "planning",
    "my_timeline": "planning",
    "note_contact": "planning",
    "place": "answers",
    "plan_form": "forms.sections",
    "put_in_wave": "decisions",
    "quiz": "quizzes",
    "rate": "planning",
    "read_network": "answers",
    "register_form": "forms.sections",
    "save_call_cards": "discussion",
    "save_my_completion": "planning",
    "save_my_issue_texts": "planning",
    "save_my_landscape": "lessons",
    "save_my_letters": "decisions",
    "save_my_plan": "planning",
    "save_my_register": "answers",
    "save_my_sheet": "decisions",
    "save_my_snapshot": "lessons",
    "save_my_strategy": "planning",
    "save_my_table": "planning",
    "save_role_cards": "discussion",
    "set_baseline": "planning",
    "set_weights": "decisions",
    "share_my_answers": "discussion",
    "show": "lessons",
    "show_cards": "discussion",
    "show_criteria": "decisions",
    "show_rubric": "planning",
    "show_waves": "decisions",
    "steps_form": "forms.sections",
    "strategy_form": "forms.sections",
    "summarize": "landscape",
    "table_form": "forms.sections",
    "tell": "lessons",
    "tie": "answers",
    "tie_form": "forms.sections",
    "weights_form": "forms.sections",
    "what_if_weight": "decisions",
    "what_is_missing": "planning",
}

__all__ = sorted(_VERBS)


def __getattr__(name: str) -> Any:
    """Import a verb when it is asked for (PEP 562), so that importing the package costs nothing."""
    if name not in _VERBS:
        raise AttributeError(f"module 'coursehelpers' has no attribute '{name}'")
    return getattr(import_module(f"coursehelpers.{_VERBS[name]}"), name)


def __dir__() -> list[str]:
    return list(_VERBS)
