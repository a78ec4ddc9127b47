"""Purchases with sealed identities of people who do not exist, and what opens them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple, cast

from msgspec.structs import replace

from config.identity import CountyKey
from county.board import Board
from county.clock import ManualClock, SystemClock
from county.events import Event, PurchaseRegistered
from county.gasoline.lines import Identity
from county.rights import Rights
from feeds.identity import Sealer, edge_of, new_keys, new_pseudonyms
from server.desk import Desk
from server.hub import Hub
from server.journal import Journal
from tests.county.samples import DAY, NOON, RULEBOOK, locate, purchase
from tests.server.helpers import UNITS, Listener

KEYS = new_keys(NOON - 400 * DAY, 24)
COUNTY = CountyKey(keys=KEYS)
EDGE = edge_of(new_pseudonyms(), KEYS)
SEALER = Sealer(EDGE)

SOMEBODY = Identity("欧阳虚构", "QX19700101987654Z", "000-5550-1234", "乌有镇子虚路 99 号")
"""Values that stand nowhere else, so that a search can tell."""

CHIEF = Rights("chief", unmasks=True)


def sealed(at: int = NOON, identity: Identity = SOMEBODY, **changes: object) -> PurchaseRegistered:
    """Give a purchase as an edge pushes it."""
    return SEALER.onto(replace(purchase(), at=at, **changes), identity)


def somebody(number: int) -> Identity:
    """Give one of many people who do not exist."""
    return Identity(f"虚构{number}", f"QX{number:016d}")


def published(board: Board) -> Hub:
    """Stand in for the hub where only the durable board is asked for."""
    return cast("Hub", SimpleNamespace(published=board))


class Kept(NamedTuple):
    """A desk with its journal, and what it told."""

    desk: Desk
    journal: Journal
    listener: Listener

    @property
    def told(self) -> list[Event]:
        """The events, in order."""
        return [each.entry.event for told in self.listener.told for each in told.stored]


@asynccontextmanager
async def kept_at(
    path: Path, clock: ManualClock, kind: type[Journal] = Journal
) -> AsyncIterator[Kept]:
    """Run a desk on the journal at `path`; stops it cleanly at the end."""
    journal = await kind.open(path)
    desk = Desk(journal, RULEBOOK, locate, UNITS, clock, 0.0)
    try:
        desk.on_committed = listener = Listener()
        await desk.start()
        yield Kept(desk, journal, listener)
    finally:
        await desk.stop()
        await journal.close()


class Ahead(SystemClock):
    """A real clock that can be set forward."""

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def now(self) -> int:
        return super().now() + round(self.ahead_s * 1000)
