"""Figure 2: survival after the post-transplant relapse, by salvage group.

Follows the KMunicate proposal (Morris et al., BMJ Open 2019;9:e030215): confidence bands, ticks for censoring, and
under each axis the patients at risk, censored and dead, which add up to n at every time. Pale: few remain. Where nearly
all deaths come early, a second panel enlarges the beginning of the follow-up, beside the first or, in a column, below.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from edition.figures import figure as look
from edition.numbers.formatting import decimal
from edition.numbers.phrases import Phrases, read_phrases
from edition.study.variables import DAYS_PER_YEAR
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

HEIGHT, LOW = 50.0, 36.0  # mm: the plots, beside each other and below each other
BETWEEN, BELOW = 6.0, 9.5  # mm: from panel to panel, for the ticks and the name of an axis
TESTS = {True: "test", False: "test_sampled", None: "test_normal"}
ROWS = ("at_risk", "censored", "died")
WINDOWS = (1.0, 2.0, 5.0)  # years that can be enlarged
SHORTEST = 1.5  # years that an axis shows: with less it had ticks within a month
NEARLY_ALL = 0.8  # of the deaths are in the window
TINT = {1: 0.66, 2: 0.8}  # share of white in the bands: one striped, one plain, so that both show where they overlap
POINTS = 600  # told apart along an axis in print
MOST_TICKS = 150  # on a curve
ENLARGED = 3  # times at least; else the whole follow-up shows enough
FEW = 3  # an estimate from fewer patients at risk than this is shown as uncertain


class Curve(NamedTuple):
    """One group's estimate: the values from each time on (years, the first 0), in order of time.

    ``survival``, ``lower`` and ``upper`` are in percent; ``censored`` and ``events`` count patients.
    """

    years: np.ndarray
    survival: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    censored: np.ndarray
    events: np.ndarray

    @property
    def n(self) -> int:
        """Patients in the group: in the end each is censored or has the event."""
        return int(self.censored.sum() + self.events.sum())

    @property
    def firm(self) -> int:
        """Index of the time after which fewer than FEW are observed."""
        return int(np.argmax(self.n - np.cumsum(self.censored + self.events) < FEW))

    def thinned(self, end: float, points: int) -> "Curve":
        """The curve as it can be told apart in print, where ``points`` lie between 0 and ``end``: few rows of many.

        What happens between two of them stands at its last time; what happens after the end, in one row.
        """
        if len(self.years) <= points:
            return self
        place = np.minimum(np.ceil(self.years / end * points), points + 1)
        last = np.append(np.flatnonzero(np.diff(place)), len(place) - 1)
        first = np.append(0, last[:-1] + 1)
        values = {name: getattr(self, name)[last] for name in ("years", "survival", "lower", "upper")}
        return Curve(**values, **{name: np.add.reduceat(getattr(self, name), first) for name in ("censored", "events")})

    def counts(self, years: float) -> tuple[int, int, int]:
        """Patients at risk (observed beyond ``years``), censored and dead by then; they add up to n."""
        past = self.years <= years
        censored, events = int(self.censored[past].sum()), int(self.events[past].sum())
        return self.n - censored - events, censored, events


def read_curves(path: Path) -> dict[int, Curve]:
    """Curves by group, from a table with a row for day 0 and for each day on which somebody died or was censored."""
    table = pd.read_csv(path)
    curves = {}
    for group, rows in table.sort_values("time_days", kind="stable").groupby("group"):
        # There are no limits where nobody is left, and a band ends there.
        percent = {name: 100 * rows[name].ffill().to_numpy(float) for name in ("survival", "lower", "upper")}
        counts = {name: rows[name].to_numpy(int) for name in ("censored", "events")}
        curves[int(group)] = Curve(years=rows["time_days"].to_numpy(float) / float(DAYS_PER_YEAR), **percent, **counts)
    return curves


def lighter(color: str, white: float) -> str:
    """``color`` mixed with a share of white."""
    return to_hex([white + (1 - white) * part for part in to_rgb(color)])


def ticks_fit(curves: dict[int, Curve]) -> bool:
    """Whether the censorings are so few that ticks do not hide the curves."""
    return all(np.count_nonzero(curve.censored) <= MOST_TICKS for curve in curves.values())


def spans(curves: dict[int, Curve]) -> list[np.ndarray]:
    """Ticks in years of each panel: of the whole follow-up and, if that is too coarse, of its beginning.

    All are ends of months, at which curves by month count right.
    """
    end = max(SHORTEST, *(curve.years[-1] for curve in curves.values()))
    whole = MaxNLocator(6, steps=(1, 2, 5, 10)).tick_values(0, end)
    deaths = np.concatenate([np.repeat(curve.years, curve.events) for curve in curves.values()])
    window = next((end for end in WINDOWS if deaths.size and np.mean(deaths <= end) >= NEARLY_ALL), np.inf)
    beginning = [MaxNLocator(5, steps=(1, 2.5, 5, 10)).tick_values(0, window)] if ENLARGED * window <= whole[-1] else []
    return [whole, *beginning]


def draw_curve(axes: Axes, curve: Curve, group: int, ticked: bool) -> None:
    """One curve with band and perhaps ticks, pale where few remain."""
    color, dashes = look.GROUP_COLOR[group], look.GROUP_DASHES[group]
    for part, white in ((slice(curve.firm + 1), 0.0), (slice(curve.firm, None), 0.5)):
        years, survival, lower, upper = (a[part] for a in (curve.years, curve.survival, curve.lower, curve.upper))
        ink, tint = lighter(color, white), lighter(color, TINT[group] + (1 - TINT[group]) * white)
        band = {"fc": "none", "ec": tint, "hatch": "////"} if group == 1 else {"fc": tint}
        axes.fill_between(years, lower, upper, step="post", lw=0, zorder=2 - group, **band)
        for limit in (lower, upper):
            axes.step(years, limit, where="post", color=lighter(ink, 0.4), lw=0.5, zorder=1.5)
        axes.step(years, survival, where="post", color=ink, lw=1.6, ls=dashes, zorder=2.5)
    late, some = np.arange(len(curve.years)) > curve.firm, (curve.censored > 0) & ticked
    for ticks, white in ((~late & some, 0.0), (late & some, 0.5)):
        style = {"ms": 6.5, "mew": 1, "color": lighter(color, white), "zorder": 3}
        axes.plot(curve.years[ticks], curve.survival[ticks], "|", **style)


def written(ticks: np.ndarray, language: str) -> list[str]:
    """The years at the ``ticks``, all with as many decimals as one of them needs."""
    digits = max(len(f"{tick:g}".partition(".")[2]) for tick in ticks)
    return [decimal(tick, digits, language) for tick in ticks]


def draw_panel(axes: Axes, ticks: np.ndarray, curves: dict[int, Curve], words: Phrases) -> None:
    """The curves from 0 to the last of ``ticks``, with the axes."""
    axes.set(xlim=(0, ticks[-1]), ylim=(0, 101.5), yticks=(0, 25, 50, 75, 100), xlabel=words["x"])
    axes.set_xticks(ticks, written(ticks, words.language))
    axes.spines["left"].set_bounds(0, 100)
    for group, curve in curves.items():
        draw_curve(axes, curve.thinned(ticks[-1], POINTS), group, ticks_fit(curves))
        if curve.years[-1] > ticks[-1]:
            last = np.searchsorted(curve.years, ticks[-1], "right") - 1
            for values, size in ((curve.survival, 4.5), (curve.lower, 3), (curve.upper, 3)):
                axes.plot(ticks[-1], values[last], ">", ms=size, mew=0, color=look.GROUP_COLOR[group], clip_on=False)


def draw_table(
    paper: Axes,
    left: float,
    top: float,
    plot: tuple[float, float],
    ticks: np.ndarray,
    curves: dict[int, Curve],
    words: Phrases,
) -> float:
    """What becomes of the patients, by group, under the ``ticks`` of a ``plot`` (its left edge and width, mm)."""
    y = top
    for group, curve in curves.items():
        style = {"color": look.GROUP_COLOR[group]}
        paper.plot([left, left + 7], [y + look.LINE / 2] * 2, lw=1.6, ls=look.GROUP_DASHES[group], **style)
        name = f"**{words[f'group{group}']} (n = {decimal(curve.n, 0, words.language)})"
        y = look.write(paper, left + 8.2, y, [name], **style)
        for row, key in enumerate(ROWS):
            look.write(paper, left, y, [words[key]])
            for years in ticks:
                count = decimal(curve.counts(years)[row], 0, words.language)
                look.write(paper, plot[0] + plot[1] * years / ticks[-1], y, [count], ha="center")
            y += look.LINE
        y += look.LINE / 3
    return y


def draw(curves: dict[int, Curve], words: Phrases, page_width: float = look.WIDTH) -> Figure:
    """The whole figure, on a page that is as high as its texts need."""
    figure, paper = look.page(page_width)
    inner = look.inner(paper)
    if words.is_synthetic("test"):  # from such times nothing is concluded: no test
        y = look.notice(paper, words["synthetic"])
    else:
        test = words[TESTS[words.record("km.permutations.exact")["value"]]]
        y = look.write(paper, look.EDGE, look.EDGE, look.wrap(test, inner))
    y += 1.5

    all_ticks, panels = spans(curves), []
    beside = page_width > look.COLUMN
    height = HEIGHT if beside else LOW
    share = (inner + BETWEEN) / len(all_ticks) - BETWEEN if beside else inner
    half = max(look.text_width(decimal(curve.n, 0, words.language)) / 2 for curve in curves.values())
    labels = max(11.5, max(2.5, half) + 2 + max(look.text_width(words[name]) for name in ROWS))
    bottom = y
    for i, ticks in enumerate(all_ticks):
        left, top = (look.EDGE + i * (share + BETWEEN), y) if beside else (look.EDGE, bottom)
        plot = left + labels, share - labels - max(2.0, half, look.text_width(written(ticks, words.language)[-1]) / 2)
        if len(all_ticks) > 1:
            look.write(paper, plot[0], top, [f"**{'AB'[i]}"], ha="right")
            top = look.write(paper, plot[0] + 1.5, top, [f"**{words[('whole', 'beginning')[i]]}"]) + 2.5
        axes = look.panel(figure, plot[0], top, plot[1], height)
        draw_panel(axes, ticks, curves, words)
        axes.set_ylabel(words["y"])
        panels.append(axes)
        bottom = draw_table(paper, left, top + height + BELOW, plot, ticks, curves, words)
        bottom += 0 if beside else look.LINE
    if len(panels) > 1:
        for axes in panels:
            axes.plot((0, all_ticks[1][-1]), (104, 104), color=look.MUTED, lw=2, clip_on=False)
        panels[0].text(all_ticks[1][-1], 104, " B", weight="bold", va="center_baseline", color=look.MUTED)
    ticks = words["ticks" if ticks_fit(curves) else "no_ticks"]
    note = words.fill(words.template("note").replace("{few}", str(FEW)).replace("{ticks}", ticks))
    note += f" {words['beyond']}" if len(panels) > 1 else ""
    return look.crop(figure, look.write(paper, look.EDGE, bottom, look.wrap(note, inner), color=look.MUTED) + look.EDGE)


def main(curves: Path, numbers: Path, labels: Path, lang: str, size: str, svg: Path, pdf: Path, png: Path) -> None:
    """Draw the survival curves in the language ``lang``, in a ``size`` of look.SIZES."""
    words = read_phrases(labels, "survival", numbers, lang)
    look.save(draw(read_curves(curves), words, look.SIZES[size]), title=words["title"], svg=svg, pdf=pdf, png=png)
