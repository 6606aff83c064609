"""Put the lessons into the built site as notebooks that run in a browser: ``lite/``, with all that they need.

JupyterLite shows them, Pyodide runs them; everything lies beside the site's pages, and no other host is asked. Pure
Python comes from the course's own list, by its sums; what is compiled, from the package index where it has files for
the browser, else from the release that ``PYODIDE_DIST`` names. What neither has is named, with what then works.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from book.browser import dist, start_page, wheels
from packaging.markers import Marker

from coursehelpers.classroom.editions import learner_edition, lessons
from coursehelpers.classroom.translated import read_lesson, spoken_languages
from coursehelpers.ground.locale import ENGLISH, speaking

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
LOCK = HERE / "lite.lock.json"
WORK = ROOT / "_build" / "browser"
"""What is fetched and made on the way; deleted, it is fetched and made again."""
RELEASE = "314.0.7"
HOME = "my-course"
"""Folder of lessons and answers in the browser's storage, named as in an installed course."""
STORAGE = "Answers of the course"
"""Name of that storage; every build of the site finds the answers under it again."""
APPS = ("notebooks", "tree")

COMPILED = ("numpy", "pandas", "matplotlib", "contourpy", "kiwisolver", "pillow", "lxml")
"""Packages that only a release of Pyodide has for the browser."""
FIRST_USE = ("typst", "python-docx", "lxml")
"""Packages that are fetched when a PDF or a letter is first written."""
NO_USE = ("jupyterlab", "jupyterlab-widgets", "widgetsnbextension", "nbformat", "filelock")
"""What the course needs where it is installed, and no kernel imports."""
KERNEL = ("piplite", "ipykernel", "pyodide-kernel", "micropip", "ipython", "jedi", "comm")
"""What JupyterLite loads before the first cell; named up front, it is loaded in one go."""
NO_READER = {
    "babel": r"babel/locale-data/(?!(root|en|es|fr|pt)[._]).*",
    "jedi": r"jedi/third_party/(typeshed/stubs|django-stubs)/.*",
}
"""What of a package nobody here reads: languages that the course does not speak, notes on other people's packages."""
MADE_FOR_LITE = ("piplite", "ipykernel", "pyodide-kernel")
"""Those of them that come with JupyterLite."""
NEED = {
    "tables": ("numpy", "pandas"),
    "figures": ("matplotlib",),
    "letters in DOCX": ("lxml",),
    "PDF": ("typst",),
}
"""What the lessons do, and what they need for it."""

_LINKS = re.compile(r'<p class="course-lesson__links">.*?</p>', re.DOTALL)
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==")
_BROWSER = {
    "sys_platform": "emscripten",
    "os_name": "posix",
    "platform_system": "Emscripten",
    "platform_machine": "wasm32",
}
_PLATFORM = "pyemscripten_{abi}_wasm32"
_ENVIRONMENT = {
    "HOME": "/home/pyodide",
    "COURSE_HOME": f"/drive/{HOME}",
    "RAPIDFUZZ_IMPLEMENTATION": "python",
    "MPLBACKEND": "agg",
}
_KERNEL_PLUGIN = "@jupyterlite/pyodide-kernel-extension:kernel"
_DAY = "2026-01-01T00:00:00Z"
"""When the lessons were made, as far as the browser's storage is concerned: what a learner changed is newer."""
_LEFT_OUT = (
    "doc", "lab", "repl", "consoles", "edit", "rspack.config*", "package.json", "build/lab",
    "build/repl", "build/consoles", "build/edit", "build/fa-*.svg", "build/fa-*.eot", "build/fa-*.ttf",
    "build/third-party-licenses.json", "static/pyodide/pyodide.js",
)  # fmt: skip
"""Parts of JupyterLite that nobody here opens."""


class Release(NamedTuple):
    """What is there of Pyodide's release: how its lock describes it, what was taken, and what it would have."""

    info: dict[str, Any]
    packages: dict[str, dict[str, Any]]
    offered: dict[str, dict[str, Any]]


class Package(NamedTuple):
    """A package of the kernel: its entry in the lock, and where it came from."""

    entry: dict[str, Any]
    source: str


