import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import step
from cohorts import RELAPSED, WEEKS
from edition.figures import figure as style
from edition.files.errors import InputError
from edition.numbers.labels import Labels
from edition.numbers.phrases import NO_BREAK, Phrases, number_ids
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image
from pypdf import PdfReader
from scripts import figure_envelope, figure_flow, figure_survival
from scripts.figure_survival import FEW, read_curves
from workspace import LABELS

# A letter that the font lacks is only a warning; a file that another test left open is not this one's matter.
pytestmark = pytest.mark.filterwarnings("error", "default::ResourceWarning")

BRANCHES = ["group1.no_remission", "group1.refused", "group1.remission"]
BRANCHES += ["group2.bortezomib", "group2.blinatumomab", "group2.cart"]
OUTCOMES = ("second_transplant", "alive", "died")

# Like the report's groups: deaths early in the first, one patient followed for eleven years in the second.
GROUPS = {
    1: [(40, 1), (75, 1), (110, 1), (150, 1), (190, 1), (260, 1), (400, 1), (1100, 0), (1450, 0)],
    2: [(300, 1), (370, 0), (600, 0), (730, 0), (900, 0), (1280, 0), (1500, 0), (4018, 1)],
}


def steps(*first_and_percent):
    lasts = [day - 1 for day, _ in first_and_percent[1:]] + [4383]
    return [
        {"first_day": day, "last_day": last, "percent": percent}
        for (day, percent), last in zip(first_and_percent, lasts, strict=True)
    ]


BOUNDS = {
    "envelope": {
        "group1": {"lowest": steps((0, 100), (1, 22), (2, 0)), "highest": steps((0, 100))},
        "group2": {"lowest": steps((0, 100), (1, 88), (1262, 50), (3836, 0)), "highest": steps((0, 100), (4200, 75))},
    },
    "survival": {"group1.last": {"values": [0.0, 12.5, 22.2]}, "group2.last": {"values": [0.0, 50.0, 58.3]}},
    "printed": {"group1": {"percent": 22.0}, "group2": {"percent": 75.0}},
}


def write_curves(file, groups):
    """A table of curves; the limits are only drawn, so plain ones do."""
    rows = []
    for group, patients in groups.items():
        at_risk, survival = len(patients), 1.0
        counts = Counter(patients)
        for day in sorted({0, *(day for day, _ in patients)}):
            died, censored = counts[day, 1], counts[day, 0]
            survival *= 1 - died / at_risk
            rows.append((group, day, survival, survival / 2, (1 + survival) / 2, at_risk, censored, died))
            at_risk -= died + censored
    columns = ["group", "time_days", "survival", "lower", "upper", "at_risk", "censored", "events"]
    pd.DataFrame(rows, columns=columns).to_csv(file, index=False)
    return file


def record(value, kind="count", synthetic=False):
    return {"value": value, "kind": kind, "synthetic": synthetic, **dict.fromkeys(LABELS, f"{value}")}


def strings(node):
    return [node] if isinstance(node, str) else [text for child in node.values() for text in strings(child)]


@pytest.fixture
def numbers():
    """A record for every number that the labels name."""
    said = (text for labels in LABELS.values() for text in strings(labels.words["figures"]))
    ids = {id_ for text in said for id_ in number_ids(text)}
    ids |= {f"{branch}.{outcome}.n" for branch in BRANCHES for outcome in OUTCOMES}
    records = {id_: record(38.5, "percent") if id_.endswith("percent") else record(3) for id_ in sorted(ids)}
    for id_ in ("km.logrank.p", "km.logrank.permutation_p"):
        records[id_] = record("<0.001", "p")
    return records | {"km.permutations.exact": record(True, "condition")}


@pytest.fixture
def curves(tmp_path):
    return read_curves(write_curves(tmp_path / "curves.csv", GROUPS))


def words(name, numbers, language="en"):
    return Phrases(LABELS[language], name, numbers, language)


def phrases(templates, numbers):
    return Phrases(Labels(Path("labels.en.yaml"), {"figures": {"f": templates}}), "f", numbers, "en")


def texts(figure):
    figure.draw_without_rendering()  # names the ticks
    return [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]


def shown(figure):
    return "\n".join(text.get_text() for text in texts(figure))


def outside(figure, frame):
    """Texts that reach beyond ``frame`` (in pixels)."""
    boxes = [(text, text.get_window_extent()) for text in texts(figure)]
    return [t.get_text() for t, b in boxes if b.x0 < frame.x0 or b.x1 > frame.x1 or b.y0 < frame.y0 or b.y1 > frame.y1]


