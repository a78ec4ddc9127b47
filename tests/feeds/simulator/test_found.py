"""Recall and precision: what was planted is held against the warnings that rest on it."""

from __future__ import annotations

from county.events import Contribution, Entry, Event, StationFellSilent, WarningRaised
from feeds.simulator.found import PatternFound, RuleFound, found
from feeds.simulator.truth import Case, Truth

DAY = 86_400_000
OVER_CAP = Case("over_cap", ("G04",), "ps01", 1000, 1000)
STOCKPILER = Case("stockpiler", ("G06",), "ps02", 2000, 9000)
MADE_UP = Case("made_up", ("G13",), "ps03", DAY, 2 * DAY, of_station=True)
DEAD_LINE = Case("dead_line", ("G16",), "ps04", 5000, 8000, of_station=True)


def warned(rule: str, *bought: tuple[str, int], buyer: str = "sim-x") -> WarningRaised:
    """Make a warning that rests on purchases by station and time."""
    return WarningRaised(
        at=bought[-1][1],
        number=1,
        rule=rule,
        level="W2",
        buyer=buyer,
        tail="",
        station=bought[-1][0],
        area="t01",
        parameter="p",
        limit=1,
        measured=2,
        window_s=0,
        purchases=tuple(Contribution(n, at, station, 5) for n, (station, at) in enumerate(bought)),
        due_at=0,
    )


def entries(*events: Event) -> list[Entry]:
    return [Entry(number, 1, "desk", event) for number, event in enumerate(events)]


def truth() -> Truth:
    planted = Truth(0, 3 * DAY)
    planted.plant(OVER_CAP, [("ps01", 1000)])
    planted.plant(STOCKPILER, [("ps02", 2000), ("ps02", 9000)])
    planted.plant(MADE_UP, [("ps03", DAY + 5)])
    planted.plant(DEAD_LINE, [])
    return planted


def test_a_case_is_found_by_its_rule_alone_but_any_warning_on_it_is_right() -> None:
    told = found(
        entries(
            warned("G04", ("ps01", 1000)),
            warned("G04", ("ps02", 2000)),
            warned("G06", ("ps09", 77)),
        ),
        truth(),
    )
    assert told.rules == (RuleFound("G04", 2, 2), RuleFound("G06", 1, 0))
    assert PatternFound("over_cap", 1, 1) in told.patterns
    assert PatternFound("stockpiler", 1, 0) in told.patterns
    assert (told.recall, round(told.precision, 3)) == (0.25, 0.667)


def test_a_warning_rests_on_any_planted_purchase_in_its_window() -> None:
    told = found(entries(warned("G06", ("ps02", 2000), ("ps05", 9500))), truth())
    assert PatternFound("stockpiler", 1, 1) in told.patterns


def test_a_stations_warning_is_right_only_on_its_own_day() -> None:
    same = warned("G13", ("ps03", 2 * DAY - 1), buyer="")
    later = warned("G13", ("ps03", 2 * DAY + 1), buyer="")
    other = warned("G13", ("ps01", 1000), buyer="")
    told = found(entries(same, later, other), truth())
    assert told.rules == (RuleFound("G13", 3, 1),)
    assert PatternFound("made_up", 1, 1) in told.patterns


def test_a_silence_is_no_warning_but_finds_a_dead_line() -> None:
    told = found(
        entries(
            StationFellSilent(6000, station="ps04", area="t02", since=4000, usual_s=1),
            StationFellSilent(9000, station="ps04", area="t02", since=4000, usual_s=1),
        ),
        truth(),
    )
    assert told.silences == RuleFound("G16", 2, 1)
    assert told.warnings == 0
    assert PatternFound("dead_line", 1, 1) in told.patterns


def test_a_case_that_is_not_over_at_the_end_does_not_count() -> None:
    planted = Truth(0, 5000)
    planted.plant(STOCKPILER, [("ps02", 2000)])
    assert found([], planted).patterns == ()
