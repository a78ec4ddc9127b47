"""Petrol stations as lines of a list: what they sold today, and whether they can be believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from county.board import Board
from county.gasoline.lines import StationLine
from county.gasoline.standing import StationStanding
from tui.view.voice import Voice

State = Literal["silent", "heard", "never", "unknown", "asked"]

TONES: Mapping[State, str] = {
    "silent": "alert",
    "heard": "good",
    "never": "muted",
    "unknown": "caution",
    "asked": "muted",
}
"""The tone of each state; the word says it too."""


@dataclass(frozen=True)
class StationText:
    """One petrol station as a list shows it. What is not known is "", never a zero."""

    station: str
    """Its identifier."""
    name: str
    sales: str
    litres: str
    refused: str
    latest: str
    """When its last sale or refusal was, by the county's clock."""
    gap: str
    """The usual gap between sales."""
    state: str
    tone: str
    faults: str
    """How many of its faults are open; "" for none."""


def rows(
    names: Iterable[str],
    told: Mapping[str, StationLine] | None,
    board: Board,
    now: int,
    voice: Voice,
) -> tuple[StationText, ...]:
    """Say the stations `names`, the silent ones first; `told` is None until the desk answered."""
    faults = Counter(
        warning.raised.station
        for warning in board.warnings.values()
        if warning.raised.station_fault and warning.finding is None
    )
    lines = [_row(name, told, board.stations.get(name), now, voice, faults[name]) for name in names]
    return tuple(sorted(lines, key=lambda line: (line.tone != "alert", line.station)))


def _row(
    station: str,
    told: Mapping[str, StationLine] | None,
    standing: StationStanding | None,
    now: int,
    voice: Voice,
    faults: int,
) -> StationText:
    line = None if told is None else told.get(station)
    state = _state(told is not None, line, standing)
    latest = line.last_at if line else None
    usual_s = line.usual_s if line else None
    return StationText(
        station=station,
        name=voice.name(voice.sites, station),
        sales=_told(line.sales, state) if line else "",
        litres=_told(line.litres, state) if line else "",
        refused=_told(line.refused, state) if line else "",
        latest="" if latest is None else minute(latest, now, voice),
        gap="" if usual_s is None else gap(usual_s, voice),
        state=voice.say(f"station.{state}"),
        tone=TONES[state],
        faults=str(faults) if faults else "",
    )


def _told(figure: float, state: State) -> str:
    """Give a figure of the day, in doubt while nothing is heard of the station."""
    return f"{figure:,.0f}?" if state == "silent" else f"{figure:,.0f}"


def _state(answered: bool, line: StationLine | None, standing: StationStanding | None) -> State:
    if standing is not None and standing.silent_since is not None:
        return "silent"
    if not answered:
        return "asked"
    if line is None:
        return "unknown"
    return "never" if line.last_at is None else "heard"


NOTHING_HEARD: Mapping[str, int] = {}


def silences(board: Board, heard: Mapping[str, int] = NOTHING_HEARD) -> list[StationStanding]:
    """Give the stations that nothing is heard of, the longest silent first.

    `heard`: when the last sale of each counts as made, where that is known better than the board
    does: while late sales still come in, it goes by what it was told first.
    """
    silent = [
        replace(each, silent_since=max(each.silent_since, heard.get(each.station, 0)))
        for each in board.stations.values()
        if each.silent_since is not None
    ]
    return sorted(silent, key=lambda each: (each.silent_since, each.station))


def silence(standing: StationStanding, now: int, voice: Voice) -> str:
    """Say that nothing is heard of a station: a fault of its feed, and no lack of buyers."""
    since = standing.silent_since or now
    return voice.say(
        "station.silence",
        station=voice.name(voice.sites, standing.station),
        since=minute(since, now, voice),
        usual=gap(standing.usual_s, voice),
    )


def banner(board: Board, now: int, voice: Voice, heard: Mapping[str, int] = NOTHING_HEARD) -> str:
    """Say in one line which stations are silent; "" while all are heard. `heard`: see above."""
    silent = silences(board, heard)
    if not silent:
        return ""
    more = voice.say("station.silence.more", count=len(silent) - 1) if silent[1:] else ""
    return f"{silence(silent[0], now, voice)}  {more}".rstrip()


def minute(at: int, now: int, voice: Voice) -> str:
    """Give the county's wall clock to the minute, with the day unless it is that of `now`."""
    said = voice.moment(at, now)
    return said[:5] if len(said) == len("14:03:22") else said


def gap(seconds: int, voice: Voice) -> str:
    """Say a gap between sales, to the minute."""
    if seconds >= 3600:
        return voice.duration(seconds)
    return voice.say("station.minutes", minutes=max(1, round(seconds / 60)))
