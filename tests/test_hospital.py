"""A hospital's own export, in which one child more lives, under the other plan: one build, which waits for its author.

No value of the export reaches an artefact or what is said; the wording of both articles follows its numbers, alike.
"""

import csv
import json
import re
import shutil
import zipfile
from functools import cache
from io import BytesIO

import pytest
from cohorts import copied_export
from edition.manuscript.shortcodes import told
from edition.render.document import plain, read
from edition.study.definitions import DAYS_PER_YEAR
from pypdf import PdfReader
from workspace import EMBEDDED, Workspace

pytestmark = pytest.mark.build

EXPORT = "data/a ward's export"
DATE = re.compile(rb"\d\d\.\d\d\.\d{4}")
SHAPES = re.compile(rb"(?=(HST\d\dQ|\d\d\.\d\d\.\d{4}|\d{4}-\d\d-\d\d))")
"""A patient's number or a date, wherever it stands in a text."""
FREE = ("/results/cohort/cleaning-log.csv", "/results/reconstruction/", "/data/synthetic/")
"""Where the export's dates stand with good reason: in the log, which stays with it, those that were repaired."""


def is_free(name):
    return any(part in str(name) for part in FREE)


def secrets(export):
    """The patients' numbers and the days of the export, as it writes them and as ISO dates."""
    values = set().union(*(SHAPES.findall(file.read_bytes()) for file in export.glob("*.csv")))
    days = {value for value in values if DATE.fullmatch(value)}
    return values | {b"-".join(reversed(day.split(b"."))) for day in days}


@cache
def within(content):
    """Name → bytes of what an archive holds, of the text of a PDF and what it says of itself."""
    if content.startswith(b"%PDF"):
        reader = PdfReader(BytesIO(content))
        text = "".join(page.extract_text() for page in reader.pages)
        return {", text": text.encode(), ", metadata": repr(reader.metadata).encode()}
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return {f"/{name}": archive.read(name) for name in archive.namelist()}
    return {}


def contents(folder):
    """Name → bytes of the files below, and of what is within them; of equal files the first one."""
    seen = set()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and not is_free(path)):
        content = file.read_bytes()
        if content not in seen:
            seen.add(content)
            yield file, content
            yield from ((f"{file}{part}", inner) for part, inner in within(content).items() if not is_free(part))


@pytest.fixture(scope="module")
def hospital(built_once, tmp_path_factory):
    """The project made anew from a real export in a folder whose name needs quoting, and both runs of Snakemake.

    What is made from the paper alone is that of the build with the synthetic export.
    """
    workspace = Workspace(tmp_path_factory.mktemp("hospital") / "project", built_once)
    shutil.rmtree(workspace.folder / "results/cohort")
    export = copied_export(tmp_path_factory.mktemp("ward")).rename(workspace.folder / EXPORT)
    (export / "origin.json").unlink()
    for file in export.glob("*.csv"):  # numbers of patients that stand nowhere else
        file.write_text(re.sub(r"\bP(\d\d);", r"HST\1Q;", file.read_text("utf-8")), "utf-8")
    workspace.edit(f"{EXPORT}/izlem.csv", "HST18Q;01.09.2013;öldü;progresyon", "HST18Q;01.09.2013;yaşıyor;")
    workspace.edit("config.yaml", "folder: data/synthetic", f"folder: {EXPORT}")
    workspace.edit("config.yaml", "plan: published", "plan: recommended")
    command = ("--cores", "2", *EMBEDDED, "--", "evidence")
    waits = workspace.snakemake(*command)
    passages = re.search(r'write `passages_read: "([0-9a-f]{8})"` below', waits.stderr)[1]
    workspace.edit("config.yaml", 'passages_read: ""', f'passages_read: "{passages}"')
    ends = workspace.snakemake(*command)
    assert ends.returncode == 0, ends.stdout + ends.stderr
    return workspace.folder, waits, ends


