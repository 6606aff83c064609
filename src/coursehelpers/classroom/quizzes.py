"""A few questions after a lesson: answered by keyboard, with a reply to every answer, on the website and in JupyterLab.

The page needs no script: a reply is shown when its answer is chosen. Nothing is counted and nothing is kept.

Where a question asks for a number of the country, the question, its key and its choices hold names in braces, such as
``{unknown}``. They are filled in from the learner's landscape in JupyterLab, and from Xantoria on the website.
"""

import html
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import _, by_language, enumeration, ngettext, number
from coursehelpers.ground.locale.data_texts import in_words
from coursehelpers.ground.settings import TRAINING_COUNTRY, data_file

if TYPE_CHECKING:
    from coursehelpers.evidence.tables import Evidence

Numbers = Mapping[str, int | str | None]
"""What a country's tables say, by the names that stand in the quizzes; ``country`` is its name."""
_NAME = re.compile(r"\{(\w+)\}")


class Option(NamedTuple):
    """One answer.

    Attributes
    ----------
    text, feedback : str
    right : bool
    """

    text: str
    feedback: str
    right: bool


class Question(NamedTuple):
    """One question.

    Attributes
    ----------
    question : str
    objective : int
        Number of the course objective it checks.
    source : str
        Where the answer comes from.
    options : tuple of Option
        Exactly one is right.
    computed : str
        What the right answer is computed from, where it is a number; else empty.
    """

    question: str
    objective: int
    source: str
    options: tuple[Option, ...]
    computed: str = ""


def lessons_with_quiz() -> list[str]:
    """Return the numbers of the lessons that have a quiz.

    Examples
    --------
    >>> "10" in lessons_with_quiz()
    True
    """
    return sorted(path.stem for path in data_file("quizzes").glob("*.toml"))


@cache
def objectives_of(lesson: str) -> Counter[int]:
    """Count the questions of a lesson's quiz by the objective that each serves.

    Examples
    --------
    >>> objectives_of("12").total() == len(read_quiz("12"))
    True
    """
    told = tomllib.loads(data_file("quizzes", f"{lesson}.toml").read_text(encoding="utf-8"))
    return Counter(one["objective"] for one in told["questions"])


def asks_numbers(lesson: str) -> bool:
    """Tell whether the quiz of a lesson asks for numbers of the country.

    Examples
    --------
    >>> asks_numbers("10"), asks_numbers("12")
    (True, False)
    """
    return len(read_quiz(lesson, {})) < len(read_quiz(lesson))


def numbers_of(evidence: "Evidence") -> Numbers:
    """Count what the quizzes ask about a country.

    Parameters
    ----------
    evidence : Evidence
        Its tables.

    Returns
    -------
    mapping of str to int, str or None
        None where there is nothing to count.
    """
    from coursehelpers.ground.countries import country_name
    from coursehelpers.landscape.links import links_to_mend
    from coursehelpers.landscape.survey import survey
    from coursehelpers.order.calling_order import prioritize

    landscape = survey(evidence)
    totals = landscape.totals
    there = totals.known + totals.unknown
    links = links_to_mend(evidence, landscape)
    first = links.iloc[0] if len(links) else None
    return {
        "country": enumeration(country_name(code) for code in landscape.country.split(",")),
        "known": totals.known if there else None,
        "unknown": totals.unknown if there else None,
        "in_scope": there or None,
        "out_of_scope": totals.out_of_scope if there else None,
        "now": int((prioritize(landscape).table["wave"] == "now").sum()) if there else None,
        "to_mend": len(links) or None,
        "first_publisher": None if first is None else str(first["publisher"]),
        "first_unlinked": None if first is None else int(first["unlinked"]),
        "first_linked": None if first is None else int(first["specimens"] - first["unlinked"]),
        "first_specimens": None if first is None else int(first["specimens"]),
    }


@by_language
def _training_numbers() -> Numbers:
    from coursehelpers.evidence.gather import gather

    return numbers_of(gather(TRAINING_COUNTRY))


def read_quiz(lesson: str, numbers: Numbers | None = None) -> list[Question]:
    """Read the questions of a lesson; one whose number is not known is left out.

    Parameters
    ----------
    lesson : str
        Its number, such as ``"10"``.
    numbers : mapping, optional
        From :func:`numbers_of`; the training country's by default.

    Raises
    ------
    BadCallError
        If it has none.
    """
    if lesson not in lessons_with_quiz():
        raise BadCallError(
            _("Lesson “{lesson}” has no quiz; choose among {lessons}.").format(
                lesson=lesson, lessons=enumeration(lessons_with_quiz())
            )
        )
    told = in_words(
        tomllib.loads(data_file("quizzes", f"{lesson}.toml").read_text(encoding="utf-8")),
        "quizzes/*.toml",
    )
    asked = [
        Question(
            one["question"],
            one["objective"],
            one["source"],
            tuple(Option(**option) for option in one["options"]),
            one.get("computed", ""),
        )
        for one in told["questions"]
    ]
    filled = (_filled(one, numbers) for one in asked)
    return [one for one in filled if one is not None]


