"""A country's tables as a snapshot: saved, and loaded without internet."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from coursehelpers.evidence import snapshot
from coursehelpers.evidence.tables import TABLES, Evidence
from coursehelpers.ground.characters import printable
from coursehelpers.ground.errors import (
    BrokenFileError,
    CourseError,
)
from coursehelpers.ground.files import pasted
from coursehelpers.ground.locale import (
    ENGLISH,
    LateText,
    _,
    dated,
    language,
    said_now,
    speaking,
    whole_languages,
)
from coursehelpers.ground.settings import TRAINING_COUNTRY, Settings, in_a_browser


def save(evidence: Evidence, path: Path) -> None:
    """Save the evidence as a snapshot: a zip of tables that a spreadsheet opens.

    Parameters
    ----------
    evidence : Evidence
    path : pathlib.Path
        A file in the folder ``snapshots`` of ``COURSE_HOME`` is found again by itself.

    Raises
    ------
    CourseError
        If the file cannot be written.
    """
    snapshot.save(
        path,
        {name: getattr(evidence, name) for name in TABLES},
        TABLES,
        {
            "country": evidence.country,
            "notes": _notes_in(ENGLISH, evidence),
            "notes_in": _notes_in_others(evidence),
            **evidence.provenance,
        },
    )


def _notes_in(code: str, evidence: Evidence) -> list[str]:
    with speaking(code):
        return list(said_now(evidence.notes))


def _notes_in_others(evidence: Evidence) -> dict[str, list[str]]:
    """Say the notes in every other language: whoever opens the file may read another one."""
    if in_a_browser() or not evidence.notes:
        # A page in a browser has loaded its own language alone.
        return {}
    return {code: _notes_in(code, evidence) for code in whole_languages() if code != ENGLISH}


def load(path: Path) -> Evidence:
    """Load evidence that :func:`save` wrote.

    Raises
    ------
    BrokenFileError
        If the file is damaged, foreign, or from a newer version of the course.
    """
    tables, told = snapshot.load(path, TABLES)
    country, said = told.get("country", ""), told.get("notes", [])
    others = told.get("notes_in", {})
    provenance = {name: told.get(name) for name in _PROVENANCE}
    if not (
        isinstance(country, str)
        # The country becomes part of the names of files.
        and re.fullmatch(r"(?:[A-Z]{2}(?:,[A-Z]{2})*)?", country)
        and _are_texts(said)
        and isinstance(others, dict)
        and all(_are_texts(texts) and len(texts) == len(said) for texts in others.values())
        and all(value is None or isinstance(value, str | int) for value in provenance.values())
        and _is_day(provenance["registry_date"])
        and _is_cited(told.get("answers", []))
        and all(tables[table][column].notna().all() for table, column in _IDENTS.items())
    ):
        raise BrokenFileError(
            _("{path} says of itself what no snapshot says; save it anew.").format(path=path)
        )
    notes = [_note(at, {**others, ENGLISH: said}) for at in range(len(said))]
    provenance = {
        name: printable(value, "line") if isinstance(value, str) else value
        for name, value in provenance.items()
    }
    if told.get("answers"):
        provenance["answers"] = [
            {k: printable(v, "line") if isinstance(v, str) else v for k, v in one.items()}
            for one in told["answers"]
        ]
    if country != TRAINING_COUNTRY:
        provenance["source"] = "snapshot"
        notes.insert(
            0,
            LateText(
                lambda: _("These tables come from the snapshot {name}, made on {date}.").format(
                    name=path.name, date=dated(str(provenance["retrieved"])[:10])
                )
            ),
        )
    return Evidence(
        country=country,
        **{name: tables[name] for name in TABLES},  # type: ignore[arg-type]
        provenance=provenance,
        notes=tuple(notes),
    )


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _note(at: int, said: dict[str, list[str]]) -> str:
    return LateText(lambda: printable(said.get(language(), said[ENGLISH])[at], "line"))


def _is_day(value: Any) -> bool:
    """Tell whether a value is a day: how old an entry is, is counted from it."""
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_cited(answers: Any) -> bool:
    """Tell whether these are descriptions of downloads, each with how to cite it."""
    return isinstance(answers, list) and all(
        isinstance(one, dict)
        and isinstance(one.get("citation"), str)
        and all(isinstance(one.get(name) or "", str) for name in ("date", "doi", "file"))
        for one in answers
    )


_IDENTS = {
    "institutions": "key",
    "collections": "key",
    "organizations": "key",
    "published_elsewhere": "country",
    "linkage": "what",
    "lookalikes": "key",
}
"""What no row of a table may lack."""


_PROVENANCE = (
    "source",
    "api_url",
    "requests",
    "retrieved",
    "registry_date",
    "occurrence_date",
    "course_version",
)


def snapshot_path(country: str, settings: Settings) -> Path:
    """Return where a country's snapshot is kept in the learner's folder."""
    return settings.home / "snapshots" / f"{country.replace(',', '-')}.zip"


def _own_snapshot(codes: Sequence[str], settings: Settings) -> Path | None:
    path = snapshot_path(",".join(codes), settings)
    return path if path.is_file() else None


def _from_own_snapshot(codes: Sequence[str], settings: Settings) -> Evidence:
    path = _own_snapshot(codes, settings)
    if path is None:
        raise CourseError(
            _(
                "There is no snapshot of {country} in {folder}; save one when you are online with "
                "“coursehelpers evidence {country} --save {path}”."
            ).format(
                country=",".join(codes),
                folder=settings.home / "snapshots",
                path=pasted(snapshot_path(",".join(codes), settings)),
            )
        )
    return load(path)
