"""A desk at work while its disk fails: ``python -m tests.proof.spoiling DIRECTORY FIRST STEP``.

Run with `faults.c` preloaded. One run of 200 events without a fault counts its writes and syncs;
then, for every `STEP`-th of them from `FIRST` on, one run a kind of fault in which that one fails.
Says one JSON line a run; ends at the first that is not as it must be.
"""

from __future__ import annotations

import asyncio
import ctypes
import errno
import json
import random
import shutil
import sqlite3
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from config.location import Locator
from config.profile import Profile, builtin, load_profile
from county import commands as ask
from county.access import SeatEntered
from county.board import digest
from county.clock import SystemClock
from county.events import Report
from county.refusals import Refusal
from county.rights import Rights
from feeds.wire import Batch
from server.commits import NotTakenError
from server.desk import Desk
from server.journal import FILE, Journal
from server.restoring import restore
from server.sealing import Sealer
from server.verify import verify
from tests.proof import load
from tests.proof.ledger import ledger_of
from tests.server.helpers import Listener

EVENTS = 200
SOURCES = ("panels", "tills")
FEED = Rights("feed", kinds=frozenset({"alarm_reported", "purchase_registered"}), sources=SOURCES)
TRIES = 20
"""Attempts at one thing before it counts as never coming right."""

FAULTS = ((errno.EIO, 1), (errno.ENOSPC, 4))
"""With which error, and for how many operations on end."""


