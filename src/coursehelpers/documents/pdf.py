"""A document as PDF, tagged for screen readers (PDF/UA-1), set by typst without any system package."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from coursehelpers.characters import printable
from coursehelpers.documents.document import (
    Bullets,
    Document,
    Figure,
    Grid,
    Heading,
    PageBreak,
    Paragraph,
    Part,
)
from coursehelpers.documents.office import CREATOR
from coursehelpers.locale import _

_TOOL = re.compile(
    rb"(?<=/Creator\()Typst [0-9.]{3,}(?=\))|(?<=<xmp:CreatorTool>)Typst [0-9.]{3,}(?=<)"
)
_HEAD = """
#set document(title: {title}, author: {creator}, date: none)
#set page(paper: "a4", margin: (x: {margin}, top: {top}, bottom: 1.9cm),
  header: align(center, text(8pt, weight: "bold", {exercise})),
  footer: context text(7.5pt, fill: luma(70), {footer} + " · " + counter(page).display()))
#set text(font: ("DejaVu Sans", "Libertinus Serif"), size: {size}, lang: "en")
#set par(leading: 0.58em, spacing: 0.85em)
#show heading.where(level: 1): set text(1.18em)
#show heading.where(level: 2): set text(1.05em)
#show heading: set block(above: 1.3em, below: 0.6em, sticky: true)
#set table(stroke: (x, y) => (bottom: 0.5pt + luma(if y == 0 {{ 60 }} else {{ 190 }})), inset: 4pt)
#set table.cell(breakable: false)
#show figure.caption: set block(sticky: true)
#show table.cell.where(y: 0): strong
#show table.cell: set text(0.88em)
#show figure.caption: set text(0.85em)
#show figure.caption: set align(left)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.where(kind: table): set block(breakable: true)
#show figure.where(kind: image): set figure(supplement: {figure})
#show figure.where(kind: table): set figure(supplement: {table})
#block(text(1.75em, weight: "bold", {title}))
#block(above: 0.5em, text(1.05em, fill: luma(60), {subtitle}))
"""


def to_pdf(document: Document) -> bytes:
    """Write a document as PDF, A4, tagged.

    Examples
    --------
    >>> to_pdf(Document("Plan", "Xantoria"))[:4]
    b'%PDF'
    """
    # It costs a tenth of a second to load, which only this needs.
    import typst

    made = typst.compile(
        _source(document),
        format="pdf",
        font_paths=typst.Fonts(font_paths=[_fonts()]),
        pdf_standards="ua-1",
        timestamp=datetime(2026, 1, 1, tzinfo=UTC),
    )
    # Of the same length, because a PDF counts its bytes.
    return _TOOL.sub(lambda found: b"the course".ljust(len(found[0])), made)


def to_png(document: Document, ppi: float = 60) -> bytes:
    """Draw the first page of a document as it is printed.

    Parameters
    ----------
    document : Document
    ppi : float, optional
        Dots an inch; an A4 page is 8.27 inches wide.

    Examples
    --------
    >>> to_png(Document("Plan", "Xantoria"))[1:4]
    b'PNG'
    """
    import typst

    pages = typst.compile(
        _source(document),
        format="png",
        ppi=ppi,
        font_paths=typst.Fonts(font_paths=[_fonts()]),
    )
    return pages if isinstance(pages, bytes) else pages[0]


def _source(document: Document) -> bytes:
    source = _HEAD.format(
        title=_text(document.title),
        creator=_text(CREATOR),
        subtitle=_text(document.subtitle),
        exercise=_text(document.exercise),
        footer=_text(document.footer),
        figure=_text(_("Figure")),
        table=_text(_("Table")),
        margin="1.6cm" if document.small else "2cm",
        top="1.4cm" if document.small else "2cm",
        size="8.6pt" if document.small else "10pt",
    )
    source += "\n".join(_part(part) for part in document.parts)
    return source.encode()


def _fonts() -> str:
    """Find the letters that our figures are drawn with."""
    import matplotlib

    return str(Path(matplotlib.get_data_path()) / "fonts" / "ttf")


def _text(text: str) -> str:
    """Write a text so that nothing in it is taken for a command."""
    return json.dumps(printable(text), ensure_ascii=False).replace("\\/", "/")


def _part(part: Part) -> str:
    match part:
        case Heading():
            return f"#heading(level: {part.level}, {_text(part.text)})"
        case Paragraph(lead=True):
            bar = "inset: (left: 8pt), stroke: (left: 2.5pt + rgb(0, 114, 178))"
            return f"#block({bar}, text(1.08em, {_text(part.text)}))"
        case Paragraph(label=""):
            return f"#par({_text(part.text)})"
        case Paragraph():
            return f"#par([#strong({_text(part.label)}) #{_text(part.text)}])"
        case Bullets():
            points = ", ".join(f"[#{_text(point)}]" for point in part.points)
            return f"#{'enum' if part.numbered else 'list'}({points})" if part.points else ""
        case Grid():
            return _table(part)
        case Figure():
            # Where our letters do not suffice, the fixed picture is better than one empty box a letter.
            drawn = (
                f'bytes({json.dumps(part.svg, ensure_ascii=False)}), format: "svg"'
                if part.drawn_whole
                else f'bytes(({", ".join(map(str, part.png))})), format: "png"'
            )
            return (
                f"#figure(image({drawn}, width: {part.share * 100:.0f}%, alt: {_text(part.alternative)}), "
                f"caption: {_content(part.caption)})"
            )
        case PageBreak():
            return "#pagebreak(weak: true)"


def _table(part: Grid) -> str:
    shares: Sequence[float] = part.widths or [1.0] * len(part.header)
    columns = ", ".join(f"{share}fr" for share in shares)
    header = ", ".join(map(_content, part.header))
    cells = ", ".join(_content(text) for row in part.rows for text in row)
    return (
        f"#figure(align(left, table(columns: ({columns},), table.header({header}), {cells})), "
        f"kind: table, caption: {_content(part.caption)})"
    )


_LONG_WORD = re.compile(r"(\S{24})(?=\S)")


def _content(text: str) -> str:
    """Write a text that may be broken anywhere if a word is longer than a column is wide."""
    breakable = _LONG_WORD.sub("\\1\u200b", text)
    return f"[#{_text(breakable)}]"
