"""How well the gasoline rules find what was planted: recall by pattern, precision by rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from msgspec import Struct

from county.events import Entry, StationFellSilent, WarningRaised
from feeds.simulator.truth import Case, Truth

SILENCE = "G16"
DEAD_LINE = "dead_line"


class PatternFound(Struct, frozen=True):
    """How many cases of a planted pattern were found by a rule that ought to."""

    pattern: str
    planted: int
    found: int

    @property
    def recall(self) -> float:
        """The share found."""
        return self.found / self.planted


class RuleFound(Struct, frozen=True):
    """How many of a rule's warnings rest on something planted."""

    rule: str
    warnings: int
    right: int

    @property
    def precision(self) -> float:
        """The share that does; 1 when there were none."""
        return self.right / self.warnings if self.warnings else 1.0


class Found(Struct, frozen=True):
    """What the rules found of what was planted, and how much else."""

    patterns: tuple[PatternFound, ...]
    rules: tuple[RuleFound, ...]
    silences: RuleFound
    """Stations that fell silent: faults of a feed, told apart from warnings."""

    @property
    def told(self) -> tuple[RuleFound, ...]:
        """The rules, and silences where any line was planted to go dead."""
        dead = any(each.pattern == DEAD_LINE for each in self.patterns)
        return (*self.rules, self.silences) if dead else self.rules

    @property
    def planted(self) -> int:
        """How many cases were planted."""
        return sum(each.planted for each in self.patterns)

    @property
    def caught(self) -> int:
        """How many of them were found."""
        return sum(each.found for each in self.patterns)

    @property
    def warnings(self) -> int:
        """How many warnings were raised."""
        return sum(each.warnings for each in self.rules)

    @property
    def right(self) -> int:
        """How many of them rest on something planted."""
        return sum(each.right for each in self.rules)

    @property
    def recall(self) -> float:
        """The share of the planted cases that were found; 1 when there were none."""
        return self.caught / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        """The share of the warnings that rest on something planted; 1 when there were none."""
        return self.right / self.warnings if self.warnings else 1.0


def found(entries: Iterable[Entry], truth: Truth) -> Found:
    """Hold what a county journaled by the end of a play against what was planted in it."""
    seen: set[Case] = set()
    silences: list[bool] = []
    rules: dict[str, list[bool]] = defaultdict(list)
    for entry in entries:
        match entry.event:
            case WarningRaised() as warning:
                case = truth.of(warning)
                rules[warning.rule].append(case is not None)
                if case is not None and warning.rule in case.rules:
                    seen.add(case)
            case StationFellSilent(station=station, at=at):
                case = truth.at_station(SILENCE, station, at)
                silences.append(case is not None)
                if case is not None:
                    seen.add(case)
            case _:
                pass
    planted = Counter(case.pattern for case in truth.whole)
    caught = Counter(case.pattern for case in truth.whole if case in seen)
    return Found(
        tuple(PatternFound(name, planted[name], caught[name]) for name in sorted(planted)),
        tuple(RuleFound(rule, len(told), sum(told)) for rule, told in sorted(rules.items())),
        RuleFound(SILENCE, len(silences), sum(silences)),
    )
