"""A copy of the project in a folder of its own, in which a test may build and break things."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from edition.numbers.labels import read_labels

ROOT = Path(__file__).parent.parent
LABELS = {language: read_labels(ROOT / f"manuscript/labels.{language}.yaml") for language in ("en", "tr")}
"""Language → the words of tables and figures."""
EMBEDDED = ("--config", "render={engine: embedded}")

BY_HAND = """import shlex, sys
sys.path.insert(0, "workflow")
import step
for line in sys.stdin:
    step.run(shlex.split(line)[2:])
"""


class Workspace:
    """The project's files as they stand in the working tree, copied to ``folder``; nothing that a build made.

    With ``built``, the folder of a built project, a copy of that, in which a build has nothing to do.
    """

    def __init__(self, folder: Path, built: Path | None = None) -> None:
        self.folder = folder
        if built is not None:
            shutil.copytree(built, folder, symlinks=True, dirs_exist_ok=True)
            return
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        for name in filter(None, listed.stdout.decode().split("\0")):
            if (ROOT / name).exists():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, folder / name, follow_symlinks=False)

    def take(self, built: Path, step: str) -> None:
        """What a step made in the folder of a built project, as if it had run here."""
        record = f"results/runs/{step}.json"
        outputs = json.loads((built / record).read_text("utf-8"))["outputs"]
        metadata = [path.relative_to(built) for path in (built / ".snakemake/metadata").rglob("*") if path.is_file()]
        for name in (record, *outputs, *metadata):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(built / name, self.folder / name)

    def snakemake(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run Snakemake there; its output and exit status are in what is returned."""
        command = [sys.executable, "-m", "snakemake", *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=os.environ | dict(env or {}), capture_output=True, text=True, check=False
        )

    def by_hand(self, commands: Iterable[str], env: Mapping[str, str] | None = None) -> None:
        """Run commands of steps that Snakemake printed or records name, in one process: it loads libraries once."""
        given = {"input": "\n".join(commands), "cwd": self.folder, "env": os.environ | dict(env or {}), "text": True}
        run = subprocess.run([sys.executable, "-c", BY_HAND], **given, capture_output=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace the first ``old`` in the file ``name`` by ``new``; it must be there."""
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text, f"{name} does not contain {old!r}"
        path.write_text(text.replace(old, new, 1), "utf-8", newline="\n")

    def artefacts(self) -> dict[str, bytes]:
        """Path → bytes of everything that the build made, logs, records of the runs and Snakemake's marks apart."""
        results = self.folder / "results"
        return {
            path.relative_to(results).as_posix(): path.read_bytes()
            for path in sorted(results.rglob("*"))
            if path.is_file() and not {"logs", "runs", ".snakemake_timestamp"} & set(path.relative_to(results).parts)
        }
