"""A generated registry of any size, and what the steps need for it: ``python tests/benchmarks/registry.py 1000 10000``.

Prints seconds and the most memory of each step for each size, every step in a process of its own; ``--build`` runs the
whole build as well. The registry is drawn: the same bytes for the same size. It has the small disorders of real ones.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).parent.parent.parent
SYNTHETIC = ROOT / "data" / "synthetic"
DESIGN = ["--plan", "recommended", "--alpha", "0.05", "--confidence", "0.95"]
FIRST, LAST = np.datetime64("2004-07-01"), np.datetime64("2024-12-31")
DAY = np.timedelta64(1, "D")


def written(days: np.ndarray, form: str = "%d.%m.%Y") -> pd.Series:
    """Days as the export writes them; not a time is an empty cell."""
    return pd.Series(pd.to_datetime(days)).dt.strftime(form).fillna("")


def tables(patients: int, seed: int = 1) -> dict[str, pd.DataFrame]:
    """File → table of a registry, without disorders; who relapses after transplant, and all else, is drawn."""
    draw = np.random.default_rng(seed)

    def days(low: int, high: int) -> np.ndarray:
        return draw.integers(low, high, patients) * DAY

    def one(*values: str, p: list[float] | None = None) -> np.ndarray:
        return draw.choice(np.array(values, dtype=object), patients, p=p)

    number = pd.Series([f"K{i:07}" for i in range(1, patients + 1)], dtype=object)
    sex = one("erkek", "kadın", p=[0.6, 0.4])
    diagnosis = FIRST + days(0, 4900)
    relapse = diagnosis + days(200, 900)
    front_line = np.minimum(diagnosis + 730 * DAY, relapse - DAY)
    remission = relapse + days(60, 120)
    transplant = remission + days(60, 200)
    again = draw.random(patients) < 0.42
    later = transplant + days(20, 700)
    start = later + days(1, 20)
    died = again & (draw.random(patients) < 0.5)
    end = np.minimum(np.where(again, start + 60 * DAY, transplant + 60 * DAY) + days(1, 2500), LAST)
    regimen = one("FLAG", "FLAG-İDA", "CLOVE", "bortezomib", "blinatumomab", "CAR-T")
    # Drugs that were not there yet give way to the first.
    for drug, since in {"bortezomib": "2009-01-01", "blinatumomab": "2015-12-01", "CAR-T": "2012-06-01"}.items():
        regimen[(regimen == drug) & (start < np.datetime64(since))] = "FLAG"
    regimen[(regimen == "CLOVE") & (start < np.datetime64("2006-06-01"))] = "FLAG"
    second = one("FLAG-İDA", "CLOVE", p=[0.7, 0.3])
    second[remission < np.datetime64("2006-10-01")] = "FLAG-İDA"
    responded = draw.random(patients) < 0.7

    def courses(who: np.ndarray, name: object, begin: np.ndarray, until: np.ndarray, response: object) -> pd.DataFrame:
        frame = {"hasta_no": number, "tedavi": name, "baslangic": written(begin), "bitis": written(until)}
        return pd.DataFrame(frame | {"kur_sayisi": "1", "yanit": response, "sonlanma": "tamamlandı"})[who]

    everybody, answer = np.ones(patients, bool), one("tam remisyon", "yanıtsız")
    site = one("izole Kİ", "Kİ + MSS", "Kİ + testis", p=[0.7, 0.2, 0.1])
    site[(site == "Kİ + testis") & (sex == "kadın")] = "izole Kİ"
    grade = draw.integers(1, 5, patients).astype(str)
    event = np.where(again, start, transplant) + days(0, 50)
    return {
        "hastalar": pd.DataFrame(
            {
                "hasta_no": number,
                "cinsiyet": sex,
                "dogum_ayi": written(diagnosis - days(400, 5800), "%m.%Y"),
                "tani_tarihi": written(diagnosis),
                "immunfenotip": one("B-ALL", "T-ALL", p=[0.85, 0.15]),
                "risk_grubu": one("standart", "orta", "yüksek"),
                "tani_lokosit": pd.Series(draw.integers(10, 900, patients)).map(lambda n: f"{n // 10},{n % 10}"),
            }
        ),
        "nuksler": pd.concat(
            [
                pd.DataFrame({"hasta_no": number, "nuks_tarihi": written(relapse), "nuks_bolgesi": "izole Kİ"}),
                pd.DataFrame({"hasta_no": number, "nuks_tarihi": written(later), "nuks_bolgesi": site})[again],
            ]
        ),
        "tedaviler": pd.concat(
            [
                courses(everybody, "ALL-BFM", diagnosis, front_line, "tam remisyon"),
                courses(
                    everybody,
                    "ALL-REZ-BFM 2002",
                    relapse + DAY,
                    remission - 20 * DAY,
                    np.where(responded, "tam remisyon", "yanıtsız"),
                ),
                courses(~responded, second, remission, remission + 50 * DAY, "tam remisyon"),
                courses(again, regimen, start, np.minimum(start + 40 * DAY, end), answer),
            ]
        ),
        "nakiller": pd.DataFrame(
            {
                "hasta_no": number,
                "nakil_tarihi": written(transplant),
                "verici": one("akraba", "akraba dışı"),
                "hazirlik": one("TVI", "TVI dışı"),
                "urun": one("Kİ", "PK"),
                "cd34": "4,0",
                "akut_gvhh": one("var", "yok"),
            }
        ),
        "advers_olaylar": pd.DataFrame(
            {
                "hasta_no": number,
                "olay_tarihi": written(np.minimum(event, end)),
                "terim": one("mukozit", "ishal", "miyelosüpresyon", "hepatotoksisite"),
                "derece": grade,
            }
        ),
        "izlem": pd.DataFrame(
            {
                "hasta_no": number,
                "son_gorulme": written(end),
                "durum": np.where(died, "öldü", "yaşıyor"),
                "olum_nedeni": np.where(died, one("progresyon", "MSS nüksü", "toksisite", "diğer"), ""),
            }
        ),
    }


def write(folder: Path, patients: int, seed: int = 1) -> Path:
    """The registry in ``folder``, one code in a hundred with blanks, one course in a hundred open, one row twice."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SYNTHETIC / "dictionary.yaml", folder / "dictionary.yaml")
    draw = np.random.default_rng(seed + 1)
    for name, frame in tables(patients, seed).items():
        frame = frame.reset_index(drop=True)
        code = frame.columns[-1 if name not in ("hastalar", "advers_olaylar") else -2]
        frame[code] = frame[code].mask(draw.random(len(frame)) < 0.01, " " + frame[code])
        if name == "tedaviler":
            frame["bitis"] = frame["bitis"].mask(draw.random(len(frame)) < 0.01, "")
        pd.concat([frame, frame.iloc[:1]]).to_csv(folder / f"{name}.csv", sep=";", index=False, lineterminator="\n")
    return folder


