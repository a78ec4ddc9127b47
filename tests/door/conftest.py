"""One house for the tests of a module that leave it as they found it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.door.house import House, house

OFFICERS = ("li", "wang", "zhao", "qian", "sun", "zhou", "wu")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A desk, a door, and officers: a seat keeps where it stood, so tests sit on their own."""
    async with house(tmp_path_factory.mktemp("house"), OFFICERS) as made:
        yield made
