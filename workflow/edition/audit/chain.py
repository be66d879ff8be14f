"""Whom a number counts, among whom."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from edition.claims.conditions import Where
from edition.claims.nodes import Count, Every, Percent, Summary, Survival
from edition.claims.parse import parse
from edition.study.variables import VARIABLES


class Rows(NamedTuple):
    """The patients that a number counts, and those among whom it counts them; their ids in the cohort's order."""

    counted: list[str]
    among: list[str]


def rows_of(record: Mapping[str, Any], cohort: pd.DataFrame) -> Rows:
    """Whom a number counts among whom: by its expression, else those that have all of its variables.

    A count of a group's patients is among those of the group.
    """
    among = pd.Series(True, index=cohort.index)
    match parse(record["expression"]) if record["expression"] else None:
        case Count(of):
            among = Where(tuple(condition for condition in of.conditions if condition.variable == "group")).rows(cohort)
            counted = of.rows(cohort)
        case Percent(part=part, of=of) | Every(have=part, of=of):
            among = of.rows(cohort)
            counted = among & part.rows(cohort)
        case Summary(variable=variable, of=of):
            among = of.rows(cohort)
            counted = among & cohort[VARIABLES[variable].base or variable].notna()
        case Survival(of=of):
            among = counted = of.rows(cohort)
        case _:
            columns = [name for name in record["variables"] if name in cohort]
            among = counted = cohort[columns].notna().all(axis=1)
    return Rows(cohort.loc[counted, "patient"].tolist(), cohort.loc[among, "patient"].tolist())
