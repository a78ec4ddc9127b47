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
    """How often it is found where nothing was planted."""
    planted: Weight
    """How often where something was."""
    text: Bilingual


class Need(Struct, frozen=True, forbid_unknown_fields=True):
    """What gasoline is bought for, and the machines that need it."""

    purpose: Bilingual
    machines: tuple[Code, ...]


class Wares(Struct, frozen=True, forbid_unknown_fields=True):
    """What buyers and verifying officers say."""

    villages: tuple[Bilingual, ...]
    plots: tuple[Bilingual, ...]
    emergencies: tuple[Bilingual, ...]
    """Purposes that may need gasoline in the middle of the night."""
    errands: tuple[Bilingual, ...]
    """Reasons to buy for use far from home."""
    need: tuple[Need, ...]
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
