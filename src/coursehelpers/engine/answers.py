"""Read what GBIF's engine answered: a zipped table, a table as text, or Parquet, larger than memory.

DuckDB does the reading; it is asked for only when a file is there, and is no part of the usual installation.
What comes from somewhere else is not trusted: a file is known by its header, a zip is never unpacked by the
names inside it, and only columns that we name are ever taken out, so that no collector's or identifier's name
leaves the file.
"""

import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from coursehelpers.engine.queries import QUESTIONS
from coursehelpers.gbif.occurrences import SPECIMENS
from coursehelpers.ground.errors import BadCallError, BrokenFileError, CourseError
from coursehelpers.ground.locale import LateMapping, _, enumeration, ngettext, number
from coursehelpers.ground.provenance import download_citation
from coursehelpers.ground.tables import TEXT, WHOLE, Column, Columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SIMPLE = "simple"
"""The name we give to GBIF's own simple download."""

_WORDS = LateMapping(
    lambda: {
        "institutionkey": Column(
            TEXT, _("GRSciColl's key of the institution; missing where none is linked")
        ),
        "collectionkey": Column(
            TEXT, _("GRSciColl's key of the collection; missing where none is linked")
        ),
        "publishingorgkey": Column(TEXT, _("GBIF's key of the publisher")),
        "publishingcountry": Column(TEXT, _("country of the publisher")),
        "datasetkey": Column(TEXT, _("GBIF's key of the dataset")),
        "basisofrecord": Column(TEXT, _("kind of specimen")),
        "collectedhere": Column(
            TEXT, _("whether the specimens were collected in the country: yes or no")
        ),
        "matchnone": Column(TEXT, _("whether GBIF says that it found no institution: yes or no")),
        "institutioncode": Column(TEXT, _("institution code as it stands in the records")),
        "collectioncode": Column(TEXT, _("collection code as it stands in the records")),
        "flag": Column(TEXT, _("why the records are not linked; NO_FLAG where GBIF does not say")),
        "class": Column(TEXT, _("class of the species")),
        "specieskey": Column(TEXT, _("GBIF's key of the species")),
        "species": Column(TEXT, _("scientific name of the species")),
        "decade": Column(
            WHOLE, _("first year of the decade in which the specimens were collected")
        ),
        "south": Column(WHOLE, _("southern edge of the cell of one degree")),
        "west": Column(WHOLE, _("western edge of the cell of one degree")),
        "records": Column(WHOLE, _("specimen records")),
    }
)

TABLES: dict[str, Columns] = {
    **{
        name: {column: _WORDS[column] for column in asked.columns}
        for name, asked in QUESTIONS.items()
    },
    "codes": {
        column: _WORDS[column]
        for column in (
            "publishingorgkey",
            "datasetkey",
            "institutioncode",
            "collectioncode",
            "flag",
            "records",
        )
    },
}
"""Columns of the tables that a file may give: one for each question, and ``codes`` of a simple download."""

_SIMPLE_COLUMNS = {
    "gbifid",
    "datasetkey",
    "publishingorgkey",
    "basisofrecord",
    "occurrencestatus",
    "countrycode",
    "institutioncode",
    "collectioncode",
    "class",
    "specieskey",
    "species",
    "decimallatitude",
    "decimallongitude",
    "year",
    "issue",
}
"""What we take from a simple download; of its fifty columns, none that names a person."""

_READING = Path(__file__).parent / "reading"
_LONGEST_HEADER = 1_000_000
_LONGEST_CELL = 200
_LARGEST_RATIO = 200
"""A table of text shrinks ten- to fortyfold; what shrinks more was made to fill a disk."""
_SHOWN = 3
_PROBLEMS = LateMapping(
    lambda: {
        "MISSING COLUMNS": _("too few columns"),
        "TOO MANY COLUMNS": _("too many columns"),
        "INVALID ENCODING": _("letters that are not written in UTF-8"),
        "LINE SIZE OVER MAXIMUM": _("a line that is far too long"),
    }
)
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/\S+)$", re.IGNORECASE)


