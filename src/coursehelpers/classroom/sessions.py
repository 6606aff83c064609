"""What a trainer plans with: which lesson serves which objective, and what happens in which minutes.

All of it is read: from the lessons (their objectives, minutes, exercises and marks for short time), from the
quizzes and the rubric, and from ``data/session_plans.toml``. The website and the handouts are made from here, so that
they cannot say anything else than the lessons do.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, cast

import nbformat

from coursehelpers.classroom.editions import lessons, tags_of
from coursehelpers.classroom.quizzes import lessons_with_quiz, objectives_of
from coursehelpers.classroom.translated import say
from coursehelpers.ground.locale import (
    LateSequence,
    _,
    by_language,
    enumeration,
    labelled,
    ngettext,
    quoted,
)
from coursehelpers.ground.locale.data_texts import in_words
from coursehelpers.ground.settings import data_file

OBJECTIVES = LateSequence(
    lambda: (
        _(
            "say who the stakeholders of your collections community are, and where to begin with them"
        ),
        _("choose ways to engage that community"),
        _("explain what publishing data brings to those who hold it"),
        _("find the people and organisations behind data that could be mobilized"),
        _("find sources of biodiversity data and decide their order"),
        _("draw up a data mobilization strategy"),
        _(
            "draw up a plan by which your node works more closely with collections, so that more of their data is "
            "published through GBIF"
        ),
    )
)
"""The course's objectives, in these words and this order everywhere."""

_MINUTES = re.compile(r"\s*\((\d+)\s[^\W\d]+([^)]*)\)")
"""Of a heading, in any language."""
_SERVED = re.compile(r"\b(?:objectives?|number) (\d)(?:(?:,| and) (\d))*", re.IGNORECASE)
_EXERCISE = re.compile(r"^Exercise\b")
_SHORT = re.compile(r"(\*\*If time is short:\*\*\s*.+?)(?=\n\s*\n|\Z)", re.DOTALL)
_LEAD = re.compile(r"^\*\*.+?\*\*\s*")


class Exercise(NamedTuple):
    """An exercise of a lesson.

    Attributes
    ----------
    title : str
        Without the word “Exercise” and the minutes.
    minutes : int
    objectives : frozenset of int
        What it practises.
    heading : str
        As it stands in the lesson.
    """

    title: str
    minutes: int
    objectives: frozenset[int]
    heading: str

    @property
    def told(self) -> str:
        """Return its title in the language that is spoken."""
        said = without_minutes(say(self.heading))
        return said.partition(":")[2].strip() or said


class Lesson(NamedTuple):
    """What a trainer has to know of a lesson.

    Attributes
    ----------
    number, name, title : str
        ``"10"``, the notebook's name without its ending, and its title.
    minutes : int
        The lesson's own estimate.
    objectives : frozenset of int
        What it serves.
    headings : tuple of str
    exercises : tuple of Exercise
    short : tuple of str
        The paragraphs of the lesson about short time, in Markdown.
    """

    number: str
    name: str
    title: str
    minutes: int
    objectives: frozenset[int]
    headings: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    short: tuple[str, ...]

    def heading(self, begins: str) -> str:
        """Return the heading that begins like this, or nothing."""
        return next((one for one in self.headings if one.startswith(begins)), "")


class Step(NamedTuple):
    """What happens in some minutes of a session.

    Attributes
    ----------
    minutes : int
    what : str
    parts : tuple of (str, str)
        Lesson and beginning of the heading under which it stands.
    ask : str
        The question to ask; may be empty.
    talk : str
        Number of the lesson whose talk is given; may be empty.
    """

    minutes: int
    what: str
    parts: tuple[tuple[str, str], ...] = ()
    ask: str = ""
    talk: str = ""


class Session(NamedTuple):
    """An evening or a half-day.

    Attributes
    ----------
    key, title : str
    minutes : int
        What the steps add up to.
    bring : tuple of str
    steps : tuple of Step
    """

    key: str
    title: str
    minutes: int
    bring: tuple[str, ...]
    steps: tuple[Step, ...]


