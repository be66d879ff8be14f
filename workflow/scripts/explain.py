"""Print where a number comes from: from the printed claim to the rows, the columns, the code, and the command."""

import json
from pathlib import Path

from edition.audit.chain import called, places_of, reads_cohort, rows_of
from edition.audit.code import code_of
from edition.audit.words import in_language
from edition.claims.records import lines
from edition.cleaning.cohort import read as read_cohort
from edition.files.errors import InputError, suggestion
from edition.files.runs import read_records
from edition.numbers.formatting import MARK
from edition.numbers.labels import place_in_words, read_labels
from edition.study.origins import made_from

RESULTS = Path("results")


def main(number: str, language: str = "en") -> None:
    """Print the chain of ``number`` in a ``language`` that has labels. Raises InputError for an unknown id."""
    file = RESULTS / "numbers.json"
    if not file.is_file():
        raise InputError("the numbers are not there yet.", remedy="Build the article first: make", file=file)
    numbers = json.loads(file.read_text("utf-8"))
    if number not in numbers:
        raise InputError(f"there is no number {number!r}.", remedy=suggestion(number, numbers), file=file)
    record, words = numbers[number], read_labels(Path(f"manuscript/labels.{language}.yaml"))
    ledger = json.loads((RESULTS / "ledger.json").read_text("utf-8"))
    print(f"{number}: {record[language]}" + f" {MARK}" * record["synthetic"])
    print(record["meaning"][language])
    if record["synthetic"]:
        print(f"{MARK} {words['audit.synthetic_number']}")
    entries = [entry for entry in ledger["entries"] if entry["number"] == number]
    print(f"\n{words['audit.printed']}: {'–' if not entries else ''}")
    for entry in entries:
        verdict = words[f"verdicts.names.{entry['verdict']}"]
        said, where = entry["printed"] or in_language(entry["says"], language), place_in_words(entry["where"], words)
        print(f"  {where}: {said} [{verdict}] {in_language(entry['reason'], language)}")
    if stated := places_of(record, lines(Path("data/published"))):
        print(f"\n{words['audit.stated']}:")
        for file, line in stated:
            print(f"  {file}:{line}")
    if reads_cohort(record):
        rows = rows_of(record, read_cohort(RESULTS / "cohort/cohort.csv"))
        print(
            f"\n{words['audit.rows']}: {words['audit.grid'].format(counted=len(rows.counted), among=len(rows.among))}"
        )
        if ledger["synthetic_cohort"]:
            print("  " + " ".join(rows.counted))
    if record["variables"]:
        print(f"\n{words['audit.columns']}:")
        for name in record["variables"]:
            print(f"  {name}: {', '.join(made_from().get(name, ()))}")
    code, run = code_of(record["function"]), read_records().get(record["rule"])
    how = ", ".join(filter(None, (record["function"], record.get("procedure"))))
    print(f"\n{words['audit.made']}: {record['rule']}, {code.file}:{code.line} ({how})")
    for name in called(record):
        print(f"  {words['audit.called']} {code_of(name).file}:{code_of(name).line} ({name})")
    if run:
        print(f"  {run['command']}")
    print(f"\n{words['audit.inputs']}:")
    for name, checksum in record["inputs"].items():
        print(f"  {checksum.removeprefix('sha256:')}  {name}")
