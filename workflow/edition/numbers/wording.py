"""Expressions in words, in the language of the labels: what is counted among whom.

The grammar is code, the language data: ``expressions`` in ``manuscript/labels.<language>.yaml`` has a text for each
form and, for each variable, phrases that restrict patients by it. A form may have several texts, separated by `` | ``:
by itself, as the subject of a sentence, as what the subject differs from, as what it equals; a name by itself and
where something of it is named; some summaries of a variable may have texts of their own. A language without such cases
gives fewer, of which the last is used.
"""

from collections.abc import Sequence
from fractions import Fraction

from edition.claims import nodes
from edition.claims.conditions import Among, Where, Within
from edition.claims.published_table import code
from edition.numbers.labels import Labels
from edition.study.variables import VARIABLES

ALONE, SUBJECT, THAN, TO = range(4)
DIRECT = " |"
"""At the end of a phrase: the next one follows without a conjunction."""


def words(expression: nodes.Expression | Fraction, labels: Labels, case: int = ALONE) -> str:
    """The expression in words, without a capital letter or a full stop."""
    say = _Language(labels)
    match expression:
        case Fraction():
            return say.text("number", case, number=say.number(expression))
        case nodes.Count(of):
            return say.text("count", case, of=say.who(of))
        case nodes.Percent(part, of):
            counted, those = say.who(of & part), say.who(of, "those")
            return say.text("percent", case, counted=counted, part=say.who(part), of=say.who(of), those=those)
        case nodes.Summary(summary, variable, of):
            own = f"variables.{variable}.summaries.{summary}"
            if labels.get(f"expressions.{own}"):
                return say.text("own_summary", case, of=say.who(of), summary=say.text(own, case))
            name = say.text(f"variables.{variable}.name", SUBJECT)
            return say.text("summary", case, of=say.who(of), summary=say.text(f"summaries.{summary}", case), name=name)
        case nodes.Test(nodes.LOGRANK):
            return say.text("logrank", case)
        case nodes.Test(variable):
            return say.text("test", case, name=say.text(f"variables.{variable}.name"))
        case nodes.Survival(of, at):
            return say.text("survival_at_end" if at is None else "survival", case, of=say.who(of), at=str(at))
        case nodes.Relation(left, sign, right):
            other = words(right, labels, TO if sign == "=" else THAN)
            return say.text(f"relations.{sign}", left=words(left, labels, SUBJECT), right=other)
        case nodes.Every(of, have):
            return say.text("every", of=say.who(of), have=say.who(have, "those"))
        case nodes.Both(truths):
            return say.listed([words(truth, labels) for truth in truths], "both")
        case nodes.Quoted(sources):
            return say.text("quoted", sources=", ".join(sources))
        case nodes.Stated():
            return say.text("stated")
    raise TypeError(f"there are no words for {expression}")


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
            self.text(f"{label}.levels.{code(value)}") if variable.levels else self.number(value)
            for value in condition.levels
        ]
        return self._whole(f"{label}.is", level=self.listed(levels, "or")) if levels else self.text("nobody")

    def _whole(self, path: str, **slots: str) -> str:
        return self.labels[f"expressions.{path}"].format(**slots)
