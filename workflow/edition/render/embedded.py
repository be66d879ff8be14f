"""The embedded engine: Pandoc and Typst from their wheels, and Lua filters for what Quarto adds to Pandoc."""

import json
import shutil
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from edition.files.errors import InputError
from edition.files.reading import read_mapping
from edition.files.tool import INSTALL, is_made, pandoc
from edition.manuscript import authors, metadata, source
from edition.manuscript.dialect import FORMATS, Format
from edition.manuscript.metadata import as_list
from edition.render import tagging

HERE = Path(__file__).parent
PASSED_ON = ("number-sections", "embed-resources", "default-image-extension", "reference-doc", "html-math-method")
"""Settings of Quarto that are options of Pandoc."""

# For archives, and accessible: tagged, with the language, the title and a text for every picture.
PDF_STANDARDS = ["a-2a", "ua-1"]


def terms(language: str) -> dict[str, str]:
    """The words that the dialect adds in ``language``, under Quarto's names for them."""
    return read_mapping(HERE / "languages" / f"{language}.yml")


def _load_typst() -> Any:
    try:
        import typst

        if not hasattr(typst, "compile"):  # so is a folder of that name imported
            raise ImportError("its files are missing")
    except (ImportError, OSError, SyntaxError) as error:  # files that are missing, unreadable or not its own
        raise InputError(f"Typst cannot be loaded ({error}).", remedy=INSTALL) from error
    return typst


@cache
def name() -> str:
    """What the colophon calls this engine; Typst by its own version, which the PDF's metadata name, not its wheel's."""
    typst = _load_typst().query(b"#metadata(str(sys.version)) <v>", "<v>", field="value", one=True)
    return f"Pandoc {''.join(pandoc(['--version']).split()[1:2])}, Typst {json.loads(typst)}"


def contributed(extension: Path, kind: str) -> list[Path]:
    """Lua files of one ``kind`` (shortcodes, filters) that an extension, by its _extension.yml, contributes."""
    return [extension.parent / script for script in read_mapping(extension)["contributes"].get(kind, [])]


def filters(folder: Path, wanted: list[str]) -> list[Path]:
    """Lua filters in the order in which they run; as in Quarto, ``quarto`` in the list stands for the engine's own."""
    paths = [HERE / "lua/expand.lua"]
    for entry in wanted if "quarto" in wanted else [*wanted, "quarto"]:
        extension = folder / "_extensions" / entry / "_extension.yml"
        if entry == "quarto":
            paths += [HERE / "lua/callouts.lua", HERE / "lua/crossrefs.lua"]
        else:
            paths += contributed(extension, "filters") if extension.is_file() else [folder / entry]
    return paths


def render(folder: Path, document: str, suffixes: Collection[str] = FORMATS) -> dict[str, Path]:
    """Render ``folder/document`` in the formats of ``suffixes``; what arises on the way stays in the folder.

    Returns suffix → file. Raises InputError with the message of the tool that failed.
    """
    work = folder / "_made"
    work.mkdir()
    front, body = metadata.split(source.read(folder / document).text, document)
    (work / "body.md").write_text(source.with_labels(body), "utf-8")
    extensions = sorted(folder.glob("_extensions/**/_extension.yml"))
    settings = {
        "project": str(folder),
        "document": str(folder / document),
        "shortcodes": [str(file) for extension in extensions for file in contributed(extension, "shortcodes")],
        "terms": terms(str(front.get("lang", "en")).partition("-")[0]),
    }
    project = metadata.read_project(folder)
    files = {}
    for suffix in suffixes:
        # Typst finds images relative to the text that names them, and nothing outside its root.
        target = folder / "article.typ" if suffix == ".pdf" else work / f"article{suffix}"
        merged = metadata.merge(project, front, FORMATS[suffix].name)
        _pandoc(folder, work, FORMATS[suffix], target, merged, json.dumps(settings))
        files[suffix] = target
        if suffix == ".pdf":
            standards = as_list(merged.get("pdf-standard", PDF_STANDARDS))
            files[suffix] = typeset(target, target.with_suffix(".pdf"), pdf_standards=standards)
    return files


def _pandoc(folder: Path, work: Path, output: Format, target: Path, merged: dict[str, Any], settings: str) -> None:
    usual = {"link-citations": True} if output.name == "jats" else {}
    described = authors.complete(usual | merged) | {"engine": name()}
    (work / f"{output.name}.json").write_text(json.dumps(described, default=str), "utf-8")
    defaults = {key: merged[key] for key in PASSED_ON if key in merged} | {
        "from": "markdown",
        "to": output.writer,
        "input-file": str(work / "body.md"),
        "output-file": str(target),
        "metadata-files": [str(work / f"{output.name}.json")],
        "filters": [*map(str, filters(folder, as_list(merged.get("filters")))), "citeproc"],
        # Where the title is not a heading itself (it is in HTML), sections begin at the first level.
        "shift-heading-level-by": 0 if output.name == "html" else -1,
        "standalone": True,
        "wrap": "none",
        "fail-if-warnings": True,
    }
    if output.template:
        templates = Path(shutil.copytree(HERE / "templates", work / f"templates-{output.name}"))
        for partial in as_list(merged.get("template-partials")):
            shutil.copy(folder / partial, templates)
        own = templates / output.template
        defaults["template"] = str(folder / merged["template"] if "template" in merged else own)
    (work / f"{output.name}-defaults.json").write_text(json.dumps(defaults), "utf-8")
    pandoc([f"--defaults={work / output.name}-defaults.json"], folder=folder, DIALECT_SETTINGS=settings)
    if not is_made(target):
        raise InputError(f"Pandoc made no {output.name}.", remedy=INSTALL)


def typeset(file: Path, target: Path, **given: Any) -> Path:
    """Make a PDF of a Typst ``file``; ``given`` are further options of the compiler. Raises InputError if it cannot."""
    typst = _load_typst()
    try:
        settings = {"pdf_standards": PDF_STANDARDS, "timestamp": 0, "ignore_system_fonts": True} | given
        typst.compile(file, output=target, **settings)
    except RuntimeError as error:  # as TypstError is
        problem = f"Typst could not render the article. It says:\n{error}\n"
        raise InputError(problem, remedy="Correct what it names.") from error
    tagging.finish(target)
    return target
