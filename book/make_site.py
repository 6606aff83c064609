"""Build the website in every language that is whole: ``make book``.

    python book/make_site.py [--out FOLDER]

``LANGUAGES="es fr"`` names the languages; ``LANGUAGES=en`` builds English alone. Warnings are errors.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "book" / "_ext"), str(ROOT)]

from book.browser.folder import share_page  # noqa: E402

from course_site.languages import wanted_languages, write_sources  # noqa: E402
from coursehelpers.ground.locale import ENGLISH, use  # noqa: E402


def main(out: Path) -> None:
    """Build all of it into a folder; what was there before goes."""
    codes = wanted_languages()
    shutil.rmtree(out / "html", ignore_errors=True)
    _build(ROOT, out, ENGLISH, codes, out / "html")
    for code in codes[1:]:
        sources = out / "languages" / code
        shutil.rmtree(sources, ignore_errors=True)
        use(code)
        write_sources(sources)
    # Each is a program of its own; all want the English site to be there.
    with ThreadPoolExecutor(os.cpu_count()) as side_by_side:
        built = [side_by_side.submit(_build_language, out, code, codes) for code in codes[1:]]
    for each in built:
        each.result()
    for code in codes[1:]:
        shutil.move(out / "languages" / code / "_build" / "html", out / "html" / code)
        share_page(out / "html" / code, out / "html")
    _join_maps(out / "html", codes[1:])


def _build_language(out: Path, code: str, codes: list[str]) -> None:
    sources = out / "languages" / code
    _build(sources, sources / "_build", code, codes, out / "html")


_BUILDER = """
import sys
# What reads notebooks would make a grammar of addresses for a check that nobody asks for: a second each time.
sys.modules["rfc3987_syntax"] = None
from jupyter_book.cli.main import main
sys.exit(main())
"""


def _build(sources: Path, out: Path, code: str, codes: list[str], english: Path) -> None:
    told = {"COURSE_LANG": code, "COURSE_SITE_LANGUAGES": " ".join(codes)}
    told["COURSE_ENGLISH_SITE"] = str(english)
    command = [
        sys.executable,
        "-c",
        _BUILDER,
        "build",
        sources,
        "-W",
        "--keep-going",
        "--all",
        "--path-output",
        out.parent,
    ]
    done = subprocess.run(command, env={**os.environ, **told})
    if done.returncode != 0:
        sys.exit(f"The site could not be built in “{code}”; what is wrong stands above.")


def _join_maps(out: Path, codes: list[str]) -> None:
    """Put the addresses of all languages into the one map that search engines look for."""
    root = out / "sitemap.xml"
    for code in codes:
        own = out / code / "sitemap.xml"
        if own.exists() and root.exists():
            entries = "".join(re.findall(r"<url>.*?</url>", own.read_text(encoding="utf-8"), re.S))
            text = root.read_text(encoding="utf-8").replace("</urlset>", f"{entries}</urlset>")
            root.write_text(text, encoding="utf-8")
            own.unlink()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "_build")
    main(parser.parse_args().out.resolve())
