"""The command line: a country's evidence, landscape, calling order, sheet and plan; a group; a workbook.

Exit status 0: done; 1: the work failed (GBIF unreachable, a file broken); 2: the call was wrong; 130: stopped.
An error is one sentence on standard error. What is to be saved is saved before anything is printed, so that a
reader who goes away early costs no file.
"""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NoReturn

from coursehelpers.ground.characters import printable
from coursehelpers.ground.errors import BadCallError, CourseError, output_sentence, stopped_sentence
from coursehelpers.ground.files import noting_files, pasted
from coursehelpers.ground.locale import _, enumeration, ngettext, quoted
from coursehelpers.ground.progress import showing_progress
from coursehelpers.ground.settings import course_version, in_language, read_settings


class _Parser(argparse.ArgumentParser):
    """Say what is wrong with a call in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(
            2,
            printable(
                _("{message}; “{program} --help” shows how to write it.").format(
                    message=message, program=self.prog
                ),
                "line",
            )
            + "\n",
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``coursehelpers``; those of the process by default.

    Returns
    -------
    int
        The exit status.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            # A file's name need not be text; what cannot be printed is spelled out.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    logging.basicConfig(format="%(message)s", level=logging.ERROR)
    if sys.stderr.isatty():
        # Somebody is waiting and may like to know why.
        logging.getLogger("coursehelpers").setLevel(logging.INFO)
    # argparse looks its own words up in a catalogue that no wheel can bring; ours has them.
    vars(argparse).update(_=lambda text: text and _(text), ngettext=ngettext)
    with noting_files() as written, ExitStack() as spoken:
        try:
            language, words = _language_of(sys.argv[1:] if arguments is None else arguments)
            spoken.enter_context(in_language(language))
            asked = _parser().parse_args(words)
            asked.run(asked)
            sys.stdout.flush()
        except CourseError as error:
            return _failed(str(error), error.exit_status)
        except BrokenPipeError:
            # The reader of our output, such as “head”, has seen enough.
            return 0
        except OSError as error:
            if error.filename is None:
                return _failed(output_sentence(error), 1)
            return _failed(
                _("{path} cannot be used ({reason}); check it, then try again.").format(
                    path=error.filename, reason=error.strerror or error
                ),
                1,
            )
        except KeyboardInterrupt:
            return _failed(stopped_sentence(written()), 130)
    return 0


def _language_of(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """Take the language out of a call, wherever it stands: the sentences about the rest are in it."""
    if not any(word.startswith("--lang") for word in arguments):
        return None, list(arguments)
    first = _Parser(prog="coursehelpers", add_help=False, allow_abbrev=False)
    first.add_argument("--lang", default=None)
    asked, words = first.parse_known_args(arguments)
    return asked.lang, words


def _failed(sentence: str, status: int) -> int:
    # Where even that cannot be written, the exit status still says it.
    with suppress(OSError):
        print(printable(sentence, "line"), file=sys.stderr, flush=True)
    return status


def _file(*endings: str) -> Callable[[str], Path]:
    """Return what reads the name of a file: not empty, and with one of the endings where some are given."""

    def read(text: str) -> Path:
        path = Path(text)
        if not text.strip():
            raise argparse.ArgumentTypeError(_("the name is empty"))
        if endings and path.suffix.casefold() not in endings:
            raise argparse.ArgumentTypeError(
                _("“{name}” ends in none of {endings}").format(
                    name=path.name, endings=enumeration(endings)
                )
            )
        return path

    return read


def _words_of_argparse() -> tuple[str, ...]:
    """Return what argparse says by itself, so that it is in the catalogue."""
    return (
        _("usage: "),
        _("options"),
        _("positional arguments"),
        _("show this help message and exit"),
        _("argument %(argument_name)s: %(message)s"),
        _("invalid choice: %(value)r (choose from %(choices)s)"),
        _("invalid %(type)s value: %(value)r"),
        _("the following arguments are required: %s"),
        _("unrecognized arguments: %s"),
        _("ambiguous option: %(option)s could match %(matches)s"),
        _("ignored explicit argument %r"),
        _("not allowed with argument %s"),
        _("expected one argument"),
        _("expected at most one argument"),
        _("expected at least one argument"),
        ngettext("expected %s argument", "expected %s arguments", 2),
    )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="coursehelpers",
        description=_(
            "A course for GBIF node managers that works on your own country's collections."
        ),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=course_version(),
        help=_("show program's version number and exit"),
    )
    parser.add_argument(
        "--lang",
        metavar=_("LANGUAGE"),
        help=_("in which language to say and write everything, such as es; before COURSE_LANG"),
    )
    commands = parser.add_subparsers(title=_("commands"), required=True, metavar=_("COMMAND"))

    def command(name: str, run: Callable[[Any], None], words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(run=run)
        return added

    command("status", _status, _("is GBIF reachable, which source is used, where answers are kept"))
    start = command("start", _start, _("put your own copy of the lessons into a folder"))
    start.add_argument("folder", nargs="?", type=_file(), metavar=_("DIR"))
    evidence = command("evidence", _evidence, _("gather a country's tables"))
    _add_country(evidence)
    evidence.add_argument(
        "--save", type=_file(".zip"), metavar=_("FILE.zip"), help=_("save them as a snapshot")
    )
    evidence.add_argument(
        "--download",
        type=_file(),
        metavar=_("FILE"),
        help=_(
            "first read what GBIF's engine answered (.zip, .tsv or .parquet), and use its numbers"
        ),
    )
    _add_reading(evidence)
    landscape = command(
        "landscape", _landscape, _("what a country's tables say, institution by institution")
    )
    _add_country(landscape)
    _add_snapshot(landscape)
    landscape.add_argument(
        "--rules", type=_file(), metavar=_("FILE.toml"), help=_("your own thresholds")
    )
    landscape.add_argument("--format", choices=["table", "csv", "json"], default="table")
    landscape.add_argument(
        "--out",
        type=_file(".xlsx", ".csv", ".json"),
        metavar=_("FILE"),
        help=_("save as .xlsx, .csv or .json"),
    )
    prioritize = command("prioritize", _prioritize, _("whom to call first, and how sure that is"))
    _add_country(prioritize)
    prioritize.add_argument(
        "--weights",
        type=_file(),
        metavar=_("FILE"),
        help=_("your own weights: a copy of criteria.toml, or a CSV with criterion and weight"),
    )
    _add_snapshot(prioritize)
    prioritize.add_argument("--format", choices=["table", "csv", "json"], default="table")
    prioritize.add_argument(
        "--out",
        type=_file(".xlsx", ".csv", ".json"),
        metavar=_("FILE"),
        help=_("save as .xlsx, .csv or .json"),
    )
    sheet = command("sheet", _sheet, _("the one A4 sheet of a country"))
    _add_country(sheet)
    _add_snapshot(sheet)
    sheet.add_argument(
        "--out",
        type=_file(".pdf", ".html", ".docx", ".md"),
        required=True,
        metavar=_("FILE"),
        help=_("save as .pdf, .html, .docx or .md"),
    )
    group = command("group", _group, _("learners' shared files side by side"))
    group.add_argument(
        "files",
        nargs="+",
        type=_file(),
        metavar=_("FILE"),
        help=_("files, or the folder they are in"),
    )
    group.add_argument(
        "--out",
        type=_file(".json", ".html"),
        required=True,
        metavar=_("FILE"),
        help=_("save as .json or .html"),
    )
    group.add_argument(
        "--watch", action="store_true", help=_("go on: the page follows files as they arrive")
    )
    _add_expected(group)
    group.add_argument(
        "--before",
        type=_file(),
        metavar=_("DIR"),
        help=_("folder of an earlier round of this group"),
    )
    room = command("room", _room, _("write a folder that runs the course without internet"))
    room.add_argument("folder", type=_file(), metavar=_("DIR"))
    room.add_argument(
        "--countries", metavar=_("KE,UG"),
        help=_("whose snapshots it holds; several territories of one node as FR+NC+PF"),
    )  # fmt: skip
    room.add_argument(
        "--platforms", default="win,mac,linux", metavar="win,mac,linux",
        help=_("of the laptops that set up the course from it"),
    )  # fmt: skip
    room.add_argument(
        "--python", metavar="3.12,3.13", help=_("versions of Python that these laptops may have")
    )
    room.add_argument(
        "--check",
        action="store_true",
        help=_("the evening before: is it whole, how old, how large"),
    )
    serve = command("serve", _serve, _("serve a room's folder, and take what learners hand in"))
    serve.add_argument("folder", type=_file(), metavar=_("DIR"))
    serve.add_argument(
        "--lan", action="store_true", help=_("serve the room's network, not only this computer")
    )
    serve.add_argument("--port", type=int, default=8000, metavar=_("NUMBER"))
    serve.add_argument(
        "--round", type=int, default=1, choices=range(1, 10), metavar=_("N"),
        help=_("which round is handed in; it is compared with the one before"),
    )  # fmt: skip
    serve.add_argument(
        "--forget", action="store_true", help=_("delete what was handed in, and serve nothing")
    )
    _add_expected(serve)
    plan = command("plan", _plan, _("the action plan of a workbook"))
    plan.add_argument("workbook", type=_file(), metavar=_("WORKBOOK"))
    _add_snapshot(plan)
    plan.add_argument(
        "--final", action="store_true", help=_("leave out the list of what is still missing")
    )
    plan.add_argument(
        "--out",
        type=_file(".docx", ".pdf", ".xlsx", ".html", ".md"),
        required=True,
        metavar=_("FILE"),
        help=_("save as .docx, .pdf, .xlsx, .html or .md"),
    )
    sql = command(
        "sql", _sql, _("a question for GBIF's own engine, to hand in yourself; never sent")
    )
    sql.add_argument("country", nargs="?", metavar=_("CC"), help=_("two-letter code such as DK"))
    sql.add_argument(
        "--question",
        default="holders",
        metavar=_("QUESTION"),
        help=_("holders (the default), links, gaps, species or world"),
    )
    sql.add_argument(
        "--out",
        type=_file(".sql", ".json"),
        metavar=_("FILE"),
        help=_("save as .sql, or as .json for the interface"),
    )
    world = command("world", _world, _("one row a country, by name"))
    world.add_argument(
        "--region", metavar=_("REGION"), help=_("one of GBIF's regions, such as AFRICA")
    )
    world.add_argument("--format", choices=["table", "csv", "json"], default="table")
    world.add_argument(
        "--out",
        type=_file(".xlsx", ".csv", ".json", ".svg", ".png", ".pdf"),
        metavar=_("FILE"),
        help=_("save as .xlsx, .csv or .json; or the map as .svg, .png or .pdf"),
    )
    world.add_argument(
        "--download",
        type=_file(),
        metavar=_("FILE"),
        help=_("count records by this answer to “coursehelpers sql --question world”"),
    )
    _add_reading(world)
    check = command("check", _check, _("is a workbook whole and of a known version"))
    check.add_argument("workbook", type=_file(), metavar=_("WORKBOOK"))
    return parser


def _add_country(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "country",
        nargs="?",
        metavar=_("CC"),
        help=_(
            "two-letter code such as DK, or several such as FR,NC,PF; XT is the training country"
        ),
    )
    parser.add_argument(
        "--institutions",
        type=_file(),
        metavar=_("FILE"),
        help=_(
            "instead of a country: a file with a GRSciColl key or address on each line, "
            "or a table with a column “key”"
        ),
    )


def _add_expected(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--expect",
        default="",
        metavar=_("KE,UG"),
        help=_("countries that will hand in; a code twice if two come from there"),
    )


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--doi", default="", metavar=_("DOI"), help=_("the download's DOI, as GBIF's page shows it")
    )
    parser.add_argument(
        "--unpack",
        type=_file(),
        metavar=_("DIR"),
        help=_("where a zip is unpacked while it is read; the temporary folder by default"),
    )


def _add_snapshot(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--snapshot", type=_file(), metavar=_("FILE.zip"), help=_("read this snapshot")
    )


def _gather(asked: Any) -> Any:
    from coursehelpers.evidence import gather as evidence
    from coursehelpers.evidence import keys

    if (asked.country is None) == (asked.institutions is None):
        raise BadCallError(
            _(
                "Give either a country, such as “coursehelpers landscape DK”, or --institutions FILE."
            )
        )
    settings = read_settings()
    with showing_progress() as show:
        if asked.institutions:
            return evidence.gather_institutions(keys.read_keys(asked.institutions), settings, show)
        return evidence.gather(asked.country, settings, show)


def _evidence(asked: Any) -> None:
    from coursehelpers.evidence import saved
    from coursehelpers.evidence.cited import count_by_code
    from coursehelpers.evidence.tables import TABLES
    from coursehelpers.ground.provenance import source_line

    download = _read_answer(asked) if asked.download else None
    found = _gather(asked)
    if asked.save:
        saved.save(found, asked.save)
    for name in TABLES:
        print(f"{len(getattr(found, name)):7,}  {name}")
    for note in found.notes:
        print(note)
    if download is not None and download.question == "simple":
        for row in count_by_code(found, download).itertuples():
            print(f"{row.records:11,}  {row.code}  {row.name}")
    print(source_line(found.provenance, found.country))
    print(
        ngettext("{n} request.", "{n} requests.", found.provenance["requests"]).format(
            n=found.provenance["requests"]
        )
    )
    if asked.save:
        print(_("Saved as {path}.").format(path=pasted(asked.save)))


def _read_answer(asked: Any) -> Any:
    """Read what GBIF's engine answered about a country, say what was read, and keep it."""
    from coursehelpers.engine.answers import read_answer
    from coursehelpers.evidence.cited import keep
    from coursehelpers.ground.countries import read_countries

    if not asked.country:
        raise BadCallError(_("Name the country that the download is about, such as DK."))
    codes = read_countries(asked.country)
    download = read_answer(asked.download, codes, asked.doi, asked.unpack)
    kept = keep(download, ",".join(codes), read_settings())
    for sentence in download.report:
        print(sentence)
    print(_("Kept as {path}; remove it to go back to GBIF's facets.").format(path=kept))
    return download


