"""Which statements the paper makes depends on how its ambiguous sentences are read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from edition.claims.records import Claim, taken
from edition.solver.admitted import says_something
from edition.solver.minimal import Subset
from edition.solver.statements import Readings, Statement

Switches = Mapping[str, Sequence[str]]
"""Switch → its options, the default first."""


def combinations(switches: Switches) -> list[dict[str, str]]:
    """All choices of readings, the default first."""
    return [dict(zip(switches, options, strict=True)) for options in product(*switches.values())]


def default(switches: Switches) -> dict[str, str]:
    """The choice of the first reading everywhere."""
    return {switch: options[0] for switch, options in switches.items()}


def unchecked(claims: Iterable[Claim]) -> set[str]:
    """The ``switch/option`` that demand nothing of the cohort, so that nothing in it can speak against them."""
    readings = [(claim.reading, says_something(claim)) for claim in claims if claim.reading]
    return {reading for reading, _ in readings} - {reading for reading, says in readings if says}


@dataclass(frozen=True)
class Made:
    """When sets of statements are made: for each set, the readings of which each of its statements needs one."""

    needs: tuple[tuple[frozenset[str], ...], ...]

    @classmethod
    def of(cls, sets: Iterable[Subset], statements: Sequence[Statement]) -> "Made":
        """The same of sets of statements by their numbers; what is made in any case needs nothing."""
        readings = [frozenset(claim.reading for claim in statement.claims) for statement in statements]
        return cls(tuple(tuple(readings[i] for i in sorted(subset) if None not in readings[i]) for subset in sets))

    def under(self, choice: Readings) -> bool:
        """Whether all statements of any set are made."""
        readings = taken(choice)
        return any(all(readings & need for need in needs) for needs in self.needs)

    def switches(self, switches: Switches) -> Switches:
        """The switches that decide it."""
        named = {reading.split("/")[0] for needs in self.needs for need in needs for reading in need}
        return {switch: options for switch, options in switches.items() if switch in named}

    def ever(self, switches: Switches) -> bool:
        """Whether any choice of readings makes any set."""
        return any(self.under(choice) for choice in combinations(self.switches(switches)))

    def never(self, switches: Switches) -> int:
        """How many choices of readings make none of the sets."""
        deciding = self.switches(switches)
        others = prod(len(options) for switch, options in switches.items() if switch not in deciding)
        return others * sum(not self.under(choice) for choice in combinations(deciding))

    def dissolving(self, switches: Switches) -> list[str]:
        """The ``switch/option`` under which no set is made, however all else is read."""
        deciding = self.switches(switches)
        choices = combinations(deciding)
        return [
            f"{switch}/{option}"
            for switch, options in deciding.items()
            for option in options
            if not any(self.under(choice) for choice in choices if choice[switch] == option)
        ]


def stands(subset: Subset, statements: Sequence[Statement], choice: Readings) -> bool:
    """Whether all statements of a set are made under these readings."""
    return Made.of([subset], statements).under(choice)
