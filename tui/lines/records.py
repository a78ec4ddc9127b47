"""Alarms, warnings and units as flat fields: what scripts and spreadsheets get.

Identifiers and numbers are as on the wire; times are epoch milliseconds; ``*_name`` are words.
"""

from __future__ import annotations

import msgspec

from county.alarms import Alarm
from county.consents import Request
from county.gasoline import GasolineWarning
from county.patrol import Unit
from tui.grammar import Context
from tui.lines.out import Record


def alarm_record(alarm: Alarm, context: Context) -> Record:
    """Give an alarm's fields."""
    report, voice = alarm.report, context.voice
    return {
        "number": alarm.number,
        "status": alarm.status,
        "priority": alarm.priority,
        "kind": report.kind,
        "kind_name": voice.name(voice.kinds, report.kind),
        "place": report.place.text,
        "lat": report.place.lat,
        "lon": report.place.lon,
        "area": alarm.area,
        "area_name": voice.name(voice.areas, alarm.area),
        "text": report.text,
        "caller": report.caller,
        "channel": report.channel,
        "at": report.at,
        "received": alarm.received,
        "owner": alarm.owner,
        "units": " ".join(
            f"{order.unit}:{order.stage}" for order in alarm.orders if order.released_at is None
        ),
        "ladder_step": alarm.step,
        "acted_at": alarm.acted_at or None,
        "shelved_until": alarm.shelf.until if alarm.shelf else None,
        "shelved_by": alarm.shelf.by if alarm.shelf else None,
        "diverted_to": alarm.diversion.to if alarm.diversion else None,
        "answer_due_at": alarm.diversion.due_at if alarm.diversion else None,
        "into": alarm.into,
        "merged": " ".join(map(str, alarm.merged)),
        "repeats": alarm.repeats,
        "validation": alarm.validation,
        "card_step": alarm.card_step,
        "ended_at": alarm.ended_at,
        "outcome": alarm.outcome,
        "unanswered": alarm.unanswered,
        "doubtful": report.doubtful,
        "simulated": report.simulated,
    }


def warning_record(warning: GasolineWarning, context: Context) -> Record:
    """Give a gasoline warning's fields."""
    raised, voice = warning.raised, context.voice
    return {
        "number": warning.number,
        "level": raised.level,
        "rule": raised.rule,
        "buyer": raised.buyer,
        "station": raised.station,
        "station_name": voice.name(voice.sites, raised.station),
        "area": raised.area,
        "area_name": voice.name(voice.areas, raised.area),
        "parameter": raised.parameter,
        "measured": raised.measured,
        "limit": raised.limit,
        "received": warning.received,
        "due_at": raised.due_at,
        "assigned": warning.assigned,
        "season": raised.season,
        "factor": raised.factor,
        "added_to": raised.added_to,
        "incident": raised.incident,
        "station_fault": raised.station_fault,
        "overdue": warning.overdue,
        "finding": warning.finding,
        "text": warning.text,
        "verified_by": warning.verified_by,
        "verified_at": warning.verified_at,
        "simulated": raised.simulated,
    }


def request_record(request: Request, _: Context) -> Record:
    """Give the fields of what waits for a second person; what is asked for as on the wire."""
    return {
        "number": request.number,
        "about": msgspec.to_builtins(request.about),
        "reason": request.reason,
        "asked_by": request.asked_by,
        "asked_at": request.asked_at,
        "due_at": request.due_at,
        "areas": " ".join(request.areas),
        "allowed_by": request.allowed_by,
    }


def unit_record(unit: Unit, context: Context) -> Record:
    """Give a unit's fields with its latest position, WGS-84 degrees."""
    position = context.positions.get(unit.id)
    return {
        "unit": unit.id,
        "kind": unit.kind,
        "name": unit.registered.name.get(context.voice.lang),
        "area": unit.area,
        "duty": unit.duty,
        "alarm": unit.alarm,
        "stage": unit.stage if unit.alarm is not None else None,
        "task": unit.task.kind if unit.task is not None else None,
        "task_state": unit.task.state if unit.task is not None else None,
        "task_until": unit.task.until if unit.task is not None else None,
        "task_overdue": unit.task.overdue if unit.task is not None else None,
        "lat": position.lat if position else None,
        "lon": position.lon if position else None,
        "fix_at": position.at if position else None,
    }
