"""Scenario files: what happens when, who acts by themselves, and how it must end."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from county.alarms import Stage, Status
from county.commands import Ask
from county.events import Finding, Report
from county.fields import Bilingual, Code, Lang, Priority
from county.refusals import ZhibanError, refuse
from feeds.frames import Source
from feeds.simulator.buyers import HabitName

Seconds = Annotated[float, Meta(ge=0, le=31_622_400, description="seconds")]
Gap = Annotated[float, Meta(gt=0, le=86_400, description="seconds")]
Share = Annotated[float, Meta(ge=0, le=1)]
Range = tuple[Seconds, Seconds]
"""Between how many seconds and how many: drawn evenly."""
Between = tuple[float, float]
"""The least and the most that is right."""

SCENARIOS = Path(__file__).parent / "scenarios"


class ScenarioError(ZhibanError):
    """The scenario cannot be played."""


class _Table(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Step(_Table, frozen=True):
    """Something that happens at a given second: a source tells, or the scripted console acts.

    In `tell` and `do`, ``"@label"`` stands for the number of the alarm told under that label, and a
    table of ``zh`` and ``en`` for a text in the language of the play.
    """

    at: Seconds
    source: Source | None = None
    label: str = ""
    tell: dict[str, Any] | None = None
    do: dict[str, Any] | None = None


class Patrol(_Table, frozen=True):
    """Units move on their beats and tell their positions."""

    share: Share
    """How many of the mobile units are on the move; the others stand and report."""


class Callers(_Table, frozen=True):
    """Ordinary alarms come in."""

    every_s: Gap
    """The mean time between two."""
    left: Share = 0.0
    """How many the scripted console leaves to the real officer."""


class Crews(_Table, frozen=True):
    """What ordered units do by themselves."""

    sign_s: Range = (4, 12)
    """After being ordered, they sign."""
    depart_s: Range = (5, 15)
    """After signing, they set off; how long the way takes follows from the roads."""
    work_s: Range | None = None
    """After arriving, they tell what they found; None leaves that to the script."""


class Console(_Table, frozen=True):
    """How the scripted console handles ordinary alarms and warnings."""

    acknowledge_s: Range = (4, 20)
    dispatch_s: Range = (5, 25)
    close_s: Range = (10, 40)
    verify_s: Range = (30, 120)
    verify: Share = 0.0
    """How many warnings it verifies."""


class Purchases(_Table, frozen=True):
    """Gasoline is sold into containers."""

    every_s: Gap
    """The mean time between two new buyers."""
    habits: dict[HabitName, Annotated[float, Meta(gt=0)]]
    """How often each habit is met, as weights."""
    ledger_days: Annotated[float, Meta(ge=0, le=365)] = 0
    """Play so many days of the stations' ledgers, up to the start; 0 sells now, in real time."""


class ExpectedAlarm(_Table, frozen=True):
    """How a labelled alarm must stand at the end."""

    label: str
    status: Status
    priority: Priority
    outcome: Code = ""
    stages: dict[Code, Stage] = {}
    """How far each ordered unit has come; exactly these units."""
    arrived_within_s: dict[Code, Seconds] = {}
    """How soon after the report each unit must have been on the scene."""


class ExpectedWarnings(_Table, frozen=True):
    """What the gasoline rules must have raised."""

    raised: Between
    share: Between = (0, 1)
    """Of all purchases, those that raised at least one."""
    rules: tuple[Code, ...] = ()
    """Each of them at least once."""
    findings: tuple[Finding, ...] = ()
    """Each of them at least once."""
    open: Between = (0, 1e9)
    """Not verified at the end."""


class ExpectedCounts(_Table, frozen=True):
    """Counts at the end."""

    alarms: Between = (0, 1e9)
    ended: Between = (0, 1e9)
    untaken: Between = (0, 1e9)
    """Alarms that nobody has acknowledged."""
    purchases: Between = (0, 1e9)
    located: Between = (0, 1e9)
    """Units with a position."""


class Expect(_Table, frozen=True):
    """The end state."""

    alarm: tuple[ExpectedAlarm, ...] = ()
    warnings: ExpectedWarnings | None = None
    counts: ExpectedCounts = ExpectedCounts()


class Scenario(_Table, frozen=True):
    """A scenario file."""

    name: Bilingual
    county: Code
    mode: Literal["exercise"]
    """Everything a scenario tells is simulated, and says so in data and text."""
    seed: int
    start: datetime
    """When it begins when it is rehearsed; played to a desk, it begins now."""
    duration_s: Gap
    step: tuple[Step, ...] = ()
    patrol: Patrol | None = None
    callers: Callers | None = None
    crews: Crews = Crews()
    console: Console = Console()
    purchases: Purchases | None = None
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
        labels = {step.label for step in scenario.step if step.label}
        for step in scenario.step:
            _check(step, labels)
    except OSError as fault:
        known = ", ".join(names())
        raise ScenarioError(refuse("unknown_scenario", scenario=name, known=known)) from fault
    except (msgspec.DecodeError, ValueError, KeyError) as fault:
        why = f"no label {fault}" if isinstance(fault, KeyError) else str(fault)
        raise ScenarioError(refuse("bad_scenario", scenario=path.name, reason=why)) from fault
    return scenario


def _check(step: Step, labels: set[str]) -> None:
    """Raise ValueError or KeyError for a step that could not be played."""
    if (step.tell is None) == (step.do is None) or (step.tell is None) != (step.source is None):
        raise ValueError(f"step at {step.at}: either source and tell, or do")
    numbers = dict.fromkeys(labels, 1)
    if step.tell is not None:
        fact_of(step.tell, 0, numbers, "zh")
    if step.do is not None:
        command_of(step.do, numbers, "zh")


def fact_of(tell: dict[str, Any], at: int, numbers: dict[str, int], lang: Lang) -> Report:
    """Make a fact of a step's table; raises KeyError for a label that has no number yet."""
    filled = _filled({**tell, "at": at}, numbers, lang)
    return msgspec.convert(filled, Report)  # type: ignore[no-any-return]  # mypy takes a union for no type


def command_of(do: dict[str, Any], numbers: dict[str, int], lang: Lang) -> Ask:
    """Make a command of a step's table; raises KeyError for a label that has no number yet."""
    filled = _filled(do, numbers, lang)
    return msgspec.convert(filled, Ask)  # type: ignore[no-any-return]  # mypy takes a union for no type


def _filled(value: Any, numbers: dict[str, int], lang: Lang) -> Any:
    """Put numbers for labels and one language for texts."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            return value[lang]
        return {key: _filled(item, numbers, lang) for key, item in value.items()}
    if isinstance(value, str) and value.startswith("@"):
        return numbers[value[1:]]
    return value
