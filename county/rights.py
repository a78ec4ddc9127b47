"""What a seat may see and do: pure rules that the server enforces everywhere."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase
from typing import Literal

from msgspec import Struct

from county import commands as ask
from county.refusals import Refusal, refuse

Role = Literal["feed", "viewer", "officer", "leader", "admin"]

Audience = tuple[str, ...]
"""The areas that an event concerns; () concerns everyone."""

_LOOK: frozenset[type] = frozenset()
_WORK = frozenset(
    {
        ask.Report,
        ask.Acknowledge,
        ask.Dispatch,
        ask.Sign,
        ask.Depart,
        ask.Arrive,
        ask.Release,
        ask.Note,
        ask.Feedback,
        ask.Close,
        ask.Verify,
    }
)
_LEAD = _WORK | {ask.Cancel, ask.SetDuty}

COMMANDS_OF_ROLE: dict[Role, frozenset[type]] = {
    "feed": _LOOK,
    "viewer": _LOOK,
    "officer": _WORK | {ask.Cancel},
    "leader": _LEAD,
    "admin": _LEAD,
}
"""Officers may cancel what was entered by mistake; who is on duty is the leader's to say."""


class Rights(Struct, frozen=True):
    """The rights of one seat or feed."""

    role: Role
    areas: frozenset[str] | None = None
    """The areas it may see and act in; None is the whole county."""
    kinds: frozenset[str] = frozenset()
    """For a feed: the `type` tags it may push, such as ``alarm_reported`` or ``fix``."""
    sources: tuple[str, ...] = ()
    """For a feed: patterns of source names it may speak for, such as ``panel-*``."""

    def sees(self, audience: Collection[str]) -> bool:
        """Tell whether an event with this audience may reach the seat."""
        if self.role == "feed":
            return False
        return self.areas is None or not audience or not self.areas.isdisjoint(audience)

    def sees_area(self, area: str) -> bool:
        """Tell whether something that lies in `area` may be shown to the seat."""
        return self.sees((area,) if area else ())

    def forbids(self, command: ask.Command, area: str) -> Refusal | None:
        """Refuse a command that the role may not give, or on something in another's area."""
        if type(command) not in COMMANDS_OF_ROLE[self.role]:
            return refuse("role_may_not", role=self.role)
        if not self.sees_area(area):
            return refuse("not_your_area", "area", area=area)
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
