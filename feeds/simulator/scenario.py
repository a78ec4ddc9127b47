"""Scenario files: what happens when, who acts by themselves, and how it must end."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from county.events import Place, Validation
from county.fields import Bilingual, Code, Lang, Latitude, Longitude
from county.refusals import ZhibanError, refuse
from county.rights import Role
from feeds.frames import Source
from feeds.simulator.expected import Expect
from feeds.simulator.patterns import DAY_S, PATTERNS
from feeds.simulator.steps import Step, check
from feeds.simulator.tables import Gap, Range, Seconds, Share, Table

SCENARIOS = Path(__file__).parent / "scenarios"


class ScenarioError(ZhibanError):
    """The scenario cannot be played."""


class Sitting(Table, frozen=True):
    """A seat whose console the script works."""

    name: Code
    role: Role = "officer"


class Patrol(Table, frozen=True):
    """Units move on their beats and tell their positions."""

    share: Share
    """How many of the mobile units are on the move; the others stand and report."""


class Callers(Table, frozen=True):
    """Ordinary alarms come in."""

    every_s: Gap
    """The mean time between two."""
    left: Share = 0.0
    """How many the scripted console leaves to the real officer."""
    again: Share = 0.0
    """How many incidents on which somebody else calls too, within a few minutes."""


class Scene(Table, frozen=True):
    """A place in both languages, in WGS-84 degrees."""

    text: Bilingual
    lat: Latitude
    lon: Longitude

    def place(self, lang: Lang) -> Place:
        """Give it as it is told in the language of the play."""
        return Place(self.text.get(lang), self.lat, self.lon)


class Panel(Table, frozen=True, kw_only=True):
    """A device that chatters: it tells the same again and again."""

    at: Seconds
    """When it begins."""
    every_s: Range
    times: Annotated[int, Meta(ge=1, le=10_000)]
    kind: Code
    caller: Annotated[str, Meta(min_length=1, max_length=40)]
    """What it calls itself."""
    label: str = ""
    """Under which steps name its first alarm."""
    text: Bilingual
    place: Scene
    source: Source = "sim-panels"
    validation: Validation | None = None


class Crews(Table, frozen=True):
    """What ordered units do by themselves."""

    deliver_s: Range = (1, 3)
    """After an order is sent, the unit's device tells that it has it."""
    sign_s: Range = (4, 12)
    """After that, they sign."""
    depart_s: Range = (5, 15)
    """After signing, they set off; how long the way takes follows from the roads."""
    work_s: Range | None = None
    """After arriving, they tell what they found; None leaves that to the script."""
    missed: tuple[Code, ...] = ()
    """Units that an order reaches only when it is sent again."""
    deaf: tuple[Code, ...] = ()
    """Units that no order reaches."""
    hasty: tuple[Code, ...] = ()
    """Units that say they are on the scene when they have hardly set off."""


class Console(Table, frozen=True):
    """How the scripted console handles ordinary alarms and warnings."""

    acknowledge_s: Range = (4, 20)
    dispatch_s: Range = (5, 25)
    close_s: Range = (10, 40)
    verify_s: Range = (30, 120)
    review_s: Range | None = None
    """After a warning of the lowest level; None: as after the others."""
    verify: Share = 0.0
    """How many warnings it verifies."""
    p1_until_s: Seconds | None = None
    """From when on it leaves alarms of the first priority to the real officer; None: never."""


class Purchases(Table, frozen=True):
    """Gasoline is sold into containers."""

    every_s: Gap
    """The mean time between two purchases."""
    habits: dict[str, Annotated[float, Meta(gt=0)]]
    """How often each pattern of buying is met, as weights."""
    ledger_days: Annotated[float, Meta(ge=0, le=365)] = 0
    """Play so many days of the stations' ledgers, up to the start; 0 sells now."""
    by_day: bool = False
    """What is sold now keeps to the hours and the seasons, and each day ends with its pump totals;
    in an old ledger it always does."""


