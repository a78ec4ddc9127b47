"""Random lives of a county: what may come in, in any order, with clocks that jump and restarts."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.alarms import SETTLEMENT
from county.board import WHOLE_COUNTY, Board, Picture
from county.decisions import County, Outcome, Rulebook, Ruled
from county.gasoline.changing import figures_of
from county.patrol import Fix, Position
from county.rights import Rights
from county.tasks import STATES
from tests.county.gasoline.figures import GASOLINE
from tests.county.kept import Kept
from tests.county.samples import (
    NOON,
    RULEBOOK,
    alarm,
    locate,
    purchase,
    unit,
)

HEARD = replace(RULEBOOK, gasoline=replace(GASOLINE, g16=replace(GASOLINE.g16, enabled=False)))
"""No silence of stations: a desk that begins again knows less of their rhythm, and was deaf."""

CHIEF = Rights("chief", unmasks=True)
CLERK = Rights("officer", unmasks=True)


@dataclass(frozen=True)
class Pass:
    """So much time passes, ms; the desk looks on, or is down and looks at the end."""

    ms: int
    down: bool = False


@dataclass(frozen=True)
class Set:
    """The wall clock is set back, or on, by so much, ms, and the desk looks."""

    ms: int


@dataclass(frozen=True)
class Restart:
    """The desk starts again from its board as it was written down."""


@dataclass(frozen=True)
class Line:
    """A console's line: heard, or silent for too long."""

    seat: str
    heard: bool
    areas: tuple[str, ...] = ()
    """What it sees; () the whole county."""


@dataclass(frozen=True)
class Said:
    """A command of somebody."""

    command: ask.Ask
    leads: bool
    seat: str


@dataclass(frozen=True)
class Told:
    """A fact of a feed, by a clock that is off by so much, ms."""

    fact: ev.Report
    off_ms: int = 0


Act = Pass | Set | Restart | Line | Said | Told | Fix

_OFF_MS = (0, 0, 0, 0, -3_600_000, 60_000, 3_600_000)
_WAITS_S = (1, 5, 9, 10, 20, 30, 60, 61, 120, 300, 900)
_LONG_WAITS_S = (3600, 7200, 28_800, 90_000)


def script(seed: int, length: int = 150, *, fixes: bool = True) -> list[Act]:
    """Write a life: the same acts for the same seed, whatever becomes of them.

    Without `fixes` there is only what leaves nothing behind but entries and purchases.
    """
    return list(_Writer(random.Random(seed), fixes=fixes).write(length))


