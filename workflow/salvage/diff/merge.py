"""Two versions of a document, as Pandoc reads them, in one, with what is new and what is gone marked word by word."""

from typing import Any

from salvage.diff.alignment import pairs
from salvage.diff.words import BLANKS, Mark, Node, merged_inlines

LISTS = {"BulletList", "OrderedList"}


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


def merged(before: list[Node], after: list[Node], mark: Mark) -> list[Node]:
    """Blocks of both versions in the order of reading."""
    found: list[Node] = []
    for old, new in pairs(before, after, text):
        if old is None or new is None:
            found.append(marked(old or new, "deletion" if new is None else "insertion", mark))
        elif text(old) == text(new):
            found.append(new)
        elif (block := _merged_block(old, new, mark)) is not None:
            found.append(block)
        else:
            found += [marked(old, "deletion", mark), marked(new, "insertion", mark)]
    return found


def _merged_block(old: Node, new: Node, mark: Mark) -> Node | None:
    """Two versions of one block in one; None where they are of different kinds or shapes."""
    kind = new["t"]
    one, two = old.get("c"), new.get("c")
    if old["t"] != kind:
        return None
    if kind in ("Para", "Plain"):
        return {"t": kind, "c": merged_inlines(one, two, mark)}
    if kind == "Header":
        return {"t": kind, "c": [*two[:2], merged_inlines(one[2], two[2], mark)]}
    if kind == "Div":
        return {"t": kind, "c": [two[0], merged(one[1], two[1], mark)]}
    if kind == "BlockQuote":
        return {"t": kind, "c": merged(one, two, mark)}
    if kind in LISTS:
        items = _merged_parts(*((version if kind == "BulletList" else version[1]) for version in (one, two)), mark)
        return {"t": kind, "c": items if kind == "BulletList" else [two[0], items]}
    if kind == "Figure":
        caption = [two[1][0], merged(one[1][1], two[1][1], mark)]
        return {"t": kind, "c": [two[0], caption, merged(one[2], two[2], mark)]}
    return _merged_table(one, two, mark) if kind == "Table" else None


def _merged_parts(before: list[list[Node]], after: list[list[Node]], mark: Mark) -> list[list[Node]]:
    """Items of a list, each a list of blocks."""
    return [merged(old or [], new or [], mark) for old, new in pairs(before, after, text)]


def _merged_table(one: list, two: list, mark: Mark) -> Node | None:
    """Two versions of a table of as many columns: attributes, caption, columns, head, bodies, foot."""
    if len(one[2]) != len(two[2]) or len(one[4]) != len(two[4]):
        return None
    caption = [two[1][0], merged(one[1][1], two[1][1], mark)]
    head = [two[3][0], _merged_rows(one[3][1], two[3][1], mark)]
    bodies = [
        [*new[:2], *(_merged_rows(old[part], new[part], mark) for part in (2, 3))]
        for old, new in zip(one[4], two[4], strict=True)
    ]
    foot = [two[5][0], _merged_rows(one[5][1], two[5][1], mark)]
    return {"t": "Table", "c": [two[0], caption, two[2], head, bodies, foot]}


def _merged_rows(before: list, after: list, mark: Mark) -> list:
    """Rows (attributes, cells) of two versions; a cell ends in its blocks."""
    found = []
    for old, new in pairs(before, after, text):
        if old is None or new is None:
            found.append(marked(old or new, "deletion" if new is None else "insertion", mark))
        elif len(old[1]) != len(new[1]):
            found += [marked(old, "deletion", mark), marked(new, "insertion", mark)]
        else:
            cells = zip(old[1], new[1], strict=True)
            found.append([new[0], [[*two[:4], _merged_cell(one[4], two[4], mark)] for one, two in cells]])
    return found


def _merged_cell(before: list[Node], after: list[Node], mark: Mark) -> list[Node]:
    """Blocks of a cell; a single one is a version of what stood there, however little they have in common."""
    if len(before) == len(after) == 1 and (block := _merged_block(before[0], after[0], mark)) is not None:
        return [block]
    return merged(before, after, mark)
