"""The orders of an alarm: how far each unit is, how long it takes, and what was seen of it.

What a unit says of itself and what its positions show stand side by side, and their difference is
said; neither is ever put in place of the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from county.alarms import Alarm, Order
from tui.view.voice import Voice

BANDS_S = (30, 60, 120, 180)
"""Where one band of signing ends and the next begins, in seconds, as bulletins print them."""

BAND_TONES = ("good", "info", "caution", "severe", "critical")
"""The tone of each band; its word and its sign say the same."""

CLAIM_GAP_MS = 30_000
"""What a unit says and what is seen may differ by so much without anybody being told."""


@dataclass(frozen=True)
class OrderMark:
    """One running order as a row of the list shows it."""

    text: str
    """The call sign with the mark of its stage."""
    band: int | None
    """The band of its signing, 0 to 4: so far when it has not signed; None before it left."""
    tone: str
    unsigned: bool
    """It left and was not signed for: its band still grows."""


@dataclass(frozen=True)
class OrderLine:
    """One order as an alarm's record shows it."""

    unit: str
    stage: str
    band: int | None
    band_word: str
    tone: str
    timing: str
    """How long the signing took or takes, or when the order leaves."""
    claims: tuple[str, ...]
    """Where what the unit said and what was seen differ."""
    marks: tuple[str, ...]
    """What is wrong with it: sent again, not signed, not seen to move."""
    over: bool


def signing_ms(order: Order, now: int) -> int | None:
    """Say how long the signing took, or takes so far, in milliseconds; None before it left."""
    if order.sent_at is None:
        return None
    if order.before("signed"):
        until = now if order.released_at is None else order.released_at
        return max(0, until - order.sent_at)
    # A unit that was heard to move without signing signed by that.
    known = (order.signed_at, order.moving_at, order.on_scene_at)
    heard = next((at for at in known if at is not None), order.since)
    return max(0, heard - order.sent_at)


def band(order: Order, now: int) -> int | None:
    """Give the band of the signing, 0 to 4; None before the order left."""
    taken = signing_ms(order, now)
    return None if taken is None else sum(taken >= limit * 1000 for limit in BANDS_S)


def marks(alarm: Alarm, now: int, voice: Voice) -> tuple[OrderMark, ...]:
    """Give the running orders for a row, in the order they were given."""
    return tuple(_mark(order, now, voice) for order in alarm.running)


def _mark(order: Order, now: int, voice: Voice) -> OrderMark:
    unsigned = order.sent_at is not None and order.before("signed")
    at = band(order, now)
    tone = BAND_TONES[at] if at is not None and (unsigned or order.stage == "signed") else "accent"
    text = order.unit + voice.say(f"stage.{order.stage}.mark")
    return OrderMark(text, at, tone, unsigned)


def notes(alarm: Alarm, voice: Voice) -> Iterator[str]:
    """Say what is wrong with the running orders, the call sign first."""
    for order in alarm.running:
        yield from wrong(order, voice)


def wrong(order: Order, voice: Voice) -> Iterator[str]:
    """Say what is wrong with an order that has not ended."""
    if order.unanswered and order.before("signed"):
        yield voice.say("order.unanswered", unit=order.unit)
    elif order.sends > 1 and order.before("signed"):
        yield voice.say("order.resent", unit=order.unit)
    if order.unmoved and not order.moving_seen_at and order.stage != "on_scene":
        yield voice.say("order.unmoved", unit=order.unit)


def lines(alarm: Alarm, now: int, voice: Voice) -> tuple[OrderLine, ...]:
    """Give every order of an alarm, those that ended too, in the order they were given."""
    return tuple(_line(order, now, voice) for order in alarm.orders)


def _line(order: Order, now: int, voice: Voice) -> OrderLine:
    at, over = band(order, now), not order.running
    return OrderLine(
        unit=order.unit,
        stage=voice.say(f"stage.{order.stage}"),
        band=at,
        band_word="" if at is None else voice.say(f"band.{at}"),
        tone="muted" if over else BAND_TONES[at] if at is not None else "accent",
        timing=_timing(order, now, voice),
        claims=tuple(_claims(order, voice)),
        marks=() if over else tuple(wrong(order, voice)),
        over=over,
    )


def _timing(order: Order, now: int, voice: Voice) -> str:
    taken = signing_ms(order, now)
    if taken is None:
        left = voice.duration((order.leaves_at - now) / 1000)
        return voice.say("order.leaves", time=left) if order.running else ""
    key = "order.unsigned_for" if order.before("signed") else "order.signed_in"
    said = voice.say(key, time=voice.duration(taken / 1000))
    return f"{said} {voice.say('order.times_sent', count=order.sends)}" if order.sends > 1 else said


def _claims(order: Order, voice: Voice) -> Iterator[str]:
    """Compare what the unit said with what was seen, where either is known."""
    pairs = (
        ("moving", order.moving_at, order.moving_seen_at),
        ("on_scene", order.on_scene_at, order.on_scene_seen_at),
    )
    for stage, claimed, seen in pairs:
        word = voice.say(f"stage.{stage}")
        if claimed is None and seen is not None:
            yield voice.say("order.seen_unclaimed", stage=word)
        elif claimed is not None and seen is None:
            yield voice.say("order.claimed_unseen", stage=word)
        elif claimed is not None and seen is not None and abs(claimed - seen) > CLAIM_GAP_MS:
            early = claimed < seen
            key = "order.claimed_early" if early else "order.claimed_late"
            gap = voice.duration(abs(claimed - seen) / 1000)
            yield voice.say(key, stage=word, time=gap)
