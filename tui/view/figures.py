"""The desk's figures: counted from the board, and those the server counts over the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from county.board import Board
from county.load import Meter, Strain
from feeds.frames import Figures
from tui.view.units import busy, free
from tui.view.voice import Voice

STRAIN_TONES: dict[Strain, str] = {"acceptable": "", "high": "caution", "too_much": "alert"}
"""The tone of the load; the figures beside each other say the same."""

Counts = tuple[int, int, int, int]
"""How many of each priority, 1 first."""


@dataclass(frozen=True)
class Tally:
    """What the board holds, counted."""

    open: Counts
    """Alarms that have not ended."""
    unacknowledged: Counts
    """Open alarms that nobody has taken."""
    free: int
    """Units that can be sent."""
    busy: int
    off: int
    """Units off duty or resting."""
    warnings: int
    """Gasoline warnings to be verified."""
    overdue: int
    """Of those, the ones past their time."""


@dataclass(frozen=True)
class FigureLine:
    """A figure with its name."""

    key: str
    """What it counts, the same in every language."""
    label: str
    value: str
    tone: str = ""


def tally(board: Board) -> Tally:
    """Count the board; one pass over it, for once a frame."""
    standing, waiting = [0] * 5, [0] * 5
    for alarm in board.alarms.values():
        if not alarm.ended:
            standing[alarm.priority] += 1
            waiting[alarm.priority] += not alarm.owner and alarm.shelf is None
    unverified = [w for w in board.warnings.values() if w.finding is None]
    occupied = ready = 0
    for unit in board.units.values():
        if busy(unit):
            occupied += 1
        elif free(unit):
            ready += 1
    return Tally(
        open=_counts(standing),
        unacknowledged=_counts(waiting),
        free=ready,
        busy=occupied,
        off=len(board.units) - occupied - ready,
        warnings=len(unverified),
        overdue=sum(warning.overdue for warning in unverified),
    )


def strip(
    counted: Tally, day: Figures | None, voice: Voice, load: Meter | None = None
) -> tuple[FigureLine, ...]:
    """Give the strip of figures; those of the day are left out until the server told them."""
    waiting = sum(counted.unacknowledged)
    lines = [
        _line("open", _by_priority(counted.open), voice),
        _line("unacknowledged", _by_priority(counted.unacknowledged), voice, "alert", waiting),
        _line("units", f"{counted.free}/{counted.busy}/{counted.off}", voice),
        *_load(load, voice),
        _line("warnings", _warnings(counted, voice), voice, "severe", counted.overdue),
    ]
    if day is not None:
        litres = voice.say("figure.litres.value", litres=f"{day.litres:,.0f}")
        lines += [
            _line("alarms", f"{day.alarms:,}", voice),
            _line("purchases", f"{day.purchases:,}", voice),
            _line("litres", litres, voice),
        ]
    return tuple(lines)


def _load(load: Meter | None, voice: Voice) -> tuple[FigureLine, ...]:
    """Say how busy the console is, beside the most that one console can take."""
    if load is None or voice.alarms is None:
        return ()
    value = voice.say(
        "figure.load.value",
        lately=load.last_10_min,
        hour=load.last_hour,
        most=voice.alarms.load.most_per_hour,
        share=round(load.flood_share * 100),
    )
    return (FigureLine("load", voice.say("figure.load"), value, STRAIN_TONES[load.strain]),)


def _counts(by_priority: Sequence[int]) -> Counts:
    _, one, two, three, four = by_priority
    return one, two, three, four


def _line(key: str, value: str, voice: Voice, tone: str = "", when: int = 0) -> FigureLine:
    return FigureLine(key, voice.say(f"figure.{key}"), value, tone if when else "")


def _by_priority(counts: Counts) -> str:
    """Give the sum, then each priority: "7 (1/2/4/0)"."""
    return f"{sum(counts)} ({'/'.join(map(str, counts))})"


def _warnings(counted: Tally, voice: Voice) -> str:
    if not counted.overdue:
        return str(counted.warnings)
    return voice.say("figure.overdue", count=counted.warnings, overdue=counted.overdue)
