"""What a codechecker needs: the manifest ``codecheck.yml``, and the draft of a certificate.

The manifest follows the CODECHECK configuration file specification, version 1.0. Of its fields those of the codechecker
(codechecker, report, certificate, check_time, summary) are left to them.
"""

import json
import shlex
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import yaml

from edition.audit.contents import EXPORT, Contents, is_private
from edition.audit.supplement import write_pdf
from edition.numbers.labels import Labels

VERSION = "https://codecheck.org.uk/spec/config/1.0"
HEAD = """\
%YAML 1.1
# Written by the workflow. codechecker, report, certificate, check_time, and summary are for the codechecker to add.
---
"""


def reported(citation: Mapping[str, Any]) -> dict[str, Any]:
    """The article that is reproduced: title, authors (the corresponding one first), reference."""
    (article,) = citation["references"]
    names = [f"{author['given-names']} {author['family-names']}" for author in article["authors"]]
    reference = f"https://doi.org/{article['doi']}"
    return {"title": article["title"], "authors": [{"name": name} for name in names], "reference": reference}


def about(synthetic: bool, words: Labels) -> str:
    """What the cohort of the run is."""
    return words[f"evidence.ledger.{'synthetic' if synthetic else 'observed'}"]


def command_with(overrides: Sequence[str]) -> str:
    """The command that repeats a run whose configuration had these ``overrides`` (``key.key=JSON``) of config.yaml.

    A hospital's folder has no name of its own there.
    """
    nested: dict[str, Any] = {}
    for override in overrides:
        path, _, value = override.partition("=")
        *outer, last = path.split(".")
        place = reduce(lambda part, key: part.setdefault(key, {}), outer, nested)
        given = json.loads(value)
        place[last] = EXPORT if path == "export.folder" and is_private(Path(given)) else given
    given = [f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in nested.items()]
    return shlex.join(["snakemake", "evidence", "--config", *given]) if given else "make evidence"


def manifest(contents: Contents, citation: Mapping[str, Any], purposes: Mapping[str, str], command: str) -> str:
    """The text of codecheck.yml: the ``command``, and the files that a check has to give again, with checksums."""
    listed = {
        "version": VERSION,
        "paper": reported(citation),
        "manifest": [
            {"file": file, "comment": f"Step {step}. {purposes[step]}"} for file, step in contents.answers.items()
        ],
        "workflow_command": command,
        "workflow_checksums": {file: contents.files[file] for file in contents.answers},
    }
    return HEAD + yaml.safe_dump(listed, allow_unicode=True, sort_keys=False, width=120)


def write_certificate(
    file: Path,
    contents: Contents,
    citation: Mapping[str, Any],
    words: Labels,
    engine: str,
    command: str,
    small: Sequence[int],
) -> None:
    """Write the draft certificate. ``small`` is the number of small counts and the highest that is one."""
    text = words.words["evidence"]["certificate"]
    article = reported(citation)
    authors = ", ".join(author["name"] for author in article["authors"])
    link = {"text": article["reference"], "to": article["reference"]}
    values = [article["title"], authors, link, *[text["open"]] * 4]
    versions = sorted({f"{name} {number}" for run in contents.runs for name, number in run["software"].items()})
    said = text["summary"].format(steps=len(contents.runs), engine=engine, software=", ".join(versions))
    hospital = [] if contents.synthetic else [text["withheld"], text["small"].format(n=small[0], most=small[1])]
    files = [[{"code": name}, step, {"code": contents.files[name][7:]}] for name, step in contents.answers.items()]
    steps = [
        [run["name"].replace("_", " "), words[f"audit.purposes.{run['step']}"], {"code": run["command"]}]
        for run in contents.runs
    ]
    sections = [
        {"heading": text["paper"], "rows": list(map(list, zip(text["fields"].split("|"), values, strict=True)))},
        {
            "heading": text["run"],
            "remarks": [said, about(contents.synthetic, words), *hospital, text["repeat"].format(command=command)],
        },
        {"heading": text["outputs"], "head": text["files"].split("|"), "rows": files, "widths": [8, 4, 11]},
        {"heading": text["steps"], "head": text["commands"].split("|"), "rows": steps, "widths": [2, 3, 7]},
    ]
    write_pdf(file, text["title"], words.language, [text["draft"]], sections)
