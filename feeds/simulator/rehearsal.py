"""A scenario played in memory: no socket, no disk, no waiting; for tests, pictures and checks."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.location import Locator
from config.places import Profile
from county.alarms import Alarm
from county.board import Board
from county.clock import ManualClock
from county.decisions import County, Outcome
from county.events import Entry, PurchaseRegistered
from county.fields import Lang
from county.patrol import Position
from county.refusals import Refusal
from county.rights import Rights
from feeds.simulator.play import Play
from feeds.simulator.scenario import Scenario
from feeds.simulator.stage import Act, Bid, Locate, Tell

SEAT = "console-2"
"""The seat of the scripted console."""

_RIGHTS = Rights("leader")


@dataclass
class Rehearsal:
    """A county as it stands at a moment of a scenario, and how it came to be."""

    scenario: Scenario
    now: int
    """The moment, epoch milliseconds."""
    board: Board
    entries: list[Entry] = field(default_factory=list)
    purchases: list[PurchaseRegistered] = field(default_factory=list)
    positions: dict[str, Position] = field(default_factory=dict)
    """The latest fix of each unit."""
    refusals: list[tuple[Act, Refusal]] = field(default_factory=list)
    """What the county refused: none in a sound scenario."""
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
    clock = ManualClock(scenario.starts_at)
    county = County(profile.rulebook, Locator(profile).locate)
    rehearsal = Rehearsal(scenario, clock.now(), county.board)
    play = Play(scenario, profile, clock.now(), board=county.board, lang=lang)
    performance = _Performance(county, play, rehearsal, clock)
    performance.keep(
        county.enrol([unit.registered(clock.now()) for unit in profile.units], clock.now())
    )
    performance.run(scenario.duration_s if until_s is None else until_s)
    return rehearsal


class _Performance:
    """Carries the acts of a play to a county in memory."""

    def __init__(
        self, county: County, play: Play, rehearsal: Rehearsal, clock: ManualClock
    ) -> None:
        self._county = county
        self._play = play
        self._rehearsal = rehearsal
        self._clock = clock

    def run(self, until_s: float) -> None:
        end = self._rehearsal.now + round(until_s * 1000)
        while (after := self._play.next_s) is not None and after <= until_s:
            acts = list(self._play.step())
            self._pass_until(self._play.now)
            for act in acts:
                self._carry(act)
        self._pass_until(end)
        self._rehearsal.now = end
        self._rehearsal.labels = self._play.labels

    def keep(self, outcome: Outcome) -> None:
        """Note what the county decided, and let the people of the play see it."""
        self._rehearsal.purchases.extend(outcome.purchases.values())
        for ruled in outcome.entries:
            self._rehearsal.entries.append(ruled.entry)
            self._play.learn(ruled.entry)

    def _pass_until(self, now: int) -> None:
        """Let time pass; what falls due on the way does so at its own moment."""
        while (due := self._county.next_due) is not None and due <= now:
            self._clock.move_to(max(due, self._clock.now()))
            self.keep(self._county.fall_due(self._clock.now()))
        self._clock.move_to(max(now, self._clock.now()))

    def _carry(self, act: Act) -> None:
        now = self._clock.now()
        match act:
            case Locate(source, fix):
                self._rehearsal.positions[fix.unit] = Position.of(fix, source, now)
                self._rehearsal.heard[source] = now
                return
            case Tell(source, fact):
                outcome = self._county.report(fact, source, now)
                self._rehearsal.heard[source] = now
            case Bid(command):
                outcome = self._county.obey(command, SEAT, _RIGHTS, now)
        if isinstance(outcome, Refusal):
            self._rehearsal.refusals.append((act, outcome))
        else:
            self.keep(outcome)
