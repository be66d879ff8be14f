"""What a build takes, as ratios within one run: ``make bench`` (on a machine that does nothing else).

Each case is measured in a copy of the project and set beside what it cannot be faster than, or could be made by: a
workflow of one rule, the renderer alone, the same functions one after the other in one process, the same steps under
DVC. Prints a table in Markdown: seconds, the ratio, the most memory of one process.
"""

import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from workspace import EMBEDDED, Workspace  # noqa: E402

SNAKEMAKE = [sys.executable, "-m", "snakemake", "--cores", "2", "--quiet", *EMBEDDED]
ONE_RULE = "rule all:\n    output: 'made'\n    shell: 'touch {output}'\n"
IN_ONE_PROCESS = """
import json, shlex, sys
sys.path.insert(0, "workflow")
import step
for command in json.load(open(sys.argv[1])):
    step.run(shlex.split(command)[2:])
"""


class Measure(NamedTuple):
    """Wall-clock seconds, and the most memory of one process in MB."""

    seconds: float
    memory: float


def measured(command: list[str], folder: Path) -> Measure:
    """Run a command to its end; it must succeed."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT, env=environment())
        _, status, used = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - started
        running.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if running.returncode:
            raise SystemExit(f"{shlex.join(command)} failed:\n{said.read().decode(errors='replace')[-3000:]}")
    return Measure(seconds, used.ru_maxrss / 1024)


def environment() -> dict[str, str]:
    """The project's own programs come first."""
    return os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}


def median(run: Callable[[], Measure], times: int = 3) -> Measure:
    """The median of several runs."""
    runs = [run() for _ in range(times)]
    return Measure(statistics.median(one.seconds for one in runs), max(one.memory for one in runs))


def records(workspace: Workspace) -> list[dict]:
    """The records of a build's runs, in the order in which they began."""
    files = (workspace.folder / "results/runs").glob("*.json")
    return sorted((json.loads(file.read_text("utf-8")) for file in files), key=lambda record: record["started"])


def in_one_process(workspace: Workspace, commands: list[str], folder: Path) -> Measure:
    """The same functions with the same options, no process between them."""
    fresh = Workspace(folder)
    for name in {part for command in commands for part in shlex.split(command) if part.startswith("results/")}:
        (fresh.folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / "commands.json").write_text(json.dumps(commands), "utf-8")
    return measured([sys.executable, "-c", IN_ONE_PROCESS, "commands.json"], folder)


def under_dvc(runs: list[dict], folder: Path, programs: Path) -> tuple[Measure, Measure]:
    """The same commands as stages of DVC, which is installed in a place of its own: all of them, and none to do."""
    Workspace(folder)
    stages = {
        f"s{number}": {
            "cmd": "mkdir -p " + " ".join(sorted({str(Path(name).parent) for name in record["outputs"]}))
            + f" && {record['command']}",
            "deps": [name for name in record["inputs"] if name not in record["outputs"]],
            "outs": [{name: {"cache": False}} for name in record["outputs"]],
        }
        for number, record in enumerate(runs)
        if record["outputs"]
    }  # fmt: skip
    (folder / "dvc.yaml").write_text(json.dumps({"stages": stages}), "utf-8")
    subprocess.run([programs / "dvc", "init", "--no-scm", "--quiet"], cwd=folder, check=True)
    repro = [str(programs / "dvc"), "repro", "--quiet"]
    return measured(repro, folder), median(lambda: measured(repro, folder))


def show(name: str, measure: Measure, beside: str, seconds: float) -> None:
    """A row of the table, as soon as it is known."""
    ratio = measure.seconds / seconds
    print(
        f"| {name} | {measure.seconds:.1f} | {beside} | {seconds:.1f} | {ratio:.2f} | {measure.memory:.0f} |",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        one_rule = base / "one-rule"
        one_rule.mkdir()
        (one_rule / "Snakefile").write_text(ONE_RULE, "utf-8")
        least = [*SNAKEMAKE[: -len(EMBEDDED)]]
        measured(least, one_rule)
        nothing_of_one = median(lambda: measured(least, one_rule))

        workspace = Workspace(base / "project")
        clean = measured(SNAKEMAKE, workspace.folder)
        runs = records(workspace)
        work = sum(record["seconds"] for record in runs)
        nothing = median(lambda: measured(SNAKEMAKE, workspace.folder))
        rendering = (record["command"] for record in runs if record["step"] == "render")
        english = next(command for command in rendering if "--lang en" in command)
        renderer = median(lambda: measured(shlex.split(english), workspace.folder))

        def changed(name: str, old: str, new: str) -> Measure:
            workspace.edit(name, old, new)
            measure = measured(SNAKEMAKE, workspace.folder)
            workspace.edit(name, new, old)
            measured(SNAKEMAKE, workspace.folder)
            return measure

        print("| What | Seconds | Beside | Seconds | Ratio | Memory, MB |", "|:--|--:|:--|--:|--:|--:|", sep="\n")
        show("nothing to do", nothing, "a workflow of one rule, nothing to do", nothing_of_one.seconds)
        word = changed("manuscript/article.en.qmd", "Various salvage regimens", "Several salvage regimens")
        show("a word of one language", word, "nothing to do + the renderer", nothing.seconds + renderer.seconds)
        reference = changed("manuscript/references.bib", "year ", "year  ")
        show("a bibliography entry", reference, "the same, twice", nothing.seconds + 2 * renderer.seconds)
        datum = changed("data/synthetic/izlem.csv", "04.01.2006", "05.01.2006")
        show("a cell of the export", datum, "clean", clean.seconds)
        claim = changed("data/published/discussion.yaml", "more frequent in Group 1 than", "commoner in Group 1 than")
        show("a claim", claim, "clean", clean.seconds)
        show("clean", clean, "the work of its steps, on two cores", work / 2)
        one_process = in_one_process(workspace, [record["command"] for record in runs], base / "one-process")
        show("clean", clean, "the same functions in one process", one_process.seconds)
        programs = base / "dvc/bin"
        installed = subprocess.run([sys.executable, "-m", "venv", base / "dvc"], check=False).returncode == 0 and (
            subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", "dvc"], check=False).returncode == 0
        )
        if installed:
            dvc, dvc_nothing = under_dvc(runs, base / "under-dvc", programs)
            show("clean", clean, "under DVC", dvc.seconds)
            show("nothing to do", nothing, "under DVC", dvc_nothing.seconds)
        else:
            print("note: DVC could not be installed; it is left out.", file=sys.stderr)


if __name__ == "__main__":
    main()
