"""How full the line to an officer is, and word of it when that changes.

asyncssh hears from asyncio that a connection's own queue is full and does nothing with it; only the
window of a channel, 2 MB with OpenSSH, ever slows it down. A client that stopped reading would be
written to until then. So the door stands between the two and listens itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import asyncssh

QUEUE_BYTES = 16 * 1024
"""What may wait in the connection's own queue before sessions hold back."""


class Gauge(asyncio.Protocol):
    """Hands a connection's events to asyncssh, and keeps those about room for its sessions."""

    def __init__(self, connection: asyncssh.SSHServerConnection) -> None:
        self.open = True
        """Whether the queue has room."""
        self.listeners: set[Callable[[], None]] = set()
        """Called whenever `open` has changed."""
        self._connection = connection

    @classmethod
    def on(cls, connection: asyncssh.SSHServerConnection) -> Gauge:
        """Stand between a connection and its transport."""
        gauge = cls(connection)
        transport = connection._transport  # nothing public gives it; a test holds us to it
        assert transport is not None
        transport.set_write_buffer_limits(high=QUEUE_BYTES)
        transport.set_protocol(gauge)
        return gauge

    def data_received(self, data: bytes) -> None:
        """Hand on."""
        self._connection.data_received(data)

    def eof_received(self) -> None:
        """Hand on."""
        self._connection.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Hand on."""
        self._connection.connection_lost(exc)

    def pause_writing(self) -> None:
        """Have sessions hold back."""
        self._set(False)

    def resume_writing(self) -> None:
        """Let sessions go on."""
        self._set(True)

    def _set(self, is_open: bool) -> None:
        self.open = is_open
        for listener in [*self.listeners]:
            listener()
