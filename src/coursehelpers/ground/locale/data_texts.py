"""Which values of the files in ``data/`` are texts that a person reads; all others are codes, numbers and names.

A path leads from the top of a file to its texts; ``*`` stands for every entry of a list or a table, ``;`` for the
parts of a text between semicolons. Names of
made-up institutions are names, and stay. Names of countries are in ``data/countries``.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from coursehelpers.ground.locale.catalogue import ENGLISH
from coursehelpers.ground.locale.choice import language
from coursehelpers.ground.locale.texts import gettext

TEXTS = {
    "call_cards.json": ("*.title", "*.text"),
    "cost_rates.toml": ("rates.*.what", "rates.*.source"),
    "criteria.toml": (
        "criteria.*.label",
        "criteria.*.unit",
        "criteria.*.source",
        "criteria.*.question",
        "criteria.*.levels.*",
    ),
    "example_plan.json": (
        "strategy.*",
        "campaign.*",
        "plan.*",
        "assessments.*.why",
        "contacts.*.next_step",
        "messages.*.audience",
        "messages.*.messenger",
        "messages.*.message",
        "messages.*.moment",
        "messages.*.format",
        "steps.*.activity",
        "steps.*.after.;",
        "steps.*.does",
        "steps.*.answers",
        "steps.*.deliverable",
        "costs.*.what",
        "indicators.*.name",
        "indicators.*.unit",
        "indicators.*.source",
        "indicators.*.owner",
        "results.*.statement",
        "results.*.indicator",
        "results.*.assumption",
        "risks.*.risk",
        "risks.*.answer",
        "risks.*.owner",
        "datasets.*.title",
        "datasets.*.type",
        "datasets.*.temporal",
        "datasets.*.taxonomic",
        "datasets.*.sampling",
    ),
    "example_register.json": (
        "place.*.why",
        "tie.*.kind",
        "engage.*.ask",
        "engage.*.offer",
        "engage.*.next_step",
        "engage.*.role",
        "rights_holder.*",
    ),
    "quizzes/*.toml": (
        "questions.*.question",
        "questions.*.source",
        "questions.*.options.*.text",
        "questions.*.options.*.feedback",
    ),
    "role_cards.json": ("*.title", "*.text"),
    "rubric.toml": ("*.title", "*.levels.*"),
    "session_plans.toml": (
        "sessions.*.title",
        "sessions.*.bring.*",
        "sessions.*.steps.*.what",
        "sessions.*.steps.*.ask",
        "talks.*.title",
        "talks.*.parts.*.ask",
    ),
}
"""Paths of texts, by the file's name in ``data/``."""
_WORDS = re.compile(r"[^\W\d_]")
_PLACEHOLDER = re.compile(r"\{\w+\}")


def in_words(content: Any, file: str) -> Any:
    """Put the texts of a file into the language that is spoken.

    Parameters
    ----------
    content : object
        As it was read from JSON or TOML; it is left as it is.
    file : str
        A name of :data:`TEXTS`.

    Examples
    --------
    >>> in_words([{"card": 1, "title": "Observer", "text": ""}], "call_cards.json")
    [{'card': 1, 'title': 'Observer', 'text': ''}]
    """
    if language() == ENGLISH:
        return content
    for path in TEXTS[file]:
        content = _mapped(content, path.split("."), gettext)
    return content


def texts_in(content: Any, file: str) -> Iterator[str]:
    """Go through the texts of a file, for the catalogue."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    for path in TEXTS[file]:
        _mapped(content, path.split("."), note)
    return iter(dict.fromkeys(found))


def _mapped(value: Any, path: list[str], change: Callable[[str], str]) -> Any:
    if not path:
        # A day, or a number of the learner's country, is written by itself.
        worded = isinstance(value, str) and _WORDS.search(_PLACEHOLDER.sub("", value))
        return change(value) if worded else value
    step, rest = path[0], path[1:]
    if isinstance(value, list) and step == "*":
        return [_mapped(one, rest, change) for one in value]
    if isinstance(value, str) and step == ";":
        return "; ".join(_mapped(part, rest, change) for part in value.split("; "))
    if isinstance(value, dict):
        return {
            name: _mapped(one, rest, change) if step in ("*", name) else one
            for name, one in value.items()
        }
    return value
