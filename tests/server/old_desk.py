"""A desk whose purchases reach back over a year, and two chiefs who let go of them."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from config.identity import save_key
from config.settings import Settings
from county import commands as ask
from county.clock import ManualClock
from county.events import Data, Purged
from server.aged import Keeping
from server.cuts import Cut
from server.findings import Finding
from server.journal import FILE, Journal
from server.retention import Retention
from server.sqlite import open_to_read
from server.tracks import Tracks
from server.verify import verify
from tests.county.samples import DAY, NOON
from tests.server.helpers import FEED, batch
from tests.server.sealed import (
    CHIEF,
    COUNTY,
    Kept,
    kept_at,
    published,
    sealed,
    somebody,
)

SETTINGS = Settings(keep_identities_days=100, keep_purchases_days=200, keep_tracks_days=7)
START = NOON - 390 * DAY
"""When the first purchase was made; then one every ten days."""


class Failing(Journal):
    """A journal that is killed while it cuts: after so many steps nothing more is done."""

    steps = 10**9

    async def cut(self, cut: Cut) -> None:
        if self.steps <= 0:
            raise sqlite3.OperationalError("killed here")
        self.steps -= 1
        await super().cut(cut)


@asynccontextmanager
async def old_desk(directory: Path, purchases: int = 39) -> AsyncIterator[tuple[Kept, ManualClock]]:
    """Run a desk that has sold every ten days for over a year; it is noon of the last day."""
    if not (directory / "identity.key").exists():
        save_key(directory / "identity.key", COUNTY)
    clock = ManualClock(START)
    async with kept_at(directory / FILE, clock, Failing) as kept:
        await sell(kept, clock, range(1, purchases + 1))
        yield kept, clock


async def sell(kept: Kept, clock: ManualClock, numbers: range) -> None:
    """Sell these, one every ten days."""
    for number in numbers:
        bought = sealed(clock.now(), somebody(number), litres=1.0 + number)
        assert await kept.desk.push(batch("till-1", number, bought), FEED) == ((), 0)
        clock.advance(10 * 86_400)


async def allowed(kept: Kept, data: Data, before: int) -> int:
    """Have one chief ask and another allow; give the request."""
    asked = await kept.desk.do(ask.AskPurge(data, before, "到期"), "chief", CHIEF)
    assert isinstance(asked, int), asked
    given = await kept.desk.do(ask.Consent(asked), "deputy", CHIEF)
    assert isinstance(given, int), given
    return asked


def retention(
    kept: Kept, clock: ManualClock, directory: Path, tracks: Tracks | None = None
) -> Retention:
    keeping = Keeping.of(directory, SETTINGS)
    tracks = tracks or Tracks(directory / "tracks", clock, SETTINGS.keep_tracks_days)
    return Retention(keeping, kept.desk, published(kept.desk.board), kept.journal, tracks, clock)


def purged(kept: Kept) -> list[Purged]:
    """Give what the journal says was destroyed."""
    return [event for event in kept.told if isinstance(event, Purged)]


def numbers(directory: Path) -> list[int]:
    with closing(open_to_read(directory / FILE)) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM purchases")]


def problems(directory: Path) -> list[Finding]:
    return list(verify(directory).findings)
