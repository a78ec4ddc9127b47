"""An officer with the real `ssh`: a pseudo-terminal, a terminal emulator on it, and their hands.

What a test waits for is a fact on the screen or in the bytes; nothing here sleeps.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import signal
import struct
import termios
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pyte

from tests.programs import program

READY = "2/0/0"
"""Stands on the screen once the small county's board does: two units, both free."""

PATIENCE_S = 20.0
"""How long a fact may take on a busy machine before a test gives up."""


class Way(NamedTuple):
    """How `ssh` gets to a door: as whom, with which key, and which host it expects."""

    port: int
    seat: str
    key: Path
    known_hosts: Path

    def command(
        self, *words: str, options: Sequence[str] = (), seat: str | None = None
    ) -> list[str]:
        """Give the command line; nothing of the user's own configuration or agent takes part.

        `ssh` takes the first value that it is given of an option, so `options` come first.
        """
        fixed = [str(program("ssh")), *options, "-F", "none", "-i", str(self.key)]
        for option in (
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "PasswordAuthentication=no",
            "StrictHostKeyChecking=yes",
            f"UserKnownHostsFile={self.known_hosts}",
            "LogLevel=ERROR",
        ):
            fixed += ["-o", option]
        whom = self.seat if seat is None else seat
        return [*fixed, "-p", str(self.port), "-l", whom, "127.0.0.1", *words]


class Ran(NamedTuple):
    """How a command over ssh ended."""

    code: int
    out: str
    err: str


async def run(
    way: Way,
    *words: str,
    options: Sequence[str] = (),
    seat: str | None = None,
    given: bytes | None = None,
    environ: Mapping[str, str] | None = None,
) -> Ran:
    """Run `ssh` without a terminal to its end."""
    process = await asyncio.create_subprocess_exec(
        *way.command(*words, options=options, seat=seat),
        stdin=DEVNULL if given is None else PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=_environ(environ),
    )
    async with asyncio.timeout(PATIENCE_S):
        out, err = await process.communicate(given)
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode())


class _Screen(pyte.Screen):
    """A terminal's screen that answers what it is asked, over `answer`."""

    answer: Callable[[bytes], None]

    def write_process_input(self, data: str) -> None:
        self.answer(data.encode())


class Client:
    """`ssh` on a terminal of its own."""

    def __init__(self, process: Process, master: int, columns: int, rows: int) -> None:
        self.process = process
        self.written = bytearray()
        """Everything that reached the terminal."""
        self.arrivals: list[tuple[float, int]] = []
        """When bytes came, monotonic seconds, and how many."""
        self._master = master
        self._terminal: Any = _Screen(columns, rows)
        self._terminal.answer = self.type
        self._stream: Any = pyte.ByteStream(self._terminal)
        self._news = asyncio.Event()
        self._reading = True
        asyncio.get_running_loop().add_reader(master, self._read)

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, row by row."""
        return [line.rstrip() for line in self._terminal.display]

    @property
    def screen(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.lines)

    @property
    def colours(self) -> set[str]:
        """The colours of text on the screen, by pyte's names and hex codes."""
        cells = self._terminal.buffer
        return {cells[y][x].fg for y in range(self._terminal.lines) for x in cells[y]}

    # ---- what the officer does ------------------------------------------------------------------

    def type(self, keys: bytes | str) -> None:
        """Press keys."""
        if self._reading:
            os.write(self._master, keys.encode() if isinstance(keys, str) else keys)

    def resize(self, columns: int, rows: int) -> None:
        """Drag the window to another size."""
        self._terminal.resize(rows, columns)
        _set_size(self._master, columns, rows)
        self.process.send_signal(signal.SIGWINCH)

    def signal(self, number: signal.Signals) -> None:
        """Do something to the `ssh` process itself."""
        self.process.send_signal(number)

    # ---- what the officer waits for -------------------------------------------------------------

    async def until(self, true: Callable[[], bool], what: str = "") -> float:
        """Wait until something is true of the screen; give the monotonic moment. Raises TimeoutError."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not true():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise TimeoutError(f"never came: {what}\n{self.screen}") from None
        return self.arrivals[-1][0] if self.arrivals else time.monotonic()

    async def shows(self, text: str) -> float:
        """Wait until `text` stands on the screen."""
        return await self.until(lambda: text in self.screen, repr(text))

    async def loses(self, text: str) -> float:
        """Wait until `text` stands on the screen no more."""
        return await self.until(lambda: text not in self.screen, f"the end of {text!r}")

    async def ended(self) -> int:
        """Wait until `ssh` has ended and everything it wrote is here; give its exit code."""
        async with asyncio.timeout(PATIENCE_S):
            code = await self.process.wait()
            while self._reading:
                self._news.clear()
                await self._news.wait()
        return code

    # ---- the terminal ---------------------------------------------------------------------------

    def _read(self) -> None:
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the last writer has gone
            data = b""
        if data:
            self.written += data
            self.arrivals.append((time.monotonic(), len(data)))
            self._stream.feed(data)
        else:
            self._stop()
        self._news.set()

    def _stop(self) -> None:
        if self._reading:
            self._reading = False
            asyncio.get_running_loop().remove_reader(self._master)

    async def close(self) -> None:
        """Put an end to `ssh`, and to the terminal."""
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        self._stop()
        os.close(self._master)


@asynccontextmanager
async def ssh(
    way: Way,
    *words: str,
    size: tuple[int, int] = (80, 24),
    options: Sequence[str] = (),
    term: str = "xterm-256color",
    environ: Mapping[str, str] | None = None,
) -> AsyncIterator[Client]:
    """Run `ssh` on a terminal of `size` (columns and rows) until the block ends."""
    master, slave = pty.openpty()
    _set_size(master, *size)
    process = await asyncio.create_subprocess_exec(
        *way.command(*words, options=options),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=_environ(environ) | {"TERM": term},
        start_new_session=True,
    )
    os.close(slave)
    client = Client(process, master, *size)
    try:
        yield client
    finally:
        await client.close()


def _set_size(terminal: int, columns: int, rows: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _environ(more: Mapping[str, str] | None) -> dict[str, str]:
    """Give an officer's plain environment: English, and nothing of whoever runs the tests."""
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "en_GB.UTF-8"} | dict(
        more or {}
    )
