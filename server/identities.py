"""Opens sealed identities for the one seat that may read them, for as long as it may.

Who reads is written down first: the answer leaves when that is durable, or not at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path

from config.identity import CountyKey, load_county_key
from config.settings import SettingsError
from county.access import IdentityRead
from county.clock import Clock
from county.consents import Opening
from county.gasoline.lines import Unmasked
from county.refusals import Refusal, ZhibanError, refuse
from county.rights import Rights
from feeds.gasoline import Identities, IdentitiesTold
from feeds.identity import Opener
from server.desk import Desk
from server.hub import Hub
from server.purchases import Box, Purchases


class Reading:
    """Answers `identities` for all seats of one desk."""

    def __init__(self, hub: Hub, desk: Desk, purchases: Purchases, key: Path, clock: Clock) -> None:
        """`key`: where the county's key stands; without one nobody can read identities here.

        Raises SettingsError when the key is there and cannot be used.
        """
        self._hub = hub
        self._desk = desk
        self._purchases = purchases
        self._key = key
        self._clock = clock
        load_county_key(key)

    async def tell(self, asked: Identities, seat: str, rights: Rights) -> IdentitiesTold:
        """Give what was opened for this seat; what does not open is left out.

        Raises ZhibanError: it may not, or nothing of it opens.
        """
        opening = self._opened(asked.opening, seat, rights)
        boxes = await self._purchases.sealed(opening.purchases)
        found = await asyncio.to_thread(_open_all, self._key, boxes)
        await self._write_down(opening, [each.purchase for each in found])
        # The time may have run out while it was written down.
        self._opened(asked.opening, seat, rights)
        return IdentitiesTold(id=asked.id, identities=found, until=opening.until)

    def _opened(self, number: int, seat: str, rights: Rights) -> Opening:
        opening = self._hub.published.openings.get(number)
        now = self._clock.now()
        mine = opening is not None and opening.seat == seat and rights.unmasks
        if opening is None or not mine or now >= opening.until:
            raise ZhibanError(refuse("identity_closed", opening=number))
        return opening

    async def _write_down(self, opening: Opening, purchases: Sequence[int]) -> None:
        """Have it kept that the seat reads; return when it is durable. Raises ZhibanError."""
        if (fault := self._desk.commits.fault) is not None:
            raise ZhibanError(fault)
        commit = self._desk.commits.gathering
        self._desk.witness(
            IdentityRead(
                at=self._clock.now(),
                seat=opening.seat,
                opening=opening.number,
                purchases=tuple(purchases),
            )
        )
        await commit.kept()


def _open_all(path: Path, boxes: Iterable[Box]) -> tuple[Unmasked, ...]:
    """Open what opens. Read from the disk each time, so that no key waits in memory meanwhile.

    Raises ZhibanError with the reason of the first that does not open when none does.
    """
    opener = Opener(_county_key(path))
    found: list[Unmasked] = []
    refusals: list[Refusal] = []
    for box in boxes:
        try:
            found.append(Unmasked(box.purchase, opener.open(box.sealed, box.buyer)))
        except ZhibanError as no:
            refusals.append(no.refusal)
    if not found:
        raise ZhibanError(refusals[0] if refusals else refuse("identity_unsealed"))
    return tuple(found)


def _county_key(path: Path) -> CountyKey:
    try:
        key = load_county_key(path)
    except SettingsError:
        key = None
    if key is None:
        raise ZhibanError(refuse("identity_no_desk_key"))
    return key
