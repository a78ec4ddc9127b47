"""A board followed over the wire: it resumes where it stood and proves that nothing was missed."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar, cast

from msgspec.structs import replace

from county.clock import Clock
from county.commands import Ask
from county.fields import Lang
from county.refusals import Refusal, ZhibanError, refuse
from feeds.channel import Address, Channel, TurnedAwayError, UnreachableError, until_one_ends
from feeds.dialler import Dialler, Link
from feeds.frames import (
    MAX_AUDIT,
    Audit,
    Audited,
    Check,
    Delta,
    Digest,
    Do,
    Done,
    FromClient,
    FromServer,
    Lock,
    Pong,
    Refused,
    Seen,
    Snapshot,
    Subscribe,
    Survey,
    Tick,
    Unlock,
)
from feeds.question import A, Answer, Question
from feeds.wire import JSON

__all__ = ["Connection", "Follower", "Link", "NotConnected"]

SEEN_S = 1.0

_Told = Done | Audited | Answer
_Answer = TypeVar("_Answer", bound=_Told)


class NotConnected(ZhibanError):  # noqa: N818  a state of the line that screens show, no fault
    """The line to the desk is down: the command was not sent, or its answer was lost with it."""


class Follower(Protocol):
    """What folds the frames: a screen's mirror, a scripted console."""

    epoch: str
    """The journal that `seq` counts in; "" before the first snapshot."""
    seq: int
    """The last entry folded."""

    def fold(self, frame: FromServer) -> None:
        """Take a frame; deltas come only in order and without gaps."""

    def digest(self) -> str:
        """Give the digest of the board as it stands."""

    def linked(self, link: Link) -> None:
        """Learn that the link changed."""


