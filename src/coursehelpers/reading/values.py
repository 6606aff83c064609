"""Numbers and days as people write them.

Spreadsheets of different countries write the same number as 1,234.5, 1.234,5, 1 234,5 or 1'234.5. In a column of
whole numbers a group of three digits is a thousand. Where decimals are allowed, 20,253 may be twenty thousand
or twenty and a quarter: then nothing is guessed.
"""

import math
import re
from datetime import date, datetime, timedelta

from coursehelpers.ground.locale import _

_SPACES = "\u0020\u00a0\u2009\u202f"
_APOSTROPHES = "'’"
_GROUPS_ALWAYS = re.compile(f"(?<=\\d)([{_SPACES}]|[{_APOSTROPHES}]|٬)(?=\\d{{3}}(?!\\d))")
"""Signs that only ever stand between thousands."""
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3}")
"""Thousands; also 12,34,567, as in India."""
_UNCLEAR = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_MIXED = re.compile(f"[.,٫]\\d+[{_SPACES}{_APOSTROPHES}٬]")
"""Groups behind a sign that may end the whole part: no way of writing a number."""
_BOTH = re.compile(r"([1-9]\d{0,2}(?:([.,])\d{3})(?:\2\d{3})*)(?!\2)[.,](\d+)")
_DECIMAL = re.compile(r"\d+(?:[.,٫]\d+)?|[.,٫]\d+")
_EXPONENT = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d{1,3}")
_LONGEST = 40
_ISO_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_FIRST_DAY = date(1899, 12, 30)
"""Day 0 of a spreadsheet's own count of days."""
_DAYS = range(15_000, 80_000)
"""Numbers that are taken for such days: 1941 to 2119."""


class UnclearNumberError(ValueError):
    """A number that may be read in two ways; the message names both."""


def whole_number(text: str) -> int | None:
    """Read a whole number; None if it is none.

    Examples
    --------
    >>> [whole_number(text) for text in ("12,000", "1.234.567", "1 234", "1'234", "4,0", "1.5")]
    [12000, 1234567, 1234, 1234, 4, None]
    """
    sign, digits = _unsigned(text)
    if digits is None:
        return None
    if _GROUPED.fullmatch(digits):
        return sign * int(re.sub(r"[.,]", "", digits))
    found = _decimal(digits)
    if found is None or not math.isfinite(found) or not found.is_integer():
        return None
    return sign * (int(digits) if digits.isdecimal() else int(found))


def number(text: str) -> float | None:
    """Read a number that may have decimals; None if it is none.

    Raises
    ------
    UnclearNumberError
        If it may be thousands as well as decimals.

    Examples
    --------
    >>> [number(text) for text in ("2,5", "1.234,5", "1,234,567", "0.125")]
    [2.5, 1234.5, 1234567.0, 0.125]
    >>> number("20,253")
    Traceback (most recent call last):
    coursehelpers.reading.values.UnclearNumberError: it may be 20253 or 20.253
    """
    sign, digits = _unsigned(text)
    if digits is None:
        return None
    if _UNCLEAR.fullmatch(digits):
        thousands, decimals = re.sub("[.,]", "", digits), digits.replace(",", ".")
        raise UnclearNumberError(
            _("it may be {one} or {other}").format(
                one="-" * (sign < 0) + thousands, other="-" * (sign < 0) + decimals
            )
        )
    if _GROUPED.fullmatch(digits):
        return float(sign * int(re.sub(r"[.,]", "", digits)))
    if _EXPONENT.fullmatch(digits):
        return sign * float(digits)
    found = _decimal(digits)
    return None if found is None else sign * found


def _unsigned(text: str) -> tuple[int, str | None]:
    """Take sign and certain thousands away; None if it is too long for a number."""
    text = text.strip()
    if not text or len(text) > _LONGEST or _MIXED.search(text):
        return 1, None
    text = text.replace("−", "-")
    sign = -1 if text.startswith("-") else 1
    return sign, _GROUPS_ALWAYS.sub("", text[1:] if text[0] in "+-" else text)


def _decimal(digits: str) -> float | None:
    both = _BOTH.fullmatch(digits)
    if both:
        return float(re.sub(r"[.,]", "", both[1]) + "." + both[3])
    return float(re.sub("[,٫]", ".", digits)) if _DECIMAL.fullmatch(digits) else None


def day(value: object) -> date | None:
    """Read a day: written year first, as a spreadsheet's own date, or as its count of days; else None.

    Examples
    --------
    >>> day("2026-11-25"), day("25.11.2026"), day(46351)
    (datetime.date(2026, 11, 25), None, datetime.date(2026, 11, 25))
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _FIRST_DAY + timedelta(days=int(value)) if int(value) in _DAYS else None
    written = _ISO_DAY.fullmatch(str(value).strip())
    if not written:
        return None
    try:
        return date(int(written[1]), int(written[3]), int(written[4]))
    except ValueError:
        return None


def as_text(value: object) -> str:
    """Write what a cell holds as text: days as ISO 8601, whole numbers without decimals.

    Examples
    --------
    >>> as_text(date(2026, 11, 25)), as_text(5.0), as_text(True), as_text("a")
    ('2026-11-25', '5', 'true', 'a')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return "" if value is None else str(value)
