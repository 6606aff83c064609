"""A document into a file; the suffix decides how."""

from pathlib import Path

from coursehelpers.documents.document import Document
from coursehelpers.ground.files import check_suffix, write_whole

SUFFIXES = (".docx", ".pdf", ".html", ".md")


def write_document(document: Document, path: Path) -> None:
    """Write a document as ``.docx``, ``.pdf``, ``.html`` or ``.md``.

    Raises
    ------
    BadCallError
        If the suffix is another.
    CourseError
        If the file cannot be written.
    """
    write_whole(path, rendered(document, path.suffix.casefold(), path.name))


def rendered(document: Document, suffix: str, name: str) -> bytes:
    """Return the bytes of a document in the format of a suffix.

    Raises
    ------
    BadCallError
        If there is no such format.
    """
    # Each format brings a library that the others do not need.
    match check_suffix(Path(name).with_suffix(suffix), *SUFFIXES):
        case ".docx":
            from coursehelpers.documents.docx import to_docx

            return to_docx(document)
        case ".pdf":
            from coursehelpers.documents.pdf import to_pdf

            return to_pdf(document)
        case ".html":
            from coursehelpers.documents.html import to_html

            return to_html(document).encode()
        case _:
            from coursehelpers.documents.markdown import to_markdown

            return to_markdown(document).encode()
