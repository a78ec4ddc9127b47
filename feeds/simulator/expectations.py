"""Whether a rehearsed scenario ended as its file says it must."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from county import events as ev
from county.alarms import Alarm
from county.clocks import clocks_of
from county.figures import Figure
from county.indicators import indicators
from feeds.simulator.expected import (
    ExpectedAlarm,
    ExpectedCounts,
    ExpectedFigure,
    ExpectedFound,
    ExpectedTask,
    ExpectedWarnings,
)
from feeds.simulator.found import Found, found
from feeds.simulator.rehearsal import Rehearsal
from feeds.simulator.tables import Between

EXACTNESS = 1e-3
"""How exact a figure's value in a file is: to the third place after the point."""


ENOUGH = 20
"""The recall of a pattern with fewer cases tells nothing."""


class Shortfall(NamedTuple):
    """One thing that is not as it must be."""

    what: str
    expected: str
    found: str


def shortfalls(rehearsal: Rehearsal) -> list[Shortfall]:
    """List everything in which the end state departs from the expected one."""
    return list(_departures(rehearsal))


def _departures(rehearsal: Rehearsal) -> Iterator[Shortfall]:
    expect = rehearsal.scenario.expect
    for act, refusal in rehearsal.refusals:
        yield Shortfall(f"refused: {act}", "-", refusal.text("en"))
    for bid in rehearsal.obeyed:
        yield Shortfall(f"asked: {bid.command}", f"refused: {bid.refused}", "obeyed")
    for expected in expect.alarm:
        number = rehearsal.labels.get(expected.label)
        alarm = None if number is None else rehearsal.board.alarms.get(number)
        if alarm is None:
            yield Shortfall(f"alarm {expected.label}", "on the board", "missing")
        else:
            yield from _of_alarm(expected, alarm, rehearsal)
    for task in expect.task:
        yield from _of_task(task, rehearsal)
    if expect.warnings is not None:
        yield from _of_warnings(expect.warnings, rehearsal)
    if expect.found is not None:
        yield from _of_found(expect.found, found_in(rehearsal))
    yield from _of_counts(expect.counts, rehearsal)
    if expect.figure:
        told = figures(rehearsal)
        for figure in expect.figure:
            yield from _of_figure(figure, told.get(figure.name))


def _differ(what: str, expected: object, found: object) -> Iterator[Shortfall]:
    if expected != found:
        yield Shortfall(what, str(expected), str(found))


def _outside(what: str, between: Between, found: float) -> Iterator[Shortfall]:
    if not between[0] <= found <= between[1]:
        yield Shortfall(what, f"{between[0]:g} to {between[1]:g}", f"{found:g}")


def _of_alarm(expected: ExpectedAlarm, alarm: Alarm, rehearsal: Rehearsal) -> Iterator[Shortfall]:
    name = f"alarm {expected.label}"
    yield from _differ(f"{name}: status", expected.status, alarm.status)
    yield from _differ(f"{name}: priority", expected.priority, alarm.priority)
    yield from _differ(f"{name}: outcome", expected.outcome, alarm.outcome)
    yield from _differ(
        f"{name}: stages", expected.stages, {order.unit: order.stage for order in alarm.orders}
    )
    yield from _differ(f"{name}: simulated", True, alarm.report.simulated)
    for part, told in _told_of(alarm, rehearsal).items():
        wanted = getattr(expected, part)
        if wanted is not None:
            yield from _differ(f"{name}: {part}", wanted, told)
    arrivals = {order.unit: order.on_scene_at for order in alarm.orders}
    for unit, within_s in expected.arrived_within_s.items():
        arrived = arrivals.get(unit)
        if arrived is None:
            yield Shortfall(f"{name}: {unit}", "on the scene", "not there")
        else:
            took = (arrived - alarm.when) / 1000
            yield from _outside(f"{name}: {unit} on the scene after", (0, within_s), took)


def _told_of(alarm: Alarm, rehearsal: Rehearsal) -> dict[str, object]:
    """Give what an expectation may say of an alarm beside how it stands, by its fields."""
    labels = {number: label for label, number in rehearsal.labels.items()}
    diversion = alarm.diversion
    return {
        "owner": alarm.owner.removeprefix("seat:"),
        "into": "" if alarm.into is None else labels.get(alarm.into, str(alarm.into)),
        "merged": tuple(labels.get(number, str(number)) for number in alarm.merged),
        "repeats": alarm.repeats,
        "validation": alarm.validation,
        "lapses": alarm.lapses,
        "diverted_to": diversion.to if diversion else "",
        "answered": alarm.answered,
        "settlement": tuple(stamp.step for stamp in alarm.settlement),
    }


