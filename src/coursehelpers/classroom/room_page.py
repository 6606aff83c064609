"""The page for the wall: who has handed in, the one card to talk about first, and every rating as a dot.

It is one file that opens without internet. Type is at least 28 dots high on a projector of 1,280 by 720, and grows with
it. Where a group is split, the page says how many say what; no mark stands between them. Numbers that need
an explanation are in a fold, with their explanation.
"""

import html
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from coursehelpers.classroom.who_handed_in import Room, names_of
from coursehelpers.ground.characters import printable
from coursehelpers.ground.locale import (
    _,
    enumeration,
    labelled,
    language,
    ngettext,
    number,
    percent,
    quoted,
)
from coursehelpers.ground.tables import rows_of
from coursehelpers.stakeholders.agreement import (
    FEWEST_RATERS,
    by_chance,
    verdict,
    what_changed,
)
from coursehelpers.stakeholders.group import (
    compare_kinds,
    corners,
    role_cards,
    similar_kinds,
    to_discuss,
)

LEVELS = range(1, 6)
NAMED = 16
"""Countries that the first screen writes out; if there are more, it shows their codes."""
CARDS_A_SCREEN = 3
MOVED_SHOWN = 3
"""Cards of which the page says how their dots moved; the others are in the fold."""
_CLOSE = 2
"""Steps from the lowest to the highest rating from which on a card is worth a talk."""
_KINDS = 20
_LONG = 32
"""Letters of a file's name, and of a word of a learner's own, that the page shows."""

_STYLE = """
:root{color-scheme:light dark;--paper:#fff;--ink:#161f1f;--quiet:#46555a;--lead:#0f5c5c;--dot:#005a8e;--late:#8a3b00;
--line:#8a979b;--soft:#eef4f3}
@media(prefers-color-scheme:dark){:root{--paper:#0e1414;--ink:#f1f5f5;--quiet:#b9c6c9;--lead:#7fd0c8;--dot:#6cc3f5;
--late:#ffb27a;--line:#7d8b8f;--soft:#1b2525}}
*{box-sizing:border-box}html{font-size:max(16px,1.25vw);scroll-snap-type:y proximity;background:var(--paper)}
body{margin:0;color:var(--ink);font:1.75rem/1.3 "Helvetica Neue",Arial,"Liberation Sans",sans-serif}
section{min-height:100vh;padding:1.6rem 2rem 1rem;scroll-snap-align:start;overflow-wrap:anywhere}
section.fold{min-height:0}h1,h2,h3,p,ul,ol,dl,figure{margin:0}
h1,h2{font-size:2.6rem;line-height:1.15;color:var(--lead);margin-bottom:1rem}
h3{font-size:2.1rem;line-height:1.15;margin-bottom:.4rem}
.big{font-size:3.4rem;font-weight:700;line-height:1.15}.quiet{color:var(--quiet)}.late{color:var(--late);font-weight:700}
.say{font-size:2.3rem;font-weight:700;margin:.5rem 0}.ask{
border-left:.5rem solid var(--lead);padding-left:1rem;margin-top:.8rem}
ul.who{list-style:none;padding:0;display:grid;gap:.25rem 2rem;grid-template-columns:repeat(2,1fr)}
ul.codes{grid-template-columns:repeat(6,1fr);gap:.1rem 1rem}.who b{margin-right:.4rem}.mend{margin-top:.9rem}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 2rem}.card{margin-bottom:.9rem;break-inside:avoid}
figure p{line-height:1.2;min-height:2.2rem}svg{display:block;width:100%;height:auto}svg circle{fill:var(--dot)}
svg text{fill:var(--ink);font-size:28px;text-anchor:middle}svg line{stroke:var(--line);stroke-width:2}
details{margin:1rem 0}summary{cursor:pointer;font-weight:700;color:var(--lead)}details p,dd{
margin:.4rem 0 .8rem;max-width:72rem}
dt{font-weight:700}table{border-collapse:collapse;width:100%;margin:.6rem 0}
th,td{text-align:left;padding:.2rem .8rem .2rem 0;
border-bottom:2px solid var(--line);vertical-align:top;font-weight:400}
thead th{font-weight:700}td.n,th.n{text-align:right}.n,td:nth-child(2){white-space:nowrap}
.wall{display:grid;grid-template-columns:1fr 27rem;gap:2rem;align-items:start}.wall svg{background:#fff;width:27rem}
.code{font:700 5.2rem/1.1 "DejaVu Sans Mono",Menlo,Consolas,monospace;letter-spacing:.12em;margin:.2rem 0 .6rem}
:focus-visible{outline:.2rem solid var(--dot);outline-offset:.2rem}
@media(max-width:900px){.two,.wall,ul.who{grid-template-columns:1fr}ul.codes{grid-template-columns:repeat(3,1fr)}}
@media print{section{min-height:0;break-after:page}}
"""

