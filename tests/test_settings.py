from pathlib import Path

import pytest
import yaml
from edition.files.errors import InputError
from edition.files.settings import SCHEMA, settings

CONFIG = Path("config.yaml")


def test_the_committed_file_shows_every_key_with_its_default():
    assert yaml.safe_load(CONFIG.read_text("utf-8")) == settings({}, CONFIG)


def test_a_part_that_is_given_keeps_the_defaults_beside_it():
    assert settings({"analysis": {"alpha": 0.01}}, CONFIG)["analysis"]["confidence"] == 0.95


def test_numbers_of_the_command_line_are_numbers():
    assert settings({"analysis": {"alpha": "0.01"}}, CONFIG)["analysis"]["alpha"] == 0.01


def test_every_key_is_described():
    def walk(schema):
        for rule in schema.get("properties", {}).values():
            assert rule["description"] and "default" in rule
            walk(rule)

    walk(yaml.safe_load(SCHEMA.read_text("utf-8")))


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        (
            "languages: [en]\nanalysis:\n  plna: recommended\n",
            3,
            ["unknown key 'analysis.plna'", "Did you mean 'plan'?"],
        ),
        ("exports: {}\n", 1, ["unknown key 'exports'", "'export'"]),
        ("colour: red\n", 1, ["unknown key 'colour'", "Known keys are: languages"]),
        ("render:\n  engine: word\n", 2, ["render.engine", "'word' is not one of"]),
        ("analysis:\n  alpha: 5\n", 2, ["analysis.alpha", "Level below which"]),
        ("languages: []\n", 1, ["languages", "BCP 47"]),
    ],
)
def test_a_wrong_file_is_named_with_its_line_and_a_remedy(tmp_path, text, row, words):
    file = tmp_path / "config.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        settings(yaml.safe_load(text), file)
    assert str(caught.value).startswith(f"{file}, row {row}: ")
    assert all(word in str(caught.value) for word in words)
