"""Identities that were opened: read on one screen, for their time, and nowhere else."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from county import commands as ask
from county.decisions import Outcome
from county.gasoline.lines import Identity, PurchaseLine, Unmasked
from county.refusals import refuse
from county.rights import Rights
from feeds.gasoline import Identities, IdentitiesTold
from feeds.question import A, Question
from tests.county.samples import NOON, purchase
from tests.tui.memory import Memory
from tests.tui.seat import Seat, seat_with, seated, type_line
from tui.screens.unmasked import UnmaskedScreen

MADE_UP = Identity("甲乙丙", "99000019000101999X", "00000000000", "无此镇无此村")
TEN_MINUTES = 600


class Keeper(Memory):
    """A desk that has opened one identity for ten minutes."""

    told: tuple[Unmasked, ...] = (Unmasked(1, MADE_UP),)

    async def ask(self, question: Question[A]) -> A:
        if isinstance(question, Identities) and self.refusal is None:
            self.asked.append(question)
            until = NOON + TEN_MINUTES * 1000
            return IdentitiesTold(id=0, identities=self.told, until=until)  # type: ignore[return-value] # the answer to this question
        return await super().ask(question)


def opened_seat() -> tuple[Seat, Keeper, int]:
    """Give a seat for which purchase 1 was opened, and the number of the opening."""
    seat = seat_with()
    seat.desk.report(purchase())
    bought = {1: PurchaseLine(seat.desk.purchases[0], NOON, NOON, sealed=True)}
    rights = Rights("officer", unmasks=True)
    done = seat.desk.county.obey(ask.Unmask((1,), "核查预警"), "wang", rights, NOON, bought)
    assert isinstance(done, Outcome)
    seat.desk.entries += [ruled.entry for ruled in done.entries]
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    return seat, Keeper(seat), next(iter(seat.desk.county.board.openings))


def unmasking_seat(monkeypatch: pytest.MonkeyPatch) -> tuple[Seat, Keeper]:
    """Give a seat that may open identities, at a desk with two sealed purchases."""
    seat = seat_with()
    for _ in range(2):
        seat.desk.report(purchase())
    seat.mirror.fold(seat.desk.delta(seat.mirror.seq))
    bought = {p.number: PurchaseLine(p, NOON, NOON, sealed=True) for p in seat.desk.purchases}
    county, rights = seat.desk.county, Rights("officer", unmasks=True)
    obey = county.obey
    monkeypatch.setattr(
        county, "obey", lambda command, by, _, now: obey(command, by, rights, now, bought)
    )
    return seat, Keeper(seat)


async def read(pilot: Pilot[None], opening: int) -> None:
    await pilot.press("colon")
    await type_line(pilot, f"身份 {opening}")
    await pilot.press("enter")
    await pilot.pause()
    await pilot.pause()


async def test_an_opened_identity_is_read_with_the_time_that_is_left() -> None:
    seat, _, opening = opened_seat()
    async with seated(seat, (120, 36)) as pilot:
        await read(pilot, opening)
        assert MADE_UP.name in seat.screen
        assert MADE_UP.document in seat.screen
        assert "仅供核查" in seat.screen


async def asked_for(pilot: Pilot[None], seat: Seat, line: str) -> None:
    """Ask in a line; the seat may, and the store knows purchases 1 and 2."""
    await pilot.press("colon")
    await type_line(pilot, line)
    await pilot.press("enter")
    await pilot.pause()
    await pilot.pause()


async def test_what_is_opened_stands_on_the_screen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seat, _ = unmasking_seat(monkeypatch)
    async with seated(seat, (120, 36)) as pilot:
        await asked_for(pilot, seat, "unmask 1: 核查预警")
        assert MADE_UP.name in seat.screen


async def test_a_second_one_waits_for_a_second_person(monkeypatch: pytest.MonkeyPatch) -> None:
    seat, _ = unmasking_seat(monkeypatch)
    async with seated(seat, (120, 36)) as pilot:
        await asked_for(pilot, seat, "unmask 1: 核查预警")
        await pilot.press("escape")
        await asked_for(pilot, seat, "unmask 2: 核查预警")
        assert "须第二人批准" in seat.screen
        assert MADE_UP.name not in seat.screen


async def test_it_is_gone_when_its_time_is_over() -> None:
    seat, _, opening = opened_seat()
    async with seated(seat, (120, 36)) as pilot:
        await read(pilot, opening)
        seat.clock.advance(TEN_MINUTES)
        front = seat.app.screen
        assert isinstance(front, UnmaskedScreen)
        front.look()
        await pilot.pause()
        assert MADE_UP.name not in seat.screen
        assert MADE_UP.document not in seat.screen
        assert "时限已过" in seat.screen


async def test_it_is_gone_when_the_page_closes_and_when_the_desk_locks() -> None:
    seat, _, opening = opened_seat()
    async with seated(seat, (120, 36)) as pilot:
        await read(pilot, opening)
        await pilot.press("escape")
        await pilot.pause()
        assert MADE_UP.document not in seat.screen
        await read(pilot, opening)
        front = seat.app.screen
        assert isinstance(front, UnmaskedScreen)
        seat.session.lock.locked = True
        front.look()
        await pilot.pause()
        assert seat.app.screen is not front
        assert MADE_UP.document not in seat.screen


async def test_it_cannot_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    seat, _, opening = opened_seat()
    copied: list[str] = []
    async with seated(seat, (120, 36)) as pilot:
        monkeypatch.setattr(seat.app, "copy_to_clipboard", copied.append)
        await read(pilot, opening)
        await pilot.press("y", "7", "ctrl+c")
        await pilot.pause()
        assert copied == []
        assert not seat.app.screen.ALLOW_SELECT


async def test_it_stays_out_of_the_mirror_and_of_what_is_kept() -> None:
    seat, _, opening = opened_seat()
    async with seated(seat, (120, 36)) as pilot:
        await read(pilot, opening)
        seat.app.tick()
        held = f"{seat.mirror.board.view(Rights('admin'))}{seat.kept}{seat.session.history}"
        assert MADE_UP.name not in held
        assert MADE_UP.document not in held


async def test_a_refusal_is_said_and_nothing_else() -> None:
    seat, keeper, opening = opened_seat()
    keeper.refusal = refuse("role_may_not", role="officer")
    async with seated(seat, (120, 36)) as pilot:
        await read(pilot, opening)
        assert "不能调取" in seat.screen
        assert MADE_UP.name not in seat.screen


async def test_a_crash_beside_it_writes_none_of_it_down(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    seat, _, opening = opened_seat()

    async def crash() -> None:
        async with seated(seat, (120, 36)) as pilot:
            await read(pilot, opening)
            seat.app.screen.call_later(broken)
            await pilot.pause()

    with pytest.raises(RuntimeError, match="broken on purpose"):
        await crash()
    told = capsys.readouterr()
    written = f"{caplog.text}{told.out}{told.err}"
    assert "incident" in caplog.text
    assert MADE_UP.name not in written
    assert MADE_UP.document not in written


def broken() -> None:
    raise RuntimeError("broken on purpose")


async def test_an_identity_that_could_not_be_opened_is_named_as_missing() -> None:
    seat, keeper, opening = opened_seat()
    async with seated(seat, (120, 36)) as pilot:
        keeper.told = (Unmasked(2, MADE_UP),)
        await read(pilot, opening)
        assert "购油 1 号: 身份无法解封" in seat.screen
