"""A register as text: cells between commas, semicolons or tabs; UTF-8 or GB18030 (GBK with it).

The whole file is looked over before a row is given: which encoding it is in is decided by all of
its lines, not by the first that fits. A line in no encoding, a quote that is not closed or a NUL
costs that line alone.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from county.refusals import Refusal, refuse
from feeds.lines import CHUNK, Lines
from feeds.register.table import RegisterError, Row, digest_of, is_ragged
from feeds.register.values import Cell

DELIMITERS = (",", ";", "\t")
SNIFFED = 20
"""Lines that are looked at to tell the delimiter."""

LINES_A_ROW = 20
"""Over how many lines a quoted cell may go on."""

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BEYOND_LATIN = 0x800
"""From here on UTF-8 takes three bytes: no two GBK characters make them by chance, line by line."""

Line = tuple[int, str | Refusal]


class CsvTable:
    """A register in a text file. Raises RegisterError, OSError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.base = datetime.min  # noqa: DTZ901  no cell of a text file is a date by number
        self.width = 0
        self._encoding = "utf-8"
        with path.open("rb") as file:
            begins = file.read(len(_BOM))
        if begins.startswith(_UTF16):
            raise RegisterError(refuse("is_utf16"))
        self._marked = begins == _BOM
        self.digest = digest_of(path)
        self.length = self._look()
        self._delimiter = self._sniff()

    @property
    def form(self) -> str:
        """Its encoding, as people call it."""
        return self._encoding.upper()

    def begin(self, header: Sequence[Cell]) -> None:
        """Learn which row the header is: others are held against it."""
        self.width = len(header)

    def rows(self) -> Iterator[Row]:
        """Give every row in order."""
        lines = self._lines()
        waiting: deque[Line] = deque()
        while waiting or self._more(waiting, lines):
            line, text = waiting[0]
            if isinstance(text, str) and '"' in text:
                cells = self._quoted(waiting, lines)
            else:
                waiting.popleft()
                cells = text if isinstance(text, Refusal) else text.split(self._delimiter)
            if isinstance(cells, Refusal) or any(cell.strip() for cell in cells):
                yield Row(line, cells)

    # ---- looking over ---------------------------------------------------------------------------

    def _look(self) -> int:
        """Read it through: tell its encoding by all of its lines; give how many it has."""
        strange = utf8 = length = 0
        for number, line in self._raw():
            length = number
            if isinstance(line, bytes) and not line.isascii():
                strange += 1
                utf8 += _decodes(line, "utf-8")
        if not self._marked and utf8 * 2 < strange:
            self._encoding = "gb18030"
        return length

    def _sniff(self) -> str:
        """Tell the delimiter: the one that parts some line of the beginning into most cells."""
        begun = [text for _, (_, text) in zip(range(SNIFFED), self._lines(), strict=False)]
        texts = [text for text in begun if isinstance(text, str)]
        counts = {sign: max((text.count(sign) for text in texts), default=0) for sign in DELIMITERS}
        return max(DELIMITERS, key=lambda sign: counts[sign])

    # ---- lines ----------------------------------------------------------------------------------

    def _raw(self) -> Iterator[tuple[int, bytes | Refusal]]:
        lines = Lines()
        with self._path.open("rb") as file:
            if self._marked:
                file.seek(len(_BOM))
            while data := file.read(CHUNK):
                yield from lines.feed(data)
        yield from lines.finish()

    def _lines(self) -> Iterator[Line]:
        """Give every line that is not blank, decoded or refused."""
        for number, line in self._raw():
            yield number, self._decoded(line)

    def _decoded(self, line: bytes | Refusal) -> str | Refusal:
        if isinstance(line, Refusal):
            return line
        if b"\0" in line:
            return refuse("nul_byte")
        try:
            text = line.decode(self._encoding)
        except UnicodeDecodeError:
            return refuse("not_in_encoding", encoding=self.form)
        if self._encoding != "utf-8" and not line.isascii() and _is_really_utf8(line):
            return refuse("not_in_encoding", encoding=self.form)
        return text.rstrip("\r")

    def _more(self, waiting: deque[Line], lines: Iterator[Line]) -> bool:
        line = next(lines, None)
        if line is not None:
            waiting.append(line)
        return line is not None

    # ---- quotes ---------------------------------------------------------------------------------

    def _quoted(self, waiting: deque[Line], lines: Iterator[Line]) -> Sequence[str] | Refusal:
        """Read a row with quotes, over several lines if need be, and take them off `waiting`.

        Quotes that do not fit cost the first line alone: the next may begin a good row.
        """
        reader = csv.reader(self._ahead(waiting, lines), delimiter=self._delimiter, strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            waiting.popleft()
            return refuse("quotes")
        if self._swallows(waiting, reader.line_num, cells):
            waiting.popleft()
            return refuse("quotes")
        for _ in range(reader.line_num):
            waiting.popleft()
        return cells

    def _swallows(self, waiting: deque[Line], count: int, cells: Sequence[str]) -> bool:
        """Tell whether stray quotes made one row of several: no cell's second line is a row."""
        if count == 1 or not self.width:
            return False
        if is_ragged(cells, self.width):
            return True
        further = (waiting[place][1] for place in range(1, count))
        return any(len(str(text).split(self._delimiter)) >= self.width for text in further)

    def _ahead(self, waiting: deque[Line], lines: Iterator[Line]) -> Iterator[str]:
        for place in range(LINES_A_ROW):
            if place == len(waiting) and not self._more(waiting, lines):
                return
            _, text = waiting[place]
            if isinstance(text, Refusal):
                return
            yield text + "\n"


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_really_utf8(line: bytes) -> bool:
    """Tell a line of UTF-8 in a file of another encoding: there it would read as nonsense."""
    if not _decodes(line, "utf-8"):
        return False
    return any(ord(char) >= _BEYOND_LATIN for char in line.decode("utf-8"))