def _filled(one: Question, numbers: Numbers | None) -> Question | None:
    """Put a country's numbers into a question; None where one of them is not known."""
    names = set(
        _NAME.findall(" ".join([one.question, *(o.text + o.feedback for o in one.options)]))
    )
    if not names:
        return one
    known = _training_numbers() if numbers is None else numbers
    if any(known.get(name) is None for name in names):
        return None
    said = {
        name: number(value) if isinstance(value, int) else str(value)
        for name in names
        if (value := known[name]) is not None
    }
    (right,) = [o.text.format_map(said) for o in one.options if o.right]
    taken = {right}
    options = []
    for option in one.options:
        text, feedback = option.text.format_map(said), option.feedback.format_map(said)
        if not option.right and text in taken:
            # Two numbers of a small country may be the same: then the wrong one is another number.
            digits = "".join(filter(str.isdigit, text))
            other = int(digits or 0)
            while number(other) in taken:
                other += 1
            text, feedback = number(other), _("Count again in the table.")
        taken.add(text)
        options.append(Option(text, feedback, option.right))
    return one._replace(question=one.question.format_map(said), options=tuple(options))


class Quiz:
    """Show the questions of a lesson.

    Parameters
    ----------
    lesson : str
    numbers : mapping, optional
        From :func:`numbers_of`; the training country's by default.
    """

    def __init__(self, lesson: str, numbers: Numbers | None = None) -> None:
        self._lesson = lesson
        self.questions = read_quiz(lesson, numbers)
        self._left_out = len(read_quiz(lesson)) - len(self.questions)

    def __repr__(self) -> str:
        lines = [
            ngettext("{n} question.", "{n} questions.", len(self.questions)).format(
                n=len(self.questions)
            )
        ]
        for place, one in enumerate(self.questions, start=1):
            lines.append(f"{place}. {one.question}")
            lines += [f"   ( ) {option.text}" for option in one.options]
        lines += self._note()
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        asked = "".join(
            _fieldset(one, f"quiz-{self._lesson}-{number}", number)
            for number, one in enumerate(self.questions, start=1)
        )
        note = "".join(f"<p>{html.escape(line)}</p>" for line in self._note())
        quiz = f'<div class="course-quiz" onkeydown="{_KEYS}" onkeyup="{_SUPPRESS}">{asked}</div>'
        return f"<style>{_STYLE}</style>{quiz}{note}"

    def _note(self) -> list[str]:
        if not self._left_out:
            return []
        return [
            ngettext(
                "{n} question is left out: it asks for a number of your country that is not known.",
                "{n} questions are left out: they ask for numbers of your country that are not known.",
                self._left_out,
            ).format(n=self._left_out)
        ]


_STYLE = (
    ".course-quiz fieldset{border:1px solid currentColor;border-radius:4px;margin:0 0 1rem;padding:.6rem 1rem}"
    ".course-quiz legend{font-weight:600;padding:0 .3rem}.course-quiz .option{margin:.35rem 0}"
    ".course-quiz .reply{display:none;margin:.2rem 0 .2rem 1.6rem;padding-left:.6rem;"
    "border-left:4px solid currentColor}"
    ".course-quiz input:checked~.reply{display:block}.course-quiz input{width:1.1em;height:1.1em;vertical-align:-.15em}"
    ".course-quiz input:focus-visible{outline:3px solid #0072b2;outline-offset:2px}"
)

# A notebook takes arrows and letters for commands of its own unless a field says otherwise; keys with Ctrl or Cmd are
# left to it, and Escape leaves the quiz for its cell.
_SUPPRESS = (
    "for(const one of this.querySelectorAll('input'))"
    "one.toggleAttribute('data-lm-suppress-shortcuts',!(event.ctrlKey||event.metaKey))"
)
_KEYS = (
    f"{_SUPPRESS};if(!(event.ctrlKey||event.metaKey||event.key==='Tab'))event.stopPropagation();"
    "if(event.key==='Escape')this.closest('.jp-Cell')?.focus()"
)


def _fieldset(one: Question, name: str, number: int) -> str:
    options = []
    for at, option in enumerate(one.options, start=1):
        verdict = _("Right.") if option.right else _("Not quite.")
        options.append(
            f'<div class="option"><input type="radio" name="{name}" id="{name}-{at}"'
            " data-lm-suppress-shortcuts>"
            f' <label for="{name}-{at}">{html.escape(option.text)}</label>'
            f'<p class="reply" role="status"><strong>{verdict}</strong> {html.escape(option.feedback)}</p></div>'
        )
    return f"<fieldset><legend>{number}. {html.escape(one.question)}</legend>{''.join(options)}</fieldset>"
