"""The line on which a newcomer types the code that binds their key to their seat."""

from __future__ import annotations

LONGEST = 64
"""Beyond it further characters are not taken."""

TRIES = 3
"""How often a code may be typed in one connection; the desk counts across them."""

_ENTER = b"\r\n"
_RUBOUT = b"\x7f\x08"
_LEAVE = b"\x03\x04"


class CodeLine:
    """A line as it is typed: knows no socket.

    Only letters, digits and hyphens are taken: everything else on a keyboard is no part of a code.
    """

    def __init__(self) -> None:
        self.code: str | None = None
        """What was typed, once Enter was pressed."""
        self.left = False
        """Whether the newcomer gave up instead."""
        self._typed = bytearray()

    def feed(self, data: bytes) -> bytes:
        """Take what was typed; give what to show of it."""
        shown = bytearray()
        for byte in data:
            if self.code is not None or self.left:
                break
            shown += self._take(byte)
        return bytes(shown)

    def _take(self, byte: int) -> bytes:
        if byte in _ENTER:
            self.code = self._typed.decode("ascii")
            return b"\r\n"
        if byte in _LEAVE:
            self.left = True
            return b"\r\n"
        if byte in _RUBOUT:
            if not self._typed:
                return b""
            self._typed.pop()
            return b"\b \b"
        letter = bytes((byte,))
        if (letter.isalnum() or letter == b"-") and len(self._typed) < LONGEST:
            self._typed += letter
            return letter
        return b""
