"""Puts the door together, keeps it open, and closes it in order."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from county.clock import SystemClock
from county.refusals import ZhibanError
from feeds.channel import until_one_ends
from feeds.connection import Link, NotConnected
from feeds.vouching import Vouch
from tui.door.front import Opening, opened
from tui.door.hostkey import host_key
from tui.door.keeper import Keeper
from tui.door.limits import Admissions, Caps
from tui.door.nursery import Nursery
from tui.door.sitting import House

TAKEN_UP_S = 5.0
"""How long the desk may take to learn of a seat that was made for the door just now."""

AGAIN_S = 0.5

GROUND_S = 3.0
"""How long a door waits for the county's atlas before it warms up without."""


class Plan(Struct, frozen=True, kw_only=True):
    """What an administrator chooses of a door."""

    directory: Path
    """Where the host key and what seats leave are kept."""
    url: str
    """Where the desk is."""
    token: str
    """Of the door's own seat."""
    ca: Path | None = None
    """The certificates that the desk's must come from; None for the system's."""
    fork_server: Sequence[str]
    """The command that starts a fork server; it takes a descriptor as well."""
    openings: Sequence[Opening]
    caps: Caps = Caps()
    with_stdin: bool = False
    """Whether to end when standard input does: whoever started the door has gone then."""


class Open(Struct, frozen=True):
    """A door that is open."""

    ports: list[int]
    """In the order of the plan's openings."""
    fingerprint: str
    """Of the host key, as `ssh` shows it."""


async def keep(plan: Plan, announce: Callable[[Open], None]) -> None:
    """Keep a door until SIGTERM or SIGINT; `announce` is told when it is open.

    Raises HostKeyError, OSError for a port that cannot be had, and ZhibanError when the desk does
    not know the door.
    """
    key = host_key(plan.directory)
    stop = _told_to_stop(plan.with_stdin)
    ground = _Ground()
    house = _house(plan, ground.linked)

    async def until_stopped(ports: list[int]) -> None:
        await house.nursery.ready()
        announce(Open(ports, key.get_fingerprint()))
        await stop.wait()

    async with opened(house, key, plan.openings) as ports:
        await until_one_ends(
            until_stopped(ports),
            _vouched(house.vouch),
            ground.bring(house.vouch, house.nursery),
            _nursed(house.nursery, ground),
            house.keeper.run(),
        )


def _told_to_stop(with_stdin: bool) -> asyncio.Event:
    """Give what is set by SIGTERM and SIGINT, and by the end of standard input if so wished."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    def read() -> None:
        if not os.read(sys.stdin.fileno(), 1024):
            loop.remove_reader(sys.stdin)
            stop.set()

    if with_stdin:
        loop.add_reader(sys.stdin, read)
    return stop


def _house(plan: Plan, on_link: Callable[[Link], None]) -> House:
    clock = SystemClock()
    vouch = Vouch(
        plan.url,
        plan.token,
        clock=clock,
        rng=random.Random(),  # noqa: S311  spreads retries, guards no secret
        ca=plan.ca,
        on_link=on_link,
    )
    return House(
        vouch=vouch,
        nursery=Nursery(plan.fork_server),
        admissions=Admissions(plan.caps, clock),
        keeper=Keeper(plan.directory),
        turns=asyncio.Semaphore(plan.caps.starting),
        url=plan.url,
        ca=str(plan.ca or ""),
    )


async def _vouched(vouch: Vouch) -> None:
    """Keep the line to the desk. Raises ZhibanError when it refuses for good.

    A seat that was made for the door just now is not known to a running desk at once.
    """
    loop = asyncio.get_running_loop()
    patience = loop.time() + TAKEN_UP_S
    while True:
        refusal = await vouch.run()
        if loop.time() > patience:
            raise ZhibanError(refusal)
        await asyncio.sleep(AGAIN_S)


async def _nursed(nursery: Nursery, ground: _Ground) -> None:
    """Keep the fork server, which had better know the county before it warms up."""
    with suppress(TimeoutError):
        async with asyncio.timeout(GROUND_S):
            await ground.known.wait()
    await nursery.run()


class _Ground:
    """The county's atlas, fetched whenever the line to the desk is new."""

    def __init__(self) -> None:
        self.known = asyncio.Event()
        self._new_line = asyncio.Event()
        self._digest = ""

    def linked(self, link: Link) -> None:
        """Take the state of the line."""
        if link.state == "live":
            self._new_line.set()

    async def bring(self, vouch: Vouch, nursery: Nursery) -> None:
        """Fetch the atlas on every new line, and have sessions begin with one that is new."""
        while True:
            await self._new_line.wait()
            self._new_line.clear()
            with suppress(NotConnected):  # the line broke meanwhile: the next one is new too
                atlas = await vouch.atlas()
                if atlas.digest != self._digest:
                    self._digest = atlas.digest
                    nursery.ground(atlas)
                    self.known.set()
