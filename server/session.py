"""One connection that said who it is: its frames in, the answers out, in order.

What must become durable is asked at once and answered in the order it came: many pushes of one
feed share a commit, and an acknowledgement always covers everything before it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from config.seats import FIX
from config.settings import Limits
from county.clock import Clock
from county.refusals import Refusal, refuse
from county.text import clean
from feeds import frames
from feeds.channel import until_one_ends
from feeds.frames import FromClient
from feeds.question import Question
from feeds.wire import Batch, WireError
from server.access import Pass
from server.commits import NotTakenError
from server.desk import Desk
from server.health import Health
from server.hub import Hub
from server.pace import Bucket
from server.peer import Peer
from server.person import Person
from server.presence import Sitting
from server.questions import Inquiries, Questions
from server.told import Pushed

log = logging.getLogger(__name__)

MAX_WAITING = 64
"""Pushes and commands of one connection under way; further frames are left unread."""

LOGGED = 200
"""Characters of a refusal in the log: it may repeat what an outsider wrote."""

TRY_AGAIN_LATER = 1013
"""The websocket close code of the same meaning."""


class _Push(NamedTuple):
    asked_at: float
    outcome: asyncio.Task[Pushed]
    batch: Batch


class _Do(NamedTuple):
    asked_at: float
    outcome: asyncio.Task[int | Refusal]
    id: int


class Session:
    """Serves one peer until it goes."""

    def __init__(
        self,
        peer: Peer,
        shown: Pass,
        person: Person,
        desk: Desk,
        hub: Hub,
        questions: Questions,
        atlas: bytes,
        limits: Limits,
        health: Health,
        clock: Clock,
    ) -> None:
        self.peer = peer
        self.shown = shown
        self._person = person
        self._rights = shown.seat.rights
        self._desk = desk
        self._sitting = Sitting(desk.presence, shown.seat.name, self._rights)
        self._hub = hub
        self._atlas = atlas
        self._limits = limits
        self._health = health
        self._clock = clock
        self._inquiries = Inquiries(questions, peer, person, self._rights, limits.stall_s)
        self._bucket = Bucket(limits.events_per_s, limits.events_burst, clock)
        self._under_way: asyncio.Queue[_Push | _Do] = asyncio.Queue(MAX_WAITING)

    async def run(self) -> None:
        """Read and answer until the connection ends. Raises ConnectionClosed."""
        try:
            await until_one_ends(self._read(), self._answer())
        finally:
            self._hub.leave(self.peer)
            self._inquiries.close()
            while not self._under_way.empty():
                # Nobody is left to be told how it ended; what was taken stays taken.
                self._under_way.get_nowait().outcome.add_done_callback(_let_go)

    # ---- in -------------------------------------------------------------------------------------

    async def _read(self) -> None:
        while True:
            # Bytes, not text: the decoder checks UTF-8 itself, and can then say so.
            data = await self.peer.socket.recv(decode=False)
            try:
                frame = self.peer.codec.from_client(data)
            except WireError as error:
                await self._pace(1)
                self._refuse(error.refusal)
            else:
                await self._take(frame)
            if self.peer.unsent > self._limits.max_unsent_bytes:
                self._health.cut.inc()
                self.peer.cut()

    async def _pace(self, items: int) -> None:
        """Read a peer that is too fast more slowly: what it told must not be lost."""
        if (wait_s := self._bucket.debit(items)) > 0:
            await asyncio.sleep(wait_s)

    async def _take(self, frame: FromClient | Batch) -> None:
        if not isinstance(frame, Batch):
            await self._pace(1)
            await self._take_frame(frame)
        elif frame.first:
            await self._pace(len(frame.items))
            pushing = asyncio.create_task(self._desk.push(frame, self._rights))
            await self._under_way.put(_Push(self._clock.monotonic(), pushing, frame))
        else:
            self._take_fixes(frame)

    def _take_fixes(self, batch: Batch) -> None:
        """Take positions; those that come too fast are soon out of date, and not kept for later."""
        if not self._bucket.take(len(batch.items)):
            self._refuse(refuse("too_fast", limit=self._limits.events_per_s), batch.source)
            return
        refused = self._desk.fixes(batch, self._rights)
        self._health.taken(Counter({FIX: len(batch.items) - len(refused)}))
        self._tell_refused(batch.source, [(0, refusal) for _, refusal in refused])

    async def _take_frame(self, frame: FromClient) -> None:
        peer = self.peer
        refusal: Refusal | None = None
        self._sitting.heard(frame)
        match frame:
            case frames.Seen():
                refusal = self._hub.confirm(peer, frame.seq)
            case frames.Ping():
                if frame.present:
                    self._person.present()
                peer.tell(frames.Pong(frame.sent, self._clock.now()))
            case frames.Do():
                asked = _Do(self._clock.monotonic(), asyncio.create_task(self._do(frame)), frame.id)
                await self._under_way.put(asked)
            case frames.Subscribe():
                refusal = self._hub.subscribe(peer, self._rights, frame)
                if refusal is None:
                    self._sitting.subscribed()
            case frames.Check():
                refusal = self._hub.check(peer)
            case frames.Survey():
                await peer.deliver(self._atlas, self._limits.stall_s)
            case _:
                refusal = await self._take_rare(frame)
        if refusal is not None:
            self._refuse(refusal)

    async def _take_rare(self, frame: FromClient) -> Refusal | None:
        match frame:
            case frames.Lock():
                return self._person.lock()
            case frames.Unlock():
                unlocking = asyncio.create_task(self._unlock(frame.pin))
                await self._under_way.put(_Do(self._clock.monotonic(), unlocking, frame.id))
                return None
            case frames.Audit():
                self.peer.tell(await self._person.audit(frame, self.peer.lang))
                return None
            case Question():
                self._inquiries.take(frame)
                return None
            case frames.Hello():
                return refuse("unknown_frame", "t", tag="hello")
        return refuse("role_may_not", role=self._rights.role)

    async def _do(self, asked: frames.Do) -> int | Refusal:
        name, command = self.shown.seat.name, asked.command
        refusal = self._person.forbids()
        outcome = refusal or await self._desk.do(command, name, self._rights)
        if isinstance(outcome, Refusal):
            self._person.was_refused(command, outcome)
        return outcome

    async def _unlock(self, pin: str) -> int | Refusal:
        return await self._person.unlock(pin) or 0

    # ---- out ------------------------------------------------------------------------------------

    async def _answer(self) -> None:
        """Answer pushes and commands in the order they came."""
        while True:
            asked = await self._under_way.get()
            try:
                match asked:
                    case _Push():
                        self._ack(asked.batch, await asked.outcome)
                    case _Do():
                        self._done(asked.id, await asked.outcome)
            except NotTakenError as lost:
                # Acknowledging anything after it would acknowledge it too: it must come again.
                log.warning("%s has to push again: %s", self.peer.name, lost.refusal.code)
                self._health.refused(Counter([lost.refusal.code]))
                await self.peer.part(lost.refusal, TRY_AGAIN_LATER)
                return
            self._health.took(self._clock.monotonic() - asked.asked_at)

    def _ack(self, batch: Batch, pushed: Pushed) -> None:
        self._tell_refused(batch.source, pushed.refused)
        numbers = {number for number, _ in pushed.refused}
        self._health.duplicates.inc(pushed.duplicates)
        self._health.taken(
            Counter(
                str(type(item).__struct_config__.tag)
                for number, item in enumerate(batch.items, batch.first)
                if number not in numbers
            )
        )
        last = batch.first + len(batch.items) - 1
        self.peer.tell(frames.Ack(batch.source, last, pushed.duplicates))

    def _done(self, id_: int, outcome: int | Refusal) -> None:
        if isinstance(outcome, int):
            self._hub.hasten(self.peer)
            self.peer.tell(frames.Done(id=id_, seq=outcome))
            return
        self._log_refused([outcome], "a command")
        text = outcome.text(self.peer.lang)
        self.peer.tell(frames.Done(id=id_, refusal=outcome, text=text))

    # ---- no -------------------------------------------------------------------------------------

    def _refuse(self, refusal: Refusal, source: str = "") -> None:
        self._log_refused([refusal], source or "a frame")
        self.peer.refuse(refusal, source)

    def _tell_refused(self, source: str, refused: Sequence[tuple[int, Refusal]]) -> None:
        for number, refusal in refused:
            self.peer.refuse(refusal, source, number)
        self._log_refused([refusal for _, refusal in refused], source)

    def _log_refused(self, refusals: list[Refusal], what: str) -> None:
        """Count refusals, and log those of one frame as one line."""
        if not refusals:
            return
        self._health.refused(Counter(refusal.code for refusal in refusals))
        first = clean(refusals[0].text("en"), LOGGED)
        log.info("refused %d of %s from %s: %s", len(refusals), what, self.peer.name, first)


def _let_go(outcome: asyncio.Task[Any]) -> None:
    """Look at how a task ended, so that its error does not count as overlooked."""
    if not outcome.cancelled():
        outcome.exception()
