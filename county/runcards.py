"""Run cards (处警预案): which units an alarm needs, and whom to send for what is not covered yet.

A card asks for its needs in steps; a later step only adds. Every unit covers one need at most.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from typing import Annotated

from msgspec import Meta, Struct, field

from county.events import UnitKind, UnitRegistered
from county.fields import Code, Priority

ANY = "any"
"""The kind of a card that holds for whatever has no card of its own."""


class Need(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """So many units, each of one of these kinds and with all of these skills."""

    kinds: Annotated[tuple[UnitKind, ...], Meta(min_length=1)]
    skills: tuple[Code, ...] = ()
    count: Annotated[int, Meta(ge=1, le=50)] = 1
    step: Annotated[int, Meta(ge=1, le=9)] = 1
    """From which step of the card on it holds."""

    def fits(self, unit: UnitRegistered) -> bool:
        """Tell whether the unit can cover it."""
        return unit.kind in self.kinds and not self.lacking(unit.skills)

    def lacking(self, skills: Collection[str]) -> tuple[str, ...]:
        """Name the skills that who has `skills` lacks for it."""
        return tuple(skill for skill in self.skills if skill not in skills)


class RunCard(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one kind of alarm needs."""

    kind: Code
    """A kind of alarm, or `ANY`."""
    needs: Annotated[tuple[Need, ...], Meta(min_length=1, max_length=50)] = field(name="need")
    """The most important first within a step."""
    priority: Priority | None = None
    """The priority that it holds for; None: every one that has no card of its own."""

    @property
    def last_step(self) -> int:
        """The step that asks for everything."""
        return max(need.step for need in self.needs)

    def at(self, step: int) -> tuple[Need, ...]:
        """Give the needs that hold at `step`, those of the first step first."""
        return tuple(sorted((n for n in self.needs if n.step <= step), key=lambda n: n.step))


class Filled(Struct, frozen=True, omit_defaults=True):
    """A need, and who covers it."""

    need: Need
    ordered: tuple[str, ...] = ()
    """Units under way or there."""
    picks: tuple[str, ...] = ()
    """Units that are to be sent."""

    @property
    def missing(self) -> int:
        """How many units neither are ordered nor could be found."""
        return self.need.count - len(self.ordered) - len(self.picks)


class Shortfall(Struct, frozen=True):
    """A need that cannot be covered by the units at hand."""

    need: Need
    missing: int
    """How many units it lacks."""


class Plan(Struct, frozen=True):
    """What the card asks for, and how to cover it."""

    card_step: int
    """The step that holds; it may lie beyond the last one and then asks for no more than that."""
    last_step: int
    needs: tuple[Filled, ...]
    picks: tuple[str, ...]
    """Whom to send now, the soonest first."""
    shortfall: tuple[Shortfall, ...]


def card_for(cards: Iterable[RunCard], kind: str, priority: int) -> RunCard | None:
    """Give the card for an alarm: its kind's own before `ANY`, its priority's own before all."""
    wanted = ((kind, priority), (kind, None), (ANY, priority), (ANY, None))
    found = {(card.kind, card.priority): card for card in cards}
    return next((found[key] for key in wanted if key in found), None)


def plan(
    card: RunCard, step: int, ordered: Sequence[UnitRegistered], ranked: Sequence[UnitRegistered]
) -> Plan:
    """Cover the card's needs at `step` with the `ordered` units, then with the `ranked` ones.

    As many needs are covered as these units can cover at all. Whoever is ordered counts first;
    beyond that no slower unit is picked where a quicker one would do as well for the whole. When
    units are short, the first step's needs are covered before the next one's.
    """
    needs = card.at(step)
    places = [number for number, need in enumerate(needs) for _ in range(need.count)]
    units = [*ordered, *ranked]
    alike = {(unit.kind, unit.skills): unit for unit in units}
    fitting_of = {
        key: tuple(n for n, need in enumerate(places) if needs[need].fits(unit))
        for key, unit in alike.items()
    }
    options = [fitting_of[unit.kind, unit.skills] for unit in units]
    chosen = sorted(_paired(options).values())
    fitting = [[n for n in chosen if place in options[n]] for place in range(len(places))]
    covered: list[list[int]] = [[] for _ in needs]
    for unit, place in _paired(fitting).items():
        covered[places[place]].append(unit)
    filled = tuple(
        Filled(
            need,
            tuple(units[n].unit for n in sorted(by) if n < len(ordered)),
            tuple(units[n].unit for n in sorted(by) if n >= len(ordered)),
        )
        for need, by in zip(needs, covered, strict=True)
    )
    return Plan(
        card_step=step,
        last_step=card.last_step,
        needs=filled,
        picks=tuple(units[n].unit for n in chosen if n >= len(ordered)),
        shortfall=tuple(Shortfall(each.need, each.missing) for each in filled if each.missing),
    )


def _paired(options: Sequence[Iterable[int]]) -> dict[int, int]:
    """Pair every left side with one of its options, each used once: as many as can be (Kuhn).

    A left side once paired stays so, and an earlier one is never left out for a later one's sake.
    Gives the left side by the option.
    """
    taken: dict[int, int] = {}
    held: dict[int, int] = {}
    closed: set[int] = set()
    for left, own in enumerate(options):
        if closed.issuperset(own):
            continue
        came: dict[int, int] = {}
        free = _search(left, options, taken, came, closed)
        if free is None:
            # All of these are taken by sides that have no other option: no search leads out again.
            closed.update(came)
        while free is not None:
            mover = came[free]
            taken[free], held[mover], free = mover, free, held.get(mover)
    return taken


def _search(
    left: int,
    options: Sequence[Iterable[int]],
    taken: dict[int, int],
    came: dict[int, int],
    closed: set[int],
) -> int | None:
    """Find an option that becomes free for `left` when others move on; `came` tells the way."""
    waiting = deque([left])
    while waiting:
        mover = waiting.popleft()
        for option in options[mover]:
            if option not in came and option not in closed:
                came[option] = mover
                if option not in taken:
                    return option
                waiting.append(taken[option])
    return None
