"""The patterns of buying: lawful ones meet no rule, the others those that they are named for."""

from __future__ import annotations

import random

import pytest

from config.places import Profile
from county.decisions import County, Outcome
from county.events import AlarmReported, PurchaseRegistered, WarningRaised
from county.rulebook import Locate
from feeds.simulator.cases import Begun, Cases
from feeds.simulator.hours import Bucket, Hours
from feeds.simulator.patterns import DAY_S, PATTERNS, Plan, Scene
from feeds.simulator.patterns.innocent import INNOCENT
from feeds.simulator.patterns.lawful import LAWFUL
from feeds.simulator.patterns.planted import PLANTED
from feeds.simulator.truth import Truth

WINTER = 1_768_838_400_000
"""2026-01-20, noon: no season widens any limit."""
SPRING = 1_777_262_400_000
"""2026-04-27, noon: in the weeks of ploughing."""
SEEDS = 12
OF_STATIONS = {name for name, pattern in PLANTED.items() if {"G13", "G16"} & set(pattern.rules)}


def begun(name: str, profile: Profile, seed: int, at: int) -> tuple[Begun, Bucket]:
    """Let one case of a pattern begin on the day of `at`."""
    rng = random.Random(seed)
    hours = Hours(profile, rng, at, by_day=True)
    cases = Cases(
        profile, rng, {name: 1}, hours, Truth(), a_day=1439, lang="zh", name=f"{name}{seed}"
    )
    bucket = hours.bucket(0)
    return cases.begin(bucket), bucket


def rules_met(name: str, profile: Profile, locate: Locate, seed: int, at: int = WINTER) -> set[str]:
    """Give the rules that warn when one case of a pattern comes to a county with nobody else."""
    case, _ = begun(name, profile, seed, at)
    county = County(profile.rulebook, locate)
    facts: list[PurchaseRegistered | AlarmReported] = [*case.purchases]
    if case.threat is not None:
        facts.append(case.threat)
    outcomes = []
    for fact in sorted(facts, key=lambda fact: fact.at):
        outcome = county.report(fact, "sim", fact.at)
        assert isinstance(outcome, Outcome), outcome
        outcomes.append(outcome)
    outcomes.append(county.fall_due(facts[-1].at + 2 * DAY_S * 1000))
    entries = [ruled.entry for outcome in outcomes for ruled in outcome.entries]
    return {entry.event.rule for entry in entries if isinstance(entry.event, WarningRaised)}


@pytest.mark.parametrize("at", [WINTER, SPRING])
@pytest.mark.parametrize("name", LAWFUL)
def test_no_rule_objects_to_lawful_buyers_however_near_a_limit(
    name: str, at: int, profile: Profile, locate: Locate
) -> None:
    for seed in range(SEEDS):
        assert rules_met(name, profile, locate, seed, at) == set()


@pytest.mark.parametrize("name", sorted({*INNOCENT, *PLANTED} - OF_STATIONS))
def test_the_rules_of_a_pattern_see_most_of_it_and_others_little(
    name: str, profile: Profile, locate: Locate
) -> None:
    met = [rules_met(name, profile, locate, seed) for seed in range(SEEDS)]
    wanted = set(PATTERNS[name].rules)
    assert sum(bool(wanted & rules) for rules in met) >= SEEDS / 2
    assert sum(bool(rules - wanted) for rules in met) <= SEEDS / 3


@pytest.mark.parametrize("name", ["made_up", "pictureless"])
def test_a_station_that_writes_its_register_badly_does_so_all_day(
    name: str, profile: Profile
) -> None:
    case, bucket = begun(name, profile, 3, WINTER)
    assert len(case.purchases) >= 3
    assert len({purchase.buyer for purchase in case.purchases}) == len(case.purchases)
    assert {purchase.station for purchase in case.purchases} == {case.station}
    assert all(bucket.begins <= purchase.at < bucket.ends for purchase in case.purchases)


def test_every_rule_has_a_pattern_that_it_ought_to_find_and_an_accident() -> None:
    rules = {f"G{number:02d}" for number in range(1, 17)}
    assert {rule for pattern in PLANTED.values() for rule in pattern.rules} == rules
    accidents = {rule for pattern in INNOCENT.values() for rule in pattern.rules}
    assert rules - accidents == {"G13", "G16"}  # a day's chance, and a quiet evening, are enough


def test_a_case_is_planted_only_where_it_is_meant_to_be_found() -> None:
    assert all(pattern.planted for pattern in PLANTED.values())
    assert not any(pattern.planted for pattern in {**LAWFUL, **INNOCENT}.values())


def test_farmers_buy_more_in_the_weeks_of_ploughing() -> None:
    def litres(season: float) -> float:
        plan: Plan = LAWFUL["farmer"].plan(Scene(random.Random(1), season, 30 * DAY_S, 60))
        return sum(visit.litres for visit in plan.visits)

    assert litres(1.5) > 1.2 * litres(1)


def test_people_who_buy_together_name_one_place(profile: Profile) -> None:
    case, _ = begun("splitters", profile, 5, WINTER)
    assert len({purchase.buyer for purchase in case.purchases}) >= 3
    assert len({purchase.use_place for purchase in case.purchases}) == 1


def test_everything_sold_is_marked_as_simulated(profile: Profile) -> None:
    for name in PATTERNS:
        case, _ = begun(name, profile, 1, WINTER)
        assert all(purchase.simulated for purchase in case.purchases)
