"""A feed that resumes repeats some facts: what follows them is still decided in its order."""

from __future__ import annotations

import asyncio
from pathlib import Path

from county.events import Duty, UnitDutyChanged
from tests.county.samples import NOON
from tests.server.helpers import FEED, batch, desk_at


def _duty(duty: Duty) -> UnitDutyChanged:
    return UnitDutyChanged(NOON, "B1", duty)


async def test_what_follows_a_repeated_push_does_not_overtake_it(tmp_path: Path) -> None:
    async with desk_at(tmp_path / "journal.db") as desk:
        await desk.push(batch("panel-1", 1, _duty("off"), _duty("on")), FEED)
        resumed = await asyncio.gather(
            desk.push(batch("panel-1", 2, _duty("on"), _duty("off")), FEED),
            desk.push(batch("panel-1", 4, _duty("resting"), _duty("off")), FEED),
            desk.push(batch("panel-1", 6, _duty("on")), FEED),
        )
        assert [pushed.refused for pushed in resumed] == [(), (), ()]
        assert [pushed.duplicates for pushed in resumed] == [1, 0, 0]
        assert desk.board.units["B1"].duty == "on"
