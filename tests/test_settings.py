"""The configuration: its defaults, and what each mistake in it is answered with."""

import shutil
from pathlib import Path

import pytest
from edition.files.errors import InputError
from edition.files.reading import read_mapping
from edition.files.schema import schema
from edition.files.settings import read_settings, settings

CONFIG = Path("config.yaml")


def test_the_committed_file_shows_every_key_with_its_default():
    assert read_mapping(CONFIG) == settings({}, CONFIG)


def test_a_part_that_is_given_keeps_the_defaults_beside_it():
    assert settings({"analysis": {"alpha": 0.01}}, CONFIG)["analysis"]["confidence"] == 0.95


def test_a_part_without_keys_is_the_default_one():
    assert settings({"analysis": None, "render": {"engine": None}}, CONFIG) == settings({}, CONFIG)


@pytest.mark.parametrize("section", [name for name, value in settings({}, CONFIG).items() if isinstance(value, dict)])
def test_no_section_has_an_unknown_key(section):
    with pytest.raises(InputError, match=rf"config\.yaml.*{section}.*unknown key 'colour'"):
        settings({section: {"colour": "red"}}, CONFIG)


def test_numbers_of_the_command_line_are_numbers():
    given = {"analysis": {"alpha": "0.01"}, "reconstruction": {"weights": {"table1": "3"}}}
    complete = settings(given, CONFIG)
    assert (complete["analysis"]["alpha"], complete["reconstruction"]["weights"]) == (0.01, {"table1": 3})


def test_every_key_is_described():
    def walk(schema):
        for rule in schema.get("properties", {}).values():
            assert rule["description"] and "default" in rule
            walk(rule)

    walk(schema("config"))


