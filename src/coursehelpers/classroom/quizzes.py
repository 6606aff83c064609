"""A few questions after a lesson: answered by keyboard, with a reply to every answer, on the website and in JupyterLab.

The page needs no script: a reply is shown when its answer is chosen. Nothing is counted and nothing is kept.
"""

import html
import tomllib
from typing import NamedTuple

from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import _, ngettext
from coursehelpers.ground.settings import data_file


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
        What a test computes the right answer from, where it is a number; else empty.
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


def read_quiz(lesson: str) -> list[Question]:
    """Read the questions of a lesson.

    Parameters
    ----------
    lesson : str
        Its number, such as ``"10"``.

    Raises
    ------
    BadCallError
        If it has none.
    """
    if lesson not in lessons_with_quiz():
        raise BadCallError(
            _("Lesson “{lesson}” has no quiz; choose among {lessons}.").format(
                lesson=lesson, lessons=", ".join(lessons_with_quiz())
            )
        )
    told = tomllib.loads(data_file("quizzes", f"{lesson}.toml").read_text(encoding="utf-8"))
    return [
        Question(
            one["question"],
            one["objective"],
            one["source"],
            tuple(Option(**option) for option in one["options"]),
            one.get("computed", ""),
        )
        for one in told["questions"]
    ]


class Quiz:
    """Show the questions of a lesson.

    Parameters
    ----------
    lesson : str
    """

    def __init__(self, lesson: str) -> None:
        self._lesson = lesson
        self.questions = read_quiz(lesson)

    def __repr__(self) -> str:
        lines = [
            ngettext("{n} question.", "{n} questions.", len(self.questions)).format(
                n=len(self.questions)
            )
        ]
        for number, one in enumerate(self.questions, start=1):
            lines.append(f"{number}. {one.question}")
            lines += [f"   ( ) {option.text}" for option in one.options]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        asked = "".join(
            _fieldset(one, f"quiz-{self._lesson}-{number}", number)
            for number, one in enumerate(self.questions, start=1)
        )
        return f'<style>{_STYLE}</style><div class="course-quiz">{asked}</div>'


_STYLE = (
    ".course-quiz fieldset{border:1px solid currentColor;border-radius:4px;margin:0 0 1rem;padding:.6rem 1rem}"
    ".course-quiz legend{font-weight:600;padding:0 .3rem}.course-quiz .option{margin:.35rem 0}"
    ".course-quiz .reply{display:none;margin:.2rem 0 .2rem 1.6rem;padding-left:.6rem;"
    "border-left:4px solid currentColor}"
    ".course-quiz input:checked~.reply{display:block}.course-quiz input{width:1.1em;height:1.1em;vertical-align:-.15em}"
    ".course-quiz input:focus-visible{outline:3px solid #0072b2;outline-offset:2px}"
)


def _fieldset(one: Question, name: str, number: int) -> str:
    options = []
    for at, option in enumerate(one.options, start=1):
        verdict = _("Right.") if option.right else _("Not quite.")
        options.append(
            f'<div class="option"><input type="radio" name="{name}" id="{name}-{at}">'
            f' <label for="{name}-{at}">{html.escape(option.text)}</label>'
            f'<p class="reply" role="status"><strong>{verdict}</strong> {html.escape(option.feedback)}</p></div>'
        )
    return f"<fieldset><legend>{number}. {html.escape(one.question)}</legend>{''.join(options)}</fieldset>"


def quiz(lesson: str) -> Quiz:
    """Show the questions of a lesson, such as ``"10"``.

    Raises
    ------
    BadCallError
        If it has none.
    """
    return Quiz(lesson)
