"""Count the patients on their way through the study: remission, transplants, relapse, salvage, outcome."""

from pathlib import Path

import pandas as pd
from edition.cleaning.cohort import read as read_cohort
from edition.numbers.registry import Registry, Times
from edition.study.definitions import DRUGS, FEW, RELAPSED, Where
from edition.study.flow import counted


def note_course(registry: Registry, name: str, where: Where, cohort: pd.DataFrame) -> None:
    """Note how many patients there are and what became of them."""
    registry.evaluate(f"{name}.n", {"count": where}, cohort)
    for course, condition in counted()["courses"].items():
        registry.evaluate(f"{name}.{course}.n", {"count": {**where, **condition}}, cohort)


def note_group(registry: Registry, group: int, cohort: pd.DataFrame) -> None:
    """Note the course of a group's patients, all of them and by branch, and the remissions by drug."""
    name, size = f"group{group}", {"group": group}
    note_course(registry, name, size, cohort)
    registry.evaluate(f"{name}.percent", {"percent": {"part": size, "of": RELAPSED}}, cohort)
    by_drug = {drug: {"drug": drug} for drug in DRUGS[group]}
    responses = counted()["responses"].get(name)
    for branch, condition in (responses or by_drug).items():
        note_course(registry, f"{name}.{branch}", {**size, **condition}, cohort)
    for drug, condition in by_drug.items():
        treated = {**size, **condition}
        if responses:
            registry.evaluate(f"{name}.{drug}.n", {"count": treated}, cohort)
        registry.share(f"{name}.{drug}.remission", {"remission": True}, treated, cohort)


def note_flow(registry: Registry, cohort: pd.DataFrame) -> None:
    """Note the numbers of the flow of patients."""
    for name, (part, of) in counted()["shares"].items():
        registry.share(name, part, of, cohort, digits=0 if of else 1)
    for number, where in counted()["counts"].items():
        registry.evaluate(number, {"count": where}, cohort)
    for group in DRUGS:
        note_group(registry, group, cohort)
    sizes = [registry.records[f"group{group}.n"]["value"] for group in DRUGS]
    how = {"function": note_flow, "variables": ["group"]}
    registry.add("relapse.ungrouped.n", registry.records["relapse.n"]["value"] - sum(sizes), "count", **how)
    registry.condition("groups.few", min(sizes) < FEW, **how)
    for number, (form, variable, of, kind, digits) in counted()["summaries"].items():
        registry.evaluate(number, {form: {"variable": variable, "of": of}}, cohort, kind=kind, digits=digits)


def main(cohort: Path, numbers: Path, times: Times = "days") -> None:
    """Read ``cohort`` and write the registry of ``numbers``, durations to the days or months of ``times``."""
    registry = Registry("flow", [cohort], times)
    note_flow(registry, read_cohort(cohort))
    registry.write(numbers)
