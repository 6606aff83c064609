"""A lesson as slides: what the page says in full stands here in short, and in full in the speaker's notes.

Nothing is written twice: a slide is the heading of a part, the first sentence of its paragraphs, its points and its
tables. Each figure has a slide of its own. reveal.js lies beside the slides, so that they need no internet.
"""

import html
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from nbformat import NotebookNode

from coursehelpers.editions import tags_of, without_roles
from coursehelpers.locale import _

LINES = 13
"""Lines that a slide holds in its type; what is more goes on to the next."""
_LINE = 66
"""Letters of a line."""
_CELL = 30
"""Letters of a line of a table's second column, of which the type is smaller."""
_WORDS = 34
"""Words of a point or a paragraph on a slide: as many whole sentences as fit, at least one."""
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z*“\\d])")

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="reveal/dist/reset.css"><link rel="stylesheet" href="reveal/dist/reveal.css">
<style>{style}</style></head>
<body class="reveal-viewport"><div class="reveal"><div class="slides">
{slides}
</div></div>
<script src="reveal/dist/reveal.js"></script><script src="reveal/plugin/notes/notes.js"></script>
<script>Reveal.initialize({{width: 1280, height: 720, margin: 0.04, hash: true, center: false, transition: "none",
slideNumber: "c/t", pdfSeparateFragments: false, plugins: [RevealNotes]}});</script>
</body></html>
"""
_STYLE = """
.reveal-viewport{background:#fff;color:#222}.reveal{font:400 32px/1.35 "DejaVu Sans",Verdana,sans-serif}
.reveal .slides{text-align:left}.reveal h1{font-size:60px;line-height:1.15;margin:60px 0 30px}
.reveal h2{font-size:44px;line-height:1.15;margin:0 0 26px;border-bottom:5px solid #0072b2;padding-bottom:12px}
.reveal ul,.reveal ol{margin:0 0 0 1.1em;display:block}.reveal li{margin:0 0 14px}.reveal p{margin:0 0 18px}
.reveal table{border-collapse:collapse;font-size:26px;width:100%}.reveal th,.reveal td{text-align:left;
vertical-align:top;padding:8px 16px 8px 0;border-bottom:1px solid #999}.reveal strong{font-weight:700}
.reveal em{font-style:italic}.reveal figure svg{max-width:1180px;max-height:560px;width:auto;height:560px;display:block;
margin:0 auto}.reveal .slide-number{font-size:24px;color:#222;background:none}.reveal a{color:#005a8c}
"""


def slides_page(lesson: NotebookNode) -> str:
    """Write a lesson as a page of slides; reveal.js is expected beside it, in ``reveal/``.

    Parameters
    ----------
    lesson : nbformat.NotebookNode
        A lesson with its outputs and tags.

    Returns
    -------
    str
        HTML. The speaker's notes hold each part's full text, and the trainer's minutes and questions.
    """
    sections = list(_sections(lesson))
    title = re.sub(r"<[^>]+>", "", sections[0][1]) if sections else ""
    body = "\n".join(
        f"<section>{content}{_aside(notes)}</section>"
        for notes, _head, content in _laid_out(sections)
    )
    return _PAGE.format(title=html.escape(title), style=_STYLE, slides=body)


def _aside(notes: str) -> str:
    return f'<aside class="notes">{_markdown().render(notes)}</aside>' if notes else ""


class _Block(NamedTuple):
    """A paragraph, a point or a row: what is never cut in two."""

    kind: str
    body: str
    lines: float
    head: str = ""


def _laid_out(sections: list[tuple[str, str, list[str]]]) -> Iterator[tuple[str, str, str]]:
    for notes, head, contents in sections:
        for number, content in enumerate(contents):
            # What is said in full stands with the first slide of a part.
            yield (notes if number == 0 else "", head, content)


def _sections(lesson: NotebookNode) -> Iterator[tuple[str, str, list[str]]]:
    """Yield for each part of a lesson the notes, its heading, and what its slides show."""
    notes: list[str] = []
    slides: list[str] = []
    blocks: list[_Block] = []
    head, level = "", "h1"

    def close() -> None:
        title = f"<{level}>{head}</{level}>"
        slides.extend(title + content for content in _packed(blocks))
        blocks.clear()

    for cell in lesson.cells:
        tags = tags_of(cell)
        if "trainer" in tags:
            notes.append(without_roles(cell.source))
        elif "solution" in tags or "live-only" in tags:
            continue
        elif cell.cell_type == "code":
            for svg in _pictures(cell):
                close()
                slides.append(f"<h2>{head}</h2><figure>{svg}</figure>")
        else:
            for part in re.split(r"(?m)^(?=#{1,2} )", without_roles(cell.source)):
                if not part.strip():
                    continue
                if part.startswith("#"):
                    close()
                    if slides:
                        yield "\n\n".join(notes), head, list(slides)
                        notes.clear()
                        slides.clear()
                    head = _inline(part.splitlines()[0].lstrip("# "))
                    level = "h1" if part.startswith("# ") else "h2"
                notes.append(part)
                blocks += _blocks(part)
    close()
    if slides:
        yield "\n\n".join(notes), head, list(slides)


def _packed(blocks: list[_Block]) -> Iterator[str]:
    """Put blocks onto as few slides as hold them."""
    onto: list[_Block] = []
    used = 0.0
    for block in blocks:
        if onto and used + block.lines > LINES:
            yield _written(onto)
            onto, used = [], 0.0
        onto.append(block)
        used += block.lines
    if onto:
        yield _written(onto)


def _written(blocks: list[_Block]) -> str:
    """Join blocks; points of one list and rows of one table stand together."""
    said = []
    for (kind, head), group in groupby(blocks, key=lambda block: (block.kind, block.head)):
        bodies = [block.body for block in group]
        if kind == "row":
            said.append(
                f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(bodies)}</tbody></table>"
            )
        elif kind == "ul":
            said.append(f"<ul>{''.join(bodies)}</ul>")
        elif kind == "ol":
            said.append(f"<ol>{''.join(bodies)}</ol>")
        else:
            said += bodies
    return "".join(said)


def _pictures(cell: NotebookNode) -> list[str]:
    found = [output.get("data", {}).get("image/svg+xml", "") for output in cell.get("outputs", [])]
    return [svg for svg in found if svg]


def _blocks(part: str) -> Iterator[_Block]:
    """Yield what slides show of one part, in the order of the page."""
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
                short = _short(text)
                value = f' value="{number}"' if kind == "ol" else ""
                yield _Block(kind, f"<li{value}>{_inline(short)}</li>", _lines(short, _LINE) + 0.4)
        elif token.type == "table_open":
            yield from _rows(inside)
        elif token.type == "paragraph_open":
            short = _short(inside[1].content)
            yield _Block("p", f"<p>{_inline(short)}</p>", _lines(short, _LINE) + 0.5)
        at = end + 1


def _lines(text: str, width: int) -> int:
    return -(-len(text) // width)


def _closing(tokens: list[Any], at: int) -> int:
    depth = 0
    for number in range(at, len(tokens)):
        depth += tokens[number].nesting
        if depth == 0:
            return number
    return len(tokens) - 1


def _rows(tokens: list[Any]) -> Iterator[_Block]:
    """Yield the rows of a table: its first two columns."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_short(token.content))
    head = "".join(f"<th>{_inline(cell)}</th>" for cell in rows[0][:2])
    for row in rows[1:]:
        cells = "".join(f"<td>{_inline(cell)}</td>" for cell in row[:2])
        yield _Block(
            "row",
            f"<tr>{cells}</tr>",
            max(_lines(cell, _CELL) for cell in row[:2]) * 0.9 + 0.4,
            head,
        )


def _short(text: str) -> str:
    """Keep as many whole sentences as fit, and of a long first one its beginning."""
    sentences = _SENTENCE.split(" ".join(text.split()))
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


def _inline(text: str) -> str:
    return str(_markdown().renderInline(text))


def _markdown() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


SPEAKER_HELP = _(
    "Press S for the speaker's notes, F for full screen; add ?print-pdf to the address to print."
)
"""How slides are used, for whoever opens the folder."""
