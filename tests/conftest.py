"""What tests of several files share: the project built once, whichever worker comes first."""

import fcntl
import os
from pathlib import Path

import pytest
from edition.render import quarto
from hypothesis import HealthCheck, settings
from workspace import EMBEDDED, Workspace

# What is drawn is the same every time, however slow the machine is.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

FIRST = ("hospital", "figures", "any_length", "evidence", "random_exports", "reconstruct", "build")
"""Long files, in an order in which other workers do what needs no build while the first one builds."""


@pytest.fixture(scope="session", params=["embedded", pytest.param("quarto", marks=pytest.mark.quarto)])
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return request.param


@pytest.fixture(scope="session")
def built_once(tmp_path_factory) -> Path:
    """A folder with the project built by the embedded engine on two cores; tests change copies of it only."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "built"
    with (shared / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            workspace = Workspace(shared / "building")
            run = workspace.snakemake("--cores", "2", *EMBEDDED)
            assert run.returncode == 0, run.stdout + run.stderr
            workspace.folder.rename(folder)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, so that the workers end at about the same time; none with Quarto where it is not installed."""
    if not quarto.is_installed():
        for item in items:
            if item.get_closest_marker("quarto"):
                item.add_marker(pytest.mark.skip(reason="Quarto is not installed"))
    long = {item.path for item in items if item.get_closest_marker("build")}
    ranks = {f"test_{name}": rank for rank, name in enumerate(FIRST)}
    items.sort(key=lambda item: (ranks.get(item.path.stem, len(ranks)), item.path not in long))