class _Writer:
    """Writes a life act by act; most acts are about few alarms, so that much is not refused."""

    def __init__(self, rng: random.Random, *, fixes: bool) -> None:
        self._rng = rng
        self._reported = 0
        weights: dict[Callable[[], Act], int] = {
            self._report: 10,
            self._again: 6,
            self._said: 55,
            self._step: 10,
            self._line: 6,
            self._pass: 18,
            self._set: 1,
            self._total: 1,
            self._sale: 14,
            Restart: 2,
        }
        if fixes:
            weights[self._fix] = 12
        self._acts, self._weights = list(weights), list(weights.values())
        self._commands = self._known_commands()

    def write(self, length: int) -> Iterator[Act]:
        yield self._report()
        for make in self._rng.choices(self._acts, self._weights, k=length):
            yield make()

    def _number(self) -> int:
        return max(1, self._reported - self._rng.choice((0, 0, 0, 1, 1, 2, 3, 7)))

    def _unit(self) -> str:
        return self._rng.choice(("B1", "B1", "B2", "B2", "B3", "B9"))

    def _report(self) -> Told:
        rng = self._rng
        self._reported += 1
        kinds = ("gas_leak", "theft", "noise", "noise", "intrusion", "slight_crash", "threat")
        kind = rng.choice(kinds)
        fact = alarm(
            kind,
            rng.choice((110.0, 110.0, 110.0005, 111.0)),
            channel=rng.choice(("phone", "panel", "sensor")),
            caller=rng.choice(("", "s1", "s2")),
            simulated=rng.random() < 0.1,
            priority=rng.choice((None, None, None, 1)),
            validation=rng.choice((None, 0, 2, 4)) if kind == "intrusion" else None,
        )
        self._last = Told(fact, rng.choice(_OFF_MS))
        return self._last

    def _again(self) -> Told:
        """Let the device that told last tell the same again: three so soon are chatter."""
        return self._last

    def _step(self) -> Told:
        number, unit, rng = self._number(), self._unit(), self._rng
        fact: ev.Report = rng.choice(
            (
                ev.OrderDelivered(0, number, unit),
                ev.OrderSigned(0, number, unit),
                ev.UnitDeparted(0, number, unit),
                ev.UnitArrived(0, number, unit),
                ev.FeedbackGiven(0, number, "到场", rng.choice((None, unit))),
                ev.UnitDutyChanged(0, unit, rng.choice(("on", "on", "off", "resting"))),
                ev.TaskAdvanced(0, unit, rng.choice(("signed", "moving", "holding"))),
            )
        )
        return Told(fact, rng.choice(_OFF_MS))

    def _said(self) -> Said:
        makers, weights = zip(*self._commands, strict=True)
        command = self._rng.choices(makers, weights)[0]()
        return Said(command, self._rng.random() < 0.5, self._rng.choice(("wang", "li")))

    def _known_commands(self) -> list[tuple[Callable[[], ask.Ask], int]]:
        rng, number, unit = self._rng, self._number, self._unit
        kinds = sorted(STATES)
        place = ev.Place("收费站", 41.1, 110.1)
        return [
            (lambda: ask.Acknowledge(number()), 8),
            (lambda: ask.TakeOver(number()), 2),
            (lambda: ask.Prioritise(number(), rng.randint(1, 4), "改级"), 3),
            (lambda: ask.Validate(number(), rng.randint(0, 4), "camera"), 2),
            (lambda: ask.Shelve(number(), rng.randint(1, 60), "稍后"), 4),
            (lambda: ask.Unshelve(number()), 2),
            (lambda: ask.Merge(number(), number()), 6),
            (lambda: ask.Split(number()), 4),
            (lambda: ask.Dispatch(number(), (unit(),)), 10),
            (lambda: ask.Dispatch(number(), (unit(), unit())), 3),
            (lambda: ask.Undo(number()), 2),
            (lambda: ask.Send(number()), 3),
            (lambda: ask.Resend(number(), unit()), 1),
            (lambda: ask.Reinforce(number()), 1),
            (lambda: ask.Sign(number(), unit()), 3),
            (lambda: ask.Depart(number(), unit()), 2),
            (lambda: ask.Arrive(number(), unit()), 2),
            (lambda: ask.Release(number(), unit()), 4),
            (lambda: ask.Note(number(), "记"), 2),
            (lambda: ask.Feedback(number(), "到场"), 3),
            (lambda: ask.Divert(number(), "12345", "转办", rng.choice((None, 10))), 3),
            (lambda: ask.Settle(number(), rng.choice(SETTLEMENT[:2])), 2),
            (lambda: ask.Close(number(), "settled"), 3),
            (lambda: ask.Cancel(number(), "误报"), 2),
            (lambda: ask.SetDuty(unit(), rng.choice(("on", "on", "off"))), 2),
            (lambda: ask.Assign(unit(), rng.choice(kinds), place, minutes=rng.randint(1, 90)), 3),
            (lambda: ask.Advance(unit(), rng.choice(("signed", "moving", "holding"))), 2),
            (lambda: ask.EndTask(unit()), 4),
            (ask.Mute, 1),
            (lambda: ask.Verify(rng.randint(1, 9), rng.choice(("lawful", "referred"))), 4),
            (lambda: ask.VerifyMany((rng.randint(1, 9), rng.randint(1, 9)), "lawful", "批量"), 1),
            (lambda: ask.AssignWarning(rng.randint(1, 9), rng.choice(("pcs2", "pcs3"))), 1),
            (self._correct, 4),
            (self._change_rule, 2),
            (lambda: ask.Unmask((rng.randint(1, 9),), "核实"), 2),
            (lambda: ask.Unmask((rng.randint(1, 9), rng.randint(1, 9)), "核实"), 2),
            (lambda: ask.AskPurge("purchases", NOON - 86_400_000, "到期"), 2),
            (lambda: ask.Consent(rng.randint(1, 300)), 12),
            (lambda: ask.Withhold(rng.randint(1, 300)), 4),
        ]

    def _correct(self) -> ask.Correct:
        rng = self._rng
        wrong = rng.choice(
            (
                ev.Correction(litres=rng.uniform(1, 90)),
                ev.Correction(buyer=rng.choice(("p-7782", "p-7783"))),
                ev.Correction(void=True),
                ev.Correction(purpose="抢险"),
            )
        )
        return ask.Correct(rng.randint(1, 9), wrong, "更正")

    def _change_rule(self) -> ask.ChangeRule:
        rng = self._rng
        code = rng.choice(("G04", "G06", "G07", "G15"))
        figures = figures_of(GASOLINE, code) | {"enabled": rng.random() < 0.7}
        if code == "G06":
            figures["person_short_litres"] = rng.choice((40.0, 60.0))
        return ask.ChangeRule(code, figures, "试行")

    def _line(self) -> Line:
        rng = self._rng
        areas = rng.choice(((), ("t01",), ("t02",), ("t01", "t02")))
        return Line(rng.choice(("wang", "li")), rng.random() < 0.6, areas)

    def _pass(self) -> Pass:
        rng = self._rng
        down = rng.random() < 0.3
        seconds = rng.choice(_WAITS_S if rng.random() < 0.9 else _LONG_WAITS_S)
        return Pass(seconds * 1000 - rng.choice((0, 1)), down)

    def _set(self) -> Set:
        return Set(self._rng.randint(-7_200_000, 7_200_000))

    def _sale(self) -> Told:
        rng = self._rng
        fact = purchase(
            NOON,
            rng.choice(("s1", "s2")),
            rng.uniform(1, 50),
            buyer=rng.choice(("p-7781", "p-7781", "p-7782", "p-7783")),
            sealed=rng.choice(("", "1.k.x")),
            refused=rng.choice((None, None, None, "permit")),
            simulated=rng.random() < 0.1,
            use_lat=41.0,
            use_lon=rng.choice((110.0, 111.0)),
        )
        return Told(fact, rng.choice(_OFF_MS))

    def _total(self) -> Told:
        rng = self._rng
        day = rng.choice(("2026-06-20", "2026-06-21"))
        return Told(
            ev.PumpTotalled(0, station=rng.choice(("s1", "s2")), day=day, litres=rng.uniform(0, 99))
        )

    def _fix(self) -> Fix:
        rng = self._rng
        return Fix(
            self._unit(),
            0,
            rng.choice((41.0, 41.002, 41.01)),
            rng.choice((110.0, 111.0)),
            speed_kmh=20.0,
        )


