"""What a verb gives back: sentences, a table, or saved files; each shows itself and holds its data."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

import pandas as pd

from coursehelpers.documents import html
from coursehelpers.documents.text import to_lines
from coursehelpers.ground.characters import printable
from coursehelpers.ground.files import pasted
from coursehelpers.ground.locale import ENGLISH, _, language
from coursehelpers.ground.settings import read_settings
from coursehelpers.landscape.conversations import in_words


class Shown:
    """Show something in a notebook: as HTML where it is understood, else as text.

    Attributes
    ----------
    of : str
        Of which country it speaks; empty for what speaks of none.
    answers : bool
        Whether it comes from what the learner answered, and not from GBIF.
    """

    of: str = ""
    answers: bool = False

    def __init__(self, text: str, html_text: str) -> None:
        self._text = printable(text, "terminal")
        self._html = printable(html_text)

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return self._html


class ShownTable(Shown):
    """Show the first rows of a table with a line beneath it.

    Attributes
    ----------
    table : pandas.DataFrame
        All rows and columns, kinds of conversation by their codes; people are shown the words.

    Where there is no row, ``none`` is said instead: what it means that there is none.
    """

    def __init__(
        self,
        table: pd.DataFrame,
        caption: str,
        columns: Iterable[str] = (),
        rows: int | None = None,
        none: str = "",
    ) -> None:
        self.table = table
        chosen = _in_words(table[list(columns)] if columns else table)
        if rows is not None and len(chosen) > rows:
            caption = _("The first {n} of {all} rows. {source}").format(
                n=rows, all=len(chosen), source=caption
            )
            chosen = chosen.head(rows)
        if chosen.empty:
            said = sentences([none or _("There is nothing to show here."), caption])
            super().__init__(repr(said), said._repr_html_())
        else:
            super().__init__(f"{to_lines(chosen)}\n{caption}", html.table(chosen, caption))


_CODED = ("wave", "quadrant", "current", "desired")
"""Columns whose values are codes that are words in English."""


def _in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Write codes as people read them; the table behind them keeps the codes."""
    shown = in_words(table)
    if language() == ENGLISH:
        return shown
    coded = {
        name: [_(code) if isinstance(code, str) and code else code for code in shown[name]]
        for name in _CODED
        if name in shown
    }
    if "declared_basis" in shown:
        said = {
            "institution": _("institution"),
            "collections": _("collections"),
            "partial": _("partial"),
            "unknown": _("unknown"),
        }
        coded["declared_basis"] = [said.get(code, code) for code in shown["declared_basis"]]
    if "kind" in shown:
        # Stakeholders are entries of a workbook, which whoever only reads a country does without.
        from coursehelpers.stakeholders.register import kind_name

        coded["kind"] = [
            kind_name(code) if isinstance(code, str) else code for code in shown["kind"]
        ]
    return shown.assign(
        **{name: pd.Series(words, shown.index, dtype="object") for name, words in coded.items()}
    )


class Saved(Shown):
    """Say where files were saved, each as a link that opens it.

    Attributes
    ----------
    path : pathlib.Path
        The file; where there are several, the first one.
    paths : tuple of pathlib.Path
    """

    def __init__(self, *paths: Path, more: str = "") -> None:
        self.paths = paths
        self.path = paths[0]
        words = _("Saved as {path}.")
        short = read_settings().short
        text = " ".join(words.format(path=pasted(Path(short(path)))) for path in paths)
        linked = " ".join(
            escape(words).format(path=_link(path, str(short(path)))) for path in paths
        )
        super().__init__(f"{text} {more}".strip(), f"<p>{linked} {escape(more)}".strip() + "</p>")

    def __fspath__(self) -> str:
        return str(self.path)


def _link(path: Path, words: str) -> str:
    """Link a file that lies below the notebook; elsewhere a browser may not open it."""
    try:
        below = path.resolve().relative_to(Path.cwd())
    except ValueError:
        return escape(words)
    return f'<a href="{escape(below.as_posix())}" target="_blank">{escape(words)}</a>'


def sentences(said: Iterable[str]) -> Shown:
    """Show sentences, each in a paragraph of its own.

    Examples
    --------
    >>> sentences(["Two herbaria.", "One museum."])
    Two herbaria.
    One museum.
    """
    said = list(said)
    paragraphs = "".join(html.paragraph(sentence) for sentence in said)
    return Shown("\n".join(said), f"<div>{paragraphs}</div>")
