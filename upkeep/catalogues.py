"""Keep the catalogues: templates, a file for each language, and how far each language has come.

``make messages`` collects every text into the templates and carries each language along: a text that was changed
keeps its old translation, marked as fuzzy, and is English until somebody has looked at it. ``make language NEW=es``
begins a language, ``make languages`` says file by file how far each has come. Babel reads and writes the files; GNU
gettext is not needed.
"""

import argparse
import ast
import importlib
import json
import pkgutil
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from coursehelpers.ground.locale.catalogue import (
    DOMAIN,
    ENGLISH,
    Catalogue,
    folder,
    languages,
    read_catalogue,
)
from coursehelpers.ground.locale.data_texts import TEXTS, texts_in
from coursehelpers.ground.settings import course_version
from coursehelpers.ground.tables import Column
from coursehelpers.workbook.entries import allowed_words
from coursehelpers.workbook.file import PAGES, SECTIONS, entry_model

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "coursehelpers"
DOMAINS = (DOMAIN, "course")
"""What the package says; what pages and lessons say (collected by ``upkeep.page_messages``)."""
TEXTS_OF_CALL = {"_": 1, "ngettext": 2}
"""How many of the first arguments of a call are texts."""


class Text(NamedTuple):
    """Hold a text to translate.

    Attributes
    ----------
    english : str or tuple of str
        Two where a number decides.
    file : str
        Where it stands, from the top of the project.
    """

    english: str | tuple[str, ...]
    file: str


def package_texts() -> Iterator[Text]:
    """Go through the texts of the package, of the files in ``data/`` and of the workbook's fields."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for english in texts_of_code(path.read_text(encoding="utf-8")):
            yield Text(english, path.relative_to(ROOT).as_posix())
    for pattern in TEXTS:
        for path in sorted((ROOT / "data").glob(pattern)):
            body = path.read_text(encoding="utf-8")
            content = tomllib.loads(body) if path.suffix == ".toml" else json.loads(body)
            for text in texts_in(content, pattern):
                yield Text(text, path.relative_to(ROOT).as_posix())
    for text in field_words():
        yield Text(text, "src/coursehelpers/workbook/entries.py")
    for text, file in column_words():
        yield Text(text, file)


def texts_of_code(source: str) -> Iterator[str | tuple[str, ...]]:
    r"""Go through the texts of a module, those inside an f-string too, which Babel sees from Python 3.12 on.

    Examples
    --------
    >>> list(texts_of_code("f'<b>{_(\"Goal\")}</b>' + ngettext('{n} row', '{n} rows', n)"))
    [('{n} row', '{n} rows'), 'Goal']
    """
    for found in ast.walk(ast.parse(source)):
        if isinstance(found, ast.Call) and isinstance(found.func, ast.Name):
            texts = found.args[: TEXTS_OF_CALL.get(found.func.id, 0)]
            said = [one.value for one in texts if isinstance(one, ast.Constant)]
            if said and len(said) == len(texts):
                yield str(said[0]) if len(said) == 1 else tuple(map(str, said))


def field_words() -> Iterator[str]:
    """Go through names and choices of the workbook's fields: codes in its file, words in a form."""
    for section in (*SECTIONS, *PAGES):
        yield section.replace("_", " ")
        fields = entry_model(section).model_json_schema(mode="serialization")["properties"]
        for name, described in fields.items():
            yield name.replace("_", " ")
            yield from filter(None, allowed_words(described))


def column_words() -> Iterator[tuple[str, str]]:
    """Go through names of columns, which stand above the tables that people read, and their files."""
    for found in pkgutil.walk_packages([str(PACKAGE)], "coursehelpers."):
        if found.name == "coursehelpers.__main__":
            continue
        module = importlib.import_module(found.name)
        for columns in vars(module).values():
            if isinstance(columns, Mapping) and all(
                isinstance(c, Column) for c in columns.values()
            ):
                for name in columns:
                    yield name.replace("_", " "), f"src/{found.name.replace('.', '/')}.py"


def template() -> Catalog:
    """Return the package's texts, each once, by the alphabet."""
    made = Catalog(fuzzy=False)
    for text in package_texts():
        made.add(text.english)
    return made


def write_template() -> None:
    """Write the package's template."""
    path = folder() / f"{DOMAIN}.pot"
    with path.open("wb") as file:
        write_po(file, template(), sort_output=True, omit_header=True, no_location=True)


