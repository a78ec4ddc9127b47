"""A real program on a real pseudo-terminal: what it writes, how fast, and what it costs."""

from __future__ import annotations

import fcntl
import heapq
import itertools
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
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import pyte
from rich.cells import cell_len

from bench.process import cpu_s

PROBE, ANSWER = b"\x1b[5n", b"\x1b[0n"
"""What a program asks to know what was drawn, and what every terminal says to that."""

_PIECE = re.compile(rb"\x1b\[(\d+);(\d+)H|\x1b\[(\d*)C|\x1b\[[\d;?$]*[@-~]|[^\x1b]+|\x1b")


class Burst(NamedTuple):
    """Bytes written together."""

    at: float
    """When, monotonic seconds."""
    size: int


class Thin(NamedTuple):
    """A thin line between a program and its terminal."""

    bytes_s: float
    """Bytes a second, towards the terminal."""
    way_s: float
    """Seconds that everything takes, each way."""


class Terminal:
    """Runs a command on a pty of a fixed size, keeps what it writes and draws it.

    Probes are answered as by every terminal, other queries are not. Over a `thin` line bytes are
    read no faster than it carries them, so that they gather in the pty as in a network.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        columns: int,
        rows: int,
        variables: Mapping[str, str] | None = None,
        thin: Thin | None = None,
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
        self._thin = thin
        self._written = bytearray()
        self._bursts: list[Burst] = []
        self._drawn = 0
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._grown = threading.Condition()
        self._postman = Postman()
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
        self._postman.stop()
        os.close(self._master)

    # ---- the line -------------------------------------------------------------------------------

    def _read(self) -> None:
        free = time.monotonic()
        while True:
            try:
                data = os.read(self._master, 128 if self._thin else 65536)
            except OSError:  # the last writer has gone
                return
            if self._thin is None:
                self._take(data)
                continue
            free = max(free, time.monotonic()) + len(data) / self._thin.bytes_s
            self._postman.post(free + self._thin.way_s, lambda data=data: self._take(data))  # type: ignore[misc] # a bound default
            time.sleep(max(0.0, free - time.monotonic()))

    def _take(self, data: bytes) -> None:
        with self._grown:
            self._written += data
            self._bursts.append(Burst(time.monotonic(), len(data)))
            asked = self._written.count(PROBE, max(0, len(self._written) - len(data) - 3))
            self._grown.notify_all()
        if asked:
            self.type(ANSWER * asked)

    def type(self, keys: bytes) -> None:
        """Press keys."""
        if self._thin is None:
            self._press(keys)
        else:
            self._postman.post(time.monotonic() + self._thin.way_s, lambda: self._press(keys))

    def _press(self, keys: bytes) -> None:
        if self.process.poll() is None:
            os.write(self._master, keys)

    # ---- what came ------------------------------------------------------------------------------

    @property
    def written(self) -> int:
        """Bytes written so far."""
        with self._grown:
            return len(self._written)

    def text(self) -> bytes:
        """Everything written so far."""
        with self._grown:
            return bytes(self._written)

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, row by row."""
        with self._grown:
            return self._draw()

    def _draw(self) -> list[str]:
        self._stream.feed(bytes(self._written[self._drawn :]))
        self._drawn = len(self._written)
        return list(self._screen.display)

    def wait_for(self, wanted: str, timeout_s: float = 20) -> float:
        """Wait until `wanted` stands on the screen; give the monotonic moment of it.

        Raises TimeoutError.
        """
        return self.wait_until(lambda lines: any(wanted in line for line in lines), timeout_s)

    def wait_until(self, true: Callable[[list[str]], bool], timeout_s: float = 20) -> float:
        """Wait until the screen's lines are as wanted; give the monotonic moment of it.

        Raises TimeoutError.
        """
        deadline = time.monotonic() + timeout_s
        with self._grown:
            while not true(self._draw()):
                if not self._grown.wait(max(deadline - time.monotonic(), 0)):
                    raise TimeoutError("it never came:\n" + "\n".join(self._draw()))
            return self._bursts[-1].at if self._bursts else time.monotonic()

    def bursts(self, since: float) -> list[Burst]:
        """Give what was read at or after the monotonic moment `since`, read by read."""
        with self._grown:
            return [burst for burst in self._bursts if burst.at >= since]

    def processor_s(self) -> float:
        """Processor time used so far, in seconds: the program's own, all threads."""
        return cpu_s(self.process.pid)


class Postman:
    """Does things when they are due, in a thread of its own."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def post(self, at: float, call: Callable[[], None]) -> None:
        """Have `call` done at the monotonic moment `at`."""
        with self._changed:
            heapq.heappush(self._due, (at, next(self._order), call))
            self._changed.notify()

    def stop(self) -> None:
        """Do nothing more."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._stopped and not self._is_due:
                    wait = self._due[0][0] - time.monotonic() if self._due else None
                    self._changed.wait(wait)
                if self._stopped:
                    return
                call = heapq.heappop(self._due)[2]
            call()

    @property
    def _is_due(self) -> bool:
        return bool(self._due) and self._due[0][0] <= time.monotonic()


def columns_of(written: bytes) -> Counter[int]:
    """Count bytes by the column that the cursor was put in before they were written."""
    sizes: Counter[int] = Counter()
    column = at = 0
    for piece in _PIECE.finditer(written):
        if piece[2]:
            column = at = int(piece[2])
        elif piece[0].endswith(b"C") and piece[3] is not None:
            at += int(piece[3] or 1)
            column = at
        elif not piece[0].startswith(b"\x1b"):
            at += cell_len(piece[0].decode(errors="replace"))
        sizes[column] += len(piece[0])
    return sizes
