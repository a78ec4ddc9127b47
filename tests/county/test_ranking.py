"""Units are ranked by how soon they can be there; whoever cannot be sent is named with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import pytest
from msgspec.structs import replace

from county import commands as ask
from county import events as ev
from county.decisions import County
from county.geo import Point, distance_m, moved
from county.patrol import Position
from county.ranking import Ranking, Reason, Scene, rank
from county.rights import Rights
from county.runcards import Need, RunCard
from county.travel import Start, Travel
from county.words import CATALOGUE
from tests.county.samples import HOUR, NOON, OFFICER, RULEBOOK, alarm, events, locate, unit

PLACE = (41.0, 110.0)
NAMES = ("B1", "B2", "B3", "B10")
WEST = Rights("officer", frozenset({"t01"}))


def at_ten_metres_a_second(place: Point, starts: Sequence[Start]) -> list[Travel]:
    away = [distance_m(*place, start.lat, start.lon) for start in starts]
    return [Travel(metres / 10, metres, True) for metres in away]


def fix(name: str, metres: float, at: int = NOON) -> Position:
    return Position(name, at, *moved(*PLACE, 0, metres), 5.0, None, None, "gps", at)


class Shift:
    """A county with an alarm at `PLACE` and cars 100, 200, 300 and 1000 metres north of it."""

    def __init__(self, *cards: RunCard) -> None:
        self.county = County(RULEBOOK, locate)
        self.county.enrol([unit(name, "t02" if name == "B3" else "t01") for name in NAMES], NOON)
        self.county.report(alarm(), "panel", NOON)
        self.positions = {
            name: fix(name, metres)
            for name, metres in zip(NAMES, (100, 200, 300, 1000), strict=True)
        }
        self.cards = cards

    def do(self, command: ask.Ask, now: int = NOON) -> None:
        events(self.county.obey(command, "wang", Rights("leader"), now))

    def rank(self, rights: Rights = OFFICER, now: int = NOON, number: int = 1) -> Ranking:
        board = self.county.board
        scene = Scene(
            board.units, self.positions, RULEBOOK.patrol, self.cards, at_ten_metres_a_second
        )
        return rank(board.alarms[number], scene, rights, now)


def order(ranking: Ranking) -> list[str]:
    return [candidate.unit for candidate in ranking.candidates]


def reasons(ranking: Ranking) -> dict[str, str]:
    return {each.unit: each.reason for each in ranking.excluded}


def test_the_soonest_comes_first() -> None:
    ranking = Shift().rank()
    assert order(ranking) == ["B1", "B2", "B3", "B10"]
    first = ranking.candidates[0]
    assert (first.seconds, first.metres, first.by_road) == (10, 100, True)
    assert (first.freshness, first.fix_age_s, first.free_s, first.standby) == (
        "live",
        0,
        None,
        False,
    )
    assert ranking.excluded == ()
    assert ranking.plan is None


def test_units_as_near_are_ordered_by_skill_then_fix_then_rest_then_call_sign() -> None:
    shift = Shift(RunCard("gas_leak", (Need(("car",), ("hazmat",)),)))
    shift.positions = {name: fix(name, 100, NOON + HOUR) for name in NAMES}
    assert order(shift.rank(now=NOON + HOUR)) == ["B1", "B2", "B3", "B10"]
    shift.do(ask.Dispatch(1, ("B2",)))
    shift.do(ask.Send(1))
    shift.do(ask.Release(1, "B2"))
    assert order(shift.rank(now=NOON + HOUR)) == ["B1", "B3", "B10", "B2"]
    shift.positions["B1"] = fix("B1", 100, NOON + HOUR - 25_000)
    assert order(shift.rank(now=NOON + HOUR)) == ["B3", "B10", "B2", "B1"]
    skilled = replace(shift.county.board.units["B1"].registered, skills=("hazmat",))
    shift.county.enrol(
        [skilled, *(unit(n, "t02" if n == "B3" else "t01") for n in NAMES[1:])], NOON
    )
    assert order(shift.rank(now=NOON + HOUR)) == ["B1", "B3", "B10", "B2"]


def test_skill_and_rest_and_age_are_in_view() -> None:
    shift = Shift(RunCard("gas_leak", (Need(("car",), ("hazmat", "patrol")), Need(("foot",)))))
    shift.do(ask.Dispatch(1, ("B1",)))
    shift.do(ask.Send(1))
    shift.do(ask.Release(1, "B1"), NOON + 5_000)
    told = shift.rank(now=NOON + 25_000).candidates[0]
    assert (told.unit, told.freshness, told.fix_age_s, told.free_s) == ("B1", "late", 25, 20)
    assert (told.skills_met, told.missing) == (False, ("hazmat", "patrol"))


def test_a_unit_of_a_kind_that_no_need_asks_for_meets_none_and_lacks_no_skill() -> None:
    told = Shift(RunCard("gas_leak", (Need(("fire",), ("hazmat",)),))).rank().candidates[0]
    assert (told.skills_met, told.missing) == (False, ())


def test_who_cannot_be_sent_is_named_with_the_reason() -> None:
    shift = Shift()
    shift.county.report(alarm(lon=110.2), "panel", NOON)
    shift.do(ask.Dispatch(2, ("B1",)))
    shift.do(ask.SetDuty("B2", "resting"))
    shift.do(ask.SetDuty("B3", "off"))
    del shift.positions["B10"]
    ranking = shift.rank()
    assert ranking.candidates == ()
    assert reasons(ranking) == {
        "B1": "busy",
        "B2": "resting",
        "B3": "off_duty",
        "B10": "no_position",
    }
    assert ranking.excluded[0].text("zh") == "正在处置 2 号警情"
    assert ranking.excluded[0].text("en") == "on alarm 2"


def test_a_unit_whose_fixes_stopped_is_named_with_how_long_ago() -> None:
    shift = Shift()
    later = NOON + 150_000
    shift.positions |= {name: fix(name, 100, later) for name in ("B2", "B3", "B10")}
    (silent,) = shift.rank(now=later).excluded
    assert (silent.unit, silent.reason) == ("B1", "silent_position")
    assert silent.text("en") == "no fix for 2 min"


@pytest.mark.parametrize("kind", ["hold_point", "escort", "relocation", "checkpoint"])
def test_a_unit_on_a_task_is_not_called_away(kind: ev.TaskKind) -> None:
    shift = Shift()
    shift.do(ask.Assign("B1", kind, ev.Place("东门")))
    assert reasons(shift.rank()) == {"B1": f"on_{kind}"}


def test_a_unit_that_stands_by_is_there_to_be_called() -> None:
    shift = Shift()
    shift.do(ask.Assign("B1", "standby", ev.Place("东门")))
    ranking = shift.rank()
    assert ranking.excluded == ()
    assert [c.unit for c in ranking.candidates if c.standby] == ["B1"]


def test_a_unit_ordered_to_the_alarm_is_in_neither_list() -> None:
    shift = Shift()
    shift.do(ask.Dispatch(1, ("B2",)))
    assert order(shift.rank()) == ["B1", "B3", "B10"]
    assert reasons(shift.rank()) == {}


def test_units_of_areas_that_the_seat_may_not_see_are_simply_absent() -> None:
    shift = Shift()
    shift.do(ask.SetDuty("B3", "off"))
    ranking = shift.rank(WEST)
    assert order(ranking) == ["B1", "B2", "B10"]
    assert reasons(ranking) == {}


def test_without_a_place_nobody_is_said_to_be_nearer() -> None:
    shift = Shift()
    shift.county.report(replace(alarm(), place=ev.Place("桥下")), "phone", NOON)
    ranking = shift.rank(number=2)
    assert order(ranking) == ["B1", "B2", "B3", "B10"]
    assert {(c.seconds, c.metres, c.by_road) for c in ranking.candidates} == {(None, None, False)}


def test_the_plan_follows_the_alarms_step_and_its_orders() -> None:
    cars = Need(("car",), count=2)
    shift = Shift(RunCard("gas_leak", (cars, Need(("car",), step=2), Need(("fire",), step=2))))
    shift.do(ask.Dispatch(1, ("B2",)))
    first = shift.rank().plan
    assert first is not None
    assert [(f.ordered, f.picks) for f in first.needs] == [(("B2",), ("B1",))]
    shift.do(ask.Reinforce(1))
    second = shift.rank().plan
    assert second is not None
    assert (second.card_step, second.last_step, second.picks) == (2, 2, ("B1", "B3"))
    assert [(short.need.kinds, short.missing) for short in second.shortfall] == [(("fire",), 1)]


def test_an_order_counts_for_the_plan_of_a_seat_that_may_not_see_its_unit() -> None:
    shift = Shift(RunCard("gas_leak", (Need(("car",), count=2),)))
    shift.do(ask.Dispatch(1, ("B3",)))
    made = shift.rank(WEST).plan
    assert made is not None
    assert made.picks == ("B1",)


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_has_words(reason: str) -> None:
    assert f"excluded.{reason}" in CATALOGUE
