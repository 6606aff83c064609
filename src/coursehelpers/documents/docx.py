"""A document for a word processor: real styles, captions, repeated header rows, pictures described."""

import io
from collections.abc import Iterator, Sequence
from itertools import count

from docx import Document as WordFile
from docx.document import Document as Word
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph

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
from coursehelpers.documents.office import CREATOR, made_by_the_course, today
from coursehelpers.ground.characters import printable
from coursehelpers.ground.locale import _, language

_MARGIN = 2.0
_TEXT_WIDTH = 21.0 - 2 * _MARGIN
"""Centimetres of text on a sheet of A4."""
_PROPERTY = 255
"""Letters that a property of a file may have."""
_INK = RGBColor(0x22, 0x22, 0x22)
_GREEN = RGBColor(0x0F, 0x5C, 0x5C)


def to_docx(document: Document) -> bytes:
    """Write a document as DOCX, A4.

    Examples
    --------
    >>> to_docx(Document("Plan", "Xantoria"))[:2]
    b'PK'
    """
    word = WordFile()
    _set_up(word, document)
    word.add_heading(printable(document.title), 0)
    if document.subtitle:
        word.add_paragraph(printable(document.subtitle), style="Subtitle")
    if document.link:
        word.add_paragraph(printable(document.link))
    tables, figures = count(1), count(1)
    parts = list(_in_line(document.parts))
    around = zip([None, *parts], parts, [*parts[1:], None], strict=False)
    for before, part, after in around:
        begun = len(word.paragraphs)
        match part:
            case Heading():
                word.add_heading(printable(part.text), part.level)
            case Paragraph():
                said = word.add_paragraph(style="Intense Quote" if part.lead else None)
                said.paragraph_format.keep_with_next = isinstance(after, Figure | Grid)
                _write(said, part)
            case Bullets():
                _add_list(word, part)
            case Grid():
                _add_table(word, part, next(tables))
            case Figure():
                _add_figure(word, part, next(figures))
            case KeyNumbers():
                _add_key_numbers(word, part)
            case Letter():
                _add_letter(word, part, first=not isinstance(before, Letter))
        if isinstance(before, PageBreak | Letter) and len(word.paragraphs) > begun:
            # A break of its own would leave an empty line at the top of the page.
            word.paragraphs[begun].paragraph_format.page_break_before = True
    body = io.BytesIO()
    word.save(body)
    return made_by_the_course(body.getvalue())


def _in_line(parts: Sequence[Part]) -> Iterator[Part]:
    """Put below each other what stands beside each other: a word processor that reads aloud has one order."""
    for part in parts:
        if isinstance(part, Beside):
            yield from _in_line([*part.left, *part.right])
        else:
            yield part


def _add_key_numbers(word: Word, part: KeyNumbers) -> None:
    for number in part.numbers:
        said = word.add_paragraph()
        said.paragraph_format.space_after = Pt(2)
        large = said.add_run(printable(number.value))
        large.bold, large.font.size, large.font.color.rgb = True, Pt(16), _GREEN
        said.add_run(" " + printable(number.said))


def _add_letter(word: Word, part: Letter, *, first: bool) -> None:
    """Write a letter; from the first one on, pages have no foot that a letter has not."""
    if first:
        foot = word.add_section(WD_SECTION.NEW_PAGE).footer
        foot.is_linked_to_previous = False
    right, left = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
    blocks = [
        *((line, right, 0) for line in part.sender),
        *((line, left, 48 if at == 0 else 0) for at, line in enumerate(part.to)),
        (part.day, right, 36),
        *((text, left, 24 if at == 0 else 9) for at, text in enumerate(part.paragraphs)),
        (part.closing, left, 12),
        # Room to sign.
        (part.name, left, 48),
    ]
    for text, side, above in blocks:
        said = word.add_paragraph(printable(text))
        said.alignment = side
        said.paragraph_format.space_before, said.paragraph_format.space_after = Pt(above), Pt(0)


