"""The training country holds every trap it promises, and nobody."""

import csv
import filecmp
import importlib.util
import json
import re
from datetime import datetime
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "data" / "training"
FILES = ["institutions", "collections", "organizations", "datasets", "nodes", "descriptors"]


def lines(name):
    return [
        json.loads(line)
        for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


INSTITUTIONS, COLLECTIONS, ORGANIZATIONS = (
    lines("institutions"),
    lines("collections"),
    lines("organizations"),
)
BY_CODE = {record.get("code"): record for record in INSTITUTIONS}
with (FOLDER / "occurrence_groups.csv").open(encoding="utf-8", newline="") as file:
    GROUPS = list(csv.DictReader(file))


def maker():
    spec = importlib.util.spec_from_file_location("make_training", FOLDER / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_generator_writes_the_committed_bytes(tmp_path):
    maker().write(tmp_path)
    written = sorted(
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    )
    assert len(written) == 14
    _same, different, missing = filecmp.cmpfiles(tmp_path, FOLDER, written, shallow=False)
    assert (different, missing) == ([], [])


def test_every_institution_says_why_it_is_there():
    assert all(len(spec["why"]) > 10 for spec in maker().INSTITUTIONS)


@pytest.mark.parametrize("name", FILES)
def test_no_value_is_null_and_every_date_can_be_read(name):
    def walk(value):
        assert value is not None
        for inner in (
            value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
        ):
            walk(inner)

    for record in lines(name):
        walk(record)
        for field in ("created", "modified"):
            assert field not in record or datetime.fromisoformat(record[field])


def test_nobody_is_in_it():
    text = "".join(
        path.read_text(encoding="utf-8") for path in FOLDER.glob("*.*") if path.suffix != ".py"
    )
    assert all(mail.endswith("@example.org") for mail in re.findall(r"[\w.+-]+@[\w.-]+", text))
    assert not re.search(r"firstName|lastName|orcid|\+\d{2} \d", text, re.IGNORECASE)
    assert not re.search(r"\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b", text)
    editors = {
        record["createdBy"] for name in FILES for record in lines(name) if "createdBy" in record
    }
    assert editors == {"training-generator"}


def test_every_key_leads_somewhere():
    institutions = {record["key"] for record in INSTITUTIONS}
    assert len(institutions) == len(INSTITUTIONS)
    assert {c["institutionKey"] for c in COLLECTIONS if "institutionKey" in c} <= institutions
    organizations = {record["key"] for record in ORGANIZATIONS}
    assert {dataset["publishingOrganizationKey"] for dataset in lines("datasets")} <= organizations
    masters = {
        i["masterSourceMetadata"]["sourceId"] for i in INSTITUTIONS if "masterSourceMetadata" in i
    }
    assert masters <= organizations
    assert {group["collectionKey"] for group in lines("descriptors")} <= {
        c["key"] for c in COLLECTIONS
    }


def test_sizes_are_stated_as_zero_as_absent_and_as_numbers():
    sizes = [record.get("numberSpecimens", "absent") for record in INSTITUTIONS]
    assert {0, "absent"} <= set(sizes)
    assert sum(isinstance(size, int) and size > 0 for size in sizes) > 10
    assert any(c.get("numberSpecimens") == 0 for c in COLLECTIONS)


def test_collections_show_each_trouble_with_addresses_and_owners():
    assert any("address" not in c for c in COLLECTIONS)
    assert any(c.get("address", {}).get("country") == "XU" for c in COLLECTIONS)
    assert any("institutionKey" not in c for c in COLLECTIONS)
    assert any(not c["active"] for c in COLLECTIONS)
    assert sum(c["personalCollection"] for c in COLLECTIONS) == 1


def test_codes_are_missing_shared_and_of_another_alphabet():
    codes = [record.get("code") for record in INSTITUTIONS]
    assert None in codes
    assert codes.count("NMX") == 2
    assert "标本" in codes


def test_an_address_may_hold_a_key_and_a_country_only_and_a_mailing_country_may_differ():
    assert set(BY_CODE["LBP"]["address"]) == {"key", "country"}
    assert BY_CODE["XMB"]["mailingAddress"]["country"] == "XU"
    assert BY_CODE["XMB"]["address"]["country"] == "XT"


def test_descriptions_hold_a_tab_an_entity_and_an_invisible_character():
    description = BY_CODE["IAH"]["description"]
    assert "\t" in description
    assert "&amp;" in description
    assert "\u200b" in description


def test_records_are_linked_unlinked_flagged_and_without_any_code():
    assert any(g["institutionKey"] for g in GROUPS)
    flags = {flag for group in GROUPS for flag in group["issues"].split(";") if flag}
    assert {
        "INSTITUTION_MATCH_NONE",
        "AMBIGUOUS_INSTITUTION",
        "INSTITUTION_COLLECTION_MISMATCH",
    } <= flags
    assert any(
        not g["institutionCode"] and not g["institutionKey"] and not g["issues"] for g in GROUPS
    )
    assert {"MATERIAL_CITATION", "HUMAN_OBSERVATION"} <= {g["basisOfRecord"] for g in GROUPS}


def test_specimens_are_published_from_six_other_countries_and_collected_abroad():
    elsewhere = {g["publishingCountry"] for g in GROUPS if g["country"] == "XT"} - {"XT", "XU"}
    assert len(elsewhere) >= 6
    assert any(g["publishingCountry"] == "XT" and g["country"] == "XU" for g in GROUPS)
    assert any(g["publishingCountry"] == "XT" and g["country"] == "" for g in GROUPS)


def test_links_of_other_countries_are_in_it_to_be_left_out():
    ours = {record["key"] for record in INSTITUTIONS}
    foreign = {g["institutionKey"] for g in GROUPS if g["institutionKey"]} - ours
    assert len(foreign) >= 40
