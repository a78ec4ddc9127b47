"""The mirror shows the server's board, says how old it is, and never half of it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.clock import ManualClock
from feeds import frames
from feeds.connection import Follower, Link
from tests.county.samples import NOON, alarm
from tests.tui.story import ATLAS, Desk, position
from tui.mirror import CHANGES_NAMED, FEW, LATELY_S, RECENT_KEPT, Changes, GapError, Mirror


def shown(desk: Desk, clock: ManualClock | None = None) -> Mirror:
    """Give a mirror level with `desk`, its changes taken."""
    mirror = Mirror(clock or ManualClock(NOON))
    mirror.fold(desk.welcome())
    for part in desk.snapshot():
        mirror.fold(part)
    mirror.take()
    return mirror


def link(state: str = "live") -> Link:
    return Link(state, since=0.0)  # type: ignore[arg-type] # one of the link's states


def test_a_mirror_is_what_a_connection_wants_to_feed() -> None:
    follower: Follower = Mirror(ManualClock(NOON))
    assert (follower.epoch, follower.seq) == ("", 0)


def test_a_mirror_loads_neither_sockets_nor_screens() -> None:
    code = "import sys, tui.mirror; print({'websockets', 'textual', 'asyncio'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_snapshot_makes_the_boards_equal() -> None:
    desk = Desk()
    desk.report(alarm())
    mirror = shown(desk)
    assert mirror.digest() == desk.digest()
    assert (mirror.epoch, mirror.seq) == ("e1", desk.seq)
    assert list(mirror.recent) == desk.entries


def test_half_a_snapshot_is_never_shown() -> None:
    desk = Desk()
    desk.report(alarm())
    mirror = Mirror(ManualClock(NOON))
    mirror.fold(desk.welcome())
    first, second, third = desk.snapshot(3)
    mirror.fold(first)
    mirror.fold(second)
    assert not mirror.has_picture
    assert not mirror.board.units
    mirror.fold(third)
    assert mirror.digest() == desk.digest()


def test_an_old_board_stands_until_the_new_one_is_whole() -> None:
    mirror = shown(Desk())
    fresh = Desk("e2")
    fresh.report(alarm())
    first, second = fresh.snapshot(2)
    mirror.fold(fresh.welcome())
    mirror.fold(first)
    assert (mirror.epoch, mirror.board.alarms) == ("e1", {})
    mirror.fold(second)
    assert mirror.epoch == "e2"
    assert 1 in mirror.board.alarms


def test_a_snapshot_that_begins_again_replaces_the_parts_of_the_first() -> None:
    desk = Desk()
    mirror = Mirror(ManualClock(NOON))
    mirror.fold(desk.welcome())
    mirror.fold(desk.snapshot(2)[0])
    for part in desk.snapshot(2):
        mirror.fold(part)
    assert mirror.digest() == desk.digest()


def test_a_part_out_of_turn_is_a_gap() -> None:
    desk = Desk()
    mirror = Mirror(ManualClock(NOON))
    mirror.fold(desk.welcome())
    with pytest.raises(GapError):
        mirror.fold(desk.snapshot(2)[1])


def test_deltas_keep_the_boards_equal_and_name_what_changed() -> None:
    desk = Desk()
    mirror = shown(desk)
    before = desk.seq
    desk.report(alarm())
    desk.do(ask.Dispatch(1, ("B1",)))
    mirror.fold(desk.delta(before))
    assert mirror.digest() == desk.digest()
    changes = mirror.take()
    assert changes.keys == {("alarm", 1), ("unit", "B1")}
    assert changes.topics == {"recent"}
    assert not changes.whole


def test_entries_that_the_seat_may_not_see_still_move_its_place_in_the_order() -> None:
    mirror = shown(Desk())
    mirror.fold(frames.Delta(after=mirror.seq, through=mirror.seq + 5, entries=()))
    assert mirror.seq == mirror.board.seq == Desk().seq + 5
    assert not mirror.take()


def test_a_delta_that_does_not_follow_changes_nothing() -> None:
    desk = Desk()
    mirror = shown(desk)
    desk.report(alarm())
    with pytest.raises(GapError):
        mirror.fold(desk.delta(desk.seq - 2))
    assert not mirror.board.alarms
    assert mirror.seq == desk.seq - 1
    assert not mirror.take()


def test_no_delta_is_taken_before_a_snapshot() -> None:
    desk = Desk()
    mirror = Mirror(ManualClock(NOON))
    mirror.fold(desk.welcome())
    with pytest.raises(GapError):
        mirror.fold(desk.delta(0))


def test_a_screen_is_woken_once_however_much_changes() -> None:
    desk = Desk()
    mirror = shown(desk)
    calls: list[int] = []
    mirror.wake = lambda: calls.append(mirror.seq)
    for _ in range(3):
        before = desk.seq
        desk.report(alarm())
        mirror.fold(desk.delta(before))
    mirror.fold(frames.Tick(now=NOON, positions=(position("B1"),)))
    assert len(calls) == 1
    assert len(mirror.take().keys) == 3
    mirror.fold(frames.Tick(now=NOON, positions=(position("B1"),)))
    assert len(calls) == 2


def test_nothing_new_wakes_nobody() -> None:
    mirror = shown(Desk())
    mirror.wake = lambda: pytest.fail("nothing changed")
    mirror.fold(frames.Pong(sent=0.0, now=NOON))
    mirror.fold(frames.Tick(now=NOON))
    assert mirror.take() == Changes()


def test_a_tick_carries_positions_figures_and_sources() -> None:
    mirror = shown(Desk())
    mirror.fold(
        frames.Tick(
            now=NOON,
            positions=(position("B1"), position("B2")),
            thinned=7,
            figures=frames.Figures(purchases=3),
            sources={"panel-1": NOON},
        )
    )
    assert mirror.positions["B2"] == position("B2")
    assert mirror.figures == frames.Figures(purchases=3)
    assert (mirror.thinned, mirror.sources) == (7, {"panel-1": NOON})
    changes = mirror.take()
    assert changes.moved == {"B1", "B2"}
    assert changes.topics == {"thinned", "figures", "sources"}


def test_a_retired_unit_leaves_no_position_behind() -> None:
    desk = Desk()
    mirror = shown(desk)
    mirror.fold(frames.Tick(now=NOON, positions=(position("B1"),)))
    retired = ev.Entry(desk.seq + 1, NOON, "desk", ev.UnitRetired(NOON, "B1"))
    mirror.fold(frames.Delta(after=desk.seq, through=desk.seq + 1, entries=(retired,)))
    assert "B1" not in mirror.positions
    assert ("unit", "B1") in mirror.take().keys


def test_no_data_and_all_quiet_are_told_apart() -> None:
    mirror = Mirror(ManualClock(NOON))
    assert (mirror.has_picture, mirror.state(), mirror.age()) == (False, "none", None)
    quiet = shown(Desk())
    assert (quiet.has_picture, quiet.state()) == (True, "live")
    assert not quiet.board.alarms


@pytest.mark.parametrize(
    ("silence_s", "state"), [(0, "live"), (5, "live"), (6, "late"), (10, "late"), (11, "dead")]
)
def test_silence_makes_the_data_late_and_then_dead(silence_s: float, state: str) -> None:
    clock = ManualClock(NOON)
    mirror = shown(Desk(), clock)
    clock.advance(silence_s)
    assert (mirror.age(), mirror.state()) == (silence_s, state)


@pytest.mark.parametrize("state", ["connecting", "lost", "refused"])
def test_data_without_a_link_is_dead_at_once(state: str) -> None:
    mirror = shown(Desk())
    mirror.linked(link(state))
    assert mirror.state() == "dead"
    assert mirror.take().topics == {"link"}
    mirror.linked(link())
    assert mirror.state() == "live"


def test_the_time_is_the_servers_whatever_the_terminal_believes() -> None:
    clock = ManualClock(NOON - 3_600_000)
    mirror = shown(Desk(), clock)
    assert mirror.now() == NOON
    clock.advance(2.5)
    assert mirror.now() == NOON + 2_500


def test_the_atlas_is_wanted_until_it_is_the_servers() -> None:
    mirror = Mirror(ManualClock(NOON))
    assert not mirror.needs_atlas
    mirror.fold(Desk().welcome())
    assert mirror.needs_atlas
    mirror.fold(frames.AtlasFrame(ATLAS))
    assert not mirror.needs_atlas
    assert "atlas" in mirror.take().topics


def test_the_rights_are_those_of_the_welcome() -> None:
    mirror = Mirror(ManualClock(NOON))
    assert mirror.rights is None
    mirror.fold(Desk().welcome())
    assert mirror.rights is not None
    assert mirror.rights.forbids(ask.SetDuty) is not None
    assert mirror.rights.forbids(ask.Acknowledge) is None


def test_the_activity_keeps_the_newest_entries_only() -> None:
    desk = Desk()
    mirror = shown(desk)
    before = desk.seq
    for _ in range(RECENT_KEPT + 10):
        desk.report(alarm())
    mirror.fold(desk.delta(before))
    assert len(mirror.recent) == RECENT_KEPT
    assert mirror.recent[-1] == desk.entries[-1]


def test_a_screen_that_never_looks_costs_no_memory_without_bound() -> None:
    mirror = shown(Desk())
    moved = tuple(position(f"U{number}") for number in range(CHANGES_NAMED + 1))
    mirror.fold(frames.Tick(now=NOON, positions=moved))
    changes = mirror.take()
    assert changes.whole
    assert not changes.moved


def test_a_picture_and_another_state_of_the_line_are_pressing() -> None:
    mirror = shown(Desk())
    mirror.linked(link("lost"))
    assert mirror.pressing
    mirror.take()
    assert not mirror.pressing
    fresh = Desk("e2")
    mirror.fold(fresh.welcome())
    mirror.fold(fresh.snapshot()[0])
    assert mirror.pressing


def test_a_round_trip_alone_is_no_news() -> None:
    mirror = shown(Desk())
    mirror.linked(link())
    mirror.take()
    mirror.linked(replace(link(), round_trip_s=0.2))
    assert not mirror.has_news
    assert mirror.link is not None
    assert mirror.link.round_trip_s == 0.2


def test_a_new_alarm_is_pressing_and_what_is_done_about_it_is_not() -> None:
    desk = Desk()
    mirror = shown(desk)
    desk.report(alarm("noise"))
    mirror.fold(desk.delta(mirror.seq))
    assert mirror.pressing
    mirror.take()
    desk.do(ask.Acknowledge(1))
    mirror.fold(desk.delta(mirror.seq))
    assert mirror.has_news
    assert not mirror.pressing


def come(desk: Desk, mirror: Mirror, kind: str = "noise") -> bool:
    """Let an alarm come; give whether it presses a screen that knows all that came before."""
    mirror.take()
    desk.report(alarm(kind))
    mirror.fold(desk.delta(mirror.seq))
    return mirror.pressing


@pytest.mark.parametrize(("last", "presses"), [("noise", False), ("gas_leak", True)])
def test_in_a_flood_of_alarms_only_the_first_priority_presses(last: str, presses: bool) -> None:
    desk, clock = Desk(), ManualClock(NOON)
    mirror = shown(desk, clock)
    for _ in range(FEW):
        assert come(desk, mirror)
        clock.advance(1)
    assert come(desk, mirror, last) == presses


def test_a_flood_goes_on_for_as_long_as_alarms_come_close_together() -> None:
    desk, clock = Desk(), ManualClock(NOON)
    mirror = shown(desk, clock)
    pressed = []
    for _ in range(20):
        pressed.append(come(desk, mirror))
        clock.advance(LATELY_S / FEW - 0.1)
    assert pressed == [True] * FEW + [False] * (20 - FEW)
    clock.advance(LATELY_S)
    assert come(desk, mirror)


def test_who_waits_with_other_news_is_woken_again_for_what_presses() -> None:
    desk = Desk()
    desk.report(alarm())
    mirror = shown(desk)
    woken: list[bool] = []
    mirror.wake = lambda: woken.append(mirror.pressing)
    for news in (ask.Acknowledge(1), ask.Note(1, "x")):
        desk.do(news)
        mirror.fold(desk.delta(mirror.seq))
    assert woken == [False]
    desk.report(alarm("theft"))
    mirror.fold(desk.delta(mirror.seq))
    assert woken == [False, True]
