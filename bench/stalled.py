"""An officer whose client stops reading for a while: what is held for them, and what they then see.

The channel stops taking while the connection lives on, as when a terminal is stopped with Ctrl+S or
a laptop's window is dragged: nothing tells the server but that answers stay away. All that arrives
between going on and the first true picture was held for them somewhere on the way, and every clock
reading that is drawn in it was played back stale.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bench.painted import Chunk, Drawing
from bench.remote import ENTERED, Remote

AFTER_S = 4.0
"""How long to look on, in seconds."""

TRUE_S = 2
"""A clock at most so far behind is true: it ticks with the desk's own."""

_CLOCK = re.compile(r"\b(\d\d):(\d\d):(\d\d)\b")
_DAY_S = 86_400


class Stall(NamedTuple):
    """What a client that had stopped reading got when it went on."""

    held: int
    """Bytes that came before the first true picture."""
    stale: int
    """Clock readings, each of another second, that were drawn anew before it."""
    behind_s: float
    """How long the first true picture took, in seconds; inf when none came."""


async def stalled(remote: Remote, seconds: float) -> Stall:
    """Stop reading for so long; the remote's output must have been kept from its beginning."""
    assert remote.screen.kept is not None
    remote.channel.pause_reading()
    await asyncio.sleep(seconds)
    resumed = time.monotonic()
    remote.channel.resume_reading()
    await asyncio.sleep(AFTER_S)
    return what_came(remote.screen.kept, resumed, time.monotonic(), *remote.size)


def what_came(
    chunks: Sequence[Chunk], resumed: float, ended: float, columns: int, rows: int
) -> Stall:
    """Tell what was held in `chunks`, of which those since `resumed` came late.

    The clock on the last screen is taken for true at `ended`; both are monotonic seconds.
    """
    shown = list(_clocks(chunks, columns, rows))
    true = shown[-1][1] - int(ended - resumed) - TRUE_S
    old = next((clock for chunk, clock in reversed(shown) if chunk.at < resumed), 0)
    held, drawn = 0, {old}
    for chunk, clock in shown:
        if chunk.at < resumed:
            continue
        held += len(chunk.data)
        if not -_DAY_S / 2 < clock - true < 0:
            return Stall(held, len(drawn) - 1, chunk.at - resumed)
        drawn.add(clock)
    return Stall(held, len(drawn) - 1, float("inf"))


def _clocks(chunks: Sequence[Chunk], columns: int, rows: int) -> Iterator[tuple[Chunk, int]]:
    """Give what the desk's clock shows after each chunk, in seconds of its day; 0 at first."""
    drawing, clock = Drawing(columns, rows), 0
    for chunk in chunks:
        drawing.draw(chunk.data)
        status = next((line for line in drawing.lines if ENTERED in line), "")
        if (reading := _CLOCK.search(status)) is not None:
            hours, minutes, seconds = map(int, reading.groups())
            clock = (hours * 60 + minutes) * 60 + seconds
        yield chunk, clock
