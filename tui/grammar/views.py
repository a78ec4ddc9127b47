"""What a line may look up: the county's memory, a ranking, the past, a story. None changes."""

from __future__ import annotations

from dataclasses import dataclass

from county.cases import Query
from county.refusals import Refusal, refuse
from feeds.gasoline import PurchaseQuery
from tui.grammar import choices as those
from tui.grammar.seeking import purchases_of, query_of
from tui.grammar.slots import Choice, Context, Known, Pick, Taken
from tui.view.voice import Voice

MOST_SOUGHT = 240
"""Characters of what is looked for, as `county.cases.Query` bounds them."""


@dataclass(frozen=True)
class Find:
    """Look for alarms, old and new."""

    typed: str
    """What was typed, to be typed on."""
    query: Query


@dataclass(frozen=True)
class RankOf:
    """Show the units for an alarm, ranked."""

    alarm: int


@dataclass(frozen=True)
class PastOf:
    """Show what happened at an alarm's place before, and what its caller told."""

    alarm: int


@dataclass(frozen=True)
class StoryOf:
    """Show the whole story of an alarm as text, and copy it."""

    alarm: int


@dataclass(frozen=True)
class FindSales:
    """Look for gasoline purchases."""

    typed: str
    """What was typed, to be typed on."""
    query: PurchaseQuery


@dataclass(frozen=True)
class Unmasked:
    """Read the identities that were opened for this seat."""

    opening: int


@dataclass(frozen=True)
class Requests:
    """Show what waits for a second person."""


LookUp = Find | RankOf | PastOf | StoryOf | FindSales | Unmasked | Requests


@dataclass(frozen=True)
class AnyAlarm(Pick):
    """An alarm by its number, on the board or long filed: only the desk knows whether there is."""

    def _find(self, typed: str, known: Known, voice: Voice) -> Choice | Refusal:
        number = int(typed)
        return Choice(number, (typed,)) if number else refuse("unknown_alarm", alarm=0)


ANY_ALARM = AnyAlarm(
    "any_alarm", those.every_alarm, those.alarms_that(lambda _: True), numbered=True, exact=True
)


def find(taken: Taken, context: Context) -> Find | Refusal:
    """Make what was typed into a look-up."""
    query = query_of(taken["sought"], context)
    return query if isinstance(query, Refusal) else Find(taken["sought"], query)


def find_sales(taken: Taken, context: Context) -> FindSales | Refusal:
    """Make what was typed into a look-up of purchases."""
    query = purchases_of(taken["sought"], context)
    return query if isinstance(query, Refusal) else FindSales(taken["sought"], query)
