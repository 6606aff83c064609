"""The course's website: what Jupyter Book and its theme leave undone.

Sphinx writes the pages; then each goes once through :data:`STEPS`, and the site as a whole through a few more. A
publisher sets ``COURSE_SITE_URL``, where the site will be, and ``COURSE_REPOSITORY`` with ``COURSE_REF``, where its
files are; without them the site has no button and no address that could be wrong.
"""

import gc
from pathlib import Path

from course_site import (
    country,
    figures,
    first_page,
    formulas,
    found,
    languages,
    launch,
    lesson,
    lighten,
    mend,
    narrow,
    offline,
    quick,
    twins,
    whole,
)
from course_site.pages import read_pages, write_page

STEPS = (
    mend.mend,
    lighten.leave_out_scripts,
    lighten.draw_icons,
    lesson.add_provenance,
    lesson.add_tasks,
    lesson.load_scripts,
    launch.add_buttons,
    first_page.add_landscape,
    first_page.add_country,
    first_page.open_pictures,
    twins.bring_to_life,
    figures.put_words_beside,
    narrow.keep_code_words_whole,
    narrow.name_cells,
    narrow.fold_optional_parts,
    found.add_address,
    languages.link_languages,
    languages.say_what_is_english,
)
"""What is done to each page, in this order."""


def _finish(app, error):
    """Put the written pages through all steps."""
    if error or app.builder.name != "html":
        return
    out = Path(app.outdir)
    # What Sphinx holds stays to the end; to look through it again and again only takes time.
    gc.freeze()
    pages = read_pages(app)
    for page in pages:
        for step in STEPS:
            step(page)
    twins.write_scripts(out)
    figures.clear_grounds(out)
    languages.translate_scripts(out)
    lesson.write_list(pages, out)
    for page in pages:
        write_page(page)
    whole.write_whole_course(app, pages)
    found.write_lost_page(out, languages.site_languages())
    lighten.remove_files(out)
    lighten.cut_styles(out)
    country.write_country(app)
    offline.write_downloads(app, pages)
    launch.write_notebooks(out)


def setup(app):
    """Register with Sphinx."""
    quick.register(app)
    languages.register(app)
    formulas.register(app)
    found.register(app)
    app.connect("builder-inited", offline.begin_editions)
    app.connect("html-page-context", lighten.leave_out_files, priority=900)
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
