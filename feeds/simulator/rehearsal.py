"""A scenario played in memory: no socket, no disk, no waiting; for tests, pictures and checks."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.location import Locator
from config.places import Profile
from config.terms import terms_of
from county.alarms import Alarm
from county.board import Board
from county.clock import ManualClock
from county.commands import Ask
from county.decisions import County, Outcome
from county.events import Entry, PurchaseRegistered
from county.fields import Lang
from county.indicators import Terms
from county.patrol import Position
from county.refusals import Refusal
from county.rights import Rights
from feeds.simulator.play import Play
from feeds.simulator.scenario import Scenario
from feeds.simulator.stage import Act, Bid, Locate, Sit, Tell
from feeds.simulator.truth import Truth

OFFICER = "console-1"
"""The seat of whoever looks on: nobody in the script acts there."""

PARTNER = "console-2"
"""The seat of the scripted console, when the scenario names none."""


@dataclass
class Rehearsal:
    """A county as it stands at a moment of a scenario, and how it came to be."""

    scenario: Scenario
    terms: Terms
    """What the county's figures are measured by."""
    start: int
    """When the play began, epoch milliseconds."""
    now: int
    """The moment, epoch milliseconds."""
    board: Board
    entries: list[Entry] = field(default_factory=list)
    sold: int = 0
    """Purchases accepted."""
    purchases: list[PurchaseRegistered] = field(default_factory=list)
    """The purchases themselves, where they are kept."""
    truth: Truth = field(default_factory=Truth)
    """What was planted among them."""
    positions: dict[str, Position] = field(default_factory=dict)
    """The latest fix of each unit."""
    refusals: list[tuple[Act, Refusal]] = field(default_factory=list)
    """What the county refused and should not have: none in a sound scenario."""
    obeyed: list[Bid] = field(default_factory=list)
    """What the county obeyed and should have refused: none either."""
    labels: dict[str, int] = field(default_factory=dict)
    """The numbers of the labelled alarms."""
    heard: dict[str, int] = field(default_factory=dict)
    """When each source was last heard, epoch milliseconds."""

    def alarm(self, label: str) -> Alarm:
        """Give a labelled alarm; raises KeyError when it is not on the board."""
        return self.board.alarms[self.labels[label]]


def rehearse(
    scenario: Scenario, profile: Profile, until_s: float | None = None, *, lang: Lang = "zh"
) -> Rehearsal:
    """Play a scenario to its second `until_s` (its end if None), from its own start time."""
    performance = Performance(scenario, profile, lang=lang)
    performance.run(scenario.duration_s if until_s is None else until_s)
    return performance.rehearsal


class Performance:
    """A county in memory that a play is played to, as far as it is let run; others may act too.

    With a `speed` the play's seconds are squeezed and the county's are not: its clock is that of
    the wall. A whole year's purchases are better not kept.
    """

    def __init__(
        self,
        scenario: Scenario,
        profile: Profile,
        *,
        lang: Lang = "zh",
        speed: float = 1.0,
        keeps_purchases: bool = True,
    ) -> None:
        self.clock = ManualClock(scenario.starts_at)
        self.county = County(profile.rulebook, Locator(profile).locate)
        start, board = self.clock.now(), self.county.board
        self.rehearsal = Rehearsal(scenario, terms_of(profile), start, start, board)
        self._play = Play(scenario, profile, start, board=board, speed=speed, lang=lang)
        self._speed = speed
        self._keeps_purchases = keeps_purchases
        self._grace_ms = profile.rulebook.alarms.take_over_s * 1000
        self._rights = {seat.name: Rights(seat.role) for seat in scenario.seat}
        self._silent_at: dict[str, int] = {}
        """When a console that was left counts as quiet."""
        self._keep(self.county.enrol([unit.registered(start) for unit in profile.units], start))
        self._keep(self.county.console_heard(OFFICER, start))

    def run(self, until_s: float) -> None:
        """Let the play come to its second `until_s`, and whatever falls due until then."""
        end = self._moment(until_s)
        while True:
            planned, due = self._play.next_s, self._next_due
            at = None if planned is None or planned > until_s else self._moment(planned)
            if due is not None and due <= end and (at is None or due <= at):
                self._pass_to(due)
                self._fall_due()
            elif at is not None:
                acts = list(self._play.step())
                self._pass_to(at)
                for act in acts:
                    self._carry(act)
            else:
                break
        self._pass_to(end)
        self.rehearsal.now = end
        self.rehearsal.labels = self._play.labels
        self.rehearsal.truth = self._play.truth

    def ask(self, command: Ask, seat: str = OFFICER) -> Outcome | Refusal:
        """Let somebody at `seat` act now; the people of the play learn of it."""
        rights = self._rights.get(seat, Rights("officer"))
        self._silent_at.pop(seat, None)
        self._keep(self.county.console_heard(seat, self.clock.now()))
        outcome = self.county.obey(command, seat, rights, self.clock.now())
        if isinstance(outcome, Outcome):
            self._keep(outcome)
        return outcome

    # ---- time -----------------------------------------------------------------------------------

    def _moment(self, play_s: float) -> int:
        return self.rehearsal.start + round(play_s * 1000 / self._speed)

    @property
    def _next_due(self) -> int | None:
        due = [*self._silent_at.values()]
        if self.county.next_due is not None:
            due.append(self.county.next_due)
        return min(due, default=None)

    def _pass_to(self, now: int) -> None:
        now = max(now, self.clock.now())
        self.clock.move_to(now)
        self._play.pass_to((now - self.rehearsal.start) * self._speed / 1000)

    def _fall_due(self) -> None:
        """Do what falls due on the way at its own moment."""
        now = self.clock.now()
        self._keep(self.county.fall_due(now))
        for seat in [seat for seat, at in self._silent_at.items() if at <= now]:
            del self._silent_at[seat]
            self._keep(self.county.console_silent(seat, now))

    # ---- what is said and done ------------------------------------------------------------------

    def _carry(self, act: Act) -> None:
        now, rehearsal = self.clock.now(), self.rehearsal
        match act:
            case Locate(source, fix):
                position = Position.of(fix, source, now)
                rehearsal.positions[fix.unit] = position
                rehearsal.heard[source] = now
                self._keep(self.county.sighted([position], now))
            case Tell(source, fact):
                rehearsal.heard[source] = now
                self._judge(act, self.county.report(fact, source, now))
            case Bid(command, seat):
                self._judge(act, self.ask(command, seat or PARTNER))
            case Sit(seat, there):
                self._sit(seat or PARTNER, there=there)

    def _judge(self, act: Tell | Bid, outcome: Outcome | Refusal) -> None:
        wanted = act.refused if isinstance(act, Bid) else ""
        if isinstance(outcome, Refusal):
            if outcome.code != wanted:
                self.rehearsal.refusals.append((act, outcome))
        elif isinstance(act, Tell):  # what was asked is kept already
            self._keep(outcome)
        elif wanted:
            self.rehearsal.obeyed.append(act)

    def _sit(self, seat: str, *, there: bool) -> None:
        if there:
            self._silent_at.pop(seat, None)
            self._keep(self.county.console_heard(seat, self.clock.now()))
        else:
            self._silent_at[seat] = self.clock.now() + self._grace_ms

    def _keep(self, outcome: Outcome) -> None:
        """Note what the county decided, and let the people of the play see it."""
        self.rehearsal.sold += len(outcome.purchases)
        if self._keeps_purchases:
            self.rehearsal.purchases.extend(outcome.purchases.values())
        for ruled in outcome.entries:
            self.rehearsal.entries.append(ruled.entry)
            self._play.learn(ruled.entry)
