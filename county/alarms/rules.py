"""The profile's figures for alarms: what is promised, what falls due, what is too much."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from county.fields import Code, Priority

Seconds = Annotated[int, Meta(ge=1, le=31_622_400, description="seconds")]
Metres = Annotated[float, Meta(gt=0, le=100_000, description="metres")]
Count = Annotated[int, Meta(ge=1, le=10_000)]


class PriorityRules(Struct, frozen=True, forbid_unknown_fields=True):
    """What the county promises for one priority, in seconds; None where it promises nothing."""

    ack_s: Seconds
    dispatch_s: Seconds | None = None
    sign_s: Seconds | None = None
    arrival_town_s: Seconds | None = None
    arrival_outskirts_s: Seconds | None = None
    feedback_s: Seconds | None = None
    """From the first arrival to the first word."""
    feedback_every_s: Seconds | None = None
    """From one word to the next."""
    ladder_s: Annotated[tuple[Seconds, ...], Meta(max_length=9)] = ()
    """When an alarm that nobody has climbs to each step of the ladder, from the lowest."""
    lapse_s: Seconds | None = None
    """How long its owner may do nothing before nobody has it again."""
    undo_s: Annotated[int, Meta(ge=0, le=60, description="seconds")] = 0
    """How long an order can be undone before it leaves."""
    resend_s: Seconds | None = None
    """How long after it left an order that was not signed for is sent once more."""
    next_unit_s: Seconds | None = None
    """How long after it left the next unit is to be sent instead."""
    unmoved_s: Seconds | None = None
    """How long after it signed a unit must be seen to move."""
    shelve_s: Seconds | None = None
    """The longest that it may be shelved; None: never."""
    shelve_needs_leader: bool = False


class Shelving(Struct, frozen=True, forbid_unknown_fields=True):
    """How much may be put aside."""

    most: Count
    """Alarms that one seat may shelve within `within_s`."""
    within_s: Seconds


class Chatter(Struct, frozen=True, forbid_unknown_fields=True):
    """When a device that tells the same over and over is folded into one row."""

    count: Annotated[int, Meta(ge=2, le=100)]
    """The report that is this many-th within `within_s` is folded, and all after it."""
    within_s: Seconds
    quiet_s: Seconds
    """After so long without another it counts as quiet, and the next one as news."""


class Duplicates(Struct, frozen=True, forbid_unknown_fields=True):
    """Which alarms may tell of the same incident: same kind, this near, this close in time."""

    radius_m: Metres
    within_s: Seconds


class Load(Struct, frozen=True, forbid_unknown_fields=True):
    """How many alarms one console can take; the usual figures are those of EEMUA 191."""

    acceptable_per_hour: Count
    most_per_hour: Count
    flood_count: Count
    flood_within_s: Seconds
    """So many alarms within so long are a flood."""
    shift_s: Seconds
    """The length of a shift: over which the share of time in flood is told."""
    stale_s: Seconds
    """An open alarm to which nothing happened for so long is stale."""


class Seen(Struct, frozen=True, forbid_unknown_fields=True):
    """What positions must show before a unit counts as seen to move, or to be there."""

    moved_m: Metres
    """Two fixes this far from where the order found it, in metres."""
    speed_kmh: Annotated[float, Meta(gt=0, le=400, description="km/h")]
    speed_for_s: Seconds
    """Or this speed for so long."""
    arrival_m: Metres
    arrival_pasture_m: Metres
    """A fix this near the place; where land is wide, this near."""


class Department(Struct, frozen=True, forbid_unknown_fields=True):
    """What the rules need to know of another department that alarms are diverted to."""

    answer_s: Seconds
    """By when it owes an answer unless somebody sets another time."""


class KindRules(Struct, frozen=True, forbid_unknown_fields=True):
    """What the rules need to know of a kind of alarm."""

    priority: Priority
    intrusion: bool = False
    """Whether its signals carry a level of validation."""
    remote: bool = False
    """Whether it may be settled by video in five stamped steps."""


class AlarmRules(Struct, frozen=True, forbid_unknown_fields=True):
    """The profile's figures for alarms."""

    p1: PriorityRules
    p2: PriorityRules
    p3: PriorityRules
    p4: PriorityRules
    keep_closed_s: Seconds
    """How long a closed alarm stays on the board."""
    task_sign_s: Seconds
    """How soon a unit is to sign for a task beyond alarms."""
    take_over_s: Seconds
    """After how long without a sign of life a console counts as quiet."""
    mute_s: Seconds
    """After how long a console's sounds come back by themselves."""
    validation_priorities: tuple[Priority, Priority, Priority, Priority, Priority]
    """The priority of an intrusion signal by its level of validation, 0 to 4."""
    remote_outcome: Code
    """The outcome that needs all five steps of a settlement by video."""
    shelving: Shelving
    chatter: Chatter
    duplicates: Duplicates
    load: Load
    seen: Seen

    def of(self, priority: int) -> PriorityRules:
        """Give the figures for `priority` 1 to 4."""
        if priority == 3:  # the most by far, and every alarm asks
            return self.p3
        return (self.p1, self.p2, self.p3, self.p4)[priority - 1]
