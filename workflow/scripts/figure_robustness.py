"""The spread of the results over the sampled cohorts: what the paper's statements leave open, and what decides it.

Four panels: the log-rank p (bars, by how soon the patients of Group 1 died), the survival curves, the hazard ratio, and
the share of cohorts with a significant difference by the day from which survival is compared.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from edition.figures import figure as look
from edition.numbers.formatting import decimal
from edition.numbers.phrases import Phrases, read_phrases
from edition.statistics.measures import HORIZONS, LANDMARKS
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

ROW, GAP, BELOW = 3.8, 8.0, 11.5  # mm: a row, between columns, for the ticks and the name of an axis
COLUMN = (look.INNER - GAP) / 2
NAMES = 27.0  # width of the rows' names, mm
DARK, PALE = "#595959", "#c9c9c9"
TIMES = (*(f"y{years}" for years in HORIZONS), "last")
RATIOS = ("hazard_ratio", "hazard_ratio.lower", "hazard_ratio.upper")
RATIO_TICKS = {0.001: 3, 0.01: 2, 0.1: 1, 1: 0, 10: 0}  # value → decimals

Found = Mapping[str, Any]


def set_rows(axes: Axes, names: Sequence[str]) -> None:
    """Name the rows of a panel, the first on top."""
    axes.set(ylim=(len(names) - 0.4, -0.5))
    axes.set_yticks(range(len(names)), names, ha="left")
    axes.tick_params("y", length=0, pad=NAMES / 25.4 * 72 - 6)
    axes.spines["left"].set_visible(False)


def draw_bars(axes: Axes, found: Found, _: Found, words: Phrases) -> None:
    """The histogram of the log-rank p, stacked by Group 1's median survival."""
    parts, alpha = found["parts"], found["alpha"]
    bins, total = len(parts["all"]["histogram"]), parts["all"]["cohorts"]
    edges = np.append(np.arange(bins) * alpha, 1)
    below = np.zeros(bins)
    for key, part, color in (("early", "group1_within_year", DARK), ("late", "group1_after_year", PALE)):
        shares = 100 * np.array(parts.get(part, {"histogram": [0] * bins})["histogram"]) / total
        label = "\n".join(look.wrap(words[key], COLUMN - 30))
        axes.bar(edges[:-1], shares, np.diff(edges), below, align="edge", fc=color, ec="white", lw=0.4, label=label)
        below += shares
    axes.legend(loc="upper right", borderaxespad=0, handlelength=1.1, handleheight=1)
    ticks = (alpha, 0.25, 0.5, 0.75, 1)
    axes.set_xticks(ticks, [decimal(tick, 2, words.language) for tick in ticks])
    axes.set(xlim=(0, 1), ylabel=words["share_axis"], xlabel=words["p_axis"])
    ticks = MaxNLocator(5, steps=(1, 2, 5, 10), integer=True).tick_values(0, below.max())
    axes.set_yticks(ticks[ticks <= below.max()])


def draw_range(axes: Axes, row: int, ends: tuple[float, float], values: Found, color: str) -> None:
    """One row: a thin line between ``ends``, a bar over the central 95% of cohorts, a dot at their median."""
    axes.plot(ends, (row, row), "|-", color=color, lw=look.HAIR, ms=5, mew=look.HAIR)
    axes.plot((values["low"], values["high"]), (row, row), color=color, lw=3.2, alpha=0.45)
    axes.plot(values["median"], row, "o", ms=3.8, mfc=color, mec="white", mew=0.5, clip_on=False, zorder=3)


