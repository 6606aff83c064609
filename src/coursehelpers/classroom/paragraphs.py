"""Where a text in Markdown has words to translate, and what becomes of the text when each is said otherwise.

MyST's own parser says what is a paragraph, a heading, a point, a cell or the title of a directive. Its source is
never written anew: only the paragraphs are exchanged, so all between them stays as it was, letter by letter.
Code, targets, options, addresses and keys of citations are no paragraphs.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


class Paragraph(NamedTuple):
    """Hold one paragraph: what a translator is given, and where it stands.

    Attributes
    ----------
    text : str
        Its Markdown, on one line but for breaks that are meant.
    start, end : int
        Where it stands in the source.
    indent : str
        What begins each further line of it.
    plain : bool
        Whether it can hold no marks: the words for a picture, a term of a glossary.
    """

    text: str
    start: int
    end: int
    indent: str = ""
    plain: bool = False


class _Line(NamedTuple):
    text: str
    at: int


_DIRECTIVE = re.compile(r"^\{([\w:-]+)\}\s*(.*)$")
_TITLED = frozenset(
    "admonition attention button card caution danger dropdown error exercise grid-item-card hint important margin "
    "note seealso sidebar tab-item tip topic warning".split()
)
"""Directives whose argument is read by people; of all others it is a class, a file or a target."""
_NOT_PROSE = frozenset(
    "bibliography code code-block code-cell contents csv-table image include literalinclude math mermaid raw "
    "toctree".split()
)
"""Directives whose body no person reads."""
_OPTION = re.compile(r"^(\s*:(?:alt|caption|title|header|footer):\s+)(\S.*?)\s*$")
_IS_OPTION = re.compile(r"^\s*:[\w-]+:(\s|$)")
_PICTURE = re.compile(r"^!\[([^\]]+)\]\([^)]*\)$")
_BOX = re.compile(r"\[[ xX]\] +")
_CELL = re.compile(r"(?<!\\)\|")
_NO_WORDS = re.compile(
    r"(`+).*?\1|\{cite[:\w]*\}`[^`]*`|\$[^$]+\$|<[^>]+>|\]\([^)]*\)|https?://\S+|\{[.#][^}]*\}|&\w+;"
)
_ATTRIBUTE = re.compile(r"""\b(?:alt|title|aria-label)="([^"]+)\"""")
_INLINE = frozenset(
    "a abbr b bdi br cite code em i kbd mark q s small span strong sub sup time u var".split()
)


def paragraphs(source: str) -> list[Paragraph]:
    r"""Return the paragraphs of a text in their order.

    Parameters
    ----------
    source : str
        Markdown as MyST reads it.

    Examples
    --------
    >>> [one.text for one in paragraphs("# Title\n\n- a\n  point\n\n| `x` | cell |\n|---|---|\n")]
    ['Title', 'a point', 'cell']
    """
    lines, at = [], 0
    for text in source.split("\n"):
        lines.append(_Line(text, at))
        at += len(text) + 1
    return sorted(_of_lines(lines), key=lambda one: one.start)


def exchange(source: str, say: Callable[[Paragraph], str]) -> str:
    r"""Say each paragraph otherwise; what is said as it stands keeps its line breaks.

    Parameters
    ----------
    source : str
        Markdown as MyST reads it.
    say : callable
        Gives another text for a paragraph.

    Returns
    -------
    str

    Examples
    --------
    >>> exchange("- one\n  point, `code`\n", lambda one: one.text.upper())
    '- ONE POINT, `CODE`\n'
    """
    written, at = [], 0
    for one in paragraphs(source):
        said = say(one)
        if said == one.text:
            continue
        written += [source[at : one.start], said.replace("\n", f"\n{one.indent}")]
        at = one.end
    return "".join([*written, source[at:]])


def headings(source: str) -> list[str]:
    r"""Return the headings of a text as a reader sees them, without marks.

    Examples
    --------
    >>> headings("# The `grid` and *you*\n\ntext\n\n## Next\n")
    ['The grid and you', 'Next']
    """
    tokens = _parser().parse(source)
    return [
        _seen(tokens[at + 1])
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    ]


def _seen(inline: "Token") -> str:
    kinds = ("text", "code_inline")
    words = "".join(one.content for one in inline.children or [] if one.type in kinds)
    return re.sub(r"\{[\w:]+\}$", "", words).strip()


@cache
def _parser() -> "MarkdownIt":
    # Only here: who reads English in JupyterLab needs none of it.
    from markdown_it import MarkdownIt
    from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
    from mdit_py_plugins.colon_fence import colon_fence_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin
    from mdit_py_plugins.myst_blocks import myst_block_plugin
    from mdit_py_plugins.myst_role import myst_role_plugin

    reader = MarkdownIt("commonmark").enable("table")
    for plugin in (
        front_matter_plugin, myst_block_plugin, myst_role_plugin, colon_fence_plugin, deflist_plugin,
        dollarmath_plugin, footnote_plugin, attrs_plugin, attrs_block_plugin,
    ):  # fmt: skip
        reader.use(plugin)
    return reader


def _of_lines(lines: list[_Line]) -> Iterator[Paragraph]:
    """Read some lines as Markdown of their own, such as a whole text or the body of a directive."""
    in_table = False
    for token in _parser().parse("\n".join(line.text for line in lines)):
        if token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
        if token.map is None:
            continue
        # The term of a definition list says that it ends where it begins.
        own = lines[token.map[0] : max(token.map[1], token.map[0] + 1)]
        if token.type == "table_open":
            yield from _of_table(own)
        elif token.type == "inline" and not in_table:
            yield from _of_inline(token.content, own)
        elif token.type == "html_block":
            yield from _of_html(own)
        elif token.type in ("fence", "colon_fence"):
            yield from _of_fence(token, own)


def _has_words(text: str) -> bool:
    return any(letter.isalpha() for letter in _NO_WORDS.sub(" ", text))


def _from(line: _Line, start: int, end: int, *, plain: bool = False) -> Iterator[Paragraph]:
    """Give a part of one line, if a reader finds words in it."""
    words = line.text[start:end]
    if _has_words(words):
        yield Paragraph(words, line.at + start, line.at + end, plain=plain)


def _of_inline(content: str, lines: list[_Line]) -> Iterator[Paragraph]:
    parts = content.split("\n")
    # A paragraph ends where its content does; blanks and what closes a heading stand behind it.
    first, last = lines[0], lines[len(parts) - 1]
    start = _where(first.text, parts[0])
    end = _where(last.text, parts[-1].strip()) + len(parts[-1].strip())
    box = _BOX.match(parts[0])
    if box:
        start, parts[0] = start + box.end(), parts[0][box.end() :]
    picture = _PICTURE.match(content)
    if picture:
        yield from _from(first, start + 2, start + 2 + len(picture[1]), plain=True)
        return
    text = re.sub(
        r"(?<! {2})(?<!\\)\n", " ", "\n".join([parts[0], *(one.lstrip() for one in parts[1:])])
    )
    if not _has_words(text):
        return
    if len(parts) > 1:
        further = lines[1].text[: _where(lines[1].text, parts[1].strip())]
    else:
        further = re.sub(r"[^\s>]", " ", first.text[:start])
    yield Paragraph(text, first.at + start, last.at + end, further)


def _where(line: str, content: str) -> int:
    kept = line.rstrip()
    if kept.endswith(content.rstrip()):
        return len(kept) - len(content.rstrip())
    return max(line.rfind(content.strip()), 0)


def _of_table(lines: list[_Line]) -> Iterator[Paragraph]:
    for line in [lines[0], *lines[2:]]:
        at = 0
        for cell in _CELL.split(line.text):
            words = cell.strip(" >" if at == 0 else None)
            start = at + cell.find(words) if words else at
            yield from _from(line, start, start + len(words))
            at += len(cell) + 1


def _of_fence(token: "Token", lines: list[_Line]) -> Iterator[Paragraph]:
    found = _DIRECTIVE.match(token.info.strip())
    if not found:
        return
    name, title = found[1].rpartition(":")[2], found[2].strip()
    if title and name in _TITLED:
        start = lines[0].text.rindex(title)
        yield from _from(lines[0], start, start + len(title))
    contents = token.content.split("\n")[:-1]
    body = [
        _Line(content, line.at + len(line.text) - len(content))
        for line, content in zip(lines[1:], contents, strict=False)
    ]
    options = 0
    if body and body[0].text.strip() == "---":
        closing = [at for at, line in enumerate(body) if at and line.text.strip() == "---"]
        options = closing[0] + 1 if closing else 0
    while options < len(body) and _IS_OPTION.match(body[options].text):
        option = _OPTION.match(body[options].text)
        if option:
            yield from _from(body[options], option.start(2), option.end(2), plain=True)
        options += 1
    if name == "glossary":
        yield from _of_glossary(body[options:])
    elif name not in _NOT_PROSE:
        yield from _of_lines(body[options:])


def _of_glossary(lines: list[_Line]) -> Iterator[Paragraph]:
    definition: list[_Line] = []
    for line in lines:
        if line.text[:1].isspace() or not line.text:
            indent = min(2, len(line.text) - len(line.text.lstrip()))
            definition.append(_Line(line.text[indent:], line.at + indent))
            continue
        yield from _of_lines(definition)
        definition = []
        yield from _from(line, 0, len(line.text.rstrip()), plain=True)
    yield from _of_lines(definition)


class _Tags(HTMLParser):
    """Where a piece of HTML may be cut: at tags that are no part of a sentence."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.cuts: list[tuple[int, int]] = []
        self.silent = 0
        self._begins = [0]
        for line in text.split("\n"):
            self._begins.append(self._begins[-1] + len(line) + 1)
        self._text = text
        self.feed(text)

    @property
    def _here(self) -> int:
        line, column = self.getpos()
        return self._begins[line - 1] + column

    def _cut(self) -> None:
        closing = self._text.find(">", self._here)
        self.cuts.append((self._here, len(self._text) if closing < 0 else closing + 1))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.cuts.append((self._here, self._here + len(self.get_starttag_text() or "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self.cuts:
            self.cuts[-1] = (self.cuts[-1][0], self._here)
        if tag not in _INLINE:
            self._cut()

    def handle_comment(self, data: str) -> None:
        self.cuts.append((self._here, self._here + len(data) + 7))


def _of_html(lines: list[_Line]) -> Iterator[Paragraph]:
    text = "\n".join(line.text for line in lines)
    begins = [0]
    for line in lines:
        begins.append(begins[-1] + len(line.text) + 1)

    def place(at: int) -> int:
        number = max(n for n in range(len(lines)) if begins[n] <= at)
        return lines[number].at + at - begins[number]

    def given(start: int, end: int, *, plain: bool = False) -> Iterator[Paragraph]:
        words = text[start:end].strip()
        start += text[start:end].find(words)
        if _has_words(words):
            said = " ".join(words.split())
            yield Paragraph(said, place(start), place(start + len(words) - 1) + 1, plain=plain)

    at = 0
    for start, end in [*_Tags(text).cuts, (len(text), len(text))]:
        yield from given(at, start)
        for found in _ATTRIBUTE.finditer(text, start, end):
            yield from given(*found.span(1), plain=True)
        at = end
