"""What of a push a feed may tell at all, before anything is decided."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast, get_args

from county.events import Report
from county.patrol import Fix
from county.refusals import Refusal, refuse
from county.rights import Rights
from county.rulebook import Limits
from feeds.wire import Batch

MAX_NUMBER = 2**53 - 1
"""The highest number a source may give: the last integer that every JSON reader keeps exactly."""

_REPORTS = frozenset(get_args(Report))


def permitted(batch: Batch, rights: Rights) -> tuple[dict[int, Report], list[tuple[int, Refusal]]]:
    """Part what a feed may push, by its number, from what it may not or what is no fact."""
    kinds = {type(item) for item in batch.items}
    forbidden: dict[type, Refusal | None] = {
        kind: rights.forbids_push(str(kind.__struct_config__.tag), batch.source)
        for kind in kinds - {Refusal}
    }
    last = batch.first + len(batch.items) - 1
    if kinds <= _REPORTS and last <= MAX_NUMBER and not any(forbidden.values()):
        # Nearly every push: one check for all of it.
        return cast("dict[int, Report]", dict(enumerate(batch.items, batch.first))), []
    facts: dict[int, Report] = {}
    refused: list[tuple[int, Refusal]] = []
    for number, item in enumerate(batch.items, batch.first):
        if isinstance(item, Refusal):
            refused.append((number, item))
        elif number > MAX_NUMBER:
            refused.append((number, refuse("number_gap", "first", limit=MAX_NUMBER)))
        elif (refusal := forbidden[type(item)]) is not None:
            refused.append((number, refusal))
        elif not isinstance(item, Fix):
            facts[number] = item
    return facts, refused


def unfit(
    fix: Report | Fix | Refusal, units: Collection[str], limits: Limits, now: int
) -> Refusal | None:
    """Refuse what is no position of a known unit at a plausible time."""
    if isinstance(fix, Refusal):
        return fix
    if fix.at not in limits.plausible(now):
        return refuse("time_out_of_range", "at", at=fix.at)
    unit = getattr(fix, "unit", "")
    if unit not in units:
        return refuse("unknown_unit", "unit", unit=unit)
    return None
