"""Compare the export that was just reconstructed with the committed one, file by file.

A difference does not stop the build: the article is made from the committed export. It is reported, with its remedy.
"""

from pathlib import Path

from edition.files.runs import checksum
from edition.files.writing import save_json


def main(made: Path, committed: Path, report: Path) -> None:
    """Write for each file in ``made`` both checksums and a verdict to ``report`` (JSON); say the result in one line."""
    files = {}
    for file in sorted(path for path in made.iterdir() if path.is_file()):
        other = committed / file.name
        now, before = checksum(file), checksum(other) if other.is_file() else None
        verdict = "same" if now == before else "different"
        files[file.name] = {"committed": before, "reconstructed": now, "verdict": verdict}
    different = [name for name, row in files.items() if row["verdict"] == "different"]
    save_json(report, {"files": files, "same": not different})
    if different:
        names = ", ".join(different)
        print(f"note: {committed} is not what data/published gives now ({names}). `make refresh` remakes it.")
    else:
        print(f"{committed} is, byte for byte, what data/published gives.")
