"""A recorded screen tells when it was complete, how late news stood on it, and what was stale."""

from __future__ import annotations

import math
import sys

import pytest

from bench.answers import ANSWERS, Answering
from bench.painted import Chunk, Drawing, Program, painted_s, record
from bench.slow_link import Call, lateness_s
from bench.stalled import what_came

COLUMNS, ROWS = 30, 4


def at(row: int, text: str) -> bytes:
    return f"\x1b[{row};1H{text}".encode()


def test_a_screen_is_complete_when_all_that_lasts_stands_on_it() -> None:
    chunks = [
        Chunk(0.1, at(1, "connecting")),
        Chunk(0.3, at(1, "LIVE 00:01  ") + at(2, "alarm 1, 3s ago")),
        Chunk(0.31, at(3, "alarm 2, 5s ago")),
        Chunk(0.32, b"\x1b[?25l"),
        Chunk(1.3, at(1, "LIVE 00:02") + at(2, "alarm 1, 4s ago")),
    ]
    assert painted_s(chunks, COLUMNS, ROWS, "LIVE") == 0.31


def test_a_desk_that_waits_for_its_county_is_not_complete() -> None:
    empty = Chunk(0.1, at(1, "LIVE") + at(2, "no data yet"))
    full = Chunk(0.9, at(2, "alarm 1 in the market") + at(3, "alarm 2 at the school"))
    assert painted_s([empty, full], COLUMNS, ROWS, "LIVE") == 0.9


def test_a_screen_that_never_lives_has_no_moment() -> None:
    with pytest.raises(ValueError, match="never said LIVE"):
        painted_s([Chunk(0.1, b"refused")], COLUMNS, ROWS, "LIVE")


def test_a_sequence_cut_in_two_is_drawn_whole() -> None:
    drawing = Drawing(COLUMNS, ROWS)
    for piece in (b"\x1b[2;", b"3Hhere\x1b[?20", b"26$p\x1b", b"[1;1Hthere"):
        drawing.draw(piece)
    assert [line.rstrip() for line in drawing.lines[:2]] == ["there", "  here"]


def test_a_program_is_recorded_and_its_terminal_answers() -> None:
    script = (
        "import sys, tty; tty.setraw(0); sys.stdout.write('\\x1b[5n'); sys.stdout.flush();"
        "print('answered' if sys.stdin.read(4) == '\\x1b[0n' else 'no')"
    )
    chunks = record(Program([sys.executable, "-c", script], {}), COLUMNS, ROWS, "answered")
    assert b"answered" in b"".join(chunk.data for chunk in chunks)


@pytest.mark.parametrize("question", ANSWERS)
def test_a_question_is_answered_once_wherever_it_is_cut(question: bytes) -> None:
    text = b"before" + question + b"after"
    for cut in range(len(text) + 1):
        answering = Answering()
        said = answering.answers(text[:cut]) + answering.answers(text[cut:])
        assert said == ANSWERS[question]


def test_how_late_an_alarm_stood_on_the_screen_is_told_from_what_was_drawn() -> None:
    calls = [Call("Zq0061", 10.0), Call("Zq0062", 14.0), Call("Zq0063", 18.0)]
    chunks = [
        Chunk(10.2, at(2, "nothing new")),
        Chunk(10.5, at(2, "> P1 Zq0061")),
        Chunk(14.75, b"\x1b[2;11H2"),  # only the cell that changed
        Chunk(30.0, at(3, "Zq0063")),
    ]
    first, second, third = lateness_s(calls, chunks, COLUMNS, ROWS)
    assert first == pytest.approx(0.5)
    assert second == pytest.approx(0.75)
    assert third == pytest.approx(12)


def test_an_alarm_that_never_stood_there_is_infinitely_late() -> None:
    assert lateness_s([Call("Zq1", 1.0)], [Chunk(1.5, b"other")], COLUMNS, ROWS) == [math.inf]


def test_what_was_played_back_to_a_stalled_client_is_counted() -> None:
    chunks = [
        Chunk(1.0, at(1, "08:00:00 EXERCISE")),
        Chunk(30.9, at(2, "something that was on its way")),
        Chunk(31.0, at(1, "08:00:01 EXERCISE")),
        Chunk(31.1, at(1, "08:00:02 EXERCISE")),
        Chunk(31.2, at(1, "08:00:30 EXERCISE")),
        Chunk(34.0, at(1, "08:00:33 EXERCISE")),
    ]
    stall = what_came(chunks, resumed=30.9, ended=34.0, columns=COLUMNS, rows=ROWS)
    assert stall.stale == 2
    assert stall.held == sum(len(chunk.data) for chunk in chunks[1:5])
    assert stall.behind_s == pytest.approx(0.3)


def test_a_client_that_gets_the_newest_picture_first_was_played_nothing_back() -> None:
    chunks = [
        Chunk(1.0, at(1, "23:59:50 EXERCISE")),
        Chunk(31.0, at(1, "00:00:20 EXERCISE")),
        Chunk(34.0, at(1, "00:00:23 EXERCISE")),
    ]
    stall = what_came(chunks, resumed=31.0, ended=34.0, columns=COLUMNS, rows=ROWS)
    assert (stall.stale, stall.behind_s) == (0, 0.0)
