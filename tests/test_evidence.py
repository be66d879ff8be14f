"""What is taken home: crate, manifest, certificate, supplements. All of it is true of its run, and of nothing else."""

import hashlib
import json
import re
import shlex
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
import yaml
from edition.audit.codecheck import command_with
from edition.audit.contents import Contents, shown
from edition.audit.sentences import engine, titles
from edition.audit.supplement import write_excel, write_pdf
from edition.files.errors import InputError
from edition.files.runs import checksum
from edition.files.settings import overrides, read_settings
from pypdf import PdfReader
from scripts.supplements import checklist_rows
from test_audit import Links
from workspace import EMBEDDED, LABELS, Workspace

HOSTILE = ["=1+1", "#set page(width: 1pt)", "<script>alert(1)</script>", "*a* $x$ \\ @b", "İğneci"]
LISTS = sorted(Path("data/checklists").glob("*.yaml"))
SCHEMA_ORG = """
    ComputerLanguage ControlAction CreateAction CreativeWork Dataset HowTo HowToStep Organization OrganizeAction Person
    ScholarlyArticle SoftwareApplication SoftwareSourceCode about actionStatus author contentSize creator datePublished
    description encodingFormat endTime hasPart identifier instrument isBasedOn license mainEntity mentions name object
    programmingLanguage result softwareRequirements softwareVersion startTime step url version workExample
"""
OUTSIDE = re.compile(r"https?:|mailto:")
CONTEXTS = {
    # The terms that the crate uses of these contexts; a term that is not among them is one that the validator refuses.
    "https://w3id.org/ro/crate/1.1/context": {
        **{term: f"http://schema.org/{term}" for term in SCHEMA_ORG.split()},
        "File": "http://schema.org/MediaObject",
        "ComputationalWorkflow": "https://bioschemas.org/ComputationalWorkflow",
        "conformsTo": "http://purl.org/dc/terms/conformsTo",
    },
    "https://w3id.org/ro/terms/workflow-run/context": {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"},
}


def words(file: Path) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(file).pages).split())


def test_a_supplement_shows_texts_as_they_are_and_is_the_same_again(tmp_path: Path) -> None:
    section = {"heading": HOSTILE[2], "head": ["a"], "widths": [1], "rows": [[text] for text in HOSTILE]}
    for name in ("a.pdf", "b.pdf"):
        write_pdf(tmp_path / name, HOSTILE[1], "tr", HOSTILE, [section])
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert all(words(tmp_path / "a.pdf").count(text) > 1 for text in HOSTILE)


def test_an_excel_file_has_no_formula_and_is_the_same_again(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_excel(tmp_path / name, "T", ["a", "b"], [[text, ""] for text in HOSTILE], [9, 9])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    cells = openpyxl.load_workbook(tmp_path / "a.xlsx").active["A"]
    assert [cell.value for cell in cells] == ["a", *HOSTILE] and {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_a_checklist_judges_both_articles_in_both_languages(file: Path) -> None:
    content = yaml.safe_load(file.read_text("utf-8"))
    ids = [item["id"] for item in content["items"]]
    assert len(ids) == len(set(ids))
    texts = [content["title"], *(item["asks"] for item in content["items"])]
    texts += [item[who] for item in content["items"] for who in ("original", "edition")]
    assert not [text for text in texts if ("en" in text) != ("tr" in text)]
    for labels in LABELS.values():
        places = {anchor: f"<{anchor}>" for item in content["items"] for anchor in item["at"]}
        rows = list(checklist_rows(file, places, "a.html", labels))
        assert len(rows) == len(ids) and all(all(row) for row in rows)
    assert all(
        "en" in item[who]
        for item in content["items"]
        for who in item
        if "met" in item[who] and item[who]["met"] in {"partly", "unmet"}
    )


def test_strobe_is_whole() -> None:
    items = yaml.safe_load(Path("data/checklists/strobe.yaml").read_text("utf-8"))["items"]
    assert {int(re.match(r"\d+", item["id"])[0]) for item in items} == set(range(1, 23))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"at": ["sec-methodes"]}, "no place 'sec-methodes'. Did you mean sec-methods?"),
        ({"original": {"met": "yes"}}, "'yes' is not among fully, partly"),
    ],
)
def test_a_mistake_in_a_checklist_is_named(tmp_path: Path, change: dict, problem: str) -> None:
    judged = {"original": {"met": "fully"}, "edition": {"met": "fully"}}
    item = {"id": "1", "asks": {"en": "a"}, "at": ["sec-methods"], **judged, **change}
    (tmp_path / "x.yaml").write_text(yaml.safe_dump({"items": [item]}), "utf-8")
    with pytest.raises(InputError, match=re.escape(problem)):
        list(checklist_rows(tmp_path / "x.yaml", {"sec-methods": "2 Methods"}, "a", LABELS["en"]))


