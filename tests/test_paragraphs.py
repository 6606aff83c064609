"""Every paragraph of pages and lessons can be exchanged, and nothing but paragraphs is."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.token import Token
from upkeep.page_messages import contents, messages, sources

from coursehelpers.classroom.paragraphs import Paragraph, _parser, exchange, headings, paragraphs

ROOT = Path(__file__).parents[1]
NAMES = [*contents(), "benchmarks/soak/RESULTS.md"]


def marked(one: Paragraph) -> str:
    """Say a paragraph so that it can be told from the English, with all its marks as they were."""
    return f"⟦{one.text}⟧"


def same(one: Paragraph) -> str:
    """Say a paragraph as it stands."""
    return one.text


def structure(source: str) -> list[tuple[str, str, int]]:
    """Return the parts of a text without their words: kinds, tags and depth, addresses, code and roles."""

    def flat(tokens: list[Token]) -> list[tuple[str, str, int]]:
        parts = []
        for token in tokens:
            held = (
                token.content if token.type in ("code_inline", "math_inline", "myst_target") else ""
            )
            if token.type == "myst_role":
                held = token.meta["name"]
            if token.type in ("link_open", "image"):
                held = str(token.attrs.get("href") or token.attrs.get("src"))
            if token.type in ("fence", "colon_fence"):
                held = " ".join(re.sub(r"[⟦⟧]", "", f"{token.info}\n{token.content}").split())
            if token.type not in ("text", "softbreak"):
                parts.append((token.type, held, token.level))
            parts += flat(token.children or [])
        return parts

    return flat(_parser().parse(source))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_as_it_stands_changes_no_letter(name):
    for source in sources(name):
        assert exchange(source, same) == source
        # A program that writes paragraphs anew, on one line each, is given the same paragraphs again.
        again = exchange(source, lambda one: f"{one.text} ").replace(" \n", "\n")
        assert [one.text.rstrip() for one in paragraphs(again)] == [
            one.text for one in paragraphs(source)
        ]


@pytest.mark.parametrize("name", NAMES)
def test_each_paragraph_is_exchanged_and_the_structure_stays(name):
    for source in sources(name):
        found = paragraphs(source)
        told = exchange(source, marked)
        assert [one.text for one in paragraphs(told)] == [marked(one) for one in found]
        assert told.count("⟦") == len(found)
        assert structure(told) == structure(source)


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_is_forgotten(name):
    for source in sources(name):
        left = exchange(source, lambda _one: "")
        left = re.sub(r"^ {4}coursehelpers .*", "", left, flags=re.MULTILINE)
        left = re.sub(r"^ *```(?!\{glossary).*?^ *```", "", left, flags=re.DOTALL | re.MULTILINE)
        left = re.sub(r"[`:]{3,}\{[^}]*\}.*|<[^>]+>|`[^`]*`|\{cite:p\}|\([^)]*\)|^%.*|\$\$.*?\$\$", "",
                      left, flags=re.MULTILINE | re.DOTALL)  # fmt: skip
        words = re.findall(r"[^\W\d_]{2,}", left)
        assert not words, words


def test_paragraphs_stand_where_they_say():
    for name in NAMES:
        for source in sources(name):
            for one in paragraphs(source):
                assert " ".join(one.text.split()) in " ".join(
                    re.sub(r"\n\s*>", "\n", source[one.start : one.end]).split()
                )


NESTED = """\
(target)=
# A *title*

> A quotation
> of two lines.

1. one
   point

   :::{admonition} Its title
   :class: tip
   - inside
     the point
   :::

::::{tab-set}
:::{tab-item} First
Words of `code`.
:::
::::

```{figure} way.png
:alt: what is seen
:width: 3em
A caption.
```

```{exercise} Try it
:label: try
Do this.
```

````{solution} try
```python
print("no words")
```
````

term
: what it means[^1]

[^1]: The footnote.

<details><summary>Open</summary><img src="x.png" alt="a picture"><!-- unseen --></details>
<script>const word = "code";</script>

$$ a = words $$

| a\\|b | `x` |
|---|---|
| 12 | last |
"""


def test_directives_lists_notes_and_html_are_read_at_every_depth():
    assert [one.text for one in paragraphs(NESTED)] == [
        "A *title*", "A quotation of two lines.", "one point", "Its title", "inside the point", "First",
        "Words of `code`.", "what is seen", "A caption.", "Try it", "Do this.", "term", "what it means[^1]",
        "The footnote.", "Open", "a picture", "a\\|b", "last",
    ]  # fmt: skip
    told = exchange(NESTED, lambda one: one.text.replace("of two", "of\ntwo"))
    assert "> A quotation of\n> two lines.\n" in told
    assert structure(exchange(NESTED, marked)) == structure(NESTED)


def test_headings_are_as_a_reader_sees_them():
    assert headings(NESTED) == ["A title"]


def test_a_break_that_is_meant_stays():
    assert [one.text for one in paragraphs("a  \nb\nc\\\nd\n")] == ["a  \nb c\\\nd"]


@given(st.text(alphabet=st.sampled_from("ab \n>-*#`:|{}<>[]()!1.$%\\"), max_size=60))
def test_no_text_is_too_strange(source):
    assert exchange(source, same) == source
    found = paragraphs(source)
    assert all(one.start <= one.end <= len(source) for one in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_the_template_holds_every_text_and_no_line_number():
    template = (ROOT / "src/coursehelpers/ground/locale/course.pot").read_text(encoding="utf-8")
    known = set(re.findall(r'^msgid (".*")$', template, re.MULTILINE))
    for one in messages():
        text = one.text if isinstance(one.text, str) else one.text[0]
        quoted = json.dumps(text, ensure_ascii=False)
        assert quoted in known, (
            f"{quoted} of {one.where} is not in course.pot; run “make messages”."
        )
    assert not re.search(r"^#: .*:\d", template, re.MULTILINE)
