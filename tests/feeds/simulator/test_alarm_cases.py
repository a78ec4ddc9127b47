"""The cases of the alarm desk, moment by moment: what is offered, what climbs, who may take over."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.places import Profile
from county import commands as ask
from county import events as ev
from county.alarms.likeness import duplicates
from feeds.simulator.expectations import Shortfall, figures, shortfalls
from feeds.simulator.rehearsal import Performance, Rehearsal, rehearse
from feeds.simulator.scenario import SCENARIOS, ScenarioError, load_scenario
from tests.feeds.simulator.conftest import Rehearsed


def moment(name: str, profile: Profile, at_s: float) -> Rehearsal:
    return rehearse(load_scenario(name), profile, at_s)


def seconds(rehearsal: Rehearsal, kind: type[ev.Event]) -> list[float]:
    """Give when each entry of a kind was told, in seconds of the play."""
    told = [entry for entry in rehearsal.entries if isinstance(entry.event, kind)]
    return [(entry.received - rehearsal.start) / 1000 for entry in told]


# ---- pickpocket-series --------------------------------------------------------------------------


def test_a_theft_at_the_same_block_is_offered_as_the_same_incident(profile: Profile) -> None:
    now = moment("pickpocket-series", profile, 140)
    rules = profile.rulebook.alarms.duplicates
    offered = duplicates(now.alarm("second"), now.board.alarms, rules)
    assert [alarm.number for alarm in offered] == [now.labels["first"]]


def test_half_an_hour_later_it_is_not(profile: Profile) -> None:
    now = moment("pickpocket-series", profile, 1815)
    assert not duplicates(now.alarm("third"), now.board.alarms, profile.rulebook.alarms.duplicates)


def test_what_was_split_waits_again_until_somebody_takes_it(profile: Profile) -> None:
    now = moment("pickpocket-series", profile, 742)
    assert now.alarm("lost").status == "reported"
    assert now.alarm("lost").waits_since == now.start + 740_000


# ---- crash-cloud --------------------------------------------------------------------------------


def test_the_five_steps_of_a_settlement_are_stamped_when_they_were_taken(
    rehearsed: Rehearsed,
) -> None:
    rehearsal = rehearsed("crash-cloud")
    stamps = rehearsal.alarm("bumper").settlement
    assert [(s.step, (s.at - rehearsal.start) / 1000) for s in stamps] == [
        ("connected", 45),
        ("evidence", 100),
        ("removal", 150),
        ("decision", 280),
        ("claim", 340),
    ]


# ---- road-block ---------------------------------------------------------------------------------


def test_traffic_and_patrol_police_stand_at_one_road_block(profile: Profile) -> None:
    now = moment("road-block", profile, 1700)
    on_scene = {o.unit: o.stage for o in now.alarm("road").running}
    assert set(on_scene.values()) == {"on_scene"}
    assert {now.board.units[unit].kind for unit in on_scene} == {
        "motorcycle",
        "car",
        "workstation",
        "foot",
    }


def test_a_diverted_road_block_waits_for_its_answer_without_units(profile: Profile) -> None:
    alarm = moment("road-block", profile, 1800).alarm("road")
    assert alarm.status == "diverted"
    assert not any(alarm.running)


# ---- two-consoles -------------------------------------------------------------------------------


def test_a_console_is_quiet_twenty_seconds_after_its_line_went_dead(rehearsed: Rehearsed) -> None:
    rehearsal = rehearsed("two-consoles")
    assert seconds(rehearsal, ev.ConsoleQuiet) == [95]
    assert seconds(rehearsal, ev.AlarmTakenOver) == [98]


def test_what_nobody_does_falls_due_at_its_own_second(rehearsed: Rehearsed) -> None:
    rehearsal = rehearsed("two-consoles")
    assert seconds(rehearsal, ev.AckLapsed) == [412 + 180]
    assert seconds(rehearsal, ev.AlarmEscalated) == [700 + 10, 700 + 30]
    assert seconds(rehearsal, ev.AlarmUnshelved) == [160 + 8 * 60]
    assert seconds(rehearsal, ev.OrderResent) == [106 + 60]
    assert seconds(rehearsal, ev.OrderUnanswered) == [106 + 120]
    assert seconds(rehearsal, ev.DiversionOverdue) == [360 + 600]


def test_an_undone_order_never_reached_its_unit(rehearsed: Rehearsed) -> None:
    rehearsal = rehearsed("two-consoles")
    heard = [e.event for e in rehearsal.entries if e.by == "feed:sim-terminals"]
    assert heard
    assert all(getattr(event, "unit", None) != "F1" for event in heard)


# ---- flood-night --------------------------------------------------------------------------------


def test_a_detector_that_chatters_is_one_alarm_that_counts(rehearsed: Rehearsed) -> None:
    rehearsal = rehearsed("flood-night")
    home = rehearsal.alarm("smoke")
    told = [e.event for e in rehearsal.entries if isinstance(e.event, ev.AlarmRepeated)]
    assert home.repeats == sum(event.alarm == home.number for event in told) > 20
    assert len(told) == figures(rehearsal)["load.chatter"].value


def test_a_second_sensor_and_a_camera_make_an_intrusion_surer_and_more_urgent(
    rehearsed: Rehearsed,
) -> None:
    yard = rehearsed("flood-night").alarm("yard")
    raised = [e.event for e in yard.timeline if isinstance(e.event, ev.AlarmValidated)]
    assert [(event.level, event.means) for event in raised] == [
        (2, "second_sensor"),
        (3, "camera"),
        (4, "camera"),
    ]
    priorities = [e.event for e in yard.timeline if isinstance(e.event, ev.AlarmPrioritised)]
    assert [event.priority for event in priorities] == [2, 1]


def test_the_p1s_of_the_last_part_climb_the_whole_ladder_when_nobody_takes_them(
    rehearsed: Rehearsed,
) -> None:
    rehearsal = rehearsed("flood-night")
    for label in ("stairs", "river", "knife", "school", "gas", "tree", "grass"):
        alarm = rehearsal.alarm(label)
        assert (alarm.owner, alarm.step) == ("", 4)


# ---- ordinary-day -------------------------------------------------------------------------------


def test_the_ordinary_day_has_chatter_a_ladder_and_two_sensors_in_its_first_minutes(
    profile: Profile,
) -> None:
    now = moment("ordinary-day", profile, 180)
    kinds = {type(entry.event) for entry in now.entries}
    assert kinds >= {ev.AlarmRepeated, ev.AlarmEscalated, ev.AlarmValidated, ev.OrderSent}


def test_the_ordinary_day_has_alarms_that_are_merged(rehearsed: Rehearsed) -> None:
    assert any(alarm.merged for alarm in rehearsed("ordinary-day").board.alarms.values())


# ---- the tables of a file -----------------------------------------------------------------------


def changed(tmp_path: Path, name: str, old: str, new: str) -> str:
    text = (SCENARIOS / f"{name}.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "changed.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("name", "old", "new", "short"),
    [
        (
            "two-consoles",
            '"answer.mean", value = 18',
            '"answer.mean", value = 18.1',
            Shortfall("figure answer.mean", "18.1", "18"),
        ),
        (
            "two-consoles",
            '"answer.mean", value = 18, n = 5',
            '"answer.mean", value = 18, n = 6',
            Shortfall("figure answer.mean: n", "6", "5"),
        ),
        (
            "two-consoles",
            '"answer.mean"',
            '"answer.meen"',
            Shortfall("figure answer.meen", "known", "unknown"),
        ),
        (
            "two-consoles",
            "ack_lapsed = 1",
            "ack_lapsed = 2",
            Shortfall("events: ack_lapsed", "2", "1"),
        ),
        (
            "two-consoles",
            'owner = "zhao"',
            'owner = "li"',
            Shortfall("alarm gas: owner", "li", "zhao"),
        ),
        (
            "pickpocket-series",
            'state = "holding"',
            'state = "signed"',
            Shortfall("task of F12", "hold_point signed", "hold_point holding"),
        ),
        (
            "pickpocket-series",
            'merged = ["second"]',
            "merged = []",
            Shortfall("alarm first: merged", "()", "('second',)"),
        ),
    ],
)
def test_whatever_departs_from_what_is_expected_is_told(
    name: str, old: str, new: str, short: Shortfall, tmp_path: Path, profile: Profile
) -> None:
    path = changed(tmp_path, name, old, new)
    assert shortfalls(rehearse(load_scenario(path), profile)) == [short]


def test_what_should_be_refused_and_is_obeyed_is_told(tmp_path: Path, profile: Profile) -> None:
    old = 'do = { do = "undo", alarm = "@quarrel" }'
    path = changed(tmp_path, "two-consoles", old, f'{old}\nrefused = "orders_have_left"')
    [short] = shortfalls(rehearse(load_scenario(path), profile))
    assert (short.expected, short.found) == ("refused: orders_have_left", "obeyed")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('seat = "li"\nconsole = "joins"', 'seat = "nobody"\nconsole = "joins"'),
        ('seat = "li"\nconsole = "joins"', 'console = "joins"'),
        ('seat = "li"\nconsole = "joins"', 'seat = "li"'),
        ('console = "joins"', 'console = "sleeps"'),
        ('name = "li"', 'name = "li"\nrole = "king"'),
    ],
)
def test_a_step_at_a_console_that_cannot_be_played_is_refused(
    old: str, new: str, tmp_path: Path
) -> None:
    with pytest.raises(ScenarioError):
        load_scenario(changed(tmp_path, "two-consoles", old, new))


# ---- a county that others act on too ------------------------------------------------------------


def test_whoever_acts_beside_the_script_is_heard_by_its_people(profile: Profile) -> None:
    performance = Performance(load_scenario("flood-night"), profile)
    performance.run(2470)
    number = performance.rehearsal.labels["stairs"]
    performance.ask(ask.Dispatch(number, ("X2",)))
    performance.ask(ask.Send(number))
    performance.run(2520)
    [order] = performance.rehearsal.alarm("stairs").orders
    assert order.stage == "moving"
    assert performance.rehearsal.alarm("stairs").owner == "seat:console-1"


def test_a_play_sped_up_is_squeezed_and_the_county_is_not(profile: Profile) -> None:
    performance = Performance(load_scenario("two-consoles"), profile, speed=10)
    performance.run(60)
    assert performance.clock.now() - performance.rehearsal.start == 6000
    assert performance.rehearsal.alarm("quarrel").order_of("W1") is not None
    assert performance.rehearsal.alarm("quarrel").orders[0].stage == "held"


def test_the_file_that_the_documentation_shows_can_be_played(
    tmp_path: Path, profile: Profile
) -> None:
    page = (Path(__file__).parents[3] / "docs" / "scenarios.md").read_text("utf-8")
    shown = page.partition("```toml\n")[2].partition("```")[0]
    path = tmp_path / "shown.toml"
    path.write_text(shown, "utf-8")
    rehearsal = rehearse(load_scenario(str(path)), profile)
    assert shortfalls(rehearsal) == []
    assert seconds(rehearsal, ev.ConsoleQuiet) == [50]
