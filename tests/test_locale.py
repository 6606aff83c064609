"""Every string that a person reads is in the catalogue."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from coursehelpers.ground.locale import CATALOGUES

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "coursehelpers"
KEYWORDS = {"_": None, "ngettext": (1, 2)}


def test_the_catalogue_is_up_to_date():
    found = {
        message
        for _file, _line, message, _comments, _context in extract_from_dir(
            PACKAGE, keywords=KEYWORDS
        )
    }
    with (CATALOGUES / "coursehelpers.pot").open("rb") as catalogue:
        kept = {message.id for message in read_po(catalogue) if message.id}
    assert found == kept, "run make messages"


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_no_string_is_put_together_before_it_is_translated(path):
    assert not re.search(r"(?<!\w)_\(f", path.read_text(encoding="utf-8"))
