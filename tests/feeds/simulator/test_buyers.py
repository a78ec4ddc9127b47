"""The buyers: each habit is met by the rule it is made for, and doing all right by none."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from config.location import Locator
from config.places import Profile
from county.decisions import County, Outcome
from county.events import PurchaseRegistered, WarningRaised
from feeds.simulator.buyers import HABITS, HabitName

NOON = 1_790_049_600_000
STATIONS = ("ps01", "ps02")
PROPER = PurchaseRegistered(
    at=0,
    station="",
    buyer="sim-someone",
    litres=1,
    tail="07",
    purpose="tiller",
    use_place="field",
    machine="hand",
    id_check="matched",
    simulated=True,
)


def rules_met(name: HabitName, profile: Profile, seed: int) -> set[str]:
    """Let one buyer of a habit make all visits; give the rules that warned."""
    county = County(profile.rulebook, Locator(profile).locate)
    met: set[str] = set()
    for visit in HABITS[name](random.Random(seed)):
        at = NOON + round(visit.after_s * 1000)
        bought = replace(
            PROPER, at=at, station=STATIONS[visit.station], litres=visit.litres, **visit.unusual
        )
        outcome = county.report(bought, "till", at)
        assert isinstance(outcome, Outcome)
        events = [ruled.entry.event for ruled in outcome.entries]
        met |= {event.rule for event in events if isinstance(event, WarningRaised)}
    return met


@pytest.mark.parametrize(
    ("habit", "rules"),
    [
        ("regular", set()),
        ("forgetful", {"G01"}),
        ("over_permit", {"G03"}),
        ("over_cap", {"G04"}),
        ("repeater", {"G05"}),
        ("stockpiler", {"G06"}),
        ("hopper", {"G05", "G07"}),
    ],
)
def test_a_habit_meets_its_rule_and_no_other(
    habit: HabitName, rules: set[str], profile: Profile
) -> None:
    for seed in range(25):
        assert rules_met(habit, profile, seed) == rules
