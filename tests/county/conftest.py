"""What the tests of the county share."""

from __future__ import annotations

import pytest

from tests.county.room import Room


@pytest.fixture
def room() -> Room:
    """Give the small county at noon, quiet."""
    return Room()
