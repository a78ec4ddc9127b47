"""When something is to be asked of the desk beside the board, and how old the answer at hand is.

An answer is of the moment it was made. It is never shown as new: what it rested on may have changed
since, and then it is outdated until the next one comes.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, Literal, TypeVar

from county.clock import Clock
from county.refusals import Refusal

State = Literal["none", "asked", "fresh", "outdated", "refused"]
"""Nothing is known; the first answer is on its way; it holds; it no longer does; there is none."""

A = TypeVar("A")

PATIENCE_S = 15.0
"""How long an answer is waited for before it is asked again, in seconds."""


class Standing(Generic[A]):
    """One question that is asked again as what it rests on changes, but not too often."""

    def __init__(self, clock: Clock, least_s: float, renew_s: float = float("inf")) -> None:
        """`least_s`: the time between two askings at least; `renew_s`: how old it may grow."""
        self._clock = clock
        self._least_s = least_s
        self.renew_s = renew_s
        """How old an answer may grow, in seconds: longer on a line that is to be spared."""
        self._basis: Hashable = None
        self._asked_basis: Hashable = None
        self._answered_basis: Hashable = None
        self._asked_at = float("-inf")
        self._answered_at = 0.0
        self._waiting = False
        self.answer: A | None = None
        """The last answer, fresh or not; None while there is none."""
        self.refusal: Refusal | None = None
        """Why the last asking brought nothing; None when it did."""

    def rests_on(self, basis: Hashable) -> None:
        """Say what the answer rests on as things stand: another basis outdates it."""
        self._basis = basis

    @property
    def due(self) -> bool:
        """Whether it is to be asked now."""
        since = self._clock.monotonic() - self._asked_at
        if since < (max(PATIENCE_S, self._least_s) if self._waiting else self._least_s):
            return False
        if self._waiting or self.state in ("none", "outdated", "refused"):
            return True
        return self.age_s >= self.renew_s

    def ask(self) -> Hashable:
        """Note that it is asked now; gives what to hand to `take` with the answer."""
        self._waiting, self._asked_at = True, self._clock.monotonic()
        self._asked_basis = self._basis
        return self._basis

    def take(self, basis: Hashable, answer: A | Refusal) -> None:
        """Take the answer to what was asked on `basis`; a refusal leaves the answer before."""
        if basis != self._asked_basis:
            return  # of an asking that was given up
        self._waiting = False
        if isinstance(answer, Refusal):
            self.refusal = answer
            return
        self.refusal, self.answer = None, answer
        self._answered_basis, self._answered_at = basis, self._asked_at

    def forget(self) -> None:
        """Know nothing any more: the question is about something else from now on."""
        self._waiting, self._asked_at = False, float("-inf")
        self._asked_basis = self._answered_basis = None
        self.answer = self.refusal = None

    @property
    def state(self) -> State:
        """How things stand with the answer."""
        if self.refusal is not None:
            return "refused"
        if self.answer is None:
            return "asked" if self._waiting else "none"
        return "fresh" if self._answered_basis == self._basis else "outdated"

    @property
    def age_s(self) -> float:
        """The seconds since the answer at hand was asked for."""
        return self._clock.monotonic() - self._answered_at
