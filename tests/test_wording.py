"""Expressions in words: every statement of the paper, and every variable, reads well in both languages."""

import re

import pytest
from cohorts import CLAIMS
from edition.claims.parse import parse
from edition.numbers.wording import words
from edition.study.variables import VARIABLES
from workspace import LABELS


def said(written: dict, language: str) -> str:
    return words(parse(written), LABELS[language])


@pytest.mark.parametrize(
    ("written", "english", "turkish"),
    [
        (
            {"percent": {"part": {"status": "alive"}, "of": {"group": 2, "status": ["alive", "died"]}}},
            "patients of Group 2 who are alive, of those of Group 2 whose status is known",
            "Grup 2’deki son durumu bilinen hastalar arasında hayatta olan hastaların oranı",
        ),
        (
            {"count": {"remission": False, "group": 1, "refused": False, "status": "died"}},
            "number of patients of Group 1 without remission after salvage treatment, "
            "for whom further treatment was not refused and who died",
            "Grup 1’deki kurtarma tedavisiyle remisyona girmeyen, "
            "tedavisinin sürdürülmesi kabul edilen ve ölen hastaların sayısı",
        ),
        (
            {"count": {"group": 1, "any": [{"remission": False}, {"refused": True}]}},
            "number of patients of Group 1 "
            "(without remission after salvage treatment or for whom further treatment was refused)",
            "Grup 1’deki (kurtarma tedavisiyle remisyona girmeyen veya "
            "tedavisinin sürdürülmesi kabul edilmeyen) hastaların sayısı",
        ),
        ({"count": {}}, "number of all patients", "bütün hastaların sayısı"),
        (
            {"median": {"variable": "survival_years", "of": {"drug": {"not": ["cart", "blinatumomab"]}}}},
            "median follow-up in years of patients given fludarabine, clofarabine or bortezomib",
            "fludarabin, klofarabin veya bortezomib verilen hastalarda ortanca izlem süresi (yıl)",
        ),
        (
            {"relation": {"left": {"count": {"group": 1}}, "is": ">", "right": {"count": {"group": 2}}}},
            "the number of patients of Group 1 is greater than the number of patients of Group 2",
            "Grup 1’deki hastaların sayısı, Grup 2’deki hastaların sayısından büyüktür",
        ),
        (
            {"relation": {"left": {"logrank": {}}, "is": "<", "right": 0.05}},
            "the p value of the log-rank test of survival between the groups is less than 0.05",
            "gruplar arasındaki sağkalım farkının log-rank p değeri, 0,05 değerinden küçüktür",
        ),
        (
            {"every": {"of": {"drug": "cart"}, "have": {"age": {"min": 1, "max": 17}}}},
            "patients given CART are, without exception, among those aged 1 to 17 years",
            "CART verilen hastalar istisnasız 1–17 yaşındaki hastalardır",
        ),
        (
            {"survival": {"of": {"group": 2}, "at": 365}},
            "Kaplan–Meier estimate of the survival of patients of Group 2 beyond day 365",
            "Grup 2’deki hastalarda 365. günden sonrası için Kaplan–Meier sağkalım kestirimi",
        ),
        ({"count": {"sex": {"not": ["male", "female"]}}}, "number of patients without any value", None),
    ],
)
def test_examples(written, english, turkish):
    assert said(written, "en") == english
    assert turkish is None or said(written, "tr") == turkish


@pytest.mark.parametrize("language", LABELS)
def test_every_statement_of_the_paper_has_words_of_its_own(language):
    texts = {claim.node: words(claim.node, LABELS[language]) for claim in CLAIMS}
    assert len(set(texts.values())) == len(texts)
    for text in texts.values():
        assert not re.search(r"  |[{}|_]|\.$|\b(\w+) \1\b", text), text


@pytest.mark.parametrize("language", LABELS)
def test_every_variable_can_be_spoken_of(language):
    for variable in VARIABLES.values():
        if variable.kind == "identifier":
            continue
        ranges = [{"min": 2}, {"max": 3}, {"min": 2, "max": 3}, 2]
        conditions = [*variable.levels, list(variable.levels)] if variable.levels else ranges
        if variable.base:
            conditions.remove(2)
        texts = [said({"count": {variable.name: condition}}, language) for condition in conditions]
        texts += [said({"test": {"variable": variable.name}}, language)]
        if variable.kind == "number":
            texts += [said({"mean": {"variable": variable.name, "of": {}}}, language)]
        assert len(set(texts)) == len(texts)
        assert not any(re.search(r"  |[{}|_]", text) for text in texts), texts