def spans(tmp_path, groups):
    return [list(ticks) for ticks in figure_survival.spans(read_curves(write_curves(tmp_path / "spans.csv", groups)))]


def test_where_nearly_all_deaths_come_early_the_beginning_is_enlarged(tmp_path):
    whole, beginning = spans(tmp_path, {1: [(day, 1) for day in (40, 80, 120, 200, 300)] + [(3500, 0)]})
    assert (whole, beginning) == ([0, 2, 4, 6, 8, 10], [0, 0.25, 0.5, 0.75, 1])
    _, shorter = spans(tmp_path, {1: [(day, 1) for day in (5, 10, 20, 30, 80)] + [(3500, 0)]})
    assert shorter[-1] == 1


@pytest.mark.parametrize(
    "patients",
    [
        [(day, 1) for day in (30, 200, 400, 600, 800, 1000)],  # spread over three years
        [(day, 1) for day in (40, 80, 120, 200, 300)] + [(700, 0)],  # early, but two years in all are legible
        [(400, 0), (4000, 0)],  # nobody died
    ],
)
def test_follow_up_that_is_legible_as_a_whole_is_not_enlarged(patients, tmp_path):
    assert len(spans(tmp_path, {1: patients})) == 1


@given(st.lists(st.tuples(st.integers(1, 20000), st.integers(0, 1)), min_size=1, max_size=30))
def test_nobody_leaves_beyond_the_axis_and_nearly_all_deaths_are_in_what_is_enlarged(tmp_path_factory, patients):
    whole, *beginning = spans(tmp_path_factory.getbasetemp(), {1: patients})
    assert max(day for day, _ in patients) / 365.25 <= whole[-1] + 1e-9
    assert all((12 * tick).is_integer() for ticks in [whole, *beginning] for tick in ticks)
    assert len(whole) <= 8
    deaths = [day / 365.25 for day, event in patients if event]
    for ticks in beginning:
        assert sum(t <= ticks[-1] for t in deaths) >= 0.8 * len(deaths)
        assert 3 * ticks[-1] <= whole[-1]


def test_counts_of_a_published_example(tmp_path):
    curve = read_curves(write_curves(tmp_path / "curves.csv", {1: list(zip(WEEKS, RELAPSED, strict=True))}))[1]
    week = 1 / 365.25  # the file's unit is days; here a day stands for a week
    assert curve.n == 21
    assert curve.counts(0) == (21, 0, 0)
    assert curve.counts(10.5 * week) == (13, 3, 5)
    assert curve.counts(40 * week) == (0, 12, 9)
    # Kaplan-Meier estimate after week 10, as in the textbooks: 0.753
    assert curve.survival[np.searchsorted(curve.years, 10.5 * week) - 1] == pytest.approx(75.29, abs=0.01)


@given(st.lists(st.tuples(st.integers(1, 4000), st.integers(0, 1)), min_size=1, max_size=40), st.floats(0, 12))
def test_at_risk_censored_and_dead_add_up_to_all(tmp_path_factory, patients, years):
    curve = read_curves(write_curves(tmp_path_factory.getbasetemp() / "any.csv", {1: patients}))[1]
    assert sum(curve.counts(years)) == len(patients) == curve.n
    assert sum(day / 365.25 > curve.years[curve.firm] for day, _ in patients) < FEW


def test_phrases_bring_signs_and_hold_numbers_to_their_words():
    registry = {"a.p": record("0.057", "p"), "b.p": record("<0.001", "p"), "c.n": record(4)}
    phrase = phrases({"x": "p {a.p}, p {b.p}, n = {c.n}, died: {c.n}"}, registry)["x"]
    assert phrase == "p = 0.057, p < 0.001, n = 4, died: 4".replace(" = ", f"{NO_BREAK}={NO_BREAK}").replace(
        " < ", f"{NO_BREAK}<{NO_BREAK}"
    ).replace(": ", f":{NO_BREAK}")
    untested = {**record("not estimable", "p"), "value": None}
    assert phrases({"x": "exact p {a.p}"}, {"a.p": untested})["x"] == "exact p not estimable"


def test_an_unknown_number_is_named_with_the_nearest():
    with pytest.raises(InputError, match=r"'group1\.ded\.n'.*Did you mean group1\.died\.n"):
        phrases({"x": "{group1.ded.n}"}, {"group1.died.n": record(7)})["x"]


def test_lines_break_where_they_are_full():
    lines = style.wrap("Nakil sonrası nüksten itibaren geçen yıl", 30)
    assert len(lines) == 2
    assert all(style.text_width(line) <= 30 for line in lines)
    assert style.wrap(f"an:{NO_BREAK}4", 30) == [f"an:{NO_BREAK}4"]
    assert style.wrap(f"progresyondan:{NO_BREAK}123456", 24) == ["progresyondan:", "123456"]


