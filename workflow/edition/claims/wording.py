"""Expressions in words, in the language of the labels: what is counted among whom.

The grammar is code, the language data: ``expressions`` in ``manuscript/labels.<language>.yaml`` has a text for each
form and, for each variable, phrases that restrict patients by it. A form may have several texts, separated by `` | ``:
by itself, as the subject of a sentence, as what the subject differs from, as what it equals; a name by itself and
where something of it is named. A language without such cases gives fewer, of which the last is used.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import singledispatch
from typing import Protocol

from edition.claims.conditions import Among, Where, Within
from edition.claims.nodes import (
    Both,
    Count,
    Every,
    Expression,
    LogRank,
    Percent,
    Quoted,
    Relation,
    Stated,
    Summary,
    Survival,
    Test,
)
from edition.study.variables import VARIABLES

ALONE, SUBJECT, THAN, TO = range(4)
DIRECT = " |"
"""At the end of a phrase: the next one follows without a conjunction."""


class Labels(Protocol):
    """The words of a language by dotted path."""

    def __getitem__(self, path: str) -> str: ...


def words(expression: Expression | Fraction, labels: Labels, case: int = ALONE) -> str:
    """The expression in words, without a capital letter or a full stop."""
    return _words(expression, _Language(labels), case)


class _Language:
    def __init__(self, labels: Labels) -> None:
        self.labels = labels

    def text(self, path: str, case: int = ALONE, **slots: str) -> str:
        """The text of a form in a case, filled."""
        texts = self.labels[f"expressions.{path}"].split(" | ")
        return texts[min(case, len(texts) - 1)].format(**slots)

    def number(self, number: Fraction | int) -> str:
        text = f"{float(number):.10g}"
        return text.replace(".", self.text("decimal"))

    def listed(self, texts: Sequence[str], conjunction: str) -> str:
        *before, last = texts
        separator = "; " if conjunction == "both" else ", "
        return f"{separator.join(before)} {self.text(conjunction)} {last}" if before else last

    def who(self, where: Where, noun: str = "who") -> str:
        """Those whom the conditions leave: ``patients of Group 2 who are alive``, or with another ``noun``."""
        phrases = self.phrases(where)
        return self.text(noun, conditions=phrases) if phrases else self.text("everybody")

    def phrases(self, where: Where) -> str:
        phrases = [self.phrase(condition) for condition in where.conditions]
        if where.options:
            options = self.listed([self.phrases(option) for option in where.options], "or")
            phrases.append(f"({options})" if phrases else options)
        phrases.sort(key=lambda phrase: not phrase.endswith(DIRECT))
        direct = [phrase.removesuffix(DIRECT) for phrase in phrases if phrase.endswith(DIRECT)]
        others = phrases[len(direct) :]
        return " ".join([*direct, self.listed(others, "and")] if others else direct)

    def phrase(self, condition: Among | Within) -> str:
        variable = VARIABLES[condition.variable]
        label = f"variables.{variable.name}"
        if isinstance(condition, Within):
            ends = {"low": condition.low, "high": condition.high}
            limits = {end: self.number(limit) for end, limit in ends.items() if limit is not None}
            form = "between" if len(limits) == 2 else "from" if "low" in limits else "to"
            return self._whole(f"{label}.{form}", **limits)
        if variable.levels and len(condition.levels) == len(variable.levels) > 1:
            return self._whole(f"{label}.known")
        levels = [
            self.text(f"{label}.levels.{str(value).lower() if isinstance(value, bool) else value}")
            if variable.levels
            else self.number(value)
            for value in condition.levels
        ]
        return self._whole(f"{label}.is", level=self.listed(levels, "or")) if levels else self.text("nobody")

    def _whole(self, path: str, **slots: str) -> str:
        return self.labels[f"expressions.{path}"].format(**slots)


@singledispatch
def _words(node: Expression | Fraction, say: _Language, case: int) -> str:
    raise TypeError(f"there are no words for {node}")


@_words.register
def _(node: Fraction, say: _Language, case: int) -> str:
    return say.text("number", case, number=say.number(node))


@_words.register
def _(node: Count, say: _Language, case: int) -> str:
    return say.text("count", case, of=say.who(node.of))


@_words.register
def _(node: Percent, say: _Language, case: int) -> str:
    part, counted = say.who(node.part), say.who(node.of & node.part)
    return say.text("percent", case, counted=counted, part=part, of=say.who(node.of), those=say.who(node.of, "those"))


@_words.register
def _(node: Summary, say: _Language, case: int) -> str:
    summary = say.text(f"summaries.{node.name}", case)
    name = say.text(f"variables.{node.variable}.name", SUBJECT)
    return say.text("summary", case, of=say.who(node.of), summary=summary, name=name)


@_words.register
def _(node: Test, say: _Language, case: int) -> str:
    return say.text("test", case, name=say.text(f"variables.{node.variable}.name"))


@_words.register
def _(node: LogRank, say: _Language, case: int) -> str:
    return say.text("logrank", case)


@_words.register
def _(node: Survival, say: _Language, case: int) -> str:
    form = "survival_at_end" if node.at is None else "survival"
    return say.text(form, case, of=say.who(node.of), at=str(node.at))


@_words.register
def _(node: Relation, say: _Language, case: int) -> str:
    right = _words(node.right, say, TO if node.sign == "=" else THAN)
    return say.text(f"relations.{node.sign}", left=_words(node.left, say, SUBJECT), right=right)


@_words.register
def _(node: Every, say: _Language, case: int) -> str:
    return say.text("every", of=say.who(node.of), have=say.who(node.have, "those"))


@_words.register
def _(node: Both, say: _Language, case: int) -> str:
    return say.listed([_words(truth, say, ALONE) for truth in node.truths], "both")


@_words.register
def _(node: Quoted, say: _Language, case: int) -> str:
    return say.text("quoted", sources=", ".join(node.sources))


@_words.register
def _(node: Stated, say: _Language, case: int) -> str:
    return say.text("stated")
