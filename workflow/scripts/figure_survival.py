"""Figure 2: survival after the post-transplant relapse, by salvage group.

Follows the KMunicate proposal (Morris et al., BMJ Open 2019;9:e030215): confidence bands, ticks for censoring, and
under the axis the patients at risk, censored and dead, which add up to n at every time. Pale: few remain.
"""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from salvage.figures.curves import FEW, Curve, read_curves
from salvage.figures.figure import (
    GROUP_COLOR,
    GROUP_DASHES,
    HAIR,
    INK,
    LINE,
    MUTED,
    page,
    save,
    text_width,
    use_style,
    wrap,
    write,
)
from salvage.figures.free_place import along, free_place
from salvage.figures.time_axis import TimeAxis, time_axis
from salvage.wording.formatting import decimal
from salvage.wording.phrases import Phrases, read_phrases

WIDTH, HEIGHT, EDGE = 85.0, 52.0, 1.5  # mm: a journal's column, the plotting area, the margin
BELOW_AXIS = 10.0  # mm for tick labels and the name of the axis
BLOCK = 4.3 * LINE  # height of one group's table
ROWS = ("at_risk", "censored", "died")
PALE = 0.5  # share of white in the colour of a pale curve


def pale(color: str) -> str:
    """``color`` mixed with white."""
    return to_hex([PALE + (1 - PALE) * part for part in to_rgb(color)])


class Plot:
    """The plotting area: years and percent to mm on the page."""

    def __init__(self, axes: Axes, axis: TimeAxis, left: float, top: float) -> None:
        """``left`` and ``top`` are the area's edges; it ends near the page's right margin."""
        self.axes, self.axis, self.left, self.top = axes, axis, left, top
        self.right, self.bottom = WIDTH - EDGE - 2, top + HEIGHT

    def x(self, years: float) -> float:
        """Horizontal place of a time."""
        return self.left + (self.right - self.left) * self.axis.place(years) / self.axis.length

    def y(self, percent: float) -> float:
        """Vertical place of a percentage."""
        return self.bottom - HEIGHT * percent / 100

    def corners(self, years: np.ndarray, percent: np.ndarray) -> np.ndarray:
        """Points of a line in mm, one a row; those without a value are left out."""
        return np.array([(self.x(t), self.y(p)) for t, p in zip(years, percent, strict=True) if np.isfinite(p)])


def draw_axes(plot: Plot, words: Phrases) -> None:
    """Both axes with ticks and names; the time axis, and all above it, is interrupted where it is cut."""
    axis, line, y0 = plot.axis, plot.axes.plot, plot.bottom
    line([plot.left, plot.right], [y0, y0], color=INK, lw=HAIR)
    line([plot.left] * 2, [plot.y(0), plot.y(100)], color=INK, lw=HAIR)
    if axis.tail:
        cut = [plot.x(axis.main) + 0.8, plot.x(axis.tail[0]) - 0.8]
        strip = Rectangle((cut[0], plot.top - 1), cut[1] - cut[0], HEIGHT + 1.5, fc="white", lw=0, zorder=4)
        plot.axes.add_patch(strip)
        for x in cut:
            line([x - 0.6, x + 0.6], [y0 + 1.4, y0 - 1.4], color=INK, lw=HAIR, zorder=5)
    for years in axis.ticks:
        line([plot.x(years)] * 2, [y0, y0 + 1], color=INK, lw=HAIR)
        write(plot.axes, plot.x(years), y0 + 2.8, decimal(years, axis.digits, words.language), ha="center")
    for percent in (0, 25, 50, 75, 100):
        line([plot.left - 1, plot.left], [plot.y(percent)] * 2, color=INK, lw=HAIR)
        write(plot.axes, plot.left - 1.6, plot.y(percent), str(percent), ha="right")
    plot.axes.text(plot.left - 9.5, plot.y(50), words["y"], rotation=90, ha="center", va="center")
    write(plot.axes, (plot.left + plot.right) / 2, y0 + 6.6, words["x"], ha="center")


def draw_curve(plot: Plot, curve: Curve, group: int) -> tuple[np.ndarray, np.ndarray]:
    """One curve with band and ticks, pale where few remain; returns points on it and on its band's edges (mm)."""
    color, dashes, last = GROUP_COLOR[group], GROUP_DASHES[group], len(curve.years) - 1
    lines, edges = [], []
    for start, stop, ink, alpha in ((0, curve.firm, color, 0.17), (curve.firm, last, pale(color), 0.08)):
        limits = [plot.corners(*curve.steps(start, stop, values)) for values in (curve.lower, curve.upper)]
        plot.axes.fill(*np.vstack([limits[0], limits[1][::-1]]).T, color=color, alpha=alpha, lw=0)
        corners = plot.corners(*curve.steps(start, stop, curve.survival))
        plot.axes.plot(*corners.T, color=ink, lw=1.5, ls=dashes)
        lines.append(along(corners))
        edges += [along(limit) for limit in limits]
        for limit in limits:
            plot.axes.plot(*limit.T, color=pale(color), lw=0.4, ls=dashes, zorder=1.5)
    for i in np.flatnonzero(curve.censored):
        ink = color if i <= curve.firm else pale(color)
        x, y = plot.x(curve.years[i]), plot.y(curve.survival[i])
        plot.axes.plot([x, x], [y - 1.2, y + 1.2], color=ink, lw=1)
    return np.vstack(lines), np.vstack(edges)


