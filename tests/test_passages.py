"""A real export waits until an author has read what an export cannot tell."""

import json
import re
from pathlib import Path

import pytest
from edition.files.errors import InputError
from edition.files.reading import read_list
from scripts import passages

ARTICLE = '# T\n\nIn {{< num a.n >}} children, {{< when a.few "few" "many" >}}.\n\n- Another line.\n'
NUMBERS = {"a.n": {"kind": "count", "value": 3, "en": "3", "cases": {}}, "a.few": {"kind": "condition", "value": True}}


@pytest.fixture
def run(tmp_path):
    def run(read="", article=ARTICLE, numbers=NUMBERS, synthetic=False):
        texts = {"article.en.qmd": article, "numbers.json": json.dumps(numbers)}
        texts |= {
            "passages.yaml": "- {en: In}\n- {en: Another, tr: Başka}\n",
            "origin.json": json.dumps({"synthetic": synthetic}),
        }
        for name, text in texts.items():
            (tmp_path / name).write_text(text, "utf-8")
        files = (tmp_path / name for name in ("passages.yaml", "numbers.json", "origin.json"))
        passages.main([tmp_path / "article.en.qmd"], ["en"], *files, read, tmp_path / "report.json")
        return json.loads((tmp_path / "report.json").read_text("utf-8"))

    return run


def value(error):
    return re.search('passages_read: "([0-9a-f]{8})"', str(error.value))[1]


def test_a_real_export_waits_until_what_the_passages_say_was_read(run):
    with pytest.raises(InputError, match=r"article.en.qmd:3: In 3 children, few\.\n.*:5: - Another line") as error:
        run()
    read = value(error)
    assert run(read)["checksum"] == read
    assert run("", synthetic=True)["passages"]["en"][0] == "In 3 children, few."
    assert run(read, article="A line more.\n\n" + ARTICLE)["checksum"] == read
    for changed in (
        {"article": ARTICLE.replace("line", "word")},
        {"numbers": NUMBERS | {"a.n": NUMBERS["a.n"] | {"en": "4"}}},
    ):
        with pytest.raises(InputError) as error:
            run(read, **changed)
        assert value(error) != read


@pytest.mark.parametrize("article", [ARTICLE.replace("In {{", "Of {{"), ARTICLE + "\nIn another.\n"])
def test_a_passage_that_begins_otherwise_is_named(run, article):
    with pytest.raises(InputError, match=r"passages.yaml: [02] lines of article.en.qmd begin with 'In'"):
        run(article=article, synthetic=True)


def test_the_passages_of_the_articles_are_listed_in_both_languages():
    assert all(entry.keys() == {"en", "tr"} for entry in read_list(Path("manuscript/passages.yaml")))
