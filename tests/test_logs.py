"""Whatever happens is one line of the log, and nothing in it is obeyed."""

from __future__ import annotations

import io
import logging

import pytest

from county.text import clean
from tests.hostile import texts
from zhiban.logs import LONGEST, OneLine


def logged(text: str, *, raised: Exception | None = None) -> str:
    """Give what a handler writes for one event."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(OneLine("%(levelname)s: %(message)s"))
    info = (type(raised), raised, raised.__traceback__) if raised else None
    handler.handle(logging.LogRecord("t", logging.ERROR, __file__, 1, "said %s", (text,), info))
    return out.getvalue()


@pytest.mark.parametrize("text", texts(), ids=ascii)
def test_an_event_is_one_line_whatever_it_holds(text: str) -> None:
    line = logged(text)
    assert line.count("\n") == 1
    assert clean(line[:-1]) == line[:-1]


def test_a_traceback_stays_on_its_line_and_holds_no_values_of_variables() -> None:
    secret = "token-of-a-seat"
    try:
        raise ValueError("two\nlines \x1b[31m" + str(len(secret)))
    except ValueError as fault:
        line = logged("x", raised=fault)
    assert line.count("\n") == 1
    assert "ValueError: two | lines [31m15" in line
    assert secret not in line


def test_a_flood_in_one_event_is_cut() -> None:
    assert len(logged("x" * 10**6)) <= LONGEST + 1
