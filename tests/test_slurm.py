"""The steps as jobs of a real Slurm, where one answers (.ci/slurm.sh starts one of a single node)."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from workspace import EMBEDDED, ROOT, Workspace

PROFILE = (*EMBEDDED, "--profile", "workflow/profiles/slurm", "--seconds-between-status-checks", "1")
COUNTS = [f"results/numbers/{name}.json" for name in ("flow", "table1", "toxicity")]


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


@pytest.fixture
def workspace(built_once, tmp_path) -> Workspace:
    return Workspace(tmp_path / "on-a-cluster", built=built_once)


def test_jobs_make_the_same_bytes(workspace, built_once, executor):
    """A step alone, then three short ones grouped into one job."""
    outputs = ["results/cohort/cohort.csv", *COUNTS]
    for name in outputs:
        (workspace.folder / name).unlink()
    run = workspace.snakemake(*PROFILE, *outputs, env=executor)
    assert run.returncode == 0, run.stdout + run.stderr
    assert (run.stdout + run.stderr).count("submitted with SLURM jobid") == 2
    assert all((workspace.folder / name).read_bytes() == (built_once / name).read_bytes() for name in outputs)


def test_a_job_that_fails_says_why(workspace, executor):
    workspace.edit("data/synthetic/hastalar.csv", "2", "x2")
    run = workspace.snakemake(*PROFILE, "--retries", "0", "results/cohort/cohort.csv", env=executor)
    assert run.returncode != 0
    assert "hastalar.csv" in run.stderr and "Traceback" not in run.stderr


def test_a_job_that_is_killed_is_submitted_again(workspace, executor):
    (workspace.folder / "results/consistency.json").unlink()
    command = [sys.executable, "-m", "snakemake", *PROFILE, "results/consistency.json"]
    running = subprocess.Popen(
        command,
        cwd=workspace.folder,
        env=os.environ | executor,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    jobs, patience = [], time.monotonic() + 120
    while not jobs and running.poll() is None and time.monotonic() < patience:
        listed = ["squeue", "--noheader", "--states=RUNNING", "--format=%i %Z"]
        lines = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.splitlines()
        jobs = [line.split()[0] for line in lines if line.endswith(str(workspace.folder))]
        time.sleep(0.2)
    assert jobs, running.communicate()[0]
    subprocess.run(["scancel", *jobs], check=True)
    said = running.communicate(timeout=300)[0]
    assert running.returncode == 0, said
    assert "Trying to restart" in said and (workspace.folder / "results/consistency.json").exists()