def main(words: list[str] | None = None) -> int:
    """Build it; say what it weighs and what does not work in it."""
    asked = argparse.ArgumentParser(
        description="Put the notebooks that run in a browser into the built site."
    )
    asked.add_argument("--site", type=Path, default=ROOT / "_build" / "html", help="the built site")
    asked.add_argument(
        "--opened", type=Path, help="a list of what a lesson opens, as JSON, for the lock"
    )
    asked.add_argument(
        "--write-lock", action="store_true", help="accept what is in it now as lite.lock.json"
    )
    told = asked.parse_args(words)
    if told.opened:
        write_opened(json.loads(told.opened.read_text(encoding="utf-8")))
    try:
        built = build(told.site, told.write_lock)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"The notebooks for the browser could not be built: {error}", file=sys.stderr)
        return 1
    print("\n".join(built))
    return 0


def build(site: Path, accept: bool = False) -> list[str]:
    """Build ``lite/`` in a site.

    Parameters
    ----------
    site : pathlib.Path
    accept : bool, optional
        Write what is in it into the committed lock, instead of holding it to that.

    Returns
    -------
    list of str
        Sentences for whoever builds.

    Raises
    ------
    OSError, ValueError, subprocess.CalledProcessError
        If something cannot be had, or is not what the lock says.
    """
    out, work = site / "lite", WORK / "lite"
    # The build's own notes lie in the folder that it works in: kept without the output, they lie.
    for folder in (out, work):
        shutil.rmtree(folder, ignore_errors=True)
    tools = _tools()
    runtime = work / "static" / "pyodide"
    release = _release(runtime)
    packages = _packages(release, runtime, tools)
    if accept:
        write_lock(packages, release.offered)
    hold_to_lock(packages)
    _write_pyodide_lock(runtime, release.info, packages)
    _write_settings(work, packages)
    _run_jupyterlite(tools, work, out)
    titles = _write_lessons(out)
    _tidy(out)
    _write_apps(out, titles.keys() - {ENGLISH}, packages)
    listed = list_files(out, packages, titles)
    _write_start(out, listed, titles)
    if works_whole(packages):
        offer(site, listed)
    return sentences(listed, packages)


def _tools() -> Path:
    """Return an environment with JupyterLite, apart from the course's own."""
    place, locked = WORK / "tools", HERE / "lite-tools.txt"
    mark, sum_ = place / "made-from", hashlib.sha256(locked.read_bytes()).hexdigest()
    if not mark.is_file() or mark.read_text() != sum_:
        venv.create(place, clear=True, with_pip=True)
        pip = [place / "bin" / "python", "-m", "pip", "-qqq", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--require-hashes", "-r", locked], check=True)
        mark.write_text(sum_)
    return place


def _release(runtime: Path) -> Release:
    """Put the runtime there, and of the compiled packages those that the release has."""
    place = dist.place_of_dist()
    if not place:
        place = str(WORK / f"pyodide-{RELEASE}")
        if not (Path(place) / dist.LOCK).is_file():
            dist.runtime_from_npm(RELEASE, Path(place))
    taken = dist.take(place, COMPILED, runtime)
    if taken.version != RELEASE:
        raise ValueError(
            f"PYODIDE_DIST is Pyodide {taken.version}; these notebooks need {RELEASE}."
        )
    lock = json.loads(dist.read_file(place, dist.LOCK) or b"{}")
    offered = {name: lock["packages"][name] for name in dist.closure(lock, COMPILED)}
    return Release(lock["info"], taken.packages, offered)


def _packages(release: Release, runtime: Path, tools: Path) -> dict[str, Package]:
    """Put every other package there, and describe all of them."""
    found = {name: Package(dict(entry), "the release") for name, entry in release.packages.items()}
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]
    names = {wheels.plain_name(re.split(r"[<>=!~ ;\[]", one)[0]) for one in asked} - set(NO_USE)
    brought = {*COMPILED, *MADE_FOR_LITE, *NO_USE, "micropip"}
    needs = wheels.needed([*names, *KERNEL], brought, release.info["python"])
    packed = {
        name
        for name in wheels.COMPILED_WITH_TWINS
        if name in needs and name != "charset-normalizer"
    }
    for path in _fetched([*(needs.keys() - packed), "micropip"], runtime, release.info):
        name = wheels.plain_name(path.name.split("-")[0])
        if name in NO_READER:
            leave_out(path, NO_READER[name])
        source = "the package index, in part" if name in NO_READER else "the package index"
        found[name] = Package(wheels.lock_entry(path, needs.get(name, ["packaging"])), source)
    for name in sorted(packed):
        path = wheels.pure_wheel(name, runtime)
        found[name] = Package(wheels.lock_entry(path, needs[name]), "packed here")
    beside = tools / "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
    for name in MADE_FOR_LITE:
        path = shutil.copy(next(beside.glob(f"{name.replace('-', '_')}-*.whl")), runtime)
        depends = {
            "piplite": ["micropip"],
            "ipykernel": ["pyodide-kernel"],
            "pyodide-kernel": ["comm", "ipython"],
        }
        found[name] = Package(wheels.lock_entry(Path(path), depends[name]), "JupyterLite")
    own = shutil.copy(wheels.course_wheel(WORK / "wheel"), runtime)
    found["coursehelpers"] = Package(
        wheels.lock_entry(Path(own), names - set(FIRST_USE)), "this course"
    )
    for package in found.values():
        kept = set(package.entry["depends"]) & found.keys()
        package.entry["depends"] = sorted(kept)
    return dict(sorted(found.items()))