def _evidence_of(asked: Any) -> Any:
    """Read the snapshot that was named, or gather the country."""
    from coursehelpers.evidence import saved
    from coursehelpers.ground.countries import read_countries

    if not asked.snapshot:
        return _gather(asked)
    found = saved.load(asked.snapshot)
    if asked.country and ",".join(read_countries(asked.country)) != found.country:
        raise BadCallError(
            _("{path} is a snapshot of {country}; ask for that, or give another file.").format(
                path=asked.snapshot, country=found.country
            )
        )
    return found


def _landscape(asked: Any) -> None:
    from coursehelpers.landscape.report import save_landscape, written
    from coursehelpers.landscape.survey import read_rules, survey

    rules = read_rules(asked.rules)
    found = _evidence_of(asked)
    landscape = survey(found, rules)
    if asked.out:
        save_landscape(landscape, asked.out)
        print(_("Saved as {path}.").format(path=pasted(asked.out)), file=sys.stderr)
    if not asked.out or asked.format != "table":
        print(written(landscape, asked.format))


def _prioritize(asked: Any) -> None:
    from coursehelpers.landscape.survey import survey
    from coursehelpers.order.calling_order import prioritize, read_criteria
    from coursehelpers.order.report import order_written, save_order

    rules = read_criteria(asked.weights) if asked.weights else None
    landscape = survey(_evidence_of(asked))
    order = prioritize(landscape, _answers(landscape.country), rules)
    if asked.out:
        save_order(order, landscape, asked.out)
        print(_("Saved as {path}.").format(path=pasted(asked.out)), file=sys.stderr)
    if not asked.out or asked.format != "table":
        print(order_written(order, landscape, asked.format))


