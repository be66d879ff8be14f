"""What is taken home of a run, and what stays: the files of its crate, and the records as they may be shown."""

import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from edition.audit.steps import layers, reads
from edition.files.runs import checksum, files_below
from edition.render.staging import MADE

SOURCES = (
    *("Snakefile", "config.yaml", "Makefile", "README.md", "LICENSE", "CITATION.cff"),
    *("workflow", "manuscript", "envs", "data/published", "data/contradictions.yaml", "data/checklists"),
)
"""What the project consists of, tests apart; an export comes with the runs that read it."""
MADE_IN_PLACE = {Path("manuscript", name) for name in MADE}
"""What a build leaves among the sources."""
TABLES = {".csv", ".tsv", ".xls", ".xlsx", ".sav", ".zsav", ".dta"}
"""Of a hospital, if one lies among the sources."""
PER_PATIENT = ("results/cohort/", "results/statistics/")
"""Where steps write a row for each patient."""
COPIES = "results/stage/"
"""Where the step ``stage`` puts files together that go along already."""
EXPORT = "export"
"""What a hospital's folder is called, whose own name is nobody's business."""
PARTS = ("inputs", "outputs")
TIMES = {"started", "seconds"}
"""What the records of two runs of the same differ in; it stands in the metadata of the crate alone."""
ANSWERS = ("results/article/", "results/figures/", "results/tables/", "results/ledger", "results/numbers.json")
"""The results that a repetition has to give again."""


def sources() -> list[str]:
    """The files that the project consists of."""
    return [
        file.as_posix()
        for file in files_below(list(map(Path, SOURCES)))
        if MADE_IN_PLACE.isdisjoint([file, *file.parents])
        and "__pycache__" not in file.parts
        and not any(part.startswith(".") for part in file.parts)
        and file.suffix not in TABLES
    ]


def is_private(export: Path) -> bool:
    """Whether a folder with an export is a hospital's: neither the committed synthetic one nor made by a build."""
    return export != Path("data/synthetic") and not export.is_relative_to("results")


def shown(runs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The ``runs``, each below those whose files it reads, without the name of a hospital's folder."""
    runs, folders = list(runs), []
    for run in runs:
        options = shlex.split(run["command"])
        folders += [Path(value) for name, value in pairwise(options) if name == "--export" and is_private(Path(value))]
    names = {folder.as_posix(): EXPORT for folder in folders} | {
        name: f"{EXPORT}/{Path(name).relative_to(folder).as_posix()}"
        for folder in folders
        for run in runs
        for name in run["inputs"]
        if Path(name).is_relative_to(folder)
    }
    renamed = {
        run["name"]: {
            **run,
            "command": shlex.join(names.get(word, word) for word in shlex.split(run["command"])),
            "inputs": {names.get(name, name): recorded for name, recorded in run["inputs"].items()},
        }
        for run in runs
    }
    return [renamed[name] for row in layers(reads([*renamed.values()])) for name in sorted(row)]


@dataclass(frozen=True)
class Contents:
    """The files that the ``runs``, as they are shown, tell of; and those that go along."""

    runs: Sequence[Mapping[str, Any]]
    synthetic: bool

    @cached_property
    def recorded(self) -> dict[str, list[str]]:
        """Path → checksums of each file that the runs read or wrote; several where it changed between them."""
        sums: dict[str, list[str]] = {}
        for file, sum_ in sorted({pair for run in self.runs for part in PARTS for pair in run[part].items()}):
            sums.setdefault(file, []).append(sum_)
        return sums

    @cached_property
    def kept_back(self) -> set[str]:
        """What does not go along: copies; and of a real export rows of patients, and what names where they lie."""
        copies = {file for file in self.recorded if file.startswith(COPIES)}
        if self.synthetic:
            return copies
        export = {file for run in self.runs if run["step"] == "clean" for file in run["inputs"]}
        return {"config.yaml", *copies, *export, *(file for file in self.recorded if file.startswith(PER_PATIENT))}

    def log(self, run: Mapping[str, Any]) -> str | None:
        """The path of what the step of a ``run`` said; None where it stays: cleaning tells of single patients."""
        shown = self.synthetic or run["step"] != "clean"
        return f"results/logs/{run['name'].replace('_', '-')}.log" if shown else None

    @cached_property
    def notes(self) -> dict[str, str]:
        """Path → text of the record of each run, without its times, and of what its step said."""
        texts = {}
        for run in self.runs:
            lasting = {key: value for key, value in run.items() if key not in TIMES}
            texts[f"results/runs/{run['name']}.json"] = json.dumps(lasting, ensure_ascii=False, indent=1) + "\n"
            if (log := self.log(run)) and Path(log).is_file():
                texts[log] = Path(log).read_text("utf-8")
        return texts

    @cached_property
    def files(self) -> dict[str, str]:
        """Path → checksum of each file that goes along: the sources, and what the runs read and wrote.

        A file that is another one by now than the runs read is not theirs any more, and stays.
        """
        now = {file: checksum(Path(file)) for file in {*self.recorded, *sources()} if Path(file).is_file()}
        return {
            file: now[file]
            for file in sorted(now)
            if file not in self.kept_back and self.recorded.get(file, [now[file]]) == [now[file]]
        }

    @cached_property
    def answers(self) -> dict[str, str]:
        """Path → step of each result that a repetition has to give again."""
        makers = {file: run["step"] for run in self.runs for file in run["outputs"]}
        return {file: makers[file] for file in sorted(makers) if file.startswith(ANSWERS) and file in self.files}
