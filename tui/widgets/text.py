"""The one place where outside text becomes something a widget may draw.

Textual lets control, bidirectional and zero-width characters through to the terminal, and reads
brackets as markup: what a widget draws therefore comes from here, cleaned and never parsed.
Widths are terminal cells (a Chinese character takes two), never `len`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Literal, TypeVar

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from county.text import clean

T = TypeVar("T")

Justify = Literal["left", "right", "centre"]
"""Where text stands in the cells that it does not fill."""


def plain(text: str, limit: int | None = None) -> Content:
    """Give outside text as content without markup, of at most `limit` characters."""
    return Content(clean(text, limit))


@lru_cache(maxsize=256)
def width(text: str) -> int:
    """Give how many cells `text` takes once cleaned."""
    return cell_len(clean(text))


@lru_cache(maxsize=256)  # a screen of words, nine in ten of which stood there before
def fit(text: str, cells: int, justify: Justify = "left") -> str:
    """Clean `text` and clip or pad it to exactly `cells` cells.

    A wide character that would be cut in half gives way to a space.
    """
    if cells <= 0:
        return ""
    text = clean(text)
    spare = cells - cell_len(text)
    if spare <= 0 or justify == "left":
        return set_cell_size(text, cells)
    before = spare if justify == "right" else spare // 2
    return " " * before + text + " " * (spare - before)


def split(text: str) -> list[str]:
    """Clean `text` and give one string for each cell, "" for the second half of a wide character.

    A combining mark stays with the character before it.
    """
    cells: list[str] = []
    for char in clean(text):
        size = cell_len(char)
        if size:
            cells += [char, ""][:size]
        elif cells:
            cells[-1 if cells[-1] else -2] += char
    return cells


def runs(cells: Sequence[str], tones: Iterable[T]) -> Iterator[tuple[str, T]]:
    """Give a line, cell by cell or piece by piece, as the longest pieces of one tone each."""
    start = 0
    for tone, group in groupby(tones):
        end = start + len(list(group))
        yield "".join(cells[start:end]), tone
        start = end
