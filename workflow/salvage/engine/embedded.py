"""The embedded engine: Pandoc and Typst from their wheels, and Lua filters for what Quarto adds to Pandoc."""

import json
import shutil
from collections.abc import Collection, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from salvage.engine import authors, extensions, metadata, source
from salvage.engine.metadata import as_list
from salvage.engine.tool import failure, run
from salvage.errors import InputError

FORMATS = ("html", "pdf", "docx", "jats")
HERE = Path(__file__).parent
WRITERS = {"html": "html5", "typst": "typst", "docx": "docx", "jats": "jats_archiving+element_citations"}
TEMPLATES = {"html": "article.html", "typst": "article.typ", "jats": "article.xml"}
DEFAULTS = {"jats": {"link-citations": True}}
SUFFIXES = {"html": ".html", "typst": ".typ", "docx": ".docx", "jats": ".xml"}

# For archives, and accessible: tagged, with the language, the title and a text for every picture.
PDF_STANDARDS = ["a-2a", "ua-1"]


def terms(language: str) -> dict[str, str]:
    """The words that the dialect adds in ``language``, under Quarto's names for them."""
    file = HERE / "languages" / f"{language}.yml"
    if not file.is_file():
        raise InputError(
            f"the embedded engine has no words in the language {language!r}.",
            remedy="Add a file beside en.yml with the same keys.",
            file=file,
        )
    return metadata.load_yaml(file.read_text("utf-8"), file.name)


def name() -> str:
    """What the colophon calls this engine."""
    import pypandoc

    return f"Pandoc {pypandoc.get_pandoc_version()}, Typst {version('typst')}"


def _template(folder: Path, work: Path, output: str, partials: list[str]) -> list[str]:
    if output not in TEMPLATES:
        return []
    templates = work / f"templates-{output}"
    shutil.copytree(HERE / "templates", templates)
    for partial in partials:
        shutil.copy(folder / partial, templates)
    return [f"--template={templates / TEMPLATES[output]}"]


def _options(merged: Mapping[str, Any]) -> list[str]:
    options: list[str] = []
    for key in ("number-sections", "embed-resources"):
        options += [f"--{key}"] if merged.get(key) else []
    for key in ("default-image-extension", "reference-doc"):
        options += [f"--{key}={merged[key]}"] if key in merged else []
    return options


def render(folder: Path, document: str, work: Path, formats: Collection[str] = FORMATS) -> dict[str, Path]:
    """Render ``folder/document`` in ``formats``; ``work`` takes what arises on the way.

    Returns format (html, pdf, docx, jats) → file. Raises InputError with the message of the tool that failed.
    """
    front, body = metadata.split(source.read(folder / document).text, document)
    project = metadata.read_project(folder)
    (work / "body.md").write_text(body, "utf-8")
    language = str(front.get("lang", "en"))
    settings = {
        "project": str(folder),
        "shortcodes": [str(file) for file in extensions.shortcodes(folder)],
        "terms": terms(language.partition("-")[0]),
    }
    (work / "settings.json").write_text(json.dumps(settings), "utf-8")
    files = {}
    for form in formats:
        output = "typst" if form == "pdf" else form
        files[form] = _pandoc(folder, work, output, metadata.merge(project, front, output))
    if "pdf" in files:
        files["pdf"] = _typst(files["pdf"], folder, work)
    return files


def _pandoc(folder: Path, work: Path, output: str, merged: Mapping[str, Any]) -> Path:
    import pypandoc

    described = DEFAULTS.get(output, {}) | authors.complete(merged) | {"engine": name()}
    (work / f"{output}.json").write_text(json.dumps(described, default=str), "utf-8")
    target = work / f"article{SUFFIXES[output]}"
    command = [pypandoc.get_pandoc_path(), str(work / "body.md"), f"--metadata-file={work / f'{output}.json'}"]
    command += ["--from=markdown", f"--to={WRITERS[output]}", f"--output={target}"]
    command += ["--standalone", "--wrap=none", "--fail-if-warnings", *_options(merged)]
    command += _template(folder, work, output, as_list(merged.get("template-partials")))
    command += [f"--lua-filter={file}" for file in extensions.filters(folder, as_list(merged.get("filters")))]
    run([*command, "--citeproc"], folder, {"DIALECT_SETTINGS": str(work / "settings.json")})
    return target


def _typst(file: Path, folder: Path, work: Path) -> Path:
    import typst

    # Typst finds images relative to the text that names them, and nothing outside its root.
    text = shutil.copy(file, folder / "article.typ")
    target = work / "article.pdf"
    try:
        typst.compile(
            text, output=target, root=folder, pdf_standards=PDF_STANDARDS, timestamp=0, ignore_system_fonts=True
        )
    except typst.TypstError as error:
        raise failure("Typst", str(error)) from error
    return target
