"""Finds the line of a value in TOML and GeoJSON text.

Neither parser keeps line numbers. They are looked for only once a fault is known, by reading the
text again the way a person would: to the n-th header, to the n-th feature.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right

from config.faults import Path

_KEY = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_ENTRY = re.compile(rf"\s*({_DOTTED})\s*=")
_FEATURES = re.compile(r'"features"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


class TomlLines:
    """Where every table and key of a TOML text stands."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        table: Path = ()
        quoted = False
        for number, line in enumerate(text.splitlines(), 1):
            if not quoted:
                table = self._read(line, number, table)
            quoted ^= (line.count('"""') + line.count("'''")) % 2 == 1

    def line(self, path: Path) -> int:
        """Give the line of the value, else of what should hold it, else the first."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1

    def _read(self, line: str, number: int, table: Path) -> Path:
        """Note what one line says; give the table that the next lines belong to."""
        if header := _HEADER.match(line):
            table = self._table(_names(header[2]), repeated=header[1] == "[[")
            self._lines.setdefault(table, number)
        elif entry := _ENTRY.match(line):
            names = _names(entry[1])
            for length in range(1, len(names) + 1):
                self._lines.setdefault((*table, *names[:length]), number)
        return table

    def _table(self, names: list[str], *, repeated: bool) -> Path:
        """Give the path of a header: inside arrays of tables it means the latest one."""
        path: Path = ()
        for place, name in enumerate(names):
            path = (*path, name)
            if repeated and place == len(names) - 1:
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path


def _names(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(_KEY, dotted)]


class GeoLines:
    """Where every feature of a GeoJSON text stands, and the keys inside it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._features = _spans(text)

    def line(self, path: Path) -> int:
        """Give the line of the value, else of its feature, else the first."""
        start, end = 0, len(self._text)
        if len(path) > 1 and isinstance(path[1], int) and path[1] < len(self._features):
            start, end = self._features[path[1]]
        named = [step for step in path if isinstance(step, str) and step != "features"]
        for name in reversed(named):
            key = re.compile(re.escape(json.dumps(name)) + r"\s*:").search(self._text, start, end)
            if key:
                return self._line_at(key.start())
        return self._line_at(start)

    def _line_at(self, place: int) -> int:
        return bisect_right(self._breaks, place - 1) + 1 if place else 1


def _spans(text: str) -> list[tuple[int, int]]:
    """Give where each feature begins and ends in a text that is known to be JSON."""
    opening = _FEATURES.search(text)
    spans: list[tuple[int, int]] = []
    if opening is None:
        return spans
    decoder, place = json.JSONDecoder(), opening.end()
    while True:
        between = _BETWEEN.match(text, place)
        place = between.end() if between else place
        try:
            _, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            # The closing bracket; or the opening one was none, and lines are only a courtesy.
            return spans
        spans.append((place, end))
        place = end
