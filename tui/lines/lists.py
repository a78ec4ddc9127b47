"""The lists that may be looked at: what each holds, and how one of it is told in each form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, get_args

from county import events as ev
from county.alarms import Alarm
from county.board import Board, Slice
from county.consents import Request
from county.events import Entry, Event
from county.gasoline import GasolineWarning, gravest_first
from county.patrol import Unit
from tui.grammar import Context
from tui.lines import records, spoken
from tui.lines.out import Record
from tui.view import alarms, consents, units, warnings


@dataclass(frozen=True)
class Listing:
    """One kind of thing on the board. The things' own types differ, so Any stands for them."""

    part: Slice
    subject: str
    """What an event calls the thing it happened to."""
    events: tuple[type[Event], ...]
    """What changes it."""
    here: Callable[[Board], Iterable[Any]]
    """Everything there is, in working order."""
    find: Callable[[Board, Any], Any]
    """One of it; None when it left the board."""
    line: Callable[[Any, Context], str]
    sentence: Callable[[Any, Context], str]
    record: Callable[[Any, Context], Record]

    def key_of(self, entry: Entry) -> Any:
        """Name the thing that an entry happened to."""
        event = entry.event
        if isinstance(event, ev.ConsentAsked):
            return entry.seq
        new = isinstance(event, ev.AlarmReported | ev.WarningRaised)
        return getattr(event, "number" if new else self.subject)


def _alarm_line(alarm: Alarm, context: Context) -> str:
    line = alarms.row(alarm, context.now, context.voice)
    return _joined(
        str(line.number),
        line.severity,
        line.status,
        line.age,
        line.kind,
        *line.marks,
        *line.notes,
        line.place,
        line.area,
        line.owner,
        line.units,
        line.due,
    )


def _warning_line(warning: GasolineWarning, context: Context) -> str:
    line = warnings.row(warning, context.now, context.voice)
    return _joined(
        str(line.number),
        line.level,
        line.status,
        line.rule,
        line.measured,
        *line.marks,
        line.buyer,
        line.station,
        line.area,
        line.assigned,
        line.due,
    )


def _unit_line(unit: Unit, context: Context) -> str:
    position = context.positions.get(unit.id)
    line = units.row(unit, position, context.now, context.voice)
    return _joined(
        line.unit,
        line.kind_word,
        line.status,
        line.task,
        line.name,
        line.area,
        line.freshness_word,
        line.fix,
    )


def _request_line(request: Request, context: Context) -> str:
    line = consents.row(request, context.board, context.now, context.voice)
    return _joined(str(line.number), line.what, line.asked_by, line.reason, line.state)


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))


LISTS: dict[str, Listing] = {
    "alarms": Listing(
        "alarm",
        "alarm",
        get_args(ev.AlarmEvent),
        lambda board: alarms.order(alarms.listed(board.alarms.values())),
        lambda board, number: board.alarms.get(number),
        _alarm_line,
        spoken.alarm_sentence,
        records.alarm_record,
    ),
    "warnings": Listing(
        "warning",
        "warning",
        get_args(ev.WarningEvent),
        lambda board: gravest_first(board.warnings.values()),
        lambda board, number: board.warnings.get(number),
        _warning_line,
        spoken.warning_sentence,
        records.warning_record,
    ),
    "units": Listing(
        "unit",
        "unit",
        get_args(ev.UnitEvent | ev.OrderEvent),
        lambda board: units.order(board.units.values()),
        lambda board, unit: board.units.get(unit),
        _unit_line,
        spoken.unit_sentence,
        records.unit_record,
    ),
    "requests": Listing(
        "request",
        "request",
        (*get_args(ev.ConsentEvent), ev.Purged),
        lambda board: [board.requests[number] for number in sorted(board.requests)],
        lambda board, number: board.requests.get(number),
        _request_line,
        spoken.request_sentence,
        records.request_record,
    ),
}
"""By the key of the query."""
