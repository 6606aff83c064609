"""Every string a person reads goes through one catalogue, from the first day.

Strings are written in English in the code, inside :func:`_` or :func:`ngettext`, and looked up when they are
shown. ``make messages`` collects them into ``coursehelpers.pot``; a language's own are in
``<language>/LC_MESSAGES/coursehelpers.po`` beside it. Which language is spoken is in ``choice.py``; how it
writes numbers, days and lists, in ``writing.py``.
"""

from coursehelpers.ground.locale.catalogue import (
    DOMAIN,
    ENGLISH,
    Catalogue,
    known_language,
    languages,
    read_catalogue,
    whole_languages,
)
from coursehelpers.ground.locale.choice import UnknownLanguageError, language, speaking, use
from coursehelpers.ground.locale.texts import (
    LateMapping,
    LateSequence,
    LateText,
    by_language,
    gettext,
    ngettext,
    said_now,
)
from coursehelpers.ground.locale.writing import (
    dated,
    day_of_year,
    enumerated,
    enumeration,
    labelled,
    language_name,
    month,
    number,
    percent,
    quantity,
    quoted,
    territory,
    thousands,
)

_ = gettext

__all__ = [
    "DOMAIN",
    "ENGLISH",
    "Catalogue",
    "LateMapping",
    "LateSequence",
    "LateText",
    "UnknownLanguageError",
    "_",
    "by_language",
    "dated",
    "day_of_year",
    "enumerated",
    "enumeration",
    "known_language",
    "labelled",
    "language",
    "language_name",
    "languages",
    "month",
    "ngettext",
    "number",
    "percent",
    "quantity",
    "quoted",
    "read_catalogue",
    "said_now",
    "speaking",
    "territory",
    "thousands",
    "use",
    "whole_languages",
]
