"""Parity of the words of tables and figures: the files of all languages have the same keys, with the same numbers."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

from salvage.engine.shortcodes import SHORTCODE, parse

BLANK = re.compile(r"(?<!\{)\{([\w.*]+)\}(?!\})")


def entries(file: Path) -> dict[str, tuple[str, int]]:
    """Dotted key → its text, and the line of the file on which it stands."""

    def walk(node: yaml.Node, path: str) -> Iterator[tuple[str, tuple[str, int]]]:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                yield from walk(value, f"{path}.{key.value}" if path else key.value)
        else:
            yield path, (node.value, node.start_mark.line + 1)

    return dict(walk(yaml.compose(file.read_text("utf-8")), ""))


def numbers(text: str) -> Counter[str]:
    """The numbers that a text names, as ``{id}`` in figures and as shortcodes in tables."""
    calls = [parse(match["call"]) for match in SHORTCODE.finditer(text) if match["call"] is not None]
    return Counter(BLANK.findall(SHORTCODE.sub("", text))) + Counter(" ".join([c.name, *c.args[:1]]) for c in calls)


def compare_labels(first: Path, other: Path) -> Iterator[str]:
    """Every difference of two files, with file and line on both sides."""
    one, two = entries(first), entries(other)
    for here, there, mine, theirs in ((first, other, one, two), (other, first, two, one)):
        for key in (key for key in mine if key not in theirs):
            yield f"{here.as_posix()}:{mine[key][1]}: {key!r} has no counterpart in {there.name}."
    for key in (key for key in one if key in two):
        (text, line), (twin, place) = one[key], two[key]
        counts = numbers(text), numbers(twin)
        for name in sorted((counts[0] - counts[1]) + (counts[1] - counts[0])):
            yield (
                f"{first.as_posix()}:{line} and {other.as_posix()}:{place}: {name!r} stands {counts[0][name]} × in "
                f"{first.name}, {counts[1][name]} × in {other.name}."
            )
