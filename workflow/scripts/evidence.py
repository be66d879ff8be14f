"""Put the evidence of a run in one folder to take home: an RO-Crate with a codecheck.yml and a draft certificate.

The same run gives the same bytes; when its steps ran stands in ro-crate-metadata.json alone.
"""

import json
import shutil
from pathlib import Path

from edition.audit.codecheck import about, command_with, manifest, write_certificate
from edition.audit.contents import Contents, shown
from edition.audit.crate import Crate
from edition.audit.sentences import engine
from edition.files.errors import InputError
from edition.files.reading import read_mapping
from edition.files.runs import checksum, files_below, leading_to
from edition.files.writing import save_text
from edition.numbers.labels import read_labels

MANIFEST, SUMS, CERTIFICATE = "codecheck.yml", "SHA256SUMS", "codecheck/certificate.{}.pdf"


def main(
    results: list[Path],
    ledger: Path,
    articles: list[Path],
    small_counts: Path,
    citation: Path,
    labels: list[Path],
    smallest: int,
    folder: str,
    overrides: list[str],
) -> None:
    """Write the ``folder`` on the steps that led to the ``results``; the HTML ``articles`` name their engine.

    With a real export, files with a row for each patient stay out; the certificate counts the ``small_counts``.
    ``overrides`` are what the configuration of the run had beside ``config.yaml``, such as ``render.engine="auto"``.
    """
    runs = leading_to([*results, ledger])
    if not runs:
        raise InputError("there are no records of a run.", remedy="Build the article first: snakemake", file=ledger)
    contents = Contents(shown(runs), synthetic=json.loads(ledger.read_text("utf-8"))["synthetic_cohort"])
    cited, words = read_mapping(citation), [read_labels(file) for file in labels]
    purposes = words[0].words["audit"]["purposes"]
    command, typeset = command_with(overrides), [engine(article.read_text("utf-8")) for article in articles]
    small = len(small_counts.read_text("utf-8").splitlines()) - 1
    place = Path(folder)
    shutil.rmtree(place, ignore_errors=True)
    save_text(place / MANIFEST, manifest(contents, cited, purposes, command))
    for spoken, by in zip(words, typeset, strict=True):
        certificate = place / CERTIFICATE.format(spoken.language)
        write_certificate(certificate, contents, cited, spoken, by, command, (small, smallest - 1))
    for name, text in contents.notes.items():
        save_text(place / name, text)
    written = {file.relative_to(place).as_posix(): checksum(file) for file in files_below([place])}
    sums = sorted({**contents.files, **written}.items())
    save_text(place / SUMS, "".join(f"{sum_[7:]}  {name}\n" for name, sum_ in sums))
    written[SUMS] = checksum(place / SUMS)
    Crate(contents, cited, about(contents.synthetic, words[0]), purposes, command, typeset).write(place, written)
    if not contents.synthetic:
        print(f"{small} small counts are among the numbers; look at {small_counts} before {folder} is handed on.")
