"""Two versions of a document, as Pandoc reads them, in one, with what is new and what is gone marked word by word."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import chain, groupby
from typing import Any, TypeVar

from edition.manuscript.alignment import aligned
from edition.render.document import Node, pieces

Mark = Callable[[str, list[Node], bool], list[Node]]
"""Marks inlines as ``deletion`` or ``insertion``; the last argument says whether they are a whole paragraph."""

ALIKE = 0.5
"""Share of words in common from which two paragraphs are taken for versions of one."""
WRAPPERS = {"Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps"}
NAMED = {"Header", "Div", "Span", "Link", "Image", "Code", "CodeBlock", "Table", "Figure"}
"""What an id can name."""
BLANKS = {"Space", "SoftBreak"}
Item = TypeVar("Item")


def tracked(author: str, date: str) -> Mark:
    """Marks for Word: revisions that a reader can accept or reject."""

    def span(kind: str, inlines: list[Node]) -> Node:
        return {"t": "Span", "c": [["", [kind], [["author", author], ["date", date]]], inlines]}

    def spans(kind: str, inlines: list[Node]) -> Iterator[Node]:
        # Within a link, not around it: word processors lose a link that is in a revision.
        for is_link, group in groupby(inlines, holds_link):
            if not is_link:
                yield span(kind, list(group))
            else:
                for node in group:
                    content = node["c"]
                    if node["t"] in WRAPPERS:
                        yield node | {"c": list(spans(kind, content))}
                    else:
                        yield node | {"c": [content[0], list(spans(kind, content[1])), *content[2:]]}

    def mark(kind: str, inlines: list[Node], whole: bool) -> list[Node]:
        return [*spans(kind, inlines), *([span(f"paragraph-{kind}", [])] if whole else [])]

    return mark


def holds_link(node: Node) -> bool:
    """Whether an inline is a link, or emphasis or a span around one."""
    if node["t"] == "Link":
        return True
    inner = node["c"] if node["t"] in WRAPPERS else node["c"][1] if node["t"] == "Span" else []
    return any(map(holds_link, inner))


def without_ids(node: Any) -> Any:
    """A part of a document without the names that links lead to: of two versions one has them."""
    if isinstance(node, list):
        return [without_ids(item) for item in node]
    if not isinstance(node, dict) or "t" not in node:
        return node
    content = without_ids(node.get("c"))
    at = {"Header": 1}.get(node["t"], 0)
    if node["t"] in NAMED:
        content = [*content[:at], ["", *content[at][1:]], *content[at + 1 :]]
    return node | ({"c": content} if "c" in node else {})


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
    parts: list[list[Node]] = []
    for leaf in leaves(inlines):
        if leaf["t"] in BLANKS and parts:
            parts[-1].append(leaf)
        else:
            parts.append([leaf])
    return parts


def merged_inlines(before: list[Node], after: list[Node], mark: Mark) -> list[Node]:
    """One paragraph's words, those that are gone before those that are new."""

    def changed(gone: list[Node], come: list[Node]) -> list[Node]:
        versions = ("deletion", without_ids(gone)), ("insertion", come)
        return [node for kind, inlines in versions if inlines for node in mark(kind, inlines, False)]

    old, new = words(before), words(after)
    keys = [[json.dumps(word[0]) for word in version] for version in (old, new)]
    inlines: list[Node] = []
    gone: list[list[Node]] = []
    come: list[list[Node]] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += old[i1:i2]
            come += new[j1:j2]
            continue
        for one, two in zip(old[i1:i2], new[j1:j2], strict=True):
            if any(version and holds_link(version[-1][0]) for version in (gone, come)):
                gone.append(one)  # LibreOffice stretches a link that is taken out over the text that follows and stays
                come.append(two)
            else:
                inlines += changed([*chain(*gone)], [*chain(*come)])
                gone, come = [], []
                same = len(one) == len(two)
                inlines += [one[0], *(one[1:] if same else changed(one[1:], two[1:]))]
    return inlines + changed([*chain(*gone)], [*chain(*come)])


def text(node: Any) -> str:
    """The words of any part of a document, notes last; of a picture, its name."""

    def picture(node: Node) -> str | None:
        return node["c"][2][0] + " " if node["t"] == "Image" else None

    notes: list[Node] = []
    return "".join([*pieces(node, picture, notes), *pieces(notes, picture, [])])


