"""One connection as everything above the socket sees it: frames out, never a wait for the slow."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.protocol import State

from county.fields import Lang
from county.refusals import Refusal
from feeds.frames import Bye, FromServer, Refused
from feeds.wire import Codec


class Peer:
    """A connection, its form of the wire, and the language of its user."""

    def __init__(self, socket: ServerConnection, codec: Codec) -> None:
        self.socket = socket
        self.codec = codec
        self.lang: Lang = "en"
        self.name = "?"
        """Who it is, for the log: the seat's name once it is known."""
        self.parted = ""
        """Why the desk ended the connection, a refusal's code; "" while it did not."""

    def tell(self, frame: FromServer) -> None:
        """Send a small frame without waiting; frames told one after another arrive in order."""
        self.tell_encoded(self.codec.encode(frame))

    def tell_encoded(self, data: bytes) -> None:
        """Send an encoded frame without waiting."""
        send_all((self.socket,), data, self.codec)

    def refuse(self, refusal: Refusal, source: str = "", number: int = 0) -> None:
        """Say that something was refused, and why, in the peer's language."""
        text = refusal.text(self.lang)
        self.tell(Refused(refusal=refusal, text=text, source=source, number=number))

    async def deliver(self, data: bytes, patience_s: float) -> None:
        """Send a large frame and wait until the reader has taken most of it.

        Raises ConnectionClosed; a reader that takes nothing for `patience_s` seconds is cut off.
        The library's own ping would not notice: it waits behind the same full buffer.
        """
        try:
            async with asyncio.timeout(patience_s):
                await self.socket.send(data, text=self.codec.is_text)
        except TimeoutError:
            self.cut()
            raise ConnectionResetError from None

    @property
    def host(self) -> str:
        """The machine at the other end, as the network calls it."""
        address = self.socket.remote_address
        return str(address[0]) if address else "?"

    @property
    def is_encrypted(self) -> bool:
        """Whether the connection is TLS."""
        return self.socket.transport.get_extra_info("ssl_object") is not None

    async def part(self, refusal: Refusal, code: int) -> None:
        """Say bye with the reason and close with the websocket close code."""
        self.parted = refusal.code
        self.tell(Bye(refusal=refusal, text=refusal.text(self.lang)))
        await self.socket.close(code, refusal.code)

    @property
    def unsent(self) -> int:
        """Bytes that wait in this process because the reader does not take them."""
        return self.socket.transport.get_write_buffer_size()

    def cut(self) -> None:
        """Drop the connection and what waits for it; a close frame would wait behind that."""
        # asyncio cannot abort what is already closed; one that is closing has its own deadline.
        if not self.socket.transport.is_closing():
            self.socket.transport.abort()


GONE = (ConnectionClosed, ConnectionResetError)
"""What sending raises when the peer is not there any more."""


def send_all(sockets: Iterable[ServerConnection], data: bytes, codec: Codec) -> None:
    """Send one encoded frame to many without waiting for any.

    Awaiting each in turn would let one stalled reader hold all others up. The websocket frame too
    is made once: from a server, without extensions, it is the same bytes for everybody. The
    library's `broadcast` makes it anew for each, which costs half as much again as the sending.
    """
    opcode = Opcode.TEXT if codec.is_text else Opcode.BINARY
    frame = Frame(opcode, data).serialize(mask=False)
    for each in sockets:
        if each.state is State.OPEN:
            each.transport.write(frame)
