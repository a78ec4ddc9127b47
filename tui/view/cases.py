"""Cases out of the county's memory as lines: what was found, and what happened here before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from county.alarms import ENDED, Alarm
from county.alarms.likeness import duplicates
from county.board import Board
from county.cases import CaseLine, line_of
from county.text import clean
from feeds.gasoline import PurchasesFound
from feeds.questions import Found, PastFound
from tui.view.alarms import TONES
from tui.view.voice import Voice

SEEN_NEWEST = 8
"""Cases of one place, and of one caller, shown beside an alarm: the newest."""


@dataclass(frozen=True)
class CaseText:
    """One case as a list shows it."""

    number: int
    when: str
    """When it was received: clock, with the day unless it is today's."""
    severity: str
    tone: str
    kind: str
    status: str
    """The outcome once there is one."""
    place: str
    """Where it was in words, else what was said."""
    area: str
    text: str
    caller: str
    units: str
    ended: bool
    simulated: str
    """The word that marks simulated data; "" for real."""


def row(case: CaseLine, now: int, voice: Voice) -> CaseText:
    """Say one case at `now` (epoch milliseconds)."""
    ended = case.status in ENDED
    outcome = voice.name(voice.outcomes, case.outcome) if case.outcome else ""
    return CaseText(
        number=case.number,
        when=voice.moment(case.received, now),
        severity=voice.say(f"priority.{case.priority}"),
        tone="muted" if ended else TONES[case.priority],
        kind=voice.name(voice.kinds, case.kind),
        status=outcome or voice.say(f"status.{case.status}"),
        place=clean(case.place).strip() or clean(case.text),
        area=voice.name(voice.areas, case.area),
        text=voice.said(case.text),
        caller=clean(case.caller),
        units=" ".join(map(clean, case.units)),
        ended=ended,
        simulated=voice.say("mark.simulated") if case.simulated else "",
    )


@dataclass(frozen=True)
class Related:
    """One alarm to be looked at beside another, and why."""

    why: str
    """``like`` (it may tell of the same incident), ``merged``, ``place``, ``caller``."""
    word: str
    case: CaseText


def related(
    alarm: Alarm, board: Board, past: PastFound | None, now: int, voice: Voice
) -> tuple[Related, ...]:
    """Give what belongs beside an alarm: offers to merge, what was merged, and what was before.

    An alarm that is related in two ways stands once, for the weightier.
    """
    told: dict[int, Related] = {}
    for why, case in _related(alarm, board, past, voice):
        if case.number != alarm.number and case.number not in told:
            told[case.number] = Related(why, voice.say(f"related.{why}"), row(case, now, voice))
    return tuple(told.values())


def _related(
    alarm: Alarm, board: Board, past: PastFound | None, voice: Voice
) -> Iterator[tuple[str, CaseLine]]:
    yield from (("like", line_of(other)) for other in offers(alarm, board, voice))
    merged = (board.alarms.get(number) for number in (alarm.into, *alarm.merged) if number)
    yield from (("merged", line_of(other)) for other in merged if other is not None)
    if past is not None:
        yield from (("place", case) for case in past.place[:SEEN_NEWEST])
        yield from (("caller", case) for case in past.caller[:SEEN_NEWEST])


def offers(alarm: Alarm, board: Board, voice: Voice) -> list[Alarm]:
    """Give the open alarms that may tell of the same incident; none before the profile came."""
    if voice.alarms is None:
        return []
    return duplicates(alarm, board.alarms, voice.alarms.duplicates)


def counted(count: int, found: Found | PurchasesFound, older: str, voice: Voice) -> str:
    """Say how many cases are listed, and with which key `older` ones are asked for."""
    said = voice.say("search.more" if found.more else "search.count", count=count, key=older)
    return f"{said} {behind(found, voice)}".rstrip()


def past(found: PastFound, voice: Voice) -> str:
    """Say how much is known of the place and of the caller."""
    said = voice.say("past.count", place=len(found.place), caller=len(found.caller))
    return f"{said} {behind(found, voice)}".rstrip()


def behind(found: Found | PastFound | PurchasesFound, voice: Voice) -> str:
    """Say that the records have not read everything yet, and may lack cases; "" when they have."""
    return voice.say("search.behind", count=found.behind) if found.behind else ""
