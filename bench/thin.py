"""A thin, long line straight at the driver: 8,000 bytes a second, 150 ms each way, no compression.

The real `zhiban tui` runs on a pseudo-terminal that is read no faster than such a line carries. A
hundred changes a second happen while an officer moves the cursor and new alarms come in. A key is
timed until the cursor's mark stands on another row, an alarm until it counts among those not taken.
"""

from __future__ import annotations

import asyncio
import random
from statistics import median
from time import monotonic

from bench.changes import alarm, beside, change, line
from bench.figures import Figure
from bench.officer import officer_screen
from bench.process import desk_process
from bench.screen import ALARMS, CHANGES_S, OPEN
from bench.stores import profile
from bench.terminal import Terminal, Thin
from config.profile import Profile
from county import commands as ask
from feeds.channel import Channel
from feeds.frames import Do

COLUMNS, ROWS = 80, 24
LINE = Thin(bytes_s=8_000, way_s=0.15)
MARK = 2
"""Cells of a row where the cursor's mark stands."""
DOWN, UP = b"\x1b[B", b"\x1b[A"
KEYS_AN_ALARM = 4
FIRST_NUMBER = 1_000_000
"""Above the numbers of all other requests on the officer's line."""


def run(quick: bool = False) -> list[Figure]:
    """Measure on a desk of its own."""
    return asyncio.run(_measure(profile(), 16 if quick else 80))


async def _measure(county: Profile, keys: int) -> list[Figure]:
    with desk_process() as desk, officer_screen(desk, COLUMNS, ROWS, LINE) as screen:
        async with line(desk.url, desk.officer) as officer:
            await asyncio.to_thread(screen.wait_for, OPEN)
            for number in range(ALARMS):
                await officer.send(Do(number, ask.Report(alarm(county, number))))
            await asyncio.sleep(3)
            async with beside(change(officer, county, ALARMS, CHANGES_S)):
                await asyncio.sleep(5)
                since, start = screen.written, monotonic()
                pressed, told = await _work(officer, screen, county, keys)
                bytes_s = (screen.written - since) / (monotonic() - start)
    return [
        Figure(
            f"key to screen, median of {keys}", median(pressed) * 1000, "ms", bar=450, stretch=400
        ),
        Figure("key to screen, most", max(pressed) * 1000, "ms", bar=700, stretch=600),
        Figure("newest alarm, most", max(told) * 1000, "ms", bar=1500, stretch=1000),
        Figure("sent under 100 changes a second", bytes_s, "B/s"),
    ]


async def _work(
    officer: Channel, screen: Terminal, county: Profile, keys: int
) -> tuple[list[float], list[float]]:
    """Press keys, and now and then report an alarm; give how long each took, in seconds."""
    rng = random.Random(3)
    pressed: list[float] = []
    told: list[float] = []
    for number in range(keys):
        await asyncio.sleep(0.4 + rng.random() / 2)  # never in step with the screen's frames
        pressed.append(await _press(screen, UP if number % 2 else DOWN))
        if number % KEYS_AN_ALARM == 0:
            told.append(await _report(officer, screen, county, number // KEYS_AN_ALARM + 1))
    return pressed, told


async def _press(screen: Terminal, key: bytes) -> float:
    def marks(lines: list[str]) -> list[str]:
        return [line[:MARK] for line in lines]

    before, started = marks(screen.lines), monotonic()
    screen.type(key)
    moved = await asyncio.to_thread(screen.wait_until, lambda now: marks(now) != before)
    return moved - started


async def _report(officer: Channel, screen: Terminal, county: Profile, count: int) -> float:
    started = monotonic()
    await officer.send(Do(FIRST_NUMBER + count, ask.Report(alarm(county, count))))
    seen = await asyncio.to_thread(screen.wait_for, f"Not taken {count} ")
    return seen - started
