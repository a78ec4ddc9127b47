"""The line on which a one-time code is typed."""

from __future__ import annotations

from tui.door.enrolling import LONGEST, CodeLine


def test_a_code_is_shown_as_it_is_typed_and_given_on_enter() -> None:
    line = CodeLine()
    assert line.feed(b"7F3K") == b"7F3K"
    assert line.code is None
    assert line.feed(b"-9QXD\r") == b"-9QXD\r\n"
    assert line.code == "7F3K-9QXD"


def test_a_slip_is_taken_back() -> None:
    line = CodeLine()
    assert line.feed(b"\x7f7G\x7fF\n") == b"7G\b \bF\r\n"
    assert line.code == "7F"


def test_what_is_no_part_of_a_code_is_neither_taken_nor_shown() -> None:
    line = CodeLine()
    assert line.feed(b"\x1b[A7 \x00\xe4\xb8\xad'F\r") == b"A7F\r\n"
    assert line.code == "A7F"


def test_a_flood_is_cut() -> None:
    line = CodeLine()
    assert len(line.feed(b"A" * 10_000)) == LONGEST


def test_who_gives_up_gives_no_code() -> None:
    for key in (b"\x03", b"\x04"):
        line = CodeLine()
        line.feed(b"7F" + key + b"3K\r")
        assert line.left
        assert line.code is None