class TalkPart(NamedTuple):
    """A part of a talk: a heading of its lesson.

    Attributes
    ----------
    head : str
        Beginning of the heading.
    minutes : int
    ask : str
    """

    head: str
    minutes: int
    ask: str

    def cue(self) -> str:
        """Write what the speaker sees first, in Markdown."""
        minutes = ngettext("{n} minute", "{n} minutes", self.minutes).format(n=self.minutes)
        return _("**About {minutes}.** Ask: *{ask}*").format(minutes=minutes, ask=self.ask)


class Talk(NamedTuple):
    """A talk: parts of one lesson.

    Attributes
    ----------
    lesson, title : str
    parts : tuple of TalkPart
    """

    lesson: str
    title: str
    parts: tuple[TalkPart, ...]

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return sum(part.minutes for part in self.parts)

    def part(self, heading: str) -> TalkPart | None:
        """Return the part that a heading belongs to."""
        return next((one for one in self.parts if heading.startswith(one.head)), None)


def minutes_of(heading: str) -> int:
    """Return the minutes that a heading states, or 0.

    Examples
    --------
    >>> minutes_of("Exercise: a first call (15 minutes, in threes)")
    15
    """
    found = _MINUTES.search(heading)
    return int(found[1]) if found else 0


def without_minutes(heading: str) -> str:
    """Return a heading without its minutes; what else stands beside them stays.

    Examples
    --------
    >>> without_minutes("Exercise: a first call (15 minutes, in threes)")
    'Exercise: a first call, in threes'
    """
    return _MINUTES.sub(lambda found: found[2] if found[2].startswith(",") else "", heading)


@by_language
def _told() -> dict[str, Any]:
    told = tomllib.loads(data_file("session_plans.toml").read_text(encoding="utf-8"))
    return cast("dict[str, Any]", in_words(told, "session_plans.toml"))


def read_sessions() -> list[Session]:
    """Return the sessions, in their order.

    Examples
    --------
    >>> [session.minutes for session in read_sessions()][:4]
    [75, 75, 30, 180]
    """
    return [
        Session(
            one["key"],
            one["title"],
            one["minutes"],
            tuple(one["bring"]),
            tuple(
                Step(
                    step["minutes"],
                    step["what"],
                    tuple(_part(part) for part in step.get("parts", ())),
                    step.get("ask", ""),
                    step.get("talk", ""),
                )
                for step in one["steps"]
            ),
        )
        for one in _told()["sessions"]
    ]


def _part(text: str) -> tuple[str, str]:
    lesson, _colon, head = text.partition(": ")
    return lesson, head


def read_talks() -> dict[str, Talk]:
    """Return the talks by the number of their lesson.

    Examples
    --------
    >>> {talk.minutes for talk in read_talks().values()}
    {25}
    """
    return {
        one["lesson"]: Talk(
            one["lesson"], one["title"], tuple(TalkPart(**part) for part in one["parts"])
        )
        for one in _told()["talks"]
    }


WORDS_A_MINUTE = 120
"""How fast a text in a foreign language is read with care: slower than the 200 and more of a first language."""
MINUTES_A_CELL = 0.5
"""To run a cell and look at what it shows."""
_BESIDE = {"solution", "trainer", "own-question"}
"""Tags of what is no part of the main path of a lesson."""


class Load(NamedTuple):
    """What a part of a lesson asks of a reader.

    Attributes
    ----------
    words, cells : int
    exercise : int
        Minutes that an exercise states; 0 where there is none.
    """

    words: int = 0
    cells: int = 0
    exercise: int = 0

    @property
    def minutes(self) -> float:
        """The counted estimate.

        Examples
        --------
        >>> Load(words=240, cells=2, exercise=10).minutes
        13.0
        """
        return self.words / WORDS_A_MINUTE + self.cells * MINUTES_A_CELL + self.exercise