def _of_task(expected: ExpectedTask, rehearsal: Rehearsal) -> Iterator[Shortfall]:
    unit = rehearsal.board.units.get(expected.unit)
    task = unit.task if unit else None
    found = f"{task.kind} {task.state}" if task else "none"
    yield from _differ(f"task of {expected.unit}", f"{expected.kind} {expected.state}", found)


def _of_warnings(expected: ExpectedWarnings, rehearsal: Rehearsal) -> Iterator[Shortfall]:
    events = [entry.event for entry in rehearsal.entries]
    raised = [event for event in events if isinstance(event, ev.WarningRaised)]
    verified = [event for event in events if isinstance(event, ev.WarningVerified)]
    yield from _outside("warnings: raised", expected.raised, len(raised))
    yield from _outside("warnings: share", expected.share, warned_share(rehearsal))
    yield from _outside("warnings: open", expected.open, len(raised) - len(verified))
    for rule in sorted(set(expected.rules) - {warning.rule for warning in raised}):
        yield Shortfall(f"warnings: {rule}", "raised", "never")
    for finding in sorted(set(expected.findings) - {warning.finding for warning in verified}):
        yield Shortfall(f"warnings: {finding}", "found", "never")


def warned_share(rehearsal: Rehearsal) -> float:
    """Give the share of purchases that raised at least one warning on their buyer."""
    last = {
        entry.event.purchases[-1].purchase
        for entry in rehearsal.entries
        if isinstance(entry.event, ev.WarningRaised) and entry.event.buyer
    }
    return len(last) / rehearsal.sold if rehearsal.sold else 0.0


def found_in(rehearsal: Rehearsal) -> Found:
    """Give what the rules found of what was planted in the play."""
    return found(rehearsal.entries, rehearsal.truth)


def _of_found(expected: ExpectedFound, told: Found) -> Iterator[Shortfall]:
    yield from _outside("found: recall", expected.recall, told.recall)
    yield from _outside("found: precision", expected.precision, told.precision)
    for each in told.patterns:
        if each.planted >= ENOUGH and each.pattern in expected.pattern:
            wanted = expected.pattern[each.pattern]
            yield from _outside(f"found: {each.pattern}", wanted, each.recall)


def _of_counts(expected: ExpectedCounts, rehearsal: Rehearsal) -> Iterator[Shortfall]:
    alarms = rehearsal.board.alarms.values()
    counted = Counter(str(e.event.__struct_config__.tag) for e in rehearsal.entries)
    own, folded = counted["alarm_reported"], counted["alarm_repeated"]
    yield from _outside("alarms told", expected.told, own + folded)
    yield from _outside("alarms", expected.alarms, own)
    yield from _outside("alarms: folded", expected.folded, folded)
    yield from _outside("alarms: merged", expected.merged, sum(a.into is not None for a in alarms))
    yield from _outside("alarms: ended", expected.ended, sum(a.ended for a in alarms))
    untaken = sum(not a.owner and not a.ended for a in alarms)
    yield from _outside("alarms: untaken", expected.untaken, untaken)
    yield from _outside("purchases", expected.purchases, rehearsal.sold)
    yield from _outside("units located", expected.located, len(rehearsal.positions))
    for tag, count in expected.events.items():
        yield from _differ(f"events: {tag}", count, counted[tag])


def figures(rehearsal: Rehearsal) -> dict[str, Figure]:
    """Give the indicators over the whole play by their names."""
    now = rehearsal.now
    alarms = [clocks_of(alarm, now) for alarm in rehearsal.board.alarms.values()]
    told = indicators(alarms, rehearsal.start, now, rehearsal.terms)
    return {figure.name: figure for figure in told}


def _of_figure(expected: ExpectedFigure, figure: Figure | None) -> Iterator[Shortfall]:
    name = f"figure {expected.name}"
    if figure is None:
        yield Shortfall(name, "known", "unknown")
        return
    if expected.value is None or figure.value is None:
        yield from _differ(name, expected.value, figure.value)
    elif abs(expected.value - figure.value) > EXACTNESS:
        yield Shortfall(name, f"{expected.value:g}", f"{figure.value:.6g}")
    yield from _differ(f"{name}: n", expected.n, figure.n)
