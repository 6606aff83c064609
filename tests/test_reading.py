"""Plain language, measured: reading ease, length of sentences, acronyms spelled out where they first stand."""

import re
from statistics import mean

import pytest
from markdown_it import MarkdownIt

from tests.test_pages import FILES, text_of

MARKDOWN = MarkdownIt("commonmark").enable("table")
READ = [name for name in FILES if name != "book/references"]


def blocks(name, tables=False):
    """Return paragraphs, points and headings as a reader sees them: no code, no address, no citation."""
    text = re.sub(r"(?m)^```\{glossary\}$|^:{3,}.*$|^:\w+:.*$", "", text_of(name))
    text = re.sub(r" ?\{cite:[pt]\}`[^`]+`", "", text)
    text = re.sub(r"\{term\}`([^`]+)`|<[^>]+>", r"\1", text)
    shown, inside = [], False
    for token in MARKDOWN.parse(text):
        if token.type in ("table_open", "table_close"):
            inside = token.type == "table_open"
        if token.type == "inline" and (tables or not inside):
            shown.append("".join(_shown(token.children)))
    return [" ".join(block.split()) for block in shown if block.strip()]


def _shown(children):
    for child in children:
        if child.type == "text":
            yield child.content
        elif child.type in ("softbreak", "hardbreak"):
            yield " "
        elif child.type == "code_inline":
            # A name of the program stands for one word.
            yield "code"


def sentences(name):
    return [
        sentence
        for block in blocks(name)
        for sentence in re.split(r"(?<=[.!?])[”\"*)]*\s+", block)
        if re.search(r"\w", sentence)
    ]
