"""Decides what takes, or may take, two persons: rules, sealed identities, what is destroyed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from county import commands as ask
from county import consents
from county import events as ev
from county.board import Board
from county.consents import Decision, Request
from county.events import Figure
from county.gasoline.changing import figures_of, read_rule, rule_of, takes_two, with_rule
from county.gasoline.lines import PurchaseLine
from county.gasoline.rules import GasolineRules
from county.gasoline.soundness import unsound
from county.refusals import Refusal, refuse
from county.rights import Rights
from county.rulebook import Rulebook

Bought = Mapping[int, PurchaseLine]
"""The purchases that a command names, as they count now: looked up before it is decided."""


class Asking(NamedTuple):
    """What a decision may look at."""

    board: Board
    rulebook: Rulebook
    rules: GasolineRules
    """As they hold now."""
    bought: Bought
    by: str
    """Who asks, as in `Entry.by`."""
    rights: Rights
    now: int

    def area(self, number: int) -> str | Refusal:
        """Give the area of the station that sold, "" for nowhere.

        What is not the seat's is refused as unknown.
        """
        line = self.bought.get(number)
        area = "" if line is None else self.rulebook.stations.get(line.purchase.station, "")
        # A station that left the profile lies nowhere: its purchases are the whole county's.
        if line is None or not self.rights.covers((area,) if area else ()):
            return refuse("unknown_purchase", "purchase", purchase=number)
        return area


def decide(asking: Asking, command: ask.OfTwo) -> Decision:
    """Decide a command: it happens at once, waits for a second person, or is refused."""
    match command:
        case ask.ChangeRule():
            return _change_rule(asking, command)
        case ask.Unmask():
            return _unmask(asking, command)
        case ask.AskPurge():
            return _ask_purge(asking, command)
        case ask.Consent() | ask.Withhold():
            request = asking.board.requests.get(command.request)
            if request is None:
                return refuse("unknown_request", "request", request=command.request)
            if isinstance(command, ask.Consent):
                return _consent(asking, request)
            return consents.withhold(request, command, asking.by, asking.rights, asking.now)


# ---- rules --------------------------------------------------------------------------------------


class _Change(NamedTuple):
    figures: dict[str, Figure]
    takes_two: bool


def _change_rule(asking: Asking, command: ask.ChangeRule) -> Decision:
    change = _changed(asking, command.rule, command.figures)
    if isinstance(change, Refusal):
        return change
    if not change.takes_two:
        told = ev.RuleChanged(
            asking.now, rule=command.rule, figures=change.figures, reason=command.reason
        )
        return (told,)
    about = ev.RuleChange(command.rule, change.figures)
    return consents.asked(about, command.reason, (), asking.now, asking.rules.consent_s)


def _changed(asking: Asking, code: str, figures: Mapping[str, Figure]) -> _Change | Refusal:
    """Read a rule's new figures, and hold them against everything beside them."""
    new = read_rule(code, figures)
    if isinstance(new, Refusal):
        return new
    rules, rulebook = asking.rules, asking.rulebook
    old = rule_of(rules, code)
    if new == old:
        return refuse("rule_unchanged", "rule", rule=code)
    changed = with_rule(rules, code, new)
    before = list(unsound(rules, rulebook.kinds, rulebook.outcomes))
    for found in unsound(changed, rulebook.kinds, rulebook.outcomes):
        if found not in before:
            field = ".".join(str(step) for step in found.path)
            return Refusal(found.code, field, found.values)
    return _Change(figures_of(changed, code), takes_two(old, new))


# ---- identities and what is destroyed -----------------------------------------------------------


def _unmask(asking: Asking, command: ask.Unmask) -> Decision:
    if not asking.rights.unmasks:
        return refuse("may_not_unmask")
    areas: set[str] = set()
    numbers = tuple(dict.fromkeys(command.purchases))
    for number in numbers:
        area = asking.area(number)
        if isinstance(area, Refusal):
            return area
        if not asking.bought[number].sealed:
            return refuse("nothing_sealed", "purchases", purchase=number)
        areas.add(area)
    if "" in areas:
        areas.clear()
    seat = _seat(asking.by)
    # One after the other is many as well: who reads one already asks for the next.
    if len(consents.opened_for(asking.board.openings, seat) | set(numbers)) > 1:
        about = ev.Unmasking(numbers)
        return consents.asked(about, command.reason, areas, asking.now, asking.rules.consent_s)
    return (_opened(asking, numbers, seat, command.reason, tuple(sorted(areas))),)


def _opened(
    asking: Asking,
    purchases: tuple[int, ...],
    seat: str,
    reason: str,
    areas: tuple[str, ...],
    request: int | None = None,
) -> ev.IdentitiesOpened:
    return ev.IdentitiesOpened(
        asking.now,
        purchases=purchases,
        seat=seat,
        reason=reason,
        until=asking.now + asking.rules.unmasked_s * 1000,
        areas=areas,
        request=request,
    )


def _ask_purge(asking: Asking, command: ask.AskPurge) -> Decision:
    if command.before > asking.now:
        return refuse("too_new_to_destroy", "before")
    about = ev.Purge(command.data, command.before)
    return consents.asked(about, command.reason, (), asking.now, asking.rules.consent_s)


# ---- the second person --------------------------------------------------------------------------


def _consent(asking: Asking, request: Request) -> Decision:
    refusal = consents.consentable(request, asking.by, asking.rights)
    if refusal is not None:
        return refusal
    given = ev.ConsentGiven(asking.now, request.number)
    about = request.about
    match about:
        case ev.RuleChange():
            change = _changed(asking, about.rule, about.figures)
            if isinstance(change, Refusal):
                return change
            told = ev.RuleChanged(
                asking.now,
                rule=about.rule,
                figures=change.figures,
                reason=request.reason,
                asked_by=request.asked_by,
            )
            return given, told
        case ev.Unmasking():
            opened = _opened(
                asking,
                about.purchases,
                _seat(request.asked_by),
                request.reason,
                request.areas,
                request.number,
            )
            return given, opened
        case ev.Purge():
            return (given,)


def _seat(by: str) -> str:
    return by.removeprefix("seat:")
