"""What is asked of the table of all alarms, as SQL: every question is bounded in what it reads.

Filters are tokens of the same index as the words, so that a search intersects lists of numbers and
does not look at rows one by one. What a seat may see is part of each statement.
"""

from __future__ import annotations

from math import cos, floor, radians
from typing import NamedTuple

from county.alarms import Alarm
from county.cases import Query
from county.geo import METRES_PER_DEGREE
from server.bigrams import all_of, any_of, expression, facet, folded
from server.cases import SPOT_DEG, spot_of
from server.sqlite import Value

Areas = frozenset[str] | None
"""The areas that a seat sees; None is the whole county. What lies in no area is everyone's."""

MAX_RADIUS_M = 2000.0
"""How far the same place reaches at most, whatever a profile calls a duplicate."""

MAX_NUMBER = 2**53 - 1

_POLE_COS = 0.01
"""Keeps a circle's squares few near the poles."""

_FIRST_SINCE = """(SELECT c.number FROM cases c WHERE c.ordered >= ?
    ORDER BY c.ordered, c.number LIMIT 1)"""
_LAST_UNTIL = """(SELECT c.number FROM cases c
    WHERE c.ordered <= ? + (SELECT set_back FROM reached)
    ORDER BY c.ordered DESC, c.number DESC LIMIT 1)"""


class Ask(NamedTuple):
    """A statement and its values; the rows are bodies of alarms, newest first."""

    sql: str
    values: tuple[Value, ...]


def by_number(number: int, areas: Areas) -> Ask:
    """Ask for one alarm."""
    within, seen = within_areas(areas)
    return Ask(f"SELECT body FROM cases WHERE number = ?{within}", (number, *seen))  # noqa: S608 - our names


def by_query(query: Query, areas: Areas) -> Ask | None:
    """Ask for what a query describes, one row more than its limit; None when nothing can match."""
    terms = _filters(query)
    if query.words:
        words = expression(query.words)
        if words is None:
            return None
        terms.append(words)
    if areas is not None:
        terms.append(any_of(facet("a", area) for area in ("", *sorted(areas))))
    within, seen = within_areas(areas)
    limit = query.limit + 1
    if not terms:
        bounds, values = _bounds(query, "number")
        sql = f"SELECT body FROM cases WHERE {bounds} ORDER BY number DESC LIMIT ?"  # noqa: S608 - our names
        return Ask(sql, (*values, limit))
    bounds, values = _bounds(query, "words.rowid")
    # CROSS JOIN: the index leads, in the order of the answer, and stops when there are enough.
    sql = (
        "SELECT body FROM words CROSS JOIN cases ON number = words.rowid "  # noqa: S608 - our names
        f"WHERE words MATCH ? AND {bounds}{within} ORDER BY words.rowid DESC LIMIT ?"
    )
    return Ask(sql, (all_of(terms), *values, *seen, limit))


def near(alarm: Alarm, radius_m: float, areas: Areas, limit: int) -> Ask | None:
    """Ask for what happened within a radius of an alarm; None when its place is not known."""
    lat, lon = alarm.report.place.lat, alarm.report.place.lon
    if lat is None or lon is None:
        return None
    reach_deg = min(radius_m, MAX_RADIUS_M) / METRES_PER_DEGREE
    shrink = max(cos(radians(lat)), _POLE_COS)
    within, seen = within_areas(areas)
    # Of each square the newest few: a place where much happened is not read whole.
    one = (
        "SELECT * FROM (SELECT number FROM cases INDEXED BY cases_spot "  # noqa: S608 - our names
        "WHERE spot = ? AND number <> ? "
        f"AND (lat - ?) * (lat - ?) + (lon - ?) * (lon - ?) * ? <= ?{within} "
        "ORDER BY number DESC LIMIT ?)"
    )
    circle = (alarm.number, lat, lat, lon, lon, shrink * shrink, reach_deg * reach_deg)
    spots = _spots(lat, lon, reach_deg, reach_deg / shrink)
    values: list[Value] = []
    for spot in spots:
        values += (spot, *circle, *seen, limit)
    return _newest(" UNION ALL ".join([one] * len(spots)), tuple(values), limit)


def of_same_words(alarm: Alarm, areas: Areas, limit: int) -> Ask | None:
    """Ask for alarms at a place of the same words, where one of the two has no coordinates."""
    place = alarm.report.place
    words = folded(place.text).strip()
    if not words:
        return None
    unlocated = " AND lat IS NULL" if place.lat is not None and place.lon is not None else ""
    return _of_same("place", words, alarm, areas, limit, unlocated)


def of_same_caller(alarm: Alarm, areas: Areas, limit: int) -> Ask | None:
    """Ask for what the same caller told."""
    caller = alarm.report.caller
    return _of_same("caller", caller, alarm, areas, limit) if caller else None


def _of_same(
    column: str, value: str, alarm: Alarm, areas: Areas, limit: int, also: str = ""
) -> Ask:
    within, seen = within_areas(areas)
    # "<> ''" is said for SQLite to see that the index, which leaves these out, will do.
    one = (
        f"SELECT number FROM cases INDEXED BY cases_{column} "  # noqa: S608 - our names
        f"WHERE {column} = ? AND {column} <> '' AND number <> ?{also}{within} "
        "ORDER BY number DESC LIMIT ?"
    )
    return _newest(one, (value, alarm.number, *seen, limit), limit)


def _newest(numbers: str, values: tuple[Value, ...], limit: int) -> Ask:
    sql = f"SELECT body FROM cases WHERE number IN ({numbers}) ORDER BY number DESC LIMIT ?"  # noqa: S608 - our names
    return Ask(sql, (*values, limit))


def _filters(query: Query) -> list[str]:
    given = (
        ("u", query.unit),
        ("a", query.area),
        ("k", query.kind),
        ("s", query.status),
        ("p", query.priority),
    )
    return [facet(kind, code) for kind, code in given if code]


def _bounds(query: Query, number: str) -> tuple[str, tuple[Value, ...]]:
    """Bound by numbers; by time too, where the clock was set back row by row."""
    sql = f"{number} < ?"
    values: list[Value] = [query.before or MAX_NUMBER]
    if query.number is not None:
        sql += f" AND {number} = ?"
        values.append(query.number)
    if query.since is not None:
        sql += f" AND {number} >= {_FIRST_SINCE} AND received >= ?"
        values += [query.since, query.since]
    if query.until is not None:
        sql += f" AND {number} <= {_LAST_UNTIL} AND received <= ?"
        values += [query.until, query.until]
    return sql, tuple(values)


def within_areas(areas: Areas) -> tuple[str, tuple[str, ...]]:
    """Give the condition that a row lies in one of the areas, and its values."""
    if areas is None:
        return "", ()
    marks = ",".join("?" * len(areas))
    return f" AND (area = '' OR area IN ({marks}))", tuple(sorted(areas))


def _spots(lat: float, lon: float, up_deg: float, across_deg: float) -> list[int]:
    """Give the squares that a circle may touch."""
    south, north = floor((lat - up_deg) / SPOT_DEG), floor((lat + up_deg) / SPOT_DEG)
    west, east = floor((lon - across_deg) / SPOT_DEG), floor((lon + across_deg) / SPOT_DEG)
    return [
        spot_of((y + 0.5) * SPOT_DEG, (x + 0.5) * SPOT_DEG)
        for y in range(south, north + 1)
        for x in range(west, east + 1)
    ]
