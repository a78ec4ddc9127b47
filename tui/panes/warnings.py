"""Gasoline warnings, the gravest first."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import ClassVar, NamedTuple

from county.board import Key
from county.gasoline import GasolineWarning, gravest_first
from tui.mirror import Changes
from tui.panes.alarms import PENDING
from tui.panes.pane import ListPane, Spec
from tui.screens.looks import PaneName
from tui.session import Session
from tui.view import warnings as view
from tui.widgets.rows import Cell, Row


class Said(NamedTuple):
    """A warning's row, and what it was said of."""

    warning: GasolineWarning
    around: tuple[object, ...]
    """Time left, whether something is on its way, columns, language and characters."""
    row: Row


class WarningsPane(ListPane):
    """The list of warnings to verify, and of those verified lately."""

    NAME: ClassVar[PaneName] = "warnings"
    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("due", 10, 12, least=64),
        Spec("level", 4, 5),
        Spec("number", 4, 4),
        Spec("rule", 10, 17),
        Spec("measured", 10, 10, least=58),
        Spec("station", None, None),
        Spec("buyer", 12, 12, least=80),
        Spec("assigned", 12, 18, least=110),
        Spec("found", 10, 16),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._listed: dict[Hashable, GasolineWarning] = {}
        """The warnings by the keys of their rows, in the order of the list."""
        self._said: dict[Hashable, Said] = {}
        """The rows of those that were in view, with what they were said of."""

    def show(self, changes: Changes) -> None:
        """Say the warnings anew when one of them changed."""
        mine = any(part == "warning" for part, _ in changes.keys)
        if self.columns and (changes.whole or mine or "atlas" in changes.topics):
            self.tell()

    def tell(self) -> None:
        """Say the list; only rows that come to look different are painted."""
        standing = gravest_first(self.standing())
        self._listed = {("warning", each.number): each for each in standing}
        self._said = {key: said for key, said in self._said.items() if key in self._listed}
        self.fill(list(self._listed), self.note)

    def standing(self) -> Iterable[GasolineWarning]:
        """Give the warnings that the list is of."""
        return self.session.mirror.board.warnings.values()

    @property
    def note(self) -> str:
        """How many there are, for the title."""
        warnings = self.session.mirror.board.warnings
        waiting = sum(warning.finding is None for warning in warnings.values())
        return self.voice.say("warnings.note", waiting=waiting, total=len(warnings))

    def tick(self) -> None:
        """Say the time left of those in view anew."""
        self.table.renew()

    def say_row(self, key: Hashable) -> Row:
        """Say a warning: as it was said before, unless something about it changed."""
        warning, said = self._listed[key], self._said.get(key)
        now = view.told_at(warning, self.session.mirror.now())
        around = (
            None if warning.finding else warning.raised.due_at - now,
            self.session.pending(("warning", warning.number)),
            self.columns,
            self.voice,
            self.session.glyphs,
        )
        if said is None or said.warning is not warning or said.around != around:
            said = self._said[key] = Said(warning, around, self._say(warning, now))
        return said.row

    def _say(self, warning: GasolineWarning, now: int) -> Row:
        line = view.row(warning, now, self.voice)
        marks = "".join(f"{mark} " for mark in line.marks)
        key: Key = ("warning", line.number)
        pending = f"{PENDING} " if self.session.pending(key) else ""
        cells: dict[str, Cell] = {
            "due": (line.due, "severe" if line.late else "muted"),
            "level": (line.level, line.tone),
            "number": str(line.number),
            "rule": (line.rule, "" if line.verified else "strong"),
            "measured": line.measured,
            "station": marks + line.station,
            "buyer": (line.buyer, "muted"),
            "assigned": (line.assigned, "muted"),
            "found": (pending + line.status, "good" if line.verified else ""),
        }
        return self.row(key, cells, "muted" if line.verified else "")
