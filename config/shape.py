"""Tells everything in which a value departs from a type.

msgspec stops at the first departure and speaks English; whoever mends a file wants them all, in
their own language. So `departures` walks the value again, only after msgspec has refused it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator

from msgspec import inspect

from config.faults import Flaw, Path
from county.text import clean

_SHOWN = 60
"""Characters of a wrong value that are repeated to its writer."""


def departures(value: object, wanted: object) -> list[Flaw]:
    """List every flaw of `value` (as read from TOML or JSON) against the type `wanted`.

    Empty when only msgspec knows what is wrong.
    """
    return list(_walk(value, inspect.type_info(wanted), ()))


def unclean(value: object, path: Path = ()) -> Iterator[Flaw]:
    """Find every text in `value` that holds what no name may: controls, hidden characters."""
    if isinstance(value, str):
        if clean(value) != value:
            yield Flaw(path, "check.unclean", {"value": shown(value)})
    elif isinstance(value, dict):
        for name, item in value.items():
            # Nearly all of a map is positions; their type lets no text pass.
            if name != "coordinates":
                yield from unclean(item, (*path, name))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from unclean(item, (*path, place))


def shown(value: object) -> str:
    """Give a wrong value for a message: short, on one line, nothing a terminal would obey."""
    return clean(value if isinstance(value, str) else _plain(value), _SHOWN)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list):
        return "[…]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _walk(value: object, info: inspect.Type, path: Path) -> Iterator[Flaw]:
    match info:
        case inspect.Metadata():
            yield from _walk(value, info.type, path)
        case inspect.UnionType():
            yield from _union(value, info, path)
        case inspect.StructType():
            yield from _struct(value, info, path)
        case inspect.TupleType():
            yield from _tuple(value, info, path)
        case inspect.VarTupleType() | inspect.ListType():
            yield from _items(value, info, path)
        case inspect.DictType():
            yield from _dict(value, info, path)
        case inspect.LiteralType():
            if value not in info.values:
                one_of = ", ".join(str(choice) for choice in info.values)
                yield Flaw(path, "check.one_of", {"choices": one_of, "value": shown(value)})
        case inspect.StrType():
            yield from _text(value, info, path)
        case inspect.IntType() | inspect.FloatType():
            yield from _number(value, info, path)
        case inspect.BoolType():
            if not isinstance(value, bool):
                yield _wrong(path, "bool", value)


def _wrong(path: Path, wanted: str, value: object) -> Flaw:
    quoted = f'"{value}"' if isinstance(value, str) else value
    return Flaw(path, f"check.must_be_{wanted}", {"value": shown(quoted)})


def _union(value: object, info: inspect.UnionType, path: Path) -> Iterator[Flaw]:
    """Walk a value of one of several types: where it is of none, by the nearest."""
    choices = (choice for choice in info.types if not isinstance(choice, inspect.NoneType))
    if value is not None:
        yield from min((list(_walk(value, choice, path)) for choice in choices), key=len)


def _struct(value: object, info: inspect.StructType, path: Path) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield _wrong(path, "table", value)
        return
    swapped = _swapped(value.get("lat"), value.get("lon"))
    if swapped:
        yield Flaw((*path, "lat"), "check.swapped", {"value": shown(value["lat"])})
    known = {field.encode_name: field for field in info.fields}
    for name, field in known.items():
        if name in value:
            if not (swapped and name in {"lat", "lon"}):
                yield from _walk(value[name], field.type, (*path, name))
        elif field.required:
            yield Flaw((*path, name), "check.missing_field")
    if info.forbid_unknown_fields:
        for name in sorted(value.keys() - known.keys()):
            choices = ", ".join(known)
            yield Flaw((*path, name), "check.unknown_field", {"choices": choices})


def _tuple(value: object, info: inspect.TupleType, path: Path) -> Iterator[Flaw]:
    """Walk a pair: the only one in a profile is GeoJSON's longitude and latitude."""
    if not isinstance(value, list) or len(value) != len(info.item_types):
        yield _wrong(path, "position", value)
    elif _swapped(lat=value[1], lon=value[0]):
        yield Flaw(path, "check.swapped", {"value": shown(value[1])})
    else:
        for place, (item, wanted) in enumerate(zip(value, info.item_types, strict=True)):
            yield from _walk(item, wanted, (*path, place))


def _swapped(lat: object, lon: object) -> bool:
    """Tell whether a latitude that cannot be would make sense the other way round."""
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return False
    return 90 < abs(lat) <= 180 and abs(lon) <= 90


def _items(
    value: object, info: inspect.VarTupleType | inspect.ListType, path: Path
) -> Iterator[Flaw]:
    if not isinstance(value, list):
        yield _wrong(path, "list", value)
        return
    if info.min_length is not None and len(value) < info.min_length:
        yield Flaw(path, "check.too_few", {"least": info.min_length, "count": len(value)})
    for place, item in enumerate(value):
        yield from _walk(item, info.item_type, (*path, place))


def _dict(value: object, info: inspect.DictType, path: Path) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield _wrong(path, "table", value)
        return
    for name, item in value.items():
        yield from _walk(name, info.key_type, (*path, name))
        yield from _walk(item, info.value_type, (*path, name))


def _text(value: object, info: inspect.StrType, path: Path) -> Iterator[Flaw]:
    if not isinstance(value, str):
        yield _wrong(path, "text", value)
    elif info.min_length is not None and len(value) < info.min_length:
        yield Flaw(path, "check.empty")
    elif info.max_length is not None and len(value) > info.max_length:
        yield Flaw(path, "check.too_long", {"most": info.max_length, "count": len(value)})
    elif info.pattern is not None and not re.search(info.pattern, value):
        yield Flaw(path, "check.pattern", {"pattern": info.pattern, "value": shown(value)})


def _number(value: object, info: inspect.IntType | inspect.FloatType, path: Path) -> Iterator[Flaw]:
    whole = isinstance(info, inspect.IntType)
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield _wrong(path, "whole" if whole else "number", value)
        return
    if whole and isinstance(value, float) and not value.is_integer():
        yield _wrong(path, "whole", value)
        return
    # Said the right way round, so that nan, which no comparison holds for, departs from any bound.
    for bound, limit, holds in (
        ("least", info.ge, operator.ge),
        ("most", info.le, operator.le),
        ("above", info.gt, operator.gt),
        ("below", info.lt, operator.lt),
    ):
        if limit is not None and not holds(value, limit):
            yield Flaw(path, f"check.at_{bound}", {"limit": f"{limit:,}", "value": shown(value)})
            return
