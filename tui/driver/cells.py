"""The screen as it should be beside the screen as it was sent, and the bytes between the two.

Textual sends a changed region again from the widget's left edge, every piece with its colours: 24
to 79 KB a second on a busy screen of 80x24. Comparing cell by cell with what was really sent leaves
6, and a frame that was never sent costs nothing: the next one is measured against the same sent
screen, so nothing stale is ever played back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import ne, or_

from rich.cells import split_graphemes
from rich.segment import Segment

from tui.driver.colours import PLAIN, Depth, sequence

GAP = 3
"""Unchanged cells between two changes that are cheaper sent again than jumped over."""

_NARROW = frozenset(
    chr(code)
    for first, last in (
        (0x20, 0x7E),
        (0xA1, 0xAC),
        (0xAE, 0x2FF),
        (0x2500, 0x25FC),
        (0x2800, 0x28FF),
    )
    for code in range(first, last + 1)
)
"""Letters, boxes and braille: of one cell each in every table of widths."""

Grid = list[list[str]]


class Cells:
    """A grid of characters, each with the sequence of its look.

    A wide character stands in its first cell and leaves "" in its second. Widths are those that
    Textual lays out with. `draw` gives bytes that suppose nothing of the terminal but the cells
    sent before: neither where its cursor is nor what colours were set last.
    """

    def __init__(self, columns: int, rows: int, depth: Depth = "true") -> None:
        self.columns = columns
        self.rows = rows
        self.depth: Depth = depth
        self.cursor = (0, 0)
        """Where the terminal's cursor belongs, as column and row from 0."""
        self._chars, self._looks = _blank(columns, rows)
        self._sent_chars, self._sent_looks = _blank(columns, rows)
        self._sent_cursor: tuple[int, int] | None = None
        self._touched: set[int] = set()
        self._known = False
        """Whether the terminal shows what was sent."""

    # ---- as it should be ------------------------------------------------------------------------

    def put(self, column: int, row: int, strip: Iterable[Segment]) -> None:
        """Lay a strip of text on the grid; what lies outside is left out."""
        if not 0 <= row < self.rows or not 0 <= column < self.columns:
            return
        chars, looks = self._chars[row], self._looks[row]
        self._touched.add(row)
        _part(chars, column)
        for text, style, control in strip:
            if control:
                continue
            pieces = cells_of(text)
            end = min(column + len(pieces), self.columns)
            chars[column:end] = pieces[: end - column]
            look = sequence(style, self.depth, blank=text.isspace())
            looks[column:end] = [look] * (end - column)
            if end - column < len(pieces) and pieces[end - column] == "":
                chars[end - 1] = " "
            column = end
        if column < self.columns and chars[column] == "":
            chars[column] = " "

    def resize(self, columns: int, rows: int) -> None:
        """Take another size; what the terminal shows after that is not known."""
        old_chars, old_looks = self._chars, self._looks
        self.columns, self.rows = columns, rows
        self._chars, self._looks = _blank(columns, rows)
        for row, (chars, looks) in enumerate(zip(old_chars[:rows], old_looks[:rows], strict=True)):
            kept = min(len(chars), columns)
            if kept < len(chars):
                _part(chars, kept)
            self._chars[row][:kept] = chars[:kept]
            self._looks[row][:kept] = looks[:kept]
        self.forget()

    def forget(self) -> None:
        """Have everything sent again: what the terminal shows is not known."""
        self._known = False

    # ---- as it was sent -------------------------------------------------------------------------

    def draw(self) -> str:
        """Give what makes the terminal show the grid, from now on taken as sent; "" for nothing."""
        out: list[str] = []
        if not self._known:
            out.append(f"{PLAIN}\x1b[2J")
            self._sent_chars, self._sent_looks = _blank(self.columns, self.rows)
            self._sent_cursor = None
            self._touched = set(range(self.rows))
            self._known = True
        pen = ""
        for row in sorted(self._touched):
            pen = self._draw_row(row, pen, out)
        self._touched.clear()
        if out or self.cursor != self._sent_cursor:
            out.append(_move(*self.cursor))
            self._sent_cursor = self.cursor
        return "".join(out)

    def _draw_row(self, row: int, pen: str, out: list[str]) -> str:
        """Append what changed on a row; give the look that was set last."""
        chars, looks = self._chars[row], self._looks[row]
        at = -1
        for start, end in self._runs(row):
            out.append(_move(start, row) if at < 0 else f"\x1b[{start - at}C")
            for look, piece in groupby(range(start, end), looks.__getitem__):
                if look != pen:
                    out.append(look)
                    pen = look
                out += [chars[column] for column in piece]
            # Terminals disagree about how wide a cluster is: behind one, nothing is taken as known.
            at = -1 if len(chars[end - 1] or chars[end - 2]) > 1 else end
        self._sent_chars[row], self._sent_looks[row] = chars.copy(), looks.copy()
        return pen

    def _runs(self, row: int) -> Iterator[tuple[int, int]]:
        """Give the stretches of a row that must be sent, as first column and the one behind."""
        start = end = -1
        chars = self._chars[row]
        for first, behind in self._changes(row):
            if first == end and len(chars[end - 1]) == 1:  # nearly always, and worth its own line
                end = behind
                continue
            if start >= 0 and self._joins(row, end, first):
                end = max(end, behind)
                continue
            if start >= 0:
                yield start, end
            start, end = first, behind
        if start >= 0:
            yield start, end

    def _changes(self, row: int) -> Iterator[tuple[int, int]]:
        """Give the changed stretches of a row, wide characters whole, each cluster for itself."""
        chars, looks = self._chars[row], self._looks[row]
        other_chars = map(ne, chars, self._sent_chars[row])
        other_looks = map(ne, looks, self._sent_looks[row])
        changed = bytes(map(or_, other_chars, other_looks))
        behind = 0
        while (first := changed.find(1, behind)) >= 0:
            behind = changed.find(0, first)
            behind = self.columns if behind < 0 else behind
            single = max(map(len, chars[first:behind])) < 2
            step = behind - first if single else 1
            for start in range(first, behind, step):
                yield self._whole(chars, start, start + step)

    def _whole(self, chars: Sequence[str], first: int, behind: int) -> tuple[int, int]:
        """Widen a stretch to whole characters."""
        halved = behind < self.columns and chars[behind] == ""
        return first - (chars[first] == ""), behind + halved

    def _joins(self, row: int, end: int, start: int) -> bool:
        """Tell whether a run that ends before `end` is best carried on to a change at `start`."""
        if start < end:
            return True
        chars, looks = self._chars[row], self._looks[row]
        if len(chars[end - 1] or chars[end - 2]) > 1:
            return False
        gap = range(end, start)
        pen = looks[end - 1]
        return len(gap) <= GAP and all(looks[n] == pen and chars[n] in _NARROW for n in gap)


