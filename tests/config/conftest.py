"""The counties that these tests look at, each loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.places import Profile
from config.profile import builtin, load_profile
from tests.config.small import write_county


@pytest.fixture(scope="session")
def anmu() -> Profile:
    return load_profile(builtin())


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_county(tmp_path)
