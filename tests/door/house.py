"""A whole house: a desk, its door in front, and officers whose keys open it. All real, all local."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncssh
import msgspec

from bench.tree import children
from config.private import write_private
from config.seats import PUSHABLE, Seat, new_token, token_hash
from county.events import Report
from county.rights import Role
from tests.config.small import write_county
from tests.door.client import Way
from tests.proof.server_process import STARTS_S, ServerProcess
from tests.server.wire_client import client
from tui.settings import Choices, Kept

ZHIBAN = Path(sys.executable).with_name("zhiban")
MEASURED = Kept(Choices(lang="en", ruler=True))
"""What a seat keeps whose officer has said how the terminal draws."""


class Door:
    """A running `zhiban door` on free ports; its log stands beside the desk's data."""

    def __init__(self, desk: ServerProcess, options: Sequence[str]) -> None:
        self._desk = desk
        self._options = options
        self._process: Process | None = None
        self.port = 0
        """Of the listener that compresses."""
        self.plain_port = 0
        self.fingerprint = ""

    @property
    def pid(self) -> int:
        """Of the door's own process; the fork server and the sessions stand below it."""
        assert self._process is not None
        return self._process.pid

    @property
    def zygote(self) -> int:
        """The process of the fork server."""
        return children(self.pid)[0]

    @property
    def zygote_now(self) -> int | None:
        """The same; None while there is none."""
        return next(iter(children(self.pid)), None)

    @property
    def sessions(self) -> list[int]:
        """The processes of the sessions."""
        return children(self.zygote)

    @property
    def log(self) -> str:
        """What the door, its fork server and its sessions wrote to standard error."""
        return self._log.read_text("utf-8")

    @property
    def _log(self) -> Path:
        return self._desk.directory.with_suffix(".door.log")

    async def start(self) -> None:
        """Open the door, and wait until it is open."""
        command = [str(ZHIBAN), "door", "--url", self._desk.url, "--json", "--host", "127.0.0.1"]
        command += ["--data", str(self._desk.directory), "--lang", "en"]
        command += ["--port", str(self.port), "--plain-port", str(self.plain_port), *self._options]
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, stdin=DEVNULL, stdout=PIPE, stderr=log
            )
        assert self._process.stdout is not None
        async with asyncio.timeout(STARTS_S):
            ready = await self._process.stdout.readline()
        assert ready, self.log
        told = json.loads(ready)
        self.port, self.plain_port = told["port"], told["plain_port"]
        self.fingerprint = told["fingerprint"]

    async def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End the door, and give its exit code."""
        assert self._process is not None
        process, self._process = self._process, None
        process.send_signal(number)
        async with asyncio.timeout(STARTS_S):
            return await process.wait()

    async def close(self) -> None:
        """End the door if it is still there."""
        if self._process is not None and self._process.returncode is None:
            await self.end()


class House:
    """Where the desk and the door are, and how an officer or a feed gets in."""

    def __init__(self, directory: Path, officers: Sequence[str], role: Role) -> None:
        self.directory = directory / "desk"
        self.directory.mkdir()
        self._keys = directory / "keys"
        self._keys.mkdir()
        self.feed, self._door_token = new_token(), new_token()
        write_private(self.directory / "door.token", self._door_token + "\n")
        publics = [self.make_key(name) for name in officers]
        self.seats = [
            Seat(name="door", role="door", token_sha256=token_hash(self._door_token)),
            Seat(
                name="feed",
                role="feed",
                token_sha256=token_hash(self.feed),
                kinds=PUSHABLE,
                sources=("*",),
            ),
            *(
                Seat(name=name, role=role, keys=(public,))
                for name, public in zip(officers, publics, strict=True)
            ),
        ]
        self.desk: ServerProcess
        self.door: Door

    def make_key(self, name: str) -> str:
        """Make an officer's key; give its public half as OpenSSH writes it."""
        key = asyncssh.generate_private_key("ssh-ed25519")
        write_private(self._keys / name, key.export_private_key().decode("ascii"))
        return key.export_public_key().decode("ascii").strip()

    def small_county(self) -> str:
        """Write the small county of the tests; give the setting that names it."""
        county = self.directory.parent / "county"
        county.mkdir()
        write_county(county)
        return f'profile = "{county}"\n'

    async def tell(self, *facts: Report) -> None:
        """Have a feed tell facts, and wait until they are durable."""
        async with client(self.desk.url, self.feed) as feed:
            await feed.push(*facts)

    def keep(self, seat: str, kept: Kept) -> None:
        """Have a seat begin with this; the door must not be open yet."""
        path = self.directory / "door" / f"{seat}.json"
        write_private(path, msgspec.json.encode(kept).decode())

    def way(self, seat: str = "li", *, key: str = "", plain: bool = False) -> Way:
        """Give an officer's way to the door, by the key of that name."""
        port = self.door.plain_port if plain else self.door.port
        return Way(port, seat, self._keys / (key or seat), self._known_hosts(port))

    def _known_hosts(self, port: int) -> Path:
        path = self._keys / f"known_hosts.{port}"
        host_key = asyncssh.read_private_key(self.directory / "door" / "host_key")
        public = host_key.export_public_key().decode("ascii").strip()
        line = f"[127.0.0.1]:{port} {public}\n"
        if not path.exists() or path.read_text() != line:  # another client may be reading it
            path.write_text(line)
        return path


@asynccontextmanager
async def house(
    directory: Path,
    officers: Sequence[str] = ("li",),
    *,
    role: Role = "officer",
    settings: str | None = None,
    door_options: Sequence[str] = (),
    kept: Kept | None = MEASURED,
) -> AsyncIterator[House]:
    """Open a desk and a door on `directory`; `settings` is the desk's zhiban.toml.

    Without settings it is the desk of the small county that the other tests use.
    Officers have said how their terminals draw, unless `kept` is None.
    """
    home = House(directory, officers, role)
    if kept is not None:
        for name in officers:
            home.keep(name, kept)
    async with AsyncExitStack() as stack:
        chosen = home.small_county() if settings is None else settings
        desk = ServerProcess(home.directory, home.seats, chosen)
        home.desk = await stack.enter_async_context(desk)
        home.door = Door(home.desk, door_options)
        stack.push_async_callback(home.door.close)
        await home.door.start()
        yield home
