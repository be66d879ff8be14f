"""Write the supplements of one language: the ledger as PDF and Excel file, and the reporting checklists as PDF."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from edition.audit.sentences import titles
from edition.audit.supplement import write_excel, write_pdf
from edition.audit.words import in_language, value
from edition.files.errors import InputError, suggestion
from edition.files.reading import read_mapping, read_text
from edition.ledger.verdicts import VERDICTS, meaning
from edition.numbers.labels import Labels, place_in_words, read_labels

ARTICLE, AUDIT = "../article/article.{}.html", "../audit/audit.{}.html"
"""Seen from the supplements' folder."""
MET = ("fully", "partly", "unmet", "inapplicable")
TITLE = "title-block-header"


def ledger_rows(entries: list[dict[str, Any]], labels: Labels) -> Iterator[list[str]]:
    """A row an entry of the ledger, under the columns of the labels."""
    for entry in entries:
        says, *reason = (in_language(entry[key], labels.language) for key in ("says", "reason", "note") if entry[key])
        verdict = labels[f"verdicts.names.{entry['verdict']}"]
        yield [
            *(entry["id"], place_in_words(entry["where"], labels), says),
            *(entry["printed"] or "", value(entry["recomputed"], labels), verdict, ". ".join(reason)),
        ]


def checklist_rows(file: Path, places: Mapping[str, str], article: str, labels: Labels) -> Iterator[list[Any]]:
    """A checklist's rows: item, what it asks for, links into the ``article``, and who meets it how.

    Raises InputError for an anchor that the article does not have, or a word that is none of MET.
    """
    names = {**places, TITLE: labels["evidence.title_block"]}
    for item in read_mapping(file)["items"]:
        for anchor in item["at"]:
            if anchor not in places:
                problem = f"item {item['id']}: the article has no place {anchor!r}."
                raise InputError(problem, remedy=suggestion(anchor, places), file=file)
        links = [{"text": names[anchor], "to": f"{article}#{anchor}"} for anchor in item["at"]]
        row = [item["id"], in_language(item["asks"], labels.language), links or "–"]
        for who in (item["original"], item["edition"]):
            if who["met"] not in MET:
                problem = f"item {item['id']}: {who['met']!r} is not among {', '.join(MET)}."
                raise InputError(problem, remedy="Choose one of them.", file=file)
            met = labels[f"evidence.met.{who['met']}"]
            row.append(f"{met}. {in_language(who, labels.language)}" if "en" in who else met)
        yield row


def main(
    ledger: Path,
    article: Path,
    lists: list[Path],
    labels: Path,
    lang: str,
    ledger_pdf: Path,
    ledger_excel: Path,
    list_pdfs: list[Path],
) -> None:
    """Write the ``ledger`` (JSON) and the check ``lists`` (YAML) in ``lang``; these link into the HTML ``article``."""
    words = read_labels(labels)
    judged = json.loads(ledger.read_text("utf-8"))
    text = words.words["evidence"]["ledger"]
    head, rows = text["columns"].split("|"), [*ledger_rows(judged["entries"], words)]
    write_excel(ledger_excel, text["sheet"], head, rows, [34, 26, 60, 12, 14, 26, 70])
    synthetic = judged["synthetic_cohort"]
    counts = [
        [words[f"verdicts.names.{code}"], meaning(code, words, synthetic).replace("*", ""), str(number)]
        for code in VERDICTS
        if (number := judged["verdicts"][code])
    ]
    audit = AUDIT.format(lang)
    shown = [[{"text": row[1], "to": f"{audit}#claim-{row[0]}"}, *row[2:]] for row in rows]
    sections = [
        {"heading": text["verdicts"], "head": text["counted"].split("|"), "rows": counts, "widths": [3, 10, 1]},
        {"heading": text["rows"], "head": head[1:], "rows": shown, "widths": [3, 6, 2, 2, 3, 6]},
    ]
    origin = text["synthetic" if synthetic else "observed"]
    write_pdf(ledger_pdf, text["title"], lang, [text["remark"], origin], sections)
    places, columns = titles(read_text(article)), words["evidence.checklist.columns"].split("|")
    for file, target in zip(lists, list_pdfs, strict=True):
        content = read_mapping(file)
        asked = [*checklist_rows(file, places, ARTICLE.format(lang), words)]
        remarks = [words["evidence.checklist.remark"], words["evidence.checklist.published"].format(**content)]
        title = in_language(content["title"], lang)
        section = {"heading": file.stem.upper(), "head": columns, "rows": asked, "widths": [1, 5, 4, 6, 6]}
        write_pdf(target, title, lang, remarks, [section])
