"""All minimal unsatisfiable subsets of constraints, and all minimal corrections: sets without which the rest can hold.

The two are dual: each correction hits every contradiction (Reiter R. Artif Intell 1987;32:57-95). So the minimal sets
that hit all contradictions found so far tell what is unexplored; the rest beside such a set either can hold, or holds
a new contradiction (Bailey J, Stuckey PJ. PADL 2005, LNCS 3350:174-86).
"""

from collections.abc import Callable, Iterable

Subset = frozenset[int]


def minimal_contradictions(
    members: Subset, satisfiable: Callable[[Subset], bool], core: Callable[[Subset], Iterable[int]]
) -> list[Subset]:
    """The minimal unsatisfiable subsets of ``members``, in lexicographic order.

    ``core`` gives a part of an unsatisfiable subset that is expected to be unsatisfiable; it is checked.
    """
    contradictions: list[Subset] = []
    corrections = [Subset()]
    confirmed: set[Subset] = set()
    while open_ones := [correction for correction in corrections if correction not in confirmed]:
        rest = members - open_ones[0]
        if satisfiable(rest):
            confirmed.add(open_ones[0])
        else:
            contradictions.append(shrink(rest, satisfiable, core))
            corrections = extended(corrections, contradictions[-1])
    return sorted(contradictions, key=sorted)


def shrink(subset: Subset, satisfiable: Callable[[Subset], bool], core: Callable[[Subset], Iterable[int]]) -> Subset:
    """A minimal unsatisfiable part of an unsatisfiable subset: leave out, one by one, what is not needed."""
    smaller = Subset(core(subset))
    if not satisfiable(smaller):
        subset = smaller
    for member in sorted(subset):
        if not satisfiable(subset - {member}):
            subset -= {member}
    return subset


def extended(corrections: list[Subset], contradiction: Subset) -> list[Subset]:
    """The minimal sets that hit one contradiction more (Berge's step)."""
    hitting = [correction for correction in corrections if correction & contradiction]
    missing = [correction for correction in corrections if not correction & contradiction]
    grown = [correction | {member} for correction in missing for member in sorted(contradiction)]
    return hitting + [correction for correction in grown if not any(other <= correction for other in hitting)]


def minimal_corrections(contradictions: Iterable[Subset]) -> list[Subset]:
    """All minimal sets that share a member with every contradiction."""
    corrections = [Subset()]
    for contradiction in contradictions:
        corrections = extended(corrections, contradiction)
    return sorted(corrections, key=lambda correction: (len(correction), sorted(correction)))
