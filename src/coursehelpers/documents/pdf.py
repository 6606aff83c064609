"""A document as PDF, tagged for screen readers (PDF/UA-1), set by typst without any system package."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

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
from coursehelpers.documents.fonts import (
    in_latin,
    own_fonts,
    system_fonts,
    undrawable,
    what_is_missing,
)
from coursehelpers.documents.office import CREATOR
from coursehelpers.ground.characters import printable
from coursehelpers.ground.errors import CourseError
from coursehelpers.ground.locale import _, language

_TOOL = re.compile(
    rb"(?<=/Creator\()Typst [0-9.]{3,}(?=\))|(?<=<xmp:CreatorTool>)Typst [0-9.]{3,}(?=<)"
)
_HEAD = """
#set document(title: {title}, author: {creator}, date: none)
#set page(paper: "a4", margin: (x: {margin}, top: {top}, bottom: 1.9cm),
  header: align(center, text(8pt, weight: "bold", {exercise})),
  footer: context text(7.5pt, fill: luma(70), {footer} + " · " + counter(page).display()))
#set text(font: ("DejaVu Sans", "Libertinus Serif"), size: {size}, lang: "{language}")
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

    Raises
    ------
    CourseError
        If it cannot be set.

    Examples
    --------
    >>> to_pdf(Document("Plan", "Xantoria"))[:4]
    b'%PDF'
    """
    # It costs a tenth of a second to load, which only this needs.
    import typst

    try:
        made = typst.compile(
            _drawable(_source(document)),
            format="pdf",
            font_paths=_fonts(),
            pdf_standards="ua-1",
            timestamp=datetime(2026, 1, 1, tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise CourseError(
            _("“{title}” cannot be set as PDF on this computer; save it as .docx or .html.").format(
                title=document.title
            )
        ) from error
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

    pages = typst.compile(_drawable(_source(document)), format="png", ppi=ppi, font_paths=_fonts())
    return pages if isinstance(pages, bytes) else pages[0]


def _source(document: Document) -> str:
    source = _HEAD.format(
        language=language().partition("_")[0],
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
    return source + "\n".join(_part(part) for part in document.parts)


def drawn(svg: str, form: Literal["png", "pdf"], ppi: float) -> bytes:
    """Draw a figure with the fonts of this computer, as ``png`` or ``pdf``; a sentence under it says what is missing.

    Parameters
    ----------
    svg : str
    form : {"png", "pdf"}
    ppi : float
        Dots an inch, of a PNG.
    """
    import typst

    source = "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
    source += f'#set text(font: "DejaVu Sans", size: 8pt)\n#image({_bytes(svg)}, format: "svg")\n'
    if missing := what_is_missing(svg):
        # As wide as the figure, which is as wide as a page between its margins.
        source += f"#block(width: 17cm, inset: (x: 6pt, bottom: 6pt), {_text(missing)})\n"
    body = typst.compile(
        in_latin(source, undrawable(source)).encode(), format=form, ppi=ppi, font_paths=_fonts()
    )
    return body if isinstance(body, bytes) else body[0]


def _drawable(source: str) -> bytes:
    """Leave nothing in a document that cannot be drawn, and say at its end what that was."""
    if missing := what_is_missing(source):
        source += f"\n#par({_text(missing)})"
    return in_latin(source, undrawable(source)).encode()


def _fonts() -> Any:
    import typst

    return typst.Fonts(font_paths=[own_fonts(), *{path.parent for path, _n in system_fonts()}])


def _bytes(svg: str) -> str:
    return f"bytes({json.dumps(svg, ensure_ascii=False)})"


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
            return (
                f'#figure(image({_bytes(part.svg)}, format: "svg", width: {part.share * 100:.0f}%, '
                f"alt: {_text(part.alternative)}), caption: {_content(part.caption)})"
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