# A page that was opened from a folder may not read a file beside it, but may run one: that is how it hears news.
# Where the reader is, and which folds are open, stays.
_FOLLOW = """
let shown=document.documentElement.dataset.version;
window.room=(version,body)=>{if(version===shown)return;shown=version;
 const main=document.querySelector("main"),open=[...main.querySelectorAll("details[open]")].map(one=>one.id);
 const all=[...main.children],at=all.findLast(one=>one.getBoundingClientRect().top<=innerHeight/3);
 const from=at&&at.id,off=at?at.getBoundingClientRect().top:0,focus=document.activeElement?.closest("details")?.id;
 main.innerHTML=body;open.forEach(id=>{const one=document.getElementById(id);if(one)one.open=true});
 const now=from&&document.getElementById(from);
 if(now)scrollTo({top:scrollY+now.getBoundingClientRect().top-off,behavior:"instant"});
 if(focus)document.getElementById(focus)?.querySelector("summary").focus({preventScroll:true})};
setInterval(()=>{const news=document.createElement("script");news.src=document.body.dataset.news+"?"+Date.now();
 news.onload=news.onerror=()=>news.remove();document.head.append(news)},400);
"""


class Wall(NamedTuple):
    """Hold what learners need to hand in over the room's network.

    Attributes
    ----------
    address : str
        Web address of the page that takes files.
    code : str
        What has to be typed.
    picture : str
        The address as a QR code: SVG that we wrote.
    """

    address: str
    code: str
    picture: str


def room_page(body: str, *, news: str = "", version: str = "") -> str:
    """Put what :func:`room_body` wrote into a page of HTML that needs nothing beside it.

    Parameters
    ----------
    body : str
    news : str, optional
        Name of the file beside the page that the open page follows (see :mod:`coursehelpers.classroom.watch`).
        Without it the page stays as it is.
    version : str, optional
        What tells this state from the next; as in that file.

    Examples
    --------
    >>> room_page("<section></section>").count("<script>")
    0
    """
    follow = f"<script>{_FOLLOW}</script>" if news else ""
    return (
        f'<!doctype html><html lang="{language()}" data-version="{_safe(version)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_safe(_('The group, side by side'))}</title><style>{_STYLE}</style></head>"
        f'<body data-news="{_safe(news)}"><main>{body}</main>{follow}</body></html>\n'
    )


def room_body(room: Room, *, before: Room | None = None, wall: Wall | None = None) -> str:
    """Write what the page for the wall holds, screen by screen, as HTML.

    Parameters
    ----------
    room : Room
        Who handed in what.
    before : Room, optional
        An earlier round of the same group.
    wall : Wall, optional
        Where to hand in; its code stands on the page.

    Examples
    --------
    >>> from coursehelpers.classroom.who_handed_in import look_into
    >>> "Handed in: 0 of 1" in room_body(look_into([], ["KE"]))
    True
    """
    discuss = to_discuss(room.group)
    screens = [
        _wall(wall) if wall else "",
        _who(room),
        _first_card(room, discuss),
        *_all_cards(room, discuss),
        _moved(before, room) if before is not None else "",
        _folds(room, discuss),
    ]
    return "".join(screens)


def _safe(text: str) -> str:
    return html.escape(printable(text))


def _p(text: str, mark: str = "") -> str:
    return f"<p{f' class={chr(34)}{mark}{chr(34)}' if mark else ''}>{_safe(text)}</p>"


