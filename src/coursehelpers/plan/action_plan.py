"""A strategy on one page, and an action plan that a director, a head of delegation or a funder can read.

Both are assembled from the workbook and the country's tables. They show asks and offers, never scores of
stakeholders. A draft lists what is still missing; the final plan does not.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import zip_longest

from coursehelpers.campaign.costs import BUDGET, budget_totals
from coursehelpers.charts.campaign import chart_chain, chart_funnel, chart_timeline
from coursehelpers.charts.missing import chart_decades
from coursehelpers.charts.order import chart_order
from coursehelpers.documents.document import (
    Beside,
    Bullets,
    Document,
    Grid,
    Heading,
    KeyNumbers,
    PageBreak,
    Paragraph,
    Part,
)
from coursehelpers.documents.text import shown
from coursehelpers.ground.locale import _, dated, enumeration, number, quantity
from coursehelpers.ground.provenance import source_line
from coursehelpers.ground.tables import rows_of
from coursehelpers.landscape.conversations import in_scope
from coursehelpers.landscape.missing import told
from coursehelpers.landscape.report import totals_lines
from coursehelpers.landscape.survey import Landscape, summarize
from coursehelpers.order.calling_order import WAVES
from coursehelpers.order.letters import countries_of, exercise_mark, place_words
from coursehelpers.plan.facts import PlanFacts
from coursehelpers.plan.sheet import FEW, all_of_them, called_grid, figure_of, key_numbers, pictured
from coursehelpers.stakeholders.register import KINDS
from coursehelpers.workbook.entries import Stakeholder
from coursehelpers.workbook.file import Workbook

_IN_WAVE = 15
"""Institutions that a plan draws, and lists of each wave; the spreadsheet has all."""
_TARGETS = 4
"""Indicators on the first page; the plan has all."""
_DRAWN = 3
"""Conversations from which on they are drawn."""
_BESIDE = 8
"""Rows of what GRSciColl does not list."""


def strategy_page(landscape: Landscape, workbook: Workbook) -> Document:
    """Write the strategy on one page: where to go, for whom, what comes first, and what does not.

    Parameters
    ----------
    landscape : Landscape
    workbook : Workbook

    Returns
    -------
    Document
    """
    strategy = workbook.strategy
    asked = [
        (_("Vision"), strategy.vision),
        (_("Users"), strategy.users),
        (_("Scope"), strategy.scope),
        (_("First"), strategy.first),
        (_("Not now"), strategy.not_now),
        (_("Measure"), strategy.measure),
    ]
    (vision, leads), *boxes, (measure, measured) = asked
    parts: list[Part] = []
    if leads:
        one = len(_lines(leads)) == 1
        parts += [Heading(vision), *([Paragraph(leads, lead=True)] if one else _lines(leads))]
    written: list[list[Part]] = [[Heading(title), *_lines(text)] for title, text in boxes if text]
    parts += [
        Beside(left, right)
        for left, right in zip_longest(written[::2], written[1::2], fillvalue=list[Part]())
    ]
    last: list[Part] = [Heading(measure), *_lines(measured)] if measured else []
    last += _targets(workbook)
    missing = [title for title, text in asked if not text]
    if missing:
        said = _("Still to be written: {names}.").format(names=enumeration(missing))
        last.append(Paragraph(said, lead=True))
    parts += [Heading(_("Where we stand")), *_where_we_stand(landscape, workbook, last)]
    return Document(
        title=_("Strategy for the collections of {country}").format(
            country=countries_of(landscape.country)
        ),
        subtitle=_subtitle(workbook),
        parts=parts,
        exercise=exercise_mark(landscape.country),
        footer=source_line(landscape.provenance, landscape.country),
        small=True,
    )


def _where_we_stand(landscape: Landscape, workbook: Workbook, last: list[Part]) -> list[Part]:
    """Say and draw what is known of a country, with what follows; of one without an institution, that it has none."""
    if not len(landscape.table):
        return [*(Paragraph(line) for line in totals_lines(landscape)), *last]
    _counts, *sums = totals_lines(landscape)
    said: list[Part] = [Paragraph(" ".join(sums))] if sums else []
    numbers = KeyNumbers(key_numbers(landscape, workbook.indicators))
    return [numbers, *pictured(landscape, in_scope(landscape.table), [*said, *last])]


def _subtitle(workbook: Workbook) -> str:
    plan = workbook.plan
    period = (
        _("{begins} to {ends}").format(begins=dated(plan.begins), ends=dated(plan.ends))
        if plan.begins and plan.ends
        else ""
    )
    return enumeration(filter(None, [plan.node, plan.author, period]))


def _lines(text: str) -> list[Part]:
    """Write a text of several lines as a list, one of a single line as a paragraph."""
    lines = [line.strip(" -•\t") for line in text.splitlines() if line.strip(" -•\t")]
    if len(lines) > 1:
        return [Bullets(lines)]
    return [Paragraph(line) for line in lines]


def action_plan(facts: PlanFacts, *, final: bool = False) -> Document:
    """Write the action plan.

    Parameters
    ----------
    facts : PlanFacts
    final : bool, optional
        Whether the list of what is still missing is left out.

    Returns
    -------
    Document
        Parts of which nothing is known are left out, never empty.
    """
    landscape, workbook = facts.landscape, facts.workbook
    missing = [] if final else facts.gaps
    parts: list[Part] = [
        *_page_one(facts, missing),
        *_part(_("The landscape"), _landscape(facts)),
        *_part(_("Whom we work with"), _people(workbook)),
        *_part(_("Our calling order"), _order(facts)),
        *_part(_("The campaign"), _campaign(facts)),
        *_part(_("Work plan"), _work(facts)),
        *_part(_("Services and staff"), _texts(workbook, "services", "staffing")),
        *_part(_("Budget"), _budget(facts)),
        *_part(_("What we want to reach, and how it will be known"), _results(facts)),
        *_part(_("Data that will come"), _datasets(workbook)),
        *_part(_("Risks"), _risks(workbook)),
        *_part(_("Governance"), _texts(workbook, "governance")),
        *_part(_("Ethics and rights"), _ethics(workbook)),
        *_part(_("Afterwards"), _texts(workbook, "sustainability")),
        *_part(_("Annex: methods, sources and what is not known"), _annex(facts)),
    ]
    if missing:
        parts += [Heading(_("Still open in this draft")), Bullets(missing)]
    return Document(
        title=_("Action plan for the collections of {country}").format(
            country=countries_of(landscape.country)
        ),
        subtitle=enumeration(filter(None, [_subtitle(workbook), "" if final else _("draft")])),
        parts=parts,
        exercise=facts.exercise,
        footer=facts.source,
    )


def _part(title: str, parts: list[Part]) -> list[Part]:
    """Begin a part, unless there is nothing to say."""
    return [Heading(title), *parts] if parts else []


def _page_one(facts: PlanFacts, missing: list[str]) -> list[Part]:
    """Write the page for somebody with three minutes."""
    workbook, landscape = facts.workbook, facts.landscape
    plan = workbook.plan
    parts: list[Part] = [Paragraph(plan.why_now, lead=True)] if plan.why_now else []
    if len(landscape.table):
        parts.append(KeyNumbers(key_numbers(landscape, workbook.indicators)))
        parts += pictured(landscape, facts.order.table, _in_three_minutes(facts))
    else:
        parts += [*(Paragraph(note) for note in landscape.notes), *_in_three_minutes(facts)]
    parts += _targets(workbook)
    days = [
        (_("What it takes:"), " ".join(budget_totals(facts.costs)) if len(facts.costs) else ""),
        (_("Approved by:"), plan.approved_by),
        (_("Looked at again:"), dated(plan.review) if plan.review else ""),
    ]
    parts += [Paragraph(text, label=label) for label, text in days if text]
    if missing:
        parts.append(
            Paragraph(
                _(
                    "This is a draft. What is still missing stands on its last page: {n} points."
                ).format(n=len(missing))
            )
        )
    return [*parts, PageBreak(filled=True)]


def _in_three_minutes(facts: PlanFacts) -> list[Part]:
    """Say what will be different, where it leads, what is asked of the reader, and what comes first."""
    workbook = facts.workbook
    plan = workbook.plan
    said = [Paragraph(" ".join(facts.totals[1:]))] if facts.totals[1:] else []
    parts: list[Part] = [*said] if len(facts.landscape.table) else []
    for label, text in (
        (_("What will be different:"), workbook.campaign.goal),
        (_("Where this leads:"), workbook.strategy.vision),
    ):
        parts += [Paragraph(text, label=label)] if text else []
    if plan.ask:
        parts.append(Paragraph(plan.ask, lead=True, label=_("What we ask of you:")))
    if plan.first_days:
        parts += [Paragraph("", label=_("The first 100 days:")), *_lines(plan.first_days)]
    return parts


def _targets(workbook: Workbook) -> list[Part]:
    """Show what is to change, and by when."""
    rows = [
        [
            one.name,
            quantity(one.baseline) if one.baseline is not None else "–",
            dated(one.baseline_date) if one.baseline_date else "–",
            quantity(one.target),
            dated(one.target_date) if one.target_date else "–",
        ]
        for one in workbook.indicators
        if one.target is not None
    ]
    if not rows:
        return []
    header = [_("indicator"), _("today"), _("date"), _("target"), _("by when")]
    return [Grid(header, rows[:_TARGETS], _("What is to change"), (5, 1, 1.6, 1, 1.6))]


def _landscape(facts: PlanFacts) -> list[Part]:
    landscape = facts.landscape
    parts: list[Part] = []
    if len(landscape.table):
        summary = summarize(landscape.table)
        rows = [
            (
                row.meaning,
                shown(row.institutions),
                shown(row.size_unknown),
                shown((row.linked or 0) + row.linked_unstated),
            )
            for row in rows_of(
                summary[summary["institutions"] > 0],
                "meaning",
                "institutions",
                "size_unknown",
                "linked",
                "linked_unstated",
            )
        ]
        header = [
            _("kind of conversation"),
            _("institutions"),
            _("size not stated"),
            _("linked records"),
        ]
        words = _("Institutions by the kind of conversation they need")
        parts.append(Grid(header, rows, words, (4, 1.4, 1.3, 1.3)))
    return [*parts, *_beside(landscape), *_missing(landscape)]


def _missing(landscape: Landscape) -> list[Part]:
    if not landscape.missing:
        return []
    return [
        Heading(_("What is missing")),
        Bullets(told(landscape.missing)),
        figure_of(
            chart_decades(landscape.missing), _("Specimen records by group and decade"), 0.85
        ),
    ]


def _beside(landscape: Landscape) -> list[Part]:
    """Show what GRSciColl does not list: publishers without an entry, and specimens published elsewhere."""
    parts: list[Part] = []
    if len(landscape.publishers):
        publishers = [
            (row.name or "", shown(row.specimens), shown(row.unlinked))
            for row in rows_of(landscape.publishers.head(_BESIDE), "name", "specimens", "unlinked")
        ]
        parts.append(
            Grid(
                [_("publisher"), _("specimen records"), _("not linked, at least")],
                publishers,
                _("Publishers of specimen records without an institution matched for certain"),
                (4, 1.3, 1.3),
            )
        )
    if len(landscape.published_elsewhere):
        elsewhere = [
            (row.name or "", shown(row.specimens))
            for row in rows_of(landscape.published_elsewhere.head(_BESIDE), "name", "specimens")
        ]
        parts.append(
            Grid(
                [_("publishing country"), _("specimen records")],
                elsewhere,
                _("Specimens collected here and published elsewhere"),
                (4, 1.3),
            )
        )
    return parts


def _people(workbook: Workbook) -> list[Part]:
    """List who is involved with asks and offers; scores stay in the workbook."""
    placed = [s for s in workbook.stakeholders if s.ask or s.offer]
    parts: list[Part] = []
    if placed:
        rows = [(s.name, KINDS.get(s.kind, s.kind), s.ask, s.offer) for s in _by_name(placed)[:20]]
        parts.append(
            Grid(
                [_("organisation or role"), _("kind"), _("what we ask"), _("what we offer")],
                [[cell or "–" for cell in row] for row in rows],
                _("Asks and offers, by name"),
                (3, 2, 3, 3),
            )
        )
    return parts


def _by_name(stakeholders: Iterable[Stakeholder]) -> list[Stakeholder]:
    return sorted(stakeholders, key=lambda s: s.name.casefold())


def _order(facts: PlanFacts) -> list[Part]:
    order, named = facts.order, facts.called
    if not len(order.table):
        return []
    parts: list[Part] = [
        Paragraph(
            _(
                "The order is ours, for calling. It says nothing about the worth of a collection; later is not never."
            )
        ),
    ]
    if order.scored:
        words = _("Our calling order, and how sure each place is")
        parts.append(replace(figure_of(chart_order(order, _IN_WAVE), words, 0.62), floats=True))
    if len(named) <= FEW:
        return [*parts, all_of_them(named)]
    for wave, words in WAVES.items():
        rows = named[named["wave"] == wave]
        if not len(rows):
            continue
        cells = [
            (
                row.name,
                row.reasons,
                row.first_step,
                place_words(row, order),
            )
            for row in rows_of(rows.head(_IN_WAVE), *rows.columns)
        ]
        caption = _("Wave “{wave}”").format(wave=words)
        if len(rows) > _IN_WAVE:
            caption = _("Wave “{wave}”: {shown} of {n}").format(
                wave=words, shown=_IN_WAVE, n=len(rows)
            )
        parts.append(called_grid(cells, caption))
    return parts


def _campaign(facts: PlanFacts) -> list[Part]:
    workbook = facts.workbook
    campaign = workbook.campaign
    fields = [
        (_("Goal"), campaign.goal),
        (_("Who must act"), campaign.who),
        (_("One ask"), campaign.ask),
        (_("Offer"), campaign.offer),
        (_("By when"), dated(campaign.by_when) if campaign.by_when else ""),
        (_("How we will know"), campaign.how_we_know),
        (_("Problem and gap"), campaign.problem),
        (_("What stops them, what they gain"), campaign.barrier),
        (_("Messenger"), campaign.messenger),
        (_("Channel and format"), campaign.channel),
        (_("Resources"), campaign.resources),
        (_("Evaluation and learning"), campaign.learning),
        (_("Afterwards"), campaign.afterwards),
    ]
    filled = [field for field in fields if field[1]]
    parts: list[Part] = []
    if filled:
        parts.append(
            Grid([_("field"), _("answer")], filled, _("The campaign in its fields"), (1, 3))
        )
    if workbook.messages:
        rows = [
            [cell or "–" for cell in (m.audience, m.message, m.messenger, m.moment, m.format)]
            for m in workbook.messages
        ]
        header = [_("audience"), _("message"), _("messenger"), _("moment"), _("format")]
        parts.append(Grid(header, rows, _("What each audience hears"), (2, 4, 2, 2, 2)))
    if workbook.contacts:
        said = _reached_said(facts)
        # Bars of one or two say less than their sentence.
        parts.append(
            Paragraph(f"{said}.")
            if len(workbook.contacts) < _DRAWN
            else replace(figure_of(chart_funnel(facts.contacts), said, 0.8), floats=True)
        )
    return parts


def _reached_said(facts: PlanFacts) -> str:
    """Say the one thing that the figure of the conversations shows."""
    reached = dict(zip(facts.contacts["state"], facts.contacts["reached"], strict=True))
    return _("Conversations: {all}; answered {answered}, agreed {agreed}, linked {linked}").format(
        all=reached["identified"],
        answered=reached["responded"],
        agreed=reached["agreed"],
        linked=reached["linked"],
    )


def _work(facts: PlanFacts) -> list[Part]:
    table = facts.steps
    if not len(table):
        return []
    rows = [
        (
            row.activity,
            dated(row.begins),
            dated(row.ends),
            *(cell or "–" for cell in (row.does, row.answers, row.deliverable)),
        )
        for row in rows_of(table, *table.columns)
    ]
    header = [
        _("activity"),
        _("from"),
        _("to"),
        _("who does it"),
        _("who answers"),
        _("deliverable"),
    ]
    said = _("From {begins} to {ends}; a delay in a dark step delays the end").format(
        begins=dated(table["begins"].min()), ends=dated(table["ends"].max())
    )
    return [
        replace(figure_of(chart_timeline(table), said), floats=True),
        Grid(header, rows, _("The steps"), (2.8, 1.5, 1.5, 2, 2, 2.6)),
    ]


def _texts(workbook: Workbook, *names: str) -> list[Part]:
    return [part for name in names for part in _lines(getattr(workbook.plan, name))]


def _budget(facts: PlanFacts) -> list[Part]:
    workbook, table = facts.workbook, facts.costs
    parts: list[Part] = []
    if len(table):
        rows = [
            (
                row.what,
                shown(row.records),
                _range(row.low, row.high, row.currency or ""),
                _range(row.low_days, row.high_days, ""),
                row.source or "–",
            )
            for row in rows_of(table, *BUDGET)
        ]
        header = [
            _("what"),
            _("records"),
            _("money"),
            _("days of work"),
            _("where the rate comes from"),
        ]
        parts += [
            Grid(header, rows, _("What it costs, as ranges"), (3, 1.1, 2.6, 1.2, 4)),
            Bullets(budget_totals(table)),
        ]
    if workbook.plan.funding:
        parts += [Paragraph("", label=_("Ways of funding:")), *_lines(workbook.plan.funding)]
    return parts


def _range(low: float | None, high: float | None, unit: str) -> str:
    if low is None or high is None:
        return "–"
    return " ".join(filter(None, [unit, f"{number(low, 0)}–{number(high, 0)}"]))


def _results(facts: PlanFacts) -> list[Part]:
    workbook = facts.workbook
    parts: list[Part] = []
    if workbook.results:
        # Baseline, target and source stand with the indicators, once.
        columns = ("level", "statement", "indicator", "assumption")
        rows = [[row[column] or "–" for column in columns] for row in facts.results]
        header = [_("level"), _("statement"), _("indicator"), _("assumption")]
        parts += [
            figure_of(chart_chain(workbook.results), _("How one result leads to the next")),
            Grid(header, rows, _("Logframe"), (1, 3, 3, 2.4)),
        ]
    if workbook.indicators:
        rows = [
            [
                cell or "–"
                for cell in (
                    i.name,
                    _quantity(i.baseline, i.baseline_date),
                    _quantity(i.target, i.target_date),
                    i.source,
                    i.owner,
                )
            ]
            for i in workbook.indicators
        ]
        header = [_("indicator"), _("today"), _("target"), _("where to look it up"), _("who does")]
        parts.append(Grid(header, rows, _("Indicators"), (3, 2.3, 2.3, 2.6, 2)))
    return parts


def _quantity(value: float | None, day: date | None) -> str:
    if value is None:
        return ""
    return f"{quantity(value)} ({dated(day)})" if day else quantity(value)


def _datasets(workbook: Workbook) -> list[Part]:
    """Write the datasets in the fields that a BID application asks for."""
    parts: list[Part] = []
    for dataset in workbook.datasets:
        fields = [
            (_("type"), dataset.type),
            (
                _("approximate number of records"),
                shown(dataset.records) if dataset.records is not None else "",
            ),
            (_("current format"), _(dataset.format) if dataset.format else ""),
            (_("geographic scope"), dataset.geographic),
            (_("temporal scope"), dataset.temporal),
            (_("taxonomic scope"), dataset.taxonomic),
            (_("sampling methodology"), dataset.sampling),
        ]
        rows = [(label, text) for label, text in fields if text]
        parts.append(
            Grid([_("field"), _("answer")], rows, dataset.title, (1, 2))
            if rows
            else Paragraph(dataset.title)
        )
    return parts


def _risks(workbook: Workbook) -> list[Part]:
    levels = {None: "–", 1: _("low"), 2: _("middle"), 3: _("high")}
    rows = [
        (r.risk, levels[r.likelihood], levels[r.effect], r.answer or "–", r.owner or "–")
        for r in workbook.risks
    ]
    header = [_("what may happen"), _("likelihood"), _("effect"), _("what we do"), _("who watches")]
    return [Grid(header, rows, _("Risks and answers"), (3, 1.6, 1.2, 4, 2))] if rows else []


def _ethics(workbook: Workbook) -> list[Part]:
    parts = _texts(workbook, "ethics") + (
        _lines(workbook.campaign.ethics) if workbook.campaign.ethics else []
    )
    if workbook.rights_holders:
        rows = [
            [cell or "–" for cell in (h.name, h.concerned, h.consent, h.decides)]
            for h in workbook.rights_holders
        ]
        header = [
            _("rights-holder"),
            _("what is concerned"),
            _("who seeks consent, how, by when"),
            _("what they decide"),
        ]
        parts.append(Grid(header, rows, _("Rights-holders"), (2, 3, 3, 3)))
    return parts


def _annex(facts: PlanFacts) -> list[Part]:
    landscape, order = facts.landscape, facts.order
    totals = landscape.totals
    points = [
        facts.source,
        _(
            "Declared: what an institution says it holds. 0 and nothing both mean “not stated”, and are never "
            "counted as 0."
        ),
        _(
            "Linked: specimen records on GBIF that are linked to the institution. Records are not specimens, and "
            "a specimen that is not linked may well be digitised."
        ),
    ]
    if totals.unknown:
        points.append(
            _(
                "Sums of sizes leave out {unknown} of {n} institutions in scope, which gave none."
            ).format(unknown=totals.unknown, n=totals.institutions - totals.out_of_scope)
        )
    if order.scored:
        points.append(
            _(
                "The calling order adds weighted values with fixed end points. How sure it is comes from {draws} "
                "trials, with weights drawn around ours and each unknown drawn between its worst and its best."
            ).format(draws=number(order.draws))
        )
    points += [note for note in order.notes if note not in points]
    parts: list[Part] = [Bullets(points)]
    if order.scored:
        rows = [
            (row.label, f"{row.weight:g}", shown(row.answered), row.source or "–")
            for row in rows_of(order.criteria, "label", "weight", "answered", "source")
        ]
        header = [_("criterion"), _("weight"), _("known of"), _("where it comes from")]
        parts.append(Grid(header, rows, _("By what we order"), (2, 1, 1, 4)))
    return parts
