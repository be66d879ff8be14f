"""The comparison of two revisions: nothing is lost, what changed is marked, Word and HTML show it."""

import json
import re
import subprocess
import sys
from collections import Counter
from html import escape
from zipfile import ZipFile

import pytest
from edition.files.errors import InputError
from edition.files.tool import pandoc
from edition.manuscript.alignment import likeness
from edition.render.merge import merged, pairs, shown, text, tracked
from hypothesis import given
from hypothesis import strategies as st
from sample import needs_office, office
from scripts.diff import changes, commit, document, main, write
from workspace import LABELS, Workspace


def blocks(markdown):
    return json.loads(pandoc(["--from=markdown", "--to=json"], markdown))["blocks"]


def settled(node, kind):
    """The tree after the changes of ``kind`` are refused and the others accepted."""
    if isinstance(node, list):
        return [settled(item, kind) for item in node if not (isinstance(item, dict) and kind in classes(item))]
    return {key: settled(value, kind) for key, value in node.items()} if isinstance(node, dict) else node


def classes(node):
    return node["c"][0][1] if node.get("t") == "Span" else []


def html(before, after):
    tree = {"pandoc-api-version": [1, 23], "meta": {}, "blocks": merged(blocks(before), blocks(after), shown)}
    return pandoc(["--from=json", "--to=html", "--wrap=none"], json.dumps(tree)).strip()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Of 40 children, 17.", "Of 41 children, 17.", "<p>Of <del>40 </del><ins>41 </ins>children, 17.</p>"),
        ("It was so.", "It was not so.", "<p>It was <ins>not </ins>so.</p>"),
        ("A *p* value.", "A **p** value.", "<p>A <strong>p</strong> value.</p>"),
        (
            "One *two three* four.",
            "One *two five* four.",
            "<p>One <em>two</em> <del><em>three</em> </del><ins><em>five</em> </ins>four.</p>",
        ),
        ("# Old title\n\nText.", "# New title\n\nText.", "<del>Old </del><ins>New </ins>title</h1>\n<p>Text.</p>"),
        ("First here.", "First here.\n\nNew.", "<p>First here.</p>\n<p><ins>New.</ins></p>"),
        ("Gone.\n\nStays here.", "Stays here.", "<p><del>Gone.</del></p>\n<p>Stays here.</p>"),
    ],
)
def test_words_are_marked(before, after, expected):
    assert html(before, after).endswith(expected)


def test_a_heading_that_is_put_otherwise_stays_one():
    page = html("Text.\n\n# Discussion\n\nMore.", "Text.\n\n# What it means\n\nMore.")
    assert re.findall(r"<h1[^>]*>(.*)</h1>", page) == ["<del>Discussion</del><ins>What it means</ins>"]
    page = html("# One\n\nText.", "Text.\n\n## Two")
    assert re.findall(r"<h\d[^>]*>(.*)</h\d>", page) == ["<del>One</del>", "<ins>Two</ins>"]
    assert html("Text.", "# New\n\nText.").count("<h1") == 1


def test_lists_and_tables_are_compared_within():
    page = html("- one thing\n- two things\n", "- one thing\n- two other things\n- three\n")
    assert page.count("<li>") == 3
    assert "<li>two <ins>other </ins>things</li>" in page and "<li><ins>three</ins></li>" in page
    table = "| a | b |\n|---|---|\n| Male | 8 |\n| Female | 1 |\n\n: Caption here.\n"
    page = html(table, table.replace("| 8 |", "| 7 |").replace("Caption here", "Caption there"))
    assert "<td><del>8</del><ins>7</ins></td>" in page
    assert "Caption <del>here.</del><ins>there.</ins>" in page
    assert page.count("<td>") == 4
    wider = "| a | b | c |\n|---|---|---|\n| Male | 8 | x |\n"
    assert html(table, wider).count("<table") == 2


def test_paragraphs_that_changed_are_paired_by_their_words():
    old, new = ["a b c d", "e f g h", "i j"], ["x y z", "a b c q", "i j"]
    assert list(pairs(old, new, str)) == [(None, "x y z"), ("a b c d", "a b c q"), ("e f g h", None), ("i j", "i j")]
    assert likeness(Counter("abcd"), Counter("abcq")) == 0.75


sentences = st.lists(st.lists(st.sampled_from(["one", "two", "*three*", "four"]), min_size=1, max_size=5), max_size=5)