def _answers(country: str) -> Any:
    """Open the learner's answers about a country; empty where there are none."""
    from coursehelpers.workbook.file import Workbook, open_workbook

    return open_workbook(country) if country else Workbook(country="-")


def _sheet(asked: Any) -> None:
    from coursehelpers.documents.write import write_document
    from coursehelpers.landscape.survey import survey
    from coursehelpers.order.calling_order import prioritize
    from coursehelpers.plan.sheet import country_sheet

    landscape = survey(_evidence_of(asked))
    order = prioritize(landscape, _answers(landscape.country))
    write_document(country_sheet(landscape, order), asked.out)
    print(_("Saved as {path}.").format(path=pasted(asked.out)))


def _plan(asked: Any) -> None:
    from coursehelpers.landscape.survey import survey
    from coursehelpers.order.calling_order import prioritize
    from coursehelpers.plan.files import save_plan
    from coursehelpers.plan.gaps import gaps
    from coursehelpers.workbook.file import load_workbook

    workbook = load_workbook(asked.workbook)
    asked.country, asked.institutions = workbook.country, None
    landscape = survey(_evidence_of(asked))
    order = prioritize(landscape, workbook)
    save_plan(landscape, order, workbook, asked.out, final=asked.final)
    print(_("Saved as {path}.").format(path=pasted(asked.out)))
    missing = len(gaps(landscape, workbook))
    if missing:
        print(
            ngettext(
                "{n} point is still missing; the draft lists it.",
                "{n} points are still missing; the draft lists them.",
                missing,
            ).format(n=missing)
        )