class Disk:
    """The preloaded library's switch."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.faults_disarm.restype = ctypes.c_long

    def arm(self, directory: Path, first: int, width: int, code: int) -> None:
        """Let operations below `directory` fail, from the `first` on, `width` of them."""
        path = ctypes.c_char_p(str(directory).encode())
        last = ctypes.c_long(first + width - 1)
        self._library.faults_arm(path, ctypes.c_long(first), last, code)

    def disarm(self) -> int:
        """Let all go well again; gives how many operations there were."""
        return int(self._library.faults_disarm())


class Run:
    """One desk in a directory of its own, told 200 events whatever its disk does."""

    def __init__(self, directory: Path, county: Profile) -> None:
        self.directory = directory
        self.county = county
        self.locate = Locator(county).locate
        self.listener = Listener()
        self.acknowledged: dict[str, list[int]] = {source: [] for source in SOURCES}
        self.entered: list[str] = []
        """The seats that came, in order."""
        self.failed = 0
        """How many times something had to be tried again."""

    async def work(self) -> None:
        """Start, tell everything until it is acknowledged, stop."""
        async with AsyncExitStack() as stack:
            desk = await self._started(stack)
            desk.on_committed = self.listener
            rng = random.Random(1)
            facts: dict[str, list[Report]] = {
                "panels": [load.alarm(self.county, rng, f"alarm {n}") for n in range(EVENTS // 2)],
                "tills": [load.purchase(self.county, rng, f"till {n}") for n in range(EVENTS // 2)],
            }
            await asyncio.gather(
                *(self._tell(desk, source, told) for source, told in facts.items())
            )
            for number in range(1, 6):
                await self._take(desk, number)

    async def _started(self, stack: AsyncExitStack) -> Desk:
        """Start as a service manager would: again when it did not come up."""
        for _ in range(TRIES):
            async with AsyncExitStack() as trying:
                try:
                    journal = await Journal.open(self.directory / FILE)
                    trying.push_async_callback(journal.close)
                    places = (self.directory / "seals", self.directory / "also")
                    sealer = Sealer(journal, places, SystemClock(), 480)
                    await sealer.start()
                    trying.push_async_callback(sealer.stop)
                    rulebook = self.county.rulebook
                    units = [u.registered(0) for u in self.county.units[:3]]
                    desk = Desk(journal, rulebook, self.locate, units, SystemClock(), 0.0)
                    trying.push_async_callback(desk.stop)
                    await desk.start()
                except (sqlite3.Error, NotTakenError):
                    self.failed += 1
                    continue
                await stack.enter_async_context(trying.pop_all())
                return desk
        raise AssertionError("it never came up")

    async def _tell(self, desk: Desk, source: str, facts: list[Report]) -> None:
        rng = random.Random(source)
        start = 0
        while start < len(facts):
            some = tuple(facts[start : start + rng.randint(1, 4)])
            self._enter(desk, f"{source} {start}")
            await self._push(desk, Batch(source, start + 1, some))
            start += len(some)

    def _enter(self, desk: Desk, seat: str) -> None:
        """Let somebody come: it stands in the audit when anything after it is acknowledged."""
        at = SystemClock().now()
        desk.witness(SeatEntered(at=at, seat=seat, role="officer", address="here", by="token"))
        self.entered.append(seat)

    async def _push(self, desk: Desk, batch: Batch) -> None:
        for _ in range(TRIES):
            try:
                pushed = await desk.push(batch, FEED)
            except NotTakenError:
                self.failed += 1
                async with asyncio.timeout(20):
                    await desk.commits.well.wait()
                continue
            assert pushed.refused == ()
            numbers = range(batch.first, batch.first + len(batch.items))
            self.acknowledged[batch.source] += numbers
            return
        raise AssertionError(f"{batch.source} {batch.first} was never taken")

    async def _take(self, desk: Desk, number: int) -> None:
        for _ in range(TRIES):
            done = await desk.do(ask.Acknowledge(number), "chen", Rights("officer"))
            if not isinstance(done, Refusal) or done.code != "not_durable":
                return
            self.failed += 1
            async with asyncio.timeout(20):
                await desk.commits.well.wait()
        raise AssertionError(f"alarm {number} could never be taken")

    async def check(self) -> None:
        """Hold what is on the disk, and what a desk that starts on it believes, against what was said."""
        with ledger_of(self.directory) as ledger:
            for source, numbers in self.acknowledged.items():
                assert ledger.told(source) == numbers == list(range(1, EVENTS // 2 + 1)), source
            assert [fact["seat"] for fact in ledger.access()] == self.entered
            marks = ledger.marks()
            assert len(marks) == EVENTS
            assert set(marks.values()) == {1}
            folded = ledger.digest_at(len(ledger.entries), Rights("officer"))
        assert self.listener.seqs == sorted(set(self.listener.seqs)), "told twice"
        journal = await Journal.open(self.directory / FILE)
        try:
            assert (journal.lost, journal.broken) == (0, frozenset())
            now = SystemClock().now()
            restored = await restore(journal, self.county.rulebook, self.locate, now)
            assert digest(restored.county.board.view(Rights("officer"))) == folded
        finally:
            await journal.close()
        findings = verify(self.directory, self.directory / "also").findings
        # A seal that could not be written is missing, and said to be; a row never is.
        wrong = [f for f in findings if f.problem != "no_seal"]
        assert wrong == []


def sweep(directory: Path, start: int, step: int) -> None:
    """Count, then spoil one place after the other."""
    disk, county = Disk(), load_profile(builtin())
    total = _spoil(disk, Run(directory / "none", county), 0, 0, 0)
    for first in range(start, total + 1, step):
        for code, width in FAULTS:
            run = Run(directory / f"{first}-{width}", county)
            operations = _spoil(disk, run, first, width, code)
            told = {"first": first, "code": errno.errorcode[code], "failed": run.failed}
            print(json.dumps(told | {"operations": operations, "of": total}), flush=True)


def _spoil(disk: Disk, run: Run, first: int, width: int, code: int) -> int:
    """Do one run with that fault and check it; gives how many operations it took."""
    run.directory.mkdir()
    disk.arm(run.directory, first, width, code)
    asyncio.run(run.work())
    operations = disk.disarm()
    asyncio.run(run.check())
    shutil.rmtree(run.directory)
    return operations


if __name__ == "__main__":
    sweep(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
