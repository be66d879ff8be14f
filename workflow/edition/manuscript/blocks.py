"""A Quarto article as its author sees it: sections of paragraphs, list items, figures …, each with its line."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

import yaml

from edition.files.errors import InputError
from edition.files.reading import compose, parse, read_text
from edition.manuscript import metadata, source
from edition.manuscript.metadata import Part
from edition.manuscript.source import in_code

STARTS = {
    "heading": re.compile(r"#{1,6} "),
    "fence": re.compile(r":{3,}"),
    "include": re.compile(r"\{\{<\s*include "),
    "figure": re.compile(r"!\["),
    "formula": re.compile(r"\$\$"),
    "note": re.compile(r"\[\^[^\]]+\]:"),
    "item": re.compile(r" *(?:[-*+]|\d+[.)]) "),
    "table": re.compile(r"\|"),
    "caption": re.compile(r": "),
}
"""How the first line of a block of each kind begins; any other is a paragraph."""
COUNTED_ITEM = re.compile(r" *(\d+)[.)] ")
ONE_LINE = ("heading", "fence", "include")
OPENING_FENCE = re.compile(r":{3,}\s*\S")
SECTION_ID = re.compile(r"\{[^}]*#([\w:-]+)")


class Block(NamedTuple):
    """One block: its source, the line of the file on which it begins, and the comments that stand right before it."""

    kind: str
    text: str
    line: int
    comments: tuple[str, ...] = ()


class Section(NamedTuple):
    """A heading and the blocks up to the next one. The front matter, and what precedes any heading, have level 0."""

    id: str
    level: int
    line: int
    blocks: list[Block]


class Article(NamedTuple):
    """The article of one language, or the words of its tables and figures."""

    file: Path
    language: str
    sections: list[Section]

    def place(self, line: int) -> str:
        """``file:line``, as editors follow it."""
        return f"{self.file.as_posix()}:{line}"

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks, in order."""
        return (block for section in self.sections for block in section.blocks)


def read_article(file: Path) -> Article:
    """Read an article; InputError where it, its front matter or the language in that is missing, or is no YAML."""
    if not file.is_file():
        raise InputError(
            "there is no such article.", remedy="Write it, or correct `languages` in config.yaml.", file=file
        )
    text = source.read(file, includes=False).text
    match = metadata.front_matter(text, str(file))
    language = parse(match[1], str(file), above=1).get("lang")
    named = file.name.removeprefix("article.").removesuffix(".qmd")
    if language != named:
        problem = f"the front matter names {language!r} as the language, the file's name {named!r}."
        raise InputError(problem, remedy=f"Write `lang: {named}`.", file=file)
    body = split(text[match.end() :].splitlines(), text[: match.end()].count("\n") + 1)
    front = Section("front matter", 0, 1, list(front_matter(metadata.front_part(text, str(file)))))
    return Article(file, language, [front, *sections(body)])


def read_labels(file: Path, language: str, kind: str = "label", ending: str = "") -> Article:
    """The words of tables and figures: a section for each text of a YAML file, by its dotted path.

    With ``ending`` only those whose path ends so, such as ``.says.en``.
    """

    def walk(part: Part, path: str) -> Iterator[Section]:
        for key, value in part.entries:
            yield from walk(value, f"{path}.{key.text}" if path else key.text)
        if isinstance(part.node, yaml.SequenceNode):
            for number, item in enumerate(part.items):
                yield from walk(item, f"{path}.{number}")
        elif isinstance(part.node, yaml.ScalarNode) and path.endswith(ending):
            # The parts of an expression in words are put together by each language in its own way.
            own = "phrase" if path.startswith("expressions.") else kind
            yield Section(path, 1, part.node.start_mark.line + 1, [Block(own, part.text, part.line)])

    return Article(file, language, list(walk(Part(compose(read_text(file), file), ""), "")))


def front_matter(front: Part) -> Iterator[Block]:
    """What the reader sees of the front matter: titles, running head, paragraphs of the abstract, keywords, authors."""
    for key, value in front.entries:
        for item in value.items:
            if key.text == "abstract":
                yield from (block._replace(kind=key.text) for block in split(item.text.splitlines(), item.line))
            elif key.text == "author":  # who may be given by name alone
                facts = [item[name] for name in ("name", "email")]
                yield Block(key.text, item.text or " ".join(fact.text for fact in facts if fact), item.line)
            elif key.text in ("title", "subtitle", "running-head", "keywords"):
                yield Block(key.text, item.text, item.line)


def split(lines: list[str], first: int) -> list[Block]:
    """Blocks of a body whose first line is line ``first`` of the file. Fenced code is left out: it is no prose."""
    blocks: list[Block] = []
    comments: list[str] = []
    depth, going_on, last = 0, False, 0
    numbered = zip(count(first), lines, in_code(lines), strict=False)
    for number, line, is_code in numbered:
        begins = next((kind for kind, pattern in STARTS.items() if pattern.match(line)), "paragraph")
        if counted := COUNTED_ITEM.match(line):
            if int(counted[1]) in (1, last + 1):
                last = int(counted[1])
            else:  # "15. gün" begins a Turkish sentence about day 15, no list
                begins = "paragraph"
        if is_code or not line.strip():
            going_on = False
        elif line.lstrip().startswith("<!--"):
            while "-->" not in line and (following := next(numbered, None)):
                line += "\n" + following[1]
            comments.append(line.strip())
            going_on = False
        elif going_on and begins != "fence" and not (begins == blocks[-1].kind and begins in ("item", "note")):
            blocks[-1] = blocks[-1]._replace(text=f"{blocks[-1].text}\n{line}")
        else:
            kind = "box title" if begins == "heading" and depth else begins
            blocks.append(Block(kind, line, number, tuple(comments)))
            comments = []
            depth += 0 if begins != "fence" else 1 if OPENING_FENCE.match(line) else -1
            going_on = begins not in ONE_LINE
    return blocks


def sections(blocks: list[Block]) -> list[Section]:
    """Blocks gathered under their headings; a heading in a callout is the callout's title and begins no section."""
    gathered = [Section("head", 0, blocks[0].line if blocks else 1, [])]
    for block in blocks:
        if block.kind == "heading":
            label = SECTION_ID.search(block.text)
            level = len(block.text) - len(block.text.lstrip("#"))
            gathered.append(Section(label[1] if label else "", level, block.line, []))
        gathered[-1].blocks.append(block)
    return gathered
