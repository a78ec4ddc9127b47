"""What waits for a second person, in words."""

from __future__ import annotations

from dataclasses import dataclass

from county.board import Board
from county.consents import Opening, Request
from county.events import Consentable, Purge, RuleChange, Unmasking
from county.gasoline.changing import figures_of, holding
from county.text import clean
from tui.view import warnings
from tui.view.rules import differences
from tui.view.voice import Voice

MOST_LISTED = 5
"""Purchases named on a line; of more, only how many they are."""


@dataclass(frozen=True)
class RequestLine:
    """One request as a list shows it."""

    number: int
    what: str
    asked_by: str
    reason: str
    state: str
    """How long it still stands; or that it was allowed and is being carried out."""
    mine: bool
    """Whether this seat asked: somebody else must answer."""


def row(request: Request, board: Board, now: int, voice: Voice, seat: str = "") -> RequestLine:
    """Say one request at `now` (epoch milliseconds), for who sits at `seat`."""
    left = voice.duration(max(0.0, (request.due_at - now) / 1000))
    allowed = voice.say("request.allowed", who=voice.seat(request.allowed_by))
    return RequestLine(
        number=request.number,
        what=about(request.about, voice, board),
        asked_by=voice.seat(request.asked_by),
        reason=voice.said(request.reason),
        state=allowed if request.allowed_by else voice.say("request.stands", time=left),
        mine=request.asked_by == f"seat:{seat}",
    )


def about(asked: Consentable, voice: Voice, board: Board | None = None) -> str:
    """Say what is asked for; of a rule on a board, which of its figures would become others."""
    match asked:
        case RuleChange():
            rule = f"{clean(asked.rule)} {warnings.rule(asked.rule, voice)}"
            figures = [] if board is None else _changes(asked, board, voice)
            said = voice.say("request.rule", rule=rule)
            return ": ".join((said, "; ".join(figures))) if figures else said
        case Unmasking():
            numbers = " ".join(map(str, asked.purchases[:MOST_LISTED]))
            more = "…" if len(asked.purchases) > MOST_LISTED else ""
            count = len(asked.purchases)
            return voice.say("request.unmask", count=count, purchases=f"{numbers}{more}")
        case Purge():
            data = voice.say(f"data.{asked.data}")
            return voice.say("request.purge", data=data, before=voice.date(asked.before))


def _changes(asked: RuleChange, board: Board, voice: Voice) -> list[str]:
    if voice.gasoline is None:
        return []
    today = figures_of(holding(voice.gasoline, board.rules), asked.rule)
    return differences(today, asked.figures, voice)


def opened(opening: Opening, now: int, voice: Voice) -> str:
    """Say that identities may be read, and for how long still."""
    left = voice.duration(max(0.0, (opening.until - now) / 1000))
    count = len(opening.purchases)
    return voice.say("opening.stands", number=opening.number, count=count, time=left)
