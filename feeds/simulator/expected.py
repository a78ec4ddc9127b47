"""How a scenario must end: the tables of its `expect` part."""

from __future__ import annotations

from msgspec import field

from county.alarms import Stage, Status
from county.events import Finding, SettlementStep, TaskKind, TaskState, Validation
from county.fields import Code, Priority
from feeds.simulator.tables import Between, Seconds, Table


class ExpectedAlarm(Table, frozen=True):
    """How a labelled alarm must stand at the end. What is left out is not looked at."""

    label: str
    status: Status
    priority: Priority
    outcome: Code = ""
    stages: dict[Code, Stage] = field(default_factory=dict)
    """How far each ordered unit has come; exactly these units."""
    arrived_within_s: dict[Code, Seconds] = field(default_factory=dict)
    """How soon after the report each unit must have been on the scene."""
    owner: str | None = None
    """The seat that has it; "": nobody."""
    into: str | None = None
    """The label of the alarm that it was merged into."""
    merged: tuple[str, ...] | None = None
    """The labels of the alarms merged into it, in order."""
    repeats: int | None = None
    """How often its source told it again."""
    validation: Validation | None = None
    lapses: int | None = None
    diverted_to: Code | None = None
    answered: bool | None = None
    """Whether the department that it was diverted to has answered."""
    settlement: tuple[SettlementStep, ...] | None = None
    """The stamped steps of a settlement by video."""


class ExpectedTask(Table, frozen=True):
    """What a unit must be doing at the end beside alarms."""

    unit: Code
    kind: TaskKind
    state: TaskState


class ExpectedFigure(Table, frozen=True):
    """The exact value of an indicator over the whole play."""

    name: str
    """As in `county.indicators`."""
    n: int
    """How many it rests on."""
    value: float | None = None
    """In its unit, to the third place after the point; None: it has none."""


class ExpectedWarnings(Table, frozen=True):
    """What the gasoline rules must have raised."""

    raised: Between = (0, 1e9)
    share: Between = (0, 1)
    """Of all purchases, those that raised at least one."""
    rules: tuple[Code, ...] = ()
    """Each of them at least once."""
    findings: tuple[Finding, ...] = ()
    """Each of them at least once."""
    open: Between = (0, 1e9)
    """Not verified at the end."""


class ExpectedFound(Table, frozen=True):
    """What the rules must have found of what was planted."""

    recall: Between = (0, 1)
    """Of all planted cases, those found by a rule that is made for them."""
    precision: Between = (0, 1)
    """Of all warnings, those that rest on something planted."""
    pattern: dict[str, Between] = field(default_factory=dict)
    """The recall of single patterns; held only when there are enough cases to tell."""


class ExpectedCounts(Table, frozen=True):
    """Counts at the end."""

    told: Between = (0, 1e9)
    """Reports of alarms, those that were folded among them."""
    alarms: Between = (0, 1e9)
    """Alarms of their own."""
    folded: Between = (0, 1e9)
    """Reports that were folded into the alarm that their device had told before."""
    merged: Between = (0, 1e9)
    """Alarms that are worked as another."""
    ended: Between = (0, 1e9)
    untaken: Between = (0, 1e9)
    """Alarms that nobody has."""
    purchases: Between = (0, 1e9)
    located: Between = (0, 1e9)
    """Units with a position."""
    events: dict[str, int] = field(default_factory=dict)
    """How many entries of a type there are exactly, by tag, such as ``alarm_escalated``."""


class Expect(Table, frozen=True):
    """The end state."""

    alarm: tuple[ExpectedAlarm, ...] = ()
    task: tuple[ExpectedTask, ...] = ()
    figure: tuple[ExpectedFigure, ...] = ()
    warnings: ExpectedWarnings | None = None
    found: ExpectedFound | None = None
    counts: ExpectedCounts = ExpectedCounts()
