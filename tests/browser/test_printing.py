"""Pages that are printed: each says that the country is made up, and nothing lies under those words."""

import io

import pytest
from pypdf import PdfReader

from coursehelpers.documents.write import rendered
from coursehelpers.evidence.gather import gather
from coursehelpers.landscape.survey import survey
from coursehelpers.order.calling_order import prioritize
from coursehelpers.plan.action_plan import action_plan
from coursehelpers.plan.facts import plan_facts
from coursehelpers.plan.sheet import country_sheet
from coursehelpers.workbook.file import Workbook

pytestmark = [pytest.mark.browser, pytest.mark.long]
XT = survey(gather("XT"))
ORDER = prioritize(XT)
MARK = "exercise: made-up country"


def printed(page, document):
    """Print a document from a browser, and return the heights of its texts, page by page."""
    page.set_content(rendered(document, ".html", "x").decode())
    reader = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    pages = []
    for sheet in reader.pages:
        heights = []
        sheet.extract_text(
            visitor_text=lambda text, cm, tm, _font, _size, heights=heights: (
                heights.append((text.strip(), tm[4] * cm[1] + tm[5] * cm[3] + cm[5]))
                if text.strip()
                else None
            )
        )
        pages.append((sheet.extract_text(), heights))
    return pages


@pytest.mark.parametrize(
    ("document", "sheets"),
    [
        (action_plan(plan_facts(XT, ORDER, Workbook(country="XT"))), range(3, 30)),
        (country_sheet(XT, ORDER), range(1, 2)),
    ],
    ids=["plan", "sheet"],
)
def test_a_printed_page_carries_the_mark_and_nothing_lies_under_it(page, document, sheets):
    pages = printed(page, document)
    assert len(pages) in sheets
    for text, heights in pages:
        assert text.count(MARK) == 1
        (mark,) = [height for words, height in heights if MARK in words]
        others = [height for words, height in heights if MARK not in words]
        assert min(abs(mark - other) for other in others) > 8