@given(sentences, sentences)
def test_refusing_all_changes_gives_the_old_text_and_accepting_them_the_new(old, new):
    before, after = (blocks("\n\n".join(" ".join(words) for words in version)) for version in (old, new))
    both = merged(before, after, tracked("A", "2025-01-01T00:00:00Z"))
    assert text(settled(both, "insertion")).split() == text(before).split()
    assert text(settled(both, "deletion")).split() == text(after).split()


def number(english, turkish, **more):
    return {"kind": "count", "value": 1, "en": english, "tr": turkish} | more


def test_numbers_that_say_something_else_are_listed():
    before = {"a": number("1", "1"), "b": number("0.5", "0,5"), "c": number("2", "2"), "gone": number("3", "3")}
    after = {"a": number("1", "1"), "b": number("0.6", "0,6"), "c": number("2", "2", value=3), "new": number("4", "4")}
    before["yes"] = {"kind": "condition", "value": True}
    after["yes"] = {"kind": "condition", "value": False}
    before["tested"], after["tested"] = ({"kind": "condition", "value": value} for value in (False, None))
    assert list(changes(before, after, LABELS)) == [
        ["b", "0.5", "0.6", "0,5", "0,6"],
        ["new", "", "4", "", "4"],
        ["yes", "holds", "does not hold", "doğru", "doğru değil"],
        ["tested", "does not hold", "cannot be told", "doğru değil", "belirlenemiyor"],
        ["gone", "3", "", "3", ""],
    ]


def test_word_and_html_show_the_changes(tmp_path):
    rows = [["b", "0.5", "0.6", "0,5", "0,6"]]
    for suffix, mark in ((".html", shown), (".docx", tracked("Ada", "2025-01-01T00:00:00Z"))):
        changed = merged(blocks("Old word.\n\nLost."), blocks("New word."), mark)
        tree = document(rows, changed, LABELS["tr"], ["v1", "v2"], ["en", "tr"])
        write(tree, tmp_path / f"diff{suffix}", "tr", tmp_path)
    page = (tmp_path / "diff.html").read_text("utf-8")
    assert "<del>Old </del><ins>New </ins>word." in page and "<del>Lost.</del>" in page
    assert "Değişen sayılar" in page and ">0,6</td>" in page and "v1 → v2" in page
    with ZipFile(tmp_path / "diff.docx") as archive:
        body = archive.read("word/document.xml").decode()
    assert 'w:author="Ada"' in body and "<w:delText" in body and "<w:ins " in body
    numbers = re.findall(r'<w:(?:ins|del) [^>]*?w:id="(\d+)"', body)
    assert len(numbers) == len(set(numbers)) == 3
    accepted = pandoc([str(tmp_path / "diff.docx"), "--to=plain", "--track-changes=accept"])
    refused = pandoc([str(tmp_path / "diff.docx"), "--to=plain", "--track-changes=reject"])
    assert "New word." in accepted and "Lost" not in accepted
    assert "Old word." in refused and "Lost." in refused


def test_a_revision_that_does_not_exist_is_an_error_with_a_remedy(tmp_path, monkeypatch):
    with pytest.raises(InputError, match=r"make diff BASE="):
        main("")
    repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"no revision 'v9'.*Name a commit, or one of:.* v1"):
        commit("v9")


def repository(folder):
    """A repository with all files of ``folder`` in one commit, tagged v1."""
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    (folder / "README.md").touch()
    for command in (["init", "--quiet"], ["add", "."], [*identity, "commit", "--quiet", "-m", "One"], ["tag", "v1"]):
        subprocess.run(["git", *command], cwd=folder, check=True)


