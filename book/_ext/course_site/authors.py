"""Names of those who wrote what is cited, joined as a language joins them; titles of works stay as they are."""

from pybtex.plugin import register_plugin as register_style
from pybtex.style.formatting.plain import Style
from pybtex.style.template import names, sentence
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from coursehelpers.classroom.translated import say as _
from coursehelpers.ground.locale import ENGLISH, language


def _and() -> str:
    joined = _("and")
    return f" {joined} "


class _Works(Style):
    """Write the list of works with the names of their authors joined in the language that is spoken."""

    def format_names(self, role, as_sentence=True):
        """Join names; English alone has a comma before the last one."""
        joined = names(role, sep=", ", sep2=_and(), last_sep=_and())
        return sentence[joined] if as_sentence else joined


class _Citations(AuthorYearReferenceStyle):
    """Write citations in the same way."""

    def __init__(self) -> None:
        super().__init__(person=PersonStyle(sep2=_and(), last_sep=_and()))


def register() -> None:
    """Have both written so, in any language but English; its own ways stay."""
    if language() != ENGLISH:
        register_style("pybtex.style.formatting", "plain", _Works, force=True)
        register_plugin(
            "sphinxcontrib.bibtex.style.referencing", "author_year", _Citations, force=True
        )


def with_others(works: str) -> str:
    """Say in a bibliography that there are more authors than are named."""
    others = _("others")
    return works.replace(" and others}", f" and {others}}}")
