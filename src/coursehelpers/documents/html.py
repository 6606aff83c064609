"""A page of HTML that needs nothing beside it: it prints, and opens without internet."""

import html
from collections.abc import Sequence

import pandas as pd

from coursehelpers.documents.code import short
from coursehelpers.documents.document import (
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
from coursehelpers.documents.office import CREATOR
from coursehelpers.documents.text import column_heading, numbers_in, shown
from coursehelpers.ground.characters import printable
from coursehelpers.ground.locale import _, language

STYLE = (
    "body{font-family:sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;line-height:1.5;color:#222}"
    "table{border-collapse:collapse;margin:1rem 0}th,td{padding:.25rem .6rem;border-bottom:1px solid #bbb;"
    "text-align:left;overflow-wrap:anywhere}svg{max-width:100%;height:auto}caption{caption-side:bottom;text-align:left}"
    ".number{text-align:right;font-variant-numeric:tabular-nums}th[scope=row]{font-weight:normal}"
    "h1,h2,h3{color:#0f5c5c}"
    ".keynumbers{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem}.keynumbers p{flex:1 1 7rem;margin:0}"
    ".keynumbers strong{display:block;font-size:1.7rem;line-height:1.2;color:#0f5c5c;font-variant-numeric:tabular-nums}"
    "@media print,(min-width:40rem){.beside{display:grid;grid-template-columns:var(--columns);gap:1rem}}"
    ".letter{border:1px solid #bbb;padding:1.5rem;margin:1.5rem 0}.sender{text-align:right}.to{margin:1.5rem 0}"
    ".name{margin-top:3.5rem}"
    "@media print{.letter{break-before:page;border:0;padding:1cm 1.3cm;margin:0}.to{margin:1.2cm 0}}"
    "figure{margin:1rem 0}figcaption,.lead{color:#333}.lead{border-left:3px solid #c8782a;padding-left:.7rem;"
    "font-size:1.1rem}.exercise{font-weight:bold;text-align:center}.small{max-width:19cm;font-size:.82rem;"
    "line-height:1.35}h1:has(+.small){margin:.2rem 0}.small h2{margin:.7rem 0 .2rem;font-size:1rem}"
    ".small p{margin:.3rem 0}"
    "footer{color:#444;font-size:.8rem;border-top:1px solid #bbb}"
    ".cards{display:grid;grid-template-columns:1fr 1fr;gap:0}.card{border:1px dashed #666;padding:1rem;"
    "break-inside:avoid;min-height:11.5cm;box-sizing:border-box}.card small{color:#444}"
    "@media print{body{margin:0;max-width:none;padding:0}thead{display:table-header-group}"
    "tr,figure{break-inside:avoid}h2,h3{break-after:avoid}.break{break-before:page}"
    # The mark stands on every page; the room for it is repeated on each, so that it covers nothing.
    ".exercise{position:fixed;top:0;left:0;right:0;margin:0}main:has(.exercise){padding-top:.9cm;"
    "-webkit-box-decoration-break:clone;box-decoration-break:clone}@page{size:A4;margin:1.2cm}"
    "figure{max-width:var(--share)}.small{font-size:8.6pt;line-height:1.25}h1:has(+.small){font-size:15pt}"
    ".small h2{margin:.4rem 0 .1rem}.small figure,.small table{margin:.3rem 0}"
    ".small p,.small ul,.small ol{margin:.2rem 0}"
    ".small td,.small th{padding:.12rem .4rem}.cards~*,h1:has(+.cards){display:none}}"
)


def page(title: str, parts: Sequence[str]) -> str:
    """Put parts, which are HTML already, into a page.

    Examples
    --------
    >>> page("A & B", [paragraph("<script>")]).count("&lt;script&gt;")
    1
    """
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="generator" content="{CREATOR}">'
        f"<title>{_safe(title)}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{_safe(title)}</h1>{''.join(parts)}</main></body></html>\n"
    )


def heading(text: str) -> str:
    """Write a heading."""
    return f"<h2>{_safe(text)}</h2>"


def folded(title: str, parts: Sequence[str]) -> str:
    """Put parts, which are HTML already, under a title that opens them."""
    return f"<details><summary>{_safe(title)}</summary>{''.join(parts)}</details>"


def paragraph(text: str) -> str:
    """Write a paragraph; whatever stands in it is text."""
    return f"<p>{_safe(text)}</p>"


def card(number: str, title: str, lines: Sequence[str]) -> str:
    """Write a card to cut out."""
    body = "".join(paragraph(line) for line in lines)
    return f'<section class="card"><small>{_safe(number)}</small><h2>{_safe(title)}</h2>{body}</section>'


def cards(written: Sequence[str]) -> str:
    """Put cards side by side, two in a row."""
    return f'<div class="cards">{"".join(written)}</div>'


