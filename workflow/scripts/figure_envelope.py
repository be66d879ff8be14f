"""Figure 3: the lowest and highest survival at every time, and at the ends of the curves, over all admissible times."""

import json
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from edition.figures import figure as look
from edition.numbers.phrases import Phrases, read_phrases
from edition.study.definitions import GROUPS
from edition.study.variables import DAYS_PER_YEAR
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

LEFT, HEIGHT, BETWEEN, BELOW = 11.5, 30.0, 4.0, 10.5  # mm: for the y axis, a plot, to the strip, for the x axis
REPORTED = 0.2  # of the strip's width, where the reported value stands
STRIP, GUTTER = 9.0, 5.0  # mm: the strip for the ends of the curves; between panels that stand beside each other
EXCLUDED = "#dedede"

Bounds = Mapping[str, Any]


def outline(steps: Sequence[Bounds], end: int) -> tuple[np.ndarray, np.ndarray]:
    """Corners of one side of an envelope: years and percent, up to day ``end``."""
    days = [*(step["first_day"] for step in steps), end]
    percent = [step["percent"] for step in steps]
    return np.array(days) / float(DAYS_PER_YEAR), np.array([*percent, percent[-1]])


def draw_envelope(axes: Axes, sides: Bounds, group: int, end: int) -> None:
    """Both sides of an envelope, with what lies between and what is excluded."""
    lower, upper = (outline(sides[side], end) for side in ("lowest", "highest"))
    color = look.GROUP_COLOR[group]
    axes.fill_between((0, lower[0][-1]), 0, 100, lw=0, fc=look.GROUP_TINT[group])
    axes.fill_between(*lower, step="post", lw=0, fc=EXCLUDED)
    axes.fill_between(*upper, 100, step="post", lw=0, fc=EXCLUDED)
    for side in (lower, upper):
        axes.step(*side, where="post", color=color, lw=1.6, ls=look.GROUP_DASHES[group], clip_on=False)


def draw(bounds: Bounds, words: Phrases, page_width: float = look.WIDTH) -> Figure:
    """The whole figure, on a page that is as high as its panels need; these stand below each other in one column."""
    figure, paper = look.page(page_width)
    beside = page_width > look.COLUMN
    across = (page_width - GUTTER) / 2 if beside else page_width
    y, plot = look.EDGE, across - LEFT - BETWEEN - STRIP - 1.0
    for group, letter in zip(GROUPS, "AB", strict=True):
        left, y = (across + GUTTER, look.EDGE) if beside and group == GROUPS[1] else (0, y)
        beside_plot = left + LEFT + plot + BETWEEN
        name, sides = f"group{group}", bounds["envelope"][f"group{group}"]
        end = max(step["last_day"] for steps in sides.values() for step in steps)
        printed = bounds["printed"].get(name, {}).get("percent")
        look.write(paper, left + look.EDGE, y, [f"**{letter}"])
        y = look.write(paper, left + look.EDGE + 4, y, [f"**{words[name]}"], color=look.GROUP_COLOR[group]) + 1.5
        axes = look.panel(figure, left + LEFT, y, plot, HEIGHT)
        draw_envelope(axes, sides, group, end)
        years = ceil(end / float(DAYS_PER_YEAR))
        axes.set(xlim=(0, years), ylim=(0, 100), xticks=range(0, years + 1, 2), yticks=(0, 25, 50, 75, 100))
        axes.set_ylabel(words["y"])
        strip = look.panel(figure, beside_plot, y, STRIP, HEIGHT)
        strip.fill_between((0, 1), 0, 100, lw=0, fc=EXCLUDED)
        ends = bounds["survival"][f"{name}.last"]["values"]
        strip.hlines(ends, 0.38, 0.94, color=look.GROUP_COLOR[group], lw=0.8, clip_on=False)
        strip.set(xlim=(0, 1), ylim=(0, 100), xticks=(), yticks=())
        strip.spines[["left", "bottom"]].set_visible(False)
        if printed is not None:
            strip.plot(REPORTED, printed, "o", ms=4.6, mfc="white", mec=look.INK, mew=1.0, zorder=4)
            axes.axhline(printed, color=look.INK, lw=look.HAIR, ls=(0, (1, 1.5)))
            strip.axhline(printed, xmax=REPORTED, color=look.INK, lw=look.HAIR, ls=(0, (1, 1.5)))
            axes.text(years / 2, printed + 2, words[f"printed{group}"], ha="center", va="bottom")
        y += HEIGHT + (BELOW if beside or group == GROUPS[1] else 5.5)
        if beside or group == GROUPS[1]:
            axes.set_xlabel(words["x"])
            for i, line in enumerate(look.wrap(words["end"], STRIP + 1)):
                look.write(paper, beside_plot + STRIP / 2, y - BELOW + 1 + i * look.LINE, [line], ha="center")
    paper.plot((look.EDGE + 1, look.EDGE + 6), [y + look.LINE / 2] * 2, color=look.INK, lw=0.8)
    y = look.write(paper, look.EDGE + 8.2, y, [words["end_value"]])
    for tints, key in ((tuple(look.GROUP_TINT.values()), "possible"), ((EXCLUDED,), "impossible")):
        for i, tint in enumerate(tints):
            box = (look.EDGE + 7 / len(tints) * i, y + 0.4), 7 / len(tints), look.LINE - 0.8
            paper.add_patch(Rectangle(*box, fc=tint, ec="none"))
        y = look.write(paper, look.EDGE + 8.2, y, look.wrap(words[key], page_width - look.EDGE - 8.7))
    return look.crop(figure, y + look.EDGE)


def main(bounds: Path, numbers: Path, labels: Path, lang: str, size: str, svg: Path, pdf: Path, png: Path) -> None:
    """Draw the envelopes in the language ``lang``, in a ``size`` of look.SIZES."""
    words = read_phrases(labels, "envelope", numbers, lang)
    figure = draw(json.loads(bounds.read_text("utf-8")), words, look.SIZES[size])
    look.save(figure, title=words["title"], svg=svg, pdf=pdf, png=png)
