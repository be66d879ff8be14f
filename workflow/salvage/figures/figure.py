"""The look of the figures, and how they are saved: the same bytes wherever and whenever they are made.

Lengths are millimetres and text sizes points, both at print size. Glyphs are outlines in the SVG: one that names or
embeds a font looks different in each program (Typst and Inkscape ignore embedded fonts) and the figures must not. Its
words stay searchable in the file's description. In the PDF the font is embedded as TrueType and text can be searched.
"""

from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from salvage.wording.phrases import NO_BREAK

MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72
FONT = "DejaVu Sans"  # comes with matplotlib, so every machine has the same; covers Turkish; large x-height
TEXT_SIZE = 7.0  # the smallest size that is used
CAPITAL = 0.73  # height of the font's capitals, in units of its size
LINE = 1.28 * TEXT_SIZE * MM_PER_POINT  # from one line of text to the next

INK, MUTED, HAIR = "#1a1a1a", "#595959", 0.6
# Okabe & Ito's vermillion and blue, apart for every common kind of colour vision; line style tells them apart in grey.
GROUP_COLOR = {1: "#c24e00", 2: "#0072b2"}
GROUP_TINT = {1: "#fbeee5", 2: "#e5f1f8"}
GROUP_DASHES = {1: (0, (3.4, 1.1)), 2: "solid"}

RC = {
    "font.family": FONT,
    "font.size": TEXT_SIZE,
    "text.color": INK,
    "text.parse_math": False,  # a "$" in a value is a "$"
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.linewidth": HAIR,
    "xtick.color": INK,
    "ytick.color": INK,
    "lines.solid_capstyle": "butt",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "pdf.compression": 9,
}
PNG_DPI = 600  # what journals ask for line art


def use_style() -> None:
    """Set matplotlib to the figures' style, whatever settings the machine or the user has."""
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(RC)


def page(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure of ``width`` × ``height`` mm with invisible axes over all of it, in mm, y running down from the top."""
    figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    return figure, axes


def text_width(text: str, size: float = TEXT_SIZE, weight: str = "normal") -> float:
    """Width in mm of one line of text."""
    font = FontProperties(family=FONT, size=size, weight=weight)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] * MM_PER_POINT


def write(axes: Axes, x: float, y: float, text: str, size: float = TEXT_SIZE, **style: object) -> None:
    """Put one line of text with the middle of its capitals at height ``y``, whatever letters and accents are in it."""
    axes.text(x, y + CAPITAL * size * MM_PER_POINT / 2, text, size=size, va="baseline", **style)


def wrap(text: str, width: float, size: float = TEXT_SIZE, weight: str = "normal") -> list[str]:
    """``text`` in lines of at most ``width`` mm, broken at plain spaces, and at no-break spaces only where it must be.

    A single longer word stays whole.
    """
    lines: list[str] = []
    tied = (
        part if text_width(part, size, weight) <= width else part.replace(NO_BREAK, " ") for part in text.split(" ")
    )
    for word in " ".join(tied).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def save(figure: Figure, *, title: str, svg: Path, pdf: Path, png: Path) -> None:
    """Write ``figure`` as SVG, PDF and PNG. No date goes in; ids inside the SVG are derived from ``title``."""
    matplotlib.rcParams["svg.hashsalt"] = title
    words = "\n".join(text.get_text() for text in figure.findobj(Text) if text.get_text())
    for path in (svg, pdf, png):
        path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(svg, format="svg", metadata={"Title": title, "Description": words, "Date": None})
    figure.savefig(pdf, format="pdf", metadata={"Title": title, "CreationDate": None})
    figure.savefig(png, format="png", dpi=PNG_DPI, metadata={"Title": title})
