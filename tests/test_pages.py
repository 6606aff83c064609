"""The text of the course: whole, walkable, in its own words and order."""

import json
import re
from pathlib import Path

import nbformat
import pytest
import yaml

from coursehelpers.evidence.gather import gather
from coursehelpers.landscape.survey import survey

ROOT = Path(__file__).resolve().parents[1]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
FILES = [TOC["root"], *(chapter["file"] for part in TOC["parts"] for chapter in part["chapters"])]
OBJECTIVES = [
    "say who the stakeholders of your collections community are, and where to begin with them",
    "choose ways to engage that community",
    "explain what publishing data brings to those who hold it",
    "find the people and organisations behind data that could be mobilized",
    "find sources of biodiversity data and decide their order",
    "draw up a data mobilization strategy",
    "draw up a plan by which your node works more closely with collections, "
    "so that more of their data is published through GBIF",
]
LESSONS = [name for name in FILES if name.startswith("notebooks/")]


def text_of(name):
    if (ROOT / f"{name}.md").exists():
        return (ROOT / f"{name}.md").read_text(encoding="utf-8")
    notebook = nbformat.read(ROOT / f"{name}.ipynb", as_version=4)
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def test_every_notebook_is_in_the_table_of_contents():
    assert sorted(LESSONS) == sorted(
        f"notebooks/{path.stem}" for path in (ROOT / "notebooks").glob("*.ipynb")
    )


def test_the_objectives_stand_in_their_words_and_order():
    welcome = text_of("book/welcome")
    numbered = re.findall(r"^\d\. (.*?)[;.]$", welcome, flags=re.MULTILINE)
    assert numbered == OBJECTIVES


def test_every_objective_is_served_by_a_lesson():
    served = {
        n
        for name in LESSONS
        for n in range(1, 8)
        if re.search(rf"objective {n}\b", text_of(name), re.IGNORECASE)
    }
    assert served == set(range(1, 8))


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_opens_and_closes_as_all_do(name):
    text = text_of(name)
    assert text.startswith("# ")
    for part in ("**What you will be able to do.**", "**Minutes** (an estimate):", "**You need**", "## Key points",
                 "**What your workbook now holds:**", "**Next:**"):  # fmt: skip
        assert part in text, part
    flat = " ".join(text.split())
    assert any(objective in flat for objective in OBJECTIVES)


@pytest.mark.parametrize("name", FILES)
def test_every_term_and_source_that_is_named_exists(name):
    terms = set(
        re.findall(
            r"^(\S[^\n]*)\n  \S",
            text_of("book/glossary").split("```{glossary}")[1],
            flags=re.MULTILINE,
        )
    )
    keys = set(
        re.findall(
            r"@\w+\{([^,]+),", (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
        )
    )
    text = text_of(name)
    assert set(re.findall(r"\{term\}`([^`]+)`", text)) <= terms
    assert {
        key for group in re.findall(r"\{cite:[pt]\}`([^`]+)`", text) for key in group.split(",")
    } <= keys


@pytest.mark.parametrize("name", FILES)
def test_words_that_would_be_unfair_are_not_used(name):
    text = text_of(name).casefold()
    for word in (
        "undigitised",
        "undigitized",
        "ranking of institutions",
        "does not share",
        "league table",
    ):
        assert word not in text


@pytest.mark.parametrize("name", LESSONS)
def test_sentences_stay_short(name):
    prose = re.sub(
        r"^[|#].*$|`[^`]*`|\[([^\]]*)\]\([^)]*\)|<[^>]+>", r"\1", text_of(name), flags=re.MULTILINE
    )
    sentences = [s.split() for s in re.split(r"(?<=[.!?:;])\s+|\n\s*\n|\n[-\d]", prose)]
    lengths = [len(words) for words in sentences if words]
    assert sum(lengths) / len(lengths) < 16
    assert max(lengths) <= 40


@pytest.mark.parametrize("name", FILES)
def test_no_address_of_a_person_is_on_a_page(name):
    assert set(re.findall(r"[\w.+-]+@[\w-]+\.\w+", text_of(name))) <= {
        "scientific-collections@gbif.org"
    }


ADDRESS = re.compile(r"https?://[^\s\"')>}\]`\\]+")
DATA = [path for end in ("json", "toml") for path in (ROOT / "data").rglob(f"*.{end}")]


def external_links():
    """Return each address of another site, and one place where it stands."""
    bib = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    dois = " ".join(f"https://doi.org/{doi} " for doi in re.findall(r"doi=\{([^}]+)\}", bib))
    texts = {name: text_of(name) for name in FILES if name != "book/links"}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in DATA}
    texts |= {"references.bib": bib, "their DOIs": dois}
    return {
        address.rstrip(".,;"): name
        for name, text in texts.items()
        for address in ADDRESS.findall(text)
    }


def test_every_external_link_is_in_the_one_list_with_its_date():
    lines = re.findall(r"(?m)^- \[[^\]]+\]\((\S+)\): (.*)$", text_of("book/links"))
    listed = [address for address, _said in lines]
    assert len(set(listed)) == len(listed)
    found = external_links()
    assert set(listed) == set(found), {
        address: found.get(address, "in the list only") for address in set(listed) ^ set(found)
    }
    for address, said in lines:
        assert re.fullmatch(
            r"as recorded in our sources (on \d{1,2} \w+|in( \w+)?) \d{4}\.|undated in our sources\.",
            said,
        ), address


def test_a_list_item_of_links_is_a_link():
    body = text_of("book/links").split("\n## ", 1)[1]
    assert len(re.findall(r"(?m)^- ", body)) == len(re.findall(r"(?m)^- \[", body))


def test_the_example_of_a_talk_has_the_training_countrys_numbers():
    totals = survey(gather("XT")).totals
    text = text_of("book/why_numbers_differ")
    assert f"{totals.known + totals.unknown} institutions; {totals.known} of them" in text
    assert f"{totals.declared:,} specimens in all" in text
    assert f"GBIF links {totals.linked:,} records" in text
    assert f"{totals.linked_unstated:,} records are linked to the others" in text


def test_what_the_call_cards_promise_fits_groups_of_three():
    cards = json.loads((ROOT / "data" / "call_cards.json").read_text(encoding="utf-8"))
    assert [card["card"] for card in cards] == list(range(1, len(cards) + 1))
    sides = [card["side"] for card in cards]
    # Three rounds with other roles: a card of the node and of the observer for each round.
    assert sides.count("node") >= 3
    assert sides.count("watch") >= 3
    assert sides.count("collection") >= 3
