"""Carries a session between its SSH channel and its process, as fast as the slower side takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import asyncssh

from tui.door import framing
from tui.door.framing import Begin, FrameError, Kind, Unframer
from tui.door.gauge import Gauge

QUEUE_BYTES = 16 * 1024
"""What may wait for the channel's window before the process is read no further."""

TYPED_BYTES = 4 * 1024
"""What may wait for a busy process before the officer's typing is read no further."""

Channel = asyncssh.SSHServerChannel[bytes]


class Bridge(asyncio.Protocol):
    """The door's end of a process's socket."""

    def __init__(self, channel: Channel, gauge: Gauge, keep: Callable[[bytes], None]) -> None:
        """Join `channel` to a process; `keep` takes what the seat's next session begins with."""
        loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[int | None] = loop.create_future()
        """Done when the session is over, with its exit code; None when it could not say one."""
        self.started = asyncio.Event()
        """Set when the session first has something to show, or is over."""
        self._channel = channel
        self._gauge = gauge
        self._keep = keep
        self._frames = Unframer()
        self._channel_full = False
        self._passed = 0
        self._transport: asyncio.Transport | None = None
        channel.set_write_buffer_limits(high=QUEUE_BYTES)

    # ---- from the channel -----------------------------------------------------------------------

    def begin(self, what: Begin) -> None:
        """Tell the process who sits down."""
        self._send(framing.begin(what))

    def typed(self, data: bytes) -> None:
        """Hand over what was typed."""
        self._send(framing.framed(Kind.INPUT, data))

    def resized(self, columns: int, rows: int) -> None:
        """Tell the window's new size."""
        self._send(framing.resize(columns, rows))

    def channel_full(self, full: bool) -> None:
        """Take word of whether the channel's window is used up."""
        self._channel_full = full
        self._flow()

    def close(self) -> None:
        """Let the process go: it sees the end of its line."""
        self._gauge.listeners.discard(self._flow)
        if self._transport is not None:
            self._transport.abort()  # what it still had to be told means nothing any more

    # ---- from the process -----------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to carry."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=TYPED_BYTES)
        self._gauge.listeners.add(self._flow)
        self._flow()

    def data_received(self, data: bytes) -> None:
        """Carry what the process said."""
        try:
            for kind, payload in self._frames.feed(data):
                self._take(kind, payload)
        except FrameError:
            self._end(None)
        self._report()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the end of the process."""
        self._end(None)

    def pause_writing(self) -> None:
        """Read no more typing: the process does not take it."""
        self._channel.pause_reading()

    def resume_writing(self) -> None:
        """Read typing again."""
        self._channel.resume_reading()

    def _take(self, kind: Kind, payload: bytes) -> None:
        match kind:
            case Kind.BYTES:
                self._write(payload)
                self.started.set()
            case Kind.ERROR:
                self._write(payload, error=True)
            case Kind.KEPT:
                self._keep(payload)
            case Kind.EXIT:
                self._end(framing.read_count(payload))
            case _:
                raise FrameError(f"{kind.name} from a session")

    def _write(self, data: bytes, *, error: bool = False) -> None:
        self._passed += len(data)
        if self._channel.is_closing():
            return
        if error and self._channel.get_terminal_type() is None:
            self._channel.write_stderr(data)
        else:
            self._channel.write(data)

    def _end(self, code: int | None) -> None:
        self.started.set()
        if not self.ended.done():
            self.ended.set_result(code)

    # ---- the pace of the slower side ------------------------------------------------------------

    def _flow(self) -> None:
        """Read the process while the officer's side has room: what waits, waits where it is new."""
        if self._transport is None or self._transport.is_closing():
            return
        if self._has_room:
            self._report()
            self._transport.resume_reading()
        else:
            self._transport.pause_reading()

    @property
    def _has_room(self) -> bool:
        return self._gauge.open and not self._channel_full

    def _report(self) -> None:
        """Tell the process how much has left for the terminal."""
        if self._passed and self._has_room:
            self._send(framing.count(Kind.ROOM, self._passed))
            self._passed = 0

    def _send(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)
