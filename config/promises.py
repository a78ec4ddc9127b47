"""Whether the figures for alarms leave nobody forgotten: what a county must promise."""

from __future__ import annotations

from collections.abc import Iterator

from config.faults import Flaw
from config.places import CountyRecord

URGENT = ("ladder_s", "lapse_s", "feedback_s", "feedback_every_s")
"""Figures that the first priority must have: without one of them an alarm for somebody's life could
stand on the board with nothing ever falling due."""


def promise_flaws(county: CountyRecord | None, outcomes: frozenset[str]) -> Iterator[Flaw]:
    """List what is missing among the figures for alarms; `outcomes` are those of the profile."""
    if county is None:
        return
    rules = county.alarms
    for figure in URGENT:
        if not getattr(rules.p1, figure):
            yield Flaw(("alarms", "p1", figure), "check.p1_needs")
    if rules.p1.shelve_s is not None:
        yield Flaw(("alarms", "p1", "shelve_s"), "check.p1_shelved")
    if rules.remote_outcome not in outcomes:
        values = {"value": rules.remote_outcome}
        yield Flaw(("alarms", "remote_outcome"), "check.unknown_outcome", values)
    if rules.keep_closed_s < rules.load.shift_s:
        # The figures of the shift are counted from what stands on the board.
        values = {"least": str(rules.load.shift_s)}
        yield Flaw(("alarms", "keep_closed_s"), "check.kept_too_short", values)
