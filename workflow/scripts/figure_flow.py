"""Figure 1: the way of all children through the study, from relapse and transplant to salvage treatment and outcome.

A chart as STROBE asks for: the number in every box, a reason for every exit. Where nobody went, there is no box.
"""

from dataclasses import dataclass
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from salvage.figures.figure import GROUP_COLOR, GROUP_TINT, INK, LINE, MUTED, page, save, use_style, wrap, write
from salvage.wording.phrases import SYNTHETIC_MARK, Phrases, number_ids, read_phrases

WIDTH, EDGE, COLUMNS = 170.0, 0.5, 6  # mm: a journal's full page, the margin; columns of the grid
PAD, BETWEEN, GAP = 1.4, 2.0, 5.0  # mm: inside a box, from box to box, from row to row
LINE_WIDTH = 0.7
SPREAD = tuple[tuple[float, float], tuple[str, ...]]

# Rows from top to bottom. A row has spans of the grid's columns, each shared equally by the boxes that are named.
ROWS: tuple[tuple[SPREAD, ...], ...] = (
    (((1.4, 4.6), ("cohort",)),),
    (((1.4, 4.6), ("first_line",)),),
    (((0.3, 2.8), ("remission",)), ((3.2, 5.7), ("second_line",))),
    (((1.4, 4.6), ("transplant",)),),
    (((3.8, 6.0), ("relapse_free",)),),
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
WAYS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("cohort",), ("first_line",)),
    (("first_line",), ("remission", "second_line")),
    (("remission", "second_line"), ("transplant",)),
    (("transplant",), ("relapse",)),
    (("relapse",), ("group1", "group2")),
    (("group1",), ROWS[7][0][1]),
    (("group2",), ROWS[7][1][1]),
    *(((name.removesuffix("_end"),), (name,)) for _, names in ROWS[8] for name in names),
    (ROWS[8][0][1], ("group1_end",)),
    (ROWS[8][1][1], ("group2_end",)),
)


@dataclass(frozen=True)
class Box:
    """A box on the page, in mm, with its lines, each with its weight."""

    left: float
    top: float
    width: float
    height: float
    lines: list[tuple[str, str]]

    @property
    def middle(self) -> float:
        """Horizontal middle."""
        return self.left + self.width / 2

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.top + self.height


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


def wrapped(text: str, width: float) -> list[tuple[str, str]]:
    """Lines of at most ``width`` mm with their weight; a text in ``**`` is bold."""
    weight = "bold" if text.startswith("**") else "normal"
    return [(line, weight) for line in wrap(text.strip("*"), width, weight=weight)]


def layout(texts: dict[str, list[str]]) -> dict[str, Box]:
    """Boxes from top to bottom, each as high as its wrapped text and as wide as its share of the row."""
    boxes: dict[str, Box] = {}
    unit, top = (WIDTH - 2 * EDGE + BETWEEN) / COLUMNS, EDGE
    for row in ROWS:
        placed: dict[str, tuple[float, float, list[tuple[str, str]]]] = {}
        for (start, end), names in row:
            shown = [name for name in names if name in texts]
            for i, name in enumerate(shown):
                share = (end - start) / len(shown) * unit
                width = share - BETWEEN
                lines = [line for text in texts[name] for line in wrapped(text, width - 2 * PAD)]
                placed[name] = (EDGE + start * unit + i * share, width, lines)
        height = max((len(lines) for _, _, lines in placed.values()), default=0) * LINE + 2 * PAD
        for name, (left, width, lines) in placed.items():
            boxes[name] = Box(left, top, width, height, lines)
        top += height + GAP if placed else 0
        top -= GAP / 2 if set(placed) & set(EXIT) else 0
    return boxes


def draw_box(axes: Axes, name: str, box: Box) -> None:
    """One box with its lines; the groups have their colours."""
    group = int(name[5]) if name.startswith("group") else None
    edge, tint = (GROUP_COLOR[group], GROUP_TINT[group]) if group else (INK, "white")
    place = (box.left, box.top)
    axes.add_patch(Rectangle(place, box.width, box.height, fc=tint, ec=edge, lw=LINE_WIDTH, zorder=2))
    for i, (line, weight) in enumerate(box.lines):
        write(axes, box.middle, box.top + PAD + (i + 0.5) * LINE, line, weight=weight, ha="center", zorder=3)


def draw_arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A straight arrow."""
    head = "-|>,head_width=0.18,head_length=0.36"
    style = {"arrowstyle": head, "lw": LINE_WIDTH, "color": INK, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", xy=end, xytext=start, arrowprops=style, zorder=1)


def draw_way(axes: Axes, parents: list[Box], children: list[Box]) -> None:
    """Lines from the parents to one level above the children, and an arrow down to each child."""
    if not parents or not children:
        return
    level = children[0].top - GAP / 2
    ends = [box.middle for box in parents + children]
    for parent in parents:
        axes.plot([parent.middle] * 2, [parent.bottom, level], color=INK, lw=LINE_WIDTH, zorder=1)
    axes.plot([min(ends), max(ends)], [level, level], color=INK, lw=LINE_WIDTH, zorder=1)
    for child in children:
        draw_arrow(axes, (child.middle, level), (child.middle, child.top))


def draw(words: Phrases) -> Figure:
    """The whole chart, on a page that is as high as its boxes need."""
    texts = box_texts(words)
    boxes = layout(texts)
    bottom = max(box.bottom for box in boxes.values())
    marked = any(SYNTHETIC_MARK in line for lines in texts.values() for line in lines)
    note = wrap(f"{SYNTHETIC_MARK} {words['synthetic']}", WIDTH - 2 * EDGE) if marked else []
    figure, axes = page(WIDTH, bottom + EDGE + (1.5 + LINE * len(note) if note else 0))
    for name, box in boxes.items():
        draw_box(axes, name, box)
    for parents, children in WAYS:
        draw_way(axes, *([boxes[name] for name in names if name in boxes] for names in (parents, children)))
    trunk, aside = (boxes.get(name) for name in EXIT)
    if trunk and aside:
        level = aside.top + aside.height / 2
        draw_arrow(axes, (trunk.middle, level), (aside.left, level))
    for i, line in enumerate(note):
        write(axes, EDGE, bottom + 1.5 + (i + 0.5) * LINE, line, color=MUTED)
    return figure


def main(numbers: Path, labels: Path, lang: str, svg: Path, pdf: Path, png: Path) -> None:
    """Draw the flow chart in the language ``lang``."""
    use_style()
    words = read_phrases(labels, "flow", numbers, lang)
    save(draw(words), title=words["title"], svg=svg, pdf=pdf, png=png)
