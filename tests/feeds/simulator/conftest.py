"""The built-in county, loaded once, and rehearsals of its scenarios."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from config.location import Locator
from config.places import Profile
from config.profile import builtin, load_profile
from county.rulebook import Locate
from feeds.simulator.rehearsal import Rehearsal, rehearse
from feeds.simulator.scenario import load_scenario

Rehearsed = Callable[[str], Rehearsal]


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile(builtin("anmu"))


@pytest.fixture(scope="session")
def locate(profile: Profile) -> Locate:
    """Find the township and cell of a point in the county."""
    return Locator(profile).locate


@pytest.fixture(scope="session")
def rehearsed(profile: Profile) -> Rehearsed:
    """Give a scenario at its end; each is played once a session."""

    @cache
    def play(name: str) -> Rehearsal:
        return rehearse(load_scenario(name), profile)

    return play
