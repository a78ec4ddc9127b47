"""Alarms (警情): their state, what may be asked of them, and what falls due.

`state` is an alarm as it stands, `folding` what each event makes of it, `handling` what may be
asked, `ladder` what happens by itself, `chatter` and `likeness` which alarms belong together.
"""

from county.alarms.folding import begin, evolve
from county.alarms.ladder import due_at, overdue
from county.alarms.rules import (
    AlarmRules,
    Chatter,
    Department,
    Duplicates,
    KindRules,
    Load,
    PriorityRules,
    Seconds,
    Seen,
    Shelving,
)
from county.alarms.state import (
    ENDED,
    LADDER,
    SETTLEMENT,
    STAGES,
    TIMELINE_KEPT,
    Alarm,
    Alarms,
    Diversion,
    Order,
    Shelf,
    Stage,
    Stamp,
    Status,
)

__all__ = [
    "ENDED",
    "LADDER",
    "SETTLEMENT",
    "STAGES",
    "TIMELINE_KEPT",
    "Alarm",
    "AlarmRules",
    "Alarms",
    "Chatter",
    "Department",
    "Diversion",
    "Duplicates",
    "KindRules",
    "Load",
    "Order",
    "PriorityRules",
    "Seconds",
    "Seen",
    "Shelf",
    "Shelving",
    "Stage",
    "Stamp",
    "Status",
    "begin",
    "due_at",
    "evolve",
    "overdue",
]
