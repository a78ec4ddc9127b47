"""A screen as a picture: SVG for a page, plain text for a test or a letter.

Textual's own export stretches text by its count of characters, which pulls Chinese apart, and links
fonts from the network. Here every run of equally wide characters gets its width in cells, and
braille and frames are drawn as shapes, so that the picture needs no particular font.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual._context import visible_screen_stack
from textual.app import App
from textual.strip import Strip

CELL_WIDTH = 8
CELL_HEIGHT = 19
FONT_SIZE = 16
"""Twice the width of a cell: fonts for Chinese then fit without being stretched."""

BASELINE = 14.5
"""Where letters stand, down from the top of a cell."""

MARGIN = 12

FONTS = "'Sarasa Mono SC','Noto Sans Mono CJK SC','DejaVu Sans Mono',Menlo,Consolas,monospace"

BRAILLE = range(0x2800, 0x2900)
DOT = 2
"""How wide and high a braille dot is drawn."""

_DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""Column and row of the dot that each bit of a braille character stands for."""

_STROKES = {
    "─": "m0 9.5h8",
    "│": "m4 0v19",
    "╭": "m4 19v-5.5q0-4 4-4",
    "╮": "m0 9.5q4 0 4 4v5.5",
    "╰": "m4 0v5.5q0 4 4 4",
    "╯": "m0 9.5q4 0 4-4v-5.5",
    "○": "m.8 9.5a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0z",
}
_SHAPES = {
    "▲": "m4 5l3.7 8.5h-7.4z",
    "◆": "m4 4.5l3.8 5l-3.8 5l-3.8-5z",
    "●": "m.5 9.5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
    "■": "m.7 6.2h6.6v6.6h-6.6z",
    "▶": "m1 5l6.5 4.5l-6.5 4.5z",
    "▴": "m4 6.5l2.8 6h-5.6z",
    "▪": "m2 7.5h4v4h-4z",
}
"""Outlines of characters whose width fonts do not agree on, from the corner of their cell."""


class Run(NamedTuple):
    """Characters of one style, from a column of a row on."""

    row: int
    column: int
    text: str
    style: Style


def text_of(app: App[Any]) -> str:
    """Give what stands on the screen of `app`, line by line."""
    lines = ("".join(segment.text for segment in strip).rstrip() for strip in _strips(app))
    return "\n".join(lines) + "\n"


def svg_of(app: App[Any], title: str) -> str:
    """Give the screen of `app` as an SVG document; the same screen gives the same bytes."""
    strips = _strips(app)
    width = app.size.width * CELL_WIDTH + 2 * MARGIN
    height = len(strips) * CELL_HEIGHT + 2 * MARGIN
    paper = app.screen.styles.background.rich_color.get_truecolor().hex
    runs = list(_runs(strips))
    shapes = [*_papers(runs), *_paths(runs), *_texts(runs)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="{FONTS}" font-size="{FONT_SIZE}" xml:space="preserve">'
    )
    return "\n".join(
        [
            head,
            f"<title>{escape(title)}</title>",
            f'<rect width="100%" height="100%" rx="8" fill="{paper}"/>',
            f'<g transform="translate({MARGIN} {MARGIN})">',
            *shapes,
            "</g>",
            "</svg>\n",
        ]
    )


def _strips(app: App[Any]) -> list[Strip]:
    # Only the compositor knows what lies over what, and it has no public way to ask. An update
    # would take from it what it still has to draw.
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips()


def _runs(strips: Iterable[Strip]) -> Iterator[Run]:
    """Cut the lines into runs of equally wide characters of one style."""
    for row, strip in enumerate(strips):
        column = 0
        for segment in strip:
            style = segment.style or Style.null()
            for _, group in groupby(segment.text, key=_drawn_as):
                text = "".join(group)
                yield Run(row, column, text, style)
                column += cell_len(text)


def _drawn_as(char: str) -> str:
    if char in _STROKES or char in _SHAPES or ord(char) in BRAILLE:
        return "path"
    return "wide" if cell_len(char) == 2 else "narrow"


def _papers(runs: Iterable[Run]) -> Iterator[str]:
    """Draw backgrounds; neighbours of one colour as one, or a seam would show between them."""
    painted = ((run, _colours(run.style)[1]) for run in runs)
    for (row, paper), group in groupby(painted, key=lambda pair: (pair[0].row, pair[1])):
        line = [run for run, _ in group]
        cells = sum(cell_len(run.text) for run in line)
        if paper:
            yield (
                f'<rect x="{line[0].column * CELL_WIDTH}" y="{row * CELL_HEIGHT}" '
                f'width="{cells * CELL_WIDTH}" height="{CELL_HEIGHT}" fill="{paper}" '
                'shape-rendering="crispEdges"/>'
            )


def _paths(runs: Iterable[Run]) -> Iterator[str]:
    """Draw braille, frames and marks: one path for each colour."""
    fills: defaultdict[str, list[str]] = defaultdict(list)
    strokes: defaultdict[str, list[str]] = defaultdict(list)
    for run in runs:
        ink = _colours(run.style)[0]
        for place, char in enumerate(run.text):
            x, y = (run.column + place) * CELL_WIDTH, run.row * CELL_HEIGHT
            if char in _STROKES:
                strokes[ink].append(f"M{x} {y}{_STROKES[char]}")
            elif char in _SHAPES:
                fills[ink].append(f"M{x} {y}{_SHAPES[char]}")
            elif ord(char) in BRAILLE:
                fills[ink].extend(_dots(x, y, ord(char) - BRAILLE.start))
    for ink, path in fills.items():
        yield f'<path fill="{ink}" d="{"".join(path)}"/>'
    for ink, path in strokes.items():
        yield f'<path fill="none" stroke="{ink}" d="{"".join(path)}"/>'


def _dots(x: float, y: float, bits: int) -> Iterator[str]:
    for bit, (column, row) in enumerate(_DOTS):
        if bits >> bit & 1:
            left = x + (column + 0.5) * CELL_WIDTH / 2 - DOT / 2
            top = y + (row + 0.5) * CELL_HEIGHT / 4 - DOT / 2
            yield f"M{_figure(left)} {_figure(top)}h{DOT}v{DOT}h-{DOT}z"


def _texts(runs: Iterable[Run]) -> Iterator[str]:
    for run in runs:
        if not run.text.strip() or _drawn_as(run.text[0]) == "path":
            continue
        style = run.style
        looks = [
            ' font-weight="bold"' if style.bold else "",
            ' font-style="italic"' if style.italic else "",
            ' text-decoration="underline"' if style.underline else "",
        ]
        yield (
            f'<text x="{run.column * CELL_WIDTH}" '
            f'y="{_figure(run.row * CELL_HEIGHT + BASELINE)}" '
            f'textLength="{cell_len(run.text) * CELL_WIDTH}" '
            f'lengthAdjust="spacingAndGlyphs" fill="{_colours(style)[0]}"{"".join(looks)}>'
            f"{escape(run.text)}</text>"
        )


def _colours(style: Style) -> tuple[str, str]:
    """Give ink and paper as hexadecimal colours; "" for no paper of its own."""
    ink = (style.color or Color.default()).get_truecolor(foreground=True)
    paper = style.bgcolor.get_truecolor(foreground=False) if style.bgcolor else None
    if style.reverse:
        ink, paper = paper or Color.default().get_truecolor(foreground=False), ink
    return ink.hex, paper.hex if paper else ""


def _figure(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