@pytest.mark.build
def test_an_edited_sentence_is_shown_against_the_revision_before(built_once, tmp_path):
    workspace = Workspace(tmp_path / "project", built_once)
    repository(workspace.folder)
    workspace.edit(
        "manuscript/article.en.qmd",
        "The comparison of the groups has limitations",
        "The comparison of both groups has limitations",
    )
    command = [sys.executable, "workflow/step.py", "diff", "--base", "v1"]
    run = subprocess.run(command, cwd=workspace.folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    folder = workspace.folder / "results/diff"
    page = (folder / "diff.en.html").read_text("utf-8")
    assert "comparison of <del>the </del><ins>both </ins>groups has" in page
    assert page.count("<ins>") == page.count("<del>") == 1
    assert "No number changed." in page
    v1 = subprocess.run(["git", "rev-parse", "v1^{commit}"], cwd=workspace.folder, capture_output=True, text=True)
    assert f"v1 ({v1.stdout[:12]}) → working tree" in page
    assert run.stdout.startswith("Building v1 …\nBuilding the working tree …\n")
    assert "<ins>" not in (folder / "diff.tr.html").read_text("utf-8")
    assert "Zühre Kaya" in page[: page.index("Abstract")]
    with ZipFile(folder / "diff.en.docx") as archive:
        word = archive.read("word/document.xml").decode()
    assert 'w:author="Ada"' in word and "Zühre Kaya" in word
    counted = re.findall(r'"Heading1" ?/>.*?<w:t[^>]*>([^<]*)', word, re.DOTALL)
    assert "Numbers that changed" in word and counted[0] == "Introduction"
    worktrees = subprocess.run(["git", "worktree", "list"], cwd=workspace.folder, capture_output=True, text=True)
    assert len(worktrees.stdout.splitlines()) == 1


SETTLE = """Sub Settle(source, target, command)
  Dim options(0) As New com.sun.star.beans.PropertyValue
  options(0).Name = "Hidden"
  options(0).Value = True
  document = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, options())
  frame = document.CurrentController.Frame
  createUnoService("com.sun.star.frame.DispatchHelper").executeDispatch(frame, command, "", 0, Array())
  options(0).Name = "FilterName"
  options(0).Value = "MS Word 2007 XML"
  document.storeToURL(ConvertToURL(target), options())
  document.close(True)
End Sub"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
  script:language="StarBasic">%s</script:module>"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard">
<library:element library:name="Module1"/></library:library>"""
LINKED = """Look at [Figure 1](#fig-a), to the work of others [[1](#ref-x)] and to
[a page](https://example.org/a), [*n*](#section) too.

[]{#ref-x}X.[^1]

[]{#fig-a}F.

## Section {#section}

Gone: [a link](https://example.org/gone) here.

[^1]: A note.
"""
EMPTY = r'<p>(?:<span[^>]*></span>)?</p>\n| id="[^"]*"'
CHANGES = {"Figure 1": "Figure 2", "[1]": "[2]", "a page](https://example.org/a)": "no page](https://example.org/b)"}


def links(file):
    """What a DOCX says, and the targets of its links."""
    tree = pandoc([str(file), "--from=docx", "--to=html", "--wrap=none"])
    return tree[tree.index("Look at") :]


@needs_office
def test_libreoffice_settles_the_changes_with_every_link_in_place(tmp_path):
    after = LINKED.replace("Gone: [a link](https://example.org/gone) here.", "Come: [one](https://example.org/come).")
    for old, new in (CHANGES | {"[*n*](#section) too": "[*n*](#section) and **[x](#ref-x)** too"}).items():
        after = after.replace(old, new)
    changed = merged(blocks(LINKED), blocks(after), tracked("Ada", "2025-01-01T00:00:00Z"))
    write(document([], changed, LABELS["en"], ["v1", "v2"], ["en"]), tmp_path / "diff.docx", "en", tmp_path)
    office(tmp_path, "--terminate_after_init")
    library = tmp_path / "profile/user/basic/Standard"
    (library / "Module1.xba").write_text(MODULE % escape(SETTLE), "utf-8")
    (library / "script.xlb").write_text(LIBRARY, "utf-8")
    for command, version in (("Reject", LINKED), ("Accept", after)):
        target = tmp_path / f"{command}.docx"
        macro = f'macro:///Standard.Module1.Settle("{tmp_path}/diff.docx","{target}",".uno:{command}AllTrackedChanges")'
        office(tmp_path, macro)
        write(document([], blocks(version), LABELS["en"], [], ["en"]), tmp_path / "plain.docx", "en", tmp_path)
        settled, plain = (re.sub(EMPTY, "", links(file)) for file in (target, tmp_path / "plain.docx"))
        assert settled == plain and plain.count("<a href") >= 5


def test_no_name_stands_twice(tmp_path):
    both = merged(blocks("# A {#one}\n\n[x]{#two} gone."), blocks("New.\n\n## B {#one}\n\n[y]{#two}"), shown)
    assert sorted(re.findall(r"\b(?:one|two)\b", json.dumps(both))) == ["one", "two"]
