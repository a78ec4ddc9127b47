"""A simulated year of loose gasoline, by a twentieth of its buyers: the share warned of, and found."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from config.places import Profile
from county.events import PumpTotalled, WarningRaised
from feeds.simulator.expectations import found_in, shortfalls, warned_share
from feeds.simulator.rehearsal import Performance, Rehearsal
from feeds.simulator.scenario import Scenario, ScenarioError, load_scenario, whole_year
from zhiban.commands.simulate import command as simulate

SHARE = 0.05
PURCHASES = 26_262
"""A twentieth of the 525,248 that a year of such a system registered."""


@pytest.fixture(scope="module")
def script() -> Scenario:
    return whole_year(load_scenario("loose-gasoline"), SHARE)


@pytest.fixture(scope="module")
def year(script: Scenario, profile: Profile) -> Rehearsal:
    return played(script, profile)


def played(script: Scenario, profile: Profile) -> Rehearsal:
    performance = Performance(script, profile, keeps_purchases=False)
    performance.run(script.duration_s)
    return performance.rehearsal


def test_the_year_ends_as_its_file_expects(year: Rehearsal) -> None:
    assert shortfalls(year) == []
    assert year.sold == PURCHASES
    assert year.purchases == []


def test_the_published_share_of_purchases_is_warned_of(year: Rehearsal) -> None:
    assert 0.02 <= warned_share(year) <= 0.03


def test_what_is_planted_is_found_and_accidents_are_not_hidden(year: Rehearsal) -> None:
    told = found_in(year)
    assert told.recall >= 0.88
    assert 0.45 <= told.precision <= 0.7
    assert {rule.rule for rule in told.rules} >= {f"G{number:02d}" for number in range(1, 13)}
    assert all(each.recall == 1 for each in told.patterns if each.pattern == "stale_permit")


def test_warnings_rest_on_purchases_of_the_year_alone(year: Rehearsal) -> None:
    raised = [e.event for e in year.entries if isinstance(e.event, WarningRaised)]
    assert raised
    for warning in raised:
        assert warning.simulated
        assert all(year.start <= bought.at <= warning.at for bought in warning.purchases)


def test_stations_tell_what_their_pumps_gave_on_each_day(year: Rehearsal) -> None:
    totals = [e.event for e in year.entries if isinstance(e.event, PumpTotalled)]
    assert len({total.day for total in totals}) >= 363
    assert all(total.simulated for total in totals)


def test_rules_that_see_less_miss_the_bar(profile: Profile) -> None:
    rules = profile.gasoline
    off = {name: replace(getattr(rules, name), enabled=False) for name in ("g01", "g02", "g09")}
    blind = replace(profile, gasoline=replace(rules, **off))
    scenario = load_scenario("loose-gasoline")
    assert scenario.year is not None
    month = whole_year(replace(scenario, year=replace(scenario.year, days=30, purchases=3000)))
    seeing, missing = (
        {shortfall.what for shortfall in shortfalls(played(month, each))}
        for each in (profile, blind)
    )
    assert missing - seeing >= {"found: recall", "warnings: share"}


def test_a_scenario_without_a_year_says_so() -> None:
    with pytest.raises(ScenarioError) as caught:
        whole_year(load_scenario("gas-leak"))
    assert caught.value.refusal.code == "no_year"


def test_the_command_prints_how_much_was_found() -> None:
    asked = ["loose-gasoline", "--year", "--share", "0.004"]
    done = CliRunner().invoke(simulate, [*asked, "--lang", "en"])
    assert done.output.startswith("2,101 purchases, ")
    assert "What was planted, and how much of it was found" in done.output
    assert "forbidden container" in done.output
    told = json.loads(CliRunner().invoke(simulate, [*asked, "--json"]).output)
    assert told["purchases"] == 2101
    assert 0 < told["recall"] <= 1
    assert 0 < told["precision"] < 1
    assert {"pattern", "planted", "found"} <= set(told["found"]["patterns"][0])
