"""What a build does besides its rules: locks of a killed build, altered results, the words of a failed step."""

import json
import logging
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from edition.files import building
from edition.files.runs import checksum

HOLD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from edition.files.building import unlock
print(unlock(Path(".snakemake")), flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def undone(monkeypatch):
    """No lock that a test holds, and no words that it keeps back, outlive it."""
    held = []
    monkeypatch.setattr(building, "_held", held)
    monkeypatch.setattr(logging.getLogger("snakemake.logging"), "filters", [])
    yield
    for file in held:
        file.close()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    workflow = str(Path("workflow").resolve())
    monkeypatch.chdir(tmp_path)
    lock = Path(".snakemake/locks/0.output.lock")
    lock.parent.mkdir(parents=True)
    lock.touch()
    return workflow, lock


@contextmanager
def another(workflow):
    """Another build in the same folder; whether it took locks away. It is killed at the end."""
    command = [sys.executable, "-c", HOLD, workflow]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.kill()


def test_locks_of_a_killed_build_are_taken_away(folder):
    workflow, lock = folder
    with another(workflow) as said:
        assert said == "True" and not lock.exists()
        lock.touch()
    assert building.unlock(Path(".snakemake"))
    assert not lock.exists()


def test_two_builds_exclude_each_other(folder):
    workflow, lock = folder
    lock.unlink()
    with another(workflow) as said:
        assert said == "False"
        lock.touch()  # as the other build has it, once it runs
        assert not building.unlock(Path(".snakemake")) and lock.exists()
    with another(workflow) as said:  # the other has ended, this one lives
        assert said == "False" and lock.exists()


def test_a_folder_that_cannot_be_written_is_left_to_snakemake(folder, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr(building, "unlock", refuse)
    monkeypatch.setattr(sys, "argv", ["snakemake"])
    assert building.prepare(type("Workflow", (), {"rules": []})) == []


class Output(str):
    """An output of a rule, without wildcards."""

    flags: dict = {}  # noqa: RUF012

    def match(self, path):
        return self == path


RESULTS = {
    "results/cohort/cohort.csv": "patient;sex\n1;male\n",
    "results/ledger.json": '{"entries": []}',
    "results/stage/en/numbers.json": "{}",
    "results/tables/table1.en.md": "| a |",
}
ALTERATIONS = [
    # what is altered, how, what is made anew, whether it is said
    ("results/cohort/cohort.csv", "patient;sex\n1;female\n", "results/cohort/cohort.csv", True),
    ("results/ledger.json", "", "results/ledger.json", True),
    ("results/ledger.json", '{"entr', "results/ledger.json", True),
    ("results/tables/table1.en.md", None, "results/tables/table1.en.md", False),
    ("results/stage/en/numbers.json", "{ }", "results/stage/en", True),
    ("results/stage/en/numbers.json", None, "results/stage/en", False),
    ("results/cohort/cohort.csv", RESULTS["results/cohort/cohort.csv"], None, False),
]


@pytest.mark.parametrize("options", ["-p", "--cores 2 -j 4 -k", "-np", "--summary", "--lint", "--report r.html"])
@pytest.mark.parametrize(("name", "content", "wanting", "said"), ALTERATIONS)
def test_altered_results_are_named_and_made_anew(tmp_path, monkeypatch, capsys, name, content, wanting, said, options):
    monkeypatch.chdir(tmp_path)
    for path, text in RESULTS.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, "utf-8")
        record = {"step": "some", "started": 1, "outputs": {path: checksum(Path(path))}}
        Path("results/runs").mkdir(exist_ok=True)
        Path(f"results/runs/{Path(path).name}.json").write_text(json.dumps(record), "utf-8")
    old = {"step": "some", "started": 0, "outputs": {"results/ledger.json": "sha256:before"}}
    Path("results/runs/old.json").write_text(json.dumps(old), "utf-8")
    Path("results/runs/cut.json").write_text('{"step": "so', "utf-8")
    gone = {"step": "dropped", "started": 2, "outputs": {"results/of-no-rule.json": "sha256:0"}}
    Path("results/runs/gone.json").write_text(json.dumps(gone), "utf-8")
    Path(name).unlink() if content is None else Path(name).write_text(content, "utf-8")
    outputs = ["results/stage/en" if "stage" in path else path for path in RESULTS]
    rules = [type("Rule", (), {"output": [Output(path)]}) for path in outputs]
    monkeypatch.setattr(sys, "argv", ["snakemake", *options.split()])
    assert building.prepare(type("Workflow", (), {"rules": rules})) == ([wanting] if wanting else [])
    assert (f"{name} is not what its step some wrote" in capsys.readouterr().err) == said
    untouched = wanting is None or options.split()[0] not in ("-p", "--cores")
    assert {path for path in outputs if not Path(path).exists()} == (
        ({name} if content is None else set()) - {"results/stage/en/numbers.json"} if untouched else {wanting}
    )


def test_the_words_of_a_failed_step_stand_alone_at_the_end(tmp_path, capsys):
    words = building.OwnWords()
    logs = []
    for step in ("clean", "flow", "silent"):
        logs.append(tmp_path / f"{step}.log")
        logs[-1].write_text("" if step == "silent" else "error: a.csv, row 2: wrong. Mend it.\n", "utf-8")

    def shown(text, **told):
        return words.filter(logging.makeLogRecord({"msg": text, **told}))

    assert shown("Execute 3 jobs...")
    assert [shown("Error in rule", event="job_error", log=[str(log)]) for log in logs] == [False, False, True]
    assert not shown("RuleException:\nCalledProcessError in file x")
    words.tell()
    assert capsys.readouterr().err == "\nerror: a.csv, row 2: wrong. Mend it.\n"
    words.words.clear()
    words.tell()
    assert "CalledProcessError" in capsys.readouterr().err
    words.kept.clear()


def test_a_build_that_was_ended_from_outside_says_so(capsys):
    words = building.OwnWords()
    words.kept = ["CalledProcessError in file x: Command 'y' died with <Signals.SIGTERM: 15>."]
    words.tell()
    assert capsys.readouterr().err == "\nerror: the build was ended from outside (SIGTERM). Run this again to go on.\n"
    words.words.clear()
    words.kept.clear()


def test_a_full_disk_is_told(monkeypatch, capsys):
    words = building.OwnWords()
    words.kept = ["CalledProcessError"]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 0))
    words.tell()
    assert capsys.readouterr().err.endswith("error: the disk is full. Make room, then run this again.\n")
    words.kept.clear()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_step_that_can_write_no_more_says_so():
    program = (
        "from edition.files.errors import exit_plainly\nwith exit_plainly(): open('/dev/full', 'w').write('x' * 9999)"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd="workflow", capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (
        1,
        "error: the results: No space left on device. Make room on the disk, then run this again.\n",
    )


def test_a_build_that_is_killed_and_edited_says_so_and_mends_it(tmp_path):
    """The whole of it with Snakemake itself, on a workflow of one rule."""
    shutil.copytree("workflow/edition/files", tmp_path / "workflow/edition/files")
    (tmp_path / "Snakefile").write_text(
        "import sys\nsys.path.insert(0, 'workflow')\nfrom edition.files.building import prepare\n"
        "rule a:\n    output: 'results/a'\n    log: 'results/logs/a'\n    shell: 'sleep 3600; echo 1 > {output}'\n"
        "rule b:\n    output: 'results/b'\n    log: 'results/logs/b'\n"
        "    shell: 'echo \"error: no data. Add some.\" > {log}; test -e data; echo 2 > {output}'\n"
        "rule all:\n    default_target: True\n"
        "    input: 'results/b', prepare(workflow) if workflow.is_main_process else []\n",
        "utf-8",
    )
    command = [sys.executable, "-m", "snakemake", "--cores", "1"]

    def run(*arguments):
        done = subprocess.run([*command, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    process = subprocess.Popen([*command, "results/a"], cwd=tmp_path, start_new_session=True, stderr=subprocess.DEVNULL)
    while not list(tmp_path.glob(".snakemake/locks/*output*")):
        assert process.poll() is None
        time.sleep(0.1)
    code, said = run("results/a")
    assert code and "LockException" in said
    os.killpg(process.pid, 9)
    process.wait()
    code, said = run("results/b")
    assert "note: the last build was killed; its locks are taken away." in said
    assert code and said.count("no data. Add some.") == 1 and said.endswith("\nerror: no data. Add some.\n")
    assert "CalledProcessError" not in said and "Error in rule" not in said
    (tmp_path / "data").touch()
    assert run("results/b")[0] == 0
    runs = tmp_path / "results/runs"
    runs.mkdir()
    record = {"step": "b", "started": 1, "outputs": {"results/b": checksum(tmp_path / "results/b")}}
    (runs / "b.json").write_text(json.dumps(record), "utf-8")
    (tmp_path / "results/b").write_text("3\n", "utf-8")
    os.utime(tmp_path / "results/b", (0, 0))  # as where the clock was set back
    assert "results/b is not what its step b wrote" in run("-n")[1]
    assert (tmp_path / "results/b").read_text("utf-8") == "3\n"
    code, said = run()
    assert code == 0 and "results/b is not what its step b wrote" in said
    assert (tmp_path / "results/b").read_text("utf-8") == "2\n"
