"""Whom a number counts, among whom."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from edition.claims.expression import Expression, column, form, satisfies


class Rows(NamedTuple):
    """The patients that a number counts, and those among whom it counts them; their ids in the cohort's order."""

    counted: list[str]
    among: list[str]


def rows_of(record: Mapping[str, Any], cohort: pd.DataFrame) -> Rows:
    """Whom a number counts among whom: by its expression, else those that have all of its variables."""
    expression: Expression | None = record["expression"]
    name, body = form(expression) if expression else ("", {})
    everybody = pd.Series(True, index=cohort.index)
    if name == "count":
        among, counted = everybody, satisfies(cohort, body)
    elif name in {"percent", "every"}:
        among = satisfies(cohort, body["of"])
        counted = among & satisfies(cohort, body.get("part", body.get("have")))
    elif "of" in (body or {}):
        among = satisfies(cohort, body["of"])
        counted = among & column(cohort, body["variable"]).notna() if "variable" in body else among
    else:
        among = counted = cohort[[name for name in record["variables"] if name in cohort]].notna().all(axis=1)
    return Rows(cohort.loc[counted, "patient"].tolist(), cohort.loc[among, "patient"].tolist())
