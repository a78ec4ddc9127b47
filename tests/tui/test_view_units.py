"""Units say what they do and how far their position can be trusted."""

from __future__ import annotations

from county import commands as ask
from county import events as ev
from tests.county.samples import NOON, alarm
from tests.tui.story import EN, ZH, Desk, position
from tui.view import units
from tui.view.voice import Voice


def test_a_unit_is_free_then_under_order_then_off() -> None:
    desk = Desk()
    board = desk.county.board

    def said() -> tuple[str, str, str]:
        line = units.row(board.units["B1"], None, NOON, ZH)
        return line.status, line.task, line.tone

    assert said() == ("空闲", "", "good")
    desk.report(alarm())
    desk.do(ask.Dispatch(1, ("B1",)))
    assert said() == ("待发", "1", "accent")
    desk.do(ask.Send(1))
    assert said() == ("派警", "1", "accent")
    desk.do(ask.Depart(1, "B1"))
    assert said() == ("在途", "1", "accent")
    desk.do(ask.Release(1, "B1"))
    desk.do(ask.SetDuty("B1", "resting"))
    assert said() == ("休息", "", "muted")


def test_a_position_says_its_age_accuracy_and_source() -> None:
    unit = Desk().county.board.units["B1"]
    line = units.row(unit, position("B1"), NOON + 12_000, EN)
    assert (line.freshness, line.fix) == ("live", "12s ago within 8 m 30 km/h gps-1")
    assert (line.kind, line.kind_word, line.name) == ("car", "car", "Car B1")


def test_freshness_follows_the_profile_and_no_fix_is_not_an_old_fix() -> None:
    unit = Desk().county.board.units["B1"]

    def word(seconds: int) -> str:
        return units.row(unit, position("B1"), NOON + seconds * 1000, ZH).freshness_word

    assert [word(20), word(21), word(51)] == ["实时", "迟报", "失联"]
    assert units.row(unit, None, NOON, ZH).freshness_word == "无定位"
    assert units.row(unit, position("B1"), NOON, Voice("zh")).freshness == "never"


def test_call_signs_sort_by_their_numbers_and_those_off_come_last() -> None:
    desk = Desk()
    board = desk.county.board
    b1 = board.units["B1"]
    signs = ["B10", "B2", "F1", "B1"]
    made = [
        type(b1)(
            ev.UnitRegistered(
                NOON, unit=sign, kind="car", name=b1.registered.name, area="t01", lat=41, lon=110
            ),
            duty="off" if sign == "B1" else "on",
        )
        for sign in signs
    ]
    assert [unit.id for unit in units.order(made)] == ["B2", "B10", "F1", "B1"]


def test_distances_read_as_people_say_them() -> None:
    assert units.distance(84.2, ZH) == "80米"
    assert units.distance(996, ZH) == "1.0公里"
    assert units.distance(12_345, EN) == "12.3 km"
    assert units.metres_from(None, 41.0, 110.0) is None
    assert units.metres_from(position("B1"), None, None) is None
    assert units.metres_from(position("B1"), 41.0, 110.0) == 0
