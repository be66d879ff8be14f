"""The whole workflow, built in folders of its own."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest
from workspace import EMBEDDED, ROOT, Workspace

pytestmark = pytest.mark.build

LANGUAGES = ("en", "tr")
ELSEWHERE = {"TZ": "Asia/Tokyo", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
EXPECTED = [
    *(f"article/article.{lang}.{form}" for lang in LANGUAGES for form in ("html", "pdf", "docx", "xml")),
    *(
        f"figures/{figure}-{lang}.{form}"
        for figure in ("flow", "survival")
        for lang in LANGUAGES
        for form in ("svg", "pdf", "png")
    ),
    "numbers.json",
    "cohort/cohort.csv",
]


@pytest.fixture(scope="module")
def built(tmp_path_factory, built_once):
    """The project, built with the embedded engine, two cores and this machine's own settings."""
    return Workspace(tmp_path_factory.mktemp("built"), built_once)


def rules_to_run(workspace, *targets):
    """Names of the rules that a dry run would execute, the target rule apart."""
    run = workspace.snakemake(*targets, "-n", "--quiet", "host", *EMBEDDED)
    assert run.returncode == 0, run.stdout + run.stderr
    return set(re.findall(r"^(\w+)\s+\d+$", run.stdout + run.stderr, flags=re.MULTILINE)) - {"total", "all"}


def test_everything_that_is_promised_is_there(built):
    made = built.artefacts()
    assert [name for name in EXPECTED if not made.get(name)] == []


def test_the_committed_export_is_what_the_reconstruction_makes(built):
    report = json.loads((built.folder / "results/audit/reconstruction.json").read_text("utf-8"))
    assert report["same"], report


def test_a_second_build_has_nothing_to_do(built):
    assert rules_to_run(built) == set()


def test_no_path_of_the_machine_and_no_clock_is_in_an_artefact(built):
    home = str(built.folder).encode()
    year = time.strftime("%Y-%m-%d").encode()
    for name, content in built.artefacts().items():
        assert home not in content, name
        if not name.endswith((".pdf", ".png", ".docx")):
            assert year not in content, name


def test_a_build_elsewhere_that_is_killed_edited_and_taken_up_again_gives_the_same_bytes(built, tmp_path):
    """In a folder with blanks, another time zone and locale, on one core.

    The proof of contradictions and the reconstruction, half of the work, are taken from the first build: the next test
    and ``test_reconstruct`` repeat them elsewhere.
    """
    other = Workspace(tmp_path / "a folder with spaces")
    for step in ("consistency", "reconstruct"):
        other.take(built.folder, step)
    command = [sys.executable, "-m", "snakemake", "--cores", "1", *EMBEDDED]
    env = ELSEWHERE | {"HOME": str(tmp_path)}
    process = subprocess.Popen(
        command,
        cwd=other.folder,
        env=os.environ | env,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    midway = [other.folder / f"results/runs/{step}.json" for step in ("clean", "forensics")]
    deadline = time.monotonic() + 900  # against a hang only
    while not all(run.is_file() for run in midway) and time.monotonic() < deadline:
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert all(run.is_file() for run in midway) and not (other.folder / "results/article/article.en.pdf").exists()
    other.edit("results/cohort/cohort.csv", "female", "male")
    (other.folder / "results/forensics/plan.yaml").write_bytes(b"")
    run = other.snakemake("--cores", "1", *EMBEDDED, env=env)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "the last build was killed; its locks are taken away" in run.stderr
    for name, step in (("cohort/cohort.csv", "clean"), ("forensics/plan.yaml", "forensics")):
        assert f"results/{name} is not what its step {step} wrote; it is made anew." in run.stderr
    assert not re.search("step.py (consistency|reconstruct) ", run.stdout + run.stderr)
    first, second = built.artefacts(), other.artefacts()
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_another_time_zone_and_locale_give_the_same_proof(tmp_path):
    """On the statements of both summaries, which hold a contradiction."""
    for name in ("structure", "abstract", "ozet", "methods", "sources"):
        (tmp_path / "published").mkdir(exist_ok=True)
        shutil.copyfile(ROOT / f"data/published/{name}.yaml", tmp_path / f"published/{name}.yaml")
    (tmp_path / "explanations.yaml").write_text("[]", "utf-8")
    proofs = []
    for env in ({}, ELSEWHERE):
        made = [tmp_path / f"{name}{len(env)}.json" for name in ("results", "numbers")]
        command = [sys.executable, "workflow/step.py", "consistency", "--published", str(tmp_path / "published")]
        command += ["--explanations", str(tmp_path / "explanations.yaml"), "--weights", "table1=4"]
        command += ["--results", str(made[0]), "--numbers", str(made[1])]
        subprocess.run(command, cwd=ROOT, env=os.environ | env, check=True)
        proofs.append([file.read_bytes() for file in made])
    assert json.loads(proofs[0][0])["contradictions"]
    assert proofs[0] == proofs[1]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected", "untouched"),
    [
        (
            "manuscript/article.tr.qmd",
            "Özgün çalışma geriye dönüktür",
            "Özgün çalışma retrospektiftir",
            {"render"},
            {"clean", "survival", "numbers"},
        ),
        (
            "workflow/edition/statistics/survival.py",
            '"""',
            '"""Edited. ',
            {"survival", "numbers", "render"},
            {"clean", "flow"},
        ),
        (
            "workflow/scripts/toxicity.py",
            '"""',
            '"""Edited. ',
            {"toxicity", "numbers"},
            {"clean", "survival", "reconstruct"},
        ),
        ("manuscript/article.css", "{", "{ ", {"render"}, {"clean", "numbers"}),
    ],
)
def test_an_edit_reruns_what_depends_on_it_and_nothing_else(built, file, old, new, expected, untouched):
    path = built.folder / file
    before, times = path.read_bytes(), path.stat()
    try:
        built.edit(file, old, new)
        rules = rules_to_run(built)
    finally:
        path.write_bytes(before)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert expected <= rules
    assert not untouched & rules


