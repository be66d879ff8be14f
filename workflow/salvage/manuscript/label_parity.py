"""Parity of the words of tables and figures: the files of all languages have the same keys, with the same numbers."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

from salvage.engine.shortcodes import SHORTCODE, calls

BLANK = re.compile(r"(?<!\{)\{([\w.*]+)\}(?!\})")


def entries(file: Path) -> dict[str, yaml.ScalarNode]:
    """Dotted key → the text, as YAML's parser finds it with its place."""

    def walk(node: yaml.Node, path: str) -> Iterator[tuple[str, yaml.ScalarNode]]:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                yield from walk(value, f"{path}.{key.value}" if path else key.value)
        else:
            yield path, node

    return dict(walk(yaml.compose(file.read_text("utf-8")), ""))


def numbers(text: str) -> Counter[str]:
    """The numbers that a text names, as ``{id}`` in figures and as shortcodes in tables."""
    named = Counter(f"{call.name} {call.about}" for _, call in calls(text))
    return named + Counter(BLANK.findall(SHORTCODE.sub("", text)))


def compare_labels(first: Path, other: Path) -> Iterator[str]:
    """Every difference of two files, with file and line on both sides."""
    one, two = entries(first), entries(other)
    for here, there, mine, theirs in ((first, other, one, two), (other, first, two, one)):
        for key in (key for key in mine if key not in theirs):
            yield f"{place(here, mine[key])}: {key!r} has no counterpart in {there.name}."
    for key in (key for key in one if key in two):
        counts = numbers(one[key].value), numbers(two[key].value)
        for name in sorted((counts[0] - counts[1]) + (counts[1] - counts[0])):
            yield (
                f"{place(first, one[key])} and {place(other, two[key])}: {name!r} stands {counts[0][name]} × in "
                f"{first.name}, {counts[1][name]} × in {other.name}."
            )


def place(file: Path, node: yaml.Node) -> str:
    """``file:line``, as editors follow it."""
    return f"{file.as_posix()}:{node.start_mark.line + 1}"
