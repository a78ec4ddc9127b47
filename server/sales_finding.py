"""What is asked of the purchases, as SQL: filters are tokens beside the words, as for alarms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from county.gasoline.lines import PurchaseLine
from feeds.gasoline import PurchaseQuery
from server import bigrams
from server.bigrams import all_of, any_of
from server.finding import MAX_NUMBER, Ask
from server.sales_index import BLOCK_DAYS, block_token, day_token, said, station_token
from server.sqlite import Value
from server.tally import DAY_MS

Stations = frozenset[str] | None
"""The stations that a seat sees; None is all of them."""


class Span(NamedTuple):
    """The oldest and the newest time that a purchase counts as made at, epoch milliseconds."""

    since: int
    until: int


def numbers_of(
    query: PurchaseQuery, stations: Stations, kept: Span, before: int, limit: int
) -> Ask | None:
    """Ask for the numbers of what a query describes, newest first; None when nothing can match.

    It finds too much where a word is longer than two characters: hold each against `fits`. `kept`
    is the span of everything that is kept.
    """
    terms = []
    if query.words:
        words = bigrams.scattered(query.words)
        if words is None:
            return None
        terms.append(words)
    seen = stations if query.station is None else frozenset({query.station})
    if seen is not None:
        if not seen:
            return None
        terms.append(any_of(station_token(station) for station in sorted(seen)))
    span = Span(
        max(kept.since, query.since or kept.since),
        min(kept.until, query.until if query.until is not None else kept.until),
    )
    if span.since > span.until:
        return None
    made, when = "", tuple[Value, ...]()
    if span != kept:
        terms.append(any_of(_days(span)))
        made, when = " AND at BETWEEN ? AND ?", span
    if not terms:
        sql = "SELECT number FROM purchases WHERE number < ? ORDER BY number DESC LIMIT ?"
        return Ask(sql, (before, limit))
    # CROSS JOIN: the index leads, in the order of the answer, and stops when there are enough.
    sql = f"""SELECT number FROM words CROSS JOIN purchases ON number = words.rowid
        WHERE words MATCH ? AND words.rowid < ?{made} ORDER BY words.rowid DESC LIMIT ?"""  # noqa: S608 - our names
    return Ask(sql, (all_of(terms), before, *when, limit))


def fits(line: PurchaseLine, query: PurchaseQuery, stations: Stations) -> bool:
    """Tell whether a purchase as it counts now is what a query describes, and may be seen."""
    bought = line.purchase
    return (
        (stations is None or bought.station in stations)
        and (query.station is None or bought.station == query.station)
        and (not query.buyer or bought.buyer == query.buyer)
        and (query.number is None or bought.number == query.number)
        and (query.since is None or line.at >= query.since)
        and (query.until is None or line.at <= query.until)
        and bought.number < (query.before or MAX_NUMBER)
        and (not query.words or _says(line, query.words))
    )


def _says(line: PurchaseLine, words: str) -> bool:
    searchable = bigrams.scattered(words) is not None
    return searchable and bigrams.stands_in(words, "\n".join(said(line.purchase)))


def _days(span: Span) -> Iterator[str]:
    """Give the tokens of all days of a span: of whole blocks where it can be."""
    day, last = span.since // DAY_MS, span.until // DAY_MS
    while day <= last:
        if day % BLOCK_DAYS == 0 and day + BLOCK_DAYS - 1 <= last:
            yield block_token(day)
            day += BLOCK_DAYS
        else:
            yield day_token(day)
            day += 1
