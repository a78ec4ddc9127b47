"""Tables of plain text: aligned for a terminal, or as Markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from county.text import clean

_GAP = "  "
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#!])")


class Table(NamedTuple):
    """A titled table; the first column names the row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """As many cells each as there are columns."""
    note: str = ""
    """What stands under it."""


def width(text: str) -> int:
    """Give how many terminal cells a line takes; Chinese characters take two."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def as_text(table: Table) -> list[str]:
    """Give a table as lines for a terminal, columns under each other."""
    lines = [tuple(clean(cell) for cell in line) for line in (table.columns, *table.rows)]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    aligned = (
        _GAP.join(
            cell + " " * (room - width(cell)) for cell, room in zip(line, widths, strict=True)
        )
        for line in lines
    )
    note = [_GAP + clean(table.note)] if table.note else []
    return [clean(table.title), *(_GAP + line.rstrip() for line in aligned), *note]


def as_markdown(table: Table) -> list[str]:
    """Give a table as lines of Markdown."""
    rule = ["---", *("---:" for _ in table.columns[1:])]
    note = ["", escaped_markdown(table.note)] if table.note else []
    return [
        f"### {escaped_markdown(table.title)}",
        "",
        _markdown_row(map(escaped_markdown, table.columns)),
        _markdown_row(rule),
        *(_markdown_row(map(escaped_markdown, row)) for row in table.rows),
        *note,
    ]


def escaped_markdown(text: str) -> str:
    """Clean `text`, with what Markdown would take for its own marks escaped."""
    return _MARKDOWN.sub(r"\\\1", clean(text))


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def joined(blocks: Sequence[Sequence[str]]) -> str:
    """Put blocks of lines under each other, a blank line between; ends with a line end."""
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"
