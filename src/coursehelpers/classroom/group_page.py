"""A group's answers side by side, as a page for the wall and as data."""

from pathlib import Path

from coursehelpers.charts.stakeholders import chart_dots, chart_kinds
from coursehelpers.documents import html
from coursehelpers.documents.text import to_json
from coursehelpers.ground.files import check_suffix, write_whole
from coursehelpers.ground.locale import _
from coursehelpers.stakeholders.agreement import by_chance, concordance, verdict
from coursehelpers.stakeholders.group import (
    Group,
    compare_kinds,
    corners,
    similar_kinds,
    to_discuss,
    to_object,
)


def save_group(group: Group, path: Path) -> None:
    """Save a group's answers side by side.

    Parameters
    ----------
    group : Group
    path : pathlib.Path
        ``.json``, or ``.html`` with the dots of every rating.

    Raises
    ------
    BadCallError
        If the suffix is another.
    CourseError
        If the file cannot be written.
    """
    suffix = check_suffix(path, ".json", ".html")
    if suffix == ".json":
        write_whole(path, (to_json(to_object(group)) + "\n").encode())
    else:
        write_whole(path, _group_page(group).encode())


def _group_page(group: Group) -> str:
    parts = [
        html.paragraph(
            _("Learners: {n}. The dots come first; talk about the widest spread.").format(
                n=group.raters
            )
        ),
        *[html.paragraph(problem) for problem in group.problems],
    ]
    if len(group.power):
        parts.append(html.paragraph(verdict(len(group.power))))
    for about, ratings in ((_("power"), group.power), (_("interest"), group.interest)):
        if len(ratings):
            parts += [html.heading(about), chart_dots(ratings, about).svg]
    discuss = to_discuss(group)
    if len(discuss):
        columns = ["name", "about", "raters", "median", "within_one", "consensus"]
        parts += [
            html.heading(_("To talk about, the greatest disagreement first")),
            html.table(
                discuss[columns],
                _("Consensus after Tastle and Wierman (2007): 1 all agree, 0 split to both ends."),
            ),
        ]
        parts.append(html.folded(_("For those who want more numbers"), _more_numbers(group)))
    if len(group.kinds):
        parts += [
            html.heading(_("Kinds of stakeholder, countries side by side")),
            chart_kinds(group.kinds).svg,
            html.table(
                compare_kinds(group).head(60),
                _(
                    "Each country scored stakeholders of its own: compare the clouds, compute nothing."
                ),
            ),
        ]
    if pairs := similar_kinds(group):
        words = "; ".join(f"“{one}” – “{other}”" for one, other in pairs)
        parts.append(
            html.paragraph(_("These words may mean the same: {words}.").format(words=words))
        )
    return html.page(_("The group's answers side by side"), parts)


def _more_numbers(group: Group) -> list[str]:
    measured = to_discuss(group)[
        ["name", "about", "raters", "median", "iqr", "within_one", "consensus", "r_wg"]
    ]
    parts = [
        html.paragraph(by_chance(len(group.power))),
        html.table(
            measured,
            _(
                "iqr: width of the middle half; r_wg: agreement after James, Demaree and Wolf (1984)."
            ),
        ),
        html.table(
            corners(group),
            _("A card that fewer than six of ten raters see in one corner is borderline."),
        ),
    ]
    for about, ratings in ((_("power"), group.power), (_("interest"), group.interest)):
        found = concordance(ratings)
        words = (
            found
            if isinstance(found, str)
            else _(
                "Kendall's W {w:.2f} (0 no common order, 1 the same order); chance alone gives as much with "
                "probability {p:.4f}."
            ).format(w=found[0], p=found[1])
        )
        parts.append(html.paragraph(f"{about}: {words}"))
    return parts
