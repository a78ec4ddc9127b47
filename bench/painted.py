"""When a screen stood complete: a program's writing is recorded first and drawn afterwards.

An emulator beside the program would take the processor from it and time itself. So what comes is
kept with its moment, and questions are answered; then pyte draws it, piece by piece, and the first
moment is found at which the screen said all that it said when the writing first paused.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pyte

from bench.answers import Answering

PATIENCE_S, BEYOND_S, ENDING_S = 20.0, 2.0, 5.0
PAUSE_S = 0.1
FULL = 0.97
_PRIVATE = re.compile(rb"\x1b\[[?<>=][\d;]*\$?[a-zA-Z]")
"""Modes and questions, which draw nothing; pyte takes some of them for text."""
_PASSING = re.compile(r"[\d\s]+")
"""Ages, counts and clocks, which go on changing on a screen that is complete."""


class Program(NamedTuple):
    """Something to start on a terminal."""

    command: list[str | Path]
    variables: dict[str, str]


class Chunk(NamedTuple):
    """Bytes that came together."""

    at: float
    """When, in seconds."""
    data: bytes


def record(program: Program, columns: int, rows: int, state: str) -> list[Chunk]:
    """Run a program on a terminal until it has said `state`, and some time beyond.

    Gives what it wrote, timed from its start.
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    began = time.monotonic()
    process = subprocess.Popen(
        program.command,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=os.environ | program.variables,
        start_new_session=True,
    )
    os.close(slave)
    try:
        return _read(master, began, state.encode())
    finally:
        os.close(master)
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(ENDING_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _read(master: int, began: float, state: bytes) -> list[Chunk]:
    chunks: list[Chunk] = []
    answering, text, end = Answering(), bytearray(), began + PATIENCE_S
    while (left := end - time.monotonic()) > 0:
        if not select.select([master], [], [], left)[0]:
            break
        try:
            data = os.read(master, 65_536)
        except OSError:  # the program has ended
            break
        now = time.monotonic()
        chunks.append(Chunk(now - began, data))
        if said := answering.answers(data):
            os.write(master, said)
        text += data
        if state in text[-len(data) - len(state) :]:
            end = min(end, now + BEYOND_S)
    return chunks


class Drawing:
    """A terminal that draws what it is given."""

    def __init__(self, columns: int, rows: int) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._rest = b""

    def draw(self, data: bytes) -> None:
        """Draw more; a sequence cut at the end waits for its other half."""
        text = self._rest + data
        cut = text.rfind(b"\x1b", len(text) - 16) if len(text) > 0 else -1
        whole = cut < 0 or re.match(rb"\x1b(\[[^@-~]*[@-~]|[^\[])", text[cut:]) is not None
        self._rest = b"" if whole else text[cut:]
        self._stream.feed(_PRIVATE.sub(b"", text if whole else text[:cut]))

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, line by line."""
        lines: list[str] = self._screen.display
        return lines


def painted_s(chunks: Sequence[Chunk], columns: int, rows: int, state: str) -> float:
    """Give when the screen was complete, but for passing figures.

    That is what it said at the first pause at which a line said `state` and the screen was as full
    as it ever got, nearly: an empty desk that waits for its county is not complete. Raises
    ValueError when there was no such pause.
    """
    drawing = Drawing(columns, rows)
    screens = []
    for chunk in chunks:
        drawing.draw(chunk.data)
        screens.append(drawing.lines)
    full = FULL * max(map(_filled, screens), default=0)
    for number, (chunk, screen) in enumerate(zip(chunks, screens, strict=True)):
        said = any(state in line for line in screen)
        paused = number + 1 == len(chunks) or chunks[number + 1].at - chunk.at >= PAUSE_S
        if paused and said and _filled(screen) >= full:
            complete = [_lasting(line, state) for line in screen]
            shown = ([_lasting(line, state) for line in lines] for lines in screens[: number + 1])
            return chunks[next(n for n, lines in enumerate(shown) if lines == complete)].at
    raise ValueError(f"the screen never said {state}: {screens[-1:]}")


def _filled(lines: Sequence[str]) -> int:
    return sum(len(line) - line.count(" ") for line in lines)


def _lasting(line: str, state: str) -> str:
    return state if state in line else _PASSING.sub("", line)
