"""The study's room holds what is this paper's own, once, behind an interface; a new column is cheap."""

import ast
import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from cohorts import PUBLISHED, SYNTHETIC, rewritten
from edition.files.reading import read_mapping
from edition.study import INTERFACE
from edition.study.definitions import CUTOFF_DAYS, DRUGS, PERIOD, SEVERE_GRADE
from edition.study.derive import CRITERIA
from edition.study.export import NEEDED
from workspace import Workspace

WORKFLOW = Path("workflow")
GENERAL = [
    *(file for file in sorted(WORKFLOW.glob("edition/*/*.py")) if file.parent.name != "study"),
    *sorted(WORKFLOW.glob("scripts/*.py")),
]


def taken(files) -> dict[str, set[str]]:
    """Module of the study's room → the names that the files use of it."""
    names = defaultdict(set)
    for file in files:
        modules, tree = {}, ast.parse(file.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("edition.study"):
                for alias in node.names:
                    if node.module == "edition.study":
                        modules[alias.asname or alias.name] = alias.name
                    else:
                        names[node.module.rpartition(".")[2]].add(alias.name)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                names[modules[node.value.id]].add(node.attr)
    return names


def test_general_modules_take_what_the_interface_offers_and_all_of_it():
    assert taken(GENERAL) == {module: set(names) for module, names in INTERFACE.items()}


def test_the_interface_is_a_screen_long():
    assert len((WORKFLOW / "edition/study/__init__.py").read_text("utf-8").splitlines()) <= 50


ONCE = {
    "relapse type": r"months=\d|(MONTHS|months\"?):? *=? *(18|6)\b",
    "study period": r"\b20(05|24|25), *\d+, *\d+|21 \* 365",
    "cutoff of relapse": r"(<=?|>=?) *10[01]\b|whole\(.*\b100\b|\b100 \+ ",
    "size of the cohort": r"(?i)\b40 (patients|children)|new_int_var\(0, 100\b",
    "oldest age": r"\b18 (years|yaş)",
    "years of survival": r"^(HORIZON|NOTED|\w*YEARS?\w*) = \d",
    "groups": r"(?<!Fraction)\(1, 2\)|\{1: [^,]*, 2: [^,]*\}|\(\(1, .*\(2, ",
    "sign of synthetic numbers": "◊",
    "letters of Turkish": r"replace\(\"[iI]\"|['\"]İ['\"] if",
    "severe toxicity": r"(worst|grade)\w* *(<=?|>=?) *\d",
    "a drug of the study": r"\"(clofarabine|blinatumomab|inotuzumab|cart)\"",
    "a table of the export": r"\b(hastalar|nuksler|tedaviler|nakiller|advers_olaylar|izlem)\b",
}
"""What is defined once → what a second copy of it in general code looks like."""
DEFINED = {
    "groups": [WORKFLOW / "edition/figures/figure.py", WORKFLOW / "scripts/figure_survival.py"],
    "sign of synthetic numbers": [WORKFLOW / "edition/numbers/formatting.py"],
    "letters of Turkish": [WORKFLOW / "edition/files/letters.py"],
}
"""Those of them that are not the study's → where they are defined (of a group its colours)."""


@pytest.mark.parametrize("what", ONCE)
def test_a_definition_has_no_second_copy(what):
    files = [*GENERAL, *sorted(WORKFLOW.glob("rules/*.smk")), Path("Snakefile")]
    files += [file for file in WORKFLOW.glob("edition/study/*.*") if file.stem not in {"definitions", "variables"}]
    if what == "a drug of the study":
        files = [file for file in files if file.parent.name != "study"]
    files = [file for file in files if file not in DEFINED.get(what, ())]
    copies = [
        f"{file}: {line.strip()}"
        for file in files
        for line in file.read_text("utf-8").splitlines()
        if re.search(ONCE[what], line)
    ]
    assert not copies


@pytest.mark.parametrize(
    "line",
    [
        "pd.DateOffset(months=18)",
        "PERIOD = (date(2005, 1, 1),)",
        "row = days <= 100",
        "worst >= 3",
        "return whole(35, 100, *name)",
        "The cohort of 40 patients",
        "hasta 18 yaşından büyük",
        "HORIZON = 2",
        "counts = {1: 0, 2: 0}",
        "for group in (1, 2):",
        'MARK = "◊"',
        'text.replace("I", "ı")',
        '{"drug": "cart"}',
        'TABLES = ["hastalar"]',
    ],
)
def test_a_second_copy_would_be_seen(line):
    assert any(re.search(pattern, line) for pattern in ONCE.values())


def test_the_study_defines_what_the_paper_states():
    claims = [claim for file in sorted(PUBLISHED.glob("*.yaml")) for claim in read_mapping(file).get("claims", [])]
    stated = {claim["number"]: claim["printed"] for claim in claims if "number" in claim and claim.get("printed")}
    have = {claim["id"]: claim["expression"]["every"]["have"] for claim in claims if "every" in claim["expression"]}
    assert [stated["cohort.period.start"], stated["cohort.period.end"]] == [str(day.year) for day in PERIOD]
    assert stated["methods.relapse_cutoff.days"] == str(CUTOFF_DAYS)
    assert {1: have["structure.group1_drugs"], 2: have["structure.group2_drugs"]} == {
        group: {"drug": list(drugs)} for group, drugs in DRUGS.items()
    }
    limits = {
        "structure.by_day_100": {"days_to_relapse": {"max": CUTOFF_DAYS}},
        "structure.after_day_100": {"days_to_relapse": {"min": CUTOFF_DAYS + 1}},
        "structure.severe_toxicity": {"worst_grade": {"min": SEVERE_GRADE}},
        "structure.mild_toxicity": {"worst_grade": {"max": SEVERE_GRADE - 1}},
    }
    assert limits.items() <= have.items()


def test_the_synthetic_dictionary_has_the_tables_that_are_needed():
    assert list(read_mapping(SYNTHETIC / "dictionary.yaml")["tables"]) == list(NEEDED)


WORDED = """
import json, sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

sys.path.insert(0, "workflow")
from edition.audit.page import columns
from edition.files.reading import read_mapping
from edition.numbers.labels import by_language
from scripts.numbers import complete

words = by_language([Path(f"manuscript/labels.{language}.yaml") for language in ("en", "tr")])
records = json.loads(Path("results/numbers/table1.json").read_text("utf-8"))
numbers = {name: complete(name, record, [], words, True, {}) for name, record in records.items()}
cleaning = pd.read_csv("results/cohort/cleaning-log.csv", dtype=str)
dictionary = read_mapping(Path("data/synthetic/dictionary.yaml"))
made_from = {name: of for name, of, _ in columns(SimpleNamespace(dictionary=dictionary, cleaning=cleaning))}
labels = [column["column"] for column in made_from["center"]]
json.dump([numbers["table1.center.first.group1.n"]["meaning"], labels], sys.stdout)
"""


def test_a_column_that_is_added_touches_four_files(tmp_path):
    """Two for a column of the cohort, two more for its words in Table 1, in sentences, and on the audit page."""
    workspace = Workspace(tmp_path / "project")
    column = (
        "merkez: {name: center, type: code, required: true, en: Center, tr: Merkez, codes: {A: first, B: second}}\n"
    )
    edits = {
        "data/synthetic/dictionary.yaml": [("      cinsiyet:\n", f"      {column}      cinsiyet:\n")],
        "workflow/edition/study/variables.py": [
            ("    _number(", '    _category("center", "first", "second", table="patients"),\n    _number('),
            ('    *("sex", ', '    *("sex", "center", '),
        ],
        "manuscript/labels.en.yaml": [
            ("    sex: Sex\n", "    sex: Sex\n    center: Center\n"),
            ("  levels:\n", "  levels:\n    center: {first: First, second: Second}\n"),
            (
                "    sex: {name: sex, ",
                "    center:\n      {name: center, known: of known center, is: 'of the {level} center', "
                "levels: {first: first, second: second}}\n    sex: {name: sex, ",
            ),
        ],
        "manuscript/labels.tr.yaml": [
            ("    sex: Cinsiyet\n", "    sex: Cinsiyet\n    center: Merkez\n"),
            ("  levels:\n", "  levels:\n    center: {first: Birinci, second: İkinci}\n"),
            (
                "    sex: {name: cinsiyet, ",
                "    center:\n      {name: merkez, known: merkezi bilinen, is: '{level} merkezdeki', "
                "levels: {first: birinci, second: ikinci}}\n    sex: {name: cinsiyet, ",
            ),
        ],
    }
    assert len(edits) <= 4
    for name, changes in edits.items():
        for old, new in changes:
            workspace.edit(name, old, new)
    rewritten(
        workspace.folder / "data/synthetic/hastalar.csv",
        lambda rows: [row.append("AB"[i % 2] if i else "merkez") for i, row in enumerate(rows)],
    )
    target = "results/tables/table1.en.md"
    run = workspace.snakemake("-c1", "--config", "analysis={plan: recommended}", "--", target)
    assert run.returncode == 0, run.stdout + run.stderr
    table = (workspace.folder / target).read_text("utf-8")
    assert "Center" in table and "table1.center.second.group2" in table
    made = subprocess.run([sys.executable, "-c", WORDED], cwd=workspace.folder, capture_output=True, check=False)
    assert made.returncode == 0, made.stderr.decode()
    meaning, made_from = json.loads(made.stdout)
    assert "the first center" in meaning["en"] and "birinci merkezdeki" in meaning["tr"] and made_from == ["merkez"]


def test_the_criteria_are_called_alike_on_the_audit_page():
    words = read_mapping(Path("manuscript/labels.tr.yaml"))["audit"]["words"]
    assert {rule: words[rule] for rule in CRITERIA} == CRITERIA
