"""What a screen costs while many are held: through the door, and each in a process of its own."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import NamedTuple

from bench.house import House
from bench.process import cpu_s
from bench.remote import ENTERED, Remote
from bench.terminal import Terminal
from bench.tree import pss_bytes

Size = tuple[int, int]
"""Columns and rows."""

KEY_EVERY_S = 0.2
"""Between two keys of the whole crowd, in seconds."""

SETTLING_S = 5.0


class Cost(NamedTuple):
    """What one screen costs, the mean of many."""

    bytes_s: float
    """Bytes a second to the officer: on the wire, or to the terminal where there is none."""
    percent: float
    """Of a core."""
    pss_mb: float
    """Megabytes of memory."""


class Held(NamedTuple):
    """How a crowd was held."""

    session: Cost
    keys_s: list[float]
    """How long each key took to the officer's screen, in seconds."""
    front_percent: float
    """Of a core: the process that all lines go through."""
    base_mb: float
    """Megabytes of the processes that are there without any session."""
    desk_percent: float
    """Of a core: the desk that all sessions follow."""


async def hold(home: House, officers: Sequence[Remote], seconds: float) -> Held:
    """Keep a crowd at work for so long, one of them pressing a key now and then."""
    await asyncio.gather(*(officer.open_prompt() for officer in officers))
    await asyncio.sleep(SETTLING_S)
    sessions = home.sessions()
    count = len(officers)
    if len(sessions) != count:
        raise RuntimeError(f"{count} officers have {len(sessions)} sessions")
    pids = (*sessions, home.front, home.desk.pid)
    used, received, began = [cpu_s(pid) for pid in pids], _received(officers), time.monotonic()
    keys = await _press(officers, seconds)
    took = time.monotonic() - began
    percents = [100 * (cpu_s(p) - u) / took for p, u in zip(pids, used, strict=True)]
    bytes_s = (_received(officers) - received) / took / count
    return Held(
        Cost(bytes_s, statistics.mean(percents[:count]), _mean_pss_mb(sessions)),
        keys,
        percents[count],
        sum(pss_bytes(pid) for pid in (home.front, home.nursery)) / 1e6,
        percents[count + 1],
    )


def _received(officers: Sequence[Remote]) -> int:
    return sum(officer.wire_bytes for officer in officers)


async def _press(officers: Sequence[Remote], seconds: float) -> list[float]:
    """Let one officer after the other press a key; give how long each took to their screen."""
    loop, keys = asyncio.get_running_loop(), []
    due, end = loop.time(), loop.time() + seconds
    for officer in itertools.cycle(officers):
        if loop.time() >= end:
            break
        keys.append(await officer.press())
        due += KEY_EVERY_S
        await asyncio.sleep(due - loop.time())
    return keys


def apart(home: House, count: int, size: Size, seconds: float) -> Cost:
    """Run the same screens as a `python` process each, on terminals of this machine."""
    with ExitStack() as stack:
        command, variables = home.apart()
        screens = []
        for _ in range(count):  # one after the other: a start takes seconds of a processor
            screens.append(stack.enter_context(Terminal(command, *size, variables)))
            screens[-1].wait_for(ENTERED)
        time.sleep(SETTLING_S)
        began, written = time.monotonic(), sum(screen.written for screen in screens)
        used = sum(screen.processor_s() for screen in screens)
        time.sleep(seconds)
        took = time.monotonic() - began
        return Cost(
            (sum(screen.written for screen in screens) - written) / took / count,
            100 * (sum(screen.processor_s() for screen in screens) - used) / took / count,
            _mean_pss_mb([screen.process.pid for screen in screens]),
        )


def _mean_pss_mb(pids: Sequence[int]) -> float:
    return statistics.mean(pss_bytes(pid) for pid in pids) / 1e6
