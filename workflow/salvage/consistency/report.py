"""The rows of the table of contradictions, in one language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from salvage.consistency.contradictions import dissolving
from salvage.consistency.direct import Misrounded
from salvage.consistency.explanations import Explained
from salvage.consistency.statements import Statement
from salvage.forensics.rounding import explaining
from salvage.published.claims import Claim, switches
from salvage.published.printed import SHARES, read
from salvage.wording import formatting
from salvage.wording.labels import Labels

PRINTED = re.compile(r"\{([\w.]+)\}")
COLUMNS = ("stated", "why", "readings")


@dataclass(frozen=True)
class Words:
    """The language, its labels, and the claims that may be quoted."""

    language: str
    labels: Labels
    claims: Sequence[Claim]

    def number(self, claim: Claim) -> str:
        """What the claim prints, written as numbers are in this language."""
        if claim.printed in SHARES:
            return self.labels[f"consistency.shares.{claim.printed}"]
        shown = read(claim.printed)
        kind = "percent" if claim.kind == "percent" else "decimal"
        return formatting.text(float(shown.value), kind, shown.digits, self.language)

    def statement(self, claims: Sequence[Claim]) -> str:
        """What the claims say, with its number, and the sections that say it; in English if not in this language."""
        first = claims[0]
        says = first.says.get(self.language, first.says["en"]).rstrip(".")
        sections = dict.fromkeys(self.labels[f"consistency.sections.{claim.section}"] for claim in claims)
        number = f": {self.number(first)}" if first.kind != "condition" else ""
        return f"{says}{number} ({', '.join(sections)})"

    def filled(self, text: str) -> str:
        """A text in which ``{id}`` stands for what that claim prints."""
        printed = {claim.id: claim for claim in self.claims}
        return PRINTED.sub(lambda match: self.number(printed[match[1]]), text)


def rows(
    found: Sequence[Explained],
    statements: Sequence[Statement],
    different: Sequence[Sequence[Claim]],
    wrong: Sequence[Misrounded],
    words: Words,
) -> Iterator[tuple[str, ...]]:
    """The head, a row a contradiction, and a row for what is printed in two ways or does not follow from its count."""
    labels = words.labels
    none = labels["consistency.no_reading"]
    yield tuple(labels[f"consistency.columns.{column}"] for column in COLUMNS)
    for each in found:
        stated = [words.statement(statements[i].claims) for i in sorted(each.shown)]
        why = labels[f"consistency.why.{each.id}"] if each.has_words else labels["consistency.unexplained"]
        gone = dissolving(each.contradiction, statements, switches(list(words.claims)))
        readings = [labels[f"consistency.readings.{reading.replace('/', '.')}"] for reading in gone] or [none]
        yield "; ".join(stated), words.filled(why), "; ".join(readings)
    for claims in different:
        values = dict.fromkeys(read(claim.printed).value for claim in claims)
        same = [[claim for claim in claims if read(claim.printed).value == value] for value in values]
        yield "; ".join(map(words.statement, same)), labels["consistency.different"], none
    for each in wrong:
        exact = formatting.percent(float(each.share.exact), 1, words.language)
        why = labels["consistency.misrounded"].format(part=each.share.part, whole=each.share.whole, exact=exact)
        why += f" {labels['consistency.complement']}" if explaining(each.share) else ""
        yield "; ".join(words.statement([claim]) for claim in each.claims), why, none