def draw_survival(axes: Axes, found: Found, bounds: Found, words: Phrases) -> None:
    """The estimates of both groups in time, with their exact bounds and what is printed."""
    set_rows(axes, [words[key] for group in (1, 2) for key in (f"group{group}", *TIMES)])
    for group, color in look.GROUP_COLOR.items():
        heading = (group - 1) * (len(TIMES) + 1)
        axes.get_yticklabels()[heading].set(color=color, weight="bold")
        for row, time in enumerate(TIMES, heading + 1):
            limits = bounds["survival"][f"group{group}.{time}"]
            values = found["parts"]["all"]["measures"][f"km.group{group}.{time}"]
            draw_range(axes, row, (limits["lowest"], limits["highest"]), values, color)
        printed = bounds["printed"].get(f"group{group}")
        if printed:
            axes.plot(printed["percent"], row, "D", ms=4.4, mfc="white", mec=look.INK, mew=0.9, zorder=4)
    axes.set(xlim=(0, 100), xticks=(0, 25, 50, 75, 100), xlabel=words["km_axis"])


def draw_ratios(axes: Axes, found: Found, _: Found, words: Phrases) -> None:
    """The hazard ratio and the limits of its interval."""
    set_rows(axes, [words[key] for key in ("estimate", "lower", "upper")])
    axes.axvline(1, color=look.INK, lw=look.HAIR, ls=(0, (2, 2)))
    axes.set(xscale="log", xlim=(min(RATIO_TICKS), max(RATIO_TICKS)), xlabel=words["ratio_axis"])
    axes.set_xticks(list(RATIO_TICKS), [decimal(tick, digits, words.language) for tick, digits in RATIO_TICKS.items()])
    axes.minorticks_off()
    for row, name in enumerate(RATIOS):
        values = found["parts"]["all"]["measures"][name]
        draw_range(axes, row, (values["minimum"], values["maximum"]), values, look.INK)


def draw_landmarks(axes: Axes, found: Found, _: Found, words: Phrases) -> None:
    """The share of significant log-rank tests from relapse and from each landmark on."""
    names = ["logrank.significant", *(f"landmark.day{day}.significant" for day in LANDMARKS)]
    set_rows(axes, [words[key] for key in ("relapse", *(f"day{day}" for day in LANDMARKS))])
    bars = axes.barh(range(len(names)), [found["parts"]["all"]["shares"][name] for name in names], 0.7, fc=DARK)
    axes.bar_label(bars, [words.fill(f"{{robustness.{name}.percent}}") for name in names], padding=3)
    axes.set(xlim=(0, 100), xticks=(0, 25, 50, 75, 100), xlabel=words["share_axis"])


def draw(found: Found, bounds: Found, words: Phrases) -> Figure:
    """The whole figure, on a page that is as high as its panels need."""
    figure, paper = look.page()
    y = look.notice(paper, words["synthetic"])
    for letters, keys, insets, drawers, rows in (
        ("AB", ("p_heading", "km_heading"), (11.0, NAMES), (draw_bars, draw_survival), 2 * (1 + len(TIMES))),
        (
            "CD",
            ("ratio_heading", "landmark_heading"),
            (NAMES, NAMES),
            (draw_ratios, draw_landmarks),
            1 + len(LANDMARKS),
        ),
    ):
        headings = [look.wrap(f"**{words[key]}", COLUMN - 4) for key in keys]
        top = y + max(map(len, headings)) * look.LINE + 1
        for i in range(2):
            left = look.EDGE + i * (COLUMN + GAP)
            look.write(paper, left, y, [f"**{letters[i]}"])
            look.write(paper, left + 4, y, headings[i])
            axes = look.panel(figure, left + insets[i], top, COLUMN - insets[i] - 2.5, rows * ROW)
            drawers[i](axes, found, bounds, words)
        y = top + rows * ROW + BELOW
    return look.crop(
        figure, look.write(paper, look.EDGE, y, look.wrap(words["note"], look.INNER), color=look.MUTED) + look.EDGE
    )


def main(summary: Path, bounds: Path, numbers: Path, labels: Path, lang: str, svg: Path, pdf: Path, png: Path) -> None:
    """Draw the spread of the results in the language ``lang``."""
    words = read_phrases(labels, "robustness", numbers, lang)
    found, limits = (json.loads(file.read_text("utf-8")) for file in (summary, bounds))
    look.save(draw(found, limits, words), title=words["title"], svg=svg, pdf=pdf, png=png)
