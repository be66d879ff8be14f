"""The lists that the environment is made from."""

import importlib.util
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from workspace import ROOT

ENVS = Path("envs")
LOCKS = sorted(ENVS.glob("*.txt"))


def entries(lock):
    """Each locked requirement with its continuation lines."""
    text = re.sub(r"^\s*#.*$", "", lock.read_text("utf-8"), flags=re.MULTILINE)
    return [entry for entry in re.split(r"\n(?=\S)", text.replace("\\\n", " ")) if entry.strip()]


def version(entry):
    return re.match(r"\s*([\w.-]+==\S+)", entry)[1]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_with_hashes_and_no_host_is_named(lock):
    assert entries(lock)
    for entry in entries(lock):
        assert re.match(r"\s*[\w.-]+==\S+.*--hash=sha256:[0-9a-f]{64}", entry), entry
    assert "://" not in lock.read_text("utf-8")


def test_the_tests_change_no_version_of_what_the_article_is_built_with():
    article = {version(entry) for entry in entries(ENVS / "requirements.txt")}
    assert article <= {version(entry) for entry in entries(ENVS / "requirements-test.txt")}


def test_the_conda_environment_has_the_locked_versions():
    spec = importlib.util.spec_from_file_location("conda", ENVS / "conda.py")
    conda = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(conda)
    texts = [(ENVS / name).read_text("utf-8") for name in ("requirements.in", "requirements.txt")]
    assert (ENVS / "workflow.yaml").read_text("utf-8") == conda.environment(*texts)


def test_one_version_is_told_everywhere():
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    citation = yaml.safe_load(Path("CITATION.cff").read_text("utf-8"))
    assert project["version"] == citation["version"]
    assert f"## {citation['version']} – {citation['date-released']}" in Path("CHANGELOG.md").read_text("utf-8")
    assert project["keywords"] == citation["keywords"]


def test_what_runs_before_a_commit_runs_here():
    (source,) = yaml.safe_load(Path(".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert source["repo"] == "local"
    tests = Path("Makefile").read_text("utf-8")
    for hook in source["hooks"]:
        assert hook["language"] == "system"
        program = hook["entry"].removeprefix(".venv/bin/").split()[0]
        assert f"$(BIN)/{program}" in tests, hook


def test_version_control_leaves_out_no_file_of_the_project():
    """The rules that keep a hospital's data out must not keep out what tests and steps read."""
    command = ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "tests", "workflow"]
    ignored = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    assert [name for name in filter(None, ignored) if "__pycache__" not in name] == []
