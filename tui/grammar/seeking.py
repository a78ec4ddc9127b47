"""What is looked for: words, and filters among them such as ``unit:B3`` or ``since:3d``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from county.alarms import Status
from county.cases import Query
from county.fields import Bilingual
from county.refusals import Refusal, refuse
from county.text import clean
from county.words import CATALOGUE
from feeds.gasoline import PurchaseQuery
from tui.grammar.slots import Context
from tui.view.typed import narrow

_FILTER = re.compile(r"([^\W\d_]+)[:=](\S+)")
_NUMBER = re.compile(r"#?0*([1-9][0-9]{0,14})号?")
_SPAN = re.compile(r"(\d{1,5})([mhdw]|分|时|天|周)")
_DATE = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})(?:[T_](\d{1,2}):(\d{2}))?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")

FILTERS: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit", "u", "警力"),
    "area": ("area", "辖区"),
    "kind": ("kind", "类别"),
    "status": ("status", "状态"),
    "priority": ("priority", "p", "等级"),
    "since": ("since", "自"),
    "until": ("until", "至"),
}
"""What may be filtered by, with each name that may be typed before the colon."""

SALE_FILTERS: Mapping[str, tuple[str, ...]] = {
    "buyer": ("buyer", "购买人"),
    "station": ("station", "加油站"),
    "since": ("since", "自"),
    "until": ("until", "至"),
}
"""The same for gasoline purchases."""

_SPANS_S = {"m": 60, "分": 60, "h": 3600, "时": 3600, "d": 86_400, "天": 86_400}
_SPANS_S |= {"w": 604_800, "周": 604_800}
_DAYS = {"today": 0, "今天": 0, "yesterday": 1, "昨天": 1}


def query_of(typed: str, context: Context) -> Query | Refusal:
    """Understand what is looked for; a filter whose name is not known is a word like others."""
    sought = _sought(typed, FILTERS, context)
    return sought if isinstance(sought, Refusal) else Query(**sought)


def purchases_of(typed: str, context: Context) -> PurchaseQuery | Refusal:
    """Understand which gasoline purchases are looked for."""
    sought = _sought(typed, SALE_FILTERS, context)
    return sought if isinstance(sought, Refusal) else PurchaseQuery(**sought)


def _sought(
    typed: str, filters: Mapping[str, tuple[str, ...]], context: Context
) -> dict[str, Any] | Refusal:
    """Give the fields of a query: its filters, and what is left as words, or as a number."""
    words: list[str] = []
    fields: dict[str, Any] = {}
    for word in narrow(typed).split():
        found = _FILTER.fullmatch(word)
        name = _name(found[1], filters) if found else ""
        if not found or not name:
            words.append(word)
            continue
        value = _value(name, found[2], context)
        if isinstance(value, Refusal):
            return value
        fields[name] = value
    said = clean(" ".join(words), 240)
    if not said and not fields:
        return refuse("nothing_sought")
    number = _NUMBER.fullmatch(said) if said.startswith("#") or said.endswith("号") else None
    return {"number": int(number[1]), **fields} if number else {"words": said, **fields}


def _name(typed: str, filters: Mapping[str, tuple[str, ...]]) -> str:
    word = typed.casefold()
    return next((name for name, names in filters.items() if word in names), "")


def _value(name: str, typed: str, context: Context) -> Any | Refusal:
    voice = context.voice
    match name:
        case "unit":
            return clean(typed, 40).upper()
        case "buyer":
            return clean(typed, 64)
        case "station":
            return _pick("station", typed, _named(voice.petrol), context)
        case "area":
            return _pick("area", typed, _named(voice.areas), context)
        case "kind":
            return _pick("kind", typed, _named(voice.kinds), context)
        case "status":
            return _pick("status", typed, _worded("status", get_args(Status)), context)
        case "priority":
            number = typed.casefold().removeprefix("p")
            names = {n: (str(n), *CATALOGUE[f"priority.{n}"]) for n in (1, 2, 3, 4)}
            return _pick("priority", number, names, context)
        case _:
            return moment_of(name, typed, context)


def _named(names: Mapping[str, Bilingual]) -> dict[Any, tuple[str, ...]]:
    return {key: (key, name.zh, name.en) for key, name in names.items()}


def _worded(topic: str, keys: Iterable[str]) -> dict[Any, tuple[str, ...]]:
    return {key: (key, *CATALOGUE[f"{topic}.{key}"]) for key in keys}


def _pick(
    what: str, typed: str, known: Mapping[Any, tuple[str, ...]], context: Context
) -> Any | Refusal:
    """Find the one thing that is called so, or whose name alone begins so."""
    word = typed.casefold().replace("_", " ")
    near = []
    for key, names in known.items():
        folded = [name.casefold().replace("_", " ") for name in names]
        if word in folded:
            return key
        if any(name.startswith(word) for name in folded):
            near.append((key, names[0]))
    if len(near) == 1:
        return near[0][0]
    if near:
        choices = ", ".join(name for _, name in near)
        return refuse("ambiguous", word=clean(typed), choices=choices)
    return refuse("not_known", what=context.voice.say(f"slot.{what}"), word=clean(typed))


def moment_of(name: str, typed: str, context: Context) -> int | Refusal:
    """Read a time: a span back from now, a day, a clock of today; epoch milliseconds.

    `name` is ``since`` or ``until``: a day means its first moment after the one, its last after
    the other.
    """
    span = _SPAN.fullmatch(typed)
    if span:
        return max(0, context.now - int(span[1]) * _SPANS_S[span[2]] * 1000)
    offset = timedelta(minutes=context.voice.utc_offset_minutes)
    today = datetime.fromtimestamp(context.now / 1000, UTC) + offset
    try:
        begins, whole_day = _local(typed, today.replace(hour=0, minute=0, second=0, microsecond=0))
    except ValueError:
        return refuse("no_time", word=clean(typed))
    if name == "until" and whole_day:
        begins += timedelta(days=1, milliseconds=-1)
    return round((begins - offset).timestamp() * 1000)


def _local(typed: str, today: datetime) -> tuple[datetime, bool]:
    """Give a moment by the county's clock, and whether it stands for a whole day.

    Raises ValueError when it is no time.
    """
    if typed.casefold() in _DAYS:
        return today - timedelta(days=_DAYS[typed.casefold()]), True
    if clock := _CLOCK.fullmatch(typed):
        return today.replace(hour=int(clock[1]), minute=int(clock[2])), False
    date = _DATE.fullmatch(typed)
    if date is None:
        raise ValueError(typed)
    year, month, day, hour, minute = date.groups()
    moment = today.replace(
        year=int(year or today.year),
        month=int(month),
        day=int(day),
        hour=int(hour or 0),
        minute=int(minute or 0),
    )
    if year is None and moment > today + timedelta(days=1):
        moment = moment.replace(year=moment.year - 1)  # "12-30" in January is last year's
    return moment, hour is None
