"""A lesson as slides: what the page says in full stands here in short, and in full in the speaker's notes.

Nothing is written twice: a slide is the heading of a part, the first sentences of its paragraphs, its points, its
tables, and what its cells show. Code, and what is said about code, stays in the notes. A lesson with a talk (see
:mod:`coursehelpers.classroom.sessions`) shows the parts of its talk first, and everything else after a slide
that says so.
reveal.js lies beside the slides, so that they need no internet.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from pathlib import Path
from textwrap import wrap
from typing import Any

from nbformat import NotebookNode

from coursehelpers.classroom.editions import tags_of, without_roles
from coursehelpers.classroom.lesson_runs import SHOWN_OF, SPOKEN
from coursehelpers.classroom.quizzes import Question, read_quiz
from coursehelpers.classroom.sessions import Talk, minutes_of, without_minutes
from coursehelpers.classroom.translated import say, told
from coursehelpers.ground.countries import country_name
from coursehelpers.ground.locale import (
    ENGLISH,
    LateMapping,
    _,
    enumeration,
    labelled,
    language,
    ngettext,
)
from coursehelpers.ground.settings import TRAINING_COUNTRY
from coursehelpers.landscape.conversations import CONVERSATIONS

LINES = 12.5
"""Lines that a slide holds in its usual type; what is more goes on to the next."""
_LINE = 66
"""Letters of a line in that type."""
_SIZES = ((4.6, "few"), (8.6, "some"), (99.0, "full"))
"""Lines up to which a slide has larger type; the style says how large."""
_TABLE_LINE = 84
"""Letters of a line of a table, all columns together."""
_ROWS = 6
"""Rows of a table of results that a slide has room for in any case."""
_MOST_ROWS = 14
"""Rows that are written; the page's script takes away those that do not fit, and counts them."""
_COLUMNS = 5
_CELL = 70
"""Letters that a slide shows of one cell of results."""
_WORDS = 34
"""Words of a point or a paragraph on a slide: as many whole sentences as fit, at least one."""
_CAPTION = 84
"""Letters of the sentence below a figure."""
_TITLE_LINES, _TIGHT_LINES = 9.0, 15.0
_TITLE_LETTERS, _TITLE_LINE_HEIGHT = 40, 2.2
"""Letters of a line of a title, and how many lines of usual type a further one takes."""
_LONGER_WORDS = 0.92
"""How many letters of a table's line are filled where words are longer than in English."""
_SOURCE_LINES = 1.2
_LONELY = 60.0
"""What it costs to part a sentence or a lonely point from its list, against slides that are unevenly full."""
_PARTED = 30.0
"""What it costs to part a list or a table at all."""
_FOLD = re.compile(r"<details\b[^>]*>|</details>")
_SENTENCE = re.compile(r"(?<=[.?!:])\s+(?=[A-ZÀ-ÖØ-ÞŒ*“«¿¡])")
_OF_CODE = re.compile(
    r"`[^`]*[(_\"=./][^`]*`|[Cc]olumns? `|\b[Tt]he next (?:cell|line)\b"
    r"|\bcells? (?:shows?|below|writes|again)\b|\b(?:same|this|one) cell\b"
    r"|JupyterLab|\b(?:as a|the|in a) form\b"
)
"""What a room cannot do with a slide: code, and sentences about it."""
_OF_PAGE = re.compile(
    r"\*\*(Minutes|You need|What your workbook|Next|If time is short|The topic page)"
)
"""Paragraphs that only a reader of the page needs."""

_STATIC = Path(__file__).parent / "static"
_PAGE = (_STATIC / "slides.html").read_text(encoding="utf-8")
_STYLE = (_STATIC / "slides.css").read_text(encoding="utf-8")
_DARK = 'data-background-color="#0f5c5c"'


@dataclass
class _Block:
    """A paragraph, a point, a row, or a table of results: what is never cut in two."""

    kind: str
    body: str
    lines: float
    head: str = ""
    source: str = ""
    place: str = ""
    """``"first"`` or ``"last"`` of a list or table."""

    @property
    def leads(self) -> bool:
        """Whether it announces what comes next, and should not stand last."""
        return self.body.endswith(":</p>")


