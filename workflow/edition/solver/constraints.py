"""What a claim demands of a cohort, as constraints of a CP-SAT model.

Values are ratios of integer expressions, so that comparisons are exact. Every constraint is enforced by a literal: a
claim whose literal is false demands nothing.
"""

from fractions import Fraction

from edition.claims.nodes import Both, Count, Every, Expression, Percent, Relation, Summary, Survival, Test
from edition.claims.records import Claim
from edition.solver.admitted import admitted, says_something
from edition.solver.patients import Literal, Patients
from edition.solver.product_limit import SLACK, logarithm
from edition.solver.summaries import Ratio, product, summary

OPPOSITE = {"<": (">=",), "<=": (">",), ">": ("<=",), ">=": ("<",), "=": ("<", ">")}
MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "="}


def compilable(claim: Claim) -> bool:
    """Whether the claim demands something of the cohort that constraints can express: anything but p-values."""
    return says_something(claim) and all(map(_expressible, claim.node.parts()))


def _expressible(part: Expression) -> bool:
    if isinstance(part, Relation):
        # Estimates of survival are held as logarithms and can be compared with each other or with a number only.
        kinds = {isinstance(side, Survival) for side in (part.left, part.right) if isinstance(side, Expression)}
        return len(kinds) < 2
    return not isinstance(part, Test)


def truth_of(claim: Claim) -> Expression:
    """What a claim states, as a truth: of a number, that it lies where it would be printed so."""
    if claim.kind == "condition":
        return claim.node
    interval = admitted(claim)
    ends = ((">" if interval.open_low else ">=", interval.low), ("<" if interval.open_high else "<=", interval.high))
    return Both(tuple(Relation(claim.node, sign, end) for sign, end in ends if end is not None))


def post(claim: Claim, patients: Patients, when: Literal) -> None:
    """Demand what the claim states, provided that ``when`` is true."""
    demand(truth_of(claim), patients, when)


def demand(truth: Expression, patients: Patients, when: Literal) -> None:
    """Demand that a truth holds, provided that ``when`` is true."""
    match truth:
        case Both(truths):
            for part in truths:
                demand(part, patients, when)
        case Every(of, have):
            for member, right in zip(patients.all_meeting(of), patients.all_meeting(have), strict=True):
                patients.model.add_bool_or([~member, right]).only_enforce_if(when)
        case Relation(Fraction() as left, sign, right):
            _compare(right, MIRRORED[sign], left, patients, when)
        case Relation(left, sign, right):
            _compare(left, sign, right, patients, when)
        case _:
            raise TypeError(f"{truth} is not true or false")


def deny(truth: Expression, patients: Patients, when: Literal) -> None:
    """Demand that a truth does not hold, provided that ``when`` is true."""
    model, ways = patients.model, []
    match truth:
        case Both(truths):
            for part in truths:
                ways.append(model.new_bool_var(""))
                deny(part, patients, ways[-1])
        case Every(of, have):
            pairs = zip(patients.all_meeting(of), patients.all_meeting(have), strict=True)
            ways += [patients.every([of, ~have]) for of, have in pairs]
        case Relation(left, sign, right):
            for opposite in OPPOSITE[sign]:
                ways.append(model.new_bool_var(""))
                demand(Relation(left, opposite, right), patients, ways[-1])
    model.add_bool_or(ways).only_enforce_if(when)


def _compare(left: Expression, sign: str, right: Expression | Fraction, patients: Patients, when: Literal) -> None:
    if isinstance(left, Survival):
        slack, over, under = SLACK, *(logarithm(side, patients, when) for side in (left, right))
    else:
        slack, (over, under) = 0, _multiplied_out(left, right, patients, when)
    if sign in {"=", ">="}:
        patients.model.add(over >= under - slack).only_enforce_if(when)
    if sign in {"=", "<="}:
        patients.model.add(over <= under + slack).only_enforce_if(when)
    if sign == ">":
        patients.model.add(over > under + slack).only_enforce_if(when)
    if sign == "<":
        patients.model.add(over < under - slack).only_enforce_if(when)


def _multiplied_out(left: Expression, right: Expression | Fraction, patients: Patients, when: Literal) -> tuple:
    """Both sides times both denominators, which are above zero provided that ``when`` is true."""
    a, b = ratio(left, patients, when), ratio(right, patients, when)
    if a.root and isinstance(right, Fraction):
        b = Ratio(b.numerator * abs(b.numerator), b.denominator**2, root=True)
    if a.root != b.root:
        raise ValueError("a standard deviation compares only with a number or another standard deviation")
    over, under = (product(x.numerator, y.denominator, patients) for x, y in ((a, b), (b, a)))
    for denominator in (a.denominator, b.denominator):
        if not isinstance(denominator, int):
            patients.model.add(denominator > 0).only_enforce_if(when)
    return over, under


def ratio(value: Expression | Fraction, patients: Patients, when: Literal) -> Ratio:
    """A number or the value of a node; what defines it (a median, say) holds provided that ``when`` does."""
    match value:
        case Fraction():
            return Ratio(value.numerator, value.denominator)
        case Count(of):
            return Ratio(sum(patients.all_meeting(of)))
        case Percent(part, of):
            members = patients.all_meeting(of)
            pairs = zip(members, patients.all_meeting(part), strict=True)
            return Ratio(100 * sum(map(patients.every, pairs)), sum(members))
        case Summary():
            return summary(value, patients, when)
    raise TypeError(f"{value} has no value in whole numbers")
