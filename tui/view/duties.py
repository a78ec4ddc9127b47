"""What is to be done next on an alarm, and by when: the figures that the county promised.

Taking and sending count from when the alarm was received, signing and arrival from the order,
feedback from the first arrival. Without the profile's figures nothing is promised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from county.alarms import Alarm, Order, PriorityRules
from tui.view.voice import Voice

Step = Literal["acknowledge", "dispatch", "sign", "arrive", "feedback"]


@dataclass(frozen=True)
class Promise:
    """A step that is due."""

    step: Step
    at: int
    """By when, epoch milliseconds."""

    def left_s(self, now: int) -> float:
        """Give the seconds left at `now`; below 0 when it is late."""
        return (self.at - now) / 1000

    def text(self, now: int, voice: Voice) -> str:
        """Say the step with the time left or passed."""
        left = self.left_s(now)
        key = "step.left" if left >= 0 else "step.over"
        return voice.say(key, step=voice.say(f"step.{self.step}"), time=voice.duration(abs(left)))


def promised(alarm: Alarm, voice: Voice) -> Promise | None:
    """Give the step that is due next, None when nothing is or nothing was promised."""
    if voice.alarms is None or alarm.ended:
        return None
    rules = voice.alarms.of(alarm.priority)
    if not alarm.owner:
        return _by("acknowledge", alarm.received, rules.ack_s)
    arrivals = [order.on_scene_at for order in alarm.orders if order.on_scene_at is not None]
    if arrivals:
        done = alarm.fed_back_at is not None
        return None if done else _by("feedback", min(arrivals), rules.feedback_s)
    running = [order for order in alarm.orders if order.released_at is None]
    if not running:
        return _by("dispatch", alarm.received, rules.dispatch_s)
    return _on_the_way(running, rules, alarm.area in voice.towns)


def _on_the_way(running: list[Order], rules: PriorityRules, in_town: bool) -> Promise | None:
    unsigned = [order.sent_at for order in running if order.stage == "sent"]
    signing = _by("sign", min(unsigned), rules.sign_s) if unsigned else None
    arrival_s = rules.arrival_town_s if in_town else rules.arrival_outskirts_s
    return signing or _by("arrive", min(order.sent_at for order in running), arrival_s)


def _by(step: Step, since: int, seconds: int | None) -> Promise | None:
    return None if seconds is None else Promise(step, since + seconds * 1000)
