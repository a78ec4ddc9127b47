"""Gasoline (散装汽油): purchases in their windows, warnings raised from them, what was found."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.commands import Due
from county.events import Contribution, Entry, Finding, Level, PurchaseRegistered
from county.fields import Millis
from county.gasoline_rules import DAY_S, Case, GasolineRules, Hit, judge
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
        self._kept_ms = kept_s * 1000
        self._by_buyer: dict[str, list[Contribution]] = {}

    def add(self, buyer: str, bought: Contribution) -> None:
        """Put a purchase in its place by time."""
        history = self._by_buyer.setdefault(buyer, [])
        insort(history, bought, key=lambda c: c.at)

    def remove(self, buyer: str, number: int) -> None:
        """Take a purchase out again: its batch could not be made durable."""
        history = self._by_buyer.get(buyer, [])
        history[:] = [c for c in history if c.purchase != number]

    def history(self, buyer: str, since: int) -> list[Contribution]:
        """Give the buyer's purchases after `since` (epoch milliseconds), oldest first."""
        return [c for c in self._by_buyer.get(buyer, ()) if c.at > since]

    def forget(self, now: int) -> None:
        """Drop what no rule can see any more."""
        since = now - self._kept_ms
        for buyer in list(self._by_buyer):
            kept = self.history(buyer, since)
            if kept:
                self._by_buyer[buyer] = kept
            else:
                del self._by_buyer[buyer]


# ---- decide -------------------------------------------------------------------------------------


def check(purchase: PurchaseRegistered) -> Refusal | None:
    """Refuse a purchase that carries an identity in clear."""
    for name in ("buyer", "permit", "purpose", "use_place"):
        if _ID_NUMBER.search(getattr(purchase, name)):
            return refuse("identity_in_clear", name)
    return None


def assess(
    purchase: PurchaseRegistered,
    windows: Windows,
    warnings: Warnings,
    rules: GasolineRules,
    now: int,
    utc_offset_minutes: int,
) -> list[Hit]:
    """Give the hits to warn of after `purchase` came in (it already stands in `windows`).

    A purchase that arrives late may complete the windows of later ones, so those are judged again.
    One buyer has one open warning per rule and local day, unless the new one is graver.
    """
    when = now if purchase.doubtful else purchase.at
    history = windows.history(purchase.buyer, when - rules.longest_window_s * 1000)
    hits: dict[str, Hit] = {}
    for end, anchor in enumerate(history, start=1):
        if anchor.at < when:
            continue
        day = _day_start(anchor.at, utc_offset_minutes)
        subject = purchase if anchor.purchase == purchase.number else _as_anchor(purchase, anchor)
        for hit in judge(Case(subject, history[:end], day), rules):
            known = hits.get(hit.rule)
            if known is None or _GRAVITY[hit.level] > _GRAVITY[known.level]:
                hits[hit.rule] = hit
    return [
        hit for hit in hits.values() if not _covered(hit, purchase, warnings, utc_offset_minutes)
    ]


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


def _covered(
    hit: Hit, purchase: PurchaseRegistered, warnings: Warnings, utc_offset_minutes: int
) -> bool:
    day = _day_start(hit.purchases[-1].at, utc_offset_minutes)
    return any(
        warning.finding is None
        and warning.raised.rule == hit.rule
        and warning.raised.buyer == purchase.buyer
        and _GRAVITY[warning.raised.level] >= _GRAVITY[hit.level]
        and _day_start(warning.raised.purchases[-1].at, utc_offset_minutes) == day
        for warning in warnings.values()
    )


def _day_start(at: int, utc_offset_minutes: int) -> int:
    offset = utc_offset_minutes * 60_000
    return (at + offset) // (DAY_S * 1000) * (DAY_S * 1000) - offset


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


def decide(
    warnings: Warnings, command: ask.Verify | ask.FlagOverdue | ask.FileWarning, now: int
) -> tuple[ev.Event, ...] | Refusal:
    """Decide a command on a warning."""
    warning = warnings.get(command.warning)
    if warning is None:
        return refuse("unknown_warning", "warning", warning=command.warning)
    number = warning.number
    match command:
        case ask.Verify():
            if warning.finding is not None:
                return refuse("already_verified", "warning", warning=number, by=warning.verified_by)
            return (ev.WarningVerified(now, number, command.finding, command.text),)
        case ask.FlagOverdue():
            late = warning.finding is None and not warning.overdue
            return (ev.WarningOverdue(now, number),) if late else ()
        case ask.FileWarning():
            return (ev.WarningFiled(now, number),) if warning.finding is not None else ()


# ---- evolve and timers --------------------------------------------------------------------------


def evolve(warnings: dict[int, GasolineWarning], entry: Entry) -> None:
    """Fold one entry in. Entries on warnings that are not here (another area's) change nothing."""
    event = entry.event
    if isinstance(event, ev.WarningRaised):
        warnings[event.number] = GasolineWarning(event, entry.received)
        return
    number = getattr(event, "warning", None)
    warning = warnings.get(number) if number is not None else None
    if warning is None:
        return
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
        case _:
            pass


def due(warning: GasolineWarning, rules: GasolineRules) -> Iterator[Due]:
    """Say what falls due for this warning as it stands."""
    if warning.finding is None and not warning.overdue:
        yield Due(warning.raised.due_at, ask.FlagOverdue(warning.number))
    if warning.verified_at is not None:
        keep = rules.keep_verified_s * 1000
        yield Due(warning.verified_at + keep, ask.FileWarning(warning.number))


def gravest_first(warnings: Iterable[GasolineWarning]) -> list[GasolineWarning]:
    """Order warnings as an officer works them: open ones first, then by level, then by deadline."""
    return sorted(
        warnings,
        key=lambda w: (w.finding is not None, -_GRAVITY[w.raised.level], w.raised.due_at),
    )
