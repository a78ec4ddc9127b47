"""What a small desk knows beside its board: answers by the county's own code, and no socket."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from textual.pilot import Pilot

from county import events as ev
from county.alarms import Alarm
from county.cases import CaseLine, Query, Whereabouts, line_of
from county.commands import Ask
from county.decisions import Outcome
from county.events import Entry
from county.geo import Point, distance_m
from county.ranking import Scene, rank
from county.refusals import Refusal, refuse
from county.runcards import Need, RunCard
from county.travel import Start, Travel
from feeds import frames
from feeds.connection import NotConnected
from feeds.gasoline import Purchaser, Purchases, Stations, Trends
from feeds.question import A, Question
from feeds.questions import Found, Past, PastFound, Rank, Ranked, Search, Story, StoryTold
from tests.county.samples import LEADER, NOON, RULEBOOK
from tests.tui.seat import Seat
from tests.tui.story import position
from tui.ledger import Ledger
from tui.screens.alarm import AlarmScreen

CARDS = (
    RunCard(
        kind="gas_leak",
        needs=(
            Need(kinds=("car", "foot"), count=1),
            Need(kinds=("fire",), skills=("hazmat",), count=1),
            Need(kinds=("car",), count=1, step=2),
        ),
    ),
)
"""A card that the small county can cover only in part: it has no fire engine."""

METRES_A_SECOND = 10.0

OTHER = "li"
"""The seat of the other console."""


class Memory:
    """Answers questions about a seat's small desk; `app.asker` in a test."""

    def __init__(self, seat: Seat, cards: Sequence[RunCard] = CARDS) -> None:
        self.seat = seat
        self.cards = cards
        self.asked: list[Question[Any]] = []
        self.refusal: Refusal | None = None
        """Why everything is refused; None: it is answered."""
        self.broken = False
        """Whether the line breaks under every question."""
        self.open = asyncio.Event()
        """Whether answers come; a test may hold them back."""
        self.open.set()
        self.filed: dict[int, Alarm] = {}
        """Alarms as they stood when they left the board."""
        self.places: tuple[Whereabouts, ...] = ()
        seat.app.asker = self

    async def ask(self, question: Question[A]) -> A:
        """Answer as the desk does."""
        self.asked.append(question)
        await self.open.wait()
        if self.broken:
            raise NotConnected(refuse("not_connected"))
        if self.refusal is not None:
            return cast("A", question.answer(id=0, refusal=self.refusal))
        return cast("A", self._answer(question))

    def count(self, kind: type[Question[Any]]) -> int:
        """Count the questions of a kind so far."""
        return sum(isinstance(question, kind) for question in self.asked)

    def file(self, number: int) -> None:
        """Keep an alarm as it stands: it is about to leave the board."""
        self.filed[number] = self.seat.desk.county.board.alarms[number]

    def _answer(self, question: Question[Any]) -> object:
        match question:
            case Rank():
                return self._rank(question.alarm)
            case Past():
                return self._past(question.alarm)
            case Story():
                return self._story(question)
            case Search():
                found = [line_of(a) for a in self._cases() if _fits(a, question.query)]
                cut = found[: question.query.limit]
                return Found(id=0, cases=tuple(cut), more=len(cut) < len(found))
            case Purchases() | Purchaser() | Stations() | Trends():
                return self._ledger.answer(question, sorted(RULEBOOK.stations))
            case _:
                raise AssertionError(question)

    @property
    def _ledger(self) -> Ledger:
        desk, now = self.seat.desk, self.seat.clock.now()
        return Ledger(
            desk.purchases, desk.entries, RULEBOOK.gasoline, RULEBOOK.utc_offset_minutes, now
        )

    def _rank(self, number: int) -> Ranked:
        board = self.seat.desk.county.board
        alarm = board.alarms.get(number)
        if alarm is None:
            return Ranked(id=0, refusal=refuse("unknown_alarm", alarm=number))
        positions = self.seat.mirror.positions
        scene = Scene(board.units, positions, RULEBOOK.patrol, self.cards, measure)
        return Ranked(id=0, ranking=rank(alarm, scene, LEADER, self.seat.clock.now()))

    def _past(self, number: int) -> PastFound:
        here = next(a for a in self._cases() if a.number == number)
        others = [a for a in self._cases() if a.number != number]
        place = [a for a in others if a.report.place == here.report.place]
        caller = [a for a in others if a.report.caller and a.report.caller == here.report.caller]
        return PastFound(id=0, place=_lines(place), caller=_lines(caller))

    def _story(self, question: Story) -> StoryTold:
        number = question.alarm
        alarm = next((a for a in self._cases() if a.number == number), None)
        if alarm is None:
            return StoryTold(id=0, refusal=refuse("unknown_alarm", "alarm", alarm=number))
        entries = tuple(
            entry
            for entry in self.seat.desk.entries
            if _about(entry) == number and entry.seq > question.after
        )
        return StoryTold(id=0, alarm=alarm, entries=entries, positions=self.places)

    def _cases(self) -> list[Alarm]:
        known = {**self.filed, **self.seat.desk.county.board.alarms}
        return [known[number] for number in sorted(known, reverse=True)]


def other_console(seat: Seat, told: Ask | Outcome) -> None:
    """Let another console do something, or something be noted of it; the seat hears of it."""
    county, now = seat.desk.county, seat.clock.now()
    outcome = told if isinstance(told, Outcome) else county.obey(told, OTHER, LEADER, now)
    assert isinstance(outcome, Outcome), outcome
    seat.desk.entries += [ruled.entry for ruled in outcome.entries]
    seat.tell()


def measure(here: Point, starts: Sequence[Start]) -> list[Travel]:
    """Let every way be as straight as the crow flies."""
    ways = (distance_m(*here, start.lat, start.lon) for start in starts)
    return [Travel(way / METRES_A_SECOND, way, by_road=True) for way in ways]


def _lines(cases: Sequence[Alarm]) -> tuple[CaseLine, ...]:
    return tuple(map(line_of, cases))


def _about(entry: Entry) -> int | None:
    event = entry.event
    number = event.number if isinstance(event, ev.AlarmReported) else getattr(event, "alarm", None)
    return None if number is None else int(number)


def _fits(alarm: Alarm, query: Query) -> bool:
    report = alarm.report
    hay = f"{report.place.text} {report.text} {report.caller}"
    return (
        all(word in hay for word in query.words.split())
        and query.number in (None, alarm.number)
        and (not query.unit or any(order.unit == query.unit for order in alarm.orders))
        and (not query.kind or report.kind == query.kind)
        and (query.since is None or alarm.received >= query.since)
        and (query.before is None or alarm.number < query.before)
    )


def placed(seat: Seat) -> Memory:
    """Let the units of the seat be somewhere, and the desk answer questions."""
    at = (position("B1", 41.02), position("B2", 41.01), position("B3", 41.1))
    seat.mirror.fold(frames.Tick(now=NOON, positions=at))
    return Memory(seat)


async def opened(pilot: Pilot[None], seat: Seat) -> AlarmScreen:
    """Open the alarm on top."""
    await pilot.press("enter")
    await pilot.pause()
    await pilot.pause()
    front = seat.app.desks[-1]
    assert isinstance(front, AlarmScreen)
    return front


def prompt_of(seat: Seat) -> str:
    """Give what stands in the prompt."""
    return seat.app.desks[-1].prompt.line