def _short(text: str) -> str:
    text = printable(" ".join(text.split()))
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _wall(wall: Wall) -> str:
    words = [
        _p(_("Hand in here"), "quiet"),
        _p(wall.address, "big"),
        _p(_("with this code"), "quiet"),
        _p(wall.code, "code"),
        _p(
            _(
                "Sent: your country, kinds of stakeholder, power and interest. No names. "
                "Your trainer sees the file; the room sees dots."
            )
        ),
        _p(_("Your trainer can delete all of it after the day with one command."), "quiet"),
    ]
    return (
        f'<section id="wall"><h1>{_safe(_("Hand in your answers"))}</h1>'
        f'<div class="wall"><div>{"".join(words)}</div>{wall.picture}</div></section>'
    )


def _who(room: Room) -> str:
    come, late = len(room.handed_in), len(room.missing)
    title = (
        _("Handed in: {n} of {all}").format(n=come, all=come + late)
        if late
        else _("Handed in: {n}").format(n=come)
    )
    parts = [f"<h2>{_safe(title)}</h2>"]
    if room.examples:
        parts.append(_p(_("These learners are made up: an example."), "late"))
    if come + late:
        parts.append(_names(room))
    if room.missing and _is_many(room):
        named = enumeration(map(names_of, room.missing[:_LATE])) + (" …" if late > _LATE else "")
        parts.append(_p(_("○ not yet: {names}").format(names=named), "late mend"))
    parts += [_p(_mend(one.file, whole=one.whole), "late") for one in room.broken[:_MENDED]]
    if len(room.broken) > _MENDED:
        more = len(room.broken) - _MENDED
        parts.append(
            _p(
                ngettext("{n} more file to mend.", "{n} more files to mend.", more).format(n=more),
                "late",
            )
        )
    parts += [_p(note, "quiet") for note in room.notes]
    return f'<section id="who">{"".join(parts)}</section>'


_LATE = 8
"""Countries that are named as missing."""
_MENDED = 3
"""Broken files that the first screen names; the fold has all of them, with each reason."""


def _mend(file: str, *, whole: bool) -> str:
    if whole:
        return _("✗ {file} cannot be used: see “Files to mend” below.").format(file=_short(file))
    return _("✗ {file}: a row was left out; see “Files to mend” below.").format(file=_short(file))


def _is_many(room: Room) -> bool:
    return len(room.handed_in) + len(room.missing) > NAMED


def _names(room: Room) -> str:
    every = len(role_cards())
    many = _is_many(room)
    cells = []
    for one in room.handed_in:
        cards = _("{n} of {all} cards").format(n=one.cards, all=every)
        said = f"{one.country} {one.cards}" if many else labelled(names_of(one.country), cards)
        cells.append(
            f'<li title="{_safe(labelled(names_of(one.country), cards))}"><b>✓</b>{_safe(said)}</li>'
        )
    for code in room.missing:
        said = code if many else _("{country}: not yet").format(country=names_of(code))
        cells.append(f'<li class="late" title="{_safe(names_of(code))}"><b>○</b>{_safe(said)}</li>')
    how = (
        _p(_("A code is a country; the number beside it, how many cards."), "quiet") if many else ""
    )
    return f'<ul class="who{" codes" if many else ""}">{"".join(cells)}</ul>{how}'


def counts_of(ratings: "pd.Series[Any]") -> dict[int, int]:
    """Count how many say what.

    Examples
    --------
    >>> counts_of(pd.Series([1, 5, 5]))
    {1: 1, 5: 2}
    """
    return dict(sorted(Counter(map(int, ratings.dropna())).items()))


def say_counts(counts: dict[int, int]) -> str:
    """Say how many say what; never a number between them.

    Examples
    --------
    >>> say_counts({1: 6, 5: 6})
    '6 say 1, 6 say 5'
    >>> say_counts({2: 1, 3: 4})
    '1 says 2, 4 say 3'
    """
    return enumeration(
        ngettext("{n} says {score}", "{n} say {score}", count).format(n=count, score=score)
        for score, count in counts.items()
    )


