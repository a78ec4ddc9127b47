"""Text of a record in lines: names beside values, wrapped to the width that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.cells import chop_cells

from tui.widgets.lines import Lines, Piece, fit_pieces
from tui.widgets.text import fit, width

_WORDS = re.compile(r"\s*\S+\s*")

Fact = tuple[str, str, str]
"""Name, value and the value's tone; without a name the value takes the whole width."""


class Facts(Lines):
    """Facts one under the other; as high as they need to be."""

    DEFAULT_CSS = "Facts { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._facts: Sequence[Fact] = ()

    def show(self, facts: Sequence[Fact]) -> None:
        """Show `facts` from now on; only what changed is painted."""
        self._facts = tuple(facts)
        self._settle()

    @property
    def text(self) -> str:
        """The facts as plain lines: for copying."""
        return "\n".join(f"{name}: {value}" if name else value for name, value, _ in self._facts)

    def on_resize(self) -> None:
        """Wrap anew."""
        super().on_resize()
        self._settle()

    def _settle(self) -> None:
        self.update_lines()
        count = max(1, len(self._painted))
        if self.styles.height is None or self.styles.height.value != count:
            self.styles.height = count

    def lines(self) -> list[list[Piece]]:
        """Give the facts as lines."""
        return list(self._lines(self.size.width))

    def _lines(self, cells: int) -> Iterator[list[Piece]]:
        column = max((width(name) for name, _, _ in self._facts), default=0) + 2
        for name, value, tone in self._facts:
            indent = column if name else 0
            label = fit(name, indent)
            for text in wrapped(value, cells - indent):
                yield fit_pieces([(label, "muted"), (text, tone)], cells)
                label = " " * indent


def wrapped(text: str, cells: int) -> list[str]:
    """Cut `text` into lines of at most `cells` cells, between words where it has any."""
    if cells < 2:
        return [text]
    lines = [""]
    for word in _WORDS.findall(text):
        for piece in [word] if width(word.rstrip()) <= cells else chop_cells(word, cells):
            if width(lines[-1] + piece.rstrip()) <= cells:
                lines[-1] += piece
            else:
                lines.append(piece)
    return lines
