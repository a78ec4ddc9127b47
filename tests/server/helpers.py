"""A desk on a real journal in a directory of its own, and what to push at it."""

from __future__ import annotations

import resource
import shutil
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from county.board import digest
from county.clock import ManualClock
from county.events import Report
from county.patrol import Fix
from county.refusals import Refusal
from county.rights import Rights
from feeds.wire import Batch
from server.desk import Desk
from server.journal import Journal
from server.told import Committed
from tests.county.samples import NOON, RULEBOOK, locate, unit

UNITS = (unit("B1"), unit("B2"), unit("B3", "t02"))
"""Cars B1 and B2 in township t01, B3 in t02."""

FEED = Rights(
    "feed",
    kinds=frozenset(
        {"alarm_reported", "purchase_registered", "pump_totalled", "unit_duty_changed", "fix"}
    ),
    sources=("panel-*", "till-*", "gps"),
)


class Listener:
    """Keeps what a desk told, in order."""

    def __init__(self) -> None:
        self.told: list[Committed] = []

    def __call__(self, committed: Committed) -> None:
        self.told.append(committed)

    @property
    def seqs(self) -> list[int]:
        """The sequence numbers of all entries told."""
        return [stored.entry.seq for committed in self.told for stored in committed.stored]


@asynccontextmanager
async def desk_at(
    path: Path,
    clock: ManualClock | None = None,
    retry_s: float = 0.0,
    kind: type[Journal] = Journal,
) -> AsyncIterator[Desk]:
    """Run a desk on the journal at `path`; stops it cleanly at the end."""
    journal = await kind.open(path)
    desk = Desk(journal, RULEBOOK, locate, UNITS, clock or ManualClock(NOON), retry_s)
    try:
        await desk.start()
        yield desk
    finally:
        await desk.stop()
        await journal.close()


def batch(source: str, first: int, *items: Report | Fix | Refusal) -> Batch:
    """Give a push as it comes out of the codec."""
    return Batch(source, first, items)


def digest_of(desk: Desk) -> str:
    """Give the digest of the desk's whole board."""
    return digest(desk.picture())


def copy_of(path: Path) -> Path:
    """Copy a journal's files as they lie on the disk now: what a kill would leave."""
    target = path.parent / "killed"
    target.mkdir()
    for file in path.parent.glob(path.name + "*"):
        # The -shm file is memory: it does not outlive the machine, and is rebuilt.
        if not file.name.endswith("-shm"):
            shutil.copy(file, target)
    return target / path.name


async def bodies(path: Path, areas: Iterable[str] | None = None) -> list[bytes]:
    """Read a journal's bodies, all or those that concern `areas`."""
    journal = await Journal.open(path)
    seen = None if areas is None else frozenset(areas)
    try:
        return [b async for chunk in journal.read(0, journal.head, seen) for b in chunk.bodies]
    finally:
        await journal.close()


@contextmanager
def full_disk(path: Path) -> Iterator[None]:
    """Let no file grow beyond the journal's log as it is now: writes fail as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = path.with_name(path.name + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
