"""Ranked units in words: how long each takes, what it lacks, and what has become of it since."""

from __future__ import annotations

from msgspec.structs import replace

from county import commands as ask
from county.board import Board
from county.ranking import Candidate, Excluded, Ranking
from county.runcards import Filled, Need, Plan, Shortfall
from tests.county.samples import alarm
from tests.tui.story import EN, ZH, Desk
from tui.view import ranking as view

CAR = Need(kinds=("car",), count=2)
HAZMAT = Need(kinds=("fire",), skills=("hazmat",), count=1)


def candidate(unit: str, **more: object) -> Candidate:
    told = Candidate(
        unit, seconds=150, metres=1840, by_road=True, freshness="live", fix_age_s=4, free_s=720
    )
    return replace(told, **more)


def ranked(*candidates: Candidate, plan: Plan | None = None) -> Ranking:
    return Ranking(1, candidates, (Excluded("B3", "busy", {"alarm": 41}),), plan)


def board(*told: object) -> Board:
    desk = Desk()
    desk.report(alarm())
    desk.report(alarm("noise"))
    for command in told:
        desk.do(command)  # type: ignore[arg-type] # a command
    return desk.county.board


def test_a_way_is_told_in_minutes_with_a_sign_when_no_road_was_found() -> None:
    for told, zh, en in (
        (candidate("B1"), "2.5分", "2.5 min"),
        (candidate("B1", seconds=1500), "25分", "25 min"),
        (candidate("B1", by_road=False), "~2.5分", "~2.5 min"),
        (candidate("B1", seconds=None, metres=None), "不明", "unknown"),
    ):
        ranking = ranked(told)
        assert view.lines(ranking, board(), ZH)[0].time == zh
        assert view.lines(ranking, board(), EN)[0].time == en


def test_skills_that_are_lacking_standby_rest_and_age_of_the_fix_are_in_view() -> None:
    told = candidate(
        "B1", freshness="late", fix_age_s=95, skills_met=False, missing=("hazmat",), standby=True
    )
    (line, _) = view.lines(ranked(told), board(), EN)
    assert line.lacks == "lacks hazmat"
    assert line.what.startswith("standby car")
    assert line.fix == "late 1m35s"
    assert line.rest == "12m00s"
    assert line.far == "1.8 km"


def test_who_cannot_go_stands_last_with_the_reason_and_is_not_able() -> None:
    lines = view.lines(ranked(candidate("B1")), board(), EN)
    assert [(line.unit, line.able) for line in lines] == [("B1", True), ("B3", False)]
    assert lines[-1].what == "on alarm 41"


def test_what_the_board_says_since_goes_before_the_ranking() -> None:
    plan = Plan(1, 2, (Filled(CAR, picks=("B1", "B2")),), ("B1", "B2"), ())
    ranking = ranked(candidate("B1"), candidate("B2"), plan=plan)
    told = board(ask.Dispatch(2, ("B1",)), ask.SetDuty("B2", "off"))
    first, second, _ = view.lines(ranking, told, EN)
    assert (first.able, first.picked, first.what) == (False, False, "now on alarm 2")
    assert (second.able, second.what) == (False, "off")
    assert view.picks(ranking, told, EN) == ()
    assert view.picks(ranking, board(), EN) == ("B1", "B2")


def test_the_plan_says_step_picks_who_covers_what_and_what_is_short() -> None:
    needs = (Filled(CAR, ordered=("B9",), picks=("B1",)), Filled(HAZMAT))
    plan = Plan(1, 3, needs, ("B1",), (Shortfall(HAZMAT, 1),))
    said = view.plan(ranked(candidate("B1"), plan=plan), board(), EN)
    assert said is not None
    assert said.step == "Card 1/3"
    assert said.picks == ("B1",)
    assert said.asks == ("2 car B9 +B1", "1 fire hazmat")
    assert said.short == ("SHORT of 1 fire hazmat",)


def test_a_step_beyond_the_cards_last_is_told_as_the_last() -> None:
    said = view.plan(ranked(plan=Plan(5, 2, (), (), ())), board(), ZH)
    assert said is not None
    assert said.step == "预案 2/2"


def test_an_alarm_without_a_card_has_no_plan() -> None:
    assert view.plan(ranked(candidate("B1")), board(), ZH) is None
    assert view.picks(ranked(candidate("B1")), board(), ZH) == ()
