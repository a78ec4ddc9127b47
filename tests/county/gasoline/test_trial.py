"""A trial tells what rules would have raised: as the desk does, beside today's, and nothing else."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from county import events as ev
from county.events import PumpTotalled, PurchaseRegistered
from county.gasoline.backtest import Backtested
from county.gasoline.changing import figures_of
from county.gasoline.engine import Incident
from county.gasoline.figures import tried_rules
from county.gasoline.rules import GasolineRules
from county.gasoline.trial import Trial
from county.refusals import Refusal
from tests.county.samples import DAY, HOUR, NOON, RULEBOOK, county, purchase

TODAY = RULEBOOK.gasoline


def rules_with(code: str, **figures: Any) -> GasolineRules:
    tried = tried_rules(TODAY, {code: figures_of(TODAY, code) | figures})
    assert not isinstance(tried, Refusal), tried
    return tried


def trial(tried: GasolineRules = TODAY, only: Sequence[str] = (), since: int = NOON) -> Trial:
    return Trial(tried, TODAY, RULEBOOK.ground, RULEBOOK.utc_offset_minutes, since, only)


def bought(*purchases: PurchaseRegistered) -> list[PurchaseRegistered]:
    return [replace(each, number=number) for number, each in enumerate(purchases, 1)]


def found(purchases: Sequence[PurchaseRegistered], **how: Any) -> Backtested:
    trying = trial(**how)
    for each in bought(*purchases):
        trying.take(each, each.at)
    trying.close(purchases[-1].at + 2 * DAY)
    return trying.result()


def strangers(count: int) -> list[PurchaseRegistered]:
    """Give purchases that no rule objects to, each of somebody else for another place."""
    return [
        purchase(NOON + n * 60_000, buyer=f"q-{n:04d}", use_place=f"{n}组")
        for n in range(1, count + 1)
    ]


def some_weeks(seed: int, count: int = 600) -> list[PurchaseRegistered]:
    """Give purchases by few buyers, so that every rule about a buyer is met now and then."""
    rng = random.Random(seed)
    times = sorted(rng.randrange(30 * DAY) for _ in range(count))
    return [
        purchase(
            NOON + at,
            rng.choice(("s1", "s2")),
            rng.choice((5, 10, 15, 22)),
            buyer=f"p-{rng.randrange(60):04d}",
            purpose=rng.choice(("割草", "割草", "割草", "")),
            container=rng.choice(("metal", "metal", "metal", "plastic")),
        )
        for at in times
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_trial_of_todays_rules_raises_what_the_desk_raised(seed: int) -> None:
    desk, purchases = county(), some_weeks(seed)
    raised: Counter[str] = Counter()
    for each in purchases:
        desk.fall_due(each.at)
        outcome = desk.report(each, "till", each.at)
        assert not isinstance(outcome, Refusal)
        told = (ruled.entry.event for ruled in outcome.entries)
        raised.update(event.rule for event in told if isinstance(event, ev.WarningRaised))
    result = found(purchases)
    ours = {each.rule: each.warnings for each in result.rules if each.rule != "G13"}
    assert ours == dict(raised)
    assert len(raised) > 5
    assert result.purchases == len(purchases)


def test_todays_rules_beside_themselves_gain_and_lose_nothing() -> None:
    result = found(some_weeks(4))
    assert (result.gained, result.lost) == (0, 0)
    assert result.warnings == result.warnings_today > 0
    assert result.warned == result.warned_today
    assert all(tried == today for tried, today in result.days.values())


def test_a_tighter_figure_gains_purchases_and_a_wider_one_loses_them() -> None:
    purchases = [purchase(NOON + day * DAY, litres=15) for day in range(0, 12, 2)]
    tight = found(purchases, tried=rules_with("G06", person_short_litres=40))
    assert tight.gained > 0
    assert tight.lost == 0
    wide = found(purchases, tried=rules_with("G04", machine_litres={"hand": 10}))
    assert (wide.gained, wide.lost) == (6, 0)
    off = found([purchase(litres=25)], tried=rules_with("G04", enabled=False))
    assert (off.gained, off.lost) == (0, 1)
    (rule,) = off.rules
    assert (rule.rule, rule.warnings, rule.today, rule.lost) == ("G04", 0, 1, 1)


def test_purchases_that_two_rules_object_to_stand_in_the_overlap_and_are_not_alone() -> None:
    result = found([purchase(litres=25, purpose=""), purchase(NOON + HOUR, buyer="p-2", litres=25)])
    by_rule = {each.rule: each for each in result.rules}
    assert result.overlap == {"G01+G04": 1}
    assert (by_rule["G01"].purchases, by_rule["G01"].alone) == (1, 0)
    assert (by_rule["G04"].purchases, by_rule["G04"].alone) == (2, 1)
    assert result.warned == 2


def test_a_purchase_that_an_open_warning_covers_is_objected_to_and_not_warned_of_again() -> None:
    result = found([purchase(purpose=""), purchase(NOON + 60_000, purpose="", litres=1)])
    by_rule = {each.rule: each for each in result.rules}
    assert (by_rule["G01"].warnings, by_rule["G01"].purchases) == (1, 2)


def test_only_the_rules_asked_for_are_counted() -> None:
    result = found([purchase(litres=25, purpose="")], only=("G04",))
    assert [each.rule for each in result.rules] == ["G04"]
    assert result.overlap == {}


def test_purchases_before_the_time_stand_in_the_windows_and_raise_nothing() -> None:
    before, after = bought(
        purchase(NOON - 23 * HOUR, litres=25, purpose=""), purchase(NOON + 2 * HOUR, station="s2")
    )
    trying = trial()
    trying.recall(before, before.at)
    trying.take(after, after.at)
    result = trying.result()
    assert {each.rule for each in result.rules} == set()
    near = replace(after, at=NOON)
    trying = trial()
    trying.recall(before, before.at)
    trying.take(near, near.at)
    assert {each.rule for each in trying.result().rules} == {"G05"}
    assert trying.purchases == 1


def test_refused_sales_are_no_purchases() -> None:
    result = found([purchase(litres=25, refused="amount")])
    assert (result.purchases, result.warned) == (0, 0)


def test_a_threat_counts_from_when_it_is_told_of_until_it_ends() -> None:
    threat = Incident(77, NOON, 41.0, 110.0, "南坡")
    kind = TODAY.g15.kinds[0]
    first, second, third = bought(
        purchase(NOON - HOUR, use_lat=41.0, use_lon=110.0),
        purchase(NOON + HOUR, buyer="p-2", use_lat=41.0, use_lon=110.0),
        purchase(NOON + HOUR + 1, buyer="p-3", use_lat=41.0, use_lon=110.0),
    )
    trying = trial(since=NOON - DAY)
    trying.take(first, first.at)
    trying.opened(kind, threat, NOON)
    trying.take(second, second.at)
    trying.ended(77)
    trying.take(third, third.at)
    (rule,) = trying.result().rules
    assert (rule.rule, rule.warnings, rule.purchases) == ("G15", 2, 2)


def test_what_was_told_before_the_time_raises_nothing() -> None:
    (each,) = bought(purchase(NOON - HOUR, use_lat=41.0, use_lon=110.0))
    trying = trial()
    trying.recall(each, each.at)
    trying.opened(TODAY.g15.kinds[0], Incident(77, NOON - 1, 41.0, 110.0, "南坡"), NOON - 1)
    assert trying.result().rules == ()
    trying.opened(TODAY.g15.kinds[0], Incident(78, NOON, 41.0, 110.0, "南坡"), NOON)
    (rule,) = trying.result().rules
    assert (rule.warnings, rule.purchases) == (1, 0)


def test_an_alarm_of_another_kind_is_no_threat() -> None:
    trying = trial()
    trying.opened("noise", Incident(77, NOON, 41.0, 110.0, "南坡"), NOON)
    (each,) = bought(purchase(NOON + HOUR, use_lat=41.0, use_lon=110.0))
    trying.take(each, each.at)
    assert trying.result().warnings == 0


def test_a_register_that_does_not_fit_its_pumps_is_found_when_the_total_comes_late() -> None:
    trying = trial()
    for each in bought(*strangers(20)):
        trying.take(each, each.at)
    trying.close(NOON + DAY)
    assert trying.result().warnings == 0
    trying.totalled(
        PumpTotalled(at=NOON + DAY, station="s1", day="2026-06-21", litres=400), NOON + DAY
    )
    (rule,) = trying.result().rules
    assert (rule.rule, rule.warnings, rule.purchases) == ("G13", 1, 0)


def test_warnings_stand_under_the_local_day_on_which_they_were_raised() -> None:
    late = NOON + 11 * HOUR + 30 * 60_000  # 23:30
    result = found([purchase(late, purpose="", buyer="p-1"), purchase(late + HOUR, purpose="")])
    assert sorted(result.days) == ["2026-06-21", "2026-06-22"]


def test_untried_rules_are_named() -> None:
    assert trial().result(("G15",)).untried == ("G15",)


def test_shares_are_of_purchases() -> None:
    result = found([purchase(purpose=""), *strangers(3)])
    assert result.share == result.share_today == 0.25
    assert trial().result().share == 0
