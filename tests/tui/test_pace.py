"""Painting is prompt when it is quiet and keeps to its share in a flood."""

from __future__ import annotations

import pytest

from tui.pace import FASTEST_S, LOW_S, SHARE, SLOWEST_S, Pace


class Machine:
    """A machine whose clocks move as it is told."""

    def __init__(self) -> None:
        self.wall = 100.0
        self.processor = 5.0
        self.pace = Pace(lambda: self.wall, lambda: self.processor)

    def paint(self, cost_s: float, changes: int = 100) -> float:
        """Paint at this cost; give how long after it began so many changes may be painted."""
        self.pace.painting()
        self.processor += cost_s
        self.wall += cost_s
        return self.pace.wait_s(changes) + cost_s


def test_the_first_news_are_painted_at_once() -> None:
    assert Machine().pace.wait_s(1) == 0


def test_cheap_paintings_follow_each_other_five_times_a_second() -> None:
    assert Machine().paint(0.001) == pytest.approx(FASTEST_S)


def test_a_dear_painting_is_followed_by_a_rest_that_keeps_the_share() -> None:
    assert Machine().paint(0.02) == pytest.approx(0.02 / SHARE)


def test_a_single_change_is_painted_soon_however_dear_the_last_painting_was() -> None:
    assert Machine().paint(0.05, changes=1) == pytest.approx(FASTEST_S)


def test_positions_alone_keep_to_the_share() -> None:
    assert Machine().paint(0.02, changes=0) == pytest.approx(0.02 / SHARE)


def test_news_never_wait_longer_than_the_slowest_pace() -> None:
    assert Machine().paint(0.5) == pytest.approx(SLOWEST_S)


def test_after_a_rest_news_are_painted_at_once_again() -> None:
    machine = Machine()
    machine.paint(0.02)
    machine.wall += 1
    assert machine.pace.wait_s(100) == 0


def test_on_a_low_line_even_a_single_change_waits_for_others() -> None:
    machine = Machine()
    machine.paint(0.001)
    assert machine.pace.wait_s(1, low=True) == pytest.approx(LOW_S, abs=0.01)