def table(frame: pd.DataFrame, caption: str) -> str:
    """Write a table: the first column names each row, a web address becomes a link."""
    numeric = numbers_in(frame)
    head = "".join(
        f'<th scope="col"{_side(name in numeric)}>{html.escape(column_heading(str(name)))}</th>'
        for name in frame.columns
    )
    body = []
    for row in frame.astype("object").itertuples(index=False):
        cells = [
            _cell(value, heading=position == 0, right=name in numeric)
            for position, (name, value) in enumerate(zip(frame.columns, row, strict=True))
        ]
        body.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<table class="course-table"><caption>{_safe(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


def _side(right: bool) -> str:
    """Say it on each cell: JupyterLab sets every cell of a table to the right."""
    return f' style="text-align:{"right" if right else "left"}"'


def _cell(value: object, *, heading: bool, right: bool) -> str:
    tag, scope = ("th", ' scope="row"') if heading else ("td", "")
    text = _safe(shown(value))
    if text.startswith("https://"):
        text = f'<a href="{text}">{_("open")}</a>'
    return f"<{tag}{scope}{_side(right)}>{text}</{tag}>"


def to_html(document: Document) -> str:
    """Write a document as a page that needs nothing beside it.

    Examples
    --------
    >>> "<h2>Begin</h2>" in to_html(Document("Plan", "", [Heading("Begin")]))
    True
    """
    return page(document.title, [written_parts(document)])


def written_parts(document: Document) -> str:
    """Write what stands in a document below its title, to be put into a page with :data:`STYLE`."""
    parts = [f'<p class="exercise">{_safe(document.exercise)}</p>'] if document.exercise else []
    parts += [paragraph(document.subtitle)] if document.subtitle else []
    parts += [_where(document.link)] if document.link else []
    parts += [_part(part) for part in document.parts]
    foot = f"<footer>{paragraph(document.footer)}</footer>" if document.footer else ""
    return f'<div class="{"small" if document.small else ""}">{"".join(parts)}{foot}</div>'


def _where(address: str) -> str:
    return f'<p><a href="{_safe(address)}">{_safe(short(address))}</a></p>'


def _safe(text: str) -> str:
    return html.escape(printable(text))


def _part(part: Part) -> str:
    match part:
        case Heading():
            return f"<h{part.level + 1}>{_safe(part.text)}</h{part.level + 1}>"
        case Paragraph():
            label = f"<strong>{_safe(part.label)}</strong> " if part.label else ""
            mark = ' class="lead"' if part.lead else ""
            return f"<p{mark}>{label}{_safe(part.text)}</p>"
        case Bullets():
            tag = "ol" if part.numbered else "ul"
            points = "".join(f"<li>{_safe(point)}</li>" for point in part.points)
            return f"<{tag}>{points}</{tag}>"
        case Grid():
            numbers = part.numbers
            sides = [' class="number"' if at in numbers else "" for at in range(len(part.header))]
            head = "".join(
                f'<th scope="col"{side}>{_safe(text)}</th>'
                for side, text in zip(sides, part.header, strict=True)
            )
            body = "".join(
                f'<tr><th scope="row"{sides[0]}>{_safe(row[0])}</th>'
                + "".join(
                    f"<td{side}>{_safe(text)}</td>"
                    for side, text in zip(sides[1:], row[1:], strict=True)
                )
                + "</tr>"
                for row in part.rows
            )
            whole = sum(part.widths)
            columns = "".join(f'<col style="width:{share / whole:.1%}">' for share in part.widths)
            # Without widths a browser makes a column of short words narrower than its words.
            wide = f'<table style="width:100%"><caption>{_safe(part.caption)}</caption><colgroup>{columns}</colgroup>'
            begun = wide if columns else f"<table><caption>{_safe(part.caption)}</caption>"
            return f"{begun}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        case Figure():
            return (
                f'<figure style="--share:{part.share:.0%}">{part.svg}'
                f"<figcaption>{_safe(part.caption)}</figcaption></figure>"
            )
        case KeyNumbers():
            told = "".join(
                f"<p><strong>{_safe(n.value)}</strong> {_safe(n.said)}</p>" for n in part.numbers
            )
            return f'<div class="keynumbers">{told}</div>'
        case Beside():
            left, right = ("".join(map(_part, parts)) for parts in (part.left, part.right))
            columns = "minmax(0,{}fr) minmax(0,{}fr)".format(*part.widths)
            return f'<div class="beside" style="--columns:{columns}"><div>{left}</div><div>{right}</div></div>'
        case Letter():
            sender, to = ("<br>".join(map(_safe, lines)) for lines in (part.sender, part.to))
            body = "".join(map(paragraph, [*part.paragraphs, part.closing]))
            return (
                f'<section class="letter"><p class="sender">{sender}</p><p class="to">{to}</p>'
                f'<p class="sender">{_safe(part.day)}</p>{body}<p class="name">{_safe(part.name)}</p></section>'
            )
        case PageBreak():
            return '<div class="break"></div>'
