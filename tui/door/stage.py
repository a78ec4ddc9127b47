"""A desk that is only played, for sessions at which nobody sits: it tells of a made-up evening."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count, cycle, islice

from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from config.atlas import Atlas
from county import events as ev
from county.board import WHOLE_COUNTY, Board, digest
from county.clock import Clock
from county.fields import Bilingual
from county.patrol import Position
from feeds import frames
from feeds.channel import logger_without_frames
from feeds.wire import CODECS, JSON

UNIT = "B1"


class Stage:
    """A played desk. What it told stands on its board, as on that of whoever listens."""

    def __init__(self, atlas: Atlas | None, clock: Clock) -> None:
        """Play the desk of the county that `atlas` tells of, or of one that nothing is known of."""
        self.url = ""
        """Where a session reaches it, while it is open."""
        self.board = Board()
        self._atlas = atlas
        self._clock = clock
        self._socket: ServerConnection | None = None
        self._evening = iter(()) if atlas is None else self._happening(atlas)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listen on this machine, for as long as the block lasts."""
        server = await serve(
            self._greet,
            "127.0.0.1",
            0,
            subprotocols=[Subprotocol(JSON)],
            compression=None,
            logger=logger_without_frames(f"{__name__}.websocket"),
        )
        async with server:
            self.url = "ws://127.0.0.1:{1}".format(*next(iter(server.sockets)).getsockname())
            yield

    async def tell(self, entries: int) -> None:
        """Tell what happens next, so many entries of it, and where the unit is by now."""
        after, told = self.board.seq, self._next(entries)
        await self._send(frames.Delta(after=after, through=self.board.seq, entries=told))
        await self._send(self._tick())

    async def _greet(self, socket: ServerConnection) -> None:
        """Say to a session what a desk says at first, and take its words until it leaves."""
        self._socket = socket
        await self._send(self._welcome())
        async for data in socket:
            if isinstance(CODECS[JSON].from_client(data), frames.Check):
                await self._show()

    async def _show(self) -> None:
        recent = self._next(1 + len(self._atlas.kinds) if self._atlas else 0)
        picture = self.board.view(WHOLE_COUNTY)
        await self._send(frames.Snapshot(part=1, parts=1, picture=picture, recent=recent))
        await self._send(frames.Digest(self.board.seq, digest(picture)))
        await self._send(self._tick())

    async def _send(self, frame: frames.FromServer) -> None:
        assert self._socket is not None, "somebody listens before they are told"
        await self._socket.send(CODECS[JSON].encode(frame), text=True)

    def _next(self, entries: int) -> tuple[ev.Entry, ...]:
        return tuple(islice(self._evening, entries))

    def _happening(self, atlas: Atlas) -> Iterator[ev.Entry]:
        for event in self._events(atlas):
            entry = ev.Entry(self.board.seq + 1, self._clock.now(), "desk", event)
            self.board.evolve(entry)
            yield entry

    def _events(self, atlas: Atlas) -> Iterator[ev.Event]:
        """Give a unit, an alarm of each kind, and then what becomes of them and others."""
        (lat, lon), area, now = atlas.centre, atlas.areas[0].id, self._clock.now
        yield ev.UnitRegistered(
            now(), unit=UNIT, kind="booth", name=atlas.name, area=area, lat=lat, lon=lon
        )
        kinds = cycle(atlas.kinds.items())
        for number in count(1):
            name, kind = next(kinds)
            yield ev.AlarmReported(
                now(),
                kind=name,
                place=ev.Place("", lat, lon),
                priority=kind.priority,
                number=number,
                simulated=True,
            )
            old = number - len(atlas.kinds)
            if old > 0:
                yield ev.AlarmAcknowledged(now(), old)
                yield ev.UnitDispatched(now(), old, UNIT)
                yield ev.OrderSigned(now(), old, UNIT)
                yield ev.UnitArrived(now(), old, UNIT)
                yield ev.UnitReleased(now(), old, UNIT)
                yield ev.AlarmCancelled(now(), old, "")

    def _tick(self) -> frames.Tick:
        now, seq = self._clock.now(), self.board.seq
        lat, lon = self._atlas.centre if self._atlas else (0.0, 0.0)
        moved = Position(UNIT, now, lat, lon + seq / 1e4, 5.0, 30.0, 90.0, "feed", now)
        return frames.Tick(
            now=now,
            positions=(moved,) if self.board.units else (),
            figures=frames.Figures(purchases=seq, litres=float(seq), alarms=seq),
            sources={"feed": now},
        )

    def _welcome(self) -> frames.Welcome:
        return frames.Welcome(
            version=frames.VERSION,
            seat="",
            role="viewer",
            areas=None,
            mode="live",
            county="",
            name=self._atlas.name if self._atlas else Bilingual(zh="", en=""),
            epoch="played",
            head=self.board.seq,
            atlas=self._atlas.digest if self._atlas else "",
            now=self._clock.now(),
            keepalive_s=20.0,
        )
