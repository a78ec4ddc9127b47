"""What a terminal answers to the questions in what it is sent: a bench's terminal must answer too.

A screen that is never answered falls back to a fixed rate, and nothing of its pace is measured.
"""

from __future__ import annotations

import re

ANSWERS = {
    b"\x1b[5n": b"\x1b[0n",  # are you there: drawn so far
    b"\x1b[6n": b"\x1b[1;2R",  # where is the cursor: behind one narrow character
    b"\x1b[c": b"\x1b[?62;22c",  # what are you: a VT220 with colours
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",  # synchronized output: known, off
}
_QUESTION = re.compile(b"|".join(map(re.escape, ANSWERS)))
_LONGEST = max(map(len, ANSWERS))


class Answering:
    """Finds the questions in a stream, whatever pieces it comes in."""

    def __init__(self) -> None:
        self._rest = b""

    def answers(self, data: bytes) -> bytes:
        """Give what to send back for `data`."""
        text, end = self._rest + data, 0
        said = b""
        for question in _QUESTION.finditer(text):
            said += ANSWERS[question[0]]
            end = question.end()
        self._rest = text[max(end, len(text) - _LONGEST + 1) :]
        return said