def test_nothing_is_rendered_before_its_author_has_read_the_passages(hospital):
    _, waits, ends = hospital
    said = waits.stdout + waits.stderr
    assert waits.returncode and "step.py render" not in said and "Traceback" not in said
    assert "step.py render" in ends.stdout + ends.stderr


def test_no_value_of_a_real_export_is_in_what_a_build_makes(hospital):
    project, _, ends = hospital
    export = project / EXPORT
    sought = secrets(export)
    assert len(sought) > 300
    for folder in ("results", ".snakemake/log", "manuscript"):
        for name, content in contents(project / folder):
            assert not sought & set(SHAPES.findall(content)), name
    assert not sought & set(SHAPES.findall((ends.stdout + ends.stderr).encode()))
    evidence = project / "results/evidence"
    kept_back = {*(export / file.name for file in export.iterdir()), *(project / "results/cohort").iterdir()}
    assert not {file.name for file in kept_back if file.suffix == ".csv"} & {
        file.name for file in evidence.rglob("*") if not is_free(file)
    }
    with (project / "results/cohort/cohort.csv").open(encoding="utf-8", newline="") as rows:
        days = [int(row["survival_days"]) for row in csv.DictReader(rows) if row["survival_days"]]
    lives = {f"{float(day / DAYS_PER_YEAR):.12g}".encode() for day in days}
    assert len(lives) > 10
    for name, content in contents(evidence):
        assert b"a ward" not in content, f"{name} names the folder of the export"
        assert not lives & set(re.findall(rb"\d+\.\d{5,}", content)), f"{name} tells a patient's day"
    small = len((project / "results/audit/small-counts.csv").read_text("utf-8").splitlines()) - 1
    certificate = dict(contents(evidence / "codecheck"))[f"{evidence}/codecheck/certificate.en.pdf, text"].decode()
    assert f"Counts from 1 to 4 among the numbers: {small}." in " ".join(certificate.split())


