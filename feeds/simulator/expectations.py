"""Whether a rehearsed scenario ended as its file says it must."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from county.alarms import Alarm
from county.events import WarningRaised, WarningVerified
from feeds.simulator.rehearsal import Rehearsal
from feeds.simulator.scenario import Between, ExpectedAlarm, ExpectedCounts, ExpectedWarnings


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
    for expected in expect.alarm:
        number = rehearsal.labels.get(expected.label)
        alarm = None if number is None else rehearsal.board.alarms.get(number)
        if alarm is None:
            yield Shortfall(f"alarm {expected.label}", "on the board", "missing")
        else:
            yield from _of_alarm(expected, alarm)
    if expect.warnings is not None:
        yield from _of_warnings(expect.warnings, rehearsal)
    yield from _of_counts(expect.counts, rehearsal)


def _differ(what: str, expected: object, found: object) -> Iterator[Shortfall]:
    if expected != found:
        yield Shortfall(what, str(expected), str(found))


def _outside(what: str, between: Between, found: float) -> Iterator[Shortfall]:
    if not between[0] <= found <= between[1]:
        yield Shortfall(what, f"{between[0]:g} to {between[1]:g}", f"{found:g}")


def _of_alarm(expected: ExpectedAlarm, alarm: Alarm) -> Iterator[Shortfall]:
    name = f"alarm {expected.label}"
    yield from _differ(f"{name}: status", expected.status, alarm.status)
    yield from _differ(f"{name}: priority", expected.priority, alarm.priority)
    yield from _differ(f"{name}: outcome", expected.outcome, alarm.outcome)
    yield from _differ(
        f"{name}: stages", expected.stages, {order.unit: order.stage for order in alarm.orders}
    )
    yield from _differ(f"{name}: simulated", True, alarm.report.simulated)
    arrivals = {order.unit: order.on_scene_at for order in alarm.orders}
    for unit, within_s in expected.arrived_within_s.items():
        arrived = arrivals.get(unit)
        if arrived is None:
            yield Shortfall(f"{name}: {unit}", "on the scene", "not there")
        else:
            took = (arrived - alarm.when) / 1000
            yield from _outside(f"{name}: {unit} on the scene after", (0, within_s), took)


def _of_warnings(expected: ExpectedWarnings, rehearsal: Rehearsal) -> Iterator[Shortfall]:
    events = [entry.event for entry in rehearsal.entries]
    raised = [event for event in events if isinstance(event, WarningRaised)]
    verified = [event for event in events if isinstance(event, WarningVerified)]
    yield from _outside("warnings: raised", expected.raised, len(raised))
    yield from _outside("warnings: share", expected.share, warned_share(rehearsal))
    yield from _outside("warnings: open", expected.open, len(raised) - len(verified))
    for rule in sorted(set(expected.rules) - {warning.rule for warning in raised}):
        yield Shortfall(f"warnings: {rule}", "raised", "never")
    for finding in sorted(set(expected.findings) - {warning.finding for warning in verified}):
        yield Shortfall(f"warnings: {finding}", "found", "never")


def warned_share(rehearsal: Rehearsal) -> float:
    """Give the share of purchases that raised at least one warning when they came in."""
    last = {
        entry.event.purchases[-1].purchase
        for entry in rehearsal.entries
        if isinstance(entry.event, WarningRaised)
    }
    return len(last) / len(rehearsal.purchases) if rehearsal.purchases else 0.0


def _of_counts(expected: ExpectedCounts, rehearsal: Rehearsal) -> Iterator[Shortfall]:
    alarms = rehearsal.board.alarms.values()
    yield from _outside("alarms", expected.alarms, len(alarms))
    yield from _outside("alarms: ended", expected.ended, sum(a.ended for a in alarms))
    untaken = sum(not a.owner and not a.ended for a in alarms)
    yield from _outside("alarms: untaken", expected.untaken, untaken)
    yield from _outside("purchases", expected.purchases, len(rehearsal.purchases))
    yield from _outside("units located", expected.located, len(rehearsal.positions))
