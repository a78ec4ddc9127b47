"""Gasoline (散装汽油): purchases in their windows, warnings raised from them, what was found."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.events import Contribution, Entry, Finding, Level, PurchaseRegistered
from county.fields import Millis
from county.gasoline_rules import (
    Case,
    GasolineRules,
    Hit,
    day_start,
    judge,
    made_at,
    newer,
)
from county.refusals import Refusal, refuse

CONTRIBUTIONS_SHOWN = 20
"""Purchases carried in a warning: the newest of them; `measured` counts them all."""

_ID_NUMBER = re.compile(r"\d{17}[\dXx]")
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

    @property
    def number(self) -> int:
        """The number that people say."""
        return self.raised.number

    @property
    def area(self) -> str:
        """The township of the station that sold last."""
        return self.raised.area


Warnings = Mapping[int, GasolineWarning]


class Windows:
    """The purchases that rules may still look at, by buyer.

    Kept in memory, because deciding is synchronous and a purchase must count the moment it is
    accepted; rebuilt from the purchase store at start (30 days of a county: about 0.1 s).
    """

    def __init__(self, kept_s: int) -> None:
        self.kept_ms = kept_s * 1000
        """How far back the rules look, in milliseconds."""
        self._by_buyer: dict[str, list[Contribution]] = {}

    def add(self, buyer: str, bought: Contribution) -> Sequence[Contribution]:
        """Put a purchase in its place by time; give the buyer's that rules may look at with it.

        Oldest first; it may change with the next purchase: look at it now.
        """
        history = self._by_buyer.get(buyer)
        if history is None:
            history = self._by_buyer[buyer] = [bought]
        else:
            insort(history, bought, key=made_at)
        return newer(history, bought.at - self.kept_ms)

    def history(self, buyer: str, since: int) -> Sequence[Contribution]:
        """Give the buyer's purchases after `since` (epoch milliseconds), oldest first."""
        return newer(self._by_buyer.get(buyer, []), since)

    def forget(self, now: int) -> None:
        """Drop what no rule can see any more."""
        since = now - self.kept_ms
        for buyer in list(self._by_buyer):
            kept = list(self.history(buyer, since))
            if kept:
                self._by_buyer[buyer] = kept
            else:
                del self._by_buyer[buyer]


class OpenWarnings:
    """The warnings not yet verified, by buyer: a new hit is held against its buyer's alone."""

    def __init__(self) -> None:
        self._by_buyer: dict[str, dict[int, GasolineWarning]] = {}

    def note(self, warning: GasolineWarning) -> None:
        """Take a warning in as it stands now."""
        buyer = warning.raised.buyer
        known = self._by_buyer.setdefault(buyer, {})
        if warning.finding is None:
            known[warning.number] = warning
        else:
            known.pop(warning.number, None)
        if not known:
            del self._by_buyer[buyer]

    def of(self, buyer: str) -> Iterable[GasolineWarning]:
        """Give the buyer's."""
        return self._by_buyer.get(buyer, {}).values()


# ---- decide -------------------------------------------------------------------------------------


def when(purchase: PurchaseRegistered, received: int) -> int:
    """Give when the purchase counts as made: by receipt when its teller's clock is off."""
    return received if purchase.doubtful else purchase.at


def check(purchase: PurchaseRegistered) -> Refusal | None:
    """Refuse a purchase that carries an identity in clear."""
    # One search, and a second look only at a find: the four fields apart cost 1 µs a purchase.
    texts = (purchase.buyer, purchase.permit, purchase.purpose, purchase.use_place)
    if _ID_NUMBER.search("\n".join(texts)) is None:
        return None
    fields = ("buyer", "permit", "purpose", "use_place")
    at_fault = (name for name, text in zip(fields, texts, strict=True) if _ID_NUMBER.search(text))
    return refuse("identity_in_clear", next(at_fault))


