"""The whole story of an alarm as plain lines: for a letter, a meeting, a file.

The clocks are the county's; what is not known is left out. Every text in it is cleaned, so it may
be copied, printed or sent to a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from county.alarms import Alarm
from county.cases import Whereabouts
from county.events import AlarmReported, Entry
from county.text import clean
from feeds.questions import StoryTold
from tui.view import alarms, orders
from tui.view.activity import told
from tui.view.voice import Voice


@dataclass(frozen=True)
class StoryLine:
    """One step of a story."""

    seq: int
    clock: str
    """The whole date, by the county's wall clock."""
    after: str
    """Time since the alarm was received; "" for the report itself."""
    who: str
    text: str
    """What happened, with outside text in full."""
    where: str
    """Where the unit was by its own position, WGS-84 degrees; "" when that is not known."""


def steps(
    alarm: Alarm, entries: Sequence[Entry], positions: Sequence[Whereabouts], voice: Voice
) -> tuple[StoryLine, ...]:
    """Give what happened to an alarm, in the one order of the journal."""
    places = {where.seq: where for where in positions}
    return tuple(
        StoryLine(
            seq=entry.seq,
            clock=voice.date(entry.received),
            after=_after(entry, alarm, voice),
            who=voice.who(entry.by),
            text=_told(entry, voice),
            where=_where(places.get(entry.seq), voice),
        )
        for entry in entries
    )


def _after(entry: Entry, alarm: Alarm, voice: Voice) -> str:
    if isinstance(entry.event, AlarmReported):
        return ""
    return "+" + voice.duration((entry.received - alarm.received) / 1000)


def _told(entry: Entry, voice: Voice) -> str:
    said = told(entry.event, voice, None)
    if isinstance(entry.event, AlarmReported):
        said = f"{said} {voice.said(entry.event.text)}"
    return said.rstrip()


def _where(where: Whereabouts | None, voice: Voice) -> str:
    if where is None:
        return ""
    point = f"{where.lat:.5f}, {where.lon:.5f}"
    return voice.say("story.where", unit=clean(where.unit), point=point, at=voice.clock(where.at))


def text(story: StoryTold, now: int, voice: Voice) -> str:
    """Give a story as lines of text, written at `now` (epoch milliseconds)."""
    return "\n".join(lines(story, now, voice))


def lines(story: StoryTold, now: int, voice: Voice) -> Iterator[str]:
    """Give the lines of a story: head, facts, orders, steps, and what the reader must know."""
    alarm = story.alarm
    if alarm is None:
        return
    yield title(alarm, voice)
    for name, value in alarms.facts(alarm, now, voice):
        yield voice.say("story.fact", name=name, value=value)
    yield from _orders(alarm, now, voice)
    yield ""
    for step in steps(alarm, story.entries, story.positions, voice):
        yield _joined(step.clock, step.after, step.who, step.text, step.where)
    yield ""
    yield from footer(story, now, voice)


def markdown(story: StoryTold, now: int, voice: Voice) -> Iterator[str]:
    """Give the lines of a story as Markdown: a heading, a list of facts, a table of steps."""
    alarm = story.alarm
    if alarm is None:
        return
    yield f"# {_escaped(title(alarm, voice))}"
    yield ""
    for name, value in alarms.facts(alarm, now, voice):
        yield f"- **{_escaped(name)}**: {_escaped(value)}"
    for line in _orders(alarm, now, voice):
        yield f"- {_escaped(line)}"
    yield ""
    heads = ("column.clock", "column.after", "column.who", "column.what", "column.where")
    yield "| " + " | ".join(voice.say(head).strip() for head in heads) + " |"
    yield "|" + " --- |" * len(heads)
    for step in steps(alarm, story.entries, story.positions, voice):
        cells = (step.clock, step.after, step.who, step.text, step.where)
        yield "| " + " | ".join(map(_escaped, cells)) + " |"
    yield ""
    for line in footer(story, now, voice):
        yield _escaped(line)


def title(alarm: Alarm, voice: Voice) -> str:
    """Name an alarm: number, priority, kind and place, and that it is simulated."""
    line = alarms.row(alarm, alarm.received, voice)
    subject = voice.say("subject.alarm", number=alarm.number)
    return _joined(subject, line.severity, line.kind, line.place, *line.marks)


def footer(story: StoryTold, now: int, voice: Voice) -> Iterator[str]:
    """Say what the story rests on, and what it may lack."""
    count = len(story.entries)
    yield voice.say("story.footer", count=count, at=voice.date(now))
    if story.more:
        yield voice.say("story.more")
    if story.behind:
        yield voice.say("search.behind", count=story.behind)


def _orders(alarm: Alarm, now: int, voice: Voice) -> Iterator[str]:
    for order in orders.lines(alarm, now, voice):
        yield _joined(order.unit, order.stage, order.timing, *order.claims, *order.marks)


def _joined(*parts: str) -> str:
    return "  ".join(filter(None, parts))


def _escaped(text_: str) -> str:
    """Take from outside text what Markdown would obey; a line stays one line."""
    for sign in "\\`*_[]<>|#":
        text_ = text_.replace(sign, f"\\{sign}")
    return text_