def _say_short(counts: dict[int, int]) -> str:
    """Say it in half a line: all of it while there are three answers, else the ends and the most frequent."""
    if len(counts) <= 3:
        return say_counts(counts)
    most = max(counts.values())
    often = [score for score, count in counts.items() if count == most]
    ends = _("from {low} to {high}").format(low=min(counts), high=max(counts))
    return f"{ends}; {say_counts({often[0]: most})}" if len(often) == 1 else ends


def _dots(counts: dict[int, int], about: str, wide: int, high: int) -> str:
    """Draw each rating as a dot above its score, as large as the fullest score allows."""
    column = wide / len(LEVELS)
    room = column - 14
    fullest = max([1, *counts.values()])
    size = next(
        (
            step
            for step in range(56, 3, -1)
            if math.ceil(fullest / max(1, int(room // step))) * step <= high
        ),
        4,
    )
    across = max(1, int(room // size))
    marks = []
    for score in LEVELS:
        count = counts.get(score, 0)
        left = column * (score - 0.5) - min(count, across) * size / 2
        marks += [
            f'<circle cx="{left + (at % across + 0.5) * size:.1f}" cy="{high - (at // across + 0.5) * size:.1f}" '
            f'r="{size * 0.44:.1f}"/>'
            for at in range(count)
        ]
        marks.append(f'<text x="{column * (score - 0.5):.0f}" y="{high + 33}">{score}</text>')
    label = _safe(labelled(about, say_counts(counts) or _("no rating")))
    return (
        f'<svg viewBox="0 0 {wide} {high + 40}" role="img" aria-label="{label}">'
        f'<line x1="0" y1="{high + 3}" x2="{wide}" y2="{high + 3}"/>{"".join(marks)}</svg>'
    )


def _ratings(room: Room) -> tuple[tuple[str, pd.DataFrame], ...]:
    return ((_("power"), room.group.power), (_("interest"), room.group.interest))


def _first_card(room: Room, discuss: pd.DataFrame) -> str:
    title = f"<h2>{_safe(_('Talk about this card first'))}</h2>"
    if len(room.group.power) < FEWEST_RATERS:
        waiting = _(
            "With three files that hold cards, this page says which card to talk about first."
        )
        return f'<section id="first">{title}{_p(waiting)}</section>'
    wide = [
        row
        for row in rows_of(discuss, "name", "about")
        if max(spread := counts_of(dict(_ratings(room))[row.about][row.name])) - min(spread)
        >= _CLOSE
    ]
    if not wide:
        close = _(
            "No card is far apart: on each, all answers lie within one step. "
            "Ask who is missing among you, and what they would say."
        )
        return f'<section id="first">{title}{_p(close)}</section>'
    name, about = wide[0].name, wide[0].about
    card = next(one for one in role_cards() if one["title"] == name)
    counts = counts_of(dict(_ratings(room))[about][name])
    scale = (
        _("Power: how much can it change? 1 hardly, 5 it can stop or start it")
        if about == _("power")
        else _("Interest: how much does it care today? 1 hardly, 5 very much")
    )
    return (
        f'<section id="first">{title}<h3>{card["card"]}. {_safe(name)}</h3>{_p(card["text"])}'
        f'<p class="say">{_safe(labelled(about.capitalize(), say_counts(counts)))}</p>'
        f"{_dots(counts, f'{name}, {about}', 1216, 250)}{_p(scale, 'quiet')}"
        f"{_p(_('Lowest and highest speak first: what do you know that the others do not?'), 'ask')}</section>"
    )


def _all_cards(room: Room, discuss: pd.DataFrame) -> Iterator[str]:
    if not len(room.group.power):
        return
    numbers = {card["title"]: card["card"] for card in role_cards()}
    found = list(dict.fromkeys([*discuss["name"], *numbers]))
    scored = [name for name in found if room.group.power[name].notna().any()]
    for begin in range(0, len(scored), CARDS_A_SCREEN):
        head = f"<h2>{_safe(_('All cards, the widest apart first'))}</h2>" if begin == 0 else ""
        cards = "".join(
            _card(numbers[name], name, room) for name in scored[begin : begin + CARDS_A_SCREEN]
        )
        yield f'<section id="cards-{begin}">{head}{cards}</section>'


def _card(number: int, name: str, room: Room) -> str:
    halves = []
    for about, ratings in _ratings(room):
        counts = counts_of(ratings[name])
        halves.append(
            f"<figure><p>{_safe(labelled(about, _say_short(counts)))}</p>{_dots(counts, about, 590, 70)}</figure>"
        )
    return f'<div class="card"><p><b>{number}. {_safe(name)}</b></p><div class="two">{"".join(halves)}</div></div>'


def why_not_compared(before: Room, room: Room) -> str:
    """Say why two rounds cannot be compared; empty where they can.

    Only rounds of the same sort are compared, real or made up, and only cards that both have scored.

    Examples
    --------
    >>> from coursehelpers.classroom.who_handed_in import look_into
    >>> why_not_compared(look_into([]), look_into([]))
    'A round has no file that can be read, so nothing is compared.'
    """
    if not before.handed_in or not room.handed_in:
        return _("A round has no file that can be read, so nothing is compared.")
    if before.examples != room.examples:
        return _(
            "One round is your group's, the other the example of made-up learners: they are not compared. Give two "
            "rounds of your group."
        )
    if not _same_cards(before, room):
        return _("No card was scored in both rounds, so nothing is compared.")
    return ""


def _same_cards(before: Room, room: Room) -> list[str]:
    one, other = before.group.power, room.group.power
    return [name for name in one.columns if one[name].notna().any() and other[name].notna().any()]


def _moved(before: Room, room: Room) -> str:
    title = f"<h2>{_safe(_('What moved since the first round'))}</h2>"
    if reason := why_not_compared(before, room):
        return f'<section id="moved">{title}{_p(reason)}</section>'
    same = _same_cards(before, room)
    left_out = sum(bool(room.group.power[name].notna().any()) for name in room.group.power) - len(
        same
    )
    rows = [
        (row.moved, row.name, about, counts_of(one[row.name]), counts_of(other[row.name]))
        for (about, one), (_about, other) in zip(_ratings(before), _ratings(room), strict=True)
        for row in rows_of(what_changed(one[same], other[same]), "name", "moved")
        if row.moved
    ]
    rows.sort(key=lambda row: (-row[0], row[1], row[2]))
    parts = [
        f'<div class="card"><p><b>{_safe(name)}</b> · {_safe(about)} · {_safe(_at_least(moved))}</p><div class="two">'
        + "".join(
            f"<figure><p>{_safe(labelled(when, _say_short(counts)))}</p>"
            f"{_dots(counts, f'{when}, {about}', 590, 70)}</figure>"
            for when, counts in ((_("before"), was), (_("now"), became))
        )
        + "</div></div>"
        for moved, name, about, was, became in rows[:MOVED_SHOWN]
    ]
    if not rows:
        parts.append(_p(_("No dot moved.")))
    if left_out > 0:
        parts.append(
            _p(
                ngettext(
                    "{n} card was scored in this round only and is not compared.",
                    "{n} cards were scored in this round only and are not compared.",
                    left_out,
                ).format(n=left_out),
                "quiet",
            )
        )
    return f'<section id="moved">{title}{"".join(parts)}</section>'


def _at_least(moved: int) -> str:
    return ngettext("at least {n} dot moved", "at least {n} dots moved", moved).format(n=moved)


def _folds(room: Room, discuss: pd.DataFrame) -> str:
    folds = []
    if room.broken:
        reasons = "".join(f"<li>{_safe(why)}</li>" for one in room.broken for why in one.why)
        folds.append(_fold("mend", _("Files to mend"), f"<ul>{reasons}</ul>"))
    if len(room.group.power) >= FEWEST_RATERS:
        folds.append(
            _fold("numbers", _("For those who want more numbers"), _numbers(room, discuss))
        )
    if len(room.group.kinds):
        folds.append(
            _fold("kinds", _("Kinds of stakeholder, countries side by side"), _kinds(room))
        )
    folds.append(_fold("read", _("How to read this page, and who sees what"), _how_to_read()))
    return f'<section id="folds" class="fold">{"".join(folds)}</section>'


def _fold(key: str, title: str, body: str) -> str:
    return f'<details id="fold-{key}"><summary>{_safe(title)}</summary>{body}</details>'


def _how_to_read() -> str:
    return "".join(
        _p(line)
        for line in (
            _("A dot is one person's rating. Nobody can tell whose: the files hold no names."),
            _("Where you are split, the page says how many say what. A mark between would stand where nobody is."),
            _("The trainer has the files: country, kinds of stakeholder, power and interest, and nothing else."),
            _("Where one person came from a country, the trainer can guess whose file it is. "
              "So the files are deleted after the day."),
        )
    )  # fmt: skip


def _numbers(room: Room, discuss: pd.DataFrame) -> str:
    corner = {row.name: row for row in rows_of(corners(room.group), "name", "quadrant", "share")}
    head = [_("card"), _("about"), _("raters"), _("consensus"), _("close"), "r_wg"]
    body = "".join(
        f"<tr><td>{_safe(row.name)}</td><td>{_safe(row.about)}</td><td class=n>{row.raters}</td>"
        f"<td class=n>{number(row.consensus, 2)}</td><td class=n>{percent(row.within_one)}</td>"
        f"<td class=n>{number(row.r_wg, 2)}</td></tr>"
        for row in rows_of(discuss, "name", "about", "raters", "consensus", "within_one", "r_wg")
    )
    names = "".join(f"<th{_right(at)}>{_safe(name)}</th>" for at, name in enumerate(head))
    table = f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"
    terms = [
        (_("consensus"), _("1 where all say the same, 0 where half are at each end (Tastle and Wierman 2007). "
                           "It puts the cards in their order. {chance}")
                         .format(chance=by_chance(len(room.group.power)))),
        (_("close"), _("the share of raters who are at most one step from the middle rating")),
        ("r_wg", _("1 where all agree; 0 where answers are as far apart as if spread evenly over the scale; "
                   "below 0 where they are further apart (James, Demaree and Wolf 1984)")),
    ]  # fmt: skip
    seen = enumeration(
        (
            _("{card}: {corner} ({share})").format(
                card=name, corner=_(row.quadrant), share=percent(row.share)
            )
            for name, row in corner.items()
        ),
        "semicolon",
    )
    if seen:
        terms.append((_("corner in which most raters see a card, and their share"), seen))
    explained = "".join(f"<dt>{_safe(term)}</dt><dd>{_safe(words)}</dd>" for term, words in terms)
    return f"{_p(verdict(len(room.group.power)))}{table}<dl>{explained}</dl>"


def _right(at: int) -> str:
    return ' class="n"' if at > 1 else ""


def _kinds(room: Room) -> str:
    rows = list(
        rows_of(compare_kinds(room.group), "kind", "learners", "stakeholders", "power_low", "power_high",
                "interest_low", "interest_high")
    )  # fmt: skip
    body = "".join(
        f"<tr><td>{_safe(_short(row.kind))}</td><td class=n>{row.learners}</td><td class=n>{row.stakeholders}</td>"
        f"<td class=n>{row.power_low:.0f}–{row.power_high:.0f}</td>"
        f"<td class=n>{row.interest_low:.0f}–{row.interest_high:.0f}</td></tr>"
        for row in rows[:_KINDS]
    )
    head = "".join(
        f"<th{_right(at + 1 if at else 0)}>{_safe(name)}</th>"
        for at, name in enumerate((_("kind"), _("learners"), _("named"), _("power"), _("interest")))
    )
    said = [
        _(
            "Each country scored stakeholders of its own. Compare from where to where; compute nothing."
        )
    ]
    if len(rows) > _KINDS:
        said.append(_("{n} more kinds are not shown.").format(n=len(rows) - _KINDS))
    if pairs := similar_kinds(room.group):
        words = enumeration(
            (f"{quoted(_short(one))} – {quoted(_short(other))}" for one, other in pairs[:5]),
            "semicolon",
        )
        said.append(_("These words may mean the same: {words}.").format(words=words))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return table + "".join(map(_p, said))