def measured(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds and most memory (MB) of a command; a build's is that of its largest process."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stdout=(folder / "log").open("w"), stderr=subprocess.STDOUT)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)}\n{(folder / 'log').read_text('utf-8')}")
    return time.monotonic() - started, used.ru_maxrss / 1024


def steps(export: Path, folder: Path) -> dict[str, list[str]]:
    """Step → its command, on an export and what earlier steps made of it in ``folder``."""
    cohort, labels = str(folder / "cohort.csv"), str(ROOT / "manuscript/labels.en.yaml")
    numbers = {step: str(folder / f"{step}.json") for step in ("flow", "table1", "survival")}
    own = {
        "clean": f"--export {export} --cohort {cohort} --cleaning-log {folder}/log.csv --origin {folder}/origin.json",
        "flow": f"--cohort {cohort} --numbers {numbers['flow']}",
        "table1": f"--cohort {cohort} --numbers {numbers['table1']} --labels {labels} --tables {folder}/table1.md",
        "survival": f"--cohort {cohort} --numbers {numbers['survival']} --curves {folder}/curves.csv",
    }
    design = {step: [] if step in ("clean", "flow") else DESIGN for step in own}
    run = [sys.executable, "workflow/step.py"]
    return {step: [*run, step, *options.split(), *design[step]] for step, options in own.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("patients", type=int, nargs="+")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "registry")
    parser.add_argument("--build", action="store_true", help="the whole build, in this folder, instead of single steps")
    options = parser.parse_args()
    for size in options.patients:
        export = write(options.folder / str(size) / "export", size)
        commands = steps(export, export.parent)
        if options.build:
            setting = f"export={{folder: {export}}}"
            commands = {"build": [sys.executable, "-m", "snakemake", "--cores", "2", "--config", setting]}
        for step, command in commands.items():
            seconds, memory = measured(command, export.parent)
            print(f"{size:>9} {step:<10} {seconds:9.1f} s {memory:9.0f} MB", flush=True)
