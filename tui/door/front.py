"""The door's listeners, and what is agreed with a client before anybody has said who they are."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial

import asyncssh
from msgspec import Struct

from tui.door.entrance import Entrance
from tui.door.sitting import House
from tui.driver.port import Later

SEND_BUFFER = 16 * 1024
"""The kernel's buffer of a connection, half of what it grants: megabytes by default, which a dead
client would hold and a slow one be shown the past from."""

WINDOW = 64 * 1024
"""What a client may send ahead on a channel."""

KEEPALIVE_S, KEEPALIVE_TRIES = 4.0, 3
"""A client that answers nothing is gone after 4 x (3 + 1) = 16 s."""

LOGIN_S = 15
BACKLOG = 128

PROMPT_S, PROMPTS = 0.005, 200
"""How often a stranger's line is told to acknowledge at once, in seconds, and how many times: one
second is enough to exchange keys in, and whoever only holds a connection shall not cost more."""

REST_S = 0.1
"""How long to wait when no descriptor is left, so that accepting does not spin."""

ALGORITHMS = {
    "kex_algs": ("mlkem768x25519-sha256", "curve25519-sha256", "curve25519-sha256@libssh.org"),
    "encryption_algs": (
        "aes256-gcm@openssh.com",
        "aes128-gcm@openssh.com",
        "chacha20-poly1305@openssh.com",
    ),
    "mac_algs": ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com"),
    "signature_algs": (
        "ssh-ed25519",
        "sk-ssh-ed25519@openssh.com",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "sk-ecdsa-sha2-nistp256@openssh.com",
        "rsa-sha2-512",
        "rsa-sha2-256",
    ),
}
"""What is spoken, the best first, and nothing that an audit of SSH servers faults."""

COMPRESSED = ("zlib@openssh.com",)
"""A listener that offers nothing else gets it from a plain `ssh`: a twentieth of the bytes."""

PLAIN = ("none",)

CROWDED = b"Too many connections from here: wait a little.\r\n"
"""Told before the protocol begins, where a client shows it at most to who asks for details."""

logger = logging.getLogger(__name__)


class Opening(Struct, frozen=True):
    """A port to listen on."""

    host: str
    port: int
    """0 takes any free one."""
    compressed: bool


class Front:
    """Lets connections in, as many as the house can bear."""

    def __init__(self, house: House, key: asyncssh.SSHKey) -> None:
        self._admissions = house.admissions
        self._options = {
            compressed: _options(house, key, COMPRESSED if compressed else PLAIN)
            for compressed in (True, False)
        }
        self._connections: set[asyncssh.SSHServerConnection] = set()
        self._meetings: set[asyncio.Task[None]] = set()

    async def listen(self, listener: socket.socket, *, compressed: bool) -> None:
        """Let connections in until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                line, address = await loop.sock_accept(listener)
            except OSError as fault:
                logger.warning("a connection was not accepted: %s", fault)
                await asyncio.sleep(REST_S)
                continue
            if self._admissions.connects(address[0]):
                meeting = loop.create_task(self._meet(line, address[0], compressed))
                self._meetings.add(meeting)
                meeting.add_done_callback(self._met)
            else:
                with line, suppress(OSError):
                    line.send(CROWDED)

    async def close(self) -> None:
        """Send everybody home."""
        for connection in [*self._connections]:
            connection.disconnect(asyncssh.DISC_BY_APPLICATION, "the door closes")
        for meeting in self._meetings:
            meeting.cancel()
        if self._meetings:
            await asyncio.wait(self._meetings)

    async def _meet(self, line: socket.socket, address: str, compressed: bool) -> None:
        """Stay with a connection until it is gone."""
        with self._stranger(address) as proved:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            try:
                with prompt(line):
                    connection = await asyncssh.run_server(line, options=self._options[compressed])
            except (OSError, asyncssh.Error) as fault:
                logger.info("%s did not get in: %s", address, fault)
                return
            proved()
        self._connections.add(connection)
        try:
            await connection.wait_closed()
        finally:
            self._connections.discard(connection)

    @contextmanager
    def _stranger(self, address: str) -> Iterator[Callable[[], None]]:
        """Count a connection among the strangers until it has proved itself, or is gone."""
        settled = False

        def settle(*, proved: bool = True) -> None:
            nonlocal settled
            if not settled:
                settled = True
                self._admissions.settles(address, proved=proved)

        try:
            yield settle
        finally:
            settle(proved=False)

    def _met(self, meeting: asyncio.Task[None]) -> None:
        self._meetings.discard(meeting)
        if not meeting.cancelled() and (fault := meeting.exception()) is not None:
            logger.error("a connection broke: %r", fault)


@contextmanager
def prompt(line: socket.socket) -> Iterator[None]:
    """Have what comes over `line` acknowledged at once.

    The kernel likes to wait up to 40 ms for something to send the acknowledgement with, and `ssh`,
    until it is let in, sends nothing new before it: 80 ms of each login, a third of the time until
    a first picture. Each thing that we send makes the kernel wait again, hence again and again.
    """
    left = PROMPTS

    def ask() -> None:
        nonlocal left
        with suppress(OSError):  # it is gone, which whoever reads it sees too
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        left -= 1
        if left:
            again.at(PROMPT_S)

    again = Later(ask)
    ask()
    try:
        yield
    finally:
        again.cancel()


@asynccontextmanager
async def opened(
    house: House, key: asyncssh.SSHKey, openings: Sequence[Opening]
) -> AsyncIterator[list[int]]:
    """Open the ports; gives their numbers. Raises OSError for one that cannot be had."""
    front = Front(house, key)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(front.close)
        ports = []
        for opening in openings:
            listener = stack.enter_context(_listener(opening))
            ports.append(listener.getsockname()[1])
            listening = asyncio.create_task(front.listen(listener, compressed=opening.compressed))
            stack.callback(listening.cancel)
        yield ports


def _listener(opening: Opening) -> socket.socket:
    family = socket.AF_INET6 if ":" in opening.host else socket.AF_INET
    listener = socket.create_server(
        (opening.host, opening.port), family=family, backlog=BACKLOG, reuse_port=False
    )
    listener.setblocking(False)
    return listener


def _options(
    house: House, key: asyncssh.SSHKey, compression: Sequence[str]
) -> asyncssh.SSHServerConnectionOptions:
    return asyncssh.SSHServerConnectionOptions(
        server_factory=partial(Entrance, house),
        server_host_keys=[key],
        server_version="zhiban",
        compression_algs=compression,
        public_key_auth=True,
        password_auth=False,
        kbdint_auth=False,
        host_based_auth=False,
        gss_kex=False,
        gss_auth=False,
        agent_forwarding=False,
        x11_forwarding=False,
        allow_scp=False,
        line_editor=False,
        encoding=None,
        window=WINDOW,
        login_timeout=LOGIN_S,
        keepalive_interval=KEEPALIVE_S,
        keepalive_count_max=KEEPALIVE_TRIES,
        **ALGORITHMS,
    )
