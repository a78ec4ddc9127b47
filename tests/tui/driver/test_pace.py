"""A line is filled no further than it can carry, whatever it is like."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from itertools import count
from statistics import median

import pytest

from county.clock import ManualClock
from tui.driver.pace import FIRST_ANSWER_S, FIXED_S, Flow

STEP_S = 0.005


class Line:
    """A line to a terminal: so many bytes a second, so long each way."""

    def __init__(self, bytes_s: float, way_s: float, *, jitter_s: float = 0.0) -> None:
        self.clock = ManualClock(0)
        self.flow = Flow(self.clock.monotonic)
        self.bytes_s, self.way_s, self.jitter_s = bytes_s, way_s, jitter_s
        self.stopped = False
        self.in_flight = 0
        """Bytes sent that the terminal has not drawn."""
        self.most = 0
        self.sent = 0
        self._rng = random.Random(1)
        self._free = 0.0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self.send(4, probed=True)

    def send(
        self, size: int, *, probed: bool | None = None, drawn: Callable[[], None] | None = None
    ) -> None:
        """Send a frame; `drawn` is called when the terminal has it."""
        asks = self.flow.wants_probe(size) if probed is None else probed
        self.flow.sent(size, probed=asks)
        self.sent += size
        self.in_flight += size
        self.most = max(self.most, self.in_flight)
        self._free = max(self._free, self.clock.monotonic()) + size / self.bytes_s
        at = self._free + self.way_s + self._rng.random() * self.jitter_s

        def arrive() -> None:
            self.in_flight -= size
            if drawn is not None:
                drawn()
            if asks:
                self._later(self.clock.monotonic() + self.way_s, self.flow.answered)

        self._later(at, arrive)

    def _later(self, at: float, call: Callable[[], None]) -> None:
        heapq.heappush(self._due, (at, next(self._order), call))

    def pass_time(self, seconds: float) -> None:
        until = self.clock.monotonic() + seconds
        while self._due and self._due[0][0] <= until and not self.stopped:
            at, _, call = heapq.heappop(self._due)
            self.clock.advance(max(0.0, at - self.clock.monotonic()))
            call()
        self.clock.advance(until - self.clock.monotonic())

    def settle(self) -> None:
        """Send a first picture and wait for its answer."""
        self.send(5000)
        self.pass_time(5000 / self.bytes_s + 3 * self.way_s + 0.1)


def slow_line() -> Line:
    line = Line(8_000, 0.15)
    line.settle()
    return line


def test_a_fast_line_is_never_waited_for() -> None:
    line = Line(10_000_000, 0.0002)
    line.settle()
    for size in (5000, 300, 60, 8000) * 50:
        assert line.flow.wait_s() == 0
        line.send(size)
        line.pass_time(1 / 60)


def test_a_fast_line_of_a_long_way_is_never_waited_for() -> None:
    line = Line(2_000_000, 0.15)
    line.settle()
    for size in (3000, 300, 60, 1000) * 50:
        assert line.flow.wait_s() == 0
        line.send(size)
        line.pass_time(0.2)


@pytest.mark.parametrize("bytes_s", [3_000, 8_000, 30_000])
def test_a_flood_never_gathers_on_a_slow_line(bytes_s: float) -> None:
    line = Line(bytes_s, 0.15)
    line.settle()
    for _ in range(4000):
        if line.flow.wait_s() == 0:
            line.send(1500)
        line.pass_time(STEP_S)
    assert line.most <= max(5004, 2 * 1500 + bytes_s * 0.15)
    assert line.in_flight <= 2 * 1500 + bytes_s * 0.15
    assert line.sent > 0.7 * bytes_s * 20


def test_on_a_slow_line_keys_are_drawn_soon_and_news_are_never_late() -> None:
    line, rng = slow_line(), random.Random(2)
    keys: list[float] = []
    news: list[float] = []
    key_at: float | None = None
    shown = changed = line.clock.monotonic()
    next_key = changed + 1
    for _ in range(12_000):
        now = line.clock.monotonic()
        if key_at is None and now >= next_key:
            key_at, next_key = now + 0.15, now + 0.5 + rng.random()
        if key_at is not None and now >= key_at and line.flow.wait_s() == 0:
            pressed = key_at - 0.15
            line.send(
                400,
                drawn=lambda at=pressed: keys.append(line.clock.monotonic() - at),  # type: ignore[misc] # a bound default
            )
            key_at = None
        elif line.flow.rest_s() == 0:
            changed = now

            def drawn(at: float = changed) -> None:
                nonlocal shown
                shown = at

            line.send(1500, drawn=drawn)
        line.pass_time(STEP_S)
        news.append(line.clock.monotonic() - shown)
    assert len(keys) > 40
    assert median(keys) <= 0.45
    assert max(keys) <= 0.7
    assert max(news[1000:]) <= 1.5


def test_a_terminal_that_stopped_is_sent_nothing_more_but_a_question_now_and_then() -> None:
    line = Line(1_000_000, 0.02)
    line.settle()
    line.stopped = True
    before, nudges = line.sent, 0
    for _ in range(60_000):
        if line.flow.wait_s() == 0:
            line.send(3000)
        if line.flow.nudge_s() == 0:
            line.flow.nudged()
            nudges += 1
        line.pass_time(STEP_S)
    assert line.sent - before <= 64_000
    assert 5 <= nudges <= 20


def test_a_terminal_that_goes_on_is_sent_the_newest_at_once() -> None:
    line = Line(1_000_000, 0.02)
    line.settle()
    line.stopped = True
    while line.flow.wait_s() == 0:
        line.send(3000)
        line.pass_time(0.1)
    line.pass_time(30)
    line.stopped = False
    line.pass_time(0.1)
    assert line.flow.wait_s() == 0


def test_a_lost_answer_is_asked_for_again_and_the_rest_is_not_taken_for_new_ones() -> None:
    line = slow_line()
    line.stopped = True
    line.send(300)
    line.pass_time(5)
    assert line.flow.wait_s() == float("inf")
    assert line.flow.nudge_s() == 0
    line.flow.nudged()
    line.flow.answered()
    assert line.flow.wait_s() == 0
    line.flow.sent(300, probed=True)
    line.flow.answered()  # the lost one, late, comes at once: no line is that short
    assert line.flow.owed == 1
    line.pass_time(0.35)
    line.flow.answered()
    assert line.flow.owed == 0


def test_a_terminal_that_never_answers_is_served_at_a_fixed_rate() -> None:
    clock = ManualClock(0)
    flow = Flow(clock.monotonic)
    flow.sent(4, probed=True)
    frames = 0
    for _ in range(2000):
        if flow.wait_s() == 0:
            flow.sent(500, probed=flow.wants_probe(500))
            frames += 1
        clock.advance(STEP_S)
    assert flow.deaf
    assert flow.owed == 2
    assert frames == pytest.approx((10 - FIRST_ANSWER_S) / FIXED_S, abs=3)


def test_an_answer_after_all_ends_the_fixed_rate() -> None:
    clock = ManualClock(0)
    flow = Flow(clock.monotonic)
    flow.sent(4, probed=True)
    clock.advance(FIRST_ANSWER_S + 1)
    assert flow.deaf
    flow.answered()
    assert not flow.deaf
    assert flow.wait_s() == 0


def test_the_first_picture_leaves_at_once_and_alone() -> None:
    flow = Flow(ManualClock(0).monotonic)
    assert flow.wait_s() == 0
    flow.sent(4, probed=True)
    assert flow.wait_s() == 0
    flow.sent(5000, probed=flow.wants_probe(5000))
    assert flow.wait_s() > 0


def flood(line: Line, seconds: float) -> None:
    for _ in range(round(seconds / STEP_S)):
        if line.flow.rest_s() == 0:
            line.send(1500)
        line.pass_time(STEP_S)


def test_a_slow_line_is_called_low_and_a_quick_one_not_at_once() -> None:
    line = slow_line()
    flood(line, 10)
    assert line.flow.low
    line.bytes_s = 500_000
    flood(line, 5)
    assert line.flow.low
    flood(line, 30)
    assert not line.flow.low


def test_a_single_hitch_does_not_make_a_line_low() -> None:
    line = Line(1_000_000, 0.02)
    line.settle()
    line.bytes_s = 4_000
    line.send(3000)
    line.pass_time(1)
    line.bytes_s = 1_000_000
    flood(line, 10)
    assert not line.flow.low


def test_small_frames_on_a_jittery_line_do_not_make_it_low() -> None:
    line = Line(1_000_000, 0.02, jitter_s=0.08)
    line.settle()
    for _ in range(60):
        line.send(60)
        line.pass_time(1)
    assert not line.flow.low


def test_round_trip_and_bytes_a_second_are_told() -> None:
    line = slow_line()
    for _ in range(60):
        line.send(100)
        line.pass_time(0.5)
    assert line.flow.round_trip_s == pytest.approx(0.31, abs=0.02)
    assert line.flow.bytes_s == pytest.approx(200, rel=0.15)


def test_an_idle_fast_line_is_probed_seldom() -> None:
    line = Line(1_000_000, 0.001)
    line.settle()
    probes = 0
    for _ in range(100):
        probes += line.flow.wants_probe(60)
        line.send(60)
        line.pass_time(1)
    assert 10 <= probes <= 25
