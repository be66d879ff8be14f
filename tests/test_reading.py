"""What people write is read in one way: the same mistakes get the same answers in every file."""

import shutil
from pathlib import Path

import pytest
from edition.claims import records
from edition.cleaning import dictionary, origin
from edition.files.errors import InputError
from edition.files.reading import line_of, parse, read_list, read_mapping
from edition.files.schema import validate
from edition.files.settings import read_settings
from edition.manuscript import blocks, prose
from edition.numbers.labels import read_labels
from edition.statistics import analysis

READERS = {
    "config.yaml": lambda: read_settings(Path("config.yaml")),
    "data/published/results.yaml": lambda: records.load(Path("data/published")),
    "data/published/sources.yaml": lambda: records.load(Path("data/published")),
    "data/synthetic/dictionary.yaml": lambda: dictionary.load(Path("data/synthetic/dictionary.yaml")),
    "data/synthetic/origin.json": lambda: origin.read(Path("data/synthetic")),
    "data/contradictions.yaml": lambda: read_list(Path("data/contradictions.yaml")),
    "manuscript/labels.tr.yaml": lambda: read_labels(Path("manuscript/labels.tr.yaml")),
    "manuscript/terms.yaml": lambda: prose.read_wording(*LISTS),
    "manuscript/allowed-numbers.yaml": lambda: prose.read_wording(*LISTS),
    "manuscript/article.en.qmd": lambda: blocks.read_article(Path("manuscript/article.en.qmd")),
    "plan.yaml": lambda: analysis.plan("plan.yaml"),
}
BOMB = "x0: &x0 [1, 1]\n" + "".join(f"x{i + 1}: &x{i + 1} [*x{i}, *x{i}]\n" for i in range(20))
LISTS = Path("manuscript/terms.yaml"), Path("manuscript/allowed-numbers.yaml")
MISTAKES = {
    # name: (what becomes of the file's bytes, what must be said)
    "not UTF-8": (lambda content: content.replace(b"\n", b" # \xfc\n", 1), "this file is not UTF-8. Save it as UTF-8."),
    "a tab": (lambda content: content.replace(b"\n", b"\n\t- x\n", 1), "this is no valid "),
    "a key twice": (lambda content: content.replace(b"\n", b"\nx_: {y: 1, y: 2}\n", 1), "the key y is given twice"),
    "an open bracket": (lambda content: content.replace(b"\n", b"\nx_: [\n", 1), "this is no valid "),
    "not finite": (lambda content: content.replace(b"\n", b"\nx_: .inf\n", 1), ".inf is no number"),
    "empty": (lambda content: b"", "this is empty"),
    "nothing but a comment": (lambda content: b"# later\n", "this is empty"),
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name in ("data", "manuscript"):
        shutil.copytree(name, tmp_path / name, ignore=shutil.ignore_patterns("tables", "figures", "_out"))
    shutil.copyfile("config.yaml", tmp_path / "config.yaml")
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text("# a plan\nprocedures: {logrank: logrank.two-sided}\n", "utf-8")
    json = Path("data/synthetic/origin.json")
    json.write_text("{\n" + json.read_text("utf-8").removeprefix("{"), "utf-8")


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("name", READERS)
def test_a_mistake_gets_the_same_answer_in_every_file(project, name, mistake):
    file = Path(name)
    damage, words = MISTAKES[mistake]
    if mistake in ("a key twice", "not finite") and file.suffix == ".json":
        pytest.skip("written otherwise in JSON")
    if mistake in ("empty", "nothing but a comment") and file.suffix in (".qmd", ".json"):
        words = {".qmd": "the article has no front matter", ".json": "this is empty"}[file.suffix]
    if name == "data/contradictions.yaml":
        damage = {"a key twice": lambda _: b"- x_: {y: 1, y: 2}\n", "not finite": lambda _: b"- x_: .inf\n"}.get(
            mistake, damage
        )
        words = {"empty": "this is no list", "nothing but a comment": "this is no list"}.get(mistake, words)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(InputError) as caught:
        READERS[name]()
    assert name in str(caught.value) and words in str(caught.value)
    if mistake not in ("empty", "nothing but a comment"):
        assert ", line " in str(caught.value)


@pytest.mark.parametrize("name", READERS)
def test_a_mark_of_byte_order_and_the_line_ends_of_windows_do_no_harm(project, name):
    before = READERS[name]()
    Path(name).write_bytes(b"\xef\xbb\xbf" + Path(name).read_bytes().replace(b"\n", b"\r\n"))
    assert READERS[name]() == before


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"a\.yaml: this file cannot be read"):
        read_mapping(tmp_path / "a.yaml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: " + "[" * 5000, "this is no valid YAML"),
        ("a: " + "9" * 5000, "this is no valid YAML"),
        (BOMB, "repeat too much"),
        ("a: \x07\n", "this is no valid YAML"),
        ("? [a]\n: b\n", "is a number or a truth value, not a text"),
    ],
)
def test_what_would_never_end_or_break_is_refused(text, words):
    with pytest.raises(InputError, match=words):
        parse(text, "a.yaml")


def test_lines_are_those_of_keys_and_items(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("# c\na:\n  b: 1\nlist:\n- x: 1\n- y: 2\n  z: 3\n", "utf-8")
    paths = (["a"], ["a", "b"], ["a", "none"], ["list", 1, "z"], [])
    assert [line_of(path, file) for path in paths] == [2, 3, 2, 7, None]


def test_a_schema_names_line_place_and_remedy(tmp_path):
    file = tmp_path / "config.yaml"
    file.write_text("languages: [en]\nanalysis:\n  confidence: 1\n", "utf-8")
    with pytest.raises(InputError, match=r"line 3: analysis\.confidence: 1 is .* Coverage of every") as caught:
        validate(read_mapping(file), file, "config")
    assert caught.value.line == 3
