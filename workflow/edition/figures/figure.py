"""The look of the figures, and how they are saved: the same bytes wherever and whenever they are made.

Lengths are millimetres and text sizes points, both at print size. Glyphs are outlines in the SVG: one that names or
embeds a font looks different in each program (Typst and Inkscape ignore embedded fonts) and the figures must not. Its
words stay searchable in the file's description. In the PDF the font is embedded as TrueType and text can be searched.
"""

from collections.abc import Iterable
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from edition.numbers.phrases import NO_BREAK

WIDTH, COLUMN = 156.0, 85.0  # mm: as wide as the article's text, as one column of a journal; neither is scaled in print
SIZES = {"": WIDTH, "column/": COLUMN}  # by the folder below results/figures
EDGE = 0.5  # mm: the margin
ROOM = 500.0  # mm: height of a page before it is cropped
MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72
FONT = "DejaVu Sans"  # comes with matplotlib, so every machine has the same; covers Turkish; large x-height
TEXT_SIZE = 7.0  # the only size
CAPITAL = 0.73 * TEXT_SIZE * MM_PER_POINT  # height of the font's capitals
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
    "text.hinting": "none",  # letters stand as in print at every resolution
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.linewidth": HAIR,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "hatch.linewidth": 1.3,
    "legend.frameon": False,
    "lines.solid_capstyle": "butt",
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.width": HAIR,
    "ytick.major.width": HAIR,
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "pdf.compression": 9,
}
PNG_DPI = 400


def page(width: float = WIDTH) -> tuple[Figure, Axes]:
    """A figure and invisible axes over all of it, in mm, y running down from the top; ``crop`` sets its height.

    Matplotlib is set to the figures' style, whatever settings the machine or the user has.
    """
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(RC)
    figure = Figure(figsize=(width / MM_PER_INCH, ROOM / MM_PER_INCH))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(ROOM, 0))
    axes.axis("off")
    return figure, axes


def panel(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Plain axes at a place on the page before it is cropped, in mm."""
    whole = figure.get_figwidth() * MM_PER_INCH
    return figure.add_axes((left / whole, 1 - (top + height) / ROOM, width / whole, height / ROOM))


def inner(axes: Axes) -> float:
    """Width in mm of the page between its margins."""
    return axes.get_xlim()[1] - 2 * EDGE


def crop(figure: Figure, height: float) -> Figure:
    """The page with its final height: all stays where it is, seen from the top."""
    for axes in figure.axes:
        box = axes.get_position()
        axes.set_position((box.x0, 1 - (1 - box.y0) * ROOM / height, box.width, box.height * ROOM / height))
    figure.set_figheight(height / MM_PER_INCH)
    return figure


def text_width(text: str) -> float:
    """Width in mm of one line of text; here and below, one that begins with ``**`` is bold."""
    font = FontProperties(family=FONT, size=TEXT_SIZE, weight="bold" if text.startswith("**") else "normal")
    return text_to_path.get_text_width_height_descent(text.removeprefix("**"), font, ismath=False)[0] * MM_PER_POINT


def wrap(text: str, width: float) -> list[str]:
    """``text`` in lines of at most ``width`` mm, broken at plain spaces, and at no-break spaces only where it must be.

    A single longer word stays whole.
    """
    bold, text = ("**", text.strip("*")) if text.startswith("**") else ("", text)
    lines: list[str] = []
    tied = (part if text_width(bold + part) <= width else part.replace(NO_BREAK, " ") for part in text.split(" "))
    for word in " ".join(tied).split(" "):
        if lines and text_width(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(bold + word)
    return lines


def write(axes: Axes, x: float, top: float, lines: Iterable[str], **style: object) -> float:
    """Write lines from ``top`` down, evenly spaced whatever accents they have; returns the height below them."""
    for line in lines:
        weight = "bold" if line.startswith("**") else "normal"
        axes.text(x, top + (LINE + CAPITAL) / 2, line.removeprefix("**"), va="baseline", weight=weight, **style)
        top += LINE
    return top


def notice(axes: Axes, text: str) -> float:
    """Write ``text`` in a frame across the top of the page; returns the height below."""
    lines = wrap(f"**{text}", inner(axes) - 3)
    axes.add_patch(Rectangle((EDGE, EDGE), inner(axes), len(lines) * LINE + 1, fc="#efefef", ec=INK, lw=HAIR))
    return write(axes, EDGE + inner(axes) / 2, EDGE + 0.5, lines, ha="center") + 2


def save(figure: Figure, *, title: str, svg: Path, pdf: Path, png: Path) -> None:
    """Write ``figure`` as SVG, PDF and PNG. No date goes in; ids inside the SVG are derived from ``title``."""
    matplotlib.rcParams["svg.hashsalt"] = title
    figure.draw_without_rendering()  # names the ticks
    words = "\n".join(text.get_text() for text in figure.findobj(Text) if text.get_text() and text.get_visible())
    for path in (svg, pdf, png):
        path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(svg, format="svg", metadata={"Title": title, "Description": words, "Date": None})
    figure.savefig(pdf, format="pdf", metadata={"Title": title, "CreationDate": None})
    figure.savefig(png, format="png", dpi=PNG_DPI, metadata={"Title": title})
