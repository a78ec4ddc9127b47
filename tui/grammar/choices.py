"""What may stand in the slots, as the board and the county know it: alarms, units, outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import get_args

from county.alarms import STAGES, Alarm, Stage
from county.events import Duty, Finding
from county.fields import Lang
from county.gasoline import gravest_first
from county.patrol import Unit
from county.words import CATALOGUE
from tui.glyphs import GLYPH_SETS
from tui.grammar.slots import Choice, Context, Source, Taken
from tui.view import alarms, units, warnings
from tui.view.voice import Names

_LANGS: dict[Lang, tuple[str, ...]] = {"zh": ("zh", "中文"), "en": ("en", "英文", "english")}


def every_alarm(context: Context, _: Taken) -> Iterator[Choice]:
    """Give all alarms on the board; without hints, for finding one by its number."""
    return (Choice(number, (str(number),)) for number in context.board.alarms)


def alarms_that(fit: Callable[[Alarm], bool]) -> Source:
    """Give the alarms that `fit`, in their working order."""

    def source(context: Context, _: Taken) -> Iterator[Choice]:
        for alarm in alarms.order(filter(fit, context.board.alarms.values())):
            line = alarms.row(alarm, context.now, context.voice)
            words = (line.severity, line.status, line.kind, line.place, line.area)
            yield Choice(alarm.number, (str(alarm.number),), " ".join(filter(None, words)))

    return source


def untaken(alarm: Alarm) -> bool:
    """Tell whether nobody has taken it yet."""
    return not alarm.ended and not alarm.owner


def taken(alarm: Alarm) -> bool:
    """Tell whether somebody has taken it and it is not over."""
    return not alarm.ended and bool(alarm.owner)


def standing(alarm: Alarm) -> bool:
    """Tell whether it is not over."""
    return not alarm.ended


def ordered(*stages: Stage) -> Callable[[Alarm], bool]:
    """Tell whether a unit is at one of `stages` with it."""
    return lambda alarm: (
        not alarm.ended
        and any(order.released_at is None and order.stage in stages for order in alarm.orders)
    )


def every_unit(context: Context, _: Taken) -> Iterator[Choice]:
    """Give all units; without hints, for finding one by its call sign."""
    return (Choice(unit, (unit,)) for unit in context.board.units)


def free_units(context: Context, so_far: Taken) -> Iterator[Choice]:
    """Give the units that can be sent: the nearest first, then those without a position."""
    alarm = context.board.alarms.get(so_far["alarm"])
    place = alarm.report.place if alarm else None
    lat, lon = (place.lat, place.lon) if place else (None, None)
    ready = [
        (units.metres_from(context.positions.get(unit.id), lat, lon), unit)
        for unit in context.board.units.values()
        if units.free(unit)
    ]
    ready.sort(key=lambda item: (item[0] is None, item[0] or 0.0, units.by_call_sign(item[1].id)))
    return (_unit(unit, metres, context) for metres, unit in ready)


def _unit(unit: Unit, metres: float | None, context: Context) -> Choice:
    line = units.row(unit, context.positions.get(unit.id), context.now, context.voice)
    far = "" if metres is None else units.distance(metres, context.voice)
    words = (line.kind_word, line.status, far, line.freshness_word, line.name)
    return Choice(unit.id, (unit.id,), " ".join(filter(None, words)))


def units_at(*stages: Stage) -> Source:
    """Give the units whose order for the alarm is at one of `stages`."""

    def source(context: Context, so_far: Taken) -> Iterator[Choice]:
        alarm = context.board.alarms.get(so_far["alarm"])
        for order in alarm.orders if alarm else ():
            if order.released_at is None and order.stage in stages:
                hint = context.voice.say(f"stage.{order.stage}")
                yield Choice(order.unit, (order.unit,), hint)

    return source


running_units = units_at(*STAGES)


def units_without_order(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the units whose duty can be changed."""
    ready = (unit for unit in context.board.units.values() if unit.task is None)
    return (_unit(unit, None, context) for unit in units.order(ready))


def all_units(context: Context, _: Taken) -> Iterator[Choice]:
    """Give all units with what they do."""
    return (_unit(unit, None, context) for unit in units.order(context.board.units.values()))


def every_warning(context: Context, _: Taken) -> Iterator[Choice]:
    """Give all warnings on the board; without hints, for finding one by its number."""
    return (Choice(number, (str(number),)) for number in context.board.warnings)


def open_warnings(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the warnings to be verified, the gravest first."""
    for warning in gravest_first(context.board.warnings.values()):
        if warning.finding is None:
            line = warnings.row(warning, context.now, context.voice)
            hint = " ".join((line.level, line.rule, line.measured, line.station, line.due))
            yield Choice(warning.number, (str(warning.number),), hint)


def kinds(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the county's kinds of alarm."""
    return _named(context.voice.kinds, context.voice.lang)


def outcomes(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the county's outcomes."""
    return _named(context.voice.outcomes, context.voice.lang)


def _named(names: Names, lang: Lang) -> Iterator[Choice]:
    """Give things by their identifiers and both names; written as the officer reads."""
    for key, name in names.items():
        yield _choice(key, name.zh, name.en, lang)


def findings(context: Context, _: Taken) -> Iterator[Choice]:
    """Give what may lie behind a warning."""
    return _worded("finding", get_args(Finding), context.voice.lang)


def duties(context: Context, _: Taken) -> Iterator[Choice]:
    """Give what a unit may say of itself."""
    return _worded("duty", get_args(Duty), context.voice.lang)


def _worded(topic: str, keys: Iterable[str], lang: Lang) -> Iterator[Choice]:
    for key in keys:
        yield _choice(key, *CATALOGUE[f"{topic}.{key}"], lang)


def _choice(key: str, zh: str, en: str, lang: Lang) -> Choice:
    """Write a Chinese name for those who read Chinese, when it can be typed as one word."""
    if lang == "zh" and len(zh.split()) == 1:
        return Choice(key, (zh, key, en), key)
    return Choice(key, (key, zh, en), zh if lang == "zh" else en)


def langs(_: Context, __: Taken) -> Iterator[Choice]:
    """Give the desk's languages."""
    return (Choice(lang, names, names[1]) for lang, names in _LANGS.items())


def glyph_sets(_: Context, __: Taken) -> Sequence[Choice]:
    """Give the sets of characters to draw with."""
    return [Choice(name, (name,)) for name in GLYPH_SETS]