class Connection:
    """Follows the desk for one seat and carries its commands.

    After every (re)subscription the digests of both boards are compared; a gap, a mismatch or
    another journal is answered with a fresh snapshot.
    """

    def __init__(
        self,
        url: str,
        token: str,
        follower: Follower,
        *,
        lang: Lang,
        client: str,
        clock: Clock,
        rng: random.Random,
        codec: str = JSON,
        ca: Path | None = None,
        calm: bool = False,
    ) -> None:
        """`ca`: for ``wss:``, the certificates to trust, PEM; else those of the system.

        `calm`: be told twice a second at most, but of a first priority at once.
        """
        self._follower = follower
        self._clock = clock
        self._calm = calm
        address = Address(url, token, lang, client, ca)
        self._dialler = Dialler(address, clock, rng, follower.linked, codec)
        self._channel: Channel | None = None
        self._ids = itertools.count(1)
        self._asked: dict[int, asyncio.Future[_Told]] = {}
        self._awaiting_snapshot = False
        self._doubted = False
        self._confirmed = float("-inf")

    @property
    def link(self) -> Link:
        """How the line stands now."""
        return self._dialler.link

    async def run(self) -> Refusal:
        """Follow until cancelled; gives why when the desk refuses for good (a bad token)."""
        return await self._dialler.run(self._talk)

    async def do(self, command: Ask) -> Done:
        """Ask the desk and wait for its answer.

        Raises NotConnected when the line is down or breaks first: whether the desk obeyed then
        shows on the board after the next resume.
        """
        return await self._ask(Done, lambda number: Do(number, command))

    async def ask(self, question: Question[A]) -> A:
        """Ask what the desk knows, and wait for the answer; the question's `id` is filled in.

        The answer may hold a refusal. Raises NotConnected as `do` does.
        """
        wanted = cast("type[A]", question.answer)
        return await self._ask(
            wanted, lambda number: cast("FromClient", replace(question, id=number))
        )

    async def survey(self) -> None:
        """Ask for the county's atlas; it comes to the follower. Raises NotConnected."""
        await self._send(Survey())

    def present(self) -> None:
        """Say that somebody is at the keyboard; costs nothing, so call it at every key."""
        if self._channel is not None:
            self._channel.present = True

    async def lock(self) -> None:
        """Have the seat locked until its PIN is given. Raises NotConnected."""
        await self._send(Lock())

    async def unlock(self, pin: str) -> Done:
        """Give the seat's PIN; the answer holds a refusal when it is not right, and comes late.

        Raises NotConnected.
        """
        return await self._ask(Done, lambda number: Unlock(number, pin))

    async def audit(self, after: int, limit: int = MAX_AUDIT) -> Audited:
        """Ask for up to `limit` access facts after the number `after`. Raises NotConnected."""
        return await self._ask(Audited, lambda number: Audit(number, after, limit))

    async def _send(self, frame: FromClient) -> None:
        if self._channel is None:
            raise NotConnected(refuse("not_connected"))
        try:
            await self._channel.send(frame)
        except UnreachableError as gone:
            raise NotConnected(refuse("not_connected")) from gone

    async def _ask(self, wanted: type[_Answer], question: Callable[[int], FromClient]) -> _Answer:
        number = next(self._ids)
        waiting: asyncio.Future[_Told] = asyncio.get_running_loop().create_future()
        self._asked[number] = waiting
        try:
            await self._send(question(number))
            answer = await waiting
        finally:
            self._asked.pop(number, None)
        if not isinstance(answer, wanted):
            raise NotConnected(refuse("not_connected"))
        return answer

    # ---- one call -------------------------------------------------------------------------------

    async def _talk(self, channel: Channel) -> None:
        resume = self._follower.seq > 0 and self._follower.epoch == channel.welcome.epoch
        self._doubted = False
        self._follower.fold(channel.welcome)
        await self._subscribe(channel, resume)
        self._channel = channel
        try:
            await until_one_ends(self._read(channel), channel.keep())
        finally:
            self._channel = None
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(NotConnected(refuse("not_connected")))

    async def _subscribe(self, channel: Channel, resume: bool) -> None:
        self._awaiting_snapshot = not resume
        if resume:
            since, epoch = self._follower.seq, channel.welcome.epoch
            await channel.send(Subscribe(since=since, epoch=epoch, calm=self._calm))
        else:
            await channel.send(Subscribe(calm=self._calm))
        await channel.send(Check())

    async def _confirm(self, channel: Channel) -> None:
        """Say how far we are, once a second: the desk never stays silent for much longer."""
        now = self._clock.monotonic()
        if now - self._confirmed >= SEEN_S and self.link.state == "live":
            self._confirmed = now
            await channel.send(Seen(self._follower.seq))

    async def _read(self, channel: Channel) -> None:
        while True:
            frame = await channel.receive()
            if self.link.state != "live":
                self._greeted(frame)
            match frame:
                case Delta():
                    await self._delta(channel, frame)
                case Digest():
                    await self._digest(channel, frame)
                case Done() | Audited() | Answer():
                    self._answered(frame)
                case Pong():
                    trip = self._clock.monotonic() - frame.sent
                    self._dialler.update(round_trip_s=trip)
                    self._follower.fold(frame)
                case Snapshot():
                    self._awaiting_snapshot = frame.part < frame.parts
                    self._follower.fold(frame)
                case _:
                    self._follower.fold(frame)
            await self._confirm(channel)

    def _greeted(self, frame: FromServer) -> None:
        """Call the link live once the subscription is answered; a refusal ends the call."""
        if isinstance(frame, Refused):
            raise TurnedAwayError(frame.refusal)
        if isinstance(frame, Snapshot | Delta | Digest | Tick):
            self._dialler.live()

    async def _delta(self, channel: Channel, delta: Delta) -> None:
        if self._awaiting_snapshot:
            return
        if delta.after == self._follower.seq:
            self._follower.fold(delta)
        else:
            await self._doubt(channel)

    async def _digest(self, channel: Channel, theirs: Digest) -> None:
        if self._awaiting_snapshot:
            return
        if theirs.seq < self._follower.seq:
            await channel.send(Check())
        elif theirs.seq == self._follower.seq and theirs.digest == self._follower.digest():
            self._doubted = False
            self._dialler.update(proven=True)
        else:
            await self._doubt(channel)

    async def _doubt(self, channel: Channel) -> None:
        """Fetch the board afresh; twice without a proof between, hang up and call again later."""
        self._dialler.update(proven=False, missed=self.link.missed + 1)
        if self._doubted:
            raise UnreachableError(refuse("boards_differ"))
        self._doubted = True
        await self._subscribe(channel, resume=False)

    def _answered(self, told: _Told) -> None:
        answer = self._asked.get(told.id)
        if answer is not None and not answer.done():
            answer.set_result(told)
