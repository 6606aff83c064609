"""Plain language, measured: reading ease, length of sentences, acronyms spelled out where they first stand."""

import re
from statistics import mean

import pytest
from markdown_it import MarkdownIt

from tests.test_pages import FILES, text_of

MARKDOWN = MarkdownIt("commonmark").enable("table")
# The references are written by a program, the list of links is a list of names.
READ = [name for name in FILES if name not in ("book/references", "book/links")]
SPELLED_OUT = {
    "BHL": "Biodiversity Heritage Library",
    "BID": "Biodiversity Information for Development",
    "BIFA": "Biodiversity Information Fund for Asia",
    "CARE": "collective benefit, authority to control, responsibility, ethics",
    "CESP": "Capacity Enhancement Support Programme",
    "CMS": "collection management system",
    "CSV": "comma-separated values",
    "DiSSCo": "Distributed System of Scientific Collections",
    "DOI": "digital object identifier",
    "FAIR": "findable, accessible, interoperable, reusable",
    "FPIC": "free, prior and informed consent",
    "GBIF": "Global Biodiversity Information Facility",
    "GRSciColl": "Global Registry of Scientific Collections",
    "iDigBio": "Integrated Digitized Biocollections",
    "IPT": "Integrated Publishing Toolkit",
    "KMGBF": "Kunming-Montreal Global Biodiversity Framework",
    "NLBIF": "Netherlands Biodiversity Information Facility",
    "NSCF": "Natural Science Collections Facility",
    "RACI": "responsible, accountable, consulted, informed",
    "ROR": "Research Organization Registry",
    "SMART": "specific, measurable, assignable, realistic, time-related",
    "TDWG": "Biodiversity Information Standards",
}
"""Acronyms of the field. Names of files and programs, such as PDF, are spoken as they are."""


def blocks(name, *, tables):
    """Return paragraphs, points and headings as a reader sees them: no code, no address, no citation."""
    text = re.sub(r"(?m)^:{3,}.*$|^:\w+:.*$|^```\{glossary\}$", "", text_of(name))
    if name == "book/glossary":
        # Of a definition list the definitions are prose; a term stands with its own.
        text = re.sub(r"(?m)^(\S.*)\n  (?=\S)", r"\1: " if tables else "", text).replace("```", "")
    text = re.sub(r" ?\{cite:[pt]\}`[^`]+`|<[^>]+>", "", text)
    text = re.sub(r"\{term\}`([^`]+)`", r"\1", text)
    shown, in_table = [], False
    for token in MARKDOWN.parse(text):
        if token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
        if token.type == "inline" and (tables or not in_table):
            shown.append(" ".join("".join(map(_shown, token.children)).split()))
    return [block for block in shown if block]


def _shown(child):
    # A name of the program stands for one word.
    spoken = {"softbreak": " ", "hardbreak": " ", "code_inline": "code"}
    return spoken.get(child.type, child.content if child.type == "text" else "")


def sentences(name):
    """Return the sentences of a page without its tables; a point or a heading is a sentence."""
    return [
        sentence
        for block in blocks(name, tables=False)
        for sentence in re.split(r"(?<=[.?!])[”’)*]*\s+", block)
        if re.search(r"\w", sentence)
    ]


@pytest.mark.parametrize("name", READ)
def test_a_page_is_easy_to_read(name):
    # Imported here, since it reads a dictionary of 130,000 words.
    import textstat

    flesch = textstat.flesch_reading_ease(
        " ".join(re.sub(r"[.;:?!]*$", ".", sentence) for sentence in sentences(name))
    )
    # 60 to 70 is plain English. A glossary has one long word in each of its short sentences.
    assert flesch >= (50 if name == "book/glossary" else 60)


@pytest.mark.parametrize("name", READ)
def test_sentences_are_short(name):
    lengths = [len(sentence.split()) for sentence in sentences(name)]
    assert mean(lengths) < 16
    assert max(lengths) <= 40, max(sentences(name), key=lambda one: len(one.split()))


@pytest.mark.parametrize("name", [name for name in FILES if name != "book/glossary"])
def test_an_acronym_is_spelled_out_where_it_first_stands(name):
    page = blocks(name, tables=True)
    unsaid = []
    for acronym, meaning in SPELLED_OUT.items():
        word = re.compile(rf"(?<![\w-]){acronym}(?!\w)")
        first = next((at for at, block in enumerate(page) if word.search(block)), None)
        # In the same paragraph, before it, or right after a heading.
        if first is not None and meaning.casefold() not in " ".join(page[: first + 2]).casefold():
            unsaid.append(acronym)
    assert not unsaid


def test_the_glossary_spells_out_the_acronyms_that_are_terms():
    entries = dict(
        re.findall(r"(?m)^(\S.*)\n  (.*)$", text_of("book/glossary").split("```{glossary}")[1])
    )
    for acronym, meaning in SPELLED_OUT.items():
        for term in (acronym, f"{acronym} principles"):
            if term in entries:
                assert meaning.casefold() in entries[term].casefold(), term
