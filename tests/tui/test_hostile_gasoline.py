"""Hostile text in purchases and warnings stays plain wherever the gasoline screen shows it."""

from __future__ import annotations

import dataclasses

import pytest
from msgspec.structs import replace

from county import events as ev
from county.board import Board
from county.events import Entry
from county.gasoline.lines import DayLine, PurchaseLine, StationLine, WarningPast
from county.gasoline.rules import Retirement, Season
from county.gasoline.yields import Yield
from feeds.gasoline import PurchaserTold
from tests.county.samples import NOON, purchase
from tests.hostile import FORBIDDEN, OWN, Hostile, texts
from tests.tui.memory import Memory
from tests.tui.seat import seat_with, seated
from tests.tui.story import ATLAS, VOICES
from tests.tui.story import texts as words_in
from tests.tui.test_gasoline_screen import settle
from tui.view import activity, purchaser, seasons, stations, trends
from tui.view.stations import StationText
from tui.view.voice import Voice
from tui.view.why import Around, explain

HOUR_S = 3600


def bought(text: str) -> PurchaseLine:
    """Give a purchase with `text` wherever outside text can stand, as if no edge had cleaned it."""
    told = purchase(number=1, station=text, buyer=text, tail=text[:2], purpose=text, use_place=text)
    return PurchaseLine(replace(told, refused="other"), NOON, NOON)


def raised(text: str) -> ev.WarningRaised:
    """Give a warning with `text` in every field that may hold one."""
    return ev.WarningRaised(
        NOON,
        number=1,
        rule=text,
        level="W1",
        buyer=text,
        tail=text[:2],
        station=text,
        area=text,
        parameter=text,
        limit=1,
        measured=2,
        window_s=HOUR_S,
        purchases=(ev.Contribution(1, NOON, text, 2),),
        due_at=NOON,
        season=text,
        factor=1.5,
        assigned=text,
        incident=3,
        station_fault=True,
    )


def happened(text: str) -> list[ev.Event]:
    """Give everything that is told of gasoline and of what takes two persons."""
    return [
        raised(text),
        ev.WarningAssigned(NOON, 1, text),
        ev.PurchaseCorrected(
            NOON,
            purchase=1,
            station=text,
            area=text,
            buyer=text,
            correction=ev.Correction(purpose=text),
            reason=text,
        ),
        ev.PumpTotalled(NOON, station=text, day=text, litres=3, area=text),
        ev.StationFellSilent(NOON, station=text, since=NOON, usual_s=60, area=text),
        ev.StationHeard(NOON, text, area=text),
        ev.RuleChanged(NOON, rule=text, figures={text: text}, reason=text),
        ev.ConsentAsked(
            NOON, about=ev.RuleChange(text, {text: text}), reason=text, due_at=NOON + 1
        ),
        ev.ConsentWithheld(NOON, 8, text),
        ev.IdentitiesOpened(NOON, purchases=(1,), seat=text, reason=text, until=NOON + 1),
    ]


def of_stations(text: str, board: Board, voice: Voice) -> list[StationText]:
    """Say a station; its identifier is the key of its row, and never drawn."""
    told = {text: StationLine(text, 1, 2, 3, NOON)}
    rows = stations.rows([text], told, board, NOON, voice)
    return [dataclasses.replace(row, station="") for row in rows]


@pytest.mark.parametrize("text", texts(), ids=ascii)
def test_no_view_of_gasoline_lets_a_terminal_obey_outside_text(text: str) -> None:
    board = Board()
    for seq, event in enumerate(happened(text)[:5], 1):
        if not isinstance(event, ev.PurchaseCorrected):
            board.evolve(Entry(seq, NOON, f"feed:{text}", event))
    warning = board.warnings[1]
    season = Season(id=text, zh=text, en=text, begins="01-01", ends="12-31", factor=1.5)
    rules = replace(ATLAS.gasoline, season=(season,))
    told = PurchaserTold(
        id=0,
        purchases=(bought(text),),
        warnings=(WarningPast(1, NOON, text, "W1", text),),
    )
    days = (DayLine("2026-06-21", 1, 2, {text: 3}),)
    for lang in VOICES:
        voice = Voice.of(lang, replace(ATLAS, gasoline=rules))
        shown: list[object] = [
            explain(warning, Around(NOON, voice)),
            explain(replace(warning, finding="lawful", text=text), Around(NOON, voice)),
            purchaser.history(told, 1, HOUR_S, NOON, voice),
            purchaser.newest(bought(text), NOON, voice),
            of_stations(text, board, voice),
            stations.banner(board, NOON, voice),
            seasons.holding(NOON, voice),
            trends.trend(days, voice),
            trends.yields({text: Yield(3, 1)}, Retirement(least_closed=2, least_yield=0.1), voice),
            [activity.row(Entry(9, NOON, f"seat:{text}", each), voice) for each in happened(text)],
        ]
        for each in words_in(shown):
            assert not FORBIDDEN.search(each), ascii(each)


@pytest.mark.parametrize("told", OWN, ids=lambda told: told.id)
async def test_hostile_text_is_plain_in_every_part_of_the_gasoline_screen(told: Hostile) -> None:
    seat = seat_with(
        purchase(litres=25, purpose=told.text[:240], use_place=told.text[:240]), lang="en"
    )
    Memory(seat)
    async with seated(seat, (160, 45)) as pilot:
        await pilot.press("P")
        await settle(pilot)
        shown = [seat.written]
        await pilot.resize_terminal(80, 24)
        for key in "1234":
            await pilot.press(key)
            await settle(pilot)
            shown.append(seat.written)
        assert seat.app.is_running
        for written in shown:
            assert not FORBIDDEN.search(written), ascii(FORBIDDEN.search(written))