@dataclass
class _Whole:
    """A figure or a question: a slide of its own."""

    body: str
    kind: str
    source: str = ""
    below: str = ""
    notes: str = ""


@dataclass
class _Part:
    """A part of a lesson: what stands under one heading."""

    head: str
    """In English, by which a talk names it."""
    title: bool
    notes: list[str] = field(default_factory=list)
    shown: list[_Block | _Whole] = field(default_factory=list)

    @property
    def said(self) -> str:
        """Its heading in the language that is spoken."""
        return _told(self.head)


_LESSON = re.compile(r"(\]\(\d\d_\w+)\.ipynb(?=[)#])")


def _as_told(text: str) -> str:
    """Write a cell's text for slides: in plain Markdown, and another lesson is that lesson's slides."""
    return _LESSON.sub(r"\1.slides.html", without_roles(text))


def _told(paragraph: str) -> str:
    """Say a paragraph of the lesson in the language that is spoken."""
    return _as_told(say(re.sub(r"(?<! {2})(?<!\\)\n\s*", " ", paragraph)))


def slides_page(lesson: NotebookNode, talk: Talk | None = None) -> str:
    """Write a lesson as a page of slides; reveal.js is expected beside it, in ``reveal/``.

    Parameters
    ----------
    lesson : nbformat.NotebookNode
        A lesson with its tags and outputs, best those of :func:`coursehelpers.classroom.lesson_runs.run_lessons`.
    talk : Talk, optional
        The parts that make a talk, with their minutes and the question to ask. They come first.

    Returns
    -------
    str
        HTML. The speaker's notes hold each part's full text, and the trainer's minutes and questions.
    """
    parts = [part for part in _parts(lesson) if not _is_optional(part.head)]
    title = re.sub(r"<[^>]+>", "", _inline(parts[0].said)) if parts else ""
    written: list[str] = []
    if talk is None:
        for part in parts:
            written += _slides(part, "", _chip(lesson, talk))
    else:
        first, rest = parts[:1], list[_Part]()
        for part in parts[1:]:
            (first if talk.part(part.head) else rest).append(part)
        for part in first:
            step = talk.part(part.head)
            written += _slides(part, step.cue() if step else "", _chip(lesson, talk))
        written += [_divider()] if rest else []
        for part in rest:
            written += _slides(part, "")
    page = _PAGE.replace("STYLE", _STYLE).replace("TITLE", html.escape(title))
    return page.replace("SLIDES", "\n".join(written))


def _chip(lesson: NotebookNode, talk: Talk | None) -> str:
    """Say on the title how long the talk is, and whose numbers it shows."""
    code = _country_of(lesson)
    whose = enumeration(country_name(one) for one in code.split(",")) if code else ""
    said = [_("a talk of {n} minutes, then exercises").format(n=talk.minutes)] if talk else []
    return " · ".join([*said, *([_("numbers of {whose}").format(whose=whose)] if whose else [])])


def _divider() -> str:
    words = _("After the talk: exercises and more")
    return f'<section {_DARK}><div class="page title"><h2>{words}</h2></div></section>'


def _slides(part: _Part, cue: str, on_title: str = "") -> Iterator[str]:
    """Write the slides of one part; its notes stand with the first."""
    minutes = minutes_of(part.head)
    if minutes and not cue:
        cue = ngettext("**{n} minute.**", "**{n} minutes.**", minutes).format(n=minutes)
    notes = "\n\n".join(filter(None, [cue, *part.notes]))
    shown = _without_talk_about_quiz(part)
    if part.title:
        held, room = 0, _TIGHT_LINES - _more_of_title(part.said)
        while held < len(shown) and sum(_lines_of(one) for one in shown[: held + 1]) <= room:
            held += 1
        yield _title(part.said, shown[:held], notes, on_title)
        shown, notes = shown[held:], ""
    chip = ""
    if minutes:
        words = ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
        chip = f' <span class="minutes">{words}</span>'
    side = " do" if minutes else ""
    for place, (body, kind, own_notes) in enumerate(_packed(shown)):
        head = f"<h2>{_inline(without_minutes(part.said))}{chip if place == 0 else ''}</h2>"
        said = "\n\n".join(filter(None, [notes if place == 0 else "", own_notes]))
        yield (
            f'<section><div class="page{side}">{head}<div class="{kind}">{body}</div></div>'
            f"{_aside(said)}</section>"
        )


