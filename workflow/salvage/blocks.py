"""A Quarto article as its author sees it: sections of paragraphs, list items, figures …, each with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from salvage.engine.metadata import FRONT_MATTER, load_yaml
from salvage.errors import InputError

STARTS = {
    "heading": re.compile(r"#{1,6} "),
    "fence": re.compile(r":{3,}"),
    "include": re.compile(r"\{\{<\s*include "),
    "figure": re.compile(r"!\["),
    "note": re.compile(r"\[\^[^\]]+\]:"),
    "item": re.compile(r" *(?:[-*+]|\d+[.)]) "),
    "table": re.compile(r"\|"),
    "caption": re.compile(r": "),
}
"""How the first line of a block of each kind begins; any other is a paragraph."""
ONE_LINE = ("heading", "fence", "include")
OPENING_FENCE = re.compile(r":{3,}\s*\S")
CODE_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
SECTION_ID = re.compile(r"\{[^}]*#([\w:-]+)")


@dataclass(frozen=True)
class Block:
    """One block: its source, the line of the file on which it begins, and the comments that stand right before it."""

    kind: str
    text: str
    line: int
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading and the blocks up to the next one. The front matter, and what precedes any heading, have level 0."""

    id: str
    level: int
    line: int
    blocks: list[Block]


@dataclass(frozen=True)
class Article:
    """The article of one language."""

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
    """Read an article; InputError where its front matter is missing, is no YAML, or does not name the language."""
    text = file.read_text("utf-8")
    match = FRONT_MATTER.match(text)
    if match is None:
        raise InputError(
            "the article has no front matter.", remedy="Begin it with a block between --- lines.", file=file
        )
    language = load_yaml(match[1], str(file)).get("lang")
    if not language:
        raise InputError("the front matter does not name the language.", remedy="Add `lang: en`, say.", file=file)
    body = split(text[match.end() :].splitlines(), text[: match.end()].count("\n") + 1)
    front = Section("front matter", 0, 1, list(front_matter(match[1])))
    return Article(file, language, [front, *sections(list(body))])


def front_matter(text: str) -> Iterator[Block]:
    """What the reader sees of the front matter: title, subtitle, paragraphs of the abstract, keywords, authors."""
    for key, value in yaml.compose(text).value:
        line = value.start_mark.line + 2  # counted from 0, below the first ---
        if key.value in ("title", "subtitle"):
            yield Block(key.value, value.value, line)
        elif key.value == "abstract":
            below = 1 if value.style in ("|", ">") else 0
            yield from (
                Block(key.value, block.text, block.line) for block in split(value.value.splitlines(), line + below)
            )
        elif key.value == "keywords":
            yield from (Block("keyword", word.value, word.start_mark.line + 2) for word in value.value)
        elif key.value == "author":
            for person in value.value:
                told = {name.value: fact.value for name, fact in person.value}
                yield Block(
                    "author", " ".join(filter(None, (told.get("name"), told.get("email")))), person.start_mark.line + 2
                )


def split(lines: list[str], first: int) -> Iterator[Block]:
    """Blocks of a body whose first line is line ``first`` of the file. Fenced code is left out: it is no prose."""
    kind, start, depth, code = "", first, 0, ""
    held: list[str] = []
    comments: list[str] = []

    def close() -> Iterator[Block]:
        nonlocal kind
        if held:
            yield Block(kind, "\n".join(held), start, tuple(comments))
            comments.clear()
        held.clear()
        kind = ""

    numbered = iter(enumerate(lines, start=first))
    for number, line in numbered:
        fence = CODE_FENCE.match(line)
        if fence or code:
            code = fence[1] if fence and not code else "" if fence and fence[1].startswith(code) else code
            yield from close()
        elif line.lstrip().startswith("<!--"):
            yield from close()
            while "-->" not in line and (following := next(numbered, None)):
                line += "\n" + following[1]
            comments.append(line.strip())
        elif not line.strip():
            yield from close()
        else:
            begins = next((name for name, pattern in STARTS.items() if pattern.match(line)), "paragraph")
            if not held or begins == "fence" or (begins == kind and kind in ("item", "note")):
                yield from close()
                kind, start = "title" if begins == "heading" and depth else begins, number
            held.append(line)
            if kind == "fence":
                depth += 1 if OPENING_FENCE.match(line) else -1
            if kind in (*ONE_LINE, "title"):
                yield from close()
    yield from close()


def sections(blocks: list[Block]) -> list[Section]:
    """Blocks gathered under their headings; a heading in a callout is the callout's title and begins no section."""
    found = [Section("head", 0, blocks[0].line if blocks else 1, [])]
    for block in blocks:
        if block.kind == "heading":
            label = SECTION_ID.search(block.text)
            level = len(block.text) - len(block.text.lstrip("#"))
            found.append(Section(label[1] if label else "", level, block.line, []))
        found[-1].blocks.append(block)
    return found