def _group(asked: Any) -> None:
    from coursehelpers.classroom.watch import RoomPage, follow
    from coursehelpers.classroom.who_handed_in import look_into, read_expected, say_who

    expected = read_expected(asked.expect)
    before = [asked.before] if asked.before else []
    if asked.out.suffix.casefold() == ".json":
        if asked.watch:
            raise BadCallError(_("A page that follows files ends in .html; write --out room.html."))
        _save_group(asked)
        room = look_into(asked.files, expected)
    else:
        page = RoomPage(asked.files, asked.out, expected, before=before, follows=asked.watch)
        if asked.watch:
            print(_("Open {path} with your browser. Stop with Ctrl and C.").format(path=asked.out))
            follow(page, lambda room: print(say_who(room).splitlines()[0], flush=True))
            return
        room = page.write()
        if not room.handed_in and not room.missing:
            raise CourseError(" ".join([_("No file could be read."), *room.group.problems[:1]]))
    print(say_who(room))
    print(_("Saved as {path}.").format(path=pasted(asked.out)), file=sys.stderr)


def _save_group(asked: Any) -> None:
    from coursehelpers.classroom.who_handed_in import shared_files
    from coursehelpers.stakeholders.group import gather_group, save_group

    save_group(gather_group(shared_files(asked.files)[0]), asked.out)


