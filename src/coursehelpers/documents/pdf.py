"""A document as PDF, tagged for screen readers (PDF/UA-1), set by typst without any system package."""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

from coursehelpers.documents.code import code_of, short
from coursehelpers.documents.document import (
    TO_FILL_IN,
    Beside,
    Bullets,
    Document,
    Figure,
    Grid,
    Heading,
    KeyNumbers,
    Letter,
    PageBreak,
    Paragraph,
    Part,
)
from coursehelpers.documents.fonts import (
    PRINT_FAMILY,
    SCREEN_FAMILY,
    for_print,
    in_latin,
    own_fonts,
    printing_fonts,
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
#let green = rgb("#0f5c5c")
#let ochre = rgb("#c8782a")
#let line-colour = rgb("#d9d5c8")
#let paper = rgb("#f5f3ec")
#set page(paper: "a4", margin: (x: {margin}, top: {top}, bottom: 1.7cm),
  header: align(center, text(8pt, weight: "bold", fill: rgb("#8f4f10"), {exercise})),
  footer: context {{
    line(length: 100%, stroke: 0.5pt + line-colour)
    v(-0.5em)
    grid(columns: (1fr, auto), column-gutter: 1em, text(7.5pt, fill: luma(70), {footer}),
      text(7.5pt, fill: luma(70), {pages}))
  }})
#set text(font: ("{printing}", "{screen}", "Libertinus Serif"), size: {size}, lang: "{language}",
  number-width: "tabular", fill: rgb("#1d2b2b"))
#set par(leading: 0.56em, spacing: 0.8em)
#show heading: set text(fill: green, weight: 600)
#show heading.where(level: 1): set text(0.93em)
#show heading.where(level: 2): set text(0.95em)
#show heading: set block(above: {above}, below: 0.6em, sticky: true)
#set strong(delta: 200)
#set table(stroke: (x, y) => (bottom: if y == 0 {{ 0.9pt + green }} else {{ 0.5pt + line-colour }}),
  inset: (x: 4pt, y: 3.4pt))
#set table.cell(breakable: false)
#set list(marker: text(fill: ochre)[•])
#show figure.caption: set block(sticky: true)
#show table.cell.where(y: 0): set text(weight: 600, fill: green)
#show table.cell: set text(0.92em)
#show figure.caption: set text(0.9em, fill: luma(50))
#show figure.caption: set align(left)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.where(kind: table): set block(breakable: true)
#show figure.where(kind: image): set figure(supplement: {figure})
#show figure.where(kind: table): set figure(supplement: {table})
"""
_TITLE = """
#block(below: 0.9em, par(leading: 0.45em, text(19pt, weight: 600, fill: green, {title})))
#block(above: 0.9em, below: 0.7em, text(1.02em, fill: luma(70), {subtitle}))
#line(length: 100%, stroke: 1.6pt + green)
"""
_SHEET_TITLE = """
#block(width: 100%, fill: green, inset: (left: 10pt, right: 6pt, y: 6pt), below: 0.9em,
  grid(columns: (1fr, auto), column-gutter: 9pt, align: horizon, [
    #block(below: 0.8em, par(leading: 0.4em, text(19pt, weight: 600, fill: white, {title})))
    #text(0.98em, fill: rgb("#e3efed"), {subtitle})#{address}
  ], {code}))
