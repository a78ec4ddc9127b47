"""What decides on an alarm, first things first: what it is, who has it, what is due, what can still
be undone; then all else that is known of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from county.alarms import Alarm, Order
from county.consoles import Console
from tui.view import alarms, duties, orders
from tui.view.orders import OrderLine
from tui.view.voice import Voice

HEADED = frozenset({"kind", "priority", "status", "place", "owner"})
"""Facts that the first lines say already."""


TOLD = ("text", "caller", "lookalike")
"""Facts that stand before all others."""


@dataclass(frozen=True)
class Saying:
    """One line: a name, or "" when it takes the whole width; what is said, and its tone."""

    name: str
    text: str
    tone: str = ""


@dataclass(frozen=True)
class Scene:
    """What is known around an alarm, and how the officer reads it."""

    consoles: Mapping[str, Console]
    seat: str
    """The officer's own seat."""
    shape: str
    """The mark of its priority in the officer's characters."""
    keys: Mapping[str, str]
    """What stands on the keys ``undo`` and ``take_over``."""
    now: int
    """Epoch milliseconds, by the desk's clock."""
    voice: Voice


def brief(alarm: Alarm, scene: Scene) -> tuple[Saying, ...]:
    """Say an alarm, the most pressing first."""
    return (*_head(alarm, scene), *_rest(alarm, scene))


def _head(alarm: Alarm, scene: Scene) -> Iterator[Saying]:
    voice, now = scene.voice, scene.now
    line = alarms.row(alarm, now, voice)
    meaning = voice.say(f"priority.{alarm.priority}.meaning")
    what = f"{scene.shape} {line.severity} {meaning}  {line.kind}  {line.place}"
    yield Saying("", what, line.tone)
    state = " ".join((line.status, *line.marks, *line.notes))
    yield Saying("", state, "alert" if line.unacknowledged else "strong")
    yield from undoable(alarm, scene)
    yield from owner(alarm, scene)
    promise = duties.promised(alarm, voice)
    if promise is not None and promise.step != "leave":
        yield Saying("", promise.text(now, voice), "severe" if line.late else "")


def undoable(alarm: Alarm, scene: Scene) -> Iterator[Saying]:
    """Say which orders have not left yet, for how long, and the key that undoes them."""
    held = [order for order in alarm.running if order.stage == "held"]
    if held:
        left_ms = min(order.leaves_at for order in held) - scene.now
        said = scene.voice.say(
            "alarm.undo",
            units=" ".join(order.unit for order in held),
            seconds=max(0, -(-left_ms // 1000)),
            key=scene.keys["undo"],
        )
        yield Saying("", said, "alert")


def owner(alarm: Alarm, scene: Scene) -> Iterator[Saying]:
    """Say who has the alarm; when nobody is heard of there, the key that takes it over."""
    if not alarm.owner or alarm.ended:
        return
    voice, seat = scene.voice, alarm.owner.removeprefix("seat:")
    if seat == scene.seat:
        yield Saying("", voice.say("alarm.owner.own"), "")
        return
    who, key = voice.who(alarm.owner), scene.keys["take_over"]
    console = scene.consoles.get(seat)
    if console is None:
        yield Saying("", voice.say("alarm.owner.unknown", who=who, key=key), "caution")
    elif console.quiet_since is not None:
        time = voice.duration((scene.now - console.quiet_since) / 1000)
        yield Saying("", voice.say("alarm.owner.quiet", who=who, time=time, key=key), "alert")
    else:
        yield Saying("", voice.say("alarm.owner", who=who), "")


def _rest(alarm: Alarm, scene: Scene) -> Iterator[Saying]:
    """Give what else is known: first what was said, for it decides, then what is on the record."""
    voice = scene.voice
    known = dict(alarms.facts(alarm, scene.now, voice))
    for name in (*(voice.say(f"fact.{each}") for each in TOLD), *known):
        value = known.pop(name, "")
        if value and name not in {voice.say(f"fact.{each}") for each in HEADED}:
            yield Saying(name, value)


CLOCKS = ("sent_at", "signed_at", "moving_at", "on_scene_at", "released_at")
"""The times of an order that its line tells."""


def sent(alarm: Alarm, now: int, voice: Voice) -> tuple[Saying, ...]:
    """Say each order: its stage, how the signing goes, claimed against seen, what is wrong."""
    if not alarm.orders:
        return (Saying("", voice.say("empty.orders"), "muted"),)
    pairs = zip(alarm.orders, orders.lines(alarm, now, voice), strict=True)
    return tuple(Saying(line.unit, _order(order, line, voice), line.tone) for order, line in pairs)


def _order(order: Order, line: OrderLine, voice: Voice) -> str:
    clocks = []
    for name in CLOCKS:
        at = getattr(order, name)
        if at is not None:
            clocks.append(f"{voice.say(f'order.{name}')} {voice.clock(at)}")
    parts = (line.stage, line.timing, *line.marks, *line.claims, *clocks)
    return "  ".join(filter(None, parts))
