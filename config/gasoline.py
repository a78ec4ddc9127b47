"""What is wrong with a county's gasoline rules: figures that cannot stand, and protected words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from config.faults import Flaw
from county.alarms import KindRules
from county.gasoline.guard import objections
from county.gasoline.rules import GasolineRules
from county.gasoline.soundness import unsound


def guard_flaws(raw: object) -> Iterator[Flaw]:
    """List everything in the file that names what no rule may look at, known fields or not."""
    for found in objections(raw):
        yield Flaw(found.path, f"refused.protected_{found.attribute}", {"value": found.text})


def rule_flaws(
    rules: GasolineRules,
    kinds: Mapping[str, KindRules],
    outcomes: Collection[str],
    remote_outcome: str | None,
) -> Iterator[Flaw]:
    """List the figures that cannot stand; `remote_outcome` needs steps that no warning takes."""
    for found in unsound(rules, kinds, outcomes):
        yield Flaw(found.path, f"refused.{found.code}", found.values)
    if rules.alarm_outcome == remote_outcome:
        values = {"outcome": rules.alarm_outcome}
        yield Flaw(("alarm_outcome",), "refused.outcome_needs_steps", values)