SAYS = [
    # with the reconstructed cohort under the published plan, in the hospital under the recommended one
    ("gives the p values of both plans", "gives the p values of the recommended plan"),
    ("karşılaştırıldığı tabloda eşleşen ve önerilen planın", "karşılaştırıldığı tabloda önerilen planın"),
    (
        "the difference in toxicity was statistically significant and that in the proportion alive was not",
        "both differences were statistically significant",
    ),
    (
        "toksisite farkı istatistiksel olarak anlamlıydı, hayatta olanların oranındaki fark anlamlı değildi",
        "farkların ikisi de istatistiksel olarak anlamlıydı",
    ),
    ("6 of 8 children in Group 2 (75%)", "7 of 8 children in Group 2 (88%)"),
    ("Grup 2’de 6 çocuk (%75; n = 8)", "Grup 2’de 7 çocuk (%88; n = 8)"),
    ("rest on how the cohort was made or on what", "concern children that the export does not have"),
    ("kohortun nasıl oluşturulduğuna", "veri dökümünde bulunmayan çocuklarla veya"),
    ("were taken as follow-up; these", "The dates are those of the export"),
    ("süreler izlem süresi sayıldı", "Tarihler veri dökümündeki tarihlerdir"),
    ("was filled in by stated rules", "a course without a recorded end was taken to end"),
    ("belirtilmiş kurallarla", "bitişi kayıtlı olmayan bir tedavinin"),
]
TOLD = [
    # what changes, and what the articles then say and do not say otherwise
    ({"group1.refused.n": 1}, "therapy was refused for one child", "tedavi bir çocuk için kabul edilmemiştir"),
    ({"group1.refused.remission.n": 1}, "among them one for whom", "tedavinin kabul edilmediği bir çocuk vardır"),
    ({"group1.refused.remission.n": 2}, "among them children for whom", "arasında tedavinin kabul edilmediği çocuklar"),
    ({"relapse.ungrouped.n": 1}, "One of them received neither", "Bunlardan birine karşılaştırılan tedavilerin"),
    ({"relapse.ungrouped.n": 2}, "Some of them received neither", "Bunlardan bazılarına karşılaştırılan tedavilerin"),
    (
        {"relapse.ungrouped.n": 1},
        "a further child received neither a purine",
        "bir başka çocuk pürin nükleozid analoğu da",
    ),
    ({"relapse.ungrouped.n": 1}, "17 children of both groups.", "İki gruptaki 17 çocuğun özellikleri"),
    ({"relapse.ungrouped.n": 1}, "belongs to neither group.", "almayan çocuk hiçbir grupta değildir."),
    ({"cohort.second_transplant.n": 0}, "SCT was performed in no child", "KHN hiçbir çocuğa yapılmamıştır"),
    ({"relapse.grouped.second_transplant.n": 0}, "No child had a second", "İkinci allo-KHN yapılan çocuk yoktur"),
    ({"group2.blinatumomab.n": 0}, "no experience with blinatumomab", "blinatumomab deneyimi yoktur"),
    ({"group2.bortezomib.n": 0}, "bortezomib was not used", "allo-KHN sonrasında kullanılmamıştır"),
    ({"survival.complete": False}, "with known status", "son durumu bilinenler içinde"),
    ({"toxicity.severe.complete": False}, "with a recorded grade", "derecesi kaydedilmiş olanlar içinde"),
    ({"km.group1.median.reached": False}, "0.2 as yet in Group 1", "Grup 1'de izlem süresinde 0,2"),
    ({"ledger.unexplained.n": 0}, "no other remains unexplained", "başka açıklanamayan yoktur"),
    ({"ledger.unexplained.n": 0}, "no other remained unexplained", "başka açıklanamayan yoktur"),
]
UNSAID = [
    ({"group1.refused.n": 0}, "there were children for whom further therapy", "kabul edilmediği çocuklar vardır"),
    ({"cohort.second_transplant.n": 0}, "performed in selected children", "uygun görülen çocuklara"),
    ({"relapse.grouped.second_transplant.n": 0}, "depended on the response", "alınan yanıta bağlıdır"),
    ({"relapse.ungrouped.n": 1}, "17 children with posttransplant relapse", "gelişen 17 çocuğun özellikleri"),
]


def article_on(changes, language, project):
    """An article as it reads with other numbers and conditions."""
    numbers = json.loads((project / "results/numbers.json").read_text("utf-8"))
    numbers |= {name: numbers[name] | {"value": value} for name, value in changes.items()}
    text = told((project / f"manuscript/article.{language}.qmd").read_text("utf-8"), numbers, language)
    return " ".join(text.split())


@pytest.mark.parametrize(("changes", "english", "turkish"), TOLD)
def test_an_article_says_what_other_numbers_make_true(changes, english, turkish, built_once):
    for language, sentence in (("en", english), ("tr", turkish)):
        assert sentence in article_on(changes, language, built_once)
        assert sentence not in article_on({}, language, built_once)


@pytest.mark.parametrize(("changes", "english", "turkish"), UNSAID)
def test_an_article_keeps_back_what_other_numbers_make_untrue(changes, english, turkish, built_once):
    for language, sentence in (("en", english), ("tr", turkish)):
        assert sentence not in article_on(changes, language, built_once)
        assert sentence in article_on({}, language, built_once)


def test_the_wording_of_both_articles_follows_plan_and_data(hospital, built_once):
    for place, project in enumerate((built_once, hospital[0])):
        pages = [read(project / f"results/article/article.{language}.html").runs for language in ("en", "tr")]
        said = plain(" ".join(run for page in pages for run in page))
        assert [sentences[place] for sentences in SAYS if plain(sentences[place]) not in said] == []
        assert [sentences[1 - place] for sentences in SAYS if plain(sentences[1 - place]) in said] == []
