"""Questions that a command asks of the desk, without following the board."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from config.atlas import Atlas
from county.clock import Clock
from feeds.channel import Address, Channel, TurnedAwayError, opened, until_one_ends
from feeds.frame import ServerFrame
from feeds.frames import AtlasFrame, Refused, Survey
from feeds.question import Answer, Question
from feeds.wire import CODECS, JSON

_Frame = TypeVar("_Frame", bound=ServerFrame)
_Told = TypeVar("_Told", bound=Answer)
_Result = TypeVar("_Result")


class Desk:
    """A desk that answers one question after the other.

    Everything here raises UnreachableError when the line breaks, TurnedAwayError when the desk
    says no.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    async def atlas(self) -> Atlas:
        """Ask for the county's atlas."""
        await self._channel.send(Survey())
        return (await self._wait(AtlasFrame)).atlas

    async def ask(self, question: Question[_Told], answer: type[_Told]) -> _Told:
        """Ask a question and wait for its answer."""
        await self._channel.send(question)  # type: ignore[arg-type] # every question is in the union
        told = await self._wait(answer)
        if told.refusal is not None:
            raise TurnedAwayError(told.refusal)
        return told

    async def _wait(self, wanted: type[_Frame]) -> _Frame:
        while True:
            frame = await self._channel.receive()
            if isinstance(frame, wanted):
                return frame
            if isinstance(frame, Refused):
                raise TurnedAwayError(frame.refusal)


async def call(
    address: Address, clock: Clock, work: Callable[[Desk], Awaitable[_Result]]
) -> _Result:
    """Call the desk, have `work` done with it, and hang up; give what it gave.

    Raises UnreachableError, also when the desk falls silent; TurnedAwayError; what `work` raises.
    """
    async with opened(address, CODECS[JSON], clock) as channel:
        given: list[_Result] = []

        async def working() -> None:
            given.append(await work(Desk(channel)))

        # A long answer is no silent line: pings go on meanwhile.
        await until_one_ends(working(), channel.keep())
        return given[0]
