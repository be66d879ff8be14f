"""Survival of two groups: Kaplan-Meier curves with log-log intervals, the log-rank family, its permutation test.

Times are days from the origin to death (``died`` 1) or last contact (0), arrays of shape (patients,). A patient is at
risk on day t while T ≥ t, so one who is censored on the day of a death is at risk at that death. A median is the first
day on which the estimate is one half or less, as SPSS gives it; R takes the middle of a stretch at exactly one half.
"""

from collections.abc import Callable, Iterator
from itertools import combinations, islice
from math import comb
from typing import NamedTuple

import numpy as np
import pandas as pd

from edition.study.variables import DAYS_PER_YEAR

EXACT_UP_TO = 1_000_000
"""With more splits than this, the permutation distribution is sampled instead of enumerated."""
SAMPLES = 100_000
SAMPLED_UP_TO = 2_000
"""With more patients than this, the permutation distribution is taken to be normal, for it nearly is."""
SEED = 1
CELLS = 4_000_000  # patients times splits held in memory at once
ROUNDING = 1e-9
"""Estimates and scores that differ by no more than this are equal."""


class Estimate(NamedTuple):
    """An estimate with its confidence limits; None for what cannot be given."""

    value: float | None
    low: float | None
    high: float | None


class Permutation(NamedTuple):
    """A permutation p-value, the number of splits that it comes from, and whether those were all there are.

    ``p`` is None where the log-rank test compares nothing; ``exact`` where no split was made, for the distribution over
    all of them was taken to be normal.
    """

    p: float | None
    splits: int
    exact: bool | None


def curve(days: np.ndarray, died: np.ndarray, confidence: float = 0.95) -> pd.DataFrame:
    """The product-limit estimate at day 0 and on each day with a death or a censoring.

    Columns: time_days, survival, lower and upper (fractions; limits by the log-log transformation, Kalbfleisch and
    Prentice 1980, which are 1 before the first death and missing once the estimate is 0, whose logarithm is not
    finite), at_risk (T ≥ t), censored, events.
    """
    from lifelines import KaplanMeierFitter

    fitted = KaplanMeierFitter(alpha=1 - confidence).fit(days, died)
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


