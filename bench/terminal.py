"""A real program on a real pseudo-terminal: what it writes, how fast, and what it costs."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

TICK_S = 1 / os.sysconf("SC_CLK_TCK")
"""The grain of the kernel's processor time, in seconds."""


class Terminal:
    """Runs a command on a pty of a fixed size and keeps what it writes.

    The reader answers nothing: queries of the program's terminal stay open, as on a dumb line.
    """

    def __init__(self, command: Sequence[str], columns: int, rows: int) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)
        self._written = bytearray()
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

    def processor_s(self) -> float:
        """Processor time used so far, in seconds: the program's own, all threads."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * TICK_S
