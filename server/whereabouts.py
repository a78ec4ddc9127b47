"""Where units were when they came to the stages of their orders: read from their tracks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise

from county import events as ev
from county.cases import Whereabouts
from county.events import Entry
from server.segments import Waypoint
from server.tracks import Tracks

NEAR_MS = 120_000
"""A fix this long before or after a stage still tells where the unit was then, milliseconds."""

JOINED_MS = 600_000
"""Stages of one unit this close in time are read from its track at once."""

_STAGES = (
    ev.UnitDispatched,
    ev.OrderSigned,
    ev.UnitDeparted,
    ev.MovementSeen,
    ev.UnitArrived,
    ev.ArrivalSeen,
    ev.FeedbackGiven,
    ev.UnitReleased,
)


class Trails:
    """Finds stages in the tracks."""

    def __init__(self, tracks: Tracks) -> None:
        self._tracks = tracks

    async def along(
        self, entries: Iterable[Entry], may_be_shown: Callable[[str], bool]
    ) -> tuple[Whereabouts, ...]:
        """Give where each unit was at each stage told in `entries`, in their order.

        A stage without a fix near it in time has no place here, nor have units that may not be
        shown. Raises sqlite3.Error when a track cannot be read.
        """
        stages: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for entry in entries:
            event = entry.event
            if isinstance(event, _STAGES) and event.unit and may_be_shown(event.unit):
                stages[event.unit].append((event.at, entry.seq))
        found: list[Whereabouts] = []
        for unit, times in stages.items():
            for stretch in _stretches(sorted(times)):
                first, last = stretch[0][0] - NEAR_MS, stretch[-1][0] + NEAR_MS
                track = await self._tracks.track(unit, max(first, 0), last)
                found.extend(_placed(unit, stretch, track))
        return tuple(sorted(found, key=lambda each: each.seq))


def _stretches(times: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Part times in order where nothing happened for long."""
    stretches = [times[:1]]
    for before, after in pairwise(times):
        if after[0] - before[0] > JOINED_MS:
            stretches.append([])
        stretches[-1].append(after)
    return stretches


def _placed(
    unit: str, times: list[tuple[int, int]], track: list[Waypoint]
) -> Iterable[Whereabouts]:
    for at, seq in times:
        nearest = min(track, key=lambda point: abs(point.at - at), default=None)
        if nearest is not None and abs(nearest.at - at) <= NEAR_MS:
            yield Whereabouts(seq, unit, nearest.at, nearest.lat, nearest.lon)
