"""The clocks of an alarm: what was claimed, what was seen, and what only its timeline tells."""

from __future__ import annotations

from county import commands as ask
from county import events as ev
from county.clocks import Clocks, Moment, clocks_of
from county.decisions import County
from county.patrol import Position
from tests.county.samples import HOUR, LEADER, NOON, OFFICER, alarm, county, events


def at(seconds: float) -> int:
    return NOON + round(seconds * 1000)


def reported(desk: County, kind: str = "theft", **more: object) -> int:
    (told,) = events(desk.report(alarm(kind, 110.0, **more), "112", NOON))
    assert isinstance(told, ev.AlarmReported)
    return told.number


def asked(desk: County, command: ask.Ask, seconds: float, seat: str = "wang") -> None:
    while (due := desk.next_due) is not None and due <= at(seconds):
        desk.fall_due(due)
    events(desk.obey(command, seat, LEADER, at(seconds)))


def read(desk: County, number: int, seconds: float = 3600) -> Clocks:
    return clocks_of(desk.board.alarms[number], at(seconds))


def seen(desk: County, unit: str, seconds: float) -> None:
    position = Position(unit, at(seconds), 41.0, 110.0, None, None, None, "gps", at(seconds))
    desk.sighted([position], at(seconds))


def test_a_new_alarm_has_been_received_and_nothing_more() -> None:
    desk = county()
    number = reported(desk)
    told = read(desk, number)
    assert told.received == NOON
    assert (told.acknowledged, told.sent, told.signed, told.fed_back, told.closed) == (None,) * 5
    assert told.moving == told.arrived == Moment(None, None)
    assert told.open


def test_an_order_counts_from_when_it_left_and_one_undone_never_does() -> None:
    desk = county()
    number = reported(desk, "gas_leak")
    asked(desk, ask.Dispatch(number, ("B1",)), 5)
    asked(desk, ask.Undo(number), 8)
    assert read(desk, number).sent is None
    asked(desk, ask.Dispatch(number, ("B2",)), 20)
    desk.fall_due(at(30))
    assert read(desk, number).sent == at(30), "ten seconds to undo it"
    assert [order.unit for order in read(desk, number).orders] == ["B2"]


def test_the_first_unit_at_each_step_sets_the_alarms_clocks() -> None:
    desk = county()
    number = reported(desk)
    asked(desk, ask.Dispatch(number, ("B1", "B2")), 10)
    asked(desk, ask.Sign(number, "B2"), 20)
    asked(desk, ask.Sign(number, "B1"), 25)
    asked(desk, ask.Depart(number, "B1"), 30)
    asked(desk, ask.Arrive(number, "B1"), 90)
    asked(desk, ask.Arrive(number, "B2"), 95)
    told = read(desk, number)
    assert (told.signed, told.moving.claimed, told.arrived.claimed) == (at(20), at(30), at(90))
    assert told.arrived.seen is None


def test_claimed_and_seen_are_kept_apart() -> None:
    desk = county()
    number = reported(desk)
    asked(desk, ask.Dispatch(number, ("B1",)), 10)
    asked(desk, ask.Arrive(number, "B1"), 60)
    seen(desk, "B1", 80)
    told = read(desk, number)
    assert told.arrived == Moment(at(60), at(80))
    assert told.moving == Moment(None, at(80)), "who was seen there has moved"


def test_an_alarm_is_closed_when_it_is_and_never_when_it_is_cancelled() -> None:
    desk = county()
    closed, cancelled = reported(desk), reported(desk)
    asked(desk, ask.Acknowledge(closed), 5)
    asked(desk, ask.Close(closed, "settled"), 60)
    asked(desk, ask.Cancel(cancelled, "误报"), 70)
    assert read(desk, closed).closed == at(60)
    assert read(desk, cancelled).closed is None
    assert not read(desk, cancelled).open


def test_every_taking_counts_and_every_lapse() -> None:
    desk = county()
    number = reported(desk, "gas_leak")
    asked(desk, ask.Acknowledge(number), 2, "wang")
    desk.fall_due(at(62))
    asked(desk, ask.Acknowledge(number), 70, "li")
    asked(desk, ask.TakeOver(number), 75, "zhao")
    told = read(desk, number)
    assert (told.takes, told.lapses) == (3, 1)
    assert told.taken_by == "seat:wang", "who took it first"
    assert told.acknowledged == at(2)


def test_what_is_left_out_of_figures_is_known() -> None:
    desk = county()
    home, other, sent_on = (reported(desk), reported(desk), reported(desk, simulated=True))
    asked(desk, ask.Merge(other, home), 5)
    asked(desk, ask.Divert(sent_on, "12345", "路灯"), 9)
    assert [read(desk, n).merged for n in (home, other, sent_on)] == [False, True, False]
    assert [read(desk, n).diverted for n in (home, other, sent_on)] == [False, False, True]
    assert [read(desk, n).simulated for n in (home, other, sent_on)] == [False, False, True]


def test_a_merged_alarm_stays_merged_when_its_home_is_closed_and_not_when_it_is_split() -> None:
    desk = county()
    home, other = reported(desk), reported(desk)
    asked(desk, ask.Merge(other, home), 5)
    asked(desk, ask.Acknowledge(home), 6)
    asked(desk, ask.Close(home, "settled"), 8)
    assert read(desk, other).merged
    asked(desk, ask.Split(other), 20)
    assert not read(desk, other).merged
    assert read(desk, other).open


def test_only_machines_are_told_apart_as_devices() -> None:
    desk = county()
    panel = reported(desk, "intrusion", channel="panel", caller="P-1")
    person = reported(desk, channel="phone", caller="138****0000")
    assert read(desk, panel).device == "feed:112 P-1"
    assert read(desk, person).device == ""


def test_the_longest_time_without_anything_is_known_of_an_open_alarm() -> None:
    desk = county()
    number = reported(desk, "record")
    asked(desk, ask.Acknowledge(number), 10)
    assert read(desk, number, 5000).idle_ms == 4_990_000
    events(desk.obey(ask.Note(number, "x"), "wang", OFFICER, at(100)))
    assert read(desk, number, 130).idle_ms == 90_000
    asked(desk, ask.Close(number, "settled"), 160)
    events(desk.obey(ask.Note(number, "y"), "wang", OFFICER, NOON + 2 * HOUR))
    assert read(desk, number, 3 * 3600).idle_ms == 90_000, "after its end nothing is expected"


def test_an_alarm_is_not_over_because_another_was_merged_into_it() -> None:
    desk = county()
    home, other = reported(desk, "record"), reported(desk, "record")
    asked(desk, ask.Merge(other, home), 10)
    assert read(desk, home, 610).idle_ms == 600_000
