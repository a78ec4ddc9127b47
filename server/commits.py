"""Group commit: what gathers while one commit runs is the next commit.

Groups grow by themselves under load and on slow disks. There is no linger timer: waiting for more
was never faster, only later. A full group closes and waits its turn, so that under a flood the loop
decides the next while the disk takes the last: of one group without bound, everybody would wait for
its commit with nothing left to decide.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from county.clock import Clock
from county.refusals import Refusal, ZhibanError, refuse
from server.batch import Batch
from server.journal import Journal

log = logging.getLogger(__name__)

FULL = 2000
"""Entries and purchases at which a group closes. Half of it costs a tenth more processor time an
entry, twice of it saves nothing measurable and lets everybody in it wait longer."""

RETRY_S = 1.0
"""Seconds between two attempts to write again after a failed commit."""


class NotTakenError(ZhibanError):
    """Nothing can be promised of what was pushed: it must not be acknowledged, and may come again.

    Codes: ``busy``, ``not_durable``, ``stopping``.
    """


class Group:
    """What goes into one commit, and those who wait for it."""

    def __init__(self) -> None:
        self.batch = Batch()
        self.told: dict[int, set[int]] = {}
        """The numbers that sources gave to what is in it, by source id."""
        self.durable = False
        self._settled = asyncio.Event()

    def settle(self, *, durable: bool) -> None:
        """Say how the commit ended."""
        self.durable = durable
        self._settled.set()

    async def kept(self) -> None:
        """Wait for the commit. Raises NotTakenError when it failed."""
        await self._settled.wait()
        if not self.durable:
            raise NotTakenError(refuse("not_durable"))


class Hooks(NamedTuple):
    """What the committer calls, always on the loop."""

    sealed: Callable[[Group], None]
    """The group takes nothing more; it goes to the disk in its turn."""
    settled: Callable[[Group], None]
    """The group is durable; those who wait for it run after this."""
    reload: Callable[[], Awaitable[None]]
    """A commit failed and the journal can be written again: believe only what it holds."""


class Commits:
    """Commits groups one after the other; after a failure, tries to be well again by itself."""

    def __init__(self, journal: Journal, clock: Clock, hooks: Hooks, retry_s: float) -> None:
        self._journal = journal
        self._clock = clock
        self._hooks = hooks
        self._retry_s = retry_s
        self._wanted = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self.gathering = Group()
        """The group that takes what is decided now."""
        self._full: deque[Group] = deque()
        """Closed groups before it, the oldest first."""
        self.committing: Group | None = None
        """The group on its way to the disk."""
        self.fault: Refusal | None = refuse("stopping")
        """Why nothing can be kept just now; None when all is well."""
        self.well = asyncio.Event()
        """Set while `fault` is None."""
        self.committed_at = clock.monotonic()
        """When the last commit came through, on the monotonic clock, in seconds."""
        self.commit_s = 0.0
        """How long the last commit took, in seconds."""

    @property
    def waiting(self) -> int:
        """How much was decided that is not on its way to the disk yet."""
        return sum(len(group.batch) for group in (self.gathering, *self._full))

    @property
    def under_way(self) -> list[Group]:
        """The groups that are not settled."""
        return [self.gathering, *self._full, *([self.committing] if self.committing else [])]

    def start(self) -> None:
        """Begin to commit what gathers."""
        self._become(None)
        self._task = asyncio.create_task(self._run(), name="commits")

    async def stop(self) -> None:
        """Commit what gathered, and end."""
        self._stopping = True
        self._wanted.set()
        if self._task is not None:
            await self._task

    async def watched(self) -> None:
        """Stay until committing ends, and raise what ended it: with a defect in it nobody who waits
        for a commit would ever be answered, so the desk must not go on."""
        if self._task is not None:
            await asyncio.shield(self._task)

    def wake(self) -> None:
        """Say that something gathered."""
        if len(self.gathering.batch) >= FULL:
            self._full.append(self._close())
        self._wanted.set()

    def _close(self) -> Group:
        group, self.gathering = self.gathering, Group()
        self._hooks.sealed(group)
        return group

    def _become(self, fault: Refusal | None) -> None:
        self.fault = fault
        (self.well.set if fault is None else self.well.clear)()

    async def _run(self) -> None:
        try:
            while True:
                while self._full or not self.gathering.batch.empty:
                    await self._commit(self._full.popleft() if self._full else self._close())
                if self._stopping:
                    return
                await self._wanted.wait()
                self._wanted.clear()
        finally:
            self._give_up(refuse("stopping"))

    async def _commit(self, group: Group) -> None:
        self.committing = group
        started = self._clock.monotonic()
        try:
            await self._journal.append(group.batch)
        except sqlite3.Error as fault:
            log.error("the journal cannot be written: %s", fault)
            await self._fail()
            return
        self.committed_at = self._clock.monotonic()
        self.commit_s = self.committed_at - started
        self.committing = None
        self._hooks.settled(group)
        group.settle(durable=True)

    async def _fail(self) -> None:
        self._give_up(refuse("not_durable"))
        while not await self._recovered() and not self._stopping:
            self._wanted.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), self._retry_s)

    def _give_up(self, fault: Refusal) -> None:
        """Promise nothing of what is not durable: what gathered was decided on what failed."""
        self._become(fault)
        lost, self.gathering, self.committing = self.under_way, Group(), None
        self._full.clear()
        for group in lost:
            group.settle(durable=False)

    async def _recovered(self) -> bool:
        try:
            await self._journal.reopen()
            await self._hooks.reload()
        except sqlite3.Error as fault:
            log.warning("the journal still cannot be written: %s", fault)
            return False
        self._become(None)
        log.warning("the journal can be written again, after entry %d", self._journal.head)
        return True
