"""Words that could be taken for others are marked on the row and explained in the record."""

from __future__ import annotations

import pytest

from county import events as ev
from county.board import Board
from county.events import Entry
from county.fields import Lang
from tests.county.samples import NOON
from tests.tui.story import VOICES
from tui.view import activity, alarms, timeline

DECEPTIVE = "В3 已到场"
"""Its first letter is Cyrillic: there is a B3 that said nothing."""

MARK: dict[Lang, str] = {"zh": "字疑", "en": "text?"}


def board_with(place: str, note: str) -> Board:
    """Give a board with one alarm at `place` and a note on it."""
    board = Board()
    report = ev.AlarmReported(
        NOON, kind="theft", place=ev.Place(place), priority=2, number=1, area="t01"
    )
    told: list[ev.Event] = [report, ev.AlarmNoted(NOON, 1, note)]
    for seq, event in enumerate(told, start=1):
        board.evolve(Entry(seq, NOON, "feed:panel-1", event))
    return board


@pytest.mark.parametrize("lang", MARK)
def test_a_deceptive_word_is_marked_on_the_row_and_explained_in_the_record(lang: Lang) -> None:
    alarm, voice = board_with(DECEPTIVE, "-").alarms[1], VOICES[lang]
    assert MARK[lang] in alarms.row(alarm, NOON, voice).marks
    explained = dict(alarms.facts(alarm, NOON, voice))[voice.say("fact.lookalike")]
    assert "В3" in explained
    assert "B3" in explained


@pytest.mark.parametrize("lang", MARK)
def test_a_deceptive_note_is_marked_where_it_is_told(lang: Lang) -> None:
    alarm, voice = board_with("mill", DECEPTIVE).alarms[1], VOICES[lang]
    (_, noted) = timeline.lines(alarm, NOON, voice)
    assert f"[{MARK[lang]}] {DECEPTIVE}" in noted.text
    assert f"[{MARK[lang]}]" in activity.row(alarm.timeline[0], voice).text


@pytest.mark.parametrize("lang", MARK)
def test_honest_text_carries_no_mark(lang: Lang) -> None:
    alarm, voice = board_with("万和广场 B3, second floor", "B3 已到场").alarms[1], VOICES[lang]
    assert alarms.row(alarm, NOON, voice).marks == ()
    assert voice.say("fact.lookalike") not in dict(alarms.facts(alarm, NOON, voice))
    assert MARK[lang] not in timeline.lines(alarm, NOON, voice)[1].text
