"""Numbers, shares, days and lists as a reader's language writes them.

For people only: CSV, JSON and the workbook keep the decimal point and ISO 8601. English is written
without Babel, whose Unicode CLDR (https://cldr.unicode.org) has the habits of every other language.
"""

import datetime
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from coursehelpers.ground.locale.catalogue import ENGLISH
from coursehelpers.ground.locale.choice import language
from coursehelpers.ground.locale.texts import gettext as _

if TYPE_CHECKING:
    from babel import Locale

Joined = Literal["comma", "semicolon", "and", "or"]
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
"""As English has them, whatever the computer speaks; every other language has its own from Unicode CLDR."""
_ANY_DECIMALS = "###############"
_THOUSANDS = {"es": "\u202f"}
"""What stands between thousands where the course does not follow Unicode CLDR, whose Spanish has a point.

A point means thousands in Spain and Argentina, decimals in Mexico and Central America: 12.000 may be read as
twelve. A narrow space that does not break is read by all of them as the Real Academia Española and ISO 80000-1
have it.
"""
_APART_FROM = {"es": 10_000}
"""From which number on thousands are apart; in Spanish four digits stay together (also in Unicode CLDR)."""


def number(value: float | None, decimals: int | None = None) -> str:
    """Write a number with its thousands apart.

    Parameters
    ----------
    value : int or float, optional
        A dash stands for one that is not known.
    decimals : int, optional
        How many; by default those that it has.

    Examples
    --------
    >>> number(12345), number(0.5), number(12345, 1), number(None)
    ('12,345', '0.5', '12,345.0', '–')
    """
    if value is None:
        return "–"
    locale = _locale()
    if locale is None:
        return f"{value:,}" if decimals is None else f"{value:,.{decimals}f}"
    from babel.numbers import format_decimal

    digits = _ANY_DECIMALS if decimals is None else "0" * decimals
    whole = "#,##0" if abs(value) >= _APART_FROM.get(locale.language, 0) else "0"
    written = format_decimal(value, format=f"{whole}.{digits}".rstrip("."), locale=locale)
    return _regrouped(written, locale)


def thousands() -> str:
    """Return what stands between thousands, for scripts that write numbers themselves.

    Examples
    --------
    >>> thousands()
    ','
    """
    locale = _locale()
    if locale is None:
        return ","
    from babel.numbers import get_group_symbol

    return _THOUSANDS.get(locale.language) or get_group_symbol(locale)


def quantity(value: float) -> str:
    """Write a number with two decimals, or none where it is whole.

    Examples
    --------
    >>> quantity(12000.0), quantity(0.5)
    ('12,000', '0.50')
    """
    return number(value, 0 if float(value).is_integer() else 2)


def percent(share: float, decimals: int = 0) -> str:
    """Write a share of one as a percentage.

    Examples
    --------
    >>> percent(0.254), percent(0.254, 1)
    ('25%', '25.4%')
    """
    locale = _locale()
    if locale is None:
        return f"{share:.{decimals}%}"
    from babel.numbers import format_percent

    pattern = locale.percent_formats[None].pattern
    if decimals:
        pattern = pattern.replace("0", "0." + "0" * decimals, 1)
    return _regrouped(format_percent(share, format=pattern, locale=locale), locale)


def dated(day: datetime.date | str | None, length: Literal["medium", "long"] = "medium") -> str:
    """Write a day: in English as ISO 8601, or with the month in letters, which nobody takes for another day.

    Parameters
    ----------
    day : datetime.date or str, optional
        A dash stands for one that is not known. A text that is no day in ISO 8601 is given back as it is.
    length : {"medium", "long"}, optional
        In letters the month is written out.

    Examples
    --------
    >>> dated("2026-11-05"), dated("2026-11-05", "long")
    ('2026-11-05', '5 November 2026')
    """
    if day is None:
        return "–"
    if isinstance(day, str):
        try:
            day = datetime.date.fromisoformat(day[:10])
        except ValueError:
            return str(day)
    if isinstance(day, datetime.datetime):
        day = day.date()
    locale = _locale()
    if locale is None:
        return (
            day.isoformat()
            if length == "medium"
            else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        )
    from babel.dates import format_date

    written = format_date(day, length, locale=locale)
    if locale.language == "fr" and day.day == 1:
        # Unicode CLDR has no sign for it: the first of a month is “le premier”, every other day a number.
        return re.sub(r"\b1\b", "1er", written, count=1)
    return written


