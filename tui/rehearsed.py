"""What a rehearsed scenario knows beside its board: a desk's answers for pictures, without a desk.

Rankings come from the same code as the desk's. The memory is what happened in the scenario: it has
no past before its first minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from config.places import Profile
from county.alarms import Alarm
from county.alarms.likeness import near
from county.cases import CaseLine, Query, line_of
from county.events import AlarmReported, Entry
from county.ranking import Ranking, Scene, rank
from county.refusals import Refusal, refuse
from county.rights import Rights
from county.travel import Measure
from feeds.gasoline import Backtest, Purchaser, Purchases, Stations, Trends
from feeds.question import A, Answer, Question
from feeds.questions import Found, Past, PastFound, Rank, Ranked, Search, Story, StoryTold
from tui.ledger import Ledger
from tui.rehearsed_trial import tried

if TYPE_CHECKING:  # the simulator loads the map library, which no screen needs
    from feeds.simulator.rehearsal import Rehearsal


class RehearsedDesk:
    """Answers a screen's questions about a scenario at the moment it stands still."""

    def __init__(self, rehearsal: Rehearsal, profile: Profile) -> None:
        self._rehearsal = rehearsal
        self._profile = profile

    async def ask(self, question: Question[A]) -> A:
        """Answer as the desk would."""
        told = self._answer(question)
        if isinstance(told, Refusal):
            return cast("A", question.answer(id=question.id, refusal=told))
        return cast("A", told)

    def _answer(self, question: Question[Any]) -> Answer | Refusal:
        match question:
            case Purchases() | Purchaser() | Stations() | Trends():
                return self._ledger.answer(question, self._stations)
            case Backtest():
                rules, ground = self._profile.gasoline, self._profile.ground
                offset = self._profile.utc_offset_minutes
                return tried(question, self._rehearsal.purchases, rules, ground, offset)
            case Search():
                return Found(id=question.id, cases=tuple(self._search(question.query)))
            case Rank() | Past() | Story():
                alarm = self._rehearsal.board.alarms.get(question.alarm)
                if alarm is None:
                    return refuse("unknown_alarm", "alarm", alarm=question.alarm)
                return self._of_alarm(question, alarm)
            case _:
                return refuse("not_connected")

    def _of_alarm(
        self, question: Rank | Past | Story, alarm: Alarm
    ) -> Ranked | PastFound | StoryTold:
        match question:
            case Rank():
                return Ranked(id=question.id, ranking=self._rank(alarm))
            case Past():
                place, caller = self._past(alarm)
                return PastFound(id=question.id, place=place, caller=caller)
            case Story():
                entries = tuple(self._story(alarm.number))
                return StoryTold(id=question.id, alarm=alarm, entries=entries)

    @cached_property
    def _ledger(self) -> Ledger:
        told, offset = self._rehearsal, self._profile.utc_offset_minutes
        rules = self._profile.gasoline
        return Ledger(told.purchases, told.entries, rules, offset, told.now)

    @property
    def _stations(self) -> list[str]:
        return [site.id for site in self._profile.sites if site.kind == "petrol_station"]

    @cached_property
    def _measure(self) -> Measure:
        from config.routing import Router  # noqa: PLC0415 - it loads scipy, which no screen needs

        return Router(self._profile.roads, self._profile.travel).measure

    def _rank(self, alarm: Alarm) -> Ranking:
        told = self._rehearsal
        scene = Scene(
            told.board.units,
            told.positions,
            self._profile.patrol,
            self._profile.cards,
            self._measure,
        )
        return rank(alarm, scene, Rights("officer"), told.now)

    def _past(self, alarm: Alarm) -> tuple[tuple[CaseLine, ...], tuple[CaseLine, ...]]:
        report, radius_m = alarm.report, self._profile.alarms.duplicates.radius_m
        others = [other for other in self._newest() if other.number != alarm.number]
        place = (o for o in others if near(report.place, o.report.place, radius_m))
        caller = (o for o in others if report.caller and report.caller == o.report.caller)
        return tuple(map(line_of, place)), tuple(map(line_of, caller))

    def _search(self, query: Query) -> Iterator[CaseLine]:
        for alarm in self._newest():
            report = alarm.report
            hay = f"{alarm.number} {report.place.text} {report.text} {report.caller}"
            if all(word in hay for word in query.words.split()):
                yield line_of(alarm)

    def _newest(self) -> list[Alarm]:
        alarms = self._rehearsal.board.alarms
        return [alarms[number] for number in sorted(alarms, reverse=True)]

    def _story(self, number: int) -> Iterator[Entry]:
        for entry in self._rehearsal.entries:
            event = entry.event
            about = event.number if isinstance(event, AlarmReported) else None
            if number in (about, getattr(event, "alarm", None)):
                yield entry
