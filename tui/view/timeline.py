"""The timeline of one alarm: when, who, what, from the report on."""

from __future__ import annotations

from dataclasses import dataclass

from county.alarms import TIMELINE_KEPT, Alarm
from tui.view.activity import told
from tui.view.voice import Voice


@dataclass(frozen=True)
class TimelineLine:
    """One step as a record shows it."""

    clock: str
    after: str
    """Time since the alarm was received; "" for the report itself."""
    who: str
    text: str
    """What happened, with outside text in full."""


def lines(alarm: Alarm, now: int, voice: Voice) -> tuple[TimelineLine, ...]:
    """Give what happened to an alarm, oldest first, by the time the desk received it.

    The report is always first; of a very long story the newest steps stand.
    """
    report = TimelineLine(
        clock=voice.moment(alarm.received, now),
        after="",
        who=voice.say(f"channel.{alarm.report.channel}"),
        text=f"{told(alarm.report, voice, None)} {voice.said(alarm.report.text)}".rstrip(),
    )
    steps = (
        TimelineLine(
            clock=voice.moment(entry.received, now),
            after="+" + voice.duration((entry.received - alarm.received) / 1000),
            who=voice.who(entry.by),
            text=told(entry.event, voice, None),
        )
        for entry in alarm.timeline
    )
    return (report, *steps)


def cut(alarm: Alarm) -> bool:
    """Tell whether the board may have dropped the oldest steps of the story."""
    return len(alarm.timeline) >= TIMELINE_KEPT