def _lines_of(one: _Block | _Whole) -> float:
    return one.lines if isinstance(one, _Block) else _TIGHT_LINES + 1


def _more_of_title(head: str) -> float:
    """Return the lines that a long title takes from what stands below it."""
    return _TITLE_LINE_HEIGHT * (_lines(_without_marks(head), _TITLE_LETTERS) - 1)


def _title(head: str, shown: Sequence[_Block | _Whole], notes: str, on_title: str) -> str:
    blocks = [one for one in shown if isinstance(one, _Block)]
    lines = sum(block.lines for block in blocks) + _more_of_title(head)
    small = "tight" if lines > _TITLE_LINES else ""
    chip = f'<p><span class="minutes">{html.escape(on_title)}</span></p>' if on_title else ""
    return (
        f'<section {_DARK}><div class="page title"><h1>{_inline(head)}</h1>'
        f'<div class="{small}">{_written(blocks)}</div>{chip}</div>{_aside(notes)}</section>'
    )


def _aside(notes: str) -> str:
    return f'<aside class="notes">{_markdown().render(notes)}</aside>' if notes else ""


def _parts(lesson: NotebookNode) -> Iterator[_Part]:
    """Yield the parts of a lesson: their heading, their notes, and what their slides show."""
    waiting: list[str] = []
    part: _Part | None = None
    country = _country_of(lesson)
    folds = 0
    for cell in lesson.cells:
        tags = tags_of(cell)
        if "trainer" in tags:
            (part.notes if part else waiting).insert(0, _as_told(told(cell.source, marked=False)))
        elif "solution" in tags or "live-only" in tags:
            continue
        elif cell.cell_type == "code":
            if part and not folds:
                part.shown += _results(cell)
        else:
            for text in re.split(r"(?m)^(?=#{1,2} )", cell.source):
                if not text.strip():
                    continue
                if text.startswith("#"):
                    if part:
                        yield part
                    head = text.splitlines()[0].lstrip("# ").strip()
                    part = _Part(head, text.startswith("# "), [*waiting])
                    waiting.clear()
                if part is None:
                    continue
                part.notes.append(_FOLD.sub("", _as_told(told(text, marked=False))))
                open_text, folds = _outside_folds(text, folds)
                _add_text(part, open_text, country)
    if part:
        yield part


def _is_optional(head: str) -> bool:
    """Whether a part is for whoever has time alone, and so for no room."""
    return "optional" in head or _("optional") in head


def _outside_folds(text: str, folds: int) -> tuple[str, int]:
    """Leave out what is folded away, and tell how many folds are still open: one may go on in the next cell.

    Examples
    --------
    >>> _outside_folds("a <details><summary>b</summary> c </details> d <details> e", 0)
    ('a  d ', 1)
    """
    kept, at = [], 0
    for found in _FOLD.finditer(text):
        if folds == 0:
            kept.append(text[at : found.start()])
        folds = max(folds + (-1 if found[0].startswith("</") else 1), 0)
        at = found.end()
    if folds == 0:
        kept.append(text[at:])
    return "".join(kept), folds


def _without_talk_about_quiz(part: _Part) -> list[_Block | _Whole]:
    """Leave out what is said around the questions of a quiz."""
    questions = [one for one in part.shown if isinstance(one, _Whole) and one.kind == "ask"]
    return [*questions] if questions else _announcing_something(part.shown)


def _announcing_something(shown: list[_Block | _Whole]) -> list[_Block | _Whole]:
    """End a sentence with a full stop, if what it announces is not on the slides."""
    for block, following in zip_longest(shown, shown[1:]):
        nothing = following is None or (isinstance(following, _Block) and following.kind == "p")
        if nothing and isinstance(block, _Block) and block.leads:
            block.body = block.body.removesuffix(":</p>").rstrip() + ".</p>"
    return shown


