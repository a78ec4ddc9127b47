"""What one person alone may not do (双人审批): requests that wait for a second, and openings.

A request stands until somebody else allows or refuses it, or nobody does in time. What it asked for
happens in the same moment as it is allowed; only a destruction of data takes longer, and stands on
the board as allowed until it is carried out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.events import Consentable, Entry, Event
from county.fields import Code, Millis, Number
from county.refusals import Refusal, refuse
from county.rights import Rights


class Request(Struct, frozen=True, omit_defaults=True):
    """What somebody asked for, as it stands now."""

    number: Number
    about: Consentable
    reason: str
    asked_by: str
    """As in `Entry.by`."""
    asked_at: Millis
    due_at: Millis
    """When it lapses."""
    areas: tuple[Code, ...] = ()
    """The areas that it concerns; () the whole county."""
    allowed_by: str = ""
    """Who allowed it, as in `Entry.by`; it stands until it is carried out."""


class Opening(Struct, frozen=True, omit_defaults=True):
    """Sealed identities that one seat may read for a while."""

    number: Number
    purchases: tuple[Number, ...]
    seat: Code
    reason: str
    until: Millis
    areas: tuple[Code, ...] = ()
    """The areas of the stations that sold; () the whole county."""
    request: Number | None = None


Requests = Mapping[int, Request]
Openings = Mapping[int, Opening]
Decision = tuple[Event, ...] | Refusal


# ---- evolve and timers --------------------------------------------------------------------------


def evolve_requests(requests: dict[int, Request], entry: Entry) -> int:
    """Fold one entry in; give the request it is about."""
    event: Any = entry.event  # narrowed by its type, below
    if isinstance(event, ev.ConsentAsked):
        requests[entry.seq] = Request(
            entry.seq,
            event.about,
            event.reason,
            entry.by,
            entry.received,
            event.due_at,
            event.areas,
        )
        return entry.seq
    number: int = event.request
    known = requests.get(number)
    if known is None:
        return number
    if isinstance(event, ev.ConsentGiven) and isinstance(known.about, ev.Purge):
        requests[number] = replace(known, allowed_by=entry.by)
    else:
        del requests[number]
    return number


def evolve_openings(openings: dict[int, Opening], entry: Entry) -> int:
    """Fold one entry in; give the opening it is about."""
    event = entry.event
    if isinstance(event, ev.IdentitiesOpened):
        openings[entry.seq] = Opening(
            entry.seq,
            event.purchases,
            event.seat,
            event.reason,
            event.until,
            event.areas,
            event.request,
        )
        return entry.seq
    assert isinstance(event, ev.IdentitiesClosed)
    openings.pop(event.opening, None)
    return event.opening


def lapses_at(request: Request) -> int | None:
    """Say when a request lapses, epoch milliseconds; what was allowed does not."""
    return None if request.allowed_by else request.due_at


# ---- decide -------------------------------------------------------------------------------------


def answerable(request: Request, by: str, rights: Rights) -> Refusal | None:
    """Refuse who may not allow or refuse a request: whoever has no such right themselves."""
    if request.allowed_by:
        return refuse("already_allowed", "request", request=request.number)
    match request.about:
        case ev.RuleChange():
            may = rights.leads
        case ev.Unmasking():
            may = rights.unmasks
        case ev.Purge():
            may = rights.purges
    if not may:
        return refuse("not_yours_to_allow", "request", request=request.number)
    return None if rights.covers(request.areas) else refuse("not_your_area", "request")


def consentable(request: Request, by: str, rights: Rights) -> Refusal | None:
    """Refuse who may not allow a request: whoever asked, and whoever has no such right."""
    refusal = answerable(request, by, rights)
    if refusal is None and request.asked_by == by:
        return refuse("second_person", "request", request=request.number)
    return refusal


def withhold(
    request: Request, command: ask.Withhold, by: str, rights: Rights, now: int
) -> Decision:
    """Decide to refuse a request; whoever asked may always take it back."""
    if request.asked_by != by or request.allowed_by:
        refusal = answerable(request, by, rights)
        if refusal is not None:
            return refusal
    return (ev.ConsentWithheld(now, request.number, command.reason),)


def asked(
    about: Consentable, reason: str, areas: Collection[str], now: int, consent_s: int
) -> tuple[Event, ...]:
    """Ask for a second person's consent, which stands for `consent_s` seconds."""
    due_at = now + consent_s * 1000
    told = ev.ConsentAsked(
        at=now, about=about, reason=reason, areas=tuple(sorted(areas)), due_at=due_at
    )
    return (told,)


def opened_for(openings: Openings, seat: str) -> set[int]:
    """Give the purchases whose identities the seat may read now."""
    return {number for each in openings.values() if each.seat == seat for number in each.purchases}
