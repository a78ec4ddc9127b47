"""Access facts on their way to the disk: nobody waits for them, and none may be forgotten."""

from __future__ import annotations

import msgspec

from county.access import Access, FactsLost
from server.batch import Batch

MAX_UNKEPT = 10_000
"""Facts held while the journal cannot be written; how many more there were is told afterwards."""

_encode = msgspec.json.Encoder().encode


class Unkept:
    """Holds facts until the commit that takes them is durable."""

    def __init__(self) -> None:
        self._waiting: list[Access] = []
        self._laid: list[tuple[Batch, Access]] = []
        self._lost = 0

    def add(self, fact: Access) -> None:
        """Take a fact, or count it when there are too many."""
        if len(self._waiting) + len(self._laid) < MAX_UNKEPT:
            self._waiting.append(fact)
        else:
            self._lost += 1

    def lay(self, batch: Batch, now: int) -> None:
        """Lay what waits into a batch that gathers."""
        if self._lost:
            self._waiting.append(FactsLost(at=now, count=self._lost))
            self._lost = 0
        for fact in self._waiting:
            batch.add_access(fact.at, _encode(fact))
            self._laid.append((batch, fact))
        self._waiting.clear()

    def kept(self, batch: Batch) -> None:
        """Forget what became durable with a batch."""
        if self._laid:
            self._laid = [(of, fact) for of, fact in self._laid if of is not batch]

    def anew(self) -> None:
        """Lay everything again: the batches it was laid into were given up."""
        self._waiting = [*(fact for _, fact in self._laid), *self._waiting]
        self._laid.clear()
