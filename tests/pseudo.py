"""A language that nobody speaks: accented, longer, made from the templates; what stays English was forgotten.

Marks of Markdown, code, roles, addresses, tags and placeholders are kept as they are.
"""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "src" / "coursehelpers" / "ground" / "locale"
CODE = "eo"
"""Sphinx and Babel know it, so the site can be built in it."""
_ACCENTS = str.maketrans("aeiouycnszAEIOUCN", "àéîöûÿçñšžÂÊÏÕÜÇÑ")
_KEPT = re.compile(
    r"(`+.*?`+|\{term\}`[^`]*`|\{[^{}\s]*\}|%\(\w+\)[sd]|%[sd]|\]\([^)]*\)|<[^>]+>|https?://\S+|&\w+;|\$[^$]+\$"
    r"|\b[\w-]+\.(?:txt|zip|md|toml|json|html|csv|xlsx)\b|\\[a-z])"
)


def pseudo(text: str) -> str:
    """Say a text in the made-up language: every word with an accent, and two fifths longer.

    Examples
    --------
    >>> pseudo("Ask **three** of `them`, {n}")
    'Âšk **thréééé** öf `them`, {n}'
    """
    return "".join(part if at % 2 else _words(part) for at, part in enumerate(_KEPT.split(text)))


def _words(text: str) -> str:
    longer = re.sub(r"([^\W\d_]{4,})", lambda found: _longer(found[1]), text)
    return longer.translate(_ACCENTS)


def _longer(word: str) -> str:
    return word + word[-1] * (len(word) // 2)


def write_pseudo(folder: Path, *, without: int = 0) -> None:
    """Write the catalogues of the made-up language; ``without`` leaves out each so many paragraphs of the pages."""
    for domain in ("coursehelpers", "course"):
        with (TEMPLATES / f"{domain}.pot").open("rb") as file:
            template = read_po(file)
        made = Catalog(locale=CODE, domain=domain, fuzzy=False)
        for at, message in enumerate(one for one in template if one.id):
            forms = (message.id,) if isinstance(message.id, str) else message.id
            said = tuple(pseudo(form) for form in forms)
            if without and domain == "course" and at % without == 0:
                said = tuple("" for _form in forms)
            made.add(message.id, said if len(said) > 1 else said[0], context=message.context)
        path = folder / CODE / "LC_MESSAGES" / f"{domain}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, made, width=0)
