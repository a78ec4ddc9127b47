"""What was planted in a play: the simulator knows it, the data does not say it."""

from __future__ import annotations

from dataclasses import dataclass, field

from county.events import WarningRaised


@dataclass(frozen=True)
class Case:
    """One case of a planted pattern."""

    pattern: str
    rules: tuple[str, ...]
    """Any of them ought to find it."""
    station: str
    since: int
    until: int
    """When its last purchase is made, or its trouble ends; both in epoch milliseconds."""
    of_station: bool = False
    """It is the station's doing: its warnings may name no buyer."""


@dataclass
class Truth:
    """The planted cases, found again by their purchases and their stations."""

    since: int = 0
    until: int = 0
    """What is told lies between them; cases may begin before and end after. Epoch milliseconds."""
    cases: list[Case] = field(default_factory=list)
    _bought: dict[tuple[str, int], Case] = field(default_factory=dict)
    """By station and time of a purchase: no two of a ledger have the same."""
    _stations: dict[str, list[Case]] = field(default_factory=dict)

    @property
    def whole(self) -> list[Case]:
        """The cases that were told from beginning to end."""
        return [
            case for case in self.cases if self.since <= case.since and case.until <= self.until
        ]

    def plant(self, case: Case, bought: list[tuple[str, int]]) -> None:
        """Note a case, with the stations and times of its purchases."""
        self.cases.append(case)
        self._bought.update(dict.fromkeys(bought, case))
        if case.of_station:
            self._stations.setdefault(case.station, []).append(case)

    def of(self, warning: WarningRaised) -> Case | None:
        """Give the planted case that a warning rests on; None: there is nothing behind it."""
        if not warning.buyer:
            return self.at_station(warning.rule, warning.station, warning.purchases[-1].at)
        for bought in reversed(warning.purchases):
            case = self._bought.get((bought.station, bought.at))
            if case is not None:
                return case
        return None

    def at_station(self, rule: str, station: str, at: int) -> Case | None:
        """Give the case that `rule` is made for and that went on at a station at a moment."""
        for case in self._stations.get(station, ()):
            if rule in case.rules and case.since <= at <= case.until:
                return case
        return None
