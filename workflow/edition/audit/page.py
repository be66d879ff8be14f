"""The audit page of one language, put together from what a run made."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from edition.audit.chain import called, places_of, reads_cohort, rows_of
from edition.audit.code import code_of, stylesheet
from edition.audit.contents import Contents
from edition.audit.sentences import Shown
from edition.audit.steps import picture
from edition.audit.words import emphasized, in_language, translator, value
from edition.claims.records import switches
from edition.ledger.contradictions_table import Words
from edition.ledger.verdicts import VERDICTS, meaning
from edition.manuscript.shortcodes import told
from edition.numbers.labels import place_in_words
from edition.study.origins import made_from
from edition.study.variables import COLUMNS

TEMPLATES = Path(__file__).parent / "templates"
SECTIONS = (
    *("summary", "contradictions", "numbers", "cohort", "columns", "ledger"),
    *("tests", "steps", "files", "code", "software"),
)

VERBATIM = {"patient", "column", "before", "after"}
"""Columns of the cleaning log that show the data as they are."""


class Evidence(NamedTuple):
    """What a run made, as the page needs it; tables by name, ``dictionary`` as the export's data dictionary has it."""

    numbers: Mapping[str, Mapping[str, Any]]
    ledger: Mapping[str, Any]
    consistency: Mapping[str, Any]
    cohort: pd.DataFrame
    cleaning: pd.DataFrame
    dictionary: Mapping[str, Any]
    places: Mapping[str, Sequence[Shown]]
    tables: Mapping[str, Path]
    contents: Contents
    software: Sequence[tuple[str, str]]
    engine: str
    lines: Mapping[str, tuple[str, int]]


def contradictions(evidence: Evidence, words: Words) -> Iterator[dict[str, Any]]:
    """Each contradiction: its statements (rows of the ledger), why they cannot hold together, how that was proved."""
    entries = {entry["id"]: entry for entry in evidence.ledger["entries"]}
    for contradiction in evidence.consistency["contradictions"]:
        claims = [one["id"] for name in contradiction["shown"] for one in evidence.consistency["statements"][name]]
        same: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
        for entry in (entries[claim] for claim in claims):
            said = entry["says"][words.language], entry["printed"] and entry["printed"].strip("%"), entry["reading"]
            same.setdefault(said, []).append(entry)
        disputed = evidence.consistency["statements"][contradiction["in_dispute"][0]][0]["id"]
        path = f"consistency.why.{contradiction['id']}" if contradiction["explained"] else "consistency.unexplained"
        yield {
            "id": contradiction["id"],
            "name": entries[disputed]["says"][words.language].rstrip("."),
            "claims": claims,
            "statements": list(same.values()),
            "why": told(words.filled(words.labels[path]), evidence.numbers, words.language),
            "proof": words.labels["audit.proof"].format(sets=len(contradiction["sets"])),
        }


