"""JATS as its tag set defines it: Journal Publishing 1.3, from tests/data/jats-publishing-1.3.zip.

The modules of the tag set are in the public domain; that of MathML 3 in it may be used and distributed under the
software notice of the W3C.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from lxml import etree

DATA = Path(__file__).parent / "data/jats-publishing-1.3.zip"
NAME = "JATS-journalpublishing1-3-mathml3.dtd"


@cache
def definition() -> etree.DTD:
    """The document type definition."""
    with TemporaryDirectory() as folder:
        ZipFile(DATA).extractall(folder)
        return etree.DTD(str(Path(folder, NAME)))


def faults(file: Path) -> list[str]:
    """What is not valid in a file, each with its line; that it declares another definition, too."""
    tree = etree.parse(str(file), etree.XMLParser(load_dtd=False, no_network=True))
    definition().validate(tree)
    found = [f"line {error.line}: {error.message}" for error in definition().error_log]
    declared = tree.docinfo.system_url
    return found + ([] if declared == NAME else [f"it declares {declared}"])
