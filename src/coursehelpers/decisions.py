"""The verbs of lessons 20 and 21: whom to call first, how sure that is, and what to write."""

from collections.abc import Sequence

from coursehelpers.charts import chart_order, chart_what_if
from coursehelpers.charts.picture import Picture
from coursehelpers.documents.write import write_document
from coursehelpers.errors import BadCallError
from coursehelpers.evidence.gather import gather_links
from coursehelpers.files import write_whole
from coursehelpers.landscape.corrections import find_institution
from coursehelpers.landscape.links import links_to_mend, mend
from coursehelpers.landscape.survey import Landscape, survey
from coursehelpers.lessons import (
    Shown,
    my_evidence,
    my_landscape,
    sentences,
    shown_by_example,
    table_of,
)
from coursehelpers.locale import _, ngettext
from coursehelpers.order.calling_order import (
    WAVES,
    CallingOrder,
    prioritize,
    read_criteria,
    what_if,
)
from coursehelpers.order.letters import (
    as_texts,
    certainty,
    exercise_mark,
    letters_document,
    write_letters,
)
from coursehelpers.order.scores import rank_order_centroid
from coursehelpers.own import export_path, mine, own_workbook, put_entry, saved, writable
from coursehelpers.plan.sheet import country_sheet
from coursehelpers.provenance import source_line
from coursehelpers.tables import rows_of
from coursehelpers.workbook.file import save_workbook


def my_calling_order(landscape: Landscape | None = None) -> CallingOrder:
    """Put your country's institutions into our calling order; what you noted counts.

    Parameters
    ----------
    landscape : Landscape, optional
        Measured anew by default.
    """
    landscape = landscape or my_landscape()
    return prioritize(landscape, own_workbook(landscape))


def show_waves(order: CallingOrder, *waves: str, rows: int = 12) -> Shown:
    """Show who stands in which wave, why, and the first step.

    Parameters
    ----------
    order : CallingOrder
    *waves : str
        ``"now"``, ``"next"``, ``"later"``; all by default.
    rows : int, optional
        How many institutions at most.
    """
    table = order.table[order.table["wave"].isin(_known(waves) or list(WAVES))]
    line = source_line(order.provenance, order.country)
    if len(table) > rows:
        line = _("The first {n} of {all} rows. {source}").format(
            n=rows, all=len(table), source=line
        )
    return table_of(table[["name", "wave", "reasons", "first_step"]].head(rows), line)


def _known(waves: Sequence[str]) -> Sequence[str]:
    for wave in waves:
        if wave not in WAVES:
            raise BadCallError(
                _("“{wave}” is no wave; choose among {waves}.").format(
                    wave=wave, waves=", ".join(WAVES)
                )
            )
    return waves


def chart_my_order(order: CallingOrder, limit: int = 15) -> Picture:
    """Draw our calling order with how sure each place is."""
    return chart_order(order, limit)


def how_sure(order: CallingOrder) -> Shown:
    """Say in sentences how sure our calling order is, and what would change it."""
    said = list(order.notes)
    if order.scored:
        said += [
            _("{name}: {certainty}.").format(
                name=" ".join((row.name or row.key).split()), certainty=certainty(row, order)
            )
            for row in rows_of(order.table.head(4), *order.table.columns)
        ]
    if order.swap:
        labels = dict(zip(order.criteria["name"], order.criteria["label"], strict=True))
        said.append(
            _(
                "The first two that a score placed swap if the weight of “{label}” goes from {stated:.0%} to "
                "{needed:.0%}."
            ).format(
                label=labels[order.swap.criterion],
                stated=order.swap.stated,
                needed=order.swap.needed,
            )
        )
    elif order.scored:
        said.append(_("No change of a single weight swaps the first two that a score placed."))
    return sentences(said)


