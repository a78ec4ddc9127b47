"""A real program on a real pseudo-terminal: what it writes, how fast, and what it costs."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from bench.process import cpu_s

_PLACED = re.compile(rb"\x1b\[\d+;(\d+)H")


class Burst(NamedTuple):
    """Bytes written together."""

    at: float
    """When, monotonic seconds."""
    size: int


class Terminal:
    """Runs a command on a pty of a fixed size and keeps what it writes.

    The reader answers nothing: queries of the program's terminal stay open, as on a dumb line.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        columns: int,
        rows: int,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Start `command`, with environment `variables` beside our own."""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        known = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        environment = os.environ | known | dict(variables or {})
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)
        self._written = bytearray()
        self._bursts: list[Burst] = []
        self._grown = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._reader.join(5)
        os.close(self._master)

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:  # the last writer has gone
                return
            with self._grown:
                self._written += data
                self._bursts.append(Burst(time.monotonic(), len(data)))
                self._grown.notify_all()

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._master, keys)

    @property
    def written(self) -> int:
        """Bytes written so far."""
        with self._grown:
            return len(self._written)

    def text(self) -> bytes:
        """Everything written so far."""
        with self._grown:
            return bytes(self._written)

    def wait_for(self, wanted: bytes, after: int = 0, timeout_s: float = 20) -> float:
        """Wait until `wanted` was written at or behind byte `after`; give the monotonic moment.

        Raises TimeoutError.
        """
        deadline = time.monotonic() + timeout_s
        with self._grown:
            while self._written.find(wanted, after) < 0:
                if not self._grown.wait(max(deadline - time.monotonic(), 0)):
                    raise TimeoutError(f"{wanted!r} never came; the end: {self._written[-500:]!r}")
            return time.monotonic()

    def bursts(self, since: float) -> list[Burst]:
        """Give what was read at or after the monotonic moment `since`, read by read."""
        with self._grown:
            return [burst for burst in self._bursts if burst.at >= since]

    def processor_s(self) -> float:
        """Processor time used so far, in seconds: the program's own, all threads."""
        return cpu_s(self.process.pid)


def columns_of(written: bytes) -> Counter[int]:
    """Count bytes by the column that the cursor was put in before they were written."""
    sizes: Counter[int] = Counter()
    column, start = 0, 0
    for place in _PLACED.finditer(written):
        sizes[column] += place.start() - start
        column, start = int(place[1]), place.start()
    sizes[column] += len(written) - start
    return sizes