class Answer(NamedTuple):
    """Hold what one file says, and how to cite it.

    Attributes
    ----------
    question : str
        A name of :data:`~coursehelpers.engine.queries.QUESTIONS`, or ``"simple"``.
    tables : dict of str to pandas.DataFrame
        Tables with the columns of :data:`TABLES`; one for an answer, three for a simple download.
    file : str
        The file's name.
    made : datetime.date
        The day the file was made, as the file itself says.
    doi : str
        As somebody gave it; empty where nobody did.
    rows, bad : int
        Rows read, and how many of them could not be used.
    first_bad : tuple of str
        The first of these, by line and reason; never their text.
    """

    question: str
    tables: dict[str, pd.DataFrame]
    file: str
    made: date
    doi: str
    rows: int
    bad: int
    first_bad: tuple[str, ...]

    @property
    def citation(self) -> str:
        """Return how to cite it in one line."""
        return download_citation(self.made, self.doi, self.file)

    @property
    def report(self) -> list[str]:
        """Return what was read and what was not, in sentences."""
        said = [
            ngettext(
                "{n} row was read from {file}.", "{n} rows were read from {file}.", self.rows
            ).format(n=number(self.rows), file=self.file)
        ]
        if self.bad:
            said.append(
                ngettext(
                    "{n} row could not be used and is left out: {first}.",
                    "{n} rows could not be used and are left out; the first: {first}.",
                    self.bad,
                ).format(n=number(self.bad), first=enumeration(self.first_bad, "semicolon"))
            )
        if self.question == SIMPLE:
            said.append(
                _(
                    "A simple download holds no institution key, so specimens are counted by code only: a code that "
                    "two institutions share, or that is misspelt, counts for none of them."
                )
            )
        return said


class _Source(NamedTuple):
    """Name the files to read: columns in order, and whether they are Parquet."""

    paths: list[Path]
    parquet: bool
    columns: list[str]
    made: date


def read_doi(text: str) -> str:
    """Read a DOI, with or without the address before it.

    Raises
    ------
    BadCallError
        If it is none.

    Examples
    --------
    >>> read_doi("https://doi.org/10.15468/dl.abc123")
    '10.15468/dl.abc123'
    """
    found = _DOI.match(text.strip())
    if found is None:
        raise BadCallError(
            _(
                "“{text}” is no DOI; copy it from the page of your download, such as 10.15468/dl.abc123."
            ).format(text=text.strip())
        )
    return found[1]