def numbers(evidence: Evidence, disputes: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each number with its chain. ``disputes`` are the contradictions."""
    entries: dict[str, list[Mapping[str, Any]]] = {}
    for entry in evidence.ledger["entries"]:
        entries.setdefault(entry["number"], []).append(entry)
    for name, record in evidence.numbers.items():
        judged = entries.get(name, [])
        claims = {entry["id"] for entry in judged}
        yield {
            **record,
            "id": name,
            "entries": judged,
            "contradictions": [row for row in disputes if claims & set(row["claims"])],
            "rows": rows_of(record, evidence.cohort) if reads_cohort(record) else None,
            "written": json.dumps(record["expression"], ensure_ascii=False) if record["expression"] else "",
            "called": called(record),
            "stated": places_of(record, evidence.lines),
            "places": evidence.places.get(name, []),
        }


def columns(evidence: Evidence) -> Iterator[tuple[str, list[dict[str, str]], list[str]]]:
    """Each variable of the cohort: the export's columns that it is made from, and the rules that cleaned them."""
    origin = {
        f"{name}.{meaning['name']}": {**meaning, "column": column, "file": table["file"]}
        for name, table in evidence.dictionary["tables"].items()
        for column, meaning in table["columns"].items()
    }
    rules = evidence.cleaning.groupby(["table", "column"])["rule"].unique().to_dict()
    for name in COLUMNS:
        sources = [(source.split(".")[0], origin[source]) for source in made_from()[name] if source in origin]
        applied = {rule for table, column in sources for rule in rules.get((table, column["column"]), ())}
        yield name, [column for _, column in sources], sorted(applied)


def table(file: Path, synthetic: bool) -> tuple[list[str], list[list[str]]]:
    """The head and the rows of a CSV file; of a log of cleaning real patients, those on whole tables only."""
    with file.open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    whole = None if synthetic or "rows_in" not in head else head.index("rows_in")
    return head, rows if whole is None else [row for row in rows if row[whole]]


def files(contents: Contents) -> Iterator[tuple[str, str, int | str, str, bool]]:
    """Each file that the steps read or wrote: path, checksums, bytes, the step that made it, whether it goes along."""
    makers = {file: run["name"] for run in contents.runs for file in run["outputs"]}
    for name, sums in contents.recorded.items():
        file, shown = Path(name), name not in contents.kept_back
        size = file.stat().st_size if file.is_file() else ""
        yield name, " ".join(sum_[7:] for sum_ in sums), size, makers.get(name, ""), shown and file.is_file()


def render(evidence: Evidence, words: Words, languages: Mapping[str, str]) -> str:
    """The page. ``words`` are its language, labels and claims; ``languages`` names the editions in themselves."""
    labels, language = words.labels, words.language
    contents, synthetic = evidence.contents, evidence.contents.synthetic
    disputes = list(contradictions(evidence, words))
    shown = list(numbers(evidence, disputes))
    entries = sorted(evidence.ledger["entries"], key=lambda e: (list(VERDICTS).index(e["verdict"]), not e["counts"]))
    readings = {
        f"{switch}/{option}": f"{place}/{len(options)}"
        for switch, options in switches([*words.claims.values()]).items()
        for place, option in enumerate(options, start=1)
    }
    by_verdict = {code: [e for e in entries if e["verdict"] == code] for code in VERDICTS}
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True)
    environment.filters |= {"emphasized": emphasized, "word": translator(labels)}
    written = {name for n in shown for name in (n["function"], *n["called"])}
    functions = sorted(written | {f"scripts.{run['step']}.main" for run in contents.runs})
    cohort = evidence.cohort if synthetic else evidence.cohort.head(0)
    return environment.get_template("audit.html.j2").render(
        language=language,
        languages=languages,
        labels=labels,
        t=labels.words["audit"],
        verdicts=labels.words["verdicts"],
        meanings={code: meaning(code, labels, synthetic) for code in VERDICTS},
        place=lambda where: place_in_words(where, labels),
        said=lambda texts: in_language(texts, language),
        value=lambda text: value(text, labels),
        readings=readings,
        data=VERBATIM,
        entries=entries,
        css=Markup((TEMPLATES / "audit.css").read_text("utf-8") + stylesheet()),
        script=Markup((TEMPLATES / "audit.js").read_text("utf-8")),
        sections=[name for name in SECTIONS if synthetic or name != "cohort"],
        synthetic=synthetic,
        counts={code: sum(e["counts"] for e in judged) for code, judged in by_verdict.items()},
        by_verdict=[(code, judged) for code, judged in by_verdict.items() if judged],
        contradictions=disputes,
        numbers=shown,
        cohort_columns=list(cohort),
        cohort=cohort.astype(object).where(cohort.notna(), "").to_numpy().tolist(),
        columns=columns(evidence),
        tables=[(name, *table(file, synthetic)) for name, file in evidence.tables.items()],
        picture=picture(contents.runs),
        contents=contents,
        files=files(contents),
        codes=list(map(code_of, functions)),
        software=evidence.software,
        engine=evidence.engine,
    )
