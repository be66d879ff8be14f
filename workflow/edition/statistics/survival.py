"""Survival of two groups: Kaplan-Meier curves with log-log intervals, the log-rank test, its permutation distribution.

Times are days from the origin to death (``died`` 1) or last contact (0). A patient is at risk on day t while T ≥ t, so
one who is censored on the day of a death is at risk at that death.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

import numpy as np
import pandas as pd

EXACT_UP_TO = 1_000_000
"""With more splits than this, the permutation distribution is sampled instead of enumerated."""
SAMPLES = 100_000
SEED = 1
BLOCK = 50_000  # splits held in memory at once


@dataclass(frozen=True)
class Estimate:
    """An estimate with its confidence limits; None for what cannot be given."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Permutation:
    """A permutation p-value, the number of splits that it comes from, and whether those were all there are."""

    p: float
    splits: int
    exact: bool


def _fitted(days: np.ndarray, died: np.ndarray, confidence: float):
    from lifelines import KaplanMeierFitter

    return KaplanMeierFitter(alpha=1 - confidence).fit(days, died)


def curve(days: np.ndarray, died: np.ndarray, confidence: float = 0.95) -> pd.DataFrame:
    """The product-limit estimate at day 0 and on each day with a death or a censoring.

    Columns: time_days, survival, lower and upper (fractions; limits by the log-log transformation, Kalbfleisch and
    Prentice 1980, which are 1 before the first death and missing once the estimate is 0), at_risk (T ≥ t), censored,
    events.
    """
    fitted = _fitted(days, died, confidence)
    table, limits = fitted.event_table, fitted.confidence_interval_
    survival = fitted.survival_function_.iloc[:, 0]
    return pd.DataFrame(
        {
            "time_days": table.index.astype(int),
            "survival": survival.to_numpy(),
            "lower": limits.iloc[:, 0].where(survival > 0).to_numpy(),
            "upper": limits.iloc[:, 1].where(survival > 0).to_numpy(),
            "at_risk": table["at_risk"].to_numpy(int),
            "censored": table["censored"].to_numpy(int),
            "events": table["observed"].to_numpy(int),
        }
    )


def survival_at(curve: pd.DataFrame, day: float) -> Estimate:
    """Survival beyond ``day`` as fractions; missing past the last observation unless everybody had died by then."""
    row = curve[curve["time_days"] <= day].iloc[-1]
    if day > curve["time_days"].iloc[-1] and row["survival"] > 0:
        return Estimate(None, None, None)
    if 0 < row["survival"] < 1:
        return Estimate(*(float(row[name]) for name in ("survival", "lower", "upper")))
    return Estimate(float(row["survival"]), None, None)


def median(days: np.ndarray, died: np.ndarray, confidence: float = 0.95) -> Estimate:
    """Median survival in days, with the days on which the limits of the curve fall to one half.

    Brookmeyer R, Crowley J. A confidence interval for the median survival time. Biometrics 1982;38:29-41, on the
    log-log scale. A value is missing if its curve stays above one half.
    """
    from lifelines.utils import median_survival_times

    fitted = _fitted(days, died, confidence)
    low, high = median_survival_times(fitted.confidence_interval_).iloc[0]
    return Estimate(*(float(day) if np.isfinite(day) else None for day in (fitted.median_survival_time_, low, high)))


def median_follow_up(days: np.ndarray, died: np.ndarray) -> float | None:
    """Median potential follow-up in days: the median of the curve on which death and censoring have changed places.

    Schemper M, Smith TL. A note on quantifying follow-up in studies of failure time. Control Clin Trials 1996;17:343-6.
    """
    return median(days, 1 - died).value


def logrank(days: np.ndarray, died: np.ndarray, first: np.ndarray) -> tuple[float, float]:
    """Chi-square (1 degree of freedom) and two-sided p of the log-rank test; ``first`` marks the patients of one group.

    Mantel N. Evaluation of survival data and two new rank order statistics arising in its consideration. Cancer
    Chemother Rep 1966;50:163-70.
    """
    from lifelines.statistics import logrank_test

    result = logrank_test(days[first], days[~first], died[first], died[~first])
    return float(result.test_statistic), float(result.p_value)


def logrank_statistics(days: np.ndarray, died: np.ndarray, splits: np.ndarray) -> np.ndarray:
    """The log-rank chi-square of every split (a row of ``splits``, True: first group); 0 if nobody is compared."""
    times = np.unique(days[died == 1])
    at_risk = (days[:, None] >= times).astype(float)
    deaths = ((days[:, None] == times) & (died[:, None] == 1)).astype(float)
    n, d = at_risk.sum(axis=0), deaths.sum(axis=0)
    first = splits @ at_risk
    excess = (splits @ deaths - first * d / n).sum(axis=1)
    variance = (first * (n - first) * d * (n - d) / (n**2 * np.maximum(n - 1, 1))).sum(axis=1)
    return np.divide(excess**2, variance, out=np.zeros_like(excess), where=variance > 0)


def _splits(patients: int, size: int) -> Iterator[np.ndarray]:
    """Blocks of splits of the patients into ``size`` and the rest: all of them, or SAMPLES seeded random ones."""
    if comb(patients, size) > EXACT_UP_TO:
        random = np.random.default_rng(SEED)
        for start in range(0, SAMPLES, BLOCK):
            rows = min(BLOCK, SAMPLES - start)
            yield random.permuted(np.tile(np.arange(patients) < size, (rows, 1)), axis=1)
        return
    every = combinations(range(patients), size)
    while members := list(islice(every, BLOCK)):
        block = np.zeros((len(members), patients), dtype=bool)
        np.put_along_axis(block, np.array(members, dtype=int).reshape(len(members), size), True, axis=1)
        yield block


def permutation_test(days: np.ndarray, died: np.ndarray, first: np.ndarray) -> Permutation:
    """Two-sided permutation p of the log-rank chi-square over all splits of the patients into groups of these sizes.

    The share of splits whose statistic is at least the observed one (which is among them). Beyond EXACT_UP_TO splits
    it is estimated from a seeded sample, the observed split counted in (Phipson B, Smyth GK. Permutation p-values
    should never be zero. Stat Appl Genet Mol Biol 2010;9:39).
    """
    patients, size = len(first), int(first.sum())
    observed = logrank_statistics(days, died, first[None, :])[0]
    threshold = observed * (1 - 1e-9) - 1e-12  # equal statistics may differ in their last digits
    blocks = _splits(patients, size)
    reached = sum(int((logrank_statistics(days, died, block) >= threshold).sum()) for block in blocks)
    if (total := comb(patients, size)) <= EXACT_UP_TO:
        return Permutation(reached / total, total, exact=True)
    return Permutation((reached + 1) / (SAMPLES + 1), SAMPLES, exact=False)
