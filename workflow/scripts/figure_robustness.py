"""The spread of the results over the sampled cohorts: what the paper's statements leave open, and what decides it.

Four panels: the log-rank p (bars, by how soon the patients of Group 1 died), the survival curves, the hazard ratio, and
the share of cohorts with a significant difference by the day from which survival is compared.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from salvage.figures.figure import (
    GROUP_COLOR,
    HAIR,
    INK,
    LINE,
    MUTED,
    page,
    save,
    use_style,
    wrap,
    write,
)
from salvage.robustness.measures import HORIZONS, LANDMARKS
from salvage.wording.formatting import decimal
from salvage.wording.phrases import Phrases, read_phrases

WIDTH, EDGE, ROW, GAP = 85.0, 1.5, 4.4, 3.0  # mm
BARS = 24.0  # height of the histogram, mm
LABELS = 27.0  # width of the rows' names, mm
AXIS = 7.4  # height of the ticks and the name below an axis, mm
DARK, PALE = "#595959", "#c9c9c9"
TIMES = (*(f"y{years}" for years in HORIZONS), "last")
RATIOS = ("hazard_ratio", "hazard_ratio.lower", "hazard_ratio.upper")
RATIO_TICKS = {0.001: 3, 0.01: 2, 0.1: 1, 1: 0, 10: 0}  # value → decimals

Found = Mapping[str, Any]


@dataclass(frozen=True)
class Scale:
    """A horizontal axis on the page: from ``low`` to ``high``, linear or logarithmic."""

    axes: Axes
    left: float
    low: float
    high: float
    log: bool = False

    def x(self, value: float) -> float:
        """Place of a value in mm; values beyond an end are put there."""
        low, high, at = self.low, self.high, min(max(value, self.low), self.high)
        share = math.log(at / low) / math.log(high / low) if self.log else (at - low) / (high - low)
        return self.left + share * (WIDTH - EDGE - 3 - self.left)

    def draw(self, y: float, ticks: Mapping[float, str], name: str) -> None:
        """Draw the axis at height ``y`` with named ticks and its own name below."""
        self.axes.plot([self.left, self.x(self.high)], [y, y], color=INK, lw=HAIR)
        for value, text in ticks.items():
            self.axes.plot([self.x(value)] * 2, [y, y + 0.9], color=INK, lw=HAIR)
            write(self.axes, self.x(value), y + 2.5, text, ha="center")
        write(self.axes, (self.left + self.x(self.high)) / 2, y + 5.6, name, ha="center")


def heading(axes: Axes, top: float, text: str) -> float:
    """Write a panel's heading; returns the height below it."""
    lines = wrap(text, WIDTH - 2 * EDGE, weight="bold")
    for i, line in enumerate(lines):
        write(axes, EDGE, top + (i + 0.5) * LINE, line, weight="bold")
    return top + len(lines) * LINE + 1.2


def draw_bars(axes: Axes, top: float, found: Found, words: Phrases) -> float:
    """The histogram of the log-rank p, stacked by Group 1's median survival; returns the height below it."""
    top = heading(axes, top, words["p_heading"])
    parts = found["parts"]
    stacks = [parts.get(name, {"histogram": []})["histogram"] for name in ("group1_within_year", "group1_after_year")]
    bins, total, alpha = len(parts["all"]["histogram"]), parts["all"]["cohorts"], found["alpha"]
    shares = [[100 * count / total for count in stack or [0] * bins] for stack in stacks]
    most = max(low + high for low, high in zip(*shares, strict=True))
    step = next(step for step in (1, 2, 5, 10, 20, 50) if most / step <= 5)
    scale, bottom = Scale(axes, EDGE + 11, 0, 1), top + BARS
    height = BARS / most
    for i in range(bins):
        left, right = scale.x(i * alpha), scale.x(1 if i == bins - 1 else (i + 1) * alpha)
        y = bottom
        for share, color in zip((shares[0][i], shares[1][i]), (DARK, PALE), strict=True):
            axes.add_patch(
                Rectangle((left, y - share * height), right - left, share * height, fc=color, ec="white", lw=0.4)
            )
            y -= share * height
    axes.plot([scale.left] * 2, [top, bottom], color=INK, lw=HAIR)
    for percent in range(0, int(most) + 1, step):
        axes.plot([scale.left - 0.9, scale.left], [bottom - percent * height] * 2, color=INK, lw=HAIR)
        write(axes, scale.left - 1.4, bottom - percent * height, str(percent), ha="right")
    axes.text(EDGE + 1.6, (top + bottom) / 2, words["share_axis"], rotation=90, ha="center", va="center")
    ticks = {value: decimal(value, 2, words.language) for value in (alpha, 0.25, 0.5, 0.75, 1.0)}
    scale.draw(bottom, ticks, words["p_axis"])
    y = top + 1.5
    for key, color in (("early", DARK), ("late", PALE)):
        lines = wrap(words[key], WIDTH - EDGE - scale.x(0.22) - 4)
        axes.add_patch(Rectangle((scale.x(0.22), y), 2.6, 2.6, fc=color, lw=0))
        for line in lines:
            write(axes, scale.x(0.22) + 3.8, y + 1.3, line)
            y += LINE
        y += 0.8
    return bottom + AXIS + GAP


