"""The patterns of buying that a scenario may name: lawful, accidental and planted."""

from feeds.simulator.patterns.innocent import INNOCENT
from feeds.simulator.patterns.lawful import LAWFUL
from feeds.simulator.patterns.plan import DAY_S, HOUR_S, Pattern, Plan, Scene, Visit
from feeds.simulator.patterns.planted import PLANTED

__all__ = ["DAY_S", "HOUR_S", "PATTERNS", "Pattern", "Plan", "Scene", "Visit"]

PATTERNS: dict[str, Pattern] = {**LAWFUL, **INNOCENT, **PLANTED}
"""By name: how often each is met stands in the scenario."""
