"""A language is begun, carried along and counted."""

import pytest
from babel.messages.pofile import read_po, write_po
from upkeep import catalogues

from coursehelpers.ground import locale


@pytest.fixture
def spanish(tmp_path, monkeypatch):
    """A Spanish catalogue that was just begun, in a folder of its own."""
    monkeypatch.setenv("COURSE_CATALOGUES", str(tmp_path))
    catalogues.write_template()
    catalogues.begin("es")
    yield tmp_path / "es" / "LC_MESSAGES" / "coursehelpers.po"
    monkeypatch.undo()
    locale.use(None)


def translate(path, **words):
    with path.open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if message.id in words:
            message.string = words[message.id]
    with path.open("wb") as file:
        write_po(file, catalogue)
    locale.use(None)


def without(path, text):
    """A template that has another text in the place of this one."""
    made = path.read_text(encoding="utf-8")
    assert f'msgid "{text}"' in made
    path.write_text(made.replace(f'msgid "{text}"', f'msgid "{text}!"'), encoding="utf-8")


def test_a_language_that_was_begun_has_every_text_open(spanish):
    begun = locale.read_catalogue("es")
    assert len(begun.untranslated) > 2000
    assert begun.share == 0
    assert not begun.whole


@pytest.mark.parametrize("domain", catalogues.DOMAINS)
@pytest.mark.parametrize("language", locale.languages()[1:])
def test_the_head_of_a_catalogue_holds_no_address_and_names_nobody(language, domain):
    path = locale.catalogue.folder() / language / "LC_MESSAGES" / f"{domain}.po"
    head = path.read_text(encoding="utf-8").split("\n\n")[0]
    assert "coursehelpers" in head
    assert "@" not in head
    assert "FULL NAME" not in head
    assert "YEAR-MO-DA" not in head


def test_what_is_translated_is_counted_by_file(spanish):
    translate(spanish, Observer="Observador")
    assert catalogues.coverage("es", "coursehelpers")["data/call_cards.json"][0] == 1


def test_a_text_that_was_changed_keeps_its_old_translation_and_is_listed(
    spanish, capsys, monkeypatch
):
    translate(spanish, **{"Collection manager of a town museum": "Responsable de colección"})
    without(spanish.parents[2] / "coursehelpers.pot", "Collection manager of a town museum")
    monkeypatch.setattr(catalogues, "write_template", lambda: None)
    catalogues.update()
    locale.use(None)
    changed = "Collection manager of a town museum!"
    assert f"es: changed since it was translated: '{changed}'" in capsys.readouterr().out
    assert locale.read_catalogue("es").changed == {changed: "Responsable de colección"}
    assert locale.read_catalogue("es").text(changed) == f"{changed} [en]"


def test_a_translation_that_could_not_be_filled_in_stays_english_and_is_said(spanish, capsys):
    text = "There is no file {path}; check its name and folder."
    translate(spanish, **{text: "No hay archivo {ruta}."})
    catalogues.report()
    assert locale.read_catalogue("es").text(text) == text
    assert f"names in braces differ, so it stays English: {text!r}" in capsys.readouterr().out


@pytest.mark.parametrize("strange", ["", "en", "klingon", "../x", "es"])
def test_a_language_that_is_none_or_is_there_is_not_begun(spanish, strange, capsys):
    assert catalogues.main(["begin", strange]) == 2
    assert "make language NEW=es" in capsys.readouterr().out
