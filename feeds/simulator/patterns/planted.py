"""What the rules are made to find: buyers with something to hide, stations that do not register.

Some draw so near the limits that no rule sees them: a share found of 1 would prove nothing.
"""

from __future__ import annotations

from feeds.simulator.patterns.plan import DAY_S, Paper, Pattern, Plan, Scene, Visit
from feeds.simulator.patterns.shapes import changing, together
from feeds.simulator.repertoire import load_wares


def nameless(scene: Scene) -> Plan:
    """Show no identity that matches, and say nothing of the purpose."""
    unusual = {"id_check": scene.rng.choice(("failed", "missing")), "purpose": ""}
    return Plan(visits=(Visit(litres=scene.litres(8, 19), unusual=unusual),))


def stale_permit(scene: Scene) -> Plan:
    """Show a permit that ran out days ago."""
    paper = Paper(scene.number("SP"), 20, scene.days(4, 25))
    return Plan(visits=(Visit(litres=scene.litres(8, 19), paper=paper),))


def reused_permit(scene: Scene) -> Plan:
    """Show the same permit again within its days."""
    number = scene.number("SP")
    age_s, gap_s = scene.days(0.1, 0.5), scene.days(1.2, 2.3)
    return Plan(
        visits=tuple(
            Visit(
                litres=scene.litres(6, 10),
                after_s=turn * gap_s,
                paper=Paper(number, 10, age_s + turn * gap_s),
            )
            for turn in range(2)
        )
    )


def borrowed_permit(scene: Scene) -> Plan:
    """Show somebody else's permit."""
    paper = Paper(scene.number("SP"), 15, scene.days(0.2, 2.5), holder=1)
    return Plan(visits=(Visit(litres=scene.litres(6, 15), paper=paper),))


def over_permit(scene: Scene) -> Plan:
    """Take far more than the permit says."""
    permitted = float(scene.rng.choice((5, 10)))
    paper = Paper(scene.number("SP"), permitted, scene.days(0.2, 2.5))
    return Plan(visits=(Visit(litres=permitted + scene.litres(2, 8), paper=paper),))


def over_cap(scene: Scene) -> Plan:
    """Take more in a day than a hand machine can need, at times more than twice that."""
    litres = scene.litres(24, 38) if scene.rng.random() < 0.8 else scene.litres(42, 75)
    return Plan(visits=(Visit(litres=litres),), machine="hand")


def repeater(scene: Scene) -> Plan:
    """Come three times within three days or a little more; in a season more often still."""
    times = 3 if scene.season == 1 else 5
    gap_s = scene.days(2, 3.2) / (times - 1)
    return Plan(
        visits=tuple(
            Visit(litres=scene.litres(4, 9), after_s=turn * gap_s) for turn in range(times)
        )
    )


def stockpiler(scene: Scene) -> Plan:
    """Take the day's full can again and again, never soon enough to be a repeat."""
    gap_s = scene.days(1.78, 2.5)
    return Plan(
        visits=tuple(
            Visit(litres=scene.litres(17, 19.9) * scene.season, after_s=turn * gap_s)
            for turn in range(scene.rng.randint(5, 8))
        ),
        machine="hand",
    )


def hopper(scene: Scene) -> Plan:
    """Go on to another station the same hours, at times to a third."""
    gap_s = scene.rng.uniform(900, 12_000)
    usual = 2 if scene.season == 1 else 3
    return Plan(
        visits=tuple(
            Visit(litres=scene.litres(4, 9), after_s=turn * gap_s, station=turn)
            for turn in range(scene.rng.choice((2, usual, 3)))
        )
    )


def night_buyer(scene: Scene) -> Plan:
    """Come in the middle of the night, at times again some nights later."""
    gap_s = scene.rng.randint(1, 3) * DAY_S
    return Plan(
        visits=tuple(
            Visit(litres=scene.litres(5, 15), after_s=turn * gap_s)
            for turn in range(scene.rng.randint(1, 2))
        ),
        machine="hand",
        at_night=True,
    )


def canister(scene: Scene) -> Plan:
    """Bring plastic, or a vessel that one person can hardly lift."""
    unusual = scene.rng.choice(
        (
            {"container": "plastic", "container_litres": 10.0},
            {"container": "metal", "container_litres": 50.0},
        )
    )
    return Plan(visits=(Visit(litres=scene.litres(6, 19), unusual=unusual),))


