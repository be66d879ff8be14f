"""Where a number comes from: whom it counts among whom, what its function calls, where its statement is recorded."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from edition.audit.code import called_by
from edition.claims.conditions import Where
from edition.claims.nodes import Count, Every, Percent, Summary, Survival
from edition.claims.parse import parse
from edition.statistics.association import FAMILY
from edition.study.variables import VARIABLES


class Rows(NamedTuple):
    """The patients that a number counts, and those among whom it counts them; their ids in the cohort's order."""

    counted: list[str]
    among: list[str]


def reads_cohort(record: Mapping[str, Any]) -> bool:
    """Whether the step that made the number read the cohort, and variables of it."""
    return bool(record["variables"]) and any(file.endswith("cohort.csv") for file in record["inputs"])


def called(record: Mapping[str, Any]) -> list[str]:
    """Dotted names of what the number's function calls, and of the test that makes its p-value."""
    test = FAMILY.get(record.get("procedure", ""))
    return called_by(record["function"]) + ([f"{test.__module__}.{test.__qualname__}"] if test else [])


def places_of(record: Mapping[str, Any], lines: Mapping[str, tuple[str, int]]) -> list[tuple[str, int]]:
    """File and line of the records of the statements that the number answers; of a cell of the table, of its row."""
    claims = record.get("claims", ())
    places = (lines.get(claim) or lines.get(".".join(claim.split(".")[:2])) for claim in claims)
    return sorted({place for place in places if place})


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