def test_the_parts_of_an_article_have_the_names_that_either_engine_gives_them() -> None:
    embedded = '<h2 id="sec-a"><span>2</span> Methods</h2><p id="p">Text</p><figure id="fig-a"><figcaption>Figure 1: A'
    quarto = '<section id="sec-b"><h2 class="x">3 Results</h2><div id="tbl-b"><figure><figcaption>Table&nbsp;1: B'
    names = titles(embedded + "</figcaption></figure>" + quarto + "</figcaption>")
    expected = {"sec-a": "2 Methods", "fig-a": "Figure 1", "sec-b": "3 Results", "tbl-b": "Table 1"}
    assert {name: names[name] for name in expected} == expected


def test_the_engine_is_what_the_page_says() -> None:
    assert engine('<meta name="generator" content="quarto-1.8.25">') == "quarto-1.8.25" and engine("<html>") == ""


def real_runs(project: Path) -> list[dict]:
    """The records of two steps on an export in a folder of a ``project``."""
    table = (project / "clinic 7" / "hastalar.csv").as_posix()
    cohort, registry = "results/cohort/cohort.csv", "results/numbers.json"
    clean = f"python workflow/step.py clean --export {shlex.quote(str(project / 'clinic 7'))}"
    steps = [("numbers", "", [cohort], [registry]), ("clean", clean, [table], [cohort])]
    return [
        {
            "name": step,
            "step": step,
            "command": command,
            "inputs": dict.fromkeys(i, "sha256:1"),
            "outputs": dict.fromkeys(o, "sha256:2"),
        }
        for step, command, i, o in steps
    ]


@pytest.mark.parametrize("project", [Path("/srv"), Path("../x"), Path("data"), Path()])
def test_records_are_shown_in_order_and_without_the_hospitals_folder(project: Path) -> None:
    first, second = shown(real_runs(project))
    assert (first["name"], second["name"]) == ("clean", "numbers")
    assert first["inputs"] == {"export/hastalar.csv": "sha256:1"} and "clinic" not in json.dumps(first)
    assert shlex.split(first["command"])[-1] == "export"


@pytest.mark.parametrize("folder", ["data/synthetic", "results/reconstruction"])
def test_the_synthetic_export_keeps_its_name(folder: str) -> None:
    run = {"name": "clean", "step": "clean", "command": f"python workflow/step.py clean --export {folder}"}
    run |= {"inputs": {f"{folder}/hastalar.csv": "sha256:1"}, "outputs": {}}
    assert shown([run]) == [run]


def test_of_a_short_folder_only_the_name_is_taken_out() -> None:
    run = {"name": "clean", "step": "clean", "command": "python step.py clean --export data --published data/published"}
    (seen,) = shown([run | {"inputs": {"data/hastalar.csv": "sha256:1"}, "outputs": {}}])
    assert seen["command"] == "python step.py clean --export export --published data/published"


def test_rows_of_patients_stay_with_the_hospital(tmp_path: Path) -> None:
    contents = Contents(shown(real_runs(tmp_path)), synthetic=False)
    assert contents.kept_back == {"config.yaml", "export/hastalar.csv", "results/cohort/cohort.csv"}
    assert not Contents(contents.runs, synthetic=True).kept_back
    assert [contents.log(run) for run in contents.runs] == [None, "results/logs/numbers.log"]


@pytest.mark.parametrize("folder", ["/srv/secret/döküm", "data/secret"])
def test_the_command_repeats_the_configuration_of_the_run(folder: str) -> None:
    assert command_with([]) == "make evidence"
    given = ['render.engine="embedded"', f'export.folder="{folder}"', 'languages=["en", "tr"]']
    *command, render, export, languages = shlex.split(command_with(given))
    assert command == ["snakemake", "evidence", "--config"]
    assert (render, export) == ('render={"engine": "embedded"}', 'export={"folder": "export"}')
    assert languages == 'languages=["en", "tr"]'


def test_overrides_are_what_the_file_alone_does_not_give() -> None:
    file = Path("config.yaml")
    config = read_settings(file)
    assert overrides(config, file) == []
    assert overrides(config | {"render": {"engine": "embedded"}}, file) == ['render.engine="embedded"']


def test_a_record_that_goes_along_has_no_times(tmp_path: Path) -> None:
    runs = [run | {"started": 1.5, "seconds": 2} for run in shown(real_runs(tmp_path))]
    texts = Contents(runs, synthetic=False).notes
    assert json.loads(texts["results/runs/clean.json"]).keys() == runs[0].keys() - {"started", "seconds"}
    assert str(tmp_path) not in "".join(texts.values())


