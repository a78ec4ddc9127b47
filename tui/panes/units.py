"""Units: what they do and how far their positions can be trusted."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from county.patrol import Unit
from tui.mirror import Changes
from tui.panes.pane import ListPane, Spec
from tui.screens.looks import PaneName
from tui.session import Session
from tui.view import units as view
from tui.widgets.rows import Cell, Row

FRESHNESS_TONES = {"live": "good", "late": "caution", "silent": "severe", "never": "muted"}


JUDGE_MS = 5000
"""How often positions are judged: no kind of unit tells its place more often than every 5 s."""


class UnitsPane(ListPane):
    """Every unit by its call sign; those under an order first."""

    NAME: ClassVar[PaneName] = "units"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("freshness", 6, 6),
        Spec("unit", 4, 4),
        Spec("kind", 6, 11, least=48),
        Spec("state", 6, 11),
        Spec("task", 4, 7),
        Spec("name", None, None),
        Spec("fix", 26, 30, least=80),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._listed: dict[Hashable, Unit] = {}
        """The units by the keys of their rows, in the order of the list."""
        self._said: dict[Hashable, Row] = {}
        self._judged = 0

    def show(self, changes: Changes) -> None:
        """Say anew the units that changed; positions wait for the next tick."""
        whole = changes.whole or "atlas" in changes.topics
        changed = [str(name) for part, name in changes.keys if part == "unit"]
        if not self.columns or not (whole or changed):
            return
        if whole:
            self._said.clear()
        for name in changed:
            self._said.pop(("unit", name), None)
        units = self.session.mirror.board.units
        ordered = sorted(view.order(units.values()), key=lambda unit: not view.busy(unit))
        note = self.voice.say("units.note", free=self.session.tally.free, total=len(units))
        self._listed = {("unit", unit.id): unit for unit in ordered}
        self.fill(list(self._listed), note)

    def tick(self) -> None:
        """Judge the positions of the units in view anew, every few seconds."""
        due = self.session.mirror.now() // JUDGE_MS
        if due == self._judged:
            return
        self._judged = due
        self._said.clear()
        self.table.renew()

    def say_row(self, key: Hashable) -> Row:
        """Say a unit: its position as it was judged last."""
        if key not in self._said:
            self._said[key] = self._say(key, self._listed[key])
        return self._said[key]

    def _say(self, key: Hashable, unit: Unit) -> Row:
        mirror = self.session.mirror
        line = view.row(unit, mirror.positions.get(unit.id), mirror.now(), self.voice)
        cells: dict[str, Cell] = {
            "freshness": (line.freshness_word, FRESHNESS_TONES[line.freshness]),
            "unit": (line.unit, "strong"),
            "kind": line.kind_word,
            "state": (line.status, line.tone),
            "task": line.task,
            "name": line.name,
            "fix": (line.fix, "muted"),
        }
        return self.row(key, cells)
