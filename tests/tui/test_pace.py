"""Painting is prompt while it is quiet, and keeps to its share of the machine in a flood."""

from __future__ import annotations

import pytest

from tui.pace import FASTEST_S, LOW_S, SAVED_S, SHARE, SLOWEST_S, Pace


class Machine:
    """A machine whose clocks move as it is told."""

    def __init__(self) -> None:
        self.wall = 100.0
        self.processor = 5.0
        self.pace = Pace(lambda: self.wall, lambda: self.processor)

    def paint(self, cost_s: float, *, pressing: bool = False, low: bool = False) -> float:
        """Paint at this cost; give how long after it began the next painting may be."""
        self.pace.painting()
        self.processor += cost_s
        self.wall += cost_s
        return self.pace.wait_s(pressing=pressing, low=low) + cost_s

    def flood(self, cost_s: float, seconds: float) -> list[float]:
        """Paint as often as may be for so long; give the times between two paintings."""
        end, waits = self.wall + seconds, []
        while self.wall < end:
            began = self.wall
            self.paint(cost_s)
            self.wall += self.pace.wait_s()
            waits.append(self.wall - began)
        return waits


def test_the_first_news_are_painted_at_once() -> None:
    assert Machine().pace.wait_s() == 0


def test_while_it_is_quiet_paintings_follow_each_other_five_times_a_second() -> None:
    machine = Machine()
    assert [machine.paint(0.02) for _ in range(3)] == pytest.approx([FASTEST_S, 0.2, 0.2])


def test_a_flood_is_painted_seldom_enough_to_keep_the_share() -> None:
    machine = Machine()
    machine.flood(0.01, 60)
    waits = machine.flood(0.01, 600)
    assert 0.01 * len(waits) / sum(waits) == pytest.approx(SHARE, rel=0.01)


def test_cheap_paintings_stay_prompt_in_any_flood() -> None:
    machine = Machine()
    assert max(machine.flood(0.001, 600)) == pytest.approx(FASTEST_S)


def test_news_never_wait_longer_than_the_slowest_pace() -> None:
    machine = Machine()
    assert max(machine.flood(0.5, 600)) == pytest.approx(SLOWEST_S)


def test_what_is_pressing_does_not_wait_for_a_share() -> None:
    machine = Machine()
    machine.flood(0.5, 60)
    assert machine.paint(0.05, pressing=True) == pytest.approx(FASTEST_S)


def test_after_a_flood_the_share_is_there_again_within_seconds() -> None:
    machine = Machine()
    machine.flood(0.5, 600)
    machine.wall += 2 * SAVED_S / SHARE
    assert machine.paint(0.02) == pytest.approx(FASTEST_S)


def test_on_a_low_line_all_news_come_more_seldom() -> None:
    assert Machine().paint(0.001, low=True) == pytest.approx(LOW_S)
    assert Machine().paint(0.001, pressing=True, low=True) == pytest.approx(LOW_S)