@cache
def loads(number: str) -> dict[str, Load]:
    """Count each part of a lesson by its heading; what stands before the first one is under an empty heading.

    Parameters
    ----------
    number : str
        Of the lesson, such as ``"10"``.
    """
    (path,) = (path for path in lessons() if path.stem.startswith(number))
    found: dict[str, Load] = {"": Load()}
    heading = ""
    for cell in nbformat.read(path, as_version=4).cells:  # type: ignore[no-untyped-call]
        if _BESIDE & set(tags_of(cell)):
            continue
        if cell.cell_type == "code":
            found[heading] = found[heading]._replace(cells=found[heading].cells + 1)
            continue
        before, *parts = re.split(r"(?m)^## ", cell.source)
        for at, part in enumerate([before, *parts]):
            if at:
                heading = part.partition("\n")[0].strip()
                exercise = minutes_of(heading) if _EXERCISE.match(heading) else 0
                found[heading] = Load(exercise=exercise)
            found[heading] = found[heading]._replace(words=found[heading].words + len(part.split()))
    return found


def counted_minutes(session: Session) -> float:
    """Estimate a session by counting the words, cells and exercises of its parts.

    Parameters
    ----------
    session : Session
        A step without a part in a lesson counts with its own minutes.
    """
    total = 0.0
    for step in session.steps:
        total += 0 if step.parts else step.minutes
        total += sum(
            load.minutes
            for number, begins in step.parts
            for heading, load in loads(number).items()
            if heading.startswith(begins)
        )
    return total


@cache
def read_lessons() -> dict[str, Lesson]:
    """Read the lessons by their number."""
    return {path.stem[:2]: _lesson(path.stem, _text(path)) for path in lessons()}


def _text(path: Any) -> str:
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return "\n\n".join(
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "markdown" and not {"solution", "trainer"} & set(tags_of(cell))
    )


def _lesson(name: str, text: str) -> Lesson:
    number = name[:2]
    opening = text.split("\n## ", 1)[0]
    served = frozenset(int(digit) for found in _SERVED.finditer(opening)
                       for digit in re.findall(r"\d", found[0]))  # fmt: skip
    headings = tuple(re.findall(r"(?m)^## (.+)$", text))
    minutes = re.search(r"\*\*Minutes\*\* \(an estimate\): (\d+)", text)
    return Lesson(
        number,
        name,
        re.findall(r"(?m)^# (.+)$", text)[0],
        int(minutes[1]) if minutes else 0,
        served,
        headings,
        tuple(
            Exercise(
                without_minutes(head).removeprefix("Exercise: "),
                minutes_of(head),
                _practised(number, head) or served,
                head,
            )
            for head in headings
            if _EXERCISE.match(head)
        ),
        tuple(" ".join(found.split()) for found in _SHORT.findall(text)),
    )


def _practised(number: str, heading: str) -> frozenset[int]:
    for part, objectives in _told()["practises"].items():
        lesson, begins = _part(part)
        if lesson == number and heading.startswith(begins):
            return frozenset(objectives)
    return frozenset()


# Tables, in Markdown.


def alignment() -> str:
    """Write the table of what is taught, practised and checked for each objective.

    Returns
    -------
    str
        Markdown; links go from the folder of the pages to the lessons.
    """
    rows = []
    for number, words in enumerate(OBJECTIVES, start=1):
        serving = [one for one in read_lessons().values() if number in one.objectives]
        practised = [
            labelled(_link(one), enumeration(_timed(exercise) for exercise in fitting))
            for one in serving
            if (
                fitting := [exercise for exercise in one.exercises if number in exercise.objectives]
            )
        ]
        rows.append(
            [
                f"**{number}.** {words}",
                enumeration(_link(one) for one in serving),
                enumeration(practised, "semicolon"),
                enumeration(_checks(number), "semicolon"),
            ]
        )
    return _markdown_table(
        [
            _("objective"),
            _("taught in"),
            _("practised (minutes)"),
            _("checked by"),
        ],
        rows,
    )


def _timed(exercise: Exercise) -> str:
    return f"{exercise.told} ({exercise.minutes})"


