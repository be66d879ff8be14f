"""Figure 1: the way of all children through the study, from relapse and transplant to salvage treatment and outcome.

A chart as STROBE asks for: the number in every box, a reason for every exit. Where nobody went, there is no box. In one
column of a journal, the branches of each group stand below each other.
"""

from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

from edition.figures import figure as look
from edition.numbers.formatting import MARK
from edition.numbers.phrases import Phrases, number_ids, read_phrases
from edition.study.definitions import GROUPS
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

COLUMNS = 6  # of the grid
PAD, BETWEEN, GAP = 1.0, 1.4, 2.8  # mm: inside a box, from box to box, from row to row
INDENT = 4.0  # mm: of a branch below its group
LINE_WIDTH = 0.7
SPREAD = tuple[tuple[float, float], tuple[str, ...]]

# Rows from top to bottom. A row has spans of the grid's columns, each shared equally by the boxes that are named. A way
# leads from each box to those below it.
ROWS: tuple[tuple[SPREAD, ...], ...] = (
    (((0.8, 5.2), ("assessed",)),),
    (((3.3, 6.0), ("excluded",)),),
    (((0.2, 5.8), ("cohort",)),),
    (((0.0, 2.8), ("remission",)), ((2.8, 6.0), ("second_line",))),
    (((0.8, 5.2), ("transplant",)),),
    (((3.3, 6.0), ("relapse_free",)),),
    (((0.8, 5.2), ("relapse",)),),
    (((0.0, 3.0), ("group1",)), ((3.0, 6.0), ("group2",))),
    (
        ((0.0, 3.0), ("group1_no_remission", "group1_refused", "group1_remission")),
        ((3.0, 6.0), ("group2_bortezomib", "group2_blinatumomab", "group2_cart")),
    ),
    (((0.0, 3.0), ("group1_end",)), ((3.0, 6.0), ("group2_end",))),
)
BRANCHES = ROWS[8]
EXITS = {"assessed": "excluded", "transplant": "relapse_free"}  # the box whose way down is left, and the box beside it


class Box(NamedTuple):
    """A box on the page, in mm, as high as its lines."""

    left: float
    top: float
    width: float
    lines: list[str]

    @property
    def middle(self) -> float:
        """Horizontal middle."""
        return self.left + self.width / 2

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.top + len(self.lines) * look.LINE + 2 * PAD


def tells_of_nobody(template: str, words: Phrases) -> bool:
    """Whether a text has numbers and all of them are 0."""
    ids = number_ids(template)
    return bool(ids) and all(words.record(number)["value"] == 0 for number in ids)


def box_template(name: str, words: Phrases) -> str:
    """The text of a box; that of a branch ends in what became of it, in one text where ``{*`` stands for the branch."""
    template = words.template(f"boxes.{name}")
    if any(name in names for _, names in BRANCHES):
        template += words.template("boxes.branch_end").replace("{*", "{" + name.replace("_", ".", 1))
    return template


def box_texts(words: Phrases) -> dict[str, list[str]]:
    """The texts of each box. Lines that tell of nobody are left out, and so are boxes all of whose numbers do."""
    texts = {}
    for name in (name for row in ROWS for _, names in row for name in names):
        template = box_template(name, words)
        if not tells_of_nobody(template, words):
            lines = [line for line in template.splitlines() if not tells_of_nobody(line, words)]
            texts[name] = [words.fill(line, mark=True) for line in lines]
    return texts


def layout(texts: dict[str, list[str]], width: float = look.WIDTH) -> dict[str, Box]:
    """Boxes from top to bottom, each as high as its wrapped text and as wide as its share of the row."""
    boxes: dict[str, Box] = {}
    unit, top = (width - 2 * look.EDGE + BETWEEN) / COLUMNS, look.EDGE
    for row in ROWS:
        stacked = row == BRANCHES and width <= look.COLUMN
        placed: dict[str, Box] = {}
        for (start, end), names in row:
            shown, level = [name for name in names if name in texts], top
            share = (end - start) * unit if stacked else (end - start) / max(len(shown), 1) * unit
            for i, name in enumerate(shown):
                left = look.EDGE + start * unit + (INDENT if stacked else i * share)
                room = share - BETWEEN - (INDENT if stacked else 0)
                lines = [line for text in texts[name] for line in look.wrap(text, room - 2 * PAD)]
                placed[name] = Box(left, level, room, lines)
                level = placed[name].bottom + GAP / 2 if stacked else top
        if placed:
            way = GAP / 2 if placed.keys() & {*EXITS, *EXITS.values()} else GAP
            top = max(box.bottom for box in placed.values()) + way
        boxes |= placed
    return boxes


