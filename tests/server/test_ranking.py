"""The ranker joins the board, the newest fixes and the county's roads into one seat's ranking."""

from __future__ import annotations

import random
from itertools import pairwise

import msgspec
import pytest

from config.places import Profile
from config.profile import builtin, load_profile
from config.routing import Router
from county import commands as ask
from county import events as ev
from county.board import Board
from county.decisions import County
from county.geo import moved
from county.patrol import Position
from county.ranking import Ranking
from county.rights import Rights
from county.travel import Start
from server.ranking import Ranker
from tests.county.samples import NOON, events, locate

OFFICER = Rights("officer")


@pytest.fixture(scope="module")
def anmu() -> Profile:
    return load_profile(builtin())


@pytest.fixture(scope="module")
def ranker(anmu: Profile) -> Ranker:
    return Ranker(anmu)


def on_duty(anmu: Profile, kind: str) -> tuple[County, dict[str, Position]]:
    """Put the whole county on duty near its usual places, and tell an alarm in the town."""
    county, rng = County(anmu.rulebook, locate), random.Random(7)
    county.enrol([unit.registered(NOON) for unit in anmu.units], NOON)
    positions = {}
    for unit in anmu.units:
        lat, lon = moved(unit.lat, unit.lon, rng.gauss(0, 300), rng.gauss(0, 300))
        positions[unit.id] = Position(unit.id, NOON, lat, lon, 8.0, None, None, "gps", NOON)
    place = ev.Place("中心广场", anmu.centre.lat, anmu.centre.lon)
    county.report(ev.AlarmReported(at=NOON, kind=kind, place=place), "phone", NOON)
    return county, positions


def rank(ranker: Ranker, board: Board, positions: dict[str, Position]) -> Ranking:
    return ranker.rank(board.alarms[1], board, positions, OFFICER, NOON)


def test_units_stand_in_the_order_of_their_times_over_the_roads(
    anmu: Profile, ranker: Ranker
) -> None:
    county, positions = on_duty(anmu, "fire")
    ranking = rank(ranker, county.board, positions)
    kinds = {unit.id: unit.kind for unit in anmu.units}
    starts = {name: Start(kinds[name], p.lat, p.lon) for name, p in positions.items()}
    router = Router(anmu.roads, anmu.travel)
    alone = {
        name: router.measure((anmu.centre.lat, anmu.centre.lon), [start])[0].seconds
        for name, start in starts.items()
    }
    assert len(ranking.candidates) == len(anmu.units)
    ranked = [alone[candidate.unit] for candidate in ranking.candidates]
    assert all(later > sooner - 1 for sooner, later in pairwise(ranked))
    for candidate in ranking.candidates:
        assert candidate.seconds == pytest.approx(alone[candidate.unit], abs=1)


def test_the_nearest_that_the_card_asks_for_are_picked(anmu: Profile, ranker: Ranker) -> None:
    county, positions = on_duty(anmu, "gas_leak")
    made = rank(ranker, county.board, positions).plan
    assert made is not None
    kinds = [county.board.units[name].kind for name in made.picks]
    assert kinds.count("fire") == 1
    assert len(made.picks) == 3
    assert made.shortfall == ()


def test_a_seat_of_one_township_is_told_of_its_own_units_only(
    anmu: Profile, ranker: Ranker
) -> None:
    county, positions = on_duty(anmu, "fire")
    board, seat = county.board, Rights("officer", frozenset({"t02"}))
    ranking = ranker.rank(board.alarms[1], board, positions, seat, NOON)
    told = [c.unit for c in ranking.candidates] + [e.unit for e in ranking.excluded]
    assert sorted(told) == sorted(unit.id for unit in anmu.units if unit.area == "t02")


def test_a_pick_can_be_dispatched_and_is_not_picked_again(anmu: Profile, ranker: Ranker) -> None:
    county, positions = on_duty(anmu, "fire")
    first = rank(ranker, county.board, positions).plan
    assert first is not None
    events(county.obey(ask.Dispatch(1, first.picks), "wang", OFFICER, NOON))
    after = rank(ranker, county.board, positions)
    assert after.plan is not None
    assert after.plan.picks == ()
    assert {name for filled in after.plan.needs for name in filled.ordered} == set(first.picks)
    assert not {candidate.unit for candidate in after.candidates} & set(first.picks)


@pytest.mark.parametrize("form", ["json", "msgpack"])
def test_a_ranking_comes_over_the_wire_as_it_is(anmu: Profile, ranker: Ranker, form: str) -> None:
    county, positions = on_duty(anmu, "fire")
    events(county.obey(ask.SetDuty("B2", "resting"), "wang", Rights("leader"), NOON))
    ranking = rank(ranker, county.board, positions)
    codec = {"json": msgspec.json, "msgpack": msgspec.msgpack}[form]
    assert codec.decode(codec.encode(ranking), type=Ranking) == ranking
