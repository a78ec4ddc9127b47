"""Trials of gasoline rules under way: each in a process of its own, for as long as its asker stays.

The desk goes on meanwhile: the process reads the journal's file like any other reader, at the
lowest priority, and the loop only reads its lines.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from county.gasoline.changing import CODES, holding
from county.gasoline.figures import tried_rules
from county.gasoline.hits import Ground
from county.gasoline.rules import GasolineRules
from county.gasoline.standing import RulesChanged
from county.refusals import Refusal, ZhibanError, refuse
from county.rights import Rights
from feeds.gasoline import Backtest, BacktestState, BacktestTold
from server.person import Person
from server.trials import Spec, Told

log = logging.getLogger(__name__)

MOST = 2
"""Trials at the same time: each takes what a core has left."""

PROGRAM = (sys.executable, "-P", "-m", "server.trials")

MAX_LINE = 1 << 20
"""Bytes in one line of a trial: what was found is one line."""

_decode = msgspec.json.Decoder(Told).decode


class _Job:
    """A trial, and how far it is."""

    def __init__(self, number: int, asker: Person, process: Process) -> None:
        self.number = number
        self.asker = asker
        self.process = process
        self.told = Told()
        self._alive = True

    @property
    def running(self) -> bool:
        """Whether there may still be a result."""
        return self._alive and self.told.result is None

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()

    async def follow(self, spec: Spec) -> None:
        """Say what is to be tried, and hear how far it is until the process ends."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with suppress(BrokenPipeError, ConnectionResetError):
            self.process.stdin.write(msgspec.json.encode(spec) + b"\n")
            await self.process.stdin.drain()
        async for line in self.process.stdout:
            self.told = _decode(line)
        code = await self.process.wait()
        self._alive = False
        if self.told.result is None and code > 0:
            log.error("trial %d ended with code %d", self.number, code)


class Workbench:
    """Answers what leaders ask about trials."""

    def __init__(
        self, trials: Backtests, profile: GasolineRules, changed: Callable[[], RulesChanged]
    ) -> None:
        """`changed` gives the rules that were changed at the desk, as they stand now."""
        self._trials = trials
        self._profile = profile
        self._changed = changed

    async def answer(
        self, question: Backtest | BacktestState, asker: Person, rights: Rights
    ) -> BacktestTold:
        """Begin, tell or end a trial: for leaders with the whole county.

        Raises ZhibanError with the refusal, OSError when no process can be had.
        """
        if not rights.leads:
            raise ZhibanError(refuse("role_may_not", role=rights.role))
        if rights.areas is not None:
            raise ZhibanError(refuse("not_your_area"))
        if isinstance(question, BacktestState):
            return self._trials.state(question, asker)
        if question.since >= question.until:
            raise ZhibanError(refuse("backtest_empty", "until"))
        for code in question.only:
            if code not in CODES:
                raise ZhibanError(refuse("unknown_rule", "only", rule=code))
        today = holding(self._profile, self._changed())
        tried = tried_rules(today, question.rules)
        if isinstance(tried, Refusal):
            raise ZhibanError(tried)
        return await self._trials.begin(question, tried, today, asker)

    def leave(self, asker: Person) -> None:
        """End the trial of a connection that is gone."""
        self._trials.leave(asker)


class Backtests:
    """The trials of all seats of one desk: one for each seat, `MOST` in all."""

    def __init__(
        self,
        journal: Path,
        ground: Ground,
        utc_offset_minutes: int,
        program: Sequence[str] = PROGRAM,
    ) -> None:
        """`program` takes a `Spec` on its input and tells `Told` on its output."""
        self._program = program
        self._journal = journal
        self._ground = ground
        self._offset = utc_offset_minutes
        self._jobs: dict[int, _Job] = {}
        self._followed: set[asyncio.Task[None]] = set()
        self._beginning = asyncio.Lock()
        self._last = 0

    async def begin(
        self,
        question: Backtest,
        tried: GasolineRules,
        today: GasolineRules,
        asker: Person,
    ) -> BacktestTold:
        """Begin a trial for `asker`; what the seat asked before is forgotten.

        Raises ZhibanError when there are too many, OSError when no process can be had.
        """
        spec = Spec(
            str(self._journal),
            tried,
            today,
            self._ground,
            self._offset,
            question.since,
            question.until,
            question.only,
        )
        async with self._beginning:  # a second one must not pass while the first is not counted yet
            refusal = self._refuses(asker.seat)
            if refusal is not None:
                raise ZhibanError(refusal)
            job = await self._start(spec, asker)
        return BacktestTold(id=question.id, job=job.number)

    async def _start(self, spec: Spec, asker: Person) -> _Job:
        process = await asyncio.create_subprocess_exec(
            *self._program, stdin=PIPE, stdout=PIPE, limit=MAX_LINE
        )
        self._last += 1
        job = _Job(self._last, asker, process)
        following = asyncio.create_task(job.follow(spec), name=f"trial {job.number}")
        self._followed.add(following)
        following.add_done_callback(self._followed.discard)
        self._jobs = {
            key: each for key, each in self._jobs.items() if each.asker.seat != asker.seat
        }
        self._jobs[job.number] = job
        return job

    def state(self, question: BacktestState, asker: Person) -> BacktestTold:
        """Say how far a trial is, or end it.

        Raises ZhibanError when `asker` has none of that number, or it failed.
        """
        job = self._jobs.get(question.job)
        if job is None or job.asker is not asker:
            raise ZhibanError(refuse("unknown_backtest", "job", job=question.job))
        if question.stop:
            job.kill()
            del self._jobs[job.number]
        elif not job.running and job.told.result is None:
            del self._jobs[job.number]
            raise ZhibanError(refuse("backtest_failed"))
        told = job.told
        return BacktestTold(
            id=question.id, job=job.number, done=told.done, total=told.total, result=told.result
        )

    def leave(self, asker: Person) -> None:
        """End the trial of a connection that is gone."""
        for number, job in list(self._jobs.items()):
            if job.asker is asker:
                job.kill()
                del self._jobs[number]

    async def stop(self) -> None:
        """End all of them."""
        for job in self._jobs.values():
            job.kill()
        self._jobs.clear()
        await self.ended()

    async def ended(self) -> None:
        """Wait until every process under way has ended."""
        if self._followed:
            await asyncio.wait(self._followed)

    def _refuses(self, seat: str) -> Refusal | None:
        running = [job.asker.seat for job in self._jobs.values() if job.running]
        if seat in running:
            return refuse("backtest_running")
        return refuse("backtests_busy", limit=MOST) if len(running) >= MOST else None
