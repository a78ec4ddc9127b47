"""An alarm as it stands now, and the orders of the units sent to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from county import events as ev
from county.events import Entry, SettlementStep
from county.fields import Code, Millis, Priority

Stage = Literal["held", "sent", "delivered", "signed", "moving", "on_scene"]
STAGES: tuple[Stage, ...] = ("held", "sent", "delivered", "signed", "moving", "on_scene")
"""How far an order has come, and the unit with it. Steps may be skipped, never taken back. A held
order has not left yet: it can be undone, and the unit has not heard of it."""

Status = Literal[
    "reported",
    "acknowledged",
    "dispatched",
    "signed",
    "moving",
    "on_scene",
    "fed_back",
    "shelved",
    "diverted",
    "merged",
    "closed",
    "cancelled",
]
ENDED: frozenset[Status] = frozenset({"closed", "cancelled", "merged"})
"""What is not worked any more; a merged alarm is worked as the one it was merged into."""

SETTLEMENT: tuple[SettlementStep, ...] = ("connected", "evidence", "removal", "decision", "claim")
"""The steps of settling a slight crash by video, in their order."""

LADDER = ("second_console", "shift_leader", "duty_chief", "duty_leader")
"""Who is to be told at each step of the ladder, from step 1; a profile may have fewer steps."""

TIMELINE_KEPT = 200
"""Entries kept on the board for one alarm, so that a babbling feed cannot grow it without bound."""


class Order(Struct, frozen=True, omit_defaults=True, gc=False):
    """One unit's order for one alarm.

    Times that a unit or an officer claims are by their tellers' clocks; `…_seen_at` are those of
    the fixes that showed it. A stage that was skipped has no time.
    """

    unit: Code
    ordered_at: Millis
    leaves_at: Millis
    since: Millis
    """When it came to its stage, by the desk's clock."""
    stage: Stage = "held"
    sent_at: Millis | None = None
    sends: int = 0
    """How often it was sent."""
    delivered_at: Millis | None = None
    signed_at: Millis | None = None
    moving_at: Millis | None = None
    moving_seen_at: Millis | None = None
    on_scene_at: Millis | None = None
    on_scene_seen_at: Millis | None = None
    unanswered: bool = False
    """Not signed for in time: the next unit is to be sent."""
    unmoved: bool = False
    """Signed, and not seen to move in time."""
    released_at: Millis | None = None

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.released_at is None

    def before(self, stage: Stage) -> bool:
        """Tell whether it has not come to `stage` yet."""
        return STAGES.index(self.stage) < STAGES.index(stage)


class Shelf(Struct, frozen=True, gc=False):
    """That an alarm is put aside: by whom (as `Entry.by`), since when, until when, and why."""

    by: str
    since: Millis
    until: Millis
    reason: str


class Diversion(Struct, frozen=True, omit_defaults=True, gc=False):
    """That an alarm is another department's, which owes an answer."""

    to: Code
    at: Millis
    due_at: Millis
    reason: str
    overdue: bool = False
    answered_at: Millis | None = None
    """When its answer was written down, by the desk's clock."""


class Stamp(Struct, frozen=True, array_like=True, gc=False):
    """A step of a settlement by video, and when it was taken."""

    step: SettlementStep
    at: Millis


class Alarm(Struct, frozen=True, omit_defaults=True, gc=False):
    """An alarm as it stands now."""

    report: ev.AlarmReported
    priority: Priority
    received: Millis
    by: str
    """Who told it, as in `Entry.by`."""
    status: Status = "reported"
    owner: str = ""
    """Who took it, as in `Entry.by`."""
    acknowledged_at: Millis | None = None
    """When it was taken for the first time."""
    acted_at: Millis = 0
    """When a seat last did something about it, or it became more urgent; 0 while nobody has."""
    waits_since: Millis = 0
    """Since when nobody has it; 0 while somebody has."""
    step: int = 0
    """How far it has climbed the ladder while nobody had it; 0 is the ground."""
    lapses: int = 0
    """How often whoever took it did nothing in time."""
    shelf: Shelf | None = None
    into: int | None = None
    """The alarm that it was merged into."""
    merged: tuple[int, ...] = ()
    """The alarms merged into this one."""
    repeats: int = 0
    """How often its source told it again (chatter)."""
    repeated_at: Millis = 0
    validation: ev.Validation | None = None
    """How sure it is that an intrusion signal is real."""
    card_step: int = 1
    """The step of the run card that holds."""
    diversion: Diversion | None = None
    settlement: tuple[Stamp, ...] = ()
    orders: tuple[Order, ...] = ()
    fed_back_at: Millis | None = None
    """When the first word came from the scene."""
    last_word_at: Millis | None = None
    feedback_overdue: bool = False
    ended_at: Millis | None = None
    outcome: str = ""
    timeline: tuple[Entry, ...] = ()
    """What happened since the report, oldest first; the newest `TIMELINE_KEPT`. Of repeats in a row
    the last alone: `repeats` counts them, and the journal has them all."""

    @property
    def number(self) -> int:
        """The number that people say."""
        return self.report.number

    @property
    def area(self) -> str:
        """The township it lies in; "" when its place is not known."""
        return self.report.area

    @property
    def ended(self) -> bool:
        """Whether it is closed, cancelled or merged into another."""
        return self.status in ENDED

    @property
    def unanswered(self) -> bool:
        """Whether nobody took it in time."""
        return self.step > 0 and not self.owner

    @property
    def answered(self) -> bool:
        """Whether the department that it was diverted to has answered."""
        return self.diversion is not None and self.diversion.answered_at is not None

    @property
    def handed_on(self) -> bool:
        """Whether it is another department's, which has not answered yet."""
        return self.diversion is not None and self.diversion.answered_at is None

    @property
    def when(self) -> int:
        """When it happened, epoch milliseconds: by receipt when its teller's clock is off."""
        return self.received if self.report.doubtful else self.report.at

    @property
    def running(self) -> Iterator[Order]:
        """The orders that have not ended."""
        return (order for order in self.orders if order.released_at is None)

    def order_of(self, unit: str) -> Order | None:
        """Give the unit's order that has not ended, or None."""
        return next((o for o in self.running if o.unit == unit), None)


Alarms = Mapping[int, Alarm]
