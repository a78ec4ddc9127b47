"""The simulated people's words: what callers say, what crews find, what gasoline is bought for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from config.places import SiteKind
from county.events import Channel, Finding, UnitKind
from county.fields import Bilingual, Code

_WORDS = Path(__file__).parent / "words"

Weight = Annotated[float, Meta(gt=0)]


class Call(Struct, frozen=True, forbid_unknown_fields=True):
    """One ordinary alarm: what is said, who is sent, what comes of it."""

    kind: Code
    weight: Weight
    channel: Channel
    text: Bilingual
    found: Bilingual
    outcome: Code
    units: tuple[UnitKind, ...]
    """Which kinds are sent; none for what is settled by telephone."""
    near: tuple[SiteKind, ...]
    """Near what it happens."""
    count: int = 1
    """How many units are sent."""


class Check(Struct, frozen=True, forbid_unknown_fields=True):
    """What the verification of a warning may find."""

    finding: Finding
    weight: Weight
    text: Bilingual


class Wares(Struct, frozen=True, forbid_unknown_fields=True):
    """What buyers and verifying officers say."""

    purposes: tuple[Bilingual, ...]
    check: tuple[Check, ...]


class _Calls(Struct, frozen=True, forbid_unknown_fields=True):
    call: tuple[Call, ...]


@cache
def load_calls() -> tuple[Call, ...]:
    """Read the ordinary alarms."""
    return msgspec.toml.decode((_WORDS / "calls.toml").read_bytes(), type=_Calls).call


@cache
def load_wares() -> Wares:
    """Read the words on gasoline."""
    return msgspec.toml.decode((_WORDS / "gasoline.toml").read_bytes(), type=Wares)