"""
_SIZE = 10.0
"""Points in which a document is set."""
_FRONT_SIZES = (13.5, 13.0, 12.5, 12.0, 11.5, 11.0, 10.5, _SIZE)
"""Points in which a first page that is read by itself is tried."""
_FILLED = 0.72
"""Share of its page that a text takes before what is left free stands between its parts alone."""
_BELOW = 6
"""How much of it stands below a sheet that is less full, where 1 stands between two parts."""
_TEXT_TOP, _TEXT_HEIGHT = 2.0, 26.0
"""Where the text of a page begins, and how high it is, in centimetres."""
_SIZES = (12.4, 11.7, 11.0, 10.4, 9.8, 9.2, 8.6, 8.1, 7.6)
"""Points in which a sheet is tried, the largest first: it is read from a wall."""
_LAST = "#context [#metadata((here().page(), here().position().y.cm())) <end>]"
_LINE = "24pt"
"""Height of a line to write on by hand, at least."""
_MOST_LINES = 15


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


def writes_pdf() -> bool:
    """Tell whether there is what writes PDF; not every browser has it."""
    try:
        import typst  # noqa: F401
    except ImportError:
        return False
    return True


def pages_of(document: Document) -> int:
    """Count the pages that a document takes when it is printed.

    Examples
    --------
    >>> pages_of(Document("Plan", "Xantoria"))
    1
    """
    return len(re.findall(rb"/Type\s*/Page\b", to_pdf(document)))


def to_pngs(document: Document, ppi: float = 60) -> list[bytes]:
    """Draw each page of a document as it is printed.

    Parameters
    ----------
    document : Document
    ppi : float, optional
        Dots an inch; an A4 page is 8.27 inches wide.

    Examples
    --------
    >>> len(to_pngs(Document("Plan", "Xantoria")))
    1
    """
    import typst

    pages = typst.compile(_drawable(_source(document)), format="png", ppi=ppi, font_paths=_fonts())
    return [pages] if isinstance(pages, bytes) else list(pages)


def _source(document: Document) -> str:
    """Write a document for the setter; a sheet, and a first page by itself, as large as one page holds."""
    if document.small:
        size = _largest(document, _SIZES)
        _page, height = _end(_sized(document, size, spread=False))
        below = "" if _share(height) >= _FILLED else f"\n#v({_BELOW}fr)"
        return _sized(document, size, stretched=True) + below
    breaks = [
        at for at, part in enumerate(document.parts) if isinstance(part, PageBreak) and part.filled
    ]
    if not breaks:
        return _sized(document, _SIZE)
    front, rest = document.parts[: breaks[0]], document.parts[breaks[0] + 1 :]
    alone = replace(document, parts=front)
    size = _largest(alone, _FRONT_SIZES)
    page, height = _end(_sized(alone, size, spread=False))
    if page > 1 or _share(height) < _FILLED:
        return _sized(replace(document, parts=[*front, *rest]), _SIZE)
    return _sized(document, size, front=len(front))


def _share(height: float) -> float:
    """Turn the height at which a text ends into the share of its page that it takes."""
    return (height - _TEXT_TOP) / _TEXT_HEIGHT


def _largest(document: Document, sizes: Sequence[float]) -> float:
    """Return the largest of these sizes, in points, in which a document is one page; the last one if none is."""
    fits = bisect_left(
        sizes, True, hi=len(sizes) - 1, key=lambda size: _end(_sized(document, size))[0] == 1
    )
    return sizes[fits]


def _end(source: str) -> tuple[int, float]:
    """Return the page on which a document ends, and how far from its top, in centimetres."""
    import typst

    found = json.loads(
        typst.query(_drawable(f"{source}\n{_LAST}"), "<end>", font_paths=_fonts(), one=True)
    )
    page, height = found["value"]
    return int(page), float(height)


def _sized(
    document: Document, size: float, *, front: int = 0, stretched: bool = False, spread: bool = True
) -> str:
    """Write a document for the setter.

    Parameters
    ----------
    document : Document
    size : float
        Points, of a sheet or of the first page.
    front : int, optional
        How many parts make up a first page of its own.
    stretched : bool, optional
        Whether lines to write on fill what a sheet leaves free.
    spread : bool, optional
        Whether what a page leaves free stands between its parts.
    """
    small = document.small
    head = _HEAD.format(
        title=_text(document.title),
        creator=_text(CREATOR),
        exercise=_text(document.exercise),
        footer=_text(document.footer),
        pages='""' if small else 'counter(page).display("1 / 1", both: true)',
        printing=PRINT_FAMILY,
        screen=SCREEN_FAMILY,
        language=language().partition("_")[0],
        figure=_text(_("Figure")),
        table=_text(_("Table")),
        margin="1.5cm" if small else "2cm",
        top="1.2cm" if small else "2cm",
        above="1em" if small else "1.35em",
        size=f"{size}pt",
    )
    title = (_SHEET_TITLE if small else _TITLE).format(
        title=_text(document.title),
        subtitle=_text(document.subtitle),
        address=_address(document.link),
        code=_code(document.link),
    )
    parts = [
        _lines(part, stretched=stretched)
        if isinstance(part, Grid) and part.to_fill_in
        else _part(part, numbered=not small)
        for part in document.parts
    ]
    if front:
        parts[front] += f"\n#set text(size: {_SIZE}pt)"
    free = list(_free(document, front)) if spread else [""] * len(parts)
    return head + title + "\n".join(map("".join, zip(free, parts, strict=True)))


def _free(document: Document, front: int) -> Iterator[str]:
    """Say what stands before each part: what a page leaves free stands between its parts, and not below them."""
    lines = any(isinstance(part, Grid) and part.to_fill_in for part in document.parts)
    for at, part in enumerate(document.parts):
        if document.small and isinstance(part, Heading | Beside):
            # Lines to write on take what is free.
            yield "#v(1.1em)\n" + ("" if lines else "#v(1fr)\n")
        elif 0 < at < front and not isinstance(part, Bullets):
            yield "#v(1fr)\n"
        else:
            yield ""


def _address(address: str) -> str:
    """Write where to find more, for the head of a sheet."""
    if not address:
        return "[]"
    said = f"link({_text(address)}, text(fill: white, weight: 600, {_text(short(address))}))"
    return f'text(0.98em, fill: rgb("#e3efed"), [ · #{said}])'


def _code(address: str) -> str:
    """Draw the same address for a telephone, where there is what draws it."""
    code = code_of(address)
    if not code:
        return "[]"
    words = _text(_("Code for a telephone: {address}").format(address=address))
    return f'image({_bytes(code)}, format: "svg", width: 1.5cm, alt: {words})'


def _lines(part: Grid, *, stretched: bool) -> str:
    """Write lines to fill in by hand: as many as the part has, or as fill the rest of the page."""
    if not stretched:
        return _table(part, numbered=False)
    columns = ", ".join(f"{share}fr" for share in part.widths or [1.0] * len(part.header))
    header = ", ".join(map(_content, part.header))
    rows = (
        f"calc.clamp(calc.floor((area.height - 34pt) / {_LINE}), {len(part.rows)}, {_MOST_LINES})"
    )
    return (
        f"#block(height: 1fr, width: 100%, layout(area => {{ let count = {rows}\n"
        f"let high = calc.max({_LINE}, (area.height - 34pt) / count)\n"
        f"figure(align(left, table(columns: ({columns},), rows: (auto,) + (high,) * count, "
        f"table.header({header}), ..([],) * (count * {len(part.header)}))), kind: table, "
        f"caption: {_content(part.caption)}, numbering: none) }}))"
    )


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

    ours = [printing_fonts(), own_fonts()]
    return typst.Fonts(font_paths=[*ours, *{path.parent for path, _n in system_fonts()}])


def _bytes(svg: str) -> str:
    return f"bytes({json.dumps(svg, ensure_ascii=False)})"


def _text(text: str) -> str:
    """Write a text so that nothing in it is taken for a command."""
    return json.dumps(printable(text), ensure_ascii=False).replace("\\/", "/")


def _part(part: Part, *, numbered: bool = True) -> str:
    match part:
        case Heading():
            return f"#heading(level: {part.level}, {_text(part.text)})"
        case Paragraph(lead=True):
            bar = "inset: (left: 8pt, y: 2pt), stroke: (left: 2.5pt + ochre)"
            label = f"#strong({_text(part.label)}) " if part.label else ""
            return f"#block({bar}, text(1.1em, [{label}#{_text(part.text)}]))"
        case Paragraph(label=""):
            return f"#par({_text(part.text)})"
        case Paragraph():
            return f"#par([#strong({_text(part.label)}) #{_text(part.text)}])"
        case Bullets():
            points = ", ".join(f"[#{_text(point)}]" for point in part.points)
            return f"#{'enum' if part.numbered else 'list'}({points})" if part.points else ""
        case Grid():
            return _table(part, numbered=numbered)
        case Figure():
            return (
                f'#figure(image({_bytes(for_print(part.svg))}, format: "svg", width: {part.share * 100:.0f}%, '
                f"alt: {_text(part.alternative)}), caption: {_content(part.caption)}{_number(numbered)}"
                f"{', placement: auto' if part.floats else ''})"
            )
        case KeyNumbers():
            return _key_numbers(part)
        case Beside():
            cells = ", ".join(
                "[" + "\n".join(_part(inner, numbered=numbered) for inner in side) + "]"
                for side in (part.left, part.right)
            )
            columns = ", ".join(f"{width}fr" for width in part.widths)
            return f"#grid(columns: ({columns}), column-gutter: 14pt, {cells})"
        case PageBreak():
            return "#pagebreak(weak: true)"
        case Letter():
            return _letter(part)


def _letter(part: Letter) -> str:
    """Set a letter as one folds it into an envelope: sender, to whom, day, text, room to sign."""
    sender, to = (
        " #linebreak() ".join(f"#{_text(line)}" for line in lines)
        for lines in (part.sender, part.to)
    )
    paragraphs = "\n".join(f"#par({_text(text)})" for text in part.paragraphs)
    return (
        "#page(footer: none, margin: (left: 2.5cm, right: 2.3cm, top: 2cm, bottom: 2cm))[\n"
        "#set text(10.5pt)\n#set par(leading: 0.68em, spacing: 1.15em)\n"
        f"#block(height: 2.6cm, width: 100%, align(right, [{sender}]))\n"
        f"#block(height: 2.7cm, width: 8.5cm, [{to}])\n"
        f"#block(width: 100%, below: 1cm, align(right, {_text(part.day)}))\n"
        f"{paragraphs}\n#par({_text(part.closing)})\n#v(1.5cm)\n#par({_text(part.name)})\n]"
    )


def _number(numbered: bool) -> str:
    """Leave out “Figure 1” on a sheet, where nothing speaks of another figure."""
    return "" if numbered else ", numbering: none"


def _key_numbers(part: KeyNumbers) -> str:
    size = "2em" if max(len(number.value) for number in part.numbers) < _LONG_NUMBER else "1.7em"
    cells = ", ".join(
        f"[#block(below: 0.7em, text({size}, weight: 600, fill: green, {_text(number.value)})) "
        f"#text(0.92em, fill: luma(50), {_text(number.label)})"
        + (
            f" \\ #text(0.92em, fill: ochre.darken(25%), {_text(number.before)})"
            if number.before
            else ""
        )
        + "]"
        for number in part.numbers
    )
    columns = f"columns: (1fr,) * {len(part.numbers)}, column-gutter: 12pt"
    edge = "stroke: (x, y) => if x > 0 { (left: 0.7pt + line-colour) }"
    inset = "inset: (x, y) => (left: if x > 0 { 10pt } else { 0pt }, y: 2pt)"
    return f"#grid({columns}, {edge}, {inset}, {cells})"


def _table(part: Grid, *, numbered: bool) -> str:
    shares: Sequence[float] = part.widths or [1.0] * len(part.header)
    columns = ", ".join(f"{share}fr" for share in shares)
    header = ", ".join(map(_content, part.header))
    cells = ", ".join(_content(text) for row in part.rows for text in row)
    sides = ", ".join(
        "right" if at in part.numbers else "left" for at, _head in enumerate(part.header)
    )
    return (
        f"#figure(align(left, table(columns: ({columns},), align: ({sides},), table.header({header}), {cells})), "
        f"kind: table, caption: {_content(part.caption)}{_number(numbered)})"
    )


_LONG_NUMBER = 9
"""Letters from which on a number that is read from afar is set a little smaller, to stand on one line."""
_LONG_WORD = re.compile(r"(\S{24})(?=\S)")


def _content(text: str) -> str:
    """Write a text, or room for one; it may be broken anywhere if a word is longer than a column is wide."""
    if text == TO_FILL_IN:
        return "[#v(1.5em)]"
    breakable = _LONG_WORD.sub("\\1\u200b", text)
    return f"[#{_text(breakable)}]"