@lru_cache(maxsize=1024)  # a few screens of pieces: each session keeps its own
def cells_of(text: str) -> Sequence[str]:
    """Give one string a cell, "" for the second half of a wide character.

    Marks stay with the character before them. Control characters are dropped: whatever came this
    far, no sequence of its own reaches a terminal.
    """
    if _NARROW.issuperset(text):
        return text
    cells: list[str] = []
    spans, _ = split_graphemes(text)
    for start, end, width in spans:
        cluster = "".join(c for c in text[start:end] if unicodedata.category(c) not in _NEVER)
        if width:
            cells += [cluster or " ", *[""] * (width - 1)]
        elif cells:
            cells[-1 if cells[-1] else -2] += cluster
    return tuple(cells)


_NEVER = frozenset({"Cc", "Cs"})
"""Control characters, and halves of pairs that no encoding can carry."""


def _blank(columns: int, rows: int) -> tuple[Grid, Grid]:
    return [[" "] * columns for _ in range(rows)], [[PLAIN] * columns for _ in range(rows)]


def _part(chars: list[str], column: int) -> None:
    """Leave no half of a wide character before `column` when another one begins there."""
    if chars[column] == "":
        chars[column - 1] = " "


def _move(column: int, row: int) -> str:
    return f"\x1b[{row + 1};{column + 1}H"