def draw_box(axes: Axes, name: str, box: Box) -> None:
    """One box with its lines; the groups have their colours."""
    group = int(name[5]) if name.startswith("group") else None
    edge, tint = (look.GROUP_COLOR[group], look.GROUP_TINT[group]) if group else (look.INK, "white")
    size = (box.width, box.bottom - box.top)
    axes.add_patch(Rectangle((box.left, box.top), *size, fc=tint, ec=edge, lw=LINE_WIDTH, zorder=2))
    look.write(axes, box.middle, box.top + PAD, box.lines, ha="center", zorder=3)


def draw_arrow(axes: Axes, *corners: tuple[float, float]) -> None:
    """An arrow along ``corners``."""
    axes.plot(*zip(*corners, strict=True), color=look.INK, lw=LINE_WIDTH, zorder=1, solid_joinstyle="miter")
    head = {"arrowstyle": "-|>,head_width=0.18,head_length=0.36", "lw": LINE_WIDTH, "color": look.INK}
    axes.annotate("", corners[-1], corners[-2], arrowprops=head | {"shrinkA": 0, "shrinkB": 0}, zorder=1)


def draw_rails(axes: Axes, boxes: dict[str, Box]) -> None:
    """In one column: from each group down past its branches, with an arrow into each, to its end."""
    for group, (_, names) in zip(GROUPS, BRANCHES, strict=True):
        head, end = (boxes.get(f"group{group}{part}") for part in ("", "_end"))
        if head and end:
            x = head.left + INDENT / 2
            for branch in (boxes[name] for name in names if name in boxes):
                level = (branch.top + branch.bottom) / 2
                draw_arrow(axes, (x, head.bottom), (x, level), (branch.left, level))
            draw_arrow(axes, (x, head.bottom), (x, end.top))


def draw(words: Phrases, width: float = look.WIDTH) -> Figure:
    """The whole chart, on a page that is as high as its boxes need."""
    figure, axes = look.page(width)
    texts = box_texts(words)
    boxes = layout(texts, width)
    for name, box in boxes.items():
        draw_box(axes, name, box)
    trunk = {name: box for name, box in boxes.items() if name not in EXITS.values()}
    rows = [[trunk[name] for _, names in row for name in names if name in trunk] for row in ROWS]
    if width <= look.COLUMN:
        draw_rails(axes, boxes)
        rows = rows[: ROWS.index(BRANCHES)]
    for parents, children in pairwise(filter(None, rows)):
        for parent, child in product(parents, children):
            if parent.left < child.left + child.width and child.left < parent.left + parent.width:
                x, level = (parent.middle, child.middle), child.top - GAP / 2
                draw_arrow(axes, (x[0], parent.bottom), (x[0], level), (x[1], level), (x[1], child.top))
    for left, aside in ((boxes[name], boxes[beside]) for name, beside in EXITS.items() if beside in boxes):
        level = (aside.top + aside.bottom) / 2
        draw_arrow(axes, (left.middle, level), (aside.left, level))
    bottom = max(box.bottom for box in boxes.values())
    if any(MARK in line for lines in texts.values() for line in lines):
        note = look.wrap(f"{MARK} {words['synthetic']}", look.inner(axes))
        bottom = look.write(axes, look.EDGE, bottom + 1.5, note, color=look.MUTED)
    return look.crop(figure, bottom + look.EDGE)


def main(numbers: Path, labels: Path, lang: str, size: str, svg: Path, pdf: Path, png: Path) -> None:
    """Draw the flow chart in the language ``lang``, in a ``size`` of look.SIZES."""
    words = read_phrases(labels, "flow", numbers, lang)
    look.save(draw(words, look.SIZES[size]), title=words["title"], svg=svg, pdf=pdf, png=png)
