"""What a seat may ask about alarms, and the answers: each reads, none changes."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from county import bulletin
from county.alarms import Alarm
from county.cases import CaseLine, Query, Whereabouts
from county.events import Entry
from county.fields import Millis, Name, Number
from county.ranking import Ranking
from feeds.gasoline import GasolineAnswer, GasolineQuestion
from feeds.question import Answer, Question

MAX_PAST = 50
"""Cases of one place, and of one caller, in one answer."""


class Ranked(Answer, frozen=True, tag="ranked", kw_only=True):
    """The answer to `rank`."""

    ranking: Ranking | None = None


class Found(Answer, frozen=True, tag="found", kw_only=True):
    """The answer to `search`: the newest first."""

    cases: tuple[CaseLine, ...] = ()
    more: bool = False
    """Whether there are older ones: ask again with `before` the last number here."""
    behind: int = 0
    """Entries that the records have not read yet: until then an answer may lack cases."""


class PastFound(Answer, frozen=True, tag="past_found", kw_only=True):
    """The answer to `past`: the newest first, the alarm itself left out."""

    place: tuple[CaseLine, ...] = ()
    """Near the alarm's place, or at a place of the same words where one has no coordinates."""
    caller: tuple[CaseLine, ...] = ()
    """Told by the same caller."""
    behind: int = 0
    """As in `found`."""


class StoryTold(Answer, frozen=True, tag="story_told", kw_only=True):
    """The answer to `story`."""

    alarm: Alarm | None = None
    """The alarm as it stands or was filed; its `timeline` is in `entries`."""
    entries: tuple[Entry, ...] = ()
    """Everything that happened to it, the report first, as far as the seat may see it."""
    positions: tuple[Whereabouts, ...] = ()
    """Where its units were when they came to each stage."""
    more: bool = False
    """Whether there is more after the last entry here: ask again with `after` its number."""
    behind: int = 0
    """As in `found`."""


class BulletinTold(Answer, frozen=True, tag="bulletin_told", kw_only=True):
    """The answer to `bulletin`."""

    bulletin: bulletin.Bulletin | None = None


class Rank(Question[Ranked], frozen=True, tag="rank", kw_only=True):
    """Ask which units can be at an open alarm soonest, and why the others cannot be sent.

    Answered by `ranked`.
    """

    answer = Ranked
    alarm: Number


class Search(Question[Found], frozen=True, tag="search", kw_only=True):
    """Ask for alarms, old and new, by what is known of them; answered by `found`."""

    answer = Found
    query: Query


class Past(Question[PastFound], frozen=True, tag="past", kw_only=True):
    """Ask what happened before at an alarm's place, or was told by its caller.

    Answered by `past_found`.
    """

    answer = PastFound
    alarm: Number
    limit: Annotated[int, Meta(ge=1, le=MAX_PAST)] = 20


class Story(Question[StoryTold], frozen=True, tag="story", kw_only=True):
    """Ask for everything that happened to an alarm, on the board or filed.

    Answered by `story_told`.
    """

    answer = StoryTold
    alarm: Number
    after: Annotated[int, Meta(ge=0, le=2**53 - 1)] = 0
    """Only entries after this one: for the next page."""


class Bulletin(Question[BulletinTold], frozen=True, tag="bulletin", kw_only=True):
    """Ask for the figures of the alarms received from `since` on and before `until`.

    Answered by `bulletin_told`.
    """

    answer = BulletinTold
    since: Millis
    until: Millis
    trace: Name = ""
    """The name of a figure whose alarms are to come with their clocks."""


AnyQuestion = Rank | Search | Past | Story | Bulletin | GasolineQuestion
AnyAnswer = Ranked | Found | PastFound | StoryTold | BulletinTold | GasolineAnswer
