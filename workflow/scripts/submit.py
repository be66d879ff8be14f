"""Make what a journal's system takes: the manuscript by its rules in Word and PDF, figures as files, a MECA bundle.

MECA is NISO RP-30: a ZIP file whose manifest.xml names what each file is; the article's metadata are its JATS file.
"""

import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import yaml
from edition.files.errors import InputError
from edition.files.tool import pandoc
from edition.files.writing import MEDIA_TYPES
from edition.manuscript import source
from edition.render import word
from edition.render.staging import without_audit
from scripts.render import ENGINES, Engine, check

Switch = Literal["line-numbers", "double-spacing", "anonymous", "legends-apart"]
"""What an article may look like for a journal, as its filters and templates know it."""
NO_WORDS = {"fig", "table-wrap", "disp-formula", "ref-list"}
"""Elements of the text whose words journals do not count."""


def words(node: ElementTree.Element | None) -> int:
    """Words of a part of a JATS file, without floats: what stands between blanks and has a letter or digit."""

    def text(node: ElementTree.Element) -> str:
        inner = "" if node.tag in NO_WORDS else (node.text or "") + "".join(map(text, node))
        return (f" {inner} " if node.tag in ("p", "title", "label") else inner) + (node.tail or "")

    pieces = text(node).split() if node is not None else []
    return sum(any(letter.isalnum() for letter in piece) for piece in pieces)


def counted(article: ElementTree.Element, limits: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """A line for the abstract and for the text, and those of them that say that there are too many words."""
    parts = {"abstract": article.find("front/article-meta/abstract"), "text": article.find("body")}
    lines, over = [], []
    for part, node in parts.items():
        count, limit = words(node), limits[part]
        lines.append(f"The {part} has {count} words" + (f" of {limit} allowed." if limit else "."))
        over += lines[-1:] if limit and count > limit else []
    return lines, over


def named(article: ElementTree.Element, docx: Path) -> list[str]:
    """Family names of authors that stand in a Word file."""
    text = pandoc([str(docx), "--to=plain", "--wrap=none"])
    names = [name.text or "" for name in article.iterfind("front//contrib//surname")]
    return [name for name in dict.fromkeys(names) if name and name in text]


def bundle(files: Mapping[str, Path], target: Path) -> None:
    """Write a MECA bundle of ``files``, by what each is in it: ``type name``."""
    items = []
    for number, (item, file) in enumerate(files.items()):
        kind, name = item.split()
        media = MEDIA_TYPES.get(file.suffix, f"image/{file.suffix[1:]}")
        place = f"<instance media-type={quoteattr(media)} xlink:href={quoteattr(name)}/>"
        items.append(f"<item id={quoteattr(f'item-{number}')} item-type={quoteattr(kind)}>{place}</item>")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    head += '<!DOCTYPE manifest PUBLIC "-//MECA//DTD Manifest v1.0//en" "MECA_manifest.dtd">\n'
    head += '<manifest manifest-version="1" xmlns="https://manuscriptexchange.org/schema/manifest" '
    manifest = "\n".join([head + 'xmlns:xlink="http://www.w3.org/1999/xlink">', *items, "</manifest>\n"])
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in {
            "manifest.xml": manifest.encode(),
            **{item.split()[1]: file.read_bytes() for item, file in files.items()},
        }.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)


def as_tiff(png: Path, target: Path) -> None:
    """The picture at its own resolution (400 dots an inch) on white, compressed without loss."""
    from PIL import Image

    with Image.open(png) as image:
        dpi = tuple(round(value) for value in image.info["dpi"])
        image.convert("RGB").save(target, compression="tiff_lzw", dpi=dpi)


def main(
    stage: Path,
    jats: Path,
    figures: list[Path],
    lang: str,
    engine: Engine,
    switches: list[Switch],
    abstract_words: int,
    text_words: int,
    over_limit: Literal["note", "error"],
    folder: Path,
) -> None:
    """Write to ``folder`` the article in ``stage`` with these ``switches``, its ``figures`` (PNG) and the bundle.

    The metadata are those of ``jats``. ``figures`` have a PDF beside them; those for one column lie in column/. The
    author's own images that the article shows go along as they are.
    Raises InputError where there are more words than allowed and ``over_limit`` is ``error``.
    """
    document, article = f"article.{lang}.qmd", ElementTree.parse(jats).getroot()
    report, over = counted(article, {"abstract": abstract_words, "text": text_words})
    if over and over_limit == "error":
        remedy = "Shorten it, or raise the limit in config.yaml (submission)."
        raise InputError(" ".join(over), remedy=remedy, file=document)
    report += ["That is too long."] * bool(over)
    check(stage, document, lang)
    with TemporaryDirectory() as scratch:
        work = Path(shutil.copytree(stage, Path(scratch) / "article"))
        without_audit(work)
        if switches:
            with (work / "_quarto.yml").open("a", encoding="utf-8") as project:
                project.write("\n" + yaml.safe_dump({"submission": dict.fromkeys(switches, True)}))
        rendered = ENGINES[engine](work, document)
        word.finish(rendered[".docx"], "line-numbers" in switches, "double-spacing" in switches)
        if "anonymous" in switches and (names := named(article, rendered[".docx"])):
            report.append(f"The text still has the names {', '.join(names)}; take them out or put them otherwise.")
        if "anonymous" in switches:
            report.append(
                "article.xml in meca.zip names the authors, as the journal's system needs; it is not for referees."
            )
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "figures/column").mkdir(parents=True)
        files = {"article-metadata article.xml": jats}
        for suffix in (".docx", ".pdf"):
            files[f"manuscript manuscript{suffix}"] = shutil.copy(rendered[suffix], folder / f"manuscript{suffix}")
        for png in figures:
            target = folder / "figures" / ("column" if png.parent.name == "column" else "") / f"{png.stem}.tif"
            as_tiff(png, target)
            shutil.copy(png.with_suffix(".pdf"), target.with_suffix(".pdf"))
            files[f"figure {target.relative_to(folder).as_posix()}"] = target
        text = source.read(stage / document).text
        for image in sorted((stage / "images").glob("*")):
            if f"](images/{image.stem}" in text:
                files[f"figure figures/{image.name}"] = shutil.copy(image, folder / "figures" / image.name)
    bundle(files, folder / "meca.zip")
    (folder / "report.txt").write_text("\n".join(report) + "\n", "utf-8")
