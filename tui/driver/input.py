"""From the bytes that a terminal sends to what happened at it."""

from __future__ import annotations

from codecs import getincrementaldecoder

from textual._xterm_parser import XTermParser
from textual.message import Message

ANSWER = "\x1b[0n"
"""What a terminal says to a probe: all is well, and everything before it is drawn."""

_BEGINNINGS = tuple(ANSWER[:length] for length in (3, 2, 1))


class Input:
    """Decodes, takes the answers to probes out, and reads the rest as keys, mouse and reports.

    The answers come out before the parser: it would wait for an end that never comes, and a paste
    into which one fell would hold it as text. Bytes that are no UTF-8 become replacements.
    """

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._parser = XTermParser()
        self._begun = ""
        """The end of what came, when it may be the beginning of an answer."""

    def feed(self, data: bytes, owed: int) -> tuple[int, list[Message]]:
        """Take bytes while `owed` answers are open; give how many came, and what happened."""
        *parts, last = (self._begun + self._decode(data)).split(ANSWER)
        self._begun = ""
        if owed > len(parts):
            self._begun = next((b for b in _BEGINNINGS if last.endswith(b)), "")
            last = last.removesuffix(self._begun)
        return len(parts), self._parse("".join(parts) + last)

    def tick(self) -> tuple[bool, list[Message]]:
        """Give what time alone decides: a lone Escape is the key, a begun answer is none.

        First tell whether time must decide once more: what was no answer may be no sequence either.
        """
        begun, self._begun = self._begun, ""
        return bool(begun), [*self._parse(begun), *self._parser.tick()]

    def _parse(self, text: str) -> list[Message]:
        # An empty text means the end of input to the parser, which then never reads again.
        return list(self._parser.feed(text)) if text else []
