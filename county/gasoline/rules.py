"""The figures of the gasoline rules (散装汽油预警), each a table of the profile's gasoline.toml.

Source: the default rule set G01-G17 of the county's specification, which gathers the four-ministry
notice of 2014 on loose gasoline and local rules; every figure is the profile's. Rules look at
behaviour and place only: no rule can see who somebody is.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct, field

from county.events import Container, Level
from county.fields import Code, Name

Seconds = Annotated[int, Meta(ge=1, le=31_622_400, description="seconds")]
Litres = Annotated[float, Meta(gt=0, le=100_000, description="litres")]
Factor = Annotated[float, Meta(ge=1, le=100)]
Count = Annotated[int, Meta(ge=2, le=1000)]
Share = Annotated[float, Meta(gt=0, lt=1)]
Metres = Annotated[int, Meta(ge=1, le=2_000_000, description="metres")]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$(?!\n)")]
"""Local time, such as ``23:00``."""
DayOfYear = Annotated[str, Meta(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$(?!\n)")]
"""Month and day, such as ``04-01``."""

DAY_S = 86_400


class Rule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every rule has: whether it is on, and how grave it is."""

    enabled: bool = True
    level: Level

    @property
    def gravest(self) -> Level:
        """The gravest level that it can raise."""
        levels: list[Level] = [
            getattr(self, name) for name in self.__struct_fields__ if name.endswith("level")
        ]
        return min(levels)


class Identity(Rule, frozen=True):
    """G01: identity, purpose or place missing, or the identity check failed."""


class Permit(Rule, frozen=True, kw_only=True):
    """G02: a permit that is too old, used before, or somebody else's."""

    valid_s: Seconds
    uses: Annotated[int, Meta(ge=1, le=100)]
    memory_s: Seconds
    """How long it is remembered who used a permit."""


class OverPermit(Rule, frozen=True, kw_only=True):
    """G03: more litres than the permit allows."""

    tolerance: Factor


class DailyCap(Rule, frozen=True, kw_only=True):
    """G04: more litres in one local day than the declared machine can need."""

    machine_litres: dict[Code, Litres]
    other_litres: Litres
    severe_factor: Factor
    severe_level: Level

    def cap(self, machine: str) -> tuple[str, float]:
        """Give the machine that a declared one counts as, and its litres in one day."""
        if machine in self.machine_litres:
            return machine, self.machine_litres[machine]
        return "other", self.other_litres


class Repeat(Rule, frozen=True, kw_only=True):
    """G05: again at another station soon, or many times anywhere."""

    other_station_window_s: Seconds
    other_station_count: Count
    anywhere_window_s: Seconds
    anywhere_count: Count
    with_daily_cap_level: Level


class Cumulative(Rule, frozen=True, kw_only=True):
    """G06: too many litres over days: stock-piling."""

    short_window_s: Seconds
    long_window_s: Seconds
    person_short_litres: Litres
    person_long_litres: Litres
    unit_short_litres: Litres
    unit_long_litres: Litres
    severe_factor: Factor
    severe_level: Level


class Hopping(Rule, frozen=True, kw_only=True):
    """G07: from station to station."""

    short_window_s: Seconds
    short_stations: Count
    long_window_s: Seconds
    long_stations: Count


class OddHour(Rule, frozen=True, kw_only=True):
    """G08: in the middle of the night, and for no emergency."""

    begins: TimeOfDay
    ends: TimeOfDay


class Vessel(Rule, frozen=True, kw_only=True):
    """G09: a container that is forbidden, unknown or too large; the station's fault."""

    forbidden: tuple[Container, ...]
    most_litres: Litres
    """What a single vessel may hold."""


class Faraway(Rule, frozen=True, kw_only=True):
    """G10: to be used outside the buyer's own area and far from it, for no reason told."""

    most_m: Metres


class Purposes(Rule, frozen=True, kw_only=True):
    """G11: a purpose that needs a machine not declared, or that keeps changing."""

    changes: Count
    window_s: Seconds


class Group(Rule, frozen=True, kw_only=True):
    """G12: several purchasers at one station within minutes, for one place of use."""

    purchasers: Count
    window_s: Seconds


class Register(Rule, frozen=True, kw_only=True):
    """G13: a station's register of a day that looks made up, or does not fit its pumps."""

    least_sales: Count
    """A day with fewer is not judged."""
    cap_margin_litres: Litres
    """Sales so near below the daily cap, or at it, are round to it."""
    cap_share: Share
    unproven_share: Share
    """Sales without a picture or a matched identity."""
    pump_share: Share
    """By how much the litres sold may differ from what the pumps gave."""
    closes_after_s: Seconds
    """A day is judged so long after its midnight: late registers are in by then."""