def _country_of(lesson: NotebookNode) -> str:
    """Return of which country a lesson's results are, if any is not the training country's; empty if none says."""
    said = [cell.metadata[SHOWN_OF] for cell in lesson.cells if SHOWN_OF in cell.metadata]
    return next((code for code in said if code != TRAINING_COUNTRY), said[0] if said else "")


def _add_text(part: _Part, text: str, country: str) -> None:
    """Add what slides show of a text; a sentence after a result stands below that."""
    before = part.shown[-1] if part.shown else None
    for block in _blocks(text, country):
        if isinstance(before, _Whole) and before.kind == "figure" and block.kind == "p":
            # The page speaks of the training country's figure.
            if not before.below and country in ("", TRAINING_COUNTRY):
                before.below = _caption(block.body)
            continue
        part.shown.append(block)


def _caption(paragraph: str) -> str:
    """Return the first sentence of a paragraph, if it fits below a figure."""
    first = _SENTENCE.split(paragraph.removeprefix("<p>").removesuffix("</p>"))[0]
    whole = all(first.count(f"<{tag}>") == first.count(f"</{tag}>") for tag in ("strong", "em"))
    return first if whole and len(_without_tags(first)) <= _CAPTION else ""


def _packed(shown: list[_Block | _Whole]) -> Iterator[tuple[str, str, str]]:
    """Put blocks onto as few slides as hold them, evenly, and each result onto one of its own."""
    for _kind, group in groupby(shown, key=lambda one: isinstance(one, _Whole)):
        together = list(group)
        for one in together:
            if isinstance(one, _Whole):
                below = f'<p class="below">{one.below}</p>' if one.below else ""
                yield one.body + below + _foot([one.source]), one.kind, one.notes
        blocks = [one for one in together if isinstance(one, _Block)]
        for onto in _evenly(blocks) if blocks else []:
            used = sum(block.lines for block in onto)
            foot = _foot([block.source for block in onto])
            yield _written(onto) + foot, next(name for most, name in _SIZES if used <= most), ""


def _foot(sources: Iterable[str]) -> str:
    said = " ".join(dict.fromkeys(filter(None, sources)))
    return f'<p class="source">{html.escape(said)}</p>' if said else ""


def _evenly(blocks: list[_Block]) -> list[list[_Block]]:
    """Share blocks among the fewest slides, so that none has a lonely rest.

    Examples
    --------
    >>> [len(onto) for onto in _evenly([_Block("p", "", 3.0)] * 6)]
    [3, 3]
    """
    slides = len(_filled(blocks))
    even = sum(block.lines for block in blocks) / slides
    best: dict[tuple[int, int], tuple[float, list[list[_Block]]]] = {(0, 0): (0.0, [])}
    for count in range(1, slides + 1):
        for end in range(count, len(blocks) + 1):
            found = []
            for begin in range(count - 1, end):
                onto = blocks[begin:end]
                used = sum(block.lines for block in onto)
                if (count - 1, begin) in best and (used <= LINES or len(onto) == 1):
                    before, shared = best[count - 1, begin]
                    lonely = _LONELY * (
                        (end < len(blocks) and (onto[-1].leads or onto[-1].place == "first"))
                        + (begin > 0 and onto[0].place == "last")
                    )
                    parted = _PARTED * (
                        end < len(blocks) and _go_together(*blocks[end - 1 : end + 1])
                    )
                    found.append((before + (used - even) ** 2 + lonely + parted, [*shared, onto]))
            if found:
                best[count, end] = min(found, key=lambda one: one[0])
    return best[slides, len(blocks)][1]


def _go_together(one: _Block, following: _Block) -> bool:
    """Whether two blocks are of one list, or of one table."""
    return bool(one.place or following.place or one.kind != "p") and (
        (one.kind, one.head) == (following.kind, following.head) and one.place != "last"
    )


