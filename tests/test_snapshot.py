"""Snapshots: the same tables come back, and a file that is not trusted is refused."""

import hashlib
import io
import json
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursehelpers.evidence import gather as evidence
from coursehelpers.evidence import snapshot
from coursehelpers.evidence.saved import load, save
from coursehelpers.evidence.tables import TABLES
from coursehelpers.ground.characters import printable
from coursehelpers.ground.errors import BrokenFileError, CourseError
from coursehelpers.ground.locale import said_now, speaking
from coursehelpers.ground.tables import DATE, NUMBER, TEXT, WHOLE, YES_NO, Column, tidy

COLUMNS = {"one": {"text": Column(TEXT, "a"), "whole": Column(WHOLE, "b"), "number": Column(NUMBER, "c"),
                   "yes": Column(YES_NO, "d"), "day": Column(DATE, "e")}}  # fmt: skip


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "xt.zip"
    save(evidence.gather("XT"), path)
    return path


def test_the_same_tables_come_back(saved):
    before, after = evidence.gather("XT"), load(saved)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(before, name), getattr(after, name))
    assert after.provenance == before.provenance
    assert after.notes == before.notes


def test_notes_are_read_in_the_language_of_whoever_opens_the_file(tmp_path):
    with speaking("fr"):
        save(evidence.gather("XT"), tmp_path / "a.zip")
    for code, words in (("en", "exercise"), ("es", "ejercicio"), ("fr", "exercice")):
        with speaking(code):
            (note,) = load(tmp_path / "a.zip").notes
        assert words in note
    # Looked up when it is read, not when the file was opened; and still so in a copy of the copy.
    save(load(tmp_path / "a.zip"), tmp_path / "b.zip")
    again = load(tmp_path / "b.zip")
    with speaking("es"):
        assert "ejercicio" in said_now(again.notes)[0]
    with zipfile.ZipFile(tmp_path / "b.zip") as packed:
        told = json.loads(
            next(packed.read(n) for n in packed.namelist() if n.endswith("provenance.json"))
        )
    assert "exercise" in told["notes"][0]


def test_a_snapshot_of_an_earlier_course_keeps_its_notes_as_they_are(tmp_path):
    country = evidence.gather("XT")
    told = {**country.provenance, "country": "XT", "notes": ["Una nota."]}
    snapshot.save(tmp_path / "a.zip", {n: getattr(country, n) for n in TABLES}, TABLES, told)
    with speaking("fr"):
        assert load(tmp_path / "a.zip").notes == ("Una nota.",)


