"""Devices that chatter: each tells the same alarm again and again."""

from __future__ import annotations

from collections.abc import Callable

from county.events import AlarmReported
from feeds.simulator.scenario import Panel
from feeds.simulator.stage import Stage

Tell = Callable[[str, AlarmReported, str], None]
"""Tells what a source says, to be known again by a label."""


class Panels:
    """Lets the chattering devices of a scenario tell."""

    def __init__(self, stage: Stage, panels: tuple[Panel, ...], tell: Tell) -> None:
        self._stage = stage
        self._say = tell
        self._rng = stage.rng("panels")
        self._panels = panels

    def begin(self) -> None:
        """Plan the first report of each."""
        for panel in self._panels:
            self._stage.later(panel.at, lambda panel=panel: self._tell(panel, panel.times))  # type: ignore[misc]  # the default binds the panel

    def _tell(self, panel: Panel, left: int) -> None:
        stage = self._stage
        alarm = AlarmReported(
            at=stage.now,
            kind=panel.kind,
            place=panel.place.place(stage.lang),
            text=panel.text.get(stage.lang),
            channel="panel",
            caller=panel.caller,
            validation=panel.validation,
        )
        self._say(panel.source, alarm, panel.label if left == panel.times else "")
        if left > 1:
            stage.later(self._rng.uniform(*panel.every_s), lambda: self._tell(panel, left - 1))
