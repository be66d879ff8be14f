"""The run as an RO-Crate: what was read, by which step and command, what came of it, with checksums and versions.

It follows the Provenance Run Crate profile of the Workflow Run RO-Crate collection, version 0.5.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from edition.audit.codecheck import reported
from edition.audit.contents import COPIES, Contents
from edition.files.writing import MEDIA_TYPES

PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/ro/wfrun/provenance/0.5": "Provenance Run Crate",
}
WORKFLOW_CRATE = "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
TERMS = "https://w3id.org/ro/terms/workflow-run/context"
WORKFLOW = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
TOOL = ["File", "SoftwareSourceCode"]
TYPES = {"Snakefile": [*TOOL, "ComputationalWorkflow", "HowTo"]}
DONE = {"actionStatus": "http://schema.org/CompletedActionStatus"}
MADE_AGAIN = "The step `stage` makes it again of files that are."


def time(seconds: float) -> str:
    """A time (seconds since 1970) as ISO 8601 has it."""
    return datetime.fromtimestamp(round(seconds), UTC).isoformat()


@dataclass
class Crate:
    """The crate of ``contents``. ``citation`` is what CITATION.cff says, ``about`` what the cohort is.

    ``purposes`` say what each step is for, ``command`` repeats the run, ``engines`` rendered its articles.
    """

    contents: Contents
    citation: Mapping[str, Any]
    about: str
    purposes: Mapping[str, str]
    command: str
    engines: Iterable[str]

    def write(self, folder: Path, others: Mapping[str, str]) -> None:
        """Copy the files of the crate to ``folder``, which has the ``others`` already, and describe them all.

        The ``others`` are paths with checksums.
        """
        from rocrate.rocrate import ROCrate

        self.crate = ROCrate(version="1.1")
        self.crate.metadata.extra_contexts.append(TERMS)
        records = self.contents.runs
        began, ended = min(run["started"] for run in records), max(run["started"] + run["seconds"] for run in records)
        self.tools = {step: f"workflow/scripts/{step}.py" for step in sorted({run["step"] for run in records})}
        self._describe(time(ended))
        self.files = {name: self._file(name, Path(name), sum_) for name, sum_ in self.contents.files.items()}
        self.files |= {name: self._file(name, folder / name, sum_) for name, sum_ in others.items()}
        self.files |= {name: self._absent(name) for name in self.contents.recorded if name not in self.files}
        workflow = self._workflow()
        actions, steps, controls = zip(*map(self._run, records), strict=True)
        workflow["step"] = list(steps)
        outputs = {file for run in records for file in run["outputs"]}
        inputs = sorted({file for run in records for file in run["inputs"]} - outputs)
        whole = self._add(
            "#run",
            "CreateAction",
            **DONE,
            name="Run of the workflow",
            description=self.command,
            instrument=workflow,
            object=[self.files[file] for file in inputs],
            result=[self.files[file] for file in self.contents.answers],
            startTime=time(began),
            endTime=time(ended),
        )
        engine = self._software("Snakemake", version("snakemake"), "https://snakemake.github.io/")
        organized = DONE | {"instrument": engine, "object": list(controls), "result": whole}
        self._add("#organize", "OrganizeAction", name="Snakemake runs the steps", **organized)
        self.crate.root_dataset["mentions"] = [whole, *actions]
        self.crate.write(folder)

    def _add(self, entity: str, kind: str, **properties: Any) -> Any:
        from rocrate.model.contextentity import ContextEntity

        # A list of one is written as its only member.
        plain = {
            key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in properties.items()
        }
        return self.crate.add(ContextEntity(self.crate, entity, properties={"@type": kind, **plain}))

    def _describe(self, ended: str) -> None:
        root, paper = self.crate.root_dataset, reported(self.citation)
        authors = [
            self._add(f"#author-{place}", "Person", **one) for place, one in enumerate(paper["authors"], start=1)
        ]
        doi = paper["reference"]
        article = self._add(doi, "ScholarlyArticle", name=paper["title"], author=authors, identifier=doi)
        licence = self.citation["license"]
        root["name"] = self.citation["title"]
        root["description"] = self.about
        root["license"] = self._add(f"https://spdx.org/licenses/{licence}", "CreativeWork", name=licence)
        root["datePublished"] = ended
        root["isBasedOn"] = article
        self.crate.metadata["conformsTo"] = [
            {"@id": "https://w3id.org/ro/crate/1.1"},
            self._add(WORKFLOW_CRATE, "CreativeWork", name="Workflow RO-Crate", version="1.0"),
        ]
        root["author"] = self._add("#authors", "Organization", name=self.citation["authors"][0]["name"])
        root["conformsTo"] = [
            self._add(profile, "CreativeWork", name=name, version=profile.rsplit("/", 1)[-1])
            for profile, name in PROFILES.items()
        ] + [self.crate.get(WORKFLOW_CRATE)]

    def _file(self, name: str, source: Path, sum_: str) -> Any:
        described = {
            "@type": TYPES.get(name, TOOL if name in self.tools.values() else "File"),
            "name": name,
            "sha256": sum_.removeprefix("sha256:"),
            "contentSize": str(source.stat().st_size),
            "encodingFormat": MEDIA_TYPES.get(source.suffix, "text/plain"),
            **({"about": self.crate.root_dataset} if name == "README.md" else {}),
            **({"version": self.citation["version"]} if name in {*TYPES, *self.tools.values()} else {}),
        }
        return self.crate.add_file(source, name, properties=described)

    def _absent(self, name: str) -> Any:
        """The mention of a file that stays: the one before a run, one of the hospital, or a copy."""
        sums = [one.removeprefix("sha256:") for one in self.contents.recorded[name]]
        why = f"This file is not in the crate. {MADE_AGAIN if name.startswith(COPIES) else ''}".strip()
        return self._add(f"#{name}", "CreativeWork", name=name, description=why, sha256=sums)

    def _workflow(self) -> Any:
        workflow = self.files["Snakefile"]
        workflow["programmingLanguage"] = self._add(
            "https://w3id.org/workflowhub/workflow-ro-crate#snakemake",
            "ComputerLanguage",
            name="Snakemake",
            url="https://snakemake.github.io/",
            identifier="https://doi.org/10.1093/bioinformatics/bts480",
        )
        workflow["conformsTo"] = self._add(WORKFLOW, "CreativeWork", name="Bioschemas ComputationalWorkflow")
        versions = {pair for run in self.contents.runs for pair in run["software"].items()}
        renderers = {tuple(part.rsplit(maxsplit=1)) for engine in self.engines for part in engine.split(", ") if part}
        workflow["softwareRequirements"] = [self._software(*pair) for pair in sorted({*versions, *renderers})]
        workflow["hasPart"] = [self.files[script] for script in self.tools.values()]
        self.crate.mainEntity = workflow
        return workflow

    def _software(self, name: str, number: str, url: str = "") -> Any:
        more = {"url": url} if url else {}
        return self._add(f"#software-{name}-{number}", "SoftwareApplication", name=name, softwareVersion=number, **more)

    def _run(self, run: Mapping[str, Any]) -> tuple[Any, Any, Any]:
        """The run of a step: what was done, the step, and who had it done."""
        name, tool = run["name"], self.files[self.tools[run["step"]]]
        about = {"name": name, "description": self.purposes[run["step"]]}
        step = self._add(f"#step-{name}", "HowToStep", workExample=tool, **about)
        action = self._add(
            f"#run-{name}",
            "CreateAction",
            **DONE,
            name=f"Run of {name}",
            description=run["command"],
            instrument=tool,
            object=[self.files[file] for file in sorted(run["inputs"])],
            result=[self.files[file] for file in sorted(run["outputs"])],
            startTime=time(run["started"]),
            endTime=time(run["started"] + run["seconds"]),
        )
        had = DONE | {"name": f"Have {name} run", "instrument": step, "object": action}
        control = self._add(f"#control-{name}", "ControlAction", **had)
        return action, step, control