def assess(
    purchase: PurchaseRegistered,
    history: Sequence[Contribution],
    when: int,
    rules: GasolineRules,
    utc_offset_minutes: int,
) -> list[Hit]:
    """Give the rules met now that `purchase`, made at `when`, stands in its buyer's `history`.

    A purchase that arrives late may complete the windows of later ones, so those are judged again;
    of one rule met twice the graver hit counts.
    """
    if history[-1].purchase == purchase.number:  # nearly always: the last is the new one
        return judge(_case(purchase, history, utc_offset_minutes), rules)
    first = len(history)
    while first and history[first - 1].at >= when:
        first -= 1
    hits: dict[str, Hit] = {}
    for end in range(first + 1, len(history) + 1):
        anchor = history[end - 1]
        subject = purchase if anchor.purchase == purchase.number else _as_anchor(purchase, anchor)
        for hit in judge(_case(subject, history[:end], utc_offset_minutes), rules):
            known = hits.get(hit.rule)
            if known is None or _GRAVITY[hit.level] > _GRAVITY[known.level]:
                hits[hit.rule] = hit
    return list(hits.values())


def _case(
    purchase: PurchaseRegistered, history: Sequence[Contribution], utc_offset_minutes: int
) -> Case:
    litres = sum([bought.litres for bought in history])
    return Case(purchase, history, litres, utc_offset_minutes)


def _as_anchor(purchase: PurchaseRegistered, anchor: Contribution) -> PurchaseRegistered:
    """Judge a later purchase by its window alone: its own fields were judged when it came."""
    return replace(
        purchase,
        number=anchor.purchase,
        at=anchor.at,
        litres=anchor.litres,
        station=anchor.station,
        permit_litres=None,
    )


def covered(hit: Hit, open_: Iterable[GasolineWarning], utc_offset_minutes: int) -> bool:
    """Tell whether one of the buyer's open warnings says it already.

    One buyer has one open warning per rule and local day, unless the new one is graver.
    """
    day = day_start(hit.purchases[-1].at, utc_offset_minutes)
    return any(
        warning.raised.rule == hit.rule
        and _GRAVITY[warning.raised.level] >= _GRAVITY[hit.level]
        and day_start(warning.raised.purchases[-1].at, utc_offset_minutes) == day
        for warning in open_
    )


def raised(
    hit: Hit,
    purchase: PurchaseRegistered,
    number: int,
    area: str,
    now: int,
    rules: GasolineRules,
) -> ev.WarningRaised:
    """Make the warning that `hit` asks for."""
    return ev.WarningRaised(
        at=now,
        number=number,
        rule=hit.rule,
        level=hit.level,
        buyer=purchase.buyer,
        tail=purchase.tail,
        station=purchase.station,
        area=area,
        parameter=hit.parameter,
        limit=float(hit.limit),
        measured=float(hit.measured),
        window_s=hit.window_s,
        purchases=hit.purchases[-CONTRIBUTIONS_SHOWN:],
        due_at=now + rules.verify_s(hit.level) * 1000,
        simulated=purchase.simulated,
    )


def decide(warnings: Warnings, command: ask.Verify, now: int) -> tuple[ev.Event, ...] | Refusal:
    """Decide what lay behind a warning."""
    warning = warnings.get(command.warning)
    if warning is None:
        return refuse("unknown_warning", "warning", warning=command.warning)
    number = warning.number
    if warning.finding is not None:
        return refuse("already_verified", "warning", warning=number, by=warning.verified_by)
    return (ev.WarningVerified(now, number, command.finding, command.text),)


# ---- evolve and timers --------------------------------------------------------------------------


def evolve(warnings: dict[int, GasolineWarning], entry: Entry) -> int:
    """Fold one entry in; give the warning it is about.

    Entries on warnings that are not here (another area's) change nothing.
    """
    event: Any = entry.event  # narrowed by its type, below
    if isinstance(event, ev.WarningRaised):
        warnings[event.number] = GasolineWarning(event, entry.received)
        return event.number
    number: int = event.warning
    warning = warnings.get(number)
    if warning is None:
        return number
    match event:
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
