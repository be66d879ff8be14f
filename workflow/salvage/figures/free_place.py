"""Where a label finds room beside the line that it names."""

from itertools import pairwise

import numpy as np

GRID = 0.5  # mm between the places that are tried
CLOSE = 1.0  # mm: no label touches a line
APART = 2.0  # mm by which a label is nearer to its own line than to any other
CROSSING = 3.0  # mm of distance that are accepted to keep off the lines of ``avoid``


def along(corners: np.ndarray, spacing: float = 0.4) -> np.ndarray:
    """Points at most ``spacing`` apart on the polyline through ``corners`` (an array of x, y)."""
    parts = [corners[:1]]
    for a, b in pairwise(corners):
        parts.append(np.linspace(a, b, 2 + int(np.hypot(*(b - a)) / spacing))[1:])
    return np.vstack(parts)


def distance(points: np.ndarray, left: float, top: float, size: tuple[float, float]) -> float:
    """From the rectangle at ``left``, ``top`` to the nearest of ``points``; 0 if one is inside."""
    x = np.maximum(np.maximum(left - points[:, 0], points[:, 0] - left - size[0]), 0)
    y = np.maximum(np.maximum(top - points[:, 1], points[:, 1] - top - size[1]), 0)
    return float(np.sqrt((x * x + y * y).min()))


def free_place(
    size: tuple[float, float],
    area: tuple[float, float, float, float],
    *,
    near: np.ndarray,
    far: np.ndarray,
    avoid: np.ndarray,
) -> tuple[float, float] | None:
    """Left top corner for a label of ``size`` in ``area`` (left, top, right, bottom), None if there is no room; in mm.

    The label is as near as can be to the points ``near``, clear of them, further from those of ``far``, and on none of
    ``avoid`` unless that takes it far away. Of equally good places, the leftmost, then the uppermost.
    """
    best, place = np.inf, None
    for left in np.arange(area[0], area[2] - size[0], GRID):
        for top in np.arange(area[1], area[3] - size[1], GRID):
            own = distance(near, left, top, size)
            if own < CLOSE or own >= best or distance(far, left, top, size) < own + APART:
                continue
            cost = own + CROSSING * (distance(avoid, left, top, size) < CLOSE / 2)
            if cost < best:
                best, place = cost, (float(left), float(top))
    return place