def draw_labels(plot: Plot, drawn: dict[int, tuple[np.ndarray, np.ndarray]], texts: dict[int, list[str]]) -> None:
    """Write each group's lines beside its curve, where there is room; the table below names the curves in any case."""
    edges = np.vstack([edges for _, edges in drawn.values()])
    boxes: list[np.ndarray] = []
    for group, lines in texts.items():
        size = (max(text_width(lines[0], weight="bold"), text_width(lines[1])), 2 * LINE)
        others = np.vstack([points for other, (points, _) in drawn.items() if other != group] + boxes)
        area = (plot.left + 1, plot.top, plot.right + 2, plot.bottom - 1)
        place = free_place(size, area, near=drawn[group][0], far=others, avoid=edges)
        if place is None:
            continue
        left, top = place
        for i, weight in enumerate(("bold", "normal")):
            write(plot.axes, left, top + (i + 0.5) * LINE, lines[i], color=GROUP_COLOR[group], weight=weight, zorder=6)
        boxes.append(np.array([(left + i * size[0] / 20, top + j * size[1] / 4) for i in range(21) for j in range(5)]))


def draw_table(plot: Plot, curves: dict[int, Curve], words: Phrases, top: float) -> None:
    """At risk, censored and dead at each tick, in a block a group that is also the key to the lines."""
    for block, (group, curve) in enumerate(curves.items()):
        y, color = top + block * BLOCK + LINE / 2, GROUP_COLOR[group]
        plot.axes.plot([EDGE, EDGE + 7], [y, y], color=color, lw=1.5, ls=GROUP_DASHES[group])
        write(plot.axes, EDGE + 8.2, y, f"{words[f'group{group}']} (n = {curve.n})", color=color, weight="bold")
        for row, name in enumerate(ROWS):
            write(plot.axes, EDGE, y + (row + 1) * LINE, words[name])
            for years in plot.axis.ticks:
                write(plot.axes, plot.x(years), y + (row + 1) * LINE, str(curve.counts(years)[row]), ha="center")


def group_texts(words: Phrases) -> dict[int, list[str]]:
    """The lines beside each curve: the group and its median, in words where the median is not reached."""
    reached = {group: words.record(f"km.group{group}.median")["value"] is not None for group in (1, 2)}
    return {
        group: [words[f"name{group}"], words[f"median{group}" if reached[group] else "not_reached"]]
        for group in reached
    }


def draw(curves: dict[int, Curve], words: Phrases) -> Figure:
    """The whole figure, on a page that is as high as its texts need."""
    axis = time_axis([t for c in curves.values() for t in c.years[(c.censored + c.events) > 0]])
    inner = WIDTH - 2 * EDGE
    made_up = words.is_synthetic("test", "median1", "median2")
    notice = wrap(words["synthetic"], inner - 3, weight="bold") if made_up else []
    test = wrap(words["test" if words.record("km.permutations.exact")["value"] else "test_sampled"], inner)
    note = words.fill(words.template("note").replace("{few}", str(FEW))) + (f" {words['cut']}" if axis.tail else "")
    notes = wrap(note, inner)
    heading = EDGE + (LINE * len(notice) + 2.5 if notice else 0)
    top = heading + LINE * len(test) + 2
    table = top + HEIGHT + BELOW_AXIS
    below = table + BLOCK * len(curves) + 1
    figure, axes = page(WIDTH, below + LINE * len(notes) + EDGE)

    if notice:
        axes.add_patch(Rectangle((EDGE, EDGE), inner, len(notice) * LINE + 1, fc="#efefef", ec=INK, lw=HAIR))
    for i, line in enumerate(notice):
        write(axes, WIDTH / 2, EDGE + 0.5 + (i + 0.5) * LINE, line, weight="bold", ha="center")
    for i, line in enumerate(test):
        write(axes, EDGE, heading + (i + 0.5) * LINE, line)
    for i, line in enumerate(notes):
        write(axes, EDGE, below + (i + 0.5) * LINE, line, color=MUTED)
    plot = Plot(axes, axis, EDGE + max(12.5, 3.5 + max(text_width(words[name]) for name in ROWS)), top)
    draw_axes(plot, words)
    drawn = {group: draw_curve(plot, curve, group) for group, curve in curves.items()}
    draw_labels(plot, drawn, group_texts(words))
    draw_table(plot, curves, words, table)
    return figure


def main(curves: Path, numbers: Path, labels: Path, lang: str, svg: Path, pdf: Path, png: Path) -> None:
    """Draw the survival curves in the language ``lang``."""
    use_style()
    words = read_phrases(labels, "survival", numbers, lang)
    save(draw(read_curves(curves), words), title=words["title"], svg=svg, pdf=pdf, png=png)
