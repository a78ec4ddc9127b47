"""Accidents of lawful buyers and honest stations: a rule objects, and nothing is behind it."""

from __future__ import annotations

from feeds.simulator.patterns.plan import Paper, Pattern, Plan, Scene, Visit
from feeds.simulator.patterns.shapes import changing, together


def forgetful(scene: Scene) -> Plan:
    """Leave one thing out that must be recorded, or meet a reader that fails."""
    unusual = scene.rng.choice(
        ({"purpose": ""}, {"use_place": ""}, {"id_check": "failed"}, {"id_check": "missing"})
    )
    return Plan(visits=(Visit(litres=scene.litres(5, 15), unusual=unusual),))


def tardy(scene: Scene) -> Plan:
    """Come a few hours after the permit ran out."""
    paper = Paper(scene.number("SP"), 15, scene.days(3.05, 3.6))
    return Plan(visits=(Visit(litres=scene.litres(5, 15), paper=paper),))


def misread(scene: Scene) -> Plan:
    """Be filled a litre or two more than the permit says."""
    paper = Paper(scene.number("SP"), 10, scene.days(0.2, 2.5))
    return Plan(visits=(Visit(litres=scene.litres(10.5, 12), paper=paper),))


def big_job(scene: Scene) -> Plan:
    """Need a little more in a day than a hand machine's cap."""
    return Plan(
        visits=(Visit(litres=scene.litres(20.5, 26) * scene.season),),
        machine="hand",
    )


def third_trip(scene: Scene) -> Plan:
    """Carry small cans on three days in a row."""
    gap_s = scene.days(1, 1.2)
    return Plan(
        visits=tuple(Visit(litres=scene.litres(3, 6), after_s=turn * gap_s) for turn in range(3))
    )


def busy_farm(scene: Scene) -> Plan:
    """Irrigate for two weeks on end."""
    gap_s = scene.days(1.78, 1.95)
    return Plan(
        visits=tuple(
            Visit(litres=scene.litres(15.5, 19.4), after_s=turn * gap_s) for turn in range(4)
        ),
        machine="hand",
    )


def sold_out(scene: Scene) -> Plan:
    """Get the rest at the next station, because the first had no more."""
    rest = Visit(litres=scene.litres(4, 8), after_s=scene.rng.uniform(900, 2700), station=1)
    return Plan(visits=(Visit(litres=scene.litres(2, 5)), rest))


def night_watering(scene: Scene) -> Plan:
    """Water the fields when it is their turn, which is at night."""
    return Plan(visits=(Visit(litres=scene.litres(5, 15)),), machine="hand", at_night=True)


def unnoted(scene: Scene) -> Plan:
    """Bring a proper can that nobody writes down."""
    unusual = {"container": None, "container_litres": None}
    return Plan(visits=(Visit(litres=scene.litres(5, 18), unusual=unusual),))


def cousin(scene: Scene) -> Plan:
    """Help relatives far away, and not be asked why."""
    return Plan(visits=(Visit(litres=scene.litres(5, 15)),), far=True)


def handyman(scene: Scene) -> Plan:
    """Have many machines, and name another each time."""
    return changing(scene, scene.days(6, 8), scene.litres(4, 8))


def neighbours(scene: Scene) -> Plan:
    """Come to the station in one car, three from one village."""
    return together(scene, 3, 1500, scene.litres(4, 9))


def own_hand(scene: Scene) -> Plan:
    """Hold the nozzle while the attendant writes."""
    return Plan(visits=(Visit(litres=scene.litres(5, 15), unusual={"self_service": True}),))


def bystander(scene: Scene) -> Plan:
    """Work where somebody else happens to threaten."""
    return Plan(
        visits=(Visit(litres=scene.litres(4, 10)),), threat_s=scene.rng.uniform(-3000, 3000)
    )


INNOCENT = {
    "forgetful": Pattern(forgetful, ("G01",)),
    "tardy": Pattern(tardy, ("G02",)),
    "misread": Pattern(misread, ("G03",)),
    "big_job": Pattern(big_job, ("G04",)),
    "third_trip": Pattern(third_trip, ("G05",)),
    "busy_farm": Pattern(busy_farm, ("G06",)),
    "sold_out": Pattern(sold_out, ("G05", "G07")),
    "night_watering": Pattern(night_watering, ("G08",)),
    "unnoted": Pattern(unnoted, ("G09",)),
    "cousin": Pattern(cousin, ("G10",)),
    "handyman": Pattern(handyman, ("G11",)),
    "neighbours": Pattern(neighbours, ("G12",)),
    "own_hand": Pattern(own_hand, ("G14",)),
    "bystander": Pattern(bystander, ("G15",)),
}
