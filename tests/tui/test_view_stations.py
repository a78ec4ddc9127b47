"""Petrol stations in a list: what is not known is blank, and silence is no lack of buyers."""

from __future__ import annotations

from county import events as ev
from county.board import Board
from county.events import Entry
from county.gasoline.lines import StationLine
from tests.county.samples import HOUR, NOON
from tests.tui.story import EN, ZH
from tui.view import stations
from tui.view.stations import StationText

MINUTE = 60_000


def board(*events: ev.Event) -> Board:
    """Give a board on which these things happened."""
    made = Board()
    for seq, event in enumerate(events, 1):
        made.evolve(Entry(seq, NOON, "desk", event))
    return made


def silent(station: str = "s1") -> ev.StationFellSilent:
    """Say that nothing was heard of a station for an hour."""
    return ev.StationFellSilent(NOON, station=station, since=NOON - HOUR, usual_s=1500, area="t01")


def row(line: StationLine | None, on: Board, *, answered: bool = True) -> StationText:
    """Say one station."""
    told = {"s1": line} if line is not None else {}
    (said,) = stations.rows(["s1"], told if answered else None, on, NOON, ZH)
    return said


LINE = StationLine("s1", 12, 180.5, 2, NOON - MINUTE, 1500)


def test_a_station_says_what_it_sold_when_it_was_heard_and_what_is_usual() -> None:
    said = row(LINE, board())
    assert (said.name, said.sales, said.litres, said.refused) == ("城东加油站", "12", "180", "2")
    assert (said.latest, said.gap, said.state) == ("11:59", "25分钟", "正常")


def test_before_the_answer_without_one_and_never_heard_are_three_things() -> None:
    assert row(None, board(), answered=False).state == "查询中"
    assert row(None, board()).state == "无数据"
    assert row(StationLine("s1"), board()).state == "未报"
    assert row(None, board()).sales == row(None, board()).litres == ""


def test_the_figures_of_a_silent_station_are_in_doubt() -> None:
    said = row(LINE, board(silent()))
    assert (said.state, said.tone, said.sales) == ("静默", "alert", "12?")


def test_silent_stations_stand_first() -> None:
    lines = stations.rows(["s1", "s2", "s3"], {}, board(silent("s2")), NOON, ZH)
    assert [line.station for line in lines] == ["s2", "s1", "s3"]


def test_the_banner_names_the_longest_silent_and_counts_the_others() -> None:
    assert stations.banner(board(), NOON, EN) == ""
    one = "East Station: no word since 11:00: feed fault, not 'no sales' (usual gap 25 min)"
    assert stations.banner(board(silent()), NOON, EN) == one
    assert "11:55" in stations.banner(board(silent()), NOON, EN, {"s1": NOON - 5 * 60_000})
    later = ev.StationFellSilent(NOON, station="s2", since=NOON - MINUTE, usual_s=60, area="t01")
    assert stations.banner(board(later, silent()), NOON, EN) == f"{one}  1 more are silent"
    assert stations.banner(board(silent(), ev.StationHeard(NOON, "s1", area="t01")), NOON, EN) == ""


def test_open_faults_of_a_station_are_counted() -> None:
    fault = ev.WarningRaised(
        NOON,
        number=1,
        rule="G14",
        level="W2",
        buyer="p-1",
        tail="",
        station="s1",
        area="t01",
        parameter="self_service",
        limit=0,
        measured=1,
        window_s=0,
        purchases=(ev.Contribution(1, NOON, "s1", 5),),
        due_at=NOON,
        station_fault=True,
    )
    assert row(LINE, board(fault)).faults == "1"
    closed = ev.WarningVerified(NOON, 1, "station_fault")
    assert row(LINE, board(fault, closed)).faults == ""