class Year(Table, frozen=True, kw_only=True):
    """The same sales over a whole year, played in memory: each at its own time."""

    start: datetime
    days: Annotated[int, Meta(ge=1, le=366)] = 365
    purchases: Annotated[int, Meta(ge=1, le=10_000_000)]
    habits: dict[str, Annotated[float, Meta(gt=0)]] = msgspec.field(default_factory=dict)
    """Patterns that only a year can hold, beside the others."""
    console: Console
    crews: Crews
    expect: Expect


class Scenario(Table, frozen=True):
    """A scenario file."""

    name: Bilingual
    county: Code
    mode: Literal["exercise"]
    """Everything a scenario tells is simulated, and says so in data and text."""
    seed: int
    start: datetime
    """When it begins when it is rehearsed; played to a desk, it begins now."""
    duration_s: Gap
    seat: tuple[Sitting, ...] = ()
    """The seats that the script works; without any, it works one second console."""
    step: tuple[Step, ...] = ()
    patrol: Patrol | None = None
    callers: Callers | None = None
    panel: tuple[Panel, ...] = ()
    crews: Crews = Crews()
    console: Console = Console()
    purchases: Purchases | None = None
    year: Year | None = None
    expect: Expect = Expect()

    @property
    def starts_at(self) -> int:
        """The beginning of a rehearsal, epoch milliseconds."""
        return round(self.start.timestamp() * 1000)


def names() -> list[str]:
    """Name the scenarios that come with the program."""
    return sorted(path.stem for path in SCENARIOS.glob("*.toml"))


def load_scenario(name: str) -> Scenario:
    """Load a scenario by its name, or by the path of its file. Raises ScenarioError."""
    path = SCENARIOS / f"{name}.toml" if name in names() else Path(name)
    try:
        scenario = msgspec.toml.decode(path.read_bytes(), type=Scenario)
        labels = {step.label for step in scenario.step} | {p.label for p in scenario.panel}
        seats = {seat.name for seat in scenario.seat}
        for step in scenario.step:
            check(step, labels - {""}, seats)
        _check_habits(scenario)
    except OSError as fault:
        known = ", ".join(names())
        raise ScenarioError(refuse("unknown_scenario", scenario=name, known=known)) from fault
    except (msgspec.DecodeError, ValueError, KeyError) as fault:
        why = f"no label {fault}" if isinstance(fault, KeyError) else str(fault)
        raise ScenarioError(refuse("bad_scenario", scenario=path.name, reason=why)) from fault
    return scenario


def _check_habits(scenario: Scenario) -> None:
    """Raise ValueError for a pattern that nobody knows, or that is expected and never met."""
    met = set(scenario.purchases.habits) if scenario.purchases else set()
    if scenario.year:
        if not scenario.purchases:
            raise ValueError("a year without purchases")
        met |= set(scenario.year.habits)
    if met - set(PATTERNS):
        raise ValueError(f"no pattern of buying {min(met - set(PATTERNS))}")
    expect = scenario.year.expect if scenario.year else scenario.expect
    expected = set(expect.found.pattern) if expect.found else set()
    if expected - met:
        raise ValueError(f"{min(expected - met)} is expected and never met")


def whole_year(scenario: Scenario, share: float = 1.0) -> Scenario:
    """Give the scenario's year with a `share` of its purchases; ScenarioError if it has none."""
    year, sales = scenario.year, scenario.purchases
    if year is None or sales is None:
        raise ScenarioError(refuse("no_year", scenario=scenario.name.en))
    length_s, purchases = year.days * DAY_S, round(year.purchases * share)
    return replace(
        scenario,
        start=year.start,
        duration_s=length_s,
        seat=(),
        step=(),
        callers=None,
        panel=(),
        patrol=None,
        crews=year.crews,
        console=year.console,
        purchases=Purchases(
            every_s=length_s / purchases, habits={**sales.habits, **year.habits}, by_day=True
        ),
        year=None,
        expect=replace(year.expect, counts=replace(year.expect.counts, purchases=(purchases,) * 2)),
    )
