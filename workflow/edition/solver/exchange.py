"""Make a cohort for a question out of cohorts that answered earlier ones: Group 1 from one, the others from another."""

from collections.abc import Mapping, Sequence
from itertools import islice, product

import pandas as pd

from edition.claims.conditions import Among, Where
from edition.claims.nodes import Both, Every, Expression, Relation
from edition.claims.records import Claim
from edition.solver.admitted import holds
from edition.solver.minimal import Subset
from edition.solver.statements import Statement
from edition.study.variables import VARIABLES, Level

GROUPS = VARIABLES["group"].levels
ATTEMPTS = 8


class Exchange:
    """Cohorts in which statements, by their numbers, are known to hold."""

    def __init__(self, hard: Sequence[Claim], statements: Sequence[Statement]) -> None:
        drugs = _drugs(hard)
        concern = {i: _groups(statement.claims[0].node, drugs) for i, statement in enumerate(statements)}
        self._first = frozenset(i for i in concern if concern[i] == {1})
        self._second = frozenset(i for i in concern if concern[i] == {2})
        # What is said of every patient holds in the exchange if it held in both; the rest is looked at.
        common = [i for i in concern if i not in self._first | self._second]
        self._every = frozenset(i for i in common if isinstance(statements[i].claims[0].node, Every))
        self._looked_at = [i for i in common if i not in self._every]
        self._statements = statements
        self._known: list[tuple[Subset, pd.DataFrame]] = []

    def add(self, subset: Subset, cohort: pd.DataFrame) -> None:
        """Remember a cohort in which these statements hold."""
        self._known.append((subset, cohort))

    def find(self, subset: Subset) -> pd.DataFrame | None:
        """A cohort put together in which the statements hold; None if none is found in a few attempts."""
        claims = [self._statements[i].claims[0] for i in self._looked_at if i in subset]
        pairs = product(*(self._holding(subset & (part | self._every)) for part in (self._second, self._first)))
        for others, first in islice(pairs, ATTEMPTS):
            cohort = pd.concat([first[first["group"] == 1], others[others["group"] != 1]])
            if all(holds(claim, cohort) for claim in claims):
                return cohort
        return None

    def _holding(self, subset: Subset) -> list[pd.DataFrame]:
        return [cohort for held, cohort in reversed(self._known) if subset <= held]


def _drugs(hard: Sequence[Claim]) -> dict[Level, set[Level]]:
    """Group → the drugs that the hard claims allow in it."""
    allowed = {group: set(VARIABLES["drug"].levels) for group in GROUPS}
    for claim in hard:
        match claim.node:
            case Every(Where((Among("group", (group,)),), ()), have) if "drug" in have.by_variable():
                allowed[group] &= set(have.by_variable()["drug"].levels)
    return allowed


def _groups(node: Expression, drugs: Mapping[Level, set[Level]]) -> set[Level | None]:
    """The groups whose patients an expression depends on; None stands for those without a relapse."""
    groups: set[Level | None] = set()
    for part in node.parts():
        if not isinstance(part, Relation | Both):
            meant = part.of.by_variable()
            if "group" in meant:
                groups |= set(meant["group"].levels)
            elif "drug" in meant:
                groups |= {group for group in GROUPS if drugs[group] & set(meant["drug"].levels)}
            else:
                groups |= {*GROUPS, None}
    return groups
