"""The scenarios: each ends as its file says, the same every time, and says that it is simulated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from config.places import Profile
from county import events as ev
from county.events import WarningRaised
from feeds.simulator.expectations import Shortfall, figures, shortfalls, warned_share
from feeds.simulator.rehearsal import rehearse
from feeds.simulator.scenario import SCENARIOS, ScenarioError, load_scenario, names
from tests.feeds.simulator.conftest import Rehearsed
from zhiban.commands.simulate import command as simulate


def test_the_cases_from_the_field_are_there() -> None:
    assert set(names()) >= {
        "ordinary-day",
        "gas-leak",
        "lost-boy",
        "loose-gasoline",
        "road-block",
        "pickpocket-series",
        "crash-cloud",
        "flood-night",
        "two-consoles",
    }


@pytest.mark.parametrize(
    "name", ["road-block", "pickpocket-series", "crash-cloud", "flood-night", "two-consoles"]
)
def test_a_case_of_the_alarm_desk_holds_exact_figures(name: str, rehearsed: Rehearsed) -> None:
    told = figures(rehearsed(name))
    expected = load_scenario(name).expect.figure
    assert len(expected) >= 10
    assert {figure.name for figure in expected} <= set(told)


@pytest.mark.parametrize("name", names())
def test_a_scenario_ends_as_its_file_expects(name: str, rehearsed: Rehearsed) -> None:
    assert shortfalls(rehearsed(name)) == []


@pytest.mark.parametrize("name", names())
def test_everything_told_is_marked_as_simulated(name: str, rehearsed: Rehearsed) -> None:
    rehearsal = rehearsed(name)
    told = [entry.event for entry in rehearsal.entries]
    alarms = [event for event in told if isinstance(event, ev.AlarmReported)]
    assert all(alarm.simulated for alarm in alarms)
    assert all(alarm.text.startswith("【演练】") for alarm in alarms if not alarm.warning)
    assert all(event.simulated for event in told if isinstance(event, WarningRaised))
    assert all(purchase.simulated for purchase in rehearsal.purchases)


def test_the_same_seed_gives_the_same_county(profile: Profile) -> None:
    scenario = load_scenario("ordinary-day")
    one, two = (rehearse(scenario, profile, 240) for _ in range(2))
    assert one.entries == two.entries
    assert one.positions == two.positions
    assert one.purchases == two.purchases


def test_another_seed_gives_another_day(profile: Profile) -> None:
    scenario = load_scenario("ordinary-day")
    one, two = (
        rehearse(replace(scenario, seed=seed), profile, 240) for seed in (scenario.seed, 99)
    )
    assert one.entries != two.entries


def test_a_moment_is_the_beginning_of_any_later_one(profile: Profile) -> None:
    scenario = load_scenario("ordinary-day")
    early, late = (rehearse(scenario, profile, until_s) for until_s in (120, 240))
    assert late.entries[: len(early.entries)] == early.entries
    assert len(late.entries) > len(early.entries)


def test_texts_come_in_the_language_of_the_play(profile: Profile) -> None:
    rehearsal = rehearse(load_scenario("gas-leak"), profile, 30, lang="en")
    report = rehearsal.alarm("gas").report
    assert report.text.startswith("[EXERCISE] Workers opened a gas valve")
    assert report.place.text.startswith("Anmu Plaza")


def test_in_the_gas_leak_the_nearest_workstation_is_there_first(rehearsed: Rehearsed) -> None:
    orders = rehearsed("gas-leak").alarm("gas").orders
    arrivals = {order.unit: order.on_scene_at or 0 for order in orders}
    assert min(arrivals, key=lambda unit: arrivals[unit]) == "W2"


def test_loose_gasoline_keeps_the_published_share(rehearsed: Rehearsed) -> None:
    assert 0.02 <= warned_share(rehearsed("loose-gasoline")) <= 0.03


def test_the_ordinary_day_is_alive_within_a_minute(profile: Profile) -> None:
    early = rehearse(load_scenario("ordinary-day"), profile, 60)
    late = rehearse(load_scenario("ordinary-day"), profile, 90)
    moved = [
        unit
        for unit, position in early.positions.items()
        if (position.lat, position.lon) != (late.positions[unit].lat, late.positions[unit].lon)
    ]
    assert len(early.positions) == len(profile.units)
    assert len(moved) > 40
    assert early.board.alarms
    assert len(early.purchases) >= 5


def test_an_ordinary_day_played_at_night_sells_to_emergencies(profile: Profile) -> None:
    scenario = load_scenario("ordinary-day")
    night = replace(scenario, start=scenario.start.replace(hour=2), callers=None, patrol=None)
    played = rehearse(night, profile, 600)
    told = [entry.event for entry in played.entries if isinstance(entry.event, WarningRaised)]
    odd = {warning.buyer for warning in told if warning.rule == "G08"}
    proper = {sold.buyer for sold in played.purchases if sold.purpose}
    assert len(proper) > 100
    assert odd & proper == {"sim-early-2"}  # a step of the script, whatever the hour


def _changed(tmp_path: Path, old: str, new: str) -> Path:
    text = (SCENARIOS / "gas-leak.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "changed.toml"
    path.write_text(text.replace(old, new), "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("duration_s = 1500", 'duration_s = "long"'),
        ("seed = 20", "sead = 20"),
        ('kind = "gas_leak"', 'kind = ""'),
        ('alarm = "@gas"\nunits = ["W2"]', 'alarm = "@gass"\nunits = ["W2"]'),
        ('mode = "exercise"', 'mode = "live"'),
        ('source = "sim-110"', 'source = "sim 110"'),
        ("seed = 20", "seed = "),
        ("[expect.counts]", "[purchases]\nevery_s = 1\nhabits = { hoarder = 1 }\n[expect.counts]"),
    ],
)
def test_a_bad_scenario_is_refused_before_it_is_played(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(str(_changed(tmp_path, old, new)))
    assert caught.value.refusal.code == "bad_scenario"


def test_an_unknown_scenario_is_refused_with_those_that_are_there() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario("gas-lake")
    assert "gas-leak" in caught.value.text("en")


def test_another_end_is_told_in_full(tmp_path: Path, profile: Profile) -> None:
    path = _changed(
        tmp_path, 'status = "closed"\npriority = 1', 'status = "fed_back"\npriority = 2'
    )
    assert shortfalls(rehearse(load_scenario(str(path)), profile)) == [
        Shortfall("alarm gas: status", "fed_back", "closed"),
        Shortfall("alarm gas: priority", "2", "1"),
    ]


def test_what_the_county_refuses_is_a_shortfall(tmp_path: Path, profile: Profile) -> None:
    path = _changed(tmp_path, 'units = ["B22"]', 'units = ["B999"]')
    found = [
        shortfall.found for shortfall in shortfalls(rehearse(load_scenario(str(path)), profile))
    ]
    assert "units: there is no unit B999" in found


def test_the_command_checks_a_scenario(tmp_path: Path) -> None:
    fine = CliRunner().invoke(simulate, ["gas-leak", "--check", "--lang", "en"])
    assert (fine.exit_code, fine.output) == (0, "Gas leak: ended as expected\n")
    path = _changed(tmp_path, 'outcome = "settled"\nstages', 'outcome = "remote"\nstages')
    other = CliRunner().invoke(simulate, [str(path), "--check", "--json"])
    assert other.exit_code == 1
    assert json.loads(other.output)["shortfalls"][0]["expected"] == "remote"
    assert CliRunner().invoke(simulate, ["gas-lake", "--check"]).exit_code == 2
