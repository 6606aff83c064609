"""What a file for an office program says about its making: the course, a day, and nothing of this computer."""

import io
import re
import zipfile
from datetime import UTC, datetime

CREATOR = "coursehelpers"
"""Whom a document names as its creator."""

_ABOUT = "docProps/app.xml"
_WRITTEN_BY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Application>{CREATOR}</Application></Properties>"
).encode()
_DATES = "docProps/core.xml"
_HOUR = re.compile(rb"T[0-9:.]+Z<")
_NO_CLOCK = (1980, 1, 1, 0, 0, 0)


def today() -> datetime:
    """Return the day in Greenwich as office files state it: no hour, and no time zone to guess a place from."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)


def made_by_the_course(body: bytes) -> bytes:
    """Pack an office file anew, without the library's name and the clock of this computer.

    Parameters
    ----------
    body : bytes
        A DOCX or XLSX; each of its members would carry the local time.

    Returns
    -------
    bytes

    Examples
    --------
    >>> packed = io.BytesIO()
    >>> with zipfile.ZipFile(packed, "w") as archive:
    ...     archive.writestr("docProps/app.xml", "<Application>Other</Application>")
    >>> b"Other" in made_by_the_course(packed.getvalue())
    False
    """
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as archive,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as anew,
    ):
        for member in archive.infolist():
            content = _WRITTEN_BY if member.filename == _ABOUT else archive.read(member)
            if member.filename == _DATES:
                content = _HOUR.sub(b"T00:00:00Z<", content)
            anew.writestr(
                zipfile.ZipInfo(member.filename, _NO_CLOCK), content, zipfile.ZIP_DEFLATED
            )
    return packed.getvalue()