def read_answer(
    path: Path, countries: Sequence[str] = (), doi: str = "", folder: Path | None = None
) -> Answer:
    """Read an answer of GBIF's engine, or a simple download.

    Parameters
    ----------
    path : pathlib.Path
        A zip as GBIF sends it, a table as text (TSV), or Parquet.
    countries : sequence of str
        Two-letter codes; of a simple download, what was collected there is counted by group and cell.
    doi : str, optional
        DOI of the download. It stands nowhere in the file, and is never guessed.
    folder : pathlib.Path, optional
        Where a zip is unpacked while it is read; the computer's temporary folder by default.

    Returns
    -------
    Answer

    Raises
    ------
    BrokenFileError
        If the file is damaged, cut off or something else.
    CourseError
        If DuckDB is not installed, or the folder has too little space.
    """
    doi = read_doi(doi) if doi else ""
    duckdb = _duckdb()
    with _working_folder(folder) as work:
        try:
            source = _opened(path, work)
            question = _recognised(source.columns, path)
            engine = _engine(duckdb, work)
            try:
                read = _Reader(engine, source, work).read(question, countries)
            finally:
                engine.close()
        except FileNotFoundError as error:
            raise BrokenFileError(
                _("There is no file {path}; check its name and folder.").format(path=path)
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise CourseError(
                _(
                    "{path} needs more room than {folder} has; name a larger one with --unpack."
                ).format(path=path, folder=work.parent)
            ) from error
        except (
            duckdb.Error,
            zipfile.BadZipFile,
            zlib.error,
            struct.error,
            ValueError,
            EOFError,
            RuntimeError,
        ) as error:
            raise _damaged(path) from error
        except OSError as error:
            raise BrokenFileError(
                _("{path} cannot be read ({reason}); check that it is a file you may open.").format(
                    path=path, reason=error.strerror or error
                )
            ) from error
    tables, rows, bad, first = read
    return Answer(question, tables, path.name, source.made, doi, rows, bad, first)


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise CourseError(
            _(
                "Reading a download needs DuckDB (25 MB), which is not installed; install it with "
                "“pip install duckdb”, then try again."
            )
        ) from error
    return duckdb


@contextmanager
def _working_folder(folder: Path | None) -> Iterator[Path]:
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        work = tempfile.TemporaryDirectory(prefix="coursehelpers-", dir=folder)
    except OSError as error:
        raise CourseError(
            _(
                "{folder} cannot be written to ({reason}); name another folder with --unpack."
            ).format(folder=folder, reason=error.strerror or error)
        ) from error
    with work as name:
        yield Path(name)


def _engine(duckdb: Any, work: Path) -> "DuckDBPyConnection":
    """Open DuckDB so that it fetches nothing and spills into our folder."""
    engine: DuckDBPyConnection = duckdb.connect(
        config={
            "memory_limit": "250MB",
            "temp_directory": str(work),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "false",
        }
    )
    # It would be drawn into what a script reads.
    engine.execute("SET enable_progress_bar = false")
    return engine


def _damaged(path: Path) -> BrokenFileError:
    return BrokenFileError(
        _("{path} is damaged or cut off; download it again from your page on GBIF.").format(
            path=path
        )
    )


def _foreign(path: Path) -> BrokenFileError:
    return BrokenFileError(
        _(
            "{path} is neither an answer to one of the course's queries nor a simple download of GBIF; "
            "see “coursehelpers sql”, or choose “Simple” when you download."
        ).format(path=path)
    )


def _opened(path: Path, work: Path) -> _Source:
    """Find out what kind of file it is by its first bytes; unpack a zip."""
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    with path.open("rb") as file:
        head = file.read(4)
    if head == b"PK\x03\x04":
        with zipfile.ZipFile(path) as archive:
            return _unpacked(archive, path, work)
    if head[:2] == b"PK":
        raise _foreign(path)
    # DuckDB takes a star in a name for a pattern; a name of our own is none.
    own = work / ("table.parquet" if head == b"PAR1" else "table.tsv")
    try:
        own.symlink_to(path.resolve())
    except OSError:
        shutil.copyfile(path, own)
    return _source([own], path, changed)


def _source(paths: list[Path], original: Path, made: date) -> _Source:
    with paths[0].open("rb") as file:
        parquet = file.read(4) == b"PAR1"
        if parquet:
            columns = _parquet_columns(paths)
        else:
            file.seek(0)
            line = file.readline(_LONGEST_HEADER)
            columns = line.decode("utf-8-sig").rstrip("\r\n").split("\t")
            size = file.seek(0, 2)
            file.seek(max(size - 1, 0))
            # GBIF ends each line; a file that does not was cut off, maybe inside a number.
            if len(columns) > 1 and file.read(1) != b"\n":
                raise _damaged(original)
    return _Source(paths, parquet, [column.strip().casefold() for column in columns], made)


def _parquet_columns(paths: list[Path]) -> list[str]:
    engine = _duckdb().connect()
    try:
        found = engine.execute(
            "DESCRIBE SELECT * FROM read_parquet($paths)", {"paths": [str(path) for path in paths]}
        ).fetchall()
    finally:
        engine.close()
    return [str(row[0]) for row in found]


def _unpacked(archive: zipfile.ZipFile, path: Path, work: Path) -> _Source:
    """Unpack the one table, or the parts of one, under names of our own; size and space first."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    names = [member.filename for member in members]
    if "meta.xml" in names:
        raise BrokenFileError(
            _(
                "{path} is a Darwin Core archive; choose “Simple”, or one of the course's queries, and download again."
            ).format(path=path)
        )
    parts = [member for member in members if ".parquet" in member.filename]
    texts = [m for m in members if m.filename.casefold().endswith((".csv", ".tsv", ".txt"))]
    chosen = parts or texts
    if not chosen or (not parts and len(texts) > 1):
        raise _foreign(path)
    size = sum(member.file_size for member in chosen)
    packed = sum(member.compress_size for member in chosen)
    if size > max(packed, 1) * _LARGEST_RATIO and size > 1_000_000:
        raise BrokenFileError(
            _("{path} would unpack to far more than a table can hold; do not trust it.").format(
                path=path
            )
        )
    free = shutil.disk_usage(work).free
    if size > free * 0.9:
        raise CourseError(
            _(
                "{path} needs {size} MB unpacked, and {folder} has {free} MB; "
                "name a folder with more space with --unpack."
            ).format(
                path=path,
                size=number(size // 10**6),
                folder=work.parent,
                free=number(free // 10**6),
            )
        )
    paths = []
    for place, member in enumerate(chosen):
        paths.append(work / f"part-{place:05}{'.parquet' if parts else '.tsv'}")
        with archive.open(member) as packed_member, paths[-1].open("wb") as out:
            shutil.copyfileobj(packed_member, out, 1 << 20)
    return _source(paths, path, date(*chosen[0].date_time[:3]))


def _recognised(columns: list[str], path: Path) -> str:
    if len(set(columns)) < len(columns):
        raise _foreign(path)
    for name, asked in QUESTIONS.items():
        if set(columns) == set(asked.columns):
            return name
    if set(columns) >= _SIMPLE_COLUMNS:
        return SIMPLE
    raise _foreign(path)


class _Reader:
    """Read one opened file with DuckDB."""

    def __init__(self, engine: "DuckDBPyConnection", source: _Source, work: Path) -> None:
        self.engine = engine
        self.source = source
        self.work = work
        self.position = {name: number for number, name in enumerate(source.columns)}

    def read(
        self, question: str, countries: Sequence[str]
    ) -> tuple[dict[str, pd.DataFrame], int, int, tuple[str, ...]]:
        wanted = (
            sorted(_SIMPLE_COLUMNS - {"gbifid"})
            if question == SIMPLE
            else list(QUESTIONS[question].columns)
        )
        self._take(wanted, "simple" if question == SIMPLE else "")
        kept = self._one("SELECT COUNT(*) FROM taken")
        bad, first = self._rejected()
        if question == SIMPLE:
            return self._counted(countries), kept + bad, bad, first
        wrong = self._one(f"SELECT COUNT(*) FROM taken WHERE NOT ({_usable(question)})")  # noqa: S608
        if wrong:
            first = (*first, _("a number that is none or negative"))[:_SHOWN]
        tables = {question: self._answered(question)}
        return tables, kept + bad, bad + wrong, first

    def _take(self, wanted: list[str], narrowed: str = "") -> None:
        """Take the columns we name, as text or as a query narrows them, into a file of our own.

        A file, packed by columns, is four times as small as the table and stays out of memory.
        """
        names = [f"c{number}" for number in range(len(self.source.columns))]
        chosen = ", ".join(
            f'{_shortened(f"CAST(c{self.position[name]} AS VARCHAR)")} AS "{name}"'
            for name in wanted
        )
        # COPY takes no values, only text; the names of files are ours, that of their folder may be anything.
        paths = ", ".join(map(_quoted, self.source.paths))
        if self.source.parquet:
            rows = f"read_parquet([{paths}], union_by_name=false) AS t({', '.join(names)})"
        else:
            types = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
            # Which rows DuckDB refuses depends on the columns it is asked for, so it is asked for all of them.
            # A field may begin with a quotation mark that means nothing.
            rows = (
                f"read_csv([{paths}], columns={{{types}}}, auto_detect=false, header=false, skip=1, "
                f"delim='\t', quote='', escape='', store_rejects=true) WHERE COALESCE({', '.join(names)}) IS NOT NULL"
            )
        query = f"WITH named AS (SELECT {chosen} FROM {rows}) {_read(narrowed) if narrowed else 'FROM named'}"  # noqa: S608
        taken = _quoted(self.work / "taken.parquet")
        self.engine.execute(f"COPY ({query}) TO {taken} (FORMAT parquet, COMPRESSION lz4)")
        self.engine.execute(f"CREATE VIEW taken AS FROM read_parquet({taken})")

    def _one(self, query: str) -> int:
        found = self.engine.execute(query).fetchone()
        return int(found[0]) if found else 0

    def _rejected(self) -> tuple[int, tuple[str, ...]]:
        if self.source.parquet:
            return 0, ()
        found = self.engine.execute(
            "SELECT line, MIN(CAST(error_type AS VARCHAR)) FROM reject_errors GROUP BY line ORDER BY line"
        ).fetchmany(_SHOWN)
        count = self._one("SELECT COUNT(DISTINCT line) FROM reject_errors")
        return count, tuple(
            _("line {line}: {reason}").format(
                line=line, reason=_PROBLEMS.get(kind, kind.casefold())
            )
            for line, kind in found
        )

    def _answered(self, question: str) -> pd.DataFrame:
        """Return an answer with its types, in an order of its own."""
        columns = TABLES[question]
        chosen = ", ".join(
            f'{_typed(name, column)} AS "{name}"' for name, column in columns.items()
        )
        return self._table(
            f"SELECT {chosen} FROM taken WHERE {_usable(question)} ORDER BY ALL",  # noqa: S608
            columns,
        )

    def _counted(self, countries: Sequence[str]) -> dict[str, pd.DataFrame]:
        """Count a simple download by code; by group, decade and cell; by species."""
        given = {"specimens": SPECIMENS, "countries": list(countries)}
        found = {}
        for name in ("codes", "gaps", "species"):
            query = _read(name)
            # DuckDB refuses a value that a query does not ask for.
            values = {key: value for key, value in given.items() if f"${key}" in query}
            found[name] = self._table(query, TABLES[name], values)
        return found

    def _table(
        self, query: str, columns: Columns, values: dict[str, list[str]] | None = None
    ) -> pd.DataFrame:
        rows = self.engine.execute(query, values).fetchall()
        found = pd.DataFrame(rows, columns=list(columns), dtype="object")
        return found.astype({name: column.dtype for name, column in columns.items()})


def _read(name: str) -> str:
    return (_READING / f"{name}.sql").read_text(encoding="utf-8")


def _quoted(path: Path) -> str:
    """Write a path as SQL writes a text."""
    return "'" + str(path).replace("'", "''") + "'"


def _shortened(cell: str) -> str:
    # To count letters takes a quarter of the time of reading; bytes are counted at once.
    return f"CASE WHEN STRLEN({cell}) > {_LONGEST_CELL} THEN LEFT({cell}, {_LONGEST_CELL}) ELSE {cell} END"


def _typed(name: str, column: Column) -> str:
    # A floor may come back as “-31.0”.
    return f'CAST(TRY_CAST("{name}" AS DOUBLE) AS BIGINT)' if column.dtype == WHOLE else f'"{name}"'


def _usable(question: str) -> str:
    """Return the condition that a row's numbers are numbers."""
    numbers = [name for name, column in TABLES[question].items() if column.dtype == WHOLE]
    conditions = [
        f'COALESCE("{name}" IS NULL OR ABS(TRY_CAST("{name}" AS DOUBLE)) < 1e15, false)'
        for name in numbers
    ]
    return " AND ".join(["COALESCE(TRY_CAST(records AS BIGINT) > 0, false)", *conditions])
