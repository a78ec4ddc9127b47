"""What takes two persons: seen by those who may answer, allowed or refused in a line."""

from __future__ import annotations

from county import commands as ask
from county.decisions import Outcome
from county.gasoline.changing import figures_of
from county.rights import Rights
from tests.county.gasoline.figures import GASOLINE
from tests.county.samples import NOON
from tests.tui.seat import Seat, seat_with, seated

LI = Rights("leader")


def asked_seat(role: str = "leader", by: str = "li") -> tuple[Seat, int]:
    """Give a seat that sees a change of a rule waiting, asked for by `by`."""
    seat = seat_with()
    seat.role = role  # type: ignore[assignment] # one of the roles
    figures = {**figures_of(GASOLINE, "G04"), "other_litres": 25.0}
    done = seat.desk.county.obey(ask.ChangeRule("G04", figures, "秋收试行"), by, LI, NOON)
    assert isinstance(done, Outcome)
    seat.desk.entries += [ruled.entry for ruled in done.entries]
    seat.connect()
    return seat, next(iter(seat.desk.county.board.requests))


async def test_a_request_is_allowed_in_one_line() -> None:
    seat, number = asked_seat()
    async with seated(seat, (120, 36)) as pilot:
        assert "待批 1" in seat.screen
        await pilot.press("ctrl+r")
        await pilot.pause()
        assert "修改规则 G04" in seat.screen
        assert "秋收试行" in seat.screen
        await pilot.press("c", "enter")
        await pilot.pause()
        await pilot.pause()
        assert seat.asked == [ask.Consent(number)]
        assert not seat.mirror.board.requests
        assert seat.mirror.board.rules["G04"].figures["other_litres"] == 25
        assert "待批 1" not in seat.screen


async def test_who_answers_reads_the_request_whole_on_a_small_terminal() -> None:
    seat, _ = asked_seat()
    async with seated(seat, (80, 24)) as pilot:
        await pilot.press("ctrl+r")
        await pilot.pause()
        assert "修改规则 G04 单日超量: 其他机具单日上限 20升 → 25升" in seat.screen
        assert "秋收试行" in seat.line("理由  ")


async def test_a_request_is_refused_with_a_reason() -> None:
    seat, number = asked_seat()
    async with seated(seat, (120, 36)) as pilot:
        await pilot.press("ctrl+r")
        await pilot.pause()
        await pilot.press("w")
        await pilot.press(*"no")
        await pilot.press("enter")
        await pilot.pause()
        assert seat.asked == [ask.Withhold(number, "no")]
        assert "没有待批事项" in seat.screen


async def test_who_asked_sees_that_somebody_else_must_answer() -> None:
    seat, _ = asked_seat(by="wang")
    async with seated(seat, (120, 36)) as pilot:
        assert "待批 1" not in seat.screen
        await pilot.press("ctrl+r")
        await pilot.pause()
        assert "须他人同意" in seat.screen


async def test_nobody_is_called_to_answer_what_is_not_theirs_to_allow() -> None:
    seat, _ = asked_seat(role="officer")
    async with seated(seat, (120, 36)):
        assert "待批 1" not in seat.screen
