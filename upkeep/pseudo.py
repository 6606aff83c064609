"""A language that nobody speaks, made from English and never stored: what is not accented was not translated.

Each word is accented and two fifths longer. A text of the package stands in brackets besides, so that one that is cut,
put together or left out is seen at once; in Markdown brackets mean something. Placeholders, links, roles, code,
tags and names of files stay as they are.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from coursehelpers.ground.locale.catalogue import folder as course_folder
from upkeep.catalogues import DOMAINS

LANGUAGE = "eo"
"""Babel and Sphinx know it, so numbers can be written and a site can be built in it."""
_ACCENTS = str.maketrans("aeiouycnszAEIOUCN", "àéîöûÿçñšžÂÊÏÕÜÇÑ")
_AS_IT_IS = re.compile(
    r"(`+.*?`+|\{term\}`[^`]*`|\{[^{}\s]*\}|%\(\w+\)[rsd]|%[rsd%]|\]\([^)]*\)|\]\[[^\]]*\]|<[^<>]+>|https?://\S+"
    r"|&\w+;|\$[^$]+\$|--[a-z-]+|\b[\w-]+\.(?:txt|zip|md|toml|json|html|csv|xlsx)\b|\.[a-z]{2,5}\b|\\[a-z])"
)


def accented(text: str) -> str:
    """Say a text in the made-up language.

    Examples
    --------
    >>> accented("Ask **three** of `them`, {n}")
    'Âšk **thréééé** öf `them`, {n}'
    """
    parts = enumerate(_AS_IT_IS.split(text))
    return "".join(part if at % 2 else _longer(part).translate(_ACCENTS) for at, part in parts)


def bracketed(text: str) -> str:
    """Say a text in the made-up language, with its ends to be seen.

    Examples
    --------
    >>> bracketed(" {n} rows ")
    ' [{n} röwššš] '
    """
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
    return f"{before}[{accented(text.strip())}]{after}"


def _longer(text: str) -> str:
    return re.sub(r"[^\W\d_]{4,}", lambda word: word[0] + word[0][-1] * (len(word[0]) // 2), text)


def write_pseudo(
    folder: Path,
    say: Callable[[str], str] = accented,
    *,
    domains: Sequence[str] = DOMAINS,
    without: int = 0,
) -> None:
    """Write the catalogues of the made-up language.

    Parameters
    ----------
    folder : pathlib.Path
        Of catalogues, for ``COURSE_CATALOGUES``; never that of the course.
    say : callable, optional
        :func:`accented` or :func:`bracketed`.
    domains : sequence of str, optional
        Which of the two.
    without : int, optional
        Leave out each so many texts, as if they had not been translated.
    """
    for domain in domains:
        with (course_folder() / f"{domain}.pot").open("rb") as file:
            texts = [message for message in read_po(file) if message.id]
        made = Catalog(locale=LANGUAGE, domain=domain, fuzzy=False)
        for at, message in enumerate(texts):
            forms = (message.id,) if isinstance(message.id, str) else message.id
            said = tuple("" if without and at % without == 0 else say(form) for form in forms)
            made.add(message.id, said if len(said) > 1 else said[0], context=message.context)
        path = folder / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            write_po(out, made, width=0)
