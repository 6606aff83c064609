"""A language that nobody speaks, made from English and never stored: what is not accented was not translated.

Each text is accented, 40 % longer and in brackets, so that a text that is cut, put together or left out of the
catalogue is seen at once. Names in braces, links, roles, code and tags stay as they are.
"""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

LANGUAGE = "xx"
LONGER = 0.4
_ACCENTS = str.maketrans("aceilnorsuyzACEILNORSUYZ", "áçéíľñóŕšúýžÁÇÉÍĽÑÓŔŠÚÝŽ")
_LENGTHENING = "~"
_AS_IT_IS = re.compile(
    r"\{[^{}\s]*\}(?:`[^`]*`)?"  # a name in braces; a role with its content
    r"|`[^`]*`|\]\([^)]*\)|<[^<>]+>|https?://\S+|\]\[[^\]]*\]"  # code, links, tags
    r"|%\(\w+\)[rs]|%[rs%]|--[a-z-]+|\.[a-z]{2,5}\b|&[a-z]+;"
)


def accented(text: str) -> str:
    """Write a text in the made-up language.

    Examples
    --------
    >>> accented("{n} rows of `code`")
    '[{n} ŕówš óf `code` ~~~~]'
    """
    written, at = [], 0
    for kept in _AS_IT_IS.finditer(text):
        written += [text[at : kept.start()].translate(_ACCENTS), kept[0]]
        at = kept.end()
    written.append(text[at:].translate(_ACCENTS))
    letters = len(_AS_IT_IS.sub("", text))
    body = "".join(written)
    before = body[: len(body) - len(body.lstrip())]
    after = body[len(body.rstrip()) :]
    return f"{before}[{body.strip()} {_LENGTHENING * max(1, round(letters * LONGER))}]{after}"


def write_pseudo(template: Path, folder: Path) -> Path:
    """Write the catalogue of the made-up language for a template.

    Parameters
    ----------
    template : pathlib.Path
        Such as ``coursehelpers.pot``; its name is the domain.
    folder : pathlib.Path
        Of catalogues, for ``COURSE_CATALOGUES``; never that of the course.

    Returns
    -------
    pathlib.Path
        The file.
    """
    with template.open("rb") as file:
        texts = read_po(file)
    made = Catalog(domain=template.stem, fuzzy=False)
    for message in texts:
        if message.id:
            if isinstance(message.id, str):
                made.add(message.id, accented(message.id))
            else:
                made.add(message.id, tuple(map(accented, message.id)))
    path = folder / LANGUAGE / "LC_MESSAGES" / f"{template.stem}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_po(out, made, omit_header=False)
    return path