def marked(node: Any, kind: str, mark: Mark) -> Any:
    """A part of a document with all its words marked as ``kind``."""
    if isinstance(node, list):
        return [marked(item, kind, mark) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("t") in ("Para", "Plain"):
        return node | {"c": mark(kind, node["c"], node["t"] == "Para")}
    if node.get("t") == "Header":
        return node | {"c": [*node["c"][:2], mark(kind, node["c"][2], True)]}
    return {key: marked(value, kind, mark) for key, value in node.items()}


def pairs(before: list[Item], after: list[Item], text: Callable[[Item], str]) -> Iterator[tuple[Item | None, ...]]:
    """Items of two versions, in order: both where they answer each other, one and None where one is new or gone.

    A heading may answer any of its level: word processors leave an empty one, which would count, where a whole one is
    taken out.
    """

    def score(old: Item, new: Item, likeness: float) -> float | None:
        are_headings = level(old) is not None and level(old) == level(new)
        return likeness if likeness >= ALIKE or are_headings else None

    def level(item: Item) -> int | None:
        return item["c"][0] if isinstance(item, dict) and item.get("t") == "Header" else None

    versions = [[(item, Counter(text(item).split())) for item in version] for version in (before, after)]
    return aligned(*versions, score)


def _combined(before: list, after: list, combine: Callable[[Any, Any, Mark], Any], mark: Mark) -> list:
    """Items of both versions; ``combine`` makes one of two that answer each other, or None where it cannot."""
    items = []
    for old, new in pairs(before, after, text):
        both = None if old is None or new is None else combine(old, new, mark)
        if both is not None:
            items.append(both)
        else:
            versions = (without_ids(old), "deletion"), (new, "insertion")
            items += [marked(item, kind, mark) for item, kind in versions if item is not None]
    return items


def merged(before: list[Node], after: list[Node], mark: Mark) -> list[Node]:
    """Blocks of both versions in the order of reading."""
    return _combined(before, after, _merged_block, mark)


def _merged_block(old: Node, new: Node, mark: Mark) -> Node | None:
    """Two versions of one block in one; None where they are of different kinds or shapes."""
    if text(old) == text(new):
        return new
    if old["t"] != new["t"]:
        return None
    one, two = old["c"], new["c"]
    match new["t"]:
        case "Para" | "Plain":
            content = merged_inlines(one, two, mark)
        case "Header":
            content = [*two[:2], merged_inlines(one[2], two[2], mark)]
        case "Div":
            content = [two[0], merged(one[1], two[1], mark)]
        case "BlockQuote":
            content = merged(one, two, mark)
        case "BulletList":
            content = _combined(one, two, merged, mark)
        case "OrderedList":
            content = [two[0], _combined(one[1], two[1], merged, mark)]
        case "Figure":
            content = [two[0], _merged_caption(one[1], two[1], mark), merged(one[2], two[2], mark)]
        case "Table" if len(one[2]) == len(two[2]) and len(one[4]) == len(two[4]):
            content = _merged_table(one, two, mark)
        case _:
            return None
    return {"t": new["t"], "c": content}


def _merged_caption(one: list, two: list, mark: Mark) -> list:
    """Captions: a short one, and blocks."""
    return [two[0], merged(one[1], two[1], mark)]


def _merged_table(one: list, two: list, mark: Mark) -> list:
    """Contents of tables of as many columns: attributes, caption, columns, head, bodies, foot."""
    head, foot = ([two[part][0], _combined(one[part][1], two[part][1], _merged_row, mark)] for part in (3, 5))
    bodies = [
        [*new[:2], *(_combined(old[part], new[part], _merged_row, mark) for part in (2, 3))]
        for old, new in zip(one[4], two[4], strict=True)
    ]
    return [two[0], _merged_caption(one[1], two[1], mark), two[2], head, bodies, foot]


def _merged_row(old: list, new: list, mark: Mark) -> list | None:
    """Rows (attributes, cells) of as many cells; a cell ends in its blocks."""
    if len(old[1]) != len(new[1]):
        return None
    cells = zip(old[1], new[1], strict=True)
    return [new[0], [[*two[:4], _merged_cell(one[4], two[4], mark)] for one, two in cells]]


def _merged_cell(before: list[Node], after: list[Node], mark: Mark) -> list[Node]:
    """Blocks of a cell; a single one is a version of what stood there, however little they have in common."""
    if len(before) == len(after) == 1 and (block := _merged_block(before[0], after[0], mark)) is not None:
        return [block]
    return merged(before, after, mark)
