"""A revision of the project, built so that its article can be compared."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from salvage.errors import InputError

DEFAULT = ["en", "tr"]
LAST_LINES = 20


def git(*arguments: str) -> str:
    """What git answers. Raises InputError with its message where it fails."""
    done = subprocess.run(["git", *arguments], capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise InputError(f"git {arguments[0]}: {done.stderr.strip()}.", remedy="Run this in a clone of the project.")
    return done.stdout.strip()


def commit(revision: str) -> str:
    """The full name of a commit. Raises InputError where there is none of that name."""
    command = ["git", "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        known = ", ".join(git("for-each-ref", "--format=%(refname:short)").split()[:8])
        raise InputError(f"there is no revision {revision!r}.", remedy=f"Name a commit, or one of: {known}.")
    return done.stdout.strip()


def languages(folder: Path) -> list[str]:
    """The languages of the article in ``folder``, whose configuration may have other keys than today's."""
    return yaml.safe_load((folder / "config.yaml").read_text("utf-8")).get("languages", DEFAULT)


def build(folder: Path) -> None:
    """Make in ``folder`` all that its articles are rendered from. Raises InputError where that fails."""
    targets = [f"results/stage/{language}" for language in languages(folder)]
    command = [sys.executable, "-m", "snakemake", "--cores", "all", "--", *targets]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-LAST_LINES:])
        raise InputError(f"{folder} could not be built:\n{said}\n", remedy="Compare revisions that build.")


@contextmanager
def checked_out(revision: str, scratch: Path) -> Iterator[Path]:
    """A folder with ``revision``; what the present build has in common with it need not be made again."""
    folder = scratch / "revision"
    git("worktree", "add", "--quiet", "--detach", str(folder), commit(revision))
    try:
        # Snakemake compares checksums and reruns what differs, as it would after `git checkout`.
        for made in (Path("results"), Path(".snakemake/metadata")):
            if made.is_dir():
                shutil.copytree(made, folder / made)
        yield folder
    finally:
        git("worktree", "remove", "--force", str(folder))