def _filled(blocks: list[_Block]) -> list[list[_Block]]:
    slides: list[list[_Block]] = [[]]
    for block in blocks:
        if slides[-1] and sum(one.lines for one in slides[-1]) + block.lines > LINES:
            slides.append([])
        slides[-1].append(block)
    return slides


def _written(blocks: Iterable[_Block]) -> str:
    """Join blocks; points of one list and rows of one table stand together."""
    said = []
    for (kind, head), group in groupby(blocks, key=lambda block: (block.kind, block.head)):
        bodies = "".join(block.body for block in group)
        if kind == "row":
            said.append(_table(head, bodies))
        elif kind in ("ul", "ol"):
            said.append(f"<{kind}>{bodies}</{kind}>")
        else:
            said.append(bodies)
    return "".join(said)


def _table(head: str, rows: str) -> str:
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


# What cells show.


def _results(cell: NotebookNode) -> Iterator[_Block | _Whole]:
    quiz = re.search(r'\bquiz\("(\d\d)"\)', cell.source)
    country = cell.metadata.get(SHOWN_OF, TRAINING_COUNTRY)
    if quiz:
        asked = [
            one for one in read_quiz(quiz[1]) if not (one.computed and country != TRAINING_COUNTRY)
        ]
        for number, question in enumerate(asked, start=1):
            yield _question(number, question)
        return
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        shown = data.get("text/html", "")
        if "image/svg+xml" in data:
            more = output.metadata.get("left_out", "")
            source = " ".join(filter(None, [_source(country, data["text/plain"]), more]))
            body = f"<figure>{data['image/svg+xml']}</figure>"
            yield _Whole(body, "figure", source, notes=data["text/plain"])
        elif 'class="course-table"' in shown:
            yield _result_table(shown, country)
        elif shown.startswith("<div><p>") and cell.metadata.get(SPOKEN):
            yield from _sentences(shown, country)


def _source(country: str, said: str) -> str:
    """Say of which country a result is and, where it is a real one, where its numbers come from."""
    names = enumeration(country_name(code) for code in country.split(","))
    if country == TRAINING_COUNTRY:
        return _("{names}: exercise, made up.").format(names=names)
    found = re.search(f"{re.escape(_source_word())}.*", said)
    return f"{names}. {found[0]}" if found else f"{names}."


def _source_word() -> str:
    """Return how a line begins that says where numbers come from."""
    return _("Source: {citation}.").partition("{")[0]


def _all_rows(caption: str) -> int:
    """Return how many rows a table has of which only the first are shown; 0 where all are."""
    said = (
        _("The first {n} of {all} rows. {source}"),
        _("{form} {n} of {all} rows are shown here."),
    )
    for one in said:
        pattern = (
            re.escape(one).replace(r"\{all\}", r"(\d[\d,.\s]*)").replace(r"\{n\}", r"\d[\d,.\s]*")
        )
        found = re.search(re.sub(r"\\{(source|form)\\}", ".*", pattern), caption, re.DOTALL)
        if found:
            return int(re.sub(r"\D", "", found[1]))
    return 0


def _exercise_word() -> str:
    return _("This is an exercise: {name} is made up.").partition(":")[0]


