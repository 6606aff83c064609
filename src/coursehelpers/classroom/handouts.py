"""What a trainer prints: one page a session, the grid, the canvas of six fields, the rubric, and cards.

Each is a page of HTML that prints on A4 from any browser and needs nothing beside it.
"""

import html
from collections.abc import Iterator, Sequence
from pathlib import Path

from coursehelpers.classroom.cards import call_cards_page, role_cards_page
from coursehelpers.classroom.completion import rubric
from coursehelpers.classroom.sessions import (
    Session,
    read_lessons,
    read_sessions,
    session_clock,
    without_minutes,
)
from coursehelpers.classroom.translated import say
from coursehelpers.ground.files import write_whole
from coursehelpers.ground.locale import LateSequence, _, enumeration, language

_STYLE = (Path(__file__).parent / "static" / "handouts.css").read_text(encoding="utf-8")

FIELDS = LateSequence(
    lambda: (
        (_("Goal"), _("What will be different? Give a number.")),
        (_("Who must act"), _("Which group, which role?")),
        (_("One ask"), _("One verb. If there is an “and”, it is two.")),
        (_("Offer"), _("What do they get, and when?")),
        (_("By when"), _("A date that stands in their calendar.")),
        (_("How we will know"), _("A number that you can ask for again; today's value.")),
    )
)
"""The six fields of a campaign, with a question each."""


def write_handouts(folder: Path) -> list[Path]:
    """Write every handout into a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Made if need be.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    CourseError
        If the folder cannot be written to.
    """
    written = []
    for name, page in _pages():
        path = folder / f"{name}.html"
        write_whole(path, page.encode())
        written.append(path)
    return written


def _pages() -> Iterator[tuple[str, str]]:
    for session in read_sessions():
        yield f"session-{session.key}", session_page(session)
    yield "grid", grid_page()
    yield "canvas", canvas_page()
    yield "rubric", rubric_page()
    yield "role-cards", role_cards_page()
    yield "call-cards", call_cards_page()


def _page(title: str, body: str, *, across: bool = False) -> str:
    style = _STYLE.replace("SIZE", "landscape" if across else "portrait")
    style = style.replace("WIDTH", "269mm" if across else "182mm")
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{style}</style></head><body><h1>{html.escape(title)}</h1>{body}</body></html>\n"
    )


def session_page(session: Session) -> str:
    """Write the plan of a session on one page."""
    asked = any(step.ask for step in session.steps)
    rows = [
        (begins, str(step.minutes), _what(step.what, _places(step.parts)), step.ask)
        for begins, step in session_clock(session)
    ]
    head = [_("from"), _("minutes"), _("what happens"), *([_("ask")] if asked else [])]
    body = "".join(
        f'<tr><td class="time">{begins}</td><td>{minutes}</td><td>{what}</td>'
        + (f"<td><em>{html.escape(ask)}</em></td>" if asked else "")
        + "</tr>"
        for begins, minutes, what, ask in rows
    )
    body += f'<tr class="all"><td></td><td>{session.minutes}</td><td>{_("together")}</td></tr>'
    lists = _bullets(session.bring)
    return _page(
        session.title,
        f"<table><thead><tr>{''.join(f'<th>{name}</th>' for name in head)}</tr></thead><tbody>{body}</tbody></table>"
        f"<h2>{_('Bring')}</h2>{lists}<h2>{_('Notes')}</h2><p>&nbsp;</p>"
        f"<footer>{_('All minutes are estimates. Behind schedule? Drop a talk before you drop an exercise.')}</footer>",
    )


def _what(what: str, places: str) -> str:
    return f"<strong>{html.escape(what)}</strong><br><small>{html.escape(places)}</small>"


def _places(parts: Sequence[tuple[str, str]]) -> str:
    said = []
    for number, begins in parts:
        heading = without_minutes(say(read_lessons()[number].heading(begins) or begins))
        said.append(_("lesson {number}: {heading}").format(number=number, heading=heading))
    return enumeration(said, "semicolon")


def _bullets(points: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{html.escape(point)}</li>' for point in points)}</ul>"


def grid_page() -> str:
    """Write the empty grid of power and interest, with room for eight names."""
    cells = "".join(
        f'<div class="{"high" if column >= 3 else ""}"></div>'
        for _row in range(5, 0, -1)
        for column in range(1, 6)
    )
    corners = (
        (_("keep satisfied"), "left:2mm;top:1mm"),
        (_("work closely"), "right:2mm;top:1mm"),
        (_("keep in view"), "left:2mm;bottom:1mm"),
        (_("support"), "right:2mm;bottom:1mm"),
    )
    words = "".join(f'<b style="{where}">{html.escape(name)}</b>' for name, where in corners)
    rows = "".join(f"<span>{number}</span>" for number in range(5, 0, -1))
    columns = "".join(f"<span>{number}</span>" for number in range(1, 6))
    names = "".join(f"<p>{number}.</p>" for number in range(1, 9))
    how = _(
        "Give each stakeholder a number. Write the number into the grid, and the name and one reason below. "
        "Organisations and roles only, never persons. Rights-holders are asked for consent, not placed."
    )
    power = _("Power, upwards: how much can it change? 1 hardly, 5 it can stop or start it")
    interest = _("Interest, to the right: how much does it care today?")
    return _page(
        _("The grid of power and interest"),
        f'<p>{how}</p><p class="axis up">{power}</p>'
        f'<div class="grid"><span class="rows">{rows}</span>{cells}{words}</div>'
        f'<div class="columns">{columns}</div><p class="axis">{interest}</p>'
        f'<div class="lines">{names}</div><footer>{_("Date:")} __________</footer>',
    )


def canvas_page() -> str:
    """Write the empty canvas of a campaign: six fields on one page."""
    fields = "".join(
        f"<section><h2>{number}. {html.escape(name)}</h2><p>{html.escape(question)}</p></section>"
        for number, (name, question) in enumerate(FIELDS, start=1)
    )
    check = _(
        "Check it aloud: one number, one group, one verb, one date, and one role that answers for it."
    )
    return _page(
        _("A campaign in six fields"),
        f'<div class="canvas">{fields}</div><footer>{check}</footer>',
        across=True,
    )


def rubric_page() -> str:
    """Write the rubric with a box for one's own rating and one for a colleague's."""
    parts = []
    for part in rubric().values():
        rows = "".join(
            f'<tr><td>{level}</td><td>{html.escape(words)}</td><td class="mark">☐</td><td class="mark">☐</td></tr>'
            for level, words in enumerate(part["levels"], start=1)
        )
        parts.append(
            f"<h2>{html.escape(part['title'][:1].upper() + part['title'][1:])}</h2>"
            f'<table class="boxes"><thead><tr><th>{_("level")}</th><th>{_("what it looks like")}</th>'
            f'<th class="mark">{_("I say")}</th><th class="mark">{_("you say")}</th></tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )
    foot = _(
        "Rate yourself first, then exchange. Where the two differ, talk. "
        "The levels describe work, never a person."
    )
    return _page(_("How far did you come?"), "".join(parts) + f"<footer>{foot}</footer>")
