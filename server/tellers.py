"""Who told what: the numbers that make a repeated push count once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from server.commits import Commits, Group
from server.journal import Journal, Told


class Teller:
    """One source: its id in the journal and the highest number taken from it."""

    def __init__(self, known: Told) -> None:
        self.id = known.source
        self.high = known.number
        self.lock = asyncio.Lock()
        """Held while numbers at or below `high` are looked up and decided, so that two connections
        that push the same number at once cannot both get it in."""


class Repeats:
    """Which numbers of one push were told before: durably, or in a commit under way."""

    def __init__(self) -> None:
        self.numbers: set[int] = set()
        self.groups: set[Group] = set()
        """The commits under way that hold some of them."""


class Tellers:
    """All sources that ever told something, by name."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._by_name: dict[str, Teller] = {}

    async def load(self) -> None:
        """Begin anew with what the journal knows. Raises sqlite3.Error."""
        known = await self._journal.sources()
        self._by_name = {name: Teller(told) for name, told in known.items()}

    def find(self, name: str) -> Teller | None:
        """Give the source of that name, None when it never told anything."""
        return self._by_name.get(name)

    def enter(self, name: str, group: Group) -> Teller:
        """Give the source of that name; a new one goes into `group` with what it tells."""
        teller = self._by_name.get(name)
        if teller is None:
            # Ids are given in order, so that the index on (source, number) grows at few places.
            teller = self._by_name[name] = Teller(Told(len(self._by_name) + 1, 0))
            group.batch.add_source(teller.id, name)
        return teller

    async def repeats(self, teller: Teller, numbers: Sequence[int], commits: Commits) -> Repeats:
        """Find out which of `numbers`, which rise, were told before; the caller holds the lock.

        Numbers above `teller.high` are new without asking. While the journal is asked `high` may
        rise, so it is asked until nothing is left in doubt. Raises sqlite3.Error.
        """
        found = Repeats()
        if numbers[0] > teller.high:
            return found
        asked: set[int] = set()
        while True:
            doubtful = (n for n in numbers if n <= teller.high and n not in asked)
            unknown = [n for n in doubtful if not _under_way(teller, n, commits, found)]
            if not unknown:
                return found
            asked.update(unknown)
            found.numbers |= await self._journal.told(teller.id, unknown)


def _under_way(teller: Teller, number: int, commits: Commits, found: Repeats) -> bool:
    for group in commits.under_way:
        if number in group.told.get(teller.id, ()):
            found.numbers.add(number)
            found.groups.add(group)
            return True
    return False
