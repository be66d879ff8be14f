import ast
from pathlib import Path

import pytest
from edition.files.sources import imported_modules, module_files, sources

STEPS = sorted(path.stem for path in Path("workflow/scripts").glob("[a-z]*.py"))


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "workflow"
    for name, text in {
        "step.py": "import importlib\n",
        "scripts/clean.py": "from edition.deep import tool\nimport edition.side\n",
        "scripts/other.py": "",
        "edition/__init__.py": "",
        "edition/side.py": "def f():\n    from edition.late import g\n",
        "edition/late.py": "import pandas\n",
        "edition/unused.py": "",
        "edition/deep/__init__.py": "",
        "edition/deep/tool.py": "from edition import side\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def test_a_step_depends_on_all_that_it_imports_and_on_nothing_else(tree):
    assert sources("clean", tree) == [
        "workflow/step.py",
        "workflow/edition/__init__.py",
        "workflow/edition/deep/__init__.py",
        "workflow/edition/deep/tool.py",
        "workflow/edition/late.py",
        "workflow/edition/side.py",
        "workflow/scripts/clean.py",
    ]


@pytest.mark.parametrize("step", STEPS)
def test_every_real_step_has_its_sources(step):
    assert f"workflow/scripts/{step}.py" in sources(step)
    assert all(Path(path).is_file() for path in sources(step))


def parsed_imports(file):
    names = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


def test_what_is_read_of_imports_is_what_the_code_says():
    for file in sorted(Path("workflow").rglob("*.py")):
        ours = {name for name in imported_modules(file) if module_files(name)}
        assert ours == {name for name in parsed_imports(file) if module_files(name)}, file
