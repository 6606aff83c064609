"""Every string that a person reads is in the catalogue."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from upkeep.catalogues import template

from coursehelpers.ground import locale
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale.catalogue import folder
from coursehelpers.ground.settings import choose_language, read_settings

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "coursehelpers"


def test_the_catalogue_is_up_to_date():
    with (folder() / "coursehelpers.pot").open("rb") as catalogue:
        kept = {message.id for message in read_po(catalogue) if message.id}
    assert {message.id for message in template() if message.id} == kept, "run make messages"


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_no_string_is_put_together_before_it_is_translated(path):
    assert not re.search(r"(?<!\w)_\(f", path.read_text(encoding="utf-8"))


SPANISH = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: es\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Goal"
msgstr "Objetivo"

msgid "{n} row"
msgid_plural "{n} rows"
msgstr[0] "{n} fila"
msgstr[1] "{n} filas"
"""


@pytest.fixture
def catalogues(tmp_path, monkeypatch):
    """A folder with a Spanish catalogue of two texts, and an environment that says nothing."""
    for name in ("COURSE_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COURSE_CATALOGUES", str(tmp_path))
    file = tmp_path / "es" / "LC_MESSAGES" / "coursehelpers.po"
    file.parent.mkdir(parents=True)
    file.write_text(SPANISH, encoding="utf-8")
    locale.use(None)
    yield file
    monkeypatch.undo()
    locale.use(None)


def test_a_text_is_looked_up_when_it_is_shown(catalogues):
    words = locale.LateMapping(lambda: {"goal": locale._("Goal")})
    said = []
    for language in ("en", "es", "en"):
        locale.use(language)
        said.append((words["goal"], locale.ngettext("{n} row", "{n} rows", 2)))
    assert said == [("Goal", "{n} rows"), ("Objetivo", "{n} filas"), ("Goal", "{n} rows")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COURSE_LANG", "es"),
        ("COURSE_LANG", "ES-mx"),
        ("LANG", "es_CO.UTF-8"),
        ("LANGUAGE", "pt:es:en"),
    ],
)
def test_the_environment_chooses_the_language(catalogues, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert locale.use(None) == "es"


def test_what_was_chosen_in_the_lesson_goes_before_the_environment(catalogues, monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "es")
    assert [locale.use("en"), locale.use(None)] == ["en", "es"]


def test_a_language_that_is_not_whole_comes_only_by_its_name(catalogues, monkeypatch):
    catalogues.write_text(SPANISH + '\nmsgid "now"\nmsgstr ""\n', encoding="utf-8")
    monkeypatch.setenv("LANG", "es_ES.UTF-8")
    assert locale.use(None) == "en"
    assert locale.whole_languages() == ["en"]
    monkeypatch.setenv("COURSE_LANG", "es")
    assert locale.use(None) == "es"
    assert [locale._("Goal"), locale._("now")] == ["Objetivo", "now"]


def test_a_text_that_was_changed_is_english_with_a_mark(catalogues):
    changed = SPANISH.replace('msgid "Goal"', '#, fuzzy\nmsgid "Goal"')
    catalogues.write_text(changed, encoding="utf-8")
    locale.use("es")
    assert locale._("Goal") == "Goal [en]"
    assert locale.read_catalogue("es").state("Goal") == "changed"


@pytest.mark.parametrize("strange", ["", "klingon", "../../etc", "es/LC_MESSAGES", "e", "\0", "xx"])
def test_a_strange_language_is_refused_in_a_sentence(catalogues, strange):
    with pytest.raises(BadCallError, match="choose one of en, es"):
        choose_language(strange)
    assert locale.language() == "en"


def test_a_strange_setting_is_refused_where_settings_are_read(catalogues, monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "klingon")
    assert locale.use(None) == "en"
    with pytest.raises(BadCallError, match="COURSE_LANG is “klingon”"):
        read_settings()


def test_a_document_speaks_a_language_of_its_own(catalogues):
    with locale.speaking("es"):
        assert locale._("Goal") == "Objetivo"
    assert locale._("Goal") == "Goal"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["1,234,567.5", "12%", "2026-11-05", "2026-05", "a, b or c", "a; b"]),
        (
            "es",
            ["1\u202f234\u202f567,5", "12\u00a0%", "5 nov 2026", "may 2026", "a, b o c", "a; b"],
        ),
    ],
)
def test_numbers_days_and_lists_are_written_as_a_language_does(catalogues, language, written):
    with locale.speaking(language):
        assert [
            locale.number(1234567.5),
            locale.percent(0.123),
            locale.dated("2026-11-05"),
            locale.month("2026-05"),
            locale.enumeration("abc", "or"),
            locale.enumeration("ab", "semicolon"),
        ] == written


def test_english_needs_no_other_library():
    program = (
        "import sys; from coursehelpers.ground.locale import _, number, dated, use; use('en');"
        "_('Goal'), number(1234), dated('2026-11-05'); sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("es", ["1234", "12\u202f345", "12\u202f345,60", "-9999", "12\u202f345\u00a0%"]),
        (
            "fr",
            ["1\u202f234", "12\u202f345", "12\u202f345,60", "-9\u202f999", "12\u202f345\u00a0%"],
        ),
    ],
)
def test_no_point_stands_between_thousands(language, written):
    with locale.speaking(language):
        said = [locale.number(1234), locale.number(12345), locale.number(12345.6, 2)]
        assert [*said, locale.number(-9999), locale.percent(123.45)] == written


@pytest.mark.parametrize("length", ["medium", "long"])
def test_the_first_of_a_month_is_the_first_in_french(length):
    with locale.speaking("fr"):
        assert locale.dated("2026-10-01", length).startswith("1er oct")
        assert locale.dated("2026-10-11", length).startswith("11 oct")
    with locale.speaking("es"):
        assert locale.dated("2026-10-01", length).startswith("1 ")


def test_a_sentence_that_is_kept_is_said_in_the_language_of_now():
    kept = locale.LateText(lambda: locale._("Goal"))
    with locale.speaking("es"):
        assert locale.said_now([kept, "Somebody's own."]) == ("Objetivo", "Somebody's own.")