def _room(asked: Any) -> None:
    from coursehelpers.classroom.room_folder import PYTHONS, check_room, make_room

    if not asked.check:
        if not asked.countries:
            raise BadCallError(_("Whose countries? Write such as --countries KE,UG."))
        make_room(
            asked.folder,
            [code.replace("+", ",") for code in asked.countries.split(",") if code.strip()],
            asked.platforms.split(","),
            asked.python.split(",") if asked.python else PYTHONS,
            tell=lambda words: print(words, file=sys.stderr, flush=True),
        )
    checked = check_room(asked.folder)
    print("\n".join(checked.told))
    if checked.missing:
        for words in checked.missing:
            print(words)
        raise CourseError(
            ngettext(
                "{n} thing is missing; mend it, then type the command again with --check.",
                "{n} things are missing; mend them, then type the command again with --check.",
                len(checked.missing),
            ).format(n=len(checked.missing))
        )
    print(_("The folder is whole."))


def _serve(asked: Any) -> None:
    from coursehelpers.classroom.inbox import forget
    from coursehelpers.classroom.serve import say_forgotten, serve
    from coursehelpers.classroom.who_handed_in import read_expected

    if asked.forget:
        print(say_forgotten(forget(asked.folder)))
        return
    expected = read_expected(asked.expect)
    serve(asked.folder, lan=asked.lan, port=asked.port, expected=expected, turn=asked.round)


