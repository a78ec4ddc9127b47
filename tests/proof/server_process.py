"""A real `zhiban serve` on one directory and one port through all its starts."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from types import TracebackType
from typing import Self

from config.seats import Seat, save_seats

ZHIBAN = Path(sys.executable).with_name("zhiban")
STARTS_S = 60


class ServerProcess:
    """Starts, kills and stops the server; its log stands beside its data."""

    def __init__(self, directory: Path, seats: list[Seat], settings: str = "") -> None:
        self.directory = directory
        self.port = free_port()
        save_seats(directory, seats)
        (directory / "zhiban.toml").write_text(settings, encoding="utf-8")
        self._process: Process | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            await self.kill()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """What all its runs wrote to standard error."""
        return self._log.read_text("utf-8")

    @property
    def _log(self) -> Path:
        return self.directory.with_suffix(".log")

    async def start(self) -> None:
        """Start it and wait until its door is open."""
        command = (ZHIBAN, "serve", "--data", self.directory, "--port", str(self.port), "--json")
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, stdin=DEVNULL, stdout=PIPE, stderr=log
            )
        assert self._process.stdout is not None
        async with asyncio.timeout(STARTS_S):
            ready = await self._process.stdout.readline()
        assert ready, self.log
        assert json.loads(ready)["url"] == self.url

    async def kill(self) -> None:
        """Kill it as the machine would: nothing of it runs again."""
        await self._end("kill")

    async def stop(self) -> None:
        """Ask it to end, and see that it ends well."""
        assert await self._end("terminate") == 0, self.log

    async def _end(self, how: str) -> int:
        assert self._process is not None
        process, self._process = self._process, None
        getattr(process, how)()
        return await process.wait()

    def resident_kib(self) -> int:
        """Memory that the server holds now, in KiB."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if "VmRSS" in line)

    def open_files(self) -> int:
        """How many descriptors the server holds now."""
        return sum(1 for _ in Path(f"/proc/{self.pid}/fd").iterdir())


def free_port() -> int:
    """Give a port that nobody has now: a server that is killed must come back on its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