def ask_first(order: CallingOrder, rows: int = 6) -> Shown:
    """Show which unknowns would move the order most: the questions to ask first."""
    columns = ["name", "criterion", "question"] + (["best", "worst"] if order.scored else [])
    line = source_line(order.provenance, order.country)
    if order.scored:
        line = _("What one answer changes: best and worst place. {source}").format(source=line)
    return table_of(order.questions.drop_duplicates("key")[columns].head(rows), line)


def show_criteria() -> Shown:
    """Show by what the course orders institutions, with your weights."""
    order = my_calling_order()
    return table_of(
        order.criteria[["name", "label", "weight", "answered", "source"]],
        _("Only the proportions of weights matter."),
    )


def set_weights(**weights: float) -> Shown:
    """Set how much criteria count for you; those not named keep their weight.

    Parameters
    ----------
    **weights : float
        Names as in :func:`show_criteria`, such as ``risk=4``.

    Raises
    ------
    BadCallError
        If there is no such criterion, or a weight is negative.
    """
    names = [one["name"] for one in read_criteria()["criteria"]]
    workbook = mine()
    known = {w.criterion: w.weight for w in workbook.weights}
    for name, weight in weights.items():
        if name not in names:
            raise BadCallError(
                _("“{name}” is no criterion; choose among {names}.").format(
                    name=name, names=", ".join(names)
                )
            )
        put_entry(workbook, "weights", {"criterion": name, "weight": weight})
        known[name] = weight
    save_workbook(workbook)
    return sentences(
        [
            _("Your weights: {weights}.").format(
                weights=", ".join(f"{n} {w:g}" for n, w in known.items())
            )
        ]
    )


def rank_criteria(*names: str) -> Shown:
    """Turn an order of importance into weights, the most important criterion first; those not named get 0.

    The rank-order centroid (Barron and Barrett 1996): you say only what counts more, never how much.

    Parameters
    ----------
    *names : str
        As in :func:`show_criteria`, such as ``rank_criteria("risk", "need", "gap")``.

    Raises
    ------
    BadCallError
        If there is no such criterion, none is named, or one is named twice.
    """
    known = [one["name"] for one in read_criteria()["criteria"]]
    if not names or len(set(names)) < len(names):
        raise BadCallError(
            _("Name each criterion once, the most important first; choose among {names}.").format(
                names=", ".join(known)
            )
        )
    weights = dict(zip(names, rank_order_centroid(len(names)), strict=True))
    left_out = {name: 0.0 for name in known if name not in names}
    return set_weights(
        **{name: round(10 * weight, 2) for name, weight in weights.items()}, **left_out
    )


@shown_by_example()
def assess(name: str, criterion: str, value: int, why: str = "") -> Shown:
    """Say what you know about an institution that no registry says.

    Parameters
    ----------
    name : str
        Its name, code or key.
    criterion : str
        As in :func:`show_criteria`, such as ``"risk"``.
    value : int
        0 to 3; the answer says what it means.
    why : str, optional

    Raises
    ------
    BadCallError
        If there is no such institution or criterion, or the value is off the scale.
    """
    by_name = {one["name"]: one for one in read_criteria()["criteria"]}
    if criterion not in by_name:
        raise BadCallError(
            _("“{name}” is no criterion; choose among {names}.").format(
                name=criterion, names=", ".join(by_name)
            )
        )
    landscape = my_landscape()
    row = find_institution(landscape.table, name)
    workbook = writable(landscape)
    put_entry(
        workbook,
        "assessments",
        {"key": row.key, "criterion": criterion, "value": value, "why": why},
    )
    save_workbook(workbook)
    one = by_name[criterion]
    level = one["levels"][value] if one.get("levels") else str(value)
    return sentences(
        [_("{name}, {label}: {level}.").format(name=row.name, label=one["label"], level=level)]
    )