def carry_along(language: str, domain: str) -> None:
    """Bring a language's file up to its template; begin it where there is none.

    Parameters
    ----------
    language : str
        Such as ``"es"`` or ``"pt_BR"``.
    domain : str
    """
    with (folder() / f"{domain}.pot").open("rb") as file:
        texts = read_po(file)
    path = folder() / language / "LC_MESSAGES" / f"{domain}.po"
    if path.exists():
        with path.open("rb") as file:
            kept = read_po(file, locale=language, domain=domain)
        kept.update(texts, update_creation_date=False)
    else:
        kept = Catalog(locale=language, domain=domain, fuzzy=False)
        for message in texts:
            if message.id:
                kept[message.id] = message
        path.parent.mkdir(parents=True, exist_ok=True)
    # Whoever translates stays unnamed, and Babel's examples of addresses are nobody's.
    kept.project, kept.version = "coursehelpers", course_version()
    kept.msgid_bugs_address = kept.last_translator = kept.language_team = ""
    if not isinstance(kept.revision_date, datetime):
        kept.revision_date = kept.creation_date
    kept.header_comment = ""
    with path.open("wb") as out:
        write_po(
            out, kept, sort_output=domain == DOMAIN, include_previous=True, ignore_obsolete=True
        )


def update() -> None:
    """Write the package's template, carry every language along, and list what was changed since."""
    write_template()
    for domain in DOMAINS:
        for language in languages(domain)[1:]:
            carry_along(language, domain)
            for english in sorted(read_catalogue(language, domain).changed):
                print(f"{language}: changed since it was translated: {english!r}")


def begin(language: str) -> None:
    """Begin a language.

    Raises
    ------
    ValueError
        If Unicode CLDR does not know it, or it is there already.
    """
    try:
        known = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"“{language}” is no code of a language, such as es or pt_BR") from None
    if language == ENGLISH or language in languages():
        raise ValueError(f"{known.english_name} is there already")
    for domain in DOMAINS:
        if (folder() / f"{domain}.pot").exists():
            carry_along(language, domain)
            print(folder() / language / "LC_MESSAGES" / f"{domain}.po")


def coverage(language: str, domain: str) -> dict[str, tuple[int, int]]:
    """Count how many texts of each file are translated, and how many there are."""
    catalogue = read_catalogue(language, domain)
    counted: dict[str, tuple[int, int]] = {}
    for text in _texts_of(domain):
        english = text.english if isinstance(text.english, str) else text.english[0]
        done, every = counted.get(text.file, (0, 0))
        counted[text.file] = (done + (catalogue.state(english) == "translated"), every + 1)
    return counted


def _texts_of(domain: str) -> Iterator[Text]:
    if domain == DOMAIN:
        yield from dict.fromkeys(package_texts())
        return
    with (folder() / f"{domain}.pot").open("rb") as file:
        for message in read_po(file):
            if message.id:
                english = message.id if isinstance(message.id, str) else tuple(message.id)
                for name, _line in message.locations or [(f"{domain}.pot", 0)]:
                    yield Text(english, name)


def report() -> None:
    """Print for each language how far it has come, file by file, and what cannot be shown as it is."""
    for language in languages()[1:]:
        for domain in DOMAINS:
            if language not in languages(domain):
                continue
            catalogue = read_catalogue(language, domain)
            print(f"{language} {domain}: {_counted(catalogue)}")
            for name, (done, every) in sorted(coverage(language, domain).items()):
                print(f"  {done / every:4.0%} {done:5} of {every:5}  {name}")
            for english in sorted(catalogue.misfits):
                print(f"  names in braces differ, so it stays English: {english!r}")
    if len(languages()) == 1:
        print("English only; “make language NEW=es” begins another one.")


def _counted(catalogue: Catalogue) -> str:
    words = (
        f"{catalogue.share:.1%} translated, {len(catalogue.changed)} changed since, "
        f"{len(catalogue.untranslated)} open"
    )
    return f"{words}; {'whole' if catalogue.whole else 'not whole yet'}"


def main(arguments: list[str] | None = None) -> int:
    """Do what one of the three commands asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["update", "begin", "report"])
    parser.add_argument("language", nargs="?", default="")
    asked = parser.parse_args(arguments)
    if asked.what == "update":
        update()
    elif asked.what == "report":
        report()
    else:
        try:
            begin(asked.language)
        except ValueError as error:
            print(f"{error}; write it as in “make language NEW=es”.")
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