def _set_up(word: Word, document: Document) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(_MARGIN))
    for name in (
        "Normal",
        "Title",
        "Subtitle",
        "Heading 1",
        "Heading 2",
        "Caption",
        "Intense Quote",
    ):
        style = word.styles[name]
        style.font.name = "Calibri"
        style.font.color.rgb = _GREEN if name in ("Title", "Heading 1", "Heading 2") else _INK
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Calibri")
    word.styles["Normal"].font.size = Pt(9.5 if document.small else 11)
    word.styles["Title"].font.size = Pt(22)
    word.core_properties.title = printable(document.title)[:_PROPERTY]
    word.core_properties.subject = printable(document.subtitle)[:_PROPERTY]
    word.core_properties.author = word.core_properties.last_modified_by = CREATOR
    word.core_properties.created = word.core_properties.modified = today()
    word.core_properties.comments = ""
    parts = word.part.package.rels
    for name in [name for name, part in parts.items() if part.reltype.endswith("/thumbnail")]:
        # The library's model document brings a picture of itself.
        del parts[name]
    word.core_properties.language = language().replace("_", "-")
    if document.exercise:
        mark = section.header.paragraphs[0]
        mark.text = printable(document.exercise)
        mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
        mark.runs[0].bold = True
    foot = section.footer.paragraphs[0]
    foot.text = printable(document.footer) + (" · " if document.footer else "")
    for run in foot.runs:
        run.font.size = Pt(8)
    _add_page_number(foot)


def _add_page_number(paragraph: WordParagraph) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(8)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            piece = OxmlElement("w:fldChar")
            piece.set(qn("w:fldCharType"), kind)
        else:
            piece = OxmlElement("w:instrText")
            piece.text = text
        run._r.append(piece)


def _write(paragraph: WordParagraph, part: Paragraph) -> None:
    if part.label:
        paragraph.add_run(printable(part.label) + " ").bold = True
    paragraph.add_run(printable(part.text))


def _add_list(word: Word, part: Bullets) -> None:
    style = "List Number" if part.numbered else "List Bullet"
    points = [word.add_paragraph(printable(point), style=style) for point in part.points]
    if not (points and part.numbered):
        return
    # Word would count on from the list before, so each list gets a numbering of its own.
    numbering = word.part.numbering_part.numbering_definitions._numbering
    template = word.styles[style].element.pPr.numPr.numId.val
    own = numbering.add_num(numbering.num_having_numId(template).abstractNumId.val)
    own.add_lvlOverride(ilvl=0).add_startOverride(1)
    for paragraph in points:
        number = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        number.get_or_add_ilvl().val = 0
        number.get_or_add_numId().val = own.numId


def _add_table(word: Word, part: Grid, number: int) -> None:
    caption = word.add_paragraph(
        _("Table {number}. {caption}").format(number=number, caption=printable(part.caption)),
        style="Caption",
    )
    caption.paragraph_format.keep_with_next = True
    table = word.add_table(rows=1, cols=len(part.header), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    sides = [at in part.numbers for at in range(len(part.header))]
    for cell, text, right in zip(table.rows[0].cells, part.header, sides, strict=True):
        _fill(cell, text, bold=True, right=right)
    _repeat(table)
    for texts in part.rows:
        row = table.add_row()
        _keep_together(row._tr)
        for cell, text, right in zip(row.cells, texts, sides, strict=True):
            _fill(cell, text, right=right)
    # A header alone, or with one row, at the foot of a page belongs to the next page.
    for row in table.rows[: min(2, len(part.rows))]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    shares = part.widths or [1.0] * len(part.header)
    for column, share in zip(table.columns, shares, strict=True):
        width = Cm(_TEXT_WIDTH * share / sum(shares))
        column.width = width
        for cell in column.cells:
            cell.width = width
    word.add_paragraph()


def _fill(cell: _Cell, text: str, *, bold: bool = False, right: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(printable(text))
    run.bold = bold
    run.font.size = Pt(9)


def _repeat(table: Table) -> None:
    """Mark the first row as the header, which is read aloud and repeated on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    _keep_together(table.rows[0]._tr)


def _keep_together(row: CT_Row) -> None:
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _add_figure(word: Word, part: Figure, number: int) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    picture = paragraph.add_run().add_picture(
        io.BytesIO(part.png), width=Cm(_TEXT_WIDTH * part.share)
    )
    picture._inline.docPr.set("descr", printable(part.alternative))
    picture._inline.docPr.set("title", printable(part.caption))
    word.add_paragraph(
        _("Figure {number}. {caption}").format(number=number, caption=printable(part.caption)),
        style="Caption",
    )
