"""The door by night: first paint through a real ssh, a hundred officers held, one who stalls.

A desk, its door and a busy evening of about ten events a second run by the program's own commands.
The hundred sit in this process, which shares the cores with them but not the desk's. What they
receive is what the kernel counted on their sockets, memory is PSS, processor time the scheduler's.
Beside it stands the same screen run as one `python` process an officer on a terminal of this
machine: no door and no network, and so a generous ceiling.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from typing import NamedTuple

from bench.crowds import Cost, Held, Size, apart, hold
from bench.figures import Figure, beside
from bench.house import House, evening, house
from bench.painted import Program, painted_s, record
from bench.remote import ENTERED, Remote, crowd
from bench.stalled import Stall, stalled

SMALL: Size = (80, 24)
ALL_PANES: Size = (160, 45)
"""From this size on the six panes stand side by side."""
LARGE: Size = (200, 60)

AT_LARGE, APART = 20, 10
"""How many are held at 200x60, and how many run as processes of their own, at most."""

FILLING_SPEED, FILLING_S = 20, 120
"""How the evening before is played: as many seconds of it, so much faster."""


class Length(NamedTuple):
    """How much is done."""

    officers: int
    held_s: float
    beside_s: float
    """How long the others are held: those at a large size, and those without a door."""
    starts: int
    stalled_s: float


QUICK = Length(officers=10, held_s=8, beside_s=4, starts=3, stalled_s=8)
USUAL = Length(officers=100, held_s=60, beside_s=20, starts=15, stalled_s=30)
WHOLE = Length(officers=100, held_s=600, beside_s=60, starts=30, stalled_s=60)


def run(quick: bool = False, full: bool = False) -> list[Figure]:
    """Measure it all: ten minutes of the hundred when full, some seconds of ten when quick."""
    length = WHOLE if full else QUICK if quick else USUAL
    with house([f"night-{number}" for number in range(length.officers)]) as home:
        with evening(home, FILLING_SPEED, FILLING_S) as before:
            before.wait()
        figures = [f for size in (ALL_PANES, SMALL) for f in _starts(home, length.starts, size)]
        with evening(home):
            figures += asyncio.run(_night(home, length))
    return figures


# ---- starts -------------------------------------------------------------------------------------


def _starts(home: House, count: int, size: Size) -> list[Figure]:
    through = _starts_ms(home.through_ssh(), count, size)
    alone = statistics.median(_starts_ms(home.apart(), count, size))
    name, median = f"{_named(size)} first full paint through ssh", statistics.median(through)
    return [
        beside(f"{name}, median", median, "ms", ("a process", alone), bar=220, stretch=200),
        Figure(f"{name}, p95", _percentile(through, 0.95), "ms", bar=400, stretch=300),
    ]


def _starts_ms(program: Program, count: int, size: Size) -> list[float]:
    """Start a program so many times; give the milliseconds to each first full paint."""
    runs = (record(program, *size, ENTERED) for _ in range(count))
    return [1000 * painted_s(chunks, *size, ENTERED) for chunks in runs]


# ---- the night ----------------------------------------------------------------------------------


async def _night(home: House, length: Length) -> list[Figure]:
    """Hold the crowd, with one who stalls beside it; some at a large size; some without a door."""
    began = time.monotonic()
    async with crowd(home.door, home.seats, *SMALL) as officers:
        entered = time.monotonic() - began
        held = await hold(home, officers, length.held_s)
        stall = await _stall(home, length.stalled_s)
        late = await asyncio.to_thread(_starts_ms, home.through_ssh(), length.starts, SMALL)
    seats = home.seats[:AT_LARGE]
    async with crowd(home.door, seats, *LARGE) as officers:
        large = await hold(home, officers, length.beside_s)
    count = min(APART, length.officers)
    alone = await asyncio.to_thread(apart, home, count, SMALL, length.beside_s)
    alone_large = await asyncio.to_thread(apart, home, count, LARGE, length.beside_s)
    return [
        Figure(f"{length.officers} officers let in", entered, "s"),
        *_session(SMALL, length.officers, held, alone, (15, 12), (1100, 940)),
        *_house(held),
        Figure(f"{_named(SMALL)} first full paint beside them", statistics.median(late), "ms"),
        *_stalled(stall),
        *_session(LARGE, len(seats), large, alone_large, (18, 15), (1900, 1500)),
    ]


async def _stall(home: House, seconds: float) -> Stall:
    """Let one more officer in, who stops reading for a while."""
    remote = await Remote.enter(home.door, home.seats[0], *LARGE, keep=True)
    try:
        return await stalled(remote, seconds)
    finally:
        await remote.leave()


def _session(
    size: Size,
    count: int,
    held: Held,
    alone: Cost,
    megabytes: tuple[float, float],
    wire: tuple[float, float],
) -> list[Figure]:
    name, cost, keys = f"{_named(size)} {count} held", held.session, held.keys_s
    process = "a process"
    return [
        Figure(f"{name}, key to screen, median", statistics.median(keys) * 1000, "ms"),
        Figure(
            f"{name}, key to screen, p95", _percentile(keys, 0.95) * 1000, "ms", bar=100, stretch=50
        ),
        beside(f"{name}, PSS each", cost.pss_mb, "MB", (process, alone.pss_mb), *megabytes),
        beside(f"{name}, on the wire each", cost.bytes_s, "B/s", (process, alone.bytes_s), *wire),
        beside(f"{name}, session", cost.percent, "% of a core", (process, alone.percent)),
    ]


def _house(held: Held) -> list[Figure]:
    return [
        Figure("  the door's front", held.front_percent, "% of a core"),
        Figure("  the desk", held.desk_percent, "% of a core"),
        Figure("  door without sessions", held.base_mb, "MB"),
    ]


def _stalled(stall: Stall) -> list[Figure]:
    return [
        Figure("held for a client that stalls", stall.held / 1024, "KB", bar=64, stretch=32),
        Figure("  stale seconds played back to it", stall.stale, "", bar=2, stretch=0),
        Figure("  true picture after it goes on", stall.behind_s * 1000, "ms"),
    ]


def _named(size: Size) -> str:
    return f"{size[0]}x{size[1]}"


def _percentile(values: Sequence[float], share: float) -> float:
    """Give the value that `share` of the values do not pass."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