def test_a_file_that_changed_since_it_was_read_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    same, changed = Path("data/published/a.yaml"), Path("data/published/b.yaml")
    same.parent.mkdir(parents=True)
    for file in (same, changed, Path("manuscript.csv")):
        file.write_text("1", "utf-8")
    inputs = {file.as_posix(): checksum(file) for file in (same, changed)}
    changed.write_text("2", "utf-8")
    runs = [{"name": "a", "step": "a", "command": "", "inputs": inputs, "outputs": {"results/x": "sha256:1"}}]
    assert list(Contents(runs, synthetic=True).files) == [same.as_posix()]


@pytest.fixture(scope="module")
def evidence(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The built project with its evidence."""
    workspace = Workspace(tmp_path_factory.mktemp("evidence") / "project", built_once)
    run = workspace.snakemake("--cores", "2", *EMBEDDED, "--", "evidence")
    assert run.returncode == 0, run.stdout + run.stderr
    return workspace


def crate_of(workspace: Workspace) -> Path:
    return workspace.folder / "results/evidence"


def records(workspace: Workspace) -> list[Path]:
    """All but that of the list of small counts, which is looked at before the crate leaves."""
    return [file for file in (workspace.folder / "results/runs").glob("*.json") if file.stem != "small_counts"]


def graph(workspace: Workspace) -> dict[str, dict]:
    text = (crate_of(workspace) / "ro-crate-metadata.json").read_text("utf-8")
    return {entity["@id"]: entity for entity in json.loads(text)["@graph"]}


@pytest.mark.build
def test_the_crate_follows_the_profile_and_is_read(evidence: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from requests import Response
    from rocrate_validator.services import ValidationSettings, validate
    from rocrate_validator.utils.http import HttpRequester
    from runcrate.report import dump_crate_actions

    def context(url: str, **_: object) -> Response:
        response = Response()
        response.status_code, response._content = 200, json.dumps({"@context": CONTEXTS[url]}).encode()
        response.headers["Content-Type"] = "application/ld+json"
        return response

    monkeypatch.setattr(HttpRequester, "get", staticmethod(context), raising=False)
    crate = crate_of(evidence)
    settings = {"skip_availability_check": True, "no_cache": True}
    result = validate(ValidationSettings(str(crate), profile_identifier="provenance-run-crate", **settings))
    assert result.passed(), [issue.message for issue in result.get_issues()]
    report = StringIO()
    dump_crate_actions(str(crate), report)
    for record in records(evidence):
        assert f"step: #step-{record.stem}\n" in report.getvalue()


@pytest.mark.build
def test_the_crate_tells_of_this_very_run(evidence: Workspace) -> None:
    entities = graph(evidence)
    for file in records(evidence):
        record, action = json.loads(file.read_text("utf-8")), entities[f"#run-{file.stem}"]
        assert action["description"] == record["command"]
        for part, role in (("inputs", "object"), ("outputs", "result")):
            listed = action[role] if isinstance(action[role], list) else [action[role]]
            sums = {entities[one["@id"]]["name"]: f"sha256:{entities[one['@id']]['sha256']}" for one in listed}
            assert sums == record[part]
    names = {entity["name"]: entity for entity in entities.values() if entity.get("softwareVersion")}
    assert {"Snakemake", "python", "pandas", "scipy", "typst", "Pandoc", "Typst"} <= set(names)
    command = 'snakemake evidence --config \'render={"engine": "embedded"}\''
    assert entities["#run"]["description"] == command
    assert yaml.safe_load((crate_of(evidence) / "codecheck.yml").read_text("utf-8"))["workflow_command"] == command
    absent = [entity["name"] for entity in entities.values() if "not in the crate" in entity.get("description", "")]
    assert absent and all(name.startswith("results/stage/") for name in absent)


@pytest.mark.build
def test_every_file_has_its_checksum(evidence: Workspace) -> None:
    crate = crate_of(evidence)
    sums = dict(reversed(line.split("  ", 1)) for line in (crate / "SHA256SUMS").read_text("utf-8").splitlines())
    files = {file.relative_to(crate).as_posix() for file in crate.rglob("*") if file.is_file()}
    assert set(sums) == files - {"SHA256SUMS", "ro-crate-metadata.json"}
    assert not [name for name in sums if hashlib.sha256((crate / name).read_bytes()).hexdigest() != sums[name]]
    listed = yaml.safe_load((crate / "codecheck.yml").read_text("utf-8"))
    assert listed["workflow_checksums"] == {
        entry["file"]: f"sha256:{sums[entry['file']]}" for entry in listed["manifest"]
    }
    assert (crate / "codecheck.yml").read_text("utf-8").partition("---\n")[1]
    assert not {"codechecker", "certificate", "report", "check_time"} & set(listed)
    for language in ("en", "tr"):
        certificate = words(crate / f"codecheck/certificate.{language}.pdf").replace(" ", "")
        assert all(sums[entry["file"]] in certificate for entry in listed["manifest"])


@pytest.mark.build
def test_the_links_of_the_checklists_lead_into_the_article(evidence: Workspace) -> None:
    for language in ("en", "tr"):
        for name in ("strobe", "sampl"):
            file = crate_of(evidence) / f"results/supplements/{name}.{language}.pdf"
            links = {
                note.get_object()["/A"]["/URI"]
                for page in PdfReader(file).pages
                for note in page.get("/Annots", ())
                if "/A" in note.get_object()
            }
            assert links
            for link in links:
                path, _, anchor = link.partition("#")
                assert f'id="{anchor}"' in (file.parent / path).read_text("utf-8")


@pytest.mark.build
def test_every_link_of_a_page_in_the_crate_leads_somewhere(evidence: Workspace) -> None:
    pages = {page.resolve(): Links(page) for page in crate_of(evidence).glob("results/*/*.html")}
    assert len(pages) == 4
    for page, read in pages.items():
        for path, _, place in (link.partition("#") for link in set(read.links) if not OUTSIDE.match(link)):
            target = (page.parent / path).resolve() if path else page
            assert target.is_file(), path
            assert not place or target not in pages or place in pages[target].ids, place


@pytest.mark.build
def test_steps_are_repeated_by_hand_from_the_crate(evidence: Workspace, tmp_path: Path) -> None:
    crate, entities = Workspace(tmp_path / "crate", crate_of(evidence)), graph(evidence)
    actions = [entities[f"#run-{step}"] for step in ("clean", "table1", "verdicts", "figure_flow-en")]
    results = [result["@id"] for action in actions for result in action["result"]]
    for result in results:
        (crate.folder / result).unlink()
    crate.by_hand(action["description"] for action in actions)
    for result in results:
        assert (crate.folder / result).read_bytes() == (crate_of(evidence) / result).read_bytes()


@pytest.mark.build
def test_only_the_times_of_another_run_differ_and_stand_in_one_place(evidence: Workspace, tmp_path: Path) -> None:
    later = Workspace(tmp_path / "project", evidence.folder)
    for file in (later.folder / "results/runs").glob("*.json"):
        record = json.loads(file.read_text("utf-8"))
        record["started"], record["seconds"] = record["started"] + 86_400, record["seconds"] + 1
        file.write_text(json.dumps(record), "utf-8")
    run = later.snakemake("--cores", "1", *EMBEDDED, "--forcerun", "evidence", "--", "evidence")
    assert run.returncode == 0, run.stdout + run.stderr
    before, after = crate_of(evidence), crate_of(later)
    names = {file.relative_to(before) for file in before.rglob("*") if file.is_file()}
    assert names == {file.relative_to(after) for file in after.rglob("*") if file.is_file()}
    changed = {name.as_posix() for name in names if (before / name).read_bytes() != (after / name).read_bytes()}
    assert changed == {"ro-crate-metadata.json"}
    time = re.compile(r'"(startTime|endTime|datePublished)": "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"')
    texts = [(crate / "ro-crate-metadata.json").read_text("utf-8") for crate in (before, after)]
    assert time.sub("", texts[0]) == time.sub("", texts[1])


BY_LANGUAGE = {"article/article": "html pdf", "audit/audit": "html"}
BY_LANGUAGE |= {f"supplements/{name}": "pdf" for name in ("ledger", "strobe", "sampl")}


@pytest.mark.build
def test_snakemakes_report_shows_what_a_reviewer_wants(evidence: Workspace) -> None:
    run = evidence.snakemake(*EMBEDDED, "--report", "report.html", "--", "evidence")
    assert run.returncode == 0, run.stdout + run.stderr
    page = (evidence.folder / "report.html").read_text("utf-8")
    wanted = [f"{name}.LANG.{form}" for name, forms in BY_LANGUAGE.items() for form in forms.split()]
    wanted += [f"figures/{name}-LANG.svg" for name in ("flow", "survival", "envelope")]
    wanted += [f"forensics/{name}.csv" for name in ("percentages", "pvalues", "nearest", "cells", "fragility")]
    wanted += ["ledger.csv", "numbers.json", "consistency.json", "determined.json", "audit/reconstruction.json"]
    wanted += ["robustness/attaining-times.csv"]
    names = {f"results/{name.replace('LANG', language)}" for name in wanted for language in ("en", "tr")}
    assert not [name for name in names if f'"{name}"' not in page]