@shown_by_example()
def put_in_wave(name: str, wave: str, why: str) -> Shown:
    """Put an institution into another wave than the proposed one, with your reason.

    Parameters
    ----------
    name : str
    wave : str
        ``"now"``, ``"next"`` or ``"later"``.
    why : str
        It stands in the plan.
    """
    landscape = my_landscape()
    row = find_institution(landscape.table, name)
    workbook = writable(landscape)
    put_entry(workbook, "waves", {"key": row.key, "wave": wave, "why": why})
    save_workbook(workbook)
    return sentences(
        [_("{name}: {wave}, because {why}.").format(name=row.name, wave=WAVES[wave], why=why)]
    )


@shown_by_example("gap")
def what_if_weight(criterion: str) -> Picture:
    """Draw how the places of the first ones change when one weight does."""
    landscape = my_landscape()
    return chart_what_if(*what_if(landscape, own_workbook(landscape), criterion))


@shown_by_example(2)
def my_letters(order: CallingOrder, which: int = 1) -> Shown:
    """Show the message to one institution.

    Parameters
    ----------
    order : CallingOrder
    which : int, optional
        Its place in our calling order.
    """
    letters = write_letters(order, mine(), list(WAVES))
    if not letters:
        raise BadCallError(
            _(
                "Nobody is in our calling order yet, so there is nobody to write to; enter the first institution."
            )
        )
    if which not in range(1, len(letters) + 1):
        raise BadCallError(
            _("There are {n} letters; choose a number from 1 to {n}.").format(n=len(letters))
        )
    return sentences([line for line in letters[which - 1].text.split("\n") if line])


def save_my_letters(order: CallingOrder, *waves: str) -> str:
    """Save cards and letters as DOCX, and each letter as a text; nothing is sent.

    Parameters
    ----------
    order : CallingOrder
    *waves : str
        ``"now"``, ``"next"``, ``"later"``; by default the first one in which somebody stands.
    """
    first = order.table["wave"].head(1).tolist()
    letters = write_letters(order, mine(), _known(waves) or first)
    path = export_path("letters.docx", order.country)
    write_document(letters_document(order, letters), path)
    for name, text in as_texts(letters, exercise_mark(order.country)).items():
        write_whole(path.with_suffix("") / name, text.encode())
    return ngettext(
        "{saved} {n} letter; nothing was sent.",
        "{saved} {n} letters; nothing was sent.",
        len(letters),
    ).format(saved=saved(path), n=len(letters))


def save_my_sheet(order: CallingOrder | None = None) -> str:
    """Save the one A4 sheet of your country as PDF, and as a page for the browser."""
    landscape = my_landscape()
    sheet = country_sheet(landscape, order or my_calling_order(landscape))
    path = export_path("sheet.pdf", landscape.country)
    write_document(sheet, path)
    write_document(sheet, path.with_suffix(".html"))
    return saved(path)


def my_links_to_mend(rows: int = 8) -> Shown:
    """Show the publishers whose records are on GBIF but not linked: the cheapest win."""
    evidence = my_evidence()
    landscape = survey(evidence)
    table = links_to_mend(evidence, landscape)
    return table_of(
        table[["publisher", "specimens", "unlinked", "name", "code"]].head(rows),
        source_line(landscape.provenance, landscape.country),
    )


@shown_by_example(2)
def mend_links(which: int = 1) -> Shown:
    """Say what is wrong with one publisher's links, and write what to send it; nothing is sent.

    Parameters
    ----------
    which : int, optional
        Its row in :func:`my_links_to_mend`, from 1.
    """
    evidence = my_evidence()
    table = links_to_mend(evidence, survey(evidence))
    if which not in range(1, len(table) + 1):
        raise BadCallError(
            _("There are {n} publishers with missing links; choose a number from 1 to {n}.").format(
                n=len(table)
            )
            if len(table)
            else _(
                "No publisher of your country has records without a link; nothing is to be mended."
            )
        )
    row = table.iloc[which - 1]
    mending = mend(row, gather_links(row["organization"], evidence.country))
    return sentences([*mending.findings, *mending.message.split("\n")])