def month(text: str) -> str:
    """Write a month of a year, such as ``"2026-05"``.

    Examples
    --------
    >>> month("2026-05")
    '2026-05'
    """
    locale = _locale()
    try:
        first = datetime.date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return text
    if locale is None:
        return text
    from babel.dates import format_skeleton

    return format_skeleton("yMMM", first, locale=locale)


def enumeration(parts: Iterable[str], joined: Joined = "comma") -> str:
    """Write a list in a sentence.

    Parameters
    ----------
    parts : iterable of str
    joined : {"comma", "semicolon", "and", "or"}, optional
        What stands between them; ``"semicolon"`` where a part may have commas of its own.

    Examples
    --------
    >>> enumeration(["a", "b", "c"]), enumeration(["a", "b", "c"], "or")
    ('a, b, c', 'a, b or c')
    """
    texts = [str(part) for part in parts]
    locale = _locale()
    if joined in ("and", "or") and len(texts) > 1:
        if locale is None:
            return f"{', '.join(texts[:-1])} {joined} {texts[-1]}"
        from babel.lists import format_list

        return format_list(texts, "standard" if joined == "and" else "or", locale=locale)
    return _between(joined, locale).join(texts)


def enumerated(text: str) -> list[str]:
    """Take apart what :func:`enumeration` joined by semicolons, in any language.

    Examples
    --------
    >>> enumerated("states no size; a contact is given"), enumerated("")
    (['states no size', 'a contact is given'], [])
    """
    return [part for part in re.split(r"\s*;\s+", text) if part]


def quoted(text: object) -> str:
    """Put a name or a code between quotation marks.

    Examples
    --------
    >>> quoted("XFAR")
    '“XFAR”'
    """
    return _("“{text}”").format(text=text)


def labelled(name: object, said: object) -> str:
    """Put a name before what is said of it, with the colon of the language.

    Examples
    --------
    >>> labelled("declared", "1,200")
    'declared: 1,200'
    """
    return _("{name}: {said}").format(name=name, said=said)


def day_of_year(day: datetime.date) -> str:
    """Write a day without its year, for an axis that has no room for more.

    Examples
    --------
    >>> day_of_year(datetime.date(2026, 11, 5))
    '11-05'
    """
    locale = _locale()
    if locale is None:
        return f"{day:%m-%d}"
    from babel.dates import format_skeleton

    return format_skeleton("MMMd", day, locale=locale)


def language_name(code: str) -> str:
    """Return what a language is called by those who speak it.

    Examples
    --------
    >>> language_name("en")
    'English'
    """
    if code == ENGLISH:
        return "English"
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code).display_name or code
    except (UnknownLocaleError, ValueError):
        return code


def territory(code: str) -> str | None:
    """Return the name of a country by its two letters; None in English, whose names are GBIF's.

    Examples
    --------
    >>> territory("NA") is None
    True
    """
    locale = _locale()
    return None if locale is None else locale.territories.get(code)


def _regrouped(written: str, locale: "Locale") -> str:
    """Put this course's sign between thousands in the place of Unicode CLDR's."""
    from babel.numbers import get_group_symbol

    ours = _THOUSANDS.get(locale.language)
    return written.replace(get_group_symbol(locale), ours) if ours else written


def _between(joined: Joined, locale: "Locale | None") -> str:
    """Return what stands between two parts; Unicode CLDR has the comma, not the semicolon."""
    if joined == "semicolon":
        return "\u202f; " if locale is not None and locale.language == "fr" else "; "
    if locale is None:
        return ", "
    pattern = locale.list_patterns["standard"].get("middle", "{0}, {1}")
    between = str(pattern).removeprefix("{0}").removesuffix("{1}")
    # Some languages have “and” there too.
    return between if not between.strip().isalpha() else ", "


def _locale() -> "Locale | None":
    """Return what Babel knows of the language; None for English, and where it knows nothing."""
    spoken = language()
    if spoken == ENGLISH:
        return None
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(spoken)
    except (UnknownLocaleError, ValueError):
        return None