def test_the_languages_name_the_same_numbers():
    named = [
        {key: sorted(number_ids(str(text))) for key, text in pd.json_normalize(labels.words["figures"]).iloc[0].items()}
        for labels in LABELS.values()
    ]
    assert all(other == named[0] for other in named)


DRAWINGS = [(name, width) for name in ("flow", "survival", "envelope") for width in style.SIZES.values()]


def drawn(name, width, curves, said):
    data = {"survival": [curves], "envelope": [BOUNDS]}.get(name, [])
    figures = {"flow": figure_flow, "survival": figure_survival, "envelope": figure_envelope}
    return figures[name].draw(*data, said, width)


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize(("name", "width"), DRAWINGS)
def test_every_text_is_on_the_page_apart_from_others_and_large_enough(name, width, language, numbers, curves):
    figure = drawn(name, width, curves, words(name, numbers, language))
    figure.canvas.draw()
    assert outside(figure, figure.bbox) == []
    boxes = [text.get_window_extent() for text in texts(figure)]
    for i, one in enumerate(boxes):
        assert not any(one.shrunk(0.9, 0.6).overlaps(other) for other in boxes[:i])
    assert figure.get_figwidth() * 25.4 == pytest.approx(width)
    assert figure.get_figheight() * 25.4 <= 235
    # In points, set as wide as one column of a journal (8.5 cm), or as the page for which it is made.
    assert min(text.get_fontsize() for text in texts(figure)) * width / (figure.get_figwidth() * 25.4) >= 6


def test_apostrophes_are_typographic():
    assert phrases({"x": "Grup 1'de {c.n}"}, {"c.n": record(4)})["x"] == "Grup 1’de 4"


ABBREVIATION = re.compile(r"(?<![\w-])(?:[A-ZÇĞİÖŞÜ]{2,}[\w-]*(?: [A-Z]{3,})*|allo-[A-Z]{3})")


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("name", ["flow", "survival", "envelope"])
def test_abbreviations_are_explained_in_the_legend(name, language):
    article = Path(f"manuscript/article.{language}.qmd").read_text("utf-8")
    legend = next(line for line in article.splitlines() if line.startswith("![") and f"#fig-{name} " in line)
    said = " ".join(strings(LABELS[language].words["figures"][name])[1:])
    for short in {abbreviation.lower() for abbreviation in ABBREVIATION.findall(re.sub(r"\{[^}]*\}", "", said))}:
        assert f"{short}, " in legend.lower(), short


def test_what_goes_on_beyond_the_axis_is_marked(numbers, curves):
    figure = figure_survival.draw(curves, words("survival", numbers))
    _, whole, beginning = figure.axes[:3]
    heads = {axes: [line for line in axes.lines if line.get_marker() == ">"] for axes in (whole, beginning)}
    assert heads[whole] == []
    end = beginning.get_xlim()[1]
    assert len(heads[beginning]) == 6 and all(list(line.get_xdata()) == [end] for line in heads[beginning])
    assert words("survival", numbers)["beyond"] in shown(figure)


def test_in_one_column_branches_stand_below_each_other_in_their_boxes(numbers):
    texts = figure_flow.box_texts(words("flow", numbers))
    stacked = figure_flow.layout(texts, 85)
    assert set(stacked) == set(figure_flow.layout(texts))
    for _, names in figure_flow.BRANCHES:
        assert all(stacked[a].bottom < stacked[b].top for a, b in pairwise(names))
    assert all(box.left >= 0 and box.left + box.width <= 85 for box in stacked.values())


@pytest.mark.parametrize("language", LABELS)
def test_the_envelopes_show_what_is_printed(language, numbers):
    figure = figure_envelope.draw(BOUNDS, words("envelope", numbers, language))
    _, axes1, strip1, axes2, strip2 = figure.axes
    for axes, strip, percent in ((axes1, strip1, 22), (axes2, strip2, 75)):
        (circle,) = [line for line in strip.lines if line.get_marker() == "o"]
        assert circle.get_ydata() == [percent] and axes.lines[-1].get_ydata() == [percent, percent]
    (lower, upper) = axes2.lines[:2]
    assert upper.get_xdata() == pytest.approx(np.array([0, 4200, 4383]) / 365.25)
    assert list(lower.get_ydata()) == [100, 88, 50, 0, 0]