@pytest.fixture
def project(tmp_path):
    """A folder with what the configuration may name."""
    for name in ("manuscript", "data/synthetic", "a ward's; $(data)"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("data/synthetic", "a ward's; $(data)"):
        (tmp_path / name / "dictionary.yaml").touch()
    for name in ("article.en.qmd", "labels.en.yaml", "article.tr.qmd", "labels.tr.yaml", "article.de.qmd"):
        (tmp_path / "manuscript" / name).touch()
    return tmp_path


MISTAKES = [
    # what the file holds, the line that is named, what must be said
    ("- languages\n", None, ["a list or a single value", "Write `key: value` lines"]),
    ("exports: {}\n", 1, ["unknown key 'exports'", "Did you mean export?"]),
    ("colour: red\n", 1, ["unknown key 'colour'", "Known are: languages"]),
    ("languages: [en]\nanalysis:\n  plna: recommended\n", 3, ["analysis: unknown key 'plna'", "Did you mean plan?"]),
    ("analysis: {alpha: 0.05, $(rm -r x): 1}\n", 1, ["analysis: unknown key '$(rm -r x)'", "Known are: plan"]),
    ("render:\n  engine: word\n", 2, ["render.engine", "'word' is not one of", "whichever is there"]),
    ("render: embedded\n", 1, ["render", "'embedded' is not of type 'object'", "How the article is typeset"]),
    ("analysis:\n  alpha: 5\n", 2, ["analysis.alpha", "5", "Level below which"]),
    ("analysis:\n  alpha: 0\n", 2, ["analysis.alpha", "0 is less than or equal to the minimum of 0"]),
    ("analysis:\n  confidence: 0\n", 2, ["analysis.confidence", "0 is less than or equal to the minimum of 0"]),
    ("analysis:\n  plan: recomended\n", 2, ["analysis.plan", "'recomended' is not one of"]),
    ("privacy:\n  smallest_count: 0\n", 2, ["privacy.smallest_count", "0 is less than the minimum of 1"]),
    ("privacy:\n  times: weeks\n", 2, ["privacy.times", "'weeks' is not one of"]),
    (
        "audit:\n  url: example.org/audit/\n",
        2,
        ["audit.url", "'example.org/audit/'", "Address of the published folder"],
    ),
    ("analysis:\n  alpha: .nan\n", 2, [".nan is no number", "Write a finite number"]),
    (
        "analysis:\n  confidence: 0.9999999999999999\n",
        2,
        ["analysis.confidence", "greater than the maximum of 0.999999"],
    ),
    ("robustness:\n  horizon: 1000000\n", 2, ["robustness.horizon", "greater than the maximum of 100"]),
    ("robustness:\n  horizon: 0.0000001\n", 2, ["robustness.horizon", "less than the minimum of 0.1"]),
    ("robustness:\n  horizon: 1.0e+999\n", 2, ["1.0e+999 is no number", "Write a finite number"]),
    ("analysis:\n  alpha: nan\n", 2, ["analysis.alpha", "'nan' is not of type 'number'"]),
    ("robustness:\n  horizon: 1e999\n", 2, ["robustness.horizon", "'1e999' is not of type 'number'"]),
    ("analysis:\n  alpha: five\n", 2, ["analysis.alpha", "'five' is not of type 'number'"]),
    ("analysis:\n\talpha: 0.05\n", 2, ["this is no valid YAML", "a tab instead of spaces"]),
    ("analysis: !!python/name:os.system {}\n", 1, ["this is no valid YAML"]),
    ("analysis: {alpha: 2020-13-45}\n", None, ["this is no valid YAML"]),
    (b"languages: \x00\n", None, ["this is no valid YAML"]),
    ("1: x\n", 1, ["the key 1 is a number", "quotes"]),
    ("languages: &a [*a]\n", 1, ["the aliases here repeat too much"]),
    ("languages: []\n", 1, ["languages", "BCP 47"]),
    ("languages: [en, en]\n", 1, ["languages", "non-unique"]),
    ("languages: [en]\n\nreconstruction: {seed: -1}\n", 3, ["reconstruction.seed", "-1 is less than", "random draw"]),
    ("languages: [fr]\n", 1, ["languages: 'fr' has no manuscript/article.fr.qmd", "take 'fr' out"]),
    ("languages: [de]\n", 1, ["languages: 'de' has no manuscript/labels.de.yaml"]),
    ("languages:\n  - en\n  - EN\n", 3, ["languages.1", "'EN' is not of the form", "small letters, such as en"]),
    (
        "reconstruction:\n  weights:\n    tabel1: 4\n",
        3,
        ["reconstruction.weights.tabel1: the paper has no section 'tabel1'", "Did you mean table1?"],
    ),
    ("reconstruction:\n  weights: {table1: 0}\n", 2, ["reconstruction.weights.table1", "0 is less than"]),
    ("reconstruction:\n  weights: {table1: 99999999999999999999}\n", 2, ["weights.table1", "greater than the maximum"]),
    ("export:\n  folder: ~nobody.here/data\n", 2, ["export.folder: there is no folder '~nobody.here/data'"]),
    ("export:\n  folder: ~\n", 2, ["export.folder: None is not of type 'string'", "Folder with the export's tables"]),
    (f"export:\n  folder: {'x' * 300}\n", 2, ["export.folder: there is no folder 'xxx"]),
    ("export:\n  folder: manuscript\n", 2, ["the folder 'manuscript' has no dictionary.yaml", "Copy data/synthetic"]),
    ("export:\n  folder: ''\n", 2, ["has no dictionary.yaml", "Copy data/synthetic"]),
    ("export:\n  folder: data/hospital\n", 2, ["export.folder: there is no folder 'data/hospital'", "dictionary.yaml"]),
    ("export: {folder: '~/no/such/folder'}\n", 1, ["export.folder: there is no folder", "no/such/folder'"]),
    ("export: {folder: 'data/{ward}'}\n", 1, ["export.folder: 'data/{ward}' has a '{'", "Rename the folder"]),
    ("export: {folder: [data]}\n", 1, ["export.folder", "is not of type 'string'", "Folder with"]),
]


@pytest.mark.parametrize(("content", "line", "words"), MISTAKES)
def test_a_mistake_is_named_in_one_line_with_its_key_and_a_remedy(project, content, line, words):
    file = project / "config.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    with pytest.raises(InputError) as caught:
        read_settings(file)
    said = str(caught.value)
    assert said.startswith(f"{file}, line {line}: " if line else str(file))
    assert "\n" not in said and caught.value.remedy
    assert all(word in said for word in words)


def test_a_mark_of_byte_order_other_line_ends_and_shell_characters_do_no_harm(project):
    file = project / "config.yaml"
    file.write_bytes(b'\xef\xbb\xbfexport:\r\n  folder: "a ward\'s; $(data)"\r\n')
    assert read_settings(file)["export"]["folder"] == "a ward's; $(data)"


def test_a_home_folder_is_filled_in(project, monkeypatch):
    monkeypatch.setenv("HOME", str(project))
    shutil.copyfile(CONFIG, project / "config.yaml")
    assert settings({"export": {"folder": "~/data/synthetic"}}, project / "config.yaml")["export"]["folder"] == str(
        project / "data/synthetic"
    )
