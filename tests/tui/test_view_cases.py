"""Cases in words, what belongs beside an alarm, and whole stories as text."""

from __future__ import annotations

from msgspec.structs import replace

from county import commands as ask
from county.cases import CaseLine, Whereabouts, line_of
from feeds.questions import Found, PastFound, StoryTold
from tests.county.samples import HOUR, NOON, alarm
from tests.tui.story import EN, ZH, Desk
from tui.view import brief, cases, story

OLD = CaseLine(
    number=7,
    received=NOON - 48 * HOUR,
    kind="theft",
    priority=2,
    status="closed",
    area="t01",
    place="东街 4 号",
    text="电动车被盗",
    outcome="settled",
    caller="138****0000",
    units=("B1", "B2"),
)


def told(*reports: object) -> Desk:
    desk = Desk()
    for report in reports:
        desk.report(report)  # type: ignore[arg-type] # a report
    return desk


# ---- cases --------------------------------------------------------------------------------------


def test_a_case_says_its_outcome_once_it_has_one_and_its_day_when_that_is_not_today() -> None:
    line = cases.row(OLD, NOON, EN)
    assert (line.when, line.status, line.kind) == ("06-19 12:00", "Settled on scene", "Theft")
    assert (line.units, line.area, line.ended, line.tone) == ("B1 B2", "Chengguan", True, "muted")
    running = cases.row(replace(OLD, status="moving", outcome="", received=NOON), NOON, ZH)
    assert (running.when, running.status, running.tone) == ("12:00:00", "在途", "severe")


def test_a_case_without_a_place_shows_what_was_said() -> None:
    assert cases.row(replace(OLD, place=""), NOON, ZH).place == "电动车被盗"


def test_simulated_cases_are_marked() -> None:
    assert cases.row(replace(OLD, simulated=True), NOON, EN).simulated == "SIM"
    assert cases.row(OLD, NOON, EN).simulated == ""


def test_each_related_alarm_stands_once_for_the_weightiest_reason() -> None:
    desk = told(alarm(), alarm(), alarm("noise"))
    desk.report(alarm("theft"))
    board = desk.county.board
    twin = line_of(board.alarms[2])
    past = PastFound(id=0, place=(twin, OLD), caller=(OLD, replace(OLD, number=5)))
    found = cases.related(board.alarms[1], board, past, NOON, ZH)
    assert [(each.why, each.case.number) for each in found] == [
        ("like", 2),
        ("place", 7),
        ("caller", 5),
    ]
    assert [each.word for each in found] == ["疑同一", "同址", "同号"]


def test_what_was_merged_stands_beside_it_and_is_not_offered_any_more() -> None:
    desk = told(alarm(), alarm())
    desk.do(ask.Merge(2, 1))
    board = desk.county.board
    for number, other in ((1, 2), (2, 1)):
        found = cases.related(board.alarms[number], board, None, NOON, EN)
        assert [(each.why, each.case.number) for each in found] == [("merged", other)]


def test_records_that_lag_behind_say_so_with_what_they_found() -> None:
    found = Found(id=0, cases=(OLD,), more=True, behind=3)
    assert cases.counted(1, found, "n", EN) == (
        "the newest 1; n goes to older ones (the records are 3 entries behind)"
    )
    assert cases.past(PastFound(id=0, place=(OLD,)), EN) == "place 1, caller 0"


# ---- what decides -------------------------------------------------------------------------------


def scene(desk: Desk, seat: str = "wang", now: int = NOON) -> brief.Scene:
    keys = {"undo": "u", "take_over": "T"}
    return brief.Scene(desk.county.board.consoles, seat, "1", keys, now, EN)


def said(desk: Desk, where: brief.Scene) -> list[str]:
    return [line.text for line in brief.brief(desk.county.board.alarms[1], where)]


def test_what_can_be_undone_comes_before_who_has_it_and_what_is_due() -> None:
    desk = told(alarm(text="smell of gas"))
    desk.do(ask.Dispatch(1, ("B1", "B2")))
    lines = said(desk, scene(desk, now=NOON + 3_400))
    assert lines[0] == "1 P1 life at risk  Gas leak  万和广场三层"
    assert lines[2] == "B1 B2: the order leaves in 7 s, u undoes it"
    assert lines[3] == "taken by this seat"
    assert lines.index("smell of gas") < lines.index("Chengguan")


def test_an_owner_is_named_and_a_quiet_one_with_the_key_that_takes_over() -> None:
    desk = told(alarm())
    desk.do(ask.Acknowledge(1))
    elsewhere = scene(desk, "li", NOON + 25_000)
    assert "seat wang is at no console: T takes over" in said(desk, elsewhere)
    desk.entries += [r.entry for r in desk.county.console_heard("wang", NOON).entries]
    assert "taken by seat wang" in said(desk, elsewhere)
    desk.entries += [r.entry for r in desk.county.console_silent("wang", NOON).entries]
    assert "seat wang has been quiet for 25s: T takes over" in said(desk, elsewhere)


def test_an_order_tells_its_stage_its_signing_and_its_clocks() -> None:
    desk = told(alarm())
    desk.do(ask.Dispatch(1, ("B1",)))
    desk.do(ask.Sign(1, "B1"), NOON + 12_000)
    desk.do(ask.Depart(1, "B1"), NOON + 30_000)
    (line,) = brief.sent(desk.county.board.alarms[1], NOON + 40_000, EN)
    assert line.name == "B1"
    assert line.text.startswith("moving")
    assert "sent 12:00:12" in line.text
    assert "moving 12:00:30" in line.text


# ---- stories ------------------------------------------------------------------------------------


def whole() -> StoryTold:
    desk = told(replace(alarm(text="三楼有煤气味"), simulated=True))
    desk.do(ask.Dispatch(1, ("B1",)))
    desk.do(ask.Arrive(1, "B1"), NOON + 60_000)
    desk.do(ask.Feedback(1, "阀门已关 | [x](y)", "B1"), NOON + 90_000)
    entries = tuple(
        entry
        for entry in desk.entries
        if getattr(entry.event, "alarm", getattr(entry.event, "number", None)) == 1
    )
    arrived = next(e.seq for e in entries if type(e.event).__name__ == "UnitArrived")
    place = Whereabouts(arrived, "B1", NOON + 58_000, 41.00012, 110.00034)
    return StoryTold(id=0, alarm=desk.county.board.alarms[1], entries=entries, positions=(place,))


def test_a_story_has_clocks_positions_and_messages_and_says_that_it_is_simulated() -> None:
    text = story.text(whole(), NOON + HOUR, EN)
    first = text.splitlines()[0]
    assert first.startswith("alarm 1  P1  Gas leak  万和广场三层")
    assert "SIM" in first
    assert "2026-06-21 12:01:00  +1m00s  seat wang  B1 is on the scene" in text
    assert "[B1 at 41.00012, 110.00034, 12:00:58]" in text
    assert "feedback of B1: 阀门已关" in text
    assert "written down 2026-06-21 13:00:00" in text


def test_a_story_in_markdown_keeps_what_was_said_from_being_markup() -> None:
    lines = list(story.markdown(whole(), NOON + HOUR, ZH))
    (row,) = [line for line in lines if "阀门已关" in line]
    assert "\\| \\[x\\](y)" in row
    assert row.count(" | ") == 4
    assert lines[0].startswith("# 1 号警情")


def test_a_story_that_was_cut_says_so() -> None:
    cut = replace(whole(), more=True, behind=2)
    assert "later entries are left out" in story.text(cut, NOON, EN)
    assert "2 entries behind" in story.text(cut, NOON, EN)