def test_an_envelope_is_drawn_without_what_is_not_printed(numbers):
    figure = figure_envelope.draw(BOUNDS | {"printed": {}}, words("envelope", numbers))
    assert "printed" not in shown(figure).replace("not printed", "").replace("printed statements", "")


@pytest.mark.parametrize("language", LABELS)
def test_survival_says_what_it_shows(language, numbers, curves):
    said = words("survival", numbers, language)
    page = shown(figure_survival.draw(curves, said))
    assert said["x"] in page
    assert f"p{NO_BREAK}<{NO_BREAK}0.001" in page
    assert said["synthetic"] not in page
    numbers["km.logrank.p"]["synthetic"] = True
    page = shown(figure_survival.draw(curves, said))
    assert said["synthetic"] in page
    assert f"p{NO_BREAK}<{NO_BREAK}0.001" not in page


def test_the_table_under_the_curves_adds_up_in_every_column(numbers, curves):
    figure = figure_survival.draw(curves, words("survival", numbers))
    paper, *panels = figure.axes
    columns = {}
    for text in texts(figure):
        if text.axes is paper and text.get_text().isdigit() and text.get_ha() == "center":
            columns.setdefault(round(text.get_window_extent().x0 + text.get_window_extent().x1), []).append(text)
    ticks = {round(2 * axes.transData.transform((tick, 0))[0]) for axes in panels for tick in axes.get_xticks()}
    assert len(ticks) == sum(len(axis) for axis in figure_survival.spans(curves))
    assert len(columns) == len(ticks)
    assert all(min(abs(middle - tick) for tick in ticks) <= 2 for middle in columns)
    for column in columns.values():
        counts = [int(text.get_text()) for text in column]
        assert [sum(counts[:3]), sum(counts[3:])] == [9, 8]


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    """Curves of which every day has deaths and a censoring, in a file of thousands of rows."""
    days = [(day // 2, day % 2) for day in range(9000)]
    return read_curves(write_curves(tmp_path_factory.mktemp("registry") / "curves.csv", {1: days, 2: days}))


def test_a_curve_of_many_days_is_thinned_without_a_change_that_can_be_seen(registry):
    curve = registry[1]
    thin, step = curve.thinned(8, 600), 8 / 600
    assert len(thin.years) <= 602 < len(curve.years)
    assert (thin.n, thin.counts(99)) == (curve.n, curve.counts(99))
    for years in np.arange(step, 8, step):
        # Both curves fall from left to right: between two points the thin one is as high as the whole one at either.
        heights = [curve.survival[np.flatnonzero(curve.years <= at)[-1]] for at in (years - step, years)]
        assert heights[1] <= thin.survival[np.flatnonzero(thin.years <= years)[-1]] <= heights[0] + 1e-9


@pytest.mark.parametrize("language", LABELS)
def test_the_figure_of_a_registry_is_small_and_says_what_it_leaves_out(tmp_path, registry, numbers, language):
    numbers["km.permutations.exact"] = record(None, "condition")
    said = words("survival", numbers, language)
    figure = figure_survival.draw(registry, said)
    assert said["no_ticks"][:20] in shown(figure) and said["ticks"] not in shown(figure)
    assert said["test_normal"][-30:] in shown(figure).replace("\n", " ")
    assert outside(figure, figure.bbox) == []
    style.save(figure, title="x", **{form: tmp_path / f"x.{form}" for form in ("svg", "pdf", "png")})
    assert (tmp_path / "x.svg").stat().st_size < 600_000
    assert (tmp_path / "x.pdf").stat().st_size < 200_000


def rows_of_boxes(said):
    boxes = figure_flow.layout(figure_flow.box_texts(said))
    return [[boxes[name] for _, names in row for name in names if name in boxes] for row in figure_flow.ROWS]


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("count", [3, 123456])
def test_every_text_of_the_flow_chart_is_inside_its_box(language, count, numbers):
    for entry in numbers.values():
        entry["synthetic"] = True
        if entry["kind"] == "count":
            entry |= {"value": count, **dict.fromkeys(LABELS, f"{count:,}")}
    figure = figure_flow.draw(words("flow", numbers, language))
    figure.canvas.draw()
    frames = [patch.get_window_extent() for patch in figure.findobj(Rectangle) if patch.get_linewidth()]
    for text in texts(figure)[:-1]:  # the last is the note below
        box = text.get_window_extent()
        assert any(f.x0 < box.x0 and box.x1 < f.x1 and f.y0 < box.y0 and box.y1 < f.y1 for f in frames), text.get_text()


def test_boxes_stand_apart_and_on_the_page(numbers):
    rows = rows_of_boxes(words("flow", numbers))
    for row in rows:
        assert all(a.left + a.width < b.left for a, b in pairwise(row))
        assert row[0].left >= 0
        assert row[-1].left + row[-1].width <= style.WIDTH
    assert all(max(b.bottom for b in a) < min(b.top for b in c) for a, c in pairwise(rows))


@pytest.mark.parametrize("cause", ["progression", "cns_relapse", "other"])
def test_every_cause_of_death_that_occurred_is_told(cause, numbers):
    number = f"group2.died_of_{cause}.n"
    line = next(line for line in words("flow", numbers).template("boxes.group2_end").splitlines() if number in line)
    assert line.partition(":")[0] in shown(figure_flow.draw(words("flow", numbers)))
    assert line.partition(":")[0] not in shown(figure_flow.draw(words("flow", numbers | {number: record(0)})))


def test_where_nobody_went_there_is_no_box(numbers):
    for number in ("n", "remission.n", *(f"{outcome}.n" for outcome in OUTCOMES)):
        numbers[f"group2.cart.{number}"] = record(0)
    numbers["group2.bortezomib.second_transplant.n"] = record(0)
    said = words("flow", numbers)
    boxes = figure_flow.box_texts(said)
    assert "group2_cart" not in boxes
    assert [len(boxes[f"group2_{drug}"]) for drug in ("bortezomib", "blinatumomab")] == [5, 6]
    assert len(rows_of_boxes(said)[8]) == 5
    figure_flow.draw(said)


def test_every_branch_ends_in_what_became_of_it(numbers):
    said = words("flow", numbers)
    ends = [name for _, names in figure_flow.BRANCHES for name in names]
    for branch, name in zip(BRANCHES, ends, strict=True):
        expected = {f"{branch}.{outcome}.n" for outcome in OUTCOMES}
        assert expected < set(number_ids(figure_flow.box_template(name, said)))


def test_synthetic_numbers_get_a_mark_and_a_note(numbers):
    said = words("flow", numbers)
    assert "◊" not in shown(figure_flow.draw(said))
    numbers["group2.cart.alive.n"]["synthetic"] = True
    page = shown(figure_flow.draw(said))
    assert f"alive:{NO_BREAK}3◊" in page
    assert f"◊ {said['synthetic']}" in page


def test_text_with_markup_is_shown_as_it_is(numbers):
    numbers["group1.n"]["en"] = r"$\alpha$ <b>&"
    assert r"$\alpha$ <b>&" in shown(figure_flow.draw(words("flow", numbers)))


@pytest.mark.parametrize("name", ["flow", "survival", "envelope"])
def test_the_files_of_a_figure_hold_its_texts_and_fonts(name, numbers, tmp_path):
    """In Turkish; that they have the same bytes elsewhere, ``test_build`` shows."""
    numbers["group1.n"]["tr"] = r"$\alpha$ <b>&--"
    (tmp_path / "numbers.json").write_text(json.dumps(numbers), "utf-8")
    svg, pdf, png = files = [tmp_path / f"{name}.{kind}" for kind in ("svg", "pdf", "png")]
    options = {"numbers": tmp_path / "numbers.json", "lang": "tr", "labels": LABELS["tr"].file}
    options |= {file.suffix[1:]: file for file in files} | {"size": ""}
    if name == "survival":
        options["curves"] = write_curves(tmp_path / "curves.csv", GROUPS)
    if name == "envelope":
        options["bounds"] = tmp_path / "bounds.json"
        options["bounds"].write_text(json.dumps(BOUNDS), "utf-8")
    step.run([f"figure_{name}", *(f"--{option}={value}" for option, value in options.items())])
    said = words(name, numbers, "tr")
    root = ElementTree.parse(svg).getroot()
    assert root.find("{http://www.w3.org/2000/svg}title").text == said["title"]
    assert not re.search("<text|dc:date|@font-face", svg.read_text("utf-8"))
    sentence = "Nakil sonrası nüks yok" if name == "flow" else said["x"]
    assert sentence in svg.read_text("utf-8")
    page = PdfReader(pdf).pages[0]
    assert sentence in page.extract_text()
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    descriptors = [font.get("/FontDescriptor") or font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
    assert fonts
    assert all("/FontFile2" in descriptor.get_object() for descriptor in descriptors)
    assert float(page.mediabox.width) / 72 * 25.4 == pytest.approx(156, abs=0.1)
    with Image.open(png) as image:
        assert image.width == pytest.approx(156 / 25.4 * 400, abs=1)
        assert image.info["dpi"] == pytest.approx((400, 400), abs=0.1)
