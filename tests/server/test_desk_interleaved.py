"""Whatever is pushed, repeated, killed and refused in between: each number once, and no false ack."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from county.board import WHOLE_COUNTY, Board, digest
from county.clock import ManualClock
from county.events import Report
from server.batch import Batch
from server.commits import NotTakenError
from server.desk import Desk
from server.journal import Journal
from server.restoring import restore
from server.told import Pushed
from tests.county.samples import NOON, RULEBOOK, alarm, locate, purchase
from tests.server.helpers import FEED, UNITS, batch, copy_of, digest_of

Push = tuple[str, int, int]
"""A source, its first number, and how many."""

pushes = st.tuples(st.sampled_from(["panel-1", "till-1"]), st.integers(1, 12), st.integers(1, 5))
rounds = st.lists(
    st.tuples(
        st.lists(pushes, min_size=1, max_size=5),
        st.sampled_from(["go on", "disk full", "stop", "kill at once", "kill"]),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=5,
)


def fact(source: str, number: int) -> Report:
    """Give what a source tells under a number: always the same, every seventh is refused."""
    if number % 7 == 0:
        return alarm("nonsense")
    if number % 3 == 0:
        return purchase(litres=30.0, buyer=f"p-{source}", station=f"s{1 + number % 2}")
    return alarm(text=f"{source} {number}")


class FailingJournal(Journal):
    """A journal whose next commit can be made to fail."""

    fails = False

    async def append(self, batch: Batch) -> None:
        """Append, or fail once as on a full disk."""
        if self.fails:
            self.fails = False
            raise sqlite3.OperationalError("database or disk is full")
        await super().append(batch)


class World:
    """A desk that is killed, stopped and started, and what was acknowledged meanwhile."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "journal.db"
        self.clock = ManualClock(NOON)
        self.acked: set[tuple[str, int]] = set()

    async def start(self) -> None:
        journal = await FailingJournal.open(self.path)
        assert isinstance(journal, FailingJournal)
        self.journal = journal
        assert self.journal.lost == 0
        self.desk = Desk(self.journal, RULEBOOK, locate, UNITS, self.clock, retry_s=0.0)
        await self.desk.start()

    async def stop(self) -> None:
        await self.desk.stop()
        await self.journal.close()

    async def push(self, push: Push) -> None:
        source, first, count = push
        numbers = range(first, first + count)
        try:
            pushed = await self.desk.push(
                batch(source, first, *(fact(source, n) for n in numbers)), FEED
            )
        except NotTakenError:
            return
        assert isinstance(pushed, Pushed)
        refused = {number for number, _ in pushed.refused}
        assert refused == {number for number in numbers if number % 7 == 0}
        self.acked.update((source, number) for number in numbers if number not in refused)

    async def round(self, wanted: list[Push], then: str, turns: int) -> None:
        self.journal.fails = then == "disk full"
        tasks = [asyncio.create_task(self.push(push)) for push in wanted]
        for _ in range(turns):
            await asyncio.sleep(0)
        if then == "kill at once":
            acked = set(self.acked)
            killed = copy_of(self.path)
            await asyncio.gather(*tasks)
            await self.stop()
            self.path, self.acked = killed, acked
            await self.start()
            return
        await asyncio.gather(*tasks)
        if then == "kill":
            killed = copy_of(self.path)
            await self.stop()
            self.path = killed
            await self.start()
        elif then == "stop":
            await self.stop()
            await self.start()
        elif then == "disk full":
            await self.desk.commits.well.wait()

    async def check(self) -> None:
        """Hold what is stored against what was acknowledged, and the board against the journal."""
        stored = Counter(self._stored())
        assert max(stored.values(), default=1) == 1
        assert self.acked <= set(stored)
        kept = await self.journal.stored(0, self.journal.head)
        assert [each.entry.seq for each in kept] == list(range(1, self.journal.head + 1))
        folded = Board()
        for each in kept:
            folded.evolve(each.entry)
        restored = await restore(self.journal, RULEBOOK, locate, NOON)
        told = {digest(b.view(WHOLE_COUNTY)) for b in (folded, restored.county.board)}
        assert told == {digest_of(self.desk)}

    def _stored(self) -> list[tuple[str, int]]:
        connection = sqlite3.connect(self.path)
        rows = connection.execute(
            "SELECT name, number FROM journal JOIN sources ON source = id "
            "UNION ALL SELECT name, told FROM purchases JOIN sources ON source = id"
        ).fetchall()
        connection.close()
        return rows


async def live(directory: Path, script: list[tuple[list[Push], str, int]]) -> None:
    world = World(directory)
    await world.start()
    try:
        for wanted, then, turns in script:
            await world.round(wanted, then, turns)
        await world.check()
    finally:
        await world.stop()


@settings(max_examples=60, deadline=None)
@given(rounds)
@example([([("panel-1", 5, 3)], "go on", 0), ([("panel-1", 1, 5), ("panel-1", 3, 5)], "kill", 3)])
@example([([("till-1", 1, 5)], "disk full", 0), ([("till-1", 1, 5)], "kill at once", 12)])
def test_every_number_is_stored_once_and_only_what_is_stored_is_acknowledged(
    script: list[tuple[list[Push], str, int]],
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(live(Path(directory), script))