def draw_range(scale: Scale, y: float, ends: tuple[float, float], values: Found, color: str) -> None:
    """One row: a thin line between ``ends``, a bar over the central 95% of cohorts, a dot at their median."""
    for x in (x for x in ends if scale.low <= x <= scale.high):
        scale.axes.plot([scale.x(x)] * 2, [y - 0.9, y + 0.9], color=color, lw=HAIR)
    scale.axes.plot([scale.x(x) for x in ends], [y, y], color=color, lw=HAIR)
    scale.axes.plot([scale.x(values["low"]), scale.x(values["high"])], [y, y], color=color, lw=3.2, alpha=0.45)
    scale.axes.plot(scale.x(values["median"]), y, "o", ms=3.6, mfc=color, mec="white", mew=0.5)


def draw_survival(axes: Axes, top: float, found: Found, bounds: Found, words: Phrases) -> float:
    """The estimates of both groups in time, with their exact bounds and what is printed; returns the height below."""
    top = heading(axes, top, words["km_heading"])
    scale = Scale(axes, EDGE + LABELS, 0, 100)
    y = top
    for group in (1, 2):
        write(axes, EDGE, y + ROW / 2, words[f"group{group}"], color=GROUP_COLOR[group], weight="bold")
        for time in TIMES:
            y += ROW
            write(axes, EDGE + 2, y + ROW / 2, words[time])
            limits = bounds["printed"]["survival"][f"group{group}.{time}"]
            values = found["parts"]["all"]["measures"][f"km.group{group}.{time}"]
            draw_range(scale, y + ROW / 2, (limits["lowest"], limits["highest"]), values, GROUP_COLOR[group])
        printed = bounds["printed"]["printed"].get(f"group{group}")
        if printed:
            x = scale.x(printed["percent"])
            axes.plot(x, y + ROW / 2, "D", ms=4.2, mfc="white", mec=INK, mew=0.9, zorder=5)
        y += ROW + 0.8
    scale.draw(y + 0.6, {value: str(value) for value in (0, 25, 50, 75, 100)}, words["km_axis"])
    return y + 0.6 + AXIS + GAP


def draw_ratios(axes: Axes, top: float, found: Found, words: Phrases) -> float:
    """The hazard ratio and the limits of its interval; returns the height below."""
    top = heading(axes, top, words["ratio_heading"])
    measures = found["parts"]["all"]["measures"]
    scale = Scale(axes, EDGE + LABELS, min(RATIO_TICKS), max(RATIO_TICKS), log=True)
    bottom = top + ROW * len(RATIOS) + 0.6
    axes.plot([scale.x(1)] * 2, [top, bottom], color=INK, lw=HAIR, ls=(0, (2, 2)))
    for i, name in enumerate(RATIOS):
        y = top + (i + 0.5) * ROW
        write(axes, EDGE + 2, y, words[name.replace("hazard_ratio.", "") if "." in name else "estimate"])
        draw_range(scale, y, (measures[name]["minimum"], measures[name]["maximum"]), measures[name], INK)
    ticks = {value: decimal(value, digits, words.language) for value, digits in RATIO_TICKS.items()}
    scale.draw(bottom, ticks, words["ratio_axis"])
    return bottom + AXIS + GAP


def draw_landmarks(axes: Axes, top: float, found: Found, words: Phrases) -> float:
    """The share of significant log-rank tests from relapse and from each landmark on; returns the height below."""
    top = heading(axes, top, words["landmark_heading"])
    scale = Scale(axes, EDGE + LABELS, 0, 100)
    names = ["logrank.significant", *(f"landmark.day{day}.significant" for day in LANDMARKS)]
    keys = ["relapse", *(f"day{day}" for day in LANDMARKS)]
    for i, (name, key) in enumerate(zip(names, keys, strict=True)):
        y, share = top + i * ROW, found["parts"]["all"]["shares"][name]
        write(axes, EDGE + 2, y + ROW / 2, words[key])
        axes.add_patch(Rectangle((scale.left, y + 0.6), scale.x(share) - scale.left, ROW - 1.2, fc=DARK, lw=0))
        shown = words.fill(f"{{robustness.{name}.percent}}")
        write(axes, scale.x(share) + 1, y + ROW / 2, shown)
    return top + ROW * len(names) + GAP


def draw(found: Found, bounds: Found, words: Phrases) -> Figure:
    """The whole figure, on a page that is as high as its panels need."""
    inner = WIDTH - 2 * EDGE
    notice, notes = wrap(words["synthetic"], inner - 3, weight="bold"), wrap(words["note"], inner)

    def fill(axes: Axes) -> float:
        y = EDGE
        axes.add_patch(Rectangle((EDGE, y), inner, len(notice) * LINE + 1, fc="#efefef", ec=INK, lw=HAIR))
        for i, line in enumerate(notice):
            write(axes, WIDTH / 2, y + 0.5 + (i + 0.5) * LINE, line, weight="bold", ha="center")
        y = draw_bars(axes, y + len(notice) * LINE + 3, found, words)
        y = draw_survival(axes, y, found, bounds, words)
        y = draw_ratios(axes, y, found, words)
        y = draw_landmarks(axes, y, found, words)
        for i, line in enumerate(notes):
            write(axes, EDGE, y + (i + 0.5) * LINE, line, color=MUTED)
        return y + len(notes) * LINE + EDGE

    height = fill(page(WIDTH, 100)[1])
    figure, axes = page(WIDTH, height)
    fill(axes)
    return figure


def main(summary: Path, bounds: Path, numbers: Path, labels: Path, lang: str, svg: Path, pdf: Path, png: Path) -> None:
    """Draw the spread of the results in the language ``lang``."""
    use_style()
    words = read_phrases(labels, "robustness", numbers, lang)
    found, limits = (json.loads(file.read_text("utf-8")) for file in (summary, bounds))
    save(draw(found, limits, words), title=words["title"], svg=svg, pdf=pdf, png=png)
