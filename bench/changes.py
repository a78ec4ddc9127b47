"""An officer's changes at a steady rate, through a line of their own to the desk."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress

from config.profile import Profile
from county import commands as ask
from county.clock import SystemClock
from county.commands import Ask
from county.events import AlarmReported, Place
from feeds.channel import Address, Channel, TurnedAwayError, opened
from feeds.frames import Do, Done, Refused
from feeds.wire import CODECS, JSON


@asynccontextmanager
async def line(url: str, token: str) -> AsyncIterator[Channel]:
    """Open a line whose answers are read; a bench that the desk refuses would measure nothing."""
    address = Address(url, token, "en", "bench")
    async with (
        opened(address, CODECS[JSON], SystemClock()) as channel,
        beside(_read_answers(channel)),
    ):
        yield channel


async def _read_answers(channel: Channel) -> None:
    while True:
        answer = await channel.receive()
        if isinstance(answer, Done | Refused) and answer.refusal is not None:
            raise TurnedAwayError(answer.refusal)


@asynccontextmanager
async def beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Do `work` for as long as the block lasts; raises what ended it before."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def alarm(county: Profile, number: int) -> AlarmReported:
    """Give one alarm of many: every kind comes, all over the county."""
    site = county.sites[number % len(county.sites)]
    kind = sorted(county.kinds)[number % len(county.kinds)]
    place = Place(site.name.zh, site.lat, site.lon)
    return AlarmReported(SystemClock().now(), kind=kind, place=place, simulated=True)


async def change(officer: Channel, county: Profile, alarms: int, per_s: float) -> None:
    """Do one thing more to one of the first `alarms`, `per_s` times a second, for ever."""
    rng, loop = random.Random(1), asyncio.get_running_loop()
    lives = [_life(n, county.units[n].id) for n in range(1, alarms + 1)]
    due = loop.time()
    for number in itertools.count():
        await officer.send(Do(number, next(rng.choice(lives))))
        due += 1 / per_s
        await asyncio.sleep(due - loop.time())


def _life(number: int, unit: str) -> Iterator[Ask]:
    """Give what an officer does about one alarm, one thing after the other, for ever."""
    yield ask.Acknowledge(number)
    while True:
        yield ask.Dispatch(number, (unit,))
        yield ask.Sign(number, unit)
        yield ask.Depart(number, unit)
        yield ask.Arrive(number, unit)
        yield ask.Note(number, "seen from the road, nothing new")
        yield ask.Release(number, unit)
