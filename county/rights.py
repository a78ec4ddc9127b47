"""What a seat may see and do: pure rules that the server enforces everywhere."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase
from typing import Literal, get_args

from msgspec import Struct

from county import commands as ask
from county.refusals import Refusal, refuse

Role = Literal["feed", "viewer", "officer", "leader", "chief", "admin", "auditor", "door"]

Audience = tuple[str, ...]
"""The areas that an event concerns; () concerns everyone."""

_LOOK: frozenset[type] = frozenset()
_LEADERS_ONLY = frozenset({ask.SetDuty, ask.ChangeRule})
_CHIEFS_ONLY = frozenset({ask.AskPurge})
_ALL: frozenset[type] = frozenset(get_args(ask.Ask))
_LEAD = _ALL - _CHIEFS_ONLY
_WORK = _LEAD - _LEADERS_ONLY

COMMANDS_OF_ROLE: dict[Role, frozenset[type]] = {
    "feed": _LOOK,
    "viewer": _LOOK,
    "officer": _WORK,
    "leader": _LEAD,
    "chief": _ALL,
    "admin": _ALL,
    "auditor": _LOOK,
    "door": _LOOK,
}
"""Officers do everything about alarms; who is on duty, and what the gasoline rules are, is the
leader's to say, and what is destroyed the chief's. Some decisions look at the seat once more: only
leaders lower the first priority, or divert it; only some seats open identities; whoever allows what
another asked for must have the right to it."""

_LEADS = frozenset({"leader", "chief", "admin"})

_PURGES = frozenset({"chief", "admin"})

_SEES_NO_BOARD = frozenset({"feed", "door"})
_READS_AUDIT = frozenset({"auditor", "admin"})


class Rights(Struct, frozen=True):
    """The rights of one seat, feed or door."""

    role: Role
    areas: frozenset[str] | None = None
    """The areas it may see and act in; None is the whole county. For a feed: the areas that its
    sources serve, to whose seats alone their names are told."""
    kinds: frozenset[str] = frozenset()
    """For a feed: the `type` tags it may push, such as ``alarm_reported`` or ``fix``."""
    sources: tuple[str, ...] = ()
    """For a feed: patterns of source names it may speak for, such as ``panel-*``."""
    unmasks: bool = False
    """Whether it may read sealed identities that were opened for it, and allow others to."""

    @property
    def sees_board(self) -> bool:
        """Whether it may follow the board at all."""
        return self.role not in _SEES_NO_BOARD

    @property
    def leads(self) -> bool:
        """Whether it may do what needs a leader's consent."""
        return self.role in _LEADS

    @property
    def purges(self) -> bool:
        """Whether it may ask that old data be destroyed, and allow it."""
        return self.role in _PURGES

    @property
    def handles_alarms(self) -> bool:
        """Whether it is a console: a seat that alarms are worked from."""
        return bool(COMMANDS_OF_ROLE[self.role])

    @property
    def reads_audit(self) -> bool:
        """Whether it may read who came, who was refused, and what was looked at.

        The audit is of the whole county: it cannot be cut to areas.
        """
        return self.role in _READS_AUDIT and self.areas is None

    def covers(self, areas: Collection[str]) -> bool:
        """Tell whether all of these areas are the seat's; () is the whole county."""
        return self.areas is None or (bool(areas) and self.areas.issuperset(areas))

    def sees(self, audience: Collection[str]) -> bool:
        """Tell whether an event with this audience may reach the seat."""
        if not self.sees_board:
            return False
        return self.areas is None or not audience or not self.areas.isdisjoint(audience)

    def sees_area(self, area: str) -> bool:
        """Tell whether something that lies in `area` may be shown to the seat."""
        return self.sees((area,) if area else ())

    def forbids(self, command: type[ask.Command]) -> Refusal | None:
        """Refuse a command that the role may not give, wherever it would act."""
        if command not in COMMANDS_OF_ROLE[self.role]:
            return refuse("role_may_not", role=self.role)
        return None

    def forbids_push(self, kind: str, source: str) -> Refusal | None:
        """Refuse what a feed may not push."""
        if self.role != "feed":
            return refuse("role_may_not", role=self.role)
        if kind not in self.kinds:
            return refuse("kind_may_not", "type", kind=kind)
        if not any(fnmatchcase(source, pattern) for pattern in self.sources):
            return refuse("source_may_not", "source", source=source)
        return None
