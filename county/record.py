"""The record: events get their place in the one order here, and what then falls due is followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from msgspec import Struct, field

from county import alarms, consents, tasks
from county import events as ev
from county.agenda import Agenda
from county.alarms import Alarm
from county.board import Board
from county.events import Entry, Event, PurchaseRegistered
from county.gasoline import warnings
from county.gasoline.warnings import OpenWarnings
from county.refusals import Refusal
from county.rights import Audience
from county.rulebook import Rulebook

DESK = "desk"
"""Who tells what fell due by itself."""

_WAITED_AFTER = (
    frozenset(get_args(ev.AlarmEvent | ev.TaskEvent | ev.ConsentEvent | ev.OpeningEvent))
    | warnings.WAITED_AFTER
)
"""The events after which something else may fall due."""

Wait = tuple[str, Any]
"""What is waited for: something on the board by its key, or what somebody attends to."""


class Ruled(Struct, frozen=True, gc=False):
    """An entry with the areas that it concerns."""

    entry: Entry
    audience: Audience
    told: int | None = None
    """The number that the source gave the fact it comes of; the first entry of a fact carries it,
    and none whose purchase does."""


class Outcome(Struct, frozen=True, gc=False):
    """What facts or a command led to, in order."""

    received: int
    """When they came in, epoch milliseconds."""
    entries: list[Ruled] = field(default_factory=list)
    purchases: dict[int, PurchaseRegistered] = field(default_factory=dict)
    """By the numbers that the source gave."""

    def __len__(self) -> int:
        return len(self.entries) + len(self.purchases)


class Record:
    """A board that is told of events, and when to look again at what stands on it."""

    def __init__(self, rulebook: Rulebook, board: Board) -> None:
        self.board = board
        self.open = OpenWarnings()
        """The gasoline warnings that are not verified yet, by whom they are about."""
        self._rulebook = rulebook
        self._agenda: Agenda[Wait] = Agenda()
        self._attended: dict[str, Callable[[Any, Outcome], None]] = {}
        self.notice: Callable[[Alarm, Outcome], None] | None = None
        """Told of each alarm that changed, with where to tell what follows from it."""
        for key in board.standing():
            self._follow(key)
        for number in board.requests:
            self._follow(("request", number))
        for number in board.openings:
            self._follow(("opening", number))

    def tell(self, event: Event, by: str, into: Outcome, told: int | None = None) -> None:
        """Give an event its place in the order and fold it in."""
        board = self.board
        entry = Entry(board.seq + 1, into.received, by, event)
        audience = board.audience(event)
        changed = board.evolve(entry)
        into.entries.append(Ruled(entry, audience, told))
        if type(event) in _WAITED_AFTER:
            for key in changed:
                self._follow(key)
                if key[0] == "alarm" and self.notice is not None:
                    alarm = board.alarms.get(key[1])
                    if alarm is not None:
                        self.notice(alarm, into)

    def settle(
        self,
        decision: tuple[Event, ...] | Refusal,
        by: str,
        into: Outcome,
        told: int | None = None,
    ) -> Refusal | None:
        """Tell what was decided, or give why nothing was."""
        if isinstance(decision, Refusal):
            return decision
        for event in decision:
            self.tell(event, by, into, told)
            told = None
        return None

    # ---- what falls due -------------------------------------------------------------------------

    @property
    def next_due(self) -> int | None:
        """When something next falls due, epoch milliseconds."""
        return self._agenda.next_due

    def fall_due(self, into: Outcome) -> None:
        """Tell what has fallen due by the time of the outcome."""
        now = into.received
        for key in self._agenda.take(now):
            attend = self._attended.get(key[0])
            if attend is not None:
                attend(key[1], into)
                continue
            happened = self._overdue(key, now)
            if happened:
                self.settle(happened, DESK, into)
            else:
                self._follow(key)

    def attend(self, part: str, handle: Callable[[Any, Outcome], None]) -> None:
        """Have `handle` called with the name of each thing of this part that was waited for."""
        self._attended[part] = handle

    def wait(self, key: Wait, at: int | None) -> None:
        """Wait for something that is attended to, until `at` (epoch milliseconds); None: no more.

        Only for a moment to come later than what is taken out now: at once would never end.
        """
        if at is None:
            self._agenda.drop(key)
        else:
            self._agenda.add(at, key)

    def _due_at(self, key: Wait) -> int | None:
        """Say when something falls due for what stands under `key` now, if anything does."""
        part, name = key
        if part == "alarm":
            alarm = self.board.alarms.get(name)
            return None if alarm is None else alarms.due_at(alarm, self._rulebook.alarms)
        if part == "unit":
            unit = self.board.units.get(name)
            if unit is None or unit.task is None:
                return None
            return tasks.due_at(unit.task, self._rulebook.alarms.task_sign_s)
        if part == "warning":
            warning = self.board.warnings.get(name)
            return None if warning is None else warnings.due_at(warning, self._rulebook.gasoline)
        if part == "request":
            request = self.board.requests.get(name)
            return None if request is None else consents.lapses_at(request)
        if part == "opening":
            opening = self.board.openings.get(name)
            return None if opening is None else opening.until
        return None

    def _overdue(self, key: Wait, now: int) -> tuple[Event, ...]:
        """Give what has fallen due by now for what stands under `key`."""
        at = self._due_at(key)
        if at is None or at > now:
            return ()
        part, name = key
        if part == "alarm":
            return alarms.overdue(self.board.alarms[name], self._rulebook.alarms, now)
        if part == "unit":
            return (ev.TaskOverdue(now, name),)
        if part == "request":
            return (ev.ConsentLapsed(now, name),)
        if part == "opening":
            return (ev.IdentitiesClosed(now, name),)
        return warnings.overdue(self.board.warnings[name], self._rulebook.gasoline, now)

    def _follow(self, key: Wait) -> None:
        """Set the timer of what stands under `key` now."""
        self.wait(key, self._due_at(key))
        warning = self.board.warnings.get(key[1]) if key[0] == "warning" else None
        if warning is not None:
            self.open.note(warning)
