"""The steps as jobs of a real Slurm, where one answers (.ci/slurm.sh starts one of a single node)."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from workspace import EMBEDDED, ROOT, Workspace

pytestmark = pytest.mark.build

PROFILE = (*EMBEDDED, "--profile", "workflow/profiles/slurm", "--slurm-init-seconds-before-status-checks", "1")
HANGS = 900
"""Seconds after which nothing more is waited for; how fast it is, no test says."""
COHORT = "results/cohort/cohort.csv"
COUNTS = [f"results/numbers/{name}.json" for name in ("flow", "table1", "survival")]


@pytest.fixture(scope="module")
def executor(tmp_path_factory) -> dict[str, str]:
    """The variables with which Snakemake finds the executor that `make cluster` installs."""
    if shutil.which("sinfo") is None or subprocess.run(["sinfo"], capture_output=True, check=False).returncode:
        pytest.skip("no Slurm answers: steps were not run as its jobs")
    folder = tmp_path_factory.mktemp("executor")
    command = [Path(sys.executable).parent / "uv", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--target", folder, "--requirement", ROOT / "envs/cluster.txt"]
    installed = subprocess.run(command, capture_output=True, text=True, check=False)
    if installed.returncode:
        pytest.skip(f"the executor could not be installed: {installed.stderr.strip().splitlines()[-1]}")
    for other in folder.iterdir():  # what the project's environment has already stays its own
        if not other.name.startswith(("snakemake_executor_plugin", "throttler")):
            shutil.rmtree(other) if other.is_dir() else other.unlink()
    return {"PYTHONPATH": os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))}


class Running:
    """A build whose steps are jobs, in a copy of the built project without ``outputs``, which it makes anew."""

    def __init__(self, workspace: Workspace, env: dict[str, str], retries: int, *outputs: str) -> None:
        self.folder, self.outputs, self.said = workspace.folder, outputs, workspace.folder / "said"
        for name in outputs:
            (self.folder / name).unlink()
        command = [sys.executable, "-m", "snakemake", *PROFILE, "--retries", str(retries), *outputs]
        with self.said.open("w") as said:
            self.process = subprocess.Popen(command, cwd=self.folder, env=env, stdout=said, stderr=subprocess.STDOUT)

    def ended(self) -> tuple[int, str]:
        """Its exit status and all that it said."""
        return self.process.wait(timeout=HANGS), self.said.read_text("utf-8")


@pytest.fixture(scope="module")
def running(built_once, executor, tmp_path_factory) -> dict[str, Running]:
    """Three builds that wait for their jobs at the same time."""
    killed, fails, alike = (
        Workspace(tmp_path_factory.mktemp(name), built_once) for name in ("killed", "fails", "alike")
    )
    fails.edit("data/synthetic/hastalar.csv", "2", "x2")
    env = os.environ | executor
    return {
        "killed": Running(killed, env, 1, COHORT),
        "fails": Running(fails, env, 0, COHORT),
        "alike": Running(alike, env, 1, COHORT, *COUNTS),
    }


def test_a_job_that_is_killed_is_submitted_again(running):
    build, jobs, patience = running["killed"], [], time.monotonic() + HANGS
    while not jobs and build.process.poll() is None and time.monotonic() < patience:
        listed = ["squeue", "--noheader", "--states=RUNNING", "--format=%i %Z"]
        lines = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.splitlines()
        jobs = [line.split()[0] for line in lines if line.endswith(str(build.folder))]
        time.sleep(0.2)
    assert jobs, build.ended()
    subprocess.run(["scancel", *jobs], check=True)
    code, said = build.ended()
    assert code == 0, said
    assert "Trying to restart" in said and (build.folder / COHORT).exists()


def test_a_job_that_fails_says_why(running):
    code, said = running["fails"].ended()
    assert code
    assert "error: data/synthetic/hastalar.csv" in said and "Traceback" not in said


def test_jobs_make_the_same_bytes(running, built_once):
    """A step alone, then three short ones grouped into one job."""
    build = running["alike"]
    code, said = build.ended()
    assert code == 0, said
    assert said.count("submitted with SLURM jobid") == 2
    assert all((build.folder / name).read_bytes() == (built_once / name).read_bytes() for name in build.outputs)
