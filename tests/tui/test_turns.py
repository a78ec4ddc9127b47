"""Turns to paint: as many at once as there are places, among all processes of one fork."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from county.clock import ManualClock
from tests.county.samples import NOON
from tui.turns import AGAIN_S, PATIENCE_S, Turns


@contextmanager
def other(turns: Turns) -> Iterator[int]:
    """Have another process take a turn, and keep it; gives the process."""
    took, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(tell, b"1" if turns.wait_s() == 0 else b"0")
        signal.pause()
        os._exit(0)
    try:
        assert os.read(took, 1) == b"1"
        yield pid
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(took)
        os.close(tell)


def test_there_are_as_many_turns_at_once_as_places() -> None:
    turns = Turns(2)
    with other(turns):
        assert turns.wait_s() == 0
        turns.give_back()
        with other(turns):
            assert AGAIN_S / 2 <= turns.wait_s() <= AGAIN_S * 1.5
    turns.close()


def test_a_turn_ends_with_the_process_that_has_it() -> None:
    turns = Turns(1)
    with other(turns):
        assert turns.wait_s() > 0
    assert turns.wait_s() == 0
    turns.close()


def test_a_turn_that_is_given_back_is_another_ones() -> None:
    turns = Turns(1)
    assert turns.wait_s() == 0
    turns.give_back()
    with other(turns):
        assert turns.wait_s() > 0
    turns.close()


def test_nobody_waits_for_ever_for_one_that_hangs() -> None:
    clock = ManualClock(NOON)
    turns = Turns(1, clock.monotonic)
    with other(turns):
        assert turns.wait_s() > 0
        clock.advance(PATIENCE_S)
        assert turns.wait_s() == 0
        turns.give_back()
        assert turns.wait_s() == pytest.approx(AGAIN_S, rel=0.6)
    turns.close()
