"""A scenario put on stage: who is in it, and how the desk's answers reach them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from config.places import Profile
from county import events as ev
from county.board import Board
from county.events import Entry
from county.fields import Lang
from feeds.simulator.buyers import Buyers
from feeds.simulator.callers import Callers
from feeds.simulator.console import Console
from feeds.simulator.crews import Crews
from feeds.simulator.fleet import Fleet
from feeds.simulator.panels import Panels
from feeds.simulator.roads import Roads
from feeds.simulator.scenario import Callers as Silence
from feeds.simulator.scenario import Scenario
from feeds.simulator.stage import SECOND, Act, Stage, Told, marked, told
from feeds.simulator.steps import Step, command_of, fact_of
from feeds.simulator.truth import Truth

PATIENCE_S = 1.0
"""A step whose alarm the desk has not numbered yet is tried again after this."""

TRIES = 60


class Play:
    """One performance of a scenario: the same scenario, profile and start give the same acts.

    The player steps it, takes each act to a desk, keeps `board` as the desk says, and lets the
    people of the play learn every entry.
    """

    def __init__(
        self,
        scenario: Scenario,
        profile: Profile,
        start: int,
        *,
        board: Board,
        speed: float = 1.0,
        lang: Lang = "zh",
    ) -> None:
        self.scenario = scenario
        self.labels: dict[str, int] = {}
        """The numbers of the labelled alarms, as the desk gives them."""
        self._stage = stage = Stage(scenario.seed, start, speed, lang, board)
        self._told: dict[Told, str] = {}
        share = scenario.patrol.share if scenario.patrol else 0.0
        self._fleet = Fleet(stage, profile, Roads(profile.roads), share)
        self._crews = Crews(stage, self._fleet, scenario.crews)
        manners = scenario.callers or Silence(every_s=1)
        rules = profile.rulebook.alarms
        self._console = Console(stage, self._fleet, scenario.console, manners.left, rules)
        self._callers = Callers(stage, profile, manners)
        self._buyers: Buyers | None = None
        self._begin(profile)

    @property
    def truth(self) -> Truth:
        """What was planted among the sales so far."""
        return self._buyers.truth if self._buyers else Truth()

    @property
    def next_s(self) -> float | None:
        """When something is planned next, seconds of the play; None when it has come to its end."""
        after = self._stage.next_s
        return None if after is None or after > self.scenario.duration_s else after

    @property
    def now(self) -> int:
        """The play's wall clock, epoch milliseconds."""
        return self._stage.now

    def step(self) -> Iterator[Act]:
        """Let the next planned thing happen; gives what was said and done."""
        return self._stage.step()

    def pass_to(self, now_s: float) -> None:
        """Let time pass up to `now_s`, but not over what is planned: for a desk in real time."""
        self._stage.pass_to(now_s)

    def learn(self, entry: Entry) -> None:
        """Let the people see an entry that the board has just folded."""
        match entry.event:
            case ev.AlarmReported() as alarm:
                self._numbered(alarm, alarm.number)
            case ev.AlarmRepeated(alarm=number, report=again):
                self._folded(again, number)
            case ev.UnitDispatched(at=at, leaves_at=leaves_at) as order if leaves_at <= at:
                self._crews.ordered(order.alarm, order.unit)
            case ev.OrderSent(alarm=number, unit=unit):
                self._crews.ordered(number, unit)
            case ev.OrderResent(alarm=number, unit=unit):
                self._crews.ordered(number, unit, again=True)
            case ev.OrderSigned() as signed if entry.by.startswith("seat:"):
                self._crews.spoken_to(signed)
            case ev.UnitReleased(unit=unit) | ev.TaskEnded(unit=unit):
                self._crews.released(unit)
            case ev.TaskAssigned() as task:
                self._crews.assigned(task)
            case ev.FeedbackGiven(alarm=number):
                self._console.fed_back(number)
            case ev.WarningRaised(number=number, simulated=True) as warning:
                self._console.warned(number, planted=self.truth.of(warning) is not None)
            case _:
                pass

    def _begin(self, profile: Profile) -> None:
        scenario, stage = self.scenario, self._stage
        if not scenario.seat:
            stage.later(0, lambda: stage.sit(SECOND, there=True))
        for step in scenario.step:
            stage.later(step.at, lambda step=step: self._take(step, TRIES))  # type: ignore[misc]  # the default binds the step
        if scenario.patrol is not None:
            self._fleet.begin()
        if scenario.callers is not None:
            self._callers.begin()
        Panels(stage, scenario.panel, self._tell).begin()
        if scenario.purchases is not None:
            self._buyers = Buyers(stage, profile, scenario, self._callers.threatened)
            self._buyers.begin()

    def _numbered(self, alarm: ev.AlarmReported, number: int) -> None:
        """Know again what was told, now that it has a number."""
        known = told(alarm)
        label = self._told.pop(known, "")
        if label:
            self.labels[label] = number
        call = self._callers.calls.pop(known, None)
        if call is not None:
            self._crews.calls[number] = call
            self._console.rang(number, call)

    def _folded(self, again: ev.AlarmReported, number: int) -> None:
        """Know again what was told when it went into the alarm that its device had told before."""
        known = told(again)
        label = self._told.pop(known, "")
        if label:
            self.labels[label] = number
        self._callers.calls.pop(known, None)

    def _take(self, step: Step, tries: int) -> None:
        """Take a step of the script, later when an alarm it names has no number yet."""
        stage = self._stage
        try:
            seat = step.seat or SECOND
            if step.do is not None:
                stage.bid(command_of(step.do, self.labels, stage.lang), seat, step.refused)
            elif step.console is not None:
                stage.sit(seat, there=step.console == "joins")
            elif step.tell is not None and step.source is not None:
                fact = fact_of(step.tell, stage.now, self.labels, stage.lang)
                self._tell(step.source, fact, step.label)
        except KeyError:
            if tries:
                stage.later(PATIENCE_S, lambda: self._take(step, tries - 1))

    def _tell(self, source: str, fact: ev.Report, label: str) -> None:
        if isinstance(fact, ev.AlarmReported):
            fact = marked(fact, self._stage.lang)
            self._told[told(fact)] = label
        if isinstance(fact, ev.PurchaseRegistered):
            fact = replace(fact, simulated=True)
        self._stage.tell(source, fact)