def by_month(curve: pd.DataFrame) -> pd.DataFrame:
    """A ``curve`` at the end of each month (a twelfth of a year) with a death or a censoring, which tells no day.

    Estimates and counts at the end of any month are those of the curve; ``time_days`` is the month's last whole day.
    """
    year, parts = DAYS_PER_YEAR.numerator, 12 * DAYS_PER_YEAR.denominator
    month = -(-curve["time_days"] * parts // year)
    rows = curve.groupby(month)
    told = curve[~month.duplicated(keep="last")].set_index(month.drop_duplicates())
    told = told.assign(time_days=told.index * year // parts, at_risk=rows["at_risk"].max())
    return told.assign(**rows[["censored", "events"]].sum()).reset_index(drop=True)


def survival_at(curve: pd.DataFrame, day: float) -> Estimate:
    """Survival beyond ``day`` as fractions; missing past the last observation unless everybody had died by then."""
    row = curve[curve["time_days"] <= day].iloc[-1]
    if day > curve["time_days"].iloc[-1] and row["survival"] > 0:
        return Estimate(None, None, None)
    if 0 < row["survival"] < 1:
        return Estimate(*(float(row[name]) for name in ("survival", "lower", "upper")))
    return Estimate(float(row["survival"]), None, None)


def median(curve: pd.DataFrame) -> Estimate:
    """Median survival in days, with the days on which the limits of the curve fall to one half; None if one does not.

    Brookmeyer R, Crowley J. Biometrics 1982;38:29-41, on the log-log scale, as R's ``survfit``. Where the estimate
    falls to 0 its limits end, so that a limit that was above one half until then is never reached.
    """
    reached = ((curve[name] <= 0.5 + ROUNDING) for name in ("survival", "lower", "upper"))
    days = (curve.loc[half, "time_days"] for half in reached)
    return Estimate(*(float(first.iloc[0]) if len(first) else None for first in days))


def median_follow_up(days: np.ndarray, died: np.ndarray) -> float | None:
    """Median potential follow-up in days by reverse Kaplan-Meier: on the curve, death and last contact change places.

    Schemper M, Smith TL. Control Clin Trials 1996;17:343-6; ``survfit(Surv(time, 1 - status))`` in R.
    """
    return median(curve(days, 1 - died)).value


def restricted_mean(curve: pd.DataFrame, horizon: float) -> float | None:
    """Mean of the days lived up to day ``horizon``: the area under a ``curve`` till then, if it is known so far.

    Royston P, Parmar MKB. BMC Med Res Methodol 2013;13:152.
    """
    days, survival = curve["time_days"].to_numpy(float), curve["survival"].to_numpy(float)
    if days[-1] < horizon and survival[-1] > 0:
        return None
    return float(survival @ np.diff(np.minimum(np.append(days, horizon), horizon)))


WEIGHTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "logrank": np.ones_like,
    "breslow": lambda n: n,
    "tarone-ware": np.sqrt,
}
"""Test → the weight of a death by the number at risk: the three tests that SPSS offers for curves.

Mantel N. Cancer Chemother Rep 1966;50:163-70; Breslow N. Biometrika 1970;57:579-94 (Gehan's generalized Wilcoxon test);
Tarone RE, Ware J. Biometrika 1977;64:156-60.
"""


def _counts(days: np.ndarray, died: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Patients at risk and deaths at each of the ``times``."""
    deaths = np.sort(days[died == 1])
    on_day = np.searchsorted(deaths, times, side="right") - np.searchsorted(deaths, times)
    return len(days) - np.searchsorted(np.sort(days), times), on_day


def logrank(
    days: np.ndarray, died: np.ndarray, first: np.ndarray, test: str = "logrank"
) -> tuple[float, float] | tuple[None, None]:
    """Chi-square (1 degree of freedom) and two-sided asymptotic p of one of the ``WEIGHTS``.

    ``first`` marks the patients of one group. Nothing is compared, and there is neither, unless somebody dies, and
    somebody does not, while both groups are at risk.
    """
    from scipy.special import chdtrc

    times = np.unique(days[died == 1])
    (n, d), (n1, d1) = _counts(days, died, times), _counts(days[first], died[first], times)
    weights = WEIGHTS[test](n.astype(float))
    excess = (weights * (d1 - n1 * d / n)).sum()
    variance = (weights**2 * n1 * (n - n1) * d * (n - d) / (n**2 * np.maximum(n - 1, 1))).sum()
    if not variance > 0:
        return None, None
    return float(excess**2 / variance), float(chdtrc(1, excess**2 / variance))


def scores(days: np.ndarray, died: np.ndarray) -> np.ndarray:
    """Log-rank scores, shape (patients,): 1 for a death, less the deaths that the hazard of all patients lets expect.

    Their sum over a group is its observed less its expected deaths, and over all patients 0.
    """
    times = np.unique(days[died == 1])
    at_risk, deaths = _counts(days, died, times)
    hazard = np.concatenate([[0.0], np.cumsum(deaths / at_risk)])
    return died - hazard[np.searchsorted(times, days, side="right")]


def _splits(patients: int, size: int) -> Iterator[np.ndarray]:
    """Blocks of splits of the patients into ``size`` and the rest: all of them, or SAMPLES seeded random ones."""
    most = CELLS // patients
    if comb(patients, size) > EXACT_UP_TO:
        random = np.random.default_rng(SEED)
        for start in range(0, SAMPLES, most):
            rows = min(most, SAMPLES - start)
            yield random.permuted(np.tile(np.arange(patients) < size, (rows, 1)), axis=1)
        return
    every = combinations(range(patients), size)
    while members := list(islice(every, most)):
        block = np.zeros((len(members), patients), dtype=bool)
        np.put_along_axis(block, np.array(members, dtype=int).reshape(len(members), size), True, axis=1)
        yield block


def permutation_test(days: np.ndarray, died: np.ndarray, first: np.ndarray) -> Permutation:
    """Two-sided permutation p of the log-rank test over all splits of the patients into groups of these sizes.

    The share of splits in which the *linear* statistic, observed less expected deaths of the first group, lies as far
    from 0 as observed (the observed one is among them): Hothorn T et al. Am Stat 2006;60:257-63,
    ``logrank_test(distribution = "exact")`` of the R package coin. The statistic that each split's own hypergeometric
    variance standardizes, the asymptotic test's chi-square, orders splits a little differently.

    Beyond EXACT_UP_TO splits the share is estimated from a seeded sample, the observed split counted in (Phipson B,
    Smyth GK. Permutation p-values should never be zero. Stat Appl Genet Mol Biol 2010;9:39). Beyond SAMPLED_UP_TO
    patients it is that of the normal distribution with the statistic's mean and variance over all splits
    (``distribution = "asymptotic"`` in coin).
    """
    from scipy.special import ndtr

    patients, size = len(first), int(first.sum())
    compared, values = logrank(days, died, first)[1] is not None, scores(days, died)
    observed = abs(values[first].sum())
    if patients > SAMPLED_UP_TO:
        spread = np.sqrt(size * (patients - size) / patients * values.var(ddof=1))
        return Permutation(float(2 * ndtr(-observed / spread)) if compared else None, 0, None)
    total = comb(patients, size)
    exact = total <= EXACT_UP_TO
    number = total if exact else SAMPLES
    if not compared:
        return Permutation(None, number, exact)
    reached = sum(int((np.abs(block @ values) >= observed - ROUNDING).sum()) for block in _splits(patients, size))
    return Permutation(reached / total if exact else (reached + 1) / (SAMPLES + 1), number, exact)
