"""Text that a feed pushes to hurt a terminal comes out of every view harmless."""

from __future__ import annotations

import pytest

from county import commands as ask
from county import events as ev
from county.alarms import Alarm
from county.board import Board
from county.events import Entry, Event
from county.fields import Bilingual
from county.gasoline import GasolineWarning
from county.patrol import Position, Unit
from tests.county.samples import NOON
from tests.hostile import FORBIDDEN, texts
from tests.tui.story import VOICES
from tests.tui.story import texts as words_in
from tui.grammar import Context, Mistake, complete, parse
from tui.view import activity, alarms, timeline, units, warnings, why


def infected(text: str) -> tuple[Board, Position, list[Event]]:
    """Give a board with `text` wherever outside text can stand, as if no edge had cleaned it."""
    told: list[Event] = [
        ev.AlarmReported(
            NOON,
            kind=text,
            place=ev.Place(text),
            text=text,
            caller=text,
            priority=1,
            number=1,
            area=text,
            cell=text,
        ),
        ev.AlarmAcknowledged(NOON, 1),
        ev.AlarmNoted(NOON, 1, text),
        ev.FeedbackGiven(NOON, 1, text, "B1"),
        ev.AlarmClosed(NOON, 1, text, text),
        ev.AlarmCancelled(NOON, 1, text),
        ev.UnitRegistered(
            NOON,
            unit="B1",
            kind="car",
            name=Bilingual(text, text),
            area=text,
            lat=41,
            lon=110,
        ),
        ev.WarningRaised(
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
            window_s=0,
            purchases=(ev.Contribution(1, NOON, text, 2),),
            due_at=NOON,
        ),
        ev.WarningVerified(NOON, 1, "lawful", text),
    ]
    board = Board()
    for seq, event in enumerate(told, start=1):
        board.evolve(Entry(seq, NOON, f"feed:{text}", event))
    return board, Position("B1", NOON, 41, 110, None, None, None, text, NOON), told


@pytest.mark.parametrize("text", texts(), ids=ascii)
def test_no_view_lets_a_terminal_obey_outside_text(text: str) -> None:
    board, position, told = infected(text)
    alarm: Alarm = board.alarms[1]
    unit: Unit = board.units["B1"]
    warning: GasolineWarning = board.warnings[1]
    for voice in VOICES.values():
        shown = [
            alarms.row(alarm, NOON, voice),
            alarms.facts(alarm, NOON, voice),
            timeline.lines(alarm, NOON, voice),
            units.row(unit, position, NOON, voice),
            warnings.row(warning, NOON, voice),
            why.explain(warning, why.Around(NOON, voice, alarm=alarm, incident=alarm)),
            [activity.row(Entry(1, NOON, f"feed:{text}", event), voice) for event in told],
            complete("n ", Context(board, {"B1": position}, voice, NOON)),
            complete("map ", Context(board, {"B1": position}, voice, NOON)),
        ]
        for each in words_in(shown):
            assert not FORBIDDEN.search(each), ascii(each)


@pytest.mark.parametrize("text", texts(), ids=ascii)
def test_what_an_officer_pastes_is_cleaned_before_it_is_sent(text: str) -> None:
    board, position, _ = infected("x")
    said = parse(f"n 1 {text}", Context(board, {"B1": position}, VOICES["zh"], NOON))
    if isinstance(said, Mistake):
        assert said.refusal.code in {"word_missing", "text_too_long"}
    else:
        assert isinstance(said, ask.Note)
        assert not FORBIDDEN.search(said.text)
