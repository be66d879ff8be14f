"""A time axis for follow-up that one patient outlasts by far: cut where nothing happens, never rescaled.

Where a long stretch without any death or censoring takes up much of the follow-up, the axis is interrupted. Both parts
keep the same scale, so that lengths and slopes can be compared across the cut, and nothing is hidden by it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

STEPS = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0)  # years between ticks
LONG = 0.4  # share of the follow-up from which a stretch without events is cut out
CUT = 0.09  # width of the cut, as a share of what is drawn
CLEAR = 0.2  # of a step: the least distance from the cut of what happens before and after it


@dataclass(frozen=True)
class TimeAxis:
    """From 0 to ``main`` and, after a cut, from ``tail[0]`` to ``tail[1]`` (years); no cut if ``tail`` is None."""

    step: float
    main: float
    tail: tuple[float, float] | None = None

    @property
    def drawn(self) -> float:
        """Years that are drawn, without the cut."""
        return self.main + (self.tail[1] - self.tail[0] if self.tail else 0.0)

    @property
    def cut(self) -> float:
        """Width of the cut, in the units of the axis."""
        return CUT * self.drawn if self.tail else 0.0

    @property
    def length(self) -> float:
        """Position of the end of the axis."""
        return self.drawn + self.cut

    @property
    def digits(self) -> int:
        """Decimals that the labels of the ticks need."""
        return len(f"{self.step:g}".partition(".")[2])

    @property
    def ticks(self) -> list[float]:
        """Times in years that get a tick, in order; both edges of the cut are among them."""
        ticks = [i * self.step for i in range(round(self.main / self.step) + 1)]
        if self.tail:
            first, last = (round(end / self.step) for end in self.tail)
            ticks += [i * self.step for i in range(first, last + 1)]
        return ticks

    def place(self, years: float) -> float:
        """Position on the axis of a time in years; inside the cut, by interpolation."""
        if self.tail is None or years <= self.main:
            return years
        if years >= self.tail[0]:
            return years - self.tail[0] + self.main + self.cut
        return self.main + self.cut * (years - self.main) / (self.tail[0] - self.main)


def time_axis(exits: Sequence[float], most_ticks: int = 9) -> TimeAxis:
    """The axis for patients who leave observation at ``exits`` (years, any order), with ``most_ticks`` ticks at most.

    The step is the smallest of ``STEPS`` that needs no more ticks than that, or the largest.
    """
    times = sorted({0.0, *exits})
    end = times[-1]
    gap, start = max((after - before, before) for before, after in pairwise(times))
    for step in STEPS:
        axis = TimeAxis(step, max(1, math.ceil(end / step)) * step)
        if gap > LONG * end:
            main = (math.floor(start / step + CLEAR) + 1) * step
            tail = (math.ceil((start + gap) / step - CLEAR) - 1) * step
            if tail - main >= 2 * step:  # else the cut would save no room
                axis = TimeAxis(step, main, (tail, axis.main))
        if len(axis.ticks) <= most_ticks:
            break
    return axis