def _checks(objective: int) -> Iterator[str]:
    from coursehelpers.classroom.completion import rubric

    for number in lessons_with_quiz():
        asked = objectives_of(number)[objective]
        if asked:
            yield ngettext(
                "quiz of {lesson}: {n} question", "quiz of {lesson}: {n} questions", asked
            ).format(lesson=_link(read_lessons()[number]), n=asked)
    for part in rubric().values():
        if objective in part["objectives"]:
            yield _("rubric: {title}").format(title=part["title"])


def lessons_table() -> str:
    """Write the lessons with their objectives, minutes, exercises and questions, in Markdown."""
    rows = []
    for one in read_lessons().values():
        asked = objectives_of(one.number).total() if one.number in lessons_with_quiz() else 0
        exercises = enumeration((_timed(exercise) for exercise in one.exercises), "semicolon")
        rows.append(
            [
                f"{_link(one)} {say(one.title)}",
                enumeration(map(str, sorted(one.objectives))),
                str(one.minutes),
                exercises or "–",
                str(asked) if asked else "–",
            ]
        )
    return _markdown_table(
        [
            _("lesson"),
            _("objectives"),
            _("minutes"),
            _("exercises (minutes)"),
            _("quiz questions"),
        ],
        rows,
    )


def session_table(session: Session) -> str:
    """Write one session's plan, in Markdown: from when to when, what, where it stands, what to ask."""
    asked = any(step.ask for step in session.steps)
    header = [_("from"), _("minutes"), _("what happens"), _("where it stands")]
    rows = [
        [begins, str(step.minutes), step.what, enumeration(_places(step), "semicolon")]
        + ([f"*{step.ask}*" if step.ask else ""] if asked else [])
        for begins, step in session_clock(session)
    ]
    rows.append(
        ["", f"**{session.minutes}**", f"**{_('together')}**", ""] + ([""] if asked else [])
    )
    return _markdown_table(header + ([_("ask")] if asked else []), rows)


def session_clock(session: Session) -> Iterator[tuple[str, Step]]:
    """Yield the steps of a session, each with hours and minutes since its begin."""
    since = 0
    for step in session.steps:
        yield f"{since // 60}:{since % 60:02d}", step
        since += step.minutes


def _places(step: Step) -> Iterator[str]:
    for number, begins in step.parts:
        lesson = read_lessons()[number]
        words = without_minutes(say(lesson.heading(begins) or begins))
        yield (
            f"{_link(lesson)}, {quoted(words)}"
            if not step.talk
            else _("slides of {lesson}").format(lesson=_link(lesson))
        )


def talks_table() -> str:
    """Write the parts of the four talks with their minutes and questions, in Markdown."""
    said = []
    for talk in read_talks().values():
        lesson = read_lessons()[talk.lesson]
        rows = [
            [
                str(part.minutes),
                without_minutes(say(lesson.heading(part.head) or part.head)),
                f"*{part.ask}*",
            ]
            for part in talk.parts
        ]
        rows.append([f"**{talk.minutes}**", f"**{_('together')}**", ""])
        said.append(
            f"### {talk.title} ({_link(lesson)})\n\n"
            + _markdown_table([_("minutes"), _("part"), _("ask")], rows)
        )
    return "\n\n".join(said)


def short_of_time() -> str:
    """Write what each lesson says about short time, in Markdown."""
    rows = [
        [f"{_link(one)} {say(one.title)}", str(one.minutes), " ".join(map(_short, one.short))]
        for one in read_lessons().values()
        if one.short
    ]
    return _markdown_table([_("lesson"), _("minutes"), _("if time is short")], rows)


def _short(paragraph: str) -> str:
    """Return what is said about short time, without the words that say so."""
    return _LEAD.sub("", say(paragraph))


def _link(lesson: Lesson) -> str:
    return f"[{lesson.number}](../notebooks/{lesson.name}.ipynb)"


def _markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines
    )


def trainer_tables() -> dict[str, str]:
    """Return every table of the trainer's pages by its name, in Markdown."""
    tables = {
        "alignment": alignment(),
        "lessons": lessons_table(),
        "talks": talks_table(),
        "short": short_of_time(),
    }
    return tables | {session.key: session_table(session) for session in read_sessions()}
