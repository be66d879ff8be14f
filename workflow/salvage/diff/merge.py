"""Two versions of a document, as Pandoc reads them, in one, with what is new and what is gone marked word by word."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from salvage.diff.words import BLANKS, Mark, Node, merged_inlines
from salvage.manuscript.alignment import aligned, likeness

ALIKE = 0.5
"""Share of words in common from which two paragraphs are taken for versions of one."""
Item = TypeVar("Item")


def text(node: Any) -> str:
    """The words of any part of a document; of a picture, its name."""
    if isinstance(node, list):
        return "".join(map(text, node))
    if not isinstance(node, dict):
        return ""
    kind, content = node.get("t"), node.get("c")
    if kind in BLANKS:
        return " "
    if kind == "Image":
        return content[2][0] + " "
    if kind in ("Str", "Code", "Math"):
        return content if kind == "Str" else content[1]
    return text(content) + (" " if kind in ("Para", "Plain", "Header") else "")


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
    """Items of two versions, in order: both where they answer each other, one and None where one is new or gone."""
    versions = [[(item, Counter(text(item).split())) for item in version] for version in (before, after)]

    def score(old: tuple[Item, Counter], new: tuple[Item, Counter]) -> float | None:
        return worth if (worth := likeness(old[1], new[1])) >= ALIKE else None

    for old, new in aligned(*versions, score):
        yield old and old[0], new and new[0]


def _combined(before: list, after: list, combine: Callable[[Any, Any, Mark], Any], mark: Mark) -> list:
    """Items of both versions; ``combine`` makes one of two that answer each other, or None where it cannot."""
    found = []
    for old, new in pairs(before, after, text):
        both = None if old is None or new is None else combine(old, new, mark)
        if both is not None:
            found.append(both)
        else:
            versions = (old, "deletion"), (new, "insertion")
            found += [marked(item, kind, mark) for item, kind in versions if item is not None]
    return found


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
