"""The preview: what a save makes of the pages, what it says of mistakes, and that nobody else can look."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest
from edition.render.preview import Site, saves, serve, times
from scripts import preview
from workspace import ROOT, Workspace

HEAD = "---\ntitle: N\nlang: {}\naffiliations: [{{id: gazi, name: G}}]\n---\n\n"
ENGLISH = HEAD.format("en") + "## Results {#sec-results}\n\nOf {{< num n >}} children, some relapsed.\n"
TURKISH = HEAD.format("tr") + "## Bulgular {#sec-results}\n\nToplam {{< num n >}} çocuk; bazılarında nüks.\n"
ARTICLE = {"en": ENGLISH, "tr": TURKISH}
NUMBERS = {"n": {"value": 40, "kind": "count", "en": "40", "tr": "40", "cases": {}, "rule": "flow", "synthetic": False}}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with two short articles, as a build leaves it: the stage of each has what it names."""
    left_out = shutil.ignore_patterns("article.*.qmd", "numbers.json", "tables", "figures", "_out", ".quarto")
    shutil.copytree(ROOT / "manuscript", tmp_path / "manuscript", ignore=left_out)
    shutil.copyfile(ROOT / "config.yaml", tmp_path / "config.yaml")
    for language, text in ARTICLE.items():
        (tmp_path / f"manuscript/article.{language}.qmd").write_text(text, "utf-8")
        stage = tmp_path / "results/stage" / language
        (stage / "tables").mkdir(parents=True)
        (stage / "figures").mkdir()
        (stage / "translations.yml").write_text("translations: []\n", "utf-8")
        (stage / "numbers.json").write_text(json.dumps(NUMBERS), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("site"), ["en", "tr"])


def page(site: Site, language: str) -> str:
    return (site.folder / language).read_text("utf-8")


def save(language: str, old: str, new: str) -> set[Path]:
    """Edit an article; what the watch would report."""
    file = preview.MANUSCRIPT / f"article.{language}.qmd"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    return {file}


def test_a_save_is_reported_when_the_file_has_settled():
    a, b = Path("a"), Path("b")
    looks = [{a: 1}, {a: 1}, {a: 2}, {a: 3, b: 1}, {a: 3, b: 1}, {a: 3, b: 1}, {a: 3}, {a: 3}]
    assert list(saves({a: 1}, iter(looks))) == [{a, b}, {b}]
    assert list(saves({}, iter(looks))) == [{a}, {a, b}, {b}]


def test_what_builds_make_is_not_watched(project):
    before, look = times(preview.WATCHED, preview.MADE), []
    for name in ("numbers.json", "tables/a.md", "_out/a.html"):
        (project / "manuscript" / name).parent.mkdir(exist_ok=True)
        (project / "manuscript" / name).write_text("x", "utf-8")
    look += [times(preview.WATCHED, preview.MADE)] * 2
    assert list(saves(before, iter(look))) == []
    (project / "manuscript/note.css").write_text("x", "utf-8")
    look += [times(preview.WATCHED, preview.MADE)] * 2
    assert list(saves(before, iter(look))) == [{Path("manuscript/note.css")}]


@pytest.mark.parametrize(
    ("path", "pages", "build"),
    [
        ("manuscript/article.tr.qmd", ["tr"], False),
        ("manuscript/references.bib", ["en", "tr"], False),
        ("manuscript/labels.tr.yaml", ["en", "tr"], True),
        ("config.yaml", ["en", "tr"], True),
        ("data/synthetic/hastalar.csv", ["en", "tr"], True),
    ],
)
def test_what_a_save_concerns(path, pages, build):
    assert [language for language in ("en", "tr") if preview.concerns({Path(path)}, language)] == pages
    assert preview.needs_build({Path(path)}) == build


def test_a_save_renders_its_language_alone_and_a_mistake_is_shown_until_it_is_mended(project, site, capsys):
    preview.update(site, {preview.MANUSCRIPT / "article.css"})
    assert ">40<" in page(site, "en") and ">40<" in page(site, "tr")
    assert "alert" not in page(site, "en")

    seen = page(site, "en")
    preview.update(site, save("tr", "bazılarında", "kimilerinde"))
    assert "kimilerinde" in page(site, "tr")
    assert page(site, "en") == seen

    preview.update(site, save("tr", "num n ", "num nn "))
    shown = page(site, "tr")
    assert "article.tr.qmd, line 9: there is no number &#x27;nn&#x27;. Did you mean n?" in shown
    assert "kimilerinde" in shown  # the last good page stays
    assert "has no counterpart" not in shown
    assert "line 9: there is no number 'nn'" in capsys.readouterr().out

    preview.update(site, save("tr", "num nn ", "num n "))
    assert "alert" not in page(site, "tr") and "alert" not in page(site, "en")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("## Bulgular {#sec-results}", "## Bulgular {#sec-sonuc}", "#sec-results has no counterpart in article.tr.qmd"),
        ("nüks.", "nüks [@hunger2021].", "no entry of the bibliography is called &#x27;hunger2021&#x27;. Did you mean"),
        ("lang: tr", "lang: [tr", "this is no valid YAML"),
    ],
)
def test_mistakes_are_shown_with_their_place(project, site, old, new, message):
    preview.update(site, save("tr", old, new))
    assert message in page(site, "tr")
    assert re.search(r"article\.tr\.qmd(?::\d+|, line \d+|)", page(site, "tr"))