@dataclass
class Life:
    """A county, and everything that was told in it."""

    rulebook: Rulebook = RULEBOOK
    county: County = field(init=False)
    told: list[Ruled] = field(default_factory=list)
    kept: Kept = field(default_factory=Kept)
    now: int = NOON
    listening_since: int = 0
    """When the desk last began; 0 for ever."""

    def __post_init__(self) -> None:
        self.county = County(self.rulebook, locate)
        units = [unit("B1"), unit("B2"), unit("B3", "t02")]
        self._take(self.county.enrol(units, self.now))

    def live(self, act: Act) -> None:
        """Live through one act; what is refused leaves no trace."""
        match act:
            case Pass():
                self._pass(act)
            case Set():
                self.now += act.ms
                self._take(self.county.fall_due(self.now))
            case Restart():
                self._restart()
            case Line():
                if act.heard:
                    self._take(self.county.console_heard(act.seat, self.now, act.areas))
                else:
                    self._take(self.county.console_silent(act.seat, self.now))
            case Said():
                rights = CHIEF if act.leads else CLERK
                command = self._answering(act.command)
                bought = self.kept.named_by(command)
                self._take(self.county.obey(command, act.seat, rights, self.now, bought))
            case Told():
                fact = act.fact
                fact = msgspec.structs.replace(fact, at=self.now + act.off_ms)
                self._take(self.county.report(fact, "feed", self.now))
            case Fix():
                fix = msgspec.structs.replace(act, at=self.now)
                self._take(self.county.sighted([Position.of(fix, "gps", self.now)], self.now))

    def _answering(self, command: ask.Ask) -> ask.Ask:
        """Let an answer be to one of the requests that stand: nobody could guess their numbers."""
        standing = sorted(self.county.board.requests)
        if isinstance(command, ask.Consent | ask.Withhold) and standing:
            number = standing[command.request % len(standing)]
            return msgspec.structs.replace(command, request=number)
        return command

    def _pass(self, act: Pass) -> None:
        until = self.now + act.ms
        while not act.down and (due := self.county.next_due) is not None and due <= until:
            self.now = max(self.now, due)
            self._take(self.county.fall_due(self.now))
        self.now = until
        self._take(self.county.fall_due(self.now))

    def _restart(self) -> None:
        """Begin again from what a picture and the purchases hold; nothing else is remembered."""
        numbered = self.county.numbered
        written = msgspec.json.encode(self.county.board.view(WHOLE_COUNTY))
        board = Board.of([msgspec.json.decode(written, type=Picture)])
        self.county = County(self.rulebook, locate, board, self.kept.number)
        self.county.number_from(*numbered)
        self.listening_since = self.now
        self.kept.recall_into(self.county, self.now)

    def _take(self, outcome: object) -> None:
        if isinstance(outcome, Outcome):
            self.told.extend(outcome.entries)
            self.kept.keep(outcome)


def lived(through: Iterable[Act], rulebook: Rulebook = RULEBOOK) -> Life:
    """Give the life that went through these acts."""
    life = Life(rulebook)
    for act in through:
        life.live(act)
    return life
