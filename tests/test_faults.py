"""Whatever befalls a build, the next one ends in the same bytes, or one message says what to mend, without damage.

The build is a small one: cleaning and some statistics, taken from the whole build. ``RELAPSE_KILLS=25`` kills it so
often. Damaged results are tried in ``test_building`` too, programs that crash in ``test_engine``.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from workspace import EMBEDDED, Workspace

pytestmark = pytest.mark.build

STEPS = ("clean", "flow", "table1")
TARGETS = ["results/cohort/cohort.csv", "results/numbers/flow.json", "results/tables/table1.en.md"]
SETTINGS = ["--cores", "2", *EMBEDDED, "--"]
PLACES = [
    ("project", {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"}, 0o022),
    ("Ayşe'nin “kayıt” klasörü; $(ğüşiöç) İstanbul ı", {"LANG": "C", "LC_ALL": "C"}, 0o077),
]
KILLS = int(os.environ.get("RELAPSE_KILLS", "2"))


def build(workspace, *targets, **settings):
    """The small build there, or ``targets`` of it; output and exit status are in what is returned."""
    env = os.environ | settings.pop("env", {})
    command = [sys.executable, "-m", "snakemake", *SETTINGS, *(targets or TARGETS)]
    return subprocess.run(
        command, cwd=workspace.folder, env=env, capture_output=True, text=True, check=False, **settings
    )


def begun(folder, built, *steps):
    """A workspace in which the small build has its plan, and what ``steps`` made."""
    workspace = Workspace(folder)
    for step in ("forensics", *steps):
        workspace.take(built, step)
    return workspace


@pytest.fixture(scope="module")
def whole(built_once, tmp_path_factory):
    """A small build that nothing befell, and what it made."""
    workspace = begun(tmp_path_factory.mktemp("whole"), built_once, *STEPS)
    return workspace, workspace.artefacts()


def ends_alike(workspace, whole, **settings):
    """Build there, and see that it ends in the bytes of the undisturbed build; returns what was said."""
    run = build(workspace, **settings)
    assert run.returncode == 0, run.stdout + run.stderr
    assert workspace.artefacts() == whole[1]
    return run.stdout + run.stderr


def fails_with_one_message(workspace, words):
    """The build there fails, and its last line is an error in these words, which stand there once."""
    run = build(workspace)
    said = run.stdout + run.stderr
    assert run.returncode
    assert re.search(words, said.strip().splitlines()[-1]), said
    assert "Traceback" not in said, said
    return said


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_build_that_is_killed_at_any_moment_anywhere_is_taken_up_again(tmp_path, built_once, whole, kill):
    """In two folders, locales and umasks in turn."""
    name, env, umask = PLACES[kill % len(PLACES)]
    workspace = begun(tmp_path / name, built_once)
    process = subprocess.Popen(
        [sys.executable, "-m", "snakemake", *SETTINGS, *TARGETS],
        cwd=workspace.folder,
        env=os.environ | env,
        umask=umask,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    runs = [json.loads((built_once / f"results/runs/{step}.json").read_text("utf-8")) for step in STEPS]
    usual = sum(5 + run["seconds"] for run in runs)  # a process starts in some seconds
    time.sleep(random.Random(kill).uniform(0.1, 0.95) * usual)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    ends_alike(workspace, whole, env=env, umask=umask)


def copy_of(whole, folder):
    return Workspace(folder, whole[0].folder)


def test_a_clock_that_was_set_back_hides_no_edit(tmp_path, whole):
    workspace = copy_of(whole, tmp_path / "copy")
    table = workspace.folder / "data/synthetic/hastalar.csv"
    before = table.read_bytes()
    for content in (before.replace(b"erkek", b"kad\xc4\xb1n", 1), before):
        table.write_bytes(content)
        os.utime(table, (0, 0))
        run = build(workspace, TARGETS[0])
        assert run.returncode == 0, run.stdout + run.stderr
        assert f"{TARGETS[0]} is not what its step clean wrote" not in run.stderr
        assert "hastalar.csv changed, although its time is older" in run.stderr
        assert (workspace.artefacts() == whole[1]) == (content == before)
    for file in (workspace.folder / "data/synthetic").iterdir():
        os.utime(file, (time.time() + 86400,) * 2)
    ends_alike(workspace, whole)


@pytest.fixture
def full_disk(tmp_path, built_once):
    """A workspace whose results lie on a disk that another file fills; who may not mount one cannot try."""
    results = tmp_path / "project/results"
    results.mkdir(parents=True)
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=4m", "none", str(results)]
    if not mount or os.getuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a full and a read-only disk are tried by root, where it may mount one")
    workspace = begun(tmp_path / "project", built_once)
    (results / "other").write_bytes(bytes(shutil.disk_usage(results).free - 20_000))
    yield workspace
    if results.is_mount():
        subprocess.run(["umount", str(results)], check=True)


def test_a_full_or_read_only_disk_is_one_message_and_does_no_damage(full_disk, whole):
    workspace, results = full_disk, full_disk.folder / "results"
    fails_with_one_message(workspace, "Make room")
    subprocess.run(["mount", "-o", "remount,ro", str(results)], check=True)
    fails_with_one_message(workspace, "results: nothing can be written here. Make it writable")
    subprocess.run(["mount", "-o", "remount,rw", str(results)], check=True)
    (results / "other").unlink()
    ends_alike(workspace, whole)


def test_another_user_goes_on_with_what_is_there(whole):
    if os.getuid():
        pytest.skip("only root can be somebody else")
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        workspace = copy_of(whole, Path(name) / "project")
        (workspace.folder / TARGETS[0]).unlink()
        for path in [Path(name), workspace.folder, *workspace.folder.rglob("*")]:
            os.chown(path, 65534, 65534, follow_symlinks=False)
        other = {"user": 65534, "group": 65534, "extra_groups": []}
        try:
            subprocess.run([sys.executable, "-c", "import pandas"], capture_output=True, check=True, **other)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("the other user cannot run this Python")
        ends_alike(workspace, whole, env={"HOME": name}, **other)
