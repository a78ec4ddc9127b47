"""Orders: the band of their signing, what is wrong with them, what was said and what was seen."""

from __future__ import annotations

import pytest

from county import commands as ask
from county import events as ev
from county.alarms import Alarm
from tests.county.samples import NOON, alarm
from tests.tui.story import EN, ZH, Desk, position
from tui.view import alarms, orders


def sent_at_noon() -> Desk:
    """Give a desk whose unit B1 was sent to alarm 1 at noon."""
    desk = Desk()
    desk.report(alarm())
    desk.do(ask.Dispatch(1, ("B1",)))
    desk.do(ask.Send(1))
    return desk


def first(desk: Desk) -> Alarm:
    return desk.county.board.alarms[1]


@pytest.mark.parametrize(
    ("seconds", "band", "word"),
    [
        (0, 0, "30秒内"),
        (29, 0, "30秒内"),
        (30, 1, "30-60秒"),
        (60, 2, "60-120秒"),
        (120, 3, "120-180秒"),
        (179, 3, "120-180秒"),
        (180, 4, "超180秒"),
    ],
)
def test_an_unsigned_order_goes_through_the_bands(seconds: int, band: int, word: str) -> None:
    desk = sent_at_noon()
    now = NOON + seconds * 1000
    assert orders.band(first(desk).orders[0], now) == band
    line = orders.lines(first(desk), now, ZH)[0]
    assert (line.band, line.band_word) == (band, word)
    assert orders.marks(first(desk), now, ZH)[0].unsigned


def test_each_band_has_a_tone_of_its_own() -> None:
    assert len(set(orders.BAND_TONES)) == len(orders.BANDS_S) + 1


def test_a_signed_order_keeps_the_band_it_was_signed_in() -> None:
    desk = sent_at_noon()
    desk.do(ask.Sign(1, "B1"), NOON + 45_000)
    line = orders.lines(first(desk), NOON + 900_000, EN)[0]
    assert (line.band, line.timing, line.stage) == (1, "signed in 45s", "signed")


def test_an_order_that_has_not_left_says_when_it_will_and_has_no_band() -> None:
    desk = Desk()
    desk.report(alarm())
    desk.do(ask.Dispatch(1, ("B1",)))
    line = orders.lines(first(desk), NOON + 3_000, ZH)[0]
    assert (line.band, line.timing) == (None, "7秒后发出")
    row = alarms.row(first(desk), NOON + 3_000, ZH)
    assert (row.due, row.units) == ("发出 余7秒", "B1待")


def test_an_order_nobody_signs_is_marked_as_sent_again_and_then_as_unanswered() -> None:
    desk = sent_at_noon()
    desk.fall_due(NOON + 30_000)
    assert alarms.row(first(desk), NOON + 30_000, EN).notes == ("B1 resent",)
    desk.fall_due(NOON + 60_000)
    row = alarms.row(first(desk), NOON + 60_000, EN)
    assert row.notes == ("B1 send next",)
    assert orders.lines(first(desk), NOON + 60_000, EN)[0].timing == "unsigned for 1m00s sent x2"
    desk.do(ask.Sign(1, "B1"), NOON + 61_000)
    assert alarms.row(first(desk), NOON + 61_000, EN).notes == ()


def test_a_unit_that_signed_and_does_not_move_is_marked_until_it_is_seen_to() -> None:
    desk = sent_at_noon()
    desk.do(ask.Sign(1, "B1"), NOON + 5_000)
    desk.fall_due(NOON + 65_000)
    assert alarms.row(first(desk), NOON + 65_000, ZH).notes == ("B1未动",)
    for step, lat in enumerate((41.02, 41.03, 41.04)):
        at = NOON + 70_000 + step * 5_000
        desk.county.sighted([position("B1", lat, 110.3, at)], at)
    assert alarms.row(first(desk), NOON + 90_000, ZH).notes == ()


def told(desk: Desk) -> tuple[str, ...]:
    return orders.lines(first(desk), NOON + 900_000, EN)[0].claims


def test_what_a_unit_says_and_what_is_seen_are_compared() -> None:
    desk = sent_at_noon()
    assert told(desk) == ()
    desk.report(ev.UnitArrived(NOON + 60_000, 1, "B1"), NOON + 60_000)
    assert told(desk) == ("said on scene, not seen by positions",)
    at = NOON + 150_000
    desk.county.sighted([position("B1", 41.0, 110.0, at)], at)
    assert told(desk) == ("seen moving, not said", "said on scene 1m30s before it was seen")


def test_a_small_difference_between_said_and_seen_is_none() -> None:
    desk = sent_at_noon()
    desk.report(ev.UnitDeparted(NOON + 10_000, 1, "B1"), NOON + 10_000)
    desk.report(ev.UnitArrived(NOON + 60_000, 1, "B1"), NOON + 60_000)
    at = NOON + 80_000
    desk.county.sighted([position("B1", 41.0, 110.0, at)], at)
    assert [claim for claim in told(desk) if "on scene" in claim] == []


def test_an_order_that_ended_stands_muted_and_accuses_nobody() -> None:
    desk = sent_at_noon()
    desk.fall_due(NOON + 60_000)
    desk.do(ask.Release(1, "B1"), NOON + 70_000)
    line = orders.lines(first(desk), NOON + 500_000, EN)[0]
    assert (line.over, line.tone, line.marks) == (True, "muted", ())
    assert line.band == 2
    assert orders.marks(first(desk), NOON + 500_000, EN) == ()
