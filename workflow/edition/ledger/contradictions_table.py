"""The rows of the table of contradictions, in one language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edition.claims.printed import SHARES, read
from edition.claims.records import Claim
from edition.files.letters import capitalized
from edition.forensics.rounding import explaining
from edition.forensics.rows import misrounded
from edition.numbers import formatting
from edition.numbers.labels import Labels

PRINTED = re.compile(r"\{([\w.]+)\}")
COLUMNS = ("stated", "why", "readings")


@dataclass(frozen=True)
class Words:
    """The language, its labels, and by id the claims that may be quoted."""

    language: str
    labels: Labels
    claims: Mapping[str, Claim]

    def number(self, claim: Claim) -> str:
        """What the claim prints, written as numbers are in this language."""
        if claim.printed in SHARES:
            return self.labels[f"consistency.shares.{claim.printed}"]
        shown = read(claim.printed)
        kind = "percent" if claim.kind == "percent" else "decimal"
        return formatting.text(float(shown.value), kind, shown.digits, self.language)

    def statement(self, claims: Sequence[Claim]) -> str:
        """What the claims say, with its number, and the sections that say it; in English if not in this language.

        A claim that is made under one reading only does not speak for others that are made in any case.
        """
        claims = [claim for claim in claims if claim.reading is None] or claims
        first = claims[0]
        says = first.says.get(self.language, first.says["en"]).rstrip(".")
        sections = dict.fromkeys(self.labels[f"consistency.sections.{claim.section}"] for claim in claims)
        number = f": {self.number(first)}" if first.kind != "condition" else ""
        return f"{says}{number} ({', '.join(sections)})"

    def filled(self, text: str) -> str:
        """A text in which ``{id}`` stands for what that claim prints."""
        return PRINTED.sub(lambda match: self.number(self.claims[match[1]]), text)


def rows(proven: Mapping[str, Any], words: Words) -> Iterator[tuple[str, ...]]:
    """The head, a row a contradiction, and a row for what is printed in two ways or does not follow from its count."""
    labels, claims = words.labels, words.claims
    statements = {name: [claims[one["id"]] for one in group] for name, group in proven["statements"].items()}
    none = labels["consistency.no_reading"]
    yield tuple(labels[f"consistency.columns.{column}"] for column in COLUMNS)
    for proof in proven["contradictions"]:
        stated = [words.statement(statements[name]) for name in proof["shown"]]
        why = labels[f"consistency.why.{proof['id']}"] if proof["explained"] else labels["consistency.unexplained"]
        readings = {name: labels[f"consistency.readings.{name.replace('/', '.')}"] for name in proof["vanishes_under"]}
        for name in proof["unchecked"]:
            readings[name] = labels["consistency.unchecked"].format(reading=readings[name])
        gone = capitalized(labels["consistency.or"].join(readings.values()), words.language)
        yield "; ".join(stated), words.filled(why), gone or none
    for group in proven["printed_differently"]:
        values = dict.fromkeys(read(one["printed"]).value for one in group)
        same = [[claims[one["id"]] for one in group if read(one["printed"]).value == value] for value in values]
        yield "; ".join(map(words.statement, same)), labels["consistency.different"], none
    for share, printing in misrounded(claims.values()):
        exact = formatting.percent(float(share.exact), 1, words.language)
        why = labels["consistency.misrounded"].format(part=share.part, whole=share.whole, exact=exact)
        why += f" {labels['consistency.complement']}" if explaining(share) else ""
        yield "; ".join(words.statement([claim]) for claim in printing), why, none
