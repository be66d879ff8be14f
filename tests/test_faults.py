"""Whatever befalls a build, the next one ends in the same bytes, or one message says what to mend, without damage.

The build is a small one: cleaning and the statistics, which read the export alone. ``RELAPSE_KILLS=25`` kills it so
often. Damaged results are tried in ``test_building``, programs that crash in ``test_engine``.
"""

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

TARGETS = [
    "results/cohort/cohort.csv",
    "results/tables/table1.en.md",
    *(f"results/numbers/{step}.json" for step in ("toxicity", "survival")),
]
SETTINGS = ["--cores", "2", *EMBEDDED, "analysis={plan: recommended}", "--"]
OPTIONS = [*SETTINGS, *TARGETS]
TURKISH = {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"}
KILLS = int(os.environ.get("RELAPSE_KILLS", "2"))


def build(workspace, *targets, **settings):
    """The small build there, or ``targets`` of it; output and exit status are in what is returned."""
    env = os.environ | settings.pop("env", {})
    command = [sys.executable, "-m", "snakemake", *SETTINGS, *(targets or TARGETS)]
    return subprocess.run(
        command, cwd=workspace.folder, env=env, capture_output=True, text=True, check=False, **settings
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A small build that nothing befell, what it made, and how long it took."""
    workspace = Workspace(tmp_path_factory.mktemp("whole"))
    started = time.monotonic()
    run = build(workspace)
    assert run.returncode == 0, run.stdout + run.stderr
    return workspace, workspace.artefacts(), time.monotonic() - started


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
def test_a_build_that_is_killed_at_any_moment_is_taken_up_again(tmp_path, whole, kill):
    workspace = Workspace(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "snakemake", *OPTIONS],
        cwd=workspace.folder,
        env=os.environ | TURKISH,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(random.Random(kill).uniform(0.1, 0.95) * whole[2])
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    ends_alike(workspace, whole, env=TURKISH)


def test_any_folder_locale_and_umask_give_the_same_bytes(tmp_path, whole):
    workspace = Workspace(tmp_path / "Ayşe'nin “kayıt” klasörü; $(ğüşiöç) İstanbul ı")
    ends_alike(workspace, whole, env={"LANG": "C", "LC_ALL": "C"}, umask=0o077)


def copy_of(whole, folder):
    return Workspace(folder, whole[0].folder)


def test_a_clock_that_was_set_back_hides_no_edit(tmp_path, whole):
    workspace = copy_of(whole, tmp_path / "copy")
    table = workspace.folder / "data/synthetic/hastalar.csv"
    before = table.read_bytes()
    for content, said in ((before.replace(b"erkek", b"kad\xc4\xb1n", 1), True), (before, True), (before, False)):
        table.write_bytes(content)
        os.utime(table, (0, 0))
        run = build(workspace, "results/cohort/cohort.csv")
        assert run.returncode == 0, run.stdout + run.stderr
        assert ("hastalar.csv changed, although its time is older" in run.stderr) == said
        assert (workspace.artefacts() == whole[1]) == (content == before)
    for file in (workspace.folder / "data/synthetic").iterdir():
        os.utime(file, (time.time() + 86400,) * 2)
    ends_alike(workspace, whole)


@pytest.fixture
def small_disk(tmp_path):
    """A workspace whose results lie on a disk of 64 KB; who may not mount one cannot try."""
    workspace = Workspace(tmp_path / "project")
    results = workspace.folder / "results"
    results.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=64k", "none", str(results)]
    if not mount or os.getuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a full and a read-only disk are tried by root, where it may mount one")
    yield workspace
    if results.is_mount():
        subprocess.run(["umount", str(results)], check=True)


def test_a_full_or_read_only_disk_is_one_message_and_does_no_damage(small_disk, whole):
    workspace, results = small_disk, small_disk.folder / "results"
    fails_with_one_message(workspace, "Make room")
    for options in ("remount,ro", "remount,rw,size=64m"):
        subprocess.run(["mount", "-o", options, str(results)], check=True)
        if "ro" in options:
            fails_with_one_message(workspace, "results: nothing can be written here. Make it writable")
    ends_alike(workspace, whole)


def test_another_user_goes_on_with_what_is_there(whole):
    if os.getuid():
        pytest.skip("only root can be somebody else")
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        workspace = copy_of(whole, Path(name) / "project")
        (workspace.folder / TARGETS[0]).unlink()
        for path in [workspace.folder, *workspace.folder.rglob("*")]:
            os.chown(path, 65534, 65534, follow_symlinks=False)
        other = {"user": 65534, "group": 65534, "extra_groups": []}
        try:
            subprocess.run([sys.executable, "-c", "import pandas"], capture_output=True, check=True, **other)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("the other user cannot run this Python")
        ends_alike(workspace, whole, env={"HOME": name}, **other)
