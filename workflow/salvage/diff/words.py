"""Two versions of a paragraph in one, as Pandoc's inlines, with what is new and what is gone marked."""

import json
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import chain
from typing import Any

Node = dict[str, Any]
Mark = Callable[[str, list[Node], bool], list[Node]]
"""Marks inlines as ``deletion`` or ``insertion``; the last argument says whether they are a whole paragraph."""

WRAPPERS = {"Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps"}
BLANKS = {"Space", "SoftBreak"}


def tracked(author: str, date: str) -> Mark:
    """Marks for Word: revisions that a reader can accept or reject."""

    def span(kind: str, inlines: list[Node]) -> Node:
        return {"t": "Span", "c": [["", [kind], [["author", author], ["date", date]]], inlines]}

    def mark(kind: str, inlines: list[Node], whole: bool) -> list[Node]:
        return [span(kind, inlines), *([span(f"paragraph-{kind}", [])] if whole else [])]

    return mark


def shown(kind: str, inlines: list[Node], whole: bool) -> list[Node]:
    """Marks for HTML: its elements for the purpose."""
    name = {"deletion": "del", "insertion": "ins"}[kind]
    return [{"t": "RawInline", "c": ["html", f"<{name}>"]}, *inlines, {"t": "RawInline", "c": ["html", f"</{name}>"]}]


def leaves(inlines: list[Node]) -> Iterator[Node]:
    """Words and what else is one piece; of a passage in italics, say, each word in italics."""
    for node in inlines:
        if node["t"] in WRAPPERS:
            yield from (leaf if leaf["t"] in BLANKS else node | {"c": [leaf]} for leaf in leaves(node["c"]))
        else:
            yield node


def words(inlines: list[Node]) -> list[list[Node]]:
    """Pieces of a paragraph to compare: each word with the space that follows it."""
    found: list[list[Node]] = []
    for leaf in leaves(inlines):
        if leaf["t"] in BLANKS and found:
            found[-1].append(leaf)
        else:
            found.append([leaf])
    return found


def merged_inlines(before: list[Node], after: list[Node], mark: Mark) -> list[Node]:
    """One paragraph's words, those that are gone before those that are new."""

    def changed(gone: list[Node], come: list[Node]) -> list[Node]:
        versions = ("deletion", gone), ("insertion", come)
        return [node for kind, inlines in versions if inlines for node in mark(kind, inlines, False)]

    old, new = words(before), words(after)
    keys = [[json.dumps(word[0]) for word in version] for version in (old, new)]
    found: list[Node] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if kind == "equal":
            for (word, *space_before), (_, *space) in zip(old[i1:i2], new[j1:j2], strict=True):
                same = bool(space_before) == bool(space)
                found += [word, *(space if same else changed(space_before, space))]
        else:
            found += changed(list(chain(*old[i1:i2])), list(chain(*new[j1:j2])))
    return found
