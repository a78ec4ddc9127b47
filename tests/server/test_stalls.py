"""A desk whose loop hangs says where, and goes on."""

from __future__ import annotations

import asyncio

import pytest

from server.stalls import Stalls


async def test_a_hanging_loop_is_told_with_the_place_where_it_hangs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stalls = Stalls(stalled_s=0.05)
    watching = asyncio.create_task(stalls.watch())
    await asyncio.sleep(0)

    def hang_here() -> None:
        assert stalls.told.wait(20)

    hang_here()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert "hang_here" in caplog.text


async def test_one_hang_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    stalls = Stalls(stalled_s=0.02)
    watching = asyncio.create_task(stalls.watch())
    await asyncio.sleep(0)
    assert stalls.told.wait(20)
    stalls.told.clear()
    assert not stalls.told.wait(0.2)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert caplog.text.count("the loop hangs") == 1