@pytest.mark.parametrize(
    ("old", "new", "rendered"),
    [
        ("Özgün çalışma geriye dönüktür", "Özgün çalışma retrospektiftir", ["tr"]),
        ("hedefe yönelik ajanlar]", "hedef ajanlar]", ["en", "tr"]),
    ],
    ids=["of the text", "of the keywords, which every language shows"],
)
def test_a_word_in_one_language_renders_what_shows_it(built, old, new, rendered):
    path = built.folder / "manuscript/article.tr.qmd"
    before, times = path.read_bytes(), path.stat()
    try:
        built.edit("manuscript/article.tr.qmd", old, new)
        run = built.snakemake("-n", "-p", *EMBEDDED)
    finally:
        path.write_bytes(before)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    said = run.stdout + run.stderr
    assert sorted(re.findall(r"step\.py render .*--jats results/article/article\.(\w+)\.xml", said)) == rendered
    commands = re.findall(r"step\.py (check_manuscript|stage|check_rendered|translations) .*", said)
    each = ["check_rendered", "stage"] * len(rendered) + ["translations"] * (len(rendered) > 1)
    assert sorted(commands) == sorted(["check_manuscript", *each])


def test_a_changed_setting_reruns_what_depends_on_it(built):
    run = built.snakemake("-n", "--quiet", "host", "--config", "render={engine: embedded}", "analysis={alpha: 0.01}")
    assert run.returncode == 0, run.stdout + run.stderr
    rules = set(re.findall(r"^(\w+)\s+\d+$", run.stdout + run.stderr, flags=re.MULTILINE))
    assert {"survival", "numbers"} <= rules
    assert not {"clean", "reconstruct"} & rules


def test_an_error_in_the_data_is_shown_once_and_leaves_nothing_behind(tmp_path):
    workspace = Workspace(tmp_path)
    table = workspace.folder / "data/synthetic/hastalar.csv"
    lines = table.read_text("utf-8").splitlines()
    table.write_text("\n".join([lines[0].replace(";", ";x", 1), *lines[1:]]) + "\n", "utf-8")
    run = workspace.snakemake("results/cohort/cohort.csv", "--cores", "1", *EMBEDDED)
    output = run.stdout + run.stderr
    assert run.returncode != 0
    assert output.count("error: data/synthetic/hastalar.csv") == 1
    assert output.strip().splitlines()[-1].startswith("error: data/synthetic/hastalar.csv")
    assert "Traceback" not in output
    assert not list((workspace.folder / "results/cohort").glob("*"))


def test_an_unknown_key_in_the_configuration_is_refused_with_a_remedy(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.edit("config.yaml", "alpha:", "alhpa:")
    run = workspace.snakemake("-n")
    output = run.stdout + run.stderr
    assert run.returncode != 0
    assert "analysis: unknown key 'alhpa'. Did you mean alpha?" in output
    assert "Traceback" not in output
