import json

from scripts.compare_exports import main


def folder(path, **files):
    path.mkdir()
    for name, text in files.items():
        (path / name).write_text(text, "utf-8")
    return path


def test_same_and_different_and_missing_files_are_told_apart(tmp_path, capsys):
    reconstructed = folder(tmp_path / "made", a="1", b="2", c="3")
    committed = folder(tmp_path / "committed", a="1", b="x", readme="not compared")
    main(reconstructed, committed, tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    assert {name: row["verdict"] for name, row in report["files"].items()} == {
        "a": "same",
        "b": "different",
        "c": "different",
    }
    assert not report["same"]
    assert "b, c" in capsys.readouterr().out


def test_agreement_is_said(tmp_path, capsys):
    main(folder(tmp_path / "made", a="1"), folder(tmp_path / "committed", a="1"), tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text())["same"]
    assert "byte for byte" in capsys.readouterr().out
