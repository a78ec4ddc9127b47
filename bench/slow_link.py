"""A thin, long line: 8,000 bytes a second down and 150 ms each way, through the real door.

While an officer types, a hundred changes a second happen to sixty alarms, and now and then a new
alarm of the first priority comes: it must stand on the screen while it is news. What the line
brought is kept with its moments and drawn afterwards by an emulator, which says when an alarm
stood there.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import statistics
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from bench.changes import alarm, beside, change, line
from bench.figures import Figure
from bench.house import House, house
from bench.painted import Chunk, Drawing
from bench.relay import thin_line
from bench.remote import Remote
from bench.stores import profile
from config.profile import Profile
from county import commands as ask
from county.events import Place
from feeds.channel import Channel
from feeds.frames import Do

COLUMNS, ROWS = 80, 24
ALARMS = 60
CHANGES_S = 100

CALL_S = 4.0
"""Between two new alarms, in seconds; the one before has been dealt with by then."""

KEY_S = (0.5, 1.2)
"""Between two keys, in seconds, at least and at most: not in step with anything else."""

URGENT = "fire"
"""A kind of the first priority: the newest alarm stands at the top."""


class Call(NamedTuple):
    """A new alarm."""

    mark: str
    """What stands in its line and in no other."""
    at: float
    """When it was told to the desk, monotonic seconds."""


class Seen(NamedTuple):
    """What an officer at the far end of the line sees."""

    entered_s: float
    """From the login until the county stood on the screen, in seconds."""
    alone_s: list[float]
    """How long each key took to the screen while nothing happened."""
    keys_s: list[float]
    """How long each key took while changes happened."""
    late_s: list[float]
    """How long each new alarm took to the screen; inf for never."""
    wire_b_s: float
    """Bytes a second that came while changes happened."""


def run(quick: bool = False) -> list[Figure]:
    """Measure on a desk of its own; half a minute of it, some seconds when quick."""
    with house(["slow"]) as home, thin_line(home.door.port) as relay:
        seen = asyncio.run(look(home, relay.port, 8.0 if quick else 40.0))
    busy = f"key to screen, {CHANGES_S} changes/s"
    most, newest = max(seen.keys_s) * 1000, max(seen.late_s) * 1000
    return [
        Figure("from the login to the county on the screen", seen.entered_s, "s"),
        Figure("key to screen, nothing else, median", _ms(seen.alone_s), "ms"),
        Figure(f"{busy}, median", _ms(seen.keys_s), "ms", bar=450, stretch=400),
        Figure(f"{busy}, most", most, "ms", bar=700, stretch=600),
        Figure("newest alarm on the screen, median", _ms(seen.late_s), "ms"),
        Figure("newest alarm on the screen, most", newest, "ms", bar=1500, stretch=1000),
        Figure("on the wire", seen.wire_b_s, "B/s"),
    ]


async def look(home: House, port: int, seconds: float) -> Seen:
    """Sit at the far end of the line behind `port` while changes happen, for so long."""
    county, far = profile(), home.door._replace(port=port)
    async with (
        line(home.desk.url, home.desk.officer) as officer,
        line(home.desk.url, home.desk.officer) as caller,
    ):
        for number in range(ALARMS):
            await officer.send(Do(number, ask.Report(alarm(county, number))))
        began = time.monotonic()
        remote = await Remote.enter(far, home.seats[0], COLUMNS, ROWS, keep=True)
        entered = time.monotonic() - began
        try:
            await remote.open_prompt()
            alone = await _type(remote, seconds / 4)
            async with beside(change(officer, county, ALARMS, CHANGES_S)):
                before, began = remote.wire_bytes, time.monotonic()
                keys, calls = await asyncio.gather(
                    _type(remote, seconds), _call(caller, county, seconds)
                )
                wire = (remote.wire_bytes - before) / (time.monotonic() - began)
        finally:
            await remote.leave()
    late = lateness_s(calls, remote.screen.kept or (), COLUMNS, ROWS)
    return Seen(entered, alone, keys, late, wire)


async def _type(remote: Remote, seconds: float) -> list[float]:
    """Press a key now and then; give how long each took to stand on the screen."""
    rng, end, took = random.Random(3), time.monotonic() + seconds, []
    while time.monotonic() < end:
        await asyncio.sleep(rng.uniform(*KEY_S))
        took.append(await remote.press())
    return took


async def _call(caller: Channel, county: Profile, seconds: float) -> list[Call]:
    """Let an urgent alarm come now and then, and end it before the next."""
    end, calls = time.monotonic() + seconds, []
    for number in itertools.count(ALARMS + 1):
        if time.monotonic() >= end:
            break
        mark = f"Zq{number:04}"
        told = replace(alarm(county, number), kind=URGENT, place=Place(mark))
        calls.append(Call(mark, time.monotonic()))
        await caller.send(Do(3 * number, ask.Report(told)))
        await asyncio.sleep(CALL_S)
        await caller.send(Do(3 * number + 1, ask.Acknowledge(number)))
        await caller.send(Do(3 * number + 2, ask.Cancel(number, "seen to")))
    return calls


def lateness_s(
    calls: Iterable[Call], chunks: Sequence[Chunk], columns: int, rows: int
) -> list[float]:
    """Give how long each call took to stand on the screen that `chunks` draw; inf for never."""
    drawing, coming, late = Drawing(columns, rows), iter(chunks), []
    for call in calls:
        seen = float("inf")
        for chunk in coming:
            drawing.draw(chunk.data)
            if any(call.mark in text for text in drawing.lines):
                seen = chunk.at - call.at
            if chunk.at >= min(call.at + CALL_S, call.at + seen):
                break
        late.append(seen)
    return late


def _ms(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1000
