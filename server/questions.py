"""Answers to what seats ask beside following the board: with their rights, and off the alarms' way.

An answer may take its time: it is worked out on other threads and goes out when it is ready, past
the pushes and commands of the same connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from county.alarms import Alarm
from county.board import Board
from county.clock import Clock
from county.refusals import Refusal, ZhibanError, refuse
from county.rights import Rights
from feeds.gasoline import (
    Backtest,
    BacktestState,
    Identities,
    Purchaser,
    Purchases,
    Stations,
    Trends,
)
from feeds.questions import (
    AnyAnswer,
    AnyQuestion,
    Bulletin,
    BulletinTold,
    Found,
    Past,
    PastFound,
    Rank,
    Ranked,
    Search,
    Story,
    StoryTold,
)
from server.backtests import Workbench
from server.bulletins import Bulletins
from server.gasoline_questions import GasolineQuestions
from server.hub import Hub
from server.identities import Reading
from server.peer import GONE, Peer
from server.person import Person
from server.ranking import Ranker
from server.records import Records
from server.whereabouts import Trails

log = logging.getLogger(__name__)

MAX_UNDER_WAY = 4
"""Questions of one connection that are being answered; more are refused."""


class Questions:
    """Answers for all seats of one desk."""

    def __init__(
        self,
        hub: Hub,
        records: Records,
        trails: Trails,
        ranker: Ranker,
        bulletins: Bulletins,
        gasoline: GasolineQuestions,
        reading: Reading,
        workbench: Workbench,
        same_place_m: float,
        clock: Clock,
    ) -> None:
        """`same_place_m`: up to how far apart two alarms are at the same place, metres."""
        self._hub = hub
        self._records = records
        self._trails = trails
        self._ranker = ranker
        self._ranking = asyncio.Lock()
        self._bulletins = bulletins
        self._reading = reading
        self._workbench = workbench
        self._gasoline = gasoline
        self._same_place_m = same_place_m
        self._clock = clock

    async def answer(self, question: AnyQuestion, person: Person, rights: Rights) -> AnyAnswer:
        """Answer as far as a person at a seat with these rights may know.

        Raises ZhibanError with the refusal, sqlite3.Error when the journal cannot be read.
        """
        if not rights.sees_board:
            raise ZhibanError(refuse("role_may_not", role=rights.role))
        match question:
            case Rank():
                return await self._rank(question, rights)
            case Search():
                behind = self._records.behind
                cases, more = await self._records.lookups.search(question.query, rights.areas)
                return Found(id=question.id, cases=cases, more=more, behind=behind)
            case Identities():
                return await self._reading.tell(question, person.seat, rights)
            case Past():
                return await self._past(question, rights)
            case Story():
                return await self._story(question, rights)
            case Bulletin():
                told = await self._bulletins.bulletin(
                    question.since, question.until, rights, question.trace
                )
                return BulletinTold(id=question.id, bulletin=told)
            case Purchases() | Purchaser() | Stations() | Trends():
                return await self._gasoline.answer(question, rights)
            case Backtest() | BacktestState():
                return await self._workbench.answer(question, person, rights)

    def leave(self, person: Person) -> None:
        """Let go of what only goes on for somebody who is gone."""
        self._workbench.leave(person)

    async def _rank(self, question: Rank, rights: Rights) -> Ranked:
        alarm = self._standing(question.alarm, rights)
        if alarm is None:
            raise ZhibanError(_unknown(question.alarm))
        async with self._ranking:
            # Copies, because the loop goes on changing both while a thread ranks for milliseconds.
            board, positions = Board(), dict(self._hub.positions)
            board.units = dict(self._hub.published.units)
            ranking = await asyncio.to_thread(
                self._ranker.rank, alarm, board, positions, rights, self._clock.now()
            )
        return Ranked(id=question.id, ranking=ranking)

    async def _past(self, question: Past, rights: Rights) -> PastFound:
        behind = self._records.behind
        alarm = await self._known(question.alarm, rights)
        past = await self._records.lookups.past(
            alarm, self._same_place_m, rights.areas, question.limit
        )
        return PastFound(id=question.id, place=past.place, caller=past.caller, behind=behind)

    async def _story(self, question: Story, rights: Rights) -> StoryTold:
        behind = self._records.behind
        alarm = await self._known(question.alarm, rights)
        entries, more = await self._records.lookups.entries(
            question.alarm, question.after, rights.areas
        )
        positions = await self._trails.along(entries, self._may_be_followed(rights))
        return StoryTold(
            id=question.id,
            alarm=alarm,
            entries=tuple(entries),
            positions=positions,
            more=more,
            behind=behind,
        )

    def _standing(self, number: int, rights: Rights) -> Alarm | None:
        """Give an alarm of the board as everybody may know it, if the seat sees it."""
        alarm = self._hub.published.alarms.get(number)
        return alarm if alarm is not None and rights.sees_area(alarm.area) else None

    async def _known(self, number: int, rights: Rights) -> Alarm:
        """Give an alarm of the records, or of the board while they lag."""
        alarm = await self._records.lookups.alarm(number, rights.areas)
        alarm = alarm or self._standing(number, rights)
        if alarm is None:
            raise ZhibanError(_unknown(number))
        return alarm

    def _may_be_followed(self, rights: Rights) -> Callable[[str], bool]:
        """Give what tells whose positions the seat may see: those it would see live."""
        units = self._hub.published.units
        return lambda unit: (
            rights.areas is None or (unit in units and rights.sees_area(units[unit].area))
        )


class Inquiries:
    """The questions of one connection."""

    def __init__(
        self, questions: Questions, peer: Peer, person: Person, rights: Rights, patience_s: float
    ) -> None:
        """`patience_s`: how long a reader may take nothing of a long answer, seconds."""
        self._questions = questions
        self._peer = peer
        self._person = person
        self._rights = rights
        self._patience_s = patience_s
        self._under_way: set[asyncio.Task[None]] = set()

    def take(self, question: AnyQuestion) -> None:
        """Begin to answer a question."""
        if self._person.locked:
            self._peer.tell(self._refused(question, refuse("locked")))
        elif len(self._under_way) >= MAX_UNDER_WAY:
            refusal = refuse("too_many_questions", limit=MAX_UNDER_WAY)
            self._peer.tell(self._refused(question, refusal))
        else:
            task = asyncio.create_task(self._answer(question))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    def close(self) -> None:
        """Leave the rest unanswered: nobody is there to be told."""
        for task in self._under_way:
            task.cancel()
        self._questions.leave(self._person)

    async def _answer(self, question: AnyQuestion) -> None:
        answer: AnyAnswer
        try:
            answer = await self._questions.answer(question, self._person, self._rights)
        except ZhibanError as no:
            self._person.was_refused(question, no.refusal)
            answer = self._refused(question, no.refusal)
        except Exception:
            # A defect here, or a disk that fails, may cost the answer, never the connection.
            log.exception("a question was not answered")
            answer = self._refused(question, refuse("records_away"))
        with contextlib.suppress(*GONE):
            await self._peer.deliver(self._peer.codec.encode(answer), self._patience_s)

    def _refused(self, question: AnyQuestion, refusal: Refusal) -> AnyAnswer:
        return question.answer(id=question.id, refusal=refusal, text=refusal.text(self._peer.lang))


def _unknown(number: int) -> Refusal:
    return refuse("unknown_alarm", "alarm", alarm=number)
