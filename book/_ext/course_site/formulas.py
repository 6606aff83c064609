"""Formulas as MathML, written when the site is built: no script, and a screen reader can read them."""

from docutils.nodes import SkipNode
from latex2mathml.converter import convert


def register(app) -> None:
    """Register the renderer with Sphinx."""
    app.add_html_math_renderer("mathml", (_inline, None), (_display, None))


def _inline(writer, node):
    writer.body.append(convert(node.astext()))
    raise SkipNode


def _display(writer, node):
    writer.body.append(
        f'<div class="course-formula" tabindex="0">{convert(node.astext(), display="block")}</div>'
    )
    raise SkipNode
