"""The stage of a play: its clock, what is planned next, and what its people say and do."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from msgspec.structs import replace

from county.board import Board
from county.commands import Ask
from county.events import AlarmReported, Report
from county.fields import Lang
from county.patrol import Fix

SECOND = ""
"""The scripted console of a scenario that names no seats."""


class Tell(NamedTuple):
    """A source tells the desk a fact."""

    source: str
    fact: Report


class Locate(NamedTuple):
    """The positioning platform tells where a unit is."""

    source: str
    fix: Fix


class Bid(NamedTuple):
    """Somebody at a scripted console asks the desk for something."""

    command: Ask
    seat: str = SECOND
    refused: str = ""
    """The code with which the desk must refuse it; "" when it must obey."""


class Sit(NamedTuple):
    """Somebody sits down at a scripted console, or leaves it: then nothing is heard of it."""

    seat: str
    there: bool


Act = Tell | Locate | Bid | Sit
Deed = Callable[[], None]
Told = tuple[int, str, str]
"""What an alarm is known again by when the desk has numbered it: time, kind and text."""


class Stage:
    """Where actors plan deeds; playing it gives their acts in the order of time.

    `board` is the desk's board as the play's people know it; whoever plays keeps it up to date.
    """

    def __init__(self, seed: int, start: int, speed: float, lang: Lang, board: Board) -> None:
        self.board = board
        self.lang: Lang = lang
        self.start = start
        """When the play began, epoch milliseconds."""
        self.now_s = 0.0
        """How far the play has come, in its own seconds."""
        self._seed = seed
        self._speed = speed
        self._order = count()
        self._plan: list[tuple[float, int, Deed]] = []
        self._acts: list[Act] = []

    @property
    def now(self) -> int:
        """The wall clock, epoch milliseconds: a play at speed 10 squeezes its seconds."""
        return self.start + round(self.now_s * 1000 / self._speed)

    @property
    def next_s(self) -> float | None:
        """When something is planned next, in seconds of the play."""
        return self._plan[0][0] if self._plan else None

    def rng(self, actor: str) -> random.Random:
        """Give an actor chances of its own: what others draw does not shift them."""
        return random.Random(f"{self._seed}/{actor}")  # noqa: S311  a play, not a secret

    def later(self, after_s: float, deed: Deed) -> None:
        """Plan a deed for `after_s` seconds from now."""
        heappush(self._plan, (self.now_s + after_s, next(self._order), deed))

    def pass_to(self, now_s: float) -> None:
        """Let time pass without a deed, up to the next one at most."""
        if self._plan:
            now_s = min(now_s, self._plan[0][0])
        self.now_s = max(self.now_s, now_s)

    def tell(self, source: str, fact: Report) -> None:
        """Let a source tell a fact."""
        self._acts.append(Tell(source, fact))

    def locate(self, source: str, fix: Fix) -> None:
        """Let a source tell a position."""
        self._acts.append(Locate(source, fix))

    def bid(self, command: Ask, seat: str = SECOND, refused: str = "") -> None:
        """Let somebody at a scripted console act; `refused`: the code of the refusal to come."""
        self._acts.append(Bid(command, seat, refused))

    def sit(self, seat: str, *, there: bool) -> None:
        """Let somebody sit down at a scripted console, or leave it."""
        self._acts.append(Sit(seat, there))

    def step(self) -> Iterator[Act]:
        """Do the next planned deed; gives what was said and done in it."""
        self.now_s, _, deed = heappop(self._plan)
        deed()
        acts, self._acts = self._acts, []
        yield from acts


def told(fact: AlarmReported) -> Told:
    """Give what an alarm is known again by."""
    return fact.at, fact.kind, fact.text


MARKS: dict[Lang, str] = {"zh": "【演练】", "en": "[EXERCISE] "}


def marked(fact: AlarmReported, lang: Lang) -> AlarmReported:
    """Mark an alarm as simulated, for machines and for people."""
    return replace(fact, text=MARKS[lang] + fact.text, simulated=True)
