"""Facts about alarms (警情): how they came in, who has them, how urgent they are, how they end."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from county.events.facts import Fact, Pending, Place
from county.fields import Code, Listed, Millis, Number, Priority, Prose

Channel = Literal["phone", "panel", "patrol", "sensor", "walk_in", "app", "other"]

Validation = Annotated[int, Meta(ge=0, le=4)]
"""How sure it is that somebody is where nobody should be: 0 nothing known, 4 a threat to life.
The five levels are those of AVS-01 (The Monitoring Association, alarm validation scoring)."""

Means = Literal["second_sensor", "camera", "keyholder"]
"""What made it surer."""

SettlementStep = Literal["connected", "evidence", "removal", "decision", "claim"]
"""The five stamped steps of settling a slight crash by video: seen at once, evidence taken, cars
off the road, blame decided, insurer told."""


class AlarmReported(Fact, frozen=True, tag="alarm_reported", kw_only=True):
    """An alarm (警情) came in. `number`, `area`, `cell` and `doubtful` are the desk's to fill."""

    kind: Listed
    place: Place
    priority: Priority | None = None
    """None: the kind's own priority in the profile, or that of its `validation`."""
    text: Prose = ""
    channel: Channel = "other"
    caller: Annotated[str, Meta(max_length=40)] = ""
    """How to call back, as the teller gives it: a masked number, a panel, a call sign."""
    validation: Validation | None = None
    """For intrusion signals: how sure it is."""
    warning: Pending = 0
    """The gasoline warning that it tells of, when the desk made it of one."""
    simulated: bool = False
    number: Pending = 0
    area: str = ""
    cell: str = ""
    doubtful: bool = False
    """The teller's clock is off by more than the profile allows: order by receive time."""


class AlarmRepeated(Fact, frozen=True, tag="alarm_repeated"):
    """The alarm's own source told it again, too soon to be news of its own: it chatters."""

    alarm: Number
    report: AlarmReported
    """What it told, whole."""


class AlarmPrioritised(Fact, frozen=True, tag="alarm_prioritised"):
    """Somebody, or what became known, made the alarm more or less urgent."""

    alarm: Number
    priority: Priority
    text: Prose = ""


class AlarmValidated(Fact, frozen=True, tag="alarm_validated"):
    """It became surer that an intrusion signal is real."""

    alarm: Number
    level: Validation
    means: Means
    text: Prose = ""


class AlarmAcknowledged(Fact, frozen=True, tag="alarm_acknowledged"):
    """A seat took the alarm: it has an owner."""

    alarm: Number


class AlarmTakenOver(Fact, frozen=True, tag="alarm_taken_over"):
    """Another seat took the alarm from its owner, whose console had gone quiet."""

    alarm: Number


class AckLapsed(Fact, frozen=True, tag="ack_lapsed"):
    """Whoever took the alarm did nothing about it in time: nobody has it again."""

    alarm: Number


class AlarmEscalated(Fact, frozen=True, tag="alarm_escalated"):
    """Nobody took the alarm in time: it climbed to a step of the ladder, 1 the lowest."""

    alarm: Number
    step: Annotated[int, Meta(ge=1, le=9)]


class AlarmShelved(Fact, frozen=True, tag="alarm_shelved"):
    """Somebody put the alarm aside until a time, with a reason."""

    alarm: Number
    until: Millis
    reason: Prose


class AlarmUnshelved(Fact, frozen=True, tag="alarm_unshelved"):
    """The alarm is back in the queue: its time came, or somebody took it up."""

    alarm: Number


class AlarmMerged(Fact, frozen=True, tag="alarm_merged"):
    """The alarm tells of the same incident as another: it is worked there."""

    alarm: Number
    into: Number


class AlarmSplit(Fact, frozen=True, tag="alarm_split"):
    """The alarm is an incident of its own again."""

    alarm: Number
    out_of: Number
    """The alarm that it was merged into."""


class AlarmNoted(Fact, frozen=True, tag="alarm_noted"):
    """Something worth keeping was written on the alarm."""

    alarm: Number
    text: Prose


class FeedbackGiven(Fact, frozen=True, tag="feedback_given"):
    """What was found or done, told by the unit or by the officer for it (反馈)."""

    alarm: Number
    text: Prose
    unit: Code | None = None


class FeedbackOverdue(Fact, frozen=True, tag="feedback_overdue"):
    """No word came from the scene in the time that the profile promises."""

    alarm: Number


class AlarmReinforced(Fact, frozen=True, tag="alarm_reinforced"):
    """The run card was raised to a step: more is to be sent than before."""

    alarm: Number
    step: Annotated[int, Meta(ge=1, le=9)]


class AlarmDiverted(Fact, frozen=True, tag="alarm_diverted"):
    """The alarm is another department's to handle, which owes an answer by a time."""

    alarm: Number
    to: Code
    """A department of the profile, such as ``12345``."""
    reason: Prose
    due_at: Millis


class DiversionOverdue(Fact, frozen=True, tag="diversion_overdue"):
    """The department did not answer in time."""

    alarm: Number


class SettlementStepTaken(Fact, frozen=True, tag="settlement_step_taken"):
    """A step of settling a slight crash by video was done."""

    alarm: Number
    step: SettlementStep


class AlarmClosed(Fact, frozen=True, tag="alarm_closed"):
    """The alarm was handled, with an outcome of the profile."""

    alarm: Number
    outcome: Code
    text: Prose = ""


class AlarmCancelled(Fact, frozen=True, tag="alarm_cancelled"):
    """The alarm needs no handling: false, withdrawn, entered by mistake."""

    alarm: Number
    reason: Prose


class AlarmFiled(Fact, frozen=True, tag="alarm_filed"):
    """The closed alarm left the board; the journal keeps it."""

    alarm: Number
