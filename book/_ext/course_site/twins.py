"""Forms that work on the site without a kernel: the scripts of the notebooks' forms, on the data that was stored."""

from pathlib import Path

from course_site.pages import Page
from coursehelpers.forms.form import STATIC as _FORMS
from coursehelpers.forms.form import script, style


def bring_to_life(page: Page) -> None:
    """Load the scripts that a page's forms need; without a script their table stays."""
    names = sorted({twin["data-form"] for twin in page.soup.select(".course-twin[data-form]")})
    for name in names:
        page.soup.head.append(
            page.tag("link", rel="stylesheet", href=f"{page.root}_static/forms/{name}.css")
        )
        page.soup.head.append(
            page.tag("script", src=f"{page.root}_static/forms/{name}.js", defer="")
        )
    if names:
        page.soup.head.append(page.tag("script", src=f"{page.root}_static/twins.js", defer=""))


def write_scripts(out: Path) -> None:
    """Copy the forms' scripts as plain scripts, since a page opened from a folder may load no module."""
    (out / "_static" / "forms").mkdir(exist_ok=True)
    for path in _FORMS.iterdir():
        copy = out / "_static" / "forms" / path.name
        if path.stem == "common":
            continue
        if path.suffix == ".js":
            text = script(path.stem)
            ending = "export default { render };"
            if ending not in text:
                raise ValueError(
                    f"{path.name} has to end in “{ending}”, so that the site can use it."
                )
            text = text.replace(
                ending, f'(window.courseForms ??= {{}})["{path.stem}"] = {{ render }};'
            )
            copy.write_text(f"(() => {{\n{text}}})();\n", encoding="utf-8")
        elif path.suffix == ".css":
            copy.write_text(style(path.stem), encoding="utf-8")
