"""How the desk speaks to one officer: the language, and the county's names for things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from config.atlas import Atlas
from county.alarms import AlarmRules
from county.decisions import DESK
from county.fields import Bilingual, Lang
from county.gasoline.rules import GasolineRules
from county.lookalikes import lookalikes
from county.patrol import PatrolRules
from county.text import clean
from county.words import say
from tui.view import times

Names = Mapping[str, Bilingual]
"""The county's names by identifier."""


@dataclass(frozen=True)
class Voice:
    """A language and a county's names; before the atlas came, identifiers stand for names."""

    lang: Lang
    areas: Names = field(default_factory=dict)
    sites: Names = field(default_factory=dict)
    police: Names = field(default_factory=dict)
    """The police stations among the sites."""
    petrol: Names = field(default_factory=dict)
    """The petrol stations among them."""
    kinds: Names = field(default_factory=dict)
    outcomes: Names = field(default_factory=dict)
    departments: Names = field(default_factory=dict)
    towns: frozenset[str] = frozenset()
    """Areas where the arrival figure of the town holds."""
    intrusions: frozenset[str] = frozenset()
    """Kinds whose signals carry a level of validation."""
    remotes: frozenset[str] = frozenset()
    """Kinds that may be settled by video."""
    alarms: AlarmRules | None = None
    patrol: PatrolRules | None = None
    gasoline: GasolineRules | None = None
    utc_offset_minutes: int = 0

    @classmethod
    def of(cls, lang: Lang, atlas: Atlas | None) -> Voice:
        """Speak `lang` with the names of `atlas`."""
        if atlas is None:
            return cls(lang)
        return cls(
            lang,
            areas={area.id: area.name for area in atlas.areas},
            sites={site.id: site.name for site in atlas.sites},
            police={site.id: site.name for site in atlas.sites if site.kind == "station"},
            petrol={site.id: site.name for site in atlas.sites if site.kind == "petrol_station"},
            kinds={key: kind.name for key, kind in atlas.kinds.items()},
            outcomes={key: outcome.name for key, outcome in atlas.outcomes.items()},
            departments={key: each.name for key, each in atlas.departments.items()},
            intrusions=frozenset(key for key, kind in atlas.kinds.items() if kind.intrusion),
            remotes=frozenset(key for key, kind in atlas.kinds.items() if kind.remote),
            towns=frozenset(area.id for area in atlas.areas if area.terrain == "town"),
            alarms=atlas.alarms,
            patrol=atlas.patrol,
            gasoline=atlas.gasoline,
            utc_offset_minutes=atlas.utc_offset_minutes,
        )

    def say(self, key: str, /, **values: object) -> str:
        """Give the catalogue's text for `key`. Raises KeyError when it has none."""
        return say(self.lang, key, **values)

    def name(self, names: Names, key: str) -> str:
        """Give the county's name for `key`, `key` itself when it has none; cleaned."""
        known = names.get(key)
        return clean(known.get(self.lang) if known else key)

    def who(self, by: str) -> str:
        """Say who told something, from `Entry.by`."""
        origin, _, name = by.partition(":")
        if origin in ("seat", "feed"):
            return self.say(f"by.{origin}", name=clean(name))
        return self.say("by.desk") if by == DESK else clean(by)

    def seat(self, by: str) -> str:
        """Give the bare name of the seat in `Entry.by`; what told it when that is no seat."""
        return clean(by.removeprefix("seat:"))

    def said(self, text: str, limit: int | None = None) -> str:
        """Give outside text cleaned, with a mark before it when it may be taken for other words."""
        cleaned = clean(text, limit)
        return f"[{self.say('mark.lookalike')}] {cleaned}" if lookalikes(cleaned) else cleaned

    def duration(self, seconds: float) -> str:
        """Say a length of time."""
        return times.duration(self.lang, seconds)

    def clock(self, at: int) -> str:
        """Give epoch milliseconds as the county's wall clock."""
        return times.clock(at, self.utc_offset_minutes)

    def date(self, at: int) -> str:
        """Give the county's wall clock with the whole date: for what is kept for long."""
        return times.date(at, self.utc_offset_minutes)

    def moment(self, at: int, now: int) -> str:
        """Give the county's wall clock, with the day unless it is that of `now`."""
        return times.moment(at, now, self.utc_offset_minutes)
