"""In a flood, rows of one kind in one area stand as one; what may be one incident is offered."""

from __future__ import annotations

from county import commands as ask
from county.alarms import Alarm
from tests.county.samples import ALARMS, NOON, alarm
from tests.tui.story import EN, ZH, Desk
from tui.view import alarms, flood
from tui.view.flood import Group
from tui.view.twins import Twins

EAST = 110.9
"""A longitude in the other township."""


def rows(desk: Desk) -> list[int | tuple[str, str, list[int]]]:
    """Give the rows: a number for an alarm, area, kind and numbers for a group."""
    ordered = alarms.order(desk.county.board.alarms.values())
    return [
        each.number
        if isinstance(each, Alarm)
        else (each.area, each.kind, [alarm.number for alarm in each.alarms])
        for each in flood.grouped(ordered)
    ]


def test_alarms_of_one_kind_in_one_area_are_one_row_where_the_most_pressing_stood() -> None:
    desk = Desk()
    for kind in ("noise", "theft", "noise", "theft", "noise"):
        desk.report(alarm(kind))
    desk.report(alarm("theft", lon=EAST))
    assert rows(desk) == [("t01", "theft", [2, 4]), 6, ("t01", "noise", [1, 3, 5])]


def test_life_at_risk_is_never_grouped_and_stands_on_top_taken_or_not() -> None:
    desk = Desk()
    for kind in ("theft", "theft", "gas_leak", "gas_leak"):
        desk.report(alarm(kind))
    desk.do(ask.Acknowledge(3))
    assert rows(desk) == [4, 3, ("t01", "theft", [1, 2])]


def test_what_is_shelved_or_over_is_not_grouped_and_keeps_its_place() -> None:
    desk = Desk()
    for _ in range(4):
        desk.report(alarm("noise"))
    desk.do(ask.Shelve(1, 10, "等"))
    desk.do(ask.Cancel(2, "误"))
    assert rows(desk) == [("t01", "noise", [3, 4]), 1, 2]


def test_every_alarm_is_in_exactly_one_row() -> None:
    desk = Desk()
    for kind in ("noise", "theft", "gas_leak", "noise", "record", "theft"):
        desk.report(alarm(kind))
        desk.report(alarm(kind, lon=EAST))
    desk.do(ask.Shelve(1, 10, "等"))
    numbers: list[int] = []
    for row in rows(desk):
        numbers += [row] if isinstance(row, int) else row[2]
    assert sorted(numbers) == sorted(desk.county.board.alarms)


def test_a_group_says_how_many_and_how_many_wait() -> None:
    desk = Desk()
    for _ in range(3):
        desk.report(alarm("noise"))
    desk.do(ask.Acknowledge(2))
    (group,) = flood.grouped(alarms.order(desk.county.board.alarms.values()))
    assert isinstance(group, Group)
    line = flood.row(group, NOON + 30_000, ZH)
    assert (line.count, line.waiting, line.unacknowledged) == ("3起", "2未接", True)
    assert (line.kind, line.area, line.numbers) == ("噪声扰民", "城关镇", "#1 #3 #2")
    assert (line.due, line.age) == ("接警>次席 1分30秒", "30秒")
    assert flood.row(group, NOON, EN).waiting == "2 new"


# ---- what may be one incident ---------------------------------------------------------------------


def offered(desk: Desk) -> dict[int, int | None]:
    board = desk.county.board.alarms
    twins = Twins()
    twins.look(board, board, ALARMS.duplicates)
    return {number: twins.of(number) for number in board}


def test_the_newer_of_two_alarms_alike_is_offered_with_the_older() -> None:
    desk = Desk()
    desk.report(alarm("noise"))
    desk.report(alarm("theft"))
    desk.report(alarm("noise"))
    desk.report(alarm("noise", lon=110.1))
    assert offered(desk) == {1: None, 2: None, 3: 1, 4: None}


def test_alarms_far_apart_in_time_are_not_offered() -> None:
    desk = Desk()
    desk.report(alarm("noise"), NOON)
    desk.report(alarm("noise"), NOON + 901_000)
    assert offered(desk) == {1: None, 2: None}


def test_an_offer_goes_when_either_alarm_ends_or_is_merged() -> None:
    desk = Desk()
    board = desk.county.board.alarms
    twins = Twins()
    for _ in range(3):
        desk.report(alarm("noise"))
    assert twins.look(board, board, ALARMS.duplicates) == {2, 3}
    desk.do(ask.Cancel(1, "误拨"))
    assert twins.look({1}, board, ALARMS.duplicates) == {2, 3}
    assert (twins.of(2), twins.of(3)) == (None, 2)
    desk.do(ask.Merge(3, 2))
    assert twins.look({2, 3}, board, ALARMS.duplicates) == {3}
    assert twins.of(3) is None


def test_an_alarm_that_stands_again_is_offered_again() -> None:
    desk = Desk()
    board = desk.county.board.alarms
    twins = Twins()
    for _ in range(2):
        desk.report(alarm("noise"))
    desk.do(ask.Merge(2, 1))
    twins.look(board, board, ALARMS.duplicates)
    assert twins.of(2) is None
    desk.do(ask.Split(2))
    assert twins.look({1, 2}, board, ALARMS.duplicates) == {2}
    assert twins.of(2) == 1


def test_what_is_written_on_an_alarm_changes_no_offer() -> None:
    desk = Desk()
    board = desk.county.board.alarms
    twins = Twins()
    for _ in range(2):
        desk.report(alarm("noise"))
    twins.look(board, board, ALARMS.duplicates)
    desk.do(ask.Note(2, "x"))
    assert twins.look({2}, board, ALARMS.duplicates) == set()
    assert twins.of(2) == 1
