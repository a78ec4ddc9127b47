"""Gasoline warnings (散装汽油预警): how they stand, when they fall due, what was found."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.events import Entry, Finding, Level, PurchaseRegistered
from county.fields import Millis
from county.gasoline.rules import GasolineRules
from county.refusals import Refusal, refuse

_ID_NUMBER = re.compile(r"\d{17}[\dXx]")
_ID_LENGTH = 18
_TEXTS = (
    "buyer",
    "permit",
    "purpose",
    "use_place",
    "travel_reason",
    "photo",
    "letter",
    "pump",
    "attendant",
    "permit_holder",
)
"""The texts of a purchase in which an identity could stand in clear."""
_GRAVITY: dict[Level, int] = {"W3": 0, "W2": 1, "W1": 2}


class GasolineWarning(Struct, frozen=True, omit_defaults=True):
    """A warning (预警) as it stands now."""

    raised: ev.WarningRaised
    received: Millis
    overdue: bool = False
    finding: Finding | None = None
    text: str = ""
    verified_by: str = ""
    verified_at: Millis | None = None
    assigned: str = ""
    """The police station that is to verify it; "" when the place has none."""

    @property
    def number(self) -> int:
        """The number that people say."""
        return self.raised.number

    @property
    def area(self) -> str:
        """The township of the station that sold last."""
        return self.raised.area


Warnings = Mapping[int, GasolineWarning]
Decision = tuple[ev.Event, ...] | Refusal


class OpenWarnings:
    """The warnings not yet verified, by whom they are about: a new hit is held against those."""

    def __init__(self) -> None:
        self._about: dict[str, dict[int, GasolineWarning]] = {}

    def note(self, warning: GasolineWarning) -> None:
        """Take a warning in as it stands now."""
        subject = warning.raised.buyer or warning.raised.station
        known = self._about.setdefault(subject, {})
        if warning.finding is None:
            known[warning.number] = warning
        else:
            known.pop(warning.number, None)
        if not known:
            del self._about[subject]

    def of(self, subject: str) -> Iterable[GasolineWarning]:
        """Give those about a buyer, or about a station itself."""
        return self._about.get(subject, {}).values()


# ---- decide -------------------------------------------------------------------------------------


def when(purchase: PurchaseRegistered, received: int) -> int:
    """Give when the purchase counts as made: by receipt when its teller's clock is off."""
    return received if purchase.doubtful else purchase.at


def _texts(purchase: PurchaseRegistered) -> tuple[str, ...]:
    """Give the texts of `_TEXTS`, written out: every purchase comes through here."""
    return (
        purchase.buyer,
        purchase.permit,
        purchase.purpose,
        purchase.use_place,
        purchase.travel_reason,
        purchase.photo,
        purchase.letter,
        purchase.pump,
        purchase.attendant,
        purchase.permit_holder or "",
    )


def check(purchase: PurchaseRegistered) -> Refusal | None:
    """Refuse a purchase that carries an identity in clear."""
    # Most texts are too short to hold one: to search them all would cost 2 µs a purchase.
    for name, text in zip(_TEXTS, _texts(purchase), strict=True):
        if len(text) >= _ID_LENGTH and _ID_NUMBER.search(text):
            return refuse("identity_in_clear", name)
    return None


def check_correction(correction: ev.Correction) -> Refusal | None:
    """Refuse a correction that carries an identity in clear."""
    for name in ("buyer", "purpose", "use_place", "machine"):
        if _ID_NUMBER.search(getattr(correction, name) or ""):
            return refuse("identity_in_clear", f"correction.{name}")
    return None


def verify(warnings: Warnings, command: ask.Verify, now: int) -> Decision:
    """Decide what lay behind a warning."""
    warning = _open(warnings, command.warning)
    if isinstance(warning, Refusal):
        return warning
    return (ev.WarningVerified(now, warning.number, command.finding, command.text),)


def verify_many(warnings: Warnings, command: ask.VerifyMany, now: int) -> Decision:
    """Decide one finding for many warnings: all of them or none, and of the lowest level alone."""
    told: list[ev.Event] = []
    for number in dict.fromkeys(command.warnings):
        warning = _open(warnings, number, "warnings")
        if isinstance(warning, Refusal):
            return warning
        if warning.raised.level != "W3":
            return refuse("one_by_one", "warnings", warning=number, level=warning.raised.level)
        told.append(ev.WarningVerified(now, number, command.finding, command.text))
    return tuple(told)


def assign(
    warnings: Warnings, command: ask.AssignWarning, police: Collection[str], now: int
) -> Decision:
    """Decide that another of the county's `police` stations is to verify a warning."""
    warning = _open(warnings, command.warning)
    if isinstance(warning, Refusal):
        return warning
    if command.to not in police:
        return refuse("unknown_police_station", "to", station=command.to)
    if command.to == warning.assigned:
        return refuse("assigned_already", "to", warning=warning.number, station=command.to)
    return (ev.WarningAssigned(now, warning.number, command.to),)


def _open(warnings: Warnings, number: int, field: str = "warning") -> GasolineWarning | Refusal:
    warning = warnings.get(number)
    if warning is None:
        return refuse("unknown_warning", field, warning=number)
    if warning.finding is not None:
        return refuse("already_verified", field, warning=number, by=warning.verified_by)
    return warning


# ---- evolve and timers --------------------------------------------------------------------------


def evolve(warnings: dict[int, GasolineWarning], entry: Entry) -> int:
    """Fold one entry in; give the warning it is about.

    Entries on warnings that are not here (another area's) change nothing.
    """
    event: Any = entry.event  # narrowed by its type, below
    if isinstance(event, ev.WarningRaised):
        warnings[event.number] = GasolineWarning(event, entry.received, assigned=event.assigned)
        return event.number
    number: int = event.warning
    warning = warnings.get(number)
    if warning is None:
        return number
    match event:
        case ev.WarningAssigned():
            warnings[warning.number] = replace(warning, assigned=event.to)
        case ev.WarningOverdue():
            warnings[warning.number] = replace(warning, overdue=True)
        case ev.WarningVerified():
            warnings[warning.number] = replace(
                warning,
                finding=event.finding,
                text=event.text,
                verified_by=entry.by,
                verified_at=entry.received,
                overdue=False,
            )
        case ev.WarningFiled():
            del warnings[warning.number]
    return number


WAITED_AFTER = frozenset({ev.WarningRaised, ev.WarningVerified})
"""The events after which something falls due; after others it is at most no longer asked for."""


def due_at(warning: GasolineWarning, rules: GasolineRules) -> int | None:
    """Say when something falls due for this warning as it stands, epoch milliseconds."""
    if warning.verified_at is not None:
        return warning.verified_at + rules.keep_verified_s * 1000
    return None if warning.overdue else warning.raised.due_at


def overdue(warning: GasolineWarning, rules: GasolineRules, now: int) -> tuple[ev.Event, ...]:
    """Give the events of what has fallen due by `now`."""
    at = due_at(warning, rules)
    if at is None or at > now:
        return ()
    happened = ev.WarningOverdue if warning.finding is None else ev.WarningFiled
    return (happened(now, warning.number),)


def gravest_first(warnings: Iterable[GasolineWarning]) -> list[GasolineWarning]:
    """Order warnings as an officer works them: open ones first, then by level, then by deadline."""
    return sorted(
        warnings,
        key=lambda w: (w.finding is not None, -_GRAVITY[w.raised.level], w.raised.due_at),
    )