def _sql(asked: Any) -> None:
    from coursehelpers.engine.queries import explain, save_query
    from coursehelpers.ground.countries import read_countries

    codes = read_countries(asked.country) if asked.country else ()
    if asked.out:
        save_query(asked.question, codes, asked.out)
        print(_("Saved as {path}.").format(path=asked.out), file=sys.stderr)
    else:
        print(explain(asked.question, codes))


def _world(asked: Any) -> None:
    from coursehelpers.engine.answers import read_answer
    from coursehelpers.evidence.cited import recount_world
    from coursehelpers.evidence.gather import gather_world
    from coursehelpers.landscape.world import world_of, world_written

    # A file that cannot be read is said before GBIF is asked for anything.
    download = read_answer(asked.download, (), asked.doi, asked.unpack) if asked.download else None
    with showing_progress() as show:
        found, countries = gather_world(read_settings(), show, _announce)
    if download is not None:
        found = recount_world(found, download)
    world = world_of(found, countries, asked.region)
    if asked.out:
        # Drawing costs half a second of import, which a table does not need.
        from coursehelpers.charts.world import save_world

        save_world(world, asked.out)
        print(_("Saved as {path}.").format(path=asked.out), file=sys.stderr)
    if not asked.out or asked.format != "table":
        print(world_written(world, asked.format))


def _announce(requests: int) -> None:
    print(
        _(
            "This takes {n} requests, fewer where answers of today are kept; you may stop it, and go on later today."
        ).format(n=requests),
        file=sys.stderr,
    )


def _check(asked: Any) -> None:
    from coursehelpers.workbook.file import check_workbook, load_workbook

    findings = check_workbook(asked.workbook)
    if findings:
        raise CourseError(" ".join(findings))
    workbook = load_workbook(asked.workbook)
    print(
        _(
            "{path} is whole: {country}, {stakeholders} stakeholders, {ties} ties, version {version}."
        ).format(
            path=asked.workbook,
            country=workbook.country,
            stakeholders=len(workbook.stakeholders),
            ties=len(workbook.ties),
            version=workbook.version,
        )
    )


def _start(asked: Any) -> None:
    from coursehelpers.classroom.editions import BESIDE, hand_out

    home = asked.folder or read_settings().home
    done = hand_out(home)
    print(_("Your lessons are in {folder}.").format(folder=pasted(home)))
    if done.updated:
        print(_("Brought up to date: {names}.").format(names=enumeration(done.updated)))
    if done.kept:
        print(
            ngettext(
                "{n} lesson that you have worked in was left as it is.",
                "{n} lessons that you have worked in were left as they are.",
                len(done.kept),
            ).format(n=len(done.kept))
        )
    for name, headings in done.beside.items():
        print(
            _("The course has a newer {name}; it lies in {folder}.").format(
                name=name, folder=pasted(home / BESIDE)
            )
        )
        if headings:
            print(_("New in it: {headings}.").format(headings=enumeration(map(quoted, headings))))
    print(
        _("Open the first one with: jupyter lab {path}").format(
            path=pasted(home / "00_start.ipynb")
        )
    )


def _status(asked: Any) -> None:
    from coursehelpers.status import read_status

    print(read_status())