def test_the_same_tables_give_the_same_file(saved, tmp_path):
    save(evidence.gather("XT"), tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == saved.read_bytes()


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "text": st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)
                .map(lambda t: printable(t, "cell").strip()).filter(bool),
                "whole": st.none() | st.integers(-(2**53), 2**53),
                "number": st.none() | st.floats(allow_nan=False, allow_infinity=False),
                "yes": st.none() | st.booleans(),
                "day": st.none() | st.dates(pd.Timestamp(1700, 1, 1).date()).map(str),
            }
        )
    )
)  # fmt: skip
def test_any_table_survives_the_way_through_a_file(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("snapshot") / "any.zip"
    table = tidy(rows, COLUMNS["one"])
    snapshot.save(path, {"one": table}, COLUMNS, {})
    tables, _provenance = snapshot.load(path, COLUMNS)
    pd.testing.assert_frame_equal(tables["one"], table)


def test_no_cell_of_a_table_is_a_formula(tmp_path):
    rows = [{"text": text} for text in ("=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "plain")]
    snapshot.save(tmp_path / "f.zip", {"one": tidy(rows, COLUMNS["one"])}, COLUMNS, {})
    text = zipfile.ZipFile(tmp_path / "f.zip").read("one.csv").decode("utf-8-sig")
    assert not any(line.startswith(("=", "+", "-", "@")) for line in text.splitlines())
    assert snapshot.load(tmp_path / "f.zip", COLUMNS)[0]["one"]["text"].tolist() == [
        row["text"] for row in rows
    ]


def test_a_snapshot_describes_its_own_columns(saved):
    package = json.loads(zipfile.ZipFile(saved).read("datapackage.json"))
    fields = {
        r["name"]: {f["name"]: f["type"] for f in r["schema"]["fields"]}
        for r in package["resources"]
    }
    assert fields["institutions"]["number_specimens"] == "integer"
    assert set(fields) == set(TABLES)


def rewritten(path, change):
    """Write a zip again with its members changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    path.write_bytes(packed.getvalue())


def refused(path, words):
    with pytest.raises(BrokenFileError, match=words) as error:
        load(path)
    assert str(error.value).count("\n") == 0


def test_a_file_that_is_missing_or_no_zip_is_refused(tmp_path):
    refused(tmp_path / "nothing.zip", "There is no file")
    (tmp_path / "text.zip").write_text("this is no zip")
    refused(tmp_path / "text.zip", "damaged")
    refused(tmp_path, "is a folder")


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(saved, keep):
    body = saved.read_bytes()
    saved.write_bytes(body[: int(len(body) * keep)])
    refused(saved, "damaged")


def test_a_bit_that_flipped_is_noticed(saved):
    body = bytearray(saved.read_bytes())
    body[len(body) // 3] ^= 0xFF
    saved.write_bytes(bytes(body))
    refused(saved, "damaged")


def test_a_zip_of_something_else_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "foreign.zip", "w") as archive:
        archive.writestr("photo.txt", "hello")
    refused(tmp_path / "foreign.zip", "no snapshot of this course")


def test_a_table_that_was_changed_is_refused(saved):
    rewritten(
        saved,
        lambda members: members.update({"institutions.csv": members["institutions.csv"] + b"x"}),
    )
    refused(saved, "changed")


def test_a_table_that_is_missing_is_refused(saved):
    rewritten(saved, lambda members: members.pop("institutions.csv"))
    refused(saved, "damaged")


def test_a_snapshot_of_a_newer_course_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshot, "FORMAT", 99)
    save(evidence.gather("XT"), tmp_path / "new.zip")
    monkeypatch.undo()
    refused(tmp_path / "new.zip", "newer version")


def test_a_bomb_is_not_unpacked(saved, monkeypatch):
    monkeypatch.setattr(snapshot, "LARGEST_MEMBER", 1_000)
    refused(saved, "damaged")


def test_a_member_that_climbs_out_of_its_folder_is_never_written(saved, tmp_path):
    rewritten(saved, lambda members: members.update({"../../escaped.txt": b"gotcha"}))
    before = set(tmp_path.rglob("*"))
    load(saved)
    assert set(tmp_path.rglob("*")) == before


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(CourseError, match="cannot be written"):
        save(evidence.gather("XT"), tmp_path / "file" / "xt.zip")


JUNK = {
    "__MACOSX/xt/._SHA256SUMS": b"x",
    "__MACOSX/xt/._provenance.json": b"x",
    "xt/.DS_Store": b"x",
    "xt/Thumbs.db": b"x",
    "xt/desktop.ini": b"x",
}


def test_a_snapshot_that_was_unpacked_and_packed_again_is_the_same(saved):
    before = load(saved)

    def into_a_folder(members):
        inside = {f"xt/{name}": body for name, body in members.items()}
        members.clear()
        members.update({"xt/": b""} | inside | JUNK)

    rewritten(saved, into_a_folder)
    after = load(saved)
    pd.testing.assert_frame_equal(before.institutions, after.institutions)
    rewritten(saved, lambda members: members.update({"copy/SHA256SUMS": b"", "copy/provenance.json": b""}))  # fmt: skip
    refused(saved, "several snapshots")


@pytest.mark.parametrize(
    "changes",
    [{"notes": 5}, {"notes": [5]}, {"notes": "x"}, {"country": 5}, {"country": "../../etc"}, {"country": "xt"},
     {"source": ["x"]}, {"retrieved": {}}, {"notes_in": []}, {"notes_in": {"es": 5}},
     {"notes_in": {"es": ["one too many"]}}],
)  # fmt: skip
def test_a_snapshot_that_says_of_itself_what_none_says_is_refused(tmp_path, changes):
    country = evidence.gather("XT")
    told = {"country": "XT", "notes": [], **country.provenance, **changes}
    tables = {name: getattr(country, name) for name in TABLES}
    snapshot.save(tmp_path / "a.zip", tables, TABLES, told)
    refused(tmp_path / "a.zip", "says of itself")


@pytest.mark.parametrize("version", [None, "1", 1.5, True, []])
def test_a_version_that_is_none_is_damage_and_no_newer_course(tmp_path, version):
    snapshot.save(
        tmp_path / "a.zip", {"one": tidy([], COLUMNS["one"])}, COLUMNS, {"format": version}
    )
    with pytest.raises(BrokenFileError, match="damaged"):
        snapshot.load(tmp_path / "a.zip", COLUMNS)


def test_a_number_beyond_64_bits_and_a_row_that_is_too_short_are_damage(tmp_path):
    path = tmp_path / "a.zip"
    for text in (
        "text,whole,number,yes,day\na,99999999999999999999,,,\n",
        "text,whole,number,yes,day\na,1\n",
    ):
        snapshot.save(path, {"one": tidy([], COLUMNS["one"])}, COLUMNS, {})

        def change(members, text=text):
            members["one.csv"] = text.encode()
            members["SHA256SUMS"] = "".join(
                f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in members.items()
            ).encode()

        rewritten(path, change)
        with pytest.raises(BrokenFileError, match="damaged"):
            snapshot.load(path, COLUMNS)


def test_what_a_snapshot_says_reaches_no_terminal_unseen(tmp_path):
    country = evidence.gather("XT")
    told = {**country.provenance, "country": "XT", "notes": ["one\x1b[31m\u202e"]}
    tables = {name: getattr(country, name) for name in TABLES}
    snapshot.save(tmp_path / "a.zip", tables, TABLES, told)
    assert load(tmp_path / "a.zip").notes == ("one[31m",)


@pytest.mark.parametrize("day", [None, 20260525, "yesterday"])
def test_a_snapshot_without_a_day_is_refused(saved, day):
    def without(members):
        told = json.loads(members["provenance.json"])
        told["registry_date"] = day
        members["provenance.json"] = json.dumps(told).encode()
        members["SHA256SUMS"] = "".join(
            f"{hashlib.sha256(body).hexdigest()}  {name}\n"
            for name, body in members.items()
            if name != "SHA256SUMS"
        ).encode()

    rewritten(saved, without)
    refused(saved, "what no snapshot says")
