"""From a feed's push to the officer's screen: when the alarm's own text leaves the real screen.

A websocket of ours pushes one alarm at a time, at uneven moments, against a real server; the real
`zhiban tui` runs on a pseudo-terminal. The clock runs from the call that sends the push until bytes
with the alarm's text have been read from the terminal: durability, the hub, the line, the fold and
the painting all lie between. Beside it, the round trip of a ping on the same websocket. An officer
cancels each alarm once it was seen, so that the next one stands in view again.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from statistics import median

from websockets.asyncio.client import ClientConnection, connect

from bench.figures import Figure, against
from bench.officer import officer_screen
from bench.process import desk_process
from bench.terminal import Terminal
from county import commands as ask
from county.clock import SystemClock
from county.events import AlarmReported, Place
from feeds.frames import Ack, Do, Done, FromClient, Hello, Ping, Pong, Push, Welcome
from feeds.wire import CODECS, JSON

CODEC = CODECS[JSON]
COLUMNS, ROWS = 160, 45
OPENS_S = 20


def run(quick: bool = False) -> list[Figure]:
    """Measure both, alarm by alarm, and give the medians."""
    return asyncio.run(_measure(20 if quick else 100))


async def _measure(alarms: int) -> list[Figure]:
    rng, trips, paints = random.Random(1), [], []
    with desk_process() as desk, officer_screen(desk, COLUMNS, ROWS) as screen:
        async with (
            _greeted(desk.url, desk.feed) as feed,
            _greeted(desk.url, desk.officer) as officer,
        ):
            first = await _first_seen(feed, screen)
            for number in range(first, first + alarms):
                await _cancel(officer, number)
                # Never in step with the screen's frames or its clock.
                await asyncio.sleep(0.15 + rng.random() / 4)
                trips.append(await _round_trip(feed))
                paints.append(await _paint(feed, screen, number + 1))
    raw = ("the raw websocket round trip", median(trips) * 1000)
    worst = sorted(paints)[int(len(paints) * 0.99)]
    held = against("append to paint, median", median(paints) * 1000, "ms", raw)
    return [
        Figure(f"append to paint, median of {alarms}", held.value, "ms", bar=250, stretch=100),
        held,
        Figure("append to paint, 99 of 100", worst * 1000, "ms"),
    ]


@asynccontextmanager
async def _greeted(url: str, token: str) -> AsyncIterator[ClientConnection]:
    async with connect(url, proxy=None, compression=None) as socket:
        await _send(socket, Hello(token=token))
        assert isinstance(CODEC.from_server(await socket.recv()), Welcome)
        yield socket


async def _first_seen(feed: ClientConnection, screen: Terminal) -> int:
    """Push until the screen shows it: from then on it follows; gives that alarm's number."""
    for number in range(1, OPENS_S):
        with suppress(TimeoutError):
            await _paint(feed, screen, number, timeout_s=1)
            return number
    raise TimeoutError("the screen never showed an alarm")


async def _cancel(officer: ClientConnection, number: int) -> None:
    await _send(officer, Do(number, ask.Cancel(number, "seen")))
    answer = CODEC.from_server(await officer.recv())
    assert isinstance(answer, Done)
    assert answer.refusal is None


async def _round_trip(socket: ClientConnection) -> float:
    started = time.monotonic()
    await _send(socket, Ping(started))
    assert isinstance(CODEC.from_server(await socket.recv()), Pong)
    return time.monotonic() - started


async def _paint(
    socket: ClientConnection, screen: Terminal, number: int, timeout_s: float = 10
) -> float:
    """Push an alarm at a place of its own; give the seconds until that place was painted."""
    text = f"gate{number + 1000}x"
    # Of the first priority: that stands as a row of its own, whatever flood these soon amount to.
    alarm = AlarmReported(SystemClock().now(), kind="gas_leak", place=Place(text), simulated=True)
    started = time.monotonic()
    await _send(socket, Push("bench-panel", time.time_ns() // 1000, (alarm,)))
    painted = asyncio.to_thread(screen.wait_for, text, timeout_s)
    answer, shown = await asyncio.gather(socket.recv(), painted, return_exceptions=True)
    assert isinstance(answer, bytes | str)
    assert isinstance(CODEC.from_server(answer), Ack)
    if isinstance(shown, BaseException):
        raise shown
    return shown - started


async def _send(socket: ClientConnection, frame: FromClient) -> None:
    await socket.send(CODEC.encode(frame), text=True)
