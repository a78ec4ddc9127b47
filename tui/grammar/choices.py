"""What may stand in the slots, as the board and the county know it: alarms, units, outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import get_args

from county.alarms import SETTLEMENT, STAGES, Alarm, Stage, likeness
from county.consoles import quiet
from county.events import Duty, Finding, Means, TaskKind, TaskState
from county.fields import Lang
from county.gasoline import gravest_first
from county.patrol import Unit
from county.tasks import STATES
from county.words import CATALOGUE
from tui.glyphs import GLYPH_SETS
from tui.grammar.slots import Choice, Context, Source, Taken
from tui.view import alarms, units, warnings
from tui.view.voice import Names, Voice

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


def alarms_to_take_over(context: Context, taken_so_far: Taken) -> Iterator[Choice]:
    """Give the alarms that somebody has, those first whose owner's console is quiet."""
    there = context.board.consoles
    found = [alarm for alarm in context.board.alarms.values() if taken(alarm)]
    gone = {alarm.number for alarm in found if quiet(there, alarm.owner)}
    yield from alarms_that(lambda alarm: alarm.number in gone)(context, taken_so_far)
    yield from alarms_that(lambda a: taken(a) and a.number not in gone)(context, taken_so_far)


def homes(context: Context, so_far: Taken) -> Iterator[Choice]:
    """Give the alarms that another may be merged into: those first that may tell of the same."""
    alarm = context.board.alarms.get(so_far["alarm"])
    rules = context.voice.alarms
    alike: set[int] = set()
    if alarm is not None and rules is not None:
        found = likeness.duplicates(alarm, context.board.alarms, rules.duplicates)
        alike = {each.number for each in found}
    yield from alarms_that(lambda other: other.number in alike)(context, so_far)
    yield from alarms_that(
        lambda other: standing(other) and other is not alarm and other.number not in alike
    )(context, so_far)


def of_kinds(kinds_of: Callable[[Voice], frozenset[str]]) -> Source:
    """Give the open alarms of some kinds, as the county's profile marks them."""

    def source(context: Context, so_far: Taken) -> Iterator[Choice]:
        wanted = kinds_of(context.voice)
        fits = alarms_that(lambda alarm: standing(alarm) and alarm.report.kind in wanted)
        yield from fits(context, so_far)

    return source


def untaken(alarm: Alarm) -> bool:
    """Tell whether nobody has taken it yet."""
    return not alarm.ended and not alarm.owner


def taken(alarm: Alarm) -> bool:
    """Tell whether somebody has taken it and it is not over."""
    return not alarm.ended and bool(alarm.owner)


def shelvable(alarm: Alarm) -> bool:
    """Tell whether it may be put aside: no unit is under way to it, and no life is at risk."""
    idle = alarm.shelf is None and not any(alarm.running)
    return not alarm.ended and alarm.priority > 1 and idle


def shelved(alarm: Alarm) -> bool:
    """Tell whether it is put aside."""
    return alarm.shelf is not None


def merged(alarm: Alarm) -> bool:
    """Tell whether it is worked as another."""
    return alarm.into is not None


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


def idle_units(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the units that a task may be given to."""
    ready = (
        unit
        for unit in context.board.units.values()
        if unit.duty == "on" and unit.alarm is None and unit.task is None
    )
    return (_unit(unit, None, context) for unit in units.order(ready))


def units_with_task(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the units that have a task beside alarms."""
    ready = (unit for unit in context.board.units.values() if unit.task is not None)
    return (_unit(unit, None, context) for unit in units.order(ready))


def tasks(context: Context, _: Taken) -> Iterator[Choice]:
    """Give what a unit may be told to do beside alarms."""
    return worded("task", get_args(TaskKind), context.voice.lang)


def states(context: Context, _: Taken) -> Iterator[Choice]:
    """Give every state of every task."""
    return worded("task_state", get_args(TaskState), context.voice.lang)


def states_ahead(context: Context, so_far: Taken) -> Iterator[Choice]:
    """Give the states that the unit's task has not come to yet."""
    unit = context.board.units.get(so_far["unit"])
    if unit is None or unit.task is None:
        return iter(())
    order = STATES[unit.task.kind]
    ahead = order[order.index(unit.task.state) + 1 :]
    return worded("task_state", ahead, context.voice.lang)


def units_without_order(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the units whose duty can be changed."""
    ready = (
        unit for unit in context.board.units.values() if unit.alarm is None and unit.task is None
    )
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


def open_reviews(context: Context, so_far: Taken) -> Iterator[Choice]:
    """Give the warnings of the lowest level: many of them may be verified at once."""
    there = context.board.warnings
    for choice in open_warnings(context, so_far):
        if there[choice.value].raised.level == "W3":
            yield choice


def kinds(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the county's kinds of alarm."""
    return named(context.voice.kinds, context.voice.lang)


def outcomes(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the county's outcomes."""
    return named(context.voice.outcomes, context.voice.lang)


def named(names: Names, lang: Lang) -> Iterator[Choice]:
    """Give things by their identifiers and both names; written as the officer reads."""
    for key, name in names.items():
        yield _choice(key, name.zh, name.en, lang)


def departments(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the departments that alarms are diverted to."""
    return named(context.voice.departments, context.voice.lang)


def priorities(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the four priorities."""
    for priority in range(1, 5):
        zh, en = CATALOGUE[f"priority.{priority}"]
        meaning = context.voice.say(f"priority.{priority}.meaning")
        yield Choice(priority, (str(priority), en, zh), meaning)


def levels(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the levels of validation."""
    return (_level(level, (str(level), f"v{level}"), context) for level in range(5))


def marked_levels(context: Context, so_far: Taken) -> Iterator[Choice]:
    """Give the levels with a letter before them, where a bare figure may begin a place."""
    if so_far.get("kind") not in context.voice.intrusions:
        return iter(())
    return (_level(level, (f"v{level}", f"核{level}"), context) for level in range(5))


def _level(level: int, names: tuple[str, ...], context: Context) -> Choice:
    return Choice(level, names, context.voice.say(f"validation.{level}"))


def means(context: Context, _: Taken) -> Iterator[Choice]:
    """Give what may make an intrusion surer."""
    return worded("means", get_args(Means), context.voice.lang)


def stamps(context: Context, _: Taken) -> Iterator[Choice]:
    """Give the steps of a settlement by video."""
    return worded("settlement", SETTLEMENT, context.voice.lang)


def next_stamp(context: Context, so_far: Taken) -> Iterator[Choice]:
    """Give the one step that comes next."""
    alarm = context.board.alarms.get(so_far["alarm"])
    done = len(alarm.settlement) if alarm else 0
    return worded("settlement", SETTLEMENT[done : done + 1], context.voice.lang)


def card_steps(context: Context, so_far: Taken) -> Iterator[Choice]:
    """Give the steps of a run card above the one that holds."""
    alarm = context.board.alarms.get(so_far["alarm"])
    first = alarm.card_step + 1 if alarm else 2
    return (Choice(step, (str(step),)) for step in range(first, 10))


def findings(context: Context, _: Taken) -> Iterator[Choice]:
    """Give what may lie behind a warning."""
    return worded("finding", get_args(Finding), context.voice.lang)


def duties(context: Context, _: Taken) -> Iterator[Choice]:
    """Give what a unit may say of itself."""
    return worded("duty", get_args(Duty), context.voice.lang)


def worded(topic: str, keys: Iterable[str], lang: Lang) -> Iterator[Choice]:
    """Give things that the catalogue has words for, under ``topic.key``."""
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
