"""Every fact that can be journaled: the one vocabulary of wire, journal, server and screen.

Names are in the past tense. Each fact carries `at`, when it happened by its teller's clock; when
the desk received it stands in the `Entry` around it. Numbers given by the desk are 0 on their way
in.
"""

from __future__ import annotations

from msgspec import Struct

from county.events.alarms import (
    AckLapsed,
    AlarmAcknowledged,
    AlarmCancelled,
    AlarmClosed,
    AlarmDiverted,
    AlarmEscalated,
    AlarmFiled,
    AlarmMerged,
    AlarmNoted,
    AlarmPrioritised,
    AlarmReinforced,
    AlarmRepeated,
    AlarmReported,
    AlarmShelved,
    AlarmSplit,
    AlarmTakenOver,
    AlarmUnshelved,
    AlarmValidated,
    Channel,
    DiversionOverdue,
    FeedbackGiven,
    FeedbackOverdue,
    Means,
    SettlementStep,
    SettlementStepTaken,
    Validation,
)
from county.events.facts import Fact, Pending, Place, UnitKind
from county.events.gasoline import (
    Contribution,
    Finding,
    Level,
    Pseudonym,
    PurchaseRegistered,
    WarningFiled,
    WarningOverdue,
    WarningRaised,
    WarningVerified,
)
from county.events.orders import (
    ArrivalSeen,
    MovementSeen,
    OrderDelivered,
    OrderFact,
    OrderResent,
    OrderSent,
    OrderSigned,
    OrderUnanswered,
    OrderWithdrawn,
    UnitArrived,
    UnitDeparted,
    UnitDispatched,
    UnitReleased,
    UnitUnmoved,
)
from county.events.units import (
    ConsoleJoined,
    ConsoleMuted,
    ConsoleQuiet,
    Duty,
    TaskAdvanced,
    TaskAssigned,
    TaskEnded,
    TaskKind,
    TaskOverdue,
    TaskState,
    UnitDutyChanged,
    UnitRegistered,
    UnitRetired,
)
from county.fields import Millis, Name, Number

OrderEvent = (
    UnitDispatched
    | OrderWithdrawn
    | OrderSent
    | OrderResent
    | OrderDelivered
    | OrderUnanswered
    | OrderSigned
    | UnitUnmoved
    | UnitDeparted
    | MovementSeen
    | UnitArrived
    | ArrivalSeen
    | UnitReleased
)
AlarmEvent = (
    AlarmReported
    | AlarmRepeated
    | AlarmPrioritised
    | AlarmValidated
    | AlarmAcknowledged
    | AlarmTakenOver
    | AckLapsed
    | AlarmEscalated
    | AlarmShelved
    | AlarmUnshelved
    | AlarmMerged
    | AlarmSplit
    | AlarmNoted
    | OrderEvent
    | FeedbackGiven
    | FeedbackOverdue
    | AlarmReinforced
    | AlarmDiverted
    | DiversionOverdue
    | SettlementStepTaken
    | AlarmClosed
    | AlarmCancelled
    | AlarmFiled
)
TaskEvent = TaskAssigned | TaskAdvanced | TaskOverdue | TaskEnded
UnitEvent = UnitRegistered | UnitRetired | UnitDutyChanged | TaskEvent
ConsoleEvent = ConsoleJoined | ConsoleQuiet | ConsoleMuted
WarningEvent = WarningRaised | WarningOverdue | WarningVerified | WarningFiled

Event = AlarmEvent | UnitEvent | ConsoleEvent | WarningEvent
"""What the journal holds and the board folds. Purchases are observations beside it: queried."""

Report = (
    AlarmReported
    | OrderDelivered
    | OrderSigned
    | UnitDeparted
    | UnitArrived
    | FeedbackGiven
    | UnitDutyChanged
    | TaskAdvanced
    | PurchaseRegistered
)
"""What a feed may push for keeps. Positions go their own way (`county.patrol.Fix`)."""


class Entry(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One journaled event: its place in the one order, when and from whom it was received."""

    seq: Number
    received: Millis
    by: Name
    """``seat:NAME``, ``feed:SOURCE``, or ``desk`` for what fell due."""
    event: Event


__all__ = [
    "AckLapsed",
    "AlarmAcknowledged",
    "AlarmCancelled",
    "AlarmClosed",
    "AlarmDiverted",
    "AlarmEscalated",
    "AlarmEvent",
    "AlarmFiled",
    "AlarmMerged",
    "AlarmNoted",
    "AlarmPrioritised",
    "AlarmReinforced",
    "AlarmRepeated",
    "AlarmReported",
    "AlarmShelved",
    "AlarmSplit",
    "AlarmTakenOver",
    "AlarmUnshelved",
    "AlarmValidated",
    "ArrivalSeen",
    "Channel",
    "ConsoleEvent",
    "ConsoleJoined",
    "ConsoleMuted",
    "ConsoleQuiet",
    "Contribution",
    "DiversionOverdue",
    "Duty",
    "Entry",
    "Event",
    "Fact",
    "FeedbackGiven",
    "FeedbackOverdue",
    "Finding",
    "Level",
    "Means",
    "MovementSeen",
    "OrderDelivered",
    "OrderEvent",
    "OrderFact",
    "OrderResent",
    "OrderSent",
    "OrderSigned",
    "OrderUnanswered",
    "OrderWithdrawn",
    "Pending",
    "Place",
    "Pseudonym",
    "PurchaseRegistered",
    "Report",
    "SettlementStep",
    "SettlementStepTaken",
    "TaskAdvanced",
    "TaskAssigned",
    "TaskEnded",
    "TaskEvent",
    "TaskKind",
    "TaskOverdue",
    "TaskState",
    "UnitArrived",
    "UnitDeparted",
    "UnitDispatched",
    "UnitDutyChanged",
    "UnitEvent",
    "UnitKind",
    "UnitRegistered",
    "UnitReleased",
    "UnitRetired",
    "UnitUnmoved",
    "Validation",
    "WarningEvent",
    "WarningFiled",
    "WarningOverdue",
    "WarningRaised",
    "WarningVerified",
]
