"""The warnings of the gasoline screen: those still to verify, those of this seat, of one level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal, get_args

from county.events import Level
from county.gasoline import GasolineWarning
from county.rights import Rights
from tui.panes.pane import Spec
from tui.panes.warnings import WarningsPane
from tui.session import Session
from tui.widgets.rows import Cell

Scope = Literal["open", "mine", "all"]
"""Which warnings are shown: all to verify, those that this seat is to have verified, every one."""

SCOPES: tuple[Scope, ...] = get_args(Scope)

LEVELS: tuple[Level | None, ...] = (None, *get_args(Level))
"""The levels that the list may be narrowed to, one after the other; None is all of them."""


class WarnedPane(WarningsPane):
    """The list beside what explains its warnings."""

    COLUMNS: ClassVar[tuple[Spec, ...]] = (
        Spec("due", 10, 12),
        Spec("level", 4, 5),
        Spec("number", 4, 4),
        Spec("rule", 10, 17),
        Spec("measured", 10, 10, least=58),
        Spec("station", None, None),
        Spec("buyer", 12, 12, least=92),
        Spec("found", 10, 16, least=110),
        Spec("assigned", 12, 18, least=130),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.scope: Scope = "open"
        self.level: Level | None = None

    @property
    def heading(self) -> str:
        """Its name, with the number key that this screen has for it."""
        return f"1 {self.voice.say('tab.warnings')}"

    @property
    def number(self) -> int | None:
        """The warning under the cursor."""
        target = self.target
        return None if target is None else int(target[1])

    @property
    def reviews(self) -> list[int]:
        """The reviews (W3) in the list that nobody verified yet, in its order."""
        there = self.session.mirror.board.warnings
        shown = (there.get(int(key[1])) for key in self.table.keys if isinstance(key, tuple))
        return [w.number for w in shown if w and w.finding is None and w.raised.level == "W3"]

    def next_scope(self) -> None:
        """Show the next of the scopes."""
        self.scope = SCOPES[(SCOPES.index(self.scope) + 1) % len(SCOPES)]
        self.tell()

    def next_level(self) -> None:
        """Narrow the list to the next level, then to none."""
        self.level = LEVELS[(LEVELS.index(self.level) + 1) % len(LEVELS)]
        self.tell()

    def standing(self) -> Iterable[GasolineWarning]:
        """Give the warnings of the scope and the level."""
        standing = self.session.mirror.board.warnings.values()
        asked = [w for w in standing if self.level in (None, w.raised.level)]
        if self.scope == "all":
            return asked
        waiting = [warning for warning in asked if warning.finding is None]
        return waiting if self.scope == "open" else self._ours(waiting)

    def _ours(self, waiting: Iterable[GasolineWarning]) -> list[GasolineWarning]:
        """Give the warnings that this seat is to have verified.

        A seat with areas answers for their police stations; one over the whole county for what no
        police station was assigned, and for warnings whose alarm it took.
        """
        mirror = self.session.mirror
        rights = mirror.rights or Rights("viewer")
        if rights.areas is None:
            taken = set(self._taken())
            return [w for w in waiting if not w.assigned or w.number in taken]
        lie = {site.id: site.area for site in mirror.atlas.sites} if mirror.atlas else {}
        return [w for w in waiting if lie.get(w.assigned, w.area) in rights.areas]

    def _taken(self) -> Iterator[int]:
        mine = f"seat:{self.session.seat}"
        for alarm in self.session.mirror.board.alarms.values():
            if alarm.report.warning and alarm.owner == mine:
                yield alarm.report.warning

    @property
    def note(self) -> str:
        """The scope, and how many of all there are in it."""
        shown = list(self.standing())
        return self.voice.say(
            "scope.note",
            scope=self.voice.say(f"scope.{self.scope}"),
            level=self._level,
            shown=len(shown),
            total=len(self.session.mirror.board.warnings),
            overdue=sum(each.overdue for each in shown),
        )

    @property
    def _level(self) -> str:
        return self.voice.say(f"level.{self.level}" if self.level else "scope.every_level")

    @property
    def nothing(self) -> Cell:
        """Why the list is empty: none at all, or none in this scope."""
        board = self.session.mirror.board
        if self.sought or not self.session.mirror.has_picture or not board.warnings:
            return super().nothing
        scope = self.voice.say(f"scope.{self.scope}")
        return (self.voice.say("scope.nothing", scope=scope, level=self._level), "muted")
