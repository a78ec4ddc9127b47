"""What is to be done next on an alarm, and by when: the figures that the county promised.

Taking and sending count from when the alarm was received, signing and arrival from the order,
feedback from the first arrival. What nobody took climbs the ladder; what nobody works on lapses.
Without the profile's figures nothing is promised.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from county.alarms import LADDER, Alarm, Order, PriorityRules
from county.alarms.ladder import word_due_at
from tui.view.voice import Voice

Step = Literal[
    "acknowledge",
    "lapse",
    "leave",
    "dispatch",
    "sign",
    "arrive",
    "feedback",
    "shelf",
    "answer",
]


class Promise(Struct, frozen=True):
    """A step that is due."""

    step: Step
    at: int
    """By when, epoch milliseconds."""

    def left_s(self, now: int) -> float:
        """Give the seconds left at `now`; below 0 when it is late."""
        return (self.at - now) / 1000

    def late(self, now: int) -> bool:
        """Tell whether its time has passed."""
        return self.left_s(now) < 0

    def text(self, now: int, voice: Voice) -> str:
        """Say the step with the time left or passed."""
        left = self.left_s(now)
        key = "step.left" if left >= 0 else "step.over"
        return voice.say(key, step=voice.say(f"step.{self.step}"), time=voice.duration(abs(left)))


class Climb(Promise, frozen=True):
    """That nobody has the alarm: the rung of the ladder it stands on, and when it climbs on."""

    rung: int = 0
    """0 is the ground: its taking is due, and nobody else was told."""
    top: bool = False
    """There is no rung above: `at` is when it came here."""

    def late(self, now: int) -> bool:
        """Tell whether somebody else had to be told, or should have been by now."""
        return self.rung > 0 or super().late(now)

    def text(self, now: int, voice: Voice) -> str:
        """Say the rung and the next one with the time left; at the top, the time since."""
        here = voice.say(f"ladder.{min(self.rung, len(LADDER))}")
        time = voice.duration(abs(self.left_s(now)) if self.top else max(0.0, self.left_s(now)))
        if self.top:
            return voice.say("ladder.top", here=here, time=time)
        above = voice.say(f"ladder.{min(self.rung + 1, len(LADDER))}")
        return voice.say("ladder.climbs", here=here, next=above, time=time)


def promised(alarm: Alarm, voice: Voice) -> Promise | None:
    """Give the step that is due next, None when nothing is or nothing was promised."""
    if voice.alarms is None or alarm.ended:
        return None
    if alarm.shelf is not None:
        return Promise("shelf", alarm.shelf.until)
    if alarm.diversion is not None and not alarm.answered:
        return Promise("answer", alarm.diversion.due_at)
    rules = voice.alarms.of(alarm.priority)
    running = [order for order in alarm.orders if order.released_at is None]
    held = [order.leaves_at for order in running if order.stage == "held"]
    if held:
        return Promise("leave", min(held))
    if not alarm.owner:
        return _climb(alarm, rules)
    if alarm.last_word_at is not None or any(o.stage == "on_scene" for o in alarm.orders):
        word = word_due_at(alarm, rules)
        return None if word is None else Promise("feedback", word)
    if not running:
        return _untouched(alarm, rules)
    return _on_the_way(running, rules, in_town=alarm.area in voice.towns)


def _climb(alarm: Alarm, rules: PriorityRules) -> Promise | None:
    ladder, rung, since = rules.ladder_s, alarm.step, alarm.waits_since
    if rung < len(ladder):
        return Climb("acknowledge", since + ladder[rung] * 1000, rung)
    if ladder:
        return Climb("acknowledge", since + ladder[-1] * 1000, rung, top=True)
    return _by("acknowledge", since, rules.ack_s)


def _untouched(alarm: Alarm, rules: PriorityRules) -> Promise | None:
    """Nothing runs for it: units are to be sent, before the taking itself lapses."""
    sending = _by("dispatch", alarm.received, rules.dispatch_s)
    lapsing = _by("lapse", alarm.acted_at, rules.lapse_s)
    if alarm.fed_back_at is not None or lapsing is None:
        return sending
    if sending is None or lapsing.at < sending.at or sending.at < alarm.acted_at:
        return lapsing
    return sending


def _on_the_way(running: Sequence[Order], rules: PriorityRules, *, in_town: bool) -> Promise | None:
    left = [order for order in running if order.sent_at is not None]
    unsigned = [o.sent_at for o in left if o.before("signed") and o.sent_at is not None]
    signing = _by("sign", min(unsigned), rules.sign_s) if unsigned else None
    arrival_s = rules.arrival_town_s if in_town else rules.arrival_outskirts_s
    sent = [order.sent_at for order in left if order.sent_at is not None]
    return signing or (_by("arrive", min(sent), arrival_s) if sent else None)


def _by(step: Step, since: int, seconds: int | None) -> Promise | None:
    return None if seconds is None else Promise(step, since + seconds * 1000)
