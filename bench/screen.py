"""What an officer's screen writes and costs: idle, with its clock, and under 100 changes a second.

The real `zhiban tui` runs on a pseudo-terminal against a real server. Bytes are what the terminal
reads, processor time is the kernel's for that process, both of a window after a warm-up. Idle is a
desk with nothing open and no feed. The clock writes at one phase of each second: what is written
then is the clock's, what is written apart from it is waste. The changes are an officer's:
acknowledged, noted, and every step of an order, evenly timed and spread over sixty open alarms.
Where the bytes went is told by the column that they were written from: the left edge of a pane.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence

from bench.changes import alarm, beside, change, line
from bench.figures import Figure
from bench.officer import officer_screen
from bench.process import desk_process
from bench.stores import profile
from bench.terminal import Burst, Terminal, columns_of
from config.profile import Profile
from county import commands as ask
from county.clock import SystemClock
from county.patrol import Fix
from feeds.channel import Channel
from feeds.frames import Do, Fixes

SIZES = ((160, 45), (80, 24))
OPEN = "LIVE"
"""What the status line says as soon as the screen follows."""

ALARMS = 60
CHANGES_S = 100
MOVES_S = 5
"""Frames of positions a second; all units move once in it."""
BUSIEST = 4
"""Columns that are named when it is told where the bytes went."""

PHASE_S = 0.15
"""How far from its phase a write of the clock may come."""


def run(quick: bool = False) -> list[Figure]:
    """Measure both sizes, one after the other, each on a desk of its own."""
    county = profile()
    return [f for size in SIZES for f in asyncio.run(_measure(county, *size, quick=quick))]


async def _measure(county: Profile, columns: int, rows: int, *, quick: bool) -> list[Figure]:
    warm, long, short = (2.0, 4.0, 2.0) if quick else (15.0, 30.0, 15.0)
    name = f"{columns}x{rows}"
    with desk_process() as desk:
        async with line(desk.url, desk.officer) as officer, line(desk.url, desk.feed) as feed:
            with officer_screen(desk, columns, rows) as screen:
                await asyncio.to_thread(screen.wait_for, OPEN)
                await asyncio.sleep(warm)
                idle = await _window(screen, long)
                for number in range(ALARMS):
                    await officer.send(Do(number, ask.Report(alarm(county, number))))
                await asyncio.sleep(warm)
                open_ = await _window(screen, short)
                async with beside(change(officer, county, ALARMS, CHANGES_S)):
                    await asyncio.sleep(warm)
                    busy = await _window(screen, short)
                    async with beside(_move(feed, county)):
                        await asyncio.sleep(warm)
                        moved = await _window(screen, short)
    return [*_idle_figures(name, idle, open_), *_busy_figures(name, busy, moved)]


class Window:
    """What a screen wrote and used in a span of time."""

    def __init__(
        self, bursts: Sequence[Burst], written: bytes, seconds: float, processor_s: float
    ) -> None:
        self.bytes_s = sum(burst.size for burst in bursts) / seconds
        self.percent = 100 * processor_s / seconds
        """Share of one core."""
        phases = (_at_phase(bursts, burst.at % 1) for burst in bursts)
        self.clock_bytes_s = max(phases, default=0) / seconds
        """What was written at the one phase of each second at which most was."""
        self.columns_s = {c: size / seconds for c, size in columns_of(written).most_common(BUSIEST)}
        """Bytes a second by the column that they were written from, the busiest."""


async def _window(screen: Terminal, seconds: float) -> Window:
    loop = asyncio.get_running_loop()
    since, start, used = loop.time(), screen.written, screen.processor_s()
    await asyncio.sleep(seconds)
    took = loop.time() - since
    written = screen.text()[start:]
    return Window(screen.bursts(since), written, took, screen.processor_s() - used)


def _at_phase(bursts: Sequence[Burst], phase: float) -> int:
    return sum(b.size for b in bursts if abs((b.at - phase + 0.5) % 1 - 0.5) <= PHASE_S)


def _idle_figures(name: str, idle: Window, open_: Window) -> list[Figure]:
    apart = idle.bytes_s - idle.clock_bytes_s
    return [
        Figure(f"{name} idle, apart from the clock", apart, "B/s", bar=0.5, stretch=0.0),
        Figure(f"{name} the clock", idle.clock_bytes_s, "B/s", bar=400, stretch=200),
        Figure(f"{name} idle with its clock", idle.percent, "% of a core", bar=0.5, stretch=0.25),
        Figure(f"{name} {ALARMS} open alarms grow older", open_.bytes_s, "B/s"),
        Figure(f"{name} {ALARMS} open alarms grow older", open_.percent, "% of a core"),
    ]


def _busy_figures(name: str, busy: Window, moved: Window) -> list[Figure]:
    changes = f"{name} {CHANGES_S} alarm changes/s"
    return [
        Figure(changes, busy.bytes_s, "B/s", bar=15_000, stretch=10_000),
        *(
            Figure(f"{name}   of that from column {column}", size, "B/s")
            for column, size in busy.columns_s.items()
        ),
        Figure(changes, busy.percent, "% of a core", bar=5, stretch=3),
        Figure(f"{changes}, all units moving", moved.bytes_s, "B/s"),
        Figure(f"{changes}, all units moving", moved.percent, "% of a core"),
    ]


# ---- what happens -------------------------------------------------------------------------------


async def _move(feed: Channel, county: Profile) -> None:
    """Let every unit drive a few metres a second, for ever."""
    parts = [county.units[part::MOVES_S] for part in range(MOVES_S)]
    for step in itertools.count():
        metres = 0.0001 * (step // MOVES_S % 200)
        now = SystemClock().now()
        part = parts[step % MOVES_S]
        fixes = tuple(Fix(u.id, now, u.lat + metres, u.lon + metres, 5.0, 36.0) for u in part)
        await feed.send(Fixes("bench-gps", fixes))
        await asyncio.sleep(1 / MOVES_S)
