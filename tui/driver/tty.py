"""The terminal that this process was started at, as a port that never blocks."""

from __future__ import annotations

import asyncio
import errno
import os
import select
import termios
import time
from collections.abc import Callable

CHUNK = 65_536
STANDARD = (0, 1, 2)

_FLAGS, _LOCAL, _CONTROLS = 0, 3, 6
"""Where termios keeps how input is read, how it is edited, and the control characters."""


class Tty:
    """A terminal device in raw mode, read and written from the event loop.

    It is opened by its name: making the standard streams non-blocking would make them so for the
    shell that shares them.
    """

    def __init__(self) -> None:
        """Open it. Raises OSError when none of the standard streams is a terminal."""
        self._fd = _open()
        self._before = termios.tcgetattr(self._fd)
        self._waiting = bytearray()
        self._gone = False
        self._came: Callable[[bytes], None] = lambda data: None
        self._ended: Callable[[], None] = lambda: None
        self._roomy: Callable[[], None] = lambda: None

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows now; the usual ones when the device was never told any."""
        columns, rows = os.get_terminal_size(self._fd)
        return columns or 80, rows or 24

    def listen(
        self, came: Callable[[bytes], None], roomy: Callable[[], None], ended: Callable[[], None]
    ) -> None:
        """Take keys as they are pressed: `came` is told what, `ended` that the terminal is gone."""
        self._came, self._roomy, self._ended = came, roomy, ended
        raw = termios.tcgetattr(self._fd)
        raw[_FLAGS] &= ~(
            termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
        )
        raw[_LOCAL] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[_CONTROLS][termios.VMIN] = 1
        termios.tcsetattr(self._fd, termios.TCSANOW, raw)
        asyncio.get_running_loop().add_reader(self._fd, self._read)

    # ---- as a port ------------------------------------------------------------------------------

    @property
    def backlog(self) -> int:
        """Bytes taken that the terminal has not read."""
        return len(self._waiting)

    def send(self, data: bytes) -> None:
        """Write what the terminal takes now, and the rest as it reads."""
        if self._gone:
            return
        if not self._waiting:
            data = data[self._write(data) :]
        if data and not self._gone:
            self._waiting += data
            asyncio.get_running_loop().add_writer(self._fd, self._go_on)

    def _go_on(self) -> None:
        del self._waiting[: self._write(self._waiting)]
        if not self._waiting:
            asyncio.get_running_loop().remove_writer(self._fd)
            self._roomy()

    def _write(self, data: bytes | bytearray) -> int:
        """Write; give how much was taken, all when the terminal is gone."""
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0
        except OSError:
            self._end()
            return len(data)

    def _read(self) -> None:
        try:
            data = os.read(self._fd, CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._came(data)
        else:
            self._end()

    def _end(self) -> None:
        """Stop listening: a terminal that is gone is ready to be read for ever."""
        if not self._gone:
            self._gone = True
            self._stop()
            self._waiting.clear()
            self._ended()

    def _stop(self) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._fd)
        loop.remove_writer(self._fd)

    # ---- the end --------------------------------------------------------------------------------

    def finish(self, seconds: float, done: Callable[[bytes], bool]) -> None:
        """Write what waits and read until `done`, for so long at most; then be as before.

        What the terminal still answers would otherwise be read by the shell as if it were typed.
        """
        self._stop()
        until = time.monotonic() + seconds
        finished = done(b"")
        while not self._gone and (self._waiting or not finished):
            left = until - time.monotonic()
            writable = [self._fd] if self._waiting else []
            readable, can_write, _ = select.select([self._fd], writable, [], max(left, 0))
            if not readable and not can_write:
                break
            if can_write:
                del self._waiting[: self._write(self._waiting)]
            if readable:
                finished = done(self._last_words())
        self._waiting.clear()
        if not self._gone:
            termios.tcflush(self._fd, termios.TCIFLUSH)
            termios.tcsetattr(self._fd, termios.TCSANOW, self._before)

    def _last_words(self) -> bytes:
        try:
            data = os.read(self._fd, CHUNK)
        except OSError:
            data = b""
        self._gone = self._gone or not data
        return data

    def close(self) -> None:
        """Close it."""
        os.close(self._fd)


def _open() -> int:
    for stream in STANDARD:
        if os.isatty(stream):
            flags = os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK
            try:
                return os.open(os.ttyname(stream), flags)
            except PermissionError:  # after `su` the device is still the other user's
                return os.open("/dev/tty", flags)
    raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))
