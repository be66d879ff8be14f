"""The record that a step leaves of its run."""

import json
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from time import time

from edition.files.runs import SOFTWARE, checksum, leading_to, read_records, stamps, write_record


def test_a_run_records_command_and_checksums(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    before, folder, result = Path("data/a b.csv"), Path("data/more"), Path("results/x.json")
    for path in (before, folder / "c.csv"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1", "utf-8")
    options = {"table": before, "parts": [folder], "lang": "tr", "made": result}
    stamped, started = stamps(options), time()
    result.parent.mkdir()
    result.write_text("2", "utf-8")
    write_record("clean", ["clean", "--table", "data/a b.csv"], options, stamped, started)
    record = read_records()["clean-tr"]
    assert record["command"] == "python workflow/step.py clean --table 'data/a b.csv'"
    assert record["inputs"] == {"data/a b.csv": checksum(before), "data/more/c.csv": checksum(folder / "c.csv")}
    assert record["outputs"] == {"results/x.json": checksum(result)}
    assert record["software"]["python"] == python_version()
    assert json.loads(Path("results/runs/clean-tr.json").read_text("utf-8")) == record


def test_both_sizes_of_a_figure_leave_their_records(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for size in ("", "column/"):
        drawn = Path(f"results/figures/{size}flow-tr.svg")
        drawn.parent.mkdir(parents=True)
        drawn.write_text("", "utf-8")
        write_record("figure_flow", ["figure_flow"], {"lang": "tr", "size": size, "svg": drawn}, {}, time())
        (run,) = leading_to([drawn])
        assert run["name"] == f"{size}figure_flow-tr"
    assert [*read_records()] == ["column/figure_flow-tr", "figure_flow-tr"]


def test_the_runs_that_led_to_a_file(tmp_path: Path) -> None:
    for name, inputs, output in (("a", [], "x"), ("b", ["x"], "y"), ("c", ["x"], "z")):
        record = {"step": name, "inputs": dict.fromkeys(inputs, ""), "outputs": {output: ""}}
        (tmp_path / f"{name}.json").write_text(json.dumps(record), "utf-8")
    assert [run["name"] for run in leading_to([Path("y")], tmp_path)] == ["a", "b"]


def test_a_run_with_outputs_elsewhere_leaves_no_record(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.json").write_text("{}", "utf-8")
    write_record("clean", ["clean"], {"made": Path("mine.json")}, {}, time())
    assert not Path("results").exists()


def test_a_record_names_the_packages_that_were_loaded() -> None:
    """By the versions that are installed."""
    for name in SOFTWARE:
        assert import_module(name).__version__ == version(name)