def stranger(scene: Scene) -> Plan:
    """Buy for use far from home, and say no reason, more than once."""
    gap_s = scene.days(4, 8)
    return Plan(
        visits=tuple(Visit(litres=scene.litres(8, 18), after_s=turn * gap_s) for turn in range(2)),
        far=True,
    )


def machineless(scene: Scene) -> Plan:
    """Name a purpose without the machine that it needs."""
    needs = [n.purpose for n in load_wares().need if n.machines in _KNOWN]
    visit = Visit(litres=scene.litres(6, 18), unusual={"purpose": scene.rng.choice(needs)})
    return Plan(visits=(visit,), machine="other")


_KNOWN = (("hand", "riding"), ("riding",))
"""Machines of the purposes whose words every county's rules know."""


def shifting(scene: Scene) -> Plan:
    """Tell another purpose each time, within weeks."""
    return changing(scene, scene.days(3.7, 10.5), scene.litres(6, 11))


def splitters(scene: Scene) -> Plan:
    """Split an order for one place across people, most within half an hour."""
    people = scene.rng.randint(3, 5)
    return together(scene, people, scene.rng.uniform(600, 3600), scene.litres(15, 19.4))


def self_filler(scene: Scene) -> Plan:
    """Fill a can at a pump where nobody looks."""
    return Plan(visits=(Visit(litres=scene.litres(5, 19), unusual={"self_service": True}),))


def near_threat(scene: Scene) -> Plan:
    """Buy for the place where one threatens, before it or while it goes on."""
    after_s = scene.rng.uniform(-3600, 6300)
    return Plan(visits=(Visit(litres=scene.litres(5, 15)),), threat_s=after_s)


def made_up(scene: Scene) -> Plan:
    """Write a day's register by the cap: sale after sale of as much as is allowed."""
    cap = 20 * scene.season
    sales = max(22, round(scene.usual * scene.rng.uniform(0.45, 0.9)))
    return Plan(
        visits=tuple(
            Visit(litres=cap - scene.rng.choice((0.2, 0, 0)), who=turn) for turn in range(sales)
        ),
        machine="hand",
        all_day=True,
    )


def pictureless(scene: Scene) -> Plan:
    """Leave the camera off for a part of the day."""
    sales = max(3, round(scene.usual * scene.rng.uniform(0.06, 0.25)))
    return Plan(
        visits=tuple(
            Visit(litres=scene.litres(5, 18), who=turn, unusual={"photo": ""})
            for turn in range(sales)
        ),
        all_day=True,
    )


def leak(scene: Scene) -> Plan:
    """Sell past the register: the pumps gave more than it says."""
    return Plan(pump=scene.rng.uniform(1.04, 1.2))


def dead_line(scene: Scene) -> Plan:
    """Lose the line from the station for a day or so; the sales are told when it is back."""
    return Plan(dead_s=scene.days(0.6, 2))


PLANTED = {
    "nameless": Pattern(nameless, ("G01",), planted=True),
    "stale_permit": Pattern(stale_permit, ("G02",), planted=True),
    "reused_permit": Pattern(reused_permit, ("G02",), planted=True),
    "borrowed_permit": Pattern(borrowed_permit, ("G02",), planted=True),
    "over_permit": Pattern(over_permit, ("G03",), planted=True),
    "over_cap": Pattern(over_cap, ("G04",), planted=True),
    "repeater": Pattern(repeater, ("G05",), planted=True),
    "stockpiler": Pattern(stockpiler, ("G06",), planted=True),
    "hopper": Pattern(hopper, ("G05", "G07"), planted=True),
    "night_buyer": Pattern(night_buyer, ("G08",), planted=True),
    "canister": Pattern(canister, ("G09",), planted=True),
    "stranger": Pattern(stranger, ("G10",), planted=True),
    "machineless": Pattern(machineless, ("G11",), planted=True),
    "shifting": Pattern(shifting, ("G11",), planted=True),
    "splitters": Pattern(splitters, ("G12",), planted=True),
    "made_up": Pattern(made_up, ("G13",), planted=True),
    "pictureless": Pattern(pictureless, ("G13",), planted=True),
    "leak": Pattern(leak, ("G13",), planted=True),
    "self_filler": Pattern(self_filler, ("G14",), planted=True),
    "near_threat": Pattern(near_threat, ("G15",), planted=True),
    "dead_line": Pattern(dead_line, ("G16",), planted=True),
}