class SelfService(Rule, frozen=True):
    """G14: sold loose from a pump that buyers serve themselves at; the station's fault."""


class Threat(Rule, frozen=True, kw_only=True):
    """G15: to be used where somebody threatens just now."""

    kinds: tuple[Code, ...]
    """Kinds of alarm that are threats."""
    radius_m: Metres
    window_s: Seconds


class Silence(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """G16: a station from which nothing is heard in its opening hours: a fault of the feed."""

    enabled: bool = True
    factor: Factor
    """Silent after so many times its usual gap."""
    quantile: Share
    """The usual gap: so many of a station's gaps are shorter."""
    gaps: Annotated[int, Meta(ge=5, le=1000)]
    """How many of the latest gaps tell what is usual; before there are five nothing is."""
    least_s: Seconds
    """No silence shorter than this is told."""
    opens: TimeOfDay
    closes: TimeOfDay


class Ban(Rule, frozen=True, kw_only=True):
    """G17: any sale while the county allows none."""

    banned: bool


class Season(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Weeks of the year in which farm work needs more: the limits of G04 to G07 are multiplied."""

    id: Code
    zh: Name
    en: Name
    begins: DayOfYear
    ends: DayOfYear
    """The last day; before `begins`, it lies in the next year."""
    factor: Annotated[float, Meta(ge=1, le=3)]


class Purpose(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What gasoline is bought for, known by words in the purpose as it was told."""

    id: Code
    zh: Name
    en: Name
    words: tuple[Annotated[str, Meta(min_length=1, max_length=40)], ...]
    machines: tuple[Code, ...] = ()
    """One of them must be declared; none: any."""
    emergency: bool = False


class Adding(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Two warnings of the lowest level on one purchaser within this time make the second graver."""

    window_s: Seconds
    level: Level


class Retirement(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rule whose warnings nearly all prove lawful is proposed for retirement."""

    least_closed: Count
    least_yield: Share


class GasolineRules(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The profile's figures for gasoline warnings: gasoline.toml."""

    verify_w1_s: Seconds
    verify_w2_s: Seconds
    verify_w3_s: Seconds
    keep_verified_s: Seconds
    """How long a verified warning stays on the board."""
    archived_after_s: Seconds
    """Only registers older than this may be entered for the record alone."""
    consent_s: Seconds
    """How long a request for a second person's consent stands."""
    unmasked_s: Seconds
    """How long opened identities may be read."""
    alarm_kind: Code
    """The kind of the alarm that a warning of the gravest level becomes."""
    alarm_outcome: Code
    """How that alarm ends when the warning is verified."""
    adding: Adding
    retirement: Retirement
    season: tuple[Season, ...] = ()
    purpose: tuple[Purpose, ...] = ()
    g01: Identity = field(name="G01")
    g02: Permit = field(name="G02")
    g03: OverPermit = field(name="G03")
    g04: DailyCap = field(name="G04")
    g05: Repeat = field(name="G05")
    g06: Cumulative = field(name="G06")
    g07: Hopping = field(name="G07")
    g08: OddHour = field(name="G08")
    g09: Vessel = field(name="G09")
    g10: Faraway = field(name="G10")
    g11: Purposes = field(name="G11")
    g12: Group = field(name="G12")
    g13: Register = field(name="G13")
    g14: SelfService = field(name="G14")
    g15: Threat = field(name="G15")
    g16: Silence = field(name="G16")
    g17: Ban = field(name="G17")

    def verify_s(self, level: Level) -> int:
        """Give the seconds within which a warning of `level` must be verified."""
        return {"W1": self.verify_w1_s, "W2": self.verify_w2_s, "W3": self.verify_w3_s}[level]

    @property
    def longest_window_s(self) -> int:
        """How far back any rule looks, in seconds."""
        return max(
            DAY_S,
            self.g02.memory_s,
            self.g05.other_station_window_s,
            self.g05.anywhere_window_s,
            self.g06.short_window_s,
            self.g06.long_window_s,
            self.g07.short_window_s,
            self.g07.long_window_s,
            self.g11.window_s,
            self.g12.window_s,
            self.g15.window_s,
        )

    @property
    def kept_s(self) -> int:
        """How far back purchases must be known for one that is told late to be judged right.

        What is told later still is judged by what is left.
        """
        return self.longest_window_s + self.archived_after_s

    @property
    def station_kept_s(self) -> int:
        """How far back a station's purchases must be known, as `kept_s` says for the others."""
        return max(self.g12.window_s, self.g15.window_s) + self.archived_after_s
