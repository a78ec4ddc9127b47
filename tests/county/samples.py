"""A small hand-made county for tests of the pure core: every figure is in plain sight."""

from __future__ import annotations

from collections.abc import Sequence

from county import events as ev
from county.alarms import (
    AlarmRules,
    Chatter,
    Department,
    Duplicates,
    KindRules,
    Load,
    PriorityRules,
    Seen,
    Shelving,
)
from county.decisions import County, Limits, Located, Outcome, Rulebook
from county.fields import Bilingual
from county.gasoline.engine import Ground, Site
from county.patrol import PatrolRules
from county.refusals import Refusal
from county.rights import Rights
from tests.county.gasoline.figures import GASOLINE

NOON = 1_782_000_000_000 // 86_400_000 * 86_400_000 + 4 * 3_600_000
"""2026-06-21 12:00 in China (UTC+8), epoch milliseconds."""

HOUR = 3_600_000
DAY = 24 * HOUR

OFFICER = Rights("officer")
LEADER = Rights("leader")
VIEWER = Rights("viewer")

ALARMS = AlarmRules(
    p1=PriorityRules(
        ack_s=10,
        dispatch_s=60,
        sign_s=30,
        arrival_town_s=300,
        arrival_outskirts_s=600,
        feedback_s=300,
        feedback_every_s=900,
        ladder_s=(10, 30, 60, 120),
        lapse_s=60,
        undo_s=10,
        resend_s=30,
        next_unit_s=60,
        unmoved_s=60,
    ),
    p2=PriorityRules(
        ack_s=30,
        ladder_s=(30, 60, 120, 180),
        lapse_s=180,
        shelve_s=1800,
        shelve_needs_leader=True,
    ),
    p3=PriorityRules(ack_s=120, ladder_s=(120, 600, 1800, 7200), lapse_s=900, shelve_s=7200),
    p4=PriorityRules(ack_s=900, ladder_s=(900,), shelve_s=86_400),
    keep_closed_s=28_800,
    task_sign_s=60,
    take_over_s=20,
    mute_s=600,
    validation_priorities=(4, 3, 3, 2, 1),
    remote_outcome="remote",
    shelving=Shelving(most=3, within_s=28_800),
    chatter=Chatter(count=3, within_s=60, quiet_s=600),
    duplicates=Duplicates(radius_m=200, within_s=900),
    load=Load(
        acceptable_per_hour=6,
        most_per_hour=12,
        flood_count=10,
        flood_within_s=600,
        shift_s=28_800,
        stale_s=86_400,
    ),
    seen=Seen(moved_m=100, speed_kmh=8, speed_for_s=15, arrival_m=100, arrival_pasture_m=300),
)

GROUND = Ground(
    sites={
        "s1": Site("t01", 41.0, 110.0),
        "s2": Site("t02", 41.0, 111.0),
        "s3": Site("t02", 41.2, 111.0),
    },
    centres={"t01": (41.0, 110.0), "t02": (41.0, 111.0)},
    police={"t01": "pcs1", "t02": "pcs2"},
)
"""Three petrol stations, and a police station in each township; pcs3 is t02's second."""

RULEBOOK = Rulebook(
    kinds={
        "gas_leak": KindRules(1),
        "theft": KindRules(2),
        "noise": KindRules(3),
        "record": KindRules(4),
        "intrusion": KindRules(3, intrusion=True),
        "slight_crash": KindRules(3, remote=True),
        "suspicious_gasoline": KindRules(2),
        "threat": KindRules(1),
    },
    outcomes=frozenset({"settled", "false_alarm", "remote"}),
    departments={"12345": Department(answer_s=86_400)},
    ground=GROUND,
    titles={"s1": "城关加油站"},
    police=frozenset({"pcs1", "pcs2", "pcs3"}),
    pastures=frozenset({"t02"}),
    alarms=ALARMS,
    patrol=PatrolRules(report_period_s={"car": 10, "foot": 30}, late_factor=2, silent_factor=5),
    limits=Limits(event_past_s=800 * 86_400, event_future_s=86_400, skew_s=300),
    gasoline=GASOLINE,
    utc_offset_minutes=480,
)


def locate(lat: float, lon: float) -> Located | None:
    """West of 110.5 degrees is township t01, east of it t02, north of 42 is abroad."""
    if lat > 42:
        return None
    return Located("t01", "c1") if lon < 110.5 else Located("t02", "c2")


def unit(name: str, area: str = "t01") -> ev.UnitRegistered:
    return ev.UnitRegistered(
        at=NOON,
        unit=name,
        kind="car",
        name=Bilingual(f"{name}车", f"Car {name}"),
        area=area,
        lat=41.0,
        lon=110.0,
    )


def county() -> County:
    """Give a county with cars B1, B2 in t01 and B3 in t02."""
    made = County(RULEBOOK, locate)
    made.enrol([unit("B1"), unit("B2"), unit("B3", "t02")], NOON)
    return made


def alarm(kind: str = "gas_leak", lon: float = 110.0, **changes: object) -> ev.AlarmReported:
    fields: dict[str, object] = {"at": NOON, "place": ev.Place("万和广场三层", 41.0, lon)}
    return ev.AlarmReported(kind=kind, **(fields | changes))  # type: ignore[arg-type] # a test's free choice of fields


def purchase(
    at: int = NOON, station: str = "s1", litres: float = 10, **changes: object
) -> ev.PurchaseRegistered:
    """Give a purchase that meets no rule by itself."""
    fields: dict[str, object] = {
        "buyer": "p-7781",
        "tail": "3X",
        "purpose": "割草",
        "use_place": "南坡",
        "machine": "hand",
        "id_check": "matched",
        "photo": "photo-1",
        "container": "metal",
    }
    return ev.PurchaseRegistered(at=at, station=station, litres=litres, **(fields | changes))  # type: ignore[arg-type] # a test's free choice of fields


def events(outcome: Outcome | Refusal) -> Sequence[ev.Event]:
    """Give the events that were decided; a refusal fails the test by name."""
    assert isinstance(outcome, Outcome), outcome
    return [ruled.entry.event for ruled in outcome.entries]


def refused(outcome: Outcome | Refusal) -> str:
    """Give the code of a refusal."""
    assert isinstance(outcome, Refusal), outcome
    return outcome.code
