"""Where a label finds room beside the line that it names. Lengths are in mm, points an array of x, y in rows."""

from itertools import pairwise

import numpy as np

GRID = 0.5  # between the places that are tried
MANY = 150  # corners of a polyline
CLOSE = 1.0  # no label touches a line
APART = 2.0  # by which a label is nearer to its own line than to any other
CROSSING = 3.0  # distance that is accepted to keep off the lines of ``avoid``


def along(corners: np.ndarray) -> np.ndarray:
    """Points close to each other on the polyline through ``corners``; of many corners, one point a cell of the grid."""
    points = np.vstack([np.linspace(a, b, 2 + int(np.hypot(*(b - a)) / GRID)) for a, b in pairwise(corners)])
    return points if len(corners) <= MANY else np.unique(np.round(points / GRID), axis=0) * GRID


def distance(points: np.ndarray, left: np.ndarray, top: np.ndarray, size: tuple[float, float]) -> np.ndarray:
    """From each rectangle of ``size`` at ``left``, ``top`` to the nearest of ``points``; 0 if one is inside."""
    starts = [np.asarray(start)[..., None] for start in (left, top)]
    gaps = [np.maximum(s - points[:, i], points[:, i] - s - size[i]).clip(0) for i, s in enumerate(starts)]
    return np.hypot(*gaps).min(axis=-1)


def free_place(
    size: tuple[float, float],
    room: tuple[float, float],
    *,
    line: np.ndarray,
    part: np.ndarray,
    far: np.ndarray,
    avoid: np.ndarray,
) -> tuple[float, float] | None:
    """Left top corner for a label of ``size`` in a rectangle of the size ``room`` at 0, 0; None if there is no place.

    The label is as near as can be to a ``part`` of its ``line``, clear of all the line, further from ``far``, and
    on none of ``avoid`` unless that takes it far away. Of equally good places, the leftmost, then the uppermost.
    """
    grid = np.meshgrid(*(np.arange(0, r - s, GRID) for r, s in zip(room, size, strict=True)), indexing="ij")
    left, top = (way.ravel() for way in grid)
    cost = distance(part, left, top, size) + CROSSING * (distance(avoid, left, top, size) < CLOSE / 2)
    own = distance(line, left, top, size)
    cost[(own < CLOSE) | (distance(far, left, top, size) < own + APART)] = np.inf
    best = cost.argmin() if np.isfinite(cost).any() else None
    return None if best is None else (float(left[best]), float(top[best]))