def _fetched(names: Iterable[str], runtime: Path, info: dict[str, Any]) -> Iterator[Path]:
    """Fetch packages by the sums in the course's list, and put them there."""
    blocks = {
        name: block
        for listed in (ROOT / "requirements.txt", HERE / "lite-kernel.txt")
        for name, block in pinned(listed.read_text(encoding="utf-8"), info["python"]).items()
    }
    abi = info["abi_version"]
    minor = ".".join(info["python"].split(".")[:2])
    names = sorted(names)
    if unknown := [name for name in names if name not in blocks]:
        raise ValueError(f"{', '.join(unknown)} stands in no list of versions; run “make lock”.")
    wanted, folder = WORK / "wanted.txt", WORK / "wheels"
    wanted.write_text("\n".join(blocks[name] for name in names) + "\n", encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "pip", "-qqq", "--disable-pip-version-check", "download", "--no-deps",
         "--require-hashes", "--only-binary=:all:", "--platform", _PLATFORM.format(abi=abi), "--python-version", minor,
         "--implementation", "cp", "--abi", "cp" + minor.replace(".", ""), "--abi", "abi3", "--abi", "none",
         "--dest", folder, "--requirement", wanted],
        check=True,
    )  # fmt: skip
    for path in sorted(folder.glob("*.whl")):
        yield Path(shutil.copy(path, runtime))


def leave_out(wheel: Path, pattern: str) -> None:
    """Take the members of a wheel that a pattern matches out of it."""
    with zipfile.ZipFile(wheel) as archive:
        kept = [
            (one, archive.read(one))
            for one in archive.infolist()
            if not re.fullmatch(pattern, one.filename)
        ]
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, body in kept:
            archive.writestr(one, body, zipfile.ZIP_DEFLATED, 9)


def pinned(requirements: str, python: str) -> dict[str, str]:
    r"""Take a list of requirements apart, by package; only the lines that hold in a browser.

    Parameters
    ----------
    requirements : str
    python : str
        Version of Python there.

    Examples
    --------
    >>> pinned("alpha==1 ; python_version < '3.12'\\nalpha==2", "3.14.2")
    {'alpha': 'alpha==2'}
    """
    there = {
        "python_version": ".".join(python.split(".")[:2]),
        "python_full_version": python,
        **_BROWSER,
    }
    blocks: dict[str, list[str]] = {}
    block: list[str] = []
    for line in requirements.splitlines():
        start = _PIN.match(line)
        if start:
            wanted, _, marker = line.rstrip("\\ ").partition(";")
            block = [wanted.strip()]
            if not marker or Marker(marker).evaluate(there):
                blocks[wheels.plain_name(start[1])] = block
        elif line.strip().startswith("--hash"):
            block.append(line.strip().rstrip("\\ "))
    return {name: " ".join(block) for name, block in blocks.items()}


def _write_pyodide_lock(runtime: Path, info: dict[str, Any], packages: dict[str, Package]) -> None:
    """Tell Pyodide what there is: by these names it loads packages, and by their sums it trusts them."""
    entries = {
        name: {key: value for key, value in package.entry.items() if key != "size"}
        for name, package in packages.items()
    }
    (runtime / dist.LOCK).write_text(
        json.dumps({"info": info, "packages": entries}), encoding="utf-8"
    )


