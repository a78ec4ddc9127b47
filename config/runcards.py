"""What must hold of run cards: that they ask for what the county has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from config.draft import KINDS, UNITS, Draft
from config.faults import Flaw, Path
from config.places import UnitSpec
from county.runcards import ANY, Need, RunCard


def card_flaws(draft: Draft) -> Iterator[Flaw]:
    """List the cards that name what is not there, say the same twice, or leave out a step."""
    kinds = {kind.id for kind in draft.kinds.kind} | {ANY}
    seen: set[tuple[str, int | None]] = set()
    for place, card in enumerate(draft.runcards.card):
        path: Path = ("card", place)
        if draft.sound(KINDS) and card.kind not in kinds:
            yield Flaw((*path, "kind"), "check.unknown_card_kind", {"value": card.kind})
        if (card.kind, card.priority) in seen:
            yield Flaw((*path, "kind"), "check.card_twice", {"value": card.kind})
        seen.add((card.kind, card.priority))
        yield from _steps_left_out(card, path)
        if draft.sound(UNITS):
            for number, need in enumerate(card.needs):
                yield from _unfit((*path, "need", number), need, draft.units.unit)


def _steps_left_out(card: RunCard, path: Path) -> Iterator[Flaw]:
    """Every step up to the last adds something."""
    steps = {need.step for need in card.needs}
    for number, need in enumerate(card.needs):
        if need.step > 1 and need.step - 1 not in steps:
            values = {"step": need.step - 1}
            yield Flaw((*path, "need", number, "step"), "check.no_step_before", values)


def _unfit(path: Path, need: Need, units: Sequence[UnitSpec]) -> Iterator[Flaw]:
    """A need that the whole county could not cover is a slip of the pen."""
    known = {skill for unit in units for skill in unit.skills}
    unknown = [skill for skill in need.skills if skill not in known]
    for skill in unknown:
        yield Flaw((*path, "skills"), "check.unknown_skill", {"value": skill})
    fit = sum(u.kind in need.kinds and set(need.skills) <= set(u.skills) for u in units)
    if not unknown and fit < need.count:
        field = "count" if fit else "kinds"
        yield Flaw((*path, field), "check.too_few_fit", {"count": need.count, "fit": fit})
