"""Who hears what: beats by priority, the ladder by role, mute, flood, and notifications."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county import commands as ask
from county.rights import Role
from tests.county.samples import NOON, alarm
from tests.tui.story import EN, FORBIDDEN, Desk
from tui.sounds import BEATS, Ears, Ringer, Sound, keeps_beating, loudest, notification, worded

OFFICER = Ears("officer")


def heard(desk: Desk, ears: Ears, after: int) -> Sound | None:
    """Give what rings for all that happened after a place in the journal's order."""
    entries = [entry for entry in desk.entries if entry.seq > after]
    return loudest(entries, desk.county.board.alarms, ears)


def ring_of(kind: str, ears: Ears = OFFICER) -> Sound | None:
    desk = Desk()
    start = desk.seq
    desk.report(alarm(kind))
    return heard(desk, ears, start)


def climbed(now_s: int, role: Role) -> bool:
    """Tell whether a role hears of an alarm of the third priority that climbed until `now_s`."""
    desk = Desk()
    desk.report(alarm("noise"))
    start = desk.seq
    desk.fall_due(NOON + now_s * 1000)
    return heard(desk, Ears(role), start) is not None


def test_each_priority_has_a_sound_of_its_own() -> None:
    beats = [ring_of(kind) for kind in ("gas_leak", "theft", "noise")]
    assert [sound.beats for sound in beats if sound] == [3, 2, 1]
    assert ring_of("record") is None
    assert len(set(BEATS.values())) == 4


def test_the_most_urgent_of_what_came_at_once_is_what_rings() -> None:
    desk = Desk()
    start = desk.seq
    for kind in ("noise", "gas_leak", "theft"):
        desk.report(alarm(kind))
    assert heard(desk, OFFICER, start) == Sound(1, 2, "new")


def test_an_alarm_that_was_taken_at_once_does_not_ring() -> None:
    desk = Desk()
    start = desk.seq
    desk.report(alarm())
    desk.do(ask.Acknowledge(1))
    assert heard(desk, OFFICER, start) is None


@pytest.mark.parametrize(
    ("at_s", "roles"),
    [
        (120, {"officer"}),
        (600, {"officer", "leader"}),
        (1800, {"officer", "leader", "chief", "admin"}),
        (7200, {"officer", "leader", "chief", "admin"}),
    ],
)
def test_a_step_of_the_ladder_rings_for_those_it_names_and_all_below(
    at_s: int, roles: set[Role]
) -> None:
    every: tuple[Role, ...] = ("officer", "leader", "chief", "admin", "viewer", "auditor")
    assert {role for role in every if climbed(at_s, role)} == roles


def test_a_taking_that_lapsed_rings_for_officers_again() -> None:
    desk = Desk()
    desk.report(alarm("theft"))
    desk.do(ask.Acknowledge(1))
    start = desk.seq
    desk.fall_due(NOON + 180_000)
    assert heard(desk, OFFICER, start) == Sound(2, 1, "lapsed")


def test_a_muted_console_is_silent_for_all_but_the_first_priority() -> None:
    muted = Ears("officer", muted=True)
    assert ring_of("theft", muted) is None
    assert ring_of("gas_leak", muted) == Sound(1, 1, "new")


def test_who_only_looks_on_hears_of_life_at_risk_alone() -> None:
    viewer = Ears("viewer")
    assert ring_of("theft", viewer) is None
    assert ring_of("gas_leak", viewer) is not None


def test_in_a_flood_one_steady_tone_stands_for_all_but_the_first_priority() -> None:
    flooded = Ears("officer", flood=True)
    assert ring_of("theft", flooded) is None
    assert ring_of("gas_leak", flooded) is not None
    desk = Desk()
    desk.report(alarm("theft"))
    alarms = desk.county.board.alarms
    assert keeps_beating(alarms.values(), flooded)
    assert not keeps_beating(alarms.values(), OFFICER)
    assert not keeps_beating(alarms.values(), Ears("officer", muted=True, flood=True))
    desk.do(ask.Acknowledge(1))
    assert not keeps_beating(alarms.values(), flooded)


def test_sounds_do_not_run_into_each_other_and_only_a_graver_one_breaks_the_rest() -> None:
    ringer = Ringer()
    assert ringer.take(Sound(3, 1, "new"), 0.0)
    assert not ringer.take(Sound(3, 2, "new"), 1.0)
    assert not ringer.take(Sound(1, 3, "new"), 0.2)
    assert ringer.take(Sound(1, 3, "new"), 1.0)
    assert not ringer.take(Sound(2, 4, "new"), 5.9)
    assert ringer.take(Sound(2, 4, "new"), 6.0)


def test_the_steady_tone_is_steady() -> None:
    ringer = Ringer()
    assert [ringer.beat(float(second)) for second in range(21)] == [
        second % 10 == 0 for second in range(21)
    ]


def test_a_notification_holds_the_countys_words_and_none_of_the_callers() -> None:
    desk = Desk()
    desk.report(alarm(text="secret", caller="139"))
    said = worded(Sound(1, 1, "new"), desk.county.board.alarms[1], EN)
    assert said == "new alarm 1, P1, Gas leak, Chengguan"


@given(st.text(), st.text())
def test_no_text_ends_the_sequence_it_is_told_in_or_parts_its_fields(title: str, text: str) -> None:
    for how, begin, fields in (("osc9", "\x1b]9;", 0), ("osc777", "\x1b]777;notify;", 1)):
        told = notification(how, title, text)  # type: ignore[arg-type] # one of Notify
        assert told.startswith(begin)
        assert told.endswith("\a")
        inside = told.removeprefix(begin).removesuffix("\a")
        assert not FORBIDDEN.search(inside)
        assert inside.count(";") == fields
    assert notification("off", title, text) == ""