def _write_lessons(out: Path) -> dict[str, dict[str, str]]:
    """Write the learner's notebooks into the folder that becomes hers, and the lists by which they are found.

    Those of another language than English lie in a folder of their own in it: answers are the same in all.
    Returned are, by language, the titles of the lessons.
    """
    titles: dict[str, dict[str, str]] = {}
    folders = []
    for code in reversed(spoken_languages()):
        way = folder_of(code)
        folder = out / "files" / way
        folder.mkdir(parents=True, exist_ok=True)
        with speaking(code):
            titles[code] = dict(_written_lessons(folder))
        within = [
            _listed(path, f"{way}/{path.name}", "notebook")
            for path in sorted(folder.glob("*.ipynb"))
        ]
        if code == ENGLISH:
            within += folders
        else:
            folders.append(_listed(folder, way, "directory"))
        _write_list(out, way, within)
    _write_list(out, "", [_listed(out / "files" / HOME, HOME, "directory")])
    return titles


def folder_of(code: str) -> str:
    """Name the folder of a language's lessons in the browser's storage.

    Examples
    --------
    >>> folder_of("en"), folder_of("es")
    ('my-course', 'my-course/es')
    """
    return HOME if code == ENGLISH else f"{HOME}/{code}"


def _written_lessons(folder: Path) -> Iterator[tuple[str, str]]:
    for lesson in lessons():
        edition = learner_edition(read_lesson(lesson))
        edition.metadata["kernelspec"] = {
            "name": "python",
            "display_name": "Python",
            "language": "python",
        }
        nbformat.write(edition, folder / lesson.name)
        yield lesson.stem, edition.cells[0].source.splitlines()[0].lstrip("# ")


def app_of(code: str) -> str:
    """Name the folder of what opens a notebook in a language; JupyterLite knows its own by how its name begins.

    Examples
    --------
    >>> app_of("en"), app_of("es")
    ('notebooks', 'notebooks-es')
    """
    return "notebooks" if code == ENGLISH else f"notebooks-{code}"


def _write_apps(out: Path, codes: Iterable[str], packages: dict[str, Package]) -> None:
    """Write for each other language the few files that open a notebook, with a kernel that speaks it."""
    for code in codes:
        app = out / app_of(code)
        app.mkdir()
        for name in ("index.html", "favicon.ico", "jupyter-lite.ipynb"):
            shutil.copy(out / "notebooks" / name, app)
        config = json.loads((out / "notebooks" / "jupyter-lite.json").read_text(encoding="utf-8"))
        config["jupyter-config-data"]["litePluginSettings"] = {
            _KERNEL_PLUGIN: _kernel(packages, code)
        }
        (app / "jupyter-lite.json").write_text(json.dumps(config, indent=1), encoding="utf-8")


def _listed(path: Path, way: str, kind: str) -> dict[str, Any]:
    """Describe a file or folder as JupyterLite asks for it; it fetches what is in it by its path."""
    size = path.stat().st_size if path.is_file() else None
    return {
        "name": path.name, "path": way, "type": kind, "writable": True, "size": size, "content": None, "mimetype": None,
        "format": "json" if kind == "notebook" else None, "created": _DAY, "last_modified": _DAY,
    }  # fmt: skip


def _write_list(out: Path, way: str, content: list[dict[str, Any]]) -> None:
    folder = out / "api" / "contents" / way
    folder.mkdir(parents=True, exist_ok=True)
    listed = {**_listed(folder, way, "directory"), "format": "json", "content": content}
    (folder / "all.json").write_text(json.dumps(listed), encoding="utf-8")


