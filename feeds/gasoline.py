"""What a seat may ask about gasoline, and the answers; in the manner of `feeds.questions`."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct, field

from county.events import Figure
from county.fields import Code, Line, Millis, Number
from county.gasoline.backtest import Backtested
from county.gasoline.lines import DayLine, PurchaseLine, StationLine, Unmasked, WarningPast
from feeds.question import Answer, Question

MAX_PURCHASES = 200
"""In one answer."""


class PurchaseQuery(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is known of purchases that are sought; what is left out does not count."""

    words: Line = ""
    """All of them, in purpose, place of use, travel reason or references."""
    buyer: Annotated[str, Meta(max_length=64)] = ""
    station: Code | None = None
    since: Millis | None = None
    until: Millis | None = None
    number: Number | None = None
    before: Number | None = None
    """Only purchases with smaller numbers: for the next page."""
    limit: Annotated[int, Meta(ge=1, le=MAX_PURCHASES)] = 50


class PurchasesFound(Answer, frozen=True, tag="purchases_found", kw_only=True):
    """The answer to `purchases`: the newest first."""

    purchases: tuple[PurchaseLine, ...] = ()
    more: bool = False
    behind: int = 0
    """Purchases and entries that the index has not read yet: until then an answer may lack some."""


class Purchases(Question[PurchasesFound], frozen=True, tag="purchases", kw_only=True):
    """Ask for purchases by what is known of them; answered by `purchases_found`."""

    answer = PurchasesFound
    query: PurchaseQuery


class PurchaserTold(Answer, frozen=True, tag="purchaser_told", kw_only=True):
    """The answer to `purchaser`: the newest first of each."""

    purchases: tuple[PurchaseLine, ...] = ()
    warnings: tuple[WarningPast, ...] = ()
    behind: int = 0
    """As in `purchases_found`; of the warnings alone."""


class Purchaser(Question[PurchaserTold], frozen=True, tag="purchaser", kw_only=True):
    """Ask what one purchaser, known by pseudonym alone, bought; answered by `purchaser_told`."""

    answer = PurchaserTold
    buyer: Annotated[str, Meta(min_length=4, max_length=64)]
    limit: Annotated[int, Meta(ge=1, le=MAX_PURCHASES)] = 100


class StationsTold(Answer, frozen=True, tag="stations_told", kw_only=True):
    """The answer to `stations`."""

    stations: tuple[StationLine, ...] = ()
    purchases: tuple[PurchaseLine, ...] = ()
    """The newest first."""
    behind: int = 0
    """As in `purchases_found`; of `last_at` alone, where a station was not heard for long."""


class Stations(Question[StationsTold], frozen=True, tag="stations", kw_only=True):
    """Ask how the petrol stations stand, and for the newest purchases; answered by
    `stations_told`."""

    answer = StationsTold
    after: Annotated[int, Meta(ge=0)] = 0
    """Only purchases with greater numbers."""
    limit: Annotated[int, Meta(ge=0, le=MAX_PURCHASES)] = 30


class TrendsTold(Answer, frozen=True, tag="trends_told", kw_only=True):
    """The answer to `trends`: the oldest day first."""

    days: tuple[DayLine, ...] = ()
    behind: int = 0
    """As in `purchases_found`."""


class Trends(Question[TrendsTold], frozen=True, tag="trends", kw_only=True):
    """Ask for purchases and warnings by day; answered by `trends_told`."""

    answer = TrendsTold
    days: Annotated[int, Meta(ge=1, le=400)] = 30


class IdentitiesTold(Answer, frozen=True, tag="identities_told", kw_only=True):
    """The answer to `identities`: nobody may keep, log or print it."""

    identities: tuple[Unmasked, ...] = ()
    until: Millis = 0
    """When they must be gone from every screen."""


class Identities(Question[IdentitiesTold], frozen=True, tag="identities", kw_only=True):
    """Ask for the identities that were opened for this seat; answered by `identities_told`."""

    answer = IdentitiesTold
    opening: Number


class BacktestTold(Answer, frozen=True, tag="backtest_told", kw_only=True):
    """The answer to `backtest` and `backtest_state`: how far it is, and the result at its end."""

    job: int = 0
    done: int = 0
    """Purchases judged."""
    total: int = 0
    result: Backtested | None = None


class Backtest(Question[BacktestTold], frozen=True, tag="backtest", kw_only=True):
    """Ask that rules be tried on the purchases kept; answered by `backtest_told`."""

    answer = BacktestTold
    since: Millis
    until: Millis
    rules: dict[Code, dict[str, Figure]] = field(default_factory=dict)
    """The rules that differ from today's, whole; the others are tried as they are."""
    only: tuple[Code, ...] = ()
    """Only these rules; none: all."""


class BacktestState(Question[BacktestTold], frozen=True, tag="backtest_state", kw_only=True):
    """Ask how far a trial is; answered by `backtest_told`."""

    answer = BacktestTold
    job: Annotated[int, Meta(ge=1)]
    stop: bool = False
    """Whether to end it now."""


GasolineQuestion = Purchases | Purchaser | Stations | Trends | Identities | Backtest | BacktestState
GasolineAnswer = (
    PurchasesFound | PurchaserTold | StationsTold | TrendsTold | IdentitiesTold | BacktestTold
)