def _result_table(shown: str, country: str) -> _Block:
    caption = html.unescape(_without_tags(re.findall(r"<caption>(.*?)</caption>", shown, re.S)[0]))
    rows = [
        [(_shortened(_in_words(_without_tags(text))), "right" in side)
         for side, text in re.findall(r"<t[hd]([^>]*)>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", shown, re.S)
    ]  # fmt: skip
    kept = [at for at, (name, _right) in enumerate(rows[0]) if name not in _UNSHOWN]
    wide = sum(max(len(row[at][0]) for row in rows[: _ROWS + 1]) for at in kept)
    kept = kept if wide <= _TABLE_LINE else kept[:_COLUMNS]
    head = "".join(_td("th", rows[0][at]) for at in kept)
    letters = _letters([[row[at][0] for at in kept] for row in rows[: _ROWS + 1]])
    body: list[str] = []
    used = 0.0
    for place, row in enumerate(rows[1 : _MOST_ROWS + 1], start=1):
        lines = max(_lines(row[at][0], wide) for at, wide in zip(kept, letters, strict=True))
        if place <= _ROWS and used + lines <= LINES - 2.5:
            used += lines * 0.85 + 0.45
        body.append("<tr>" + "".join(_td("td", row[at]) for at in kept) + "</tr>")
    whole = _all_rows(caption) or len(rows) - 1
    last = f'<tr class="more" hidden><td colspan="{len(kept)}"></td></tr>'
    table = _table(head, "".join(body) + last)
    words = html.escape(_("and {n} more"), quote=True)
    table = table.replace("<table>", f'<table data-rows="{whole}" data-more="{words}">')
    return _Block("result", table, used + 1.3 + _SOURCE_LINES, source=_source(country, caption))


_UNSHOWN = frozenset({"code", "key", "declared basis", "within one", "source", "answered"})
"""Columns that are for working, not for a room."""
_HEADS = LateMapping(lambda: {"triage": _("conversation"), "size unknown": _("size not stated")})


def _td(tag: str, cell: tuple[str, bool]) -> str:
    text, right = cell
    return f"<{tag}{' class=number' if right else ''}>{html.escape(text)}</{tag}>"


def _in_words(text: str) -> str:
    """Write a kind of conversation in words, and a column's name without its mark."""
    text = html.unescape(text)
    text = CONVERSATIONS[text].label if text in CONVERSATIONS else text.replace("_", " ")
    return _HEADS.get(text, text)


def _shortened(text: str) -> str:
    return text if len(text) <= _CELL else text[:_CELL].rsplit(" ", 1)[0] + " …"


def _without_tags(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text)


def _sentences(shown: str, country: str) -> Iterator[_Block]:
    """Show what a cell says, if a room can read it at once; a letter or a report stays in the notebook."""
    said = [html.unescape(_without_tags(one)) for one in re.findall(r"<p>(.*?)</p>", shown, re.S)]
    kept = [one for one in said if not one.startswith((_source_word(), _exercise_word()))]
    # The totals come last on the page; a room should see them first.
    kept = kept[-2:] + kept[:-2]
    lines = sum(_lines(one, _LINE) + 0.4 for one in kept) + _SOURCE_LINES
    if kept and lines <= LINES:
        points = "".join(f"<li>{html.escape(one)}</li>" for one in kept)
        source = _source(country, "\n".join(said))
        yield _Block("result", f"<ul>{points}</ul>", lines, source=source)


def _question(number: int, question: Question) -> _Whole:
    """Ask a question of the quiz; its answer stands in the notes."""
    options = "".join(
        f"<li>{html.escape(_in_words(option.text))}</li>" for option in question.options
    )
    letters = "ABCDEFGH"
    replies = [
        f"- {labelled(letter, _('right') if option.right else _('not quite'))}. {option.feedback}"
        for letter, option in zip(letters, question.options, strict=False)
    ]
    notes = _("Let everybody show A, B or C with their fingers before you say anything.")
    body = (
        f"<p><strong>{number}. {html.escape(question.question)}</strong></p>"
        f'<ol style="list-style-type:upper-alpha">{options}</ol>'
    )
    return _Whole(body, "ask", notes="\n\n".join([notes, "\n".join(replies)]))


# What a text says.


def _blocks(part: str, country: str) -> Iterator[_Block]:
    """Yield what slides show of one text, in the order of the page."""
    tokens = _markdown().parse(part)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = _closing(tokens, at)
        inside = tokens[at : end + 1]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            kind = "ol" if token.type.startswith("ordered") else "ul"
            texts = [one.content for one in inside if one.type == "inline"]
            for number, text in enumerate(texts, start=1):
                if short := _short(text, country):
                    value = f' value="{number}"' if kind == "ol" else ""
                    body = f"<li{value}>{_inline(short)}</li>"
                    lines = _lines(short, _LINE - 3) + 0.4
                    yield _Block(kind, body, lines, place=_place(number, len(texts)))
        elif token.type == "table_open":
            yield from _rows(inside)
        elif token.type == "paragraph_open" and not _OF_PAGE.match(inside[1].content):
            before_code = end + 1 < len(tokens) and tokens[end + 1].type == "fence"
            if not before_code and (short := _short(inside[1].content, country)):
                yield _Block("p", f"<p>{_inline(short)}</p>", _lines(short, _LINE) + 0.5)
        at = end + 1


def _lines(text: str, width: int) -> int:
    return -(-len(text) // width)


def _closing(tokens: list[Any], at: int) -> int:
    depth = 0
    for place in range(at, len(tokens)):
        depth += tokens[place].nesting
        if depth == 0:
            return place
    return len(tokens) - 1


def _rows(tokens: list[Any]) -> Iterator[_Block]:
    """Yield the rows of a table of the text."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_without_marks(_told(token.content)))
    columns = range(len(rows[0]))
    letters = _letters(rows)
    head = "".join(f"<th>{_inline(rows[0][at])}</th>" for at in columns)
    for row_at, row in enumerate(rows[1:], start=1):
        cells = "".join(f"<td>{_inline(row[at])}</td>" for at in columns)
        lines = max(len(wrap(row[at], letters[at])) for at in columns)
        if row_at == 1:
            # Of the head one line has room in any case; its type is bold.
            lines += max(len(wrap(rows[0][at], letters[at] * 6 // 7)) for at in columns) - 1
        place = _place(row_at, len(rows) - 1)
        yield _Block("row", f"<tr>{cells}</tr>", lines * 0.85 + 0.45, head, place=place)


def _place(place: int, of: int) -> str:
    return {1: "first", of: "last"}.get(place, "") if of > 1 else ""


def _letters(rows: list[list[str]]) -> list[int]:
    """Guess how many letters a browser puts into a line of each column: room as it has letters, and some at least."""
    wide = [max(8.0, *(len(row[at]) ** 0.8 for row in rows)) for at in range(len(rows[0]))]
    filled = _TABLE_LINE if language() == ENGLISH else _TABLE_LINE * _LONGER_WORDS
    return [max(int(filled * width / sum(wide)), 6) for width in wide]


def _short(text: str, country: str) -> str:
    """Keep as many whole sentences as fit, up to the first about code, and of a long first one its beginning."""
    elsewhere = country not in ("", TRAINING_COUNTRY)
    english = _sentences_of(_as_told(text))
    # What follows a sentence about code leans on it. Which sentences those are, the English says.
    unfit = (_OF_CODE.search(one) or (elsewhere and "Xantoria" in one) for one in english)
    fit = next((at for at, found in enumerate(unfit) if found), len(english))
    sentences = _sentences_of(_told(text))
    sentences = sentences if fit == len(english) else sentences[:fit]
    if not sentences:
        return ""
    kept = sentences[0]
    for sentence in sentences[1:]:
        if len(f"{kept} {sentence}".split()) > _WORDS:
            break
        kept = f"{kept} {sentence}"
    words = kept.split(" ")
    if len(words) > _WORDS + 12:
        kept = " ".join(words[: _WORDS + 12])
        # A mark that was opened has to be closed again.
        for mark in ("**", "*", "`"):
            if kept.count(mark) % 2:
                kept += mark
        kept += " …"
    return kept


def _sentences_of(text: str) -> list[str]:
    words = re.sub(r"(?<=[a-z])_(?=[a-z])(?![^`]*`)", " ", _without_marks(_without_pages(text)))
    return _SENTENCE.split(" ".join(words.split()))


def _without_marks(text: str) -> str:
    """Write kinds of conversation, and columns, in words."""
    return re.sub(r"`([a-z]+(?:[-_][a-z]+)*)`", lambda found: _in_words(found[1]), text)


def _without_pages(text: str) -> str:
    """Keep the words of a link to another page of the course; a slide has no pages beside it."""
    return re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]*\)", r"\1", text)


def _inline(text: str) -> str:
    return str(_markdown().renderInline(_without_pages(text)))


def _markdown() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def speaker_help() -> str:
    """Say how slides are used, for whoever opens the folder."""
    return _("Press S for the speaker's notes, F for full screen.")
