"""The whole workflow, built in folders of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile

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


def test_pages_say_whose_article_it_is_and_what_must_stay_together_does(built_once):
    folder = built_once / "results/article"
    for language, byline in (("en", "Original article:"), ("tr", "Özgün makale:")):
        html = (folder / f"article.{language}.html").read_text("utf-8")
        assert f'<p class="byline">{byline}</p>' in html
        assert 'class="nobreak">FLAG-IDA' in html
        assert re.search(r'<th class="level"[^>]*>\N{EM SPACE}', html)
        with zipfile.ZipFile(folder / f"article.{language}.docx") as word:
            document, properties = (word.read(part).decode() for part in ("word/document.xml", "docProps/core.xml"))
        texts = ["".join(re.findall(r"<w:t[ >][^<]*", p)) for p in document.split("</w:p>")]
        said = [re.sub(r'<w:t(?: xml:space="preserve")?>', "", text) for text in texts]
        assert any(text.startswith(byline) for text in said)
        assert [text for text in said if "  " in text] == []
        date = re.search(r"^date: (.*)$", (built_once / "manuscript/authors.yml").read_text("utf-8"), re.MULTILINE)[1]
        assert properties.count(f"{date}T") == 2


def steps_to_run(workspace, *settings, edits=()):
    """Steps, and their languages, that a dry run would execute after ``edits``, each with the reason; undoes them."""
    files = {workspace.folder / file: None for file, *_ in edits}
    before = {path: (path.read_bytes(), path.stat()) for path in files}
    try:
        for edit in edits:
            workspace.edit(*edit)
        run = workspace.snakemake("-n", "-p", *EMBEDDED, *settings)
    finally:
        for path, (content, times) in before.items():
            path.write_bytes(content)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert run.returncode == 0, run.stdout + run.stderr
    jobs = re.findall(r"Reason: (.*)\nShell command: python workflow/step.py (\w+)(.*)", run.stdout + run.stderr)
    return {" ".join([step, *re.findall(r"--lang(?:uage)? (\w+)", options)]): reason for reason, step, options in jobs}


def test_everything_that_is_promised_is_there(built):
    artefacts = built.artefacts()
    assert [name for name in EXPECTED if not artefacts.get(name)] == []


def test_the_committed_export_is_what_the_reconstruction_makes(built):
    report = json.loads((built.folder / "results/audit/reconstruction.json").read_text("utf-8"))
    assert report["same"], report


def test_a_second_build_has_nothing_to_do(built):
    assert steps_to_run(built) == {}


def test_no_path_of_the_machine_and_no_clock_is_in_an_artefact(built):
    home = str(built.folder).encode()
    today = time.strftime("%Y-%m-%d").encode()
    is_own_date = today in (ROOT / "manuscript/authors.yml").read_bytes()
    for name, content in built.artefacts().items():
        assert home not in content, name
        if not is_own_date and not name.endswith((".pdf", ".png", ".docx")):
            assert today not in content, name


def test_every_command_repeated_by_hand_elsewhere_gives_the_same_bytes(built, tmp_path):
    """One after the other in a folder with blanks, another time zone, locale, home, order of sets and style of figures.

    The proof of contradictions and the reconstruction, half of the work, are taken from the first build: the next test
    and ``test_reconstruct`` repeat them elsewhere. So are the records, which audit pages quote, for what one process
    loads is loaded for all steps. Builds that are killed or edited are tried in ``test_faults``.
    """
    other = Workspace(tmp_path / "a folder with spaces")
    for step in ("consistency", "reconstruct"):
        other.take(built.folder, step)
    records = [json.loads(file.read_text("utf-8")) for file in (built.folder / "results/runs").iterdir()]
    commands = {False: [], True: []}
    for record in sorted(records, key=lambda record: record["started"]):
        for output in record["outputs"]:
            (other.folder / output).parent.mkdir(parents=True, exist_ok=True)
        if record["step"] not in ("consistency", "reconstruct"):
            commands[record["step"] == "audit"].append(record["command"])
    (tmp_path / "matplotlibrc").write_text("font.size: 20\nlines.linewidth: 9\n", "utf-8")
    names = {"HOME": "", "TMPDIR": "", "MATPLOTLIBRC": "matplotlibrc"}
    for part in commands.values():
        other.by_hand(part, ELSEWHERE | {variable: str(tmp_path / name) for variable, name in names.items()})
        shutil.copytree(built.folder / "results/runs", other.folder / "results/runs", dirs_exist_ok=True)
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
        outputs = [tmp_path / f"{name}{len(env)}.json" for name in ("results", "numbers")]
        command = [sys.executable, "workflow/step.py", "consistency", "--published", str(tmp_path / "published")]
        command += ["--explanations", str(tmp_path / "explanations.yaml"), "--weights", "table1=4"]
        command += ["--results", str(outputs[0]), "--numbers", str(outputs[1])]
        subprocess.run(command, cwd=ROOT, env=os.environ | env, check=True)
        proofs.append([file.read_bytes() for file in outputs])
    assert json.loads(proofs[0][0])["contradictions"]
    assert proofs[0] == proofs[1]


def test_an_edit_of_code_or_a_setting_reruns_what_depends_on_it_and_nothing_else(built):
    script, module = "workflow/scripts/bounds.py", "workflow/edition/numbers/tables.py"
    edits = [(file, '"""', '"""Edited. ') for file in (script, module)]
    steps = steps_to_run(built, "analysis={confidence: 0.9}", edits=edits)
    assert steps["bounds"] == f"Updated input files: {script}"
    assert steps["table1"] == steps["plans"] == f"Updated input files: {module}"
    assert steps["survival"] == "Code has changed since last execution"  # a setting stands in the command
    assert {"numbers", "render en", "render tr"} <= steps.keys()
    assert not {"clean", "flow", "reconstruct", "check_manuscript"} & steps.keys()


def test_an_edit_of_an_article_or_its_style_reruns_what_shows_it_and_nothing_else(built):
    text, style = (
        ("manuscript/article.tr.qmd", "Özgün çalışma geriye dönüktür", "Özgün çalışma retrospektiftir"),
        ("manuscript/article.css", "{", "{ "),
    )
    steps = steps_to_run(built, edits=[text, style])
    assert steps["stage en"] == f"Updated input files: {style[0]}"
    assert set(steps["stage tr"].partition(": ")[2].split(", ")) == {text[0], style[0]}
    shown = {f"{step} {language}" for step in ("stage", "render", "check_rendered", "audit") for language in LANGUAGES}
    assert steps.keys() == {*shown, "check_manuscript", "passages"}


def test_keywords_are_shown_in_every_language(built):
    """A word of the text renders its own language alone, as the test before this one shows."""
    edit = ("manuscript/article.tr.qmd", "hedefe yönelik ajanlar]", "hedef ajanlar]")
    steps = steps_to_run(built, edits=[edit])
    assert {"translations", "check_manuscript", "render en", "render tr"} <= steps.keys()
    assert not {"clean", "numbers"} & steps.keys()


def test_what_make_asks_snakemake_for_is_understood(built):
    made = ["-o", ".venv/article.stamp", "-o", ".venv/quarto.stamp"]
    for target in ("article", "submission", "evidence", "small-counts", "refresh"):
        shown = subprocess.run(
            ["make", "-n", *made, target], cwd=built.folder, capture_output=True, text=True, check=True
        )
        command = next(line for line in shown.stdout.splitlines() if "/snakemake " in line).partition("&&")[0].split()
        run = built.snakemake(*command[1:], "-n")
        assert run.returncode == 0, target + run.stdout + run.stderr


def test_an_unknown_key_in_the_configuration_is_refused_with_a_remedy(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.edit("config.yaml", "alpha:", "alhpa:")
    run = workspace.snakemake("-n")
    output = run.stdout + run.stderr
    assert run.returncode != 0
    assert "analysis: unknown key 'alhpa'. Did you mean alpha?" in output
    assert "Traceback" not in output
