"""Guarantee time and selection, and the figure of the spread."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from edition.cleaning import cohort as cohorts
from edition.numbers.labels import Labels, read_labels
from edition.numbers.phrases import Phrases, number_ids
from edition.numbers.registry import Book
from edition.statistics import analysis, survival
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from pypdf import PdfReader
from scripts import bounds, figure_robustness, landmark, robustness, sample_cohorts

PUBLISHED = Path("data/published")
LANGUAGES = {file.suffixes[-2][1:]: file for file in sorted(Path("manuscript").glob("labels.*.yaml"))}


@pytest.fixture
def patients():
    """Seventeen patients like the report's: early deaths in the first group, late ones in the second."""
    days = [20, 50, 80, 89, 90, 200, 500, 1000, 2000, 100, 400, 700, 800, 900, 1000, 1100, 4000]
    rows = pd.DataFrame(
        {
            "patient": [f"P{i:02}" for i in range(17)],
            "group": [1] * 9 + [2] * 8,
            "survival_days": days,
            "died": [1] * 7 + [0] * 2 + [1] + [0] * 6 + [1],
            "refused": [True] * 3 + [False] * 14,
            "remission": [False] * 7 + [True] * 2 + [False] + [True] * 7,
            "posttransplant_relapse": [True] * 17,
        }
    ).assign(status=lambda rows: np.where(rows["died"] == 1, "died", "alive"))
    return cohorts.typed(rows.reindex(columns=list(cohorts.COLUMNS)).astype(object))


def test_only_who_lived_beyond_the_landmark_is_compared(patients):
    found = landmark.from_landmark(patients, 90)
    assert (found["group1"], found["group2"]) == (4, 8)
    days, died, first = analysis.survival_data(patients[patients["survival_days"] > 90])
    assert found["p"] == survival.permutation_test(days, died, first).p
    assert landmark.from_landmark(patients, 3000)["p"] is None


def test_shares_alive_without_refusals(patients):
    book = Book("landmark", [])
    landmark.note_selection(book, patients, analysis.plan("recommended"))
    assert [record["value"] for record in book.records.values()][:4] == [6, 2, 8, 6]
    # Fisher's exact test by hand: of 3003 ways to choose the 8 survivors, those no likelier than 2 of 6 and 6 of 8.
    ways = {0: 1, 1: 6 * 8, 2: 15 * 28, 5: 6 * 56, 6: 28}  # survivors in Group 1 → ways
    assert book.records["selection.without_refusal.p"]["value"] == pytest.approx(sum(ways.values()) / 3003)


def test_guarantee_time_alone_makes_treatments_look_different():
    found = landmark.guarantee_time((9, 8), 1, 0.05)
    assert found == landmark.guarantee_time((9, 8), 1, 0.05)
    assert found["significant"] > 25 > 2 * found["landmark.significant"]


def test_without_guarantee_time_the_simulation_finds_no_difference(monkeypatch):
    monkeypatch.setattr(landmark, "GUARANTEE", 0)
    found = landmark.guarantee_time((9, 8), 1, 0.05)
    assert 4 < found["significant"] < 8


def test_the_step_notes_counts_and_no_patient(patients, tmp_path):
    file = tmp_path / "cohort.csv"
    file.write_text(cohorts.csv_text(patients), "utf-8")
    landmark.main(file, "recommended", 0.05, 0.95, 1, tmp_path / "numbers.json")
    numbers = json.loads((tmp_path / "numbers.json").read_text("utf-8"))
    assert numbers["landmark.day90.group1.reached.n"]["value"] == 4
    assert numbers["selection.without_refusal.group1.n"]["value"] == 6
    assert "survival_days" in numbers["landmark.day90.p"]["variables"]
    assert numbers["guarantee.significant.percent"]["variables"] == []
    text = (tmp_path / "numbers.json").read_text("utf-8")
    assert "P0" not in text and "4000" not in text


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Summary and bounds of a few cohorts, as the figure reads them."""
    folder = tmp_path_factory.mktemp("robustness")
    sample_cohorts.main(PUBLISHED, 0, 200, 200, 1, 0.95, 5.0, folder / "part.csv")
    files = {name: folder / f"{name}.json" for name in ("summary", "robustness", "bounds", "bounds-numbers")}
    robustness.main([folder / "part.csv"], PUBLISHED, 1, 0.05, 5.0, files["summary"], files["robustness"])
    bounds.main(PUBLISHED, files["bounds"], files["bounds-numbers"])
    return files["summary"], files["bounds"]


def numbers_for(labels, language):
    """A record for every number that the figure can name."""
    words = read_labels(labels).words["figures"]["robustness"]
    used = {number for text in words.values() for number in number_ids(text)}
    used |= {"robustness.logrank.significant.percent"}
    used |= {f"robustness.landmark.day{day}.significant.percent" for day in (90, 180, 365)}
    return {number: {language: "88%", "kind": "percent", "synthetic": True} for number in used}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figure_is_marked_complete_and_the_same_each_time(language, results, tmp_path):
    numbers = tmp_path / "numbers.json"
    numbers.write_text(json.dumps(numbers_for(LANGUAGES[language], language)), "utf-8")
    made = []
    for run in ("first", "second"):
        files = {end: tmp_path / run / f"robustness-{language}.{end}" for end in ("svg", "pdf", "png")}
        figure_robustness.main(*results, numbers, LANGUAGES[language], language, **files)
        made.append([file.read_bytes() for file in files.values()])
    assert made[0] == made[1]
    text = PdfReader(tmp_path / "first" / f"robustness-{language}.pdf").pages[0].extract_text()
    words = read_labels(LANGUAGES[language]).words["figures"]["robustness"]
    for key in ("synthetic", "km_heading", "last", "upper", "relapse", "p_axis"):
        assert words[key] in text
    assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_text_of_the_figure_is_on_the_page_and_none_overlaps(language, results):
    labels = read_labels(LANGUAGES[language])
    words = Phrases(
        Labels(labels.file, labels.words), "robustness", numbers_for(LANGUAGES[language], language), language
    )
    found, limits = (json.loads(file.read_text("utf-8")) for file in results)
    figure = figure_robustness.draw(found, limits, words)
    figure.draw_without_rendering()  # names the ticks
    renderer, page = FigureCanvasAgg(figure).get_renderer(), figure.bbox
    texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    boxes = [text.get_window_extent(renderer) for text in texts]
    assert len(boxes) > 40
    for box in boxes:
        assert page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
    for i, one in enumerate(boxes):
        assert not any(one.shrunk(0.9, 0.6).overlaps(other) for other in boxes[:i])
