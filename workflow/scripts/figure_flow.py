"""Figure 1: the way of all children through the study, from relapse and transplant to salvage treatment and outcome.

A chart as STROBE asks for: the number in every box, a reason for every exit. Where nobody went, there is no box.
"""

from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

from edition.figures import figure as look
from edition.numbers.phrases import SYNTHETIC_MARK, Phrases, number_ids, read_phrases
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

COLUMNS = 6  # of the grid
PAD, BETWEEN, GAP = 1.0, 1.4, 5.0  # mm: inside a box, from box to box, from row to row
LINE_WIDTH = 0.7
SPREAD = tuple[tuple[float, float], tuple[str, ...]]

# Rows from top to bottom. A row has spans of the grid's columns, each shared equally by the boxes that are named. A way
# leads from each box to those below it.
ROWS: tuple[tuple[SPREAD, ...], ...] = (
    (((0.7, 5.3), ("cohort",)),),
    (((1.4, 4.6), ("first_line",)),),
    (((0.3, 2.8), ("remission",)), ((3.2, 5.7), ("second_line",))),
    (((1.4, 4.6), ("transplant",)),),
    (((3.6, 6.0), ("relapse_free",)),),
    (((1.4, 4.6), ("relapse",)),),
    (((0.0, 3.0), ("group1",)), ((3.0, 6.0), ("group2",))),
    (
        ((0.0, 3.0), ("group1_no_remission", "group1_refused", "group1_remission")),
        ((3.0, 6.0), ("group2_bortezomib", "group2_blinatumomab", "group2_cart")),
    ),
    (
        ((0.0, 3.0), ("group1_no_remission_end", "group1_refused_end", "group1_remission_end")),
        ((3.0, 6.0), ("group2_bortezomib_end", "group2_blinatumomab_end", "group2_cart_end")),
    ),
    (((0.0, 3.0), ("group1_end",)), ((3.0, 6.0), ("group2_end",))),
)
EXIT = ("transplant", "relapse_free")  # the box whose way down is left, and the box beside it


@dataclass(frozen=True)
class Box:
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
    """The text of a box; those at the end of a branch share one, in which ``{*`` stands for the branch."""
    branch = name.removesuffix("_end")
    if name == branch or branch in ("group1", "group2"):
        return words.template(f"boxes.{name}")
    return words.template("boxes.branch_end").replace("{*", "{" + branch.replace("_", ".", 1))


def box_texts(words: Phrases) -> dict[str, list[str]]:
    """The texts of each box. Lines that tell of nobody are left out, and so are boxes all of whose numbers do."""
    texts = {}
    for name in (name for row in ROWS for _, names in row for name in names):
        template = box_template(name, words)
        if not tells_of_nobody(template, words):
            lines = [line for line in template.splitlines() if not tells_of_nobody(line, words)]
            texts[name] = [words.fill(line, mark=True) for line in lines]
    return texts


def layout(texts: dict[str, list[str]]) -> dict[str, Box]:
    """Boxes from top to bottom, each as high as its wrapped text and as wide as its share of the row."""
    boxes: dict[str, Box] = {}
    unit, top = (look.INNER + BETWEEN) / COLUMNS, look.EDGE
    for row in ROWS:
        placed: dict[str, Box] = {}
        for (start, end), names in row:
            shown = [name for name in names if name in texts]
            for i, name in enumerate(shown):
                share = (end - start) / len(shown) * unit
                width = share - BETWEEN
                lines = [line for text in texts[name] for line in look.wrap(text, width - 2 * PAD)]
                placed[name] = Box(look.EDGE + start * unit + i * share, top, width, lines)
        if placed:
            top = max(box.bottom for box in placed.values()) + (GAP / 2 if placed.keys() & set(EXIT) else GAP)
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


def draw(words: Phrases) -> Figure:
    """The whole chart, on a page that is as high as its boxes need."""
    figure, axes = look.page()
    texts = box_texts(words)
    boxes = layout(texts)
    for name, box in boxes.items():
        draw_box(axes, name, box)
    rows = [[boxes[name] for _, names in row for name in names if name in boxes and name != EXIT[1]] for row in ROWS]
    for parents, children in pairwise(filter(None, rows)):
        for parent, child in product(parents, children):
            if parent.left < child.left + child.width and child.left < parent.left + parent.width:
                x, level = (parent.middle, child.middle), child.top - GAP / 2
                draw_arrow(axes, (x[0], parent.bottom), (x[0], level), (x[1], level), (x[1], child.top))
    trunk, aside = (boxes.get(name) for name in EXIT)
    if trunk and aside:
        level = (aside.top + aside.bottom) / 2
        draw_arrow(axes, (trunk.middle, level), (aside.left, level))
    bottom = max(box.bottom for box in boxes.values())
    if any(SYNTHETIC_MARK in line for lines in texts.values() for line in lines):
        note = look.wrap(f"{SYNTHETIC_MARK} {words['synthetic']}", look.INNER)
        bottom = look.write(axes, look.EDGE, bottom + 1.5, note, color=look.MUTED)
    return look.crop(figure, bottom + look.EDGE)


def main(numbers: Path, labels: Path, lang: str, svg: Path, pdf: Path, png: Path) -> None:
    """Draw the flow chart in the language ``lang``."""
    words = read_phrases(labels, "flow", numbers, lang)
    look.save(draw(words), title=words["title"], svg=svg, pdf=pdf, png=png)
