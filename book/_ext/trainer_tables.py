"""Tables of the trainer's pages: a line ``% table: NAME`` becomes what the lessons say on the day of the build."""

import re

from coursehelpers.classroom.sessions import trainer_tables

_MARK = re.compile(r"^% table: ([\w-]+)$", re.MULTILINE)


def with_tables(text: str) -> str:
    """Put the tables where a page asks for them."""
    if not _MARK.search(text):
        return text
    tables = trainer_tables()
    return _MARK.sub(lambda found: tables[found[1]], text)


def _put_in(app, page, source):
    source[0] = with_tables(source[0])


def setup(app):
    """Register with Sphinx."""
    app.connect("source-read", _put_in)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