def _write_settings(work: Path, packages: dict[str, Package]) -> None:
    """Write what JupyterLite reads when it starts."""
    content = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "The course in your browser",
            "contentsAllJsonFile": "all.json",
            "contentsStorageName": STORAGE,
            "litePluginSettings": {_KERNEL_PLUGIN: _kernel(packages, ENGLISH)},
        },
    }
    (work / "jupyter-lite.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
    overrides = {
        "@jupyterlab/apputils-extension:notification": {
            "fetchNews": "false",
            "checkForUpdates": False,
        },
        # A page that is searched and printed has all of its cells.
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    }
    (work / "overrides.json").write_text(json.dumps(overrides), encoding="utf-8")


def _kernel(packages: dict[str, Package], code: str) -> dict[str, Any]:
    """Say how Python begins, and which language the course speaks in it."""
    return {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {
            "env": {**_ENVIRONMENT, "COURSE_LANG": code},
            "packages": [name for name in KERNEL if name in packages],
        },
    }


def _run_jupyterlite(tools: Path, work: Path, out: Path) -> None:
    """Build what shows the notebooks; what it says is passed on only if it fails."""
    done = subprocess.run(
        [tools / "bin" / "python", "-m", "jupyterlite_core", "build", "--lite-dir", work, "--output-dir", out,
         *(word for app in APPS for word in ("--apps", app)),
         "--no-sourcemaps", "--no-unused-shared-packages"],
        cwd=work, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise ValueError(done.stdout[-2000:] + done.stderr[-2000:])


def _tidy(out: Path) -> None:
    """Take away what nobody here opens."""
    for pattern in _LEFT_OUT:
        for path in out.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    # The notebooks' page asks for two that come with a server.
    icons = out / "static" / "favicons"
    icons.mkdir()
    for name in ("favicon-notebook.ico", "favicon-busy-1.ico"):
        shutil.copy(out / "icon-120x120.png", icons / name)


def list_files(
    out: Path, packages: dict[str, Package], codes: Iterable[str] = (ENGLISH,)
) -> dict[str, dict[str, Any]]:
    """List every file with its size and sum, and when it is fetched.

    A lesson begins with ``start``: Python with its packages, and what the committed lock names as opened by a lesson;
    in another language also with what is listed under that language's code. ``first use`` is fetched when a PDF or a
    letter is first written, ``page`` where somebody goes further.
    """
    opened = set(json.loads(LOCK.read_text(encoding="utf-8"))["opened"])
    later = {packages[name].entry["file_name"] for name in FIRST_USE if name in packages}
    others = {
        way: code
        for code in codes
        if code != ENGLISH
        for way in (
            f"{app_of(code)}/",
            f"files/{folder_of(code)}/",
            f"api/contents/{folder_of(code)}/",
        )
    }
    files = {}
    for path in sorted(out.rglob("*")):
        way = path.relative_to(out).as_posix()
        if path.is_file():
            body = path.read_bytes()
            starts = way in opened or way.startswith(("static/", "files/"))
            spoken = next((code for begin, code in others.items() if way.startswith(begin)), "")
            when = "first use" if path.name in later else "start" if starts else "page"
            files[way] = {
                "bytes": len(body),
                "sha256": hashlib.sha256(body).hexdigest(),
                "when": spoken or when,
            }
    return files


def _write_start(
    out: Path, files: dict[str, dict[str, Any]], titles: dict[str, dict[str, str]]
) -> None:
    """Write the page from which a lesson is opened, in each language, and the worker that keeps what has come."""
    build = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:12]
    config = json.loads((out / "jupyter-lite.json").read_text(encoding="utf-8"))[
        "jupyter-config-data"
    ]
    for code, lessons_there in titles.items():
        first = [
            [way, file["bytes"]] for way, file in files.items() if file["when"] in ("start", code)
        ]
        with speaking(code):
            told = {
                "build": build, "version": config["appVersion"], "storage": STORAGE, "home": HOME,
                "folder": folder_of(code), "app": app_of(code), "files": first,
                "bytes": sum(size for _, size in first), "lessons": list(lessons_there.items()),
                "words": start_page.script_words(),
            }  # fmt: skip
            text = start_page.page(
                code,
                megabytes(files, "start", code),
                megabytes(files, "first use"),
                json.dumps(told, ensure_ascii=False).replace("<", "\\u003c"),
            )
        (out / start_page.name_of(code)).write_text(text, encoding="utf-8")
    shutil.copy(HERE / "start" / start_page.SCRIPT, out)
    worker = (HERE / "start" / "service-worker.js").read_text(encoding="utf-8")
    (out / "service-worker.js").write_text(worker.replace("@BUILD@", build), encoding="utf-8")
    (out / "files.json").write_text(json.dumps(files, indent=1) + "\n", encoding="utf-8")


def offer(site: Path, files: dict[str, dict[str, Any]]) -> None:
    """Put a link into each lesson's page of a built site, in each language; the page loads nothing more for it."""
    for code in spoken_languages():
        folder = site / ("" if code == ENGLISH else code) / "notebooks"
        if not folder.is_dir():
            continue
        with speaking(code):
            words = start_page.offer_words(megabytes(files, "start", code))
        start = f"{'..' if code == ENGLISH else '../..'}/lite/{start_page.name_of(code)}"
        for lesson in lessons():
            page = folder / f"{lesson.stem}.html"
            text = page.read_text(encoding="utf-8")
            link = (
                f'<p class="course-lesson__run"><a href="{start}?lesson={lesson.stem}">'
                f"{escape(words)}</a></p>"
            )
            without = re.sub(r'<p class="course-lesson__run">.*?</p>', "", text, flags=re.DOTALL)
            links = _LINKS.search(without)
            if links:
                without = without[: links.end()] + link + without[links.end() :]
            page.write_text(without, encoding="utf-8")


def in_lock(packages: dict[str, Package]) -> dict[str, dict[str, str]]:
    """Say what is in it, as the committed lock does; the course itself is another in every version of it.

    What was packed here is told by its version alone: its bytes depend on the computer that packed them.
    """
    told = {}
    for name, package in packages.items():
        if package.source == "this course":
            continue
        told[name] = {"version": package.entry["version"], "from": package.source}
        if package.source in ("the release", "the package index", "JupyterLite"):
            told[name]["sha256"] = package.entry["sha256"]
    return told


def hold_to_lock(packages: dict[str, Package]) -> None:
    """Refuse what the committed lock does not name.

    Raises
    ------
    ValueError
        If a package is another than it says, or it knows none of that name. One that is missing is only told.
    """
    locked = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    others = [name for name, told in in_lock(packages).items() if locked.get(name) != told]
    if others:
        raise ValueError(
            f"{', '.join(others)} is not what {LOCK.name} says; look at what changed, then run "
            "“python -m book.browser.lite --write-lock”."
        )


def write_lock(packages: dict[str, Package], offered: dict[str, dict[str, Any]]) -> None:
    """Write the committed lock; what the release would have stands in it, although it was not to be had here."""
    locked = json.loads(LOCK.read_text(encoding="utf-8"))
    known = {name: Package(entry, "the release") for name, entry in offered.items()}
    held = in_lock({**known, **packages})
    told = {**locked, "pyodide": RELEASE, "packages": dict(sorted(held.items()))}
    LOCK.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def write_opened(files: list[str]) -> None:
    """Write into the committed lock what a lesson opens, beside Python and its packages."""
    locked = json.loads(LOCK.read_text(encoding="utf-8"))
    locked["opened"] = sorted(way for way in files if not way.startswith("static/pyodide/"))
    LOCK.write_text(json.dumps(locked, indent=1) + "\n", encoding="utf-8")


def sentences(files: dict[str, dict[str, Any]], packages: dict[str, Package]) -> list[str]:
    """Say what it weighs, what is missing, and what therefore does not work."""
    first, later = megabytes(files, "start"), megabytes(files, "first use")
    told = [
        f"{len(files)} files, {megabytes(files, 'start', 'page', 'first use'):.0f} MB; {first:.0f} MB of them before a "
        f"lesson begins, {later:.0f} MB for PDF and letters."
    ]
    lacking = sorted(set(COMPILED) - packages.keys())
    if lacking:
        told.append(
            f"Not to be had: {', '.join(lacking)}. Set PYODIDE_DIST to the folder or address of Pyodide {RELEASE}'s "
            "own release, which has them."
        )
    for what, names in NEED.items():
        missing = [name for name in names if name not in packages]
        told.append(
            f"{what}: {'does not work, for want of ' + ', '.join(missing) if missing else 'works'}"
        )
    told.append(
        "Every lesson works."
        if works_whole(packages)
        else "No lesson works whole, so no page offers it. The workbook, its grid, the client of GBIF and PDF do work."
    )
    return told


def works_whole(packages: dict[str, Package]) -> bool:
    """Tell whether lessons can be run from their first cell to their last."""
    return all(name in packages for what in ("tables", "figures") for name in NEED[what])


def megabytes(files: dict[str, dict[str, Any]], *when: str) -> float:
    """Add up what is fetched then, in MB."""
    return sum(file["bytes"] for file in files.values() if file["when"] in when) / 1e6


if __name__ == "__main__":
    raise SystemExit(main())