def test_an_article_that_is_being_saved_may_be_absent_for_a_moment(project, site):
    (project / "manuscript/article.tr.qmd").unlink()
    preview.update(site, {Path("manuscript/article.tr.qmd")})
    assert "there is no such article" in page(site, "tr")


def test_a_broken_configuration_is_reported_by_the_build(tmp_path, monkeypatch):
    workspace = Workspace(tmp_path)
    workspace.edit("config.yaml", "alpha:", "alhpa:")
    monkeypatch.chdir(tmp_path)
    assert "Did you mean alpha?" in "\n".join(preview.rebuild(["en", "tr"]))


def test_what_a_build_says_stays_until_a_build_succeeds(project, site, monkeypatch, capsys):
    answers = [["config.yaml: wrong"], ["config.yaml: still wrong"], []]
    monkeypatch.setattr(preview, "rebuild", lambda languages: answers.pop(0))
    preview.update(site, {preview.CONFIG})
    assert "config.yaml: wrong" in page(site, "en")
    preview.update(site, save("tr", "bazılarında", "kimilerinde"))
    assert all("config.yaml: still wrong" in page(site, language) for language in site.languages)
    preview.update(site, save("tr", "kimilerinde", "bazılarında"))
    assert not any("alert" in page(site, language) for language in site.languages)
    preview.update(site, save("tr", "bazılarında", "kimilerinde"))
    assert answers == [] and capsys.readouterr().out.count("building …") == 3


def test_the_page_is_changed_for_the_preview_only(site):
    site.publish("en", "<html><body class='x'><p>Text</p></body></html>", ["a < b: {{< num n >}}"])
    shown = page(site, "en")
    assert shown.index("<body class='x'>") < shown.index("a &lt; b: {{&lt; num n &gt;}}") < shown.index("<p>Text</p>")
    assert shown.index("location.reload") < shown.index("</body>")
    assert site.articles["en"] == "<html><body class='x'><p>Text</p></body></html>"


def test_an_open_page_hears_of_a_newer_one(site):
    def get(path: str, header: str = "") -> str:
        with urllib.request.urlopen(address + path) as answer:
            return answer.headers[header] if header else answer.read().decode()

    address = serve(site.folder, 0)
    site.publish("en", "<html><body>1</body></html>", [])
    version, own = re.search(r'fetch\("/(en\.version)"\).* > "(\d+)"', get("en"), flags=re.DOTALL).groups()
    assert get(version) == own
    site.publish("en", "<html><body>2</body></html>", [])
    assert get(version) > own and "2" in get("en")
    assert get("").count("<iframe") == 2
    assert get("en", "Content-Type") == "text/html; charset=utf-8"
    for wrong in ("de", "de.version", "../config.yaml"):
        with pytest.raises(HTTPError) as error:
            get(wrong)
        error.value.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.2 is no address of the machine")
def test_only_this_machine_is_served(tmp_path):
    address = serve(tmp_path, 0)
    port = int(address.rstrip("/").rpartition(":")[2])
    with socket.socket() as other:
        other.bind(("127.0.0.2", port))  # would be taken if all addresses were served


@pytest.mark.build
def test_a_save_in_a_built_project_shows_in_the_page(built_once, tmp_path):
    workspace = Workspace(tmp_path / "project", built_once)
    workspace.edit("config.yaml", "engine: auto", "engine: embedded")
    command = [sys.executable, "workflow/step.py", "preview", "--port", "0"]
    with subprocess.Popen(command, cwd=workspace.folder, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        try:
            address = next(match[0] for line in process.stdout if (match := re.search(r"http://\S+", line)))
            workspace.edit(
                "manuscript/article.en.qmd",
                "The comparison of the groups has limitations",
                "The comparison has grave limitations",
            )
            deadline = time.monotonic() + 900  # against a hang only; how fast it is, no test says
            while "The comparison has grave limitations" not in urllib.request.urlopen(address + "en").read().decode():
                assert time.monotonic() < deadline
                time.sleep(0.2)
        finally:
            process.terminate()
