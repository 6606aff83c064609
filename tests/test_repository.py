"""What the repository's host reads: forms, workflows and citation are whole, and what runs was looked at."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = GITHUB / "ISSUE_TEMPLATE"
SCHEMAS = {
    "github-workflows": WORKFLOWS,
    "dependabot": [GITHUB / "dependabot.yml"],
    "github-issue-forms": sorted(FORMS.glob("[!c]*.yml")),
    "github-issue-config": [FORMS / "config.yml"],
    "citation-file-format": [ROOT / "CITATION.cff"],
}  # fmt: skip


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def checked(schema, *files):
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *files],
        capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS)
def test_each_file_is_what_the_host_expects(schema):
    assert SCHEMAS[schema]
    done = checked(schema, *SCHEMAS[schema])
    assert done.returncode == 0, done.stdout


def test_a_misspelt_form_would_be_noticed(tmp_path):
    broken = tmp_path / "form.yml"
    broken.write_text("name: A form\ndescription: x\nbody:\n- type: inputs\n", encoding="utf-8")
    assert checked("github-issue-forms", broken).returncode == 1


def test_no_workflow_can_be_turned_against_the_repository():
    zizmor = Path(sys.executable).with_name("zizmor")
    command = [zizmor, "--offline", "--no-progress", "--format", "plain", GITHUB]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_named_by_its_hash_with_the_version_beside_it(path):
    uses = re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))
    assert uses
    assert [
        line
        for line in uses
        if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
    ] == []


def test_an_action_has_one_hash_everywhere():
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    pins = set(re.findall(r"uses: ([\w/-]+)@([0-9a-f]{40}) # (\S+)", text))
    assert len(pins) == len({name for name, _, _ in pins})


def test_a_workflow_may_only_read_and_a_job_says_why_it_may_more():
    for path in WORKFLOWS:
        assert read(path)["permissions"] == {"contents": "read"}
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r": write\b", line):
                assert " # " in line, line


def test_linux_windows_and_macos_are_tried_with_the_oldest_and_the_newest_python():
    jobs = read(GITHUB / "workflows" / "computers.yml")["jobs"]
    matrix = jobs["test"]["strategy"]["matrix"]
    assert matrix["system"] == ["ubuntu-latest", "windows-latest", "macos-latest"]
    assert matrix["python"] == ["3.11", "3.14"]
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert oldest["requires-python"] == f">={matrix['python'][0]}"
    assert jobs["lowest"]["steps"][-1]["run"] == "python tasks.py lowest"


def test_what_is_looked_at_each_week_are_targets_of_the_makefile():
    weekly = read(GITHUB / "workflows" / "weekly.yml")
    # A bare “on” is read as true.
    assert weekly[True]["schedule"][0]["cron"].endswith("* * 1")
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in weekly["jobs"]["look"]["strategy"]["matrix"]["look"]:
        assert re.search(rf"^{target}: ", made, re.MULTILINE)


def test_the_site_is_published_only_after_every_check_and_only_from_main():
    jobs = read(GITHUB / "workflows" / "course.yml")["jobs"]
    check, browser = (step["run"] for step in jobs["check"]["steps"] if "run" in step)
    assert check == "bash .ci/run"
    assert browser.split("\n")[:2] == ["make lite", ".venv/bin/python -m book.browser.measure"]
    for job in ("publish", "learner-branch"):
        assert jobs[job]["needs"] == "check"
        assert jobs[job]["if"] == "github.ref == 'refs/heads/main'"


@pytest.mark.parametrize("kind", ["numbers", "lesson", "translation"])
def test_a_form_asks_for_no_person(kind):
    text = (FORMS / f"{kind}.yml").read_text(encoding="utf-8")
    assert not re.search(r"e-?mail|phone|your name", text, re.IGNORECASE)


def test_the_form_for_lessons_offers_every_lesson():
    body = read(FORMS / "lesson.yml")["body"]
    offered = next(part for part in body if part["id"] == "lesson")["attributes"]["options"]
    lessons = [path.name[:2] for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))]
    assert offered[:-1] == lessons


def test_commands_in_the_list_for_changes_are_targets_of_the_makefile():
    text = (GITHUB / "pull_request_template.md").read_text(encoding="utf-8")
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z-]+)`", text):
        assert re.search(rf"^{target}:", made, re.MULTILINE)


def test_the_citation_the_package_and_the_changelog_name_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = read(ROOT / "CITATION.cff")
    assert citation["version"] == project["version"]
    headings = re.findall(
        r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert headings[0].startswith(project["version"])
    assert all(
        re.fullmatch(r"\d+\.\d+\.\d+ \((unreleased|\d{4}-\d{2}-\d{2})\)", line) for line in headings
    )


def test_the_addresses_of_the_project_are_known_to_exist():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    known = (ROOT / "book" / "links.md").read_text(encoding="utf-8")
    assert [address for address in project["urls"].values() if f"({address})" not in known] == []


def test_text_and_code_are_cited_each_with_its_licence():
    citation = read(ROOT / "CITATION.cff")
    assert citation["license"] == "MIT"
    assert citation["references"][0]["license"] == "CC-BY-4.0"
    assert (
        "date-released" not in citation or "unreleased" not in (ROOT / "CHANGELOG.md").read_text()
    )


DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_container_gets_what_the_wheel_is_made_of_and_nothing_else():
    copied = {
        part
        for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE)
        for part in line.split()[:-1]
    }
    assert all((ROOT / part).exists() for part in copied)
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    assert {line[1:] for line in let_in if line.startswith("!")} == copied
    assert "*" in let_in
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["force-include"], *wheel["shared-data"], *wheel["packages"]}
    assert {Path(part).parts[0] for part in needed} <= copied


def test_the_container_runs_as_nobody_special_and_its_port_is_opened_to_one_computer():
    steps = DOCKERFILE.splitlines()
    assert steps.index("USER learner") < next(
        n for n, step in enumerate(steps) if step.startswith("CMD")
    )
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"docker run .*--publish 127\.0\.0\.1:8888:8888 ", readme)
