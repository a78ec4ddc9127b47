"""The line of an SSH door: it asks the desk which key opens which seat, and holds the tickets."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

from msgspec.structs import replace

from config.atlas import Atlas
from county.clock import Clock
from county.fields import Lang
from county.refusals import Refusal, refuse
from county.text import clean
from feeds.channel import Address, Channel, UnreachableError, until_one_ends
from feeds.connection import NotConnected
from feeds.dialler import Dialler, Link
from feeds.frames import (
    AtlasFrame,
    Enter,
    Entered,
    FromClient,
    FromServer,
    Knock,
    Knocked,
    Leave,
    Survey,
    TurnedAway,
)

_Answer = TypeVar("_Answer", Knocked, Entered)

NAME_MAX, REASON_MAX, CODE_MAX, KEY_MAX = 80, 40, 40, 1000
"""Characters that the wire takes. What a stranger typed is cut to them: a seat's name is shorter,
so that nothing cut opens one."""


class Vouch:
    """A door's connection: calls again by itself, as every line of ours.

    Tickets outlive it: the desk keeps them for a minute, and after a restart of the desk they are
    presented again, so that sessions only see their own lines break and come back.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        lang: Lang = "en",
        client: str = "zhiban door",
        clock: Clock,
        rng: random.Random,
        ca: Path | None = None,
        on_link: Callable[[Link], None] | None = None,
    ) -> None:
        """`token`: of a seat with the role door."""
        address = Address(url, token, lang, client, ca)
        self._dialler = Dialler(address, clock, rng, on_link or _unheeded)
        self._channel: Channel | None = None
        self._ids = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Knocked | Entered]] = {}
        self._standing: dict[str, Enter] = {}
        """By the ticket: what it was given for."""
        self._untold: asyncio.Queue[TurnedAway | Leave] = asyncio.Queue(1000)
        self._surveys: list[asyncio.Future[Atlas]] = []

    @property
    def link(self) -> Link:
        """How the line stands now."""
        return self._dialler.link

    async def run(self) -> Refusal:
        """Keep the line until cancelled; gives why when the desk refuses for good."""
        return await self._dialler.run(self._talk)

    # ---- what a door asks -----------------------------------------------------------------------

    async def knock(self, name: str, key: str, address: str) -> Literal["yes", "enrol", "no"]:
        """Ask whether an OpenSSH public key may sign in for a seat; changes nothing.

        ``enrol``: it may not, but a one-time code is open for the seat. Unknown keys are answered
        later and later. Raises NotConnected.
        """
        asked = Knock(id=0, name=name[:NAME_MAX], key=key[:KEY_MAX], address=address[:NAME_MAX])
        return (await self._ask(Knocked, asked)).answer

    async def enter(
        self, name: str, key: str, address: str, code: str = "", client: str = ""
    ) -> Entered:
        """Sign in who has proven to hold the key; with a one-time code, bind the key first.

        The answer holds a ticket, to be given to `feeds.connection.Connection` as its token by
        the session, or a refusal with its text. Raises NotConnected.
        """
        asked = Enter(
            id=0,
            name=name[:NAME_MAX],
            key=key[:KEY_MAX],
            address=address[:NAME_MAX],
            code=code[:CODE_MAX],
            client=clean(client, NAME_MAX),
        )
        entered = await self._ask(Entered, asked)
        if entered.refusal is None:
            # A code opens once: presented again, the ticket goes by the key that it bound.
            self._standing[entered.ticket] = replace(asked, code="", ticket=entered.ticket)
        return entered

    def turned_away(self, name: str, address: str, reason: str) -> None:
        """Have it written down that somebody did not get in; told when the line is up."""
        told = TurnedAway(
            name=name[:NAME_MAX], address=address[:NAME_MAX], reason=reason[:REASON_MAX]
        )
        self._tell(told)

    def leave(self, ticket: str) -> None:
        """Give a ticket back: its session is over."""
        if self._standing.pop(ticket, None) is not None:
            self._tell(Leave(ticket))

    async def atlas(self) -> Atlas:
        """Fetch the county's atlas, for sessions to start with. Raises NotConnected."""
        if self._channel is None:
            raise NotConnected(refuse("not_connected"))
        waiting: asyncio.Future[Atlas] = asyncio.get_running_loop().create_future()
        self._surveys.append(waiting)
        await self._send(self._channel, Survey())
        return await waiting

    def _tell(self, frame: TurnedAway | Leave) -> None:
        # Full only after a long silence under attack: the desk could not have kept them all either.
        if not self._untold.full():
            self._untold.put_nowait(frame)

    async def _ask(self, wanted: type[_Answer], asked: Knock | Enter) -> _Answer:
        if self._channel is None:
            raise NotConnected(refuse("not_connected"))
        number = next(self._ids)
        waiting: asyncio.Future[Knocked | Entered] = asyncio.get_running_loop().create_future()
        self._asked[number] = waiting
        try:
            await self._send(self._channel, replace(asked, id=number))
            answer = await waiting
        finally:
            self._asked.pop(number, None)
        if not isinstance(answer, wanted):
            raise NotConnected(refuse("not_connected"))
        return answer

    async def _send(self, channel: Channel, frame: FromClient) -> None:
        try:
            await channel.send(frame)
        except UnreachableError as gone:
            raise NotConnected(refuse("not_connected")) from gone

    # ---- one call -------------------------------------------------------------------------------

    async def _talk(self, channel: Channel) -> None:
        self._channel = channel
        self._dialler.live()
        try:
            await until_one_ends(
                self._read(channel), self._present(), self._pass_on(channel), channel.keep()
            )
        finally:
            self._channel = None
            self._give_up()

    def _give_up(self) -> None:
        """Tell those who wait that no answer will come."""
        lost: list[asyncio.Future[Any]] = [*self._asked.values(), *self._surveys]
        self._surveys.clear()
        for answer in lost:
            if not answer.done():
                answer.set_exception(NotConnected(refuse("not_connected")))

    async def _present(self) -> None:
        """Present the tickets again: a desk that was restarted has forgotten them."""
        with contextlib.suppress(NotConnected):  # the reading ends too then, and says why
            for ticket, asked in list(self._standing.items()):
                entered = await self._ask(Entered, asked)
                if entered.refusal is not None:
                    self._standing.pop(ticket, None)
                elif ticket not in self._standing:
                    self._tell(Leave(ticket))
        await asyncio.Event().wait()

    async def _pass_on(self, channel: Channel) -> None:
        while True:
            await channel.send(await self._untold.get())

    async def _read(self, channel: Channel) -> None:
        while True:
            self._take(await channel.receive())

    def _take(self, frame: FromServer) -> None:
        match frame:
            case Knocked() | Entered():
                answer = self._asked.get(frame.id)
                if answer is not None and not answer.done():
                    answer.set_result(frame)
            case AtlasFrame():
                surveys, self._surveys = self._surveys, []
                for survey in surveys:
                    if not survey.done():
                        survey.set_result(frame.atlas)


def _unheeded(_: Link) -> None:
    """Learn of the link in place of nobody."""
