"""The Lua files of a project: its extensions' shortcodes and filters, found as Quarto finds them."""

from pathlib import Path

from salvage.engine.metadata import load_yaml

LUA = Path(__file__).parent / "lua"


def shortcodes(folder: Path) -> list[Path]:
    """Lua files of the project's extensions that define shortcodes, in alphabetical order of the extensions."""
    files = []
    for file in sorted(folder.glob("_extensions/**/_extension.yml")):
        contributes = load_yaml(file.read_text("utf-8"), file.name).get("contributes", {})
        files += [file.parent / script for script in contributes.get("shortcodes", [])]
    return files


def filters(folder: Path, wanted: list[str]) -> list[Path]:
    """Lua filters in the order in which they run; as in Quarto, ``quarto`` in the list stands for the engine's own."""
    files = [LUA / "expand.lua"]
    for entry in wanted if "quarto" in wanted else [*wanted, "quarto"]:
        described = folder / "_extensions" / entry / "_extension.yml"
        if entry == "quarto":
            files += [LUA / "callouts.lua", LUA / "crossrefs.lua"]
        elif described.is_file():
            contributes = load_yaml(described.read_text("utf-8"), described.name)["contributes"]
            files += [described.parent / script for script in contributes["filters"]]
        else:
            files.append(folder / entry)
    return files
