"""Put the evidence of a run in one folder to take home: an RO-Crate with a codecheck.yml and a draft certificate.

The same run gives the same bytes; when its steps ran stands in ro-crate-metadata.json alone.
"""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from edition.audit.codecheck import about, command_with, manifest, write_certificate
from edition.audit.contents import Contents, shown
from edition.audit.crate import Crate
from edition.audit.sentences import engine
from edition.files.errors import InputError
from edition.files.reading import read_mapping
from edition.files.runs import checksum, files_below, leading_to
from edition.numbers.labels import read_labels

MANIFEST, SUMS, CERTIFICATE = "codecheck.yml", "SHA256SUMS", "codecheck/certificate.{}.pdf"


def main(
    results: list[Path],
    ledger: Path,
    articles: list[Path],
    small_counts: Path,
    citation: Path,
    labels: list[Path],
    languages: list[str],
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
    target = Path(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent) as scratch:
        place = Path(scratch) / target.name
        place.mkdir()
        (place / MANIFEST).write_text(manifest(contents, cited, purposes, command), "utf-8", newline="\n")
        for language, spoken, by in zip(languages, words, typeset, strict=True):
            certificate = place / CERTIFICATE.format(language)
            write_certificate(certificate, contents, cited, spoken, language, by, command, (small, smallest - 1))
        for name, text in contents.notes.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, "utf-8", newline="\n")
        written = {file.relative_to(place).as_posix(): checksum(file) for file in files_below([place])}
        sums = sorted({**contents.files, **written}.items())
        (place / SUMS).write_text("".join(f"{sum_[7:]}  {name}\n" for name, sum_ in sums), "utf-8", newline="\n")
        written[SUMS] = checksum(place / SUMS)
        Crate(contents, cited, about(contents.synthetic, words[0]), purposes, command, typeset).write(place, written)
        if target.exists():
            shutil.rmtree(target)
        place.rename(target)
    if not contents.synthetic:
        print(f"{small} small counts are among the numbers; look at {small_counts} before {folder} is handed on.")
