"""Reconstruct a synthetic cohort from what the paper prints and write it as a hospital's export.

The claims of the paper become constraints; the solver finds the cohort that holds all hard claims and,
by weight, the most soft ones. Counts that cannot be read but follow from what else is printed are filled in first.
Dates follow by stated, seeded rules. The folder's origin.json tells what was held, what had to be given up, how
ambiguous statements were read, and which variables the paper does not determine.
"""

from pathlib import Path

from edition.claims.records import load, weights_of
from edition.cleaning import hospital
from edition.cleaning.dictionary import load as load_dictionary
from edition.files.writing import save_json, save_text
from edition.forensics.findings import completed, findings
from edition.solver.solution import reconstruct
from edition.study import chronology


def main(published: Path, dictionary: Path, folder: Path, seed: int, weights: list[str]) -> None:
    """Write the export's tables and origin.json into ``folder``."""
    tables = load_dictionary(dictionary)
    claims = load(published)
    counts = findings(claims).counts(inferred=True)
    result = reconstruct(completed(claims, counts), seed, weights_of(weights))
    dated = chronology.tables(result.cohort, seed)
    rows = hospital.untidy({name: hospital.coded(dated[name], table) for name, table in tables.items()}, tables, seed)
    for name, table in rows.items():
        save_text(folder / f"{tables[name].file}.csv", table.to_csv(sep=";", index=False, lineterminator="\n"))
    origin = {
        "synthetic": True,
        "seed": seed,
        "unstated": result.unstated,
        "readings": result.fate.readings,
        "held": result.fate.held,
        "given_up": result.fate.given_up,
    }
    save_json(folder / "origin.json", origin)
