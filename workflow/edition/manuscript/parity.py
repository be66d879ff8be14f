"""Parity: the articles of two languages have the same sections, paragraphs, figures, notes, citations and numbers.

So have the words of their tables and figures.

A difference that is meant is declared in a comment right before the block, with its reason:
``<!-- parity: num cohort.n; the Turkish sentence names the number twice -->``, or ``only here`` for a block (or, before
a heading, a section) without a counterpart, ``line`` for another number of lines (sentences), ``order`` for ids alike
but for a digit (those of both groups) that come in another order.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from edition.files.errors import nearest
from edition.manuscript.alignment import aligned
from edition.manuscript.blocks import Article, Block, Section
from edition.manuscript.references import CROSSREF, LABEL, PICTURE, mentions
from edition.manuscript.shortcodes import SHORTCODE, calls
from edition.manuscript.source import formulas

DECLARATION = re.compile(r"<!--\s*parity:\s*(?P<what>[^;]*?)\s*(?:;\s*(?P<why>.*?))?\s*-->", re.DOTALL)
ONLY_HERE = "only here"
LIKE = 0.85
"""Similarity from which two features are taken for one that was mistyped."""
NOTE = re.compile(r"\[\^[^\]]+\](?!:)|\^\[")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)|<(https?://[^>]+)>")
BARE_CLASS = re.compile(r"\A[\w-]+\Z")
BLANK = re.compile(r"(?<!\{)\{([\w.*]+)\}(?!\})")
"""A number in the words of a figure."""
WORDS = re.compile(r"\\(?:text|mathrm|operatorname)\*?\{[^{}]*\}")
"""Words in a formula."""
NAMES = {"fence": "box or part", "heading": "section", "box title": "title of the box", "include": "table"}
NOTES, SENTENCES, ORDER = "note", "line", "order"
"""What can differ, and be declared to, besides all that is named."""
PROSE = ("abstract", "paragraph", "item", "note")


class Pair(NamedTuple):
    """Two blocks that answer each other, or one without a counterpart; ``near`` are the lines around in both files."""

    first: Block | None
    other: Block | None
    near: tuple[int, int]


def features(block: Block, language: str) -> Counter[str]:
    """What a block shares with its counterpart, whatever the language; paths lose the language in them."""
    own_language = re.compile(rf"(?<=[.\-/_]){language}(?=\W|$)")
    shared = [
        f"{call.name} {own_language.sub('*', call.about) if call.name == 'include' else ' '.join(call.ids)}"
        for _, call in calls(block.text)
    ]
    text = SHORTCODE.sub("", block.text)
    if block.kind == "label":
        shared += BLANK.findall(text)
    if block.kind == "author":
        shared.append(text.strip())
    else:
        shared += [f"@{key}" for _, key in mentions(text)]
    shared += [NOTES] * len(NOTE.findall(text))
    shared += [f"link {first or second}" for first, second in LINK.findall(text)]
    shared += [f"image {own_language.sub('*', path)}" for path, _ in PICTURE.findall(text)]
    shared += [f"formula {WORDS.sub('', match['formula'])}" for match in formulas(text)]
    shared += [f"label {label}" for label in LABEL.findall(text)]
    if block.kind == "fence":
        shared.append(BARE_CLASS.sub(r"{.\g<0>}", text.strip(": ")))
    return Counter(shared)


def declared(block: Block) -> dict[str, str | None]:
    """What the comments before a block declare to differ, each with its reason (``None`` if it has none)."""
    return {match["what"]: match["why"] for comment in block.comments for match in DECLARATION.finditer(comment)}


def align(first: list[Block], other: list[Block], languages: tuple[str, str], near: tuple[int, int]) -> Iterator[Pair]:
    """Pair the blocks of two sections, in order, so that the pairs are as alike as can be; only like kinds pair."""
    sides = [
        [(block, features(block, language)) for block in blocks]
        for blocks, language in zip((first, other), languages, strict=True)
    ]

    def score(one: Block, two: Block, likeness: float) -> float | None:
        return 1 + likeness if one.kind == two.kind else None

    for one, two in aligned(*sides, score):
        near = (one.line if one else near[0], two.line if two else near[1])
        yield Pair(one, two, near)


def counterparts(first: Article, other: Article) -> Iterator[Pair]:
    """All pairs of blocks of the sections that both articles have; what is declared to stand only here is left out."""
    twins = {section.id: section for section in _common(other)}
    for section in _common(first):
        if twin := twins.get(section.id):
            blocks = [[block for block in part.blocks if ONLY_HERE not in declared(block)] for part in (section, twin)]
            yield from align(*blocks, (first.language, other.language), (section.line, twin.line))


def _common(article: Article) -> list[Section]:
    return [section for section in article.sections if not (section.level and ONLY_HERE in declared(section.blocks[0]))]


def compare(first: Article, other: Article) -> list[str]:
    """Every difference that is not declared, one message each, with file and line on both sides.

    Where sections or blocks lack their counterparts, only that: what else differs would follow from it.
    """
    return [*_sections(first, other), *_alone(first, other)] or [
        *_blocks(first, other),
        *_citation_order(first, other),
        *_reasons(first),
        *_reasons(other),
    ]


def _sections(first: Article, other: Article) -> Iterator[str]:
    for article in (first, other):
        for section in article.sections:
            if not section.id:
                yield f"{article.place(section.line)}: this heading has no label. Give it one that all languages share."
    one, two = ({section.id: section for section in _common(article) if section.id} for article in (first, other))
    for here, there, mine, theirs in ((first, other, one, two), (other, first, two, one)):
        for label in mine:
            if label not in theirs:
                place, kind = here.place(mine[label].line), mine[label].blocks[0].kind
                yield f"{place}: the {NAMES.get(kind, kind)} #{label} has no counterpart in {there.file.name}."
    for label, twin in zip((x for x in one if x in two), (x for x in two if x in one), strict=True):
        places = f"{first.place(one[label].line)} and {other.place(two[twin].line)}"
        if label != twin:
            yield f"{places}: the sections come in another order (#{label} here, #{twin} there)."
            break
        if one[label].level != two[label].level:
            yield f"{places}: the headings of #{label} differ in level."


def _alone(first: Article, other: Article) -> Iterator[str]:
    for pair in counterparts(first, other):
        if pair.first is None or pair.other is None:
            here, there = (first, other) if pair.first else (other, first)
            kind = (pair.first or pair.other).kind
            places = f"{first.place(pair.near[0])} and {other.place(pair.near[1])}"
            yield f"{places}: the {NAMES.get(kind, kind)} in {here.file.name} has no counterpart in {there.file.name}."


def _blocks(first: Article, other: Article) -> Iterator[str]:
    for one, two, _ in counterparts(first, other):

        def places(name: str = "", twin: str = "", one: Block = one, two: Block = two) -> str:
            lines = line_of(one, name), line_of(two, twin or name)
            return f"{first.place(lines[0])} and {other.place(lines[1])}"

        counts = features(one, first.language), features(two, other.language)
        if one.kind in PROSE:
            for count, block in zip(counts, (one, two), strict=True):
                count[SENTENCES] = block.text.strip().count("\n") + 1
        excused = declared(one) | declared(two)
        differing = (counts[0] - counts[1]) + (counts[1] - counts[0])
        names = sorted(differing.keys() - excused.keys())
        for name, twin in _mistaken(names, *counts):
            said = f"{other.file.name} has {twin!r} where {first.file.name} has {name!r}. Is one mistyped?"
            yield f"{places(name, twin)}: {said}"
            names = [rest for rest in names if rest not in (name, twin)]
        for name in names:
            here, there = (
                f"{count[name]} × in {side.file.name}" for count, side in zip(counts, (first, other), strict=True)
            )
            hint = ": has a sentence got lost, or has one two lines?" if name == SENTENCES else "."
            yield f"{places(name)}: {name!r} stands {here}, {there}{hint}"
        if swapped := _swapped(one, two):
            differing[ORDER] += 1
            if ORDER not in excused:
                said = "and its like stand in another order. Has one the place of another?"
                yield f"{places(swapped)}: {swapped!r} {said}"
        for name in sorted(excused.keys() - differing.keys()):
            yield f"{places()}: a difference in {name!r} is declared, but there is none. Take the comment out."


def line_of(block: Block, name: str) -> int:
    """The line on which a feature of ``block`` first stands, where that can be told; else its first line."""
    sought = "" if name in (NOTES, SENTENCES) else name.rpartition(" ")[2]
    return block.line + block.text.count("\n", 0, max(block.text.find(sought), 0))


def _swapped(first: Block, other: Block) -> str | None:
    """A number or condition in the place of one alike but for a digit (group1, group2); None if there is none."""
    one, two = (
        sorted((" ".join(call.ids) for _, call in calls(block.text)), key=lambda about: re.sub(r"\d+", "#", about))
        for block in (first, other)
    )  # sorting keeps the order of those that are alike
    return next((a for a, b in zip(one, two, strict=True) if a != b), None) if sorted(one) == sorted(two) else None


def _mistaken(names: list[str], first: Counter[str], other: Counter[str]) -> Iterator[tuple[str, str]]:
    """Features of one block only, each with the most similar one that its counterpart has instead."""
    left = [name for name in names if name not in first]
    for name in names:
        if name not in other and (near := nearest(name, left, like=LIKE)):
            yield name, near[0]
            left.remove(near[0])


def _citation_order(first: Article, other: Article) -> Iterator[str]:
    """Where a work is cited first decides its number, which must be the same in both articles."""
    one, two = citations(first), citations(other)
    if set(one) == set(two):
        for number, (key, twin) in enumerate(zip(one, two, strict=True), start=1):
            if key != twin:
                places = f"{first.place(one[key])} and {other.place(two[twin])}"
                yield f"{places}: reference {number} would be {key} in {first.file.name}, {twin} in {other.file.name}."
                return


def citations(article: Article) -> dict[str, int]:
    """Cited works in the order of their numbers, each with the line of the block that cites it first."""
    seen: dict[str, int] = {}
    for block in article.blocks:
        for name in features(block, article.language):
            if name.startswith("@") and not CROSSREF.match(name[1:]):
                seen.setdefault(name[1:], block.line)
    return seen


def _reasons(article: Article) -> Iterator[str]:
    for block in article.blocks:
        for what, why in declared(block).items():
            if not why:
                yield f"{article.place(block.line)}: say why {what!r} differs, in the comment after a semicolon."
