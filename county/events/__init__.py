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
from county.events.consents import (
    Consentable,
    ConsentAsked,
    ConsentGiven,
    ConsentLapsed,
    ConsentWithheld,
    Data,
    IdentitiesClosed,
    IdentitiesOpened,
    Purge,
    Purged,
    RuleChange,
    Unmasking,
)
from county.events.facts import Fact, Pending, Place, UnitKind
from county.events.gasoline import (
    Container,
    Contribution,
    Correction,
    Figure,
    Finding,
    Level,
    Pseudonym,
    PumpTotalled,
    PurchaseCorrected,
    PurchaseRegistered,
    RefusedFor,
    RuleChanged,
    StationFellSilent,
    StationHeard,
    WarningAssigned,
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
WarningEvent = WarningRaised | WarningAssigned | WarningOverdue | WarningVerified | WarningFiled
StationEvent = PumpTotalled | StationFellSilent | StationHeard
ConsentEvent = ConsentAsked | ConsentGiven | ConsentWithheld | ConsentLapsed
OpeningEvent = IdentitiesOpened | IdentitiesClosed

Event = (
    AlarmEvent
    | UnitEvent
    | ConsoleEvent
    | WarningEvent
    | StationEvent
    | PurchaseCorrected
    | RuleChanged
    | ConsentEvent
    | OpeningEvent
    | Purged
)
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
    | PumpTotalled
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
    "ConsentAsked",
    "ConsentEvent",
    "ConsentGiven",
    "ConsentLapsed",
    "ConsentWithheld",
    "Consentable",
    "ConsoleEvent",
    "ConsoleJoined",
    "ConsoleMuted",
    "ConsoleQuiet",
    "Container",
    "Contribution",
    "Correction",
    "Data",
    "DiversionOverdue",
    "Duty",
    "Entry",
    "Event",
    "Fact",
    "FeedbackGiven",
    "FeedbackOverdue",
    "Figure",
    "Finding",
    "IdentitiesClosed",
    "IdentitiesOpened",
    "Level",
    "Means",
    "MovementSeen",
    "OpeningEvent",
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
    "PumpTotalled",
    "PurchaseCorrected",
    "PurchaseRegistered",
    "Purge",
    "Purged",
    "RefusedFor",
    "Report",
    "RuleChange",
    "RuleChanged",
    "SettlementStep",
    "SettlementStepTaken",
    "StationEvent",
    "StationFellSilent",
    "StationHeard",
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
    "Unmasking",
    "Validation",
    "WarningAssigned",
    "WarningEvent",
    "WarningFiled",
    "WarningOverdue",
    "WarningRaised",
    "WarningVerified",
]
