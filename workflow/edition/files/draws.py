"""Seeded draws that depend on nothing but the seed and their own name.

Each draw has a generator of its own, so that adding one leaves all others as they were. Of ``random.Random`` only the
method ``random`` is used, whose sequence Python promises to keep.
"""

import math
import random
from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from statistics import NormalDist
from typing import TypeVar

Value = TypeVar("Value")


def fraction(seed: int, *name: object) -> float:
    """A number from 0 to below 1."""
    return random.Random("/".join(map(str, (seed, *name)))).random()


def whole(low: int, high: int, seed: int, *name: object) -> int:
    """A whole number from ``low`` to ``high``, both included, all equally likely."""
    return low + math.floor(fraction(seed, *name) * (high - low + 1))


def pick(weights: Mapping[Value, float], seed: int, *name: object) -> Value:
    """One of the keys, in proportion to their weights."""
    reached = list(accumulate(weights.values()))
    return list(weights)[bisect(reached, fraction(seed, *name) * reached[-1])]


def lognormal(median: float, spread: float, seed: int, *name: object) -> int:
    """A whole number from a log-normal distribution with this median and standard deviation of the logarithm."""
    return round(median * math.exp(spread * NormalDist().inv_cdf(fraction(seed, *name) or 0.5)))
