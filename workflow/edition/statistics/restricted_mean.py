"""The restricted mean survival time of a Kaplan-Meier curve."""

import numpy as np
import pandas as pd


def restricted_mean(curve: pd.DataFrame, horizon: float) -> float | None:
    """Mean of the days lived up to day ``horizon``: the area under a ``curve`` (time_days, survival) till then.

    None if observation ends before the horizon while the curve is above 0. Royston P, Parmar MKB. Restricted mean
    survival time. BMC Med Res Methodol 2013;13:152.
    """
    days, survival = curve["time_days"].to_numpy(float), curve["survival"].to_numpy(float)
    if days[-1] < horizon and survival[-1] > 0:
        return None
    return float(survival @ np.diff(np.minimum(np.append(days, horizon), horizon)))
