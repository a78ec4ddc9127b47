"""Ordinary alarms: somebody calls, a panel rings; what was told is known again on the board."""

from __future__ import annotations

import random
from collections.abc import Callable

from msgspec.structs import replace

from config.places import Profile, Site
from county.events import AlarmReported, Channel, Place
from county.fields import Lang
from feeds.simulator.repertoire import Call, load_calls
from feeds.simulator.roads import scattered
from feeds.simulator.scenario import Callers as Manners
from feeds.simulator.stage import Stage, Told, marked, told

SOURCES: dict[Channel, str] = {"panel": "sim-panels", "app": "sim-app", "walk_in": "sim-counter"}
"""The sources that ordinary alarms come from; the others come over the telephone."""

PHONES = "sim-110"
NEAR_M = 180.0
AGAIN_M = 60.0
"""How far from each other two callers see the same."""
AGAIN_S = (12.0, 200.0)
"""How soon the next caller calls about the same."""

_ANOTHER: dict[Lang, str] = {"zh": "另一人来电：", "en": "Another caller: "}


class Callers:
    """Tells ordinary alarms at random moments."""

    def __init__(self, stage: Stage, profile: Profile, manners: Manners) -> None:
        self._stage = stage
        self._rng = stage.rng("callers")
        self._others = stage.rng("other callers")
        self._manners = manners
        self._calls = [call for call in load_calls() if call.kind in profile.kinds]
        self._sites = [(site, _draw(site, profile)) for site in profile.sites]
        self.calls: dict[Told, Call] = {}
        """What was told, until the desk has numbered it."""

    def begin(self) -> None:
        """Let the first call come."""
        self._stage.later(self._rng.expovariate(1 / self._manners.every_s), self._ring)

    def threatened(self, alarm: AlarmReported) -> None:
        """Let somebody call about a threat that others of the play make."""
        call = next((call for call in self._calls if call.kind == alarm.kind), None)
        if call is not None:
            text = call.text.get(self._stage.lang)
            caller = _masked(self._others)
            self._tell(call, replace(alarm, at=self._stage.now, text=text, caller=caller))

    def _ring(self) -> None:
        call = self._rng.choices(self._calls, [call.weight for call in self._calls])[0]
        alarm = self._alarm(call)
        self._tell(call, alarm)
        if call.channel == "phone" and self._others.random() < self._manners.again:
            self._stage.later(self._others.uniform(*AGAIN_S), self._again(call, alarm))
        self.begin()

    def _tell(self, call: Call, alarm: AlarmReported) -> None:
        alarm = marked(alarm, self._stage.lang)
        self.calls[told(alarm)] = call
        self._stage.tell(SOURCES.get(call.channel, PHONES), alarm)

    def _again(self, call: Call, first: AlarmReported) -> Callable[[], None]:
        """Make the call of somebody else who sees the same from nearby."""

        def ring() -> None:
            place = first.place
            assert place.lat is not None
            assert place.lon is not None
            lat, lon = scattered((place.lat, place.lon), AGAIN_M, self._others)
            another = replace(
                first,
                at=self._stage.now,
                place=Place(place.text, lat, lon),
                text=_ANOTHER[self._stage.lang] + first.text,
                caller=_masked(self._others),
            )
            self._tell(call, another)

        return ring

    def _alarm(self, call: Call) -> AlarmReported:
        near = [(site, draw) for site, draw in self._sites if site.kind in call.near]
        site = self._rng.choices([s for s, _ in near], [draw for _, draw in near])[0]
        lat, lon = scattered((site.lat, site.lon), NEAR_M, self._rng)
        zh = self._stage.lang == "zh"
        return AlarmReported(
            at=self._stage.now,
            kind=call.kind,
            place=Place(f"{site.zh}附近" if zh else f"near {site.en}", lat, lon),
            text=call.text.get(self._stage.lang),
            channel=call.channel,
            caller=_masked(self._rng) if call.channel == "phone" else "",
        )


def _draw(site: Site, profile: Profile) -> float:
    """Give how many alarms a site draws: a town has more than the land."""
    terrain = next(area.terrain for area in profile.areas if area.id == site.area)
    return {"town": 4.0, "outskirts": 1.0, "pasture": 0.7}[terrain]


def _masked(rng: random.Random) -> str:
    return f"1{rng.choice('3578')}{rng.randrange(10)}****{rng.randrange(10**4):04d}"
