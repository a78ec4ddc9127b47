"""One websocket to the desk, open and greeted: the low part that every client of ours stands on."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.typing import Subprotocol

from county.clock import Clock
from county.fields import Lang
from county.refusals import Refusal, ZhibanError, refuse
from feeds.frames import Bye, FromClient, FromServer, Hello, Ping, Refused, Welcome
from feeds.wire import Codec

OPEN_TIMEOUT_S = 20.0
"""A desk that starts again with a long journal may take this long to answer."""

CLOSE_TIMEOUT_S = 1.0
MAX_FRAME = 16 * 2**20
"""A server's frame, in bytes: a part of a snapshot is far below."""

PING_S = 5.0
FOR_GOOD = frozenset(
    {
        "bad_token",
        "revoked",
        "off_shift",
        "version",
        "role_may_not",
        "source_may_not",
        "door_in_clear",
        "bad_url",
        "no_ca",
    }
)
"""Refusals that trying again cannot mend."""


class UnreachableError(ZhibanError):
    """The desk cannot be reached, or went away: worth trying again."""


class TurnedAwayError(ZhibanError):
    """The desk answered and said no."""

    @property
    def for_good(self) -> bool:
        """Whether the same hello would be refused again."""
        return self.refusal.code in FOR_GOOD


@dataclass(frozen=True)
class Address:
    """Where the desk is and who calls."""

    url: str
    token: str
    lang: Lang
    client: str
    """The caller's program, for the desk's log."""
    ca: Path | None = None
    """For ``wss:``: the certificates to trust, PEM; without it, those that the system trusts."""


class Channel:
    """Frames to and from a desk that has said welcome."""

    def __init__(self, socket: ClientConnection, codec: Codec, clock: Clock) -> None:
        self._socket = socket
        self._codec = codec
        self._clock = clock
        self._heard = clock.monotonic()
        self.present = False
        """Whether somebody was there since the last ping: the next one says so."""
        self.welcome: Welcome

    async def send(self, frame: FromClient) -> None:
        """Send a frame; raises UnreachableError when the desk is gone."""
        try:
            await self._socket.send(self._codec.encode(frame), text=self._codec.is_text)
        except ConnectionClosed as closed:
            raise _gone(closed) from closed

    async def receive(self) -> FromServer:
        """Wait for a frame; raises UnreachableError, or TurnedAwayError when the desk says bye."""
        try:
            data = await self._socket.recv(decode=False)
        except ConnectionClosed as closed:
            raise _gone(closed) from closed
        self._heard = self._clock.monotonic()
        frame = self._codec.from_server(data)
        if isinstance(frame, Bye):
            raise TurnedAwayError(frame.refusal)
        return frame

    async def greet(self, address: Address) -> None:
        """Say hello and wait for the welcome."""
        try:
            async with asyncio.timeout(OPEN_TIMEOUT_S):
                hello = Hello(token=address.token, lang=address.lang, client=address.client)
                await self.send(hello)
                answer = await self.receive()
        except TimeoutError as fault:
            raise UnreachableError(refuse("silent", seconds=round(OPEN_TIMEOUT_S))) from fault
        if isinstance(answer, Refused):
            raise TurnedAwayError(answer.refusal)
        if not isinstance(answer, Welcome):
            raise UnreachableError(refuse("no_welcome"))
        self.welcome = answer

    async def keep(self) -> None:
        """Ping for ever; raises UnreachableError when the desk stays silent too long.

        TCP alone needs minutes to notice a cable that was pulled.
        """
        patience = self.welcome.keepalive_s
        period = min(PING_S, patience / 3)
        while self._clock.monotonic() - self._heard <= patience:
            present, self.present = self.present, False
            await self.send(Ping(self._clock.monotonic(), present))
            await asyncio.sleep(period)
        raise UnreachableError(refuse("silent", seconds=round(patience)))


@asynccontextmanager
async def opened(address: Address, codec: Codec, clock: Clock) -> AsyncIterator[Channel]:
    """Open a channel, closed on the way out; raises UnreachableError or TurnedAwayError.

    No deflate: it doubles the CPU of small frames. No proxy: the desk is on the county's own net.
    """
    try:
        socket = await connect(
            address.url,
            ssl=_trust(address),
            subprotocols=[Subprotocol(codec.subprotocol)],
            compression=None,
            proxy=None,
            open_timeout=OPEN_TIMEOUT_S,
            close_timeout=CLOSE_TIMEOUT_S,
            ping_interval=None,
            max_size=MAX_FRAME,
            logger=logger_without_frames(f"{__name__}.websocket"),
        )
    except InvalidURI as fault:
        raise TurnedAwayError(refuse("bad_url", url=address.url)) from fault
    except (OSError, InvalidHandshake) as fault:
        raise UnreachableError(refuse("unreachable", url=address.url, cause=str(fault))) from fault
    try:
        channel = Channel(socket, codec, clock)
        await channel.greet(address)
        yield channel
    finally:
        await socket.close()


def logger_without_frames(name: str) -> logging.Logger:
    """Give the websocket library a logger for faults alone.

    Asked for more, it writes every frame down: tokens, and identities that were opened.
    """
    logger = logging.getLogger(name)
    logger.setLevel(logging.WARNING)
    return logger


async def until_one_ends(*works: Coroutine[Any, Any, None]) -> None:
    """Run the works together until one ends; end the others, and raise what it raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def _trust(address: Address) -> ssl.SSLContext | None:
    """Give what proves the desk to be the desk; None when the address asks for no TLS."""
    if not address.url.startswith("wss:"):
        return None
    try:
        context = ssl.create_default_context(cafile=address.ca)
    except OSError as fault:
        raise TurnedAwayError(refuse("no_ca", path=str(address.ca))) from fault
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _gone(closed: ConnectionClosed) -> UnreachableError:
    return UnreachableError(_why(closed))


def _why(closed: ConnectionClosed) -> Refusal:
    reason = closed.rcvd.reason if closed.rcvd is not None else ""
    return refuse("link_closed", cause=reason or type(closed).__name__)
