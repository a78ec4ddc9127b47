"""Buyers that no rule may object to, many of them near a limit."""

from __future__ import annotations

from collections.abc import Callable

from feeds.simulator.patterns.plan import HOUR_S, Paper, Pattern, Plan, Scene, Visit
from feeds.simulator.repertoire import load_wares


def regular(scene: Scene) -> Plan:
    """Buy what a hand machine needs, every week or two."""
    gap_s = scene.days(6, 13)
    visits = scene.rng.randint(2, 6)
    return Plan(
        visits=tuple(
            Visit(litres=scene.litres(5, 18), after_s=turn * gap_s) for turn in range(visits)
        ),
        machine=scene.rng.choice(("", "hand", "hand")),
    )


def farmer(scene: Scene) -> Plan:
    """Have a riding machine, and need far more of it in the weeks of ploughing and harvest."""
    if scene.season > 1:
        gap_s, least, most = scene.days(3.7, 5), 24, 36
        times = min(4, 1 + int(scene.season_left_s / gap_s))
    else:
        gap_s, least, most, times = scene.days(8, 14), 15, 28, 4
    return Plan(
        visits=tuple(
            Visit(litres=scene.litres(least, most), after_s=turn * gap_s) for turn in range(times)
        ),
        machine="riding",
    )


def firm(scene: Scene) -> Plan:
    """Buy by letter for a firm: more over the weeks than a person may."""
    gap_s = scene.days(2, 2.9)
    letter = {"letter": scene.number("L")}
    return Plan(
        visits=tuple(
            Visit(litres=scene.litres(15, 19.4), after_s=turn * gap_s, unusual=letter)
            for turn in range(scene.rng.randint(5, 10))
        ),
        machine="hand",
        by_unit=True,
    )


def rescuer(scene: Scene) -> Plan:
    """Need a pump or a generator in the middle of the night."""
    purpose = scene.rng.choice(load_wares().emergencies)
    visit = Visit(litres=scene.litres(8, 19), unusual={"purpose": purpose})
    return Plan(visits=(visit,), machine="other", at_night=True)


def visitor(scene: Scene) -> Plan:
    """Work far from home, and say why."""
    reason = scene.rng.choice(load_wares().errands)
    visit = Visit(litres=scene.litres(5, 18), unusual={"travel_reason": reason})
    return Plan(visits=(visit,), far=True)


def permitted(scene: Scene) -> Plan:
    """Take exactly what the permit says, on one of its three days."""
    litres = float(scene.rng.choice((5, 10, 15)))
    paper = Paper(scene.number("SP"), litres, scene.days(0.2, 2.9))
    return Plan(visits=(Visit(litres=litres, paper=paper),))


def careful(scene: Scene) -> Plan:
    """Stay just within a limit."""
    return scene.rng.choice(_JUST_WITHIN)(scene)


def turned_away(scene: Scene) -> Plan:
    """Come without what is needed, and be sold nothing."""
    refused, unusual = scene.rng.choice(
        (
            ("identity", {"id_check": "failed"}),
            ("container", {"container": "plastic"}),
            ("amount", {}),
            ("purpose", {"purpose": ""}),
        )
    )
    visit = Visit(litres=scene.litres(5, 40), unusual={**unusual, "refused": refused})
    return Plan(visits=(visit,))


def _day_full(scene: Scene) -> Plan:
    return Plan(visits=(Visit(litres=scene.litres(19.6, 20)),), machine="hand")


def _week_full(scene: Scene) -> Plan:
    gap_s = scene.days(2.4, 2.9)
    return Plan(
        visits=tuple(Visit(litres=19.5, after_s=turn * gap_s) for turn in range(3)),
        machine="hand",
    )


def _next_day_elsewhere(scene: Scene) -> Plan:
    again = Visit(litres=scene.litres(5, 9), after_s=scene.days(1.4, 1.6), station=1)
    return Plan(visits=(Visit(litres=scene.litres(5, 9)), again))


def _full_vessel(scene: Scene) -> Plan:
    visit = Visit(litres=scene.litres(21, 25), unusual={"container_litres": 25.0})
    return Plan(visits=(visit,), machine="riding")


def _pair(scene: Scene) -> Plan:
    after_s = scene.rng.uniform(60, HOUR_S / 3)
    both = (Visit(litres=9.0), Visit(litres=scene.litres(5, 9), after_s=after_s, who=1))
    return Plan(visits=both)


_JUST_WITHIN: tuple[Callable[[Scene], Plan], ...] = (
    _day_full,
    _week_full,
    _next_day_elsewhere,
    _full_vessel,
    _pair,
)

LAWFUL = {
    "regular": Pattern(regular),
    "farmer": Pattern(farmer),
    "firm": Pattern(firm),
    "rescuer": Pattern(rescuer),
    "visitor": Pattern(visitor),
    "permitted": Pattern(permitted),
    "careful": Pattern(careful),
    "turned_away": Pattern(turned_away),
}
