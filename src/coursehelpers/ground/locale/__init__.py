"""Every string a person reads goes through one catalogue, from the first day.

Strings are written in English in the code, inside :func:`_` or :func:`ngettext`. ``make messages``
collects them into ``coursehelpers.pot``; a translation is ``<language>/LC_MESSAGES/coursehelpers.mo``
beside it. The language is the one of the environment (``LANGUAGE``, ``LC_ALL``, ``LANG``).
"""

import gettext
from pathlib import Path

DOMAIN = "coursehelpers"
CATALOGUES = Path(__file__).parent

_translations = gettext.translation(DOMAIN, CATALOGUES, fallback=True)
_ = _translations.gettext
ngettext = _translations.ngettext

__all__ = ["CATALOGUES", "DOMAIN", "_", "ngettext"]
