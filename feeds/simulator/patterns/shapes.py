"""Courses of buying that lawful accidents and planted patterns share."""

from __future__ import annotations

from feeds.simulator.patterns.plan import Plan, Scene, Visit
from feeds.simulator.repertoire import load_wares


def changing(scene: Scene, gap_s: float, litres: float) -> Plan:
    """Come four times, `gap_s` seconds apart, each time for another purpose."""
    needs = [need.purpose for need in load_wares().need if "hand" in need.machines]
    return Plan(
        visits=tuple(
            Visit(litres=litres, after_s=turn * gap_s, unusual={"purpose": purpose})
            for turn, purpose in enumerate(scene.rng.sample(needs, 4))
        ),
        machine="hand",
    )


def together(scene: Scene, people: int, within_s: float, litres: float) -> Plan:
    """Let several people buy for one place, all within `within_s` seconds."""
    step_s = within_s / people
    return Plan(
        visits=tuple(
            Visit(litres=litres, after_s=turn * scene.rng.uniform(0.6, 1) * step_s, who=turn)
            for turn in range(people)
        )
    )
