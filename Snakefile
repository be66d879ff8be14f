"""The whole article, from what the paper prints (or a hospital's export) to the typeset pages in every language."""

import os
import shlex
import sys
from pathlib import Path

from snakemake.utils import min_version

sys.path.insert(0, str(Path(workflow.basedir) / "workflow"))
from edition.cleaning.origin import read as read_origin
from edition.files.building import prepare
from edition.files.errors import exit_plainly
from edition.files.reading import read_mapping
from edition.files.settings import overrides, settings
from edition.files.sources import sources

min_version("9.0")

CONFIG = Path("config.yaml")

with exit_plainly():
    read_mapping(CONFIG)


configfile: "config.yaml"


with exit_plainly():
    config = settings(config, CONFIG)
    OVERRIDES = overrides(config, CONFIG)

# Steps run with the Python that runs Snakemake, whether or not its environment is activated.
os.environ.update(PATH=os.pathsep.join([str(Path(sys.executable).parent), *os.get_exec_path()]))

LANGUAGES = config["languages"]


wildcard_constraints:
    lang="|".join(LANGUAGES),
    size="|column/",


include: "workflow/rules/common.smk"
include: "workflow/rules/cohort.smk"
include: "workflow/rules/statistics.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/manuscript.smk"
include: "workflow/rules/audit.smk"


REMADE = prepare(workflow) if workflow.is_main_process else []


rule all:
    default_target: True
    input:
        expand("results/article/article.{lang}{suffix}", lang=LANGUAGES, suffix=FORMATS),
        "results/checks/manuscript.json",
        "results/checks/passages.json",
        expand("results/checks/rendered.{lang}.json", lang=LANGUAGES),
        expand("results/audit/audit.{lang}.html", lang=LANGUAGES),
        expand("manuscript/{file}", file=NAMED),
        "results/numbers.json",
        "results/cohort/cohort.csv",
        "results/audit/reconstruction.json",
        REMADE,
        expand("results/figures/{figure}-{lang}.{format}", figure=FIGURES, lang=LANGUAGES, format=["svg", "pdf", "png"]),
    message:
        "The article in every language and format, with the numbers, figures and tables that it is made from"


include: "workflow/rules/evidence.smk"


# One environment for all rules, as seen from their files, a log that is called like them, and the code of their steps.
for step_rule in workflow.rules:
    if step_rule.shellcmd:
        name = step_rule.name.replace("_", "-") + ("-{lang}" if "lang" in step_rule.wildcard_names else "")
        size = "{size}" if "size" in step_rule.wildcard_names else ""
        step_rule.log_modifier = step_rule.output_modifier
        step_rule.set_log(f"results/logs/{size}{name}.log")
        step_rule.conda_env = "../../envs/workflow.yaml"
    if Path(workflow.basedir, f"workflow/scripts/{step_rule.name}.py").is_file():
        step_rule.set_input(code=sources(step_rule.name))
