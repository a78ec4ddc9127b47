"""The stations' ledgers: as much as was asked for, in order, and the same for the same seed."""

from __future__ import annotations

import random
from itertools import islice, pairwise

from config.places import Profile
from county.events import PumpTotalled, PurchaseRegistered
from feeds.simulator.ledger import YEAR_BEGINS, Ledger, Told, year
from feeds.simulator.patterns import DAY_S, HOUR_S

DAY = DAY_S * 1000


def ledger(profile: Profile, *, seed: int = 1, **habits: float) -> Ledger:
    """Make the ledger of ten days with a thousand purchases."""
    return Ledger(
        profile,
        random.Random(seed),
        habits or {"regular": 1},
        since=YEAR_BEGINS,
        until=YEAR_BEGINS + 10 * DAY,
        purchases=1000,
    )


def sales(told: list[Told]) -> list[PurchaseRegistered]:
    return [each.fact for each in told if isinstance(each.fact, PurchaseRegistered)]


def hour(at: int, profile: Profile) -> int:
    return (at + profile.utc_offset_minutes * 60_000) // 3_600_000 % 24


def test_a_year_has_exactly_as_many_purchases_as_asked_for(profile: Profile) -> None:
    bought = list(year(profile, 7, 4000))
    assert len(bought) == 4000
    assert all(one.at <= other.at for one, other in pairwise(bought))
    assert bought[0].at >= YEAR_BEGINS
    assert bought[-1].at < YEAR_BEGINS + 365 * DAY
    assert bought[-1].at > YEAR_BEGINS + 360 * DAY


def test_a_year_is_the_same_for_the_same_seed_and_another_for_another(profile: Profile) -> None:
    one, same, other = (list(islice(year(profile, seed, 2000), 300)) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_days_sell_alike_from_the_first_on_and_more_in_a_season(profile: Profile) -> None:
    days = [0] * 365
    for purchase in year(profile, 3, 20_000):
        days[(purchase.at - YEAR_BEGINS) // DAY] += 1
    winter, spring = days[:100], days[145:180]
    assert min(winter) > 0.7 * max(winter)
    assert sum(spring) / len(spring) > 1.2 * sum(winter) / len(winter)


def test_nobody_but_night_buyers_comes_at_night(profile: Profile) -> None:
    by_day = sales(list(ledger(profile, regular=8, careful=1, repeater=1)))
    assert all(6 <= hour(purchase.at, profile) < 22 for purchase in by_day)
    by_night = sales(list(ledger(profile, night_buyer=1)))
    assert all(hour(purchase.at, profile) in {23, 0, 1, 2, 3, 4} for purchase in by_night)


def test_honest_pumps_gave_what_the_register_says(profile: Profile) -> None:
    told = list(ledger(profile))
    totals = [each.fact for each in told if isinstance(each.fact, PumpTotalled)]
    day = max(total.day for total in totals)
    for total in totals:
        if total.day == day:
            sold = [
                purchase.litres
                for purchase in sales(told)
                if purchase.station == total.station
                and (purchase.at - YEAR_BEGINS) // DAY == (total.at - YEAR_BEGINS) // DAY - 1
            ]
            assert abs(sum(sold) - total.litres) <= 0.011 * total.litres + 0.1


def test_what_a_dead_line_held_back_is_told_when_it_is_back(profile: Profile) -> None:
    lines = ledger(profile, regular=200, dead_line=1)
    told = list(lines)
    late = [each for each in told if each.at > each.fact.at]
    assert late
    cases = [case for case in lines.truth.cases if case.pattern == "dead_line"]
    assert {each.fact.station for each in late if isinstance(each.fact, PurchaseRegistered)} <= {
        case.station for case in cases
    }
    assert all(one.at <= other.at for one, other in pairwise(told))
    assert all(each.at - each.fact.at < 2 * DAY + HOUR_S * 1000 for each in late)


def test_only_what_is_told_whole_counts_as_planted(profile: Profile) -> None:
    lines = ledger(profile, repeater=1, regular=3)
    list(lines)
    whole = lines.truth.whole
    assert 0 < len(whole) < len(lines.truth.cases)
    assert all(case.since >= YEAR_BEGINS for case in whole)


def test_permits_are_as_old_as_their_pattern_says(profile: Profile) -> None:
    for purchase in sales(list(ledger(profile, stale_permit=1))):
        assert purchase.permit_at is not None
        assert purchase.at - purchase.permit_at > 4 * DAY
